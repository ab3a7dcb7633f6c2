"""Cells as texts: what a person typed, or a spreadsheet made of it, as a folder's file says it.

Nothing is guessed: a cell that can be read in two ways, or that a spreadsheet changed behind the
person's back, is refused with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from cadre.dossier.convert import number_text
from cadre.dossier.tables import Column, Kind
from cadre.exchange.cells import Cell
from cadre.exchange.days import BadDayError, days_of
from cadre.mission.findings import Rule
from cadre.mission.spelling import UNSEEN
from cadre.mission.weeks import PartialDate, Window
from cadre.workbook.layout import KEPT, carried
from cadre.workbook.rules import BAD_CELL, TWO_READINGS

_YEARS = range(1900, 2101)
_CODES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_GROUPS = re.compile(r"([+-]?\d{1,3})((?: \d{3})+)(?:[.,](\d+))?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_PERCENT = re.compile(r"([+-]?\d{1,9}(?:\.\d{1,9}|,\d{1,2})?) ?%")
_LETTERS = (Kind.TEXT, Kind.CITATION, Kind.MARKING, Kind.ID, Kind.REFERENCE, Kind.CHOICE)


class CellError(Exception):
    """A cell that can't be taken as it stands.

    Attributes:
        rule: The rule broken.
        problem: What is wrong, as what follows the cell's name.
        remedy: What to do.
    """

    def __init__(self, problem: str, remedy: str, rule: Rule = BAD_CELL) -> None:
        self.rule = rule
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of a cell before it is read.

    Attributes:
        text: What the dossier has there; empty for nothing.
        ids: Ids that may be meant, for a column of ids.
    """

    text: str = ""
    ids: Collection[str] = ()


def text_of(cell: Cell, column: Column, held: Held = Held()) -> str:
    """What a cell says, as a folder's file would; empty for a blank one.

    Whether that text is right for the column isn't judged, but where it is plainly not the
    spelling: a list's value in other capitals, digits in groups.

    Raises:
        CellError: It can't be taken as it stands.
    """
    if cell.problem:
        raise CellError(cell.problem, _REMEDIES.get(cell.problem, "Write the value itself."))
    value = cell.value
    if isinstance(value, str):
        return _of_text(value, column, held)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _of_truth(column, value=value)
    if isinstance(value, int | float):
        return _of_number(value, cell.shown_as, column, held)
    if isinstance(value, datetime | date):
        return _of_day(value, cell.shown_as, column, held)
    shown = value.isoformat() if isinstance(value, time) else str(value)
    raise CellError(f"is {shown}, a time of the day", "Write what is meant as text.")


_REMEDIES = {
    "holds a formula without its value": (
        "Open the workbook in a spreadsheet program and save it, or write the value itself."
    ),
}


def _of_text(value: str, column: Column, held: Held) -> str:
    text = decoded(value).strip()
    if same_text(text, held.text) or (text.startswith(KEPT) and text == carried(held.text)):
        return held.text
    if text.startswith(KEPT):
        raise CellError(
            "stands for a text that the workbook couldn't hold, and isn't the one of this cell",
            "Put back the cell as it was, or write the text.",
        )
    if column.kind is Kind.TEXT:
        return text
    text = " ".join(UNSEEN.sub("", text).split())
    return text if column.many or not text else _SPELLED.get(column.kind, _as_it_is)(text, column)


def decoded(value: str) -> str:
    """A text with its carriage returns, which a workbook writes as `_x000D_`."""
    return value.replace("_x000D_", "\r") if "_x000D_" in value else value


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but their line ends."""
    if one == other:
        return True
    return "\r" in one + other and _line_ends(one) == _line_ends(other)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_it_is(text: str, _column: Column) -> str:
    return text


def _choice(text: str, column: Column) -> str:
    alike = [one for one in column.allowed if one.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else text


def _figure(text: str, column: Column) -> str:
    """A number typed as text: digits in groups, a comma for a point, percent of a share."""
    if found := _GROUPS.fullmatch(text):
        # Blanks part thousands already, so that a comma begins a fraction.
        return found[1] + found[2].replace(" ", "") + (f".{found[3]}" if found[3] else "")
    if _COMMA.fullmatch(text):
        before, _, after = text.partition(",")
        if len(after) == 3 and before.lstrip("+-") != "0":
            raise CellError(
                f"is {text!r}, where the comma may part thousands or begin a fraction",
                "Write it without the comma, or with a point.",
                TWO_READINGS,
            )
        return text.replace(",", ".")
    if (found := _PERCENT.fullmatch(text)) and _is_share(column):
        return number_text(round(float(found[1].replace(",", ".")) / 100, 12))
    return text


def _is_share(column: Column) -> bool:
    return column.unit is not None and column.unit.high == 1


def _day(text: str, column: Column) -> str:
    """A day written out, in whatever order is plain."""
    try:
        days = days_of(text)
    except BadDayError as error:
        if error.two_ways:
            raise CellError(
                f"is {text!r}, where day and month may be either way round",
                "Write it as year-month-day, such as 2021-04-03.",
                TWO_READINGS,
            ) from None
        return text
    return text if days is None else _window_text(days.window, text, column)


def _partial(text: str, column: Column) -> str:
    try:
        PartialDate.parse(text)
    except (ValueError, OverflowError):
        return _day(text, column)
    return text


def _window_text(window: Window, text: str, column: Column) -> str:
    """A day, or for a date that may be less exact a month or year; else the text as it stands."""
    if window.days == 1:
        return str(window.start)
    if column.kind is not Kind.PARTIAL_DATE or window.last is None:
        return text
    year_long = (window.start.month, window.last.month) == (1, 12)
    return f"{window.start:%Y}" if year_long else f"{window.start:%Y-%m}"


_SPELLED: dict[Kind, Callable[[str, Column], str]] = {
    Kind.CHOICE: _choice,
    Kind.INTEGER: _figure,
    Kind.NUMBER: _figure,
    Kind.DAY: _day,
    Kind.PARTIAL_DATE: _partial,
}


def _of_truth(column: Column, *, value: bool) -> str:
    text = "true" if value else "false"
    if column.kind in (Kind.TRUTH, Kind.TEXT, Kind.CHOICE):
        return text
    raise CellError(f"is {text}", f"Write {_wanted(column)}.")


def _of_number(value: float, shown_as: str, column: Column, held: Held) -> str:
    text = number_text(value)
    if text == held.text:
        return text
    if column.kind in (Kind.INTEGER, Kind.NUMBER) and not column.many:
        if "%" in _CODES.sub("", shown_as) and not _is_share(column):
            raise CellError(
                f"is {text} and shown as a percentage, though it is no share",
                "Show the cell as a number, and look whether it says what is meant.",
            )
        return text
    if column.kind is Kind.PARTIAL_DATE and value in _YEARS:
        return text
    if column.kind in (Kind.ID, Kind.REFERENCE, Kind.CITATION):
        return _number_as_id(text, held)
    if column.kind in _LETTERS:
        return text
    raise CellError(
        f"is the number {text}", f"Write {_wanted(column)}; show a day as a day, not as a number."
    )


def _number_as_id(text: str, held: Held) -> str:
    """An id that a spreadsheet took for a number; it may have lost zeros by that."""
    twins = sorted(one for one in held.ids if one.lstrip("0") == text and one != text)
    if twins and text not in held.ids:
        raise CellError(
            f"is the number {text}, though the dossier knows {twins[0]!r}: zeros were lost",
            f"Show the cell as text, and write {twins[0]}.",
        )
    return text


def _of_day(value: date, shown_as: str, column: Column, held: Held) -> str:
    """A day of a spreadsheet."""
    day = value.date() if isinstance(value, datetime) else value
    text = day.isoformat()
    if text == held.text:
        return text
    if isinstance(value, datetime) and value.time() != time():
        raise CellError(f"is {value}, a day with a time", "Write the day alone.")
    if column.kind not in (Kind.DAY, Kind.PARTIAL_DATE):
        raise CellError(
            f"is the day {text}, which a spreadsheet may have made of something else",
            f"Show the cell as text, and write {_wanted(column)}.",
        )
    if day.year < 1906 and _year_typed(day):
        raise CellError(
            f"is {text}, which is what a spreadsheet makes of a year typed as a day",
            "Write the day in full, or show the cell as text to write a year.",
        )
    return _as_shown(text, _CODES.sub("", shown_as).casefold(), column)


def _year_typed(day: date) -> bool:
    try:
        found = days_of(day)
    except BadDayError:
        return False
    return found is not None and found.year_typed


def _as_shown(text: str, code: str, column: Column) -> str:
    """A day, unless its cell shows the month only, as spreadsheets do when `Feb 2021` is typed."""
    if "d" in code or "y" not in code:
        return text
    if column.kind is Kind.PARTIAL_DATE:
        return text[:7] if "m" in code else text[:4]
    raise CellError(
        f"shows a month, though it holds the day {text}", "Show the cell as a day, and look at it."
    )


def _wanted(column: Column) -> str:
    words = {Kind.TRUTH: "true or false", Kind.DAY: "a day such as 2021-02-18"}
    return words.get(column.kind, "what is meant")
