"""The record of what left a store: which reader was shown what, each line sealed in turn."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import insert, select

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
        own = RELEASE.c
        last = connection.execute(
            select(own.seq, own.seal).order_by(own.seq.desc()).limit(1)
        ).first()
        entry, seal = sealed(FIRST if last is None else last.seal)
        seq = 1 if last is None else last.seq + 1
        connection.execute(insert(RELEASE), [{"seq": seq, "entry": entry, "seal": seal}])


def lines(store: Store) -> list[tuple[int, str, str]]:
    """Every line: its number, its text and its seal."""
    with store.reading() as connection:
        found = connection.execute(select(RELEASE).order_by(RELEASE.c.seq))
        return [(one.seq, one.entry, one.seal) for one in found]
