"""Words of a finding: lists as a sentence has them, and the documents behind rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cadre.mission.rows import Citation, Row
from cadre.mission.weeks import DAY


def listed(names: Iterable[str], most: int = 6) -> str:
    """The names as a sentence has them: `a, b and c`; beyond `most` they are only counted."""
    known = list(dict.fromkeys(names))
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} more"]
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} and {known[-1]}"


def cited(rows: Iterable[Row]) -> tuple[Citation, ...]:
    """The documents behind `rows`, each once, in the order of the rows."""
    return tuple(dict.fromkeys(citation for row in rows for citation in row.sources))


def ids(rows: Iterable[Row]) -> tuple[str, ...]:
    """The ids of `rows`, each once, in their order."""
    return tuple(dict.fromkeys(str(row.id) for row in rows))


def day_before(day: date) -> date:
    """The last day that counts, for a window that ends before `day`."""
    return day - DAY
