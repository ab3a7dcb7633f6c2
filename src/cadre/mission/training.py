"""Programmes and the courses they teach."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.ids import ActivityId, CourseId, ProgrammeId
from cadre.mission.quantities import Count, Heads, Length, ShareRange, Weeks, exact
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
        keep_weeks: A cohort paused for longer in one piece is lost, else it resumes.
    """

    id: CourseId
    activity: ActivityId
    name: str
    weeks: Length
    break_weeks: Weeks = 0
    seats: Heads
    supply: Count = 0
    pass_share: ShareRange = exact(0.9)
    keep_weeks: Weeks = 4
