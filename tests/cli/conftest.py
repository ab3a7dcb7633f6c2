"""The command line as a user meets it: arguments in, exit code and two streams out."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cadre.cli.main import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Ran:
    """What one call of the command line gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `cadre` with arguments, in this process."""

    def call(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["cadre", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def nmi(tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    folder = tmp_path / "nmi"
    shutil.copytree(EXAMPLES / "nmi", folder, ignore=shutil.ignore_patterns(".cadre"))
    return folder


@pytest.fixture
def starter(tmp_path: Path, run: Run) -> Path:
    """A fresh starter dossier."""
    folder = tmp_path / "mine"
    assert run("init", folder).code == 0
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, to see that nothing was written."""
    return {
        os.path.relpath(path, folder): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
