"""Finding: every figure and day of a mission that decides something and that nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.applying import put
from cadre.explorer.cells import BELIEFS, DAYS, Cell, cells, likely, name_of, settled
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.ids import AssumptionId
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.priors import Prior
from cadre.mission.quantities import WEEKS, Range, exact
from cadre.mission.rows import Row
from cadre.mission.sources import Assumption
from cadre.mission.weeks import DateRange

Place = tuple[str, str, str]
EVERY = (Kind.FIGURE, Kind.BELIEF, Kind.RANGE, Kind.DAY)
"""Kinds that are looked for where none is named: how often shocks come, not when the first does."""
OF_FUTURES = "share of futures"
SORTS = ("share", "times", "days", "weeks", "weight")
"""First words of units that aren't numbers of people or things, whatever these are called."""


def uncertainties(mission: Mission, *, kinds: Collection[Kind] = EVERY) -> tuple[Uncertainty, ...]:
    """Every uncertain figure and day that planner or simulator look at, each cell once.

    An assumption's figure binds all cells of rows citing it that hold that figure in a unit of its
    sort, so that they move together; so does a prior's. What no figure binds stands for itself: a
    belief may be anything, a range goes from its low to its high end. Rows that cite the same
    evidence for the same range move together. Where the week of a shock is among them, how often
    that shock comes isn't.

    Args:
        mission: What is known.
        kinds: The kinds wanted; the weeks of shocks only where they are named.

    Returns:
        Assumptions' figures first, in the order of the table, then priors', beliefs, ranges,
        days and shocks.
    """
    shocks = tuple(_shocks(mission)) if Kind.SHOCK in kinds else ()
    rated = {("shocks", place[1], "per_year") for one in shocks for place in one.fields}
    every = [one for one in cells(mission) if one.place not in rated]
    figures = tuple(_figures(mission, every))
    bound = {place for one in figures for place in one.fields}
    free = [one for one in every if one.place not in bound]
    found = (*figures, *_beliefs(mission, free), *_ranges(mission, free), *_days(mission), *shocks)
    return tuple(one for one in found if one.kind in kinds)


def named(
    mission: Mission, keys: Collection[str], *, kinds: Collection[Kind] = EVERY
) -> tuple[Uncertainty, ...]:
    """The uncertainties of these ids, in the order of `uncertainties`.

    Raises:
        CadreError: The mission has no such uncertainty.
    """
    known = {one.id: one for one in uncertainties(mission, kinds=kinds)}
    for key in keys:
        if key not in known:
            raise CadreError(
                f"uncertainty {key!r}",
                "isn't one of the mission's",
                ", ".join(known) or "none: nothing in it is uncertain",
                "Name one of these.",
            )
    return tuple(one for one in known.values() if one.id in keys)


def deciding(
    missions: Collection[Mission], plans: Collection[Plan], found: Collection[Uncertainty]
) -> tuple[Uncertainty, ...]:
    """Those that can change what comes of a plan in any future, in their order.

    What only the planner looks at, and what belongs to work, people or sites that no plan has,
    isn't among them. It is tried: the tables that futures are played from must differ between
    the values.

    Args:
        missions: The mission of each choice.
        plans: The plan of each choice, in the same order.
        found: What may decide.
    """
    pairs = list(zip(missions, plans, strict=True))
    stated = [_laid(mission, plan) for mission, plan in pairs]
    return tuple(
        one
        for one in found
        if any(
            _laid(after, trimmed(plan, after)) != before
            for (mission, plan), before in zip(pairs, stated, strict=True)
            for after in (put(mission, one, one.low), put(mission, one, one.high))
        )
    )


def _laid(mission: Mission, plan: Plan) -> tuple[bytes, ...]:
    from cadre.simulator.run import default_levels  # noqa: PLC0415 - compiles the rules
    from cadre.simulator.tables import lay  # noqa: PLC0415 - as above

    mission = _heeded(mission, plan)
    levels = [people for _, people in default_levels(mission, plan)]
    return tuple(_flat(lay(mission, plan, levels)))


def _heeded(mission: Mission, plan: Plan) -> Mission:
    """The mission without figures that are laid out and never looked at in a future of a plan.

    Why engagements fail is told beside what comes of it. How much support a kind asks for counts
    where work needs that kind or somebody lends it; how soon attacks draw others, and when consent
    is given again, where any do and any is.
    """
    from cadre.simulator.dormant import widened  # noqa: PLC0415 - as above

    works = [mission.activity(one.activity) for one in widened(mission, plan).plan.starts]
    kinds = {key for one in works for key in one.enablers}
    kinds |= {one.enabler for one in mission.supports}
    none = exact(0)
    return replace(
        mission,
        hindrances=(),
        enablers=tuple(
            one if one.id in kinds else replace(one, per_person=none, fixed=none)
            for one in mission.enablers
        ),
        shocks=tuple(
            replace(
                one,
                again_weeks=one.again_weeks if one.again.high else none,
                return_weeks=one.return_weeks if one.worsens.high else none,
            )
            for one in mission.shocks
        ),
    )


def _flat(tables: object) -> Iterator[bytes]:
    """All cells of tables, but those that only tell answers apart by draws."""
    if isinstance(tables, np.ndarray):
        yield tables.tobytes()
    elif isinstance(tables, tuple):
        for name, part in zip(getattr(tables, "_fields", ()), tables, strict=True):
            if name != "deciders":
                yield from _flat(part)


def _figures(mission: Mission, every: list[Cell]) -> Iterator[Uncertainty]:
    """Figures of assumptions and priors, with the cells that hold them; each cell once."""
    taken: set[Place] = set()
    by_ref: dict[str, list[Cell]] = {}
    for cell in every:
        for ref in dict.fromkeys(one.ref for one in cell.row.sources):
            by_ref.setdefault(ref, []).append(cell)
    evidence: tuple[Assumption | Prior, ...] = (*mission.assumptions, *mission.priors)
    for one in evidence:
        value = one.value
        if value is None or value.known:
            continue
        mine = [
            cell
            for cell in by_ref.get(str(one.id), ())
            if cell.place not in taken and _holds(cell, value) and _fits(one, cell)
        ]
        whole = {cell.row.id for cell in mine if _is_range(cell)}
        # A row that holds the range itself has no other cell that happens to be the same figure.
        mine = [one for one in mine if _is_range(one) or one.row.id not in whole]
        if mine:
            taken.update(cell.place for cell in mine)
            assumed = isinstance(one, Assumption)
            yield Uncertainty(
                id=str(one.id),
                name=(one.statement if isinstance(one, Assumption) else one.name).rstrip("."),
                kind=Kind.FIGURE,
                unit=one.unit or mine[0].unit.name,
                low=float(value.low),
                likely=float(value.likely),
                high=float(value.high),
                fields=tuple(cell.place for cell in mine),
                assumption=AssumptionId(one.id) if assumed else None,
                sources=(str(one.id),),
            )


def _holds(cell: Cell, value: Range) -> bool:
    """Whether a cell holds a figure: as it is known, or its likely value alone."""
    if isinstance(cell.value, Range):
        mine = cell.value
        whole = (mine.low, mine.likely, mine.high) == (value.low, value.likely, value.high)
        return whole or (mine.known and mine.likely == value.likely)
    return likely(cell.value) == value.likely


def _is_range(cell: Cell) -> bool:
    return isinstance(cell.value, Range) and not cell.value.known


def _fits(one: Assumption | Prior, cell: Cell) -> bool:
    """Whether a figure can be meant by a cell: of the same sort, its ends within the bounds.

    A prior's can only in its own column, a share of futures only where something is believed in.
    """
    value = one.value
    if isinstance(one, Prior) and one.column is not None:
        return cell.table == one.column.table and cell.field == one.column.field
    if one.unit.startswith(OF_FUTURES) and BELIEFS.get(cell.table) != cell.field:
        return False
    alike = not one.unit or _sort(one.unit) == _sort(cell.unit.name)
    return alike and value is not None and all(map(cell.unit.allows, (value.low, value.high)))


def _sort(unit: str) -> str:
    """The sort of a unit: share, rate, ratio, length of time or weight; all else is a number."""
    if " per " in unit:
        return "ratio"
    first = unit.split(" ", maxsplit=1)[0]
    return first if first in SORTS else "number"


def _sources(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.ref for one in row.sources))


def _alone(mission: Mission, row: Row) -> AssumptionId | None:
    """The assumption behind a row, where it cites one alone."""
    known = {str(one.id) for one in mission.assumptions}
    found = [ref for ref in _sources(row) if ref in known]
    return AssumptionId(found[0]) if len(found) == 1 else None


def _beliefs(mission: Mission, free: list[Cell]) -> Iterator[Uncertainty]:
    for cell in free:
        if BELIEFS.get(cell.table) == cell.field and 0 < likely(cell.value) < 1:
            yield Uncertainty(
                id=cell.id,
                name=cell.name,
                kind=Kind.BELIEF,
                unit=OF_FUTURES,
                low=0.0,
                likely=likely(cell.value),
                high=1.0,
                fields=(cell.place,),
                assumption=_alone(mission, cell.row),
                sources=_sources(cell.row),
            )


def _ranges(mission: Mission, free: list[Cell]) -> Iterator[Uncertainty]:
    """Ranges that nothing binds; the same range of rows that cite the same moves together."""
    groups: list[list[Cell]] = []
    for cell in free:
        if _is_range(cell):
            group = next((some for some in groups if _alike(some[0], cell)), None)
            if group is None:
                groups.append([cell])
            else:
                group.append(cell)
    for some in groups:
        first, value = some[0], some[0].value
        assert isinstance(value, Range)  # noqa: S101 - only ranges are grouped
        others = len(some) - 1
        names, _, word = first.name.rpartition(": ")
        more = f" and {others} more like it: {word}"
        yield Uncertainty(
            id=first.id,
            name=f"{names}{more}" if others else first.name,
            kind=Kind.RANGE,
            unit=first.unit.name,
            low=float(value.low),
            likely=float(value.likely),
            high=float(value.high),
            fields=tuple(cell.place for cell in some),
            assumption=_alone(mission, first.row),
            sources=tuple(dict.fromkeys(ref for cell in some for ref in _sources(cell.row))),
        )


def _alike(one: Cell, other: Cell) -> bool:
    same = (one.table, one.field, one.value) == (other.table, other.field, other.value)
    return same and not {*_sources(one.row)}.isdisjoint(_sources(other.row))


def _days(mission: Mission) -> Iterator[Uncertainty]:
    start = mission.horizon.start
    for table, field in DAYS.items():
        for row in getattr(mission, table):
            days = getattr(row, field)
            open_ = isinstance(days, DateRange) and days.earliest < days.latest
            if not open_ or settled(table, row, field) or getattr(row, BELIEFS[table]) == 0:
                continue
            cell = Cell(table, row, field, days, WEEKS, name_of(mission, row))
            low, mid, high = (
                (day - start).days / 7 for day in (days.earliest, days.likely, days.latest)
            )
            yield Uncertainty(
                id=cell.id,
                name=cell.name,
                kind=Kind.DAY,
                unit="weeks from the first",
                low=low,
                likely=mid,
                high=high,
                fields=(cell.place,),
                assumption=_alone(mission, row),
                sources=_sources(row),
            )


def _shocks(mission: Mission) -> Iterator[Uncertainty]:
    weeks = float(mission.horizon.weeks)
    for row in mission.shocks:
        if row.per_year.likely > 0:
            yield Uncertainty(
                id=f"shocks.{row.id}",
                name=f"{name_of(mission, row)}: week in which it comes first",
                kind=Kind.SHOCK,
                unit="weeks from the first",
                low=0.0,
                likely=weeks,
                high=weeks,
                fields=(("shocks", str(row.id), "per_year"),),
                assumption=_alone(mission, row),
                sources=_sources(row),
            )
