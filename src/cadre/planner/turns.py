"""Turns: what a proof may spend, and what of it each turn of its solver may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

FIRST, SECOND = 0.2, 0.4
"""Shares of what may be spent that the first two turns may take."""
LAST = 0.75
"""Share after which the solver turns to nothing but the bound."""
SHORT = 0.5
"""Effort of the first two short turns."""
NEAR = 0.01
"""Share of a plan's worth within which its bound is near."""


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
        above: Whether plans are looked for from the bound down, which brings it down soonest.
        hasty: Whether it ends at once where there is something to learn.
        last: Whether nothing comes after it that could do better. It brings the bound down by sets
            of choices that can't all be had, which closes what little is left.
    """

    seconds: float
    effort: float
    level: int
    above: bool = False
    hasty: bool = False
    last: bool = False


class Turns:
    """The turns of a solver: for plans, for a bound, short ones of two kinds, for a bound again.

    The model that nothing was learnt of yet is the easiest, so that its bound comes soonest: where
    it isn't solved while plans are looked for, it is looked at from above. Where neither solves it,
    gives a better plan or comes near the best one, time is better spent elsewhere. A model whose
    bounds are linear programmes is better for some missions, one with fewer of them for others:
    short turns try both, longer ones once both have failed.

    Args:
        budget: What may be spent.
        level: How much of the model is a linear programme in long turns, 1 or 2.
    """

    def __init__(self, budget: Budget, level: int) -> None:
        self.budget, self.effort, self.level = budget, budget.effort, level
        self._seconds = max(1e-9, budget.left)
        self._solved, self._gained, self._taken = False, False, 0
        self._short, self._level = SHORT, 1

    @property
    def over(self) -> bool:
        """Whether nothing is left or to be hoped for, or somebody asked to stop."""
        spent = self.budget.left <= 0 or self.effort <= 0
        hopeless = self._taken > 1 and not self._gained
        return spent or hopeless or self.budget.stop()

    def next(self) -> Turn:
        """The next turn."""
        left = self.budget.left
        if self._taken == 0:
            return Turn(FIRST * left, FIRST * self.effort, self.level)
        if self._taken == 1 and not self._solved:
            return Turn(SECOND * left, SECOND * self.effort, self.level, above=True)
        if min(left / self._seconds, self.effort / self.budget.effort) < 1 - LAST:
            return Turn(left, self.effort, self.level, last=True)
        return Turn(left, min(self._short, self.effort), self._level, hasty=True)

    def took(self, effort: float, *, solved: bool, better: bool, near: bool) -> None:
        """A turn is over: what it took, and what came of it.

        Args:
            effort: What it took.
            solved: Whether the model was solved.
            better: Whether it gave a better plan.
            near: Whether the bound is near the best plan's worth now.
        """
        self.effort -= effort
        self._taken += 1
        self._solved = solved
        self._gained = self._gained or solved or better or near

    def failed(self, turn: Turn) -> None:
        """Nothing came of a turn: short ones are of the other kind from now on."""
        if turn.hasty:
            self._short = self._short if self._level == 1 else 2 * self._short
            self._level = 3 - self._level
