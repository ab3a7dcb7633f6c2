"""Overview: where a mission stands today: strength, law, what is to be decided, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from cadre.brief.establishment import establishments, table
from cadre.brief.figures import KINDS
from cadre.brief.force import fan
from cadre.brief.geography import Frame, Point, corners, outlines
from cadre.brief.sections import Chart, Number, Table
from cadre.desk.chosen import Chosen
from cadre.desk.cover import law_marking
from cadre.desk.desk import Desk
from cadre.desk.numbers import Numbers, context_of
from cadre.desk.seen import seen
from cadre.mission.days import LawState, spells
from cadre.mission.findings import Finding, Severity
from cadre.mission.halts import open_windows
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind
from cadre.mission.weeks import DAY, Window
from cadre.planner.result import PlanResult
from cadre.release.redact import redact

WORST = 6
"""Findings shown; the others are counted."""
KINDS_SHOWN = (
    FigureKind.DEPLOYED,
    FigureKind.PLANNED,
    FigureKind.AUTHORISED,
    FigureKind.CEILING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """A figure for the whole force that is meant for today.

    Attributes:
        level: Id of its row.
        name: Name as printed.
        kind: What sort of figure it is, in words.
        people: The figure.
        share: Share of the highest ceiling with a figure; None without one.
        marking: Who may see it.
    """

    level: str
    name: str
    kind: str
    people: Number
    share: float | None
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkToday:
    """A piece of work that has begun, and how far law covers it today.

    Attributes:
        activity: Its id.
        name: Name as printed.
        site: Where, as printed.
        state: How far law covers it today.
        until: The last day on which that stays so; None when no change is known.
        marking: Who may see it.
    """

    activity: str
    name: str
    site: str
    state: LawState
    until: date | None
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Something that is to come, with its day.

    Attributes:
        day: The day; the first that is possible where it isn't settled.
        what: What it is.
        who: Who decides, or holds it.
        kind: decision, authority ends, authority begins, condition.
        belief: Share of futures in which it comes at all.
        table: Table of its row.
        id: Its row.
        marking: Who may see it.
    """

    day: date
    what: str
    who: str
    kind: str
    belief: float
    table: str
    id: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkThere:
    """A piece of work that runs at a site.

    Attributes:
        activity: Its id.
        name: Name as printed.
        marking: Who may see it.
    """

    activity: str
    name: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site on the map.

    Attributes:
        site: Its id.
        name: Name as printed.
        latitude: Degrees north.
        longitude: Degrees east.
        status: working, open or not open, as far as this reader may know.
        works: What runs there today.
        beds: Beds there today; none are stated where it is empty.
        marking: Who may see it.
    """

    site: str
    name: str
    latitude: float
    longitude: float
    status: str
    works: tuple[WorkThere, ...]
    beds: tuple[Number, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Where a mission stands today.

    Attributes:
        made_from: What was looked at.
        day: The day.
        question: What is asked of the staff.
        figures: Counts that sum the mission up.
        strength: Figures for the whole force today.
        path: Strength as planned, along time, beside these figures; empty without a plan.
        works: Work that has begun.
        ahead: What is to come, the next first.
        places: Sites with a known place.
        findings: The worst of what is wrong.
        wrong: How many findings there are, by severity.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    question: str
    figures: tuple[Number, ...]
    strength: tuple[Strength, ...]
    path: tuple[Chart | Table, ...]
    works: tuple[WorkToday, ...]
    ahead: tuple[Ahead, ...]
    places: tuple[Place, ...]
    findings: tuple[Finding, ...]
    wrong: dict[str, int]
    withheld: int | None


def overview(desk: Desk, planned: Chosen | None = None) -> Overview:
    """Where the mission stands, for the desk's reader.

    Args:
        desk: The desk.
        planned: The plan whose strength is drawn; None, or one that names what isn't there any
            more, draws none.
    """
    drawn = planned if planned is not None and planned.drawn else None
    key = "" if drawn is None else drawn.key
    return desk.once(f"overview {key}", lambda: _overview(desk, drawn))


def _overview(desk: Desk, planned: Chosen | None) -> tuple[Overview, int]:
    looked = _Looked(desk)
    checked = desk.check()
    whole = Overview(
        made_from=desk.made_from,
        day=looked.today,
        question=looked.mission.profile.question,
        figures=tuple(looked.figures()),
        strength=tuple(looked.strength()),
        path=() if planned is None else tuple(_path(desk, planned.result)),
        works=tuple(looked.works()),
        ahead=tuple(sorted(looked.ahead(), key=lambda one: (one.day, one.kind, one.id))),
        places=tuple(looked.places()),
        findings=checked.findings[:WORST],
        wrong={
            kind.value: sum(one.severity is kind for one in checked.findings) for kind in Severity
        },
        withheld=None,
    )
    left, withheld = redact(whole, desk.audience)
    told = replace(
        left,
        # Of work that a reader may not see, he isn't told either that there is some.
        places=tuple(replace(one, status="working") if one.works else one for one in left.places),
        withheld=withheld if desk.audience.told_of_more else None,
    )
    return told, withheld


def _path(desk: Desk, result: PlanResult) -> Iterator[Chart | Table]:
    """The planned establishment on top of each reported strength; nothing where none is known."""
    context = context_of(desk, result)
    if establishments(context):
        yield fan(context, [], context.bases["plan"].marking)
        yield table(context)


class _Looked:
    """A mission, looked at on its day."""

    def __init__(self, desk: Desk) -> None:
        self.mission: Mission = desk.mission
        self.seen = seen(desk)
        self.today = desk.mission.profile.as_of
        self.numbers = Numbers(desk)

    def _mark(self, *rows: Row) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def figures(self) -> Iterator[Number]:
        """Posts asked for by work that has begun, pledged people, law in force."""
        mission, today = self.mission, self.today
        begun = [one for one in mission.activities if mission.has_begun(one)]
        posts = [post for one in begun for post in mission.posts_of(one.id)]
        yield self.numbers.counted(
            "posts-begun",
            sum(one.people for one in posts),
            "People asked for by the posts of work that has begun",
            [("posts", one.id) for one in posts],
            words="Sum over the posts of work that has begun.",
            unit="people",
        )
        pledges = [one for one in mission.pledges if today in one.window]
        yield self.numbers.counted(
            "pledged",
            sum(one.people for one in pledges),
            "People pledged for today",
            [("pledges", one.id) for one in pledges],
            words="Sum over pledges whose days hold today, whatever their rung.",
            unit="people",
        )
        held = [one for one in mission.authorities if one.in_force and today in one.window]
        yield self.numbers.counted(
            "in-force",
            len(held),
            "Authorities in force today",
            [("authorities", one.id) for one in held],
            words="Counted over authorities in force whose days hold today.",
        )

    def strength(self) -> Iterator[Strength]:
        """Levels that are meant for today, by kind, the highest first."""
        levels = [one for one in self.mission.levels if self.today in one.window]
        ceilings = [one.people for one in levels if one.kind is FigureKind.CEILING and one.people]
        for kind in KINDS_SHOWN:
            own = [one for one in levels if one.kind is kind]
            for one in sorted(own, key=lambda one: -(one.people or 0)):
                yield Strength(
                    level=one.id,
                    name=one.name,
                    kind=KINDS.get(kind, kind.value),
                    people=self.numbers.stated(
                        f"level-{one.id}", one.people, one.name, ("levels", one.id), "people"
                    ),
                    share=one.people / max(ceilings) if one.people and ceilings else None,
                    marking=self._mark(one),
                )

    def works(self) -> Iterator[WorkToday]:
        """Work that has begun, where it has begun, with law on its day."""
        mission = self.mission
        ends = mission.profile.until + DAY
        for one in mission.activities:
            if not mission.has_begun(one) or self.today not in one.window:
                continue
            site = mission.site(mission.modes_of(one.id)[0].site)
            found = spells(mission, one, site.id, Window(self.today, ends))
            yield WorkToday(
                activity=one.id,
                name=one.name,
                site=site.name,
                state=found[0].state,
                until=found[0].window.end - DAY if found[0].window.end < ends else None,
                marking=law_marking(mission, one, site.id),
            )

    def ahead(self) -> Iterator[Ahead]:
        """Decisions that are open, authorities that begin or end, conditions that are awaited."""
        mission, today, until = self.mission, self.today, self.mission.profile.until
        for one in mission.decisions:
            days = [day for day in one.meetings if day >= today]
            if one.taken is None and days:
                yield self._ahead(days[0], one.name, one.body, "decision", one.belief, one)
        for law in mission.authorities:
            if law.in_force and today < law.window.end <= until:
                day = law.window.end - DAY
                yield self._ahead(day, law.name, "", "authority ends", 1.0, law)
        for awaited in mission.conditions:
            if awaited.met is None and awaited.when is not None:
                day = max(today, awaited.when.likely)
                if day <= until:
                    name = awaited.name
                    yield self._ahead(day, name, "", "condition", awaited.belief, awaited)

    def _ahead(
        self,
        day: date,
        what: str,
        who: str,
        kind: str,
        belief: float,
        row: Any,  # noqa: ANN401
    ) -> Ahead:
        tables = {
            "decision": "decisions",
            "authority ends": "authorities",
            "condition": "conditions",
        }
        return Ahead(
            day=day,
            what=what.rstrip("."),
            who=who,
            kind=kind,
            belief=belief,
            table=tables[kind],
            id=row.id,
            marking=self._mark(row),
        )

    def places(self) -> Iterator[Place]:
        """Sites with a known place, with what runs there today."""
        mission, today = self.mission, self.today
        running: dict[str, list[WorkThere]] = {}
        for one in mission.activities:
            if mission.has_begun(one) and today in one.window:
                work = WorkThere(activity=one.id, name=one.name, marking=self._mark(one))
                running.setdefault(mission.modes_of(one.id)[0].site, []).append(work)
        for site in mission.sites:
            if site.latitude is None or site.longitude is None:
                continue
            shown = site in self.seen.sites and any(
                today in days for days in open_windows(self.seen, site.id)
            )
            beds = [
                one for one in mission.bed_spaces if one.site == site.id and today in one.window
            ]
            yield Place(
                site=site.id,
                name=site.name,
                latitude=site.latitude,
                longitude=site.longitude,
                status="open" if shown else "not open",
                works=tuple(running.get(site.id, ())),
                beds=(
                    self.numbers.counted(
                        f"beds-{site.id}",
                        sum(one.beds for one in beds),
                        f"Beds at {site.name} today",
                        [("bed_spaces", one.id) for one in beds],
                        words="Sum of the beds stated for today.",
                        unit="beds",
                    ),
                )
                if beds
                else (),
                marking=self._mark(site),
            )


def land_around(places: tuple[Place, ...]) -> dict[str, Any]:
    """Outlines of the countries around some places, as GeoJSON, and the box that shows them all.

    Returns:
        `features`, and `box` as [[south, west], [north, east]]; both empty without places.
    """
    return _land(tuple((one.longitude, one.latitude) for one in places))


@lru_cache(maxsize=8)
def _land(points: tuple[Point, ...]) -> dict[str, Any]:
    if not points:
        return {"features": [], "box": []}
    home = max(points, key=lambda point: sum(abs(point[0] - x) < 3 for x, _ in points))
    frame = Frame.around([*points, *corners(home)], least=0.4, margin=0.03)
    wide = Frame(frame.west - 12, frame.south - 8, frame.east + 12, frame.north + 8)
    return {
        "features": outlines(wide, home),
        "box": [[frame.south, frame.west], [frame.north, frame.east]],
    }
