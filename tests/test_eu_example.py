"""The invented mission of a union of states: the model must not be one alliance's."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cadre.cli.show import findings_as_text, plan_as_text
from cadre.cli.show_futures import summary_as_text
from cadre.desk.desk import Desk, Effort
from cadre.dossier.load import Loaded, load
from cadre.dossier.tables import TABLES
from cadre.mission.conditions import Measure
from cadre.mission.findings import Severity
from cadre.mission.forces import CaveatKind, Funding, Rung

FOLDER = Path(__file__).parents[1] / "examples" / "eu-advice"
QUICK = Effort(futures=300, seconds=3, seed=0)
TERMS = re.compile(
    r"\b(NATO|Nato|[Aa]lliance|[Aa]llied|[Aa]llies|[Aa]lly|SACEUR|SHAPE|NAC|North Atlantic"
    r"|IOC|FOC|CJSOR|SOFA|JFC)\b"
)
"""Words of one alliance, which a mission of others must not be made to use."""


@cache
def stated() -> Loaded:
    return load(FOLDER)


@cache
def desk(scenario: str | None = None) -> Desk:
    return Desk.open(FOLDER, scenario=scenario)


def terms(text: str) -> list[str]:
    return [text[max(0, one.start() - 30) : one.end() + 30] for one in TERMS.finditer(text)]


def test_it_is_small_and_whole_and_every_table_has_rows() -> None:
    assert stated().findings == ()
    rows = {name: len(getattr(stated().mission, name)) for name in TABLES}
    assert 150 <= sum(rows.values()) <= 310
    assert [name for name, count in rows.items() if not count] == []


def test_every_document_in_it_is_marked_as_invented() -> None:
    sources = stated().mission.sources
    assert all("Invented" in one.note and one.address.startswith("invented/") for one in sources)
    assert all(one.id.startswith(("XA", "XZ")) for one in stated().mission.nations)


def test_every_row_cites_a_document_or_an_assumption() -> None:
    # The two tables of documents cite nothing; a conflict names its claims, an assumption reasons.
    cited = [name for name in TABLES if name not in ("sources", "claims", "conflicts", "audiences")]
    bare = [
        (name, row.id)
        for name in cited
        for row in getattr(stated().mission, name)
        if not row.sources and not getattr(row, "reasoning", "")
    ]
    assert bare == []


def test_it_shows_what_such_missions_are_made_of() -> None:
    mission = stated().mission
    kinds = {one.kind for one in mission.caveats}
    new = {CaveatKind.PARTNER_DENY, CaveatKind.TRAVEL_DENY, CaveatKind.EVACUATION}
    assert new | {CaveatKind.APPROVAL} <= kinds
    assert {Funding.COMMON, Funding.NATIONAL} == {one.funding for one in mission.posts}
    assert set(Rung) == {one.rung for one in mission.pledges}
    assert len({one.measure for one in mission.criteria}) == len(Measure)
    assert any(one.trains for one in mission.courses)
    mandate = next(one for one in mission.authorities if one.id == "mandate-2")
    assert (mandate.window.first, mandate.window.last) == (date(2025, 7, 1), date(2027, 6, 30))


def test_what_the_check_finds_in_it_fits_on_a_page() -> None:
    found = desk().check().findings
    count = {one: sum(two.severity is one for two in found) for one in Severity}
    text = findings_as_text(desk().check())
    assert count[Severity.ERROR] == 0, text
    assert count[Severity.WARNING] <= 14, text
    assert count[Severity.NOTE] <= 14, text
    assert terms(text) == []


def test_one_of_two_steps_is_planned_and_the_other_is_left_out_with_its_reason() -> None:
    result, _ = desk().plan(QUICK)
    starts = {str(start.activity): start for start in result.plan.starts}
    steps = {"north-team", "coast-advice"}
    assert len(steps & starts.keys()) == 1
    left = {str(one.activity): one.rule for one in result.plan.left_out}
    assert set(left) & steps == steps - starts.keys()
    # Decisions fall at meetings: nothing that waits for one can be ordered today.
    assert all(not starts[one].firm for one in steps & starts.keys())
    assert starts["methods-course"].firm
    assert terms(plan_as_text(result)) == []
    judged = desk().check().findings
    assert not [one for one in judged if one.code.startswith("PLA")]


def test_its_reserve_is_kept_by_the_plan_and_called_in_some_futures() -> None:
    result, _ = desk().plan(QUICK)
    assert "est-reserve" not in {one.pledge for one in result.plan.assignments}
    called = {
        str(one.trigger): one.ever.value for one in desk().simulate(result.plan, QUICK).triggers
    }
    assert 0.1 < called["reserve"] < 0.6


def test_it_plays_and_its_school_trains_instructors() -> None:
    result, _ = desk().plan(QUICK)
    summary = desk().simulate(result.plan, QUICK)
    graduates = {one.course: one.graduates.value for one in summary.courses}
    assert graduates["junior-leaders"] > 50
    assert graduates["instructors"] > 4
    assert terms(summary_as_text(summary, "EUR")) == []


def test_the_going_of_the_un_mission_takes_the_north_along() -> None:
    result, _ = desk("un-leaves").plan(QUICK)
    before, _ = desk().plan(QUICK)
    # Guards, hospital and quarters at Kelbat go by the end of the year: the coast is worth more.
    assert "north-team" in {one.activity for one in before.plan.starts}
    assert "coast-advice" in {one.activity for one in result.plan.starts}


@pytest.mark.parametrize("scenario", [None, "un-leaves"])
def test_its_brief_holds_no_word_of_another_organisation(scenario: str | None) -> None:
    page, plain = desk(scenario).render(desk(scenario).brief(QUICK))
    inside = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]+>", " ", inside))
    assert "EU Training and Advisory Mission in Orvania" in text
    assert terms(text) == []
    assert terms(json.dumps(json.loads(plain), ensure_ascii=False)) == []


def test_its_files_hold_no_word_of_another_organisation() -> None:
    files = [one for one in FOLDER.iterdir() if one.suffix in (".csv", ".toml")]
    assert len(files) == len(TABLES) + 1
    found = {one.name: terms(one.read_text(encoding="utf-8")) for one in files}
    assert {name: words for name, words in found.items() if words} == {}
