"""The trade: a plan shown though another betters it in everything wastes a decision."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, repeat

import pytest

from cadre.mission.mission import Weights
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.solve import solve
from cadre.planner.trade import PLANS, Point, front, points
from tests.planner.missions import (
    FROM,
    activity,
    effect,
    mission,
    mode,
    pledge,
    post,
    random_mission,
    two_works,
)

RESULT = solve(two_works(), made_from=FROM)


def point(output: float, footprint: float, early: float, *, own: bool = False) -> Point:
    return Point(
        own=own,
        output=output,
        footprint=footprint,
        early=early,
        weights=Weights(),
        result=RESULT,
    )


def test_what_another_betters_is_dropped_and_what_is_best_in_one_stays() -> None:
    best, lean, soon = point(10, 10, 0), point(2, 1, 0), point(1, 9, 9)
    worse = point(9, 10, 0)
    assert front([worse, best, soon, lean]) == (lean, soon, best)


def test_of_equals_the_mission_s_own_plan_stays() -> None:
    own = point(5, 5, 5, own=True)
    assert front([point(5, 5, 5), own]) == (own,)


def greedy_and_lean() -> tuple[Point, ...]:
    """Two works: one gives much for few, the other little for many."""
    given = mission(
        activities=(activity("few"), activity("many")),
        modes=(mode("few"), mode("many")),
        posts=(post("few", 2), post("many", 40)),
        pledges=(pledge(50),),
        effects=(effect("few", 0.6), effect("many", 0.3)),
    )
    found = points(given, made_from=FROM, seed=0, seconds=20)
    assert len(found) == PLANS
    return front(found)


def test_the_trade_holds_plans_with_and_without_the_work_that_costs_many_people() -> None:
    kept = greedy_and_lean()
    chosen = [{str(one.activity) for one in each.result.plan.starts} for each in kept]
    assert {"few"} in chosen
    assert {"few", "many"} in chosen
    assert [each.footprint for each in kept] == sorted(each.footprint for each in kept)


def test_worth_of_every_plan_is_by_the_mission_s_own_weights() -> None:
    kept = greedy_and_lean()
    [own] = [each for each in kept if each.own]
    for each in kept:
        weights = {term.name: term.weight for term in each.result.terms}
        assert weights == {term.name: term.weight for term in own.result.terms}
        assert each.result.objective <= own.result.objective + 1e-6
        assert each.result.bound is not None
        assert each.result.objective <= each.result.bound


def traded(monkeypatch: pytest.MonkeyPatch, first: PlanResult) -> tuple[Point, ...]:
    """The trade where the mission's own plan is `first` and every other search finds `RESULT`."""
    found = chain([first], repeat(RESULT))
    monkeypatch.setattr("cadre.planner.trade.solve", lambda *_, **__: next(found))
    return points(two_works(), made_from=FROM, seed=0, seconds=1)


def test_a_plan_that_falls_short_of_the_bound_by_the_model_s_rounding_alone_is_called_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = replace(RESULT, bound=RESULT.objective * (1 + 5e-7))
    assert {one.result.status for one in traded(monkeypatch, first)} == {SolveStatus.OPTIMAL}


def test_only_the_mission_s_own_plan_is_called_so_also_where_no_bound_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = traded(monkeypatch, replace(RESULT, status=SolveStatus.FEASIBLE, bound=None))
    assert [one.own for one in found] == [True] + [False] * (PLANS - 1)
    assert {one.result.status for one in found} == {SolveStatus.FEASIBLE}


def test_whoever_interrupts_a_search_ends_the_trade_with_the_plans_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = traded(monkeypatch, replace(RESULT, status=SolveStatus.STOPPED))
    assert [one.own for one in found] == [True]


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_shown_betters_another(seed: int) -> None:
    kept = front(points(random_mission(seed), made_from=FROM, seed=seed, seconds=6))
    assert kept
    assert not any(one.dominates(other) for one, other in combinations(kept, 2))
    assert not any(other.dominates(one) for one, other in combinations(kept, 2))


def test_a_stop_ends_with_the_plans_found_so_far() -> None:
    found = points(two_works(), made_from=FROM, seed=0, seconds=20, stop=lambda: True)
    assert [one.own for one in found] == [True]
    assert replace(found[0], own=True) == found[0]
