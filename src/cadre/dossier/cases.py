"""Cases of back-tests: read from a file of their own, and let into what was known."""

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
from cadre.mission.rows import Row
from cadre.mission.sources import Claim, Source
from cadre.mission.weeks import PartialDate

CASES: Table = table_of("cases", Case)
"""The columns of a file of cases."""


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
    if not path.is_file():
        raise DossierError(
            str(path), "is no file", "a CSV file of cases", "Name the file of the cases."
        )
    listing = Listing()
    found = read_table(path, CASES, listing)
    cases = tuple(row for row in found.rows.values() if isinstance(row, Case))
    if mission is not None:
        ids = {name: {str(row.id) for row in getattr(mission, name)} for name in TABLES}
        for case in cases:
            _note_strangers(case, Place(file=path.name, line=found.lines[case.id]), ids, listing)
    return cases, listing.findings([path.name])


def _note_strangers(
    case: Case, place: Place, ids: Mapping[str, set[str]], listing: Listing
) -> None:
    """Note what a case cites, or lets in by name, that no row of the dossier is."""
    cited = [one.ref for one in case.sources]
    for column, rule, names, tables in (
        ("sources", rules.UNKNOWN_CITATION, cited, CITED),
        ("allow", rules.UNKNOWN_ID, case.allow, tuple(TABLES)),
    ):
        known = set().union(*(ids[name] for name in tables))
        where = " or ".join(tables) if tables is CITED else "any table"
        for name in dict.fromkeys(names):
            if name not in known:
                message = f"`{column}` names {shown(name)}, which no row of {where} has."
                remedy = "Correct the id; the case is asked all the same."
                listing.add(rule, replace(place, column=column), message, remedy, case.id)


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
