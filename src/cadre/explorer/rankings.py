"""Rankings: where criteria of robustness agree on an order of choices, and where they don't."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cadre.explorer.exploration import Values
from cadre.explorer.robustness import Robustness, RobustnessTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Two choices that criteria put in different order.

    Attributes:
        first: The choice that more criteria prefer; the earlier one where as many do.
        second: The other.
        for_first: Criteria that prefer `first`.
        for_second: Criteria that prefer `second`.
    """

    first: str
    second: str
    for_first: tuple[str, ...]
    for_second: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far criteria agree.

    Attributes:
        criteria: Ids of the criteria, the axes of `tau`.
        tau: (criteria, criteria) rank correlation of their orders, -1 to 1, equals allowed for;
            NaN where a criterion ranks all alike, or nothing.
        winners: For each choice that is anybody's best, the criteria that rank it first.
        disputes: Pairs in dispute, the most even first.
    """

    criteria: tuple[str, ...]
    tau: Values
    winners: tuple[tuple[str, tuple[str, ...]], ...]
    disputes: tuple[Dispute, ...]


def agreement(table: RobustnessTable) -> Agreement:
    """Where the criteria of a table agree on the order of choices, and where they don't."""
    keys = tuple(row.criterion.id for row in table.rows)
    tau = np.array([[rank_correlation(one, other) for other in table.rows] for one in table.rows])
    winners = []
    for column, choice in enumerate(table.choices):
        firsts = tuple(row.criterion.id for row in table.rows if row.ranks[column] == 1)
        if firsts:
            winners.append((choice, firsts))
    disputes = [
        dispute
        for one, other in combinations(range(len(table.choices)), 2)
        if (dispute := _dispute(table, one, other)) is not None
    ]
    disputes.sort(key=lambda one: len(one.for_first) - len(one.for_second))
    return Agreement(
        criteria=keys,
        tau=tau.reshape(len(keys), len(keys)),
        winners=tuple(winners),
        disputes=tuple(disputes),
    )


def rank_correlation(one: Robustness, other: Robustness) -> float:
    """Kendall's tau-b of two orders of choices, over the choices that both rank.

    M. G. Kendall: The Treatment of Ties in Ranking Problems, Biometrika 33, 1945. NaN where either
    ranks all alike.
    """
    both = np.array([one.ranks, other.ranks])
    both = both[:, (both > 0).all(axis=0)]
    signs = np.sign(both[:, :, None] - both[:, None, :])
    scale = np.sqrt(float((signs[0] ** 2).sum()) * float((signs[1] ** 2).sum()))
    return float((signs[0] * signs[1]).sum() / scale) if scale > 0 else float("nan")


def _dispute(table: RobustnessTable, one: int, other: int) -> Dispute | None:
    """Two choices in dispute, by their places; None where no two criteria contradict."""
    ranked = [row for row in table.rows if row.ranks[one] and row.ranks[other]]
    sides = (
        (one, tuple(row.criterion.id for row in ranked if row.ranks[one] < row.ranks[other])),
        (other, tuple(row.criterion.id for row in ranked if row.ranks[other] < row.ranks[one])),
    )
    if not (sides[0][1] and sides[1][1]):
        return None
    (first, for_first), (second, for_second) = sorted(sides, key=lambda side: -len(side[1]))
    return Dispute(
        first=table.choices[first],
        second=table.choices[second],
        for_first=for_first,
        for_second=for_second,
    )
