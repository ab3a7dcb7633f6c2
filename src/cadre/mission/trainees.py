"""Trainees: what the host's institutions can release for all their courses together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cadre.mission.activities import Activity
from cadre.mission.ids import ActivityId, InstitutionId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import WEEKS_A_YEAR, trainees
from cadre.mission.training import Course


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeLine:
    """One institution's trainees, and what draws on them in every week that it runs.

    Attributes:
        institution: The institution.
        room: Trainees a year that it and all below it can release.
        rates: Trainees a year that each activity asks of it while it runs.
    """

    institution: InstitutionId
    room: int
    rates: Mapping[ActivityId, int]


def trainee_rate(course: Course) -> int:
    """Trainees a year that a course takes while it runs without a pause, part of one left out."""
    return trainees(course) * WEEKS_A_YEAR // (course.weeks + course.break_weeks)


def releasing(mission: Mission, activity: Activity) -> tuple[InstitutionId, ...]:
    """The institutions whose stated supply limits the courses of `activity`: its own, those above.

    Work for no institution draws on none.
    """
    above = mission.lineage(activity.institution)
    return tuple(key for key in above if mission.institution(key).supply)


def trainee_lines(mission: Mission) -> tuple[TraineeLine, ...]:
    """Each institution whose supply is stated and that a course draws on, in the table's order.

    What partners train isn't counted: nobody states how many that is.
    """
    found: dict[InstitutionId, Counter[ActivityId]] = {}
    for course in mission.courses:
        rate = trainee_rate(course)
        for key in releasing(mission, mission.activity(course.activity)) if rate else ():
            found.setdefault(key, Counter())[course.activity] += rate
    return tuple(
        TraineeLine(institution=one.id, room=one.supply, rates=found[one.id])
        for one in mission.institutions
        if one.id in found
    )
