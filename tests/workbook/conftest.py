import shutil
from pathlib import Path

import pytest

from tests.workbook.books import Edited

TEMPLATE = Path(__file__).parents[2] / "examples" / "template"


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The starter dossier with a fresh workbook of it."""
    shutil.copytree(TEMPLATE, tmp_path / "mine")
    return Edited.of(tmp_path / "mine")
