"""A brief names what is paused: law that stands still must read neither as held nor as ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cadre.brief.compose import compose
from cadre.brief.context import BriefInputs, Context
from cadre.brief.counts import running_weeks
from cadre.brief.law import lapses
from cadre.brief.sections import Brief, Chart, Paragraph, Section, Table, words_of
from cadre.brief.steps import standing
from cadre.mission.enacting import under
from cadre.mission.ids import (
    AuthorityId,
    ChangeId,
    PauseId,
    ProgrammeId,
    ScenarioId,
    SubjectId,
)
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.scenarios import Change, Scenario
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window


def pause(window: Window, **scope: object) -> Pause:
    return Pause(
        id=PauseId("stop"),
        name="Word withdrawn",
        cause=PauseCause.CONSENT,
        window=window,
        **scope,  # type: ignore[arg-type]
    )


def paused(inputs: BriefInputs, stop: Pause, first_week: int = 0) -> BriefInputs:
    """The inputs with a pause, the work that runs today going on from a week."""
    plan = inputs.result.plan
    starts = tuple(
        replace(one, week=first_week, weeks=one.weeks - first_week) if one.week == 0 else one
        for one in plan.starts
    )
    return replace(
        inputs,
        mission=replace(inputs.mission, pauses=(stop,)),
        result=replace(inputs.result, plan=replace(plan, starts=starts)),
    )


def law(brief: Brief) -> Section:
    return next(one for one in brief.sections if one.id == "law")


def items(brief: Brief) -> dict[str, str]:
    parts = [part for part in brief.sections[0].parts if isinstance(part, Paragraph)]
    return {part.label: words_of(part.text) for part in parts if part.label}


def test_law_paused_today_isnt_told_as_in_force_and_its_pause_has_a_line(
    inputs: BriefInputs,
) -> None:
    day = inputs.mission.profile.as_of
    stop = pause(Window(day), authorities=(AuthorityId("consent"),))
    section = law(compose(paused(inputs, stop)))
    said = [words_of(one.text) for one in section.parts if isinstance(one, Paragraph)]
    assert any("Paused today" in text for text in said)
    [table] = [one for one in section.parts if isinstance(one, Table) and one.id == "law-pauses"]
    [line] = table.lines
    texts = [words_of(cell) for cell in line.cells]
    assert texts[0].startswith("Word withdrawn")
    assert "no end known" in texts[1]
    [chart] = [one for one in section.parts if isinstance(one, Chart)]
    bars = chart.spec["data"]["values"]
    assert {one["state"] for one in bars if one["state"] == "paused"} == {"paused"}


def test_without_pauses_the_brief_speaks_of_none(brief: Brief) -> None:
    assert not [one for one in law(brief).parts if getattr(one, "id", "") == "law-pauses"]
    assert "Paused" not in items(brief)


def test_begun_work_that_stands_still_is_told_with_the_day_on_which_it_goes_on(
    inputs: BriefInputs,
) -> None:
    horizon = inputs.mission.horizon
    stop = pause(horizon.span(0, 3), programmes=(ProgrammeId("training"),))
    changed = paused(inputs, stop, first_week=3)
    found = items(compose(changed))
    assert "1 activity that has begun stands still today" in found["Paused"]
    assert "No planned work runs today." in found["Runs today"]
    start = changed.result.plan.starts[0]
    assert standing(Context(changed), start) == "has begun, paused today"


def test_a_pause_is_no_lapse_and_its_weeks_serve_no_need(inputs: BriefInputs) -> None:
    mission = inputs.mission
    [work] = [one for one in mission.activities if one.id == "advice"]
    stop = pause(mission.horizon.span(4, 2), programmes=(work.programme,))
    law_stop = replace(
        stop, id=PauseId("law"), programmes=(), authorities=(AuthorityId("consent"),)
    )
    for one in (stop, law_stop):
        changed = paused(inputs, one)
        before = [(lapse.start.activity, lapse.firm) for lapse in lapses(Context(inputs))]
        after = [(lapse.start.activity, lapse.firm) for lapse in lapses(Context(changed))]
        assert after == before
        runs = running_weeks(changed.mission, changed.result.plan)["advice"][1]
        assert {3, 6} <= runs
        assert not runs & {4, 5}


def test_a_pause_of_a_scenario_is_told_with_both_its_days(inputs: BriefInputs) -> None:
    key = ScenarioId("stop")
    change = Change(
        id=ChangeId("c"),
        scenario=key,
        kind=Verb.PAUSED,
        subject=SubjectId("consent"),
        window=Window.of_days(date(2021, 6, 1), date(2021, 6, 30)),
    )
    mission = replace(inputs.mission, scenarios=(Scenario(id=key, name="Stop"),), changes=(change,))
    made = replace(inputs.made_from, scenario=key)
    found = items(compose(replace(inputs, mission=under(mission, key), made_from=made)))
    said = found["Changed against the dossier as stated"].strip()
    assert said.startswith("From 1 June 2021 to 30 June 2021: ")
    assert said.endswith(" is paused.")
