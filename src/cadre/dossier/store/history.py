"""History: the changes that a branch shows, each with the rows as they were before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from cadre.dossier.store.changes import Changeset, Key
from cadre.dossier.store.parts import differences
from cadre.dossier.store.schema import CHANGESET, VERSION
from cadre.dossier.store.stale import Told
from cadre.dossier.store.views import Layer, Version, View, layers, rows_at


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What happened to a row.

    Attributes:
        before: What it said; None when it wasn't there.
        after: What it says; None when it went.
    """

    before: Version | None
    after: Version | None

    @property
    def key(self) -> Key:
        """Kind and id of the row."""
        one = self.after or self.before
        return ("", "") if one is None else (one.kind, one.id)

    @property
    def what(self) -> str:
        """Whether it was added, changed or taken out."""
        return "added" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def fields(self) -> tuple[Told, ...]:
        """The fields that changed: what they said as `base`, what they say as `yours`."""
        return differences(self.before, self.after, self.before)


def changes_of(
    connection: Connection,
    branch: str,
    seq: int,
    *,
    first: int = 1,
    row: Key | None = None,
    at_most: int | None = None,
) -> list[Changeset]:
    """The changes that a branch shows as of `seq`, the last first.

    Args:
        connection: A connection to the store.
        branch: The branch.
        seq: As of which change.
        first: The earliest change wanted.
        row: Only changes of this row; None takes all.
        at_most: How many at most.

    Raises:
        StoreError: There is no such branch.
    """
    shown = or_(*(_in(one) for one in layers(connection, branch, seq)))
    asked = select(CHANGESET).where(shown, CHANGESET.c.seq >= first)
    if row is not None:
        own = VERSION.c
        these = select(own.seq_from).where(own.kind == row[0], own.id == row[1])
        asked = asked.where(CHANGESET.c.seq.in_(these))
    found = connection.execute(asked.order_by(CHANGESET.c.seq.desc()).limit(at_most))
    return [Changeset(**one._asdict()) for one in found]


def _in(layer: Layer) -> ColumnElement[bool]:
    return and_(CHANGESET.c.branch == layer.branch, CHANGESET.c.seq <= layer.seq)


def rows_changed(connection: Connection, one: Changeset) -> Iterator[RowChange]:
    """What a change did to each row, in the order in which it is recorded."""
    keys = [op.key for op in one.content.ops]
    before = rows_at(connection, one.branch, one.seq - 1, keys)
    after = rows_at(connection, one.branch, one.seq, keys)
    for key in keys:
        yield RowChange(before=before.get(key), after=after.get(key))


def between(old: View, new: View) -> Iterator[RowChange]:
    """What differs from one view to another, by kind and id."""
    for key in sorted(old.rows.keys() | new.rows.keys()):
        before, after = old.rows.get(key), new.rows.get(key)
        if before != after:
            change = RowChange(before=before, after=after)
            if before is None or after is None or change.fields:
                yield change
