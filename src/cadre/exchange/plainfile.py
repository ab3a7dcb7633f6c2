"""CSV and JSON files: their rows as grids."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from cadre.errors import CadreError
from cadre.exchange.archive import refused
from cadre.exchange.grid import Cells, Grid

LISTS = ("data", "results", "rows", "records")
"""Under which of these keys services put their rows."""
_DELIMITERS = ",;\t|"
LOOKED, ROWS = 200_000, 40
"""Characters and rows at the top of a file among which its delimiter is looked for."""


def csv_grid(path: Path, sha256: str, raw: bytes) -> Grid:
    """A CSV file; its delimiter is the one that parts most of its first lines alike.

    Raises:
        CadreError: It isn't UTF-8, or, when rows are read, can't be parted into cells.
    """
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(path.name, *not_utf8(error)) from error
    if "\x00" in text:
        raise refused(path.name, "is no text", "Name a workbook, a CSV file or JSON.")
    delimiter = max(_DELIMITERS, key=partial(_parted_alike, text))
    return Grid(
        file=path.name,
        sha256=sha256,
        size=len(raw),
        sheet="",
        rows=_records(path.name, text, delimiter),
        total=text.count("\n"),
    )


def not_utf8(error: UnicodeDecodeError) -> tuple[str, str]:
    """What is wrong with a text that can't be decoded, and what to do."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return (
        f"isn't UTF-8: line {line:,} holds the byte 0x{error.object[error.start]:02X}",
        "Save it as UTF-8; this is most likely Windows-1252 (Latin-1), as spreadsheets write it.",
    )


def _parted_alike(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows a delimiter parts into equally many cells, and into how many.

    The first row alone doesn't tell: a title may stand above the table.
    """
    rows = csv.reader(io.StringIO(text[:LOOKED], newline=""), delimiter=delimiter)
    try:
        wide = Counter(len(cells) for cells in islice(rows, ROWS) if len(cells) > 1)
    except csv.Error:  # a cell that never ends, as quotes are parted by another mark
        return 0, 0
    cells, count = max(wide.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return count, cells


def _records(file: str, text: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CadreError(
                f"{file}:{line}",
                f"can't be parted into cells ({error})",
                "quotes that are closed",
                "Correct the line.",
            ) from error
        yield line, tuple(cells)


def json_grid(path: Path, sha256: str, raw: bytes) -> Grid:
    """A JSON file that holds a list of objects, one a row; the keys of all make the header.

    Rows are numbered as lines of a table would be: the keys are row 1.

    Raises:
        CadreError: It isn't JSON, or holds no list of objects.
    """
    found = read_json(path.name, raw)
    rows = found if isinstance(found, list) else _listed(path.name, found)
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise refused(path.name, "holds no list of objects", "Name a file with one object a row.")
    keys = list(dict.fromkeys(key for row in rows for key in row))
    table: list[Cells] = [
        tuple(keys),
        *(tuple(_flat(row.get(key)) for key in keys) for row in rows),
    ]
    return Grid(
        file=path.name,
        sha256=sha256,
        size=len(raw),
        sheet="",
        rows=enumerate(table, start=1),
        total=len(table),
    )


def read_json(file: str, raw: bytes) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """What a JSON file holds.

    Raises:
        CadreError: It isn't JSON.
    """
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise refused(file, f"isn't JSON ({error})", "Get the file again.") from error


def _listed(file: str, found: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(found, dict) and "resources" in found:
        raise refused(
            file,
            "describes a data set and holds none of its rows",
            "Import the workbook that it describes, and give this file with `--about`.",
        )
    lists = [found[key] for key in LISTS if key in found] if isinstance(found, dict) else []
    return next((one for one in lists if isinstance(one, list)), [])


def _flat(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value)
