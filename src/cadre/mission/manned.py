"""Manned: a plan without work that is ruled out, and no more people of a pledge than there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from math import floor

from cadre.mission.ids import PledgeId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan


def trimmed(plan: Plan, mission: Mission) -> Plan:
    """The plan as far as a mission lets it be that has changed since it was made.

    Work that a red line rules out isn't in it, nor are those who serve there. A pledge that has
    become smaller since the plan was made serves with fewer, in proportion in all its places, so
    that whoever isn't there serves nowhere. Pledges that the mission doesn't hold any more stay
    in the orders.
    """
    out = {key for line in mission.red_lines for key in line.forbids}
    if any(one.activity in out for one in plan.starts):
        plan = replace(
            plan,
            starts=tuple(one for one in plan.starts if one.activity not in out),
            assignments=tuple(one for one in plan.assignments if one.activity not in out),
        )
    assigned: dict[PledgeId, list[Assignment]] = {}
    for one in plan.assignments:
        assigned.setdefault(one.pledge, []).append(one)
    pledged = {one.id: one.people for one in mission.pledges}
    shares = {
        key: Fraction(pledged[key], most)
        for key, rows in assigned.items()
        if key in pledged and (most := _most(rows)) > pledged[key]
    }
    return replace(plan, assignments=tuple(_fewer(plan, shares))) if shares else plan


def _most(rows: Sequence[Assignment]) -> int:
    """The most people there in one week; those who leave go before those who come."""
    steps = [(one.week, one.people) for one in rows]
    steps += [(one.week + one.weeks, -one.people) for one in rows]
    return max(accumulate(people for _, people in sorted(steps)))


def _fewer(plan: Plan, shares: Mapping[PledgeId, Fraction]) -> Iterator[Assignment]:
    """The assignments, with running totals in proportion, so that no more come by rounding."""
    totals = dict.fromkeys(shares, 0)
    for one in plan.assignments:
        if one.pledge not in shares:
            yield one
            continue
        share, before = shares[one.pledge], totals[one.pledge]
        totals[one.pledge] = before + one.people
        people = floor((before + one.people) * share) - floor(before * share)
        if people:
            yield replace(one, people=people)
