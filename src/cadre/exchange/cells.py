"""Cells one by one: how each is shown, and why one has no value that can be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from cadre.exchange.archive import Area, column_number, refused
from cadre.exchange.grid import WIDTH

MERGED = "is merged with {}"
NO_VALUE = "holds a formula without its value"
LONGEST = 40_000
"""Bytes of a formula that is looked at; Excel takes 8,192 characters."""

_NO_VALUE = re.compile(
    rb"<(?:\w{1,9}:)?c(\s[^<>]{0,200})?>\s{0,9}"
    rb"<(?:\w{1,9}:)?f(?:\s[^<>]{0,400})?(?:/>|>[^<]{0,40000}</(?:\w{1,9}:)?f>)\s{0,9}"
    rb"(<(?:\w{1,9}:)?v\s{0,9}(?:/>|></(?:\w{1,9}:)?v>))?\s{0,9}</(?:\w{1,9}:)?c>"
)
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_TEXT = re.compile(rb'\st="str"')

Place = tuple[int, int]
"""Row from 1 and column from 0."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a sheet holds it.

    Attributes:
        value: Text, number, truth or day; None for one that is blank or has a problem.
        shown_as: How a number or day is shown, in the words of spreadsheets; else empty.
        problem: Why it has no value that can be taken, as what follows its name; else empty.
    """

    value: object = None
    shown_as: str = ""
    problem: str = ""

    @classmethod
    def of(cls, read: Any) -> Self:  # noqa: ANN401 - a cell as openpyxl has it
        """A cell that isn't blank."""
        if read.data_type == "e":
            return cls(problem=f"holds the error {read.value}")
        if isinstance(read.value, str | bool):
            return cls(read.value)
        return cls(read.value, read.number_format)


class Flaws:
    """What stands in the way of single cells, asked for row by row, downwards."""

    def __init__(self, areas: Iterable[Area], without_value: Iterable[Place]) -> None:
        self._later = sorted(areas, key=lambda one: one[1], reverse=True)
        self._now: list[Area] = []
        self._formulas: dict[int, list[int]] = {}
        for row, column in without_value:
            self._formulas.setdefault(row, []).append(column)

    def of(self, row: int) -> Mapping[int, str]:
        """The problems of the cells of a row, by column."""
        if not (self._later or self._now or self._formulas):
            return {}
        while self._later and self._later[-1][1] <= row:
            self._now.append(self._later.pop())
        self._now = [one for one in self._now if one[3] >= row]
        found = dict.fromkeys(self._formulas.get(row, ()), NO_VALUE)
        for left, top, right, _ in self._now:
            problem = MERGED.format(f"{letters(left)}{top}")
            columns = range(left, min(right + 1, WIDTH))
            found |= {one: problem for one in columns if (row, one) != (top, left)}
        return found


def letters(column: int) -> str:
    """The letters of a column, by its number from 0."""
    text = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def valueless_in(chunk: bytes, file: str) -> Iterator[Place]:
    """The cells in a piece of a sheet whose formula was never worked out: they have no value.

    Raises:
        CadreError: Such a cell doesn't say where it stands.
    """
    for one in _NO_VALUE.finditer(chunk):
        attributes = one[1] or b""
        if one[2] and _TEXT.search(attributes):
            continue  # worked out as a text of no letters
        place = _PLACE.search(attributes)
        if place is None:
            problem = "holds formulas without their values"
            raise refused(file, problem, "Open it in a spreadsheet program, and save it.")
        yield int(place[2]), column_number(place[1])
