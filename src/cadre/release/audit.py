"""The record of what left: an append-only log, each line sealed with the hash of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cadre.errors import CadreError

FIRST = "0" * 64
"""What the first line of a log is sealed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One thing shown to one audience.

    Attributes:
        at: When, as an ISO time with its zone.
        reader: To whom.
        what: What was shown: the command.
        digest: SHA-256 of what was shown.
        made_from: SHA-256 of the dossier it was made from.
        withheld: How many parts were withheld.
    """

    at: str
    reader: str
    what: str
    digest: str
    made_from: str
    withheld: int


def record(log: Path, release: Release) -> str:
    """Append a release to `log`, creating it if need be; the hash that seals its line.

    Raises:
        CadreError: The log can't be written, so that nothing may be released.
    """
    try:
        line, seal = sealed(release, last_seal(log))
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise CadreError(
            str(log),
            f"can't be written ({error.strerror})",
            "a log that records every release",
            "Make the folder writable, or copy the dossier to one that is.",
        ) from error
    return seal


def sealed(release: Release, before: str) -> tuple[str, str]:
    """The line of a release, and the hash that seals it with that of the line before."""
    entry = {name: getattr(release, name) for name in Release.__slots__} | {"before": before}
    seal = sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
    return json.dumps({**entry, "seal": seal}, sort_keys=True), seal


def last_seal(log: Path) -> str:
    """The hash that seals the last line; `FIRST` when there is no line yet."""
    if not log.exists():
        return FIRST
    lines = log.read_text(encoding="utf-8").splitlines()
    return str(json.loads(lines[-1])["seal"]) if lines else FIRST


def first_broken_line(log: Path) -> int | None:
    """Number of the first line, from 1, that doesn't follow from those before; None when all do."""
    return first_broken(log.read_text(encoding="utf-8").splitlines() if log.exists() else [])


def first_broken(lines: Iterable[str]) -> int | None:
    """Number of the first of these lines, from 1, that doesn't follow from those before."""
    before = FIRST
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            seal = entry.pop("seal")
        except (json.JSONDecodeError, KeyError, AttributeError):
            return number
        body = json.dumps(entry, sort_keys=True)
        if entry.get("before") != before or sha256(body.encode()).hexdigest() != seal:
            return number
        before = seal
    return None
