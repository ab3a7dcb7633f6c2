"""Addresses: which database, which branch of it, and as of which change."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from os.path import isfile
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
# Other schemes, too: what is refused as an address isn't repeated as the path of a folder.
_SERVER = re.compile(r"postgres(ql)?:|(?!sqlite:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# Strict, so that no sign of a password is ever taken for host, database or branch, and then told.
_URL = re.compile(
    r"postgres(?:ql)?://(?P<login>[^:/@?#\s]*(?::[^:/@?#\s]*)?@)?"
    r"(?P<host>(?:\[[0-9a-fA-F:.]+\]|[^:/@?#\s\[\]]*)(?::[0-9]{1,5})?)"
    r"(?P<database>/[^:/@?#\s]+)(?:\?(?P<query>[^@#\s]*))?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(#(?P<branch>[^@]*))?(@(?P<at>.*))?", re.DOTALL)


Moment = int | datetime | date
"""The number of a change, a time with its zone, or a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a dossier lies in a database.

    Attributes:
        file: The SQLite file; None for PostgreSQL.
        url: The address of a PostgreSQL database without its schema; empty for SQLite.
        schema: The schema of that database; empty is the one that the server takes by itself.
        branch: The branch.
        at: As of which change: by number, by a time, or by a day, which means its end in UTC; None
            is the last one.
    """

    file: Path | None = None
    url: str = ""
    schema: str = ""
    branch: str = MAIN
    at: Moment | None = None

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

    def on(self, branch: str, at: Moment | None = None) -> Address:
        """The same store on another branch."""
        return replace(self, branch=checked_branch(branch), at=at)


def moment_text(at: Moment) -> str:
    """A change's number, a time or a day as addresses write it."""
    if isinstance(at, datetime):
        whole = "seconds" if not at.microsecond else "microseconds"
        return at.astimezone(UTC).isoformat(timespec=whole).replace("+00:00", "Z")
    return str(at)


def end_text(at: datetime | date) -> str:
    """The end of a time, as change sets hold times.

    A day ends at midnight in UTC. A time without a fraction, as `cadre store log` prints it, ends
    with its second, so that it means the change that is listed with it.
    """
    if not isinstance(at, datetime):
        return f"{at.isoformat()}T23:59:59.999999Z"
    last = at.astimezone(UTC)
    last = last if last.microsecond else last.replace(microsecond=999_999)
    return last.isoformat(timespec="microseconds").replace("+00:00", "Z")


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


_STORES: set[tuple[int, int]] = set()
"""Files that are known to hold databases, by device and number."""


def _is_store_file(path: Path) -> bool:
    """Whether a path that is there holds a SQLite database, or ends as if it did."""
    if not path.is_file():
        return False
    if _named(str(path)):
        return True
    # Closing a file takes all of a process's locks off it, those of SQLite, too, so that other
    # programs would write over what this one writes. So a database is looked into once only,
    # before it is opened.
    told = path.stat()
    if (told.st_dev, told.st_ino) in _STORES:
        return True
    try:
        with path.open("rb") as stream:
            found = stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False
    if found:
        _STORES.add((told.st_dev, told.st_ino))
    return found


def _named(text: str) -> bool:
    return text.lower().endswith(ENDINGS)


def _parted(text: str) -> tuple[str, str, str]:
    """Place, branch and as-of as they stand; what is empty isn't there."""
    # An `@` before the last `/` parts user and host, not place and change.
    head, slash, last = text.rpartition("/")
    start = len(head + slash)
    cuts = [start + one.start() for one in re.finditer("[#@]", last)] or [len(text)]
    end = cuts[0] if _SERVER.match(text) else _end_of_file(text, cuts)
    found = _TAIL.fullmatch(text, end)
    branch, at = ("", "") if found is None else (found["branch"], found["at"])
    return text[:end], branch or "", at or ""


def _end_of_file(text: str, cuts: list[int]) -> int:
    """Where the name of a file ends that may hold the signs that part addresses."""
    ends = sorted({*cuts, len(text)}, reverse=True)
    # Path.is_file raises where a text is too long for the name of a file.
    there = (end for end in ends if isfile(text[:end]))  # noqa: PTH113
    called = (end for end in ends if _named(text[:end]))
    return next(there, next(called, cuts[0]))


def parse(where: Path | str) -> Address:
    """The address that `where` states.

    Raises:
        CadreError: It is none.
    """
    text = str(where)
    place, branch, at = _parted(text.removeprefix("sqlite:"))
    address = _server(place) if _SERVER.match(text) else _file(place)
    return replace(address, branch=checked_branch(branch or MAIN), at=_moment(at) if at else None)


def _file(path: str) -> Address:
    if not path or Path(path).is_dir():
        raise CadreError(
            f"sqlite:{path}", "names no file", "a path such as my-mission.db", "Name a file."
        )
    return Address(file=Path(path))


def _server(text: str) -> Address:
    found = _URL.fullmatch(text)
    if found is None:
        # Not repeated: what is put together wrongly may hold a password anywhere.
        raise CadreError(
            "the address of the server",
            "is no address of a PostgreSQL database",
            "postgresql://user@host:port/database, with ?schema=name for one schema of it",
            "Correct the address; in user and password write signs such as @ : / # ? as %40 %3A "
            "%2F %23 %3F.",
        )
    asked = parse_qs(found["query"] or "", keep_blank_values=True)
    schemas = asked.pop("schema", None)
    schema = "" if schemas is None else schemas[0]
    if asked or (schemas is not None and (len(schemas) > 1 or not SCHEMA.fullmatch(schema))):
        raise CadreError(
            "?" + "&".join(sorted(asked) or ["schema"]),
            "can't be part of the address of a store",
            "?schema=name, where name has small letters, digits and `_`",
            "Correct it; what else a connection needs goes into variables such as PGSSLMODE.",
        )
    place = f"{found['login'] or ''}{found['host']}{found['database']}"
    return Address(url=f"postgresql://{place}", schema=schema)


def _moment(text: str) -> Moment:
    """The number of a change, a time with its zone, or a day."""
    try:
        if re.fullmatch(r"[0-9]{1,15}", text):
            return int(text)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and "T" in text:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise CadreError(
        f"@{text}",
        "is neither the number of a change nor a day nor a time with its zone",
        "@12, @2026-11-20 or @2026-11-20T12:00Z, behind the branch where one is named",
        "Correct it; `cadre store log` lists numbers and times.",
    )
