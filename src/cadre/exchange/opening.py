"""Opening a file of others: what it is, told by its bytes and not by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cadre.errors import CadreError
from cadre.exchange.archive import refused
from cadre.exchange.grid import LARGEST, Grid
from cadre.exchange.plainfile import csv_grid, json_grid

if TYPE_CHECKING:
    from cadre.exchange.workbook import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file whose sheets can be read.

    Attributes:
        file: Its name.
        sheets: Names of its sheets; one empty name for a file that holds one table only.
        hidden: Names of hidden sheets, which are read only when named.
        grid: Gives the grid of a sheet, as often as asked.
    """

    file: str
    sheets: tuple[str, ...]
    hidden: tuple[str, ...]
    grid: Callable[[str], Grid]

    def named(self, sheet: str) -> str:
        """The sheet that `sheet` means, whatever its capitals and blanks.

        Raises:
            CadreError: There is none.
        """
        wanted = " ".join(sheet.split()).casefold()
        every = (*self.sheets, *self.hidden)
        for one in every:
            if " ".join(one.split()).casefold() == wanted:
                return one
        raise CadreError(
            self.file,
            f"has no sheet {sheet!r}",
            ", ".join(one.strip() for one in every if one) or "a file of one table",
            "Name one of these with `--sheet`, or leave it out.",
        )


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """A file, open while inside.

    Raises:
        CadreError: It can't be read, is too large, or is no table at all.
    """
    raw = _bytes(path)
    digest = hashlib.sha256(raw).hexdigest()
    start = raw[:16].lstrip()
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        # openpyxl takes a tenth of a second to load, which CSV files need not wait for.
        from cadre.exchange.workbook import open_workbook  # noqa: PLC0415

        book = open_workbook(path, digest)
        try:
            yield Opened(file=path.name, sheets=book.sheets, hidden=book.hidden, grid=book.grid)
        finally:
            book.book.close()
        return
    grid_of = json_grid if start.startswith((b"{", b"[")) else csv_grid
    yield Opened(
        file=path.name, sheets=("",), hidden=(), grid=lambda _sheet: grid_of(path, digest, raw)
    )


@contextmanager
def opened_workbook(path: Path) -> Iterator[Workbook]:
    """A workbook, open while inside, whatever day it counts from.

    Raises:
        CadreError: It can't be read, is too large, or is no workbook.
    """
    raw = _bytes(path)
    if not raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise refused(path.name, "is no workbook", "Name a workbook, an XLSX file.")
    from cadre.exchange.workbook import open_workbook  # noqa: PLC0415 - as above

    book = open_workbook(path, hashlib.sha256(raw).hexdigest(), of_1904=True)
    try:
        yield book
    finally:
        book.book.close()


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise refused(str(path), "is no file", "Name a file.")
        if (size := path.stat().st_size) > LARGEST:
            raise refused(path.name, f"has {size:,} bytes", f"Part it: {LARGEST:,} are read.")
        raw = path.read_bytes()
    except OSError as error:
        raise refused(
            str(path), f"can't be read ({error.strerror})", "Check its rights."
        ) from error
    if not raw.strip(b" \r\n\t\xef\xbb\xbf\x00"):
        raise refused(path.name, "is empty", "Get the file again.")
    return raw
