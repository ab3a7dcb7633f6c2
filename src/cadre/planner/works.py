"""Works, where and by whom they may be done, and what runs of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cadre.mission.activities import Activity, Mode
from cadre.mission.forces import Post
from cadre.mission.ids import EnablerId, NegotiationId, SiteId, SkillId
from cadre.mission.trades import Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An activity as the planner sees it.

    Attributes:
        index: Number in the mission's table.
        activity: The activity.
        posts: Its posts.
        begun: Whether it runs already.
        after: Work that must have started before, with the weeks between that and its start.
        after_end: Those of it that must be over, with the weeks counted from their ends.
        started: Week in which it started, before week 0, for running work; else None.
        settled: First week that begins when it has started, for running work; else None.
        talks: Negotiations that it needs.
    """

    index: int
    activity: Activity
    posts: tuple[Post, ...]
    begun: bool
    after: tuple[tuple[int, int], ...]
    after_end: frozenset[int]
    started: int | None
    settled: int | None
    talks: tuple[NegotiationId, ...]


class Place(NamedTuple):
    """A work at a site: what asks for people, beds and support there.

    Attributes:
        index: Number among the places.
        work: The work.
        site: Where.
        duties: Its duties, by number.
    """

    index: int  # type: ignore[assignment] # hides a method of tuples that nobody asks
    work: int
    site: SiteId
    duties: tuple[int, ...]


class Duty(NamedTuple):
    """People of one trade in one work at one site, or brought support of one kind at one site.

    Attributes:
        index: Number among the duties.
        site: Where.
        work: The work; None for brought support.
        trade: Their skill, rank and language; None for brought support, which people of any skill
            of its kind can do.
        enabler: The kind of support that these people are; None for advisers and staff.
        least: People without whom the work doesn't run; 0 for brought support.
    """

    index: int  # type: ignore[assignment] # hides a method of tuples that nobody asks
    site: SiteId
    work: int | None
    trade: Trade | None
    enabler: EnablerId | None
    least: int

    @property
    def skill(self) -> SkillId | None:
        """The skill; None for brought support."""
        return None if self.trade is None else self.trade.skill


class Track(NamedTuple):
    """One mode of one work in one stretch of weeks without a gap in law other than pauses.

    Attributes:
        index: Number among the tracks.
        work: The work.
        mode: The mode.
        place: The work at the mode's site.
        starts: Weeks in which it may start.
        ends: Weeks in which a run may have ended: for open-ended work the end of the stretch, and
            before it only weeks in which people, support or beds fall away, a pause begins, or a
            year that has only so much money for it, and for an increment any week, since its base
            may end in any; empty for fixed work.
        weeks: Length of a run; 0 for open-ended work.
        stop: First week after the stretch.
        least: Weeks that an open-ended run lasts, unless it goes on to the end of the horizon.
        idle: Weeks that a pause takes: people stay, but no work is done.
        first: First week of the stretch.
    """

    index: int  # type: ignore[assignment] # hides a method of tuples that nobody asks
    work: int
    mode: Mode
    place: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    weeks: int
    stop: int
    least: int
    idle: frozenset[int] = frozenset()
    first: int = 0

    def runs(self) -> Iterable[Run]:
        """All the runs that it allows, by start."""
        for week in self.starts:
            if self.weeks:
                yield Run(self.index, week, week + self.weeks)
            else:
                yield from (Run(self.index, week, end) for end in self.ends_of(week))

    def shortest(self) -> Iterable[Run]:
        """The shortest of the runs that it allows from each start."""
        if self.weeks:
            return self.runs()
        ends = ((week, min(self.ends_of(week), default=None)) for week in self.starts)
        return (Run(self.index, week, end) for week, end in ends if end is not None)

    def ends_of(self, start: int) -> Iterable[int]:
        """Weeks in which an open-ended run from `start`, one of its starts, may have ended."""
        return (end for end in self.ends if end >= start + self.least or end == self.stop)


class Run(NamedTuple):
    """One work, running on one track.

    Attributes:
        track: The track.
        week: First week.
        end: First week in which it no longer runs.
    """

    track: int
    week: int
    end: int


Runs = Mapping[int, Run]
"""What runs in a plan, by work."""
