"""The oracles' people: who is there, who lends and whom caveats bar, asked day by day.

It shares no code with the package: transfers are added up on each day, and each caveat is read
as its sentence has it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from math import inf

from cadre.mission.enablers import EnablerKind, Support
from cadre.mission.forces import Caveat, CaveatKind, Pledge, Rung
from cadre.mission.mission import Mission
from cadre.mission.triggers import Action
from cadre.mission.weeks import Window

ON_SUPPORT = (CaveatKind.PARTNER_DENY, CaveatKind.EVACUATION)


def days(mission: Mission, week: int) -> list[date]:
    first = mission.horizon.start + timedelta(days=7 * week)
    return [first + timedelta(days=n) for n in range(7)]


def holds(window: Window, day: date) -> bool:
    return window.start <= day < window.end


def left_by(mission: Mission, contingent: str, day: date) -> int:
    """People who have left a contingent up to a day; never more than it had."""
    row = next(one for one in mission.contingents if one.id == contingent)
    asked = sum(t.people for t in mission.transfers if t.contingent == contingent and t.day <= day)
    return min(row.people, asked)


def lent(mission: Mission, one: Support, day: date) -> float:
    if not holds(one.window, day):
        return 0
    gone = sum(left_by(mission, c.id, day) for c in mission.contingents if c.support == one.id)
    return inf if one.people is None else max(0, one.people - gone)


def lent_in(mission: Mission, one: Support, week: int) -> float:
    """What is lent on every day of a week."""
    return min(lent(mission, one, day) for day in days(mission, week))


def heads_in(mission: Mission, one: Pledge, week: int) -> int:
    """People of a pledge on whom a plan may count who are there on every day of a week."""
    calls = [t for t in mission.triggers if t.action is Action.CALL and str(t.target) == one.id]
    if calls and one.rung is not Rung.ARRIVED:
        return 0
    found = []
    for day in days(mission, week):
        still = sum(t.people for t in mission.transfers if t.pledge == one.id and t.day > day)
        found.append(one.people - still if holds(one.window, day) else 0)
    return min(found)


def bars(
    mission: Mission,
    one: Caveat,
    where: tuple[str, str | None],
    day: date,
    gone: Collection[str] = (),
) -> bool:
    """Whether a caveat bars from a site and the work there on a day, some partners being gone."""
    site = next(row for row in mission.sites if row.id == where[0])
    work = next((row for row in mission.activities if row.id == where[1]), None)
    served, above = set(), {row.id: row.part_of for row in mission.institutions}
    key = None if work is None else work.institution
    while key is not None and key not in served:
        served.add(key)
        key = above[key]
    lends = [
        (row.enabler, row.provider)
        for row in mission.supports
        if row.site == site.id and row.provider not in gone and lent(mission, row, day) > 0
    ]
    medical = {row.id for row in mission.enablers if row.kind is EnablerKind.MEDICAL}
    begun = work is not None and work.began is not None and work.began <= mission.profile.as_of
    approved = mission.profile.as_of + timedelta(days=one.days or 0)
    return holds(one.window, day) and {
        CaveatKind.LOCATION_ALLOW: site.id not in one.sites,
        CaveatKind.LOCATION_DENY: site.id in one.sites,
        CaveatKind.ACTIVITY_DENY: work is not None and work.id in one.activities,
        CaveatKind.AUDIENCE_DENY: not served.isdisjoint(one.institutions),
        CaveatKind.OUT_OF_COUNTRY: site.country == mission.profile.host,
        CaveatKind.MONEY_ONLY: True,
        CaveatKind.TRAVEL_DENY: bool(site.reached_by)
        and all(way in one.travel for way in site.reached_by),
        CaveatKind.APPROVAL: work is not None and not begun and day < approved,
        CaveatKind.EVACUATION: not any(
            kind in medical and who in one.partners for kind, who in lends
        ),
        CaveatKind.PARTNER_DENY: any(
            all(who in one.partners for other, who in lends if other == kind) for kind, _ in lends
        ),
    }.get(one.kind, False)


def barred(
    mission: Mission,
    one: Caveat,
    where: tuple[str, str | None],
    week: int,
    gone: Collection[str] = (),
) -> bool:
    """Whether a caveat bars on some day of a week."""
    return any(bars(mission, one, where, day, gone) for day in days(mission, week))
