"""Turns: what a proof may spend, and what of it each turn of its two solvers may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

FIRST, ABOVE = 1.0, 1.5
"""Effort of the first turn ahead, and of the one beside it."""
SHARE = 0.2
"""Share of what may be spent that these may take at most."""
SHORT, GROWTH = 0.2, 1.5
"""Effort of the next round, and what each round in which nothing is solved makes of it."""
LEAST = 0.1
"""Effort of a round at least."""
DOUBLE = 2.0
"""Times the effort of a round that one gets in which a solver looks from above; and times the
effort that a solved model took that the next round gets at most."""
MANY = 12
"""Works among which cores are looked for."""
SLOW = 60.0
"""Seconds for each unit of effort after which the clock ends a turn: no machine is so slow, but a
solver that creeps is."""
TRIES = 6
"""Rounds after which a proof that has gained nothing ends."""
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
    """What a solver may spend before it is asked anew, and how it looks.

    Attributes:
        effort: Limit by its own count of work.
        level: How much of the model is a linear programme, 1 or 2.
        above: Whether plans are looked for from the bound down, which brings it down soonest.
        core: Whether it is brought down by sets of choices that can't all be had, which closes what
            little is left.
        hasty: Whether it ends at once where there is something to learn.
    """

    effort: float
    level: int
    above: bool = False
    core: bool = False
    hasty: bool = False


HASTY = (
    Turn(0.0, 1, core=True, hasty=True),
    Turn(0.0, 2, hasty=True),
    Turn(0.0, 1, hasty=True),
)
"""Kinds of hasty turns: each is the best for some missions."""


class Turns:
    """Rounds of turns of two solvers: one goes ahead and learns, one brings the bound down beside.

    The solver beside is asked of the model as it stands when a round begins, and is listened to
    when the round is over. A model that nothing was learnt of yet is the easiest: in the first
    round one looks for its best plan and one looks at it from above. From then on the one ahead
    takes hasty turns, of another kind where one teaches nothing; the one beside looks for cores
    and, where that doesn't solve the model, from above. Where nothing is solved, no plan is better
    and the bound doesn't come near the best one, time is better spent elsewhere.

    Args:
        budget: What may be spent.
        level: How much of the model is a linear programme where turns aren't hasty, 1 or 2.
        works: How many may be chosen. Of few no cores are looked for: the solver may then creep up
            to its bound by the smallest steps, and any other turn solves such a model.
    """

    def __init__(self, budget: Budget, level: int, works: int) -> None:
        self.budget, self.effort, self.level = budget, budget.effort, level
        self._cores = works >= MANY
        self._hasty = [turn for turn in HASTY if self._cores or not turn.core]
        self._rounds, self._gained = 0, False
        self._of_round, self._left = SHORT, 0.0
        self._kind, self._core = 0, self._cores

    @property
    def over(self) -> bool:
        """Whether nothing is left or to be hoped for, or somebody asked to stop."""
        return self._spent or (self._rounds >= TRIES and not self._gained)

    @property
    def _spent(self) -> bool:
        return self.budget.left <= 0 or self.effort <= 0 or self.budget.stop()

    def begin(self) -> Turn:
        """Begin a round: the turn of the solver beside."""
        self._rounds += 1
        most = SHARE * self.budget.effort
        if self._rounds == 1:
            self._left = min(FIRST, most)
            return Turn(min(ABOVE, most), self.level, above=True)
        self._left = self._of_round * (1.0 if self._core else DOUBLE)
        return Turn(self._left, self.level, core=self._core, above=not self._core)

    def next(self) -> Turn | None:
        """The next turn of the solver ahead; none when the round is over for it."""
        if self._left <= 0 or self._spent:
            return None
        if self._rounds == 1:
            return Turn(self._left, self.level)
        return self._hasty[self._kind]._replace(effort=self._left)

    def took(self, effort: float, *, taught: bool) -> None:
        """A turn ahead is over: what it took, and whether it taught anything."""
        self.effort -= effort
        # What the first turn leaves is no hasty one's.
        self._left = 0.0 if self._rounds == 1 else self._left - effort
        self._kind = (self._kind + (not taught)) % len(self._hasty)

    def gained(self, *, so: bool) -> None:
        """Whether a turn solved its model, gave a better plan, or brought the bound near."""
        self._gained = self._gained or so

    def beside(self, effort: float, *, solved: bool) -> None:
        """The solver beside is over: what it took, and whether it solved its model."""
        if solved:
            self._of_round = max(LEAST, min(self._of_round, DOUBLE * effort))
        elif self._rounds > 1:
            self._of_round *= GROWTH
            self._core = self._cores and not self._core
