"""Cases of back-tests: read from a file of their own, and let into what was known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cadre.dossier.listing import Listing
from cadre.dossier.load import read_table
from cadre.dossier.tables import TABLES, Table, table_of
from cadre.errors import DossierError
from cadre.mission.cases import Case
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from cadre.mission.sources import Claim, Source
from cadre.mission.weeks import PartialDate

CASES: Table = table_of("cases", Case)
"""The columns of a file of cases."""


def load_cases(path: Path) -> tuple[tuple[Case, ...], tuple[Finding, ...]]:
    """Read the cases in a file, and what is wrong in it; a row with a fault is left out.

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
    return cases, listing.findings([path.name])


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
