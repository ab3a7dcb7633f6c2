"""How much common random numbers take from the variance of a difference between two plans.

Each edit of the reference mission or its plan is played in the same futures as the mission itself,
once with the same seed and once with another. The ratio of the variances of the difference, from
future to future, is how many times as many futures independent luck would ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cadre.mission.ids import ActivityId, PledgeId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.weeks import DateRange
from cadre.simulator.run import each_future

Edited = tuple[Mission, Plan]
Answers = dict[str, NDArray[np.float64]]


def edits(mission: Mission, plan: Plan) -> Iterator[tuple[str, Edited]]:
    """What a staff asks about: each a small change of the mission or of its plan."""
    largest = max(plan.assignments, key=lambda one: one.people * one.weeks).pledge
    yield "a pledge withdrawn", (without_pledge(mission, largest), plan)
    yield "a partner gone half a year earlier", (partner_earlier(mission, 182), plan)
    yield "a meeting slipped by four weeks", (meetings_later(mission, 28), plan)
    yield "one activity fewer", (mission, without_activity(plan, plan.starts[-1].activity))
    yield "one activity four weeks later", (mission, later(plan, plan.starts[5].activity, 4))
    yield "courses of ten more seats", (more_seats(mission, 10), plan)
    yield "attacks half as often", (fewer_attacks(mission), plan)
    yield "people a tenth stronger", (stronger(mission), plan)


def without_pledge(mission: Mission, key: PledgeId) -> Mission:
    """The mission after a nation has taken its offer back."""
    return replace(mission, pledges=tuple(one for one in mission.pledges if one.id != key))


def partner_earlier(mission: Mission, days: int) -> Mission:
    """The mission when its first partner would leave so many days earlier."""
    first, *others = mission.partners
    if first.leaves is None:
        return mission
    ends = (first.leaves.earliest, first.leaves.likely, first.leaves.latest)
    dates = DateRange(*(_earlier(day, days, mission) for day in ends))
    return replace(mission, partners=(replace(first, leaves=dates), *others))


def _earlier(day: date, days: int, mission: Mission) -> date:
    return max(mission.profile.as_of, day - timedelta(days=days))


def meetings_later(mission: Mission, days: int) -> Mission:
    """The mission when the first body meets so many days later."""
    first, *others = mission.decisions
    meetings = tuple(day + timedelta(days=days) for day in first.meetings)
    return replace(mission, decisions=(replace(first, meetings=meetings), *others))


def without_activity(plan: Plan, key: ActivityId) -> Plan:
    """The plan without one activity and its people."""
    return replace(
        plan,
        starts=tuple(one for one in plan.starts if one.activity != key),
        assignments=tuple(one for one in plan.assignments if one.activity != key),
    )


def later(plan: Plan, key: ActivityId, weeks: int) -> Plan:
    """The plan with one activity so many weeks later, to the same end."""
    return replace(
        plan,
        starts=tuple(
            replace(one, week=one.week + weeks, weeks=one.weeks - weeks)
            if one.activity == key
            else one
            for one in plan.starts
        ),
    )


def more_seats(mission: Mission, seats: int) -> Mission:
    """The mission when its courses have so many seats more."""
    courses = tuple(replace(one, seats=one.seats + seats) for one in mission.courses)
    return replace(mission, courses=courses)


def fewer_attacks(mission: Mission) -> Mission:
    """The mission when sites are hit half as often."""
    shocks = tuple(
        one if one.site is None else replace(one, per_year=exact(one.per_year.likely / 2))
        for one in mission.shocks
    )
    return replace(mission, shocks=shocks)


def stronger(mission: Mission) -> Mission:
    """The mission when contingents are a tenth stronger, up to all who were offered."""
    pledges = tuple(
        replace(
            one,
            strength=Range(
                one.strength.low,
                min(1.0, one.strength.likely * 1.1),
                min(1.0, one.strength.high * 1.1),
            ),
        )
        for one in mission.pledges
    )
    return replace(mission, pledges=pledges)


def answers(edited: Edited, futures: int, seed: int) -> Answers:
    """People-weeks, graduates and cost of each future."""
    found: dict[str, list[float]] = {"people-weeks": [], "graduates": [], "cost": []}
    for one in each_future(*edited, futures=futures, seed=seed):
        found["people-weeks"].append(float(one.force_mean().sum()))
        found["graduates"].append(float(one.graduates.sum()))
        found["cost"].append(one.cost_mean().value)
    return {name: np.array(values) for name, values in found.items()}


def ratios(
    mission: Mission, plan: Plan, futures: int, tell: Callable[[str], None]
) -> dict[str, float]:
    """For each edit and answer, how often the variance is larger with independent luck.

    Answers that an edit changes in no future are left out: common luck then says exactly so.

    Args:
        mission: The reference mission.
        plan: Its plan.
        futures: How many to play of each.
        tell: Told a line for each edit.
    """
    found = {}
    base = answers((mission, plan), futures, 0)
    other = answers((mission, plan), futures, 1)
    for name, edited in edits(mission, plan):
        after = answers(edited, futures, 0)
        for answer, values in after.items():
            common = float(np.var(values - base[answer]))
            if common > 0:
                found[f"{name}: {answer}"] = float(np.var(values - other[answer])) / common
        mine = [f"{key.split(': ')[1]} {ratio:,.1f}" for key, ratio in found.items() if name in key]
        tell(f"  {name}: {', '.join(mine)}")
    return found
