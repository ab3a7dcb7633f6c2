"""Master: the plan as a CP-SAT model, which learns from what plans of it break and lose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, inf

from ortools.sat.python import cp_model

from cadre.planner.proof.choices import SCALE, Choices, total
from cadre.planner.proof.gains import Gains
from cadre.planner.proof.losses import Losses
from cadre.planner.proof.room import Room
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.standing import Standing
from cadre.planner.turns import Turn
from cadre.planner.watch import watched
from cadre.planner.works import Run, Runs

Solution = cp_model.CpSolver | cp_model.CpSolverSolutionCallback

BIG = 1e12
"""More than any plan is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the solver says.

    Attributes:
        runs: The plan found; None when none was.
        bound: No plan is worth more.
        proven: Whether no better plan exists by the rules written down so far.
        effort: The solver's own count of its work.
    """

    runs: dict[int, Run] | None
    bound: float
    proven: bool
    effort: float


class Master:
    """The mission's choices as intervals, worth no less than they are, bound no more than they are.

    People, support and beds hold by lines and what is forbidden later; what works that serve one
    need lose to each other, by what is learnt of it. Until then the model allows more and promises
    more than there is, so that its bound is one.

    Args:
        quick: What has been searched.
        standing: The best plan known; only plans worth as much are looked for.
    """

    def __init__(self, quick: Quick, standing: Standing) -> None:
        self.reached = _reached(standing)
        self.of = Choices(quick, self.reached)
        self.gains = Gains(self.of)
        self.losses = Losses(self.of, standing.runs)
        self.room = Room(self.of, quick)
        self.worth = [*self.gains.terms, *((one, -1) for one in self.losses.amount.values())]
        self.told: dict[int, int] = {}
        self.bound = inf
        self._look_above(self.reached)

    def _look_above(self, worth: float) -> None:
        # Each term may be rounded by one.
        least = floor((worth - self.gains.base) * SCALE) - len(self.worth)
        self.of.model.add(total(self.worth) >= least)
        self.reached = worth

    def _look_below(self, bound: float) -> None:
        # Prices bound plans better than the solver does by itself, and it goes on from there.
        most = ceil((bound - self.gains.base) * SCALE) + len(self.worth)
        self.of.model.add(total(self.worth) <= most)
        self.bound = bound

    def learn(self, search: Search, runs: Runs) -> tuple[bool, bool]:
        """Write down what `runs` break and lose; whether they break anything, whether it is news.

        Args:
            search: Judges them exactly.
            runs: The plan that the solver found last.
        """
        broken, news = self.room.learn(search.staff, runs)
        return broken, self.losses.learn(runs, self.told) or news

    def begin_at(self, standing: Standing) -> None:
        """Let the search begin at the best plan known; look between its worth and its bound."""
        if _reached(standing) > self.reached:
            self._look_above(standing.worth)
        if standing.bound < self.bound:
            self._look_below(standing.bound)
        runs = standing.runs
        self.of.model.clear_hints()  # type: ignore[no-untyped-call]
        for work, present in self.of.present.items():
            run = runs.get(work)
            self.of.model.add_hint(present, run is not None)
            if run is not None:
                self.of.model.add_hint(self.of.start[work], run.week)
                self.of.model.add_hint(self.of.end[work], run.end)
            for track in self.of.tracks(work):
                if self.of.chosen.get(track, present) is not present:
                    there = run is not None and run.track == track
                    self.of.model.add_hint(self.of.chosen[track], there)

    def solve(
        self, turn: Turn, seed: int, stop: Callable[[], bool], right: Callable[[Runs], bool]
    ) -> Answer:
        """The best plan by the rules written down so far.

        Args:
            turn: What may be spent; a hasty one ends at a plan that isn't what it seems.
            seed: Seed of its choices.
            stop: Asked twenty times a second whether to stop.
            right: Told each plan that the solver comes to; whether it keeps all rules.
        """
        self.of.model.maximize(total(self.worth))
        solver = cp_model.CpSolver()
        _tune(solver.parameters, turn, seed)
        judge = _Judge(self, right, hasty=turn.hasty)
        status = watched(lambda: solver.solve(self.of.model, judge), stop, solver.stop_search)
        proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        spent = solver.response_proto.deterministic_time + 0.01
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.told = self.losses_in(solver)
            return Answer(
                runs=self.plan_in(solver),
                bound=self.gains.base + solver.best_objective_bound / SCALE,
                proven=proven,
                effort=spent,
            )
        # A solver stopped before its first bound reports 0, which tells nothing.
        told = solver.best_objective_bound if status == cp_model.UNKNOWN else 0.0
        bound = self.gains.base + told / SCALE if told > 0 else inf
        return Answer(runs=None, bound=bound, proven=proven, effort=spent)

    def losses_in(self, found: Solution) -> dict[int, int]:
        """What a solution takes to be lost of each need."""
        return {need: found.value(loss) for need, loss in self.losses.amount.items()}

    def plan_in(self, found: Solution) -> dict[int, Run]:
        """The plan that a solution stands for."""
        runs = dict(self.of.laid.running)
        for track, chosen in self.of.chosen.items():
            work = int(self.of.laid.layout.work[track])
            if found.boolean_value(chosen):
                week, end = found.value(self.of.start[work]), found.value(self.of.end[work])
                runs[work] = Run(track, week, end)
        return runs


def _reached(standing: Standing) -> float:
    """What the best plan is worth; one that lacks what it must hold is no measure of others."""
    return standing.worth if standing.whole else -BIG


class _Judge(cp_model.CpSolverSolutionCallback):
    """Tells each plan that a solver comes to; where it is hasty, the first wrong one is the last.

    The model learns more from that than from looking for better ones of its kind.
    """

    def __init__(self, master: Master, right: Callable[[Runs], bool], *, hasty: bool) -> None:
        super().__init__()
        self.master, self.right, self.hasty = master, right, hasty

    def on_solution_callback(self) -> None:
        """Look at the plan just found."""
        runs = self.master.plan_in(self)
        right, losses = self.right(runs), self.master.losses
        if self.hasty and not (right and not losses.short(runs, self.master.losses_in(self))):
            self.stop_search()


def _tune(settings: cp_model.SatParameters, turn: Turn, seed: int) -> None:
    """One worker, so that any number of cores gives the same plan; Ctrl-C is heard beside it."""
    settings.num_workers = 1
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds = max(0.01, turn.seconds)
    settings.max_deterministic_time = max(0.01, turn.effort)
    settings.linearization_level = turn.level
    settings.use_objective_lb_search = turn.above
    settings.optimize_with_core = turn.last
    settings.use_precedences_in_disjunctive_constraint = True
    settings.use_strong_propagation_in_disjunctive = True
    settings.use_dynamic_precedence_in_disjunctive = True
    settings.cp_model_probing_level = 0
    settings.symmetry_level = 0
    settings.catch_sigint_signal = False
