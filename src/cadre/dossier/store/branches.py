"""Branches: an option beside what is planned, which stores only what differs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from cadre.dossier.store.address import MAIN, checked_branch
from cadre.dossier.store.changes import Changeset, Content, Forked, Merged
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.merging import Brought, ConflictError, Takes, Three, bring_together
from cadre.dossier.store.opening import Store
from cadre.dossier.store.schema import BRANCH, CHANGESET, MERGED
from cadre.dossier.store.signed import Signed
from cadre.dossier.store.views import Layer, head_seq, layers, view
from cadre.dossier.store.writing import commit, record, recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSeen:
    """A branch.

    Attributes:
        id: Its name.
        parent: The branch that it left; empty for the first one.
        fork: The change as of which it left it.
        changes: Changes made on it.
        last: The last of them.
    """

    id: str
    parent: str
    fork: int
    changes: int
    last: int


def start(connection: Connection, signed: Signed) -> Changeset:
    """Begin the first branch of a new store, in the transaction that makes it."""
    content = Content(forked=Forked(parent="", at=0))
    return _made(record(connection, MAIN, content, signed))


def fork(store: Store, name: str, parent: str, at: int, signed: Signed) -> Changeset:
    """Begin the branch `name`, which shows `parent` as of change `at` until it is changed.

    Raises:
        StoreError: There is a branch of that name, or no such parent.
    """
    content = Content(forked=Forked(parent=parent, at=at))
    with store.reading() as connection:
        layers(connection, parent, at)
    return _made(commit(store, checked_branch(name), content, signed))


def _made(one: Changeset | None) -> Changeset:
    # A change that begins a branch is recorded even when it changes no row.
    if one is None:
        raise AssertionError
    return one


def branches(connection: Connection) -> tuple[BranchSeen, ...]:
    """Every branch, in the order in which they were begun."""
    own = CHANGESET.c
    counted = select(
        own.branch, func.count().label("n"), func.min(own.seq), func.max(own.seq)
    ).group_by(own.branch)
    counts = {row[0]: row for row in connection.execute(counted)}
    found = []
    for one in connection.execute(select(BRANCH)):
        _, count, first, last = counts.get(one.id, ("", 1, 0, 0))
        seen = BranchSeen(
            id=one.id, parent=one.parent or "", fork=one.fork_seq, changes=count - 1, last=last
        )
        found.append((first, seen))
    return tuple(seen for _, seen in sorted(found, key=lambda pair: (pair[0], pair[1].id)))


def three_of(connection: Connection, ours: str, theirs: str, at: int | None = None) -> Three:
    """The two branches as they stand and what both come from: their last merge, or their fork.

    Args:
        connection: A connection to the store.
        ours: The branch that is written to.
        theirs: The other one.
        at: As of which change the other one is taken; None is the last one.

    Raises:
        StoreError: There is no such branch, or they are the same one.
    """
    now = head_seq(connection)
    seq = now if at is None else at
    if ours == theirs:
        raise StoreError(
            f"branch {theirs}", "can't be merged into itself", "another branch", "Name another."
        )
    base = _base(connection, ours, Layer(theirs, seq), now)
    return Three(
        base=view(connection, base.branch, base.seq),
        ours=view(connection, ours, now),
        theirs=view(connection, theirs, seq),
    )


def _base(connection: Connection, ours: str, theirs: Layer, now: int) -> Layer:
    """What two branches come from."""
    # The nearest change that both show, where neither was merged into the other since.
    seen = {one.branch: one.seq for one in layers(connection, ours, now)}
    shared = [one for one in layers(connection, *theirs) if one.branch in seen]
    if not shared:
        raise StoreError(
            f"branch {theirs.branch}",
            f"comes from nothing that {ours} comes from",
            "branches of one store",
            "Look for what was tampered with by `cadre store verify`.",
        )
    base = Layer(shared[0].branch, min(shared[0].seq, seen[shared[0].branch]))
    own = MERGED.c
    pairs = ((ours, theirs.branch), (theirs.branch, ours))
    last = 0
    for branch, source in pairs:
        found = connection.execute(
            select(own.seq, own.source_seq)
            .where(own.branch == branch, own.source == source, own.seq <= now)
            .order_by(own.seq.desc())
        ).first()
        # A merge made on their branch after the change asked for isn't part of it.
        told = found is not None and (branch == ours or found.seq <= theirs.seq)
        if found is not None and told and found.seq > last and found.source_seq <= theirs.seq:
            last, base = found.seq, Layer(source, found.source_seq)
    return base


def merge(
    store: Store, sides: tuple[str, str, int | None], takes: Takes, signed: Signed
) -> tuple[Changeset | None, Brought]:
    """Bring what another branch changed into ours; nothing is recorded when it changed nothing.

    A merge that leaves our rows as they are is recorded all the same, when the other branch did
    change: the next one begins there.

    Args:
        store: The store.
        sides: Our branch, the other one, and as of which change that is taken.
        takes: How conflicts are resolved.
        signed: Who merges, why and when.

    Raises:
        ConflictError: They don't agree. Nothing is written.
    """
    brought: list[Brought] = []

    def work(connection: Connection) -> Changeset | None:
        three = three_of(connection, *sides)
        one = bring_together(three, takes)
        _refuse_conflicts(three, one)
        brought.append(one)
        if not one.ops and three.base.rows == three.theirs.rows:
            return None
        merged = Merged(source=three.theirs.branch, at=three.theirs.seq)
        content = Content(ops=one.ops, merged=merged)
        return record(connection, three.ours.branch, content, signed)

    return recorded(store, work), brought[0]


def _refuse_conflicts(three: Three, brought: Brought) -> None:
    if brought.conflicts:
        raise ConflictError(
            f"merging {three.theirs.branch} into {three.ours.branch}",
            brought.conflicts,
            "Take one side of each: `--take ours`, `--take theirs`, or `--take ROW.FIELD=theirs`.",
        )
