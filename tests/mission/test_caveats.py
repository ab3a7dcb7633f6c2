"""Which days a caveat bars: each kind by a table, and against an oracle that asks day by day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from cadre.mission.caveats import ON_SUPPORT, barred, edges, ties
from cadre.mission.enablers import EnablerKind, Support
from cadre.mission.forces import Caveat, CaveatKind
from cadre.mission.ids import (
    ActivityId,
    CaveatId,
    EnablerId,
    NationId,
    PartnerId,
    SiteId,
    SupportId,
)
from cadre.mission.mission import Mission
from cadre.mission.sites import Travel
from cadre.mission.weeks import Window
from tests.checks.building import AS_OF, altered, day, days, sound
from tests.oracle.people import bars
from tests.planner.missions import random_mission as tight_mission
from tests.simulator.missions import mission as varied_mission

CAMP = SiteId("camp")


def lends(provider: str, window: Window = Window(), people: int | None = None) -> Support:
    return Support(
        id=SupportId(f"{provider}-{window}"),
        enabler=EnablerId("guarding"),
        provider=PartnerId(provider),
        site=CAMP,
        people=people,
        window=window,
    )


def limit(kind: CaveatKind, *partners: str, window: Window = Window()) -> Caveat:
    return Caveat(
        id=CaveatId("limit"),
        nation=NationId("BBB"),
        kind=kind,
        statement="No further.",
        partners=tuple(PartnerId(one) for one in partners),
        window=window,
    )


def barred_days(mission: Mission, caveat: Caveat, activity: str = "advice") -> tuple[Window, ...]:
    return barred(mission, caveat, mission.activity(ActivityId(activity)), CAMP)


SPRING, SUMMER = days("2021-03-01", "2021-05-31"), days("2021-06-01", "2021-08-31")
ALL = (Window(),)
DENY, SOURCE = CaveatKind.PARTNER_DENY, CaveatKind.EVACUATION

PARTNERS: list[tuple[Caveat, tuple[Support, ...], tuple[Window, ...], str]] = [
    (limit(DENY, "ally"), (lends("ally"),), ALL, "it lends alone"),
    (limit(DENY, "ally"), (lends("ally"), lends("friend")), (), "another lends the same"),
    (limit(DENY, "ally"), (lends("friend"),), (), "it doesn't lend"),
    (limit(DENY, "ally"), (), (), "nothing is lent"),
    (limit(DENY, "ally", "friend"), (lends("ally"), lends("friend")), ALL, "both are denied"),
    (limit(DENY, "ally"), (lends("ally", people=0),), (), "nobody is lent"),
    (
        limit(DENY, "ally"),
        (lends("ally", SPRING), lends("friend", SUMMER)),
        (SPRING,),
        "to the day",
    ),
    (limit(DENY, "ally", window=SUMMER), (lends("ally"),), (SUMMER,), "the caveat's own days"),
    (limit(SOURCE, "ally"), (lends("ally"),), (), "its source is there"),
    (limit(SOURCE, "ally"), (lends("friend"),), ALL, "another's evacuation isn't its source"),
    (limit(SOURCE, "ally", "friend"), (lends("friend"),), (), "one of two will do"),
    (
        limit(SOURCE, "ally", window=days("2021-01-01", "2021-12-31")),
        (lends("ally", SPRING),),
        (days("2021-01-01", "2021-02-28"), days("2021-06-01", "2021-12-31")),
        "before the source comes and after it has left",
    ),
    (limit(SOURCE), (lends("ally"),), ALL, "a source that nobody has named isn't there"),
]


@pytest.mark.parametrize(("caveat", "supports", "expected", "reason"), PARTNERS)
def test_caveats_on_partners_bar_on_the_days_on_which_support_makes_them(
    caveat: Caveat, supports: tuple[Support, ...], expected: tuple[Window, ...], reason: str
) -> None:
    mission = altered(sound(), "enablers", "guarding", kind=EnablerKind.MEDICAL)
    assert barred_days(replace(mission, supports=supports), caveat) == expected, reason


def test_support_that_isnt_medical_is_no_source_of_evacuation() -> None:
    mission = replace(sound(), supports=(lends("ally"),))
    assert barred_days(mission, limit(SOURCE, "ally")) == ALL


WAYS = [
    ((), (Travel.ROAD,), (), "nobody has written down how to get there"),
    ((Travel.ROAD,), (Travel.ROAD,), ALL, "the only way is denied"),
    ((Travel.ROAD, Travel.HELICOPTER), (Travel.ROAD,), (), "one way is left"),
    ((Travel.ROAD, Travel.HELICOPTER), (Travel.HELICOPTER, Travel.ROAD), ALL, "none is left"),
    ((Travel.ROAD,), (), (), "a caveat without ways denies none"),
]


@pytest.mark.parametrize(("ways", "denied", "expected", "reason"), WAYS)
def test_a_site_is_barred_when_all_its_known_ways_are_denied(
    ways: tuple[Travel, ...],
    denied: tuple[Travel, ...],
    expected: tuple[Window, ...],
    reason: str,
) -> None:
    caveat = replace(limit(CaveatKind.TRAVEL_DENY), travel=denied)
    assert barred_days(altered(sound(), "sites", "camp", reached_by=ways), caveat) == expected, (
        reason
    )


APPROVAL = replace(limit(CaveatKind.APPROVAL), days=30)
UNTIL = Window(AS_OF, AS_OF + timedelta(days=30))
NEW_WORK = [
    (APPROVAL, "advice", (UNTIL,), "new work waits thirty days from the as-of day"),
    (APPROVAL, "hq", (), "work that has begun needs no new approval"),
    (replace(APPROVAL, days=None), "advice", (), "a capital without days isn't waited for"),
    (
        replace(APPROVAL, window=days("2021-01-14")),
        "advice",
        (Window(day("2021-01-14"), UNTIL.end),),
        "only on the caveat's own days",
    ),
    (replace(APPROVAL, window=days("2021-02-03")), "advice", (), "it begins as the time is over"),
]


@pytest.mark.parametrize(("caveat", "work", "expected", "reason"), NEW_WORK)
def test_a_capital_holds_back_new_work_until_it_can_have_approved(
    caveat: Caveat, work: str, expected: tuple[Window, ...], reason: str
) -> None:
    assert barred_days(sound(), caveat, work) == expected, reason
    assert not barred(sound(), caveat, None, CAMP), "support that is brought is no new work"


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("made", [tight_mission, varied_mission])
def test_caveats_bar_on_just_the_days_on_which_the_oracle_says_so(
    made: Callable[[int], Mission], seed: int
) -> None:
    mission = made(seed)
    first = mission.profile.as_of - timedelta(days=10)
    for caveat in mission.caveats:
        for mode in mission.modes[:3]:
            found = barred(mission, caveat, mission.activity(mode.activity), mode.site)
            for number in range(7 * mission.horizon.weeks + 20):
                today = first + timedelta(days=number)
                told = any(today in window for window in found)
                asked = bars(mission, caveat, (mode.site, mode.activity), today)
                if caveat.kind is CaveatKind.APPROVAL and today < mission.profile.as_of:
                    assert not told, "what is gone by can't be approved any more"
                else:
                    assert told == asked, (caveat, mode.site, today)


@pytest.mark.parametrize("seed", range(40))
def test_a_tie_bars_when_partners_leave_as_the_mission_without_them_does(seed: int) -> None:
    mission = varied_mission(seed)
    for caveat in mission.caveats:
        for gone in mission.partners if caveat.kind in ON_SUPPORT else ():
            kept = [one for one in mission.supports if one.provider != gone.id]
            less = replace(mission, supports=tuple(kept))
            for site in mission.sites:
                left = [
                    one.window
                    for one in ties(mission, caveat, site.id)
                    if (one.barring is None or one.barring - {gone.id})
                    and not one.relieving - {gone.id}
                ]
                without = barred(less, caveat, None, site.id)
                days_of = [mission.horizon.day(week) for week in range(mission.horizon.weeks)]
                for today in days_of:
                    now = any(today in one for one in left)
                    assert now == any(today in one for one in without)


@pytest.mark.parametrize("seed", range(40))
def test_what_caveats_bar_changes_only_at_edges(seed: int) -> None:
    mission = varied_mission(seed)
    cuts = {one for window in edges(mission) for one in (window.start, window.end)}
    for caveat in mission.caveats:
        for mode in mission.modes[:2]:
            for window in barred(mission, caveat, mission.activity(mode.activity), mode.site):
                assert {window.start, window.end} <= cuts, "a finding would tell the wrong day"
