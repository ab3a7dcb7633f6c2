"""Re-plan: a plan for a mission that has changed, near the plan in force."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from time import perf_counter
from typing import NamedTuple

from cadre.mission.ids import ActivityId, ModeId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.required import required_work
from cadre.planner.change import laid_again
from cadre.planner.core.layout import Layout
from cadre.planner.coupled import needed_by
from cadre.planner.laying import Laid, Near
from cadre.planner.market import Bound
from cadre.planner.narrow import narrow_enough, narrowed
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.prove import EXACT, Standing, prove
from cadre.planner.quick import LEAST, PER_WORK, Quick
from cadre.planner.ready import ready
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.solve import LOOKS, SHARE_FOR_SEARCH, Progress, Stop, Watch
from cadre.planner.staff import Staff
from cadre.planner.works import Run, Runs, Track
from cadre.planner.written import answered, written

LOYALTY = 1e-3
"""Share of a plan's worth that keeping all of it in its place counts: worth decides before it."""
SLICES = 2
"""Slices of search after a change."""
EFFORT_ONCE = 80_000
"""Weeks that the search looks at after a change when the caller doesn't say."""


class Changed(NamedTuple):
    """A plan for a mission that has changed.

    Attributes:
        quick: The search that found it; its problem is that of the mission now.
        kept: The runs of the plan before that could still be as they were.
        runs: The plan.
        worth: What it is worth by the mission's own aims.
    """

    quick: Quick
    kept: Runs
    runs: Runs
    worth: float

    @property
    def problem(self) -> Problem:
        """The problem of the mission now."""
        return self.quick.problem


def changed_plan(
    before: Quick, mission: Mission, runs: Runs, *, seed: int = 0, effort: int = EFFORT_ONCE
) -> Changed:
    """A plan for `mission` near one for the mission that it was, checked and staffed, soon.

    It is neither written out nor explained: nobody has a seat yet. The same input gives the same
    plan on any machine; no clock is asked.

    Args:
        before: A search of the mission as it was, its worth that of its plan; what still holds of
            it is taken over.
        mission: What is known now.
        runs: The plan in force, as runs of the problem before.
        seed: Seed of every random choice.
        effort: Weeks that the search may look at, once what was stands again.

    Raises:
        CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
    """
    laid = laid_again(before.laid, mission)
    quick = Quick(laid.problem, laid.objective, seed, laid)
    kept = taken_over(before.problem, laid.problem, runs)
    share = abs(before.worth) / max(1, len(kept))
    laid.near_to(Near(kept=kept, reward=LOYALTY * share))
    quick.load(kept)
    for _ in range(SLICES if effort else 0):
        quick.better(effort // SLICES)
    # What rules would forbid after all falls here: each run is put on an empty board once more.
    quick.hold({work: run for work, run in quick.runs.items() if _lawful(laid.layout, run)})
    laid.near_to(Near())
    quick.worth = laid.worth(quick.board)
    return Changed(quick, kept, quick.runs, quick.worth)


def _lawful(layout: Layout, run: Run) -> bool:
    """Whether law lets a run start and end when it does."""
    length = int(layout.length[run.track])
    ends = run.end == run.week + length if length else layout.may_end[run.track, run.end]
    return bool(layout.may_start[run.track, run.week] and ends)


def taken_over(before: Problem, after: Problem, runs: Runs) -> dict[int, Run]:
    """The runs of a plan as runs of the problem after it, without those that law forbids now."""
    if after.works is before.works:
        # Of such tracks only the ends are others.
        tracks = after.tracks
        same = {work: _on(tracks[run.track], run.week, run.end) for work, run in runs.items()}
    else:
        same = dict(_elsewhere(before, after, runs))
    return {work: run for work, run in same.items() if run is not None}


def _elsewhere(before: Problem, after: Problem, runs: Runs) -> Iterator[tuple[int, Run | None]]:
    """The same, by the day and the mode, where works or weeks have other numbers."""
    for run in runs.values():
        mode, week = before.tracks[run.track].mode, run.week
        work = after.index_of.get(mode.activity)
        if work is not None:
            then = after.mission.horizon.week(before.mission.horizon.day(week))
            yield work, _placed(after, work, mode.id, then, run.end - week)


def _reward(laid: Laid, kept: Runs) -> float:
    """What each work of a plan counts that stays: all together a share of the plan's worth."""
    if not kept:
        return 0.0
    return LOYALTY * abs(laid.worth(laid.board({**laid.running, **kept}))) / len(kept)


def replan(  # noqa: PLR0913 - the door: each is a choice of the caller
    mission: Mission,
    before: Plan,
    *,
    made_from: MadeFrom,
    seed: int = 0,
    seconds: float = 10.0,
    wanted: tuple[ActivityId, ...] = (),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> PlanResult:
    """Find a plan for `mission` that changes little of `before`, a plan of it as it was.

    The same mission, plan and seed give the same plan, unless the clock ends the search first.
    Keeping all that was counts a thousandth of the plan's worth: for more than that it moves.

    Args:
        mission: What is known now.
        before: The plan in force; what no longer fits of it moves or falls.
        made_from: What the new plan is made from; kept with it.
        seed: Seed of every random choice.
        seconds: How long the search may take; seating and explaining come on top.
        wanted: Activities to be in the plan whatever they are worth; one that nothing can let in
            is left out, and stands among what is left out with its reason.
        progress: Told from time to time how much of 100 is done.
        stop: Asked from time to time whether to stop with the best so far. Ctrl-C does the same.

    Raises:
        CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
    """
    ready()
    began = perf_counter()
    watch = Watch(began, seconds, progress or (lambda *_: None), stop or (lambda: False))
    problem = Problem.of(mission)
    search = Search(problem, Staff(problem), Objective(mission))
    quick = _quick(search, seed)
    kept = carried(problem, before)
    needed = [problem.index_of[key] for key in dict.fromkeys((*wanted, *required_work(mission)))]
    quick.laid.near_to(_near(quick, kept, needed))
    best = _searched(search, quick, seed, watch)
    result = _result(
        search, best.runs, made_from, seed=seed, halted=watch.stopped, began=began, bound=best.bound
    )
    watch.progress(100, 100)
    return result


def _quick(search: Search, seed: int) -> Quick:
    """The compiled search beside a plain one, bounded by the mission's own aims alone."""
    quick = Quick(search.problem, search.objective, seed)
    vars(search)["continued"] = dict(quick.runs)
    quick.bound = Bound(copy(quick.laid))
    quick.bound.lower(1, search.worth(quick.runs))
    return quick


def _near(quick: Quick, kept: Runs, wanted: list[int]) -> Near:
    # No sum of other parts may outweigh a single work that is wanted, nor its own people.
    problem, objective = quick.problem, quick.laid.objective
    heads = sum(objective.asked.values()) * problem.weeks
    against = problem.mission.profile.weights.footprint * heads
    return Near(
        kept=kept,
        reward=_reward(quick.laid, kept),
        wanted=frozenset(wanted),
        prize=1.0 + 2.0 * (abs(quick.bound.value) + against),
    )


def _searched(search: Search, quick: Quick, seed: int, watch: Watch) -> Standing:
    """The best plan by what counts near the plan in force, with a bound on worth alone."""
    near = quick.laid.near
    first = [*near.wanted, *needed_by(quick.problem, near.wanted)]
    quick.load(near.kept, first)
    best = Standing(runs=dict(quick.runs), worth=search.worth(quick.runs), bound=quick.bound.value)
    try:
        _improve(quick, best, watch)
        best.runs, best.worth = dict(quick.runs), search.worth(quick.runs)
        if not watch.stopped and narrow_enough(quick, best.worth):
            prove(narrowed(search, quick, best.worth), best, watch.budget(seed))
    except KeyboardInterrupt:
        # Whoever presses Ctrl-C wants what there is by now.
        watch.stopped = True
    laid = quick.laid
    best.runs = max(dict(quick.runs), best.runs, key=lambda runs: laid.worth(laid.board(runs)))
    return best


def _improve(quick: Quick, best: Standing, watch: Watch) -> None:
    """Search, and bring the bound down, until the search stands still or its time is over."""
    left = LOOKS * SHARE_FOR_SEARCH * watch.seconds
    slice_of = max(LEAST, PER_WORK * len(quick.problem.works))
    while left > 0 and not watch.late(SHARE_FOR_SEARCH) and not quick.idle():
        quick.better(slice_of)
        quick.bound.lower(1, best.worth)
        best.lower(quick.bound.value)
        left -= slice_of


def held(mission: Mission, before: Plan, *, made_from: MadeFrom, seed: int = 0) -> PlanResult:
    """The plan `before` written on `mission`: what has a place stays, and nothing moves or comes.

    Running work goes on for as long as it can; new work keeps its week and its length.
    """
    ready()
    began = perf_counter()
    problem = Problem.of(mission)
    search = Search(problem, Staff(problem), Objective(mission))
    quick = _quick(search, seed)
    quick.hold(carried(problem, before))
    bound = quick.bound.value
    return _result(search, quick.runs, made_from, seed=seed, halted=False, began=began, bound=bound)


def still(search: Search, before: Plan) -> dict[int, Run]:
    """Running work, as long as it can go on, with those starts of a plan that have a place yet."""
    runs = dict(search.continued)
    kept = carried(search.problem, before)
    left = sorted(kept, key=lambda one: (kept[one].week, one))
    for _ in kept:
        # What comes after other work, or makes it greater, waits until that is placed.
        late = [work for work in left if work not in runs]
        for work in late:
            if search.fits(work, kept[work], runs):
                runs[work] = kept[work]
    return runs


def carried(problem: Problem, before: Plan) -> dict[int, Run]:
    """The starts of a plan as runs of `problem`, those left out that law no longer lets be.

    Work without a fixed length ends, if it can't when it did, on the last possible week before
    that, or else on the first after it.
    """
    found = {}
    for start in before.starts:
        work = problem.index_of.get(start.activity)
        week = problem.mission.horizon.week(before.horizon.day(start.week))
        run = None if work is None else _placed(problem, work, start.mode, week, start.weeks)
        if work is not None and run is not None:
            found[work] = run
    return found


def _placed(problem: Problem, work: int, mode: ModeId, week: int, weeks: int) -> Run | None:
    """The run of a work in a mode from a week on, about so long; None when law forbids it."""
    for track in problem.tracks_of[work]:
        if track.mode.id == mode and week in track.starts:
            run = _on(track, week, week + weeks)
            if run is not None:
                return run
    return None


def _on(track: Track, week: int, end: int) -> Run | None:
    """The run on a track from a week on, one of its starts, that ends about then."""
    if track.weeks:
        return Run(track.index, week, week + track.weeks)
    if end in track.ends and (end >= week + track.least or end == track.stop):
        return Run(track.index, week, end)
    ends = list(track.ends_of(week))
    sooner = [one for one in ends if one <= end]
    return Run(track.index, week, max(sooner, default=min(ends))) if ends else None


def _result(  # noqa: PLR0913 - each is a part of the answer
    search: Search,
    runs: Runs,
    made_from: MadeFrom,
    *,
    seed: int,
    halted: bool,
    began: float,
    bound: float,
) -> PlanResult:
    status = SolveStatus.STOPPED if halted else SolveStatus.FEASIBLE
    plan = written(search, runs, made_from)
    found = answered(search, plan, status, bound, seed=seed, began=began)
    worth = found.objective
    proven = bound - worth <= EXACT * max(1.0, abs(worth))
    return replace(found, status=SolveStatus.OPTIMAL) if proven else found
