"""How sites stand: the support that each needs on a day, who lends it, what must be brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cadre.checks.caveat import Offers
from cadre.checks.work import Present, asked, own_supply, present, running, segments
from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.caveats import edges as caveat_edges
from cadre.mission.enablers import Enabler, brought_support
from cadre.mission.ids import EnablerId, PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.transfers import lent_on, people_on
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """People of a pledge who could be brought as support.

    Attributes:
        pledge: The pledge.
        people: Of its people, those who are neither in posts nor brought elsewhere.
    """

    pledge: PledgeId
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a site stands on a day: what is needed there and what of it can be had.

    Attributes:
        site: Where.
        work: What runs there, highest rank last.
        people: People in posts.
        brought: Support that the mission must bring, by kind; None when no force is large enough.
        offers: Pledges from which it could be brought, by kind.
        short: Of that, what no pledge offers, by kind.
        kept: Of the work, what can go on with the support that is offered and the beds there are.
    """

    site: SiteId
    work: tuple[Present, ...]
    people: int
    brought: Mapping[EnablerId, int] | None
    offers: Mapping[EnablerId, tuple[Offer, ...]]
    short: Mapping[EnablerId, int]
    kept: tuple[Present, ...]

    @property
    def total(self) -> int | None:
        """People present with the support to be brought; None when no force is large enough."""
        return None if self.brought is None else self.people + sum(self.brought.values())


def lent(mission: Mission, site: SiteId, day: date) -> dict[EnablerId, float]:
    """People's worth of each kind lent at a site on a day; inf is as many as are needed."""
    supply: dict[EnablerId, float] = {}
    for one in mission.supports_at(site):
        if day in one.window:
            supply[one.enabler] = supply.get(one.enabler, 0) + lent_on(mission, one, day)
    return supply


def beds(mission: Mission, site: SiteId, days: Window) -> int | None:
    """Beds at a site on all of `days`; None when the dossier states none, which isn't zero."""
    rows = [one for one in mission.bed_spaces if one.site == site]
    return sum(one.beds for one in rows if one.window.covers(days)) if rows else None


def standings(mission: Mission, plan: Plan | None, day: date) -> tuple[Standing, ...]:
    """How each site with work stands on `day`, by the first work of lowest rank there.

    Pledges of support people fill posts first, then what must be brought, site by site;
    nobody is counted twice.
    """
    return standing_with(mission, present(mission, plan, day), day)


def with_added(mission: Mission, activity: Activity, site: SiteId, day: date) -> Standing:
    """How a site would stand on `day` if `activity` ran there beside the work that runs already."""
    added = Present(activity=activity, site=site, heads=asked(mission, activity.id))
    work = (*present(mission, None, day), added)
    return next(one for one in standing_with(mission, work, day) if one.site == site)


def standing_with(mission: Mission, work: Iterable[Present], day: date) -> tuple[Standing, ...]:
    """How each site stands on `day` if `work` runs, the work of better rank first."""
    by_site: dict[SiteId, list[Present]] = {}
    for one in work:
        by_site.setdefault(one.site, []).append(one)
    pool = _Pool(mission, day)
    for site, there in by_site.items():
        pool.take(site, own_supply(mission, there))
    return tuple(
        _standing(mission, site, tuple(there), lent(mission, site, day), pool)
        for site, there in by_site.items()
    )


def timeline(mission: Mission) -> dict[SiteId, list[tuple[Window, Standing]]]:
    """How each site of running work stands, by days of the horizon on which nothing changes."""
    spans = [days for _, _, days in running(mission)]
    if not spans:
        return {}
    within = Window(min(days.start for days in spans), max(days.end for days in spans))
    edges = spans + [one.window for one in mission.supports]
    edges += [one.window for one in mission.pledges] + list(caveat_edges(mission))
    edges += [Window(one.day) for one in mission.transfers]
    edges += [one.window for one in mission.bed_spaces]
    by_site: dict[SiteId, list[tuple[Window, Standing]]] = {}
    for part in segments(within, edges):
        for one in standings(mission, None, part.start):
            by_site.setdefault(one.site, []).append((part, one))
    return by_site


class _Pool:
    """Support people pledged for a day, less those already in posts."""

    def __init__(self, mission: Mission, day: date) -> None:
        self._mission = mission
        self._offers = Offers.of(mission)
        self.day = day
        self._left: dict[PledgeId, int] = {
            one.id: people_on(mission, one, Window.of_days(day, day))
            for one in mission.pledges
            if day in one.window and mission.skill(one.skill).enabler is not None
        }

    def offers(self, site: SiteId) -> dict[EnablerId, tuple[Offer, ...]]:
        """The pledges whose people are still free and may serve at a site, by kind."""
        free: dict[EnablerId, tuple[Offer, ...]] = {}
        for key, kind in self._allowed(site):
            if self._left[key]:
                free[kind] = (*free.get(kind, ()), Offer(pledge=key, people=self._left[key]))
        return free

    def take(self, site: SiteId, people: Mapping[EnablerId, int]) -> None:
        """Count people of each kind as no longer free; what isn't there isn't taken."""
        wanted = Counter(people)
        for key, kind in self._allowed(site):
            taken = min(self._left[key], wanted[kind])
            self._left[key] -= taken
            wanted[kind] -= taken

    def _allowed(self, site: SiteId) -> list[tuple[PledgeId, EnablerId]]:
        days = Window.of_days(self.day, self.day)
        found: list[tuple[PledgeId, EnablerId]] = []
        for key in self._left:
            pledge = self._mission.pledge(key)
            kind = self._mission.skill(pledge.skill).enabler
            if kind is not None and self._offers.usable(pledge, [(None, site)], days):
                found.append((key, kind))
        return found


def _standing(
    mission: Mission,
    site: SiteId,
    work: tuple[Present, ...],
    supply: Mapping[EnablerId, float],
    pool: _Pool,
) -> Standing:
    offers = pool.offers(site)
    offered = {kind: sum(one.people for one in some) for kind, some in offers.items()}
    limit = beds(mission, site, Window.of_days(pool.day, pool.day))
    brought = needed(mission, work, supply)

    def had(some: tuple[Present, ...]) -> bool:
        more = needed(mission, some, supply)
        return more is not None and _can_be_had(some, more, offered, limit)

    kept = _kept(work, had)
    pool.take(site, needed(mission, kept, supply) or {})
    missing = (
        {} if brought is None else {kind: n - offered.get(kind, 0) for kind, n in brought.items()}
    )
    return Standing(
        site=site,
        work=work,
        people=sum(one.people for one in work),
        brought=brought,
        offers=offers,
        short={kind: n for kind, n in missing.items() if n > 0},
        kept=kept,
    )


def _kept(
    work: tuple[Present, ...], had: Callable[[tuple[Present, ...]], bool]
) -> tuple[Present, ...]:
    """Of `work`, what goes on: the last stops first, unless it can go on without others."""
    number = next(n for n in range(len(work), -1, -1) if had(work[:n]))
    kept = work[:number]
    for one in work[number:]:
        kept = (*kept, one) if had((*kept, one)) else kept
    return kept


def _can_be_had(
    work: tuple[Present, ...],
    brought: Mapping[EnablerId, int],
    offered: Mapping[EnablerId, int],
    limit: int | None,
) -> bool:
    people = sum(one.people for one in work) + sum(brought.values())
    housed = limit is None or people <= limit
    return housed and all(people <= offered.get(kind, 0) for kind, people in brought.items())


def needed(
    mission: Mission, work: tuple[Present, ...], supply: Mapping[EnablerId, float]
) -> dict[EnablerId, int] | None:
    """Support to be brought for `work` at one site; None when no force is large enough.

    Only kinds that some of the work needs count; people in posts who provide a kind are
    supply of it and present too.
    """
    kinds: dict[EnablerId, Enabler] = {
        kind: mission.enabler(kind) for one in work for kind in one.activity.enablers
    }
    own = own_supply(mission, work)
    have = {kind: supply.get(kind, 0.0) + own[kind] for kind in kinds}
    try:
        brought = brought_support(sum(one.people for one in work), kinds, have)
    except CadreError:
        return None
    return {kind: people for kind, people in brought.items() if people}
