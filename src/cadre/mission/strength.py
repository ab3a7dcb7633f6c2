"""Strength of the whole force as planned: a baseline, what starts add, less what has ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cadre.mission.forces import Level
from cadre.mission.ids import ActivityId, LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import People
from cadre.mission.sources import FigureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A week in which the planned establishment grows or shrinks.

    Attributes:
        week: The week.
        day: Its first day.
        begun: Work with posts that starts.
        ended: Work with posts that no longer runs.
        added: Posts that what starts asks for.
        people: Planned strength from then on; None when the baseline isn't known.
        prepared: Those of what starts that can't be ordered today.
    """

    week: int
    day: date
    begun: tuple[ActivityId, ...]
    ended: tuple[ActivityId, ...]
    added: People
    people: People | None
    prepared: tuple[ActivityId, ...]


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
        turns: How it grows and shrinks, in order of weeks.
    """

    baseline: Level
    turns: tuple[Turn, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """How it grows, in order of weeks."""
        found: list[Step] = []
        for turn in self.turns:
            if turn.begun:
                step = Step(
                    id=LevelId(f"{self.baseline.id}+{len(found) + 1}"),
                    week=turn.week,
                    day=turn.day,
                    activities=turn.begun,
                    added=turn.added,
                    people=turn.people,
                    firm=not turn.prepared and (not found or found[-1].firm),
                )
                found.append(step)
        return tuple(found)

    def people_on(self, day: date) -> People | None:
        """Planned strength on a day; None when the baseline isn't known."""
        passed = [turn.people for turn in self.turns if turn.day <= day]
        return passed[-1] if passed else self.baseline.people


def paths(mission: Mission, plan: Plan) -> tuple[Path, ...]:
    """The planned establishment path on top of each baseline; several may conflict, all count.

    A baseline is a level of kind deployed that holds on the as-of day. Work that had begun by
    then is part of it; each other start adds its posts in its planned week, and posts of work
    that has ended are taken off from the week on in which it no longer runs, never below nobody:
    a count of only some of those in posts could fall below. Work that asks for no posts at its
    site turns nothing, nor does what ends with the horizon.
    """
    today = mission.profile.as_of
    return tuple(
        Path(baseline=level, turns=tuple(_turns(mission, plan, level)))
        for level in mission.levels
        if level.kind is FigureKind.DEPLOYED and today in level.window
    )


def _turns(mission: Mission, plan: Plan, level: Level) -> Iterator[Turn]:
    posts = {
        start.activity: sum(post.people for post in mission.posts_at(start.activity, start.site))
        for start in plan.starts
    }
    working = [start for start in plan.starts if posts[start.activity]]
    new = [one for one in working if not mission.has_begun(mission.activity(one.activity))]
    ending = [one for one in working if one.end < plan.horizon.weeks]
    people = level.people
    for week in sorted({one.week for one in new} | {one.end for one in ending}):
        begun = [one for one in new if one.week == week]
        ended = [one for one in ending if one.end == week]
        added = sum(posts[one.activity] for one in begun)
        if people is not None:
            people = max(0, people + added - sum(posts[one.activity] for one in ended))
        yield Turn(
            week=week,
            day=plan.horizon.day(week),
            begun=tuple(one.activity for one in begun),
            ended=tuple(one.activity for one in ended),
            added=added,
            people=people,
            prepared=tuple(one.activity for one in begun if not one.firm),
        )
