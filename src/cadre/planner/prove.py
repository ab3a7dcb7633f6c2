"""Prove: the model and the exact staffing check teach each other until nothing is left open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.standing import Standing, met

MOST = 100
"""Works that may be chosen up to which a proof is tried; beyond, only prices bound plans."""


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


def small_enough(search: Search) -> bool:
    """Whether few enough works are to be chosen from, to ask the solver for a proof."""
    return len(search.free) <= MOST


def prove(quick: Quick, search: Search, standing: Standing, budget: Budget) -> None:
    """Better `standing` and bring its bound down, until it is proven or the budget is spent.

    Each plan of the model is judged by the exact checks. What it breaks becomes a limit, and what
    it loses a loss; what breaks nothing is a plan. The bound holds at every moment, since the model
    allows and promises no less than there is (logic-based Benders decomposition, Hooker 2003).
    """
    from cadre.planner.proof.master import Master  # noqa: PLC0415 - loads a solver

    master = Master(quick, standing)
    effort = budget.effort
    while budget.left > 0 and effort > 0 and not budget.stop():
        master.hint(standing.runs)
        answer = master.solve(budget.left, effort, budget.seed, budget.stop)
        effort -= answer.effort
        if answer.runs is None:
            standing.hopeless = answer.proven and not standing.whole
            if answer.proven and standing.whole:
                standing.lower(standing.worth)
            break
        standing.lower(answer.bound)
        broken, news = master.learn(search, answer.runs)
        plan = quick.mended(answer.runs) if broken else answer.runs
        standing.better(plan, search.worth(plan))
        told = answer.proven and not broken and not news
        if told and standing.whole and (master.gains.exact or met(standing.worth, answer.bound)):
            # The bound still holds the rounding of the model's whole numbers.
            standing.bound, standing.proven = standing.worth, True
        if standing.proven or not news:
            break
