"""Desks over the example mission, for its staff and for readers who may not see all of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cadre.desk.desk import Desk
from tests.desk.keeping import accounts, clock, quick

__all__ = ["accounts", "clock", "quick"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example mission: what is shown of it to others is recorded beside it."""
    folder = tmp_path_factory.mktemp("dossier") / "nmi"
    shutil.copytree(ROOT / "examples" / "nmi", folder)
    return folder


@pytest.fixture(scope="session")
def staff(example: Path) -> Desk:
    """The desk of the staff, which sees all."""
    return Desk.open(example)


@pytest.fixture(scope="session")
def host(example: Path) -> Desk:
    """The desk of a reader who may not see all, and isn't told that there is more."""
    return Desk.open(example, reader="host")
