"""Finding the tables in a workbook: by the names of sheets, by their titles, by their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cadre.dossier.listing import shown
from cadre.dossier.tables import TABLES, Table
from cadre.errors import CadreError
from cadre.exchange.cells import Cell, letters
from cadre.exchange.grid import ROWS
from cadre.mission.spelling import UNSEEN
from cadre.workbook import rules
from cadre.workbook.layout import BASE, KEY, MISSION, OURS, VALUE, mission_table, table_named
from cadre.workbook.noted import Noted

if TYPE_CHECKING:
    from cadre.exchange.workbook import Workbook

SEARCHED = 40
"""Rows among which the header is looked for."""
TITLED = 3
"""Filled cells that a row with the title of a sheet has at most."""
CELLS = 3_000_000
"""Filled cells that are read of a workbook; more are refused, so that memory stays bounded."""

Line = tuple[int, Mapping[int, Cell]]
"""The number of a row, from 1, and its cells by column, from 0."""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A sheet that holds a table.

    Attributes:
        name: Its name in the workbook.
        table: The table.
        header: Row of its header, from 1.
        places: The column, from 0, of each column of the table that it has.
        lines: Its rows below the header that hold anything in these columns.
    """

    name: str
    table: Table
    header: int
    places: Mapping[str, int]
    lines: list[Line] = field(default_factory=list)


class SheetFinder:
    """Finds the sheets of a workbook that hold tables, and reads their rows."""

    def __init__(self, book: Workbook, noted: Noted) -> None:
        self._book = book
        self._noted = noted
        self._left = CELLS

    def base(self) -> list[tuple[str, ...]]:
        """The lines of the hidden sheet that tells what was exported; none when it isn't there."""
        if BASE not in (*self._book.sheets, *self._book.hidden):
            return []
        return [
            tuple(str(cells[place].value) for place in sorted(cells))
            for _, cells in self._counted(BASE)
        ]

    def sheets(self) -> dict[str, Sheet]:
        """The sheets by their tables.

        Raises:
            CadreError: A sheet is broken, or there are too many rows or cells.
        """
        found: dict[str, Sheet] = {}
        names = [one for one in (*self._book.sheets, *self._book.hidden) if one not in OURS]
        # A sheet of the table's own name comes before a copy of it.
        for name in sorted(names, key=lambda one: table_named(one) is None):
            sheet = self._sheet(name)
            if sheet is None:
                continue
            if sheet.table.name in found:
                self._second(sheet, found[sheet.table.name])
                continue
            found[sheet.table.name] = sheet
            if name in self._book.hidden:
                message = f"The sheet {shown(name)} is hidden; its rows count like all others."
                self._noted.add(rules.HIDDEN, message, "Show it, and look at it.", sheet=name)
        return found

    def named(self) -> set[str | None]:
        """The tables after which sheets are named, whether or not these could be read."""
        return set(map(table_named, (*self._book.sheets, *self._book.hidden)))

    def _second(self, sheet: Sheet, first: Sheet) -> None:
        message = f"{shown(sheet.name)} and {shown(first.name)} both hold {sheet.table.name}"
        self._noted.add(
            rules.TWO_SHEETS,
            f"{message}; only {shown(first.name)} is read.",
            "Bring the rows together in one sheet, and remove the other.",
            sheet=sheet.name,
        )

    def _sheet(self, name: str) -> Sheet | None:
        """A sheet with its rows; None when it holds no table, which is noted."""
        lines = self._counted(name)
        top: list[Line] = []
        for line in lines:
            top.append(line)
            table = self._table_of(name, top)
            if table is not None and (places := _places(table, line[1])):
                sheet = Sheet(name=name, table=table, header=line[0], places=places)
                self._note_columns(sheet, line)
                sheet.lines = self._rows(sheet, lines)
                return sheet
            if line[0] >= SEARCHED:
                break
        self._no_table(name, top)
        return None

    def _table_of(self, name: str, top: Sequence[Line]) -> Table | None:
        """The table that a sheet holds, by its name, its title, or the names of its columns."""
        # A title stands alone in its row; names of columns may be those of tables too.
        titles = (map(_text, cells.values()) for _, cells in top if len(cells) <= TITLED)
        titled = (table_named(next(texts, "")) for texts in titles)
        named = table_named(name) or next(filter(None, titled), None)
        if named is not None:
            return mission_table() if named == MISSION else TABLES[named]
        header = {_text(one) for one in top[-1][1].values()}
        fitting = [
            one for one in TABLES.values() if header == {column.name for column in one.columns}
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _no_table(self, name: str, top: Sequence[Line]) -> None:
        table = table_named(name)
        if table is not None:
            needed = [KEY, VALUE] if table == MISSION else _needed(TABLES[table])
            met = sorted({_text(cell) for _, cells in top for cell in cells.values()})
            missing = [one for one in needed if one not in met]
            hints = (
                f"{shown(close[0])} may be `{one}`"
                for one in missing[:3]
                if (close := get_close_matches(one, met, n=1))
            )
            self._noted.add(
                rules.NO_HEADER,
                f"No row of {shown(name)} has all names of columns that are needed; missing: "
                f"{', '.join(missing)}.",
                "; ".join(["Write these names above their columns", *hints]) + ".",
                sheet=name,
            )
        elif top:
            message = f"The sheet {shown(name)} holds no table of a dossier, so it isn't read."
            remedy = f"Name it after its table, if it holds one: {', '.join(TABLES)}."
            self._noted.add(rules.NO_TABLE, message, remedy, sheet=name)

    def _note_columns(self, sheet: Sheet, head: Line) -> None:
        """Note columns of the sheet that aren't known, and columns of the table that lack."""
        if sheet.table.name == MISSION:
            return
        known = {column.name: column for column in sheet.table.columns}
        lacking = [one for one in known if one not in sheet.places]
        for place, cell in sorted(head[1].items()):
            text = _text(cell)
            if text and place not in sheet.places.values():
                twice = text in known
                close = [] if twice else get_close_matches(text, lacking or known, n=1)
                again = "stands twice" if twice else f"is no column of {sheet.table.name}"
                self._noted.add(
                    rules.UNKNOWN_COLUMN,
                    f"{letters(place)}{head[0]}, {shown(text)}, {again}, so it isn't read.",
                    f"Rename it to `{close[0]}`, if it is that."
                    if close
                    else "Bring the two together, and remove one."
                    if twice
                    else "Leave it, if it is your own.",
                    sheet=sheet.name,
                    row=head[0],
                    column=text,
                )
        for name in lacking:
            self._noted.add(
                rules.NO_COLUMN,
                f"The column `{name}` isn't there: what the dossier has in it stays.",
                f"Put it back, if it is to be changed: {known[name].help}",
                sheet=sheet.name,
                row=head[0],
                column=name,
            )

    def _rows(self, sheet: Sheet, lines: Iterator[Line]) -> list[Line]:
        wanted = set(sheet.places.values())
        rows: list[Line] = []
        for number, cells in lines:
            own = {place: cell for place, cell in cells.items() if place in wanted}
            if any(cell.problem or _text(cell) for cell in own.values()):
                rows.append((number, own))
            if len(rows) > ROWS:
                raise CadreError(
                    f"{self._book.path.name}:{sheet.name}",
                    f"has more than {ROWS:,} rows",
                    f"at most {ROWS:,} rows",
                    "Take out the rows that the plan doesn't need.",
                )
        return rows

    def _counted(self, name: str) -> Iterator[Line]:
        """The rows of a sheet, as long as the cells of the workbook aren't too many."""
        for number, cells in self._book.cells(name):
            self._left -= len(cells)
            if self._left < 0:
                raise CadreError(
                    f"{self._book.path.name}:{name}",
                    f"brings the workbook to more than {CELLS:,} filled cells",
                    f"at most {CELLS:,} filled cells",
                    "Take out the rows that the plan doesn't need.",
                )
            yield number, cells


def _needed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.required]


def _places(table: Table, cells: Mapping[int, Cell]) -> dict[str, int]:
    """Where the columns of a table stand, if a row is its header; else nothing."""
    known = {KEY, VALUE} if table.name == MISSION else {one.name for one in table.columns}
    needed = known if table.name == MISSION else set(_needed(table))
    met = ((_text(cell), place) for place, cell in sorted(cells.items(), reverse=True))
    # The first of two columns of one name counts.
    places = {text: place for text, place in met if text in known}
    return places if needed <= places.keys() else {}


def _text(cell: Cell) -> str:
    """A cell as a name is compared; a blank one is empty."""
    value = cell.value
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return "_".join(UNSEEN.sub("", value).split()).casefold()
