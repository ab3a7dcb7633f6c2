"""Origins: a folder written from a store knows the change it shows, so that an import can tell.

Without it whoever exports, edits and imports would take back what others changed meanwhile.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.schema import CHANGESET
from cadre.dossier.store.views import View, view

FILE = Path(".cadre") / "origin.json"
"""Where a folder keeps it."""


class Origin(NamedTuple):
    """What a folder was written from.

    Attributes:
        branch: The branch.
        seq: As of which change.
        seal: The seal of that, by which the store is known.
    """

    branch: str
    seq: int
    seal: str


def seal_of(connection: Connection, seq: int) -> str:
    """The seal of a change; empty when there is none."""
    return connection.scalar(select(CHANGESET.c.hash).where(CHANGESET.c.seq == seq)) or ""


def keep(folder: Path, origin: Origin) -> None:
    """Note in a folder what it was written from.

    Raises:
        StoreError: The folder can't be written to.
    """
    path = folder / FILE
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(origin._asdict()) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            str(path),
            f"can't be written: {error.strerror}",
            "a folder that may be written to",
            "Check its rights and the room left.",
        ) from error


def base(connection: Connection, folder: Path, branch: str) -> View | None:
    """What a folder was written from; None when that is no state of this branch.

    Raises:
        StoreError: The note in the folder can't be read.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        origin = Origin(str(plain["branch"]), int(plain["seq"]), str(plain["seal"]))
    except (OSError, ArithmeticError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(
            str(path),
            "doesn't say which change the folder was written from",
            "what `cadre store export` wrote",
            "Put it back; or delete it, so that the branch is made to state the whole folder.",
        ) from error
    if origin.branch != branch or not 0 < origin.seq < 2**53:
        return None
    known = seal_of(connection, origin.seq) == origin.seal
    return view(connection, branch, origin.seq) if known else None
