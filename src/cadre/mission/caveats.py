"""Caveats by the day: when a nation's caveat keeps its people from work at a site.

A caveat that says nothing of what its kind limits is taken at its word: an empty list of sites
allowed allows none, and an empty list of anything denied denies nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cadre.mission.activities import Activity
from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import Caveat, CaveatKind
from cadre.mission.ids import EnablerId, PartnerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.transfers import lent
from cadre.mission.weeks import ALWAYS, NEVER, Window, common_to_all, union

ON_SUPPORT = (CaveatKind.PARTNER_DENY, CaveatKind.EVACUATION)
"""Kinds that bar or don't, by what is lent at a site on the day."""


def barred(
    mission: Mission, caveat: Caveat, activity: Activity | None, site: SiteId
) -> tuple[Window, ...]:
    """The days on which a caveat bars people of its nation from work at a site; none is ().

    Headcount caps and tour limits bar nobody: they limit how many, and how long.

    Args:
        mission: The mission.
        caveat: The caveat.
        activity: The work; None for brought support, which serves a whole site.
        site: Where.
    """
    bars = _BARS.get(caveat.kind)
    if bars is not None:
        return (caveat.window,) if bars(mission, caveat, activity, site) else ()
    if caveat.kind is CaveatKind.APPROVAL:
        new = activity is not None and not mission.has_begun(activity)
        return approving(mission, caveat) if new else ()
    if caveat.kind in ON_SUPPORT:
        return union(one.window for one in ties(mission, caveat, site) if one.bars)
    return ()


def _at(_mission: Mission, caveat: Caveat, _activity: Activity | None, site: SiteId) -> bool:
    return site in caveat.sites


def _not_at(_mission: Mission, caveat: Caveat, _activity: Activity | None, site: SiteId) -> bool:
    return site not in caveat.sites


def _in_work(_mission: Mission, caveat: Caveat, activity: Activity | None, _site: SiteId) -> bool:
    return activity is not None and activity.id in caveat.activities


def _for_audience(
    mission: Mission, caveat: Caveat, activity: Activity | None, _site: SiteId
) -> bool:
    served = () if activity is None else mission.lineage(activity.institution)
    return not set(served).isdisjoint(caveat.institutions)


def _unreachable(
    mission: Mission, caveat: Caveat, _activity: Activity | None, site: SiteId
) -> bool:
    ways = mission.site(site).reached_by
    return bool(ways) and set(ways) <= set(caveat.travel)


def _in_country(
    mission: Mission, _caveat: Caveat, _activity: Activity | None, site: SiteId
) -> bool:
    return mission.site(site).country == mission.profile.host


def _anywhere(
    _mission: Mission, _caveat: Caveat, _activity: Activity | None, _site: SiteId
) -> bool:
    return True


_BARS: dict[CaveatKind, Callable[[Mission, Caveat, Activity | None, SiteId], bool]] = {
    CaveatKind.LOCATION_ALLOW: _not_at,
    CaveatKind.LOCATION_DENY: _at,
    CaveatKind.ACTIVITY_DENY: _in_work,
    CaveatKind.AUDIENCE_DENY: _for_audience,
    CaveatKind.TRAVEL_DENY: _unreachable,
    CaveatKind.OUT_OF_COUNTRY: _in_country,
    CaveatKind.MONEY_ONLY: _anywhere,
}
"""Kinds that bar on all days of the caveat, or on none."""


def approving(mission: Mission, caveat: Caveat) -> tuple[Window, ...]:
    """The days from the as-of day on before a capital can have approved new work."""
    if not caveat.days:
        return ()
    today = mission.profile.as_of
    asked = Window(today, today + timedelta(days=caveat.days))
    return common_to_all([(caveat.window,), (asked,)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Days on which it hangs on lent support whether a caveat bars people from a site.

    Attributes:
        window: The days.
        barring: Partners of whom one must lend for the caveat to bar; None when nobody need.
        relieving: Partners of whom one must lend for it not to bar.
    """

    window: Window
    barring: frozenset[PartnerId] | None
    relieving: frozenset[PartnerId]

    @property
    def bars(self) -> bool:
        """Whether the caveat bars on these days, as long as no partner leaves before its time."""
        return (self.barring is None or bool(self.barring)) and not self.relieving


def ties(mission: Mission, caveat: Caveat, site: SiteId) -> tuple[Tie, ...]:
    """How a caveat of a kind that hangs on support does so at a site, by days in order.

    Days without an entry are days on which it can't bar: no kind of support is lent at the site by
    a partner denied.
    """
    return tuple(
        Tie(window=days, barring=barring, relieving=relieving)
        for part, there in _lenders(mission, site)
        if (days := caveat.window.common(part)) is not None
        for barring, relieving in _sides(mission, caveat, there)
    )


Lenders = Mapping[EnablerId, frozenset[PartnerId]]
"""Who lends, by the kind of support; kinds that nobody lends aren't in it."""


@once
def _lenders(mission: Mission, site: SiteId) -> tuple[tuple[Window, Lenders], ...]:
    """Who lends at a site, for all of time by days on which that doesn't change."""
    rows = Counter[tuple[EnablerId, PartnerId]]()
    changes = defaultdict[date, Counter[tuple[EnablerId, PartnerId]]](Counter)
    for one in mission.supports_at(site):
        for days, people in lent(mission, one):
            changes[days.start][one.enabler, one.provider] += bool(people)
            changes[days.end][one.enabler, one.provider] -= bool(people)
    found: list[tuple[Window, Lenders]] = []
    for day, following in pairwise(sorted({ALWAYS, NEVER, *changes})):
        rows.update(changes[day])
        there: dict[EnablerId, frozenset[PartnerId]] = {}
        for kind, partner in +rows:
            there[kind] = there.get(kind, frozenset()) | {partner}
        if found and found[-1][1] == there:
            found[-1] = Window(found[-1][0].start, following), there
        else:
            found.append((Window(day, following), there))
    return tuple(found)


def _sides(
    mission: Mission, caveat: Caveat, lenders: Lenders
) -> Iterator[tuple[frozenset[PartnerId] | None, frozenset[PartnerId]]]:
    """Who bars and who relieves among those who lend."""
    named = frozenset(caveat.partners)
    if caveat.kind is CaveatKind.EVACUATION:
        medical = (some for key, some in lenders.items() if _medical(mission, key))
        yield None, frozenset().union(*medical) & named
        return
    for some in lenders.values():
        if some & named:
            yield some & named, some - named


def _medical(mission: Mission, key: EnablerId) -> bool:
    return mission.enabler(key).kind is EnablerKind.MEDICAL


def edges(mission: Mission) -> tuple[Window, ...]:
    """Windows at whose ends what caveats bar may change: to cut time at."""
    found = [one.window for one in mission.caveats]
    for one in mission.caveats:
        if one.kind is CaveatKind.APPROVAL:
            found += approving(mission, one)
        elif one.kind in ON_SUPPORT:
            found += [days for row in mission.supports for days, _ in lent(mission, row)]
    return tuple(dict.fromkeys(found))
