"""Row evidence: one row with all that it says, what it rests on, and what rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cadre.brief.sections import RowRef
from cadre.desk.conflicts import ConflictTold, conflict_told
from cadre.desk.desk import Desk
from cadre.desk.naming import cited, name_of, naming, row_of
from cadre.desk.seen import seen, told
from cadre.desk.words import field_words, figures_of, kind_words, table_words, value_text
from cadre.dossier.priors import published
from cadre.dossier.references import targets
from cadre.dossier.tables import TABLES, Field, Kind
from cadre.errors import UnknownIdError
from cadre.mission.findings import Finding
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import Link, chain, marking_of
from cadre.mission.rows import Citation, Row
from cadre.mission.sources import Claim, Conflict, Source

LEFT_OUT = ("id", "sources", "marking")
"""Fields that are told apart from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCalled:
    """A row, and what people call it.

    Attributes:
        row: The row.
        name: Its name.
        figures: What it states in figures, days and choices, on one line.
    """

    row: RowRef
    name: str
    figures: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTold:
    """A field of a row.

    Attributes:
        name: Name in the dossier.
        words: As people call it.
        help: What it says, in a sentence.
        unit: Unit of its figures; empty when it has none.
        text: Its value as it is read; empty where nothing is stated.
        rows: The rows that it refers to.
    """

    name: str
    words: str
    help: str
    unit: str
    text: str
    rows: tuple[RowCalled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBy:
    """Rows of one table that name a row in one field.

    Attributes:
        table: The table, as people call it.
        field: The field, as people call it.
        rows: The rows.
    """

    table: str
    field: str
    rows: tuple[RowCalled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEvidence:
    """One row of a dossier.

    Attributes:
        made_from: What was looked at.
        row: Its table and id.
        kind: What such a row is, in a word or two.
        table: Its table, as people call it.
        says: What the table holds.
        name: What people call the row.
        fields: What it states, in the order of the table.
        silent: Fields that state nothing, as people call them.
        rests_on: What it cites, each with the way to documents.
        conflicts: For a claim, what disagrees with it; for a conflict, itself.
        named_by: The rows that name it, table by table.
        findings: What is wrong with it.
        marking: Who may see it.
        own_marking: Whether it states that mark itself; else it follows from what it cites.
        own: Whether it is a row of the dossier; a published prior isn't.
        withheld: Rows of the dossier that this reader may not see; None when that isn't told.
    """

    made_from: MadeFrom
    row: RowRef
    kind: str
    table: str
    says: str
    name: str
    fields: tuple[FieldTold, ...]
    silent: tuple[str, ...]
    rests_on: tuple[Link, ...]
    conflicts: tuple[ConflictTold, ...]
    named_by: tuple[NamedBy, ...]
    findings: tuple[Finding, ...]
    marking: Marking
    own_marking: bool
    own: bool
    withheld: int | None


def row_evidence(desk: Desk, table: str, key: str) -> RowEvidence:
    """One row, as far as the desk's reader may see it.

    Raises:
        UnknownIdError: There is no such table, or it has no such row for this reader.
    """
    if table not in TABLES:
        raise UnknownIdError("table", table, list(TABLES), "Name a table of the dossier.")
    mission, reference = seen(desk), RowRef(table, key)
    row = row_of(mission, reference)
    if row is None:
        known = sorted(one.id for one in getattr(mission, table))
        remedy = "Use an id that the table holds on this day; some rows are known only later."
        raise UnknownIdError(kind_words(table), key, known, remedy)
    return desk.once(f"row {reference}", lambda: (_told(desk, mission, reference, row), 0))


def where_cited(desk: Desk, key: str) -> RowRef:
    """The row that a citation of `key` leads to.

    Raises:
        UnknownIdError: There is none that this reader may see.
    """
    mission = seen(desk)
    found = cited(mission, Citation(key))
    if found is None:
        remedy = "Use an id of a source, a claim, an assumption or a prior known on this day."
        raise UnknownIdError("document", key, sorted(mission.evidence), remedy)
    return found


def called(mission: Mission, reference: RowRef) -> RowCalled:
    """What people call a row; its id where the reader can't see it."""
    row = row_of(mission, reference)
    if row is None:
        return RowCalled(row=reference, name=reference.id)
    return RowCalled(
        row=reference,
        name=name_of(mission, reference.table, row),
        figures=figures_of(reference.table, row),
    )


def _told(desk: Desk, mission: Mission, reference: RowRef, row: Row) -> RowEvidence:
    table = TABLES[reference.table]
    fields = tuple(_fields(mission, reference, row))
    return RowEvidence(
        made_from=desk.made_from,
        row=reference,
        kind=kind_words(table.name),
        table=table_words(table.name),
        says=table.says,
        name=name_of(mission, table.name, row),
        fields=tuple(one for one in fields if one.text),
        silent=tuple(one.words for one in fields if not one.text and one.name != "supersedes"),
        rests_on=tuple(chain(mission, one) for one in _cites(row)),
        conflicts=tuple(_conflicts(mission, row)),
        named_by=tuple(_named_by(mission, reference)),
        findings=tuple(one for one in desk.check().findings if row.id in (one.about, *one.related)),
        marking=marking_of(mission, row),
        own_marking=row.marking is not None,
        own=reference.table != "priors" or published().get(row.id) != row,
        withheld=told(desk),
    )


def _cites(row: Row) -> Iterator[Citation]:
    """What a row rests on: the document of a claim, the one that a document copies, what it cites.

    A conflict rests on its claims, which are told beside each other instead.
    """
    if isinstance(row, Claim):
        yield Citation(row.source, row.locator)
    if isinstance(row, Source) and row.derived_from is not None:
        yield Citation(row.derived_from)
    yield from dict.fromkeys(row.sources)


def _fields(mission: Mission, reference: RowRef, row: Row) -> Iterator[FieldTold]:
    for field in TABLES[reference.table].fields:
        if field.name in LEFT_OUT:
            continue
        column = field.columns[0]
        yield FieldTold(
            name=field.name,
            words=field_words(field.name),
            help=column.help,
            unit="" if column.unit is None else column.unit.name,
            text=value_text(field, row),
            rows=tuple(called(mission, one) for one in _targets(mission, field, row)),
        )


def _targets(mission: Mission, field: Field, row: Row) -> Iterator[RowRef]:
    if field.columns[0].kind is not Kind.REFERENCE:
        return
    for key in targets(row, field):
        for table in field.refers_to:
            if row_of(mission, RowRef(table, key)) is not None:
                yield RowRef(table, key)
                break


def _conflicts(mission: Mission, row: Row) -> Iterator[ConflictTold]:
    if isinstance(row, Conflict):
        yield conflict_told(mission, row)
    elif isinstance(row, Claim):
        for one in mission.conflicts:
            if row.id in one.claims:
                yield conflict_told(mission, one)


def _named_by(mission: Mission, reference: RowRef) -> Iterator[NamedBy]:
    for (table, field), some in groupby(
        naming(mission, reference), key=lambda one: (one.row.table, one.field)
    ):
        rows = tuple(called(mission, one.row) for one in some)
        yield NamedBy(table=table_words(table), field=field, rows=rows)
