"""Spread: how a number lies over the futures, and where in it a figure falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cadre.simulator.outcomes import Counts
from cadre.simulator.spread import rank_of

CENTRAL = (0.5, 0.8, 0.9)
"""The middle shares of futures that intervals are told for."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Futures by a whole number: people, graduates, or the week in which something first was so.

    Attributes:
        counts: (values,) futures that have each value, from 0 on.
        open_end: Whether the last value stands for never, as with weeks.
    """

    counts: Counts
    open_end: bool = False

    @classmethod
    def of_values(cls, values: Counts) -> Spread:
        """The spread of one value a future, (futures,), none negative."""
        return cls(np.bincount(values).astype(np.int64))

    @property
    def futures(self) -> int:
        """How many futures there are."""
        return int(self.counts.sum())

    @property
    def never(self) -> int | None:
        """The value that stands for never; None when none does."""
        return len(self.counts) - 1 if self.open_end else None

    def up_to(self, value: int) -> float:
        """Share of futures with at most `value`; 0 for a negative one."""
        return int(self.counts[: max(0, value + 1)].sum()) / self.futures

    def quantile(self, share: float) -> int:
        """The least value that at least this share of futures keep to."""
        return int(np.searchsorted(np.cumsum(self.counts), rank_of(share, self.futures)))

    def central(self, share: float) -> tuple[int, int]:
        """The ends of the middle `share` of futures; both are inside."""
        return self.quantile((1 - share) / 2), self.quantile((1 + share) / 2)

    def within(self, share: float) -> float:
        """Share of futures inside `central(share)`: more than `share` where many are alike."""
        low, high = self.central(share)
        return self.up_to(high) - self.up_to(low - 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a spread history fell.

    Attributes:
        below: Share of futures with less, or sooner.
        up_to: Share of futures with so much or less, so soon or sooner; 1 for what hadn't come.
    """

    below: float
    up_to: float

    @property
    def middle(self) -> float:
        """The middle of the step that history fell on: 0.5 is right in the middle of the futures.

        The probability integral transform of a figure that many futures share, without a draw
        (mid-PIT). Over many outcomes it is spread evenly when the futures are right.
        """
        return (self.below + self.up_to) / 2

    def inside(self, share: float) -> bool:
        """Whether history fell into the middle `share` of the futures, its ends included."""
        # The ends are the least values that so many futures keep to; hence >= below and < above.
        slack = 1e-12
        return self.up_to >= (1 - share) / 2 - slack and self.below < (1 + share) / 2 - slack
