"""Rows at the desk: the tables of a dossier, and their rows as cells with their revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import islice

from cadre.desk.desk import Desk
from cadre.desk.row_answers import ColumnTold, RowsAnswer, RowTold, TableTold
from cadre.desk.seen import as_seen
from cadre.dossier.load import Loaded
from cadre.dossier.store.address import Address, is_address, parse
from cadre.dossier.store.bodies import body_text, row_cells
from cadre.dossier.store.missions import LoadedView
from cadre.dossier.store.opening import Reading, opened
from cadre.dossier.store.rows import cells_of, evidence_behind, readable, rows_of_kind
from cadre.dossier.store.views import Version, asked_seq, rows_at
from cadre.dossier.tables import TABLES, Column, Kind, Table
from cadre.dossier.wherever import Where, load_from
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.mission.sources import Audience
from cadre.release.rules import STAFF, audience_of
from cadre.workbook.newcomers import NAMING

LIMIT = 1000
"""Rows of a page, unless told otherwise."""
MOST = 20_000
"""Rows that a page may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAsked:
    """Which rows of a table are asked for.

    Attributes:
        after: The id of the row behind which the page begins; empty begins with the first.
        limit: Rows of the page, at most `MOST`.
        holds: Texts by column: only rows whose cells hold them, whatever their capitals.
        ids: The only rows asked for; None takes all.
    """

    after: str = ""
    limit: int = LIMIT
    holds: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[str] | None = None


def table_named(name: str) -> Table:
    """The table of a name.

    Raises:
        UnknownIdError: A dossier has no such table.
    """
    if name not in TABLES:
        raise UnknownIdError("table", name, list(TABLES), "Name one of a dossier's tables.")
    return TABLES[name]


@cache
def tables_of() -> tuple[TableTold, ...]:
    """The tables of a dossier, each with its columns."""
    return tuple(map(_table, TABLES.values()))


def told_table(name: str) -> TableTold:
    """One table with its columns.

    Raises:
        UnknownIdError: A dossier has no such table.
    """
    wanted = table_named(name).name
    return next(one for one in tables_of() if one.name == wanted)


def _table(table: Table) -> TableTold:
    return TableTold(name=table.name, says=table.says, columns=tuple(map(_column, table.columns)))


def _column(column: Column) -> ColumnTold:
    unit = column.unit
    return ColumnTold(
        name=column.name,
        kind=column.kind.value,
        many=column.many,
        required=column.required,
        unit="" if unit is None else str(unit),
        low=None if unit is None else unit.low,
        high=None if unit is None else unit.high,
        choices=("true", "false") if column.kind is Kind.TRUTH else column.allowed,
        refers_to=column.refers_to,
        help=column.help,
    )


def rows_of(
    where: Where, table: str, reader: str = str(STAFF.id), asked: RowsAsked = RowsAsked()
) -> RowsAnswer:
    """Rows of a table as cells, as a reader may see them.

    What a reader other than the staff is given is recorded. Rows with faults are shown to the
    staff of a store only: nobody can tell how they are marked.

    Args:
        where: The dossier; of a store, its address as of a change.
        table: The table.
        reader: Id of the audience that reads.
        asked: Which rows.

    Raises:
        CadreError: The dossier can't be read, has no such table, column or reader, or no row
            behind which the page is to begin.
    """
    _refuse_unknown(table_named(table), asked)
    if reader == STAFF.id and is_address(where):
        return _stored(parse(where), table, asked)
    loaded = load_from(where, guarded=reader != STAFF.id)
    audience = audience_of(loaded.mission, reader)
    seen = as_seen(loaded.mission, audience)
    withheld = len(getattr(loaded.mission, table)) - len(getattr(seen, table))
    told = _loaded_rows(TABLES[table], loaded, seen)
    change = loaded.view.seq if isinstance(loaded, LoadedView) else 0
    shown = withheld if audience.told_of_more else None
    answer = _page(table, change, told, asked, shown)
    return _released(where, loaded, audience, answer, withheld)


def row_of(where: Where, table: str, key: str, reader: str = str(STAFF.id)) -> RowTold:
    """One row as cells.

    Raises:
        UnknownIdError: The table has no such row that the reader may see.
        CadreError: The dossier can't be read, or has no such table or reader.
    """
    asked = RowsAsked(ids=frozenset({key}))
    found = rows_of(where, table, reader, asked).rows
    if not found:
        raise UnknownIdError(
            f"row of {table}", key, None, f"Look for it among the rows of {table}, or add it."
        )
    return found[0]


def names_of(
    where: Where, tables: Iterable[str], reader: str = str(STAFF.id)
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The ids of the rows of some tables, each with what it is called: what a cell may name."""
    wanted = [table_named(name).name for name in dict.fromkeys(tables)]
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    if reader != STAFF.id or not is_address(where):
        for name in wanted:
            rows = rows_of(where, name, reader, RowsAsked(limit=MOST)).rows
            found[name] = tuple((one.id, _called(one.cells)) for one in rows)
        return found
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
        for name in wanted:
            versions = rows_of_kind(connection, address.branch, seq, name)
            found[name] = tuple((one.id, _called(cells_of(one))) for one in versions)
    return found


def _called(cells: Mapping[str, str]) -> str:
    return next((cells[one] for one in NAMING if one in cells), "")


def _refuse_unknown(table: Table, asked: RowsAsked) -> None:
    names = [one.name for one in table.columns]
    for name in asked.holds:
        if name not in names:
            raise UnknownIdError(f"column of {table.name}", name, names, "Name one of these.")
    if not 1 <= asked.limit <= MOST:
        raise CadreError(
            "limit", f"is {asked.limit}", f"1 to {MOST:,}", "Ask for fewer rows, page by page."
        )


def _stored(address: Address, table: str, asked: RowsAsked) -> RowsAnswer:
    """Rows of a store as the staff sees them, read by themselves."""
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
        if asked.ids is None:
            versions = rows_of_kind(connection, address.branch, seq, table)
        else:
            keys = [(table, one) for one in asked.ids]
            versions = list(rows_at(connection, address.branch, seq, keys).values())
        plain = [_row(one) for one in versions]
        page = _page(table, seq, plain, asked, 0)
        shown = {one.id for one in page.rows}
        some = {(table, one.id): one for one in versions if one.id in shown}
        marks = _marks(connection, address.branch, seq, some)
    rows = tuple(_marked(one, marks) for one in page.rows)
    return RowsAnswer(
        table=table,
        change=seq,
        rows=rows,
        total=page.total,
        next=page.next,
        withheld=page.withheld,
    )


def _row(version: Version) -> RowTold:
    return RowTold(
        table=version.kind,
        id=version.id,
        revision=str(version.seq),
        marking="",
        cells=cells_of(version),
    )


def _marks(
    connection: Reading, branch: str, seq: int, versions: Mapping[tuple[str, str], Version]
) -> dict[str, str]:
    """The marks of some rows of one table, by id; a row that can't be read has none."""
    rows = {key: row for (_, key), row in readable(versions).items()}
    behind = evidence_behind(connection, branch, seq, rows.values())
    return {key: str(marking_of(behind, row)) for key, row in rows.items()}


def _marked(row: RowTold, marks: Mapping[str, str]) -> RowTold:
    return RowTold(
        table=row.table,
        id=row.id,
        revision=row.revision,
        marking=marks.get(row.id, ""),
        faulty=row.id not in marks,
        cells=row.cells,
    )


def _loaded_rows(table: Table, loaded: Loaded, seen: Mission) -> list[RowTold]:
    """Rows of a mission that was loaded whole, as somebody sees them."""
    view = loaded.view.rows if isinstance(loaded, LoadedView) else {}
    told = []
    for row in getattr(seen, table.name):
        cells = row_cells(table, row)
        version = view.get((table.name, str(row.id)))
        digest = sha256(body_text(cells).encode()).hexdigest()[:16]
        told.append(
            RowTold(
                table=table.name,
                id=str(row.id),
                revision=digest if version is None else str(version.seq),
                marking=str(marking_of(loaded.mission, row)),
                cells=cells,
            )
        )
    return told


def _page(
    table: str, change: int, rows: list[RowTold], asked: RowsAsked, withheld: int | None
) -> RowsAnswer:
    """The rows asked for, of all those that a reader may see."""
    if asked.ids is not None:
        rows = [one for one in rows if one.id in asked.ids]
    holds = {name: text.casefold() for name, text in asked.holds.items() if text}
    found = [
        one
        for one in rows
        if all(text in one.cells.get(name, "").casefold() for name, text in holds.items())
    ]
    begin = _place_behind(table, found, asked.after)
    page = tuple(islice(found, begin, begin + asked.limit))
    more = begin + len(page) < len(found)
    return RowsAnswer(
        table=table,
        change=change,
        rows=page,
        total=len(found),
        next=page[-1].id if more else "",
        withheld=withheld,
    )


def _place_behind(table: str, rows: list[RowTold], after: str) -> int:
    if not after:
        return 0
    for number, one in enumerate(rows, start=1):
        if one.id == after:
            return number
    raise UnknownIdError(
        f"row of {table}", after, None, "Begin with the first page: it was taken out since."
    )


def _released(
    where: Where, loaded: Loaded, audience: Audience, answer: RowsAnswer, withheld: int
) -> RowsAnswer:
    """The answer, recorded for readers other than the staff."""
    if audience.id == STAFF.id:
        return answer
    desk = Desk(where, loaded, loaded.mission, audience)
    return desk.released(f"rows {answer.table}", answer, withheld)
