"""Missions whose courses or milestones are wrong, one for each rule of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.mission.activities import Activity
from cadre.mission.conditions import Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.ids import ActivityId, CourseId, MilestoneId, ProgrammeId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.training import Course
from tests.checks.building import DOC, added, altered, day, days, sound
from tests.stages import criteria, criterion

ADVICE, HQ = ActivityId("advice"), ActivityId("hq")


def course(key: str = "basics", **fields: Any) -> Course:  # noqa: ANN401
    """A course of eight weeks for a class of twenty, of the work that begins in March."""
    given: dict[str, Any] = {
        "activity": ADVICE,
        "weeks": 8,
        "break_weeks": 2,
        "seats": 20,
        "supply": 200,
        "pass_share": exact(0.9),
        "loss_a_month": exact(0),
        "instructors": 4,
        "sources": DOC,
    }
    return Course(id=CourseId(key), name=key, **(given | fields))


def school(**fields: Any) -> Course:  # noqa: ANN401
    """A course for instructors of the first one."""
    return course("teachers", **({"weeks": 4, "trains": CourseId("basics")} | fields))


def taught(*courses: Course) -> Mission:
    """A mission that teaches and in which nothing else is wrong: its advisers instruct."""
    mission = altered(sound(), "skills", "adviser", instructs=True)
    return added(mission, "courses", *courses)


def limited(supply: int, *courses: Course) -> Mission:
    """A ministry that can release so many trainees a year; the work for it has begun."""
    mission = altered(taught(*courses), "activities", "advice", began=day("2021-01-04"))
    mission = altered(mission, "activities", "advice", after=(), window=days("2021-01-01"))
    return altered(mission, "institutions", "mod", supply=supply)


def staged(*asked: Criterion, base: Mission | None = None, **fields: Any) -> Mission:  # noqa: ANN401
    """A mission with one more milestone."""
    stated: dict[str, Any] = {"kind": MilestoneKind.IOC, "sources": DOC}
    one = Milestone(id=MilestoneId("ioc"), name="ioc", **(stated | fields))
    return added(added(base or sound(), "milestones", one), "criteria", *asked)


def asked(measure: Measure, subject: str | None = None, at_least: float | None = None) -> Criterion:
    """A criterion of that milestone."""
    return criterion("ioc", measure, subject, at_least, sources=DOC)


def over() -> Mission:
    """Instructors are trained for a course whose work ended last year."""
    ended = Activity(
        id=ActivityId("ended"),
        name="the old school",
        programme=ProgrammeId("advice"),
        began=day("2020-01-06"),
        window=days(None, "2020-12-31"),
        sources=DOC,
    )
    return added(taught(course(activity=ended.id), school()), "activities", ended)


COURSES: dict[str, Callable[[], Mission]] = {
    "COU-01": lambda: taught(course(instructors=9)),
    "COU-02": lambda: limited(100, course(supply=0)),
    "COU-03": lambda: taught(course(weeks=13, supply=0, seats=5)),
    "COU-04": lambda: taught(course(trains=CourseId("teachers")), school()),
    "COU-05": over,
    "COU-06": lambda: taught(
        course(instructors=12, host_instructors=5), school(instructors=1, seats=1)
    ),
    "COU-07": lambda: taught(course(supply=0)),
    "COU-08": lambda: altered(
        altered(taught(course()), "skills", "adviser", instructs=False),
        "skills",
        "staff",
        instructs=True,
    ),
    "COU-09": lambda: added(sound(), "courses", course()),
    "COU-10": lambda: taught(course(supply=60)),
    "COU-11": lambda: taught(course(instructors=0), school()),
}

MILESTONES: dict[str, Callable[[], Mission]] = {
    "DEC-05": staged,
    "DEC-06": lambda: staged(*criteria("ioc", 0, ["advice"], sources=DOC), by=day("2021-02-28")),
    "DEC-08": lambda: staged(asked(Measure.PEOPLE, at_least=19)),
    "DEC-09": lambda: staged(asked(Measure.RUNNING, "budgets")),
    "DEC-10": lambda: staged(
        *criteria("ioc", 0, ["hq"], sources=DOC), kind=MilestoneKind.END_STATE
    ),
}
