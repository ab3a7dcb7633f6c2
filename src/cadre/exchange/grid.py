"""A grid of cells as a file holds it, whatever its format, with the place of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cadre.errors import CadreError

Cells = tuple[object, ...]
"""The cells of a row: texts, numbers, dates, truths, or None."""
Progress = Callable[[int, int], None]
"""Called with the rows done and the rows to do; 0 to do means that nobody knows."""

LARGEST = 100_000_000
"""Bytes that a file may have; a larger one is refused before it is read."""
ROWS = 200_000
"""Rows that are read of one sheet; more are refused, so that memory stays bounded."""
LAST = 1_048_576
"""The last row that a sheet can have."""
WIDTH = 256
"""Columns that are read of one sheet; what lies to the right of them isn't looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet of a file.

    Attributes:
        file: Name of the file.
        sha256: SHA-256 of its bytes, hexadecimal.
        size: Bytes of the file.
        sheet: Name of the sheet; empty for a file that holds one table only.
        rows: Each row that isn't blank, with its number in the file, counted from 1. May be gone
            through once.
        total: Rows that the sheet says it has; 0 when it doesn't say.
        saved: When the file was last saved, as it says itself; None when it doesn't.
    """

    file: str
    sha256: str
    size: int
    sheet: str
    rows: Iterable[tuple[int, Cells]]
    total: int = 0
    saved: date | None = None

    def place(self, row: int, column: str = "") -> str:
        """Where something stands: file, sheet, row and column."""
        return ":".join(part for part in (self.file, self.sheet, str(row), column) if part)

    def locator(self, rows: str) -> str:
        """Rows as a citation names them, with their sheet."""
        # A citation in a cell of several may not hold the mark that parts them.
        sheet = self.sheet.replace(";", ",")
        return f"{sheet}, {rows}" if sheet else rows


def bounded(file: str, rows: Iterable[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """The rows that aren't blank.

    Raises:
        CadreError: There are more than `ROWS`.
    """
    count = 0
    for number, cells in rows:
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        count += 1
        if count > ROWS:
            raise CadreError(
                file,
                f"has more than {ROWS:,} rows",
                f"at most {ROWS:,} rows",
                "Part the file, or take out the rows of other years.",
            )
        yield number, cells


def row_ranges(numbers: Iterable[int]) -> str:
    """Row numbers in words: `row 3`, `rows 3-9, 17`."""
    known = sorted(set(numbers))
    parts: list[list[int]] = []
    for number in known:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    words = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
    return f"row{'' if len(known) == 1 else 's'} {words}"
