"""Yields: what each programme's courses turn out for the staff that they tie up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cadre.mission.ids import ActivityId, CourseId, ProgrammeId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Pipeline

DAYS_A_WEEK, DAYS_A_YEAR = 7, 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
    """What a programme's work turns out for its staff.

    It is told programme by programme and never as one figure: courses differ by a factor of seven.

    Attributes:
        programme: The programme.
        activity: The work; None for all of the programme's that teaches.
        graduates: Those who pass in the weeks looked at.
        staff_years: Years of the people in its posts, for the weeks in which it runs; None when
            the dossier states no posts.
    """

    programme: ProgrammeId
    activity: ActivityId | None
    graduates: float
    staff_years: float | None

    @property
    def per_staff_year(self) -> float | None:
        """Graduates a year for each post; None when it has no posts or doesn't run."""
        return self.graduates / self.staff_years if self.staff_years else None


def yields(mission: Mission, lines: Mapping[CourseId, Pipeline], weeks: range) -> tuple[Yield, ...]:
    """What each activity that teaches turns out for its staff, and each programme that does.

    Staff are the people in all posts of the activity, in the weeks in which it runs; a year has
    365.25 days. Work of which no posts are stated leaves its programme's staff unknown too.

    Args:
        mission: The mission.
        lines: Its courses, as `pipelines` gives them.
        weeks: The weeks looked at, counted from the horizon's first day.

    Returns:
        By programme, in the order of the table: its activities, then the programme itself.
    """
    teaching = dict.fromkeys(one.activity for one in mission.courses)
    found: list[Yield] = []
    for programme in mission.programmes:
        works = [
            _of_work(mission, lines, key, weeks)
            for key in teaching
            if mission.activity(key).programme == programme.id
        ]
        found += [*works, _together(programme.id, works)] if works else []
    return tuple(found)


def _of_work(
    mission: Mission, lines: Mapping[CourseId, Pipeline], key: ActivityId, weeks: range
) -> Yield:
    taught = [lines[one.id] for one in mission.courses if one.activity == key]
    people = sum(post.people for post in mission.posts_of(key))
    years = taught[0].ran(weeks.stop, weeks.start) * DAYS_A_WEEK / DAYS_A_YEAR
    return Yield(
        programme=mission.activity(key).programme,
        activity=key,
        graduates=sum(line.graduated(weeks.stop, weeks.start) for line in taught),
        staff_years=people * years if people else None,
    )


def _together(programme: ProgrammeId, works: Sequence[Yield]) -> Yield:
    years = [one.staff_years for one in works]
    known = [one for one in years if one is not None]
    return Yield(
        programme=programme,
        activity=None,
        graduates=sum(one.graduates for one in works),
        staff_years=sum(known) if len(known) == len(years) else None,
    )
