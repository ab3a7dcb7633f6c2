"""The door to a store: a mission out of it, and a mission into it as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from cadre.dossier.load import Loaded
from cadre.dossier.store import releases
from cadre.dossier.store.address import MAIN, Address, checked_branch, parse
from cadre.dossier.store.branches import fork, start
from cadre.dossier.store.changes import Changeset, Content, Op
from cadre.dossier.store.checkpoints import beside, make_key, sign
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.integrity import newly_broken
from cadre.dossier.store.marks import stricter
from cadre.dossier.store.missions import LoadedView, mission_of, operations
from cadre.dossier.store.opening import Store, begun, opened
from cadre.dossier.store.schema import CHANGESET
from cadre.dossier.store.signed import Signed
from cadre.dossier.store.views import View, asked_seq, head_seq, layers, view
from cadre.dossier.store.writing import record, recorded
from cadre.mission.mission import Mission


def begin(address: Address, signed: Signed) -> Changeset:
    """Make an empty store with its first branch, and the key that signs its checkpoints.

    Raises:
        StoreError: Something lies there already, it can't be made, or the address names a branch.
    """
    if address.branch != MAIN:
        raise StoreError(
            str(address),
            f"names branch {address.branch}, and a new store has none but {MAIN}",
            f"the address without its #{address.branch}",
            "Begin the store, then the branch by `cadre store branch`.",
        )
    made: list[Changeset] = []
    files = beside(address, signed.checkpoints, signed.key)

    def fill(connection: Connection) -> None:
        made.append(start(connection, signed))
        # Before the end: without a key there is no store either, so that one tries again.
        if files is not None:
            make_key(files)

    with begun(address, fill) as store:
        sign_daily(store, made[0], signed)
    return made[0]


def view_at(address: Address) -> View:
    """What an address shows.

    Raises:
        StoreError: There is no such store, branch or change.
    """
    with opened(address) as store, store.reading() as connection:
        return view(connection, address.branch, asked_seq(connection, address))


def load_at(address: Address, *, guarded: bool = False) -> LoadedView:
    """The mission that an address shows.

    Args:
        address: The address.
        guarded: Whether a row that bears a stricter mark by now bears it in the past, too: so it
            is for whoever may not see all.

    Raises:
        DossierError: There is no such store, branch or change, or no mission in it.
    """
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
        loaded = mission_of(view(connection, address.branch, seq))
        now = head_seq(connection)
        if not guarded or seq == now:
            return loaded
        last = mission_of(view(connection, address.branch, now))
    return replace(loaded, mission=stricter(loaded.mission, last.mission))


def load_stated(address: Address) -> LoadedView | None:
    """The mission that an address shows; None for a branch that states nothing yet.

    Raises:
        DossierError: There is no such store, branch or change, or no mission can be made of it.
    """
    found = view_at(address)
    return mission_of(found) if found.rows else None


def save_at(
    mission: Mission, address: Address, loaded: Loaded | None, signed: Signed
) -> Changeset | None:
    """Make an address state a mission, as one change; None when it does already.

    Args:
        mission: What to state.
        address: The address; it names no change, since only what stands now can be changed.
        loaded: What was loaded from it, on which `mission` builds; None for a branch that states
            no mission yet.
        signed: Who changes it, why and when.

    Raises:
        StaleError: A row that would be changed moved on since it was loaded. Nothing is written.
        StoreError: There is no such store or branch, or it can't be written to.
        CadreError: A row can't be written so that it reads back the same. Nothing is written.
    """
    refuse_past(address)
    with opened(address, writes=True) as store:
        if isinstance(loaded, LoadedView):
            seen, before = loaded.view, loaded.mission
        else:
            with store.reading() as connection:
                seen, before = view(connection, address.branch, head_seq(connection)), None
            _refuse_stated(seen)
        return put_in(store, seen, operations(seen, before, mission), signed)


def put_in(store: Store, seen: View, ops: Sequence[Op], signed: Signed) -> Changeset | None:
    """Record operations that build on what was seen of a branch; None when they change nothing.

    Raises:
        StaleError: A row moved on since. Nothing is written.
        StoreError: What others changed since doesn't go with it. Nothing is written.
    """

    def work(connection: Connection) -> Changeset | None:
        made = record(connection, seen.branch, Content(ops=tuple(ops)), signed)
        if made is not None and made.seq - 1 != seen.seq:
            _refuse_broken(view(connection, seen.branch, made.seq - 1), ops)
        return made

    made = recorded(store, work)
    sign_daily(store, made, signed)
    return made


def refuse_past(address: Address) -> None:
    """Refuse to change what an address shows as of an earlier change.

    Raises:
        StoreError: It names a change.
    """
    if address.at is not None:
        raise StoreError(
            str(address),
            "names the past, which can't be changed",
            "the address without its @",
            "Leave out what begins with @, or begin a branch there.",
        )


def _refuse_stated(seen: View) -> None:
    if seen.rows:
        raise StoreError(
            f"branch {seen.branch}",
            "states a mission already",
            "a branch without one",
            "Load it first, so that what changes is known.",
        )


def _refuse_broken(now: View, ops: Sequence[Op]) -> None:
    """Refuse a change that fits what was loaded and not what others made of it since.

    Rows that name each other may be changed at once by two, neither of whom sees the other.
    """
    lost = newly_broken(now, ops)
    if lost:
        raise StoreError(
            f"branch {now.branch}",
            f"was changed meanwhile, so that {lost[0]}, which isn't there any more"
            + (f" ({len(lost)} such in all)" if len(lost) > 1 else ""),
            "rows that name rows that are there",
            "Load the dossier again, and repeat the change where it is still wanted.",
        )


def fork_at(address: Address, name: str, signed: Signed) -> Changeset:
    """Begin a branch of what an address shows.

    Raises:
        StoreError: There is one of that name, or no such branch or change to leave.
    """
    with opened(address, writes=True) as store:
        with store.reading() as connection:
            seq = asked_seq(connection, address)
        made = fork(store, name, address.branch, seq, signed)
        sign_daily(store, made, signed)
    return made


def other_branch(connection: Connection, address: Address, named: str) -> tuple[str, int | None]:
    """The branch and the change that `option` or `option@12` means beside an address.

    Raises:
        StoreError: There is no such branch or change.
    """
    branch, _, _ = named.partition("@")
    other = replace(parse(f"a.db#{named}"), file=address.file, url=address.url)
    layers(connection, checked_branch(branch), 0)
    return other.branch, None if other.at is None else asked_seq(connection, other)


def sign_daily(store: Store, made: Changeset | None, signed: Signed) -> bool:
    """Sign a change when it is the first of its day (UTC); whether it was signed.

    The change is recorded already. Whoever has no key, or none that can be used, leaves it to the
    next one who has: each checkpoint seals all changes before it.
    """
    files = beside(store.address, signed.checkpoints, signed.key)
    if made is None or files is None or not files.key.exists():
        return False
    with store.reading() as connection:
        before = connection.scalar(select(CHANGESET.c.at).where(CHANGESET.c.seq == made.seq - 1))
        released = releases.end(connection)
    if before is not None and before[:10] == made.at[:10]:
        return False
    try:
        sign(files, made, released)
    except StoreError:
        return False
    return True
