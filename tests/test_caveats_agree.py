"""Caveats that hang on lent support mean the same to planner, simulator, checks and the oracle."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.run import simulate
from tests.oracle.people import ON_SUPPORT, barred
from tests.planner.missions import FROM
from tests.test_engines_agree import (
    MADE,
    assert_faultless,
    granted,
    heads,
    leavings,
    made,
    planned,
    without,
)

SOON = 1.0
"""Seconds for a plan: what people do is asked of any plan, be it the best or not."""
TIED = [one for one in MADE if any(row.kind in ON_SUPPORT for row in granted(made(*one)).caveats)]


pytestmark = pytest.mark.xdist_group("caveats")


@cache
def helped(kind: str, seed: int) -> tuple[Mission, Plan]:
    """A mission whose people hang on lent support, and its plan."""
    mission = granted(made(kind, seed))
    return mission, planned(mission, SOON).plan


@pytest.mark.parametrize(("kind", "seed"), TIED)
def test_who_wont_stay_without_a_provider_leaves_futures_and_new_plans_with_it(
    kind: str, seed: int
) -> None:
    mission, plan = helped(kind, seed)
    for provider, week in leavings(mission):
        less = without(mission, provider, mission.horizon.day(week) + timedelta(days=week % 4))
        outcomes = simulate(less, plan, made_from=FROM, futures=1, threads=1)
        assert outcomes.force_mean().tolist() == staying(less, plan)
        assert_faultless(less, planned(less, SOON))


def staying(mission: Mission, plan: Plan) -> list[int]:
    """People assigned in each week whom no caveat that hangs on support bars, by the oracle."""
    nations = {one.id: one.nation for one in mission.pledges}
    limits = [one for one in mission.caveats if one.kind in ON_SUPPORT]
    total = [0] * plan.horizon.weeks
    for one in plan.assignments:
        own = [row for row in limits if row.nation == nations[one.pledge]]
        for week in range(one.week, one.week + one.weeks):
            if not any(barred(mission, row, (one.site, None), week) for row in own):
                total[week] += one.people
    return total


def test_some_people_leave_with_a_provider_and_others_stay() -> None:
    gone = stayed = 0
    for kind, seed in TIED:
        mission, plan = helped(kind, seed)
        for provider, week in leavings(mission):
            less = without(mission, provider, mission.horizon.day(week))
            there = staying(less, plan)
            stayed += sum(there)
            gone += sum(heads(plan)) - sum(there)
    assert min(stayed, gone) > 300
