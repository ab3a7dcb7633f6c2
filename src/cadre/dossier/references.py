"""References between rows: which lead nowhere, and what falls with the rows that are refused."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from cadre.dossier.remembered import Remembered
from cadre.dossier.tables import CITED, TABLES, Field, Table
from cadre.mission.rows import Citation, Row

Rows = Mapping[str, Mapping[str, Row]]
"""For each table, its rows by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A row that refers to something that isn't there.

    Attributes:
        table: Table of the row.
        row: Its id.
        field: The field that refers.
        target: The id that isn't there.
    """

    table: str
    row: str
    field: Field
    target: str


def targets(row: Row, field: Field) -> tuple[str, ...]:
    """The ids that a row refers to in a field."""
    value = getattr(row, field.name)
    if field.columns[0].many:
        return tuple(value)
    return () if value is None else (value,)


def references(rows: Rows) -> Iterator[Lost]:
    """Every reference of every row, whether it leads somewhere or not."""
    for name, table in TABLES.items():
        for key, row in rows[name].items():
            yield from _REFERENCES.of(row, partial(_of_row, table, key, row), key)


_REFERENCES: Remembered[tuple[Lost, ...]] = Remembered()
"""What each row refers to."""


def _of_row(table: Table, key: str, row: Row) -> tuple[Lost, ...]:
    return tuple(
        Lost(table=table.name, row=key, field=field, target=target)
        for field in table.references
        for target in targets(row, field)
    )


def lost_rows(rows: Rows) -> list[Lost]:
    """The rows that must go, each once, in the order in which they fall.

    First those that refer to what isn't there, then those that refer to these, to the end.
    Rows that refer to each other in a circle stay, unless one of them falls.
    """
    gone: dict[tuple[str, str], Lost] = {}
    for one in unmet(rows):
        gone.setdefault((one.table, one.row), one)
    if not gone:
        return []
    users: dict[str, list[Lost]] = defaultdict(list)
    for one in references(rows):
        users[one.target].append(one)
    left = deque(gone.values())
    while left:
        fallen = left.popleft()
        for one in users[fallen.row]:
            if (one.table, one.row) not in gone and not _met(one, rows, gone):
                gone[one.table, one.row] = one
                left.append(one)
    return list(gone.values())


def unmet(rows: Rows) -> Iterator[Lost]:
    """The references that lead nowhere, table by table and field by field."""
    if all(any(one.target in rows[x] for x in one.field.refers_to) for one in references(rows)):
        return
    for name, table in TABLES.items():
        for field in table.references:
            known = [rows[target] for target in field.refers_to]
            for key, row in rows[name].items():
                for target in targets(row, field):
                    if not any(target in one for one in known):
                        yield Lost(table=name, row=key, field=field, target=target)


def _met(one: Lost, rows: Rows, gone: Mapping[tuple[str, str], Lost]) -> bool:
    return any(
        one.target in rows[table] and (table, one.target) not in gone
        for table in one.field.refers_to
    )


def lost_citations(table: Table, rows: Rows) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """The rows of a table with citations that lead nowhere, and these citations."""
    known = [rows[name] for name in CITED]
    for key, row in rows[table.name].items():
        lost = tuple(one for one in row.sources if not any(one.ref in cited for cited in known))
        if lost:
            yield key, lost


_UPWARD = (
    "supersedes",
    "part_of",
    "derived_from",
    "after",
    "after_end",
    "rests_on",
    "increment_of",
)
"""Fields that lead to another row of their table and may not lead back."""


def circles(rows: Rows) -> Iterator[Lost]:
    """The rows that lead, over the same field again and again, into a circle."""
    for name, table in TABLES.items():
        for field in table.references:
            if field.name in _UPWARD:
                yield from _circling(name, field, rows[name])
            elif name in field.refers_to:
                yield from _naming_themselves(name, field, rows[name])


def _naming_themselves(name: str, field: Field, rows: Mapping[str, Row]) -> Iterator[Lost]:
    for key, row in rows.items():
        if key in targets(row, field):
            yield Lost(table=name, row=key, field=field, target=key)


def _circling(name: str, field: Field, rows: Mapping[str, Row]) -> Iterator[Lost]:
    ahead = {key: some for key, row in rows.items() if (some := rows.keys() & targets(row, field))}
    behind: dict[str, list[str]] = defaultdict(list)
    for key, some in ahead.items():
        for one in some:
            behind[one].append(key)
    ended = deque(behind.keys() - ahead.keys())
    while ended:
        end = ended.popleft()
        for key in behind[end]:
            ahead[key].discard(end)
            if not ahead[key]:
                ended.append(key)
    for key, some in ahead.items():
        if some:
            yield Lost(table=name, row=key, field=field, target=min(some))
