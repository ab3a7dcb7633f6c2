"""An account: who somebody is at the web desk, and how refusals about it are told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cadre.desk.roles import Role
from cadre.errors import CadreError

STAFF = "staff"
"""The audience that an account reads as when none is named."""
_NAME = re.compile(r"[^\W_](?:[\w.@'-]{0,62}[\w])?")
_AUDIENCE = re.compile(r"[\w.-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may log in.

    Attributes:
        name: Their name, as changes are signed with it; names that differ in case only are one.
        role: What they may do.
        reader: Id of the audience of the dossier as which they read.
        disabled: Whether they may not log in at present.
        logged_in: When they last logged in; None when never.
    """

    name: str
    role: Role
    reader: str = STAFF
    disabled: bool = False
    logged_in: datetime | None = None

    @property
    def told(self) -> dict[str, object]:
        """As plain values: the role by its word, times in ISO's form."""
        return {
            "name": self.name,
            "role": self.role.word,
            "reader": self.reader,
            "disabled": self.disabled,
            "logged_in": None if self.logged_in is None else self.logged_in.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A session that has begun.

    Attributes:
        account: Whose.
        token: What the browser shows from now on; it is kept nowhere.
    """

    account: Account
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that was done to an account.

    Attributes:
        at: When.
        actor: By whom.
        name: Whose account.
        what: What was done.
    """

    at: datetime
    actor: str
    name: str
    what: str


class WrongLogInError(CadreError):
    """Name and password don't belong together, or the account is disabled: it isn't told which."""

    def __init__(self) -> None:
        super().__init__(
            "log-in",
            "this name and password don't open an account",
            "the name and password of an account that isn't disabled",
            "Try again, or ask an administrator for a new password.",
        )


class NoAccountError(CadreError):
    """An account that isn't there, named by whoever may list them all."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            f"account {name[:64]!r}",
            f"isn't in {path}",
            "an account that was added",
            f"Correct the name, or add it. To list all: cadre users {path} list",
        )


def key_of(name: str) -> str:
    """What makes two names one: case, and how letters are put together, don't count."""
    readable = name.strip().encode("utf-8", "backslashreplace").decode()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", readable).casefold())


def refuse_unfit(account: Account) -> None:
    """Refuse names that can't be read back from a log, or told apart in one."""
    if not _NAME.fullmatch(account.name):
        raise CadreError(
            "the name of an account",
            f"is {account.name[:64]!r}",
            "1 to 64 letters, figures, and . @ ' - _ between them",
            "Write it as anna.rossi, for one.",
        )
    if not _AUDIENCE.fullmatch(account.reader):
        raise CadreError(
            "the audience of an account",
            f"is {account.reader[:64]!r}",
            "the id of an audience of the dossier, or staff",
            "Write the id as the table audiences has it.",
        )
