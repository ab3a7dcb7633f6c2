"""Rows of a 3W table, one by one: what each tells, or why it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cadre.exchange.days import BadDayError, Days, Order, days_of, order_of
from cadre.exchange.fields import Told
from cadre.exchange.grid import Grid, row_ranges
from cadre.exchange.rules import (
    BAD_VALUE,
    DISORDER,
    NO_VALUE,
    OVER,
    TOTAL_ROW,
    TWO_READINGS,
    YEAR_TYPED,
    Noted,
)
from cadre.exchange.table import Header, Line
from cadre.mission.findings import Rule
from cadre.mission.spelling import plain_words, spelling_key
from cadre.mission.weeks import NEVER, Window

ENDED = ("realis", "finalis", "termin", "achev", "a pris fin", "clotur", "complet", "finish")
ENDED_TOO = ("closed", "ended", "done", "ferme")
UNFUNDED = ("en attente", "awaiting", "unfunded", "not funded", "pipeline", "suspend")
PLANNED = ("planifi", "planned", "prevu", "a venir", "not started", "not yet started", "future")
SUMS = frozenset(
    (
        *("total", "totals", "grand total", "subtotal", "sub total", "sum", "sums", "overall"),
        *("totaux", "total general", "sous total", "somme", "ensemble"),
        *("summe", "summen", "gesamt", "insgesamt", "gesamtsumme", "zwischensumme", "endsumme"),
        *("totale", "totale generale", "subtotale", "somma", "suma", "suma total", "razem"),
        *("totaal", "subtotaal", "i alt", "totalt", "yhteensa", "ukupno", "celkem", "spolu"),
    )
)
"""What stands where a body or its work would, in a row that sums up others."""
FAULTY = ("#ref!", "#n/a", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#getting_data")
"""What a spreadsheet writes where a formula failed."""
WHO_WHAT_WHERE = (
    *(Told.PARTNER, Told.ACRONYM, Told.SECTOR, Told.ACTIVITY, Told.PROVINCE),
    *(Told.START, Told.END, Told.REPORTED),
)
"""The columns in which a failed formula spoils the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one row tells.

    Attributes:
        row: Its number in the file.
        name: Full name of the body at work; empty when only its acronym is told.
        acronym: Its acronym.
        kind: What sort of body it is.
        sector: The field.
        activity: The work in words.
        beneficiary: For whom, as the file says it.
        place: Province, or the nearest to it that is told.
        finer: What is told of the place below the province.
        window: Its days; None when none are told.
        by_month: Whether the days are those of a report, and not of the work.
        plan: The response plan it belongs to.
    """

    row: int
    name: str
    acronym: str
    kind: str
    sector: str
    activity: str
    beneficiary: str
    place: str
    finer: str
    window: Window | None
    by_month: bool
    plan: str

    @property
    def says(self) -> tuple[object, ...]:
        """All that it tells but for the body: two rows of one body that tell the same are one."""
        texts = (self.sector, self.activity, self.beneficiary, self.place, self.finer, self.plan)
        return (*map(spelling_key, texts), self.window)


@dataclass(slots=True, kw_only=True)
class Reading:
    """The rows of a table that could be read, and why others couldn't.

    Attributes:
        grid: The sheet.
        header: Its header.
        noted: Where faults are told.
        order: What comes first in days that can be read in two ways; None refuses them.
        records: What was read.
        refused: Rows with a fault.
        sums: Rows that sum up others.
        over: Rows of work that is over or hasn't begun, without a day, by status.
        years: Rows in which a year was typed as a day.
        read: Rows looked at.
    """

    grid: Grid
    header: Header
    noted: Noted
    order: Order | None = None
    records: list[Record] = field(default_factory=list)
    refused: int = 0
    sums: list[int] = field(default_factory=list)
    over: dict[str, list[int]] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    read: int = 0

    def take(self, lines: Iterable[Line]) -> None:
        """Read the rows of the table; what is odd is told at the end."""
        every = list(lines)
        if self.order is None:
            days = (Told.START, Told.END, Told.REPORTED)
            self.order = order_of(line.cells.get(told) for line in every for told in days)
        for line in every:
            self.read += 1
            if _is_sum(line):
                self.sums.append(line.row)
                continue
            try:
                self._check(line)
                self._take(line)
            except _RefusedError:
                self.refused += 1
        self._tell()

    def _refuse(self, rule: Rule, place: str, problem: str, remedy: str) -> _RefusedError:
        self.noted.add(rule, f"The row is refused: {problem}.", remedy, place=place)
        return _RefusedError()

    def _at(self, line: Line, *told: Told) -> str:
        """The place of the first of some cells for which the table has a column."""
        columns = self.header.columns
        known = [self.header.names[columns[one]] for one in told if one in columns]
        return self.grid.place(line.row, known[0] if known else "")

    def _check(self, line: Line) -> None:
        """Refuse a row that doesn't tell who does what."""
        for told in WHO_WHAT_WHERE:
            if is_faulty(line.text(told)):
                problem = f"a formula failed ({line.text(told)})"
                raise self._refuse(BAD_VALUE, self._at(line, told), problem, "Correct the cell.")
        for either in ((Told.PARTNER, Told.ACRONYM), (Told.SECTOR, Told.ACTIVITY)):
            if not any(line.text(told) for told in either):
                what = f"neither {either[0].value} nor {either[1].value} is told"
                raise self._refuse(NO_VALUE, self._at(line, *either), what, "Fill in one of them.")

    def _take(self, line: Line) -> None:
        start, end = self._days(line, Told.START), self._days(line, Told.END)
        month = self._days(line, Told.REPORTED)
        if start and end and end.window.end <= start.window.start:
            problem = f"it ends on {end.window.last}, before it begins on {start.window.first}"
            raise self._refuse(DISORDER, self._at(line, Told.END), problem, "Correct the dates.")
        if self._is_over(line, start, end):
            self.over.setdefault(line.text(Told.STATUS), []).append(line.row)
            return
        own = start is not None or end is not None
        if any(one is not None and one.year_typed for one in (start, end, month)):
            self.years.append(line.row)
        window = _window(start, end) if own else (month.window if month else None)
        self.records.append(_made(line, window, by_month=not own))

    def _days(self, line: Line, told: Told) -> Days | None:
        try:
            return days_of(line.cells.get(told), self.order)
        except BadDayError as error:
            rule = TWO_READINGS if error.two_ways else BAD_VALUE
            how = "can be read in two ways" if error.two_ways else "is no day"
            problem = f"{told.value} {line.text(told)!r} {how}"
            place, remedy = self._at(line, told), f"Give {error.allowed}."
            raise self._refuse(rule, place, problem, remedy) from error

    def _is_over(self, line: Line, start: Days | None, end: Days | None) -> bool:
        """Whether work is over, or not yet begun, on days that nobody tells."""
        status = plain_words(line.text(Told.STATUS))
        if status.startswith((*ENDED, *ENDED_TOO)):
            return end is None
        return status.startswith(UNFUNDED) or (status.startswith(PLANNED) and start is None)

    def _tell(self) -> None:
        if self.sums:
            self.noted.add(
                TOTAL_ROW,
                f"Rows that sum up others: {len(self.sums):,} ({row_ranges(self.sums)}). They "
                "aren't taken.",
                "Leave them: what they sum up is counted by itself.",
            )
        if self.over:
            words = "; ".join(
                f"{status}: {len(rows):,} ({row_ranges(rows)})"
                for status, rows in self.over.items()
            )
            number = sum(map(len, self.over.values()))
            self.noted.add(
                OVER,
                f"Rows of work that is over, isn't paid for or hasn't begun, without a day: "
                f"{number:,}. They aren't taken. {words}.",
                "Add the days to these rows, and import again.",
            )
        if self.years:
            self.noted.add(
                YEAR_TYPED,
                f"Rows with a bare year where a day is shown: {len(self.years)} "
                f"({row_ranges(self.years)}). A spreadsheet shows 2018 as 10 July 1905. The whole "
                "year is taken.",
                "Correct the cells if a day is known.",
            )


class _RefusedError(Exception):
    """A row was refused, and it has been told why."""


def _is_sum(line: Line) -> bool:
    """Whether a row sums up others: it says so where others tell who does what."""
    told = (Told.PARTNER, Told.ACRONYM, Told.SECTOR, Told.ACTIVITY)
    return any(plain_words(line.text(one)) in SUMS for one in told)


def is_faulty(text: str) -> bool:
    """Whether a cell holds what a spreadsheet writes where a formula failed."""
    return text.casefold().startswith(FAULTY)


def _window(start: Days | None, end: Days | None) -> Window:
    return Window(
        *([start.window.start] if start else [Window().start]),
        *([end.window.end] if end else [NEVER]),
    )


def _made(line: Line, window: Window | None, *, by_month: bool) -> Record:
    places = [line.text(told) for told in (Told.PROVINCE, Told.DISTRICT, Told.SUBDISTRICT)]
    places = [one for one in (*places, line.text(Told.LOCATION)) if one and not is_faulty(one)]
    parts = [line.text(Told.SECTOR), line.text(Told.SUBSECTOR)]
    return Record(
        row=line.row,
        name=line.text(Told.PARTNER),
        acronym=line.text(Told.ACRONYM),
        kind=line.text(Told.KIND),
        sector=", ".join(part for part in parts if part),
        activity=line.text(Told.ACTIVITY),
        beneficiary=line.text(Told.BENEFICIARY),
        place=places[0] if places else "",
        finer=", ".join(places[1:]),
        window=window,
        by_month=by_month,
        plan=line.text(Told.PLAN),
    )


def most_used(texts: Iterable[str]) -> str:
    """The spelling used most; of two used as often the first in order of letters."""
    counted = Counter(text for text in texts if text)
    return min(counted, key=lambda text: (-counted[text], text), default="")
