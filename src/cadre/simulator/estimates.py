"""Estimates: a number from futures, with its standard error."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Estimate:
    """A simulated number with its standard error.

    Attributes:
        value: The estimate.
        error: Its standard error, from the number of futures alone; where a function says so,
            the most that it can be.
    """

    value: float
    error: float

    @classmethod
    def of_share(cls, hits: int, futures: int) -> Estimate:
        """The share of futures in which something happened."""
        share = hits / futures
        return cls(share, sqrt(share * (1 - share) / futures))

    @classmethod
    def of_sums(cls, total: int, squares: int, futures: int) -> Estimate:
        """The mean of a number whose sum and sum of squares are known exactly."""
        spread = max(0, squares * futures - total * total)
        return cls(total / futures, sqrt(spread / futures**3))
