"""The rows of a sheet as a person left them: each cell as text, each row as values or as faults."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cadre.dossier.convert import BadCellError, RowReader
from cadre.dossier.listing import shown
from cadre.dossier.rules import MISSING_VALUE
from cadre.dossier.tables import CITED, Column, Kind, Table
from cadre.exchange.cells import Cell, letters
from cadre.mission.rows import Row
from cadre.workbook.layout import shown_texts, values_of
from cadre.workbook.noted import Noted
from cadre.workbook.rules import BAD_CELL, BAD_ROW
from cadre.workbook.sheets import Line, Sheet
from cadre.workbook.values import CellError, Held, text_of

_BLANK = Cell()
Ids = Mapping[str, Collection[str]]
"""The ids of each table of the dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a sheet, as far as it could be read.

    Attributes:
        number: Its number in the sheet, from 1.
        id: Its id; empty when the cell is blank.
        texts: What each column says; columns that the sheet lacks as the dossier has them. None
            when a cell couldn't be taken.
        same: Whether each column says what the dossier has under that id.
    """

    number: int
    id: str
    texts: Mapping[str, str] | None
    same: bool = False


class EntryReader:
    """Reads the rows of one sheet, and notes what can't be taken."""

    def __init__(self, sheet: Sheet, held: Mapping[str, Row], ids: Ids, noted: Noted) -> None:
        self._sheet = sheet
        self._held = held
        self._noted = noted
        self._columns = [(one, sheet.places.get(one.name)) for one in sheet.table.columns]
        self._ids = {column.name: _ids_for(column, sheet.table, ids) for column, _ in self._columns}
        self._reader = RowReader(sheet.table, [one.name for one, _ in self._columns])

    def entries(self) -> Iterator[Entry]:
        """The rows, in the order of the sheet."""
        return map(self._entry, self._sheet.lines)

    def _entry(self, line: Line) -> Entry:
        number, cells = line
        key = self._text(line, self._columns[0][0], "")
        if key is None:
            return Entry(number=number, id="", texts=None)
        row = self._held.get(key)
        held = {} if row is None else shown_texts(self._sheet.table, values_of(row))
        texts: dict[str, str] = {"id": key}
        whole = True
        for column, place in self._columns[1:]:
            there = held.get(column.name, "")
            if place is None or (place not in cells and not there):
                texts[column.name] = there
                continue
            text = self._text(line, column, there)
            whole = whole and text is not None
            texts[column.name] = text or ""
        same = row is not None and all(texts[name] == text for name, text in held.items())
        return Entry(number=number, id=key, texts=texts if whole else None, same=whole and same)

    def _text(self, line: Line, column: Column, held: str) -> str | None:
        """What a cell says; None when it can't be taken, which is noted."""
        place = self._sheet.places[column.name]
        cell = line[1].get(place, _BLANK)
        try:
            return text_of(cell, column, Held(text=held, ids=self._ids[column.name]))
        except CellError as error:
            message = f"{letters(place)}{line[0]} {error.problem}."
            self._noted.add(
                error.rule,
                message,
                error.remedy,
                sheet=self._sheet.name,
                row=line[0],
                column=column.name,
            )
            return None

    def row(self, entry: Entry, key: str) -> Row | None:
        """The row that an entry states, under the id `key`; None when it can't be so, noted."""
        texts = {**(entry.texts or {}), "id": key}
        made = self._reader.read([texts[column.name] for column, _ in self._columns])
        if not isinstance(made, list):
            return made
        for fault in made:
            self._note_fault(entry, fault)
        return None

    def _note_fault(self, entry: Entry, fault: BadCellError) -> None:
        place = self._sheet.places.get(fault.column)
        where = fault.column if place is None else f"{letters(place)}{entry.number}"
        what = f"is {shown(fault.value)}" if fault.value else "is blank"
        many = any(one.many for one, _ in self._columns if one.name == fault.column)
        remedy = "Correct the value; part several by `; `." if many else "Correct the value."
        missing = fault.rule is MISSING_VALUE
        self._noted.add(
            BAD_ROW if place is None else BAD_CELL,
            f"{where} {what}; allowed: {fault.allowed}.",
            "Fill the cell, or clear the row." if missing else remedy,
            sheet=self._sheet.name,
            row=entry.number,
            column=fault.column,
            about=entry.id,
        )


def _ids_for(column: Column, table: Table, ids: Ids) -> Collection[str]:
    """The ids that a cell of a column may mean."""
    if column.kind is Kind.ID:
        return ids[table.name]
    tables = CITED if column.kind is Kind.CITATION else column.refers_to
    return frozenset().union(*(ids[one] for one in tables)) if tables else ()
