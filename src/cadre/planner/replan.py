"""Re-plan: a plan for a mission that has changed, near the plan in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.money import accounts
from cadre.mission.plans import MadeFrom, Plan, Start
from cadre.mission.stages import stages
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem, Run, Runs
from cadre.planner.prove import EXACT, Budget, Standing, prove
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.solve import EFFORT, SHARE_FOR_REASONS, SHARE_FOR_SEARCH, Watch
from cadre.planner.staff import Staff
from cadre.planner.written import written

ROUNDS = 60
"""Rounds of taking the plan apart and putting it together."""
LOYALTY = 1e-3
"""Share of a plan's worth that keeping all of it in its place counts: worth decides before it."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Near(Search):
    """Finds plans near one in force: what stays in its place, and what must be in, count more.

    Attributes:
        kept: The run of each work of the plan in force that could still be as it is.
        reward: What each of them counts that stays.
        wanted: Works that are to be in the plan.
        price: What each of them counts that is.
    """

    kept: Mapping[int, Run] = field(default_factory=dict)
    reward: float = 0.0
    wanted: frozenset[int] = frozenset()
    price: float = 0.0

    def worth(self, runs: Runs) -> float:
        """What a plan is worth, with what counts for staying and for what is wanted."""
        staying = sum(runs.get(work) == run for work, run in self.kept.items())
        wanted = sum(work in runs for work in self.wanted)
        return super().worth(runs) + self.reward * staying + self.price * wanted

    def best_run(self, work: int, runs: Runs, *, after: bool = True) -> tuple[float, Run] | None:
        """The run of `work` that adds most to `runs`; of two near each other the one in force."""
        found = super().best_run(work, runs, after=after)
        before = self.kept.get(work)
        if before is None or found is None or not self.fits(work, before, runs):
            return found
        gain = super().worth({**runs, work: before}) - super().worth(runs) + self.reward
        return (gain, before) if gain >= found[0] else found

    def begin(self) -> dict[int, Run]:
        """A plan that keeps all rules: what is wanted, then what was, then whatever else fits."""
        plan = self.in_order(self.continued, sorted(self._before(self.wanted)))
        for work, run in sorted(self.kept.items(), key=lambda one: (one[1].week, one[0])):
            if work not in plan and self.fits(work, run, plan):
                plan[work] = run
        return self.pruned(self.in_order(plan, (one for one in self.free if one not in plan)))

    def _before(self, works: Iterable[int]) -> set[int]:
        """`works` that may be chosen, and all such that come before them."""
        left, found = list(works), set[int]()
        while left:
            work = left.pop()
            if work in self.free and work not in found:
                found.add(work)
                left += [other for other, _ in self.problem.works[work].after]
        return found


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
    began = perf_counter()
    watch = Watch(began, seconds, progress or (lambda *_: None), stop or (lambda: False))
    problem = Problem.of(mission)
    search = Search(problem, Staff(problem), Objective(mission))
    best = _searched(search, _near(search, before, wanted), seed, watch)
    result = _result(
        search, best.runs, made_from, seed=seed, halted=watch.stopped, began=began, bound=best.bound
    )
    watch.progress(100, 100)
    return result


def _searched(search: Search, near: Near, seed: int, watch: Watch) -> Standing:
    """The best plan by what counts near the plan in force, with a bound on worth alone."""
    runs = near.begin()
    best = Standing(runs=runs, worth=search.worth(runs), bound=search.most())
    budget = Budget(
        deadline=watch.began + (1 - SHARE_FOR_REASONS) * watch.seconds,
        effort=EFFORT * watch.seconds,
        seed=seed,
        stop=watch.stop,
    )
    try:
        runs = near.improved(runs, seed, ROUNDS, lambda: watch.late(SHARE_FOR_SEARCH))
        best.runs, best.worth = runs, search.worth(runs)
        prove(search, best, budget)
    except KeyboardInterrupt:
        # Whoever presses Ctrl-C wants what there is by now.
        watch.stopped = True
    best.runs = max(runs, best.runs, key=near.worth)
    return best


def held(mission: Mission, before: Plan, *, made_from: MadeFrom, seed: int = 0) -> PlanResult:
    """The plan `before` written on `mission`: what has a place stays, and nothing moves or comes.

    Running work goes on for as long as it can; new work keeps its week and its length.
    """
    began = perf_counter()
    problem = Problem.of(mission)
    search = Search(problem, Staff(problem), Objective(mission))
    runs = still(search, before)
    return _result(
        search, runs, made_from, seed=seed, halted=False, began=began, bound=search.most()
    )


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


def _near(search: Search, before: Plan, wanted: Iterable[ActivityId]) -> Near:
    kept = carried(search.problem, before)
    # No sum of other parts may outweigh a single work that is wanted, nor its own people.
    heads = sum(search.objective.asked.values()) * search.problem.weeks
    against = search.problem.mission.profile.weights.footprint * heads
    price = 1.0 + 2.0 * (abs(search.most()) + against)
    worth = abs(search.worth(kept))
    index_of = search.problem.index_of
    return Near(
        search.problem,
        search.staff,
        search.objective,
        kept=kept,
        reward=LOYALTY * worth / max(1, len(kept)),
        wanted=frozenset(index_of[key] for key in wanted),
        price=price,
    )


def carried(problem: Problem, before: Plan) -> dict[int, Run]:
    """The starts of a plan as runs of `problem`, those left out that law no longer lets be.

    Work without a fixed length ends, if it can't when it did, on the last possible week before
    that, or else on the first after it.
    """
    found = {}
    for start in before.starts:
        work = problem.index_of.get(start.activity)
        run = None if work is None else _carried(problem, work, start, before)
        if work is not None and run is not None:
            found[work] = run
    return found


def _carried(problem: Problem, work: int, start: Start, before: Plan) -> Run | None:
    week = problem.mission.horizon.week(before.horizon.day(start.week))
    for track in problem.tracks_of[work]:
        if track.mode.id != start.mode or week not in track.starts:
            continue
        if track.weeks:
            return Run(track.index, week, week + track.weeks)
        ends = list(track.ends_of(week))
        sooner = [end for end in ends if end <= week + start.weeks]
        if ends:
            return Run(track.index, week, max(sooner) if sooner else min(ends))
    return None


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
    plan = written(search, runs, made_from)
    terms = search.objective.terms(plan.starts)
    worth = sum(term.worth for term in terms)
    status = SolveStatus.STOPPED if halted else SolveStatus.FEASIBLE
    if bound - worth <= EXACT * max(1.0, abs(worth)):
        status = SolveStatus.OPTIMAL
    return PlanResult(
        status=status,
        objective=worth,
        bound=max(worth, bound),
        seconds=perf_counter() - began,
        seed=seed,
        plan=plan,
        terms=terms,
        stages=stages(search.problem.mission, plan),
        accounts=accounts(search.problem.mission, plan),
    )
