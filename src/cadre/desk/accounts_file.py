"""The file of accounts: one SQLite file, apart from the dossier, that one process or more share."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from cadre.errors import CadreError

PATIENCE = 30.0
"""Seconds to wait for others who write."""
_APPLICATION = 0x43616475
_FORM = 1
_TABLES = """
CREATE TABLE account (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    role TEXT NOT NULL,
    reader TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    logged_in REAL
) STRICT;
CREATE TABLE session (
    token BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (key) ON DELETE CASCADE,
    began REAL NOT NULL,
    seen REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account);
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    name BLOB NOT NULL,
    address BLOB NOT NULL
) STRICT;
CREATE INDEX attempt_name ON attempt (name, at);
CREATE INDEX attempt_address ON attempt (address, at);
CREATE INDEX attempt_at ON attempt (at);
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE TABLE secret (key BLOB NOT NULL) STRICT;
"""


class AccountsFile:
    """An open file of accounts, for many threads at once.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open a file, or begin one, readable by its owner only.

        Raises:
            CadreError: It isn't there, is there already (`new`), is none, or can't be opened.
        """
        self.path = path
        self._lock = RLock()
        if new:
            self._begin()
        elif not path.is_file():
            begin = f"cadre users {path} add NAME --role administrator"
            raise self._refusal("isn't there", f"Correct the path, or begin one: {begin}")
        with self._telling():
            self._connection = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(new)
            except BaseException:
                self._connection.close()
                raise

    def _begin(self) -> None:
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise CadreError(
                str(self.path),
                f"can't be begun ({error.strerror})",
                "a new file, in a folder that may be written to",
                "Name another one.",
            ) from error

    def _prepare(self, new: bool) -> None:
        run = self._connection.execute
        if not new:
            if run("PRAGMA application_id").fetchone() != (_APPLICATION,):
                raise self._refusal("is no file of accounts", "Name another one.")
            if run("PRAGMA user_version").fetchone() != (_FORM,):
                raise self._refusal("was made by a newer Cadre", "Update Cadre.")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")
        if new:
            self._connection.executescript(_TABLES)
            run("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
            run(f"PRAGMA user_version = {_FORM}")
            run(f"PRAGMA application_id = {_APPLICATION}")

    def _refusal(self, problem: str, remedy: str) -> CadreError:
        return CadreError(
            str(self.path), problem, "a file of accounts begun by `cadre users`", remedy
        )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one question."""
        with self._lock, self._telling():
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection, while nobody else writes; it is recorded whole or not at all."""
        with self._lock, self._telling():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What SQLite can't do, as an error that names the file."""
        try:
            yield
        except sqlite3.Error as error:
            raise CadreError(
                str(self.path),
                f"can't be read or written as a file of accounts ({error})",
                "a file of accounts begun by `cadre users`, on a disk with room",
                "Correct the path, or put back a copy.",
            ) from error

    def close(self) -> None:
        """Close it; nothing can be asked afterwards."""
        with self._lock:
            self._connection.close()
