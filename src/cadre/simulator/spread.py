"""Spread: quantiles of what was counted over futures, with errors that follow from the counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, erfc, floor, sqrt

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
"""Standard deviations on each side of the mean that hold 95% of a normal distribution."""
Row = NDArray[np.int64]
FAR = 8.0
"""Standard deviations beyond which a normal distribution holds nothing that a float could add."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of a number that was counted in every future.

    Attributes:
        value: The least value that at least the share asked for of the futures keep to.
        error: Its standard error, from the number of futures alone.
        low: Least value of its 95% interval.
        high: Largest value of that interval.
    """

    value: int
    error: float
    low: int
    high: int


def quantile(counts: NDArray[np.int64], share: float) -> Quantile:
    """A quantile with its error: `quantiles` for one share."""
    return quantiles(counts, (share,))[0]


def quantiles(counts: NDArray[np.int64], shares: Sequence[float]) -> tuple[Quantile, ...]:
    """Quantiles with their errors.

    The interval lies between two order statistics: that of rank floor(n q - z s) and that of rank
    ceil(n q + z s) + 1, where s is the standard deviation of a binomial(n, q). It needs no
    assumption on the distribution (H. A. David, H. N. Nagaraja: Order Statistics, 3rd edition,
    2003, section 7.1). The standard error is that of the order statistic of rank ceil(n q) in a
    sample drawn anew from the counts: it is at most x when at least that many of n draws are, a
    binomial with the share counted up to x (J. S. Maritz, R. G. Jarrett: A Note on Estimating the
    Variance of the Sample Median, JASA 73, 1978). The binomial is taken as normal with half a
    step of correction: rough when n q (1 - q) is below about ten.

    Args:
        counts: (values,) futures in which the number was 0, 1, 2, ...; at least one future.
        shares: The shares q of futures, each 0 to 1, exclusive.
    """
    values = np.flatnonzero(counts)
    below = np.cumsum(counts[values])
    return tuple(_quantile(values, below, share) for share in shares)


def rank_of(share: float, futures: int) -> int:
    """The least number of futures, at least one, that are at least this share of them.

    A whole number that a product in double precision just passes, as 0.28 x 25, is that number.
    """
    return max(1, ceil(futures * share - 1e-9 * futures))


def _quantile(values: Row, below: Row, share: float) -> Quantile:
    """A quantile of values that so many futures keep to each."""
    futures = int(below[-1])
    spread = Z95 * sqrt(futures * share * (1 - share))
    rank = rank_of(share, futures)
    ends = floor(futures * share - spread), ceil(futures * share + spread) + 1
    low, value, high = (
        int(values[np.searchsorted(below, max(1, min(one, futures)))])
        for one in (ends[0], rank, ends[1])
    )
    return Quantile(value, _error(values, below, rank), low, high)


def _error(values: Row, below: Row, rank: int) -> float:
    """Standard deviation of the order statistic of a rank, over samples drawn from the counts."""
    futures = int(below[-1])
    share = below / futures
    spread = np.sqrt(futures * share * (1 - share))
    over = below - (rank - 0.5)
    far = np.divide(over, spread, out=np.where(over > 0, FAR, -FAR), where=spread > 0)
    reached = np.array([0.5 * erfc(-min(max(one, -FAR), FAR) / sqrt(2)) for one in far.tolist()])
    reached[-1] = 1.0
    chance = np.diff(reached, prepend=0.0)
    mean = float(chance @ values)
    return sqrt(max(0.0, float(chance @ (values - mean) ** 2)))


def mean_with_error(counts: NDArray[np.int64]) -> tuple[float, float]:
    """The mean of a number that was counted in every future, and its standard error.

    Args:
        counts: (values,) futures in which the number was 0, 1, 2, ...; at least one future.
    """
    values = np.flatnonzero(counts)
    held = counts[values]
    futures = int(held.sum())
    mean = float(held @ values) / futures
    return mean, sqrt(float(held @ (values - mean) ** 2) / futures / futures)


def error_at_most(counts: NDArray[np.int64], futures: int, most: int = 1) -> float:
    """The largest standard error that the mean of a sum over weeks can have.

    Sums were counted week by week only, so nobody knows how the weeks of one future hang
    together. But the standard deviation of a sum is at most the sum of the standard deviations,
    and a number from 0 to `most` with mean m has one of at most sqrt(m (most - m)).

    Args:
        counts: (weeks,) the number in each week, summed over futures.
        futures: How many.
        most: The most that it can be in one week of one future.
    """
    means = np.clip(counts / futures, 0, most)
    return float(np.sqrt(means * (most - means)).sum()) / sqrt(futures)
