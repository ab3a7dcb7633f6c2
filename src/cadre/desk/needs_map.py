"""Needs on a map of bodies and places: who serves which need where on a day, and how strongly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.brief.sections import Number, Text
from cadre.checks.serving import OURS, Serving, Where, at_work, covers, strengths
from cadre.desk.desk import Desk
from cadre.desk.needs import Beside, look
from cadre.desk.numbers import Numbers
from cadre.mission.activities import Activity
from cadre.mission.markings import OPEN, Marking
from cadre.mission.mission import Mission
from cadre.mission.needs import Need
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import Window
from cadre.release.redact import keep, redact

NOWHERE = "-"
"""The place of work of which nobody says where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A body, a place or an institution that needs can be looked at by.

    Attributes:
        id: Its id; `OURS` is the mission itself, `NOWHERE` a place that nobody tells.
        name: Its name.
        table: Table of its row; empty for what has none.
        marking: Who may see it.
    """

    id: str
    name: str
    table: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingWork:
    """A piece of work that serves a need on the day, or waits to.

    Attributes:
        work: Its id.
        name: Its name.
        table: Table of its row: activities or partner_activities.
        body: Who does it.
        place: Where: a site, a province, or `NOWHERE`.
        need: The need it serves.
        strength: Share of the need that it meets alone.
        window: Its days.
        runs: Whether it runs on the day; else it is the mission's own and hasn't begun.
        effect: Id of the row that states the strength.
        documents: Where that is written down.
        marking: Who may see it.
    """

    work: str
    name: str
    table: str
    body: str
    place: str
    need: str
    strength: Share
    window: Window
    runs: bool
    effect: str
    documents: Text
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One need on the day.

    Attributes:
        need: Its id.
        name: What is lacking.
        institution: Id of who lacks it.
        within: That institution and all above it.
        whose: Its name.
        weight: How much it matters.
        critical: Whether the mission fails without it.
        covered: Share of it that all together cover.
        gap: Its weight times what isn't covered.
        marking: Who may see it.
    """

    need: str
    name: str
    institution: str
    within: tuple[str, ...]
    whose: str
    weight: float
    critical: bool
    covered: Number
    gap: Number
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one body or place does for one need.

    Attributes:
        need: The need.
        column: The body or place.
        share: Share of the need that it meets by itself; 0 when it doesn't serve it.
        works: Its work that does, by id.
    """

    need: str
    column: str
    share: Share
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What of the map is looked at; empty is all.

    Attributes:
        institution: Needs of this institution and of those below it.
        body: Work of this body.
        place: Work at this place.
    """

    institution: str = ""
    body: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsMap:
    """Who serves which need where, on a day.

    Attributes:
        made_from: What was looked at.
        day: The day.
        within: The days that can be looked at.
        needs: Every need, the largest gap first.
        bodies: Bodies that serve some need, the mission first.
        places: Places where they do.
        institutions: Institutions that need something.
        works: Work that serves needs, a row an effect.
        overlaps: Bodies that do the same, those that are certain first.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    within: Window
    needs: tuple[NeedRow, ...]
    bodies: tuple[Column, ...]
    places: tuple[Column, ...]
    institutions: tuple[Column, ...]
    works: tuple[ServingWork, ...]
    overlaps: tuple[Beside, ...]
    withheld: int | None

    def narrowed(self, chosen: Chosen) -> NeedsMap:
        """The map with what is chosen alone; how far needs are covered stays that of all."""
        needs = tuple(
            one for one in self.needs if not chosen.institution or chosen.institution in one.within
        )
        keys = {one.need for one in needs}
        works = tuple(
            one
            for one in self.works
            if one.need in keys
            and chosen.body in ("", one.body)
            and chosen.place in ("", one.place)
        )
        bodies, places = {one.body for one in works}, {one.place for one in works}
        return replace(
            self,
            needs=needs,
            bodies=tuple(one for one in self.bodies if one.id in bodies),
            places=tuple(one for one in self.places if one.id in places),
            works=works,
            overlaps=tuple(one for one in self.overlaps if one.need in keys),
        )

    def cells(self, by: str) -> tuple[Cell, ...]:
        """Needs against columns, each pair once, needs and columns in their order.

        Args:
            by: `body` or `place`. What one does by several works is 1 - prod(1 - strength), so
                cells of a need don't add up to how far it is covered.
        """
        columns = self.bodies if by == "body" else self.places
        return tuple(
            self._cell(need.need, column.id, by) for need in self.needs for column in columns
        )

    def _cell(self, need: str, column: str, by: str) -> Cell:
        own = [
            one
            for one in self.works
            if one.runs and one.need == need and getattr(one, by) == column
        ]
        left = 1.0
        for one in own:
            left *= 1 - one.strength
        return Cell(need=need, column=column, share=1 - left, works=tuple(one.work for one in own))


def needs_map(desk: Desk, day: date | None = None, plan: Plan | None = None) -> NeedsMap:
    """Who serves which need where on `day`, for the desk's reader.

    Without a plan, work of the mission counts that has begun; what else would run is told as
    waiting. With one, what it starts counts.

    Args:
        desk: The desk.
        day: None takes the as-of day.
        plan: Whose starts run.

    Raises:
        CadreError: The day lies outside the horizon.
    """
    asked = day or desk.mission.profile.as_of
    _, beside = look(desk.mission, asked)
    looked = _Looked(desk, asked, plan)
    kept = keep(looked.works(), desk.audience)
    works: tuple[ServingWork, ...] = kept.things
    served = [one.institution for one in desk.mission.needs]
    whole = NeedsMap(
        made_from=desk.made_from,
        day=asked,
        within=desk.mission.horizon.window,
        needs=tuple(looked.needs()),
        bodies=tuple(looked.bodies(one.body for one in works)),
        places=tuple(looked.places(one.place for one in works)),
        institutions=tuple(
            looked.column("institutions", one)
            for one in desk.mission.institutions
            if any(one.id in desk.mission.lineage(key) for key in served)
        ),
        works=works,
        overlaps=tuple(beside),
        withheld=None,
    )
    seen, less = redact(whole, desk.audience)
    withheld = less + kept.withheld
    told = withheld if desk.audience.told_of_more else None
    return desk.released("needs map", replace(seen, withheld=told), withheld)


class _Looked:
    """A mission, looked at on a day."""

    def __init__(self, desk: Desk, day: date, plan: Plan | None) -> None:
        self.mission: Mission = desk.mission
        self.day = day
        self.plan = plan
        self.numbers = Numbers(desk)
        self.effects = {(str(one.work), str(one.need)): one for one in desk.mission.effects}

    def _mark(self, rows: Iterable[Row]) -> Marking:
        return Marking.strictest(marking_of(self.mission, row) for row in rows)

    def column(self, table: str, row: Row) -> Column:
        """A row as a column."""
        name = getattr(row, "name", row.id)
        return Column(id=row.id, name=name, table=table, marking=self._mark([row]))

    def needs(self) -> Iterator[NeedRow]:
        """Every need, with how far all together cover it, the largest gap first."""
        for one in covers(self.mission, self.day, self.plan):
            yield self._need(one.need, one.share, one.gap)

    def _need(self, need: Need, share: Share, gap: float) -> NeedRow:
        institution = self.mission.institution(need.institution)
        effects = [one for one in self.mission.effects if one.need == need.id]
        works = [row for one in effects for row in self.mission.named(one.work)]
        rows = [("needs", str(need.id)), *(("effects", str(one.id)) for one in effects)]
        return NeedRow(
            need=need.id,
            name=need.name,
            institution=institution.id,
            within=tuple(self.mission.lineage(institution.id)),
            whose=institution.name,
            weight=need.weight,
            critical=need.critical,
            covered=self.numbers.counted(
                f"need.{need.id}.covered",
                share,
                f"Share of the need covered by all: {need.name}",
                rows,
                words="1 less the product of what each work that runs that day leaves open.",
                unit="%",
            ),
            gap=self.numbers.counted(
                f"need.{need.id}.gap",
                gap,
                f"Weight of the need that is left open: {need.name}",
                rows,
                words="The weight of the need, times the share of it that isn't covered.",
            ),
            marking=self._mark([need, institution, *effects, *works]),
        )

    def works(self) -> Iterator[ServingWork]:
        """Work that is wanted on the day, a row an effect; what runs first, the strongest first."""
        there = at_work(self.mission, self.day, self.plan)
        found = [
            self._work(one, need, strength)
            for need, some in strengths(self.mission, there).items()
            for one, strength in some
        ]
        yield from sorted(found, key=lambda one: (not one.runs, -one.strength, one.work))

    def _work(self, one: Serving, need: str, strength: Share) -> ServingWork:
        effect = self.effects[one.work, need]
        place = place_of(one.places[0] if one.places else Where())
        ours = isinstance(one.row, Activity)
        named = [*self.mission.named(need), *self.mission.named(one.body)]
        named += [row for row in self.mission.sites if row.id == place]
        return ServingWork(
            work=one.work,
            name=one.title,
            table="activities" if ours else "partner_activities",
            body=one.body,
            place=place,
            need=need,
            strength=strength,
            window=one.window,
            runs=one.begun or self.plan is not None,
            effect=effect.id,
            documents=self.numbers.context.cites((*effect.sources, *one.row.sources), 4),
            marking=self._mark([one.row, effect, *named]),
        )

    def bodies(self, keys: Iterable[str]) -> Iterator[Column]:
        """The mission, and the partners among `keys`."""
        found = set(keys)
        if OURS in found:
            yield Column(id=OURS, name="This mission", table="", marking=OPEN)
        for one in self.mission.partners:
            if one.id in found:
                yield self.column("partners", one)

    def places(self, keys: Iterable[str]) -> Iterator[Column]:
        """Sites and provinces among `keys`, sites first; last what nobody tells the place of.

        A province has no row of its own: who may see work that names it may see its name.
        """
        found = set(keys)
        yield from (self.column("sites", one) for one in self.mission.sites if one.id in found)
        named = {place_of(Where(place=one.place)): one for one in self.mission.partner_activities}
        for key in sorted(found & named.keys() - {NOWHERE}):
            yield Column(id=key, name=named[key].place.strip(), table="", marking=OPEN)
        if NOWHERE in found:
            yield Column(id=NOWHERE, name="Place not told", table="", marking=OPEN)


def place_of(where: Where) -> str:
    """The key of a place: a site's id, else its province as it is spelled, else `NOWHERE`."""
    if where.site is not None:
        return where.site
    return f"at {spelling_key(where.place)}" if where.place else NOWHERE


def works_of(found: NeedsMap, need: str, column: str, by: str) -> tuple[ServingWork, ...]:
    """The work behind a cell, or behind a whole row or column; what waits too."""
    return tuple(
        one for one in found.works if need in ("", one.need) and column in ("", getattr(one, by))
    )
