"""Tipping: how far something uncertain may go before a choice no longer does what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.given_data import parted
from cadre.explorer.layouts import by_point
from cadre.explorer.uncertainties import Uncertainty

BINS = 20
IN_BIN = 8
"""Points in a bin, at least, on average."""
LINE = 3
"""Values without which there is no line."""
FREE = 20
"""Points beyond the uncertainties without which others can't be allowed for."""
TINY = 1e-12
DRAWS = 200
"""Samples of the points, drawn anew, from which the interval is told."""
CLEAR = 3.0
"""Standard errors by which a rank correlation must be off zero for a line to be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tipping:
    """A choice along one uncertainty, all others as they fall, on the mean over scenarios.

    Attributes:
        choice: Id of the choice.
        uncertainty: What is uncertain.
        measure: Id of the measure.
        correlation: Of ranks (Spearman), between it and the measure, -1 to 1.
        fails_above: Whether too much of it is what fails; else too little.
        value: The value beyond which the measure is no longer enough, on average over all else;
            None when it is, or isn't, enough over all of the range.
        low: Lower end of its 90% interval, from points drawn anew: those in which the line doesn't
            cross count as the end of the range at which it would; None without a value.
        high: Upper end.
        always: Whether the fitted line is enough over all of the range; False where it never is.
        line: (points, 3) middle of each bin, the mean of the measure there, and the fitted line
            that never turns.
    """

    choice: str
    uncertainty: Uncertainty
    measure: str
    correlation: float
    fails_above: bool
    value: float | None
    low: float | None
    high: float | None
    always: bool
    line: Values

    @property
    def span(self) -> float:
        """Share of the range over which it isn't enough: 0 to 1."""
        one = self.uncertainty
        if self.value is None or one.high == one.low:
            return 0.0 if self.always else 1.0
        share = (one.high - self.value) / (one.high - one.low)
        return share if self.fails_above else 1 - share


def tipping(exploration: Exploration, choice: int, key: str, seed: int = 0) -> tuple[Tipping, ...]:
    """Along which uncertainties a choice tips, that which decides most first.

    Of each, points are put into bins of about as many each, and a line that never turns is fitted
    to their means over scenarios (isotonic regression: R. E. Barlow et al., Statistical Inference
    under Order Restrictions, 1972). Where it crosses what is enough, the choice tips. Uncertainties
    whose ranks hardly go with the measure, or not any more once all others are allowed for (partial
    rank correlation: S. Marino et al., Journal of Theoretical Biology 254, 2008), are left out.
    Where scenarios hold the same points, a point counts once, with its mean over them.

    Args:
        exploration: What was explored.
        choice: The row of the choice.
        key: Id of a measure that has a number that is enough.
        seed: Of the samples for intervals.

    Returns:
        None for a measure of which nobody has said what is enough, and where nothing was played.
    """
    place = exploration.measure(key)
    measure = exploration.measures[place]
    if measure.enough is None:
        return ()
    sign = 1.0 if measure.more else -1.0
    known = sign * exploration.means[choice, :, place]
    sheet = by_point(exploration.design, np.flatnonzero(np.isfinite(known)))
    points, values = exploration.design.points[sheet[0]], known[sheet].mean(axis=0)
    found = []
    clear = _clear(points, values)
    for column, one in enumerate(exploration.design.uncertainties):
        if not clear[column]:
            continue
        told = _along(one, points[:, column], values, sign * measure.enough, seed)
        if told is not None:
            line, correlation, crossing = told
            always = bool((line[:, 2] >= sign * measure.enough).all())
            line[:, 1:] *= sign
            found.append(
                Tipping(
                    choice=exploration.choices[choice].id,
                    uncertainty=one,
                    measure=key,
                    correlation=sign * correlation,
                    fails_above=correlation < 0,
                    value=crossing[0] if crossing else None,
                    low=crossing[1] if crossing else None,
                    high=crossing[2] if crossing else None,
                    always=always,
                    line=line,
                )
            )
    return tuple(sorted(found, key=lambda one: -abs(one.correlation)))


def _clear(points: Values, values: Values) -> NDArray[np.bool_]:
    """(columns,) whether each is varied, and goes with the values beside all other columns.

    Where points are too few to allow for all others, none are allowed for.
    """
    varied = np.array([len(np.unique(column)) >= LINE for column in points.T], dtype=bool)
    if not varied.any():
        return varied
    ranks = [_ranks(points[:, place]) for place in np.flatnonzero(varied)]
    left = len(values) - len(ranks) - 1
    if left < FREE or len(np.unique(values)) == 1:
        return varied
    inverse = np.linalg.pinv(np.corrcoef(np.vstack((*ranks, _ranks(values)))), hermitian=True)
    scale = np.sqrt(np.maximum(np.diag(inverse), 0.0))
    partial = -inverse[:-1, -1] / np.maximum(scale[:-1] * scale[-1], TINY)
    partial = np.clip(partial, -1 + TINY, 1 - TINY)
    varied[varied] = np.abs(partial) * np.sqrt(left / (1 - partial**2)) >= CLEAR
    return varied


def _along(
    one: Uncertainty, points: Values, values: Values, enough: float, seed: int
) -> tuple[Values, float, tuple[float, float, float] | None] | None:
    """The line along one uncertainty; None where nothing goes with it."""
    correlation = _ranked(points, values)
    if abs(correlation) < CLEAR / sqrt(len(points)):
        return None
    rising = correlation > 0
    line = _line(points, values, rising=rising)
    where = _crossing(line, enough)
    if where is None:
        return line, correlation, None
    # Of a line that is enough everywhere the crossing lies at, or beyond, the end that is worst.
    ends = (one.low, one.high) if rising else (one.high, one.low)
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        rows = random.integers(0, len(points), len(points))
        other = _line(points[rows], values[rows], rising=rising)
        again = _crossing(other, enough)
        drawn.append(ends[int(other[0, 2] < enough)] if again is None else again)
    low, high = np.quantile(drawn, (0.05, 0.95)).tolist()
    return line, correlation, (where, min(low, where), max(high, where))


def _ranked(points: Values, values: Values) -> float:
    """Spearman's rank correlation, ties in the middle of their ranks; 0 where one doesn't vary."""
    one, other = _ranks(points), _ranks(values)
    one, other = one - one.mean(), other - other.mean()
    spread = sqrt(float(one @ one) * float(other @ other))
    return float(one @ other) / spread if spread else 0.0


def _ranks(values: Values) -> Values:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Values = (last - (counts - 1) / 2)[which]
    return middle


def _line(points: Values, values: Values, *, rising: bool) -> Values:
    """(bins, 3) middle, mean and fitted value of bins with about as many points each."""
    parts = parted(points, BINS, IN_BIN)
    sizes = np.bincount(parts).astype(np.float64)
    middle, means = (np.bincount(parts, weights=some) / sizes for some in (points, values))
    fitted = isotonic(means if rising else -means, sizes)
    return np.column_stack((middle, means, fitted if rising else -fitted))


def isotonic(values: Values, weights: Values) -> Values:
    """The rising line nearest to values by weighted squares: neighbours out of order are pooled.

    Args:
        values: (points,) in their order.
        weights: (points,) above 0.
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (one, mine, some), (two, theirs, more) = blocks[-2:]
            mean = (one * mine + two * theirs) / (mine + theirs)
            blocks[-2:] = [(mean, mine + theirs, some + more)]
    return np.repeat([one[0] for one in blocks], [one[2] for one in blocks])


def _crossing(line: Values, enough: float) -> float | None:
    """Where the fitted line crosses what is enough; None when it doesn't."""
    at, fitted = line[:, 0], line[:, 2]
    if fitted[0] > fitted[-1]:
        at, fitted = at[::-1], fitted[::-1]
    above = int(np.searchsorted(fitted, enough))
    if above == 0 or above == len(fitted):
        return None
    step = fitted[above] - fitted[above - 1]
    share = (enough - fitted[above - 1]) / step
    return float(at[above - 1] + share * (at[above] - at[above - 1]))
