"""Words: what people call tables, fields and rows, and how the values of rows are written."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from cadre.brief.words import figure, percent, short_day, window_text
from cadre.dossier.tables import TABLES, Field, Kind
from cadre.mission.quantities import Range, Unstated
from cadre.mission.rows import Citation, Row
from cadre.mission.weeks import DateRange, Window

NAMES = ("name", "subject", "statement", "title", "about")
"""The fields that a row is called by, the first that it has."""
IN_WORDS = (Kind.TEXT, Kind.ID, Kind.REFERENCE, Kind.CITATION, Kind.MARKING)
"""What columns hold that are neither figures nor days nor choices."""
UNTOLD = ("number", "weight", "calendar year")
"""Units that aren't said after a figure."""
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def table_words(table: str) -> str:
    """A table as people call it: Bed spaces."""
    return table.replace("_", " ").capitalize()


def kind_words(table: str) -> str:
    """One row of a table: bed space."""
    return _INNER_CAPITAL.sub(" ", TABLES[table].row.__name__).lower()


def field_words(field: str) -> str:
    """A field as people call it: Reported on."""
    return field.replace("_", " ").capitalize()


def own_name(row: Row) -> str:
    """What a row calls itself; empty when it has no name of its own."""
    return next((str(text) for name in NAMES if (text := getattr(row, name, ""))), "")


def figures_of(table: str, row: Row) -> str:
    """The figures, days and choices that a row states, on one line."""
    told = []
    for field in TABLES[table].fields:
        if field.columns[0].kind in IN_WORDS or field.name == "known_from":
            continue
        if getattr(row, field.name) == field.default or not (text := value_text(field, row)):
            continue
        says_itself = field.name == "window" or text.endswith(f" {field.name}")
        told.append(text if says_itself else f"{field_words(field.name).lower()} {text}")
    return "; ".join(told)


def texts_of(table: str, row: Row) -> str:
    """The texts that a row states beside its name, one after the other."""
    name = own_name(row)
    told = (
        value_text(field, row)
        for field in TABLES[table].fields
        if field.columns[0].kind is Kind.TEXT
    )
    return " · ".join(text for text in told if text and text != name)


def value_text(field: Field, row: Row) -> str:
    """The value of a field as people read it; empty where nothing is stated."""
    value = getattr(row, field.name)
    if isinstance(value, tuple | frozenset):
        return ", ".join(_one(each) for each in value)
    stated = field.columns[0].unit
    unit = "" if stated is None else stated.name
    if unit == "share" and isinstance(value, Range | float | int):
        return _share(value)
    told = _one(value)
    return f"{told} {unit}" if told and unit and unit not in UNTOLD else told


def _share(value: Range | float) -> str:
    if isinstance(value, Unstated):
        return ""
    if isinstance(value, Range):
        low, high = percent(value.low), percent(value.high)
        return percent(value.likely) + ("" if value.known else f" ({low} to {high})")
    return percent(value)


def _one(value: object) -> str:  # noqa: PLR0911 - a line for each kind of value
    if value is None or isinstance(value, Unstated):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Window):
        return window_text(value)
    if isinstance(value, DateRange):
        return _days(value)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, int | float):
        return figure(value)
    return value.ref if isinstance(value, Citation) else str(value)


def _days(value: DateRange) -> str:
    likely = short_day(value.likely)
    if value.earliest == value.latest:
        return likely
    return f"{likely} ({short_day(value.earliest)} to {short_day(value.latest)})"
