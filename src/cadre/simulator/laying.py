"""Laying: what is collected and looked up while a mission and a plan are laid as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import chain

import numpy as np

from cadre.mission.ids import ActivityId, AuthorityId, GateId, NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import Range
from cadre.mission.standby import StandIn
from cadre.mission.weeks import ALWAYS, DateRange, Window
from cadre.mission.weeks import NEVER as NO_END
from cadre.simulator.layout import NEVER, Odds
from cadre.simulator.streams import CERTAIN, Cells, named, rounded, triangular

Piece = tuple[int, int, tuple[int, ...]]
"""First day, end day, and the gates that must be open."""


def ints(values: Iterable[int]) -> Cells:
    """A flat array of integers."""
    return np.fromiter(values, dtype=np.int64)


def pairs(names: Iterable[str]) -> Cells:
    """(things, 2) names as `streams.named` gives them."""
    return np.array([named(name) for name in names], dtype=np.int64).reshape(-1, 2)


def grid(rows: Sequence[Sequence[int]], width: int) -> Cells:
    """(rows, width) integers."""
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def skills_asked(mission: Mission, start: Start) -> dict[SkillId, int]:
    """People whom the posts of an activity ask for where it is started, by skill."""
    asked: dict[SkillId, int] = {}
    for post in mission.posts_at(start.activity, start.site):
        asked[post.skill] = asked.get(post.skill, 0) + post.people
    return asked


def slices(groups: Sequence[Sequence[int]]) -> tuple[Cells, Cells]:
    """Groups one after the other: where each begins, and what they hold."""
    ends = np.cumsum([0, *(len(group) for group in groups)]).astype(np.int64)
    return ends, ints(chain.from_iterable(groups))


@dataclass
class Chances:
    """Tables of thresholds, as they are collected.

    Attributes:
        held: The tables.
        known: Number of each single table.
    """

    held: list[tuple[int, ...]] = field(default_factory=list)
    known: dict[tuple[int, ...], int] = field(default_factory=dict)

    def add(self, table: tuple[int, ...]) -> int:
        """The number of a table."""
        if table not in self.known:
            self.known[table] = self.block([table])
        return self.known[table]

    def block(self, tables: Iterable[tuple[int, ...]]) -> int:
        """The number of the first of tables that are to follow one another."""
        first = len(self.held)
        self.held.extend(tables)
        return first

    def odds(self) -> Odds:
        """The tables, one after the other, without what is certain."""
        cut = [
            # Thresholds rise: where the last isn't certain, none is.
            table if not table or table[-1] < CERTAIN else [one for one in table if one < CERTAIN]
            for table in self.held
        ]
        at, cells = slices(cut)
        return Odds(at, np.asarray(cells).astype(np.uint32))


@dataclass
class Laying:
    """What is looked up while tables are laid.

    Attributes:
        mission: The mission.
        plan: The plan.
        standby: Who of the reserve stands in for lent support.
        chances: Tables of thresholds collected so far.
        sites: Sites of the plan, numbered.
        starts: Starts of the plan by activity, numbered; with those that a trigger may begin.
        own: How many of them are the plan's own.
        kinds: Enablers, numbered.
        partners: Partners, numbered.
        gates: Gates, numbered.
        pieces: For each authority, the days that it covers.
        rows: Rows of law, numbered by their pieces.
        sets: Sets of law, numbered by their rows.
    """

    mission: Mission
    plan: Plan
    standby: tuple[StandIn, ...] = ()
    chances: Chances = field(default_factory=Chances)
    sites: dict[SiteId, int] = field(default_factory=dict)
    starts: dict[ActivityId, int] = field(default_factory=dict)
    own: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)
    gates: dict[GateId, int] = field(default_factory=dict)
    pieces: dict[AuthorityId, tuple[Piece, ...]] = field(default_factory=dict)
    rows: dict[tuple[Piece, ...], int] = field(default_factory=dict)
    sets: dict[tuple[int, ...], int] = field(default_factory=dict)

    def day(self, day: date) -> int:
        """Days from the horizon's first day; NEVER and -NEVER for open ends."""
        if day == NO_END:
            return NEVER
        return -NEVER if day == ALWAYS else (day - self.plan.horizon.start).days

    def weeks(self, window: Window) -> tuple[int, int]:
        """First week wholly inside, and first week after it that no longer is."""
        first, end = self.day(window.start), self.day(window.end)
        since = -NEVER if first == -NEVER else -(-first // 7)
        until = NEVER if end == NEVER else end // 7
        return since, until

    def dates(self, dates: DateRange) -> tuple[int, int]:
        """First day and table of a triangular day."""
        low, likely, high = (self.day(day) for day in (dates.earliest, dates.likely, dates.latest))
        return low, self.chances.add(triangular(0, likely - low, high - low))

    def steps(self, range_: Range, scale: int = 1, least: int = 0) -> tuple[int, int]:
        """First value and table of a triangular number, in 1 / `scale`, at least `least`."""
        low, table = _stepped(range_.low, range_.likely, range_.high, scale, least)
        return low, self.chances.add(table)


@lru_cache(maxsize=1 << 14)
def _stepped(
    low: float, likely: float, high: float, scale: int, least: int
) -> tuple[int, tuple[int, ...]]:
    """First value and thresholds of a triangular number, in 1 / `scale`, at least `least`."""
    first, middle, last = (
        max(least, rounded(Fraction(value) * scale)) for value in (low, likely, high)
    )
    return first, triangular(0, middle - first, last - first)


def nations_of(
    mission: Mission, plan: Plan, standby: Sequence[StandIn] = ()
) -> tuple[NationId, ...]:
    """Nations with people in the plan, in the order of the plan, then those of the reserve."""
    pledges = {one.id: one for one in mission.pledges}
    used = [one.pledge for one in plan.assignments] + [one.pledge for one in standby]
    return tuple(dict.fromkeys(pledges[key].nation for key in used if key in pledges))
