"""Master: the plan as a CP-SAT model, which learns from what plans of it break and lose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, inf

from ortools.sat.python import cp_model

from cadre.planner.proof.choices import SCALE, Choices, total
from cadre.planner.proof.gains import Gains
from cadre.planner.proof.losses import Losses
from cadre.planner.proof.room import Room
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.standing import Standing
from cadre.planner.watch import watched
from cadre.planner.works import Run, Runs

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
        # A plan that lacks what it must hold is no measure of others.
        reached = standing.worth if standing.whole else -BIG
        self.of = Choices(quick, reached)
        self.gains = Gains(self.of)
        self.losses = Losses(self.of, standing.runs)
        self.room = Room(self.of, quick)
        self.worth = [*self.gains.terms, *((one, -1) for one in self.losses.amount.values())]
        self.told: dict[int, int] = {}
        # Each term may be rounded by one.
        least = floor((reached - self.gains.base) * SCALE) - len(self.worth)
        self.of.model.add(total(self.worth) >= least)

    def learn(self, search: Search, runs: Runs) -> tuple[bool, bool]:
        """Write down what `runs` break and lose; whether they break anything, whether it is news.

        Args:
            search: Judges them exactly.
            runs: The plan that the solver found last.
        """
        broken, news = self.room.learn(search.staff, runs)
        return broken, self.losses.learn(runs, self.told) or news

    def hint(self, runs: Runs) -> None:
        """Let the search begin at `runs`."""
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

    def solve(self, seconds: float, effort: float, seed: int, stop: Callable[[], bool]) -> Answer:
        """The best plan by the rules written down so far.

        Args:
            seconds: Limit by the clock.
            effort: Limit by the solver's own count of its work, the same on every machine.
            seed: Seed of its choices.
            stop: Asked twenty times a second whether to stop.
        """
        self.of.model.maximize(total(self.worth))
        solver = cp_model.CpSolver()
        _tune(solver.parameters, seconds, effort, seed)
        status = watched(lambda: solver.solve(self.of.model), stop, solver.stop_search)
        proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        spent = solver.response_proto.deterministic_time + 0.01
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            amounts = self.losses.amount.items()
            self.told = {need: solver.value(loss) for need, loss in amounts}
            return Answer(
                runs=self._found(solver),
                bound=self.gains.base + solver.best_objective_bound / SCALE,
                proven=proven,
                effort=spent,
            )
        # A solver stopped before its first bound reports 0, which tells nothing.
        told = solver.best_objective_bound if status == cp_model.UNKNOWN else 0.0
        bound = self.gains.base + told / SCALE if told > 0 else inf
        return Answer(runs=None, bound=bound, proven=proven, effort=spent)

    def _found(self, solver: cp_model.CpSolver) -> dict[int, Run]:
        runs = dict(self.of.laid.running)
        for track, chosen in self.of.chosen.items():
            work = int(self.of.laid.layout.work[track])
            if solver.boolean_value(chosen):
                week, end = solver.value(self.of.start[work]), solver.value(self.of.end[work])
                runs[work] = Run(track, week, end)
        return runs


def _tune(settings: cp_model.SatParameters, seconds: float, effort: float, seed: int) -> None:
    """One worker, so that any number of cores gives the same plan; Ctrl-C is heard beside it."""
    settings.num_workers = 1
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds = max(0.01, seconds)
    settings.max_deterministic_time = max(0.01, effort)
    settings.linearization_level = 2
    settings.cp_model_probing_level = 0
    settings.symmetry_level = 0
    settings.catch_sigint_signal = False
