"""Parts of a row: the cells of its fields, so that rows are compared and merged field by field.

A field is what people change at once: a window or a range has several cells, and taking one of its
ends from one side and one from the other would make a span that nobody stated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from cadre.dossier.convert import NOTHING, SEPARATOR
from cadre.dossier.sets import hold_set, merged
from cadre.dossier.store.bodies import body_cells, body_text
from cadre.dossier.store.stale import Told
from cadre.dossier.store.views import Version
from cadre.dossier.tables import TABLES

PLACE = "(place)"
"""Stands for where a row stands among the others, which is a part of it as its fields are."""

Part = tuple[tuple[str, str], ...]
"""The cells of a field by the names of their columns; empty when all are blank."""
Parts = Mapping[str, Part]
"""The fields of a row that aren't blank, and its place."""


def parts(version: Version) -> dict[str, Part]:
    """The parts of a version."""
    made: dict[str, Part] = {PLACE: ((PLACE, version.place),)}
    fields = _fields(version.kind)
    cells = body_cells(version.kind, version.form, version.body)
    for name in sorted(cells):
        field = fields.get(name, name)
        made[field] = (*made.get(field, ()), (name, cells[name]))
    return made


def joined(made: Parts) -> tuple[str, str]:
    """Place and body of a row from its parts."""
    cells = {name: text for field, part in made.items() if field != PLACE for name, text in part}
    return made[PLACE][0][1], body_text(cells)


@cache
def _fields(kind: str) -> Mapping[str, str]:
    """The field of each column."""
    table = TABLES.get(kind)
    return {} if table is None else {one.name: one.field for one in table.columns}


@cache
def is_set(kind: str, field: str) -> bool:
    """Whether a field is a list of ids or citations, of which each may come and go by itself."""
    table = TABLES.get(kind)
    columns = () if table is None else [one for one in table.columns if one.field == field]
    return hold_set(columns)


def merged_set(base: Part, ours: Part, theirs: Part) -> Part:
    """What both sides made of a list: what either took out goes, what either added stays."""
    kept = merged(*map(_values, (base, ours, theirs)))
    name = (ours or theirs or base)[0][0]
    return ((name, SEPARATOR.join(kept)),) if kept else ()


def _values(part: Part) -> list[str]:
    text = part[0][1] if part else ""
    return [] if text == NOTHING else [one for each in text.split(";") if (one := each.strip())]


def part_text(field: str, part: Part | None) -> str | None:
    """A part as people read it: its cells, each with its column where a field takes several."""
    if part is None:
        return None
    if len(part) == 1 and part[0][0] == field:
        return part[0][1]
    return ", ".join(f"{name} {text}" for name, text in part)


def row_text(version: Version | None, without: Collection[tuple[str, str]] = ()) -> str | None:
    """A row as people read it when it is there on one side only, but for some of its cells."""
    if version is None:
        return None
    cells = sorted(body_cells(version.kind, version.form, version.body).items())
    return ", ".join(
        f"{name} {text}" for name, text in cells if name != "id" and (name, text) not in without
    )


def changed_texts(base: Version | None, *sides: Version | None) -> tuple[str | None, ...]:
    """A row before and on each side as people read it: the cells in which some of these differ.

    A whole row says little: what was changed in it may stand anywhere.
    """
    rows = [one for one in (base, *sides) if one is not None]
    cells = [set(body_cells(one.kind, one.form, one.body).items()) for one in rows]
    alike = set.intersection(*cells) if cells else set()
    if all(one == alike for one in cells):
        alike = set()
    return tuple(row_text(one, alike) for one in (base, *sides))


def differences(
    base: Version | None, yours: Version | None, theirs: Version | None
) -> tuple[Told, ...]:
    """The fields in which two versions of a row differ, or the row where only one has it."""
    one = yours or theirs
    if one is None:
        return ()
    if yours is None or theirs is None:
        told = (row_text(version) for version in (base, yours, theirs))
        names = ("base", "yours", "theirs")
        return (Told(kind=one.kind, id=one.id, field="", **dict(zip(names, told, strict=True))),)
    was, mine, other = (parts(version) if version else {} for version in (base, yours, theirs))
    return tuple(
        Told(
            kind=one.kind,
            id=one.id,
            field=field,
            base=part_text(field, was.get(field, () if base else None)),
            yours=part_text(field, mine.get(field, ())),
            theirs=part_text(field, other.get(field, ())),
        )
        for field in sorted(mine.keys() | other.keys())
        if mine.get(field, ()) != other.get(field, ())
    )
