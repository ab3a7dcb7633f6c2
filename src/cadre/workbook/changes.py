"""What an import does to the rows of a dossier, cell by cell, and the mission that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from cadre.dossier.tables import TABLES, Table
from cadre.mission.mission import Mission, Profile, Weights
from cadre.mission.rows import Row
from cadre.workbook.layout import MISSION, WEIGHTS, mission_table, shown_texts, values_of


class What(Enum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one row.

    Attributes:
        table: Its table.
        id: Its id.
        sheet: The sheet that says so.
        row: Its row in the sheet, from 1; 0 for one that isn't there any more.
        before: The row as the dossier has it; None for one that is added.
        after: The row as it becomes; None for one that is removed.
        made_id: Whether the id was made from the row's contents.
    """

    table: str
    id: str
    sheet: str
    row: int = 0
    before: Row | Profile | None = None
    after: Row | Profile | None = None
    made_id: bool = False

    @property
    def what(self) -> What:
        """Whether the row is added, changed or removed."""
        if self.before is None:
            return What.ADDED
        return What.REMOVED if self.removed else What.CHANGED

    @property
    def removed(self) -> bool:
        """Whether the row is taken out."""
        return self.after is None

    def cells(self) -> dict[str, tuple[str, str]]:
        """The cells that differ, by their columns: what they say before and after."""
        table = mission_table() if self.table == MISSION else TABLES[self.table]
        old, new = (_texts(table, one) for one in (self.before, self.after))
        return {
            column.name: (old[column.name], new[column.name])
            for column in table.columns
            if old[column.name] != new[column.name]
        }


def _texts(table: Table, thing: Row | Profile | None) -> dict[str, str]:
    if thing is None:
        return dict.fromkeys((column.name for column in table.columns), "")
    return shown_texts(table, values_of(thing))


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the rows of one sheet.

    Attributes:
        sheet: Its name.
        read: Rows that hold anything.
        unchanged: Rows that say what the dossier has, or had when it was exported.
        refused: Rows that can't be taken.
        missing: Rows of the export that aren't in the sheet any more, and stay in the dossier.
        added: Rows taken as new.
        changed: Rows taken with other values.
        removed: Rows taken out.
    """

    sheet: str
    read: int = 0
    unchanged: int = 0
    refused: int = 0
    missing: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(slots=True, kw_only=True)
class Taken:
    """What an import of a workbook comes to.

    Attributes:
        changes: What becomes of rows, table by table.
        tallies: What became of the sheets, by their tables.
        order: For each table, the ids as the workbook was exported; empty when it doesn't tell.
    """

    changes: list[Change] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    order: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def rows(self, mission: Mission) -> dict[str, dict[str, Row]]:
        """The rows of each table by id once all changes are made: new ones at the end."""
        rows = {name: {row.id: row for row in getattr(mission, name)} for name in TABLES}
        for one in self.changes:
            if isinstance(one.after, Row):
                rows[one.table][one.id] = one.after
            elif one.table in rows:
                rows[one.table].pop(one.id, None)
        return rows

    def mission(self, mission: Mission) -> Mission:
        """The mission once all changes are made; the same object when there are none."""
        if not self.changes:
            return mission
        rows = self.rows(mission)
        touched = {one.table for one in self.changes}
        tables: dict[str, Any] = {
            name: tuple(self._ordered(name, rows[name], mission))
            for name in TABLES
            if name in touched
        }
        profiles = (one.after for one in self.changes if isinstance(one.after, Profile))
        return replace(mission, profile=next(profiles, mission.profile), **tables)

    def _ordered(self, name: str, rows: Mapping[str, Row], mission: Mission) -> Iterable[Row]:
        """The rows of a table: in a dossier that had none, as they were exported."""
        if getattr(mission, name) or name not in self.order:
            return rows.values()
        known = [key for key in self.order[name] if key in rows]
        return [rows[key] for key in dict.fromkeys((*known, *rows))]


def profile_of(values: Mapping[str, object]) -> Profile:
    """The mission itself from the values of its fields, its weights among them.

    Raises:
        CadreError: They can't be meant together.
    """
    weights = {
        name.removeprefix(WEIGHTS): one for name, one in values.items() if name.startswith(WEIGHTS)
    }
    own: dict[str, Any] = {
        name: one for name, one in values.items() if not name.startswith(WEIGHTS)
    }
    made: dict[str, Any] = weights
    return Profile(**own, weights=Weights(**made))
