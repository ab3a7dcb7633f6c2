"""References that a change would break: a row that names what isn't there any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cadre.dossier.priors import published
from cadre.dossier.references import circles, lost_citations, unmet
from cadre.dossier.store.bodies import read_row
from cadre.dossier.store.changes import Op, Put
from cadre.dossier.store.views import View
from cadre.dossier.tables import CITED, TABLES
from cadre.mission.rows import Row

Rows = dict[str, dict[str, Row]]
"""For each table, its rows by id."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A reference or citation that leads nowhere, or into a circle.

    Attributes:
        table: Table of the row.
        row: Its id.
        field: The field.
        target: The id that isn't there.
        tables: Tables that might hold it.
    """

    table: str
    row: str
    field: str
    target: str
    tables: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}/{self.row}.{self.field} names {self.target}"


def rows_after(view: View, ops: Iterable[Op]) -> Rows:
    """The rows of a view after some operations; those that can't be read are left out."""
    rows: Rows = {name: {} for name in TABLES}
    said = {key: (one.form, one.body) for key, one in view.rows.items()}
    for op in ops:
        if isinstance(op, Put):
            said[op.key] = op.form, op.body
        else:
            said.pop(op.key, None)
    for (kind, name), (form, body) in said.items():
        if kind in TABLES and (row := read_row(kind, form, body).row) is not None:
            rows[kind][name] = row
    return rows


def broken(rows: Rows) -> Iterator[Broken]:
    """Every reference and citation that leads nowhere, and the rows that lead into circles."""
    for lost in (*unmet(rows), *circles(rows)):
        yield Broken(lost.table, lost.row, lost.field.name, lost.target, lost.field.refers_to)
    # A row may cite a published prior, which is in no dossier.
    cited = rows | {"priors": {**published(), **rows["priors"]}}
    for name, table in TABLES.items():
        for key, citations in lost_citations(table, cited):
            for one in citations:
                yield Broken(name, key, "sources", one.ref, CITED)


def newly_broken(view: View, ops: Iterable[Op]) -> list[Broken]:
    """What operations on a view would break that isn't broken yet."""
    before = set(broken(rows_after(view, ())))
    return [one for one in broken(rows_after(view, ops)) if one not in before]
