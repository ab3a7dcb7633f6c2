"""Writing: a change set is recorded whole or not at all, and refused where a row moved on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace

from sqlalchemy import Connection, bindparam, insert, select, update

from cadre.dossier.store.changes import (
    FIRST,
    Changeset,
    Content,
    Gone,
    Key,
    Op,
    Put,
    content_text,
    seal,
    time_text,
)
from cadre.dossier.store.faults import LostError, StoreError
from cadre.dossier.store.opening import Store
from cadre.dossier.store.parts import differences
from cadre.dossier.store.schema import BRANCH, CHANGESET, HEAD, MERGED, OPEN, VERSION
from cadre.dossier.store.signed import Signed
from cadre.dossier.store.stale import Moved, StaleError
from cadre.dossier.store.views import Version, rows_at
from cadre.errors import CadreError


def commit(store: Store, branch: str, content: Content, signed: Signed) -> Changeset | None:
    """Record a change; once this returns, it is on the disk.

    Args:
        store: The store.
        branch: The branch that it changes, or begins.
        content: What it does. Operations that change nothing are left out.
        signed: Who changes, why and when; where that lies before the change before, as a clock may
            that runs behind, the time of that one is recorded.

    Returns:
        What was recorded; None when nothing would change.

    Raises:
        StaleError: A row isn't what the writer saw. Nothing is recorded.
        StoreError: It can't be recorded. Nothing is, or the message says that it can't be told.
    """
    return recorded(store, lambda connection: record(connection, branch, content, signed))


def recorded(store: Store, work: Callable[[Connection], Changeset | None]) -> Changeset | None:
    """Do work that records a change, alone at the store; once this returns, it is on the disk.

    Raises:
        StoreError: It can't be recorded. Nothing is, or the message says that it can't be told.
    """
    made: Changeset | None = None
    try:
        with store.writing() as connection:
            # Locked before anything is read: what work looks at is what it changes.
            connection.execute(select(HEAD.c.seq).with_for_update())
            made = work(connection)
    except LostError:
        if made is None or not _is_in(store, made):
            raise
    return made


def record(
    connection: Connection, branch: str, content: Content, signed: Signed
) -> Changeset | None:
    """Record a change in a transaction that the caller ends; None when nothing would change.

    Raises:
        StaleError: A row isn't what the writer saw.
    """
    last = last_change(connection)
    standing = _standing(connection, branch, content, last)
    ops = tuple(_telling(connection, content.ops, standing))
    if not ops and content.forked is None and content.merged is None:
        return None
    content = replace(content, ops=ops)
    made = _sealed(branch, content_text(content), signed, last)
    connection.execute(insert(CHANGESET), [columns(made)])
    derive(connection, made.seq, branch, content)
    connection.execute(update(HEAD).values(seq=made.seq, hash=made.hash))
    return made


def last_change(connection: Connection) -> Changeset | None:
    """The last change, locked until the transaction ends, so that nobody else adds another."""
    seq = connection.scalar(select(HEAD.c.seq).with_for_update())
    row = connection.execute(select(CHANGESET).where(CHANGESET.c.seq == seq)).first()
    if row is None and seq != 0:
        raise StoreError(
            f"change {seq}",
            "is said to be the last one, and isn't there",
            "a chain without gaps",
            "Look for what was tampered with by `cadre store verify`.",
        )
    return None if row is None else Changeset(**row._asdict())


def _standing(
    connection: Connection, branch: str, content: Content, last: Changeset | None
) -> dict[Key, Version]:
    """The rows that a change touches, as they stand now."""
    seq = 0 if last is None else last.seq
    if content.forked is not None:
        _refuse_known(connection, branch)
        if not content.forked.parent:
            return {}
        branch, seq = content.forked.parent, content.forked.at
    return rows_at(connection, branch, seq, (one.key for one in content.ops))


def _refuse_known(connection: Connection, branch: str) -> None:
    if connection.scalar(select(BRANCH.c.id).where(BRANCH.c.id == branch)) is not None:
        raise StoreError(f"branch {branch}", "is there already", "a new name", "Name it otherwise.")


def _telling(
    connection: Connection, ops: Sequence[Op], standing: dict[Key, Version]
) -> Iterator[Op]:
    """The operations that change something.

    Raises:
        StaleError: Some build on versions that don't stand any more.
        CadreError: A row is named twice.
    """
    moved: list[tuple[Op, Version | None]] = []
    met: set[Key] = set()
    for one in ops:
        if one.key in met:
            raise CadreError(
                "/".join(one.key), "is changed twice at once", "one change a row", "Join the two."
            )
        met.add(one.key)
        now = standing.get(one.key)
        # Who writes what another one wrote meanwhile is refused, too: both may have counted one up.
        if one.was != (None if now is None else now.seq):
            moved.append((one, now))
        elif not says(one, now):
            yield one
    if moved:
        raise StaleError([moved_on(connection, *pair) for pair in moved])


def says(op: Op, now: Version | None) -> bool:
    """Whether a row stands already as an operation would leave it."""
    if isinstance(op, Gone) or now is None:
        return isinstance(op, Gone) and now is None
    return (op.place, op.form, op.body) == (now.place, now.form, now.body)


def moved_on(connection: Connection, op: Op, now: Version | None) -> Moved:
    """What happened to a row since the writer saw it: `now` is how it stands, None when it went."""
    own = VERSION.c
    latest = select(own.seq_from).where(own.kind == op.kind, own.id == op.id)
    last = latest.order_by(own.seq_from.desc()).limit(1)
    seq = (connection.scalar(last) if now is None else now.seq) or 0
    whose = connection.execute(
        select(CHANGESET.c.actor, CHANGESET.c.at).where(CHANGESET.c.seq == seq)
    ).first()
    mine = None if isinstance(op, Gone) else _version(op, 0)
    return Moved(
        kind=op.kind,
        id=op.id,
        seq=seq,
        actor="nobody" if whose is None else whose.actor,
        at="" if whose is None else whose.at,
        fields=differences(version_made(connection, op.key, op.was), mine, now),
    )


def version_made(connection: Connection, key: Key, seq: int | None) -> Version | None:
    """What a row said once a change had made it; None when that change made no version of it."""
    own = VERSION.c
    row = connection.execute(
        select(own.kind, own.id, own.seq_from, own.place, own.form, own.body).where(
            own.kind == key[0], own.id == key[1], own.seq_from == seq, own.gone == 0
        )
    ).first()
    return None if row is None else Version(*row)


def _version(op: Put, seq: int) -> Version:
    return Version(op.kind, op.id, seq, op.place, op.form, op.body)


def _sealed(branch: str, ops_text: str, signed: Signed, last: Changeset | None) -> Changeset:
    at = time_text(signed.at)
    made = Changeset(
        seq=1 if last is None else last.seq + 1,
        branch=branch,
        at=at if last is None else max(at, last.at),
        actor=signed.actor,
        reason=signed.reason,
        ops_text=ops_text,
        prev_hash=FIRST if last is None else last.hash,
        hash="",
    )
    return replace(made, hash=seal(made))


def columns(one: Changeset) -> dict[str, object]:
    """A change set by the columns of its table."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def derive(connection: Connection, seq: int, branch: str, content: Content) -> None:
    """Bring what follows from the change sets up to one more of them."""
    if content.forked is not None:
        parent = content.forked.parent or None
        made = {"id": branch, "parent": parent, "fork_seq": content.forked.at}
        connection.execute(insert(BRANCH), [made])
    if content.merged is not None:
        source, at = content.merged.source, content.merged.at
        made = {"seq": seq, "branch": branch, "source": source, "source_seq": at}
        connection.execute(insert(MERGED), [made])
    if content.ops:
        own = VERSION.c
        ended = (own.branch == branch, own.kind == bindparam("_kind"), own.id == bindparam("_id"))
        end = update(VERSION).where(*ended, own.seq_to == OPEN).values(seq_to=seq)
        connection.execute(end, [{"_kind": one.kind, "_id": one.id} for one in content.ops])
        connection.execute(
            insert(VERSION), [version_columns(one, branch, seq) for one in content.ops]
        )


def version_columns(op: Op, branch: str, seq: int) -> dict[str, object]:
    """The version that an operation makes, by the columns of its table."""
    gone = isinstance(op, Gone)
    said = ("", 0, "") if isinstance(op, Gone) else (op.place, op.form, op.body)
    return {
        "branch": branch,
        "kind": op.kind,
        "id": op.id,
        "seq_from": seq,
        "seq_to": OPEN,
        "gone": int(gone),
        "place": said[0],
        "form": said[1],
        "body": said[2],
    }


def _is_in(store: Store, made: Changeset) -> bool:
    """Whether a change was recorded although the connection was lost on the way.

    Raises:
        StoreError: The server doesn't answer, so that it can't be told.
    """
    store.engine.dispose()
    try:
        with store.reading() as connection:
            own = select(CHANGESET.c.hash).where(CHANGESET.c.seq == made.seq)
            return connection.scalar(own) == made.hash
    except StoreError as again:
        raise StoreError(
            store.address.database,
            f"was lost while change {made.seq} was written, so it can't be told whether it is in",
            "a server that answers",
            f"Once it does, look by `cadre store log` for a change sealed {made.hash[:12]}.",
        ) from again
