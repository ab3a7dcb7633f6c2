"""Random edits in a spreadsheet program, and the same edits of the mission in memory, agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cadre.dossier.convert import field_texts
from cadre.dossier.load import load
from cadre.dossier.tables import TABLES, Kind, Shape, Table
from cadre.errors import CadreError
from cadre.mission.mission import Mission
from cadre.mission.rows import Row
from tests.dossier.test_round_trip import Maker
from tests.workbook.books import Edited, column_of

SAFE = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.TRUTH, Kind.DAY, Kind.CHOICE, Kind.PARTIAL_DATE)
"""Kinds whose values don't lean on other rows."""


@dataclass
class Editor:
    """Makes the same edits in a workbook and in a mission.

    Attributes:
        book: The workbook as openpyxl has it.
        mission: The mission as it must come out.
        random: What is drawn.
    """

    book: Any
    mission: Mission
    random: Random

    def change(self) -> None:
        """Some fields of some row."""
        name = self.random.choice([one for one in TABLES if getattr(self.mission, one)])
        table = TABLES[name]
        old = self.random.choice(getattr(self.mission, name))
        made = Maker(self.random.randrange(2**32))
        for field in self.random.sample(table.fields[1:], 2):
            if field.columns[0].kind not in SAFE or field.name in ("column", "when"):
                continue
            if name == "priors" and field.shape is Shape.RANGE:
                continue  # it must fit the column that it stands for
            value = typeable(made.field(field, 0))
            try:
                new = replace(old, **{field.name: value})
            except CadreError:
                continue  # a value that the row as a whole can't have
            self.put(table, old.id, dict(self.cells(table, new, (field.name,))))
            self.exchange(name, [new if x is old else x for x in getattr(self.mission, name)])
            old = new

    def add(self) -> None:
        """A copy of a row under another id, at the end."""
        name = self.random.choice([one for one in TABLES if getattr(self.mission, one)])
        rows = getattr(self.mission, name)
        if name in ("priors", "effects"):
            return
        new = replace(self.random.choice(rows), id=f"new-{self.random.randrange(10**9):09}")
        sheet = self.book[name]
        names = [field.name for field in fields(new)]
        row = sheet.max_row + 1
        for column, value in self.cells(TABLES[name], new, names):
            write(sheet.cell(row, column_of(sheet, column)), value)
        self.exchange(name, (*rows, new))

    def sort(self) -> None:
        """The rows of a sheet in another order, which changes nothing."""
        sheet = self.book[self.random.choice(list(TABLES))]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        self.random.shuffle(rows)
        for number, row in enumerate(rows, start=4):
            for place, value in enumerate(row, start=1):
                write(sheet.cell(number, place), value)

    def move(self) -> None:
        """A column or a sheet to another place, or a column of one's own between others."""
        sheet = self.book[self.random.choice(list(TABLES))]
        if self.random.random() < 0.5:
            self.book.move_sheet(sheet, -self.random.randrange(5))
        else:
            sheet.insert_cols(self.random.randrange(1, sheet.max_column + 1))
            sheet.insert_rows(self.random.randrange(1, 4))

    def hide(self) -> None:
        """Rows out of sight, which count like all others."""
        sheet = self.book[self.random.choice(list(TABLES))]
        for row in range(4, sheet.max_row + 1):
            sheet.row_dimensions[row].hidden = self.random.random() < 0.5

    def put(self, table: Table, key: str, cells: dict[str, object]) -> None:
        sheet = self.book[table.name]
        ids = column_of(sheet, "id")
        row = next(one for one in range(1, sheet.max_row + 1) if sheet.cell(one, ids).value == key)
        for column, value in cells.items():
            write(sheet.cell(row, column_of(sheet, column)), value)

    def cells(self, table: Table, row: Row, names: Any) -> Any:
        """What a person would type for fields of a row, each cell in one of several ways."""
        for field in table.fields:
            if field.name in names:
                texts = field_texts(field, getattr(row, field.name))
                for column, text in zip(field.columns, texts, strict=True):
                    typed = text if column.many else self.typed(column.kind, text)
                    yield column.name, typed

    def typed(self, kind: Kind, text: str) -> object:
        other = self.random.random() < 0.7
        if not text:
            return self.random.choice([None, "", " ", "\xa0"])
        if kind in (Kind.INTEGER, Kind.NUMBER):
            # openpyxl writes fifteen digits of a number, so longer ones are typed as text.
            return float(text) if other and len(text) < 16 else f" {text}\xa0"
        if kind is Kind.TRUTH:
            return text == "true" if other else text.upper()
        if kind is Kind.DAY:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day) if other else f"{day:%d %B %Y}"  # noqa: DTZ001
        return text

    def exchange(self, name: str, rows: Iterable[Row]) -> None:
        table: dict[str, Any] = {name: tuple(rows)}
        self.mission = replace(self.mission, **table)


def typeable(value: object) -> object:
    """A value as a person can type it: with one sort of line end, which no cell begins with."""
    if isinstance(value, tuple):
        return tuple(map(typeable, value))
    return value.replace("\r", "\n") if isinstance(value, str) else value


def write(cell: Any, value: object) -> None:
    """Write a cell; a text that begins with `=` as text, as with an apostrophe before it."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


EDITS = (Editor.change, Editor.add, Editor.sort, Editor.move, Editor.hide)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(EDITS), min_size=1, max_size=8))
def test_what_a_person_edits_comes_out_and_nothing_else(
    fresh: Edited, seed: int, steps: list[Any]
) -> None:
    with TemporaryDirectory() as name:
        edited = fresh.copied(Path(name))
        book = load_workbook(edited.file)
        editor = Editor(book, edited.mission, Random(seed))  # noqa: S311 - edits for a test
        for step in steps:
            step(editor)
        book.save(edited.file)
        done = edited.take()
        errors = [one for one in done.findings if one.severity.value == "error"]
        assert errors == []
        assert load(edited.folder).mission == editor.mission
        assert edited.take().changes == ()
