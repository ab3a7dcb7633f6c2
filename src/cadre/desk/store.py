"""A store at the desk: begun, filled, branched, merged, undone, verified."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cadre.desk.store_answers import (
    BranchesAnswer,
    BranchTold,
    ChangeMade,
    ConflictTold,
    ExportAnswer,
    FaultTold,
    VerifyAnswer,
)
from cadre.dossier.folder import MISSION
from cadre.dossier.load import Loaded, load
from cadre.dossier.save import save
from cadre.dossier.store import access, branches, origin, releases
from cadre.dossier.store.address import Address, is_address, parse
from cadre.dossier.store.changes import Changeset, Gone, Key, Op
from cadre.dossier.store.checkpoints import Beside, Released, beside, sign
from cadre.dossier.store.faults import StoreError
from cadre.dossier.store.merging import Conflict, Side, bring_together, parse_takes
from cadre.dossier.store.missions import mission_of, operations
from cadre.dossier.store.opening import Store, opened
from cadre.dossier.store.signed import Signed
from cadre.dossier.store.undoing import undo, undoing
from cadre.dossier.store.verifying import Verified, verify
from cadre.dossier.store.views import View, asked_seq, head_seq, rows_at, view
from cadre.dossier.store.writing import says
from cadre.dossier.wherever import Where, load_from
from cadre.errors import CadreError
from cadre.mission.findings import Severity
from cadre.mission.mission import Mission
from cadre.release.audit import first_broken


def begin_store(where: str, signed: Signed) -> ChangeMade:
    """Make an empty store, its first branch, and the key that signs its checkpoints.

    Raises:
        CadreError: Something lies there already, or it can't be made.
    """
    address = parse(where)
    access.refuse_past(address)
    return _told(address, access.begin(address, signed), (), ())


def take_in(
    where: str, source: Where, signed: Signed, *, dry_run: bool = False, faulty: bool = False
) -> ChangeMade:
    """Make a branch state what another dossier states, as one change.

    Of a folder that was written from this branch only what was edited since is taken: what others
    changed meanwhile stays, and is never written over.

    Args:
        where: The address.
        source: The folder, or the address of another store or branch.
        signed: Who does so, why and when.
        dry_run: Whether to tell only, and write nothing.
        faulty: Whether rows with faults are left out; else none is taken.

    Raises:
        CadreError: Either can't be read, the source has faults, a row that was edited moved on
            meanwhile, or the change can't be recorded.
    """
    address = parse(where)
    access.refuse_past(address)
    stated = load_from(source)
    if not faulty:
        _refuse_faulty(stated)
    with opened(address, writes=not dry_run) as store:
        with store.reading() as connection:
            now = view(connection, address.branch, head_seq(connection))
            folder = None if is_address(source) else Path(source)
            base = folder and origin.base(connection, folder, address.branch)
        seen = base or now
        ops = _changing(_changing(operations(seen, None, stated.mission), seen), now)
        made = None if dry_run else access.put_in(store, seen, ops, signed)
        if folder and base and made is not None:
            _keep_origin(store, folder, made, stated.mission)
    told = _told(address, made, ops, now.rows.keys(), dry_run=dry_run)
    return replace(told, findings=stated.findings)


def _changing(ops: Iterable[Op], seen: View) -> tuple[Op, ...]:
    """The operations that change something of a view."""
    return tuple(one for one in ops if not says(one, seen.rows.get(one.key)))


def _keep_origin(store: Store, folder: Path, made: Changeset, stated: Mission) -> None:
    """Note that a folder states a change, if it does: what others changed may stand beside."""
    with store.reading() as connection:
        now = view(connection, made.branch, made.seq)
        if not _changing(operations(now, None, stated), now):
            origin.keep(folder, origin.Origin(branch=made.branch, seq=made.seq, seal=made.hash))


def _refuse_faulty(stated: Loaded) -> None:
    """Refuse a dossier with faults: rows that can't be read would be left out unseen."""
    faults = [one for one in stated.findings if one.severity is Severity.ERROR]
    if faults:
        more = f" (and {len(faults) - 1} more errors)" if len(faults) > 1 else ""
        raise CadreError(
            faults[0].place,
            f"{faults[0].message}{more}",
            "a dossier without errors, so that all of it is taken",
            f"{faults[0].remedy} Or leave such rows out: `--without-faulty`.",
        )


def _told(
    address: Address,
    made: Changeset | None,
    ops: Iterable[Op],
    known: Collection[Key],
    conflicts: tuple[ConflictTold, ...] = (),
    *,
    dry_run: bool = False,
) -> ChangeMade:
    """What a change did to rows, of which those `known` were there before."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("added", "changed", "gone")}
    for one in ops:
        what = "gone" if isinstance(one, Gone) else "changed" if one.key in known else "added"
        counts[what][one.kind] += 1
    return ChangeMade(
        store=address.database,
        branch=address.branch if made is None else made.branch,
        seq=None if made is None else made.seq,
        at="" if made is None else made.at,
        actor="" if made is None else made.actor,
        reason="" if made is None else made.reason,
        seal="" if made is None else made.hash,
        added=dict(counts["added"]),
        changed=dict(counts["changed"]),
        gone=dict(counts["gone"]),
        conflicts=conflicts,
        dry_run=dry_run,
    )


def write_folder(where: str, folder: Path, *, replaces: bool = False) -> ExportAnswer:
    """Write what an address shows to a folder.

    Args:
        where: The address.
        folder: A new folder; or one that holds a dossier, when it is to be replaced. Then only
            what differs is written.
        replaces: Whether it may be replaced.

    Raises:
        CadreError: The address can't be read, or the folder can't be written.
    """
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
        stated = mission_of(view(connection, address.branch, seq))
        seal = origin.seal_of(connection, seq)
    there = (folder / MISSION).exists()
    if there and not replaces:
        raise CadreError(
            str(folder),
            "holds a dossier already",
            "a new folder",
            "Name another one, or write over it by `--replace`.",
        )
    files = save(stated.mission, folder, load(folder) if there else None)
    origin.keep(folder, origin.Origin(branch=address.branch, seq=seq, seal=seal))
    return ExportAnswer(
        store=str(address), folder=str(folder), files=files, findings=stated.findings
    )


def begin_branch(where: str, name: str, signed: Signed) -> ChangeMade:
    """Begin a branch of what an address shows.

    Raises:
        CadreError: There is one of that name, or the address can't be read.
    """
    address = parse(where)
    return _told(address, access.fork_at(address, name, signed), (), ())


def branches_of(where: str) -> BranchesAnswer:
    """The branches of a store.

    Raises:
        CadreError: There is no such store.
    """
    address = parse(where)
    with opened(address) as store, store.reading() as connection:
        found = branches.branches(connection)
    told = (
        BranchTold(
            name=one.id, parent=one.parent, fork=one.fork, changes=one.changes, last=one.last
        )
        for one in found
    )
    return BranchesAnswer(store=address.database, branches=tuple(told))


def merge_branch(
    where: str, source: str, takes: Sequence[str], signed: Signed, *, dry_run: bool = False
) -> ChangeMade:
    """Merge another branch into the one of an address.

    Args:
        where: The address of our branch.
        source: The other branch, as `option` or `option@12`.
        takes: How conflicts are resolved.
        signed: Who merges, why and when.
        dry_run: Whether to tell only, and write nothing.

    Raises:
        CadreError: There is no such branch, or conflicts stand open. Nothing is written.
    """
    address = parse(where)
    access.refuse_past(address)
    taken = parse_takes(takes)
    with opened(address, writes=not dry_run) as store:
        with store.reading() as connection:
            at = access.other_branch(connection, address, source)
            three = branches.three_of(connection, address.branch, *at)
            brought = bring_together(three, taken)
        made = None
        if not dry_run:
            made, brought = branches.merge(store, (address.branch, *at), taken, signed)
            access.sign_daily(store, made, signed)
    conflicts = tuple(conflict_told(one, taken.of(one.told)) for one in brought.resolved)
    conflicts += tuple(conflict_told(one, None) for one in brought.conflicts)
    known = three.ours.rows.keys()
    return _told(address, made, brought.ops, known, conflicts, dry_run=dry_run)


def conflict_told(one: Conflict, side: Side | None) -> ConflictTold:
    """A conflict with both sides, and whose version is taken; None leaves it open."""
    return ConflictTold(
        place=one.told.place,
        base=one.told.base,
        ours=one.told.yours,
        theirs=one.told.theirs,
        because=one.because,
        taken=None if side is None else side.value,
    )


def undo_changes(
    where: str, span: tuple[int, int], signed: Signed, *, dry_run: bool = False
) -> ChangeMade:
    """Take back changes of a branch, from the first to the last of `span`, by a new one.

    Raises:
        CadreError: The branch has no such changes, or later ones touched the same.
    """
    address = parse(where)
    access.refuse_past(address)
    with opened(address, writes=not dry_run) as store:
        with store.reading() as connection:
            brought = undoing(connection, address.branch, span)
            keys = [one.key for one in brought.ops]
            known = rows_at(connection, address.branch, head_seq(connection), keys)
        made = None if dry_run else undo(store, address.branch, span, signed)
        access.sign_daily(store, made, signed)
    conflicts = tuple(conflict_told(one, None) for one in brought.conflicts)
    return _told(address, made, brought.ops, known, conflicts, dry_run=dry_run)


def verify_store(where: str, signed: Signed, *, sign_now: bool = False) -> VerifyAnswer:
    """Whether a store is as it was recorded; nothing in it is changed.

    Args:
        where: The store.
        signed: Where key and checkpoints lie.
        sign_now: Whether to sign the last change, once all is found sound.

    Raises:
        CadreError: The store, the key or the checkpoints can't be read, or there is nothing to
            sign with.
    """
    address = parse(where)
    files = beside(address, signed.checkpoints, signed.key)
    compared = files is not None and (files.checkpoints.exists() or signed.checkpoints is not None)
    with opened(address) as store:
        told = (
            verify(store, files.checkpoints, files.public)
            if files is not None and compared
            else verify(store)
        )
    _judge_releases(told.lines, told)
    if sign_now and not told.faults:
        _sign_now(files, told, address)
    return VerifyAnswer(
        store=address.database,
        changes=told.changes,
        versions=told.versions,
        releases=len(told.lines),
        last=told.last,
        seal="" if told.head is None else told.head.hash,
        checkpoints=told.checkpoints if compared else None,
        unsigned=told.last - told.signed_until,
        unsigned_releases=len(told.lines) - told.released_until,
        signed=sign_now and not told.faults,
        faults=tuple(FaultTold(place=one.place, problem=one.problem) for one in told.faults),
        more=told.more,
    )


def _judge_releases(lines: Sequence[tuple[int, str, str]], told: Verified) -> None:
    """Find the first line of the record of releases that doesn't follow from those before it."""
    broken = first_broken(text for _, text, _ in lines)
    for place, (number, text, seal) in enumerate(lines, start=1):
        if place == broken or number != place or json.loads(text).get("seal") != seal:
            told.add(f"release {number}", "doesn't follow from the lines before it")
            return


def _sign_now(files: Beside | None, told: Verified, address: Address) -> None:
    if files is None:
        raise StoreError(
            address.database,
            "can't be signed: it isn't told where key and checkpoints lie",
            "a key and a file of checkpoints",
            "Name them by `--key` and `--checkpoints`, or CADRE_KEY and CADRE_CHECKPOINTS.",
        )
    if told.head is None:
        raise StoreError(
            address.database,
            "can't be signed: it has no change",
            "a store that was begun",
            "Put back a copy.",
        )
    last = told.lines[-1] if told.lines else (0, "", releases.FIRST)
    sign(files, told.head, Released(last[0], last[2]))
    told.signed_until, told.released_until = told.last, last[0]
