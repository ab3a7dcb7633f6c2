"""Rows of the Foreign Military Training Report, as put into one table by others: one by one.

The report's pages were read by machine, so cells ran into each other; what can be parted is parted.
Not every row is a course: some sum up a programme, prolong a stay, carry a cost or pay a visit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.exchange.days import BadDayError, Order, days_of
from cadre.mission.spelling import plain_words
from cadre.mission.weeks import Window

COLUMNS = (
    *("fy", "country", "program", "course_title", "us_unit", "student_unit", "start_date"),
    *("end_date", "location", "quantity", "total_cost", "page_number", "file"),
)
"""The columns of the table, in any order."""


class RowKind(Enum):
    """What a row of the report is."""

    COURSE = "courses"
    TOTAL = "totals of a programme"
    EXTENSION = "rows that prolong a stay"
    COST = "rows that carry a cost"
    VISIT = "visits"
    INSTRUCTORS = "instructors sent"


class Held(Enum):
    """Where a course is held."""

    INSIDE = "in the country"
    ABROAD = "abroad"
    UNTOLD = "at a place not told"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One row of the report.

    Attributes:
        row: Its number in the file.
        report: The two fiscal years that the report is of, as it is named.
        programme: Name of the programme, without region and year.
        year: The fiscal year of the training.
        heading: Programme and year as printed: what a total sums up.
        title: Title of the course.
        unit: Whose people, as printed; it may tell of a single person and is kept nowhere.
        kind: What the row is.
        start: First day; None when it isn't told.
        end: Last day; None when it isn't told.
        held: Where.
        quantity: Places on the course; None when they aren't told.
        cost: Cost in US dollars; None when it isn't told.
        page: Page of the report.
        document: Name of the report's file.
        repaired: Whether cells had run into each other.
    """

    row: int
    report: str
    programme: str
    year: int
    heading: str
    title: str
    unit: str
    kind: RowKind
    start: date | None
    end: date | None
    held: Held
    quantity: int | None
    cost: int | None
    page: str
    document: str
    repaired: bool

    @property
    def fiscal_year(self) -> Window:
        """The days of its fiscal year: from 1 October of the year before to 30 September."""
        return Window(date(self.year - 1, 10, 1), date(self.year, 10, 1))


class BadRowError(Exception):
    """A row that can't be read.

    Attributes:
        column: The column at fault.
        problem: What is wrong there.
        allowed: What would be right.
    """

    def __init__(self, column: str, problem: str, allowed: str) -> None:
        self.column = column
        self.problem = problem
        self.allowed = allowed
        super().__init__(column, problem, allowed)


_YEAR = re.compile(r",?\s*-?\s*\b(?:FY|Fiscal Year)\s*(\d{4}|\d{2})\b.*", re.IGNORECASE)
_REGION = re.compile(r"^(?:do[ds]\s+)?near east region,\s*[^,]+,\s*", re.IGNORECASE)
_NOTE = re.compile(r"\s*\(note \d+\)", re.IGNORECASE)
_MISC = re.compile(r"^miscellaneous\b.*", re.IGNORECASE)
_DAY = r"\d{1,2}/\d{1,2}/\d{2,4}"
_TWO_DAYS = re.compile(rf"({_DAY})\s+({_DAY})")
_COST_DAY = re.compile(rf"(\S*)\s+({_DAY})")
_TRAILING = re.compile(r"(.*\D)\s(\d{3,6})")
_TITLE_QUANTITY = re.compile(r"(.*\S)\s(\d{1,3})")
_KINDS: tuple[tuple[RowKind, re.Pattern[str]], ...] = (
    (RowKind.TOTAL, re.compile(r"program(?:me)? totals?", re.IGNORECASE)),
    (RowKind.EXTENSION, re.compile(r"covid.?19 ext\b|\bextension\b", re.IGNORECASE)),
    (RowKind.COST, re.compile(r"\bcosts?\b", re.IGNORECASE)),
    (RowKind.VISIT, re.compile(r"\bvisits?\b|\bdvot\b", re.IGNORECASE)),
    (
        RowKind.INSTRUCTORS,
        re.compile(r"ext trng service spec|extended training service", re.IGNORECASE),
    ),
)
_LANGUAGE = re.compile(
    r"\benglish\b|\blanguage\b|\balc\b|\blang\b|\bprep\b|preparatory", re.IGNORECASE
)
_UNTOLD = ("various", "n a", "mobile training team", "virtual event", "unknown", "not reported")


def course_row(number: int, cells: Mapping[str, str], country: str) -> CourseRow:
    """One row, its cells parted where they had run into each other.

    Args:
        number: Its number in the file.
        cells: Its cells by the names of `COLUMNS`, without blanks at their ends.
        country: Name of the host as the file has it.

    Raises:
        BadRowError: It tells no fiscal year, or a day or number that can't be read.
    """
    told, repaired = parted(cells)
    year = _YEAR.search(told["program"])
    if year is None:
        raise BadRowError("program", "no fiscal year is told", "a programme with its fiscal year")
    start, end = _day(told, "start_date"), _day(told, "end_date")
    if start and end and end < start:
        raise BadRowError(
            "end_date", f"it ends on {end}, before it begins on {start}", "dates in order"
        )
    return CourseRow(
        row=number,
        report=told["fy"],
        programme=programme_of(told["program"]),
        year=_full_year(year[1]),
        heading=told["program"],
        title=told["course_title"],
        unit=told["student_unit"],
        kind=kind_of(told),
        start=start,
        end=end,
        held=held(told["location"], told["us_unit"], country),
        quantity=_number(told, "quantity"),
        cost=_number(told, "total_cost"),
        page=told["page_number"],
        document=told["file"],
        repaired=repaired,
    )


def parted(cells: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The cells with what ran into a neighbour put back, and whether any did.

    Two days in the cell of the first; a day behind the cost; the cost behind the unit; the number
    of places behind the title. Each only where the cell it belongs to is blank.
    """
    told = dict(cells)
    before = dict(told)
    if not told["end_date"] and (found := _TWO_DAYS.fullmatch(told["start_date"])):
        told["start_date"], told["end_date"] = found[1], found[2]
    if not told["start_date"] and (found := _COST_DAY.fullmatch(told["total_cost"])):
        told["total_cost"], told["start_date"] = found[1], found[2]
    if not told["total_cost"].strip("$ ") and (found := _TRAILING.fullmatch(told["student_unit"])):
        told["student_unit"], told["total_cost"] = found[1], found[2]
    dated = bool(told["start_date"] or told["end_date"])
    if (
        dated
        and not told["quantity"]
        and (found := _TITLE_QUANTITY.fullmatch(told["course_title"]))
    ):
        told["course_title"], told["quantity"] = found[1], found[2]
    return told, told != before


def programme_of(heading: str) -> str:
    """The programme without its region, notes and year; one name for all that is miscellaneous."""
    name = _NOTE.sub("", _REGION.sub("", _YEAR.sub("", heading).strip())).strip(" ,-")
    return _MISC.sub("Miscellaneous DoD/DoS activities", name) or heading


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def kind_of(told: Mapping[str, str]) -> RowKind:
    """What a row is, by its title; one of figures alone is a total without its name."""
    if not any(told[name] for name in ("course_title", "start_date", "location", "student_unit")):
        return RowKind.TOTAL
    found = (kind for kind, sign in _KINDS if sign.search(told["course_title"]))
    return next(found, RowKind.COURSE)


def is_language(title: str) -> bool:
    """Whether a course teaches English or prepares for another one."""
    return _LANGUAGE.search(title) is not None


def held(location: str, us_unit: str, country: str) -> Held:
    """Where a course is held, by the country's name in its location or unit.

    A lone word in capitals or with a figure is a code, which tells no place.
    """
    words, host = plain_words(location), plain_words(country)
    if host and (host in words.split() or host in plain_words(us_unit).split()):
        return Held.INSIDE
    code = " " not in location.strip() and (location.isupper() or any(map(str.isdigit, location)))
    return Held.UNTOLD if not words or code or words.startswith(_UNTOLD) else Held.ABROAD


def _day(told: Mapping[str, str], column: str) -> date | None:
    try:
        found = days_of(told[column], Order.MONTH_FIRST)
    except BadDayError as error:
        raise BadRowError(column, f"{told[column]!r} is no day", error.allowed) from error
    return None if found is None else found.window.first


def _number(told: Mapping[str, str], column: str) -> int | None:
    text = told[column].strip("$ ").replace(",", "")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", text):
        raise BadRowError(column, f"{told[column]!r} is no number", "a number of 0 or more")
    return round(float(text))
