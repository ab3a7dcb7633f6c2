"""What a database can't do, as a sentence: place, what happened, what is allowed, what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from cadre.dossier.store.address import Address
from cadre.errors import DossierError

Told = tuple[str, str, str]
"""What happened, what is allowed, what to do."""

_SQLITE: Mapping[str, Told] = {
    "NOTADB": (
        "is no SQLite database",
        "a store made by `cadre store init`",
        "Name another file, or put back a copy.",
    ),
    "CORRUPT": (
        "is damaged: its pages don't fit together",
        "a whole SQLite database",
        "Put back a copy, and compare it with the checkpoints by `cadre store verify`.",
    ),
    "BUSY": (
        "is locked by another program that has been writing for too long",
        "a store that others write to for moments only",
        "Wait until it is done, or end it, and try again.",
    ),
    "READONLY": (
        "may not be written to",
        "a file and a folder with the right to write",
        "Change the rights, or copy the store elsewhere.",
    ),
    "CANTOPEN": (
        "can't be opened",
        "a file in a folder that exists, with the right to read",
        "Check the path and the rights.",
    ),
    "FULL": (
        "has no room left on its disk, so nothing was recorded",
        "a disk with room",
        "Make room, and repeat the change.",
    ),
    "IOERR": (
        "can't be read or written: the disk reports an error, or has no room left",
        "a sound disk with room",
        "Check the disk, and repeat what was asked.",
    ),
    "PERM": ("may not be opened", "the right to read", "Check its rights."),
    "AUTH": ("may not be opened", "the right to read", "Check its rights."),
    "ERROR": (
        "isn't laid out as a store",
        "a store made by `cadre store init`",
        "Name another file, or put back a copy.",
    ),
}
"""By the beginning of SQLite's names of errors, without `SQLITE_`."""

_POSTGRESQL: Mapping[str, Told] = {
    "42501": (
        "gives this user too few rights",
        "a user who may read the store, and write to it to change it",
        "Have the rights granted.",
    ),
    "25006": ("may only be read here", "a server that may be written to", "Name the main server."),
    "53": (
        "has no room or no connection left, so nothing was recorded",
        "a server with room",
        "Make room, and repeat the change.",
    ),
    "55P03": (
        "is locked by another program that has been writing for too long",
        "a store that others write to for moments only",
        "Wait until it is done, or end it, and try again.",
    ),
    "57": (
        "ended the connection, so nothing was recorded",
        "a server that runs",
        "Try again.",
    ),
    "42": (
        "isn't laid out as a store",
        "a store made by `cadre store init`",
        "Name another database or schema, or put back a copy.",
    ),
}
"""By the beginning of the code (SQLSTATE) that the server gives."""


_UNREACHED: Mapping[str, Told] = {
    r"database .* does not exist": (
        "isn't there: its server has no database of that name",
        "a database that is there",
        "Correct its name, or have it made: createdb --encoding=UTF8 --template=template0 NAME.",
    ),
    r"authentication failed|no password supplied|role .* does not exist|pg_hba|not permitted": (
        "doesn't let this user in",
        "a user whom the server knows and lets in from this machine",
        "Correct user and password (~/.pgpass, PGPASSWORD), or have pg_hba.conf let you in.",
    ),
    r"(resolve|translate) host|port number": (
        "can't be reached: nothing is known of its host or port",
        "the host of a PostgreSQL server, and its port behind a colon",
        "Correct host and port, or connect to the network that knows them.",
    ),
    r"connection refused|no such file": (
        "can't be reached: no server answers at its host and port",
        "a PostgreSQL server that runs",
        "Have it started, or correct host and port.",
    ),
    r"time(d )?out|unreachable|no route": (
        "can't be reached: its host gives no answer",
        "a host that can be reached from here",
        "Correct host and port, or look whether the network or a firewall stands between.",
    ),
    r"too many (clients|connections)|connection slots": (
        "has no connection left",
        "a server with room",
        "Try again once others are done.",
    ),
    r"system is|in recovery": (
        "isn't ready: its server is being started or stopped",
        "a server that runs",
        "Try again in a while.",
    ),
    r"\bssl\b|certificate": (
        "can't be reached: its server and this machine agree on no encryption",
        "a connection as the server asks for it",
        "Set PGSSLMODE, and PGSSLROOTCERT where the server's certificate is of one's own making.",
    ),
    r"closed|is lost|terminat|reset by|broken pipe": (
        "can't be reached any more: the connection broke off",
        "a server that runs and answers",
        "Try again once it does.",
    ),
}
"""By what the client says when there is no code: in English, whatever the server speaks."""


class StoreError(DossierError):
    """A store can't be opened, read or written."""


class LostError(StoreError):
    """The connection to the server was lost."""


def odd_cell(value: object, wanted: str) -> StoreError:
    """The sentence for a cell that holds what no change writes."""
    return StoreError(
        "a cell of the store",
        f"holds {str(value)[:40]!r}, which no change writes",
        wanted,
        "Look for what was tampered with by `cadre store verify`, or put back a copy.",
    )


@contextmanager
def telling(address: Address) -> Iterator[None]:
    """Turn what the database refuses into a sentence.

    Raises:
        StoreError: Whatever the database refused.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise told(address, error) from error
    except sqlite3.Error as error:
        raise _sqlite_told(address, error) from error


def told(address: Address, error: SQLAlchemyError) -> StoreError:
    """The sentence for an error of the database."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return _sqlite_told(address, cause)
    code = getattr(cause, "sqlstate", None) or ""
    if cause is not None and not code:
        return _lost(address, cause)
    for length in (5, 2):
        if code[:length] in _POSTGRESQL:
            kind = LostError if code.startswith("57P") else StoreError
            return kind(address.database, *_POSTGRESQL[code[:length]])
    return _strange(address, cause or error)


def _sqlite_told(address: Address, error: sqlite3.Error) -> StoreError:
    name = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    for beginning, sentence in _SQLITE.items():
        if name.startswith(beginning):
            return StoreError(address.database, *sentence)
    return _strange(address, error)


def _lost(address: Address, cause: BaseException) -> StoreError:
    """No code: the server let nobody in, didn't answer, or fell silent."""
    said = str(cause)
    for words, sentence in _UNREACHED.items():
        if re.search(words, said, re.IGNORECASE):
            return LostError(address.database, *sentence)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return LostError(
        address.database,
        f"can't be reached ({lines[0] if lines else type(cause).__name__})",
        "a PostgreSQL server that runs and lets this machine in",
        "Check that it runs, and the address with its user and database.",
    )


def _strange(address: Address, cause: BaseException) -> StoreError:
    first = (str(cause).splitlines() or [type(cause).__name__])[0]
    return StoreError(
        address.database,
        f"refused what was asked: {first}",
        "a sound store",
        "Look for what is wrong by `cadre store verify`.",
    )
