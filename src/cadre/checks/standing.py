"""How sites stand: the support that each needs on a day, who lends it, what must be brought."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from cadre.checks.caveat import Offers
from cadre.checks.fills import offered_by
from cadre.checks.work import Present, own_supply, present, running
from cadre.errors import CadreError
from cadre.mission.enablers import Enabler, brought_support
from cadre.mission.forces import Pledge
from cadre.mission.ids import EnablerId, PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from cadre.mission.transfers import lent_on, pledged
from cadre.mission.weeks import Window, common_to_all


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
        day: When.
        work: What runs there, highest rank last.
        people: People in posts.
        brought: Support that the mission must bring, by kind; None when no force is large enough.
        short: Of that, what no pledge offers, by kind.
        kept: Of the work, what can go on with the support that is offered and the beds there are.
        taken: People of pledges of support who are in posts, or brought to sites before this one.
    """

    site: SiteId
    day: date
    work: tuple[Present, ...]
    people: int
    brought: Mapping[EnablerId, int] | None
    short: Mapping[EnablerId, int]
    kept: tuple[Present, ...]
    taken: Mapping[PledgeId, int]

    @property
    def total(self) -> int | None:
        """People present with the support to be brought; None when no force is large enough."""
        return None if self.brought is None else self.people + sum(self.brought.values())


@once
def lent(mission: Mission, site: SiteId, day: date) -> Mapping[EnablerId, float]:
    """People's worth of each kind lent at a site on a day; inf is as many as are needed."""
    supply: dict[EnablerId, float] = {}
    for one in mission.supports_at(site):
        if day in one.window:
            supply[one.enabler] = supply.get(one.enabler, 0) + lent_on(mission, one, day)
    return supply


def beds(mission: Mission, site: SiteId, days: Window) -> int | None:
    """Beds at a site on all of `days`; None when the dossier states none, which isn't zero."""
    rows = mission.beds_at(site)
    return sum(one.beds for one in rows if one.window.covers(days)) if rows else None


def standings(mission: Mission, plan: Plan | None, day: date) -> tuple[Standing, ...]:
    """How each site with work stands on `day`, by the first work of lowest rank there.

    Pledges of support people fill posts first, then what must be brought, site by site;
    nobody is counted twice.
    """
    if plan is None:
        return mission.once(
            ("standings", day), lambda: standing_with(mission, present(mission, None, day), day)
        )
    return standing_with(mission, present(mission, plan, day), day)


def standing_with(mission: Mission, work: Iterable[Present], day: date) -> tuple[Standing, ...]:
    """How each site stands on `day` if `work` runs, the work of better rank first."""
    by_site: dict[SiteId, list[Present]] = {}
    for one in work:
        by_site.setdefault(one.site, []).append(one)
    pool = _Pool(mission, day)
    for site, there in by_site.items():
        pool.take(site, own_supply(mission, there))
    return tuple(_standing(mission, site, tuple(there), pool) for site, there in by_site.items())


def offers(mission: Mission, standing: Standing, kind: EnablerId) -> tuple[Offer, ...]:
    """The pledges from which support of a kind could be brought to a site, as it stands."""
    free = _Pool(mission, standing.day, standing.taken).offers(standing.site, kind)
    return tuple(Offer(pledge=pledge, people=people) for pledge, people in free)


class _Pool:
    """Support people pledged for a day, less those already in posts or brought elsewhere."""

    def __init__(
        self, mission: Mission, day: date, taken: Mapping[PledgeId, int] | None = None
    ) -> None:
        self._mission = mission
        self._offers = Offers.of(mission)
        self.day = day
        self.taken = Counter(taken)

    def offers(self, site: SiteId, kind: EnablerId) -> Iterator[tuple[PledgeId, int]]:
        """The pledges of a kind with the people who are still free and may serve at a site."""
        for pledge, people in _roster(self._mission, kind, self.day):
            barred = self._offers.barred(pledge.nation, (None, site))
            free = people - self.taken[pledge.id]
            if free > 0 and not any(self.day in window for window in barred):
                yield pledge.id, free

    def take(self, site: SiteId, people: Mapping[EnablerId, int]) -> None:
        """Count people of each kind as no longer free; what isn't there isn't taken."""
        for kind, wanted in people.items():
            left = wanted
            for pledge, free in self.offers(site, kind) if wanted else ():
                self.taken[pledge] += min(free, left)
                left -= free
                if left <= 0:
                    break


Roster = tuple[tuple[Pledge, int], ...]
"""Pledges with those of their people who are there on a day, in the order of the table."""


def _roster(mission: Mission, kind: EnablerId, day: date) -> Roster:
    """The people of a kind of support whom law lets serve on a day, wherever."""
    days, rosters = _rosters(mission, kind)
    at = bisect_right(days, day)
    return rosters[at - 1] if at else ()


@once
def _rosters(mission: Mission, kind: EnablerId) -> tuple[list[date], list[Roster]]:
    """The days on which the people of a kind change, and the people from each of them on."""
    changes = defaultdict[date, list[tuple[int, int]]](list)
    pledges, law = supporters(mission).get(kind, ()), Offers.of(mission)
    for number, pledge in enumerate(pledges):
        for part, people in pledged(mission, pledge):
            for days in common_to_all([(part,), law.served(pledge.nation)]):
                changes[days.start].append((number, people))
                changes[days.end].append((number, -people))
    there, rosters = dict[int, tuple[Pledge, int]](), list[Roster]()
    for day in sorted(changes):
        for number, people in changes[day]:
            _, before = there.get(number, (None, 0))
            there[number] = pledges[number], before + people
        rosters.append(tuple(there[number] for number in sorted(there) if there[number][1]))
        there = {number: one for number, one in there.items() if one[1]}
    return sorted(changes), rosters


@once
def supporters(mission: Mission) -> Mapping[EnablerId, tuple[Pledge, ...]]:
    """The pledges of people who provide each kind of support, in the order of the table."""
    kinds = {one.id: one.enabler for one in mission.skills}
    found = defaultdict[EnablerId, list[Pledge]](list)
    for pledge in mission.pledges:
        kind = kinds[pledge.skill]
        if kind is not None:
            found[kind].append(pledge)
    return {kind: tuple(some) for kind, some in found.items()}


def rows_at(mission: Mission, sites: Iterable[SiteId]) -> tuple[Row, ...]:
    """The rows that say how many people are needed at some sites, and who supports them there.

    They are the posts of work that runs there, what is lent there, and what is offered of support.
    """
    here = list(dict.fromkeys(sites))
    posts = (
        post
        for work, site, _ in running(mission)
        if site in here
        for post in mission.posts_at(work.id, site)
    )
    lent_there = (one for site in here for one in mission.supports_at(site))
    return tuple(dict.fromkeys((*posts, *lent_there, *_support_offered(mission))))


@once
def _support_offered(mission: Mission) -> tuple[Row, ...]:
    """What is offered of people who support others."""
    return offered_by(mission, [one.id for one in mission.skills if one.enabler is not None])


def _standing(mission: Mission, site: SiteId, work: tuple[Present, ...], pool: _Pool) -> Standing:
    supply, taken = lent(mission, site, pool.day), dict(pool.taken)
    limit = beds(mission, site, Window.of_days(pool.day, pool.day))
    brought = needed(mission, work, supply)

    @cache
    def offered(kind: EnablerId) -> int:
        return sum(people for _, people in pool.offers(site, kind))

    def had(some: tuple[Present, ...]) -> bool:
        people = sum(one.people for one in some)
        if limit is not None and people > limit:
            return False
        more = needed(mission, some, supply)
        return more is not None and _can_be_had(people, more, offered, limit)

    kept = _kept(work, had)
    missing = {kind: people - offered(kind) for kind, people in (brought or {}).items()}
    pool.take(site, needed(mission, kept, supply) or {})
    return Standing(
        site=site,
        day=pool.day,
        work=work,
        people=sum(one.people for one in work),
        brought=brought,
        short={kind: n for kind, n in missing.items() if n > 0},
        kept=kept,
        taken=taken,
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
    people: int,
    brought: Mapping[EnablerId, int],
    offered: Callable[[EnablerId], int],
    limit: int | None,
) -> bool:
    housed = limit is None or people + sum(brought.values()) <= limit
    return housed and all(people <= offered(kind) for kind, people in brought.items())


def needed(
    mission: Mission, work: tuple[Present, ...], supply: Mapping[EnablerId, float]
) -> Mapping[EnablerId, int] | None:
    """Support to be brought for `work` at one site; None when no force is large enough.

    Only kinds that some of the work needs count; people in posts who provide a kind are
    supply of it and present too.
    """
    return _needed(mission, work, frozenset(supply.items()))


@once
def _needed(
    mission: Mission, work: tuple[Present, ...], lent_there: frozenset[tuple[EnablerId, float]]
) -> Mapping[EnablerId, int] | None:
    kinds: dict[EnablerId, Enabler] = {
        kind: mission.enabler(kind) for one in work for kind in one.activity.enablers
    }
    own, supply = own_supply(mission, work), dict(lent_there)
    have = {kind: supply.get(kind, 0.0) + own[kind] for kind in kinds}
    try:
        brought = brought_support(sum(one.people for one in work), kinds, have)
    except CadreError:
        return None
    return {kind: people for kind, people in brought.items() if people}
