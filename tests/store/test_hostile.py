"""A database that somebody made to confuse the program: a sentence, or an answer, never a trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cadre.desk.signing import signed
from cadre.desk.store import branches_of, merge_branch, undo_changes, verify_store
from cadre.desk.store_history import log_of
from cadre.dossier.store.access import fork_at, load_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.schema import TABLES
from cadre.errors import CadreError
from tests.store.making import begun_store, by, edit, with_row

FIELDS = [(table.name, column.name) for table in TABLES.sorted_tables for column in table.columns]
ODD = {
    "nothing": None,
    "bytes": b"\xff\xfe\x00",
    "text": "odd \ud83d\ude00 text".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a number": 2**62,
}
"""What a cell of a database may hold that no change writes."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with two branches and a merge."""
    path = tmp_path_factory.mktemp("whole") / "mission.db"
    address = begun_store(Address(file=path))
    edit(address, with_row("bed_spaces", "huts", beds=2))
    fork_at(address, "option", by("anna"))
    edit(address.on("option"), with_row("bed_spaces", "huts", beds=3))
    merge_branch(str(path), "option", (), signed("anna"))
    return path.read_bytes()


def put(address: Address, table: str, column: str, value: object) -> None:
    """Put a value into each row, whatever the database would say against it."""
    assert address.file is not None
    with closing(sqlite3.connect(address.file)) as connection, connection:
        connection.execute(f"CREATE TABLE odd AS SELECT * FROM {table}")  # noqa: S608
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE odd RENAME TO {table}")
        connection.execute(
            f"UPDATE {table} SET {column} = ? "  # noqa: S608
            f"WHERE rowid = (SELECT max(rowid) FROM {table})",
            [value],
        )


def everything(address: Address) -> list[Callable[[], object]]:
    """All that can be asked of a store and done with it."""
    where = str(address.file)
    return [
        lambda: load_at(address),
        lambda: load_at(address.on("option")),
        lambda: load_at(address.on("main", 2)),
        lambda: log_of(where),
        lambda: log_of(f"{where}#option"),
        lambda: branches_of(where),
        lambda: verify_store(where, signed()),
        lambda: merge_branch(where, "option", ["ours"], signed("anna")),
        lambda: edit(address, with_row("bed_spaces", "huts", beds=9)),
        lambda: edit(address.on("option"), with_row("bed_spaces", "huts", beds=9)),
        lambda: undo_changes(where, (3, 3), signed("anna")),
        lambda: fork_at(address, "another", by("anna")),
    ]


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize(("table", "column"), FIELDS, ids=str)
def test_whatever_a_cell_holds_no_question_and_no_change_fails_without_a_sentence(
    whole: bytes, tmp_path: Path, table: str, column: str, value: object
) -> None:
    store = Address(file=tmp_path / "mission.db")
    (tmp_path / "mission.db").write_bytes(whole)
    assert load_at(store.on("option")).view.seq == 6
    put(store, table, column, value)
    for asked in everything(store):
        with suppress(CadreError):
            asked()
