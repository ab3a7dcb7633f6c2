"""Whatever is tampered with is found: each field of each table, and a chain sealed anew."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64encode
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import text, update

from cadre.desk.signing import signed
from cadre.desk.store import merge_branch, verify_store
from cadre.desk.store_answers import VerifyAnswer
from cadre.desk.store_history import log_of
from cadre.dossier.store import releases
from cadre.dossier.store.access import begin, fork_at, load_at, save_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.changes import Changeset, seal
from cadre.dossier.store.checkpoints import Beside, Released, sign
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import opened
from cadre.dossier.store.schema import TABLES
from cadre.dossier.store.verifying import verify
from cadre.errors import CadreError
from cadre.release.audit import Release, sealed
from tests.store.conftest import SERVED
from tests.store.making import begun_store, by, edit, with_row

FIELDS = [
    (table.name, column.name)
    for table in TABLES.sorted_tables
    for column in table.columns
    if (table.name, column.name) != ("head", "id")
]


def shown(what: str) -> Release:
    """Something shown to somebody."""
    return Release(at="2026-03-01", reader="host", what=what, digest="0", made_from="0", withheld=0)


@pytest.fixture
def full(sqlite: Address) -> Address:
    """A store with something in each table."""
    fork_at(sqlite, "option", by("anna"))
    edit(sqlite.on("option"), with_row("bed_spaces", "huts", beds=1))
    edit(sqlite, with_row("bed_spaces", "rooms", beds=2))
    merge_branch(str(sqlite.file), "option", (), signed("anna"))
    with opened(sqlite, writes=True) as store:
        for what in ("check", "brief"):
            releases.append(store, partial(sealed, shown(what)))
    return sqlite


def tampered(address: Address, *statements: str) -> None:
    """Change the file behind the store's back; triggers don't hold who may drop them."""
    assert address.file is not None
    with closing(sqlite3.connect(address.file)) as connection, connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for one in statements:
            connection.execute(one)


def verified(address: Address) -> VerifyAnswer:
    return verify_store(str(address.file), signed())


@pytest.mark.parametrize(("table", "column"), FIELDS, ids=str)
def test_each_field_that_is_tampered_with_is_found(full: Address, table: str, column: str) -> None:
    assert verified(full).faults == ()
    new = (
        f"{column} + 7"
        if column in ("seq", "seq_from", "seq_to", "gone", "form", "fork_seq", "source_seq")
        else f"coalesce({column}, '') || 'x'"
    )
    tampered(
        full,
        f"UPDATE {table} SET {column} = {new} "  # noqa: S608 - names of the schema
        f"WHERE rowid = (SELECT max(rowid) FROM {table})",
    )
    assert verified(full).faults


@pytest.mark.parametrize("table", [table.name for table in TABLES.sorted_tables])
def test_a_row_that_is_missing_is_found(full: Address, table: str) -> None:
    tampered(
        full,
        f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})",  # noqa: S608
    )
    assert verified(full).faults


def test_a_version_that_no_change_made_is_found(full: Address) -> None:
    tampered(
        full,
        "INSERT INTO version SELECT branch, kind, 'ghost', seq_from, seq_to, gone, place, form, "
        "body FROM version WHERE id = 'huts' AND branch = 'main' LIMIT 1",
    )
    assert any("ghost" in one.place for one in verified(full).faults)


def sealed_anew(address: Address) -> None:
    """Change the reason of the second change, and seal it and all after it again."""
    tampered(address)
    with opened(address) as store, store.writing() as connection:
        own = TABLES.tables["changeset"]
        before = None
        for row in connection.execute(own.select().order_by(own.c.seq)).all():
            one = Changeset(**row._asdict())
            reason = "another one" if one.seq == 2 else one.reason
            one = replace(one, reason=reason, prev_hash=before or one.prev_hash)
            before = seal(one)
            changed = update(own).where(own.c.seq == one.seq)
            connection.execute(changed.values(reason=reason, prev_hash=one.prev_hash, hash=before))
        connection.execute(update(TABLES.tables["head"]).values(hash=before))


def test_a_chain_that_was_sealed_anew_is_found_by_its_checkpoints(sqlite: Address) -> None:
    """By itself it is as sound as the first one."""
    assert verify_store(str(sqlite.file), signed(), sign_now=True).signed
    sealed_anew(sqlite)
    told = verified(sqlite)
    assert [one.problem for one in told.faults] == [
        "names another seal of change 2: the chain was rewritten"
    ]
    assert sqlite.file is not None
    sqlite.file.with_name("mission.db.checkpoints.jsonl").unlink()
    assert verified(sqlite).faults == ()
    assert verified(sqlite).checkpoints is None


def test_changes_cut_off_at_the_end_are_found_by_the_checkpoints(sqlite: Address) -> None:
    edit(sqlite, with_row("bed_spaces", "huts", beds=1))
    verify_store(str(sqlite.file), signed(), sign_now=True)
    tampered(
        sqlite,
        "UPDATE version SET seq_to = 4611686018427387904 WHERE seq_to = 3",
        "DELETE FROM version WHERE seq_from = 3",
        "DELETE FROM changeset WHERE seq = 3",
        "UPDATE head SET seq = 2, hash = (SELECT hash FROM changeset WHERE seq = 2)",
    )
    told = verified(sqlite)
    assert [one.problem for one in told.faults] == [
        "names change 3, which the store doesn't have any more"
    ]


def test_releases_cut_off_at_the_end_or_rewritten_are_found_by_the_checkpoints(
    full: Address,
) -> None:
    """The lines that are left follow from each other; only what was signed tells of more."""
    assert verified(full).unsigned_releases == 2
    assert verify_store(str(full.file), signed(), sign_now=True).unsigned_releases == 0
    _, seal = sealed(shown("check"), releases.FIRST)
    other, other_seal = sealed(shown("other"), seal)
    told_anew = f"SET entry = '{other}', seal = '{other_seal}' WHERE seq = 2"
    for statement, problem in (
        (f"UPDATE release {told_anew}", "rewritten"),
        ("DELETE FROM release WHERE seq = 2", "names release 2, which the store doesn't have"),
    ):
        tampered(full, statement)
        (fault,) = verified(full).faults
        assert problem in fault.problem


def test_a_checkpoint_of_an_older_cadre_seals_its_change_all_the_same(full: Address) -> None:
    """It signed number, time and seal of the change, and nothing of the releases."""
    assert full.file is not None
    key = load_pem_private_key(full.file.with_name("mission.db.key").read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    with opened(full) as store:
        head = verify(store).head
    assert head is not None
    said = json.dumps([head.seq, head.at, head.hash], separators=(",", ":")).encode()
    line = {"seq": head.seq, "at": head.at, "hash": head.hash}
    path = full.file.with_name("mission.db.checkpoints.jsonl")
    path.write_text(
        json.dumps({**line, "signature": b64encode(key.sign(said)).decode()}), encoding="utf-8"
    )
    told = verified(full)
    assert (told.faults, told.unsigned, told.unsigned_releases) == ((), 0, 2)
    # Its line was cut off before its end; what is signed next stands on a line of its own.
    verify_store(str(full.file), signed(), sign_now=True)
    told = verified(full)
    assert (told.faults, told.checkpoints, told.unsigned_releases) == ((), 2, 0)


def test_the_releases_of_a_checkpoint_cannot_be_left_out(full: Address) -> None:
    """Else whoever cuts the record off would make a checkpoint look like one of an older Cadre."""
    verify_store(str(full.file), signed(), sign_now=True)
    assert full.file is not None
    path = full.file.with_name("mission.db.checkpoints.jsonl")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["released"], line["released_seal"]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert {one.problem for one in verified(full).faults} == {"isn't signed with the store's key"}


def test_a_checkpoint_that_somebody_else_signed_is_found(sqlite: Address, tmp_path: Path) -> None:
    other = begun_store(Address(file=tmp_path / "other.db"))
    assert sqlite.file is not None
    assert other.file is not None
    checkpoints = sqlite.file.with_name("mission.db.checkpoints.jsonl")
    key = other.file.with_name("other.db.key")
    with opened(sqlite) as store:
        head = verify(store).head
    assert head is not None
    sign(Beside(checkpoints=checkpoints, key=key), head, Released(0, releases.FIRST))
    told = verified(sqlite)
    assert [one.problem for one in told.faults] == ["isn't signed with the store's key"]
    checkpoints.write_text('{"seq": 1}\n{"seq": 1e400}\nnonsense\n', encoding="utf-8")
    assert {one.problem for one in verified(sqlite).faults} == {"can't be read as a checkpoint"}


def test_the_first_change_of_each_day_is_signed(sqlite: Address) -> None:
    assert sqlite.file is not None
    for day, beds in ((2, 1), (2, 2), (3, 3)):
        loaded = load_at(sqlite)
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        changed = with_row("bed_spaces", "huts", beds=beds)(loaded.mission)
        save_at(changed, sqlite, loaded, by("anna", at=at))
    lines = sqlite.file.with_name("mission.db.checkpoints.jsonl").read_text().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 3, 5]
    told = verified(sqlite)
    assert (told.faults, told.checkpoints, told.unsigned) == ((), 3, 0)


def test_nothing_is_signed_that_is_not_sound(sqlite: Address) -> None:
    tampered(sqlite, "UPDATE version SET body = '{}' WHERE id = 'huts'")
    told = verify_store(str(sqlite.file), signed(), sign_now=True)
    assert (told.signed, len(told.faults)) == (False, 1)


def test_the_key_is_for_its_owner_alone(sqlite: Address) -> None:
    assert sqlite.file is not None
    assert sqlite.file.with_name("mission.db.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["mine.pub", "other.key", "no-such-folder/mine.key"])
def test_a_key_that_cannot_be_kept_begins_no_store_and_spoils_no_other(
    tmp_path: Path, name: str
) -> None:
    """A public part written over a key, or over that of another key, would be the end of both."""
    begin(Address(file=tmp_path / "first.db"), replace(by("anna"), key=tmp_path / "other.old"))
    before = (tmp_path / "other.pub").read_bytes()
    second = Address(file=tmp_path / "second.db")
    with pytest.raises(StoreError, match=r"public part|can.t be written"):
        begin(second, replace(by("anna"), key=tmp_path / name))
    assert (tmp_path / "other.pub").read_bytes() == before
    begun_store(second)
    assert verify_store(str(second.file), signed()).checkpoints == 1


def test_without_a_key_nothing_is_signed_and_a_change_is_recorded_all_the_same(
    sqlite: Address,
) -> None:
    assert sqlite.file is not None
    sqlite.file.with_name("mission.db.key").write_text("no key", encoding="utf-8")
    loaded = load_at(sqlite)
    at = datetime(2027, 1, 1, tzinfo=UTC)
    changed = with_row("bed_spaces", "huts", beds=5)(loaded.mission)
    assert save_at(changed, sqlite, loaded, by("anna", at=at)) is not None
    with pytest.raises(CadreError, match="no key that can be read"):
        verify_store(str(sqlite.file), signed(), sign_now=True)


@pytest.mark.parametrize("verb", ["UPDATE changeset SET reason = 'x'", "DELETE FROM changeset"])
def test_the_database_itself_refuses_to_change_what_is_kept(store: Address, verb: str) -> None:
    with (
        opened(store) as one,
        pytest.raises(StoreError, match="kept for good"),
        one.writing() as connection,
    ):
        connection.execute(text(verb))


@SERVED
def test_the_server_refuses_to_empty_what_is_kept(served: Address) -> None:
    begun_store(served)
    with (
        opened(served) as one,
        pytest.raises(StoreError, match="kept for good"),
        one.writing() as connection,
    ):
        connection.execute(text("TRUNCATE changeset"))


@pytest.mark.parametrize("ops", ["nonsense", '{"ops":[{"do":"dance"}]}', "[]", '{"ops":3}'])
def test_a_change_that_cannot_be_read_is_told_and_not_choked_on(sqlite: Address, ops: str) -> None:
    tampered(sqlite, f"UPDATE changeset SET ops_text = '{ops}' WHERE seq = 2")  # noqa: S608
    assert {"change 2"} <= {one.place for one in verified(sqlite).faults}
    with pytest.raises(CadreError, match="holds what no change writes"):
        log_of(str(sqlite.file))
