"""Standby: who of the reserve stands in for lent support on the day on which its lender leaves.

The reserve are the pledges that a plan doesn't use. What they stand in for is settled once, by the
plan and the mission alone, so that it is the same in every future.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from cadre.mission.caveats import ON_SUPPORT, barred
from cadre.mission.enablers import MOST_PEOPLE, Support
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
    may be split over several loans. A loan without a number takes as many as all ask for who are
    there then: the people planned at its site in their busiest week, and those who stand in.
    """
    pledges = reserve(mission, plan)
    left = {one.id: one.people for one in pledges}
    provides = {skill.id: skill.enabler for skill in mission.skills}
    found: list[StandIn] = []
    for partner, since, loan, number in _loans(mission, plan):
        wanted = number
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


def _loans(mission: Mission, plan: Plan) -> Iterator[tuple[Partner, date, Support, int]]:
    """What may be lost: each loan with its lender, when that may leave first, and its people."""
    sites = dict.fromkeys(start.site for start in plan.starts)
    for partner in mission.partners:
        since = None if partner.leaves is None else partner.leaves.earliest
        if since is not None and since < plan.horizon.window.end and partner.leave_belief > 0:
            for site in sites:
                loans = [one for one in mission.supports_at(site) if one.provider == partner.id]
                days = [max(since, plan.horizon.start, one.window.start) for one in loans]
                lent = [lent_on(mission, *pair) for pair in zip(loans, days, strict=True)]
                asked = _asked(mission, _planned(plan, site), loans, lent)
                for loan, people in zip(loans, lent, strict=True):
                    wanted = asked.get(loan.enabler, 0) if loan.people is None else int(people)
                    yield partner, since, loan, wanted if people else 0


def _asked(
    mission: Mission, heads: int, loans: Sequence[Support], lent: Sequence[float]
) -> dict[EnablerId, int]:
    """People whom loans without a number stand for, by kind, once all of them have come.

    Who stands in is there too, and asks for support like all others: as in
    `enablers.brought_support` the least number is taken that looks after itself. Where there is
    none, and where nobody is planned, nobody is asked for.

    Args:
        mission: The mission.
        heads: People planned at the site.
        loans: All loans of one partner there.
        lent: People's worth of each; inf is as many as are needed.
    """
    stated, rates = dict[EnablerId, int](), dict[EnablerId, tuple[int, int]]()
    for loan, people in zip(loans, lent, strict=True):
        kind = mission.enabler(loan.enabler)
        if loan.people is not None:
            stated[kind.id] = max(stated.get(kind.id, 0), int(people))
        elif people:
            rates[kind.id] = _millionths(kind.per_person.likely), _millionths(kind.fixed.likely)
    endless = sum(each for each, _ in rates.values()) >= MILLION
    asked, there = dict.fromkeys(rates, 0), heads + sum(stated.values())
    while heads and not endless and there <= MOST_PEOPLE:
        # A thousandth of a person is no shortage, as in the rules of a week.
        more = {
            key: max(0, -((MILLION // 1000 - each * there - fixed) // MILLION))
            for key, (each, fixed) in rates.items()
        }
        there = heads + sum(max(stated.get(k, 0), more.get(k, 0)) for k in {*stated, *more})
        if more == asked:
            return asked
        asked = more
    return {}


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
