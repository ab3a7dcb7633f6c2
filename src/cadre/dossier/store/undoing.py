"""Undoing: a new change that takes back what an earlier one did, where nothing was built on it."""

from __future__ import annotations

from sqlalchemy import Connection

from cadre.dossier.store.changes import Changeset, Content, Key
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.history import changes_of
from cadre.dossier.store.merging import (
    Brought,
    ConflictError,
    Takes,
    Three,
    bring_together,
)
from cadre.dossier.store.opening import Store
from cadre.dossier.store.signed import Signed
from cadre.dossier.store.views import head_seq, view
from cadre.dossier.store.writing import record, recorded


def undo(store: Store, branch: str, span: tuple[int, int], signed: Signed) -> Changeset | None:
    """Take back the changes of a branch from the first to the last of `span`, both inside.

    Fields that were changed later stay as they are when the changes undone didn't touch them; where
    they did, the undoing is refused. Undoing an undoing does again what was undone.

    Returns:
        What was recorded; None when nothing of it stands any more.

    Raises:
        StoreError: The branch shows no change of that number, or there is nothing to undo in it.
        ConflictError: Later changes touched the same. Nothing is written.
    """

    def work(connection: Connection) -> Changeset | None:
        brought = undoing(connection, branch, span)
        if brought.conflicts:
            raise ConflictError(
                f"undoing {_named(span)}",
                brought.conflicts,
                "Undo the later changes first, or make the change by hand.",
            )
        return record(connection, branch, Content(ops=brought.ops, undone=span), signed)

    return recorded(store, work)


def undoing(connection: Connection, branch: str, span: tuple[int, int]) -> Brought:
    """What takes changes back, and where later ones stand in the way.

    It is a merge: from how things were after the changes, others went on to how things are now,
    and we go back to how things were before.

    Raises:
        StoreError: The branch shows no change of that number, or there is nothing to undo in it.
    """
    first, last = span
    now = head_seq(connection)
    done = changes_of(connection, branch, min(last, now), first=first)
    numbers = {one.seq for one in done}
    if first > last or not {first, last} <= numbers:
        raise StoreError(
            _named(span),
            f"{'isn' if first == last else 'aren'}'t among the changes of branch {branch}",
            "changes that `cadre store log` lists for it, the first one first",
            "Correct the numbers, or name the branch: STORE#BRANCH.",
        )
    keys: list[Key] = list(dict.fromkeys(op.key for one in done for op in one.content.ops))
    if not keys:
        raise StoreError(
            _named(span),
            "changed no row, so there is nothing to undo",
            "a change of rows",
            "Name another change.",
        )
    three = Three(
        base=view(connection, branch, last),
        ours=view(connection, branch, now),
        theirs=view(connection, branch, first - 1),
    )
    return bring_together(three, Takes(all=None, some={}), keys)


def _named(span: tuple[int, int]) -> str:
    first, last = span
    return f"change {first}" if first == last else f"changes {first} to {last}"
