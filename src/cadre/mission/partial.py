"""Dates as documents give them, read as the first and the last day that may be meant."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

Days = tuple[date, date]
"""First and last day."""

_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_THIRDS = ("early", "mid", "late")
_ORDINALS = ("first", "second", "third", "fourth")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
"""Seasons by their first month: the meteorological ones of the northern hemisphere."""


def _word(text: str) -> str:
    """A pattern for a word with or without a capital; schemas of tables know no other way."""
    return f"[{text[0].upper()}{text[0]}]{text[1:]}"


def _any(*texts: str) -> str:
    return "(" + "|".join(_word(text) for text in texts) + ")"


_YEAR = "[0-9]{4}"
_MONTH = f"(({_any(*_MONTHS)} {_YEAR})|({_YEAR}-[0-9]{{2}}))"
_SINGLE = "|".join(
    (
        f"{_YEAR}(-[0-9]{{2}}(-[0-9]{{2}})?)?",
        f"{_YEAR}-[QqHh][1-4]",
        f"[QqHh][1-4] {_YEAR}",
        f"{_any(*_ORDINALS)} (half|quarter) of {_YEAR}",
        f"{_any(*_SEASONS)} {_YEAR}",
        f"{_word('winter')} {_YEAR}(/([0-9]{{2}}|{_YEAR}))?",
        f"{_any(*_THIRDS)}[ -]({_YEAR}|{_MONTH})",
        f"{_any(*_MONTHS)} {_YEAR}",
    )
)
PATTERN = f"({_SINGLE})(( to |/)({_SINGLE}))?"
"""What a date may look like; some that do are no dates, such as 2021-02-30."""

_FULL = re.compile(PATTERN)
_ONE = re.compile(_SINGLE)


def days_meant(text: str) -> Days:
    """The first and the last day that a date as a document gives it may mean.

    Raises:
        ValueError: The text is no such date, or a span ends before it begins.
    """
    if not _FULL.fullmatch(text):
        message = f"{text!r} is no date"
        raise ValueError(message)
    if _ONE.fullmatch(text):
        return _single(text.lower())
    # `winter 2020/21` has a stroke of its own, so every place to part a span is tried.
    for found in re.finditer(" to |/", text):
        parts = text[: found.start()], text[found.end() :]
        if all(_ONE.fullmatch(part) for part in parts):
            return _span(*(_single(part.lower()) for part in parts))
    message = f"{text!r} is no date"
    raise ValueError(message)


def _span(one: Days, other: Days) -> Days:
    if one[0] > other[0] or one[1] > other[1]:
        message = f"a span from {one[0]} to {other[1]} is in disorder"
        raise ValueError(message)
    return one[0], other[1]


def _single(text: str) -> Days:
    """The days of a text in small letters that is one of the kinds known."""
    for pattern, read in _READERS:
        found = pattern.fullmatch(text)
        if found is not None:
            return read(*found.groups())
    raise ValueError(text)


def _months(year: int, first: int, number: int = 1) -> Days:
    """The days of `number` months from month `first` on, which may lead into the next year."""
    last = first + number - 1
    year_after, month = year + (last - 1) // 12, (last - 1) % 12 + 1
    end = date(year_after, month, calendar.monthrange(year_after, month)[1])
    return date(year, first, 1), end


def _year(year: str) -> Days:
    return _months(int(year), 1, 12)


def _month(year: str, month: str) -> Days:
    return _months(int(year), int(month))


def _day(text: str) -> Days:
    day = date.fromisoformat(text)
    return day, day


def _part(year: str, kind: str, number: str) -> Days:
    """A quarter or a half of a year."""
    months = 3 if kind.startswith("q") else 6
    if int(number) > 12 // months:
        message = f"a year has no {kind} {number}"
        raise ValueError(message)
    return _months(int(year), (int(number) - 1) * months + 1, months)


def _winter(year: str, next_year: str | None) -> Days:
    first = int(year)
    if next_year is None:
        # Documents mean by it either of the winters that touch the year.
        return _months(first - 1, 12, 3)[0], _months(first, 12, 3)[1]
    if int(next_year) != (first + 1 if len(next_year) == 4 else (first + 1) % 100):
        message = f"a winter of {first} goes on into {first + 1}"
        raise ValueError(message)
    return _months(first, 12, 3)


def _third(which: str, rest: str) -> Days:
    """The first, second or last third: of a year by months, of a month by days 10 and 20."""
    number = _THIRDS.index(which)
    if len(rest) == 4:
        return _months(int(rest), 4 * number + 1, 4)
    first, last = _single(rest)
    begins = first.replace(day=(1, 11, 21)[number])
    return begins, last if number == 2 else first.replace(day=10 * number + 10)


_READERS: tuple[tuple[re.Pattern[str], Callable[..., Days]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(\d{4})", _year),
        (r"(\d{4})-(\d\d)", _month),
        (r"(\d{4}-\d\d-\d\d)", _day),
        (r"(\d{4})-([qh])(\d)", _part),
        (r"([qh])(\d) (\d{4})", lambda kind, number, year: _part(year, kind, number)),
        (
            r"(\w+) (half|quarter) of (\d{4})",
            lambda which, kind, year: _part(year, kind[0], str(_ORDINALS.index(which) + 1)),
        ),
        (r"winter (\d{4})(?:/(\d+))?", _winter),
        (
            rf"({'|'.join(_SEASONS)}) (\d{{4}})",
            lambda season, year: _months(int(year), _SEASONS[season], 3),
        ),
        (rf"({'|'.join(_THIRDS)})[ -](.+)", _third),
        (
            rf"({'|'.join(_MONTHS)}) (\d{{4}})",
            lambda month, year: _months(int(year), _MONTHS.index(month) + 1),
        ),
    )
)
"""Each kind of date with what reads it, out of small letters."""
