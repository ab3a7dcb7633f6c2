"""A brief under a scenario says which, what it changes, what falls and what stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadre.brief.compose import compose
from cadre.brief.context import BriefInputs, Context
from cadre.brief.establishment import establishments, table
from cadre.brief.scenario import SAID, paragraphs
from cadre.brief.sections import Brief, Paragraph, words_of
from cadre.mission.enacting import SUBJECTS, under
from cadre.mission.ids import ChangeId, ScenarioId, SubjectId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.scenarios import Change, Scenario
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window
from tests.brief.missions import RESTRICTED

LEAVES = date(2021, 10, 1)
KEY = ScenarioId("gone")


def with_scenario(mission: Mission, marking: Marking | None = None) -> Mission:
    scenario = Scenario(
        id=KEY, name="The coalition leaves", story="It takes its guards along", marking=marking
    )
    change = Change(
        id=ChangeId("c1"),
        scenario=KEY,
        kind=Verb.PROVIDER_LEAVES,
        subject=SubjectId("coalition"),
        window=Window(start=LEAVES),
    )
    return under(replace(mission, scenarios=(scenario,), changes=(change,)), KEY)


def cut(plan: Plan, week: int) -> Plan:
    """The plan with nothing running from a week on."""
    starts = tuple(replace(one, weeks=week - one.week) for one in plan.starts if one.week < week)
    people = tuple(
        replace(one, weeks=week - one.week) for one in plan.assignments if one.week < week
    )
    return replace(plan, starts=starts, assignments=people)


@pytest.fixture(scope="module")
def changed(inputs: BriefInputs) -> BriefInputs:
    mission = with_scenario(inputs.mission)
    week = mission.horizon.week(LEAVES)
    return replace(
        inputs,
        mission=mission,
        result=replace(inputs.result, plan=cut(inputs.result.plan, week)),
        made_from=replace(inputs.made_from, scenario=KEY),
    )


def items(brief: Brief) -> dict[str, str]:
    parts = [part for part in brief.sections[0].parts if isinstance(part, Paragraph)]
    return {part.label: words_of(part.text) for part in parts if part.label}


def test_the_title_says_which_scenario_it_is(changed: BriefInputs, brief: Brief) -> None:
    """A page under a scenario must not be taken for the plan."""
    assert compose(changed).title == "A small mission. Scenario: The coalition leaves"
    assert brief.title == "A small mission"


def test_a_marked_name_of_a_scenario_stays_out_of_the_title(changed: BriefInputs) -> None:
    """The title bears no mark of its own, so everybody sees it."""
    mission = replace(
        changed.mission,
        scenarios=tuple(replace(one, marking=RESTRICTED) for one in changed.mission.scenarios),
    )
    assert compose(replace(changed, mission=mission)).title == "A small mission. Scenario: gone"


def test_the_bottom_line_says_what_is_changed_against_the_dossier(changed: BriefInputs) -> None:
    found = items(compose(changed))
    assert found["Scenario"].strip() == "The coalition leaves. It takes its guards along."
    said = found["Changed against the dossier as stated"]
    assert said.strip() == "From 1 October 2021: Coalition leaves."


TOLD = [
    (
        Verb.PLEDGE_FEWER,
        {"subject": "dnk-1", "amount": 2},
        "The pledge of Denmark (Instructor) is smaller by 2 people.",
    ),
    (
        Verb.PLEDGE_MORE,
        {"subject": "dnk-1", "amount": 1},
        "The pledge of Denmark (Instructor) is larger by 1 person.",
    ),
    (Verb.NEED_WEIGHED, {"subject": "plans", "amount": 2.5}, "Planning weighs 2.5."),
    (
        Verb.SUPPORT_LENT,
        {
            "subject": "defence",
            "other": "town",
            "window": Window.of_days(date(2021, 10, 1), date(2021, 12, 31)),
        },
        "From 1 October 2021 to 31 December 2021: Base defence is lent at Town.",
    ),
]


@pytest.mark.parametrize(("kind", "columns", "words"), TOLD)
def test_what_a_change_says_is_told_with_its_number_and_its_days(
    inputs: BriefInputs, kind: Verb, columns: dict[str, Any], words: str
) -> None:
    """A number of a scenario leads back to its row as every other."""
    mission = with_scenario(inputs.mission)
    said: dict[str, Any] = {"kind": kind, "window": Window()} | columns
    change = replace(mission.changes[0], **said)
    made = replace(inputs.made_from, scenario=KEY)
    brief = compose(replace(inputs, mission=replace(mission, changes=(change,)), made_from=made))
    assert items(brief)["Changed against the dossier as stated"].strip() == words
    if "amount" in columns:
        assert brief.numbers()["scenario.c1"].value == columns["amount"]


def test_every_kind_of_change_has_words() -> None:
    assert set(SAID) == set(SUBJECTS)


def test_a_withdrawn_pledge_is_named_by_its_nation_and_skill(inputs: BriefInputs) -> None:
    """An id says nothing to those who sit in the meeting."""
    mission = with_scenario(inputs.mission)
    change = replace(mission.changes[0], kind=Verb.PLEDGE_WITHDRAWN, subject=SubjectId("dnk-1"))
    made = replace(inputs.made_from, scenario=KEY)
    changed = replace(inputs, mission=replace(mission, changes=(change,)), made_from=made)
    said = items(compose(changed))["Changed against the dossier as stated"]
    assert said.strip() == ("From 1 October 2021: the pledge of Denmark (Instructor) is withdrawn.")


def test_a_pledge_withdrawn_before_it_begins_is_named_and_marked_as_it_was_stated(
    inputs: BriefInputs,
) -> None:
    """Nothing of it is left in the mission: no brief of such a scenario could be made."""
    pledges = tuple(
        replace(one, window=Window(LEAVES), marking=RESTRICTED) if one.id == "dnk-1" else one
        for one in inputs.mission.pledges
    )
    stated = replace(inputs.mission, pledges=pledges)
    change = replace(
        with_scenario(stated).changes[0],
        kind=Verb.PLEDGE_WITHDRAWN,
        subject=SubjectId("dnk-1"),
    )
    scenario = Scenario(id=KEY, name="Denmark stays at home")
    mission = under(replace(stated, scenarios=(scenario,), changes=(change,)), KEY)
    assert "dnk-1" not in {one.id for one in mission.pledges}
    plan = replace(inputs.result.plan, assignments=())
    changed = replace(
        inputs,
        mission=mission,
        stated=stated,
        result=replace(inputs.result, plan=plan),
        made_from=replace(inputs.made_from, scenario=KEY),
    )
    [told] = [
        one
        for one in paragraphs(Context(changed))
        if one.label == "Changed against the dossier as stated"
    ]
    assert words_of(told.text).strip() == (
        "From 1 October 2021: the pledge of Denmark (Instructor) is withdrawn."
    )
    assert told.marking == RESTRICTED


def test_what_falls_stands_before_what_is_planned(changed: BriefInputs) -> None:
    """The needed force by the fixed point, for all that is planned by then and for today."""
    found = items(compose(changed))
    labels = list(found)
    assert labels.index("If Coalition leaves") < labels.index("Runs today")
    text = found["If Coalition leaves"]
    # 240 people are in posts by then, and 0.2 guards a head need guards too: 240 / 0.8. Nobody
    # lends any to the 60 in the town, so 15 guards are brought there in any case.
    assert text.startswith("300 people are needed instead of 255 (26 September 2021).")
    assert "With it goes Base defence." in text
    assert "For what runs today alone: 50 instead of 40." in text


def test_the_planned_path_comes_down_when_its_work_stops(changed: BriefInputs) -> None:
    """Else the chart promises 720 people on a day on which nobody is there."""
    strength, present = establishments(Context(changed))
    assert [turn.people for turn in strength.turns] == [650, 720, 440]
    assert strength.turns[-1].day == date(2021, 9, 27)
    assert (strength.first, strength.most, strength.last) == (500, 720, 440)
    assert present.last == 320 + 220 - 280
    path = items(compose(changed))["Planned strength"]
    assert path.startswith("500 → 650 → 720 → 440")


def test_a_path_is_never_below_nothing(inputs: BriefInputs) -> None:
    """A count of only some of those in posts, less all posts, would be negative."""
    levels = tuple(
        replace(one, people=30) if one.id == "present" else one for one in inputs.mission.levels
    )
    plan = cut(inputs.result.plan, 10)
    small = replace(
        inputs,
        mission=replace(inputs.mission, levels=levels),
        result=replace(inputs.result, plan=plan),
    )
    assert [one.last for one in establishments(Context(small))] == [440, 0]


def test_work_that_can_be_ordered_isnt_told_as_prepared_for_what_comes_before_it(
    inputs: BriefInputs,
) -> None:
    """Or one table says that it can be ordered today, and another one that it can't."""
    advice, school, academy = inputs.result.plan.starts
    starts = (
        advice,
        replace(school, waits_for=academy.waits_for),
        replace(academy, waits_for=()),
    )
    plan = replace(inputs.result.plan, starts=starts)
    told = table(Context(replace(inputs, result=replace(inputs.result, plan=plan)))).lines[0]
    turns = words_of(told.cells[2]).split("; ")
    assert [one.endswith("(prepared only)") for one in turns] == [True, False]
