"""Solving: the same plan every time, time kept, a stop heard, the gap told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.made import SIZES, generate
from cadre.checks.plan import judge
from cadre.mission.findings import Severity
from cadre.planner import solve as solving
from cadre.planner import written as writing
from cadre.planner.carrying import carried
from cadre.planner.quick import Quick
from cadre.planner.ready import ready
from cadre.planner.result import SolveStatus
from cadre.planner.search import Search
from cadre.planner.solve import solve
from cadre.planner.standing import Standing
from cadre.planner.turns import Budget
from cadre.planner.walk import PATIENCE
from tests.planner.judged import planned
from tests.planner.missions import FROM, two_works


def test_the_same_seed_gives_the_same_plan() -> None:
    first, second = (solve(two_works(), made_from=FROM, seed=7) for _ in range(2))
    assert first.plan == second.plan
    assert (first.objective, first.bound) == (second.objective, second.bound)


def test_a_stop_gives_the_best_so_far_and_says_so() -> None:
    result = solve(generate(SIZES["open"], 0), made_from=FROM, stop=lambda: True)
    assert result.status is SolveStatus.STOPPED
    assert result.plan.starts
    assert result.bound is not None
    assert result.bound >= result.objective


def test_ctrl_c_gives_the_best_so_far() -> None:
    def interrupted() -> bool:
        raise KeyboardInterrupt

    result = solve(generate(SIZES["open"], 0), made_from=FROM, stop=interrupted)
    assert result.status is SolveStatus.STOPPED
    assert result.plan.starts


def test_progress_ends_at_all_of_it() -> None:
    told: list[tuple[int, int]] = []
    solve(two_works(), made_from=FROM, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert told == sorted(told)


def test_time_that_has_run_out_still_gives_a_plan_and_its_bound() -> None:
    began = time.perf_counter()
    result = solve(generate(SIZES["open"], 0), made_from=FROM, seconds=0.0)
    assert time.perf_counter() - began < 10
    assert result.status is SolveStatus.FEASIBLE
    assert result.plan.starts
    assert result.bound is not None
    assert result.objective <= result.bound < float("inf")


def test_a_plan_worth_less_than_nothing_may_fall_short_of_the_best_too() -> None:
    found = solve(two_works(), made_from=FROM)
    short = replace(found, status=SolveStatus.FEASIBLE, objective=-4.0, bound=-1.0)
    assert short.gap == 0.75
    assert replace(short, objective=1.0, bound=4.0).gap == 0.75


def test_a_plan_proven_best_has_no_gap_though_its_bound_holds_some_rounding() -> None:
    found = solve(two_works(), made_from=FROM)
    assert found.status is SolveStatus.OPTIMAL
    assert replace(found, bound=found.objective * (1 + 1e-7)).gap == 0


def test_a_search_interrupted_before_its_first_bound_tells_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready()
    monkeypatch.setattr(Quick, "first", _interrupted)
    result = solve(two_works(), made_from=FROM)
    assert (result.status, result.bound, result.gap) == (SolveStatus.STOPPED, None, None)


def _interrupted(_: Quick) -> None:
    raise KeyboardInterrupt


def test_a_mission_too_big_to_prove_is_planned_all_the_same_and_tells_its_gap() -> None:
    given = generate(SIZES["open"], 0)
    result = solve(given, made_from=FROM, seconds=4.0)
    # Far above the four seconds given: a busy machine is no fault, a search without end is.
    assert result.seconds < 40
    assert result.status is SolveStatus.FEASIBLE
    assert result.gap is not None
    assert 0 < result.gap < 0.5
    judged = judge(given, result.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    assert judged.objective == pytest.approx(result.objective)


def test_small_made_missions_are_proven_and_keep_every_rule() -> None:
    given = generate(SIZES["tiny"], 0)
    assert planned(given).plan.left_out


def test_the_shares_of_worth_add_up_to_it() -> None:
    result = planned(generate(SIZES["tiny"], 1))
    assert sum(term.worth for term in result.terms) == pytest.approx(result.objective)


def test_a_made_mission_is_planned_alike_every_time() -> None:
    given = generate(SIZES["tiny"], 2)
    first, second = (solve(given, made_from=FROM, seed=3, seconds=30) for _ in range(2))
    assert first.status is second.status is SolveStatus.OPTIMAL
    assert first.plan == second.plan


def test_the_search_goes_on_from_the_plan_of_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk that was about to begin elsewhere threw it away, and the other one never knew it."""
    given = generate(SIZES["small"], 3)
    good = solve(given, made_from=FROM, seconds=4.0)
    seen: list[Quick] = []

    def proven(quick: Quick, search: Search, standing: Standing, _: Budget) -> None:
        runs = carried(quick.problem, good.plan)
        assert quick.told_worth() < search.worth(runs), "the search was to be poor before"
        standing.better(runs, search.worth(runs))
        quick.walk.since = PATIENCE
        seen.append(quick)

    monkeypatch.setattr(solving, "prove", proven)
    monkeypatch.setattr(solving, "LOOKS", 30_000)
    assert solve(given, made_from=FROM, seconds=10.0).objective >= good.objective - 1e-6
    assert seen[0].told_worth() >= good.objective - 1e-6


def test_people_are_seated_before_what_time_is_left_goes_into_reasons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With thousands of works seats take a second, which came on top of all the time allowed."""
    order = []

    def noted(name: str) -> None:
        work = getattr(writing, name)

        def told(*given: object) -> object:
            order.append(name)
            return work(*given)

        monkeypatch.setattr(writing, name, told)

    noted("explain")
    noted("assignments")
    assert planned(two_works()).plan.assignments
    assert order == ["assignments", "explain"]


@pytest.mark.parametrize("since", ["the search", "the reasons"])
def test_whoever_stops_isnt_kept_waiting_for_reasons(
    since: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were looked into for as long as the search might have taken: here for a minute."""
    asked_again: list[bool] = []
    stopped = since == "the search"

    def explained(_search: object, _runs: object, late: Callable[[], bool]) -> tuple[()]:
        nonlocal stopped
        stopped = True
        monkeypatch.setattr(solving, "HURRY", 0.0)
        asked_again.append(late())
        return ()

    monkeypatch.setattr(writing, "explain", explained)
    solve(two_works(), made_from=FROM, seconds=60.0, stop=lambda: stopped)
    assert asked_again == [True]
