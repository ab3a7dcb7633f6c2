"""Who may serve where, in which weeks: pledges under caveats, lent support, beds, by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from cadre.mission.caveats import ON_SUPPORT, approving, barred
from cadre.mission.cover import service_windows
from cadre.mission.forces import Caveat, CaveatKind, Pledge, Rung
from cadre.mission.ids import CaveatId, EnablerId, NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.sites import BedSpace
from cadre.mission.transfers import lent, pledged
from cadre.mission.weeks import Horizon, Window, common_to_all

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


@dataclass(frozen=True, slots=True)
class _Supply:
    """What comes and goes, row by row, each with what of it counts in each week.

    Attributes:
        people: Of each pledge.
        bars: Of each caveat, and place where it may bar.
        loans: Of each part of lent support: where, which kind, how much.
        spaces: Of each row of beds.
    """

    people: list[tuple[int, ...]]
    bars: list[tuple[Bar, tuple[bool, ...]]]
    loans: list[tuple[tuple[SiteId, EnablerId], float, tuple[bool, ...]]]
    spaces: list[tuple[BedSpace, tuple[bool, ...]]]

    @classmethod
    def of(cls, mission: Mission) -> _Supply:
        horizon = mission.horizon
        return cls(
            people=[_heads(mission, pledge) for pledge in mission.pledges],
            bars=[(bar, touched(horizon, days)) for bar, days in _bars(mission)],
            loans=[
                ((one.site, one.enabler), people, horizon.covered([days]))
                for one in mission.supports
                for days, people in lent(mission, one)
            ],
            spaces=[(one, horizon.covered([one.window])) for one in mission.bed_spaces],
        )

    def state(self, week: int) -> tuple[float, ...]:
        """All that counts in a week; of two weeks with the same state nothing differs."""
        flags = (*self.bars, *self.spaces)
        return (
            *(row[week] for row in self.people),
            *(held[week] for _, held in flags),
            *(held[week] for *_, held in self.loans),
        )

    def period(self, mission: Mission, weeks: range) -> Period:
        """What is there in `weeks`, of which the first stands for all."""
        week = weeks.start
        loans: dict[tuple[SiteId, EnablerId], float] = {}
        for key, people, held in self.loans:
            if held[week]:
                loans[key] = loans.get(key, 0.0) + people
        beds = {space.site: 0 for space, _ in self.spaces}
        for space, held in self.spaces:
            beds[space.site] += space.beds if held[week] else 0
        bars = frozenset(bar for bar, held in self.bars if held[week])
        return Period(
            weeks=weeks,
            people=tuple(row[week] for row in self.people),
            caps=_caps(one for one in mission.caveats if (one.id, None) in bars),
            bars=bars,
            lent=loans,
            beds=beds,
        )


def periods(mission: Mission) -> tuple[Period, ...]:
    """The horizon cut where supply changes.

    A pledge, lent support and beds count in weeks that they hold in full, a caveat in every
    week that it touches.
    """
    supply, last = _Supply.of(mission), mission.horizon.weeks
    states = [supply.state(week) for week in range(last)]
    cuts = [week for week in range(1, last) if states[week] != states[week - 1]]
    return tuple(
        supply.period(mission, range(first, end)) for first, end in pairwise([0, *cuts, last])
    )


def _heads(mission: Mission, pledge: Pledge) -> tuple[int, ...]:
    """People of a pledge in each week, those who come by transfer from their day on."""
    there = serving(mission, pledge)
    rows = [
        (people, mission.horizon.covered(common_to_all([there, (days,)])))
        for days, people in pledged(mission, pledge)
    ]
    return tuple(
        sum(people for people, held in rows if held[week]) for week in range(mission.horizon.weeks)
    )


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
    is still to come counts from the belief on which the mission relies.
    """
    as_of = mission.profile.as_of
    window: Window | None = pledge.window
    if pledge.rung is not Rung.ARRIVED and pledge.window.start > as_of:
        window = Window(as_of + timedelta(weeks=pledge.notice_weeks)).common(pledge.window)
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
    if any(new < old for old, new in zip(before.people, after.people, strict=True)):
        return None
    less = (key[0] for key, more in before.lent.items() if after.lent.get(key, 0.0) < more)
    beds = (site for site, more in before.beds.items() if after.beds.get(site, 0) < more)
    return frozenset((*less, *beds))
