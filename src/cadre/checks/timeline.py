"""How sites stand over time: cut where something changes for work that shares support."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cadre.checks.caveat import Offers
from cadre.checks.standing import Standing, standing_with, supporters
from cadre.checks.work import Present, asked, stated
from cadre.mission.activities import Activity
from cadre.mission.ids import ActivityId, EnablerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.transfers import lent, pledged
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True)
class Circle:
    """Sites whose work shares kinds of support, directly or over others; no other site matters.

    Attributes:
        sites: The sites.
        kinds: The kinds of support that work there needs, or has people in posts for.
    """

    sites: frozenset[SiteId]
    kinds: frozenset[EnablerId]

    def __add__(self, other: Circle) -> Circle:
        return Circle(self.sites | other.sites, self.kinds | other.kinds)

    def meets(self, other: Circle) -> bool:
        """Whether the two have a site or a kind in common."""
        return not (self.sites.isdisjoint(other.sites) and self.kinds.isdisjoint(other.kinds))


def _circle(mission: Mission, activity: Activity, site: SiteId) -> Circle:
    own = (mission.skill(skill).enabler for skill in asked(mission, activity.id))
    kinds = {*activity.enablers, *(kind for kind in own if kind is not None)}
    return Circle(frozenset([site]), frozenset(kinds))


@once
def circles(mission: Mission) -> tuple[Circle, ...]:
    """The sites of work that runs already, by the support that they share."""
    found: list[Circle] = []
    for one, _ in stated(mission):
        found = _joined(found, _circle(mission, one.activity, one.site))
    return tuple(found)


def _joined(known: Iterable[Circle], new: Circle) -> list[Circle]:
    """Circles that have nothing in common, and a new one joined with those that it meets."""
    apart = list[Circle]()
    for one in known:
        if one.meets(new):
            new += one
        else:
            apart.append(one)
    return [*apart, new]


@once
def timeline(mission: Mission) -> dict[SiteId, list[tuple[Window, Standing]]]:
    """How each site of running work stands, by days of the horizon on which nothing changes."""
    by_site: dict[SiteId, list[tuple[Window, Standing]]] = {}
    for circle in circles(mission):
        for part in pairwise(_changes(mission, circle)):
            for one in standing_with(mission, _there(mission, circle, part[0]), part[0]):
                by_site.setdefault(one.site, []).append((Window(*part), one))
    return by_site


def with_added(
    mission: Mission, activity: Activity, site: SiteId, days: Window
) -> Iterator[Standing]:
    """How a site would stand if `activity` ran there beside the work that runs already.

    One for each part of `days` in which nothing changes.
    """
    circle = _circle(mission, activity, site)
    for one in circles(mission):
        circle = circle + one if one.meets(circle) else circle
    edges, like = _changes(mission, circle), _alike(mission)[activity.id]
    first, end = bisect_right(edges, days.start), bisect_left(edges, days.end)
    for day in (edges[first - 1] if first else days.start, *edges[first:end]):
        yield _with_added(mission, circle, like, site, day)


@once
def _alike(mission: Mission) -> dict[ActivityId, ActivityId]:
    """For each activity the first that asks for the same people and support."""
    first: dict[object, ActivityId] = {}
    return {
        one.id: first.setdefault((one.enablers, frozenset(asked(mission, one.id).items())), one.id)
        for one in mission.activities
    }


@once
def _with_added(
    mission: Mission, circle: Circle, key: ActivityId, site: SiteId, day: date
) -> Standing:
    added = Present(activity=mission.activity(key), site=site, heads=asked(mission, key))
    work = (*_there(mission, circle, day), added)
    return next(one for one in standing_with(mission, work, day) if one.site == site)


@once
def _there(mission: Mission, circle: Circle, day: date) -> tuple[Present, ...]:
    """What runs at the sites of a circle on a day, highest rank last."""
    found = (one for one, days in stated(mission) if one.site in circle.sites and day in days)
    return tuple(sorted(found, key=lambda one: one.activity.rank))


@once
def _changes(mission: Mission, circle: Circle) -> tuple[date, ...]:
    """The days on which something changes for the sites of a circle, in order."""
    found = [days for one, days in stated(mission) if one.site in circle.sites]
    for site in circle.sites:
        found += [one.window for one in mission.beds_at(site)]
        for row in mission.supports_at(site):
            found += [days for days, _ in lent(mission, row)]
    pledges = [one for kind in circle.kinds for one in supporters(mission).get(kind, ())]
    for pledge in pledges:
        found += [days for days, _ in pledged(mission, pledge)]
    offers = Offers.of(mission)
    for nation in {one.nation for one in pledges}:
        found += offers.served[nation]
        found += [day for site in circle.sites for day in offers.barred(nation, (None, site))]
    return tuple(sorted({day for days in found for day in (days.start, days.end)}))
