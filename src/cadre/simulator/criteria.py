"""Criteria as tables: what milestones ask for, and what counts towards it from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from cadre.mission.conditions import Criterion, Measure
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    CourseId,
    CriterionId,
    GateId,
    MilestoneId,
)
from cadre.mission.milestones import (
    courses_counted,
    criteria_of,
    instructors_wanted,
    unjudged,
)
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Pipeline, linked
from cadre.mission.plans import Start
from cadre.mission.runs import Runs, runs_of
from cadre.mission.training import Course
from cadre.mission.triggers import Signal, Trigger
from cadre.simulator.asked import (
    AUTHORITY,
    CONDITION,
    COVERAGE,
    FILL,
    GRADUATES,
    HOSTS,
    NEVER_SO,
    PEOPLE,
    RUNNING,
    Asked,
)
from cadre.simulator.law import authority_set
from cadre.simulator.laying import Laying, grid, ints, skills_asked, slices
from cadre.simulator.streams import rounded

NUMBERS = {
    Measure.PEOPLE: PEOPLE,
    Measure.RUNNING: RUNNING,
    Measure.FILL: FILL,
    Measure.GRADUATES: GRADUATES,
    Measure.HOST_INSTRUCTORS: HOSTS,
    Measure.COVERAGE: COVERAGE,
    Measure.CONDITION: CONDITION,
    Measure.AUTHORITY: AUTHORITY,
}


WATCHED = {
    Signal.AUTHORITY_LOST: Measure.AUTHORITY,
    Signal.CONDITION_MET: Measure.CONDITION,
    Signal.STRENGTH_BELOW: Measure.PEOPLE,
    Signal.FILL_BELOW: Measure.FILL,
    Signal.GRADUATES_BELOW: Measure.GRADUATES,
}
"""Signals that look at what milestones may ask for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion as it is laid.

    Attributes:
        measure: Number of its measure.
        least: What is asked for, in the unit that `Asked` states.
        subject: What it is about.
        courses: Courses whose graduates count.
        base: What counts whatever happens, by week; empty is nothing.
    """

    measure: int
    least: int = 0
    subject: int = -1
    courses: tuple[int, ...] = ()
    base: tuple[int, ...] = ()


NOT_SO = Row(NEVER_SO)


def lay_criteria(
    laying: Laying, courses: tuple[Course, ...], starts: Sequence[Start]
) -> tuple[Asked, list[int]]:
    """Lay what the milestones ask for, and after it what triggers look at in the same way.

    A milestone that can't be judged asks for what is never so.

    Returns:
        All criteria, and for each trigger the number of its own; -1 for none.
    """
    book = _Book(laying, {one.id: number for number, one in enumerate(courses)})
    groups = [
        [NOT_SO]
        if unjudged(laying.mission, one)
        else [book.row(criterion) for criterion in criteria_of(laying.mission, one)]
        for one in laying.mission.milestones
    ]
    rows = [row for group in groups for row in group]
    at, _ = slices([[0] * len(group) for group in groups])
    watched = []
    for trigger in laying.mission.triggers:
        row = book.watched(trigger)
        watched.append(-1 if row is None else len(rows))
        rows += [] if row is None else [row]
    course_at, course = slices([row.courses for row in rows])
    weeks = laying.plan.horizon.weeks
    slots = (skills_asked(laying.mission, start) for start in starts)
    asked = Asked(
        at=at,
        measure=ints(row.measure for row in rows),
        least=ints(row.least for row in rows),
        subject=ints(row.subject for row in rows),
        course_at=course_at,
        course=course,
        base=grid([row.base or (0,) * weeks for row in rows], weeks),
        slot=ints(people for some in slots for people in some.values()),
    )
    return asked, watched


@dataclass(frozen=True)
class _Book:
    """What is looked up while criteria are laid.

    Attributes:
        laying: The mission and the plan.
        courses: Numbers of the courses that the plan teaches.
    """

    laying: Laying
    courses: Mapping[CourseId, int]

    @property
    def mission(self) -> Mission:
        return self.laying.mission

    def row(self, one: Criterion) -> Row:
        number = NUMBERS[one.measure]
        if number in (PEOPLE, COVERAGE):
            return self._counted(one, number)
        if number in (RUNNING, FILL):
            return self._work(one, number)
        if number in (GRADUATES, HOSTS):
            return self._taught(one, number)
        return self._condition(one) if number == CONDITION else self._authority(one)

    def watched(self, one: Trigger) -> Row | None:
        """What a trigger looks at; None for what isn't a criterion of any milestone."""
        measure = WATCHED.get(one.signal)
        if measure is None:
            return None
        return self.row(
            Criterion(
                id=CriterionId(one.id),
                milestone=MilestoneId(one.id),
                measure=measure,
                subject=one.subject,  # type: ignore[arg-type]
                at_least=one.below or 0,
            )
        )

    def _counted(self, one: Criterion, number: int) -> Row:
        if number == PEOPLE:
            least = Fraction(one.at_least or 0)
            return Row(number, -((-least.numerator) // least.denominator))
        needs = [str(need.id) for need in self.mission.needs]
        if one.subject not in needs:
            return NOT_SO
        return Row(number, _thousandths(one.at_least or 0), needs.index(one.subject))

    def _work(self, one: Criterion, number: int) -> Row:
        start = self.laying.starts.get(ActivityId(one.subject or ""), -1)
        if start < 0 and one.subject is not None:
            return NOT_SO
        return Row(number, _thousandths(one.at_least or 0), start)

    def _taught(self, one: Criterion, number: int) -> Row:
        weeks, courses = self.laying.plan.horizon.weeks, courses_counted(self.mission, one)
        if number == HOSTS:
            line = self.past.get(CourseId(one.subject or ""))
            there = (0.0,) * weeks if line is None else line.host_instructors[-line.first :]
            return Row(
                number,
                _thousandths(instructors_wanted(self.mission, one)),
                courses=self._numbers(courses),
                base=tuple(_thousandths(people) for people in there),
            )
        before = sum(self.past[course.id].graduated(0) for course in courses)
        least = Fraction(one.at_least or 0)
        return Row(
            number,
            -((-least.numerator) // least.denominator),
            courses=self._numbers(courses),
            base=(rounded(before),) * weeks,
        )

    def _numbers(self, courses: Sequence[Course]) -> tuple[int, ...]:
        return tuple(self.courses[one.id] for one in courses if one.id in self.courses)

    def _condition(self, one: Criterion) -> Row:
        gate = self.laying.gates.get(GateId(one.subject or ""))
        row = next((c for c in self.mission.conditions if str(c.id) == one.subject), None)
        if row is None:
            return NOT_SO
        if row.met is None:
            return NOT_SO if gate is None else Row(CONDITION, subject=gate)
        horizon = self.laying.plan.horizon
        met = tuple(int(horizon.day(week) >= row.met) for week in range(horizon.weeks))
        return Row(CONDITION, base=met)

    def _authority(self, one: Criterion) -> Row:
        key = AuthorityId(one.subject or "")
        row = next((a for a in self.mission.authorities if a.id == key), None)
        if row is None:
            return NOT_SO
        return Row(AUTHORITY, subject=authority_set(self.laying, row))

    @cached_property
    def past(self) -> dict[CourseId, Pipeline]:
        """Courses as if nothing were taught from the first week on."""
        weeks = self.laying.plan.horizon.weeks
        runs = {}
        for key in dict.fromkeys(one.activity for one in self.mission.courses):
            before = runs_of(self.mission, key, self.laying.plan).before
            runs[key] = Runs(-len(before), before + (False,) * weeks)
        return linked(self.mission, runs)


@lru_cache(maxsize=1 << 14)
def _thousandths(value: float) -> int:
    return rounded(Fraction(value) * 1000)
