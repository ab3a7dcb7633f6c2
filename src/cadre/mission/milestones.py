"""Milestones: what their criteria ask for, which can be judged, and which plans can count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority
from cadre.mission.conditions import Condition, Criterion, Measure, Milestone
from cadre.mission.cover import holding
from cadre.mission.gates import planning_dates
from cadre.mission.ids import ActivityId, AuthorityId, ConditionId, CourseId, GateId
from cadre.mission.mission import Mission
from cadre.mission.needs import Need
from cadre.mission.rows import Row
from cadre.mission.training import Course, Programme
from cadre.mission.weeks import NEVER, Window

SUBJECTS: Mapping[Measure, tuple[type[Row], str]] = {
    Measure.RUNNING: (Activity, "an activity"),
    Measure.FILL: (Activity, "an activity"),
    Measure.GRADUATES: (Programme, "a programme"),
    Measure.HOST_INSTRUCTORS: (Course, "a course"),
    Measure.COVERAGE: (Need, "a need"),
    Measure.CONDITION: (Condition, "a condition"),
    Measure.AUTHORITY: (Authority, "an authority"),
}
"""What the subject of each measure is; people present have no subject."""

COUNTED = (Measure.PEOPLE, Measure.FILL, Measure.GRADUATES, Measure.COVERAGE)
"""Measures that need a number to be reached."""

SHARES = (Measure.FILL, Measure.COVERAGE)

ROUNDING = 1e-6
"""What sums of shares may fall short by without less being meant."""

DATED = (Measure.CONDITION, Measure.AUTHORITY)
"""Measures that hang on no plan: their weeks are known on planning dates."""


def criteria_of(mission: Mission, milestone: Milestone) -> tuple[Criterion, ...]:
    """The criteria of `milestone`, in the order of the table."""
    return tuple(one for one in mission.criteria if one.milestone == milestone.id)


def people_wanted(mission: Mission, milestone: Milestone) -> int:
    """People who must be present for `milestone`; 0 when it asks for none."""
    asked = (one for one in criteria_of(mission, milestone) if one.measure is Measure.PEOPLE)
    return max((ceil(wanted(mission, one)) for one in asked), default=0)


def work_wanted(mission: Mission, milestone: Milestone) -> tuple[ActivityId, ...]:
    """Work that must all be running for `milestone`."""
    return tuple(
        ActivityId(one.subject)
        for one in criteria_of(mission, milestone)
        if one.measure is Measure.RUNNING and one.subject is not None
    )


def instructors_wanted(mission: Mission, criterion: Criterion) -> float:
    """Host instructors asked for; without a number as many as a cohort needs, 0 if unknown."""
    if criterion.at_least is not None:
        return criterion.at_least
    key = CourseId(criterion.subject or "")
    return float(next((one.instructors for one in mission.courses if one.id == key), 0))


def misfit(mission: Mission, criterion: Criterion) -> str:
    """Why nobody can judge a criterion, as part of a sentence; empty when somebody can.

    A subject that is in no table (any more) isn't a misfit: it is never so.
    """
    asked = SUBJECTS.get(criterion.measure)
    if asked is None and criterion.subject is not None:
        return f"{criterion.measure.value} is asked of nothing, but it names {criterion.subject}"
    if asked is not None and not _fits(mission, criterion, asked[0]):
        met = criterion.subject or "nothing"
        return f"{criterion.measure.value} is asked of {asked[1]}, but it names {met}"
    return _without_number(mission, criterion)


def _fits(mission: Mission, criterion: Criterion, kind: type[Row]) -> bool:
    if criterion.subject is None:
        return criterion.measure is Measure.FILL
    rows = mission.named(criterion.subject)
    return not rows or any(isinstance(row, kind) for row in rows)


def _without_number(mission: Mission, criterion: Criterion) -> str:
    measure, least = criterion.measure, criterion.at_least
    if measure in COUNTED and least is None:
        return f"{measure.value} is asked for without a number"
    if measure in SHARES and least is not None and least > 1:
        return f"{measure.value} is asked for as {least:g}, and a share is at most 1"
    if measure is Measure.HOST_INSTRUCTORS and not instructors_wanted(mission, criterion):
        return f"nobody knows how many instructors {criterion.subject} needs"
    return ""


def unjudged(mission: Mission, milestone: Milestone) -> str:
    """Why nobody can judge a milestone, as part of a sentence; empty when somebody can.

    What can't be judged is never counted as reached, by a plan or in a future.
    """
    criteria = criteria_of(mission, milestone)
    if not criteria:
        return "it states no criteria"
    return "; ".join(reason for one in criteria if (reason := misfit(mission, one)))


def weighed(mission: Mission) -> tuple[Milestone, ...]:
    """The milestones that are part of a plan's worth: all that somebody can judge, in order."""
    return tuple(one for one in mission.milestones if not unjudged(mission, one))


def courses_counted(mission: Mission, criterion: Criterion) -> tuple[Course, ...]:
    """The courses whose graduates count: a programme's own, or those that train for a course."""
    if criterion.measure is Measure.HOST_INSTRUCTORS:
        return tuple(one for one in mission.courses if str(one.trains) == criterion.subject)
    if criterion.measure is not Measure.GRADUATES:
        return ()
    works = {one.id for one in mission.activities if str(one.programme) == criterion.subject}
    return tuple(one for one in mission.courses if one.activity in works)


def wanted(mission: Mission, criterion: Criterion) -> float:
    """The number that a criterion asks for, less what rounding may take from it."""
    if criterion.measure is Measure.HOST_INSTRUCTORS:
        return instructors_wanted(mission, criterion) - ROUNDING
    return (criterion.at_least or 0) - ROUNDING


@dataclass(frozen=True)
class Dates:
    """The days on which conditions are met and authorities hold, on planning dates.

    Attributes:
        mission: The mission.
    """

    mission: Mission

    def windows(self, criterion: Criterion) -> tuple[Window, ...]:
        """The days on which a criterion of a dated measure holds.

        Authorities count when they are in force or may be relied on.

        Raises:
            CadreError: Conditions wait for each other in a circle.
        """
        key = criterion.subject or ""
        if criterion.measure is Measure.AUTHORITY:
            return self._held.get(AuthorityId(key), ())
        condition = self._conditions.get(ConditionId(key))
        if condition is None:
            return ()
        day = condition.met or self._days.get(GateId(key)) or NEVER
        return () if day == NEVER else (Window(day),)

    def weeks(self, milestone: Milestone) -> tuple[bool, ...]:
        """The weeks in which all the dated criteria of `milestone` hold on every day."""
        flags = [True] * self.mission.horizon.weeks
        for one in criteria_of(self.mission, milestone):
            if one.measure in DATED:
                held = self.mission.horizon.covered(self.windows(one))
                flags = [before and now for before, now in zip(flags, held, strict=True)]
        return tuple(flags)

    @cached_property
    def _held(self) -> Mapping[AuthorityId, tuple[Window, ...]]:
        return holding(self.mission, self.mission.profile.rely_on)

    @cached_property
    def _days(self) -> Mapping[GateId, date | None]:
        return planning_dates(self.mission)

    @cached_property
    def _conditions(self) -> Mapping[ConditionId, Condition]:
        return {one.id: one for one in self.mission.conditions}
