"""National caveats: where and for what a nation's people may serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadre.mission.activities import Activity
from cadre.mission.cover import service_windows
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window, days_in, union

Place = tuple[Activity | None, SiteId]
"""Work at a site; no activity stands for brought support, which serves a whole site."""


def bars(mission: Mission, caveat: Caveat, activity: Activity | None, site: SiteId) -> bool:
    """Whether a caveat, while it holds, bars people from work at a site altogether.

    Headcount caps and tour limits bar nobody; they limit how many and how long.
    """
    kind = caveat.kind
    if kind is CaveatKind.LOCATION_ALLOW:
        return site not in caveat.sites
    if kind is CaveatKind.LOCATION_DENY:
        return site in caveat.sites
    if kind is CaveatKind.ACTIVITY_DENY:
        return activity is not None and activity.id in caveat.activities
    if kind is CaveatKind.AUDIENCE_DENY:
        served = () if activity is None else mission.lineage(activity.institution)
        return not set(served).isdisjoint(caveat.institutions)
    if kind is CaveatKind.OUT_OF_COUNTRY:
        return mission.site(site).country == mission.profile.host
    return kind is CaveatKind.MONEY_ONLY


def barring(mission: Mission, nation: NationId, place: Place, days: Window) -> tuple[Caveat, ...]:
    """The caveats of `nation` that bar its people from a place on any of `days`."""
    activity, site = place
    return tuple(
        caveat
        for caveat in mission.caveats
        if caveat.nation == nation
        and caveat.window.overlaps(days)
        and bars(mission, caveat, activity, site)
    )


def cap(mission: Mission, nation: NationId, site: SiteId | None, days: Window) -> int | None:
    """The highest number of people a nation sets for a site, or in all; None is no limit."""
    caps = [
        caveat.people
        for caveat in mission.caveats
        if caveat.nation == nation
        and caveat.kind is CaveatKind.HEADCOUNT_CAP
        and caveat.people is not None
        and caveat.window.overlaps(days)
        and (not caveat.sites if site is None else site in caveat.sites)
    ]
    return min(caps, default=None)


@dataclass(frozen=True, slots=True)
class Offers:
    """Pledges that may be counted on, with the days on which each nation's own law lets it serve.

    Attributes:
        mission: The mission.
        served: For each nation that pledges, the days on which its people may serve.
    """

    mission: Mission
    served: dict[NationId, tuple[Window, ...]]

    @classmethod
    def of(cls, mission: Mission) -> Offers:
        """The offers of a mission; national authorities count as far as plans may rely on them."""
        nations = dict.fromkeys(pledge.nation for pledge in mission.pledges)
        believed = mission.profile.rely_on
        return cls(mission, {one: service_windows(mission, one, believed) for one in nations})

    def usable(self, pledge: Pledge, places: Iterable[Place], days: Window) -> bool:
        """Whether a pledge serves on all of `days` at one of `places` at least."""
        return (
            pledge.window.covers(days)
            and any(window.covers(days) for window in self.served[pledge.nation])
            and any(not barring(self.mission, pledge.nation, place, days) for place in places)
        )

    def people(self, pledges: Iterable[Pledge], places: Iterable[Place], days: Window) -> int:
        """People of `pledges` who can serve at `places` together, caps on nations respected."""
        where = tuple(places)
        by_nation: dict[NationId, int] = {}
        for pledge in pledges:
            if self.usable(pledge, where, days):
                by_nation[pledge.nation] = by_nation.get(pledge.nation, 0) + pledge.people
        total = 0
        for nation, people in by_nation.items():
            limit = cap(self.mission, nation, None, days)
            total += people if limit is None else min(people, limit)
        return total


def unserved(served: Iterable[Window], days: Window) -> tuple[Window, ...]:
    """The parts of `days` on which a nation's own law doesn't let it serve."""
    joined = union(served)
    return days.without(joined) if days_in(joined) else (days,)
