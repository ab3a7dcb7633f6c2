"""Editing the text of a CSV file row by row: what is the same keeps its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from dataclasses import field as defined
from functools import cache

from cadre.dossier.convert import BadCellError, RowReader, cell_texts
from cadre.dossier.folder import MARK, Record, bad_character, lines, records
from cadre.dossier.listing import shown
from cadre.dossier.tables import TABLES, Table
from cadre.errors import CadreError, DossierError
from cadre.mission.rows import Row


def fresh_text(table: Table, rows: Iterable[Row]) -> str:
    """A file of its own for `rows`: every column of the table, lines ended by a line feed.

    Raises:
        CadreError: A row can't be written so that it reads back the same.
    """
    header = [column.name for column in table.columns]
    parts = [csv_line(header, "\n")]
    for row in rows:
        texts = written(table, row)
        parts.append(csv_line([texts[name] for name in header], "\n"))
    return "".join(parts)


def written(table: Table, row: Row) -> dict[str, str]:
    """The cells of a row, once it is sure that they read back as the same row.

    Raises:
        CadreError: They don't: a text begins or ends with a blank, say, or one of several values
            holds the mark that parts them.
    """
    texts = cell_texts(table, row)
    again = _reader(table.name).read(list(texts.values()))
    if again != row:
        faults = "; ".join(_faults(table, row, again))
        raise CadreError(
            f"{table.name} {row.id}",
            f"can't be written so that it reads back the same ({faults})",
            "values without blanks at their ends, control characters, or `;` within one of several",
            "Correct these values.",
        )
    return texts


@cache
def _reader(name: str) -> RowReader:
    """What reads a row of a table with all its columns; made once, since rows come in thousands."""
    table = TABLES[name]
    return RowReader(table, [column.name for column in table.columns])


def _faults(table: Table, row: Row, again: Row | list[BadCellError]) -> Iterator[str]:
    if isinstance(again, list):
        yield from (f"{one.column} is {shown(one.value)}" for one in again)
        return
    for field in table.fields:
        if getattr(row, field.name) != getattr(again, field.name):
            yield f"{field.name} is {shown(str(getattr(row, field.name)))}"


def csv_line(cells: Iterable[str], end: str) -> str:
    """One record, quoted only where it must be.

    Python's csv module leaves a carriage return bare in a file with other line ends, and writes
    `""` for a lone blank cell; neither would read back.
    """
    return ",".join(map(_quoted, cells)) + end


def _quoted(cell: str) -> str:
    if not any(mark in cell for mark in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A record, or blank lines, as they stand in a file.

    Attributes:
        text: The text with its line ends.
        line: Its first line, counted from 1.
        cells: The cells of a record; empty for blank lines.
    """

    text: str
    line: int
    cells: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Block:
    """The header, or a row that was read, and what stands between it and the next one.

    Attributes:
        own: The record itself.
        follows: Blank lines, and rows that were refused, which stay as they are.
    """

    own: _Piece
    follows: list[_Piece] = defined(default_factory=list)


class TableText:
    """The text of a table's file, to be changed row by row."""

    def __init__(self, table: Table, text: str, rows_at: Mapping[str, int]) -> None:
        self._table = table
        self._mark = MARK if text.startswith(MARK) else ""
        self._lines = lines(text.removeprefix(MARK))
        ids = {line: key for key, line in rows_at.items()}
        self._blocks: dict[str, _Block] = {}
        parts = records(text.removeprefix(MARK))
        head = next(parts, None)
        if head is None or not _readable(table, head):
            raise DossierError(
                table.file,
                "has no header that rows can be read with, so nothing can be written to it",
                "a header line with every column that is required",
                "Correct the header, or remove the file, and load the dossier again.",
            )
        self._head = _Block(own=self._piece(head))
        self._header = [cell.strip() for cell in head.cells]
        while not self._header[-1]:
            self._header.pop()
        self._part(head.last, parts, ids)

    def _piece(self, record: Record) -> _Piece:
        text = "".join(self._lines[record.line - 1 : record.last])
        return _Piece(text=text, line=record.line, cells=record.cells)

    def _blank(self, first: int, last: int) -> list[_Piece]:
        """The lines between two records, when there are any."""
        text = "".join(self._lines[first:last])
        return [_Piece(text=text, line=first + 1)] if text else []

    def _part(self, done: int, parts: Iterable[Record], ids: Mapping[int, str]) -> None:
        """Sort the records into rows that were read and what follows them."""
        block = self._head
        for record in parts:
            if record.broken:
                raise DossierError(
                    f"{self._table.file}:{record.line}",
                    f"in this row {record.broken}, so no row can be written to the file",
                    "quotes that are closed",
                    "Close the quote, and load the dossier again.",
                )
            block.follows.extend(self._blank(done, record.line - 1))
            if record.line in ids:
                block = self._blocks[ids[record.line]] = _Block(own=self._piece(record))
            else:
                block.follows.append(self._piece(record))
            done = record.last
        block.follows.extend(self._blank(done, len(self._lines)))

    def with_rows(self, before: Mapping[str, Row], after: Sequence[Row]) -> str:
        """The text with the rows `after` instead of `before`, in the order of `after`.

        Rows that are the same keep their bytes; of a row that changed, the cells that are the
        same keep their text; rows that were refused stay behind the row they stood behind. A
        column that the file lacks is added at its end when a row needs it.

        Raises:
            CadreError: A row can't be written so that it reads back the same.
        """
        changes = {row.id: self._change(before.get(row.id), row) for row in after}
        lacking = {name for texts in changes.values() if texts for name in texts}
        added = [one.name for one in self._table.columns if one.name in lacking - {*self._header}]
        self._drop(self._blocks.keys() - changes.keys())
        pieces = self._kept(self._head, added, dict(zip(added, added, strict=True)))
        for row in after:
            block = self._blocks.get(row.id)
            if block is None:
                pieces.append(self._new(written(self._table, row), added))
            else:
                pieces.extend(self._kept(block, added, changes[row.id]))
        return self._mark + self._joined(pieces)

    def _drop(self, gone: AbstractSet[str]) -> None:
        """Take out rows; what follows one goes behind the row before it."""
        before = self._head
        for key, block in list(self._blocks.items()):
            if key in gone:
                before.follows.extend(block.follows)
                del self._blocks[key]
            else:
                before = block

    def _change(self, old: Row | None, new: Row) -> dict[str, str]:
        """The cells that differ; of a new row, those that don't stand for a default."""
        if old == new:
            return {}
        texts = written(self._table, new)
        if old is not None:
            was = cell_texts(self._table, old)
            return {name: text for name, text in texts.items() if text != was[name]}
        return {
            column.name: texts[column.name]
            for column in self._table.columns
            if texts[column.name] and getattr(new, column.field) != column.default
        }

    def _kept(self, block: _Block, added: Sequence[str], changes: Mapping[str, str]) -> list[str]:
        """A record with its changes and what follows it."""
        own = {name: text for name, text in changes.items() if name in self._header}
        piece = block.own
        if own:
            cells = list(piece.cells)
            places = {name: number for number, name in enumerate(self._header)}
            for name, text in own.items():
                cells[places[name]] = text
            piece = replace(piece, text=csv_line(cells, self._end), cells=tuple(cells))
        more = [changes.get(name, "") for name in added]
        return [self._widened(piece, more), *self._followers(block, added)]

    def _followers(self, block: _Block, added: Sequence[str]) -> list[str]:
        blank = [""] * len(added)
        return [self._widened(one, blank) if one.cells else one.text for one in block.follows]

    def _new(self, texts: Mapping[str, str], added: Sequence[str]) -> str:
        """A record for a row that the file doesn't hold."""
        cells = [texts.get(name, "") for name in [*self._header, *added]]
        if not added:
            cells.extend([""] * (len(self._head.own.cells) - len(cells)))
        return csv_line(cells, self._end)

    def _widened(self, piece: _Piece, more: Sequence[str]) -> str:
        """The text of a record with more cells behind those that the header names."""
        width = len(self._header)
        if not more:
            return piece.text
        if len(piece.cells) == width:
            end = _line_end(piece.text)
            return piece.text.removesuffix(end) + "," + csv_line(more, end)
        if len(piece.cells) < width or any(piece.cells[width:]):
            # A cell too many would come to stand in a new column.
            raise DossierError(
                f"{self._table.file}:{piece.line}",
                f"has {len(piece.cells)} cells, so no column can be added to the file",
                f"{width} cells, as many as the header names",
                "Correct the row, and load the dossier again.",
            )
        return csv_line([*piece.cells[:width], *more], self._end)

    @property
    def _end(self) -> str:
        """The line end of the file."""
        return _line_end(self._head.own.text) or "\n"

    def _joined(self, pieces: Sequence[str]) -> str:
        """The pieces, each but the last with a line end."""
        ended = [one if _line_end(one) else one + self._end for one in pieces[:-1]]
        return "".join([*ended, *pieces[-1:]])


def _readable(table: Table, head: Record) -> bool:
    """Whether rows can be read with a header."""
    names = {cell.strip() for cell in head.cells}
    needed = {column.name for column in table.columns if column.required}
    return not head.broken and needed <= names and not bad_character("".join(head.cells))


def _line_end(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else text[-1:] if text[-1:] in "\r\n" else ""
