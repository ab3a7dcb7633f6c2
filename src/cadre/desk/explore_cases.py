"""The cases of an exploration: as stated, within the ranges, near the likely, at each end alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cadre.desk.explore_asked import ExploreAsked, Method
from cadre.explorer import designs
from cadre.explorer.exploration import Design, Exploration, Values
from cadre.explorer.ranges import stretched
from cadre.explorer.uncertainties import Uncertainty
from cadre.mission.ids import ScenarioId

NARROWED = (0.25, 0.5, 0.75)
"""How far towards their ends ranges are played too, so that robustness shows against range."""
NEAR = 20
"""Points for each of these."""
Scenarios = Sequence[ScenarioId | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """All cases of one exploration, in parts that are judged apart.

    Attributes:
        design: All of them.
        ranges: Points within the whole ranges, under each scenario; what choices are judged by.
        likely: All at what plans use, under each scenario; as stated first.
        narrowed: Points nearer to the likely, as stated.
        ends: Each uncertainty at its low, then at its high end, all else likely, as stated.
    """

    design: Design
    ranges: slice
    likely: slice
    narrowed: slice
    ends: slice


def cases(asked: ExploreAsked, varied: Sequence[Uncertainty], scenarios: Scenarios) -> Cases:
    """The cases that are asked for, in one batch.

    Raises:
        CadreError: There are too many, or none.
    """
    laid = _laid(asked, varied, scenarios)
    middle = np.array([[one.likely for one in varied]])
    stated = len(scenarios)
    near = designs.latin(varied, points=NEAR, seed=asked.seed).points if varied else middle[:0]
    parts: list[tuple[tuple[ScenarioId | None, ...], Values]] = [
        (laid.scenarios, laid.points),
        (tuple(scenarios), np.repeat(middle, stated, axis=0)),
        _as_stated(stretched(varied, near, NARROWED) if varied else near),
        _as_stated(_ends(varied, middle)),
    ]
    counts = np.cumsum([0, *(len(points) for _, points in parts)]).tolist()
    places = [slice(first, last) for first, last in pairwise(counts)]
    design = Design(
        method=laid.method,
        seed=asked.seed,
        uncertainties=tuple(varied),
        scenarios=tuple(one for names, _ in parts for one in names),
        points=np.concatenate([points for _, points in parts]),
    )
    return Cases(
        design=design,
        ranges=places[0],
        likely=places[1],
        narrowed=places[2],
        ends=places[3],
    )


def some_of(exploration: Exploration, where: NDArray[np.intp]) -> Exploration:
    """An exploration of some of its cases alone, in the order given."""
    design = exploration.design
    return replace(
        exploration,
        design=replace(
            design,
            scenarios=tuple(design.scenarios[case] for case in where.tolist()),
            points=design.points[where],
        ),
        means=exploration.means[:, where],
        errors=exploration.errors[:, where],
    )


def _as_stated(points: Values) -> tuple[tuple[ScenarioId | None, ...], Values]:
    return (None,) * len(points), points


def _laid(asked: ExploreAsked, varied: Sequence[Uncertainty], scenarios: Scenarios) -> Design:
    if not varied:
        return designs.latin(varied, scenarios, points=1, seed=asked.seed)
    if asked.method is Method.GRID:
        return designs.grid(varied, scenarios, levels=asked.points)
    if asked.method is Method.SALTELLI:
        return designs.saltelli(varied, scenarios, base=asked.points, seed=asked.seed)
    if asked.method is Method.MORRIS:
        return designs.morris(varied, scenarios, trajectories=asked.points, seed=asked.seed)
    lay = designs.sobol if asked.method is Method.SOBOL else designs.latin
    return lay(varied, scenarios, points=asked.points, seed=asked.seed)


def _ends(varied: Sequence[Uncertainty], middle: Values) -> Values:
    """(2 x uncertainties, uncertainties) each at its low end, then at its high end, alone."""
    points = np.repeat(middle, 2 * len(varied), axis=0)
    for place, one in enumerate(varied):
        points[2 * place, place] = one.low
        points[2 * place + 1, place] = one.high
    return points
