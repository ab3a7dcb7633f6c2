"""What holds for the project as a whole: who imports whom, how large files get, what is locked."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cadre

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "cadre"
HEAVY = (
    "alembic",
    "cryptography",
    "psycopg",
    "sqlalchemy",
    "numpy",
    "numba",
    "openpyxl",
    "ortools",
    "vl_convert",
    "jinja2",
    "rich",
    "xlsxwriter",
)


def modules() -> list[Path]:
    return [
        path
        for folder in ("src", "tests", "docs", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "_build" not in path.parts
    ]


def loaded_by(arguments: list[str]) -> set[str]:
    """First names of the modules that `cadre` with these arguments leaves loaded."""
    script = (
        "import sys\n"
        "from cadre.cli.main import main\n"
        f"sys.argv = {['cadre', *arguments]!r}\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\nLOADED', *{name.partition('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT / "src",
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("LOADED ")[2].split())


def imported(path: Path) -> Iterator[str]:
    """First names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_every_layer_imports_only_what_lies_below_it() -> None:
    """Without this a face could read a dossier past release and audit, and nobody would see."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("part", ["errors.py", "mission", "checks", "release"])
def test_what_states_and_judges_a_mission_needs_the_standard_library_only(part: str) -> None:
    """The contracts list what is forbidden; this leaves no way round the list."""
    place = PACKAGE / part
    paths = [place] if place.suffix else sorted(place.rglob("*.py"))
    assert paths
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in imported(path)
        if name != "cadre" and name not in sys.stdlib_module_names
    }
    assert not foreign


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    """A longer one holds more than one concept."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > 500} == {}


@pytest.mark.parametrize("arguments", [["--help"], ["brief", "--help"], ["--version"]])
def test_asking_for_help_loads_no_heavy_library(arguments: list[str]) -> None:
    """They take seconds to load, and then help does too; counting modules doesn't depend on luck
    as a clock does."""
    loaded = loaded_by(arguments)
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_folder_is_checked_without_a_database() -> None:
    """Most dossiers are folders: they shouldn't wait for what only a store needs."""
    loaded = loaded_by(["check", str(ROOT / "examples" / "template")])
    assert "cadre" in loaded
    assert loaded.isdisjoint({"alembic", "cryptography", "psycopg", "sqlalchemy"})


def locked_files(package: dict[str, Any]) -> list[dict[str, str]]:
    """The files of a locked package: wheels and the source."""
    source = [package["sdist"]] if "sdist" in package else []
    return [*package.get("wheels", []), *source]


@pytest.fixture
def locked() -> list[dict[str, Any]]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return [package for package in lock["package"] if "registry" in package["source"]]


def test_the_lock_names_no_place_but_the_public_registry(locked: list[dict[str, Any]]) -> None:
    """A lock made behind a mirror would only install there."""
    assert {package["source"]["registry"] for package in locked} == {"https://pypi.org/simple"}
    files = [file for package in locked for file in locked_files(package)]
    assert {file["url"].split("/")[2] for file in files} == {"files.pythonhosted.org"}


def test_the_lock_holds_a_hash_of_every_file(locked: list[dict[str, Any]]) -> None:
    """Without it a file exchanged on the way would be installed unseen."""
    files = [file for package in locked for file in locked_files(package)]
    assert [file["url"] for file in files if not file["hash"].startswith("sha256:")] == []


def test_the_public_names_are_there_and_cost_nothing_until_asked_for() -> None:
    """`from cadre import Desk` is how a program begins; `import cadre` must stay light."""
    code = "import sys, cadre; print([m for m in sys.modules if m.startswith('cadre.')])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
    for name in cadre.__all__:
        assert getattr(cadre, name)
    with pytest.raises(AttributeError, match="'Dusk'"):
        getattr(cadre, "Dusk")  # noqa: B009 - the name is what is tested
