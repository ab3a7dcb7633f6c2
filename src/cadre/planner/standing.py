"""Standing: how far a search has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from cadre.planner.search import rounding
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
        told: Whom to tell worth and bound whenever one of them is better.
        required: Works that a plan must hold.
        hopeless: Whether it is proven that no plan holds them all.
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
        if (held, worth) <= (before, self.worth + rounding(self.worth)):
            return False
        self.runs, self.worth = dict(runs), worth
        self.tell()
        return True

    def lower(self, bound: float) -> None:
        """Take a bound when it is lower; a plan that meets it is proven best."""
        if bound < self.bound - rounding(bound):
            self.bound = max(self.worth, bound)
            self.tell()
        if _closed(self):
            self.bound, self.proven = self.worth, True

    def tell(self) -> None:
        """Tell how good the plan is, and how good one could be at most."""
        if self.told is not None and self.bound < inf:
            self.told(self.worth, max(self.worth, self.bound))


def met(worth: float, bound: float | None) -> bool:
    """Whether a plan of this worth is as good as the bound says that one could be."""
    return bound is not None and bound - worth <= EXACT * max(1.0, abs(worth))


def _closed(standing: Standing) -> bool:
    return standing.whole and met(standing.worth, standing.bound)
