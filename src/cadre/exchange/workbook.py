"""XLSX workbooks: their sheets as grids, read row by row, merged cells filled downwards."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import MAC_EPOCH

from cadre.errors import CadreError
from cadre.exchange.archive import (
    BROKEN,
    MERGES,
    Area,
    Merge,
    areas_in,
    cut_short,
    look_inside,
    merges,
    pieces,
    saved,
)
from cadre.exchange.cells import LONGEST, Cell, Flaws, Place, valueless_in
from cadre.exchange.grid import LAST, WIDTH, Cells, Grid
from cadre.exchange.soundness import Soundness

# What openpyxl can't keep when it saves (styles, validations) doesn't matter to who only reads.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")

ODD = (*BROKEN, ValueError, TypeError, AttributeError, IndexError, OSError, RecursionError)
"""What openpyxl raises on files that other programs wrote in their own way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A workbook that was opened.

    Attributes:
        path: Where it lies.
        sha256: SHA-256 of its bytes, hexadecimal.
        sheets: Names of its sheets that aren't hidden, in order.
        hidden: Names of the hidden ones.
        saved: When it was last saved, as it says itself; None when it doesn't.
        book: The workbook as openpyxl has it.
        cells_of: How many cells, blank ones too, were counted in each sheet read so far.
    """

    path: Path
    sha256: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    saved: date | None
    book: Any
    cells_of: dict[str, int] = field(default_factory=dict)

    def grid(self, sheet: str) -> Grid:
        """One of its sheets.

        Raises:
            CadreError: When rows are read: the sheet is broken, or holds too many.
        """
        found = self.book[sheet]
        return Grid(
            file=self.path.name,
            sha256=self.sha256,
            size=self.path.stat().st_size,
            sheet=" ".join(sheet.split()),
            rows=self._rows(sheet),
            total=found.max_row or 0,
            saved=self.saved,
        )

    def _rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        ranges = merges(self.path, sheet)
        rows = self._read(sheet, max_col=WIDTH, values_only=True)
        yield from filled(((number, _trimmed(cells)) for number, cells in rows), ranges)

    def cells(self, sheet: str) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows of a sheet that hold anything, cell by cell, as they are shown and with flaws.

        Yields:
            The number of a row, from 1, and its cells by their columns, from 0, up to `WIDTH`.

        Raises:
            CadreError: The sheet is broken.
        """
        flaws = self._looked_at(sheet)
        for number, row in self._read(sheet):
            try:
                cells = {
                    column: Cell.of(one)
                    for column, one in enumerate(row[:WIDTH])
                    if one.value is not None
                }
            except ODD as error:  # a style that the workbook doesn't have
                raise cut_short(self.path.name, error) from error
            for column, problem in flaws.of(number).items():
                cells[column] = Cell(problem=problem)
            if cells:
                yield number, cells

    def _looked_at(self, sheet: str) -> Flaws:
        """The flaws of a sheet's cells, once it is sure that it can be read within bounds."""
        others = sum(count for name, count in self.cells_of.items() if name != sheet)
        sound = Soundness(file=self.path.name, sheet=sheet, cells=others)
        # What lies at the edge of two pieces is met in both.
        areas: dict[Area, None] = {}
        places: set[Place] = set()
        for before, chunk in pieces(self.path, sheet, LONGEST):
            sound.look(chunk)
            areas |= dict.fromkeys(islice(areas_in(before + chunk), MERGES - len(areas)))
            places.update(valueless_in(before + chunk, self.path.name))
        sound.end()
        self.cells_of[sheet] = sound.cells - others
        return Flaws(areas, places)

    def _read(self, sheet: str, **how: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
        """The rows of a sheet as openpyxl has them, with their numbers."""
        found = self.book[sheet]
        # Some programs write a wrong extent; without one all rows are read as they come.
        found.reset_dimensions()
        try:
            # A row may claim any number, and openpyxl gives all blank ones before it.
            yield from enumerate(islice(found.iter_rows(**how), LAST), start=1)
        except ODD as error:
            raise cut_short(self.path.name, error) from error


def _trimmed(cells: Cells) -> Cells:
    """A row without the blank cells at its end: openpyxl fills it up to the last column."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def open_workbook(path: Path, sha256: str, *, of_1904: bool = False) -> Workbook:
    """Open a workbook without reading its sheets.

    Args:
        path: Where it lies.
        sha256: SHA-256 of its bytes, hexadecimal.
        of_1904: Whether one that counts its days from 1904 is read too; its days are right then,
            but what stands in it as a bare number isn't.

    Raises:
        CadreError: It is no workbook, is protected, broken, or would unpack to too much.
    """
    look_inside(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheets = [one for one in book.worksheets if hasattr(one, "reset_dimensions")]
        shown = tuple(one.title for one in sheets if one.sheet_state == "visible")
        hidden = tuple(one.title for one in sheets if one.sheet_state != "visible")
        if book.epoch == MAC_EPOCH and not of_1904:
            raise CadreError(
                path.name,
                "counts its days from 1904",
                "a workbook that counts them from 1900",
                "Switch that off in the options of the workbook, and save it.",
            )
    except ODD as error:
        raise cut_short(path.name, error) from error
    return Workbook(
        path=path,
        sha256=sha256,
        sheets=shown,
        hidden=hidden,
        saved=saved(path),
        book=book,
    )


def filled(
    rows: Iterable[tuple[int, Cells]], ranges: Iterable[Merge]
) -> Iterator[tuple[int, Cells]]:
    """Rows in which a cell merged over several of them stands in each, not in the first alone."""
    starting: dict[int, list[Merge]] = defaultdict(list)
    for merge in ranges:
        starting[merge[1]].append(merge)
    held: dict[int, tuple[object, int]] = {}
    for number, cells in rows:
        for column, _, last in starting.pop(number, ()):
            value = cells[column] if column < len(cells) else None
            held[column] = value, last
        yield number, _with(cells, held) if held else cells
        held = {column: one for column, one in held.items() if one[1] > number}


def _with(cells: Cells, held: dict[int, tuple[object, int]]) -> Cells:
    wide = max(len(cells), max(held) + 1)
    new = [*cells, *[None] * (wide - len(cells))]
    for column, (value, _) in held.items():
        new[column] = value
    return tuple(new)
