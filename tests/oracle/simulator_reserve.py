"""The oracle's reserve: who stands in for lent support if a partner leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Assignment, Plan
from cadre.mission.triggers import Action
from tests.oracle.people import ON_SUPPORT, bars, days, holds, lent
from tests.oracle.simulator_luck import half_up


def with_reserve(mission: Mission, plan: Plan) -> tuple[Plan, dict[int, str]]:
    """The plan with its reserve's assignments after its own, and the partner each waits for."""
    rows = list(plan.assignments)
    callers: dict[int, str] = {}
    left = {one.id: one.people for one in idle(mission, plan)}
    for partner in mission.partners:
        for site in dict.fromkeys(start.site for start in plan.starts):
            for loan in mission.supports:
                if loan.provider != partner.id or loan.site != site:
                    continue
                wanted = lost(mission, plan, partner, loan)
                for pledge in idle(mission, plan):
                    heads = min(wanted, left[pledge.id])
                    if heads and may_stand_in(mission, partner, loan, pledge):
                        wanted, left[pledge.id] = wanted - heads, left[pledge.id] - heads
                        callers[len(rows)] = partner.id
                        rows.append(
                            Assignment(
                                pledge=pledge.id,
                                enabler=loan.enabler,
                                site=site,
                                people=heads,
                                week=0,
                                weeks=plan.horizon.weeks,
                            )
                        )
    return replace(plan, assignments=tuple(rows)), callers


def idle(mission: Mission, plan: Plan) -> list[Pledge]:
    used = [one.pledge for one in plan.assignments] + [one.pledge for one in mission.transfers]
    called = [one.target for one in mission.triggers if one.action is Action.CALL]
    return [one for one in mission.pledges if one.id not in used and str(one.id) not in called]


def lost(mission: Mission, plan: Plan, partner: Partner, loan: Support) -> int:
    """People whom a loan stands for on the first day on which its lender may be gone."""
    end = mission.horizon.day(mission.horizon.weeks)
    if partner.leaves is None or not partner.leave_belief or partner.leaves.earliest >= end:
        return 0
    if not lent_then(mission, partner, loan):
        return 0
    if loan.people is not None:
        return int(lent_then(mission, partner, loan))
    heads = max(
        sum(
            one.people
            for one in plan.assignments
            if one.site == loan.site and one.week <= week < one.week + one.weeks
        )
        for week in range(2 * plan.horizon.weeks)
    )
    return least(mission, partner, loan, heads) if heads else 0


def lent_then(mission: Mission, partner: Partner, loan: Support) -> float:
    """What a loan lends on the first day on which its lender may be gone."""
    assert partner.leaves is not None
    day = max(partner.leaves.earliest, mission.horizon.start, loan.window.start)
    return lent(mission, loan, day)


def least(mission: Mission, partner: Partner, loan: Support, heads: int) -> int:
    """The fewest people of the loan's kind who do for all who are there then, by rounds.

    Of each kind that the partner lends there, the largest loan counts; those of as many as are
    needed grow with all others. Nobody does where they grow without end.
    """
    there = dict[str, int]()
    rows = [s for s in mission.supports if (s.provider, s.site) == (partner.id, loan.site)]
    for _ in range(2_000):
        before = heads + sum(there.values())
        for row in rows:
            if row.people is not None:
                need = int(lent_then(mission, partner, row))
            elif lent_then(mission, partner, row):
                need = asked_by(mission, row, before)
            else:
                need = 0
            there[row.enabler] = max(there.get(row.enabler, 0), need)
        if heads + sum(there.values()) == before:
            return asked_by(mission, loan, before)
    return 0


def asked_by(mission: Mission, loan: Support, people: int) -> int:
    """People of a loan's kind whom so many people need, but for a thousandth of one."""
    kind = next(one for one in mission.enablers if one.id == loan.enabler)
    each, fixed = (half_up(Fraction(r.likely) * 10**6) for r in (kind.per_person, kind.fixed))
    return max(0, math.ceil(Fraction(each * people + fixed - 1000, 10**6)))


def may_stand_in(mission: Mission, partner: Partner, loan: Support, pledge: Pledge) -> bool:
    if next(one.enabler for one in mission.skills if one.id == pledge.skill) != loan.enabler:
        return False
    assert partner.leaves is not None
    first = max(0, (partner.leaves.earliest - mission.horizon.start).days // 7)
    weeks = range(first, mission.horizon.weeks)
    if not any(all(holds(pledge.window, day) for day in days(mission, week)) for week in weeks):
        return False
    return not any(
        bars(mission, caveat, (loan.site, None), day)
        for caveat in mission.caveats
        if caveat.nation == pledge.nation and caveat.kind not in ON_SUPPORT
        for week in range(mission.horizon.weeks)
        for day in days(mission, week)
    )
