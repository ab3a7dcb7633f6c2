"""Standing: how far a search has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from cadre.planner.search import TIE
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
    """

    runs: dict[int, Run]
    worth: float
    bound: float
    proven: bool = False
    told: Told | None = None

    def better(self, runs: Runs, worth: float) -> bool:
        """Take `runs` when they are worth more; whether they were."""
        if worth <= self.worth + TIE:
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


def _closed(standing: Standing) -> bool:
    return standing.bound - standing.worth <= EXACT * max(1.0, abs(standing.worth))
