"""Addresses: which database, which branch of it, and as of which change."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cadre.errors import CadreError

MAIN = "main"
"""The branch that a store begins with."""
ENDINGS = (".db", ".sqlite")
"""How a path ends that means a store, even before there is a file."""
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")

_MAGIC = b"SQLite format 3\x00"
_SERVER = re.compile(r"postgres(ql)?:")
_TAIL = re.compile(r"(?P<place>.*?)(#(?P<branch>[^#@]*))?(@(?P<at>[^@#]*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a dossier lies in a database.

    Attributes:
        file: The SQLite file; None for PostgreSQL.
        url: The address of a PostgreSQL database without its schema; empty for SQLite.
        schema: The schema of that database; empty is the one that the server takes by itself.
        branch: The branch.
        at: As of which change, by number or by time; None is the last one.
    """

    file: Path | None = None
    url: str = ""
    schema: str = ""
    branch: str = MAIN
    at: int | datetime | None = None

    @property
    def database(self) -> str:
        """The database as messages name it: without a password."""
        if self.file is not None:
            return str(self.file)
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        user = f"{parts.username}@" if parts.username else ""
        schema = f"?schema={self.schema}" if self.schema else ""
        return f"postgresql://{user}{host}{parts.path}{schema}"

    def __str__(self) -> str:
        branch = "" if self.branch == MAIN else f"#{self.branch}"
        at = "" if self.at is None else f"@{moment_text(self.at)}"
        return f"{self.database}{branch}{at}"

    def on(self, branch: str, at: int | datetime | None = None) -> Address:
        """The same store on another branch."""
        return replace(self, branch=checked_branch(branch), at=at)


def moment_text(at: int | datetime) -> str:
    """A change's number, or a time as addresses write it."""
    if isinstance(at, int):
        return str(at)
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def checked_branch(name: str) -> str:
    """The name of a branch, once it is sure that an address can hold it.

    Raises:
        CadreError: It can't.
    """
    if not BRANCH.fullmatch(name):
        raise CadreError(
            f"branch {name!r}",
            "is no name of a branch",
            "letters, digits, `.`, `_` and `-`, at most 64, the first a letter or digit",
            "Name it otherwise.",
        )
    return name


def is_address(where: Path | str) -> bool:
    """Whether `where` names a store: by its beginning, its first bytes, or its ending."""
    text = str(where)
    if _SERVER.match(text) or text.startswith("sqlite:"):
        return True
    if Path(text).exists():
        return _is_store_file(Path(text))
    place = _parted(text)[0]
    return (place != text and Path(place).exists() and _is_store_file(Path(place))) or _named(place)


def _is_store_file(path: Path) -> bool:
    """Whether a path that is there holds a SQLite database, or ends as if it did."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC or _named(str(path))
    except OSError:
        return _named(str(path))


def _named(text: str) -> bool:
    return text.lower().endswith(ENDINGS)


def _parted(text: str) -> tuple[str, str, str]:
    """Place, branch and as-of as they stand; what is empty isn't there."""
    # An `@` before the last `/` parts user and host, not place and change.
    head, slash, last = text.rpartition("/")
    found = _TAIL.fullmatch(last)
    if found is None:
        return text, "", ""
    branch, at = found["branch"], found["at"]
    return head + slash + found["place"], branch or "", at or ""


def parse(where: Path | str) -> Address:
    """The address that `where` states.

    Raises:
        CadreError: It is none.
    """
    text = str(where)
    if not _SERVER.match(text) and Path(text.removeprefix("sqlite:")).is_file():
        return Address(file=Path(text.removeprefix("sqlite:")))
    place, branch, at = _parted(text)
    address = _server(place) if _SERVER.match(place) else _file(place.removeprefix("sqlite:"))
    return replace(address, branch=checked_branch(branch or MAIN), at=_moment(at) if at else None)


def _file(path: str) -> Address:
    if not path or Path(path).is_dir():
        raise CadreError(
            f"sqlite:{path}", "names no file", "a path such as my-mission.db", "Name a file."
        )
    return Address(file=Path(path))


def _server(text: str) -> Address:
    parts = urlsplit(text)
    asked = parse_qs(parts.query, keep_blank_values=True)
    schema = "".join(asked.pop("schema", []))
    if not text.partition(":")[2].startswith("//") or not parts.path.strip("/"):
        raise CadreError(
            text.rpartition("@")[2],
            "is no address of a PostgreSQL database",
            "postgresql://user@host/database, with ?schema=name for one schema of it",
            "Correct the address.",
        )
    if asked or (schema and not SCHEMA.fullmatch(schema)) or ("schema=" in text and not schema):
        raise CadreError(
            "?" + "&".join(sorted(asked) or ["schema"]),
            "can't be part of the address of a store",
            "?schema=name, where name has small letters, digits and `_`",
            "Correct it; what else a connection needs goes into variables such as PGSSLMODE.",
        )
    return Address(url=f"postgresql://{parts.netloc}{parts.path}", schema=schema)


def _moment(text: str) -> int | datetime:
    """The number of a change, or a time with its zone."""
    try:
        if re.fullmatch(r"[0-9]{1,15}", text):
            return int(text)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and "T" in text:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise CadreError(
        f"@{text}",
        "is neither the number of a change nor a time with its zone",
        "a number such as @12, or a time such as @2026-11-20T12:00Z",
        "Correct it; `cadre store log` lists both.",
    )
