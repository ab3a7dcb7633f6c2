"""The reserve stands in for lenders who may leave, the same in every future."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Caveat, CaveatKind, Pledge, Skill
from cadre.mission.ids import (
    CaveatId,
    EnablerId,
    NationId,
    PartnerId,
    PledgeId,
    SiteId,
    SkillId,
    SupportId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Assignment, Plan
from cadre.mission.quantities import exact
from cadre.mission.sites import Site
from cadre.mission.standby import StandIn, reserve, stand_ins
from cadre.mission.weeks import DateRange, Window
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    GUARD,
    PARTNER,
    SITE,
    activity,
    first_day,
    planned,
    pledge,
    small,
    start,
)

CAMP = SiteId("camp")
OTHER = PartnerId("other")


def guards(key: str, people: int = 10, **fields: object) -> Pledge:
    return Pledge(
        id=PledgeId(key),
        nation=NationId("DNK"),
        skill=SkillId("guard"),
        people=people,
        **fields,  # type: ignore[arg-type]
    )


def loan(people: int | None = 8, site: SiteId = SITE, provider: PartnerId = PARTNER) -> Support:
    return Support(
        id=SupportId(f"{provider}-{site}"),
        enabler=GUARD,
        provider=provider,
        site=site,
        people=people,
    )


def leaver(key: PartnerId = PARTNER, week: int = 5, belief: float = 0.5) -> Partner:
    leaves = DateRange.exactly(first_day(week))
    return Partner(id=key, name=key, leaves=leaves, leave_belief=belief)


def lent(*pledges: Pledge, **tables: object) -> Mission:
    """Ten advisers whom a partner guards, and who else could."""
    stated: dict[str, object] = {
        "activities": (activity(ADVISE, enablers=(GUARD,)),),
        "skills": (
            Skill(id=SkillId("adviser"), name="adviser"),
            Skill(id=SkillId("guard"), name="guard", enabler=GUARD),
        ),
        "enablers": (Enabler(id=GUARD, name="Guard", per_person=exact(0.5), fixed=exact(2)),),
        "pledges": (pledge(ADVISE), *pledges),
        "partners": (leaver(),),
        "supports": (loan(),),
    }
    return small(**(stated | tables))


def told(of: Mission, plan: Plan | None = None) -> list[tuple[str, str, str, int]]:
    rows = stand_ins(of, plan or planned(start(ADVISE)))
    return [(one.partner, one.pledge, one.site, one.people) for one in rows]


def test_pledges_make_up_a_loan_in_the_order_of_the_table() -> None:
    of = lent(guards("a", 5), guards("b", 5), guards("c", 5))
    assert stand_ins(of, planned(start(ADVISE))) == (
        StandIn(partner=PARTNER, pledge=PledgeId("a"), enabler=GUARD, site=SITE, people=5),
        StandIn(partner=PARTNER, pledge=PledgeId("b"), enabler=GUARD, site=SITE, people=3),
    )


def test_a_loan_without_a_number_takes_what_all_who_are_there_then_ask_for() -> None:
    # Half a guard for each of ten advisers and fourteen guards, and two for all.
    assert told(lent(guards("a", 40), supports=(loan(None),))) == [(PARTNER, "a", SITE, 14)]


def test_those_who_stand_in_for_other_loans_of_the_partner_ask_for_support_too() -> None:
    care = EnablerId("care")
    medic = Enabler(id=care, name="Medical", per_person=exact(0.1), fixed=exact(1))
    some = lent(guards("a", 40), replace(guards("m", 40), skill=SkillId("medic")))
    doctors = replace(loan(None), id=SupportId("doctors"), enabler=care)
    of = replace(
        some,
        enablers=(*some.enablers, medic),
        skills=(*some.skills, Skill(id=SkillId("medic"), name="medic", enabler=care)),
        supports=(loan(None), doctors),
    )
    # Of 34 present half and two are 19, a tenth and one are 5.
    assert told(of) == [(PARTNER, "a", SITE, 19), (PARTNER, "m", SITE, 5)]
    eight = replace(of, supports=(loan(None), replace(doctors, people=8)))
    assert told(eight) == [(PARTNER, "a", SITE, 22), (PARTNER, "m", SITE, 8)]


def test_nobody_stands_in_for_support_that_asks_for_itself_without_end() -> None:
    hungry = Enabler(id=GUARD, name="Guard", per_person=exact(1))
    assert told(lent(guards("a", 40), supports=(loan(None),), enablers=(hungry,))) == []


def test_a_pledge_is_split_over_loans_and_never_given_twice() -> None:
    of = lent(
        guards("a", 10),
        guards("b", 3),
        partners=(leaver(), leaver(OTHER)),
        supports=(loan(provider=OTHER), loan()),
    )
    assert told(of) == [(PARTNER, "a", SITE, 8), (OTHER, "a", SITE, 2), (OTHER, "b", SITE, 3)]


def test_loans_where_nothing_is_planned_take_nobody() -> None:
    of = lent(
        guards("a"),
        sites=(*small().sites, Site(id=CAMP, name="Camp", country="IRQ")),
        supports=(loan(site=CAMP),),
    )
    assert told(of) == []


@pytest.mark.parametrize(
    ("partner", "reason"),
    [
        (leaver(belief=0.0), "nobody believes that it leaves"),
        (leaver(week=30), "it leaves after the horizon"),
        (Partner(id=PARTNER, name="stays"), "it has no day on which it leaves"),
    ],
)
def test_nobody_is_held_back_for_a_partner_that_stays(partner: Partner, reason: str) -> None:
    assert told(lent(guards("a"), partners=(partner,))) == [], reason


@pytest.mark.parametrize(
    ("window", "held", "reason"),
    [
        (Window(first_day(0), first_day(6)), True, "week 5 is whole"),
        (Window(first_day(0), first_day(5)), False, "gone when the partner may leave"),
        (Window(first_day(29), first_day(30)), True, "there in the last week"),
        (Window(first_day(30)), False, "comes after the horizon"),
        (Window(date(2021, 3, 26), date(2021, 4, 6)), False, "no whole week after the day"),
    ],
)
def test_a_pledge_must_serve_after_the_partner_may_leave(
    window: Window, held: bool, reason: str
) -> None:
    assert bool(told(lent(guards("a", window=window)))) is held, reason


@pytest.mark.parametrize(
    ("kind", "sites", "held"),
    [
        (CaveatKind.LOCATION_DENY, (SITE,), False),
        (CaveatKind.LOCATION_DENY, (CAMP,), True),
        (CaveatKind.LOCATION_ALLOW, (CAMP,), False),
        (CaveatKind.OUT_OF_COUNTRY, (), False),
        (CaveatKind.EVACUATION, (), True),
    ],
)
def test_a_caveat_on_places_keeps_a_pledge_for_others(
    kind: CaveatKind, sites: tuple[SiteId, ...], held: bool
) -> None:
    caveat = Caveat(
        id=CaveatId("c"), nation=NationId("DNK"), kind=kind, statement="No.", sites=sites
    )
    assert bool(told(lent(guards("a"), caveats=(caveat,)))) is held


def test_whoever_serves_in_the_plan_is_no_reserve() -> None:
    of = lent(guards("a"), guards("b"))
    brought = Assignment(pledge=PledgeId("a"), enabler=GUARD, site=SITE, people=1, week=0, weeks=1)
    plan = planned(start(ADVISE))
    plan = replace(plan, assignments=(*plan.assignments, brought))
    assert [one.id for one in reserve(of, plan)] == ["b"]
    assert told(of, plan) == [(PARTNER, "b", SITE, 8)]


def test_people_of_another_skill_stand_in_for_nobody() -> None:
    assert told(lent(pledge(EXTRA))) == []
    other = Enabler(id=EnablerId("medic"), name="Medic")
    of = lent(guards("a"), supports=(replace(loan(), enabler=other.id),))
    assert told(replace(of, enablers=(*of.enablers, other))) == []
