import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cadre.dossier.tables import TABLES
from cadre.workbook.base import base_lines, read_base
from tests.workbook.books import Edited

TEMPLATE = Path(__file__).parents[2] / "examples" / "template"
FEW = (
    "mission",
    "activities",
    "bed_spaces",
    "skills",
    "nations",
    "posts",
    "pledges",
    "sites",
    "announcements",
)
"""Tables whose sheets most tests edit; books of the other forty take three times as long."""


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """The starter dossier with a workbook of it, made once, not to be edited."""
    folder = tmp_path_factory.mktemp("fresh") / "mine"
    shutil.copytree(TEMPLATE, folder)
    return Edited.of(folder)


@pytest.fixture(scope="session")
def fewer(fresh: Edited) -> Edited:
    """The same with the sheets of a few tables, as if the dossier had held no others then."""
    file = fresh.folder.parent / "few.xlsx"
    book = load_workbook(fresh.file)
    lines = [[str(cell.value) for cell in row if cell.value] for row in book["_base"].iter_rows()]
    base = read_base(lines)
    assert base is not None
    others: dict[str, Any] = {name: () for name in TABLES if name not in FEW}
    del book["_base"]
    told = book.create_sheet("_base")
    told.sheet_state = "hidden"
    for line in base_lines(base.edition, replace(fresh.mission, **others)):
        told.append(line)
    for name in book.sheetnames:
        if name not in (*FEW, "Read me", "_lists", "_base"):
            del book[name]
    book.save(file)
    return Edited(fresh.folder, file)


@pytest.fixture
def edited(tmp_path: Path, fewer: Edited) -> Edited:
    """The starter dossier with a workbook of a few of its sheets."""
    return fewer.copied(tmp_path)


@pytest.fixture
def whole(tmp_path: Path, fresh: Edited) -> Edited:
    """The starter dossier with a fresh workbook of it, every sheet as it was written."""
    return fresh.copied(tmp_path)
