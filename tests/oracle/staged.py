"""What courses have given by a week, by the weeks in which their cohorts end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cadre.mission.conditions import Criterion
from cadre.mission.mission import Mission
from cadre.mission.training import Course

Ends = Mapping[str, Sequence[int]]
"""By course, the last week of each cohort; weeks before the horizon are negative."""


def graduates(mission: Mission, programme: str, ends: Ends, week: int) -> float:
    """All who have passed by the end of a week, in courses of a programme."""
    works = {one.id for one in mission.activities if str(one.programme) == programme}
    return sum(
        _passed(one) * sum(end <= week for end in ends[one.id])
        for one in mission.courses
        if one.activity in works
    )


def short(mission: Mission, asked: Criterion, ends: Ends, week: int) -> float:
    """Host instructors who lack at the end of a week; many where nobody knows how many it takes."""
    for course in mission.courses:
        if str(course.id) == asked.subject:
            wanted = course.instructors if asked.at_least is None else asked.at_least
            since = 0 if course.host_instructors else -10_000
            trained: float = sum(
                _passed(one) * (1 - one.loss_a_month.likely) ** (12 / 52 * (week - end))
                for one in mission.courses
                if one.trains == course.id
                for end in ends[one.id]
                if since <= end <= week
            )
            return (wanted or 1e9) - course.host_instructors - trained
    return 1e9


def _passed(one: Course) -> float:
    """Whole trainees of a cohort, as many as the host releases in its cycle, who pass."""
    seats = one.seats
    if one.supply:
        seats = min(seats, one.supply * (one.weeks + one.break_weeks) // 52)
    return seats * one.pass_share.likely
