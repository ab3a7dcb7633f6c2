"""Workbooks made and edited for a test, as a person would with a spreadsheet program."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from cadre.desk.export import export_workbook
from cadre.desk.workbook import WorkbookImported, WorkbookOrder, import_workbook
from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.load import load
from cadre.dossier.save import save
from cadre.mission.mission import Mission

HEADER, FIRST = 3, 4


@dataclass(frozen=True)
class Edited:
    """A dossier, a workbook of it, and what a test does to the two."""

    folder: Path
    file: Path

    @classmethod
    def of(cls, folder: Path, **given: Any) -> Edited:
        """The dossier in `folder` with a fresh workbook beside it."""
        made = cls(folder, folder.parent / "book.xlsx")
        export_workbook(folder, made.file, **given)
        return made

    def copied(self, to: Path) -> Edited:
        """A copy in another folder, which a test may edit."""
        shutil.copytree(self.folder, to / "mine")
        shutil.copy(self.file, to / "book.xlsx")
        return Edited(to / "mine", to / "book.xlsx")

    @property
    def mission(self) -> Mission:
        """What the dossier states, once it is sure that it reads without a fault."""
        loaded = load(self.folder)
        assert loaded.findings == ()
        return loaded.mission

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The workbook as openpyxl has it; saved at the end."""
        book = load_workbook(self.file)
        yield book
        book.save(self.file)

    def write(self, sheet: str, cells: dict[tuple[str, str], object]) -> None:
        """Write cells: by id and column, or, with `+1` for an id, below the last row."""
        with self.opened() as book:
            for (key, column), value in cells.items():
                cell = cell_of(book[sheet], key, column)
                cell.value = value

    def take(self, **given: Any) -> WorkbookImported:
        """Import the workbook."""
        return import_workbook(self.folder, WorkbookOrder(file=self.file, **given))

    def refused(self, **given: Any) -> list[tuple[str, str]]:
        """Import; codes and places of what was refused, once it is sure nothing was taken."""
        before = tree(self.folder)
        done = self.take(**given)
        assert done.written == ()
        assert tree(self.folder) == before
        return [(one.code, one.place) for one in done.findings]

    def rewrite(self, **tables: Any) -> None:
        """Change the dossier itself, as a colleague would meanwhile."""
        loaded = load(self.folder)
        save(replace(loaded.mission, **tables), self.folder, loaded)


def column_of(sheet: Any, name: str) -> int:
    """The number of a column, from 1, by its name."""
    names = {cell.value: cell.column for row in sheet.iter_rows(max_row=10) for cell in row}
    return int(names[name])


def cell_of(sheet: Any, key: str, column: str) -> Any:
    """A cell by the id of its row and the name of its column; `+1` is the first blank row."""
    ids = column_of(sheet, "key" if sheet.title == "mission" else "id")
    if key.startswith("+"):
        if not hasattr(sheet, "end"):
            rows = range(FIRST, sheet.max_row + 1)
            sheet.end = max((row for row in rows if _filled(sheet, row)), default=FIRST - 1)
        return sheet.cell(sheet.end + int(key[1:]), column_of(sheet, column))
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, ids).value == key:
            return sheet.cell(row, column_of(sheet, column))
    raise KeyError(key)


def _filled(sheet: Any, row: int) -> bool:
    return any(cell.value is not None for cell in sheet[row])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        os.path.relpath(path, folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def altered(path: Path, changes: dict[str, tuple[bytes, bytes]]) -> Path:
    """A workbook with one text for another in parts of its archive, as no library would write."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, (before, after) in changes.items():
        assert before in parts[name], f"{name} has no {before!r}"
        parts[name] = parts[name].replace(before, after, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in parts.items():
            new.writestr(name, raw)
    return path


def part_of(path: Path, sheet: str) -> str:
    """The part of the archive that holds a sheet."""
    names = load_workbook(path, read_only=True).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def printed(folder: Path) -> str:
    """The fingerprint of what a folder states."""
    return fingerprint(load(folder).mission)
