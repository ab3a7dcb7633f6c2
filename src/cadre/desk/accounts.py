"""Accounts: who may log in at the web desk, with which role, reading as which audience."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import time

from cadre.desk import sessions
from cadre.desk.account import (
    Account,
    LoggedIn,
    NoAccountError,
    Note,
    WrongLogInError,
    key_of,
    refuse_unfit,
)
from cadre.desk.accounts_file import AccountsFile
from cadre.desk.passwords import hashed, is_outdated, is_right, refuse_weak
from cadre.desk.roles import Role
from cadre.desk.throttling import Throttle
from cadre.errors import CadreError


class Accounts:
    """The accounts of one file, for many threads at once.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time) -> None:
        """Open a file of accounts.

        Args:
            path: The file.
            clock: Gives seconds since 1970.

        Raises:
            CadreError: It isn't there, or is none.
        """
        self.path = path
        self._file = AccountsFile(path)
        self._throttle = Throttle(self._file)
        self._clock = clock

    @classmethod
    def begin(
        cls,
        path: Path,
        first: Account,
        password: str,
        *,
        by: str,
        clock: Callable[[], float] = time,
    ) -> Accounts:
        """Begin a file with its first account.

        Raises:
            CadreError: The first one is no administrator, name or password can't be taken, or the
                file can't be made. Then none is.
        """
        cls.refuse_first(path, first)
        refuse_weak(first.name, password)
        # Hashed before anything is made: the package may be missing.
        kept = hashed(password)
        AccountsFile(path, new=True).close()
        accounts = cls(path, clock=clock)
        accounts._insert(first, kept, by)
        return accounts

    @staticmethod
    def refuse_first(path: Path, first: Account) -> None:
        """Refuse what can't begin a file, whatever its password would be.

        Raises:
            CadreError: It is no administrator, or its name or audience can't be taken.
        """
        if first.role is not Role.ADMINISTRATOR:
            raise CadreError(
                str(path),
                f"would begin with the account of {_article(first.role)}",
                "an administrator first, since somebody must keep the accounts",
                "Give it the role: --role administrator",
            )
        refuse_unfit(first)

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with self._file.reading() as connection:
            rows = connection.execute(f"{_ASKED} ORDER BY key").fetchall()
        return tuple(map(_account, rows))

    def account(self, name: str) -> Account:
        """The account of a name.

        Raises:
            NoAccountError: There is none.
        """
        with self._file.reading() as connection:
            return self._one(connection, name)

    def notes(self, at_most: int = 50) -> tuple[Note, ...]:
        """What was last done to accounts, the last first."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT at, actor, name, what FROM note ORDER BY id DESC LIMIT ?", (at_most,)
            ).fetchall()
        return tuple(
            Note(at=_moment(at), actor=actor, name=name, what=what)
            for at, actor, name, what in rows
        )

    def add(self, account: Account, password: str, *, by: str) -> None:
        """Add an account.

        Raises:
            CadreError: There is one of that name, or name, audience or password can't be taken.
        """
        self.refuse_new(account)
        refuse_weak(account.name, password)
        self._insert(account, hashed(password), by)

    def refuse_new(self, account: Account) -> None:
        """Refuse an account that can't be added, whatever its password would be.

        Raises:
            CadreError: There is one of that name, or name or audience can't be taken.
        """
        refuse_unfit(account)
        with self._file.reading() as connection:
            asked = (key_of(account.name),)
            if connection.execute("SELECT 1 FROM account WHERE key = ?", asked).fetchone():
                raise _there_already(account.name)

    def _insert(self, account: Account, kept: str, by: str) -> None:
        with self._file.writing() as connection:
            try:
                connection.execute(
                    "INSERT INTO account (key, name, hash, role, reader, disabled)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        key_of(account.name),
                        account.name,
                        kept,
                        account.role.word,
                        account.reader,
                        account.disabled,
                    ),
                )
            except sqlite3.IntegrityError as error:
                raise _there_already(account.name) from error
            what = f"added as {account.role.word}, reading as {account.reader}"
            self._note(connection, by, account.name, what)

    def give(self, name: str, role: Role, *, reader: str | None = None, by: str) -> Account:
        """Give an account another role, and perhaps another audience. Its sessions end.

        Args:
            name: Whose.
            role: The role.
            reader: Id of the audience as which it reads from now on; None leaves it.
            by: Who does so.

        Raises:
            CadreError: There is no such account, or no administrator would be left.
        """
        with self._file.writing() as connection:
            old = self._one(connection, name)
            new = Account(name=old.name, role=role, reader=old.reader if reader is None else reader)
            refuse_unfit(new)
            connection.execute(
                "UPDATE account SET role = ?, reader = ? WHERE key = ?",
                (role.word, new.reader, key_of(name)),
            )
            self._refuse_headless(connection, old)
            if (new.role, new.reader) != (old.role, old.reader):
                sessions.end_all(connection, key_of(name))
                what = f"made {role.word}, reading as {new.reader}"
                self._note(connection, by, old.name, what)
            return self._one(connection, name)

    def disable(self, name: str, *, by: str) -> None:
        """Let an account log in no more. Its sessions end; what it did stays signed with its name.

        Raises:
            CadreError: There is no such account, or no administrator would be left.
        """
        self._switch(name, by, disabled=True)

    def enable(self, name: str, *, by: str) -> None:
        """Let an account log in again.

        Raises:
            NoAccountError: There is no such account.
        """
        self._switch(name, by, disabled=False)

    def _switch(self, name: str, by: str, *, disabled: bool) -> None:
        with self._file.writing() as connection:
            old = self._one(connection, name)
            connection.execute(
                "UPDATE account SET disabled = ? WHERE key = ?", (disabled, key_of(name))
            )
            self._refuse_headless(connection, old)
            sessions.end_all(connection, key_of(name))
            if old.disabled != disabled:
                what = "disabled" if disabled else "enabled"
                self._note(connection, by, old.name, what)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give an account a new password. Its sessions end.

        Raises:
            CadreError: There is no such account, or the password can't be taken.
        """
        old = self.account(name)
        refuse_weak(old.name, password)
        kept = hashed(password)
        with self._file.writing() as connection:
            connection.execute("UPDATE account SET hash = ? WHERE key = ?", (kept, key_of(name)))
            sessions.end_all(connection, key_of(name))
            self._note(connection, by, old.name, "given a new password")

    def change_own_password(self, name: str, old: str, new: str, address: str) -> LoggedIn:
        """Change a password by whoever knows the old one. All sessions end, and a new one begins.

        Raises:
            WrongLogInError: The old one is wrong.
            TooManyAttemptsError: Too many were tried.
            CadreError: The new one can't be taken.
        """
        refuse_weak(name, new)
        self._check(name, old, address)
        self.set_password(name, new, by=name)
        return self.log_in(name, new, address)

    def log_in(self, name: str, password: str, address: str) -> LoggedIn:
        """Begin a session.

        Args:
            name: As it was typed.
            password: As it was typed.
            address: Where the request comes from, as failed ones are counted.

        Raises:
            WrongLogInError: They don't belong together. Whether there is such an account can't be
                told from the answer, nor from the time that it takes.
            TooManyAttemptsError: Too many failed.
        """
        kept = self._check(name, password, address)
        renewed = hashed(password) if is_outdated(kept) else kept
        now = self._clock()
        with self._file.writing() as connection:
            # Nothing may have changed while the password was looked at.
            done = connection.execute(
                "UPDATE account SET logged_in = ?, hash = ?"
                " WHERE key = ? AND hash = ? AND NOT disabled",
                (now, renewed, key_of(name), kept),
            )
            if not done.rowcount:
                raise WrongLogInError
            token = sessions.begin(connection, key_of(name), now)
            return LoggedIn(account=self._one(connection, name), token=token)

    def _check(self, name: str, password: str, address: str) -> str:
        """The hash of an account's password, once it is seen to be the one that was typed."""
        attempt = self._throttle.begin(key_of(name), address, self._clock())
        with self._file.reading() as connection:
            found = connection.execute(
                "SELECT hash FROM account WHERE key = ? AND NOT disabled", (key_of(name),)
            ).fetchone()
        kept = None if found is None else str(found[0])
        if not is_right(password, kept) or kept is None:
            raise WrongLogInError
        self._throttle.forgive(attempt)
        return kept

    def moment(self) -> str:
        """What changes whenever anything does that a page tells of accounts."""
        asked = "SELECT (SELECT max(id) FROM note), (SELECT max(logged_in) FROM account)"
        with self._file.reading() as connection:
            return "-".join(map(str, connection.execute(asked).fetchone()))

    def session(self, token: str) -> Account | None:
        """Whose session a token stands for; None when it stands for none, or none any more."""
        now = self._clock()
        with self._file.reading() as connection:
            known = sessions.account_of(connection, token, now)
            if known is None:
                return None
            key, is_due = known
            row = connection.execute(f"{_ASKED} WHERE key = ? AND NOT disabled", (key,)).fetchone()
        if is_due:
            with self._file.writing() as connection:
                sessions.note_use(connection, token, now)
        return None if row is None else _account(row)

    def log_out(self, token: str) -> None:
        """End a session; one that isn't there is no error."""
        with self._file.writing() as connection:
            sessions.end(connection, token)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _one(self, connection: sqlite3.Connection, name: str) -> Account:
        row = connection.execute(f"{_ASKED} WHERE key = ?", (key_of(name),)).fetchone()
        if row is None:
            raise NoAccountError(self.path, name)
        return _account(row)

    def _refuse_headless(self, connection: sqlite3.Connection, before: Account) -> None:
        """Refuse a change after which nobody could keep the accounts."""
        left = connection.execute(
            "SELECT count(*) FROM account WHERE role = ? AND NOT disabled",
            (Role.ADMINISTRATOR.word,),
        ).fetchone()[0]
        if not left and before.role is Role.ADMINISTRATOR:
            raise CadreError(
                f"account {before.name!r}",
                "is the last administrator",
                "at least one administrator who can log in",
                "Make another account an administrator first.",
            )

    def _note(self, connection: sqlite3.Connection, by: str, name: str, what: str) -> None:
        connection.execute(
            "INSERT INTO note (at, actor, name, what) VALUES (?, ?, ?, ?)",
            (self._clock(), by, name, what),
        )


_ASKED = "SELECT name, role, reader, disabled, logged_in FROM account"


def _account(row: tuple[str, str, str, int, float | None]) -> Account:
    name, role, reader, disabled, logged_in = row
    return Account(
        name=name,
        role=Role.of(role),
        reader=reader,
        disabled=bool(disabled),
        logged_in=None if logged_in is None else _moment(logged_in),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _there_already(name: str) -> CadreError:
    return CadreError(
        f"account {name!r}",
        "is there already",
        "a name that no account has; upper and lower case are one",
        "Take another name, or give that account a new password.",
    )


def _article(role: Role) -> str:
    return f"{'an' if role.word[0] in 'ae' else 'a'} {role.word}"
