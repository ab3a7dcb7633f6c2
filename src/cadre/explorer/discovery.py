"""Discovery: in which cases a choice fails, as a few boxes that a person can read.

Boxes by PRIM (see `prim`), judged as B. P. Bryant and R. J. Lempert do (Thinking Inside the Box,
2010): by coverage, density and how few limits they have, with a quasi p-value for each limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.deciding import SCENARIO
from cadre.explorer.exploration import Exploration
from cadre.explorer.prim import Dimension, Edge, Edges, Flags, Peeling, inside, peel
from cadre.explorer.robustness import satisfied

AS_STATED = "as-stated"
"""The category of cases in no scenario: the dossier as it is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How boxes are looked for.

    Attributes:
        peeling: How they are peeled.
        limited: At most this many dimensions are limited by a box that is chosen.
        density: A box is kept only if at least this share of its cases is sought.
        significant: Limits that chance may explain with a quasi p-value beyond this are dropped.
        boxes: At most this many boxes.
    """

    peeling: Peeling = field(default_factory=Peeling)
    limited: int = 4
    density: float = 0.5
    significant: float = 0.05
    boxes: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One dimension of a box, and how likely chance alone would make each limit look as good.

    The quasi p-value of a limit: the chance to find as many sought cases as the box holds among as
    many cases, if these were drawn from the box without the limit. Quasi, since the limit was
    looked for in the same cases: it flatters; the more so where scenarios hold the same points,
    which are fewer than the cases.

    Attributes:
        edge: What it says, limits inside.
        low_chance: Quasi p-value of its lower limit; None without one.
        high_chance: Of its upper limit.
        kept_chance: Of its categories.
    """

    edge: Edge
    low_chance: float | None = None
    high_chance: float | None = None
    kept_chance: float | None = None

    @property
    def chance(self) -> float:
        """The smallest of its quasi p-values."""
        all_of_them = (self.low_chance, self.high_chance, self.kept_chance)
        return min(one for one in all_of_them if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box, and what it holds.

    Attributes:
        limits: What it limits, the surest first; none for the box that holds all.
        cases: Cases inside, of those not in boxes found before.
        hits: Sought ones among them.
        coverage: `hits` as a share of all sought cases, those in earlier boxes too.
        density: `hits` as a share of `cases`.
        mass: `cases` as a share of all cases.
    """

    limits: tuple[Limit, ...]
    cases: int
    hits: int
    coverage: float
    density: float
    mass: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One box that was found, and those it was chosen from.

    Attributes:
        box: The box, limits that chance may explain dropped.
        trajectory: All boxes peeled and pasted on the way, the one that holds all first.
        chosen: The place in the trajectory of the box with the limits that were dropped.
    """

    box: Box
    trajectory: tuple[Box, ...]
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Where what is sought lies.

    Attributes:
        found: Boxes in the order they were found, each in the cases that the ones before leave.
        cases: Cases looked at.
        hits: Sought ones among them.
        left_out: Cases left out, not played.
    """

    found: tuple[Found, ...]
    cases: int
    hits: int
    left_out: int

    @property
    def covered(self) -> float:
        """Share of the sought cases that lie in one of the boxes; 0 where none is sought."""
        return sum(one.box.hits for one in self.found) / self.hits if self.hits else 0.0


def discover(
    exploration: Exploration,
    measure: str,
    choice: str,
    how: Search | None = None,
    *,
    enough: float | None = None,
    failing: bool = True,
) -> Discovery:
    """Where a choice fails: the cases in which its measure isn't enough.

    Args:
        exploration: Choices against cases.
        measure: Id of the measure.
        choice: Id of the choice.
        how: How boxes are looked for.
        enough: What is enough, in the unit of the measure; None: what the measure says.
        failing: False looks for the cases in which it is enough.

    Raises:
        UnknownIdError: A measure or a choice that the exploration doesn't have.
        CadreError: Nobody has said what is enough.
    """
    column, row = exploration.measure(measure), exploration.choice(choice)
    asked = exploration.measures[column]
    asked = asked if enough is None else replace(asked, enough=enough)
    if asked.enough is None:
        raise CadreError(
            f"measure {measure!r}",
            "nobody has said how much is enough",
            "a measure with a threshold",
            "Say how much is enough.",
        )
    good = exploration.good()[row, :, column]
    sought = (satisfied(good, asked) < 1) == failing
    return search(dimensions(exploration), sought, how, played=np.isfinite(good))


def dimensions(exploration: Exploration) -> tuple[Dimension, ...]:
    """What boxes may limit: each uncertainty, and the scenario if there are several."""
    design = exploration.design
    found = [
        Dimension(
            id=one.id,
            values=design.points[:, column],
            whole=bool((design.points[:, column] == np.round(design.points[:, column])).all()),
        )
        for column, one in enumerate(design.uncertainties)
    ]
    scenarios = list(dict.fromkeys(design.scenarios))
    if len(scenarios) > 1:
        places = [float(scenarios.index(one)) for one in design.scenarios]
        ids = tuple(AS_STATED if one is None else str(one) for one in scenarios)
        found.append(Dimension(id=SCENARIO, values=np.array(places), categories=ids))
    return tuple(found)


def search(
    dimensions: Sequence[Dimension],
    sought: Flags,
    how: Search | None = None,
    *,
    played: Flags | None = None,
) -> Discovery:
    """Boxes in which sought cases lie thick, one after another.

    From the boxes of a trajectory limits are dropped that chance may explain, the least sure first.
    Then that is chosen for which the harmonic mean of coverage and density is greatest (C. J. van
    Rijsbergen: Information Retrieval, 2nd edition, 1979), of equals the first peeled. It ends when
    the next box would be too thin, or hold no limit, or when nothing sought is left.

    Args:
        dimensions: What boxes may limit, of the same cases.
        sought: (cases,) which cases are sought.
        how: How boxes are looked for.
        played: (cases,) which cases are known; None: all.
    """
    how = how or Search()
    known = np.ones(sought.size, dtype=np.bool_) if played is None else played
    dims = [replace(one, values=one.values[known]) for one in dimensions]
    hits = sought[known]
    among = np.ones(hits.size, dtype=np.bool_)
    found: list[Found] = []
    while dims and len(found) < how.boxes and (among & hits).any():
        one = _next(dims, hits, among, how)
        if one is None:
            break
        found.append(one)
        among &= ~inside(tuple(limit.edge for limit in one.box.limits), dims)
    return Discovery(
        found=tuple(found),
        cases=int(hits.size),
        hits=int(hits.sum()),
        left_out=int(known.size - known.sum()),
    )


def _next(
    dimensions: Sequence[Dimension], sought: Flags, among: Flags, how: Search
) -> Found | None:
    """The next box among the cases that are left; None where none is worth it."""
    trajectory = tuple(
        box_of(edges, dimensions, sought, among)
        for edges in peel(dimensions, sought, among, how.peeling)
    )
    pruned = {
        place: _pruned(box, dimensions, sought, (among, how.significant))
        for place, box in enumerate(trajectory)
    }
    readable = [place for place, box in pruned.items() if len(box.limits) <= how.limited]
    chosen = max(readable, key=lambda place: (_both(pruned[place]), -place))
    box = pruned[chosen]
    if not box.limits or box.density < how.density:
        return None
    return Found(box=box, trajectory=trajectory, chosen=chosen)


def _pruned(
    box: Box, dimensions: Sequence[Dimension], sought: Flags, how: tuple[Flags, float]
) -> Box:
    """The box without limits that chance may explain, the least sure dropped first."""
    among, significant = how
    while (edges := _least_sure(box, significant)) is not None:
        box = box_of(edges, dimensions, sought, among)
    return box


def _both(box: Box) -> float:
    """The harmonic mean of coverage and density."""
    total = box.coverage + box.density
    return 2 * box.coverage * box.density / total if total > 0 else 0.0


def box_of(edges: Edges, dimensions: Sequence[Dimension], sought: Flags, among: Flags) -> Box:
    """What a box holds of the cases `among`, with the quasi p-values of its limits."""
    by_id = {one.id: one for one in dimensions}
    holds = [edge.holds(by_id[edge.dimension]) for edge in edges]
    flags = np.logical_and.reduce([among, *holds])
    cases, hits = int(flags.sum()), int((flags & sought).sum())
    limits = []
    for place, edge in enumerate(edges):
        others = np.logical_and.reduce([among, *holds[:place], *holds[place + 1 :]])
        chances = [
            None if bare is None else _chance((cases, hits), others & bare, sought)
            for bare in _bared(edge, by_id[edge.dimension])
        ]
        limits.append(
            Limit(edge=edge, low_chance=chances[0], high_chance=chances[1], kept_chance=chances[2])
        )
    return Box(
        limits=tuple(sorted(limits, key=lambda one: one.chance)),
        cases=cases,
        hits=hits,
        coverage=hits / max(1, int(sought.sum())),
        density=hits / max(1, cases),
        mass=cases / sought.size,
    )


def _bared(edge: Edge, dimension: Dimension) -> tuple[Flags | None, Flags | None, Flags | None]:
    """Which cases the edge holds without its lower limit, its upper one, its categories."""
    everything = np.ones(dimension.values.size, dtype=np.bool_)
    return (
        None if edge.low is None else replace(edge, low=None).holds(dimension),
        None if edge.high is None else replace(edge, high=None).holds(dimension),
        everything if edge.kept else None,
    )


def _chance(box: tuple[int, int], wider: Flags, sought: Flags) -> float:
    """The quasi p-value of a limit: (cases, hits) of the box, and the box without the limit."""
    from scipy.stats import binom  # type: ignore[import-untyped] # noqa: PLC0415 - slow to load

    cases, hits = box
    share = int((wider & sought).sum()) / max(1, int(wider.sum()))
    return float(binom.sf(hits - 1, cases, share))


def _least_sure(box: Box, significant: float) -> Edges | None:
    """The edges without the limit that chance explains best; None where it explains none."""
    sides = [
        (chance, place, side)
        for place, limit in enumerate(box.limits)
        for side, chance in (
            ("low", limit.low_chance),
            ("high", limit.high_chance),
            ("kept", limit.kept_chance),
        )
        if chance is not None and chance > significant
    ]
    if not sides:
        return None
    _, place, side = max(sides, key=lambda one: one[0])
    edges = [limit.edge for limit in box.limits]
    own = edges[place]
    bare = (
        replace(own, low=None)
        if side == "low"
        else replace(own, high=None)
        if side == "high"
        else replace(own, kept=())
    )
    if bare.low is None and bare.high is None and not bare.kept:
        return tuple(edges[:place] + edges[place + 1 :])
    return (*edges[:place], bare, *edges[place + 1 :])
