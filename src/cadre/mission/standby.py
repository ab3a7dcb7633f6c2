"""Standby: who of the reserve stands in for lent support on the day on which its lender leaves.

The reserve are the pledges that a plan doesn't use. What they stand in for is settled once, by the
plan and the mission alone, so that it is the same in every future.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from cadre.mission.caveats import ON_SUPPORT, barred
from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import EnablerId, PartnerId, PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once, once_a_plan
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.transfers import lent_on
from cadre.mission.triggers import Action

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """People of the reserve who bring support to a site if one partner leaves.

    Attributes:
        partner: The partner whose departure calls them.
        pledge: Whose people they are.
        enabler: The kind of support that they bring.
        site: Where.
        people: Heads, of those whom the pledge offers.
    """

    partner: PartnerId
    pledge: PledgeId
    enabler: EnablerId
    site: SiteId
    people: int


@once
def waiting(mission: Mission) -> frozenset[PledgeId]:
    """The pledges that wait for a trigger to call them: no plan counts on their people.

    People who have arrived are there, whatever a trigger says.
    """
    arrived = {one.id for one in mission.pledges if one.rung is Rung.ARRIVED}
    return frozenset(_called(mission) - arrived)


def counted_on(mission: Mission) -> tuple[Pledge, ...]:
    """The pledges that plans count on: all that don't wait for a trigger's call."""
    return tuple(one for one in mission.pledges if one.id not in waiting(mission))


def reserve(mission: Mission, plan: Plan) -> tuple[Pledge, ...]:
    """The pledges of which the plan assigns nobody, in the order of the table.

    A pledge that people change into from another body's mission isn't among them: until they do,
    they serve there. Nor is one that a trigger may call: it waits for that.
    """
    used = {one.pledge for one in plan.assignments} | {one.pledge for one in mission.transfers}
    used |= _called(mission)
    return tuple(one for one in mission.pledges if one.id not in used)


def _called(mission: Mission) -> set[PledgeId]:
    """The pledges that some trigger may call."""
    return {PledgeId(one.target) for one in mission.triggers if one.action is Action.CALL}


@once_a_plan
def stand_ins(mission: Mission, plan: Plan) -> tuple[StandIn, ...]:
    """Who of the reserve stands in for what each partner lends, should it leave.

    Partners that may leave within the horizon come in the order of their table, then the sites at
    which the plan starts work, in its order, then what the partner lends there. Each loan takes
    people of its kind from the reserve, in its order, until its own people are made up; a pledge
    may be split over several loans. A loan without a number takes as many as the people planned at
    its site ask for in their busiest week.
    """
    pledges = reserve(mission, plan)
    left = {one.id: one.people for one in pledges}
    provides = {skill.id: skill.enabler for skill in mission.skills}
    found: list[StandIn] = []
    for partner, since, loan in _loans(mission, plan):
        wanted = _people(mission, plan, loan, since)
        for pledge in pledges:
            fits = provides.get(pledge.skill) == loan.enabler
            people = min(wanted, left[pledge.id])
            if fits and people > 0 and _may_come(mission, pledge, loan.site, since):
                wanted -= people
                left[pledge.id] -= people
                found.append(
                    StandIn(
                        partner=partner.id,
                        pledge=pledge.id,
                        enabler=loan.enabler,
                        site=loan.site,
                        people=people,
                    )
                )
    return tuple(found)


def _loans(mission: Mission, plan: Plan) -> Iterator[tuple[Partner, date, Support]]:
    """What may be lost: each loan with its lender, and the first day on which that may leave."""
    sites = dict.fromkeys(start.site for start in plan.starts)
    for partner in mission.partners:
        since = None if partner.leaves is None else partner.leaves.earliest
        if since is not None and since < plan.horizon.window.end and partner.leave_belief > 0:
            for site in sites:
                for loan in mission.supports_at(site):
                    if loan.provider == partner.id:
                        yield partner, since, loan


def _people(mission: Mission, plan: Plan, loan: Support, since: date) -> int:
    """People whom a loan stands for from the day on which its lender may leave."""
    number = lent_on(mission, loan, max(since, plan.horizon.start, loan.window.start))
    if loan.people is not None:
        return int(number)
    heads = _planned(plan, loan.site)
    enabler = mission.enabler(loan.enabler)
    if number == 0 or heads == 0:
        return 0
    wanted = _millionths(enabler.per_person.likely) * heads + _millionths(enabler.fixed.likely)
    # A thousandth of a person is no shortage, as in the rules of a week.
    return max(0, -((MILLION // 1000 - wanted) // MILLION))


def _millionths(value: float) -> int:
    return floor(Fraction(value) * MILLION + Fraction(1, 2))


def _planned(plan: Plan, site: SiteId) -> int:
    """People planned at a site in their busiest week."""
    there = [one for one in plan.assignments if one.site == site]
    weeks = {one.week for one in there}
    return max(
        (sum(o.people for o in there if o.week <= week < o.week + o.weeks) for week in weeks),
        default=0,
    )


def _may_come(mission: Mission, pledge: Pledge, site: SiteId, since: date) -> bool:
    """Whether a pledge serves in some week after a day, and no caveat on places keeps it away."""
    horizon = mission.horizon
    first = max(0, horizon.week(since), horizon.first_whole_week(pledge.window.start))
    if first >= min(horizon.weeks, horizon.week(pledge.window.end)):
        return False
    return not any(
        days.overlaps(horizon.window)
        for caveat in mission.caveats_of(pledge.nation)
        if caveat.kind not in ON_SUPPORT
        for days in barred(mission, caveat, None, site)
    )
