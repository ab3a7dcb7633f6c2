"""A folder: `mission.toml`, one CSV a table, and the `datapackage.json` that describes them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cadre.errors import DossierError

MISSION = "mission.toml"
PACKAGE = "datapackage.json"
LARGEST = 100_000_000
"""Bytes that one file may have; a larger one is refused before it is read."""
LONGEST = 131_072
"""Characters that one cell may have; a longer one is most likely a quote that isn't closed."""
MARK = "\ufeff"
"""The byte order mark that Excel puts before UTF-8."""


def described(package: Path) -> tuple[str, ...]:
    """The files that a folder's `datapackage.json` lists; none when it can't be read."""
    try:
        resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
        return tuple(str(resource["path"]) for resource in resources)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()


_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A file as it was read.

    Attributes:
        name: Name of the file.
        sha256: SHA-256 of its bytes, hexadecimal.
        text: Its text; a byte that isn't UTF-8 stands as a lone surrogate (PEP 383).
    """

    name: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a CSV file, as text.

    Attributes:
        line: Its first line, counted from 1.
        last: Its last line; beyond the first when a quoted cell holds line ends.
        cells: Its cells; empty when it can't be parted.
        broken: Why it can't be parted; else empty.
    """

    line: int
    last: int
    cells: tuple[str, ...] = ()
    broken: str = ""


class TooLargeError(DossierError):
    """A file is too large to be read."""

    def __init__(self, file: str, size: int) -> None:
        super().__init__(
            file,
            f"has {size:,} bytes",
            f"at most {LARGEST:,} bytes",
            "Take out the rows that the plan doesn't need.",
        )


def read(path: Path) -> Contents:
    """Read a file; its size is looked at first, so that no more than `LARGEST` bytes are taken.

    Raises:
        TooLargeError: The file has more than `LARGEST` bytes.
        DossierError: There is no such file, it is no regular file, or may not be read.
    """
    try:
        if not path.is_file():
            raise DossierError(path.name, "is no file", "a file", "Put a file in its place.")
        if (size := path.stat().st_size) > LARGEST:
            raise TooLargeError(path.name, size)
        # It may have grown since; the limit holds all the same.
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        problem = f"can't be read: {error.strerror}"
        raise DossierError(path.name, problem, "a readable file", "Check its rights.") from error
    if len(raw) > LARGEST:
        raise TooLargeError(path.name, len(raw))
    return contents(path.name, raw)


def contents(name: str, raw: bytes) -> Contents:
    """The contents of a file from its bytes."""
    text = raw.decode("utf-8", "surrogateescape")
    return Contents(name=name, sha256=hashlib.sha256(raw).hexdigest(), text=text)


def bad_character(text: str) -> str:
    """The first byte of `text` that isn't UTF-8, as `0xE9`; empty when all is well."""
    found = _ESCAPED.search(text)
    return f"0x{ord(found.group()) - 0xDC00:02X}" if found else ""


def lines(text: str) -> list[str]:
    """The lines of `text` with their ends, as the CSV reader counts them."""
    return list(io.StringIO(text, newline=""))


def records(text: str) -> Iterator[Record]:
    """Part a CSV text, without its byte order mark, into records; lines of blanks are left out.

    So is a first line `sep=,`, by which Excel is told of the commas.

    After a record whose quotes are broken the next line begins a new one; a quote that is
    never closed, or a cell longer than `LONGEST`, ends the reading.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem, goes_on = _problem(str(error))
            yield Record(line=line, last=reader.line_num, broken=problem)
            if not goes_on:
                return
        else:
            if line == 1 and "".join(cells).strip().lower() == "sep=":
                continue
            if any(map(str.strip, cells)):
                yield Record(line=line, last=reader.line_num, cells=tuple(cells))


def _problem(error: str) -> tuple[str, bool]:
    """What a fault of the csv module means, and whether reading can go on."""
    if "expected after" in error:
        return "a closing quote is followed by more than a comma", True
    if "field larger" in error:
        return f"a cell is longer than {LONGEST:,} characters; a quote may not be closed", False
    return "a quote is opened and never closed, so the rest of the file can't be read", False
