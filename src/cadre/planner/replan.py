"""Re-plan: a plan for a mission that has changed, near the plan in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from math import inf
from time import perf_counter
from typing import NamedTuple

import numpy as np

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.required import required_work
from cadre.planner.carrying import carried, on_track, placed_on
from cadre.planner.change import laid_again
from cadre.planner.clash import Tries, placed
from cadre.planner.core.layout import Layout
from cadre.planner.coupled import in_turn, needed_by
from cadre.planner.laying import Near
from cadre.planner.market import Bound
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.prove import prove, small_enough
from cadre.planner.quick import Quick
from cadre.planner.ready import ready
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.solve import LOOKS, Watch
from cadre.planner.standing import Standing
from cadre.planner.works import Run, Runs
from cadre.planner.written import answered, is_best, written

LOYALTY = 1e-2
"""Share of a plan's worth that keeping all of it in its place counts: worth decides before it."""
SLICE, MOST = 80_000, 5
"""Weeks looked at in a slice after a change; works tried in a round beside those that fell."""
PER_LOSS, SLICES, STRETCH = 4800, 192, 16
"""Slices of search after a change: so many more for all of a plan's worth lost; at most; and after
how many it begins again where the first began, for luck decides where it gets stuck."""
SHARE_FOR_SEARCH = 0.4
"""Share of the time allowed that a search beyond the first plan may take."""


class Changed(NamedTuple):
    """A plan for a mission that has changed.

    Attributes:
        quick: The search that found it; its problem is that of the mission now.
        near: What counted beside the mission's own aims.
        runs: The plan.
        worth: What it is worth by the mission's own aims.
    """

    quick: Quick
    near: Near
    runs: Runs
    worth: float


def changed_plan(
    before: Quick,
    mission: Mission,
    runs: Runs,
    *,
    wanted: Iterable[ActivityId] = (),
    seed: int = 0,
) -> Changed:
    """A plan for `mission` near one for the mission that it was, checked and staffed, soon.

    What still fits stands again; then the search turns to what fell or had to move, led by the
    prices of the search before, for the longer the more was lost. The plan is neither written out
    nor explained: nobody has a seat yet. The same input gives the same plan on any machine; no
    clock is asked.

    Args:
        before: A search of the mission as it was, its worth that of its plan; what still holds of
            it is taken over.
        mission: What is known now.
        runs: The plan in force, as runs of the problem before.
        wanted: Activities to be in the plan whatever they are worth, as far as they can be.
        seed: Seed of every random choice.

    Raises:
        CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
    """
    laid = laid_again(before.laid, mission)
    quick = Quick(laid.problem, laid.objective, seed, laid)
    was = taken_over(before.problem, laid.problem, runs)
    kept = {work: run for work, run in was.items() if run is not None}
    near = _near(quick, kept, wanted, before.worth)
    laid.near_to(near)
    quick.load(kept, _first(quick.problem, near))
    _turned(quick, before, was)
    way = _way(quick, wanted)
    if way is not None:
        runs, worth = quick.runs, quick.worth
        quick.around(way, kept)
        if quick.worth > worth:
            _turned(quick, before, was)
        else:
            quick.hold(runs)
    # What rules would forbid after all falls here: each run is put on an empty board once more.
    quick.hold({work: run for work, run in quick.runs.items() if _lawful(laid.layout, run)})
    laid.near_to(Near())
    quick.worth = laid.worth(quick.board)
    return Changed(quick, near, quick.runs, quick.worth)


def _turned(quick: Quick, before: Quick, was: Mapping[int, Run | None]) -> None:
    """Search for a while from the plan that is loaded, turned to what of a plan fell or moved.

    Args:
        quick: The search.
        before: A search of the mission as it was, its worth that of its plan.
        was: That plan; None for work that law forbids now.
    """
    laid, loaded = quick.laid, quick.runs
    fell = [work for work, run in was.items() if run is None or loaded.get(work) != run]
    same = before.problem.tracks is laid.problem.tracks
    quick.turn_to((work for work in fell if laid.kin.free[work]), before if same else None)
    for n in range(_slices(before.worth, quick.worth - _counted(laid.near, loaded))):
        if n and n % STRETCH == 0:
            quick.begin_at(loaded)
        quick.better(SLICE, MOST)
    quick.turn_to(())


def _way(quick: Quick, wanted: Iterable[ActivityId]) -> Runs | None:
    """Running work with a place for all of `wanted` and what it needs, found by trying every way.

    None where the plan found so far holds it all, or where there is no such way.
    """
    works = [quick.problem.index_of[key] for key in wanted]
    if quick.runs.keys() >= set(works):
        return None
    search = quick.plain()
    return placed(search, search.continued, in_turn(quick.problem, works), Tries())


def _slices(before: float, now: float) -> int:
    """How long to search after a change, by the share of worth that is lost at first."""
    lost = max(0.0, before - now) / max(1.0, abs(before))
    return min(SLICES, 1 + int(PER_LOSS * lost))


def _counted(near: Near, runs: Runs) -> float:
    """What a plan counts beside the mission's own aims."""
    where = ((run, runs.get(work)) for work, run in near.kept.items())
    stay = sum(now is not None and run[:2] == now[:2] for run, now in where)
    return near.reward * stay + near.prize * len(near.wanted & runs.keys())


def _lawful(layout: Layout, run: Run) -> bool:
    """Whether law lets a run start and end when it does."""
    length = int(layout.length[run.track])
    ends = run.end == run.week + length if length else layout.may_end[run.track, run.end]
    return bool(layout.may_start[run.track, run.week] and ends)


def taken_over(before: Problem, after: Problem, runs: Runs) -> dict[int, Run | None]:
    """The runs of a plan as runs of the problem after it; None where law forbids them now."""
    if after.works is before.works:
        # Of such tracks only the ends are others.
        tracks = after.tracks
        return {work: on_track(tracks[run.track], run.week, run.end) for work, run in runs.items()}
    return dict(_elsewhere(before, after, runs))


def _elsewhere(before: Problem, after: Problem, runs: Runs) -> Iterator[tuple[int, Run | None]]:
    """The same, by the day and the mode, where works or weeks have other numbers."""
    for run in runs.values():
        mode, week = before.tracks[run.track].mode, run.week
        work = after.index_of.get(mode.activity)
        if work is not None:
            then = after.mission.horizon.week(before.mission.horizon.day(week))
            yield work, placed_on(after, work, mode.id, then, run.end - week)


def _bounded(mission: Mission, seed: int) -> Quick:
    """A search of a mission, bounded by its own aims alone."""
    quick = Quick(Problem.of(mission), Objective(mission), seed)
    bounded(quick)
    return quick


def bounded(quick: Quick) -> None:
    """Give a search its bound, by the mission's own aims: nothing else may count as yet."""
    quick.bound = Bound(copy(quick.laid))
    quick.bound.lower(1, quick.laid.worth(quick.laid.board(quick.runs)))


def _near(quick: Quick, kept: Runs, wanted: Iterable[ActivityId], worth: float) -> Near:
    """What counts near a plan: its starts together a share of its worth; work wanted above all.

    Work that every plan must hold is wanted, whether it is in the plan or not.
    """
    problem, objective = quick.problem, quick.laid.objective
    needed = frozenset(problem.index_of[key] for key in (*wanted, *required_work(problem.mission)))
    reward = LOYALTY * abs(worth) / max(1, len(kept))
    if not needed:
        return Near(kept=kept, reward=reward)
    if quick.bound.value == inf:
        bounded(quick)
    # No sum of other parts may outweigh a single work that is wanted, nor its own people.
    heads = sum(objective.asked.values()) * problem.weeks
    against = problem.mission.profile.weights.footprint * heads
    prize = 1.0 + 2.0 * (abs(quick.bound.value) + against)
    return Near(kept=kept, reward=reward, wanted=needed, prize=prize)


def _first(problem: Problem, near: Near) -> list[int]:
    """The works to be put on the board before all others."""
    return [*near.wanted, *needed_by(problem, near.wanted)]


def searched(search: Search, quick: Quick, seed: int, watch: Watch) -> Standing:
    """The best plan by what counts near the plan in force, with a bound on worth alone.

    Args:
        search: The problem.
        quick: Its compiled search, a plan loaded, its bound given by `bounded`.
        seed: Seed of the solver's choices.
        watch: How long it may take.
    """
    best = Standing(
        runs=dict(quick.runs),
        worth=search.worth(quick.runs),
        bound=quick.bound.value,
        required=frozenset(np.flatnonzero(quick.laid.layout.required).tolist()),
    )
    try:
        _improve(quick, best, watch)
        best.runs, best.worth = dict(quick.runs), search.worth(quick.runs)
        if not watch.stopped and small_enough(search):
            prove(quick, search, best, watch.budget(seed))
    except KeyboardInterrupt:
        # Whoever presses Ctrl-C wants what there is by now.
        watch.halt()
    laid = quick.laid
    best.runs = max(dict(quick.runs), best.runs, key=lambda runs: laid.worth(laid.board(runs)))
    return best


def _improve(quick: Quick, best: Standing, watch: Watch) -> None:
    """Search, and bring the bound down, until the search stands still or its time is over."""
    left = LOOKS * SHARE_FOR_SEARCH * watch.seconds
    while left > 0 and not watch.late(SHARE_FOR_SEARCH) and not quick.idle():
        quick.better(quick.slice_of)
        quick.bound.lower(1, best.worth)
        best.lower(quick.bound.value)
        left -= quick.slice_of


def held(mission: Mission, before: Plan, *, made_from: MadeFrom, seed: int = 0) -> PlanResult:
    """The plan `before` written on `mission`: what has a place stays, and nothing moves or comes.

    Running work goes on for as long as it can; new work keeps its week and its length.
    """
    ready()
    began = perf_counter()
    quick = _bounded(mission, seed)
    search = quick.plain()
    quick.hold(carried(quick.problem, before))
    bound = quick.bound.value
    plan = written(search, quick.runs, made_from)
    return found(search, plan, bound, seed=seed, began=began)


def found(  # noqa: PLR0913 - each is told of a plan
    search: Search,
    plan: Plan,
    bound: float | None,
    *,
    seed: int,
    began: float,
    halted: bool = False,
    wanted: Iterable[ActivityId] = (),
) -> PlanResult:
    """A plan with all that is told of it, and whether its bound proves it best.

    None is called best that lacks some of what is `wanted`.
    """
    status = SolveStatus.STOPPED if halted else SolveStatus.FEASIBLE
    result = answered(search, plan, status, bound, seed=seed, began=began)
    whole = {start.activity for start in plan.starts}.issuperset(wanted)
    proven = whole and is_best(search.problem.mission, plan, result.objective, bound)
    return replace(result, status=SolveStatus.OPTIMAL) if proven else result
