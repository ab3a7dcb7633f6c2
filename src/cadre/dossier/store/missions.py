"""A mission out of a view, and the operations that make a view say what a mission states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cadre.dossier import rules
from cadre.dossier.folder import MISSION
from cadre.dossier.listing import Listing, Place, shown
from cadre.dossier.load import Found, Loaded, note_bad_cells, refuse
from cadre.dossier.store.bodies import (
    PROFILE,
    PROFILE_ID,
    body_cells,
    body_text,
    profile_cells,
    read_profile_cells,
    read_row,
    row_cells,
)
from cadre.dossier.store.changes import Gone, Op, Put
from cadre.dossier.store.places import laid
from cadre.dossier.store.upcasting import newest_form
from cadre.dossier.store.views import Version, View
from cadre.dossier.tables import TABLES, Table
from cadre.errors import NoMissionError
from cadre.mission.mission import Mission
from cadre.mission.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedView(Loaded):
    """A mission as a store states it.

    Attributes:
        view: What it was read from.
    """

    view: View


def mission_of(view: View) -> LoadedView:
    """The mission that a view states, judged as the files of a folder are.

    In the places of findings a row has the line that it would have in the file of its table.

    Raises:
        DossierError: The view has no profile, or one that lacks a key without which there is no
            mission; or it holds what no change writes.
    """
    listing = Listing()
    profile = view.rows.get((PROFILE, PROFILE_ID))
    if profile is None:
        raise NoMissionError(view.branch, view.seq)
    stated = body_cells(profile.kind, profile.form, profile.body)
    found = {name: Found() for name in TABLES}
    for name, versions in _by_kind(view, listing).items():
        _read_table(TABLES[name], versions, found[name], listing)
    mission_profile = read_profile_cells(stated, listing)
    refuse(found, listing)
    tables: dict[str, Any] = {name: tuple(one.rows.values()) for name, one in found.items()}
    order = [MISSION, *(table.file for table in TABLES.values())]
    return LoadedView(
        mission=Mission(profile=mission_profile, **tables),
        findings=listing.findings(order),
        files={},
        view=view,
    )


def _by_kind(view: View, listing: Listing) -> dict[str, list[Version]]:
    """The rows of each table in their order; notes tables that aren't known."""
    found: dict[str, list[Version]] = defaultdict(list)
    for one in view.rows.values():
        found[one.kind].append(one)
    found.pop(PROFILE, None)
    for name in sorted(found.keys() - TABLES.keys()):
        message = f"{shown(name)} is no table of a dossier, so its {len(found[name])} rows aren't"
        remedy = "Open the store with the Cadre that wrote them, or take them out."
        listing.add(rules.UNKNOWN_FILE, Place(file=f"{name}.csv"), f"{message} read.", remedy)
        del found[name]
    for versions in found.values():
        versions.sort(key=lambda one: (one.place, one.id))
    return found


def _read_table(table: Table, versions: list[Version], found: Found, listing: Listing) -> None:
    for line, one in enumerate(versions, start=2):
        read = read_row(one.kind, one.form, one.body)
        place = Place(file=table.file, line=line)
        found.lines[one.id] = line
        if read.row is None or read.row.id != one.id:
            found.refused[one.id] = ()
            note_bad_cells(place, read.faults, listing, one.id)
        else:
            found.rows[one.id] = read.row
        if read.row is not None and read.row.id != one.id:
            message = f"The row {shown(one.id)} calls itself {shown(read.row.id)}."
            remedy = "Look for what was tampered with by `cadre store verify`."
            listing.add(rules.BAD_VALUE, replace(place, column="id"), message, remedy, one.id)
        for name in read.unknown:
            message = f"{shown(name)} is no column of {table.name}, so it isn't read."
            remedy = "Open the store with the Cadre that wrote it."
            listing.add(rules.UNKNOWN_COLUMN, replace(place, column=name), message, remedy, one.id)


def operations(view: View, before: Mission | None, after: Mission) -> tuple[Op, ...]:
    """What makes a view state `after`; rows that are the same stay.

    Args:
        view: What stands there.
        before: What was read from it, on which `after` builds. Rows that were refused then are in
            neither: they stay. None makes the view state `after` and nothing else.
        after: What to state.

    Raises:
        CadreError: A row can't be written so that it reads back the same.
    """
    made: list[Op] = []
    if before is None or before.profile != after.profile:
        made.append(_profile(view, after))
    for name, table in TABLES.items():
        new: tuple[Row, ...] = getattr(after, name)
        if before is None:
            stated = [key for kind, key in view.rows if kind == name]
            made.extend(_Writer(view, table, dict.fromkeys(stated)).operations(new))
        elif getattr(before, name) != new:
            old = {str(row.id): row for row in getattr(before, name)}
            made.extend(_Writer(view, table, old).operations(new))
    return tuple(made)


def _profile(view: View, after: Mission) -> Put:
    was = view.rows.get((PROFILE, PROFILE_ID))
    return Put(
        kind=PROFILE,
        id=PROFILE_ID,
        place="",
        form=newest_form(PROFILE),
        body=body_text(profile_cells(after.profile)),
        was=None if was is None else was.seq,
    )


class _Writer:
    """Writes the rows of one table."""

    def __init__(self, view: View, table: Table, before: Mapping[str, Row | None]) -> None:
        self._view = view
        self._table = table
        self._before = before

    def operations(self, after: tuple[Row, ...]) -> Iterator[Op]:
        """What makes the rows that were before those `after`, in their order."""
        kind = self._table.name
        places = {one.id: one.place for one in self._view.rows.values() if one.kind == kind}
        wanted = laid([str(row.id) for row in after], places)
        for row in after:
            yield from self._put(row, wanted[str(row.id)])
        for name in self._before:
            if name not in wanted:
                yield Gone(kind=kind, id=name, was=self._view.rows[kind, name].seq)

    def _put(self, row: Row, place: str) -> Iterator[Put]:
        kind, name = self._table.name, str(row.id)
        was = self._view.rows.get((kind, name)) if name in self._before else None
        if was is not None and self._before[name] == row:
            if place != was.place:
                # It says what it said: its bytes stay, whatever form they have.
                form, body = was.form, was.body
                yield Put(kind=kind, id=name, place=place, form=form, body=body, was=was.seq)
            return
        body = body_text(row_cells(self._table, row))
        seen, form = None if was is None else was.seq, newest_form(kind)
        yield Put(kind=kind, id=name, place=place, form=form, body=body, was=seen)
