"""Stores of older versions open: their tables are brought up, their rows read in today's words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from cadre.desk.signing import signed
from cadre.desk.store import merge_branch, verify_store
from cadre.dossier.store import opening, upcasting
from cadre.dossier.store.access import begin, fork_at, load_at, save_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.bodies import read_row
from cadre.dossier.store.opening import opened
from cadre.dossier.store.schema import REVISIONS, TABLES, VERSION_TABLE
from cadre.dossier.store.upcasting import Cells
from tests.store.making import begun_store, by, edit, row, small_mission, with_row


def test_the_migrations_make_the_tables_that_the_program_uses(nowhere: Address) -> None:
    begin(nowhere, by("anna"))
    with opened(nowhere) as store, store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        differences = compare_metadata(context, TABLES)
    assert differences == []


def test_the_forms_that_are_known_are_those_of_the_migrations() -> None:
    folder = Path(opening.__file__).with_name("migrations") / "versions"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("r*.py"))]
    found = [one.split('\nrevision = "')[1].partition('"')[0] for one in texts]
    assert tuple(found) == REVISIONS


@pytest.fixture
def old(nowhere: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """A store whose tables have the first form, with a mission and a merge in it."""
    begun_store(nowhere)
    fork_at(nowhere, "option", by("anna"))
    edit(nowhere.on("option"), with_row("bed_spaces", "huts", beds=7))
    where = f"{nowhere.url}?schema={nowhere.schema}" if nowhere.url else str(nowhere.file)
    merge_branch(where, "option", (), signed("anna"))
    with opened(nowhere) as store, store.writing() as connection:
        connection.execute(text("DROP TABLE merged"))
        connection.execute(text("UPDATE cadre_version SET version_num = '0001'"))
    yield nowhere
    monkeypatch.undo()


def where(address: Address) -> str:
    return f"{address.url}?schema={address.schema}" if address.url else str(address.file)


def form(address: Address) -> str:
    with opened(address) as store, store.reading() as connection:
        assert inspect(connection).get_table_names()
        return str(connection.scalar(text("SELECT version_num FROM cadre_version")))


def test_an_older_store_is_read_as_it_is_and_brought_up_when_written_to(old: Address) -> None:
    assert row(old, "bed_spaces", "huts").beds == 7
    assert verify_store(where(old), signed()).faults == ()
    assert form(old) == "0001"
    edit(old, with_row("bed_spaces", "rooms", beds=1))
    assert form(old) == REVISIONS[-1]
    # What the new table says is made from the changes, so the next merge begins where the last
    # one ended.
    edit(old, with_row("bed_spaces", "huts", beds=8))
    merge_branch(where(old), "option", (), signed("anna"))
    assert row(old, "bed_spaces", "huts").beds == 8
    assert verify_store(where(old), signed()).faults == ()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    sqlite: Address,
) -> None:
    assert sqlite.file is not None
    with closing(sqlite3.connect(sqlite.file)) as connection, connection:
        connection.execute("UPDATE cadre_version SET version_num = '0001'")
    # The table that the upgrade would make is there already, so it fails half way.
    with pytest.raises(Exception, match=r"refused|isn't laid out"):
        edit(sqlite, with_row("bed_spaces", "rooms", beds=1))
    assert form(sqlite) == "0001"
    assert load_at(sqlite).mission == small_mission()


def rooms_to_beds(cells: Cells) -> Cells:
    """What `rooms`, of two beds each, says in beds."""
    made = dict(cells)
    if "rooms" in made:
        made["beds"] = str(2 * int(made.pop("rooms")))
    return made


@pytest.fixture
def in_rooms(sqlite: Address, monkeypatch: pytest.MonkeyPatch) -> Address:
    """A store in which beds were once stated by rooms."""
    assert sqlite.file is not None
    fork_at(sqlite, "option", by("anna"))
    with closing(sqlite3.connect(sqlite.file)) as connection, connection:
        (body,) = connection.execute("SELECT body FROM version WHERE id = 'huts'").fetchone()
        cells = json.loads(body)
        cells["rooms"] = str(int(cells.pop("beds")) // 2)
        old = json.dumps(cells, sort_keys=True, separators=(",", ":"))
        connection.execute("UPDATE version SET body = ? WHERE id = 'huts'", [old])
    monkeypatch.setattr(upcasting, "UPCASTERS", {"bed_spaces": (rooms_to_beds,)})
    return sqlite


def test_a_row_of_an_older_form_is_read_in_todays_words(in_rooms: Address) -> None:
    assert row(in_rooms, "bed_spaces", "huts").beds == 20
    assert load_at(in_rooms).findings == ()


def test_older_and_newer_forms_of_a_row_are_compared_in_todays_words(in_rooms: Address) -> None:
    edit(in_rooms.on("option"), with_row("bed_spaces", "huts", note="leaky"))
    edit(in_rooms, with_row("bed_spaces", "huts", beds=22))
    assert in_rooms.file is not None
    merge_branch(str(in_rooms.file), "option", (), signed("anna"))
    one = row(in_rooms, "bed_spaces", "huts")
    assert (one.beds, one.note) == (22, "leaky")


def test_a_row_of_a_newer_form_is_refused(
    in_rooms: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_at(in_rooms)
    changed = with_row("bed_spaces", "huts", beds=22)(loaded.mission)
    save_at(changed, in_rooms, loaded, by("anna"))
    monkeypatch.setattr(upcasting, "UPCASTERS", {})
    read_row.cache_clear()
    with pytest.raises(Exception, match="form 2, which this Cadre doesn't know"):
        load_at(in_rooms)
