"""Prove: the model and the exact staffing check teach each other until nothing is left open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter

from cadre.planner.cpsat import Master
from cadre.planner.cuts import covers
from cadre.planner.fill import segments
from cadre.planner.search import TIE, Search
from cadre.planner.works import Run, Runs

Told = Callable[[float, float], None]

EXACT = 1e-6
"""Share of a plan's worth within which a bound is called met: the model counts in whole units."""


@dataclass(slots=True)
class Standing:
    """How far a search has come.

    Attributes:
        runs: The best plan known.
        worth: What it is worth.
        bound: No plan is worth more.
        proven: Whether it is proven best.
        required: Works that a plan must hold.
        hopeless: Whether it is proven that no plan holds them all.
        told: Whom to tell worth and bound whenever one of them is better.
    """

    runs: dict[int, Run]
    worth: float
    bound: float
    proven: bool = False
    told: Told | None = None
    required: frozenset[int] = frozenset()
    hopeless: bool = False

    @property
    def whole(self) -> bool:
        """Whether the plan holds all that it must."""
        return self.required <= self.runs.keys()

    def better(self, runs: Runs, worth: float) -> bool:
        """Take `runs` when they hold more of what is required, or are worth more; whether so."""
        held, before = (len(self.required & plan.keys()) for plan in (runs, self.runs))
        if (held, worth) <= (before, self.worth + TIE):
            return False
        self.runs, self.worth = dict(runs), worth
        self.tell()
        return True

    def lower(self, bound: float) -> None:
        """Take a bound when it is lower; a plan that meets it is proven best."""
        if bound < self.bound - TIE:
            self.bound = max(self.worth, bound)
            self.tell()
        if _closed(self):
            self.bound, self.proven = self.worth, True

    def tell(self) -> None:
        """Tell how good the plan is, and how good one could be at most."""
        if self.told is not None and self.bound < inf:
            self.told(self.worth, max(self.worth, self.bound))


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be spent.

    Attributes:
        deadline: When to end, by `time.perf_counter`.
        effort: The solver's own count of work, the same on every machine.
        seed: Seed of its choices.
        stop: Whether somebody asked to stop.
    """

    deadline: float
    effort: float
    seed: int
    stop: Callable[[], bool]

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - perf_counter()


def prove(search: Search, standing: Standing, budget: Budget) -> None:
    """Better `standing` and bring its bound down, until it is proven or the budget is spent.

    Each plan of the model is judged by the exact staffing check. What can't be staffed becomes
    a cut; what can is a plan. The bound holds at every moment, since cuts only take away what
    no plan can be.
    """
    master = Master(search)
    effort = budget.effort
    while budget.left > 0 and effort > 0 and not budget.stop():
        master.hint(standing.runs)
        answer = master.solve(budget.left, effort, budget.seed, budget.stop)
        effort -= answer.effort
        if answer.bound >= standing.worth - EXACT * max(1.0, abs(standing.worth)):
            standing.bound = max(standing.worth, min(standing.bound, answer.bound))
            standing.tell()
        if answer.runs is None:
            standing.hopeless = answer.proven and not standing.whole
            break
        news = _learn(master, answer.runs)
        plan = answer.runs if not news else search.repaired(answer.runs)
        standing.better(plan, search.worth(plan))
        if _closed(standing) or (answer.proven and not news and standing.whole):
            # The bound still holds the rounding of the model's whole numbers.
            standing.bound, standing.proven = standing.worth, True
            break
        if not answer.proven and not news:
            break


def _closed(standing: Standing) -> bool:
    gap = standing.bound - standing.worth
    return standing.whole and gap <= EXACT * max(1.0, abs(standing.worth))


def _learn(master: Master, runs: Runs) -> bool:
    """Write down what the exact check says against `runs`; whether it said anything."""
    staff = master.search.staff
    found = list(covers(staff, runs.values()))
    for cover in found:
        master.limits.forbid(cover)
    for part in segments(staff.problem, runs.values()):
        cut = staff.verdict(part.period, part.places).cut
        if cut:
            master.limits.limit(part.period, cut)
    return master.sharpen(runs) or bool(found)
