"""Reached: what milestones count of what runs in a plan: needs covered, and people taught."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cadre.mission.conditions import Criterion, Measure, Milestone
from cadre.mission.ids import ActivityId, SkillId
from cadre.mission.milestones import (
    courses_counted,
    criteria_of,
    people_wanted,
    wanted,
    work_wanted,
)
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.pipeline import (
    Standing,
    graduating,
    kept_a_week,
    lessons,
    pipeline,
    standing,
)
from cadre.mission.runs import Runs, runs_of
from cadre.mission.standby import counted_on
from cadre.mission.training import Course
from cadre.mission.transfers import pledged

Floats = NDArray[np.float64]
LINES = 4096
"""Series of courses that are kept, so that a plan that changes little is soon counted again."""


@dataclass(frozen=True, slots=True)
class Line:
    """A course whose people count for a milestone.

    Attributes:
        course: The course.
        gives: Those of one cohort who count.
        kept: Share of them who still count a week later.
        there: Those who count when the horizon begins.
        standing: How the course stands then.
    """

    course: Course
    gives: float
    kept: float
    there: float
    standing: Standing

    def series(self, runs: Sequence[bool]) -> Floats:
        """(weeks,) people who count at the end of each week in whose weeks its work runs so."""
        return _series(self, tuple(runs))


@dataclass(frozen=True, slots=True)
class Count:
    """Something that a milestone asks so much of.

    Attributes:
        least: How much there must be.
        need: Number of the need whose covered share it is; None for people.
        lines: The courses that give people; none where nobody gives any.
    """

    least: float
    need: int | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a milestone asks for beside conditions and authorities.

    Where it asks for posts to be filled, work with posts must run: no more can be said of starts.

    Attributes:
        works: Work that must be running.
        people: People whom posts of what runs must ask for.
        counts: What there must be so much of.
    """

    works: tuple[ActivityId, ...]
    people: int
    counts: tuple[Count, ...]

    @classmethod
    def of(cls, mission: Mission, milestone: Milestone) -> Wanted:
        """What `milestone` asks for."""
        filled = [
            one.subject for one in criteria_of(mission, milestone) if one.measure is Measure.FILL
        ]
        works = (*work_wanted(mission, milestone), *(ActivityId(one) for one in filled if one))
        return cls(
            works=tuple(dict.fromkeys(works)),
            people=max(people_wanted(mission, milestone), int(None in filled)),
            counts=tuple(_counts(mission, milestone)),
        )


def fillable(mission: Mission, milestone: Milestone) -> NDArray[np.bool_]:
    """(weeks,) whether so many are pledged that the posts of a milestone could be filled enough.

    Each work is looked at as if it alone ran: in no other week can any plan fill them.
    """
    found = np.ones(mission.horizon.weeks, np.bool_)
    for one in criteria_of(mission, milestone):
        if one.measure is Measure.FILL:
            named = (post.activity for post in mission.posts)
            works = {key for key in named if one.subject is None or str(key) == one.subject}
            shares = [_share(mission, work) for work in sorted(works)]
            most = np.max(shares, axis=0, initial=0.0) if shares else np.zeros(len(found))
            found &= bool(works) & (most >= wanted(mission, one))
    return found


def _share(mission: Mission, work: ActivityId) -> Floats:
    """(weeks,) the most of the posts of a work that all who are pledged could fill."""
    asked = Counter[SkillId]()
    for post in mission.posts_of(work):
        asked[post.skill] += post.people
    there = _pledged(mission)
    none = np.zeros(mission.horizon.weeks, np.int64)
    filled = sum(np.minimum(people, there.get(skill, none)) for skill, people in asked.items())
    share: Floats = filled / asked.total()
    return share


@once
def _pledged(mission: Mission) -> Mapping[SkillId, NDArray[np.int64]]:
    """(weeks,) people that plans count on by skill, wherever they may serve."""
    found: dict[SkillId, NDArray[np.int64]] = {}
    for pledge in counted_on(mission):
        there = found.setdefault(pledge.skill, np.zeros(mission.horizon.weeks, np.int64))
        for days, people in pledged(mission, pledge):
            there += people * np.array(mission.horizon.covered([days]), np.int64)
    return found


@lru_cache(maxsize=LINES)
def _series(line: Line, runs: tuple[bool, ...]) -> Floats:
    there, found = line.there, []
    for lesson in lessons(line.course, runs, line.standing):
        there = there * line.kept + (line.gives if lesson.finished else 0.0)
        found.append(there)
    return np.array(found, np.float64)


def fills(mission: Mission, milestone: Milestone) -> bool:
    """Whether a milestone asks for posts to be filled, which is known of whole plans only."""
    return any(one.measure is Measure.FILL for one in criteria_of(mission, milestone))


def _counts(mission: Mission, milestone: Milestone) -> Iterator[Count]:
    needs = {str(one.id): number for number, one in enumerate(mission.needs)}
    for one in criteria_of(mission, milestone):
        least = wanted(mission, one)
        if one.measure is Measure.COVERAGE:
            yield Count(least, needs.get(one.subject or ""))
        elif one.measure is Measure.GRADUATES:
            yield Count(least, lines=_graduates(mission, one))
        elif one.measure is Measure.HOST_INSTRUCTORS:
            stated = [c.host_instructors for c in mission.courses if str(c.id) == one.subject]
            lines = _teachers(mission, one, stated=any(stated)) if stated else ()
            yield Count(least - sum(stated), lines=lines)


def _graduates(mission: Mission, one: Criterion) -> tuple[Line, ...]:
    return tuple(
        Line(
            course,
            graduating(course),
            1.0,
            sum(past(mission, course)[0]),
            standing(mission, course),
        )
        for course in courses_counted(mission, one)
    )


def _teachers(mission: Mission, one: Criterion, *, stated: bool) -> tuple[Line, ...]:
    """Those of before the as-of day are among host instructors stated for that day."""
    return tuple(
        Line(
            course,
            graduating(course),
            kept_a_week(course),
            0.0 if stated else past(mission, course)[1],
            standing(mission, course),
        )
        for course in courses_counted(mission, one)
    )


def past(mission: Mission, course: Course) -> tuple[tuple[float, ...], float]:
    """Graduates of each week before the horizon, and those still in service when it begins."""
    before = runs_of(mission, course.activity).before
    line = pipeline(course, Runs(-len(before), before))
    return line.graduates, line.in_service[-1] if before else 0.0
