"""Forms of rows: a row of any table as fields to fill, each with its help and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from cadre.desk.row_answers import CellProblem, ColumnTold, RowConflict, RowTold, TableTold
from cadre.desk.rows import names_of, told_table
from cadre.dossier.tables import Kind
from cadre.dossier.wherever import Where
from cadre.mission.rows import Row
from cadre.release.rules import STAFF

LONG = 60
"""Characters from which on a text is written on several lines."""
_COMMON = tuple(one for one in Row.__dataclass_fields__ if one != "id")
_ENDINGS = (
    ("_low", ", lowest"),
    ("_high", ", highest"),
    ("_earliest", ", earliest"),
    ("_latest", ", latest"),
)
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class Control(Enum):
    """How a field is filled."""

    LINE = "line"
    LINES = "lines"
    FIGURE = "figure"
    DAY = "day"
    CHOICE = "choice"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field of a form: a cell of a row.

    Attributes:
        column: The column.
        label: What it is called.
        control: How it is filled.
        value: What stands in it.
        hint: What a value looks like; empty where the control tells.
        faults: What is wrong with it.
    """

    column: ColumnTold
    label: str
    control: Control
    value: str
    hint: str
    faults: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that stand together.

    Attributes:
        title: What they are.
        fields: The fields.
    """

    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForm:
    """A row as a form.

    Attributes:
        table: Its table.
        id: Its id; empty for a new one.
        revision: The revision that it builds on; empty for a new one.
        marking: Who may see it; empty for a new one.
        groups: Its fields.
        names: For each table that a field may name, ids with what they are called.
        faults: What is wrong with the row as a whole.
        conflict: That it moved on meanwhile; None when it didn't.
    """

    table: TableTold
    id: str
    revision: str
    marking: str
    groups: tuple[Group, ...]
    names: Mapping[str, tuple[tuple[str, str], ...]]
    faults: tuple[CellProblem, ...]
    conflict: RowConflict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into a form, and what came of it.

    Attributes:
        cells: What stands in the fields.
        problems: What is wrong with it.
        conflict: That the row moved on meanwhile; None when it didn't.
    """

    cells: Mapping[str, str]
    problems: tuple[CellProblem, ...] = ()
    conflict: RowConflict | None = None


def form_of(
    where: Where,
    table: str,
    row: RowTold | None,
    typed: Typed | None = None,
    reader: str = str(STAFF.id),
) -> RowForm:
    """A row as a form, a new one when there is none, with what was typed into it.

    Where a row moved on, the form holds what was typed in cells that were changed, and what others
    wrote in the others; saving it then builds on their revision.

    Raises:
        CadreError: There is no such table, or the dossier can't be read.
    """
    told = told_table(table)
    conflict = None if typed is None else typed.conflict
    cells = {} if row is None else dict(row.cells)
    if typed is not None:
        cells = conflict.joined() if conflict is not None else dict(typed.cells)
    revision = "" if row is None else row.revision
    if conflict is not None:
        revision = conflict.revision
    problems = () if typed is None else typed.problems
    refers = (one for column in told.columns for one in column.refers_to)
    return RowForm(
        table=told,
        id=""
        if row is None and conflict is None
        else cells.get("id", "") or (row.id if row else ""),
        revision=revision,
        marking="" if row is None else row.marking,
        groups=tuple(_groups(told, cells, problems)),
        names=names_of(where, refers, reader),
        faults=tuple(one for one in problems if told.column(one.column) is None),
        conflict=conflict,
    )


def _groups(
    table: TableTold, cells: Mapping[str, str], problems: Iterable[CellProblem]
) -> Iterable[Group]:
    faults = tuple(problems)
    fields = [_field(one, cells, faults) for one in table.columns]
    own = [one for one in fields if one.column.name not in _COMMON]
    needed = tuple(one for one in own if one.column.required)
    more = tuple(one for one in own if not one.column.required)
    common = tuple(one for one in fields if one.column.name in _COMMON)
    for title, some in (
        ("What every row needs", needed),
        ("What else there is to say", more),
        ("Where it is written down, and who may see it", common),
    ):
        if some:
            yield Group(title=title, fields=some)


def label_of(column: str) -> str:
    """What a column is called: `delay_low` is Delay, lowest."""
    words = column
    for ending, said in _ENDINGS:
        if column.endswith(ending):
            words = column.removesuffix(ending) + said
    words = words.replace("_", " ")
    return words[:1].upper() + words[1:]


def _field(
    column: ColumnTold, cells: Mapping[str, str], problems: tuple[CellProblem, ...]
) -> FormField:
    value = cells.get(column.name, "")
    faults = tuple(one for one in problems if one.column == column.name)
    return FormField(
        column=column,
        label=label_of(column.name),
        control=_control(column, value),
        value=value,
        hint=_hint(column),
        faults=faults,
    )


def _control(column: ColumnTold, value: str) -> Control:
    """How a field is filled; one that holds what its control couldn't show is a line of text."""
    if column.choices and not column.many:
        return Control.CHOICE if value in ("", *column.choices) else Control.LINE
    if column.refers_to and not column.many:
        return Control.NAME
    if column.kind == Kind.DAY.value and not column.many:
        return Control.DAY if not value or _DAY.fullmatch(value) else Control.LINE
    if column.kind in (Kind.INTEGER.value, Kind.NUMBER.value) and not column.many:
        return Control.FIGURE
    long = len(value) > LONG or "\n" in value
    named = column.name in ("note", "statement", "reason", "description", "quote", "text")
    if column.kind == Kind.TEXT.value and not column.many and (long or named):
        return Control.LINES
    return Control.LINE


def _hint(column: ColumnTold) -> str:
    """What a value looks like."""
    several = "several parted by ; " if column.many else ""
    words = {
        Kind.PARTIAL_DATE.value: "2021-02-18, 2021-02, 2021-Q3 or summer 2021",
        Kind.CITATION.value: "ids of sources, claims or assumptions; a place behind a colon",
        Kind.MARKING.value: "such as RESTRICTED REL MISSION; empty takes what it cites",
        Kind.DAY.value: "a day such as 2021-02-18",
    }
    said = words.get(column.kind, "") or column.unit
    if column.choices and column.many:
        said = ", ".join(column.choices)
    if column.refers_to and column.many:
        said = f"ids of {' or '.join(column.refers_to)}"
    return "; ".join(filter(None, (said, several.strip())))
