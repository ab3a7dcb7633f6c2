"""Naming: which rows of a mission name which, by their references and by their citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cadre.brief.sections import RowRef
from cadre.brief.words import short_name
from cadre.desk.words import field_words, own_name, value_text
from cadre.dossier.references import references, targets
from cadre.dossier.tables import TABLES, Field, Kind
from cadre.mission.mission import Mission
from cadre.mission.priors import Prior
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Assumption, Claim

MOST = 4
"""Values that a row without a name is called by."""
CITES = "Sources"
"""What the field with citations is called."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A row that names another.

    Attributes:
        field: What of it names the other, in words.
        row: The row.
    """

    field: str
    row: RowRef


def row_of(mission: Mission, reference: RowRef) -> Row | None:
    """The row that a reference points to; None when there is none."""
    return _rows(mission).get(reference.table, {}).get(reference.id)


def name_of(mission: Mission, table: str, row: Row) -> str:
    """What people call a row: its name, else the first of what it must state."""
    own = own_name(row)
    if own:
        return own.rstrip(".")
    told = [
        text
        for field in TABLES[table].fields
        if field.required and field.name != "id" and (text := _short(mission, field, row))
    ]
    return ", ".join(told[:MOST]) or row.id


def _short(mission: Mission, field: Field, row: Row) -> str:
    """The value of a field, a reference by the short name of its row."""
    if field.columns[0].kind is not Kind.REFERENCE:
        return value_text(field, row)
    return ", ".join(_called(mission, field, key) for key in targets(row, field))


def _called(mission: Mission, field: Field, key: str) -> str:
    found = (row_of(mission, RowRef(table, key)) for table in field.refers_to)
    target = next((one for one in found if one is not None), None)
    return key if target is None else short_name(own_name(target)) or key


def cited(mission: Mission, citation: Citation) -> RowRef | None:
    """The row that a citation points to; None when the mission doesn't hold it."""
    row = mission.evidence.get(citation.ref)
    if row is None:
        return None
    if isinstance(row, Claim):
        return RowRef("claims", row.id)
    table = "assumptions" if isinstance(row, Assumption) else "sources"
    return RowRef("priors" if isinstance(row, Prior) else table, row.id)


def naming(mission: Mission, reference: RowRef) -> tuple[Named, ...]:
    """The rows that name a row, table by table in the order of the dossier."""
    return mission.once("named by", lambda: _naming(mission)).get(reference, ())


def _rows(mission: Mission) -> Mapping[str, Mapping[str, Row]]:
    """Every row by table and id."""
    return mission.once(
        "rows by table",
        lambda: {table: {row.id: row for row in getattr(mission, table)} for table in TABLES},
    )


def _naming(mission: Mission) -> dict[RowRef, tuple[Named, ...]]:
    found: dict[RowRef, list[Named]] = defaultdict(list)
    rows = _rows(mission)
    for one in references(rows):
        for table in one.field.refers_to:
            if one.target in rows[table]:
                says = Named(field_words(one.field.name), RowRef(one.table, one.row))
                found[RowRef(table, one.target)].append(says)
                break
    for table, some in rows.items():
        for row in some.values():
            for citation in dict.fromkeys(row.sources):
                target = cited(mission, citation)
                if target is not None and target != RowRef(table, row.id):
                    found[target].append(Named(CITES, RowRef(table, row.id)))
    order = {table: number for number, table in enumerate(TABLES)}
    return {
        target: tuple(
            dict.fromkeys(sorted(some, key=lambda one: (order[one.row.table], one.field)))
        )
        for target, some in found.items()
    }
