"""PRIM: boxes in which what is sought lies thick, found by patient peeling and pasting.

J. H. Friedman, N. I. Fisher: Bump Hunting in High-Dimensional Data, Statistics and Computing 9,
1999; for scenarios B. P. Bryant, R. J. Lempert: Thinking Inside the Box: A Participatory,
Computer-Assisted Approach to Scenario Discovery, Technological Forecasting and Social Change 77,
2010.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.exploration import Values

Flags = NDArray[np.bool_]


class Objective(Enum):
    """What the best next box is; with n cases of which the share m are sought, before and after."""

    ORIGINAL = "original"
    """The greatest m after: Friedman and Fisher's first."""
    LENIENT = "lenient"
    """The greatest gain of m a case peeled off: fair to categories, which take off many at once."""
    LENIENT_MASS = "lenient by mass"
    """That times n after: Friedman and Fisher's section 14.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Something that a box may restrict.

    Attributes:
        id: Its id.
        values: (cases,) values; for categories the place of each in `categories`.
        categories: Ids of the categories; none for numbers.
        whole: Whether all values are whole numbers, so that limits are to be, too.
    """

    id: str
    values: Values
    categories: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Peeling:
    """How boxes are peeled.

    Attributes:
        alpha: Share of the cases in a box that a peel takes off, 0 to 0.5; equal values stay
            together, so that it may be more.
        paste: Share of them that a paste takes in again, at least.
        least: Least share of all cases that a box holds.
        objective: What the best next box is.
    """

    alpha: float = 0.05
    paste: float = 0.05
    least: float = 0.05
    objective: Objective = Objective.LENIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What a box says about one dimension, its limits inside.

    Attributes:
        dimension: Id of the dimension.
        low: Smallest value inside; None where it isn't limited.
        high: Largest value inside; None where it isn't limited.
        kept: Ids of the categories inside; none for numbers.
    """

    dimension: str
    low: float | None = None
    high: float | None = None
    kept: tuple[str, ...] = ()

    def holds(self, dimension: Dimension) -> Flags:
        """(cases,) which cases of the dimension are inside."""
        if dimension.categories:
            kept = np.array([key in self.kept for key in dimension.categories])
            return np.asarray(kept[dimension.values.astype(np.intp)])
        inside = np.ones(dimension.values.size, dtype=np.bool_)
        if self.low is not None:
            inside &= dimension.values >= self.low
        if self.high is not None:
            inside &= dimension.values <= self.high
        return inside


Edges = tuple[Edge, ...]
"""A box: dimensions without an edge aren't restricted."""


def inside(edges: Edges, dimensions: Sequence[Dimension]) -> Flags:
    """(cases,) which cases lie in the box."""
    by_id = {one.id: one for one in dimensions}
    flags = np.ones(dimensions[0].values.size, dtype=np.bool_)
    for edge in edges:
        flags &= edge.holds(by_id[edge.dimension])
    return flags


def peel(
    dimensions: Sequence[Dimension], sought: Flags, among: Flags, how: Peeling
) -> tuple[Edges, ...]:
    """The trajectory of boxes: from no limits, peel by peel, then paste by paste.

    Peeling ends where no peel gains anything. What lies alike at both ends of a dimension, and
    nowhere between, may so be missed.

    Args:
        dimensions: What boxes may restrict.
        sought: (cases,) which cases are sought.
        among: (cases,) which cases count: others lie in boxes found before.
        how: How boxes are peeled; `least` is a share of all cases, counted or not.

    Returns:
        Edges of each box, dimensions in their order; at least one, the box without limits.
    """
    least = how.least * sought.size
    boxes: list[Edges] = [()]
    flags = among.copy()
    for ways in (_peels, _pastes):
        while True:
            found = _best(dimensions, (boxes[-1], flags, among), sought, (how, least, ways))
            if found is None:
                break
            boxes.append(found[0])
            flags = found[1]
    return tuple(boxes)


Candidate = tuple[Edges, Flags]
Ways = Callable[[Sequence[Dimension], Edges, Flags, Flags, Peeling], Iterator[Candidate]]


def _best(
    dimensions: Sequence[Dimension],
    box: tuple[Edges, Flags, Flags],
    sought: Flags,
    how: tuple[Peeling, float, Ways],
) -> Candidate | None:
    """The best next box, of equals the one with fewer edges, then the first; None: it's done."""
    edges, flags, among = box
    peeling, least, ways = how
    before = (int(flags.sum()), int((flags & sought).sum()))
    best: tuple[tuple[float, int], Candidate] | None = None
    for candidate in ways(dimensions, edges, flags, among, peeling):
        after = (int(candidate[1].sum()), int((candidate[1] & sought).sum()))
        if after[0] < least or not after[0] or after[0] == before[0]:
            continue
        worth = (_worth(before, after, peeling.objective), -len(candidate[0]))
        allowed = worth[0] > 0 if ways is _peels else _no_thinner(before, after)
        if allowed and (best is None or worth > best[0]):
            best = (worth, candidate)
    return None if best is None else best[1]


def _worth(before: tuple[int, int], after: tuple[int, int], objective: Objective) -> float:
    """How good a next box is, from (cases, sought) before and after."""
    share = after[1] / after[0]
    if objective is Objective.ORIGINAL:
        return share
    gain = (share - before[1] / before[0]) / abs(before[0] - after[0])
    return gain if objective is Objective.LENIENT else gain * after[0]


def _no_thinner(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a paste leaves the share of what is sought, and brings in some of it."""
    return after[1] > before[1] and after[1] * before[0] >= before[1] * after[0]


def _peels(
    dimensions: Sequence[Dimension], edges: Edges, flags: Flags, among: Flags, how: Peeling
) -> Iterator[Candidate]:
    """All boxes that are one peel smaller: off the top, off the bottom, or without a category."""
    del among
    for dimension in dimensions:
        if dimension.categories:
            yield from _without_one(dimension, edges, flags)
            continue
        values = np.sort(dimension.values[flags])
        for top in (True, False):
            limit = limit_of_peel(values, how.alpha, top=top)
            beyond = dimension.values > limit if top else dimension.values < limit
            if not (beyond & flags).any():
                continue
            if dimension.whole:
                limit = floor(limit) if top else ceil(limit)
            yield (
                _edged(edges, dimension, high=limit)
                if top
                else _edged(edges, dimension, low=limit),
                flags & ~beyond,
            )


def limit_of_peel(values: Values, alpha: float, *, top: bool) -> float:
    """Where a peel ends, in the middle between two different values: of sorted values in a box.

    The share `alpha` of the values lies beyond, as near as can be without parting equal ones; more
    where many are equal. The end of the values where all are equal as far as it would reach.
    """
    place = (values.size - 1) * ((1 - alpha) if top else alpha)
    low, high = floor(place), ceil(place)
    if top:
        low = min(low, int(np.searchsorted(values, values[high], side="left")) - 1)
        low = max(low, 0)
    else:
        high = max(high, int(np.searchsorted(values, values[low], side="right")))
        high = min(high, values.size - 1)
    return float((values[low] + values[high]) / 2)


def _without_one(dimension: Dimension, edges: Edges, flags: Flags) -> Iterator[Candidate]:
    """Boxes without one of the categories they hold."""
    kept = _kept(dimension, edges)
    there = set(np.unique(dimension.values[flags]).astype(int).tolist())
    for place, key in enumerate(dimension.categories):
        if key in kept and place in there and len(there) > 1:
            rest = tuple(one for one in kept if one != key)
            yield (
                _replaced(edges, Edge(dimension=dimension.id, kept=rest)),
                flags & (dimension.values != place),
            )


def _pastes(
    dimensions: Sequence[Dimension], edges: Edges, flags: Flags, among: Flags, how: Peeling
) -> Iterator[Candidate]:
    """All boxes that are one paste larger, along each edge."""
    by_id = {one.id: one for one in dimensions}
    for edge in edges:
        dimension = by_id[edge.dimension]
        others = tuple(one for one in edges if one is not edge)
        column = among & inside(others, dimensions)
        if dimension.categories:
            for place, key in enumerate(dimension.categories):
                if key not in edge.kept:
                    kept = tuple(k for k in dimension.categories if k in edge.kept or k == key)
                    whole = len(kept) == len(dimension.categories)
                    wider = others if whole else _replaced(edges, replace(edge, kept=kept))
                    yield wider, flags | (column & (dimension.values == place))
            continue
        count = max(1, ceil(how.paste * int(flags.sum())))
        for high in (True, False):
            beyond = _beyond(edge, dimension.values[column & ~flags], high=high)
            wider_edge = _pasted(edge, beyond, count, high=high, whole=dimension.whole)
            if wider_edge is None:
                continue
            bare = wider_edge.low is None and wider_edge.high is None
            yield (
                others if bare else _replaced(edges, wider_edge),
                column & wider_edge.holds(dimension),
            )


def _beyond(edge: Edge, outside: Values, *, high: bool) -> Values:
    """The values outside an edge on one side, the nearest first; none where it has no limit."""
    limit = edge.high if high else edge.low
    if limit is None:
        return outside[:0]
    return np.sort(outside[outside > limit]) if high else -np.sort(-outside[outside < limit])


def _pasted(edge: Edge, beyond: Values, count: int, *, high: bool, whole: bool) -> Edge | None:
    """The edge moved out over at least `count` of the values beyond; None where there are none.

    It ends in the middle between two values, or at the last one taken in if it is to be whole; it
    is gone where no value is left beyond it.
    """
    if not beyond.size:
        return None
    new: float | None = None
    if beyond.size > count:
        last = beyond[count - 1]
        left = beyond[count:][beyond[count:] != last]
        if left.size:
            new = float(last) if whole else float((last + left[0]) / 2)
    return replace(edge, high=new) if high else replace(edge, low=new)


def _kept(dimension: Dimension, edges: Edges) -> tuple[str, ...]:
    own = next((edge for edge in edges if edge.dimension == dimension.id), None)
    return dimension.categories if own is None else own.kept


def _edged(
    edges: Edges,
    dimension: Dimension,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Edges:
    """The edges with a new limit of one dimension, in the order of the dimensions."""
    own = next(
        (edge for edge in edges if edge.dimension == dimension.id), Edge(dimension=dimension.id)
    )
    own = replace(own, low=own.low if low is None else low, high=own.high if high is None else high)
    return _replaced(edges, own)


def _replaced(edges: Edges, own: Edge) -> Edges:
    """The edges with one of them replaced, or added at the end."""
    if any(edge.dimension == own.dimension for edge in edges):
        return tuple(own if edge.dimension == own.dimension else edge for edge in edges)
    return (*edges, own)
