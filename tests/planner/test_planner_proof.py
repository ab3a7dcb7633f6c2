"""Proofs: a bound below what some plan is worth would call a worse plan the best."""

from __future__ import annotations

from random import Random
from time import perf_counter

import pytest
from ortools.sat.python import cp_model

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.proof.choices import SCALE
from cadre.planner.proof.master import Master
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.standing import Standing
from cadre.planner.turns import FIRST, LAST, SECOND, SHORT, Budget, Turn, Turns
from cadre.planner.works import Run
from tests.planner.missions import activity, effect, mission, mode, pledge, post

WEEKS = 9
WORKS = ("a", "b", "c", "d", "e")
Plan = dict[int, Run]


def serving_one_need(dice: Random) -> Mission:
    """Five works of settled lengths that serve one need; some wait for the end of another."""
    waits = {
        key: (dice.choice(WORKS[:n]),) for n, key in enumerate(WORKS) if n and dice.random() < 0.3
    }
    return mission(
        weeks=WEEKS,
        activities=tuple(
            activity(key, after_end=tuple(map(ActivityId, waits.get(key, ())))) for key in WORKS
        ),
        modes=tuple(mode(key, weeks=dice.randint(2, 4)) for key in WORKS),
        posts=tuple(post(key, 1) for key in WORKS),
        pledges=(pledge(50),),
        effects=tuple(effect(key, dice.choice([0.1, 0.3, 0.6, 0.9])) for key in WORKS),
    )


def some_plan(search: Search, dice: Random) -> Plan:
    """Any works at any weeks that order allows."""
    problem, runs = search.problem, Plan()
    for work in problem.works:
        [track] = problem.tracks_of[work.index]
        length = track.weeks
        ends = [runs[one].end if one in runs else WEEKS for one, _ in work.after]
        first = max([0, *ends])
        if dice.random() < 0.9 and first + length <= WEEKS:
            week = dice.randint(first, WEEKS - length)
            runs[work.index] = Run(track.index, week, week + length)
    return runs


def told_lost(master: Master, runs: Plan) -> int:
    """What the model takes `runs` to lose, in its units."""
    model = master.of.model.clone()
    for work, present in master.of.present.items():
        model.add(present == (work in runs))
        if work in runs:
            model.add(master.of.start[work] == runs[work].week)
    [lost] = master.losses.amount.values()
    model.minimize(lost)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def lost(search: Search, runs: Plan) -> float:
    """What `runs` are worth less together than the sum of each alone, by the plain objective."""
    none = search.worth({})
    alone = sum(search.worth({work: run}) - none for work, run in runs.items())
    return alone - (search.worth(runs) - none)


@pytest.mark.parametrize("seed", range(60))
def test_what_works_lose_to_each_other_is_never_taken_to_be_more_than_it_is(seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - dice that make missions
    given = serving_one_need(dice)
    problem = Problem.of(given)
    objective = Objective(given)
    search = Search(problem, Staff(problem), objective)
    quick = Quick(problem, objective)
    master = Master(quick, Standing(runs={}, worth=-1e9, bound=1e9))
    wrong = dict.fromkeys(master.losses.amount, -2)
    for _ in range(3):
        taught = some_plan(search, dice)
        master.losses.learn(taught, wrong)
        for runs in (taught, some_plan(search, dice), some_plan(search, dice)):
            assert told_lost(master, runs) <= lost(search, runs) * SCALE + 10
        # What pairs and threes don't tell is told by the week.
        master.losses.learn(taught, wrong)
        exactly = lost(search, taught) * SCALE
        assert told_lost(master, taught) == pytest.approx(exactly, abs=10 * WEEKS)


def test_the_solver_goes_on_from_a_bound_that_is_known() -> None:
    """Else it begins beyond what prices have shown already, and may never come to it."""
    given = serving_one_need(Random(1))  # noqa: S311 - dice that make missions
    quick = Quick(Problem.of(given), Objective(given))
    standing = Standing(runs={}, worth=-1e9, bound=1e9)
    turn, ask = Turn(60.0, 60.0, 1), lambda: False
    freely = Master(quick, standing).solve(turn, 0, ask, lambda _: True).bound
    standing.lower(freely / 2)
    bound = Master(quick, standing)
    bound.begin_at(standing)
    assert bound.solve(turn, 0, ask, lambda _: True).bound <= freely / 2 + 0.01


def a_hundred() -> Turns:
    """Turns with an effort of 100, and time enough."""
    deadline = perf_counter() + 1000
    return Turns(Budget(deadline=deadline, effort=100.0, seed=0, stop=lambda: False), level=2)


def test_a_proof_ends_with_a_bound_and_tries_both_kinds_of_turns_before() -> None:
    """Else missions for which one kind of model is slow are never proven."""
    turns = a_hundred()
    first = turns.next()
    assert (first.effort, first.above) == (FIRST * 100, False)
    assert not first.hasty
    assert not first.last
    turns.took(0.0, solved=True, better=False, near=False)
    kinds = []
    for _ in range(4):
        turn = turns.next()
        kinds.append((turn.effort, turn.level, turn.hasty))
        turns.failed(turn)
    assert kinds == [(SHORT, 1, True), (SHORT, 2, True), (2 * SHORT, 1, True), (2 * SHORT, 2, True)]
    turns.took(100 * LAST + 1, solved=False, better=False, near=False)
    last = turns.next()
    assert (last.effort, last.above, last.hasty, last.last) == (24.0, False, False, True)
    assert not turns.over
    turns.took(last.effort, solved=False, better=False, near=False)
    assert turns.over


def test_a_model_that_is_not_solved_by_looking_for_plans_is_looked_at_from_above() -> None:
    """Else such missions are told with bounds that hardly anything was done for."""
    turns = a_hundred()
    turns.took(10.0, solved=False, better=False, near=False)
    assert not turns.over
    second = turns.next()
    assert (second.effort, second.above, second.hasty) == (SECOND * 90, True, False)


def test_where_the_first_two_turns_gain_nothing_time_goes_back_to_the_search() -> None:
    turns = a_hundred()
    for _ in range(2):
        turns.took(turns.next().effort, solved=False, better=False, near=False)
    assert turns.over


def test_a_bound_that_is_near_the_plan_is_worth_more_turns() -> None:
    """Else a search that found the best plan at once never has it proven: nothing is better."""
    turns = a_hundred()
    turns.took(turns.next().effort, solved=False, better=False, near=False)
    turns.took(turns.next().effort, solved=False, better=False, near=True)
    assert not turns.over
