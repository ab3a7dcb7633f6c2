"""Opening a store: connections that keep what they acknowledge, and refusals of what is none."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from cadre.dossier.store.address import Address
from cadre.dossier.store.faults import StoreError, telling
from cadre.dossier.store.schema import REVISIONS, TABLES, VERSION_TABLE

PATIENCE = 30.0
"""Seconds to wait for others who write."""
APPLICATION = 0x43616472
"""What SQLite files of Cadre bear in their header, so that other tools can tell: `Cadr`."""
_WRITES = "cadre_writes"
_POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 32, "pool_timeout": PATIENCE}
"""How many connections an engine keeps, and has at most, more than a server has threads."""

Reading = Connection
"""A connection, for those who only pass it on."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store.

    Attributes:
        address: Its address; branch and as-of are those that were asked for.
        engine: Where connections come from.
    """

    address: Address
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store, whoever writes meanwhile."""
        with telling(self.address), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that alone writes; all of it is recorded at the end, or nothing."""
        with telling(self.address), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection


@contextmanager
def opened(address: Address, *, writes: bool = False) -> Iterator[Store]:
    """An open store, closed at the end.

    A store whose tables have an older form is read as it is, and brought to this form before it is
    written to, in one step.

    Raises:
        StoreError: It isn't there, is no store, was made by a newer Cadre, or can't be opened.
    """
    if address.file is not None and not address.file.exists():
        raise StoreError(
            address.database,
            "isn't there",
            "a store made by `cadre store init`",
            f"Correct the path, or begin one: cadre store init {address.database}",
        )
    kept = _KEPT.of(address)
    store = Store(address, kept or _engine(address))
    try:
        with store.reading() as connection:
            # Of a store that is kept open, tables don't come and go; its form may rise.
            form = _form_told(connection, address) if kept else _form(connection, address)
        if writes and form != REVISIONS[-1]:
            _upgrade(store)
        yield store
    finally:
        if kept is None:
            store.engine.dispose()


class _Kept:
    """The engines of stores that are kept open, while anybody asks for that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asking = 0
        self._engines: dict[tuple[object, ...], Engine] = {}

    def of(self, address: Address) -> Engine | None:
        """The engine of a store, looked at once before; None when none are kept."""
        if not self._asking:
            return None
        key = _identity(address)
        with self._lock:
            engine = self._engines.get(key)
        if engine is not None:
            return engine
        made = _engine(address, kept=True)
        try:
            with Store(address, made).reading() as connection:
                _form(connection, address)
        except BaseException:
            made.dispose()
            raise
        with self._lock:
            engine = self._engines.setdefault(key, made) if self._asking else made
        if engine is not made:
            made.dispose()
        return engine

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Keep engines for as long as this lasts; the last one who asked closes them."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                left = [] if self._asking else list(self._engines.values())
                if not self._asking:
                    self._engines.clear()
            for one in left:
                one.dispose()


_KEPT = _Kept()


def kept_open() -> AbstractContextManager[None]:
    """Keep stores open between calls while this lasts, as a server needs it.

    There is one engine a store, whose connections threads share. A database that is put in the
    place of a file is opened anew.
    """
    return _KEPT.asked()


def _identity(address: Address) -> tuple[object, ...]:
    """What tells stores apart: a file by its place on the disk, a server's by its address."""
    if address.file is None:
        return address.url, address.schema
    there = address.file.stat()
    return str(address.file.resolve()), there.st_dev, there.st_ino, _mode(address.file, new=False)


@contextmanager
def begun(address: Address, fill: Callable[[Connection], object]) -> Iterator[Store]:
    """A new store, made in one step with what `fill` records in it.

    Raises:
        StoreError: There is one already, something else lies there, or it can't be made.
    """
    _refuse_occupied(address)
    store = Store(address, _engine(address, new=True))
    try:
        with store.writing() as connection:
            _prepare(connection, address)
            if inspect(connection).get_table_names():
                raise _occupied(address)
            _revise(connection, REVISIONS[-1])
            fill(connection)
        yield store
    finally:
        store.engine.dispose()


def _refuse_occupied(address: Address) -> None:
    """Refuse a file that holds something, before anything of it is touched."""
    if address.file is None or not address.file.exists() or not address.file.stat().st_size:
        return
    store = Store(address, _engine(address))
    try:
        with store.reading() as connection:
            if inspect(connection).get_table_names():
                raise _occupied(address)
    finally:
        store.engine.dispose()


def _occupied(address: Address) -> StoreError:
    return StoreError(
        address.database,
        "holds something already",
        "a new file, or an empty database or schema",
        "Name another one.",
    )


def _prepare(connection: Connection, address: Address) -> None:
    """What must be so before tables are made."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA application_id = {APPLICATION}"))
        return
    coding = connection.scalar(text("SHOW server_encoding"))
    if coding != "UTF8":
        raise StoreError(
            address.database,
            f"keeps text as {coding}, which can't hold every letter",
            "a database in UTF8",
            "Have one made: createdb --encoding=UTF8 --template=template0 NAME.",
        )
    # Asked first: making one takes rights that whoever owns the schema may not have.
    if address.schema and not inspect(connection).has_schema(address.schema):
        connection.execute(text(f'CREATE SCHEMA "{address.schema}"'))


def _form(connection: Connection, address: Address) -> str:
    """The form of a store's tables.

    Raises:
        StoreError: They are no store's, or newer than this Cadre.
    """
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        raise StoreError(
            address.database,
            "holds tables of another program" if names else "is empty",
            "a store made by `cadre store init`",
            "Name another database."
            if names
            else f"Begin a store: cadre store init {address.database}",
        )
    form = _form_told(connection, address)
    missing = {name for name in TABLES.tables if name != "merged"} - names
    if missing:
        raise StoreError(
            address.database,
            f"lacks the tables {', '.join(sorted(missing))}",
            "a whole store",
            "Put back a copy.",
        )
    return form


def _form_told(connection: Connection, address: Address) -> str:
    """The form that a store says its tables have.

    Raises:
        StoreError: It is newer than this Cadre.
    """
    forms = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()  # noqa: S608
    form = str(forms[0]) if forms else "no form at all"
    if form not in REVISIONS:
        raise StoreError(
            address.database,
            f"has tables of form {form}, which this Cadre doesn't know",
            f"form {REVISIONS[0]} to {REVISIONS[-1]}",
            "Open it with the newer Cadre that made it.",
        )
    return form


def _upgrade(store: Store) -> None:
    """Bring the tables to the newest form; two who try at once do it one after the other."""
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(current_schema()))"))
        if _form(connection, store.address) != REVISIONS[-1]:
            _revise(connection, REVISIONS[-1])


def _revise(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` in the connection's transaction."""
    # Alembic takes a tenth of a second to load, and reading doesn't need it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    folder = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _engine(address: Address, *, new: bool = False, kept: bool = False) -> Engine:
    if address.file is not None:
        return _sqlite(address.file, new=new)
    if find_spec("psycopg") is None:
        raise StoreError(
            address.database,
            "needs psycopg, which isn't installed",
            "Cadre with its extra `postgres`",
            "Install it: pip install 'cadre-planner[postgres]'",
        )
    asked = {"connect_timeout": "10", "application_name": "cadre"}
    settings = [f"-clock_timeout={int(PATIENCE * 1000)}"]
    if address.schema:
        settings.append(f"-csearch_path={address.schema}")
    url = make_url(address.url).set(drivername="postgresql+psycopg")
    connecting = {**asked, "options": " ".join(settings)}
    # A server that was restarted leaves connections behind that are kept and dead.
    return create_engine(url, connect_args=connecting, pool_pre_ping=kept, **_POOL)


def _sqlite(file: Path, *, new: bool) -> Engine:
    address = f"{file.resolve().as_uri()}?mode={_mode(file, new=new)}"

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(
            address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            # A change is acknowledged once it is on the disk, not before.
            made.execute("PRAGMA synchronous = FULL")
            made.execute("PRAGMA trusted_schema = OFF")
            if new:
                made.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            made.close()
            raise
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, **_POOL)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Who means to write takes the lock first: else two who both have read can't both go on.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _mode(file: Path, *, new: bool) -> str:
    """How SQLite opens a file; one that can't be written to, beside no log, is read as it lies."""
    if new:
        return "rwc"
    if os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK):
        return "rw"
    log = file.with_name(f"{file.name}-wal")
    return "ro" if log.exists() else "ro&immutable=1"
