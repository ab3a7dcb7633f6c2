"""Ranges: how robust choices are when what is uncertain strays less, or more, from the likely.

Robustness as the distance that what is uncertain may stray before a choice fails: Y. Ben-Haim:
Info-Gap Decision Theory, 2nd edition, 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError, UnknownIdError
from cadre.explorer.compared import compared
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.measures import Measure
from cadre.explorer.robustness import Judged, satisfied
from cadre.explorer.uncertainties import Uncertainty

TENTHS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""From all at their likely values to the whole ranges."""
NEAR = 1e-9
"""Extents closer than this are the same: points are made by adding and scaling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstRange:
    """Robustness of each choice against the width of the ranges, a curve each.

    Attributes:
        measure: The measure.
        choices: Ids of the choices compared.
        about: Ids of the uncertainties whose ranges are narrowed; the others keep theirs.
        extents: (extents,) 0 for all of them at their likely values, 1 for the whole ranges.
        counts: (extents,) cases within the narrowed ranges, edges included. Few cases, rough curve.
        satisficing: (choices, extents) share of these cases with enough; NaN without cases, or
            where nobody has said what is enough.
        mean: (choices, extents) mean of the measure over them; NaN without cases.
        worst: (choices, extents) its worst value in any of them.
        largest_regret: (choices, extents) largest regret in any of them.
        holds_to: (choices,) the widest extent of a case played up to which it is enough in all
            cases; NaN where it isn't even at the smallest, or nobody has said what is enough.
        left_out: Combinations left out.
    """

    measure: Measure
    choices: tuple[str, ...]
    about: tuple[str, ...]
    extents: Values
    counts: NDArray[np.intp]
    satisficing: Values
    mean: Values
    worst: Values
    largest_regret: Values
    holds_to: Values
    left_out: int


def extents_of(design: Design, about: Sequence[str] | None = None) -> Values:
    """(cases,) how far each case strays: the share of its range in which it strays most.

    0 is a case at the likely value of each uncertainty in `about` (None: all), 1 one at an end of
    a range. A range is measured from the likely value, to each side by itself.

    Raises:
        UnknownIdError: An uncertainty that the design doesn't vary.
    """
    columns = _columns(design, about)
    strays: Values = np.zeros(len(design.points))
    for column in columns:
        uncertainty = design.uncertainties[column]
        away = design.points[:, column] - uncertainty.likely
        room = np.where(away > 0, uncertainty.high, uncertainty.low) - uncertainty.likely
        share = np.where(away == 0, 0.0, 1.0)
        np.divide(away, room, out=share, where=(away != 0) & (np.abs(room) > 0))
        strays = np.maximum(strays, share)
    return strays


def stretched(
    uncertainties: Sequence[Uncertainty], points: Values, extents: Sequence[float]
) -> Values:
    """Points drawn into narrowed ranges, a copy for each extent: a design that fills the curve.

    With many uncertainties hardly a point of an ordinary design lies near the likely values in all
    of them at once; copies drawn towards these do.

    Args:
        uncertainties: The columns of `points`.
        points: (points, uncertainties) values within the whole ranges.
        extents: 0 to 1; more than 1 goes beyond the ranges.

    Returns:
        (extents x points, uncertainties), extent by extent.
    """
    likely = np.array([one.likely for one in uncertainties])
    shape = (-1, len(uncertainties))
    scale = np.asarray(extents, dtype=np.float64)[:, None, None]
    drawn: Values = (likely + scale * (points - likely)[None]).reshape(shape)
    return drawn


def against_range(
    exploration: Exploration,
    measure: str,
    about: Sequence[str] | None = None,
    extents: Sequence[float] = TENTHS,
) -> AgainstRange:
    """Robustness of each choice against the width of the ranges of `about` (None: all).

    Each point of a curve is over the cases within the ranges narrowed to that extent.

    Raises:
        UnknownIdError: A measure or an uncertainty that the exploration doesn't have.
        CadreError: Nothing that can be compared, or an extent below 0.
    """
    if any(extent < 0 for extent in extents):
        raise CadreError("extents", f"{min(extents)} is below 0", "0 or more", "Give no such one.")
    same = compared(exploration, [measure])
    judged = Judged(good=same.good[:, :, 0], measure=same.measures[0])
    sign = 1.0 if judged.measure.more else -1.0
    strays = extents_of(exploration.design, about)[same.cases]
    inside = strays[None] <= np.asarray(extents)[:, None] + NEAR
    enough, regret = satisfied(judged.good, judged.measure), judged.regret
    return AgainstRange(
        measure=judged.measure,
        choices=same.ids,
        about=tuple(
            exploration.design.uncertainties[place].id
            for place in _columns(exploration.design, about)
        ),
        extents=np.asarray(extents, dtype=np.float64),
        counts=inside.sum(axis=1),
        satisficing=_means(enough, inside),
        mean=sign * _means(judged.good, inside),
        worst=-sign * _most(-judged.good, inside),
        largest_regret=_most(regret, inside),
        holds_to=_holds_to(enough, strays),
        left_out=same.left_out,
    )


def _columns(design: Design, about: Sequence[str] | None) -> tuple[int, ...]:
    """The places of `about` among what the design varies."""
    known = [one.id for one in design.uncertainties]
    if about is None:
        return tuple(range(len(known)))
    for key in about:
        if key not in known:
            raise UnknownIdError("uncertainty", key, known, "Use one that the design varies.")
    return tuple(known.index(key) for key in about)


def _means(values: Values, inside: NDArray[np.bool_]) -> Values:
    """(choices, extents) means of (choices, cases) over the cases inside; NaN without any."""
    means: Values = np.full((values.shape[0], inside.shape[0]), np.nan)
    for place, own in enumerate(inside):
        if own.any():
            means[:, place] = values[:, own].mean(axis=1)
    return means


def _most(values: Values, inside: NDArray[np.bool_]) -> Values:
    """(choices, extents) the largest over the cases inside; NaN without any."""
    most: Values = np.full((values.shape[0], inside.shape[0]), np.nan)
    for place, own in enumerate(inside):
        if own.any():
            most[:, place] = values[:, own].max(axis=1)
    return most


def _holds_to(enough: Values, strays: Values) -> Values:
    """(choices,) the widest extent of a case up to which all cases have enough; NaN if none."""
    widest: Values = np.full(enough.shape[0], np.nan)
    for row, own in enumerate(enough):
        first = strays[own < 1].min(initial=np.inf)
        good = strays[(strays < first - NEAR) & (own >= 1)]
        widest[row] = good.max(initial=-np.inf) if good.size else np.nan
    return widest
