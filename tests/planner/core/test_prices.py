"""The bound by prices against every plan there is, and the starts that it takes away."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf

import numpy as np
import pytest

from cadre.mission.mission import Mission
from cadre.planner.core.tariff import Prices
from cadre.planner.market import Bound
from cadre.planner.problem import Problem
from cadre.planner.prove import prove
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.standing import Standing
from cadre.planner.turns import Budget
from tests.oracle.planner import Chosen, Oracle, best
from tests.planner.core.boards import missions, quick
from tests.planner.missions import two_works


def best_plans(given: Mission) -> tuple[float, list[list[Chosen]]]:
    """The worth of the best plans, and all of them, tried one by one."""
    oracle = Oracle(given)
    kept = oracle.continued()
    lists = [oracle.choices(one) for one in given.activities if not oracle.begun(one)]
    plans = [[*kept, *(one for one in some if one is not None)] for some in product(*lists)]
    found = [(oracle.worth(plan), plan) for plan in plans if oracle.allowed(plan)]
    top = max(worth for worth, _ in found)
    return top, [plan for worth, plan in found if worth > top - 1e-9]


def starts(problem: Problem, plan: list[Chosen]) -> list[tuple[int, int]]:
    """Track and first week of all new work in a plan."""
    sites = {track.index: track.mode.site for track in problem.tracks}
    found = []
    for key, site, week, end in plan:
        work = problem.works[problem.index_of[key]]
        tracks = [
            track.index
            for track in problem.tracks_of[work.index]
            if sites[track.index] == site
            and any((run.week, run.end) == (week, end) for run in track.runs())
        ]
        assert tracks or work.begun
        found += [] if work.begun else [(tracks[0], week)]
    return found


def test_no_plan_is_worth_more_than_the_bound() -> None:
    for seed, given in missions(60):
        some, top = quick(given, seed), best(given)
        for _ in range(3):
            some.lower(10)
            assert some.bound.value >= top - 1e-6


def test_no_plan_is_worth_more_than_the_bound_at_prices_that_are_no_good() -> None:
    luck = np.random.default_rng(4)
    for seed, given in missions(40):
        bound, top = Bound(quick(given, seed).laid), best(given)
        for kind, scale in product(range(len(Prices._fields)), (0.1, 3.0, 100.0)):
            # One kind of price at a time, that none hides what another does.
            bound.now = Prices._make(
                scale * luck.random(one.shape) * (n == kind) for n, one in enumerate(bound.now)
            )
            bound.value = inf
            bound.lower(1, reached=1e18)
            assert bound.value >= top - 1e-6 * max(1.0, bound.value)


def test_work_for_which_there_is_nobody_even_alone_adds_nothing_to_the_bound() -> None:
    some = quick(replace(two_works(), pledges=()), 0)
    some.lower(1)
    assert some.bound.value == pytest.approx(some.worth)
    assert best(two_works()) > some.worth


def test_the_bound_comes_down_to_the_best_plan_where_nothing_is_short() -> None:
    met = 0
    for seed, given in missions(40):
        some = quick(given, seed)
        some.lower(1)
        at_first = some.bound.value
        some.lower(100)
        assert some.bound.value <= at_first
        met += some.bound.value == pytest.approx(best(given), rel=1e-3)
    assert met > 20


def test_no_start_of_a_best_plan_is_taken_away() -> None:
    gone = 0
    for seed, given in missions(60):
        some = quick(given, seed)
        some.first()
        some.lower(60)
        top, plans = best_plans(given)
        for reached in {some.told_worth(), top - 1e-3}:
            if reached < top:
                may = some.bound.spared(reached)
                for plan in plans:
                    assert all(may[track, week] for track, week in starts(some.problem, plan))
        # Of starts of new work: those of running work aren't asked.
        free = some.laid.kin.free[some.laid.layout.work]
        gone += int((some.laid.layout.may_start & ~may)[free].sum())
    assert gone > 200


def test_the_solver_proves_the_best_plan_of_all() -> None:
    for seed, given in missions(12):
        some = quick(given, seed)
        some.first()
        some.lower(30)
        search = Search(some.problem, Staff(some.problem), some.laid.objective)
        vars(search)["continued"] = dict(some.laid.running)
        standing = Standing(runs=dict(some.runs), worth=some.told_worth(), bound=inf)
        budget = Budget(deadline=inf, effort=60.0, seed=seed, stop=lambda: False)
        prove(some, search, standing, budget)
        assert standing.proven
        assert standing.worth == pytest.approx(best(given), abs=1e-6)
