"""Views: what a branch shows as of a change, whatever was changed later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy import Connection, Select, select

from cadre.dossier.store.address import Address, end_text
from cadre.dossier.store.changes import Key
from cadre.dossier.store.faults import StoreError, odd_cell
from cadre.dossier.store.schema import BRANCH, CHANGESET, HEAD, VERSION

AT_ONCE = 500
"""Ids asked for in one query: databases bound how many they take."""


class Version(NamedTuple):
    """What a row says; a tuple, since views hold a hundred thousand of them.

    Attributes:
        kind: Its kind.
        id: Its id.
        seq: The change that made this version.
        place: Where it stands among the rows of its kind.
        form: The form of its cells.
        body: What it says.
        gone: Whether it says that the row was taken out; views have no such versions.
    """

    kind: str
    id: str
    seq: int
    place: str
    form: int
    body: str
    gone: int = 0


_KINDS = (str, str, int, str, int, str, int)
"""What the fields of a version hold, in their order: SQLite lets any cell hold anything."""


class Layer(NamedTuple):
    """A branch as far as another one shows it.

    Attributes:
        branch: The branch.
        seq: As of which change.
    """

    branch: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a branch shows.

    Attributes:
        branch: The branch.
        seq: As of which change of the store.
        rows: Every row by kind and id.
    """

    branch: str
    seq: int
    rows: Mapping[Key, Version]


def head_seq(connection: Connection) -> int:
    """The number of the last change; 0 when there is none."""
    return int(connection.scalar(select(HEAD.c.seq)) or 0)


def asked_seq(connection: Connection, address: Address) -> int:
    """The change as of which an address looks at its store.

    Raises:
        StoreError: There is no such change, or none by that time.
    """
    last = head_seq(connection)
    if address.at is None:
        return last
    if not isinstance(address.at, int):
        by_then = CHANGESET.c.at <= end_text(address.at)
        asked = select(CHANGESET.c.seq).where(by_then).order_by(CHANGESET.c.seq.desc())
        seq = connection.scalar(asked.limit(1))
        first = connection.scalar(select(CHANGESET.c.at).order_by(CHANGESET.c.seq).limit(1))
        allowed = f"a time from {first} on" if first else "none: the store is empty"
        if seq is None:
            raise StoreError(str(address), "lies before the first change", allowed, _LOOK)
        return int(seq)
    if not 1 <= address.at <= last:
        allowed = f"a change from 1 to {last}" if last else "none: the store is empty"
        raise StoreError(str(address), f"has no change {address.at}", allowed, _LOOK)
    return address.at


_LOOK = "List the changes by `cadre store log`."


def layers(connection: Connection, branch: str, seq: int) -> tuple[Layer, ...]:
    """A branch and what it shows of its parents, the nearest first.

    Raises:
        StoreError: There is no such branch.
    """
    rows = connection.execute(select(BRANCH.c.id, BRANCH.c.parent, BRANCH.c.fork_seq)).all()
    known = {one.id: one for one in rows}
    if branch not in known:
        close = get_close_matches(branch, known, n=1)
        raise StoreError(
            f"branch {branch}",
            "isn't in the store",
            ", ".join(sorted(known)) or "none: the store is empty",
            f"Write {close[0]}." if close else "Name one of these, or begin it.",
        )
    found: list[Layer] = []
    name = branch
    # A store that was tampered with may lead in a circle.
    while name in known and all(name != one.branch for one in found):
        found.append(Layer(name, seq))
        seq = min(seq, known[name].fork_seq)
        name = known[name].parent or ""
    return tuple(found)


def view(connection: Connection, branch: str, seq: int) -> View:
    """All that a branch shows as of a change.

    Raises:
        StoreError: There is no such branch.
    """
    shown: dict[Key, Version] = {}
    for layer in reversed(layers(connection, branch, seq)):
        shown.update(read_versions(connection, standing(layer)))
    return View(branch=branch, seq=seq, rows=there(shown))


def rows_at(
    connection: Connection, branch: str, seq: int, keys: Iterable[Key]
) -> dict[Key, Version]:
    """Those of some rows that a branch shows as of a change."""
    shown: dict[Key, Version] = {}
    wanted = list(_batches(keys))
    for layer in reversed(layers(connection, branch, seq)):
        for kind, some in wanted:
            these = standing(layer).where(VERSION.c.kind == kind, VERSION.c.id.in_(some))
            shown.update(read_versions(connection, these))
    return there(shown)


def versions(
    connection: Connection, branch: str, kinds: Iterable[str]
) -> Iterator[tuple[Key, Version]]:
    """Every version of some kinds that was ever made on a branch itself, the first one first."""
    own = VERSION.c
    asked = _every(branch).where(own.kind.in_(kinds))
    return read_versions(connection, asked.order_by(own.kind, own.id, own.seq_from))


def _every(branch: str) -> Select[str, str, int, str, int, str, int]:
    """The versions that were made on a branch, by the fields of `Version`."""
    own = VERSION.c
    return select(own.kind, own.id, own.seq_from, own.place, own.form, own.body, own.gone).where(
        own.branch == branch
    )


def standing(layer: Layer) -> Select[str, str, int, str, int, str, int]:
    """Those that stand on a branch as of a change."""
    own = VERSION.c
    return _every(layer.branch).where(own.seq_from <= layer.seq, own.seq_to > layer.seq)


def read_versions(
    connection: Connection, asked: Select[str, str, int, str, int, str, int]
) -> Iterator[tuple[Key, Version]]:
    """The versions that a query selects by the fields of `Version`, each by its key.

    Raises:
        StoreError: A cell holds what no change writes.
    """
    # The driver's own tuples: making each into SQLAlchemy's first takes half as long as reading.
    rows = connection.execute(asked).cursor.fetchall()
    for cells, kind in zip(zip(*rows, strict=True), _KINDS, strict=False):
        if set(map(type, cells)) != {kind}:
            odd = next(one for one in cells if type(one) is not kind)
            raise odd_cell(odd, "text" if kind is str else "a whole number")
    return (((row[0], row[1]), Version._make(row)) for row in rows)


def there(shown: dict[Key, Version]) -> dict[Key, Version]:
    """The rows without those that were taken out; `shown` itself, which nobody else holds."""
    for key in [key for key, row in shown.items() if row.gone]:
        del shown[key]
    return shown


def _batches(keys: Iterable[Key]) -> Iterator[tuple[str, list[str]]]:
    """Keys by their kind, not too many at once."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, name in keys:
        by_kind[kind].append(name)
    for kind, names in by_kind.items():
        for first in range(0, len(names), AT_ONCE):
            yield kind, names[first : first + AT_ONCE]
