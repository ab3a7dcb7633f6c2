"""Plain text <-> the mission's values, column by column, so that each fault has its place.

Hand conversion instead of cattrs: three columns may make one field (a range), blank has a
meaning for each column, and a finding must name the column and what it allows; cattrs would
be given values already converted, and only build the object from them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from typing import Any, cast

from cadre.dossier import rules
from cadre.dossier.tables import Column, Field, Kind, Shape, Table
from cadre.errors import CadreError
from cadre.mission.findings import Rule
from cadre.mission.markings import Classification, Marking
from cadre.mission.quantities import Range, Unstated
from cadre.mission.rows import Citation, Row
from cadre.mission.spelling import CONTROL, UNSEEN
from cadre.mission.weeks import DateRange, PartialDate, Window

SEPARATOR = "; "
"""Between the values of a cell that holds several."""
NOTHING = "-"
"""Written for no value at all, where blank would stand for a default of several values."""
ID = r"[^\s;:]+"
"""What an id may look like: no blanks, and none of the marks that part values."""
NUMBER = r"[+-]?[0-9]{1,17}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

_ID = re.compile(ID)
_NUMBER = re.compile(NUMBER)
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_DAY = re.compile(DAY)

Read = Callable[[str], object]


class BadCellError(Exception):
    """A cell that can't be read.

    Attributes:
        column: Name of the column.
        rule: The rule broken.
        value: What stands there.
        allowed: What is allowed.
    """

    def __init__(self, column: str, rule: Rule, value: str, allowed: str) -> None:
        self.column = column
        self.rule = rule
        self.value = value
        self.allowed = allowed
        super().__init__(column, rule.code, value, allowed)


def number_text(value: float) -> str:
    """A number as files write it: the shortest text that reads back the same."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return repr(value)


def _text(column: Column, text: str) -> str:
    if CONTROL.search(text):
        raise BadCellError(column.name, rules.BAD_VALUE, text, "text without control characters")
    return text


def _id(column: Column, text: str) -> str:
    if unseen := UNSEEN.search(text):
        at = f"U+{ord(unseen.group()):04X}, its character {unseen.start() + 1}"
        allowed = f"an id without letters that can't be seen ({at})"
        raise BadCellError(column.name, rules.BAD_VALUE, text, allowed)
    if not _ID.fullmatch(text) or len(text) > 100 or CONTROL.search(text):
        allowed = "an id of at most 100 characters without blanks, `;` and `:`"
        raise BadCellError(column.name, rules.BAD_VALUE, text, allowed)
    return text


def _number(column: Column, text: str) -> float:
    whole = column.kind is Kind.INTEGER
    if not (_INTEGER if whole else _NUMBER).fullmatch(text):
        allowed = "a whole number" if whole else "a number with a point, such as 0.5"
        raise BadCellError(column.name, rules.BAD_VALUE, text, f"{allowed}{_of(column)}")
    value: float = int(text) if whole else float(text)
    if not math.isfinite(value) or (column.unit is not None and not column.unit.allows(value)):
        allowed = str(column.unit) if column.unit is not None else "a number below 1e308"
        raise BadCellError(column.name, rules.OUT_OF_BOUNDS, text, allowed)
    return value


def _of(column: Column) -> str:
    return "" if column.unit is None else f" ({column.unit})"


def _truth(column: Column, text: str) -> bool:
    # Excel writes TRUE and FALSE when it saves a file.
    known = {"true": True, "false": False}
    if text.lower() not in known:
        raise BadCellError(column.name, rules.BAD_VALUE, text, "true or false")
    return known[text.lower()]


def _day(column: Column, text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    allowed = "a day of the calendar as year-month-day, such as 2021-02-18"
    raise BadCellError(column.name, rules.BAD_VALUE, text, allowed)


def _partial_date(column: Column, text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except (ValueError, OverflowError, CadreError):
        allowed = "a date such as 2021-02-18, 2021-02, 2021-Q3, summer 2021 or 2018 to 2020"
        raise BadCellError(column.name, rules.BAD_VALUE, text, allowed) from None


def _choice(column: Column, text: str) -> Enum:
    try:
        return cast("type[Enum]", column.choices)(text)
    except ValueError:
        allowed = ", ".join(column.allowed)
        raise BadCellError(column.name, rules.BAD_VALUE, text, allowed) from None


def _citation(column: Column, text: str) -> Citation:
    citation = Citation.parse(text)
    _id(column, citation.ref)
    _text(column, citation.locator)
    return citation


def _marking(column: Column, text: str) -> Marking:
    try:
        return Marking.parse(text)
    except ValueError:
        classes = ", ".join(one.value for one in Classification)
        allowed = f"one of {classes}, with ` REL A,B` when only some may see it"
        raise BadCellError(column.name, rules.BAD_VALUE, text, allowed) from None


_READERS: dict[Kind, Callable[[Column, str], object]] = {
    Kind.TEXT: _text,
    Kind.ID: _id,
    Kind.REFERENCE: _id,
    Kind.INTEGER: _number,
    Kind.NUMBER: _number,
    Kind.TRUTH: _truth,
    Kind.DAY: _day,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.CHOICE: _choice,
    Kind.CITATION: _citation,
    Kind.MARKING: _marking,
}


def cell_reader(column: Column) -> Read:
    """What reads one cell of `column`, blanks around it removed and not empty.

    The reader raises BadCellError. Values often met are kept, since columns repeat themselves.
    """
    one = partial(_READERS[column.kind], column)

    def several(text: str) -> object:
        if text == NOTHING and column.default:
            return ()
        return tuple(one(part) for item in text.split(";") if (part := item.strip()))

    if column.many:
        return lru_cache(maxsize=4096)(several)
    if column.kind in (Kind.TEXT, Kind.ID):
        return one
    return lru_cache(maxsize=4096)(one)


class _Composite:
    """Reads a field that takes several columns: a window or a range."""

    def __init__(self, field: Field, header: Mapping[str, int]) -> None:
        self.field = field
        # The place of each column of the field; None for one that the file doesn't have.
        self._cells = [
            (header.get(column.name), column, cell_reader(column)) for column in field.columns
        ]

    def read(self, cells: Sequence[str], into: dict[str, Any]) -> None:
        """Put the value into those of a row; none when all is blank and the default counts."""
        values: list[Any] = []
        for position, column, reader in self._cells:
            text = "" if position is None else cells[position].strip()
            if not text and column.required:
                raise _missing(column)
            values.append(reader(text) if text else None)
        try:
            value = self._joined(values)
        except CadreError as error:
            met = " / ".join("" if value is None else str(value) for value in values)
            name = self.field.columns[0].name
            raise BadCellError(name, rules.DISORDER, met, error.allowed) from error
        if value is not MISSING:
            into[self.field.name] = value

    def _joined(self, values: Sequence[Any]) -> object:
        if self.field.shape is Shape.WINDOW:
            return Window.of_days(*values)
        if all(value is None for value in values):
            return MISSING
        low, likely, high = values
        if likely is None:
            raise _missing(self.field.columns[1])
        made = Range if self.field.shape is Shape.RANGE else DateRange
        return made(likely if low is None else low, likely, likely if high is None else high)


def _missing(column: Column) -> BadCellError:
    noun = column.kind.value
    article = (
        "" if noun.startswith(("one ", "true ", "text")) else "an " if noun[0] in "ai" else "a "
    )
    allowed = ", ".join(column.allowed) or f"{article}{noun}{_of(column)}"
    return BadCellError(column.name, rules.MISSING_VALUE, "", allowed)


class RowReader:
    """Reads rows of one table out of the cells of a file with a given header.

    The header must hold every column that is required.
    """

    def __init__(self, table: Table, header: Sequence[str]) -> None:
        places = {name: number for number, name in enumerate(header)}
        self.table = table
        self._plain = [
            (field.name, places[column.name], column, cell_reader(column))
            for field in table.fields
            for column in field.columns
            if field.shape is Shape.PLAIN and column.name in places
        ]
        self._composites = [
            _Composite(field, places) for field in table.fields if field.shape is not Shape.PLAIN
        ]

    def read(self, cells: Sequence[str]) -> Row | list[BadCellError]:
        """The row, or all that is wrong with it; there are as many cells as header names."""
        values: dict[str, Any] = {}
        faults: list[BadCellError] = []
        for name, position, column, reader in self._plain:
            text = cells[position].strip()
            try:
                if text:
                    values[name] = reader(text)
                elif column.required:
                    faults.append(_missing(column))
            except BadCellError as fault:
                faults.append(fault)
        for composite in self._composites:
            try:
                composite.read(cells, values)
            except BadCellError as fault:
                faults.append(fault)
        return faults or self._built(values)

    def _built(self, values: dict[str, Any]) -> Row | list[BadCellError]:
        try:
            return self.table.row(**values)
        except CadreError as error:
            column = getattr(error, "field", "id")
            value = str(getattr(error, "value", error.problem))
            return [BadCellError(column, rules.BAD_VALUE, value, error.allowed)]


def _value_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def field_texts(field: Field, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any field's value
    """The cells of one field, one a column of the field, as files write them."""
    if field.shape is Shape.WINDOW:
        return _value_text(value.first), _value_text(value.last)
    if field.shape is not Shape.PLAIN:
        return _range_texts(value)
    if field.columns[0].many:
        empty = NOTHING if field.default else ""
        return (SEPARATOR.join(map(_value_text, value)) or empty,)
    return (_value_text(value),)


def _range_texts(value: Range | DateRange | None) -> tuple[str, ...]:
    if value is None or isinstance(value, Unstated):
        return "", "", ""
    ends = (value.low, value.high) if isinstance(value, Range) else (value.earliest, value.latest)
    if ends[0] == ends[1]:
        return "", _value_text(value.likely), ""
    return _value_text(ends[0]), _value_text(value.likely), _value_text(ends[1])


def cell_texts(table: Table, row: Row) -> dict[str, str]:
    """The cells of a row by the names of its columns, as files write them."""
    texts: dict[str, str] = {}
    for field in table.fields:
        cells = field_texts(field, getattr(row, field.name))
        texts.update(zip((column.name for column in field.columns), cells, strict=True))
    return texts
