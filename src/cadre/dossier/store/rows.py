"""Rows of a store by themselves: read, and what leans on them, without loading a whole mission."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, or_

from cadre.dossier.listing import Listing
from cadre.dossier.references import targets
from cadre.dossier.store.bodies import PROFILE, PROFILE_ID, body_cells, read_profile_cells
from cadre.dossier.store.changes import Key
from cadre.dossier.store.cited import row_of
from cadre.dossier.store.places import PLACE, laid
from cadre.dossier.store.schema import VERSION
from cadre.dossier.store.views import (
    AT_ONCE,
    Layer,
    Version,
    layers,
    read_versions,
    rows_at,
    standing,
    there,
)
from cadre.dossier.tables import CITED, TABLES
from cadre.errors import NoMissionError
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.mission.sources import Claim


def rows_of_kind(connection: Connection, branch: str, seq: int, kind: str) -> list[Version]:
    """The rows of one kind that a branch shows as of a change, in their order."""
    shown: dict[Key, Version] = {}
    for layer in reversed(layers(connection, branch, seq)):
        asked = standing(layer).where(VERSION.c.kind == kind)
        shown.update(read_versions(connection, asked))
    return sorted(there(shown).values(), key=lambda one: (one.place, one.id))


def places_behind(
    connection: Connection, branch: str, seq: int, kind: str, keys: Collection[str]
) -> dict[str, str]:
    """A place for each of some new rows of a kind, behind all that are there."""
    known: dict[str, str] = {}
    for layer in layers(connection, branch, seq):
        own = standing(layer).with_only_columns(VERSION.c.id, VERSION.c.place)
        found = connection.execute(own.where(VERSION.c.kind == kind)).all()
        # A row that the branch took out since counts, too: its place is no worse than another.
        known |= {f"{layer.branch}/{one}": place for one, place in found if PLACE.fullmatch(place)}
    last = max(known.values(), default="")
    return laid(list(keys), {"": last} if last else {})


def naming(
    connection: Connection, branch: str, seq: int, kind: str, ids: Collection[str]
) -> list[Version]:
    """The rows that name, or may name, some rows of a kind, as a branch shows them at a change.

    A row is among them when the text of such an id stands in it, in whatever column.
    """
    kinds = [name for name, table in TABLES.items() if _may_name(name, kind)]
    met: dict[Key, None] = {}
    for layer in layers(connection, branch, seq):
        for some in _batches(sorted(ids), 50):
            texts = (json.dumps(one, ensure_ascii=False)[1:-1] for one in some)
            holds = or_(*(VERSION.c.body.contains(one, autoescape=True) for one in texts))
            asked = standing(layer).where(VERSION.c.kind.in_(kinds), holds)
            met |= {key: None for key, _ in read_versions(connection, asked)}
    # What a parent branch says of a row may be overruled by the branch itself.
    return list(rows_at(connection, branch, seq, met).values())


def _may_name(name: str, kind: str) -> bool:
    return kind in CITED or any(kind in field.refers_to for field in TABLES[name].references)


def named_by(table: str, row: Row) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What a row names: the column, the id, and the tables of which one must hold it.

    Citations are among them; a published prior stands in no table of a dossier.
    """
    for field in TABLES[table].references:
        for target in targets(row, field):
            yield field.columns[0].name, str(target), field.refers_to
    for one in row.sources:
        yield "sources", str(one.ref), CITED


def readable(versions: Mapping[Key, Version]) -> dict[Key, Row]:
    """The rows that some versions state; those that can't be read are left out."""
    found = ((key, row_of(one)) for key, one in versions.items())
    return {key: row for key, row in found if row is not None}


def evidence_behind(connection: Connection, branch: str, seq: int, rows: Iterable[Row]) -> Mission:
    """A mission of nothing but what stands behind some rows: it marks them as the whole does.

    Raises:
        NoMissionError: The branch states no mission.
    """
    tables: dict[str, dict[str, Row]] = {kind: {} for kind in CITED}
    shown = layers(connection, branch, seq)
    left = {ref for row in rows for ref in _refs(row)}
    met: set[str] = set()
    while left:
        met |= left
        found = readable(_cited_at(connection, shown, left))
        for (kind, name), row in found.items():
            tables[kind][name] = row
        left = {ref for row in found.values() for ref in _refs(row)} - met
    stated: dict[str, Any] = {kind: tuple(some.values()) for kind, some in tables.items()}
    key = (PROFILE, PROFILE_ID)
    profile = rows_at(connection, branch, seq, [key]).get(key)
    if profile is None:
        raise NoMissionError(branch, seq)
    cells = body_cells(PROFILE, profile.form, profile.body)
    return Mission(profile=read_profile_cells(cells, Listing()), **stated)


def _cited_at(
    connection: Connection, shown: Iterable[Layer], refs: Collection[str]
) -> dict[Key, Version]:
    """What some citations lead to, in whichever of the tables that can be cited."""
    found: dict[Key, Version] = {}
    own = VERSION.c
    for layer in reversed(tuple(shown)):
        for some in _batches(sorted(refs)):
            asked = standing(layer).where(own.kind.in_(CITED), own.id.in_(some))
            found.update(read_versions(connection, asked))
    return there(found)


def _refs(row: Row) -> Iterator[str]:
    yield from (str(one.ref) for one in row.sources)
    if isinstance(row, Claim):
        yield str(row.source)


def cells_of(version: Version) -> dict[str, str]:
    """The cells of a version that aren't blank, in the order of its table's columns."""
    cells = body_cells(version.kind, version.form, version.body)
    names = [one.name for one in TABLES[version.kind].columns]
    known = {name: cells[name] for name in names if name in cells}
    return known | {name: text for name, text in cells.items() if name not in known}


def _batches(ids: list[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    for first in range(0, len(ids), size):
        yield ids[first : first + size]
