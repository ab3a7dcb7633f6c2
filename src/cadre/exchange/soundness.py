"""Whether a sheet can be read in bounded memory and time: looked at as bytes, before it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cadre.errors import CadreError
from cadre.exchange.archive import refused
from cadre.exchange.grid import LAST

WIDEST = 16_384
"""Cells that a row can have."""
LONGEST = 1_000_000
"""Bytes that may pass between two tags; a cell holds 32,767 characters."""
TAGS = 1_000_000
"""Tags that may pass between the beginnings of two rows, or before and behind them all."""
CELLS = 10_000_000
"""Cells that a workbook may have, blank ones counted, which take as long to read as others."""

_MARKS = re.compile(rb"<(?:\w{1,9}:)?(row|c)[\s/>]")
_LESS = "Copy the rows that count to a new workbook."
_START = 200
"""Bytes within which a part may say that it is XML."""


@dataclass(slots=True, kw_only=True)
class Soundness:
    """Refuses a sheet that would take memory or time without bounds, as no honest one does.

    A row is held in memory as a whole, and so are a text, a tag, and what stands beside the rows;
    readers of XML take time with the square of a comment's length.

    Attributes:
        file: Name of the workbook.
        sheet: Name of the sheet.
        cells: Cells met so far, blank ones too; those of other sheets may be counted before.
    """

    file: str
    sheet: str
    cells: int = 0
    _rows: int = 0
    _in_row: int = 0
    _tags: int = 0
    _begun: bool = False
    _rest: bytes = b""

    def look(self, chunk: bytes) -> None:
        """Look at the next bytes of the sheet.

        Raises:
            CadreError: It is such a sheet.
        """
        whole = self._rest + chunk
        at = whole.rfind(b"<")
        if at < 0 or len(whole) - at > LONGEST:
            raise self._refused(f"has a text of more than {LONGEST:,} bytes")
        self._look(whole[:at])
        self._rest = whole[at:]

    def end(self) -> None:
        """Look at what is left at the end of the sheet.

        Raises:
            CadreError: It is such a sheet.
        """
        self._look(self._rest)
        self.cells += self._in_row

    def _look(self, part: bytes) -> None:
        """Look at bytes that end before a tag begins."""
        if b"<!" in part or part.find(b"<?", _START if not self._begun else 0) >= 0:
            raise self._refused("holds comments in its XML")
        self._begun = True
        since = 0
        for mark in _MARKS.finditer(part):
            if mark[1] == b"c":
                self._in_row += 1
                if self._in_row > WIDEST:
                    raise self._refused(f"has a row of more than {WIDEST:,} cells")
            else:
                self._row(part.count(b"<", since, mark.start()))
                since = mark.start()
        self._tags += part.count(b"<", since)
        if self._tags > TAGS:
            raise self._refused(f"has more than {TAGS:,} tags beside its rows", _LESS)
        if self.cells + self._in_row > CELLS:
            raise self._refused(f"brings the workbook to {CELLS:,} cells, blank ones too,", _LESS)

    def _row(self, tags: int) -> None:
        """A row begins, `tags` behind the beginning of the last bytes or of the row before it."""
        self._tags += tags
        if self._tags > TAGS:
            raise self._refused(f"has more than {TAGS:,} tags beside its rows", _LESS)
        self.cells += self._in_row
        self._rows += 1
        if self._rows > LAST:
            raise self._refused(f"has more than {LAST:,} rows", _LESS)
        self._in_row = self._tags = 0

    def _refused(self, problem: str, remedy: str = "Save it anew as XLSX.") -> CadreError:
        return refused(self.file, f"{problem} in {self.sheet!r}", remedy)
