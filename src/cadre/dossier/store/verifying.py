"""Verifying: whether a store says what its change sets say, and these what was once recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from cadre.dossier.store import releases
from cadre.dossier.store.changes import FIRST, Changeset, Content, seal
from cadre.dossier.store.checkpoints import Checkpoint, Released, is_sound, public_key, read
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.opening import Store
from cadre.dossier.store.schema import BRANCH, CHANGESET, HEAD, MERGED, VERSION
from cadre.dossier.store.writing import version_columns

LISTED = 100
"""Faults that are listed; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that isn't as it was recorded.

    Attributes:
        place: Where: a change, a version, a checkpoint.
        problem: What is wrong with it.
    """

    place: str
    problem: str


@dataclass(slots=True, kw_only=True)
class Verified:
    """What was looked at and what is wrong.

    Attributes:
        changes: Change sets walked.
        versions: Versions compared.
        head: The last change; None when there is none.
        checkpoints: Checkpoints that match.
        signed_until: The last change that one of them seals; 0 when there is none.
        lines: The record of releases, as `releases.lines` gives it.
        released_until: Its last line that a checkpoint seals; 0 when there is none.
        faults: What is wrong; at most `LISTED`.
        more: Faults beyond these.
    """

    changes: int = 0
    versions: int = 0
    head: Changeset | None = None
    checkpoints: int = 0
    signed_until: int = 0
    lines: list[tuple[int, str, str]] = field(default_factory=list)
    released_until: int = 0
    faults: list[Fault] = field(default_factory=list)
    more: int = 0

    @property
    def last(self) -> int:
        """The number of the last change; 0 when there is none."""
        return 0 if self.head is None else self.head.seq

    def add(self, place: str, problem: str) -> None:
        """Note a fault."""
        if len(self.faults) < LISTED:
            self.faults.append(Fault(place=place, problem=problem))
        else:
            self.more += 1


Rows = dict[tuple[object, ...], dict[str, object]]
"""Rows of a table by its primary key."""


def verify(store: Store, checkpoints: Path | None = None, public: Path | None = None) -> Verified:
    """Walk the chain, make again what follows from it, and compare the checkpoints.

    Args:
        store: The store.
        checkpoints: The file of checkpoints; None compares none.
        public: The public key of whoever signs them.

    Raises:
        StoreError: The store, the checkpoints or the key can't be read.
    """
    told = Verified()
    # Read before the store: what is signed meanwhile would name changes that weren't seen yet.
    judged = _judged(checkpoints, public) if checkpoints and public else []
    with store.reading() as connection:
        wanted = _Derived()
        seals = {0: FIRST}
        for one in _walk(connection, told):
            seals[one.seq] = one.hash
            content = _content(one, told)
            if content is not None:
                wanted.add(one, content)
        _compare_head(connection, told)
        _compare_tables(connection, wanted, told)
        told.lines = releases.lines(connection)
    if checkpoints is not None:
        known = _Seals(seals, {0: releases.FIRST} | {seq: seal for seq, _, seal in told.lines})
        _compare_checkpoints(checkpoints.name, judged, known, told)
    return told


def _judged(checkpoints: Path, public: Path) -> list[tuple[Checkpoint | int, bool]]:
    """Each checkpoint, or the number of a line that is none, and whether it is soundly signed."""
    key = public_key(public)
    return [(one, not isinstance(one, int) and is_sound(one, key)) for one in read(checkpoints)]


def _walk(connection: Connection, told: Verified) -> Iterator[Changeset]:
    """Every change set, its links looked at."""
    before: Changeset | None = None
    for row in connection.execute(select(CHANGESET).order_by(CHANGESET.c.seq)):
        one = Changeset(**row._asdict())
        place = f"change {one.seq}"
        last = 0 if before is None else before.seq
        if one.seq != last + 1:
            told.add(place, f"follows change {last}: those between are missing")
        if one.prev_hash != (FIRST if before is None else before.hash):
            told.add(place, "doesn't bear the seal of the change before it")
        if seal(one) != one.hash:
            told.add(place, "was altered: its seal isn't that of what it holds")
        if before is not None and one.at < before.at:
            told.add(place, "bears a time before that of the change before it")
        told.changes += 1
        told.head = before = one
        yield one


def _content(one: Changeset, told: Verified) -> Content | None:
    try:
        return one.content
    except StoreError as error:
        told.add(error.place, error.problem)
        return None


class _Derived:
    """What follows from the change sets."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {"version": {}, "branch": {}, "merged": {}}
        self._standing: dict[tuple[str, str, str], tuple[object, ...]] = {}

    def add(self, one: Changeset, content: Content) -> None:
        """Bring it up to one more change set, as writing does."""
        if content.forked is not None:
            parent, at = content.forked.parent or None, content.forked.at
            fork: dict[str, object] = {"id": one.branch, "parent": parent}
            self.tables["branch"][(one.branch,)] = {**fork, "fork_seq": at}
        if content.merged is not None:
            source, at = content.merged.source, content.merged.at
            row: dict[str, object] = {"seq": one.seq, "branch": one.branch}
            self.tables["merged"][(one.seq,)] = {**row, "source": source, "source_seq": at}
        versions = self.tables["version"]
        for op in content.ops:
            named = (one.branch, *op.key)
            if named in self._standing:
                versions[self._standing[named]]["seq_to"] = one.seq
            self._standing[named] = (*named, one.seq)
            versions[(*named, one.seq)] = version_columns(op, one.branch, one.seq)


def _compare_head(connection: Connection, told: Verified) -> None:
    head = told.head
    wanted = (0, FIRST) if head is None else (head.seq, head.hash)
    rows = [(one.seq, one.hash) for one in connection.execute(select(HEAD))]
    if rows != [wanted]:
        told.add("head", f"isn't change {wanted[0]}, the last one of the chain")


def _compare_tables(connection: Connection, wanted: _Derived, told: Verified) -> None:
    for table in (BRANCH, MERGED, VERSION):
        if not connection.dialect.has_table(connection, table.name):
            continue  # An older form of the tables, which does without.
        keys = [column.name for column in table.primary_key]
        left = wanted.tables[table.name]
        for row in connection.execute(select(table)):
            plain = row._asdict()
            key = tuple(plain[name] for name in keys)
            made = left.pop(key, None)
            place = " ".join([table.name, *map(str, key)])
            told.versions += table is VERSION
            if made is None:
                told.add(place, "isn't made by any change")
                continue
            for name in plain:
                if plain[name] != made[name]:
                    told.add(place, f"was altered: its {name} isn't what the change recorded")
        for key in left:
            told.add(" ".join([table.name, *map(str, key)]), "is missing")


class _Seals(NamedTuple):
    """The seals that a store has now, of its changes and of the lines of its record."""

    changes: Mapping[int, str]
    releases: Mapping[int, str]


def _compare_checkpoints(
    name: str,
    judged: Iterable[tuple[Checkpoint | int, bool]],
    known: _Seals,
    told: Verified,
) -> None:
    for one, sound in judged:
        if isinstance(one, int):
            told.add(f"{name}:{one}", "can't be read as a checkpoint")
        elif problem := _mismatch(one, known, sound):
            told.add(f"{name}:{one.line}", problem)
        else:
            told.checkpoints += 1
            told.signed_until = max(told.signed_until, one.seq)
            released = 0 if one.released is None else one.released.line
            told.released_until = max(told.released_until, released)


def _mismatch(one: Checkpoint, known: _Seals, sound: bool) -> str:
    """Why a checkpoint doesn't match the store; empty when it does."""
    if not sound:
        return "isn't signed with the store's key"
    if one.seq not in known.changes:
        return f"names change {one.seq}, which the store doesn't have any more"
    if known.changes[one.seq] != one.hash:
        return f"names another seal of change {one.seq}: the chain was rewritten"
    return "" if one.released is None else _unreleased(one.released, known)


def _unreleased(end: Released, known: _Seals) -> str:
    """Why the record of releases doesn't have a line; empty when it does."""
    if end.line not in known.releases:
        return f"names release {end.line}, which the store doesn't have any more"
    if known.releases[end.line] != end.seal:
        return f"names another seal of release {end.line}: their record was rewritten"
    return ""
