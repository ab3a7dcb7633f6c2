"""Days as others write them: texts in English and French, numbers of a spreadsheet, bare years."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from cadre.mission.spelling import plain_words
from cadre.mission.weeks import PartialDate, Window

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
"""The days that can be meant; another one is a slip of the keyboard."""
_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet that counts days from 1900."""


class Order(Enum):
    """What comes first in 03/04/2022: the day or the month."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class BadDayError(Exception):
    """A value that is no day.

    Attributes:
        allowed: What would be one.
        two_ways: Whether it can be read in two ways.
    """

    def __init__(self, allowed: str, *, two_ways: bool = False) -> None:
        self.allowed = allowed
        self.two_ways = two_ways
        super().__init__(allowed)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a value may mean.

    Attributes:
        window: A day, a month or a year.
        year_typed: Whether it was a bare year in a cell that is shown as a day.
    """

    window: Window
    year_typed: bool = False


_MONTHS = (
    ("january", "jan", "janvier", "janv"),
    ("february", "feb", "fevrier", "fevr", "fev"),
    ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"),
    ("may", "mai"),
    ("june", "jun", "juin"),
    ("july", "jul", "juillet", "juil"),
    ("august", "aug", "aout"),
    ("september", "sep", "sept", "septembre"),
    ("october", "oct", "octobre"),
    ("november", "nov", "novembre"),
    ("december", "dec", "decembre"),
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{2}:\d{2}.*)?")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_ALLOWED = "a day, month or year such as 2022-02-18, 2022-02 or 2022"


def days_of(value: object, order: Order | None = None) -> Days | None:
    """The days that a cell means; None for one that says nothing.

    Args:
        value: A text, a date, or the number of days since 30 December 1899.
        order: What comes first in 03/04/2022; None refuses days that can be read in two ways.

    Raises:
        BadDayError: It is no day, or one outside `EARLIEST` to `LATEST`.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        raise BadDayError(_ALLOWED)
    if isinstance(value, datetime):
        return _of_day(value.date())
    if isinstance(value, date):
        return _of_day(value)
    if isinstance(value, int | float):
        return _of_number(value)
    return Days(_bounded(_of_text(str(value).strip(), order)))


def _of_day(day: date) -> Days:
    """A day of a spreadsheet; 10 July 1905 is the number 2018: a year typed as if it were a day."""
    number = (day - _ZERO).days
    if EARLIEST.year <= number <= LATEST.year:
        return Days(PartialDate.parse(str(number)).window, year_typed=True)
    return Days(_bounded(Window.of_days(day, day)))


def _of_number(value: float) -> Days:
    if value == int(value) and EARLIEST.year <= value <= LATEST.year:
        return Days(PartialDate.parse(str(int(value))).window, year_typed=True)
    try:
        day = _ZERO + timedelta(days=int(value))
    except (OverflowError, ValueError) as error:
        raise BadDayError(_ALLOWED) from error
    return Days(_bounded(Window.of_days(day, day)))


def _bounded(window: Window) -> Window:
    if window.start < EARLIEST or (window.last or LATEST) > LATEST:
        raise BadDayError(f"a day from {EARLIEST.year} to {LATEST.year}")
    return window


def _of_text(text: str, order: Order | None) -> Window:
    try:
        if found := _ISO.fullmatch(text):
            parts = [part for part in found.groups() if part is not None]
            return PartialDate.parse("-".join(part.zfill(2) for part in parts)).window
        if found := _PARTS.fullmatch(text):
            return _of_parts(int(found[1]), int(found[2]), _year(found[3]), order)
        return _of_words(plain_words(text).split())
    except (ValueError, OverflowError) as error:
        raise BadDayError(_ALLOWED) from error


def _year(text: str) -> int:
    """A year of four figures; of two, one of 1950 to 2049."""
    number = int(text)
    return number if len(text) == 4 else 1900 + number if number >= 50 else 2000 + number


def _of_parts(first: int, second: int, year: int, order: Order | None) -> Window:
    if first != second and first <= 12 and second <= 12 and order is None:
        allowed = "a map that says under [dates] whether the day or the month comes first"
        raise BadDayError(allowed, two_ways=True)
    day_first = first > 12 or (second <= 12 and order is not Order.MONTH_FIRST)
    day = date(year, second, first) if day_first else date(year, first, second)
    return Window.of_days(day, day)


def _of_words(words: list[str]) -> Window:
    """March 2022, 12 mars 2022, March 12 2022, Jan 22."""
    months = [_MONTH[word] for word in words if word in _MONTH]
    numbers = [word.removesuffix("er") for word in words if word not in _MONTH]
    if len(months) != 1 or not 1 <= len(numbers) <= 2:
        raise ValueError
    year = _year(numbers[-1])
    if len(numbers) == 1:
        return PartialDate.parse(f"{year}-{months[0]:02}").window
    day = date(year, months[0], int(numbers[0]))
    return Window.of_days(day, day)


def order_of(values: Iterable[object]) -> Order | None:
    """What comes first in the days of a column, when some of them can be read in one way only.

    None when none of them tells, or when they tell different things.
    """
    orders: set[Order] = set()
    for value in values:
        found = _PARTS.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is not None:
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                orders.add(Order.DAY_FIRST)
            elif second > 12 >= first:
                orders.add(Order.MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else None
