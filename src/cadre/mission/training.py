"""Programmes and the courses they teach."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import ActivityId, CourseId, ProgrammeId
from cadre.mission.quantities import Count, Heads, Length, ShareRange, Weeks, unstated
from cadre.mission.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Row):
    """A line of the mission's work: ministry advice, professional schools.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
    """

    id: ProgrammeId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Row):
    """A course that an activity teaches, cohort after cohort, while it runs.

    Attributes:
        id: Name within the dossier.
        activity: The activity that teaches it.
        name: Name as printed.
        weeks: Length of a cohort, in weeks that really run.
        break_weeks: Weeks between the end of a cohort and the start of the next.
        seats: Trainees that start a cohort, if the host can release so many.
        supply: Trainees a year that the host can release; 0 is unknown and not limiting.
        pass_share: Share of a cohort that graduates.
        loss_a_month: Share of those in service after it who leave it in a month.
        instructors: Instructors that a cohort needs, the mission's or the host's; 0 is unknown.
        host_instructors: Host instructors who teach it already.
        trains: The course that its graduates teach as host instructors; empty when they don't.
        keep_weeks: A cohort paused for longer in one piece is lost, else it resumes.
    """

    id: CourseId
    activity: ActivityId
    name: str
    weeks: Length
    break_weeks: Weeks = 0
    seats: Heads
    supply: Count = 0
    pass_share: ShareRange = unstated(0.9)
    loss_a_month: ShareRange = unstated(0)
    instructors: Count = 0
    host_instructors: Count = 0
    trains: CourseId | None = None
    keep_weeks: Weeks = 4
