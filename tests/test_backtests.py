"""History as the test: questions about the past whose answers are known, put to the engines.

The questions and the answers stand in the files of cases that come with the examples; what is only
known later goes in nowhere.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cadre.desk.backtest import BacktestAnswer, backtest
from cadre.desk.desk import Desk, Effort
from cadre.dossier.asof import known
from cadre.dossier.cases import load_cases
from cadre.dossier.load import load
from cadre.mission.sources import FigureKind

EXAMPLES = Path(__file__).parents[1] / "examples"
DOSSIERS = ("ntm-i", "nmi")


def file_of(dossier: str) -> Path:
    return EXAMPLES / "backtests" / f"{dossier}.csv"


@pytest.fixture(scope="module", params=DOSSIERS)
def answer(request: pytest.FixtureRequest) -> BacktestAnswer:
    desk = Desk.open(EXAMPLES / request.param)
    return backtest(desk, (file_of(request.param),), Effort(futures=20_000))


def test_history_agrees_with_every_case(answer: BacktestAnswer) -> None:
    wrong = [
        f"{one.id}: {one.question} is {one.answer or one.because}, in history {one.expected}"
        for one in answer.cases
        if one.verdict.value != "passed"
    ]
    assert wrong == []
    assert answer.findings == ()


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_every_case_says_where_its_answer_is_written_down(dossier: str) -> None:
    mission = load(EXAMPLES / dossier).mission
    cases, findings = load_cases(file_of(dossier))
    assert findings == ()
    for case in cases:
        assert case.sources, case.id
        assert all(one.ref in mission.evidence for one in case.sources), case.id


@pytest.mark.parametrize("dossier", DOSSIERS)
def test_the_given_back_tests_are_among_them(dossier: str) -> None:
    given = {"ntm-i": {"BT-01", "BT-04", "BT-06"}, "nmi": {"BT-09"}}[dossier]
    cases, _ = load_cases(file_of(dossier))
    assert given <= {case.case for case in cases}


def test_four_thousand_is_a_ceiling_under_a_condition_and_never_a_plan() -> None:
    mission = known(load(EXAMPLES / "nmi").mission, date(2021, 3, 15))
    levels = [one for one in mission.levels if one.people == 4000]
    assert levels
    assert all(one.kind is FigureKind.CEILING and one.condition for one in levels)
