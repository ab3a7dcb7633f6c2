"""One row in three states: as exported, as the person left it, as the dossier has it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast

from cadre.dossier.sets import hold_set, merged
from cadre.dossier.tables import Field, Table
from cadre.workbook.base import Digests, digest, parts_known

Values = Mapping[str, object]
"""The values of a row by its fields."""


class Take(Enum):
    """Whose value counts where workbook and dossier changed the same field."""

    WORKBOOK = "workbook"
    DOSSIER = "dossier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a person changed in a row, field by field.

    Attributes:
        taken: The fields that the person changed, with the new values; a list that both changed
            with what either added, and without what either took out.
        both: The fields that the dossier changed too, or of which nobody knows who did.
        kept: Fields that only the dossier changed since the export.
    """

    taken: dict[str, object]
    both: tuple[Field, ...]
    kept: tuple[Field, ...]


def compared(
    table: Table, key: str, mine: Values, theirs: Values, base: Digests | None
) -> Compared:
    """Compare a row of the dossier with what a workbook says, by what was exported.

    Args:
        table: The table.
        key: Id of the row.
        mine: What the dossier has.
        theirs: What the workbook says.
        base: What was exported; None when the workbook held no such row, or doesn't tell.
    """
    taken: dict[str, object] = {}
    both, kept = [], []
    for field in table.fields:
        new, now = theirs[field.name], mine[field.name]
        if new == now:
            continue
        was = None if base is None else base.get(field.name)
        if was is not None and digest(table.name, key, field, new) == was:
            kept.append(field)
        elif was is not None and digest(table.name, key, field, now) == was:
            taken[field.name] = new
        elif was is not None and hold_set(field.columns):
            united = _united(table, key, field, now, new, was)
            if united == now:
                kept.append(field)
            else:
                taken[field.name] = united
        else:
            both.append(field)
    return Compared(taken=taken, both=tuple(both), kept=tuple(kept))


def _united(table: Table, key: str, field: Field, now: object, new: object, was: str) -> object:
    """A list of ids or citations with what the person and the dossier added and took out."""
    ours, theirs = cast("tuple[object, ...]", now), cast("tuple[object, ...]", new)
    known = parts_known(table.name, key, field, (*ours, *theirs), was)
    return tuple(merged(known, ours, theirs))


def as_exported(table: Table, key: str, values: Values, base: Digests) -> bool:
    """Whether a row is still what was exported."""
    return all(
        base.get(one.name) == digest(table.name, key, one, values[one.name]) for one in table.fields
    )
