"""Who may serve where, in which weeks: pledges under caveats, lent support, beds, by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from cadre.mission.activities import Activity
from cadre.mission.cover import service_windows
from cadre.mission.forces import Caveat, CaveatKind, Nation, Pledge, Rung
from cadre.mission.ids import EnablerId, NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.weeks import Window, common_to_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Weeks on end in which nobody comes or goes: what is there is the same in all of them.

    Attributes:
        weeks: The weeks.
        people: People of each pledge, in the order of the mission's table; 0 when not there.
        caps: The most people a nation may have in all; a nation without a cap isn't in it.
        caveats: The caveats that hold.
        lent: People's worth of each kind of support lent at a site; inf is without limit.
        beds: Beds at each site; a site of which no beds are stated isn't in it.
    """

    weeks: range
    people: tuple[int, ...]
    caps: dict[NationId, int]
    caveats: tuple[Caveat, ...]
    lent: dict[tuple[SiteId, EnablerId], float]
    beds: dict[SiteId, int]


def periods(mission: Mission) -> tuple[Period, ...]:
    """The horizon cut where supply changes.

    A pledge, lent support and beds count in weeks that they hold in full, a caveat in every
    week that it touches.
    """
    horizon = mission.horizon
    flags = list(zip(*_flags(mission), strict=True)) or [()] * horizon.weeks
    cuts = [week for week in range(1, horizon.weeks) if flags[week] != flags[week - 1]]
    edges = [0, *cuts, horizon.weeks]
    return tuple(
        _period(mission, range(first, end), flags[first]) for first, end in pairwise(edges)
    )


def _flags(mission: Mission) -> Iterator[tuple[bool, ...]]:
    """For each pledge, caveat, support and bed space, whether it counts in each week."""
    horizon = mission.horizon
    for pledge in mission.pledges:
        yield horizon.covered(serving(mission, pledge))
    for caveat in mission.caveats:
        touched = horizon.overlapped(caveat.window)
        yield tuple(week in touched for week in range(horizon.weeks))
    for support in mission.supports:
        yield horizon.covered([support.window])
    for space in mission.bed_spaces:
        yield horizon.covered([space.window])


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


def _period(mission: Mission, weeks: range, flags: Sequence[bool]) -> Period:
    left = iter(flags)
    people = tuple(pledge.people if next(left) else 0 for pledge in mission.pledges)
    caveats = tuple(caveat for caveat in mission.caveats if next(left))
    supports = [support for support in mission.supports if next(left)]
    spaces = [space for space in mission.bed_spaces if next(left)]
    lent: dict[tuple[SiteId, EnablerId], float] = {}
    for support in supports:
        key = support.site, support.enabler
        more = float("inf") if support.people is None else support.people
        lent[key] = lent.get(key, 0.0) + more
    beds = {space.site: 0 for space in mission.bed_spaces}
    for space in spaces:
        beds[space.site] += space.beds
    return Period(
        weeks=weeks, people=people, caps=_caps(caveats), caveats=caveats, lent=lent, beds=beds
    )


def _caps(caveats: Iterable[Caveat]) -> dict[NationId, int]:
    caps: dict[NationId, int] = {}
    for caveat in caveats:
        if caveat.kind is CaveatKind.HEADCOUNT_CAP and caveat.people is not None:
            caps[caveat.nation] = min(caveat.people, caps.get(caveat.nation, caveat.people))
    return caps


def may_be_at(mission: Mission, caveats: Iterable[Caveat], nation: Nation, site: SiteId) -> bool:
    """Whether `nation` lets its people work at `site`; of several lists of sites all count."""
    own = [caveat for caveat in caveats if caveat.nation == nation.id]
    home = mission.site(site).country == mission.profile.host
    return not any(
        caveat.kind is CaveatKind.MONEY_ONLY
        or (caveat.kind is CaveatKind.OUT_OF_COUNTRY and home)
        or (caveat.kind is CaveatKind.LOCATION_DENY and site in caveat.sites)
        or (caveat.kind is CaveatKind.LOCATION_ALLOW and site not in caveat.sites)
        for caveat in own
    )


def may_do(mission: Mission, caveats: Iterable[Caveat], nation: Nation, activity: Activity) -> bool:
    """Whether `nation` lets its people serve in `activity`, for the institution it works for."""
    served = set(mission.lineage(activity.institution))
    return not any(
        (caveat.kind is CaveatKind.ACTIVITY_DENY and activity.id in caveat.activities)
        or (caveat.kind is CaveatKind.AUDIENCE_DENY and served & set(caveat.institutions))
        for caveat in caveats
        if caveat.nation == nation.id
    )


def falls(before: Period, after: Period, site: SiteId) -> bool:
    """Whether people, or support or beds at `site`, are fewer in `after` than in `before`."""
    fewer = any(new < old for old, new in zip(before.people, after.people, strict=True))
    lent = any(
        after.lent.get(key, 0.0) < more for key, more in before.lent.items() if key[0] == site
    )
    beds = after.beds.get(site, 0) < before.beds.get(site, 0)
    new_caveats = any(caveat not in before.caveats for caveat in after.caveats)
    return fewer or lent or beds or new_caveats
