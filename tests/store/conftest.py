"""Stores to try things on: a SQLite file, or a schema of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from cadre.dossier.store.address import Address, parse
from tests.store.making import begun_store
from tests.store.server import Server, binaries, running

SCHEMAS = count(1)
SERVED = pytest.mark.xdist_group("postgres")
"""What needs the server goes to one worker, so that one server is started."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server, started for the session."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL isn't installed: apt-get install postgresql")
    with running(programs, durable=False) as one:
        yield one


@pytest.fixture
def served(server: Server) -> Address:
    """A fresh schema on the server, with nothing in it."""
    return parse(f"{server.url}?schema=test_{next(SCHEMAS)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=SERVED)])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """The address of a store that isn't there yet, on either database."""
    if request.param == "sqlite":
        return Address(file=tmp_path / "mission.db")
    address: Address = request.getfixturevalue("served")
    return address


@pytest.fixture
def store(nowhere: Address) -> Address:
    """A store that states the small mission, on either database."""
    return begun_store(nowhere)


@pytest.fixture
def sqlite(tmp_path: Path) -> Address:
    """A store that states the small mission, in a SQLite file."""
    return begun_store(Address(file=tmp_path / "mission.db"))
