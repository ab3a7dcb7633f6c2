"""What is acknowledged is kept, and nothing is seen by halves: many hands, kills, full disks."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event, text

from cadre.dossier.store.access import load_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.changes import Content
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import Store, opened
from cadre.dossier.store.stale import StaleError
from cadre.dossier.store.verifying import verify
from cadre.dossier.store.writing import commit
from cadre.mission.ids import BedSpaceId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.sites import BedSpace, Site
from tests.store.conftest import SERVED
from tests.store.killing import killed, two_rows
from tests.store.making import begun_store, by, edit, row, with_more, with_row

FORKED = multiprocessing.get_context("fork")
WRITERS = 8
ROUNDS = 5
KILLS = 200


def added(name: str) -> Callable[[Mission], Mission]:
    """An edit of two rows of which one names the other: half of it would be seen."""
    site = Site(id=SiteId(name), name=name, country="XLK")
    bed = BedSpace(id=BedSpaceId(f"beds-{name}"), site=site.id, beds=1)

    def change(mission: Mission) -> Mission:
        return with_more("bed_spaces", bed)(with_more("sites", site)(mission))

    return change


def one_more(mission: Mission) -> Mission:
    """An edit that counts up a row that all writers want."""
    beds = next(one.beds for one in mission.bed_spaces if one.id == "rooms")
    return with_row("bed_spaces", "rooms", beds=beds + 1)(mission)


def insist(address: Address, change: Callable[[Mission], Mission], actor: str) -> None:
    """Load and save until it isn't refused."""
    while True:
        with suppress(StaleError):
            edit(address, change, actor)
            return


def write_many(address: Address, writer: int) -> None:
    for number in range(ROUNDS):
        insist(address, added(f"w{writer}-{number}"), f"writer-{writer}")
        insist(address, one_more, f"writer-{writer}")


def faults(address: Address) -> list[object]:
    with opened(address) as store:
        return list(verify(store).faults)


def test_eight_writers_at_once_lose_nothing(store: Address) -> None:
    """Each counts up the same row; a lost update would show in the sum."""
    before = row(store, "bed_spaces", "rooms").beds
    writers = [FORKED.Process(target=write_many, args=(store, one)) for one in range(WRITERS)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(timeout=120)
    assert [one.exitcode for one in writers] == [0] * WRITERS
    wanted = {f"w{writer}-{number}" for writer in range(WRITERS) for number in range(ROUNDS)}
    mission = load_at(store).mission
    assert {str(one.id) for one in mission.sites} >= wanted
    assert {str(one.site) for one in mission.bed_spaces} >= wanted
    assert row(store, "bed_spaces", "rooms").beds == before + WRITERS * ROUNDS
    assert faults(store) == []


def test_a_writer_killed_in_mid_write_loses_nothing_acknowledged(store: Address) -> None:
    """Killed before each statement of a change in turn, and at any moment besides."""
    told = killed(store, KILLS, seed=6)
    assert told.kills == KILLS
    assert told.acknowledged > KILLS / 2, "else nothing was at stake"
    assert (told.lost, told.half_seen) == (0, 0)
    assert told.recorded >= told.acknowledged
    assert faults(store) == []


FILLING = """
import resource, signal, sys
from pathlib import Path
from cadre.dossier.store.address import MAIN, Address
from cadre.dossier.store.changes import Content
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import opened
from cadre.dossier.store.writing import commit
from tests.store.killing import two_rows
from tests.store.making import by

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
number = 0
with opened(Address(file=Path(sys.argv[1])), writes=True) as store:
    try:
        while number < 100_000:
            done = commit(store, MAIN, Content(ops=two_rows(f"f{number}")), by("writer"))
            number += 1
            print(done.seq, done.hash, flush=True)
    except StoreError as error:
        print("refused", error, flush=True)
"""


def test_a_disk_that_is_full_loses_nothing_acknowledged(sqlite: Address) -> None:
    """No file may grow beyond a bound, which the log soon meets, as it would a full disk."""
    assert sqlite.file is not None
    room = sqlite.file.stat().st_size + 200_000
    done = subprocess.run(
        [sys.executable, "-c", FILLING, sqlite.file, str(room)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "src:."},
        capture_output=True,
        text=True,
        check=True,
    )
    *acknowledged, refused = done.stdout.splitlines()
    assert len(acknowledged) > 10
    assert refused.startswith(f"refused {sqlite.file}: ")
    assert "room" in refused
    with opened(sqlite) as store, store.reading() as connection:
        found = connection.execute(text("SELECT seq, hash FROM changeset"))
        seals = {one.seq: one.hash for one in found}
    assert {int(seq): seal for seq, seal in map(str.split, acknowledged)}.items() <= seals.items()
    assert faults(sqlite) == []
    # With room again it goes on.
    assert edit(sqlite, added("later")) is not None


def drop(store: Store, server: Address) -> None:
    """End every other connection to the server's database, as a fault of the network would."""
    with opened(server) as other, other.writing() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND application_name = 'cadre'"
            )
        )
    assert store.engine.dialect.name == "postgresql"


@SERVED
def test_a_connection_dropped_before_the_end_records_nothing(served: Address) -> None:
    begun_store(served)
    with opened(served, writes=True) as store:
        event.listen(store.engine, "commit", lambda _: drop(store, served), once=True)
        with pytest.raises(StoreError, match=r"nothing was recorded|can't be reached"):
            commit(store, "main", Content(ops=two_rows("lost")), by("writer"))
        assert commit(store, "main", Content(ops=two_rows("again")), by("writer")) is not None
    assert row(served, "sites", "lost") is None
    assert row(served, "sites", "again") is not None
    assert faults(served) == []


@SERVED
def test_a_connection_dropped_after_the_end_is_known_to_have_recorded(served: Address) -> None:
    """The server has it, the writer wasn't told: it looks, and doesn't write it twice."""
    begun_store(served)
    with opened(served, writes=True) as store:
        whole = store.engine.dialect.do_commit

        def commit_and_drop(connection: object) -> None:
            whole(connection)  # type: ignore[arg-type]
            store.engine.dialect.do_commit = whole  # type: ignore[method-assign]
            drop(store, served)
            connection.cursor().execute("SELECT 1")  # type: ignore[attr-defined]

        store.engine.dialect.do_commit = commit_and_drop  # type: ignore[method-assign, assignment]
        done = commit(store, "main", Content(ops=two_rows("kept")), by("writer"))
    assert done is not None
    assert row(served, "sites", "kept") is not None
    assert faults(served) == []
