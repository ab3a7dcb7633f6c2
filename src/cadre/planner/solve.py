"""Solve: the one door of the planner. A mission in, a plan with its worth and bound out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter

import numpy as np

from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.required import required_work
from cadre.planner.collecting import uncollected
from cadre.planner.finish import place_required
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.prove import prove, small_enough
from cadre.planner.quick import Quick
from cadre.planner.ready import ready, ready_to_finish
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.standing import Standing, Told
from cadre.planner.turns import Budget
from cadre.planner.written import answered, written

EFFORT = 0.3
"""The solver's own count of work for each second allowed: most machines do more in a second."""
LOOKS = 30_000_000
"""Weeks that the search looks at for each second allowed: most machines do more in a second."""
SHARE_BEFORE_PROOF = 0.15
"""Share of the time that the search may take before a proof is tried."""
SHARE_FOR_PROOF = 0.7
"""Share of the time after which the search goes on, where nothing is proven."""
SHARE_FOR_REASONS = 0.15
"""Share of the time that is kept back for seating people and saying what is left out."""
SHARE_FOR_END = 0.3
"""Share of the time in which an early end of required work is looked for."""
SHARE_FOR_END_ALONE = 0.95
"""The same where there is no other new work."""
GRACE = 5.0
"""Seconds that saying what is left out may always take: plans without reasons help nobody."""
HURRY = 1.0
"""Seconds that it may take at most once somebody asked to stop."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def solve(  # noqa: PLR0913 - the door: each is a choice of the caller
    mission: Mission,
    *,
    made_from: MadeFrom,
    seed: int = 0,
    seconds: float = 10.0,
    grace: float = GRACE,
    progress: Progress | None = None,
    stop: Stop | None = None,
    told: Told | None = None,
) -> PlanResult:
    """Find a plan for `mission`, prove how good it is, say what is left out and why.

    The same mission and seed give the same plan on any machine, unless the clock ends the search
    before its own count of work does; the status then is `feasible`.

    Args:
        mission: What is known, under the scenario in question.
        made_from: What the plan is made from; kept with it.
        seed: Seed of every random choice.
        seconds: How long it may take once kernels are compiled; a little longer with much to tell.
        grace: Seconds that saying what is left out may take up to, where `seconds` are fewer.
        progress: Told from time to time how much of 100 is done.
        stop: Asked from time to time whether to stop with the best so far. Ctrl-C does the same.
        told: Told the worth of the best plan so far and the bound, whenever one is better.

    Raises:
        CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
    """
    ready()
    if required_work(mission):
        ready_to_finish()
    began = perf_counter()
    watch = Watch(began, seconds, progress or (lambda *_: None), stop or (lambda: False), grace)
    with uncollected():
        quick = Quick(Problem.of(mission), Objective(mission), seed)
        search = quick.plain()
        standing = _searched(quick, search, seed, watch, told)
    plan = written(search, standing.runs, made_from, watch.over)
    watch.progress(100, 100)
    status = watch.status(standing)
    return answered(search, plan, status, standing.bound, seed=seed, began=began)


@dataclass(slots=True)
class Watch:
    """Looks at the clock and listens for a stop.

    Attributes:
        began: When the search began, by `time.perf_counter`.
        seconds: How long it may take.
        progress: Whom to tell how far it is.
        ask: Whom to ask whether to stop.
        grace: Seconds that saying what is left out may take up to, in spite of `seconds`.
        halted: Seconds after which somebody asked to stop.
    """

    began: float
    seconds: float
    progress: Progress
    ask: Stop
    grace: float = GRACE
    halted: float = inf

    def stop(self) -> bool:
        """Whether somebody asked to stop; also a moment to tell how far it is."""
        share = (perf_counter() - self.began) / max(self.seconds, 1e-9)
        self.progress(min(99, int(100 * share)), 100)
        if not self.stopped and self.ask():
            self.halt()
        return self.stopped

    def halt(self) -> None:
        """Somebody asked to stop."""
        self.halted = min(self.halted, self.spent)

    @property
    def stopped(self) -> bool:
        """Whether somebody has asked to stop."""
        return self.halted < inf

    def late(self, share: float) -> bool:
        """Whether a share of the time is over, or somebody asked to stop."""
        return self.stop() or perf_counter() - self.began > share * self.seconds

    @property
    def spent(self) -> float:
        """Seconds since the search began."""
        return perf_counter() - self.began

    def over(self) -> bool:
        """Whether all of the time is over, and a grace for very short times; or after a stop."""
        self.stop()
        return self.spent > min(max(self.grace, self.seconds), self.halted + HURRY)

    def budget(self, seed: int) -> Budget:
        """What a proof may spend."""
        return Budget(
            deadline=self.began + SHARE_FOR_PROOF * self.seconds,
            effort=EFFORT * self.seconds,
            seed=seed,
            stop=self.stop,
        )

    def status(self, standing: Standing) -> SolveStatus:
        """How far the search came."""
        if standing.proven:
            return SolveStatus.OPTIMAL
        return SolveStatus.STOPPED if self.stopped else SolveStatus.FEASIBLE


def _searched(quick: Quick, search: Search, seed: int, watch: Watch, told: Told | None) -> Standing:
    """The best plan that time and effort give."""
    standing = Standing(runs=dict(quick.runs), worth=search.worth(quick.runs), bound=inf, told=told)
    try:
        if quick.laid.layout.required.any():
            _require(quick, standing, seed, watch)
        search_on = _Search(quick, standing, watch)
        search_on.until(SHARE_BEFORE_PROOF, idle=True)
        if not search_on.over and small_enough(search):
            prove(quick, search, standing, watch.budget(seed))
            quick.take_up(standing.runs)
        search_on.until(1 - SHARE_FOR_REASONS, idle=standing.hopeless)
    except KeyboardInterrupt:
        # Whoever presses Ctrl-C wants what there is by now.
        watch.halt()
    return standing


def _require(quick: Quick, standing: Standing, seed: int, watch: Watch) -> None:
    """Required work first: it is held where it is put, and whatever else is worth it goes around.

    The proof, where one is tried, may still find a better place for all of it.
    """
    wanted = np.flatnonzero(quick.laid.layout.required).tolist()
    alone = int(quick.laid.kin.free.sum()) <= len(wanted)
    share = SHARE_FOR_END_ALONE if alone else SHARE_FOR_END
    place_required(quick, seed, share * watch.seconds - watch.spent, watch.stop)
    standing.runs, standing.worth = dict(quick.runs), quick.told_worth()
    standing.required = frozenset(wanted)
    quick.lower(1)
    standing.lower(quick.bound.value)


class _Search:
    """Searches and bounds in turn, until the plan is proven best or a share of the time is over."""

    def __init__(self, quick: Quick, standing: Standing, watch: Watch) -> None:
        self.quick, self.standing, self.watch = quick, standing, watch
        self.spent = 0.0
        self.steps = quick.steps(LOOKS * (1 - SHARE_FOR_REASONS) * watch.seconds)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to look for, or nobody waits for it."""
        return self.standing.proven or self.watch.stopped

    def until(self, share: float, *, idle: bool = False) -> None:
        """Go on up to a share of time and effort; or until the search stands still, if asked."""
        held = self.standing.required and not self.quick.laid.kin.free.any()
        for step in self.steps if not (self.over or held) else ():
            self.spent += step
            self.standing.better(self.quick.runs, self.quick.told_worth())
            self.standing.lower(self.quick.bound.value)
            late = self.spent > LOOKS * share * self.watch.seconds or self.watch.late(share)
            if self.over or late or (idle and self.quick.idle()):
                break
