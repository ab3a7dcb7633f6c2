"""Who may serve where, in which weeks: pledges under caveats, lent support, beds, by period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import is_, lt
from typing import TypeVar

import numpy as np

from cadre.mission.caveats import ON_SUPPORT, approving, barred
from cadre.mission.cover import service_windows
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import CaveatId, EnablerId, NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.standby import waiting
from cadre.mission.transfers import lent, pledged
from cadre.mission.weeks import Horizon, Window, common_to_all
from cadre.planner.core.layout import Bools, Ints

T = TypeVar("T")

Bar = tuple[CaveatId, SiteId | None]
"""A caveat; of a kind that hangs on support, at one site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Weeks on end in which nobody comes or goes: what is there is the same in all of them.

    Attributes:
        weeks: The weeks.
        people: People of each pledge, in the order of the mission's table; 0 when not there.
        caps: The most people a nation may have in all; a nation without a cap isn't in it.
        bars: The caveats that hold; of those that hang on support, where they bar.
        lent: People's worth of each kind of support lent at a site; inf is without limit.
        beds: Beds at each site; a site of which no beds are stated isn't in it.
    """

    weeks: range
    people: tuple[int, ...]
    caps: dict[NationId, int]
    bars: frozenset[Bar]
    lent: dict[tuple[SiteId, EnablerId], float]
    beds: dict[SiteId, int]


@dataclass(frozen=True, kw_only=True)
class Supply:
    """What comes and goes, row by row, with what of it counts in each week.

    Attributes:
        mission: The mission.
        flags: (weeks,) by windows, whether they hold each week in full; grown as they are met.
        people: (pledges, weeks) people of each pledge.
        bars: Caveats, and places where they may bar.
        barring: (bars, weeks) whether they do.
        loans: Of each part of lent support where it is, its kind, and how much it is.
        lending: (loans, weeks) whether it is there.
        bedding: (rows of beds, weeks) whether they are there.
        lent_when: What is lent, by which of the loans are there; grown as it is met.
        beds_when: Beds, by which rows of beds are there; grown as it is met.
    """

    mission: Mission
    flags: dict[tuple[Window, ...], Bools]
    people: Ints
    bars: tuple[Bar, ...]
    barring: Bools
    loans: tuple[tuple[tuple[SiteId, EnablerId], float], ...]
    lending: Bools
    bedding: Bools
    lent_when: dict[bytes, dict[tuple[SiteId, EnablerId], float]]
    beds_when: dict[bytes, dict[SiteId, int]]

    @classmethod
    def of(cls, mission: Mission, before: Supply | None = None) -> Supply:
        """The supply of `mission`.

        Args:
            mission: The mission.
            before: The supply of a mission of the same days, law and transfers: rows of pledges
                that were there are taken from it.
        """
        weeks = mission.horizon.weeks
        flags = {} if before is None else before.flags
        known = {} if before is None else before.by_pledge
        old = mission if before is None else before.mission
        supports, spaces = (old.supports, mission.supports), (old.bed_spaces, mission.bed_spaces)
        people = [
            known[id(one)] if id(one) in known else _heads(mission, one, flags)
            for one in mission.pledges
        ]
        bars = [(bar, touched(mission.horizon, days)) for bar, days in _bars(mission)]
        parts = [(one, part) for one in mission.supports for part in lent(mission, one)]
        return cls(
            mission=mission,
            flags=flags,
            people=np.array(people, np.int64).reshape(-1, weeks),
            bars=tuple(bar for bar, _ in bars),
            barring=np.array([held for _, held in bars], np.bool_).reshape(-1, weeks),
            loans=tuple(((one.site, one.enabler), part[1]) for one, part in parts),
            lending=_rows(mission, flags, [part[0] for _, part in parts]),
            bedding=_rows(mission, flags, [one.window for one in mission.bed_spaces]),
            lent_when=before.lent_when if before and same_rows(*supports) else {},
            beds_when=before.beds_when if before and same_rows(*spaces) else {},
        )

    @cached_property
    def by_pledge(self) -> dict[int, Ints]:
        """The row of each pledge, by its identity: the mission keeps it alive."""
        return {id(one): row for one, row in zip(self.mission.pledges, self.people, strict=True)}

    def cuts(self) -> list[int]:
        """The weeks before which anything changes."""
        tables = (self.people, self.barring, self.lending, self.bedding)
        changes = [(table[:, 1:] != table[:, :-1]).any(axis=0) for table in tables]
        return [1 + week for week in np.flatnonzero(np.any(changes, axis=0)).tolist()]

    def periods(self) -> tuple[Period, ...]:
        """The horizon cut where supply changes; what is the same in several is one object.

        A pledge, lent support and beds count in weeks that they hold in full, a caveat in every
        week that it touches.
        """
        edges = [0, *self.cuts(), self.mission.horizon.weeks]
        people = self.people.T[edges[:-1]].tolist()
        bars: dict[bytes, tuple[frozenset[Bar], dict[NationId, int]]] = {}
        found = []
        for (first, end), heads in zip(pairwise(edges), people, strict=True):
            barring, caps = _once(bars, self.barring[:, first], self._barring)
            found.append(
                Period(
                    weeks=range(first, end),
                    people=tuple(heads),
                    caps=caps,
                    bars=barring,
                    lent=_once(self.lent_when, self.lending[:, first], self._lent),
                    beds=_once(self.beds_when, self.bedding[:, first], self._beds),
                )
            )
        return tuple(found)

    def _barring(self, held: Bools) -> tuple[frozenset[Bar], dict[NationId, int]]:
        bars = frozenset(self.bars[n] for n in np.flatnonzero(held))
        return bars, _caps(one for one in self.mission.caveats if (one.id, None) in bars)

    def _lent(self, held: Bools) -> dict[tuple[SiteId, EnablerId], float]:
        found: dict[tuple[SiteId, EnablerId], float] = {}
        for n in np.flatnonzero(held).tolist():
            key, people = self.loans[n]
            found[key] = found.get(key, 0.0) + people
        return found

    def _beds(self, held: Bools) -> dict[SiteId, int]:
        beds = self._no_beds.copy()
        for n in np.flatnonzero(held).tolist():
            space = self.mission.bed_spaces[n]
            beds[space.site] += space.beds
        return beds

    @cached_property
    def _no_beds(self) -> dict[SiteId, int]:
        return dict.fromkeys((space.site for space in self.mission.bed_spaces), 0)


def same_rows(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Whether two tables hold the very same rows."""
    return some is others or (len(some) == len(others) and all(map(is_, some, others)))


def _once(known: dict[bytes, T], held: Bools, work: Callable[[Bools], T]) -> T:
    """What `work` gives for these flags, worked out once."""
    key = held.tobytes()
    if key not in known:
        known[key] = work(held)
    return known[key]


def _covered(
    mission: Mission, flags: dict[tuple[Window, ...], Bools], windows: tuple[Window, ...]
) -> Bools:
    """(weeks,) whether windows together hold each week in full."""
    if windows not in flags:
        flags[windows] = np.array(mission.horizon.covered(windows), np.bool_)
    return flags[windows]


def _rows(
    mission: Mission, flags: dict[tuple[Window, ...], Bools], windows: Iterable[Window]
) -> Bools:
    rows = [_covered(mission, flags, (one,)) for one in windows]
    return np.array(rows, np.bool_).reshape(-1, mission.horizon.weeks)


def _heads(mission: Mission, pledge: Pledge, flags: dict[tuple[Window, ...], Bools]) -> Ints:
    """(weeks,) people of a pledge, those who come by transfer from their day on."""
    there = serving(mission, pledge)
    found = np.zeros(mission.horizon.weeks, np.int64)
    for days, people in pledged(mission, pledge):
        found += people * _covered(mission, flags, common_to_all([there, (days,)]))
    return found


def _bars(mission: Mission) -> Iterator[tuple[Bar, tuple[Window, ...]]]:
    """The days on which each caveat counts; of those that hang on support, at each site."""
    for caveat in mission.caveats:
        if caveat.kind in ON_SUPPORT:
            for site in mission.sites:
                yield (caveat.id, site.id), barred(mission, caveat, None, site.id)
        elif caveat.kind is CaveatKind.APPROVAL:
            yield (caveat.id, None), approving(mission, caveat)
        else:
            yield (caveat.id, None), (caveat.window,)


def touched(horizon: Horizon, windows: Iterable[Window]) -> tuple[bool, ...]:
    """For each week, whether any of `windows` holds one of its days."""
    weeks = {week for days in windows for week in horizon.overlapped(days)}
    return tuple(week in weeks for week in range(horizon.weeks))


def serving(mission: Mission, pledge: Pledge) -> tuple[Window, ...]:
    """The days on which the people of a pledge can be there, as plans see it.

    People not yet called need their notice from the day of the plan. A nation's own law that
    is still to come counts from the belief on which the mission relies. Whoever waits for a
    trigger's call is never there.
    """
    if pledge.id in waiting(mission):
        return ()
    window = pledge.called(mission.profile.as_of)
    lawful = service_windows(mission, pledge.nation, mission.profile.rely_on)
    return common_to_all([() if window is None else (window,), lawful])


def _caps(caveats: Iterable[Caveat]) -> dict[NationId, int]:
    caps: dict[NationId, int] = {}
    for caveat in caveats:
        if caveat.kind is CaveatKind.HEADCOUNT_CAP and caveat.people is not None:
            caps[caveat.nation] = min(caveat.people, caps.get(caveat.nation, caveat.people))
    return caps


def falls(before: Period, after: Period) -> frozenset[SiteId] | None:
    """The sites at which support or beds are fewer in `after` than in `before`.

    None is every site: people are fewer, or a caveat bars that didn't.
    """
    if not after.bars <= before.bars:
        return None
    if any(map(lt, after.people, before.people)):
        return None
    lent = {} if after.lent is before.lent else before.lent
    less = (key[0] for key, more in lent.items() if after.lent.get(key, 0.0) < more)
    beds = (site for site, more in before.beds.items() if after.beds.get(site, 0) < more)
    return frozenset((*less, *beds))
