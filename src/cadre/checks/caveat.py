"""National caveats: where and for what a nation's people may serve, and on which days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cadre.checks.words import listed
from cadre.mission.activities import Activity
from cadre.mission.caveats import ON_SUPPORT, barred
from cadre.mission.cover import service_windows
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import CaveatId, NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.quantities import counted
from cadre.mission.weeks import Window, common_to_all, days_in, union

Place = tuple[Activity | None, SiteId]
"""Work at a site; no activity stands for brought support, which serves a whole site."""


def barring(mission: Mission, nation: NationId, place: Place, days: Window) -> tuple[Caveat, ...]:
    """The caveats of `nation` that bar its people from a place on any of `days`."""
    activity, site = place
    return tuple(
        caveat
        for caveat in mission.caveats_of(nation)
        if any(window.overlaps(days) for window in barred(mission, caveat, activity, site))
    )


def reason(mission: Mission, caveat: Caveat, site: SiteId) -> str:
    """Why a caveat bars at a site, where its statement can't tell: a sentence with a blank before.

    Empty for kinds that name what they bar.
    """
    where = mission.site(site).name
    partners = listed(mission.partner(one).name for one in caveat.partners)
    if caveat.kind is CaveatKind.EVACUATION:
        return f" At {where}, no medical support is lent by {partners or 'anybody named'}."
    if caveat.kind is CaveatKind.PARTNER_DENY:
        return f" At {where}, some support is lent by {partners} alone."
    if caveat.kind is CaveatKind.TRAVEL_DENY:
        ways = listed(one.value for one in mission.site(site).reached_by)
        return f" {where} is reached by {ways} only."
    if caveat.kind is CaveatKind.APPROVAL:
        return f" Its capital takes {counted(caveat.days or 0, 'day')} for work that is new."
    return ""


def cap(mission: Mission, nation: NationId, site: SiteId | None, days: Window) -> int | None:
    """The highest number of people a nation sets for a site, or in all; None is no limit."""
    caps = [
        caveat.people
        for caveat in mission.caveats_of(nation)
        if caveat.people is not None and _caps(caveat, site) and caveat.window.overlaps(days)
    ]
    return min(caps, default=None)


def _caps(caveat: Caveat, site: SiteId | None) -> bool:
    """Whether a caveat is a highest number for a site; no site is one for all of them."""
    meant = not caveat.sites if site is None else site in caveat.sites
    return caveat.kind is CaveatKind.HEADCOUNT_CAP and caveat.people is not None and meant


@dataclass(frozen=True, slots=True)
class Offers:
    """Pledges that may be counted on, with the days on which each nation's own law lets it serve.

    Attributes:
        mission: The mission.
    """

    mission: Mission
    _barred: dict[tuple[NationId, str | None, SiteId], tuple[Window, ...]] = field(
        default_factory=dict
    )
    _tied: dict[tuple[CaveatId, SiteId], tuple[Window, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, mission: Mission) -> Offers:
        """The offers of a mission; national authorities count as far as plans may rely on them."""
        return mission.once("offers", lambda: cls(mission))

    def served(self, nation: NationId) -> tuple[Window, ...]:
        """The days on which a nation's own law lets its people serve."""
        return service_windows(self.mission, nation, self.mission.profile.rely_on)

    def barred(self, nation: NationId, place: Place) -> tuple[Window, ...]:
        """The days on which some caveat of `nation` bars its people from a place, in order."""
        activity, site = place
        key = nation, None if activity is None else activity.id, site
        if key not in self._barred:
            self._barred[key] = union(
                window
                for caveat in self.mission.caveats_of(nation)
                for window in self.barred_by(caveat, place)
            )
        return self._barred[key]

    def barred_by(self, caveat: Caveat, place: Place) -> tuple[Window, ...]:
        """The days on which one caveat bars people of its nation from a place, in order."""
        activity, site = place
        if caveat.kind not in ON_SUPPORT:
            return barred(self.mission, caveat, activity, site)
        # It hangs on the site alone, whatever the work.
        key = caveat.id, site
        if key not in self._tied:
            self._tied[key] = barred(self.mission, caveat, None, site)
        return self._tied[key]

    def free(self, nation: NationId, places: Iterable[tuple[Place, Window]]) -> tuple[Window, ...]:
        """The days on which people of a nation may serve at some of `places`, on its days."""
        somewhere = union(
            gap for place, days in places for gap in days.without(self.barred(nation, place))
        )
        return common_to_all([somewhere, self.served(nation)])

    def capped(self, nation: NationId) -> tuple[Window, ...]:
        """The windows of the caps that a nation sets for all its people."""
        return tuple(one.window for one in self.mission.caveats_of(nation) if _caps(one, site=None))

    def cap(self, nation: NationId, days: Window) -> int | None:
        """The highest number of people a nation sets in all; None is no limit."""
        return cap(self.mission, nation, None, days)

    def usable(self, pledge: Pledge, places: Iterable[Place], days: Window) -> bool:
        """Whether people of a pledge serve on all of `days` at one of `places` at least."""
        return (
            pledge.window.covers(days)
            and any(window.covers(days) for window in self.served(pledge.nation))
            and any(
                not any(window.overlaps(days) for window in self.barred(pledge.nation, place))
                for place in places
            )
        )


def unserved(served: Iterable[Window], days: Window) -> tuple[Window, ...]:
    """The parts of `days` on which a nation's own law doesn't let it serve."""
    joined = union(served)
    return days.without(joined) if days_in(joined) else (days,)
