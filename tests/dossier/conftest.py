from pathlib import Path

import pytest

from tests.dossier.building import Folder


@pytest.fixture
def dossier(tmp_path: Path) -> Folder:
    return Folder.made(tmp_path / "small")
