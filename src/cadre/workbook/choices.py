"""What the cells of a column offer and refuse while a person types: drop-downs and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cadre.dossier.tables import TABLES, Column, Kind
from cadre.exchange.cells import letters
from cadre.mission.markings import Classification
from cadre.workbook.layout import FIRST, LISTS, SPARE
from cadre.workbook.words import values_say

INLINE = 255
"""Characters of a list that may stand in the rule of a cell; longer ones stand on a sheet."""
FIRST_DAY = date(1900, 3, 1)
"""The first day that spreadsheets agree on: before it some count a day that never was."""
TRUTHS = ("true", "false")
TITLE_LENGTH, MESSAGE_LENGTH = 32, 255
"""Characters that spreadsheets show of a message."""

Options = dict[str, Any]
Lists = Mapping[str, Sequence[str]]
"""Values by the name of the list that holds them."""


def name_of_ids(table: str) -> str:
    """The name under which the ids of a table's sheet are known to the whole workbook."""
    return f"ids_{table}"


def ids_formula(table: str, rows: int) -> str:
    """What that name stands for: the ids down to the last one, those added too."""
    last = FIRST + rows + SPARE
    cells = f"'{table}'!$A${FIRST}:$A${last}"
    return f"='{table}'!$A${FIRST}:INDEX({cells},MAX(1,COUNTA({cells})))"


def lists_for(columns: Sequence[Column], ids: Mapping[str, Sequence[str]]) -> Lists:
    """The lists that must stand on a sheet: long ones, and ids of several tables together."""
    lists: dict[str, Sequence[str]] = {}
    for one in columns:
        if len(one.refers_to) > 1:
            lists[_of_several(one)] = [key for name in one.refers_to for key in ids[name]]
        elif len(",".join(_offered(one))) > INLINE and one.choices is not None:
            lists[one.choices.__name__] = _offered(one)
    return {name: values for name, values in lists.items() if values}


def _of_several(column: Column) -> str:
    return " or ".join(column.refers_to)


def _offered(column: Column) -> Sequence[str]:
    if column.kind is Kind.TRUTH:
        return TRUTHS
    if column.kind is Kind.MARKING:
        return [one.value for one in Classification]
    return column.allowed


def options_of(column: Column, lists: Lists) -> Options | None:
    """The rule of a column's cells as XlsxWriter takes it; None for cells that take any text."""
    rule = _bounds(column) or _drop_down(column, lists)
    if rule is None:
        return None
    message = f"{column.name}: {values_say(column)}."[:MESSAGE_LENGTH].replace("`", "")
    told = {"error_title": column.name[:TITLE_LENGTH], "error_message": message}
    return {"ignore_blank": True} | told | rule


def _bounds(column: Column) -> Options | None:
    """Bounds of a number or a day."""
    if column.many:
        return None
    if column.kind is Kind.DAY:
        return {"validate": "date", "criteria": ">=", "value": FIRST_DAY, "error_type": "warning"}
    if column.kind not in (Kind.INTEGER, Kind.NUMBER):
        return None
    kind = "integer" if column.kind is Kind.INTEGER else "decimal"
    low, high = (None, None) if column.unit is None else (column.unit.low, column.unit.high)
    least, most = -1e15 if low is None else low, 1e15 if high is None else high
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _drop_down(column: Column, lists: Lists) -> Options | None:
    """A list to choose from; cells that may hold several values, or new ids, take others too."""
    source = _source(column, lists)
    if source is None:
        return None
    rule: Options = {"validate": "list", "source": source}
    if column.many or column.kind is Kind.MARKING:
        return rule | {"show_error": False}
    return rule | {"error_type": "warning"} if column.refers_to else rule


def _source(column: Column, lists: Lists) -> str | Sequence[str] | None:
    name = column.choices.__name__ if column.choices is not None else _of_several(column)
    if name in lists:
        place = letters(list(lists).index(name))
        return f"='{LISTS}'!${place}$2:${place}${len(lists[name]) + 1}"
    if len(column.refers_to) == 1 and column.refers_to[0] in TABLES:
        return f"={name_of_ids(column.refers_to[0])}"
    return list(_offered(column)) or None
