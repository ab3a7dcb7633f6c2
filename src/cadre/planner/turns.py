"""Turns: what a proof may spend, and what of it each turn of its solver may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

FIRST = 0.4
"""Share of what may be spent that the first turn may take."""
LAST = 0.75
"""Share after which the solver turns to nothing but the bound."""
SHORT = 0.5
"""Effort of the first two short turns."""


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


class Turn(NamedTuple):
    """What the solver may spend before it is asked anew.

    Attributes:
        seconds: Limit by the clock.
        effort: Limit by its own count of work.
        level: How much of the model is a linear programme, 1 or 2.
        hasty: Whether it ends at once where there is something to learn.
        last: Whether nothing comes after it that could do better.
    """

    seconds: float
    effort: float
    level: int
    hasty: bool
    last: bool


class Turns:
    """The turns of a solver: one for a bound, then short ones of two kinds, then for a bound again.

    The model that nothing was learnt of yet is the easiest, so that its bound comes soonest; where
    even that isn't solved and gives no better plan, time is better spent elsewhere. A model whose
    bounds are linear programmes is better for some missions, one with fewer of them for others:
    short turns try both, longer ones once both have failed.

    Args:
        budget: What may be spent.
        level: How much of the model is a linear programme in long turns, 1 or 2.
    """

    def __init__(self, budget: Budget, level: int) -> None:
        self.budget, self.effort, self.level = budget, budget.effort, level
        self._seconds = max(1e-9, budget.left)
        self._begun, self._hopeless = False, False
        self._short, self._level = SHORT, 1

    @property
    def over(self) -> bool:
        """Whether nothing is left or to be hoped for, or somebody asked to stop."""
        spent = self.budget.left <= 0 or self.effort <= 0
        return spent or self._hopeless or self.budget.stop()

    def next(self) -> Turn:
        """The next turn."""
        left = self.budget.left
        if not self._begun:
            return Turn(FIRST * left, FIRST * self.effort, self.level, hasty=False, last=False)
        if min(left / self._seconds, self.effort / self.budget.effort) < 1 - LAST:
            return Turn(left, self.effort, self.level, hasty=False, last=True)
        return Turn(left, min(self._short, self.effort), self._level, hasty=True, last=False)

    def took(self, effort: float, *, gained: bool) -> None:
        """A turn is over: what it took, and whether the model was solved or gave a better plan."""
        self.effort -= effort
        self._hopeless = not (self._begun or gained)
        self._begun = True

    def failed(self, turn: Turn) -> None:
        """Nothing came of a turn: short ones are of the other kind from now on."""
        if turn.hasty:
            self._short = self._short if self._level == 1 else 2 * self._short
            self._level = 3 - self._level
