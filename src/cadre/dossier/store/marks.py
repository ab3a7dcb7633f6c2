"""Marks over time: a row of the past obeys the stricter of its mark then and its mark now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cadre.dossier.tables import TABLES
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row


def stricter(then: Mission, now: Mission) -> Mission:
    """The mission as it was, where each row bears the stricter of its mark then and its mark now.

    A row that is gone by now keeps the mark that it had; what it cites may have become stricter,
    and then it has, too.
    """
    tables: dict[str, Any] = {}
    for name in TABLES:
        by_id = {row.id: row for row in getattr(now, name)}
        rows = getattr(then, name)
        marked = tuple(_marked(then, row, now, by_id.get(row.id)) for row in rows)
        if any(one is not row for one, row in zip(marked, rows, strict=True)):
            tables[name] = marked
    return replace(then, **tables) if tables else then


def _marked(then: Mission, row: Row, now: Mission, later: Row | None) -> Row:
    was = marking_of(then, row)
    # A row that went is judged by what is known now of what it cites.
    mark = Marking.strictest((was, marking_of(now, row if later is None else later)))
    return row if mark == was else replace(row, marking=mark)
