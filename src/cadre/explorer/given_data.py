"""Given data: how much of an answer hangs on one thing, from cases that were played anyway.

The first-order index of Sobol, with the mean over a part of the cases in place of the mean at a
point: E. Plischke: An Effective Algorithm for Computing Global Sensitivity Indices (EASI),
Reliability Engineering and System Safety 95, 2010, calls such estimates given-data ones. From the
variance between parts is taken what chance alone would make of it (epsilon squared; T. L. Kelley,
PNAS 21, 1935). The standard error is that of a squared correlation (I. Olkin, J. D. Finn:
Correlations Redux, Psychological Bulletin 118, 1995), and of chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.exploration import Values
from cadre.simulator.estimates import Estimate

PARTS = 8
"""At most this many parts; each of `A_PART` cases at least on the mean."""
A_PART = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What one thing does to an answer by itself.

    Attributes:
        share: Share of the answer's variance between cases that it explains alone; a little below
            0 where it explains nothing.
        correlation: Of the answer with the part of the values, -1 to 1; 0 for what has no order.
        low: Mean answer over the part of its lowest values; for what has no order, the least mean.
        high: Mean answer over the part of its highest values; the greatest.
    """

    share: Estimate
    correlation: float
    low: float
    high: float


def hold(values: Values, answers: Values, *, ordered: bool = True) -> Hold | None:
    """What a thing with these (cases,) values does to the (cases,) answers.

    None where all answers are the same, all values are, or there are too few cases to part.
    """
    parts = parted(values) if ordered else _named(values)
    count = int(parts.max()) + 1
    if count < 2 or answers.size <= count or np.ptp(answers) <= 0:
        return None
    sizes = np.bincount(parts, minlength=count).astype(np.float64)
    mean = float(answers.mean())
    means = np.bincount(parts, weights=answers - mean, minlength=count) / sizes
    spread = float(((answers - mean) ** 2).sum())
    between = float(sizes @ means**2)
    within = max(0.0, spread - between) / (answers.size - count)
    share = (between - (count - 1) * within) / spread
    return Hold(
        share=Estimate(share, _error(share, answers.size, count)),
        correlation=_correlation(sizes, means, spread) if ordered else 0.0,
        low=mean + float(means[0] if ordered else means.min()),
        high=mean + float(means[-1] if ordered else means.max()),
    )


def parted(values: Values, most: int = PARTS, each: int = A_PART) -> NDArray[np.intp]:
    """(cases,) the part of each case, from 0: parts as equal as can be, equal values together.

    Args:
        values: (cases,) values; equal ones are never parted.
        most: At most this many parts.
        each: Cases that a part has at least, on average.
    """
    different = np.unique(values)
    count = int(np.clip(values.size // each, 2, most))
    if different.size <= count:
        return np.searchsorted(different, values)
    # Inner edges between parts: a value that fills several parts alone makes one of them.
    edges = np.unique(np.quantile(values, np.arange(1, count) / count))
    parts = np.searchsorted(edges, values, side="right" if edges[0] > different[0] else "left")
    return _named(parts.astype(np.float64))


def _named(values: Values) -> NDArray[np.intp]:
    """(cases,) the place of each value among the different ones."""
    return np.searchsorted(np.unique(values), values)


def _error(share: float, cases: int, parts: int) -> float:
    kept = min(1.0, max(0.0, share))
    return sqrt(4 * kept * (1 - kept) ** 2 / cases + 2 * (parts - 1) / cases**2)


def _correlation(sizes: Values, means: Values, spread: float) -> float:
    """Of the answer with the part, from sizes and means of the parts, and the sum of squares."""
    place = np.arange(sizes.size) - float(sizes @ np.arange(sizes.size)) / float(sizes.sum())
    lever = float(sizes @ place**2)
    return float(place @ (sizes * means)) / sqrt(lever * spread) if lever > 0 else 0.0
