"""A disk that is really full, under either database: what was acknowledged is kept."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from cadre.dossier.store.address import MAIN, Address, parse
from cadre.dossier.store.changes import Content
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import Store, opened
from cadre.dossier.store.verifying import verify
from cadre.dossier.store.writing import commit
from tests.store.conftest import SERVED
from tests.store.killing import two_rows
from tests.store.making import begun_store, by, edit, with_row
from tests.store.server import USERS, Server

LEFT = 400_000
"""Bytes that are left on the disk when changes begin."""
MOST = 20_000


@contextmanager
def disk(place: Path, size: str) -> Iterator[Path]:
    """A small disk of its own, in memory; skips where none may be mounted."""
    place.mkdir()
    ask = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(ask, check=False, capture_output=True).returncode != 0:
        place.rmdir()
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[tuple[Address, Path]]:
    """A store in a SQLite file on a small disk."""
    with disk(tmp_path / "disk", "3m") as place:
        yield begun_store(Address(file=place / "mission.db")), place


@pytest.fixture
def on_the_server(server: Server) -> Iterator[tuple[Address, Path]]:
    """A store on the server, its tables on a small disk, its log elsewhere."""
    user = next(one for one in USERS if any(one == known.pw_name for known in pwd.getpwall()))
    home = Path("/var/tmp") / f"cadre-disk-{os.getpid()}"  # noqa: S108 - the server must get there
    with disk(home, "24m") as place, psycopg.connect(server.url, autocommit=True) as admin:
        shutil.chown(place, user)
        admin.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        admin.execute("CREATE DATABASE small TABLESPACE small")
        try:
            yield begun_store(parse(server.url.replace("/postgres", "/small"))), place
        finally:
            admin.execute("DROP DATABASE small WITH (FORCE)")
            admin.execute("DROP TABLESPACE small")


def fill(place: Path) -> Path:
    """Fill a disk but for what is left."""
    full = place / "full"
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    full.write_bytes(b"\0" * (free - LEFT))
    return full


def write_on(store: Store, acknowledged: dict[int, str]) -> None:
    """Change the store as long as it takes changes."""
    for number in range(MOST):
        made = commit(store, MAIN, Content(ops=two_rows(f"f{number}")), by("writer"))
        assert made is not None
        acknowledged[made.seq] = made.hash


@pytest.mark.parametrize("where", ["in_a_file", pytest.param("on_the_server", marks=SERVED)])
def test_nothing_acknowledged_is_lost_when_the_disk_is_full(
    where: str, request: pytest.FixtureRequest
) -> None:
    address, place = request.getfixturevalue(where)
    full, acknowledged = fill(place), dict[int, str]()
    with opened(address, writes=True) as store, pytest.raises(StoreError, match="room"):
        write_on(store, acknowledged)
    assert len(acknowledged) > 10
    full.unlink()
    with opened(address) as store:
        with store.reading() as connection:
            found = connection.execute(text("SELECT seq, hash FROM changeset"))
            seals = {one.seq: one.hash for one in found}
        assert acknowledged.items() <= seals.items()
        assert list(verify(store).faults) == []
    # With room again it goes on.
    assert edit(address, with_row("bed_spaces", "rooms", beds=7)) is not None
