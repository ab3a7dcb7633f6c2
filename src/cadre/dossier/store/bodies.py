"""Bodies: what a row says, as the one text that stands for it in a store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple, get_type_hints

from cadre.dossier.convert import BadCellError, RowReader, number_text
from cadre.dossier.edit import written
from cadre.dossier.folder import MISSION
from cadre.dossier.listing import Listing, Place
from cadre.dossier.profile import profile_of
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.upcasting import Cells, upcast
from cadre.dossier.tables import TABLES, Table
from cadre.mission.mission import Profile, Weights
from cadre.mission.rows import Row

PROFILE = "profile"
"""The kind of the mission itself, which is no row of a table."""
PROFILE_ID = "mission"
"""The id under which it is kept."""
_WEIGHTS = "weights."
"""Before the names of the weights among the cells of the profile."""


def body_text(cells: Mapping[str, str]) -> str:
    """Cells as a body: one text for the same cells, whatever their order."""
    return json.dumps(cells, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def body_cells(kind: str, form: int, body: str) -> Cells:
    """The cells of a body, in the newest form of its kind.

    Raises:
        StoreError: The text isn't a body, or its form is newer than this Cadre.
    """
    try:
        cells = json.loads(body)
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, dict) or not all(isinstance(one, str) for one in cells.values()):
        raise StoreError(
            f"a row of {kind}",
            "holds what no change writes",
            "cells by the names of their columns, as JSON",
            "Look for what was tampered with by `cadre store verify`.",
        )
    return upcast(kind, form, cells)


def row_cells(table: Table, row: Row) -> Cells:
    """The cells of a row that don't stand for a default.

    Raises:
        CadreError: The row can't be written so that it reads back the same.
    """
    texts = written(table, row)
    return {
        column.name: texts[column.name]
        for column in table.columns
        if texts[column.name] and getattr(row, column.field) != column.default
    }


def profile_cells(profile: Profile) -> Cells:
    """The mission itself as cells: keys that don't stand for a default, weights among them."""
    cells = {
        field.name: _key_text(getattr(profile, field.name))
        for field in fields(profile)
        if field.name != "weights" and getattr(profile, field.name) != field.default
    }
    if profile.weights != Profile.__dataclass_fields__["weights"].default:
        plain = Weights()
        for field in fields(Weights):
            value = getattr(profile.weights, field.name)
            # The order is always told: a table of weights without it has another one.
            if field.name == "order" or value != getattr(plain, field.name):
                cells[_WEIGHTS + field.name] = _key_text(value)
    return cells


def _key_text(value: object) -> str:
    if isinstance(value, int | float):
        return number_text(value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def read_profile_cells(cells: Mapping[str, str], listing: Listing) -> Profile:
    """The mission itself from its cells; what is wrong with keys goes to `listing`.

    Raises:
        DossierError: A key without a default is missing or bad.
    """
    stated: dict[str, Any] = {}
    weights: dict[str, Any] = {}
    for name, text in cells.items():
        if name.startswith(_WEIGHTS):
            weights[name.removeprefix(_WEIGHTS)] = _key(Weights, name[len(_WEIGHTS) :], text)
        else:
            stated[name] = _key(Profile, name, text)
    if weights:
        stated["weights"] = weights
    return profile_of(stated, listing, lambda path: Place(file=MISSION, column=path[-1]))


def _key(owner: type, name: str, text: str) -> object:
    """The value of a key as TOML would give it; left as text where it can't be one."""
    kind = _kinds(owner).get(name)
    try:
        if kind is date:
            return date.fromisoformat(text)
        if kind in (int, float):
            return float(text) if kind is float else int(text)
    except ValueError:
        pass
    return text


@cache
def _kinds(owner: type) -> dict[str, Any]:
    return get_type_hints(owner)


class Read(NamedTuple):
    """What became of a body.

    Attributes:
        row: The row; None when it has faults.
        faults: All that is wrong with it.
        unknown: Names of cells that no column has, so that they weren't read.
    """

    row: Row | None
    faults: tuple[BadCellError, ...] = ()
    unknown: tuple[str, ...] = ()


@lru_cache(maxsize=400_000)
def read_row(kind: str, form: int, body: str) -> Read:
    """The row that a body states, or all that is wrong with it; rows read before are kept."""
    cells = body_cells(kind, form, body)
    reader, unknown = _reader(kind, tuple(cells))
    if reader is None:
        # Something that every row needs is missing: the reader of all columns says what.
        names = [column.name for column in TABLES[kind].columns]
        read = _all_columns(kind).read([cells.get(name, "") for name in names])
    else:
        read = reader.read(list(cells.values()))
    return Read(None, tuple(read)) if isinstance(read, list) else Read(read, (), unknown)


@lru_cache(maxsize=4096)
def _reader(kind: str, names: tuple[str, ...]) -> tuple[RowReader | None, tuple[str, ...]]:
    """What reads rows with these cells, and the names that no column has.

    There is no reader when a cell is missing that every row needs.
    """
    table = TABLES[kind]
    needed = {column.name for column in table.columns if column.required}
    known = {column.name for column in table.columns}
    unknown = tuple(name for name in names if name not in known)
    return (RowReader(table, names) if needed <= set(names) else None), unknown


@cache
def _all_columns(kind: str) -> RowReader:
    return RowReader(TABLES[kind], [column.name for column in TABLES[kind].columns])
