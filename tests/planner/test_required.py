"""Required work: in every plan, in order, and its end as early as it can be."""

# ruff: noqa: S311 - dice make tiny missions
from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from cadre.checks.plan import judge
from cadre.mission.findings import Severity
from cadre.mission.mission import Mission
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from tests.oracle.planner import Oracle, best
from tests.planner.missions import FROM, random_mission


def ordered(seed: int) -> Mission:
    """A tiny random mission in which some work waits for the end of other work."""
    dice, given = Random(seed + 3_000_000), random_mission(seed)
    rows = []
    for one in given.activities:
        earlier = [other.id for other in given.activities if other.id < one.id]
        over = tuple(key for key in earlier if dice.random() < 0.5)
        rows.append(replace(one, after_end=over, lag_weeks=dice.choice([0, 0, 1])))
    return replace(given, activities=tuple(rows))


def demanding(seed: int) -> Mission:
    """The same, where some work is required and its end counts."""
    dice, given = Random(seed + 4_000_000), ordered(seed)
    rows = tuple(replace(one, required=dice.random() < 0.5) for one in given.activities)
    weights = replace(given.profile.weights, finish=dice.choice([0.0, 20.0, 300.0]))
    return replace(given, activities=rows, profile=replace(given.profile, weights=weights))


@pytest.mark.parametrize("seed", range(120))
def test_no_plan_that_keeps_the_order_of_ends_is_better(seed: int) -> None:
    given = ordered(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in result.plan.starts]
    assert Oracle(given).allowed(plan)
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    errors = [one for one in judge(given, result.plan).findings if one.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("seed", range(120))
def test_what_must_be_done_is_planned_wherever_it_can_be_and_no_such_plan_is_better(
    seed: int,
) -> None:
    given = demanding(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    judged = judge(given, result.plan)
    broken = {one.code for one in judged.findings if one.severity is Severity.ERROR}
    assert judged.objective == pytest.approx(result.objective)
    try:
        most = best(given)
    except ValueError:
        assert broken == {"PLA-19"}, "no plan holds all of it, and nobody would be told"
        assert result.status is not SolveStatus.OPTIMAL
        return
    assert broken == set()
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(most, abs=1e-6)
