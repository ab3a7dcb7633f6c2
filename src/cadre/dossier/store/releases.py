"""The record of what left a store: which reader was shown what, each line sealed in turn."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select

from cadre.dossier.store.checkpoints import Released
from cadre.dossier.store.opening import Store
from cadre.dossier.store.schema import HEAD, RELEASE

FIRST = "0" * 64
"""What the first line is sealed with."""

Sealed = Callable[[str], tuple[str, str]]
"""From the seal of the line before, the text of a line and its seal."""


def append(store: Store, sealed: Sealed) -> None:
    """Add a line; it is on the disk once this returns.

    Raises:
        StoreError: It can't be written, so that nothing may be released.
    """
    with store.writing() as connection:
        # The head is the one row that whoever writes locks.
        connection.execute(select(HEAD.c.seq).with_for_update())
        last = end(connection)
        entry, seal = sealed(last.seal)
        made = {"seq": last.line + 1, "entry": entry, "seal": seal}
        connection.execute(insert(RELEASE), [made])


def end(connection: Connection) -> Released:
    """The last line of the record."""
    own = RELEASE.c
    last = connection.execute(select(own.seq, own.seal).order_by(own.seq.desc()).limit(1)).first()
    return Released(0, FIRST) if last is None else Released(last.seq, last.seal)


def lines(connection: Connection) -> list[tuple[int, str, str]]:
    """Every line: its number, its text and its seal."""
    found = connection.execute(select(RELEASE).order_by(RELEASE.c.seq))
    return [(one.seq, one.entry, one.seal) for one in found]
