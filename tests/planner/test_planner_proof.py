"""Proofs: a bound below what some plan is worth would call a worse plan the best."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from random import Random
from threading import Event
from time import perf_counter

import pytest
from ortools.sat.python import cp_model

from benchmarks.made import SIZES, generate
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.proof import master as solving
from cadre.planner.proof.choices import SCALE
from cadre.planner.proof.master import Answer, Master
from cadre.planner.prove import prove
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.standing import Standing
from cadre.planner.turns import (
    ABOVE,
    DOUBLE,
    FIRST,
    GROWTH,
    MANY,
    SHARE,
    SHORT,
    TRIES,
    Budget,
    Turn,
    Turns,
)
from cadre.planner.watch import Beside
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
    turn, budget = Turn(60.0, 1), a_budget(60.0)
    freely = Master(quick, standing).solve(turn, budget, lambda _: True).bound
    standing.lower(freely / 2)
    bound = Master(quick, standing)
    bound.begin_at(standing)
    assert bound.solve(turn, budget, lambda _: True).bound <= freely / 2 + 0.01


def a_budget(effort: float) -> Budget:
    """So much effort, and time enough."""
    return Budget(deadline=perf_counter() + 1000, effort=effort, seed=0, stop=lambda: False)


def begun(rounds: int, works: int = MANY) -> Turns:
    """Turns in the first of so many rounds, of which those before taught something."""
    turns = Turns(a_budget(100.0), 2, works)
    turns.begin()
    for _ in range(rounds - 1):
        turns.took(0.0, taught=True)
        turns.begin()
    return turns


def kind(turn: Turn | None) -> tuple[int, bool, bool, bool]:
    assert turn is not None
    return turn.level, turn.above, turn.core, turn.hasty


def test_in_the_first_round_one_looks_for_the_best_plan_and_one_from_above() -> None:
    """Else missions for which one way is slow are told with bounds that nothing was done for."""
    turns = Turns(a_budget(100.0), 2, MANY)
    beside, ahead = turns.begin(), turns.next()
    assert (kind(beside), kind(ahead)) == ((2, True, False, False), (2, False, False, False))
    assert ahead is not None
    assert (beside.effort, ahead.effort) == (ABOVE, FIRST)
    turns.took(0.01, taught=True)
    assert turns.next() is None


def test_where_little_may_be_spent_the_first_round_leaves_most_of_it() -> None:
    turns = Turns(a_budget(1.0), 1, MANY)
    beside, ahead = turns.begin(), turns.next()
    assert ahead is not None
    assert beside.effort == ahead.effort == SHARE


def test_turns_ahead_are_of_another_kind_where_one_teaches_nothing() -> None:
    """Else missions for which one kind of model is slow are never proven."""
    turns, kinds = begun(2), list[tuple[int, bool, bool, bool]]()
    for taught in (True, False, False, False):
        kinds.append(kind(turns.next()))
        turns.took(0.01, taught=taught)
    core, plain, linear = (
        (1, False, True, True),
        (1, False, False, True),
        (2, False, False, True),
    )
    assert kinds == [core, core, linear, plain]
    assert kind(turns.next()) == core


def test_a_round_is_over_for_the_solver_ahead_when_its_effort_is_spent() -> None:
    turns = begun(2)
    turns.took(SHORT / 2, taught=True)
    rest = turns.next()
    assert rest is not None
    assert rest.effort == SHORT / 2
    turns.took(SHORT / 2, taught=True)
    assert turns.next() is None


def test_the_solver_beside_looks_from_above_where_cores_solve_nothing_and_for_longer() -> None:
    """Else what little is left is never closed, or a bound stays where it is."""
    turns = begun(1)
    turns.beside(ABOVE, solved=False)
    first = turns.begin()
    assert (kind(first), first.effort) == ((2, False, True, False), SHORT)
    turns.beside(SHORT, solved=False)
    second, ahead = turns.begin(), turns.next()
    assert kind(second) == (2, True, False, False)
    assert second.effort == pytest.approx(DOUBLE * GROWTH * SHORT)
    assert ahead is not None
    assert ahead.effort == second.effort, "else one would wait for the other"
    turns.beside(1.0, solved=False)
    third = turns.begin()
    assert kind(third) == kind(first)
    assert third.effort == pytest.approx(GROWTH**2 * SHORT)
    turns.beside(0.08, solved=True)
    fourth = turns.begin()
    assert (kind(fourth), fourth.effort) == (kind(first), DOUBLE * 0.08)


def test_no_cores_are_looked_for_where_few_works_may_be_chosen() -> None:
    """Else the solver creeps up to its bound, and a tiny mission is told without a proof."""
    turns = begun(1, MANY - 1)
    for _ in range(4):
        turns.beside(1.0, solved=False)
        beside, ahead = turns.begin(), turns.next()
        turns.took(0.01, taught=False)
        assert ahead is not None
        assert not any(turn.core for turn in (beside, ahead))


def test_where_some_rounds_gain_nothing_time_goes_back_to_the_search() -> None:
    turns = begun(TRIES - 1)
    turns.gained(so=False)
    assert not turns.over
    turns.begin()
    assert turns.over
    assert turns.next() is not None, "the round goes on to its end"


def test_a_proof_that_has_gained_something_goes_on() -> None:
    """Else a search that found the best plan at once never has it proven: nothing is better."""
    turns = begun(1)
    turns.gained(so=True)
    for _ in range(TRIES):
        turns.gained(so=False)
        turns.begin()
    assert not turns.over


def test_a_proof_ends_when_its_effort_is_spent() -> None:
    turns = begun(2)
    turns.gained(so=True)
    turns.took(100.0, taught=True)
    assert turns.over
    assert turns.next() is None


class Soon(Beside[Answer]):
    """A solver that is done before the one ahead begins."""

    def __init__(self, work: Callable[[], Answer], end: Callable[[], None]) -> None:
        super().__init__(work, end)
        self.result(lambda: False)


class Late(Beside[Answer]):
    """A solver that doesn't begin before somebody waits for it."""

    def __init__(self, work: Callable[[], Answer], end: Callable[[], None]) -> None:
        self.begin = Event()
        super().__init__(lambda: self.begin.wait() and work(), end)  # type: ignore[arg-type,return-value]

    def result(self, stop: Callable[[], bool]) -> Answer:
        """What it says."""
        self.begin.set()
        return super().result(stop)

    def __exit__(self, *raised: object) -> None:
        self.begin.set()
        super().__exit__(*raised)


def proven(seed: int, effort: float) -> Standing:
    """What a proof comes to that may spend so much."""
    given = generate(SIZES["small"], seed)
    quick = Quick(Problem.of(given), Objective(given), seed)
    for spent in quick.steps(2e7):
        if spent and quick.bound.value < 2 * quick.told_worth():
            break
    search = quick.plain()
    standing = Standing(runs=dict(quick.runs), worth=search.worth(quick.runs), bound=inf)
    standing.lower(quick.bound.value)
    prove(quick, search, standing, a_budget(effort))
    return standing


@pytest.mark.parametrize(("seed", "effort"), [(3, 0.8), (4, 0.5)])
def test_a_proof_is_the_same_whichever_solver_is_quicker(
    seed: int, effort: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else plans would depend on how busy the machine is."""
    side_by_side = proven(seed, effort)
    for other in (Soon, Late):
        monkeypatch.setattr(solving, "Beside", other)
        assert proven(seed, effort) == side_by_side
