"""Whether a sheet can be read in bounded memory and time: looked at as bytes, before it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cadre.exchange.archive import pieces, refused

WIDEST = 16_384
"""Cells that a row can have."""
LONGEST = 1_000_000
"""Bytes that may pass between two tags; a cell holds 32,767 characters."""

_MARKS = re.compile(rb"<(?:\w{1,9}:)?(row|c)[\s/>]")
_START = 200
"""Bytes within which a part may say that it is XML."""


def refuse_unsound(path: Path, sheet: str) -> None:
    """Refuse a sheet that would take memory or time without bounds, as no honest one does.

    A row is held in memory as a whole, and so are a text and a tag; readers of XML take time with
    the square of a comment's length.

    Raises:
        CadreError: It is such a sheet, or it is broken.
    """
    cells = 0
    for number, part in enumerate(_whole_tags(path, sheet)):
        if b"<!" in part or part.find(b"<?", 0 if number else _START) >= 0:
            raise refused(path.name, "holds comments in its XML", "Save it anew as XLSX.")
        for mark in _MARKS.finditer(part):
            cells = cells + 1 if mark[1] == b"c" else 0
            if cells > WIDEST:
                problem = f"has a row of more than {WIDEST:,} cells in {sheet!r}"
                raise refused(path.name, problem, "Save it anew as XLSX.")


def _whole_tags(path: Path, sheet: str) -> Iterator[bytes]:
    """The bytes of a sheet in pieces that end before a tag begins."""
    rest = b""
    for piece in pieces(path, sheet, 0):
        whole = rest + piece
        at = whole.rfind(b"<")
        if at < 0 or len(whole) - at > LONGEST:
            problem = f"has a text of more than {LONGEST:,} bytes in {sheet!r}"
            raise refused(path.name, problem, "Save it anew as XLSX.")
        yield whole[:at]
        rest = whole[at:]
    yield rest
