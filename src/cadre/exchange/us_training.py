"""US training records: courses given to a host's people, as activities by programme and year.

Each activity stands for the courses of one programme in one fiscal year for one institution,
abroad or in the country. Two claims go with it: the places on courses, and what they cost. No row
names a person or a person's post.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from cadre.errors import CadreError
from cadre.exchange.course_traps import places, sorted_out, tell_traps, whole_force
from cadre.exchange.courses import (
    COLUMNS,
    BadRowError,
    CourseRow,
    Held,
    course_row,
)
from cadre.exchange.document import source_of
from cadre.exchange.drafts import Drafts, Tally
from cadre.exchange.given import Given
from cadre.exchange.grid import Cells, Grid, bounded, row_ranges
from cadre.exchange.mapping import Work
from cadre.exchange.naming import digest, slug
from cadre.exchange.opening import Opened
from cadre.exchange.rules import BAD_VALUE, NO_INSTITUTION, OTHER_COUNTRY, Noted
from cadre.exchange.serves import Serves
from cadre.exchange.table import LOOKED, text_of, told_rows
from cadre.mission.ids import ClaimId, ConflictId, PartnerActivityId, PartnerId, SourceId
from cadre.mission.mission import Mission
from cadre.mission.partners import ABROAD, Partner, PartnerActivity
from cadre.mission.rows import Citation
from cadre.mission.sources import Claim, Conflict, FigureKind, Qualifier, Source
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import DAY, PartialDate, Window

UNITED_STATES = ("unitedstates", "unitedstatesofamerica", "usa")
"""Names under which a dossier may have the United States."""


def read_us_training(opened: Opened, given: Given) -> Drafts:
    """The activities and figures that a table of US training records tells.

    Raises:
        CadreError: The file has no such table, tells of several countries and the map names none,
            or its source's id is taken by a document that wasn't imported.
    """
    grid, header, places_of = _table(opened, given.sheet)
    noted = Noted(opened.file)
    cells = [
        (number, {name: text_of(_cell(row, place)) for name, place in places_of.items()})
        for number, row in told_rows(grid, header, given.progress)
    ]
    country = _country(opened.file, cells, given.mapped.country)
    making = _Making(given, source_of(grid, given.mapped.source, given.about, given.mission), grid)
    rows, refused, foreign = _read(cells, country, grid, noted)
    return making.drafts(rows, noted, refused=refused, foreign=foreign, read=len(cells))


def _cell(row: Cells, place: int) -> object:
    return row[place] if place < len(row) else None


def _table(opened: Opened, sheet: str | None) -> tuple[Grid, int, dict[str, int]]:
    """The sheet with all columns, the row of its header, and the places of the columns."""
    asked = [opened.named(sheet)] if sheet else list(opened.sheets)
    missing: set[str] = set(COLUMNS)
    for one in asked:
        grid = opened.grid(one)
        for number, cells in islice(bounded(grid.file, grid.rows), LOOKED):
            known = {spelling_key(text_of(cell)): place for place, cell in enumerate(cells)}
            found = {name: known[key] for name in COLUMNS if (key := spelling_key(name)) in known}
            if len(found) == len(COLUMNS):
                return opened.grid(one), number, found
            missing = min(missing, set(COLUMNS) - found.keys(), key=len)
    raise CadreError(
        opened.file,
        f"lacks columns of US training records: {', '.join(sorted(missing))}",
        ", ".join(COLUMNS),
        "Name a table with these columns.",
    )


def _country(file: str, cells: Sequence[tuple[int, Mapping[str, str]]], asked: str) -> str:
    """The country whose rows are taken: the one of the map, or the only one of the file."""
    countries = Counter(row["country"] for _, row in cells)
    known = {spelling_key(one): one for one in countries}
    if asked and spelling_key(asked) not in known:
        raise CadreError(
            file, f"has no row of {asked}", ", ".join(sorted(countries)), "Correct the map."
        )
    if not asked and len(known) > 1:
        some = ", ".join(sorted(countries)[:8])
        raise CadreError(
            file,
            f"tells of {len(known)} countries",
            f"one of {some}",
            "Name the host's under [partner] of a map: `country`.",
        )
    return known[spelling_key(asked)] if asked else next(iter(countries), "")


def _read(
    cells: Iterable[tuple[int, Mapping[str, str]]], country: str, grid: Grid, noted: Noted
) -> tuple[list[CourseRow], int, int]:
    """The rows of the country, and how many were refused and are of others."""
    rows: list[CourseRow] = []
    refused = foreign = 0
    for number, told in cells:
        if spelling_key(told["country"]) != spelling_key(country):
            foreign += 1
            continue
        try:
            rows.append(course_row(number, told, country))
        except BadRowError as error:
            refused += 1
            place = grid.place(number, error.column)
            message = f"The row is refused: {error.problem}."
            noted.add(BAD_VALUE, message, f"Give {error.allowed}.", place=place)
    if foreign:
        noted.add(
            OTHER_COUNTRY,
            f"Rows of other countries than {country}: {foreign:,}. They aren't taken.",
            "Name another country under [partner] of a map if that is the host.",
        )
    return rows, refused, foreign


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    """What the rows of one activity have in common.

    Attributes:
        year: Fiscal year.
        programme: Name of the programme.
        institution: For whom; empty when the map doesn't say.
        held: Where.
        force: Title of a figure that is of a whole force; else empty.
    """

    year: int
    programme: str
    institution: str
    held: str
    force: str


class _Making:
    """Makes the rows of a dossier from the rows of the report."""

    def __init__(self, given: Given, source: Source, grid: Grid) -> None:
        self.given = given
        self.source = source
        self.grid = grid
        self.partner, self.new = _partner(given.mission, given.mapped.partner, source)
        self.serves = Serves(source.id, given.mapped)
        self.reports: dict[str, Source] = {}

    def drafts(
        self, rows: Sequence[CourseRow], noted: Noted, *, refused: int, foreign: int, read: int
    ) -> Drafts:
        """All rows, and what misleads in the file."""
        counted = sorted_out(rows)
        tell_traps(counted, noted)
        claims: list[Claim] = []
        activities: list[PartnerActivity] = []
        groups = self._grouped(counted.courses)
        for key, found in groups.items():
            own = self._claims(key, found)
            claims += own
            activities.append(self._activity(key, found, own))
        earlier, conflicts = self._earlier(counted.earlier, groups)
        self._units(counted.courses, noted)
        return Drafts(
            source=self.source,
            sha256=self.grid.sha256,
            sources=(self.source, *self.reports.values()),
            partners=self.new,
            activities=tuple(activities),
            claims=(*claims, *earlier),
            conflicts=tuple(conflicts),
            assumptions=self.serves.assumptions,
            effects=tuple(self.serves.effects),
            findings=noted.findings(),
            tally=Tally(
                read=read,
                taken=len(counted.courses) + len(counted.earlier),
                repeated=0,
                left=len(rows) - len(counted.courses) - len(counted.earlier) + foreign,
                refused=refused,
                activities=len(activities),
                without_institution=sum(one.institution is None for one in activities),
                without_dates=0,
            ),
            known_partners=0 if self.new else 1,
        )

    def _work(self, one: CourseRow) -> Work | None:
        told = {"unit": one.unit, "programme": one.programme, "activity": one.title}
        return self.given.mapped.work_of(told)

    def _grouped(self, rows: Iterable[CourseRow]) -> dict[_Key, list[CourseRow]]:
        found: dict[_Key, list[CourseRow]] = {}
        for one in rows:
            work = self._work(one)
            key = _Key(
                year=one.year,
                programme=one.programme,
                institution=(work.institution or "") if work else "",
                held=one.held.value,
                force=one.title if whole_force(one) else "",
            )
            found.setdefault(key, []).append(one)
        return dict(sorted(found.items()))

    def _stem(self, key: _Key) -> str:
        texts = (key.programme, key.institution, key.held, key.force)
        return f"{self.source.id}.{slug(key.programme)[:20]}.{key.year}.{digest(*texts)}"

    def _activity(
        self, key: _Key, rows: list[CourseRow], claims: Sequence[Claim]
    ) -> PartnerActivity:
        work = self._work(rows[0])
        what = key.force or f"{key.programme}, courses of fiscal year {key.year}"
        where = "" if key.held == Held.UNTOLD.value else f", {key.held}"
        made = PartnerActivity(
            id=PartnerActivityId(self._stem(key)),
            partner=self.partner,
            name=f"{what}{where}",
            institution=work.institution if work else None,
            sector="Military training",
            place=ABROAD if key.held == Held.ABROAD.value else "",
            window=_window(rows),
            sources=tuple(Citation(one.id) for one in claims),
            note=f"places on courses, not people; rows: {len(rows)}",
        )
        self.serves.add(made, work)
        return made

    def _claims(self, key: _Key, rows: list[CourseRow], report: str = "") -> list[Claim]:
        """Places and cost of an activity; a figure with a gap is told as `at least`."""
        stem = self._stem(key) + (f".{slug(report)}" if report else "")
        whom = key.institution or "the host, institution not known"
        subject = f"{key.force or key.programme}, fiscal year {key.year}, {key.held}, for {whom}"
        made = [self._claim(f"{stem}.places", f"Places on courses: {subject}", rows, cost=False)]
        if any(one.cost for one in rows):
            made.append(self._claim(f"{stem}.cost", f"Cost of courses: {subject}", rows, cost=True))
        return made

    def _claim(self, key: str, subject: str, rows: Sequence[CourseRow], *, cost: bool) -> Claim:
        known = [number for one in rows if (number := one.cost if cost else one.quantity)]
        source = self._report(rows[0])
        year = rows[0].fiscal_year
        pages = sorted({int(one.page) for one in rows if one.page.isdigit()})
        return Claim(
            id=ClaimId(key),
            topic="course",
            subject=subject,
            # All of them blank or zero is unknown, which isn't zero.
            quantity=sum(known) if known else None,
            unit="US dollars" if cost else "course places",
            kind=FigureKind.REPORTED if cost else FigureKind.TRAINED,
            qualifier=Qualifier.AT_LEAST if len(known) < len(rows) else Qualifier.EXACTLY,
            valid_from=PartialDate.parse(year.start.isoformat()),
            valid_to=PartialDate.parse((year.end - DAY).isoformat()),
            reported_on=source.date or PartialDate.parse(str(rows[0].year)),
            source=source.id,
            locator=f"page {', '.join(map(str, pages))}" if pages else "",
            sources=(Citation(self.source.id, row_ranges(one.row for one in rows)),),
        )

    def _report(self, one: CourseRow) -> Source:
        """The report that a row stands in; it is taken to appear in the second of its years."""
        key = f"{self.source.id}.report-{slug(one.report)}"
        if key not in self.reports:
            first, _, second = one.report.partition("_")
            years = f"{first} and {second}" if second else first
            self.reports[key] = Source(
                id=SourceId(key),
                title=f"Foreign Military Training Report, fiscal years {years}",
                publisher="US Department of State and US Department of Defense",
                date=_year_of(second or first, one.year),
                address=one.document,
                sources=(Citation(self.source.id),),
                note="its day isn't in the file: taken to be of its second year",
            )
        return self.reports[key]

    def _earlier(
        self, rows: Iterable[CourseRow], groups: Mapping[_Key, Sequence[CourseRow]]
    ) -> tuple[list[Claim], list[Conflict]]:
        """What an earlier report says of a year that a later one tells: kept beside it."""
        claims: list[Claim] = []
        conflicts: list[Conflict] = []
        for key, found in self._grouped(rows).items():
            own = self._claims(key, found, found[0].report)
            claims += own
            if key in groups and places(found) != places(groups[key]):
                stem = self._stem(key)
                later = ClaimId(f"{stem}.places")
                conflicts.append(
                    Conflict(
                        id=ConflictId(stem),
                        about=own[0].subject,
                        claims=(own[0].id, later),
                        preferred=(later,),
                        reason="The later report looks back on the year; the earlier one is of it.",
                    )
                )
        return claims, conflicts

    def _units(self, rows: Sequence[CourseRow], noted: Noted) -> None:
        """How units are spelled, and how many lead to no institution; rare ones aren't repeated.

        A spelling that stands in a few rows only may tell of a person by the post held.
        """
        loose = [one for one in rows if (work := self._work(one)) is None or not work.institution]
        if not loose:
            return
        spelled = Counter(one.unit for one in loose if one.unit)
        often = ", ".join(f"{unit} ({n})" for unit, n in spelled.most_common(12) if n >= 5)
        blank = sum(not one.unit for one in loose)
        noted.add(
            NO_INSTITUTION,
            f"Courses that name no institution of the dossier: {len(loose):,} of {len(rows):,}. "
            f"Without a unit: {blank}; spellings of the others' units: {len(spelled)}"
            f"{f', most often {often}' if often else ''}.",
            "Name institutions under [[work]] of a map, by `unit`, with * for any words.",
        )


def _year_of(text: str, year: int) -> PartialDate:
    return PartialDate.parse(text if text.isdigit() and len(text) == 4 else str(year + 1))


def _partner(mission: Mission, asked: str, source: Source) -> tuple[PartnerId, tuple[Partner, ...]]:
    """The partner whose courses these are: of the map, of the dossier, or a new one."""
    known = {str(one.id): one for one in mission.partners}
    named = [one for one in mission.partners if spelling_key(one.name) in UNITED_STATES]
    cite = Citation(source.id)
    if asked and asked not in known:
        some = ", ".join(sorted(known)[:8]) or "none"
        raise CadreError(
            f"partner {asked!r}", "isn't in the dossier", some, "Correct [partner] of the map."
        )
    found = known[asked] if asked else next(iter(named), None)
    if found is None:
        key = PartnerId("usa" if "usa" not in known else f"usa-{digest(source.id)[:4]}")
        return key, (Partner(id=key, name="United States", kind="bilateral", sources=(cite,)),)
    return found.id, (found,) if cite in found.sources else ()


def _window(rows: Iterable[CourseRow]) -> Window:
    """From the first to the last day of courses; one without days lasts its fiscal year."""
    spans = list(_spans(rows))
    return Window(min(one.start for one in spans), max(one.end for one in spans))


def _spans(rows: Iterable[CourseRow]) -> Iterator[Window]:
    for one in rows:
        if one.start is not None and one.end is not None:
            yield Window.of_days(one.start, one.end)
        else:
            yield one.fiscal_year
