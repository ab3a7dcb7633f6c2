"""Naming: which rows of a mission name which, by their references and by their citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cadre.brief.sections import RowRef
from cadre.desk.words import field_words
from cadre.dossier.references import references
from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission
from cadre.mission.priors import Prior
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Assumption, Claim

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
