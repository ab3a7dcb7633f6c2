"""Milestones in futures: each measure by hand, and none reached that nobody could judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.conditions import Condition, Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.ids import (
    AuthorityId,
    ConditionId,
    CourseId,
    EffectId,
    InstitutionId,
    MilestoneId,
    NeedId,
    ProgrammeId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Need
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.training import Course, Programme
from cadre.mission.weeks import DateRange, Window
from cadre.simulator.run import simulate
from tests.simulator.chance import AS_OF
from tests.simulator.small import ADVISE, WEEKS, activity, first_day, planned, small, start
from tests.stages import criteria, criterion

FUTURES = 4
BASICS, TEACHERS = CourseId("basics"), CourseId("teachers")


def course(key: CourseId = BASICS, **fields: object) -> Course:
    """A course of four weeks, without a break, that all of its ten trainees pass."""
    stated: dict[str, object] = {"weeks": 4, "seats": 10, "pass_share": exact(1)}
    return Course(id=key, activity=ADVISE, name=key, **(stated | fields))  # type: ignore[arg-type]


def staged(*asked: Criterion, began_weeks_ago: int = 0, **tables: object) -> Mission:
    """One milestone, and advisers at work since so many weeks."""
    began = AS_OF - timedelta(weeks=began_weeks_ago)
    stated: dict[str, object] = {
        "activities": (activity(ADVISE, began=began),),
        "programmes": (Programme(id=ProgrammeId("p"), name="p"),),
        "milestones": (Milestone(id=MilestoneId("m"), name="m", kind=MilestoneKind.FOC),),
        "criteria": asked,
    }
    return small(**(stated | tables))


def first_week(of: Mission, plan: Plan | None = None) -> int | None:
    """The week in which all futures first reach the milestone; None for never."""
    reached = simulate(of, plan or planned(start(ADVISE)), futures=FUTURES, threads=1).reached[0]
    week = int(reached.argmax())
    assert reached[week] == FUTURES, reached
    return None if week == WEEKS else week


def test_graduates_of_before_the_first_week_count_and_a_cohort_in_class_goes_on() -> None:
    wanted = criterion("m", Measure.GRADUATES, "p", 30)
    assert first_week(staged(wanted, courses=(course(),))) == 11
    # Two cohorts are through and one has two weeks behind it.
    assert first_week(staged(wanted, courses=(course(),), began_weeks_ago=10)) == 1


def test_a_break_that_began_before_the_first_week_goes_on_too() -> None:
    wanted = criterion("m", Measure.GRADUATES, "p", 20)
    of = staged(wanted, courses=(course(break_weeks=3),), began_weeks_ago=5)
    assert first_week(of) == 5


def test_host_instructors_leave_while_others_are_trained() -> None:
    schools = course(TEACHERS, seats=1000, trains=BASICS, loss_a_month=exact(0.5))
    taught = course(instructors=12)
    steady = (taught, course(TEACHERS, trains=BASICS))
    assert first_week(staged(criterion("m", Measure.HOST_INSTRUCTORS, BASICS), courses=steady)) == 7
    # After four weeks some 53 in a hundred are left: 1000 + 527, then 1000 + 805, give or take
    # luck that stays far below a hundred.
    for least, week in ((1430, 7), (1640, 11), (2500, None)):
        wanted = criterion("m", Measure.HOST_INSTRUCTORS, BASICS, least)
        assert first_week(staged(wanted, courses=(taught, schools))) == week, least


def test_host_instructors_stated_for_the_first_day_are_there_from_it() -> None:
    wanted = criterion("m", Measure.HOST_INSTRUCTORS, BASICS, 8)
    assert first_week(staged(wanted, courses=(course(host_instructors=8),))) == 0
    assert first_week(staged(wanted, courses=(course(host_instructors=7),))) is None


@pytest.mark.parametrize(("least", "week"), [(1.0, 0), (0.51, 0)])
def test_posts_are_filled_while_their_work_runs(least: float, week: int) -> None:
    wanted = criterion("m", Measure.FILL, ADVISE, least)
    assert first_week(staged(wanted)) == week
    assert first_week(staged(wanted), planned(start(ADVISE), people=5)) is None
    everything = criterion("m", Measure.FILL, None, 0.5)
    assert first_week(staged(everything), planned(start(ADVISE), people=5)) == 0


def test_a_condition_counts_from_the_first_week_that_begins_on_its_day_or_later() -> None:
    wanted = criterion("m", Measure.CONDITION, "calm")
    day = first_day(3) + timedelta(days=1)
    late = Condition(id=ConditionId("calm"), name="calm", when=DateRange.exactly(day))
    met = Condition(id=ConditionId("calm"), name="calm", met=day)
    never = Condition(id=ConditionId("calm"), name="calm", when=DateRange.exactly(day), belief=0.0)
    assert first_week(staged(wanted, conditions=(late,))) == 4
    assert first_week(staged(wanted, conditions=(met,))) == 4
    assert first_week(staged(wanted, conditions=(replace(met, met=first_day(3)),))) == 3
    assert first_week(staged(wanted, conditions=(never,))) is None
    assert first_week(staged(wanted)) is None


def test_an_authority_counts_in_whole_weeks_with_all_it_rests_on() -> None:
    vote = Authority(
        id=AuthorityId("vote"),
        name="vote",
        kind=AuthorityKind.NATIONAL,
        window=Window(first_day(2) + timedelta(days=1)),
        rests_on=(AuthorityId("base"),),
    )
    base = Authority(
        id=AuthorityId("base"), name="b", kind=AuthorityKind.MANDATE, window=Window(first_day(5))
    )
    wanted = criterion("m", Measure.AUTHORITY, "vote")
    assert first_week(staged(wanted, authorities=(vote, base))) == 5
    gone = staged(criterion("m", Measure.AUTHORITY, "gone"), authorities=(vote, base))
    assert first_week(gone) is None


def test_coverage_is_that_of_work_that_runs() -> None:
    served: dict[str, Any] = {
        "needs": (Need(id=NeedId("n"), institution=InstitutionId("i"), name="n"),),
        "effects": (Effect(id=EffectId("e"), work=WorkId(ADVISE), need=NeedId("n"), strength=0.5),),
    }
    for least, week in ((0.5, 6), (0.501, None)):
        wanted = criterion("m", Measure.COVERAGE, "n", least)
        assert first_week(staged(wanted, **served), planned(start(ADVISE, 6, 9))) == week


def test_all_criteria_must_hold_in_one_week() -> None:
    both = (*criteria("m", 0, [ADVISE]), criterion("m", Measure.GRADUATES, "p", 20))
    of = staged(*both, courses=(course(),))
    assert first_week(of, planned(start(ADVISE, 0, 8))) == 7
    # A week more of class than of work, and they never meet.
    longer = staged(*both, courses=(course(weeks=5),))
    assert first_week(longer, planned(start(ADVISE, 0, 9))) is None


@pytest.mark.parametrize(
    "asked",
    [
        (),
        (criterion("m", Measure.PEOPLE),),
        (*criteria("m", 0, [ADVISE]), criterion("m", Measure.GRADUATES, ADVISE, 1)),
        (criterion("m", Measure.HOST_INSTRUCTORS, BASICS),),
    ],
)
def test_what_nobody_can_judge_is_never_reached(asked: tuple[Criterion, ...]) -> None:
    of = staged(*asked, courses=(course(pass_share=Range(1, 1, 1)),))
    assert first_week(of) is None
