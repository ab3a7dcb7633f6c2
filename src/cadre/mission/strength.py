"""Strength of the whole force as planned: a baseline, what starts add, less what has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cadre.mission.forces import Level
from cadre.mission.ids import ActivityId, LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import People
from cadre.mission.sources import FigureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A week in which planned work starts.

    Attributes:
        id: The baseline's id, a plus sign and the number of the step, from 1.
        week: Week of the starts.
        day: First day of that week.
        activities: What starts.
        added: Posts that these ask for.
        people: Planned strength in that week; None when the baseline isn't known.
        firm: Whether this step and all before it can be ordered today.
    """

    id: LevelId
    week: int
    day: date
    activities: tuple[ActivityId, ...]
    added: People
    people: People | None
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The planned establishment on top of one baseline. A ceiling never makes a path.

    Attributes:
        baseline: The strength reported as deployed that it builds on.
        steps: How it grows, in order of weeks.
    """

    baseline: Level
    steps: tuple[Step, ...]


def paths(mission: Mission, plan: Plan) -> tuple[Path, ...]:
    """The planned establishment path on top of each baseline; several may conflict, all count.

    A baseline is a level of kind deployed that holds on the as-of day. Work that had begun by
    then is part of it; each other start adds its posts in its planned week, and posts of work
    that has ended by a week are taken off, never below nobody. Work that asks for no posts makes
    no step.
    """
    today = mission.profile.as_of
    return tuple(
        Path(baseline=level, steps=tuple(_steps(mission, plan, level)))
        for level in mission.levels
        if level.kind is FigureKind.DEPLOYED and today in level.window
    )


def _steps(mission: Mission, plan: Plan, level: Level) -> Iterator[Step]:
    posts = {
        start.activity: sum(post.people for post in mission.posts_at(start.activity, start.site))
        for start in plan.starts
    }
    working = [start for start in plan.starts if posts[start.activity]]
    new = [one for one in working if not mission.has_begun(mission.activity(one.activity))]
    people, firm = level.people, True
    weeks = sorted({start.week for start in new})
    for number, (last, week) in enumerate(pairwise([-1, *weeks]), start=1):
        now = [start for start in new if start.week == week]
        added = sum(posts[start.activity] for start in now)
        ended = sum(posts[start.activity] for start in working if last < start.end <= week)
        people = None if people is None else max(0, people + added - ended)
        firm = firm and all(start.firm for start in now)
        yield Step(
            id=LevelId(f"{level.id}+{number}"),
            week=week,
            day=plan.horizon.day(week),
            activities=tuple(start.activity for start in now),
            added=added,
            people=people,
            firm=firm,
        )
