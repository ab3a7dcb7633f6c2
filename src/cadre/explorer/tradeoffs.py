"""Trade-offs: choices by all measures at once, and which of them nobody needs to look at.

V. Pareto: Manuale di economia politica, 1906. The mean over the worst tenth of cases is the
conditional value at risk of R. T. Rockafellar, S. Uryasev (Optimization of Conditional
Value-at-Risk, Journal of Risk 2, 2000), with cases in place of chances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from cadre.explorer.compared import compared
from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.measures import Measure
from cadre.simulator.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one choice offers.

    Attributes:
        choice: Id of the choice.
        means: Mean over cases of each measure; the error is the most that it can be.
        worst: Mean of each measure over the tenth of cases that is worst in it, at least one.
        dominated_by: Choices that are on the mean as good in all measures and better in one.
        worst_dominated_by: The same by the worst tenth.
    """

    choice: str
    means: tuple[Estimate, ...]
    worst: tuple[float, ...]
    dominated_by: tuple[str, ...]
    worst_dominated_by: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether no other choice is better all round, neither on the mean nor at the worst."""
        return not (self.dominated_by or self.worst_dominated_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOffs:
    """The trade-off table.

    Attributes:
        measures: Its columns.
        without: Measures of the exploration that aren't among them: not asked for, or not known
            of every choice.
        offers: Its rows, in the order of the exploration; choices left out have none.
        cases: Number of cases compared.
        left_out: Combinations left out.
    """

    measures: tuple[Measure, ...]
    without: tuple[Measure, ...]
    offers: tuple[Offer, ...]
    cases: int
    left_out: int


def trade_offs(exploration: Exploration, measures: Sequence[str] | None = None) -> TradeOffs:
    """The trade-off table by `measures`, or by all that every choice has.

    A milestone that only some choices have would set the others aside.

    Raises:
        UnknownIdError: A measure that the exploration doesn't have.
        CadreError: Nothing that can be compared.
    """
    if measures is None:
        measures = _common(exploration)
    same = compared(exploration, measures)
    good = same.good
    signs = np.array([1.0 if one.more else -1.0 for one in same.measures])
    means, worst = good.mean(axis=1), worst_tenth(good)
    errors = same.errors.mean(axis=1)
    beaten, worst_beaten = _dominated(means, same.ids), _dominated(worst, same.ids)
    offers = tuple(
        Offer(
            choice=key,
            means=tuple(
                Estimate(float(value), float(error))
                for value, error in zip(signs * means[row], errors[row], strict=True)
            ),
            worst=tuple(float(value) for value in signs * worst[row]),
            dominated_by=beaten[row],
            worst_dominated_by=worst_beaten[row],
        )
        for row, key in enumerate(same.ids)
    )
    return TradeOffs(
        measures=same.measures,
        without=tuple(one for one in exploration.measures if one not in same.measures),
        offers=offers,
        cases=int(same.cases.size),
        left_out=same.left_out,
    )


def _common(exploration: Exploration) -> list[str]:
    """Measures known, for each choice that was played at all, in at least half of its cases."""
    known = np.mean(np.isfinite(exploration.means), axis=1)
    played = np.flatnonzero(known.max(axis=1) > 0)
    return [
        one.id
        for place, one in enumerate(exploration.measures)
        if played.size and known[played, place].min() >= known[played].max(axis=1).min() / 2
    ]


def worst_tenth(good: Values) -> Values:
    """(choices, measures) mean of the worst tenth of (choices, cases, measures), more is better."""
    count = ceil(good.shape[1] / 10)
    low: Values = np.sort(good, axis=1)[:, :count].mean(axis=1)
    return low


def _dominated(good: Values, ids: tuple[str, ...]) -> list[tuple[str, ...]]:
    """For each row of (choices, measures), the choices that are as good in all, better in one."""
    as_good = np.all(good[:, None] >= good[None], axis=2)
    beats = np.logical_and(as_good, np.any(good[:, None] > good[None], axis=2))
    return [
        tuple(key for key, wins in zip(ids, beats[:, row], strict=True) if wins)
        for row in range(len(ids))
    ]
