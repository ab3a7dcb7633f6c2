"""What the desk answers about rows: tables and columns, rows as cells, what became of edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTold:
    """A column of a table.

    Attributes:
        name: Its name.
        kind: What one value is, in words: `whole number`, `day`, `one of a list`...
        many: Whether a cell holds several values, parted by `; `.
        required: Whether it must be filled in every row.
        unit: Unit and bounds in words; empty for none.
        low: The lowest number allowed; None where none is told.
        high: The highest number allowed; None where none is told.
        choices: The values allowed; empty when it isn't a choice.
        refers_to: Tables of which one must hold the id; empty when it isn't a reference.
        help: What it says.
    """

    name: str
    kind: str
    many: bool
    required: bool
    unit: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    refers_to: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTold:
    """A table of a dossier.

    Attributes:
        name: Its name.
        says: What it holds.
        columns: Its columns, in the order of its file.
    """

    name: str
    says: str
    columns: tuple[ColumnTold, ...]

    def column(self, name: str) -> ColumnTold | None:
        """The column of a name; None when there is none."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTold:
    """A row as cells.

    Attributes:
        table: Its table.
        id: Its id.
        revision: The change that made it as it is; of a folder, a digest of what it says.
        marking: Who may see it: its own mark, or the strictest of what it cites.
        faulty: Whether it can't be read, so that it isn't part of the mission.
        cells: What its cells say, by column, as in a file; blank ones are left out.
    """

    table: str
    id: str
    revision: str
    marking: str
    faulty: bool = False
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAnswer:
    """Rows of a table, a page of them.

    Attributes:
        table: The table.
        change: The change of the store as of which they are read; 0 for a folder.
        rows: The rows, in their order.
        total: How many there are in all for this reader, of those asked for.
        next: After which row the next page begins; empty on the last page.
        withheld: How many rows of the table the reader may not see; None when he isn't told.
    """

    table: str
    change: int
    rows: tuple[RowTold, ...]
    total: int
    next: str
    withheld: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """What is to become of one row.

    Attributes:
        table: Its table.
        id: Its id; empty for a new row that is to be named after what it says.
        cells: The cells to write, by column; others stay as they are. A blank one is emptied.
        revision: The revision that the edit builds on; empty for a new row.
        remove: Whether the row is taken out.
        row: Its number in what was given, from 1; 0 takes its place among the edits.
    """

    table: str
    id: str
    cells: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""
    remove: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """Why a row can't be written: what is wrong with one of its cells.

    Attributes:
        row: The row's number in what was given, from 1.
        table: Its table.
        id: Its id; empty when it has none yet.
        column: The column; empty for the row as a whole.
        value: What was to be written.
        problem: What is wrong, as a sentence.
        allowed: What would be right; empty where the sentence tells it.
        remedy: What to do, as a sentence.
    """

    row: int
    table: str
    id: str
    column: str
    value: str = ""
    problem: str
    allowed: str = ""
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDiffers:
    """A field that two say differently; None is that the row, or the field, isn't there.

    Attributes:
        field: Its name; empty is the row as a whole.
        base: What it said when you read it.
        yours: What you would write.
        theirs: What stands there now.
    """

    field: str
    base: str | None
    yours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowConflict:
    """A row that moved on since it was read, so that writing it would lose someone's work.

    Attributes:
        row: Its number in what was given, from 1.
        table: Its table.
        id: Its id.
        by: Who changed it.
        at: When, as an ISO time in UTC.
        change: The number of that change.
        revision: Its revision now; empty when it isn't there any more.
        fields: The fields that differ.
        base: What it said when you read it, cell by cell; empty where that isn't known.
        yours: What your row would say, cell by cell; empty when you take it out.
        theirs: What it says now; empty when it isn't there any more.
    """

    row: int
    table: str
    id: str
    by: str
    at: str
    change: int
    revision: str
    fields: tuple[FieldDiffers, ...]
    base: Mapping[str, str]
    yours: Mapping[str, str]
    theirs: Mapping[str, str]

    def joined(self) -> dict[str, str]:
        """Yours where you changed a cell, theirs elsewhere."""
        names = (*self.base, *self.yours, *self.theirs)
        said = ((one, self.base.get(one, ""), self.yours.get(one, "")) for one in names)
        cells = {one: self.theirs.get(one, "") if was == own else own for one, was, own in said}
        return {name: text for name, text in cells.items() if text}

    def __str__(self) -> str:
        if not self.change:
            return "it isn't there, and never was."
        what = "changed it" if self.revision else "took it out"
        names = ", ".join(one.field for one in self.fields if one.field)
        fields = f"; the two differ in {names}" if names else ""
        return f"{self.by} {what} at {self.at} (change {self.change}){fields}."


class Became(Enum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDone:
    """A row that was written, or said already what was to be written.

    Attributes:
        row: Its number in what was given, from 1.
        table: Its table.
        id: Its id.
        became: What became of it.
        revision: Its revision now; empty when it was taken out.
        cells: What it says now.
    """

    row: int
    table: str
    id: str
    became: Became
    revision: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsChanged:
    """What became of a batch of edits.

    Attributes:
        seq: The number of the change; None when nothing was recorded.
        at: When, as an ISO time in UTC.
        actor: Who made it.
        done: The rows that stand as they were to be written.
        problems: What is wrong with rows that weren't written, cell by cell.
        conflicts: Rows that moved on since they were read, and weren't written.
    """

    seq: int | None
    at: str
    actor: str
    done: tuple[RowDone, ...]
    problems: tuple[CellProblem, ...] = ()
    conflicts: tuple[RowConflict, ...] = ()

    @property
    def refused(self) -> frozenset[int]:
        """The numbers of the rows that weren't written."""
        wrong = (one.row for one in self.problems)
        return frozenset(wrong) | {one.row for one in self.conflicts}

    def became(self, what: Became) -> int:
        """How many rows were added, changed, removed, or said it already."""
        return sum(one.became is what for one in self.done)
