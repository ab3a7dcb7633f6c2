import shutil
from pathlib import Path

import pytest

from tests.workbook.books import Edited

TEMPLATE = Path(__file__).parents[2] / "examples" / "template"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Edited:
    """The starter dossier with a workbook of it, made once, not to be edited."""
    folder = tmp_path_factory.mktemp("fresh") / "mine"
    shutil.copytree(TEMPLATE, folder)
    return Edited.of(folder)


@pytest.fixture
def edited(tmp_path: Path, fresh: Edited) -> Edited:
    """The starter dossier with a fresh workbook of it."""
    shutil.copytree(fresh.folder, tmp_path / "mine")
    shutil.copy(fresh.file, tmp_path / "book.xlsx")
    return Edited(tmp_path / "mine", tmp_path / "book.xlsx")
