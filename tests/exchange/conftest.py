from pathlib import Path

import pytest

from tests.dossier.building import Folder


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A small dossier with a ministry that lacks something, and a site in the north."""
    folder = Folder.made(tmp_path / "small")
    folder.write("institutions", "id,name\nmoi,Ministry of Interior\nmod,Ministry of Defence\n")
    folder.write("needs", "id,institution,name\njustice,moi,Policing\n")
    folder.write("partners", "id,name\nundp,United Nations Development Programme\n")
    folder.write("sites", "id,name,country,from,to,sources,place\ncapital,Capital,XLK,,,C1,Nord\n")
    return folder.path
