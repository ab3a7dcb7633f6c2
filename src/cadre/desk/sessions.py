"""Sessions: who is logged in, known by a token of which only the hash is kept."""

from __future__ import annotations

import secrets
import sqlite3
from hashlib import sha256

IDLE, LONGEST = 12 * 3600.0, 7 * 24 * 3600.0
"""Seconds after which a session ends: since it was last used, and since it began."""
MOST = 20
"""Sessions that an account may have at once; the oldest end first."""
_MINUTE = 60.0


def begin(connection: sqlite3.Connection, account: str, now: float) -> str:
    """Begin a session of an account.

    Args:
        connection: The file, being written.
        account: The key of the account.
        now: Seconds since 1970.

    Returns:
        Its token: 256 random bits.
    """
    token = secrets.token_urlsafe(32)
    run = connection.execute
    run("DELETE FROM session WHERE seen <= ? OR began <= ?", (now - IDLE, now - LONGEST))
    run("INSERT INTO session VALUES (?, ?, ?, ?)", (_kept(token), account, now, now))
    run(
        # Of those that began at the same moment the new one stays.
        "DELETE FROM session WHERE account = ? AND token NOT IN (SELECT token FROM session"
        " WHERE account = ? ORDER BY began DESC, token = ? DESC LIMIT ?)",
        (account, account, _kept(token), MOST),
    )
    return token


def account_of(connection: sqlite3.Connection, token: str, now: float) -> tuple[str, bool] | None:
    """The key of the account that a token stands for, and whether its use is to be noted.

    None when there is no such session, or it has run out.
    """
    found = connection.execute(
        "SELECT account, seen FROM session WHERE token = ? AND seen > ? AND began > ?",
        (_kept(token), now - IDLE, now - LONGEST),
    ).fetchone()
    # Once a minute is enough: else every page that is looked at would be a write.
    return None if found is None else (found[0], now - found[1] >= _MINUTE)


def note_use(connection: sqlite3.Connection, token: str, now: float) -> None:
    """Note that a session was used just now."""
    connection.execute("UPDATE session SET seen = ? WHERE token = ?", (now, _kept(token)))


def end(connection: sqlite3.Connection, token: str) -> None:
    """End the session of a token; one that isn't there is no error."""
    connection.execute("DELETE FROM session WHERE token = ?", (_kept(token),))


def end_all(connection: sqlite3.Connection, account: str) -> None:
    """End all sessions of an account."""
    connection.execute("DELETE FROM session WHERE account = ?", (account,))


def _kept(token: str) -> bytes:
    return sha256(token.encode("utf-8", "backslashreplace")).digest()
