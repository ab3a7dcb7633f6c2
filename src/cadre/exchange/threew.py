"""Who does what, where: a table of it as partners and their activities.

Rows that differ only in what a dossier doesn't keep (district, camp, month of a report) make one
activity: a body, a sector, an activity, those it is for, a province, and the day on which it began
if the file tells one. Ids are made from these, so that a file imported again finds its own rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import pairwise

from cadre.exchange.bodies import Body, Spelled, bodies_of, partner_ids, partner_row
from cadre.exchange.document import source_of
from cadre.exchange.drafts import Drafts, Tally
from cadre.exchange.dragged import undragged
from cadre.exchange.given import Given
from cadre.exchange.grid import row_ranges
from cadre.exchange.naming import digest
from cadre.exchange.opening import Opened
from cadre.exchange.records import Reading, Record, most_used
from cadre.exchange.rules import (
    JOINED,
    NO_DATES,
    NO_INSTITUTION,
    NO_SITE,
    NOT_TAKEN,
    REPEATED,
    Noted,
)
from cadre.exchange.serves import Serves
from cadre.exchange.table import Header, find_table, lines
from cadre.mission.ids import (
    ClaimId,
    PartnerActivityId,
    PartnerId,
    SiteId,
)
from cadre.mission.partners import PartnerActivity
from cadre.mission.rows import Citation
from cadre.mission.sources import Claim, Source
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import PartialDate, Window, union

LONGEST_NAME = 160
"""Characters of an activity's name; the file holds the rest."""


def read_3w(opened: Opened, given: Given) -> Drafts:
    """The partners and activities that a table of who does what where tells.

    Raises:
        CadreError: The file has no such table, is broken or too long, or its source's id is
            taken by a document that wasn't imported.
    """
    grid, header = find_table(opened, given.sheet, given.mapped.columns)
    noted = Noted(opened.file)
    _columns_left(header, noted)
    reading = Reading(grid=grid, header=header, noted=noted, order=given.mapped.order)
    reading.take(lines(grid, header, given.progress))
    source = source_of(grid, given.mapped.source, given.about, given.mission)
    making = _Making(given, source, reading)
    return making.drafts()


def _columns_left(header: Header, noted: Noted) -> None:
    if header.left:
        personal = [one for one in header.left if one in header.personal]
        people = f" Columns with people ({', '.join(personal)}) never are." if personal else ""
        noted.add(
            NOT_TAKEN,
            f"Columns that aren't taken: {', '.join(header.left)}.{people}",
            "Name a column under [columns] of a map if it tells who, what, where or when.",
        )


Key = tuple[str, str, str, str, str, str]
"""Partner, sector, activity, beneficiary, place and first day of one activity."""


class _Making:
    """Makes the rows of a dossier from the records of a table."""

    def __init__(self, given: Given, source: Source, reading: Reading) -> None:
        self.given = given
        self.source = source
        self.reading = reading
        self.noted = reading.noted
        self.fallback = given.mapped.reported or given.about.window
        self.cite = Citation(source.id)
        self.sites = {str(one.id) for one in given.mission.sites}
        self.provinces = {
            spelling_key(one.place): one.place for one in given.mission.sites if one.place
        }
        self.spelled: Mapping[str, str] = {}
        self.serves = Serves(source.id, given.mapped)

    def drafts(self) -> Drafts:
        """All rows, and what is odd about the file."""
        records = undragged(self.reading.records, self.noted)
        named = self.given.mapped.partners
        bodies = bodies_of(
            (((one.name, one.acronym), one.kind) for one in records), named, self.noted
        )
        once, repeated = _once(records, bodies)
        self._repeated(repeated)
        self.spelled = _spelled(records)
        different = list({id(body): body for body in bodies.values()}.values())
        ids = partner_ids(different, self.given.mission.partners, named, self.noted)
        groups: dict[Key, list[Record]] = {}
        for one in once:
            body = bodies[one.name, one.acronym]
            groups.setdefault(_key(ids[id(body)], one), []).append(one)
        by_id = {ids[id(body)]: body for body in different}
        activities = [self._activity(key, found, by_id) for key, found in _with_ids(groups)]
        self._joined(groups)
        self._odd(activities)
        partners = [
            partner_row(body, key, self.cite)
            for key, body in by_id.items()
            if not self._foreign(key)
        ]
        return Drafts(
            source=self.source,
            sha256=self.reading.grid.sha256,
            sources=(self.source,),
            partners=tuple(partners),
            activities=tuple(activities),
            claims=tuple(self._claims(len(by_id), once)),
            assumptions=self.serves.assumptions,
            effects=tuple(self.serves.effects),
            findings=self.noted.findings(),
            tally=self._tally(once, repeated, activities),
            known_partners=len(by_id) - len(partners),
        )

    def _foreign(self, key: PartnerId) -> bool:
        """Whether the dossier has a partner that no import of this source made."""
        known = [one for one in self.given.mission.partners if one.id == key]
        return bool(known) and self.cite not in known[0].sources

    def _activity(
        self, key: tuple[str, Key], found: list[Record], bodies: Mapping[PartnerId, Body]
    ) -> PartnerActivity:
        ident, (partner, *_) = key
        first = found[0]
        work = self.given.mapped.work_of(_told(first, bodies[PartnerId(partner)]))
        days = _days(found, self.fallback)
        site, place = self._place(self.spelled.get(spelling_key(first.place), ""))
        rows = row_ranges(one.row for one in found)
        made = PartnerActivity(
            id=PartnerActivityId(f"{self.source.id}.{partner}.{ident}"),
            partner=PartnerId(partner),
            name=_name(found),
            institution=work.institution if work else None,
            sector=most_used(one.sector for one in found),
            site=site,
            place=place,
            window=days or Window(),
            sources=(Citation(self.source.id, self.reading.grid.locator(rows)),),
            note=_note(found),
        )
        self.serves.add(made, work)
        return made

    def _place(self, text: str) -> tuple[SiteId | None, str]:
        key = spelling_key(text)
        meant = self.given.mapped.places.get(key, text)
        if meant in self.sites:
            return SiteId(meant), ""
        return None, self.provinces.get(spelling_key(meant), meant)

    def _claims(self, bodies: int, records: list[Record]) -> list[Claim]:
        """How many bodies the file lists; a claim needs the day on which it was reported."""
        if self.source.date is None or not records:
            return []
        days = _days((one for one in records if one.by_month), self.fallback) or Window()
        first, last = days.first, days.last
        rows = [one.row for one in records]
        return [
            Claim(
                id=ClaimId(f"{self.source.id}.partners"),
                topic="partner",
                subject="Bodies at work that the file lists",
                quantity=bodies,
                unit="partners",
                valid_from=PartialDate.parse(first.isoformat()) if first else None,
                valid_to=PartialDate.parse(last.isoformat()) if last else None,
                reported_on=self.source.date,
                source=self.source.id,
                locator=self.reading.grid.locator(f"rows {min(rows)}-{max(rows)}"),
            )
        ]

    def _tally(
        self, once: list[Record], repeated: Mapping[int, int], made: list[PartnerActivity]
    ) -> Tally:
        return Tally(
            read=self.reading.read,
            taken=len(once),
            repeated=len(repeated),
            left=len(self.reading.sums) + sum(map(len, self.reading.over.values())),
            refused=self.reading.refused,
            activities=len(made),
            without_institution=sum(one.institution is None for one in made),
            without_dates=sum(one.window == Window() for one in made),
        )

    def _repeated(self, repeated: Mapping[int, int]) -> None:
        if repeated:
            some = ", ".join(f"row {row} as {first}" for row, first in list(repeated.items())[:20])
            more = ", ..." if len(repeated) > 20 else ""
            self.noted.add(
                REPEATED,
                f"Rows that say what another one says, in all columns that are taken: "
                f"{len(repeated):,} ({some}{more}). They are taken once.",
                "Look whether the columns that aren't taken tell them apart.",
            )

    def _joined(self, groups: Mapping[Key, list[Record]]) -> None:
        joined = [found for found in groups.values() if len(found) > 1]
        if joined:
            rows = sum(map(len, joined))
            self.noted.add(
                JOINED,
                f"Activities made from several rows: {len(joined):,} (rows: {rows:,}). The rows "
                "differ in nothing but district, place below the province, plan, or month of the "
                "report.",
                "Look up the rows that each activity cites if these matter.",
            )

    def _odd(self, made: list[PartnerActivity]) -> None:
        loose = [one for one in made if one.institution is None]
        if loose:
            self.noted.add(
                NO_INSTITUTION,
                f"Activities that name no institution of the host: {len(loose):,} of {len(made):,}"
                ". For whom they are isn't known, or it is none of these.",
                "Name institutions under [[work]] of a map, by sector or by those it is for.",
            )
        undated = [one for one in made if one.window == Window()]
        if undated:
            self.noted.add(
                NO_DATES,
                f"Activities without dates: {len(undated):,} of {len(made):,}. They count on all "
                "days.",
                "Say under [dates] of a map when the file was so: `reported`.",
            )
        self._places(made)

    def _places(self, made: list[PartnerActivity]) -> None:
        strange = dict.fromkeys(
            one.place for one in made if one.place and spelling_key(one.place) not in self.provinces
        )
        if not strange:
            return
        close = {
            place: get_close_matches(spelling_key(place), self.provinces, n=1, cutoff=0.7)
            for place in strange
        }
        words = ", ".join(
            f"{place} ({self.provinces[near[0]]}?)" if near else place
            for place, near in close.items()
        )
        self.noted.add(
            NO_SITE,
            f"Places that are the province of none of the dossier's sites: {words}.",
            "Write under [places] of a map what a spelling means; leave the others as they are.",
        )


def _once(
    records: Iterable[Record], bodies: Mapping[Spelled, Body]
) -> tuple[list[Record], dict[int, int]]:
    """Records that say something new, and for each other one the row that said it first."""
    first: dict[tuple[object, ...], int] = {}
    once: list[Record] = []
    repeated: dict[int, int] = {}
    for one in records:
        says = (id(bodies[one.name, one.acronym]), *one.says)
        if says in first:
            repeated[one.row] = first[says]
        else:
            first[says] = one.row
            once.append(one)
    return once, repeated


def _spelled(records: Iterable[Record]) -> dict[str, str]:
    """The spelling of each place that the file uses most, by its key."""
    found: dict[str, list[str]] = {}
    for one in records:
        found.setdefault(spelling_key(one.place), []).append(one.place)
    return {key: most_used(texts) for key, texts in found.items()}


def _key(partner: PartnerId, one: Record) -> Key:
    own = "" if one.by_month or one.window is None else str(one.window)
    texts = (one.sector, one.activity, one.beneficiary, one.place)
    sector, activity, beneficiary, place = map(spelling_key, texts)
    return partner, sector, activity, beneficiary, place, own


def _with_ids(
    groups: Mapping[Key, list[Record]],
) -> Iterable[tuple[tuple[str, Key], list[Record]]]:
    """Groups with the last part of their ids.

    The last day isn't part of it: work that is prolonged keeps its id. Where two differ in the
    last day only, the later one has an id of its own.
    """
    met: set[str] = set()
    for key, found in sorted(groups.items(), key=lambda item: (item[0], item[1][0].row)):
        window = found[0].window
        start = "" if found[0].by_month or window is None else str(window.first)
        ident = digest(*key[:5], start)
        if ident in met:
            ident = digest(*key)
        met.add(ident)
        yield (ident, key), found


def _told(one: Record, body: Body) -> dict[str, str]:
    """What a record tells, by the conditions of a map."""
    return {
        "sector": one.sector,
        "activity": one.activity,
        "beneficiary": one.beneficiary,
        "partner": body.name,
        "place": one.place,
    }


def _days(found: Iterable[Record], fallback: Window | None) -> Window | None:
    """The days of an activity: from the first to the last that any of its rows tells."""
    windows = [one.window for one in found if one.window is not None]
    if not windows:
        return fallback
    return Window(min(one.start for one in windows), max(one.end for one in windows))


def _name(found: list[Record]) -> str:
    """What is done, in the words of the file; without any, its sector and those it is for."""
    activity = most_used(one.activity for one in found)
    sector = most_used(one.sector for one in found)
    whom = most_used(one.beneficiary for one in found)
    name = activity or (f"{sector} for {whom}" if whom else sector)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3].rstrip()}..."


def _note(found: list[Record]) -> str:
    """What the rows of an activity tell and its columns don't hold."""
    finer = len({one.finer for one in found if one.finer})
    plans = sorted({one.plan for one in found if one.plan})
    months = union(one.window for one in found if one.by_month and one.window is not None)
    gaps = [f"not reported {one}" for one in _between(months)]
    parts = [f"{finer} places below the province" if finer > 1 else "", *plans, *gaps]
    return "; ".join(part for part in parts if part)


def _between(windows: tuple[Window, ...]) -> list[Window]:
    return [Window(one.end, other.start) for one, other in pairwise(windows)]
