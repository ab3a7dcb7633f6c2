"""Drafts of rows: an edit laid over the row that stands, or what is wrong with it cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cadre.desk.row_answers import CellProblem, FieldDiffers, RowConflict, RowEdit
from cadre.dossier.convert import BadCellError
from cadre.dossier.listing import shown
from cadre.dossier.load import remedy_for
from cadre.dossier.rules import MISSING_VALUE
from cadre.dossier.store.bodies import body_text, read_row, row_cells
from cadre.dossier.store.changes import Gone, Key, Op, Put
from cadre.dossier.store.opening import Reading
from cadre.dossier.store.rows import cells_of
from cadre.dossier.store.upcasting import newest_form
from cadre.dossier.store.views import Version, rows_at
from cadre.dossier.store.writing import moved_on, version_made
from cadre.dossier.tables import TABLES, Table
from cadre.errors import CadreError
from cadre.exchange.cells import Cell
from cadre.mission.rows import Row
from cadre.workbook.newcomers import contents, made_id
from cadre.workbook.values import CellError, Held, text_of

_UNNAMED = "x"
"""What a new row is called until it is known what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An edit that can be read.

    Attributes:
        edit: The edit.
        id: The id of the row.
        standing: The row as it stands; None for a new one.
        row: The row as it becomes; None when it is taken out.
        cells: What it would say, cell by cell.
    """

    edit: RowEdit
    id: str
    standing: Version | None
    row: Row | None
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Kind and id."""
        return self.edit.table, self.id

    @property
    def body(self) -> str:
        """What the row would say, as a store keeps it."""
        return body_text(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An edit that isn't written.

    Attributes:
        edit: The edit.
        problems: What is wrong with it, cell by cell.
        conflict: That the row moved on; None when it didn't.
    """

    edit: RowEdit
    problems: tuple[CellProblem, ...] = ()
    conflict: RowConflict | None = None


def problem(
    edit: RowEdit, column: str, says: str, remedy: str, *, key: str = "", allowed: str = ""
) -> CellProblem:
    """What is wrong with one cell of an edit; `says` is a sentence."""
    return CellProblem(
        row=edit.row,
        table=edit.table,
        id=edit.id or key,
        column=column,
        value=edit.cells.get(column, ""),
        problem=says,
        allowed=allowed,
        remedy=remedy,
    )


class Drafter:
    """Lays edits over the rows that a branch shows as of a change."""

    def __init__(self, connection: Reading, branch: str, seq: int) -> None:
        self._connection = connection
        self._branch = branch
        self._seq = seq
        self._standing: dict[Key, Version] = {}

    def drafts(self, edits: Iterable[RowEdit]) -> Iterator[Draft | Refused]:
        """Each edit as a draft, or why it can't be one."""
        wanted = [(replace(one, id=_id(one)), one.table) for one in edits]
        keys = [(table, one.id) for one, table in wanted if one.id]
        self._standing = rows_at(self._connection, self._branch, self._seq, dict.fromkeys(keys))
        met: dict[Key, int] = {}
        for one, table in wanted:
            found = self._draft(one)
            key = (table, found.id) if isinstance(found, Draft) else (table, one.id)
            if key[1] and key in met:
                yield _twice(one, key[1], met[key])
                continue
            met[key] = one.row
            yield found

    def _draft(self, edit: RowEdit) -> Draft | Refused:
        standing = self._standing.get((edit.table, edit.id))
        if edit.revision:
            if standing is None or str(standing.seq) != edit.revision:
                return self._conflict(edit, standing)
        elif edit.remove:
            says = f"{shown(edit.id)} isn't told by which revision it is taken out."
            return _refused(edit, "", says, "Load the row again, and take it out then.")
        elif standing is not None:
            says = f"{edit.table} has a row {shown(edit.id)} already."
            return _refused(edit, "id", says, "Give the new row another id, or change that row.")
        if edit.remove:
            return Draft(edit=edit, id=edit.id, standing=standing, row=None)
        return self._laid(edit, standing)

    def _laid(self, edit: RowEdit, standing: Version | None) -> Draft | Refused:
        """An edit laid over the row that it builds on."""
        table = TABLES[edit.table]
        cells = {} if standing is None else cells_of(standing)
        problems = list(_spelled(table, edit, cells))
        if problems:
            return Refused(edit=edit, problems=tuple(problems))
        cells["id"] = edit.id or _UNNAMED
        said = {name: text for name, text in cells.items() if text}
        read = read_row(table.name, newest_form(table.name), body_text(said))
        if read.row is None:
            faults = [_fault(edit, one, cells) for one in read.faults]
            return Refused(edit=edit, problems=tuple(faults))
        row = read.row
        if not edit.id:
            row = replace(row, id=made_id(table, contents(table, row)))
            self._look_up((table.name, row.id))
            standing = self._standing.get((table.name, row.id))
            if standing is not None and cells_of(standing) != row_cells(table, row):
                says = f"The row was added before, as {shown(row.id)}, and was changed since."
                return _refused(edit, "id", says, "Leave it out, or give it an id of its own.")
        return _written(edit, table, row, standing)

    def _look_up(self, key: Key) -> None:
        """Look for a row that was added before under the id made from what it says."""
        self._standing |= rows_at(self._connection, self._branch, self._seq, [key])

    def _conflict(self, edit: RowEdit, now: Version | None) -> Refused:
        was = int(edit.revision) if edit.revision.isdecimal() and edit.revision.isascii() else 0
        base = version_made(self._connection, (edit.table, edit.id), was)
        like = base or now
        cells = {} if like is None else cells_of(like)
        cells |= edit.cells
        cells = {name: text for name, text in cells.items() if text}
        op: Op = Gone(kind=edit.table, id=edit.id, was=was)
        if not edit.remove:
            op = Put(
                kind=edit.table,
                id=edit.id,
                place="" if like is None else (now or like).place,
                form=newest_form(edit.table),
                body=body_text(cells),
                was=was,
            )
        moved = moved_on(self._connection, op, now)
        told = RowConflict(
            row=edit.row,
            table=edit.table,
            id=edit.id,
            by=moved.actor,
            at=moved.at,
            change=moved.seq,
            revision="" if now is None else str(now.seq),
            fields=tuple(
                FieldDiffers(field=x.field, base=x.base, yours=x.yours, theirs=x.theirs)
                for x in moved.fields
            ),
            base={} if base is None else cells_of(base),
            yours={} if edit.remove else cells,
            theirs={} if now is None else cells_of(now),
        )
        return Refused(edit=edit, conflict=told)


def _id(edit: RowEdit) -> str:
    """The id of the row that an edit is for; of a new one as its cell says it."""
    return edit.id or ("" if edit.revision else edit.cells.get("id", "").strip())


def _spelled(table: Table, edit: RowEdit, cells: dict[str, str]) -> Iterator[CellProblem]:
    """Put what was typed into cells as a file would say it; yields what can't be taken."""
    columns = {one.name: one for one in table.columns}
    for name, typed in edit.cells.items():
        if name not in columns:
            says = f"{shown(name)} is no column of {table.name}."
            yield problem(edit, name, says, "Leave it out, or name a column of the table.")
        elif name == "id":
            if typed.strip() != edit.id:
                says = f"The id of {shown(edit.id)} can't be changed to {shown(typed.strip())}."
                yield problem(edit, name, says, "Add a row of that id, and take this one out.")
        else:
            held = cells.get(name, "")
            try:
                cells[name] = text_of(Cell(value=typed), columns[name], Held(text=held))
            except CellError as error:
                yield problem(edit, name, f"`{name}` {error.problem}.", error.remedy)


def _fault(edit: RowEdit, fault: BadCellError, cells: Mapping[str, str]) -> CellProblem:
    missing = fault.rule is MISSING_VALUE
    what = "is blank" if missing or not fault.value else f"is {shown(fault.value)}"
    return CellProblem(
        row=edit.row,
        table=edit.table,
        id=edit.id,
        column=fault.column,
        value=edit.cells.get(fault.column, cells.get(fault.column, "")),
        problem=f"`{fault.column}` {what}.",
        allowed=fault.allowed,
        remedy="Fill the cell." if missing else remedy_for(fault.rule),
    )


def _written(edit: RowEdit, table: Table, row: Row, standing: Version | None) -> Draft | Refused:
    """A row as it is kept, once it is sure that it reads back the same."""
    try:
        cells = row_cells(table, row)
    except CadreError as error:
        says = f"{row.id} {error.problem}."
        return _refused(edit, "", says, error.remedy, allowed=error.allowed)
    return Draft(edit=edit, id=str(row.id), standing=standing, row=row, cells=cells)


def _refused(edit: RowEdit, column: str, says: str, remedy: str, *, allowed: str = "") -> Refused:
    return Refused(edit=edit, problems=(problem(edit, column, says, remedy, allowed=allowed),))


def _twice(edit: RowEdit, key: str, other: int) -> Refused:
    if edit.id:
        says = f"{shown(key)} is changed in row {other} already."
        return _refused(edit, "id", says, "Join the two, or give one another id.")
    says = f"The row says what row {other} says."
    return _refused(edit, "id", says, "Leave it out, or give it an id if two are meant.")
