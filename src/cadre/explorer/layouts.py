"""Layouts: a design laid out again as its method made it, scenario by scenario, row by row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.exploration import Design, Values

FEWEST = 4
"""Points without which nothing can be told from points alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The cases of a design as blocks of rows that belong together.

    Attributes:
        cases: (scenarios, blocks, rows) the case at each place.
        points: (blocks, rows, uncertainties) values as shares of the ranges, the same in all
            scenarios; 0 throughout where a range has no width.
        second: Whether blocks hold the rows for second-order indices too.
    """

    cases: NDArray[np.intp]
    points: Values
    second: bool = False

    def whole(self, there: NDArray[np.bool_]) -> Layout:
        """The blocks of which all cases are `there` (cases,), in every scenario."""
        kept = there[self.cases].all(axis=(0, 2))
        return Layout(
            cases=self.cases[:, kept],
            points=self.points[kept],
            second=self.second,
        )


def saltelli_layout(design: Design) -> Layout | None:
    """Blocks of A, A with one column of B each, (B with one of A each), and B; None if it isn't so.

    A. Saltelli: Making Best Use of Model Evaluations to Compute Sensitivity Indices, Computer
    Physics Communications 145, 2002.
    """
    many = len(design.uncertainties)
    for second in (True, False):
        found = _layout(design, 2 * many + 2 if second else many + 2, second=second)
        if found is not None and _crossed(found.points, second=second):
            return found
    return None


def morris_layout(design: Design) -> Layout | None:
    """Trajectories along which one uncertainty changes at each step; None if it isn't so.

    M. D. Morris: Factorial Sampling Plans for Preliminary Computational Experiments, Technometrics
    33, 1991.
    """
    found = _layout(design, len(design.uncertainties) + 1)
    if found is None:
        return None
    steps = np.diff(found.points, axis=1) != 0
    alone = bool((steps.sum(axis=2) <= 1).all() and (steps.sum(axis=1) <= 1).all())
    return found if alone and steps.any() else None


def by_point(design: Design, cases: NDArray[np.intp]) -> NDArray[np.intp]:
    """(scenarios, points) those of `cases` that lie at the same point, a row for each scenario.

    Where scenarios hold the same points, a point is one draw, however many cases it makes. Points
    that some scenario lacks are left out. One row of all cases where scenarios hold other points,
    or fewer than `FEWEST` points are in all of them.
    """
    found = _layout(design, 1)
    if found is not None and len(found.cases) > 1:
        there = np.zeros(len(design.points), dtype=np.bool_)
        there[cases] = True
        whole = found.whole(there).cases[:, :, 0]
        if whole.shape[1] >= FEWEST:
            return whole
    return cases[None]


def _layout(design: Design, rows: int, *, second: bool = False) -> Layout | None:
    """The cases in blocks of `rows`, if each scenario holds the same points in the same order.

    A first case at the likely values, which many designs begin with, is left aside if the rest
    fits without it.
    """
    sheets = [
        np.flatnonzero([one == scenario for one in design.scenarios])
        for scenario in dict.fromkeys(design.scenarios)
    ]
    points = _shares(design)
    if any(len(sheet) != len(sheets[0]) for sheet in sheets) or not sheets:
        return None
    cases = np.array(sheets)
    if not (points[cases] == points[cases[0]]).all():
        return None
    likely = [one.likely for one in design.uncertainties]
    if cases.shape[1] % rows == 1 and (design.points[cases[0, 0]] == likely).all():
        cases = cases[:, 1:]
    if cases.shape[1] % rows or not cases.shape[1]:
        return None
    cases = cases.reshape(len(sheets), -1, rows)
    return Layout(cases=cases, points=points[cases[0]], second=second)


def _shares(design: Design) -> Values:
    """(cases, uncertainties) points as shares of the ranges."""
    low = np.array([one.low for one in design.uncertainties])
    width = np.array([one.high for one in design.uncertainties]) - low
    shares: Values = np.zeros_like(design.points)
    np.divide(design.points - low, width, out=shares, where=width > 0)
    return shares


def _crossed(points: Values, *, second: bool) -> bool:
    """Whether (blocks, rows, uncertainties) are crossed as Saltelli's scheme says."""
    first, last = points[:, 0], points[:, -1]
    for column in range(points.shape[2]):
        pairs = [(1 + column, first, last)]
        if second:
            pairs.append((1 + points.shape[2] + column, last, first))
        for row, own, other in pairs:
            mixed = own.copy()
            mixed[:, column] = other[:, column]
            if not (points[:, row] == mixed).all():
                return False
    return True
