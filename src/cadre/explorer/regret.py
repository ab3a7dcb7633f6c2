"""Regret: what a choice gives away against the best choice of each case.

L. J. Savage: The Theory of Statistical Decision, Journal of the American Statistical Association
46, 1951; the relative form as in P. Kouvelis, G. Yu: Robust Discrete Optimization and Its
Applications, 1997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.compared import compared
from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.measures import Measure
from cadre.simulator.estimates import Estimate

SURE = 2.0
"""A difference counts as more than luck beyond this many of its standard errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRegret:
    """The regret of one choice over all cases compared.

    Attributes:
        choice: Id of the choice.
        largest: Its largest regret, in the unit of the measure; the largest of many numbers that
            luck moves stands a little too high.
        worst: The case of the largest, as its place in the exploration; the first of equals.
        mean: Its mean regret; the error is the most that it can be.
        ninth: The 90th percentile of its regrets.
        relative_largest: Largest regret as a share of the best choice's value in the same case;
            NaN where no case has one.
        undefined: Cases that have no relative regret: the best value is 0 and this one isn't.
        best: Share of cases in which no choice is better.
        unsure: Share of cases in which another choice is better by no more than `SURE` errors.
    """

    choice: str
    largest: Estimate
    worst: int
    mean: Estimate
    ninth: float
    relative_largest: float
    undefined: int
    best: float
    unsure: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrets:
    """Regret of each choice in each case, by one measure.

    Attributes:
        measure: The measure.
        absolute: (choices, cases) in the unit of the measure, never below 0; NaN for combinations
            left out.
        relative: (choices, cases) as a share of the size of the best value in the case; NaN also
            where that is 0 and the choice isn't as good.
        errors: (choices, cases) standard error of `absolute` as if the choices had played
            different futures. They play the same ones, so it is smaller where both are lucky
            together: what is beyond it is sure, what is within it may still be.
        best: (cases,) place of the best choice, the first of equals; -1 for cases left out.
        by_choice: Summaries, in the order of the exploration; choices left out have none.
        cases: Number of cases compared.
        left_out: Combinations left out.
    """

    measure: Measure
    absolute: Values
    relative: Values
    errors: Values
    best: NDArray[np.intp]
    by_choice: tuple[ChoiceRegret, ...]
    cases: int
    left_out: int


def regrets(exploration: Exploration, measure: str) -> Regrets:
    """Regret of each choice in each case against the best choice in that case.

    Raises:
        UnknownIdError: A measure that the exploration doesn't have.
        CadreError: Nothing that can be compared.
    """
    same = compared(exploration, [measure])
    good, noise = same.good[:, :, 0], same.errors[:, :, 0]
    place = good.argmax(axis=0)
    top = good.max(axis=0)
    absolute = top - good
    relative = _relative(absolute, np.abs(top))
    against = np.broadcast_to(noise[place, np.arange(place.size)], noise.shape)
    errors = np.where(absolute > 0, np.hypot(noise, against), 0.0)
    best = np.full(exploration.means.shape[1], -1, dtype=np.intp)
    best[same.cases] = same.choices[place]
    summaries = tuple(
        _summary(key, (absolute[row], relative[row], errors[row]), same.cases)
        for row, key in enumerate(same.ids)
    )
    return Regrets(
        measure=same.measures[0],
        absolute=same.spread(absolute),
        relative=same.spread(relative),
        errors=same.spread(errors),
        best=best,
        by_choice=summaries,
        cases=int(same.cases.size),
        left_out=same.left_out,
    )


def _relative(absolute: Values, size: Values) -> Values:
    """Shares of the best value; 0 where nothing is given away, NaN where the best is 0."""
    shares: Values = np.where(absolute > 0, np.nan, 0.0)
    np.divide(absolute, size, out=shares, where=np.broadcast_to(size > 0, absolute.shape))
    return shares


def _summary(
    choice: str, own: tuple[Values, Values, Values], cases: NDArray[np.intp]
) -> ChoiceRegret:
    """One choice: its (cases,) regrets, absolute and relative, and their errors."""
    absolute, relative, errors = own
    worst = int(absolute.argmax())
    known = relative[np.isfinite(relative)]
    return ChoiceRegret(
        choice=choice,
        largest=Estimate(float(absolute[worst]), float(errors[worst])),
        worst=int(cases[worst]),
        # The same luck may move all cases: errors add up as they stand, not by their squares.
        mean=Estimate(float(absolute.mean()), float(errors.mean())),
        ninth=float(np.quantile(absolute, 0.9)),
        relative_largest=float(known.max()) if known.size else np.nan,
        undefined=int(relative.size - known.size),
        best=float(np.mean(absolute <= 0)),
        unsure=float(np.mean((absolute > 0) & (absolute <= SURE * errors))),
    )
