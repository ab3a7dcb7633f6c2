"""Applying: a mission as it would be if what is uncertain were known to be this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import floor, isnan
from typing import Any

from cadre.explorer.cells import is_whole, unit_of
from cadre.explorer.exploration import Design
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.authorities import AuthorityKind
from cadre.mission.enacting import under
from cadre.mission.ids import PauseId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Row
from cadre.mission.scenarios import Shock, ShockKind
from cadre.mission.weeks import WEEK, DateRange, Window

Edits = dict[str, dict[str, dict[str, float]]]
"""New values by table, row and field."""


def put(mission: Mission, uncertainty: Uncertainty, value: float) -> Mission:
    """The mission with one uncertainty known: nothing about it is drawn any more.

    Values beyond what a field allows are taken as the nearest that it does; fields of whole
    numbers take the nearest of these. NaN leaves all as it is. Rows that aren't there any more
    are passed over. A shock that comes in a week lasts its likely length, as that is by then.
    """
    return _put_all(mission, [(uncertainty, value)])


def placed(mission: Mission, design: Design, case: int) -> Mission:
    """The mission of one case: its values put in, then its scenario.

    What a scenario settles stays settled: a partner that leaves in it leaves on the scenario's day.

    Raises:
        UnknownIdError: The mission has no such scenario.
    """
    values = design.points[case].tolist()
    put_in = _put_all(mission, zip(design.uncertainties, values, strict=True))
    scenario = design.scenarios[case]
    return put_in if scenario is None else under(put_in, scenario)


def _put_all(mission: Mission, pairs: Iterable[tuple[Uncertainty, float]]) -> Mission:
    edits: Edits = {}
    shocks: list[tuple[Uncertainty, float]] = []
    for one, value in pairs:
        if isnan(value):
            continue
        if one.kind is Kind.SHOCK:
            shocks.append((one, value))
        else:
            for table, row, field in one.fields:
                edits.setdefault(table, {}).setdefault(row, {})[field] = value
    if edits:
        mission = _edited(mission, edits)
    for one, value in shocks:
        mission = _struck(mission, one, value)
    return mission


def _edited(mission: Mission, edits: Edits) -> Mission:
    """The mission with cells changed; each table is made anew once."""
    tables: dict[str, Any] = {}
    for table, rows in edits.items():
        tables[table] = tuple(
            _row(mission, table, row, rows[row.id]) if row.id in rows else row
            for row in getattr(mission, table)
        )
    return replace(mission, **tables)


def _row(mission: Mission, table: str, row: Row, values: dict[str, float]) -> Row:
    new: dict[str, Any] = {
        field: _cell(mission, (table, field), getattr(row, field), value)
        for field, value in values.items()
    }
    return replace(row, **new)


def _cell(mission: Mission, place: tuple[str, str], before: object, value: float) -> object:
    """What stands in a cell of a table and field once its value is known."""
    if isinstance(before, DateRange):
        day = mission.horizon.start + timedelta(days=floor(7 * value + 0.5))
        return DateRange.exactly(day)
    unit = unit_of(*place)
    kept = max(value, value if unit.low is None else unit.low)
    kept = min(kept, kept if unit.high is None else unit.high)
    if isinstance(before, Range):
        return exact(kept)
    return floor(kept + 0.5) if is_whole(*place) else kept


def _struck(mission: Mission, uncertainty: Uncertainty, value: float) -> Mission:
    """The mission with a shock that comes in one week for its likely length, and not else."""
    key, week = uncertainty.fields[0][1], floor(value)
    shock = next((one for one in mission.shocks if str(one.id) == key), None)
    if shock is None:
        return mission
    calm = replace(shock, per_year=exact(0))
    shocks = tuple(calm if one is shock else one for one in mission.shocks)
    mission = replace(mission, shocks=shocks)
    if week >= mission.horizon.weeks:
        return mission
    return replace(mission, pauses=(*mission.pauses, _pause(mission, shock, week)))


def _pause(mission: Mission, shock: Shock, week: int) -> Pause:
    """The days of a shock: at its site, or of all consent, or of all work."""
    first = mission.horizon.day(max(0, week))
    consents: tuple[Any, ...] = ()
    if shock.kind is ShockKind.CONSENT and shock.site is None:
        consents = tuple(one.id for one in mission.authorities if one.kind is AuthorityKind.CONSENT)
    return Pause(
        id=PauseId(f"{shock.id} comes"),
        name=shock.name,
        cause=_CAUSES[shock.kind],
        authorities=consents,
        sites=() if shock.site is None else (shock.site,),
        window=Window(first, first + max(1, round(shock.weeks.likely)) * WEEK),
        sources=shock.sources,
        marking=shock.marking,
    )


_CAUSES = {
    ShockKind.CONSENT: PauseCause.CONSENT,
    ShockKind.ATTACK: PauseCause.THREAT,
    ShockKind.PANDEMIC: PauseCause.PANDEMIC,
    ShockKind.ELECTION: PauseCause.ELECTION,
}
