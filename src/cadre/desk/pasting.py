"""Pasting: a block copied from a spreadsheet, taken as one change with each fault at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cadre.desk.row_answers import CellProblem, RowEdit, RowsChanged
from cadre.desk.row_edits import change_rows
from cadre.desk.rows import table_named
from cadre.desk.signing import Signed
from cadre.dossier.store.address import is_address, parse
from cadre.dossier.store.opening import opened
from cadre.dossier.store.views import head_seq, rows_at
from cadre.dossier.tables import Table
from cadre.dossier.wherever import Where
from cadre.errors import CadreError
from cadre.mission.spelling import UNSEEN
from cadre.release.rules import STAFF

LARGEST = 4_000_000
"""Characters that a block may have."""
MOST = 10_000
"""Rows that a block may have."""
_CELL = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"(?=\t|\r?\n|\Z)|(?P<plain>[^\t\r\n]*)')
_END = re.compile(r"\t|\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of cells as it was pasted.

    Attributes:
        table: The table that it is for.
        text: Its text: cells parted by tabs, rows by line ends, as spreadsheets copy it.
        columns: What its cells are, in order, where its first row doesn't tell; empty takes the
            columns of the table.
        seen: The change as of which its rows were read; None takes them as they stand now.
    """

    table: str
    text: str
    columns: tuple[str, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """A row of a block.

    Attributes:
        row: Its line in the block, from 1.
        cells: Its cells by column.
    """

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What became of a block.

    Attributes:
        columns: What its cells are; empty for one that was left out.
        headed: Whether its first row told so.
        left_out: Names in its header that are no column, whose cells weren't read.
        changed: What became of its rows, by their lines in the block.
        left: The rows that weren't written, as they were pasted.
    """

    columns: tuple[str, ...]
    headed: bool
    left_out: tuple[str, ...]
    changed: RowsChanged
    left: tuple[PastedRow, ...]


def paste(where: Where, block: Block, signed: Signed, *, reader: str = str(STAFF.id)) -> Pasted:
    """Take a block into a table as one change: rows with a fault are told, the others written.

    A row whose id the table has changes that row: its cells are written, columns that the block
    lacks stay. Another one is added; without an id it is named after what it says.

    Raises:
        CadreError: The block is too large or has no rows, there is no such table or column, or
            the dossier can't be edited.
    """
    table = table_named(block.table)
    columns, lines, headed, left_out = _parted(table, block)
    rows, long = [], []
    for number, cells in lines:
        row = {name: text for name, text in zip(columns, cells, strict=False) if name}
        row |= {name: UNSEEN.sub("", text) for name, text in row.items() if name == "id"}
        more = [text for text in cells[len(columns) :] if text.strip()]
        pasted = PastedRow(row=number, cells=row)
        rows.append(pasted)
        if more:
            long.append(_too_long(table, pasted, len(cells), len(columns)))
    _refuse_none(rows)
    kept = {one.row for one in long}
    edits = [_edit(table, one) for one in rows if one.row not in kept]
    edits = _based(where, edits, block.seen)
    changed = change_rows(where, edits, signed, partly=True, reader=reader)
    changed = _with(changed, long)
    return Pasted(
        columns=tuple(columns),
        headed=headed,
        left_out=left_out,
        changed=changed,
        left=tuple(one for one in rows if one.row in changed.refused),
    )


def _parted(
    table: Table, block: Block
) -> tuple[list[str], list[tuple[int, list[str]]], bool, tuple[str, ...]]:
    """The columns of a block, its rows by line, whether it has a header, and names told in vain."""
    if len(block.text) > LARGEST:
        size = f"has {len(block.text):,} characters"
        raise CadreError("the block", size, f"at most {LARGEST:,}", "Paste it in parts.")
    lines = [(n, one) for n, one in enumerate(cells_in(block.text), start=1) if any(one)]
    if len(lines) > MOST:
        count = f"has {len(lines):,} rows"
        raise CadreError("the block", count, f"at most {MOST:,}", "Paste it in parts.")
    names = {one.name for one in table.columns}
    header = [_name(one) for one in lines[0][1]] if lines else []
    told = [one for one in header if one]
    _refuse_unparted(told, names)
    if _is_header(told, names):
        _refuse_twice(header, names)
        columns = [one if one in names else "" for one in header]
        strange = tuple(dict.fromkeys(one for one in told if one not in names))
        return columns, lines[1:], True, strange
    columns = list(block.columns) or [one.name for one in table.columns]
    for name in columns:
        if name and name not in names:
            raise CadreError(
                f"column {name}",
                f"is no column of {table.name}",
                ", ".join(one.name for one in table.columns),
                "Name one of these.",
            )
    return columns, lines, False, ()


def _is_header(told: Sequence[str], names: set[str]) -> bool:
    """Whether the cells of a row are names of columns, most of them."""
    return bool(told) and 2 * sum(one in names for one in told) >= len(told)


def _refuse_unparted(told: Sequence[str], names: set[str]) -> None:
    """Refuse a block of CSV, all of whose rows would be one cell each."""
    for mark, word in ((";", "semicolons"), (",", "commas")):
        parts = [_name(one) for one in told[0].split(mark)] if len(told) == 1 else []
        if len(parts) > 1 and _is_header(parts, names):
            raise CadreError(
                "the block",
                f"parts its cells by {word}",
                "cells parted by tabs, as spreadsheets copy them",
                "Open it in a spreadsheet, copy the rows there, and paste them here.",
            )


def _refuse_twice(header: Sequence[str], names: set[str]) -> None:
    for number, name in enumerate(header):
        if name in names and name in header[:number]:
            raise CadreError(
                f"column {name}",
                "stands twice in the first row of the block",
                "each column once",
                "Take one of the two out, and paste again.",
            )


def _name(cell: str) -> str:
    return "_".join(UNSEEN.sub("", cell).casefold().split())


def cells_in(text: str) -> Iterator[list[str]]:
    """The cells of a block, row by row; a cell in quotes may hold tabs and line ends."""
    row: list[str] = []
    spot = 0
    while spot < len(text) or row:
        found = _CELL.match(text, spot)
        if found is None:  # the second half of the pattern matches anything, even nothing
            break
        quoted = found["quoted"]
        row.append(found["plain"] if quoted is None else quoted.replace('""', '"'))
        end = _END.match(text, found.end())
        spot = found.end() if end is None else end.end()
        if end is None or end[0] != "\t":
            yield row
            row = []


def _edit(table: Table, pasted: PastedRow) -> RowEdit:
    key = pasted.cells.get("id", "").strip()
    return RowEdit(table=table.name, id=key, cells=pasted.cells, row=pasted.row)


def _based(where: Where, edits: list[RowEdit], seen: int | None) -> list[RowEdit]:
    """The edits, those of rows that are there with the revision that they build on."""
    keys = [(one.table, one.id) for one in edits if one.id]
    if not keys or not is_address(where):
        return edits
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        seq = head_seq(connection)
        asked = seq if seen is None else min(seen, seq)
        known = rows_at(connection, address.branch, asked, dict.fromkeys(keys))
    revisions = {key: str(one.seq) for key, one in known.items()}
    return [
        RowEdit(
            table=one.table,
            id=one.id,
            cells=one.cells,
            revision=revisions.get((one.table, one.id), ""),
            row=one.row,
        )
        for one in edits
    ]


def _refuse_none(rows: Sequence[PastedRow]) -> None:
    if not rows:
        raise CadreError(
            "the block",
            "has no rows",
            "rows of cells parted by tabs, as spreadsheets copy them",
            "Select rows in a spreadsheet, copy them, and paste them here.",
        )


def _too_long(table: Table, pasted: PastedRow, cells: int, columns: int) -> CellProblem:
    return CellProblem(
        row=pasted.row,
        table=table.name,
        id=pasted.cells.get("id", ""),
        column="",
        problem=f"The row has {cells} cells, and {columns} columns are known.",
        remedy="Begin the block with a row of the names of its columns.",
    )


def _with(changed: RowsChanged, more: Sequence[CellProblem]) -> RowsChanged:
    problems = sorted((*changed.problems, *more), key=lambda one: one.row)
    return RowsChanged(
        seq=changed.seq,
        at=changed.at,
        actor=changed.actor,
        done=changed.done,
        problems=tuple(problems),
        conflicts=changed.conflicts,
    )
