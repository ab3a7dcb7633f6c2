"""Solve: the one door of the planner. A mission in, a plan with its worth and bound out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from cadre.mission.cover import covering
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan, Start
from cadre.mission.stages import stages
from cadre.planner.explain import explain
from cadre.planner.fill import assignments
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem, Run, Runs
from cadre.planner.prove import Budget, Standing, prove
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.staff import Staff

ROUNDS = 60
"""Rounds of taking a plan apart and putting it together, before the proof."""
EFFORT = 0.3
"""The solver's own count of work for each second allowed: most machines do more in a second."""
SHARE_FOR_SEARCH = 0.3
"""Share of the time that the search may take, on a machine too slow for its rounds."""

SHARE_FOR_REASONS = 0.15
"""Share of the time that is kept back for seating people and saying what is left out."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


def solve(
    mission: Mission,
    *,
    made_from: MadeFrom,
    seed: int = 0,
    seconds: float = 10.0,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> PlanResult:
    """Find a plan for `mission`, prove how good it is, say what is left out and why.

    The same mission and seed give the same plan on any machine, unless the clock ends the search
    before its own count of work does; the status then is `feasible`.

    Args:
        mission: What is known, under the scenario in question.
        made_from: What the plan is made from; kept with it.
        seed: Seed of every random choice.
        seconds: How long it may take. A last part of it is kept for explaining; a mission with
            very much to explain may take a little longer.
        progress: Told from time to time how much of 100 is done.
        stop: Asked from time to time whether to stop with the best so far. Ctrl-C does the same.

    Raises:
        CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
    """
    began = perf_counter()
    watch = Watch(began, seconds, progress or (lambda *_: None), stop or (lambda: False))
    problem = Problem.of(mission)
    search = Search(problem, Staff(problem), Objective(mission))
    standing = _searched(search, seed, watch)
    plan = _plan(search, standing.runs, made_from)
    terms = search.objective.terms(plan.starts)
    worth = sum(term.worth for term in terms)
    watch.progress(100, 100)
    return PlanResult(
        status=watch.status(standing),
        objective=worth,
        bound=max(worth, standing.bound),
        seconds=perf_counter() - began,
        seed=seed,
        plan=plan,
        terms=terms,
        stages=stages(mission, plan),
    )


@dataclass(slots=True)
class Watch:
    """Looks at the clock and listens for a stop.

    Attributes:
        began: When the search began, by `time.perf_counter`.
        seconds: How long it may take.
        progress: Whom to tell how far it is.
        ask: Whom to ask whether to stop.
        stopped: Whether somebody asked to stop.
    """

    began: float
    seconds: float
    progress: Progress
    ask: Stop
    stopped: bool = False

    def stop(self) -> bool:
        """Whether somebody asked to stop; also a moment to tell how far it is."""
        share = (perf_counter() - self.began) / max(self.seconds, 1e-9)
        self.progress(min(99, int(100 * share)), 100)
        self.stopped = self.stopped or self.ask()
        return self.stopped

    def late(self) -> bool:
        """Whether the search has to give way to the proof."""
        used = perf_counter() - self.began
        return self.stop() or used > SHARE_FOR_SEARCH * self.seconds

    def status(self, standing: Standing) -> SolveStatus:
        """How far the search came."""
        if standing.proven:
            return SolveStatus.OPTIMAL
        return SolveStatus.STOPPED if self.stopped else SolveStatus.FEASIBLE


def _searched(search: Search, seed: int, watch: Watch) -> Standing:
    """The best plan that time and effort give."""
    first = search.first()
    standing = Standing(runs=first, worth=search.worth(first), bound=search.most())
    budget = Budget(
        deadline=watch.began + (1 - SHARE_FOR_REASONS) * watch.seconds,
        effort=EFFORT * watch.seconds,
        seed=seed,
        stop=watch.stop,
    )
    try:
        better = search.improved(first, seed, ROUNDS, watch.late)
        standing.better(better, search.worth(better))
        prove(search, standing, budget)
    except KeyboardInterrupt:
        # Whoever presses Ctrl-C wants what there is by now.
        watch.stopped = True
    return standing


def _plan(search: Search, runs: Runs, made_from: MadeFrom) -> Plan:
    starts = [_start(search.problem, run) for run in runs.values()]
    return Plan(
        horizon=search.problem.mission.horizon,
        starts=tuple(sorted(starts, key=lambda one: (one.week, one.activity))),
        assignments=assignments(search.staff, runs),
        left_out=explain(search, runs),
        made_from=made_from,
    )


def _start(problem: Problem, run: Run) -> Start:
    track = problem.tracks[run.track]
    activity = problem.works[track.work].activity
    mission = problem.mission
    span = mission.horizon.span(run.week, run.end - run.week)
    return Start(
        activity=activity.id,
        mode=track.mode.id,
        site=track.mode.site,
        week=run.week,
        weeks=run.end - run.week,
        rests_on=covering(mission, problem.law.covers(activity, track.mode), span),
        waits_for=problem.law.gates(activity, track.mode, run.week),
    )
