"""History as the test: questions about the past whose answers are known, put to generic code.

BT-01 and BT-09 of the back-tests. Only what was reported by the as-of day goes in; the answers
are here and nowhere in the program.
"""

from datetime import date
from pathlib import Path

import pytest

from cadre.checks.catalogue import run_checks
from cadre.checks.option import rank_options
from cadre.dossier.asof import known
from cadre.dossier.load import load
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.sources import FigureKind
from cadre.mission.strength import paths
from cadre.planner.result import PlanResult
from cadre.planner.solve import solve
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate

EXAMPLES = Path(__file__).parents[1] / "examples"


def mission_of(name: str, as_of: date) -> Mission:
    loaded = load(EXAMPLES / name)
    assert loaded.findings == ()
    return known(loaded.mission, as_of)


@pytest.fixture(scope="module")
def in_2007() -> Mission:
    return mission_of("ntm-i", date(2007, 11, 16))


@pytest.fixture(scope="module")
def findings_2007(in_2007: Mission) -> tuple[Finding, ...]:
    return run_checks(in_2007)


@pytest.fixture(scope="module")
def in_2021() -> Mission:
    return mission_of("nmi", date(2021, 3, 15))


@pytest.fixture(scope="module")
def plan_2021(in_2021: Mission) -> PlanResult:
    made_from = MadeFrom(dossier="", as_of="2021-03-15")
    return solve(in_2021, made_from=made_from, seed=0, seconds=6.0)


@pytest.fixture(scope="module")
def futures_2021(in_2021: Mission, plan_2021: PlanResult) -> Outcomes:
    return simulate(in_2021, plan_2021.plan, futures=20_000, seed=0)


def test_bt_01_no_law_covers_work_planned_in_2009(
    in_2007: Mission, findings_2007: tuple[Finding, ...]
) -> None:
    wanted_in_2009 = {
        str(one.id)
        for one in in_2007.activities
        if date(2009, 6, 1) in one.window or (one.began and one.window.last is None)
    }
    gaps = {
        finding.about: finding.window
        for finding in findings_2007
        if finding.code == "AUT-01" and finding.window and finding.window.first
    }
    assert len(wanted_in_2009) >= 4
    assert set(gaps) >= wanted_in_2009
    for activity in wanted_in_2009:
        window = gaps[activity]
        assert window is not None
        assert window.first == date(2009, 1, 1), activity
        assert window.last is None, activity


def test_bt_01_cover_in_2008_hangs_on_a_renewal_that_is_only_expected(
    findings_2007: tuple[Finding, ...],
) -> None:
    near = [
        finding
        for finding in findings_2007
        if finding.window
        and finding.window.first == date(2008, 1, 1)
        and finding.window.last == date(2008, 12, 31)
        and finding.code.startswith("AUT")
    ]
    assert near, "the lapse of 31 December 2007 must be flagged"
    assert any("belief" in finding.message for finding in near)
    assert all(finding.sources for finding in near)


def test_bt_01_options_are_ranked_and_the_one_that_can_not_be_had_is_named(
    in_2007: Mission,
) -> None:
    standings = rank_options(in_2007)
    feasible = [str(one.option.id) for one in standings if one.feasible]
    infeasible = [one for one in standings if not one.feasible]
    assert feasible == ["middle-road", "ici", "nothing"]
    assert [str(one.option.id) for one in infeasible] == ["afghan-like"]
    assert any("capacity" in reason for reason in infeasible[0].reasons)


def test_bt_01_no_agreement_can_be_begun_before_2008_without_overtaxing_the_host(
    in_2007: Mission,
) -> None:
    standings = {str(one.option.id): one for one in rank_options(in_2007)}
    assert standings["middle-road"].begins == date(2008, 1, 1)
    afghan = standings["afghan-like"].earliest
    assert afghan is not None
    assert afghan > date(2009, 1, 1)


def test_bt_09_both_counts_of_the_force_lead_to_their_own_total(
    in_2021: Mission, plan_2021: PlanResult
) -> None:
    by_december = {
        path.baseline.people: [
            path.baseline.people,
            *(step.people for step in path.steps if step.day <= date(2021, 11, 30)),
        ]
        for path in paths(in_2021, plan_2021.plan)
    }
    assert by_december[500] == [500, 650, 720]
    assert by_december[320] == [320, 470, 540]


def test_bt_09_four_thousand_is_a_ceiling_under_a_condition_and_never_a_plan(
    in_2021: Mission, plan_2021: PlanResult
) -> None:
    levels = [one for one in in_2021.levels if one.people == 4000]
    assert levels
    assert all(one.kind is FigureKind.CEILING and one.condition for one in levels)
    largest = [
        max(step.people or 0 for step in path.steps if step.day <= date(2021, 11, 30))
        for path in paths(in_2021, plan_2021.plan)
    ]
    assert sorted(round(100 * people / 4000, 1) for people in largest) == [13.5, 18.0]


def test_bt_09_increments_wait_for_a_consent_that_is_not_given(plan_2021: PlanResult) -> None:
    starts = {str(one.activity): one for one in plan_2021.plan.starts}
    for increment in ("services-1", "services-2"):
        assert not starts[increment].firm
        assert any("consent" in gate for gate in starts[increment].waits_for)


def test_bt_09_720_is_unlikely_by_the_end_of_2021(futures_2021: Outcomes) -> None:
    last_week = futures_2021.horizon.week(date(2021, 12, 31))
    index = [people for _, people in futures_2021.levels].index(720)
    share = futures_2021.share_by(futures_2021.level_reached[index], last_week)
    assert share.value < 0.25


def test_bt_09_the_force_of_may_2022_is_of_the_size_it_came_to_be(
    futures_2021: Outcomes,
) -> None:
    week = futures_2021.horizon.week(date(2022, 5, 10))
    assert 400 <= futures_2021.force_mean()[week] <= 650
