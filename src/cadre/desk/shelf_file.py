"""The file behind shelf and jobs: one SQLite database that threads and processes share."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cadre.errors import CadreError

PATIENCE = 30.0
"""Seconds to wait for others who write."""
FORM = 1
"""The form of the tables below, as the file's header bears it."""
_TABLES = (
    """create table if not exists kept (
        key text primary key, kind text not null, reader text not null, made_from text not null,
        asked text not null, answer text not null, withheld integer not null,
        at text not null, by text not null) strict""",
    """create table if not exists answered (
        ordered text primary key, key text not null references kept (key)) strict""",
    """create table if not exists plans (
        branch text not null, key text not null references kept (key), status text not null,
        worth real not null, bound real, at text not null, by text not null,
        primary key (branch, key)) strict""",
    """create table if not exists in_force (
        number integer primary key autoincrement, branch text not null,
        key text not null references kept (key), at text not null, by text not null) strict""",
    """create trigger if not exists in_force_unchanged before update on in_force
        begin select raise(abort, 'what was put in force stays recorded'); end""",
    """create trigger if not exists in_force_undeleted before delete on in_force
        begin select raise(abort, 'what was put in force stays recorded'); end""",
    """create table if not exists jobs (
        place integer primary key autoincrement, id text not null unique, ordered text not null,
        state text not null, event integer not null, job text not null) strict""",
    "create index if not exists jobs_by_event on jobs (event)",
    """create table if not exists events (
        one integer primary key check (one = 1), reserved integer not null) strict""",
)


class ShelfFile:
    """A SQLite file with the tables of shelf and jobs.

    A connection lives as long as one reading or writing, so that any thread may use it.

    Attributes:
        path: Where it lies.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; make it, for its owner's eyes only, if it isn't there.

        Raises:
            CadreError: It can't be made or read, or a newer Cadre made it.
        """
        self.path = path
        with self._telling():
            path.touch(mode=0o600, exist_ok=True)
            with closing(self._connected()) as connection:
                _keep_a_log(connection)
                form = int(connection.execute("pragma user_version").fetchone()[0])
                if form < FORM:
                    _prepare(connection)
        if form > FORM:
            raise CadreError(
                str(path), "was made by a newer Cadre", "a file of this one", "Name another file."
            )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the file, whoever writes meanwhile."""
        with self._telling(), closing(self._connected()) as connection:
            connection.execute("begin")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that alone writes; all of it is kept at the end, or nothing."""
        with self._telling(), closing(self._connected()) as connection:
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma foreign_keys = on")
        # With the log ahead of the file, what a power cut may take is the last moment only.
        connection.execute("pragma synchronous = normal")
        return connection

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What SQLite can't do, told as what the call can't do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise CadreError(
                str(self.path),
                f"can't be read or written: {error}",
                "a file of kept results in a folder that exists and may be written to",
                "Check its rights and the room left, or name another file.",
            ) from error


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch to a log ahead of the file; SQLite doesn't wait for others who do so at that moment.

    Raises:
        sqlite3.OperationalError: Others hold the file for too long.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("begin immediate")
    for table in _TABLES:
        connection.execute(table)
    connection.execute("insert or ignore into events values (1, 0)")
    connection.execute(f"pragma user_version = {FORM}")
    connection.execute("commit")
