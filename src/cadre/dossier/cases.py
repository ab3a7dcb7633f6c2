"""Cases and records of back-tests: read from files of their own; cases let into what was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cadre.dossier import rules
from cadre.dossier.listing import Listing, Place, shown
from cadre.dossier.load import read_table
from cadre.dossier.tables import CITED, TABLES, Table, table_of
from cadre.errors import DossierError
from cadre.mission.cases import Case
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.records import Record
from cadre.mission.rows import Row
from cadre.mission.sources import Claim, Source
from cadre.mission.weeks import PartialDate

CASES: Table = table_of("cases", Case)
"""The columns of a file of cases."""
RECORDS: Table = table_of("records", Record)
"""The columns of a file of records."""


def load_cases(
    path: Path, mission: Mission | None = None
) -> tuple[tuple[Case, ...], tuple[Finding, ...]]:
    """Read the cases in a file, and what is wrong in it; a row with a fault is left out.

    A case that cites, or lets in, what the mission doesn't have is kept: it can be asked all the
    same, and where its answer is written down is another question.

    Args:
        path: The file.
        mission: The mission whose rows cases may name; None doesn't look.

    Raises:
        DossierError: There is no such file.
    """
    rows, findings = _read(path, CASES, mission)
    return tuple(row for row in rows if isinstance(row, Case)), findings


def load_records(
    path: Path, mission: Mission | None = None
) -> tuple[tuple[Record, ...], tuple[Finding, ...]]:
    """Read the records in a file, and what is wrong in it, as `load_cases` does.

    Args:
        path: The file.
        mission: The mission whose claims and sources records may cite; None doesn't look.

    Raises:
        DossierError: There is no such file.
    """
    rows, findings = _read(path, RECORDS, mission)
    return tuple(row for row in rows if isinstance(row, Record)), findings


def _read(
    path: Path, table: Table, mission: Mission | None
) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """The rows of a file, and what is wrong in it."""
    if not path.is_file():
        raise DossierError(
            *(str(path), "is no file"),
            *(f"a CSV file of {table.name}", f"Name the file of the {table.name}."),
        )
    listing = Listing()
    found = read_table(path, table, listing)
    if mission is not None:
        ids = {name: {str(row.id) for row in getattr(mission, name)} for name in TABLES}
        for row in found.rows.values():
            _note_strangers(row, Place(file=path.name, line=found.lines[row.id]), ids, listing)
    return tuple(found.rows.values()), listing.findings([path.name])


def _note_strangers(row: Row, place: Place, ids: Mapping[str, set[str]], listing: Listing) -> None:
    """Note what a row cites, or a case lets in by name, that no row of the dossier is."""
    cited = [one.ref for one in row.sources]
    let_in = row.allow if isinstance(row, Case) else ()
    for column, rule, names, tables in (
        ("sources", rules.UNKNOWN_CITATION, cited, CITED),
        ("allow", rules.UNKNOWN_ID, let_in, tuple(TABLES)),
    ):
        known = set().union(*(ids[name] for name in tables))
        where = " or ".join(tables) if tables is CITED else "any table"
        for name in dict.fromkeys(names):
            if name not in known:
                message = f"`{column}` names {shown(name)}, which no row of {where} has."
                remedy = "Correct the id; the row is asked all the same."
                listing.add(rule, replace(place, column=column), message, remedy, row.id)


def with_allowed(mission: Mission, allowed: Iterable[str], day: date) -> Mission:
    """The mission with the rows named in `allowed` known by `day`, whenever they were reported.

    Documents often tell later what was public long before; a case names such rows one by one.
    """
    names = frozenset(allowed)
    if not names:
        return mission
    tables: dict[str, Any] = {
        name: tuple(_known_by(row, day) if row.id in names else row for row in rows)
        for name in TABLES
        for rows in [getattr(mission, name)]
        if any(row.id in names for row in rows)
    }
    return replace(mission, **tables)


def _known_by(row: Row, day: date) -> Row:
    then = PartialDate.parse(day.isoformat())
    if isinstance(row, Claim):
        return replace(row, reported_on=then, known_from=None)
    if isinstance(row, Source):
        return replace(row, date=then, known_from=None)
    return replace(row, known_from=day)
