"""A plan's milestones: the week in which each thing asked for is so, or why it never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadre.mission.authorities import AuthorityState
from cadre.mission.conditions import Condition, Criterion, Measure
from cadre.mission.ids import ConditionId, CourseId, PostId, ProgrammeId
from cadre.mission.milestones import unjudged, weighed
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, LeftOut, Plan, Start
from cadre.mission.quantities import exact
from cadre.mission.stages import Stage, stages
from cadre.mission.training import Programme
from cadre.mission.weeks import DateRange, Window
from tests.planner.missions import (
    FROM,
    activity,
    authority,
    course,
    day,
    effect,
    milestone,
    mission,
    mode,
    pause,
    pledge,
    post,
)
from tests.stages import criteria, criterion


def given(*asked: Criterion, **tables: Any) -> Mission:  # noqa: ANN401
    """Two works of four advisers each, and one milestone."""
    stated: dict[str, Any] = {
        "activities": (activity("a"), activity("b")),
        "modes": (mode("a"), mode("b")),
        "posts": (post("a", 4), post("b", 4)),
        "pledges": (pledge(8),),
        "effects": (effect("a", 0.5), effect("b", 0.5)),
        "programmes": (Programme(id=ProgrammeId("advice"), name="Advice"),),
    }
    return mission(12, **(milestone(*asked) | stated | tables))


def start(key: str, week: int, weeks: int) -> Start:
    chosen = mode(key)
    return Start(
        activity=activity(key).id, mode=chosen.id, site=chosen.site, week=week, weeks=weeks
    )


def seats(key: str, people: int, week: int, weeks: int) -> Assignment:
    return Assignment(
        pledge=pledge(8).id,
        activity=activity(key).id,
        post=PostId(f"{key}-adviser"),
        site=mode(key).site,
        people=people,
        week=week,
        weeks=weeks,
    )


def judged(of: Mission, *starts: Start, **fields: Any) -> Stage:  # noqa: ANN401
    plan = Plan(horizon=of.horizon, starts=starts, made_from=FROM, **fields)
    [stage] = stages(of, plan)
    return stage


A, B = start("a", 2, 10), start("b", 5, 4)


@pytest.mark.parametrize(
    ("asked", "week", "why"),
    [
        (criteria("ioc", 4), 2, ""),
        (criteria("ioc", 8), 5, ""),
        (criteria("ioc", 9), None, "running work asks for 8 people at most"),
        (criteria("ioc", 0, ["a", "b"]), 5, ""),
        ((criterion("ioc", Measure.COVERAGE, "reform", 0.75),), 5, ""),
        ((criterion("ioc", Measure.COVERAGE, "reform", 0.8),), None, "75% of reform is covered"),
        ((criterion("ioc", Measure.GRADUATES, "advice", 16),), 6, ""),
        ((criterion("ioc", Measure.GRADUATES, "advice", 40),), None, "has 24 graduates by the end"),
        ((criterion("ioc", Measure.AUTHORITY, "vote"),), 3, ""),
        ((criterion("ioc", Measure.CONDITION, "calm"),), 4, ""),
        ((criterion("ioc", Measure.CONDITION, "rare"),), None, "no day can be planned for rare"),
        ((), None, "nobody can judge it: it states no criteria"),
    ],
)
def test_each_measure_is_met_in_its_week_or_says_why_it_is_not(
    asked: tuple[Criterion, ...], week: int | None, why: str
) -> None:
    of = given(
        *asked,
        courses=(course("a", 2, 8, pass_share=exact(1), break_weeks=1),),
        conditions=(
            Condition(
                id=ConditionId("calm"),
                name="calm",
                when=DateRange.exactly(day(3) + timedelta(days=1)),
            ),
            Condition(id=ConditionId("rare"), name="rare"),
        ),
        authorities=(
            *(authority(kind) for kind in ("mandate", "consent", "status")),
            authority("national", id="vote", window=Window(day(2) + timedelta(days=1))),
        ),
    )
    stage = judged(of, A, B)
    assert stage.week == week
    assert stage.day == (None if week is None else day(week))
    assert why in stage.why


def test_things_that_hold_in_different_weeks_do_not_make_a_milestone() -> None:
    of = given(*criteria("ioc", 0, ["a", "b"]))
    stage = judged(of, start("a", 0, 5), B)
    assert [one.week for one in stage.criteria] == [0, 5]
    assert stage.week is None
    assert stage.why == "its criteria never hold in the same week"


def test_posts_are_filled_by_the_people_whom_the_plan_assigns() -> None:
    of = given(criterion("ioc", Measure.FILL, "a", 0.75))
    some = (seats("a", 2, 2, 10), seats("a", 1, 6, 3))
    assert judged(of, A, assignments=some).week == 6
    few = judged(of, A, assignments=some[:1])
    assert few.why == "50% of the posts of a are filled at most"
    both = given(criterion("ioc", Measure.FILL, None, 0.5))
    assert judged(both, A, B, assignments=(seats("a", 4, 2, 10),)).week == 2
    assert judged(both, B, assignments=(seats("b", 1, 5, 4),)).week is None
    unmanned = given(criterion("ioc", Measure.FILL, None, 0.5), posts=(post("a", 4),))
    assert judged(unmanned, A, B, assignments=(seats("a", 2, 2, 10),)).week == 2


def test_host_instructors_are_those_whom_the_planned_courses_train() -> None:
    schools = course("a", 3, 5, pass_share=exact(1), trains=CourseId("b-course"))
    taught = replace(course("b", 2, 20), instructors=9, host_instructors=2)
    of = given(criterion("ioc", Measure.HOST_INSTRUCTORS, "b-course"), courses=(schools, taught))
    assert judged(of, A).week == 7
    few = judged(of, start("a", 2, 5))
    assert few.why == "Course has 7 host instructors at most, of 9"


def test_work_that_is_left_out_is_named_with_its_reason() -> None:
    of = given(*criteria("ioc", 0, ["b"]))
    out = LeftOut(activity=activity("b").id, rule="beds", reason="b has no beds.", unlock="Add.")
    assert judged(of, A, left_out=(out,)).why == "b isn't planned (b has no beds)"


def test_paused_work_is_not_running_but_its_people_are_there() -> None:
    halt = pause("p", Window(day(2), day(4)))
    of = given(*criteria("ioc", 0, ["a"]), pauses=(halt,))
    assert judged(of, A).week == 4
    assert judged(given(*criteria("ioc", 4), pauses=(halt,)), A).week == 2


def test_an_authority_that_may_not_be_relied_on_reaches_nothing() -> None:
    asked = criterion("ioc", Measure.AUTHORITY, "vote")
    vote = authority("national", id="vote", state=AuthorityState.PROPOSED, belief=0.5)
    assert judged(given(asked, authorities=(vote,)), A).week is None
    assert judged(given(asked, authorities=(replace(vote, belief=0.9),)), A).week == 0


@pytest.mark.parametrize(
    "asked",
    [
        criterion("ioc", Measure.AUTHORITY, "consent"),
        criterion("ioc", Measure.GRADUATES, "advice", 5),
        criterion("ioc", Measure.COVERAGE, "reform", 0.2),
        criterion("ioc", Measure.FILL, "a", 0.8),
    ],
)
def test_planning_weighs_milestones_of_every_measure(asked: Criterion) -> None:
    given_one = given(*criteria("ioc", 4), asked)
    assert weighed(given_one) == given_one.milestones


def test_a_milestone_of_which_one_thing_cannot_be_judged_is_not_weighed_at_all() -> None:
    unfit = given(*criteria("ioc", 4), criterion("ioc", Measure.RUNNING, "advice"))
    assert unjudged(unfit, unfit.milestones[0])
    assert weighed(unfit) == ()
