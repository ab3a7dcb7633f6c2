"""Courses and milestones are looked at the way a planner would, and no further."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cadre.checks.catalogue import run_checks
from cadre.mission.conditions import Criterion, Measure, MilestoneKind
from cadre.mission.findings import Finding
from cadre.mission.forces import Level
from cadre.mission.ids import ActivityId, CourseId, InstitutionId, LevelId
from cadre.mission.mission import Mission
from cadre.mission.needs import Institution
from cadre.mission.quantities import exact
from cadre.mission.sources import FigureKind
from tests.checks.building import AS_OF, DOC, added, altered, day, days, good_plan, of_code, sound
from tests.checks.courses import (
    COURSES,
    HQ,
    MILESTONES,
    asked,
    course,
    limited,
    school,
    staged,
    taught,
)
from tests.stages import criteria


def found(mission: Mission, code: str, *, planned: bool = False) -> list[Finding]:
    return of_code(run_checks(mission, good_plan() if planned else None), code)


ALSO = {"COU-03": {"COU-03", "COU-07"}}
"""Rules that an example can't but break beside its own."""


def test_a_mission_that_teaches_soundly_is_silent() -> None:
    assert run_checks(taught(course())) == ()
    assert run_checks(taught(course(), school(seats=8, instructors=2))) == ()


@pytest.mark.parametrize("code", COURSES | MILESTONES)
def test_each_example_breaks_its_own_rule_alone(code: str) -> None:
    known = {one.code for one in run_checks((COURSES | MILESTONES)[code]())}
    assert {one for one in known if one.startswith(("COU", "DEC"))} == ALSO.get(code, {code})


def test_instructors_of_the_host_are_counted_beside_those_in_posts() -> None:
    [short] = found(taught(course(instructors=12, host_instructors=3)), "COU-01")
    assert "12 instructors at a time" in short.message
    assert "its posts ask for 8, and the host has 3" in short.message
    assert found(taught(course(instructors=12, host_instructors=4)), "COU-01") == []


def test_courses_side_by_side_need_their_instructors_at_a_time() -> None:
    both = taught(course(instructors=5), course("more", instructors=5))
    assert [one.about for one in found(both, "COU-01")] == ["advice"]


def test_a_course_that_the_host_teaches_alone_asks_for_no_post() -> None:
    handed_over = course(instructors=4, host_instructors=4, activity=HQ)
    assert found(taught(handed_over), "COU-08") == []


def test_trainees_are_added_up_for_the_institution_above() -> None:
    mission = limited(0, course(supply=0, seats=20), course("more", supply=0, seats=20))
    above = Institution(id=InstitutionId("above"), name="Prime minister", supply=200, sources=DOC)
    mission = added(mission, "institutions", above)
    mission = altered(mission, "institutions", "mod", part_of=InstitutionId("above"))
    [one] = found(mission, "COU-02")
    # Twice 20 trainees every 10 weeks.
    assert "a rate of 208 a year" in one.message
    assert one.window is not None
    assert one.window.start == AS_OF
    assert one.window.end == AS_OF + timedelta(weeks=12)
    above_all = altered(mission, "institutions", "above", supply=208)
    assert found(above_all, "COU-02") == []


def test_planned_courses_overload_an_institution_only_where_they_run_together() -> None:
    mission = taught(course(supply=0), course("other", activity=HQ, supply=0))
    mission = altered(mission, "activities", "hq", institution=InstitutionId("mod"))
    mission = altered(mission, "institutions", "mod", supply=150)
    assert found(mission, "COU-02") == []
    [one] = found(mission, "COU-02", planned=True)
    assert one.window == mission.horizon.span(9, 12)


def test_a_cohort_that_just_fits_into_the_weeks_of_its_work_is_long_enough() -> None:
    assert found(taught(course(weeks=12)), "COU-03") == []
    [one] = found(taught(course(weeks=13)), "COU-03")
    assert "can run for 12 weeks on end at most" in one.message


def test_a_cohort_in_class_needs_only_what_is_left_of_it() -> None:
    long = course(weeks=60, activity=HQ)
    ending = altered(
        taught(long), "authorities", "mandate", window=days("2020-01-01", "2021-03-07")
    )
    # Fifty-two weeks are behind it; nine are left.
    assert found(ending, "COU-03") == []
    shorter = altered(ending, "authorities", "mandate", window=days("2020-01-01", "2021-02-07"))
    [one] = found(shorter, "COU-03")
    assert "with 52 weeks of one behind it" in one.message


def test_the_end_of_the_horizon_ends_no_cohort() -> None:
    assert found(taught(course(weeks=70, activity=HQ)), "COU-03") == []


def test_a_ring_is_told_once() -> None:
    ring = taught(
        course(trains=CourseId("teachers")),
        school(trains=CourseId("third")),
        course("third", trains=CourseId("basics")),
        course("fourth", trains=CourseId("basics")),
    )
    [one] = found(ring, "COU-04")
    assert one.message == "Graduates of basics teach teachers teach third teach basics."
    assert found(taught(course(trains=CourseId("basics"))), "COU-04") != []


def test_the_best_case_is_told_without_a_plan_and_the_plan_with_one() -> None:
    # Three cohorts of four, if the work begins when it may; its plan has two.
    schools = school(weeks=5, break_weeks=1, seats=4, pass_share=exact(1))
    assert found(taught(course(instructors=8), schools), "COU-06", planned=True) == []
    [one] = found(taught(course(instructors=9), schools), "COU-06", planned=True)
    assert "teachers make it 8 host instructors in this plan" in one.message
    best = altered(taught(course(instructors=9), schools), "modes", "advice-camp", weeks=0)
    assert found(best, "COU-06") == []


def reasons(*some: Criterion, mission: Mission | None = None, by: str = "") -> str:
    """What bars the milestone that asks for `some`."""
    wanted = staged(*some, base=mission, by=day(by) if by else None)
    return "".join(one.message for one in found(wanted, "DEC-08") if one.about == "ioc")


def ceiling(people: int) -> Mission:
    level = Level(
        id=LevelId("top"), name="top", kind=FigureKind.CEILING, people=people, sources=DOC
    )
    return added(sound(), "levels", level)


def rivals() -> Mission:
    return altered(sound(), "activities", "advice", excludes=(ActivityId("hq"),))


def teaching() -> Mission:
    return taught(course(seats=10, supply=0), school(seats=3))


@pytest.mark.parametrize(
    ("criterion", "mission", "by", "reason"),
    [
        (asked(Measure.PEOPLE, None, 18), sound, "", ""),
        (asked(Measure.PEOPLE, None, 11), sound, "2021-02-20", "posts for 10"),
        (asked(Measure.PEOPLE, None, 18), lambda: ceiling(17), "", "the ceiling is 17"),
        (asked(Measure.PEOPLE, None, 18), lambda: ceiling(18), "", ""),
        (asked(Measure.FILL, "advice", 0.9), sound, "", ""),
        (
            asked(Measure.FILL, "advice", 0.9),
            lambda: replace(sound(), posts=()),
            "",
            "has no posts to fill",
        ),
        (asked(Measure.GRADUATES, "advice", 5), sound, "", "teaches no course"),
        (asked(Measure.GRADUATES, "advice", 99), teaching, "", ""),
        (asked(Measure.GRADUATES, "advice", 27), teaching, "2021-05-30", "of 27 graduates at best"),
        (asked(Measure.HOST_INSTRUCTORS, "basics", 4), teaching, "", ""),
        (asked(Measure.HOST_INSTRUCTORS, "basics"), teaching, "2021-04-11", "3 of 4"),
        (asked(Measure.HOST_INSTRUCTORS, "teachers"), teaching, "", "0 of 4"),
        (asked(Measure.COVERAGE, "budgets", 0.5), sound, "", ""),
        (asked(Measure.COVERAGE, "budgets", 0.6), sound, "", "covers 50% of budgets, of 60%"),
        (asked(Measure.CONDITION, "calm"), sound, "", ""),
        (
            asked(Measure.CONDITION, "calm"),
            lambda: altered(sound(), "conditions", "calm", met=None),
            "",
            'no day can be planned for "It is calm"',
        ),
        (asked(Measure.AUTHORITY, "consent"), sound, "2021-03-01", ""),
        (
            asked(Measure.AUTHORITY, "consent"),
            lambda: altered(sound(), "authorities", "consent", window=days("2021-03-02")),
            "2021-03-01",
            "consent isn't in force on any day left",
        ),
    ],
)
def test_only_a_criterion_that_nothing_can_meet_bars_a_milestone(
    criterion: Criterion, mission: Callable[[], Mission], by: str, reason: str
) -> None:
    said = reasons(criterion, mission=mission(), by=by)
    assert (reason in said) if reason else not said


def test_work_that_excludes_other_work_of_the_milestone_bars_it() -> None:
    both = criteria("ioc", 0, ["hq", "advice"], sources=DOC)
    assert "exclude each other" in reasons(*both, mission=rivals())
    assert reasons(*criteria("ioc", 0, ["advice"], sources=DOC), mission=rivals()) == ""
    over = altered(sound(), "activities", "hq", window=days(None, "2020-12-31"))
    assert "headquarters is over" in reasons(*criteria("ioc", 0, ["hq"], sources=DOC), mission=over)


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (asked(Measure.PEOPLE), "without a number"),
        (asked(Measure.PEOPLE, "hq", 5), "asked of nothing, but it names hq"),
        (asked(Measure.RUNNING), "asked of an activity, but it names nothing"),
        (asked(Measure.GRADUATES, "hq", 5), "asked of a programme, but it names hq"),
        (asked(Measure.COVERAGE, "budgets", 60), "a share is at most 1"),
        (asked(Measure.HOST_INSTRUCTORS, "basics"), "nobody knows how many instructors"),
    ],
)
def test_a_criterion_that_does_not_fit_says_how(criterion: Criterion, reason: str) -> None:
    [one] = found(staged(criterion, base=taught(course(instructors=0))), "DEC-09")
    assert reason in one.message


@pytest.mark.parametrize(
    "shown",
    [asked(Measure.CONDITION, "calm"), asked(Measure.HOST_INSTRUCTORS, "basics", 4)],
)
def test_an_end_state_may_ask_for_host_instructors_or_for_a_condition(shown: Criterion) -> None:
    mission = staged(
        asked(Measure.RUNNING, "hq"), shown, base=taught(course()), kind=MilestoneKind.END_STATE
    )
    assert found(mission, "DEC-10") == []
