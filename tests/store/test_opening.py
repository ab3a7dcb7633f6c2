"""What is no store, a broken one, or one that can't be used now gets a sentence, never a trace."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from cadre.dossier.store import opening
from cadre.dossier.store.access import begin, fork_at, load_at, save_at
from cadre.dossier.store.address import Address, is_address, parse
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import opened
from cadre.dossier.wherever import load_from
from cadre.errors import CadreError
from tests.store.conftest import SERVED
from tests.store.making import begun_store, by, edit, small_mission, with_row
from tests.store.server import Server


def other_tables(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    connection.close()


def nothing_in_it(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()


def cut_short(path: Path) -> None:
    begun_store(Address(file=path))
    path.write_bytes(path.read_bytes()[:20_000])


def overwritten(path: Path) -> None:
    begun_store(Address(file=path))
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(bytes(raw))


def newer(path: Path) -> None:
    begun_store(Address(file=path))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE cadre_version SET version_num = '0999'")
    connection.close()


def lacking(path: Path) -> None:
    begun_store(Address(file=path))
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE version")
    connection.close()


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda path: path.write_bytes(b"no database, whatever it is called" * 40), "no SQLite"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(4000)), "no SQLite|damaged"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (nothing_in_it, "is empty"),
        (other_tables, "tables of another program"),
        (cut_short, "damaged|no SQLite|disk reports"),
        (overwritten, "damaged|isn't laid out"),
        (newer, "form 0999, which this Cadre doesn't know"),
        (lacking, "lacks the tables version"),
        (lambda path: path.symlink_to(path.with_name("nowhere")), "isn't there"),
        (lambda _: None, "isn't there"),
        (lambda path: path.mkdir(), "names no file|is no folder|no mission.toml"),
    ],
)
def test_what_is_no_store_is_refused_with_a_sentence(
    tmp_path: Path, broken: Callable[[Path], object], told: str
) -> None:
    path = tmp_path / "mission.db"
    broken(path)
    with pytest.raises(CadreError, match=told) as refused:
        load_from(str(path))
    assert "Traceback" not in str(refused.value)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("tail", "told"),
    [
        ("#nowhere", "branch nowhere: isn't in the store; allowed: main"),
        ("#mian", "Write main"),
        ("@99", "has no change 99; allowed: a change from 1 to 2"),
        ("@0", "has no change 0"),
        ("@2020-01-01T00:00Z", "lies before the first change"),
        ("@1", "states no mission as of change 1"),
        ("@2020-01-01", "lies before the first change"),
        ("@2020-13-01", "neither the number of a change nor a day"),
        ("@2@3", "@2@3: is neither the number of a change"),
        ("@2#main", "behind the branch"),
        ("@yesterday", "neither the number of a change nor a day"),
        ("#a b", "is no name of a branch"),
    ],
)
def test_an_address_that_names_nothing_is_refused_with_what_there_is(
    store: Address, tail: str, told: str
) -> None:
    where = f"{store.url}?schema={store.schema}" if store.url else str(store.file)
    with pytest.raises(CadreError, match=told.replace("?", r"\?")):
        load_from(where + tail)


def test_a_store_that_was_cut_off_while_it_was_made_can_be_made(tmp_path: Path) -> None:
    """The file is there, with nothing in it: neither a store nor anybody's."""
    address = Address(file=tmp_path / "mission.db")
    nothing_in_it(tmp_path / "mission.db")
    begun_store(address)
    assert load_at(address).mission == small_mission()


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "birds.db"
    other_tables(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="holds something already"):
        begin(Address(file=path), by("anna"))
    assert path.read_bytes() == before


def test_a_server_without_its_extra_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _: None)
    with pytest.raises(StoreError, match=r"cadre-planner\[postgres\]"):
        load_from("postgresql://anna@127.0.0.1/none")


def test_no_message_repeats_a_password() -> None:
    for where in (
        "postgresql://anna:hush@127.0.0.1:1/none",
        "postgresql://h/d?password=hush",
        "postgresql://anna:hush@127.0.0.1:port/none",
        "postgresql://anna:hush@127.0.0.1",
        "postgresql://anna:a@hush@127.0.0.1:1/none",
        "postgresql://anna:a/hush@127.0.0.1:1/none",
        "postgresql://anna:a#hush@127.0.0.1:1/none",
        "postgresql://anna:a?hush@127.0.0.1:1/none",
        "postgresql://anna:hush@[::1/none",
        "postgresql:anna:hush",
        "POSTGRESQL+psycopg://anna:hush@h/none",
        "mysql://anna:hush@h/none",
    ):
        with pytest.raises(CadreError) as refused:
            load_from(where)
        assert "hush" not in str(refused.value), where


def test_the_past_cannot_be_changed(store: Address) -> None:
    loaded = load_at(store)
    with pytest.raises(StoreError, match="names the past"):
        save_at(loaded.mission, store.on("main", 2), loaded, by("anna"))


def test_a_store_is_begun_once_and_a_branch_too(store: Address) -> None:
    with pytest.raises(StoreError, match="holds something already"):
        begin(store, by("anna"))
    fork_at(store, "option", by("anna"))
    with pytest.raises(StoreError, match="is there already"):
        fork_at(store, "option", by("anna"))


def test_a_store_locked_by_another_is_waited_for_and_then_given_up(
    sqlite: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    assert sqlite.file is not None
    other = sqlite3.connect(sqlite.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        edit(sqlite, with_row("bed_spaces", "huts", beds=1))
    # Whoever only reads isn't kept waiting.
    assert load_at(sqlite).mission == small_mission()
    other.execute("ROLLBACK")
    other.close()
    assert edit(sqlite, with_row("bed_spaces", "huts", beds=1)) is not None


def test_a_store_that_may_not_be_written_to_is_read_all_the_same(
    sqlite: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a read-only disk; root may write anywhere, so the rights are only said to lack."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    loaded = load_at(sqlite)
    assert loaded.mission == small_mission()
    with pytest.raises(StoreError, match="may not be written to"):
        edit(sqlite, with_row("bed_spaces", "huts", beds=1))


@SERVED
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda url: url.replace("/postgres", "/nowhere"), "no database of that name"),
        (lambda url: url.replace("cadre@", "stranger@"), "doesn't let this user in"),
        (lambda url: url.rpartition(":")[0] + ":1/postgres", "no server answers"),
        (lambda url: url.replace("127.0.0.1", "nowhere.invalid"), "nothing is known of its host"),
        (lambda url: f"{url}?schema=nowhere", "is empty"),
        (lambda url: f"{url}?schema=pg_catalog", "tables of another program|is empty"),
        (lambda url: f"{url}?sslmode=require", "can't be part of the address"),
        (lambda url: url.replace("/postgres", ""), "is no address"),
    ],
)
def test_a_server_that_cannot_be_used_gets_a_sentence(
    server: Server, change: Callable[[str], str], told: str
) -> None:
    with pytest.raises(CadreError, match=told):
        load_from(change(server.url))


@SERVED
def test_a_user_with_too_few_rights_is_told_so(served: Address, server: Server) -> None:
    begun_store(served)
    with opened(served) as one, one.writing() as connection:
        connection.execute(text(f"CREATE ROLE r_{served.schema} LOGIN"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA {served.schema} TO r_{served.schema}"))
        connection.execute(
            text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {served.schema} TO r_{served.schema}")
        )
    reader = parse(f"{server.url}?schema={served.schema}".replace("cadre@", f"r_{served.schema}@"))
    assert load_at(reader).mission == small_mission()
    with pytest.raises(StoreError, match="too few rights"):
        edit(reader, with_row("bed_spaces", "huts", beds=1))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my.db", ("my.db", "", "main", None)),
        ("a/b.sqlite#x-1@7", ("a/b.sqlite", "", "x-1", 7)),
        ("sqlite:odd#x", ("odd", "", "x", None)),
        ("postgresql://u:p@h:5/d", (None, "", "main", None)),
        ("postgresql://u@h/d?schema=s#b@3", (None, "s", "b", 3)),
    ],
)
def test_addresses_say_database_branch_and_change(
    text: str, wanted: tuple[str | None, str, str, int | None]
) -> None:
    one = parse(text)
    assert is_address(text)
    assert (str(one.file) if one.file else None, one.schema, one.branch, one.at) == wanted
    assert ":p@" not in str(one), "a password is never shown"


def test_a_time_and_the_change_made_then_are_the_same_address(sqlite: Address) -> None:
    stated = parse(f"{sqlite.file}@2026-03-01T13:00+01:00")
    assert load_at(stated).view.seq == 2
    with pytest.raises(StoreError, match="before the first change"):
        load_at(parse(f"{sqlite.file}@2026-03-01T12:00+01:00"))


def test_a_time_that_the_log_lists_means_the_change_it_is_listed_with(sqlite: Address) -> None:
    """The log tells whole seconds; the change was made within that one."""
    loaded = load_at(sqlite)
    late = datetime(2026, 3, 1, 12, 0, 5, 400_000, tzinfo=UTC)
    changed = with_row("bed_spaces", "huts", beds=1)(loaded.mission)
    save_at(changed, sqlite, loaded, by("anna", at=late))
    assert load_at(parse(f"{sqlite.file}@2026-03-01T12:00:05Z")).view.seq == 3
    assert load_at(parse(f"{sqlite.file}@2026-03-01T12:00:05.3Z")).view.seq == 2
    assert load_at(parse(f"{sqlite.file}@2026-03-01T12:00:04Z")).view.seq == 2


def test_a_day_means_the_last_change_before_its_midnight_in_utc(store: Address) -> None:
    where = f"{store.url}?schema={store.schema}" if store.url else str(store.file)
    times = ("2026-03-01T23:59:59.999999Z", "2026-03-02T00:00Z", "2026-03-04T01:00Z")
    for seq, at in enumerate(times, start=3):
        loaded = load_at(store)
        changed = with_row("bed_spaces", "huts", beds=seq)(loaded.mission)
        save_at(changed, store, loaded, by("anna", at=datetime.fromisoformat(at)))
    for day, seq in (("01", 3), ("02", 4), ("03", 4), ("04", 5)):
        asked = parse(f"{where}@2026-03-{day}")
        assert str(asked).endswith(f"@2026-03-{day}")
        assert load_at(asked).view.seq == seq
    with pytest.raises(StoreError, match="before the first change"):
        load_at(parse(f"{where}@2026-02-28"))


def test_a_new_file_with_an_odd_name_is_not_cut_at_its_signs(tmp_path: Path) -> None:
    """`k@1.db` would else begin a store `k`, or name a change that is no number."""
    for name in ("k@1.db", "w#option.db", "a b%20é.db"):
        address = parse(str(tmp_path / name))
        assert is_address(str(tmp_path / name))
        assert begun_store(address).file == tmp_path / name
        assert load_from(f"{tmp_path / name}#main@2").mission == small_mission()


def test_a_file_is_told_by_its_first_bytes_and_a_folder_stays_a_folder(tmp_path: Path) -> None:
    odd = begun_store(Address(file=tmp_path / "mission.dat"))
    assert is_address(str(odd.file))
    assert is_address(f"{odd.file}#main@2")
    assert load_from(f"{odd.file}#main@2").mission == small_mission()
    (tmp_path / "folder.db").mkdir()
    assert not is_address(tmp_path / "folder.db")
    assert not is_address(tmp_path / "no-such-folder")
