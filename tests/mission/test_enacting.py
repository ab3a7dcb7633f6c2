"""Enacting: a scenario must do what the what-if did that a staff wrote down in it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from cadre.checks.scenario import NO_CHANGE, NOT_PLAYABLE, empty_scenarios, impossible_changes
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.edits import Edit, edited
from cadre.mission.enacting import SUBJECTS, enacted, under, what_if
from cadre.mission.forces import Funding
from cadre.mission.ids import BesideId, ChangeId, ScenarioId, SourceId, SubjectId
from cadre.mission.markings import Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.rows import Citation
from cadre.mission.scenarios import STATED, Change, Scenario
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window
from tests.mission.test_asking import MISSION, SAMPLES
from tests.planner.missions import day, span

SCENARIO = ScenarioId("lean")
ASKED = [text for text in SAMPLES if asked(MISSION, text).verb in SUBJECTS]
SECRET = Marking(Classification.SECRET)


def change(kind: Verb, subject: str, **columns: Any) -> Change:  # noqa: ANN401
    row = Change(id=ChangeId("c"), scenario=SCENARIO, kind=kind, subject=SubjectId(subject))
    return replace(row, **columns)


def written(edit: Edit) -> Change:
    """The row that says what an edit says, as the manual tells to write it."""
    subject = edit.subject
    if edit.verb is Verb.BUDGET:
        [subject] = [
            str(one.id)
            for one in MISSION.budgets
            if (one.year, one.funding) == (edit.year, Funding(edit.subject))
        ]
    window = edit.window
    if edit.verb in STATED and window.first is None:
        window = Window(MISSION.profile.as_of, window.end)
    return change(
        edit.verb,
        subject,
        window=window,
        other=BesideId(edit.site) if edit.site else None,
        amount=edit.amount or (0 if " 0" in edit.text else None),
    )


def plain(mission: Mission) -> dict[str, list[Any]]:
    """The rows of each table without the ids and notes of those that a change brought."""
    found: dict[str, list[Any]] = {"profile": [mission.profile]}
    for field in fields(mission):
        if field.name != "profile":
            found[field.name] = [
                replace(row, id="", note="")
                if " " in row.id or row.id == "c" or row not in getattr(MISSION, field.name)
                else row
                for row in getattr(mission, field.name)
            ]
    return found


@pytest.mark.parametrize("text", ASKED)
def test_a_change_does_what_the_what_if_does_that_it_was_written_from(text: str) -> None:
    edit = asked(MISSION, text)
    row = written(edit)
    if edit.verb not in STATED:
        assert replace(asked(MISSION, what_if(MISSION, row)), text=edit.text) == edit
    then = enacted(MISSION, row)
    assert then != MISSION
    assert plain(then) == plain(edited(MISSION, [edit]))


def test_every_what_if_that_changes_a_row_can_be_written_down() -> None:
    assert {asked(MISSION, text).verb for text in ASKED} | {Verb.AUTHORITY_EXTENDED} == set(
        SUBJECTS
    )


def test_an_authority_is_extended_to_the_last_day_of_a_change() -> None:
    short = tuple(replace(one, window=span(0, 20)) for one in MISSION.authorities)
    mission = replace(MISSION, authorities=short)
    key = str(short[0].id)
    to = Window.of_days(None, day(200))
    longer = enacted(mission, change(Verb.AUTHORITY_EXTENDED, key, window=to))
    assert longer.authorities[0].window == Window(short[0].window.start, to.end)
    with pytest.raises(CadreError, match="isn't what `authority AUTHORITY extended to DAY` asks"):
        enacted(mission, change(Verb.AUTHORITY_EXTENDED, key, window=Window(day(200))))


WRONG: list[tuple[Change, str]] = [
    (change(Verb.PLEDGE_MORE, "DNK-3"), "isn't what `pledge PLEDGE [+]PEOPLE` asks for"),
    (change(Verb.PLEDGE_MORE, "DNK-3", amount=2.5), "'[+]2.5' isn't understood"),
    (change(Verb.PLEDGE_MORE, "DNK-3", amount=2, window=Window(day(7))), "isn't what"),
    (change(Verb.PLEDGE_FEWER, "DNK-3", amount=20), "is of 20 people"),
    (change(Verb.PLEDGE_MORE, "CAN-9", amount=2), "'CAN-9' isn't understood"),
    (change(Verb.PEOPLE_SENT, "adviser", amount=2), "isn't what"),
    (change(Verb.PEOPLE_ADDED, "adviser", amount=2, other=BesideId("DNK")), "isn't what"),
    (change(Verb.BEDS, "base", amount=9, window=Window.of_days(None, day(7))), "isn't what"),
    (change(Verb.BUDGET, "b23", amount=9), "budget 'b23': not in the dossier"),
    (change(Verb.ACTIVITY_MUST, "a"), "'activity must' changes no row"),
    (change(Verb.CAPACITY, "a", amount=3), "'negotiating capacity' changes no row"),
]


@pytest.mark.parametrize(("row", "words"), WRONG)
def test_a_change_that_says_too_little_or_too_much_is_told_and_not_guessed(
    row: Change, words: str
) -> None:
    with pytest.raises(CadreError, match=words):
        enacted(MISSION, row)
    mission = replace(MISSION, changes=(row,), scenarios=(Scenario(id=SCENARIO, name="Lean"),))
    [finding] = impossible_changes(mission, None)
    assert (finding.code, finding.about) == (NOT_PLAYABLE.code, "c")
    assert "can't be played: " in finding.message


def test_what_a_change_brings_is_marked_and_has_sources_as_the_change_has() -> None:
    """A reader who may not see the change would be shown its people."""
    sources = (Citation(SourceId("s1")),)
    for row, table in (
        (change(Verb.PEOPLE_ADDED, "adviser", amount=4), "pledges"),
        (change(Verb.BEDS_ADDED, "base", amount=4), "bed_spaces"),
        (change(Verb.SUPPORT_LENT, "defence", other=BesideId("base")), "supports"),
        (change(Verb.BUDGET, "b22", amount=4), "budgets"),
        (change(Verb.ACTIVITY_DROPPED, "a"), "red_lines"),
    ):
        told = replace(row, marking=SECRET, sources=sources, note="said in the margin")
        [new] = set(getattr(enacted(MISSION, told), table)) - set(getattr(MISSION, table))
        assert (new.marking, new.sources, new.note) == (SECRET, sources, "said in the margin")


def in_scenario(*rows: Change) -> Mission:
    changes = tuple(replace(row, id=ChangeId(f"c{n}")) for n, row in enumerate(rows))
    return replace(MISSION, changes=changes, scenarios=(Scenario(id=SCENARIO, name="Lean"),))


def test_changes_of_one_scenario_build_on_each_other_in_their_order() -> None:
    """The second takes people off that only the first one brings."""
    more, fewer = (
        change(kind, "DNK-3", amount=30) for kind in (Verb.PLEDGE_MORE, Verb.PLEDGE_FEWER)
    )
    back = in_scenario(more, fewer)
    assert under(back, SCENARIO).pledges == MISSION.pledges
    assert list(impossible_changes(back, None)) == []
    assert [one.code for one in empty_scenarios(back, None)] == [NO_CHANGE.code]
    wrong = in_scenario(fewer, more)
    assert [one.about for one in impossible_changes(wrong, None)] == ["c0"]
    assert list(empty_scenarios(wrong, None)) == []


def test_the_same_change_twice_brings_people_twice() -> None:
    more = change(Verb.PEOPLE_ADDED, "adviser", amount=5)
    then = under(in_scenario(more, more), SCENARIO)
    brought = [one for one in then.pledges if one not in MISSION.pledges]
    assert [one.people for one in brought] == [5, 5]
    assert len({one.id for one in then.pledges}) == len(then.pledges)


def test_a_site_that_closes_for_a_time_pauses_its_work_and_keeps_its_people() -> None:
    then = enacted(MISSION, change(Verb.SITE_CLOSES, "base", window=span(4, 9)))
    assert then.sites == MISSION.sites
    [pause] = set(then.pauses) - set(MISSION.pauses)
    assert (pause.sites, pause.window) == (("base",), span(4, 9))
