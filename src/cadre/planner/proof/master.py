"""Master: the plan as a CP-SAT model, which learns from what plans of it break and lose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf

from ortools.sat.python import cp_model

from cadre.planner.proof.choices import SCALE, Choices, total
from cadre.planner.proof.gains import Gains
from cadre.planner.proof.losses import Losses
from cadre.planner.proof.room import Room
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.standing import Standing
from cadre.planner.turns import SLOW, Budget, Turn
from cadre.planner.watch import Beside, watched
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
        told: What the model takes to be lost of each need by `runs`.
    """

    runs: dict[int, Run] | None
    bound: float
    proven: bool
    effort: float
    told: Mapping[int, int] = field(default_factory=dict)


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

    def learn(self, search: Search, answer: Answer) -> tuple[bool, bool]:
        """Write down what a plan breaks and loses; whether it breaks anything, whether it is news.

        Args:
            search: Judges it exactly.
            answer: What a solver of this model, as it is or was, came to.
        """
        runs = answer.runs or {}
        broken, news = self.room.learn(search.staff, runs)
        return broken, self.losses.learn(runs, answer.told) or news

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

    def solve(self, turn: Turn, budget: Budget, right: Callable[[Runs], bool]) -> Answer:
        """The best plan by the rules written down so far.

        Args:
            turn: How to look; a hasty turn ends at a plan that isn't what it seems.
            budget: What may be spent in all. Whoever wants to stop is heard twenty times a second.
            right: Told each plan that the solver comes to; whether it keeps all rules.
        """
        self.of.model.maximize(total(self.worth))
        asked = _Asked(self, self.of.model, turn, budget, right)
        return watched(asked.answer, budget.stop, asked.end)

    def beside(self, turn: Turn, budget: Budget, met: Callable[[Runs], object]) -> Beside[Answer]:
        """The same of a copy of the model, in a thread beside what goes on here.

        Args:
            turn: How to look; not hastily.
            budget: What may be spent in all.
            met: Told each plan that the solver comes to, in that thread.
        """
        self.of.model.maximize(total(self.worth))
        asked = _Asked(self, self.of.model.clone(), turn, budget, met)
        return Beside(asked.answer, asked.end)

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


class _Asked:
    """A model with the solver that is asked of it."""

    def __init__(
        self,
        master: Master,
        model: cp_model.CpModel,
        turn: Turn,
        budget: Budget,
        right: Callable[[Runs], object],
    ) -> None:
        self.master, self.model = master, model
        self.solver = cp_model.CpSolver()
        _tune(self.solver.parameters, turn, budget)
        self.judge = _Judge(master, right, hasty=turn.hasty)

    def end(self) -> None:
        """Have the solver end soon, with what it has."""
        self.solver.stop_search()

    def answer(self) -> Answer:
        """What the solver says."""
        solver, base = self.solver, self.master.gains.base
        status = solver.solve(self.model, self.judge)
        proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        spent = solver.response_proto.deterministic_time + 0.01
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(
                runs=self.master.plan_in(solver),
                bound=base + solver.best_objective_bound / SCALE,
                proven=proven,
                effort=spent,
                told=self.master.losses_in(solver),
            )
        # A solver stopped before its first bound reports 0, which tells nothing.
        told = solver.best_objective_bound if status == cp_model.UNKNOWN else 0.0
        bound = base + told / SCALE if told > 0 else inf
        return Answer(runs=None, bound=bound, proven=proven, effort=spent)


class _Judge(cp_model.CpSolverSolutionCallback):
    """Tells each plan that a solver comes to; where it is hasty, the first wrong one is the last.

    The model learns more from that than from looking for better ones of its kind.
    """

    def __init__(self, master: Master, right: Callable[[Runs], object], *, hasty: bool) -> None:
        super().__init__()
        self.master, self.right, self.hasty = master, right, hasty

    def on_solution_callback(self) -> None:
        """Look at the plan just found."""
        runs = self.master.plan_in(self)
        right, losses = self.right(runs), self.master.losses
        if self.hasty and not (right and not losses.short(runs, self.master.losses_in(self))):
            self.stop_search()


def _tune(settings: cp_model.SatParameters, turn: Turn, budget: Budget) -> None:
    """One worker, so that any number of cores gives the same plan; Ctrl-C is heard beside it."""
    settings.num_workers = 1
    settings.random_seed = budget.seed % 2**31
    settings.max_time_in_seconds = max(0.01, min(budget.left, SLOW * turn.effort))
    settings.max_deterministic_time = max(0.01, turn.effort)
    settings.linearization_level = turn.level
    settings.use_objective_lb_search = turn.above
    settings.optimize_with_core = turn.core
    settings.use_precedences_in_disjunctive_constraint = True
    settings.use_strong_propagation_in_disjunctive = True
    settings.use_dynamic_precedence_in_disjunctive = True
    settings.cp_model_probing_level = 0
    settings.symmetry_level = 0
    settings.catch_sigint_signal = False
