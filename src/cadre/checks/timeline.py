"""How sites stand over time: cut where something changes for work that shares support."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from cadre.checks.caveat import Offers
from cadre.checks.circles import Circle, circle, circles
from cadre.checks.standing import Standing, standing_with, supporters
from cadre.checks.work import Present, asked, stated
from cadre.mission.activities import Activity
from cadre.mission.ids import ActivityId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.transfers import lent, pledged
from cadre.mission.weeks import Window


def _circles(mission: Mission) -> tuple[Circle, ...]:
    return circles(mission, tuple(one for one, _ in stated(mission)))


@once
def timeline(mission: Mission) -> dict[SiteId, list[tuple[Window, Standing]]]:
    """How each site of running work stands, by days of the horizon on which nothing changes."""
    by_site: dict[SiteId, list[tuple[Window, Standing]]] = {}
    for around in _circles(mission):
        for part in pairwise(_changes(mission, around)):
            for one in standing_with(mission, _there(mission, around, part[0]), part[0]):
                by_site.setdefault(one.site, []).append((Window(*part), one))
    return by_site


def with_added(
    mission: Mission, activity: Activity, site: SiteId, days: Window
) -> Iterator[Standing]:
    """How a site would stand if `activity` ran there beside the work that runs already.

    One for each part of `days` in which nothing changes.
    """
    own = circle(mission, _added(mission, activity.id, site))
    whole = sum((one for one in _circles(mission) if one.meets(own)), own)
    edges, like = _changes(mission, whole), _alike(mission)[activity.id]
    first, end = bisect_right(edges, days.start), bisect_left(edges, days.end)
    for day in (edges[first - 1] if first else days.start, *edges[first:end]):
        yield _with_added(mission, whole, like, site, day)


@once
def _alike(mission: Mission) -> dict[ActivityId, ActivityId]:
    """For each activity the first that asks for the same people and support."""
    first: dict[object, ActivityId] = {}
    return {
        one.id: first.setdefault((one.enablers, _posts(mission, one.id)), one.id)
        for one in mission.activities
    }


def _posts(mission: Mission, key: ActivityId) -> frozenset[tuple[SkillId, SiteId | None, int]]:
    """People whom an activity asks for, by skill, and by site where only one needs them."""
    heads: Counter[tuple[SkillId, SiteId | None]] = Counter()
    for post in mission.posts_of(key):
        heads[post.skill, post.site] += post.people
    return frozenset((*kind, people) for kind, people in heads.items())


@once
def _added(mission: Mission, key: ActivityId, site: SiteId) -> Present:
    return Present(activity=mission.activity(key), site=site, heads=asked(mission, key, site))


@once
def _with_added(
    mission: Mission, around: Circle, key: ActivityId, site: SiteId, day: date
) -> Standing:
    work = (*_there(mission, around, day), _added(mission, key, site))
    return next(one for one in standing_with(mission, work, day) if one.site == site)


@once
def _there(mission: Mission, around: Circle, day: date) -> tuple[Present, ...]:
    """What runs at the sites of a circle on a day, highest rank last."""
    found = (one for one, days in stated(mission) if one.site in around.sites and day in days)
    return tuple(sorted(found, key=lambda one: one.activity.rank))


@once
def _changes(mission: Mission, around: Circle) -> tuple[date, ...]:
    """The days on which something changes for the sites of a circle, in order."""
    found = [days for one, days in stated(mission) if one.site in around.sites]
    for site in around.sites:
        found += [one.window for one in mission.beds_at(site)]
        for row in mission.supports_at(site):
            found += [days for days, _ in lent(mission, row)]
    pledges = [one for kind in around.kinds for one in supporters(mission).get(kind, ())]
    for pledge in pledges:
        found += [days for days, _ in pledged(mission, pledge)]
    offers = Offers.of(mission)
    for nation in {one.nation for one in pledges}:
        found += offers.served(nation)
        found += [day for site in around.sites for day in offers.barred(nation, (None, site))]
    return tuple(sorted({day for days in found for day in (days.start, days.end)}))
