"""What misleads in records of courses: counted and told, each with what was done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cadre.exchange.courses import CourseRow, Held, RowKind, is_language
from cadre.exchange.grid import row_ranges
from cadre.exchange.rules import (
    ALIKE,
    LONG,
    NO_COST,
    NO_COURSE,
    NO_DATES,
    NO_QUANTITY,
    OTHER_SCALE,
    OUTSIDE_YEAR,
    PLACES_NOT_PEOPLE,
    RUN_TOGETHER,
    TOTAL_DIFFERS,
    TOTAL_ROW,
    TWO_REPORTS,
    WHERE_HELD,
    Noted,
)

WHOLE_FORCE = 1000
"""Places in one row from which a figure is of a force and not of a course."""
LONG_DAYS = 500
"""Days from which a course lasts unusually long: none of the report's schools teaches longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The rows of a file, sorted.

    Attributes:
        every: All rows that could be read.
        courses: Courses that count.
        earlier: Courses of a report on a fiscal year that a later report tells, too.
    """

    every: Sequence[CourseRow]
    courses: Sequence[CourseRow]
    earlier: Sequence[CourseRow]


def sorted_out(every: Sequence[CourseRow]) -> Counted:
    """Sort rows into courses that count and others: of each fiscal year the last report counts."""
    courses = [one for one in every if one.kind is RowKind.COURSE]
    last: dict[int, str] = {}
    for one in courses:
        last[one.year] = max(last.get(one.year, ""), one.report)
    return Counted(
        every=every,
        courses=[one for one in courses if one.report == last[one.year]],
        earlier=[one for one in courses if one.report != last[one.year]],
    )


def whole_force(one: CourseRow) -> bool:
    """Whether a row counts a force and not a course."""
    return one.quantity is not None and one.quantity >= WHOLE_FORCE


def places(rows: Iterable[CourseRow]) -> int:
    """The places on courses that are told."""
    return sum(one.quantity or 0 for one in rows)


def tell_traps(counted: Counted, noted: Noted) -> None:
    """Note all that misleads; each kind once, with its count and its rows."""
    _totals(counted.every, noted)
    _no_courses(counted.every, noted)
    _alike(counted.every, noted)
    _reports(counted, noted)
    _figures(counted.courses, noted)
    _days(counted.courses, noted)
    _where(counted.courses, noted)
    repaired = [one for one in counted.every if one.repaired]
    if repaired:
        noted.add(
            RUN_TOGETHER,
            f"Rows whose cells had run into each other: {len(repaired)} ({_rows(repaired)}). Two "
            "days in one cell, a day behind a cost, a cost behind a unit, a number behind a title "
            "were parted.",
            "Look these rows up in the report if they matter.",
        )


def _rows(rows: Iterable[CourseRow]) -> str:
    return row_ranges(one.row for one in rows)


Heading = tuple[str, str]


def _headings(every: Iterable[CourseRow]) -> dict[Heading, list[CourseRow]]:
    found: dict[Heading, list[CourseRow]] = {}
    for one in every:
        found.setdefault((one.report, one.heading), []).append(one)
    return found


def _totals(every: Sequence[CourseRow], noted: Noted) -> None:
    totals = [one for one in every if one.kind is RowKind.TOTAL]
    if not totals:
        return
    noted.add(
        TOTAL_ROW,
        f"Rows that sum up others: {len(totals)} ({_rows(totals)}). Taken for courses, "
        f"{places(totals):,} places and {sum(one.cost or 0 for one in totals):,} dollars would "
        "count twice.",
        "Leave them: they are compared with the sums of their rows, and aren't counted.",
    )
    for (_, heading), rows in _headings(every).items():
        for total in (one for one in rows if one.kind is RowKind.TOTAL):
            _compare(heading, total, [one for one in rows if one.kind is not RowKind.TOTAL], noted)


def _compare(heading: str, total: CourseRow, rows: Sequence[CourseRow], noted: Noted) -> None:
    figures = (
        ("places", places(rows), total.quantity),
        ("dollars", sum(one.cost or 0 for one in rows), total.cost),
    )
    for unit, summed, stated in figures:
        if stated is not None and summed != stated:
            blank = sum(one.cost is None for one in rows)
            why = f" Rows without a cost: {blank}." if unit == "dollars" and blank else ""
            noted.add(
                TOTAL_DIFFERS,
                f"{heading}: the report's total is {stated:,} {unit}, the sum of its rows "
                f"{summed:,}.{why}",
                "Look the total up in the report; the rows are taken as they are.",
                place=f"{noted.file}:{total.row}",
            )


def _no_courses(every: Sequence[CourseRow], noted: Noted) -> None:
    for kind in (RowKind.EXTENSION, RowKind.COST, RowKind.VISIT, RowKind.INSTRUCTORS):
        found = [one for one in every if one.kind is kind]
        if found:
            titles = ", ".join(title for title, _ in Counter(x.title for x in found).most_common(3))
            noted.add(
                NO_COURSE,
                f"No courses but {kind.value}: {len(found)} ({titles}; {_rows(found)}). Places on "
                f"them that aren't counted: {places(found):,}.",
                "Look whether one of them is a course after all.",
            )


def _alike(every: Sequence[CourseRow], noted: Noted) -> None:
    """Rows alike word for word are places of one course where a total counts them so."""
    courses = [one for one in every if one.kind is not RowKind.TOTAL]
    times = Counter(replace(one, row=0) for one in courses)
    extra = sum(number - 1 for number in times.values())
    if not extra:
        return
    agreed: Counter[bool] = Counter()
    for rows in _headings(every).values():
        own = [one for one in rows if one.kind is not RowKind.TOTAL]
        total = next((one.quantity for one in rows if one.kind is RowKind.TOTAL), None)
        agreed[total == places(own)] += len(own) - len({replace(one, row=0) for one in own})
    noted.add(
        ALIKE,
        f"Rows alike word for word with another one: {extra}. In programmes whose total counts "
        f"each: {agreed[True]}; these are places of one course. In others: {agreed[False]}; no "
        "total tells whether these are, too, or stand there twice.",
        "Count those without a total with care; all are taken as places.",
    )


def _reports(counted: Counted, noted: Noted) -> None:
    for year in sorted({one.year for one in counted.earlier}):
        earlier = [one for one in counted.earlier if one.year == year]
        later = [one for one in counted.courses if one.year == year]
        noted.add(
            TWO_REPORTS,
            f"Fiscal year {year} is told by the report {earlier[0].report} "
            f"(places: {places(earlier)}; {_rows(earlier)}) and by {later[0].report} "
            f"(places: {places(later)}). Together they would count it twice; the later one counts.",
            "Leave it so: what the earlier one says is kept as a claim.",
        )


def _figures(courses: Sequence[CourseRow], noted: Noted) -> None:
    large = [one for one in courses if whole_force(one)]
    for one in large:
        noted.add(
            OTHER_SCALE,
            f"{one.title} has {one.quantity:,} places, too many for a course: it is a force. It is "
            "an activity of its own.",
            "Don't add it to places on courses.",
            place=f"{noted.file}:{one.row}",
        )
    rest = [one for one in courses if not whole_force(one)]
    language = [one for one in rest if is_language(one.title)]
    if rest:
        noted.add(
            PLACES_NOT_PEOPLE,
            f"Places on courses: {places(rest):,} (rows: {len(rest):,}). They aren't people: who "
            "goes to several courses is counted in each. On courses of language or preparation, "
            f"most often the first leg of another one: {places(language):,} (rows: "
            f"{len(language):,}).",
            "Don't read them as people trained.",
        )
    blank = [one for one in courses if not one.quantity]
    if blank:
        noted.add(
            NO_QUANTITY,
            f"Rows that tell no places, or 0: {len(blank)} ({_rows(blank)}). Their programmes have "
            "at least the places that the others tell.",
            "Look these rows up in the report if they matter.",
        )
    unknown = sum(one.cost is None for one in courses)
    zero = sum(one.cost == 0 for one in courses)
    if unknown or zero:
        noted.add(
            NO_COST,
            f"Rows without a cost: {unknown}; with a cost of 0: {zero}, often because another row "
            "carries the cost of all. What such programmes cost is at least the sum.",
            "Don't divide a cost by places row by row.",
        )


def _days(courses: Sequence[CourseRow], noted: Noted) -> None:
    undated = [one for one in courses if one.start is None or one.end is None]
    if undated:
        noted.add(
            NO_DATES,
            f"Courses without a first or a last day: {len(undated)} ({_rows(undated)}). They count "
            "in the whole of their fiscal year.",
            "Look them up in the report if their days matter.",
        )
    outside = [one for one in courses if one.start and one.start not in one.fiscal_year]
    if outside:
        noted.add(
            OUTSIDE_YEAR,
            f"Courses that begin outside the fiscal year they are told under: {len(outside)}. That "
            "year is the money's; an activity lasts from its first course to its last.",
            "Don't sum places by the year of the report where the day matters.",
        )
    long = [
        one for one in courses if one.start and one.end and (one.end - one.start).days > LONG_DAYS
    ]
    if long:
        noted.add(
            LONG,
            f"Courses of more than {LONG_DAYS} days: {len(long)} ({_rows(long)}). That is a slip, "
            "or several courses under one line.",
            "Look them up in the report.",
        )


def _where(courses: Sequence[CourseRow], noted: Noted) -> None:
    number = Counter(one.held for one in courses)
    if number[Held.ABROAD] or number[Held.UNTOLD]:
        parts = ", ".join(
            f"{one.value} {number[one]:,} (places: {places(x for x in courses if x.held is one):,})"
            for one in Held
        )
        noted.add(
            WHERE_HELD,
            f"Of {len(courses):,} courses {parts}. Those abroad are activities of their own, at "
            "the place `abroad`.",
            "Don't hold them against the mission's work at the institution's own place.",
        )
