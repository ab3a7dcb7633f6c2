"""Edits at the desk: rows added, changed and taken out, as one change, each fault at its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cadre.desk.row_answers import Became, CellProblem, RowConflict, RowDone, RowEdit, RowsChanged
from cadre.desk.row_drafts import Draft, Drafter, Refused
from cadre.desk.row_objections import Objections
from cadre.desk.rows import table_named
from cadre.desk.signing import Signed
from cadre.dossier.store.access import refuse_past, sign_daily
from cadre.dossier.store.address import Address, is_address, parse
from cadre.dossier.store.changes import Changeset, Content, Gone, Op, Put
from cadre.dossier.store.opening import Reading, opened
from cadre.dossier.store.rows import cells_of, places_behind
from cadre.dossier.store.upcasting import newest_form
from cadre.dossier.store.views import head_seq
from cadre.dossier.store.writing import record, recorded, says
from cadre.dossier.wherever import Where, named
from cadre.errors import CadreError
from cadre.release.rules import STAFF


def change_rows(
    where: Where,
    edits: Sequence[RowEdit],
    signed: Signed,
    *,
    partly: bool = False,
    reader: str = str(STAFF.id),
) -> RowsChanged:
    """Add, change and take out rows as one change.

    Every fault is told at its cell. A row that others changed since it was read is a conflict; one
    that names what isn't there, or that others still name, can't be written or taken out.

    Args:
        where: The address of a branch of a store.
        edits: What is to become of which row; each row at most once.
        signed: Who does so, why and when; an empty reason is made from what was done.
        partly: Whether rows without a fault are written though others have one; else none is.
        reader: Who edits; only who reads as the staff sees what an edit may do.

    Raises:
        CadreError: The dossier is a folder, the address names the past or isn't there, the reader
            may not edit, a table isn't known, or the change can't be recorded.
    """
    address = _editable(where, reader)
    for one in edits:
        table_named(one.table)
    if not edits:
        return RowsChanged(seq=None, at="", actor=signed.actor, done=())
    batch = _Batch(address, edits, signed, partly=partly)
    with opened(address, writes=True) as store:
        made = recorded(store, batch.write)
        sign_daily(store, made, signed)
    return batch.answer(made)


def _editable(where: Where, reader: str) -> Address:
    """The address of what can be edited.

    Raises:
        CadreError: It can't be.
    """
    if not is_address(where):
        folder = named(where)
        raise CadreError(
            folder,
            "is a folder, whose rows are edited in its files",
            "a store",
            f"Put it in one: cadre store init m.db; cadre store import m.db {folder}",
        )
    if reader != STAFF.id:
        raise CadreError(
            f"reader {reader}",
            "may not edit rows: a change may touch what this reader isn't shown",
            f"the reader {STAFF.id}",
            "Have somebody of the staff make the change.",
        )
    address = parse(where)
    refuse_past(address)
    return address


class _Batch:
    """One batch of edits, judged and written within one transaction."""

    def __init__(
        self, address: Address, edits: Sequence[RowEdit], signed: Signed, *, partly: bool
    ) -> None:
        self._branch = address.branch
        self._edits = [
            one if one.row else replace(one, row=n) for n, one in enumerate(edits, start=1)
        ]
        self._signed = signed
        self._partly = partly
        self._drafts: list[Draft] = []
        self._ops: list[Op] = []
        self._refused: list[Refused] = []

    def write(self, connection: Reading) -> Changeset | None:
        """Record what can be; None when nothing changes, or something is wrong."""
        seq = head_seq(connection)
        drafter = Drafter(connection, self._branch, seq)
        self._refused, drafts = [], []
        for found in drafter.drafts(self._edits):
            if isinstance(found, Draft):
                drafts.append(found)
            else:
                self._refused.append(found)
        sound, refused = Objections(connection, self._branch, seq).judged(drafts)
        self._refused += refused
        if self._refused and not self._partly:
            self._drafts, self._ops = [], []
            return None
        self._drafts = sound
        self._ops = list(self._operations(connection, seq))
        if not self._ops:
            return None
        content = Content(ops=tuple(self._ops))
        signed = self._signed
        if not signed.reason:
            signed = replace(signed, reason=_reason(self._drafts))
        return record(connection, self._branch, content, signed)

    def _operations(self, connection: Reading, seq: int) -> Iterator[Op]:
        """What makes the branch state the drafts; those that it states already are left out."""
        fresh: dict[str, list[str]] = {}
        for one in self._drafts:
            if one.standing is None:
                fresh.setdefault(one.edit.table, []).append(one.id)
        places = {
            (kind, key): place
            for kind, keys in fresh.items()
            for key, place in places_behind(connection, self._branch, seq, kind, keys).items()
        }
        for one in self._drafts:
            op = _operation(one, places.get((one.edit.table, one.id), ""))
            if not says(op, one.standing):
                yield op

    def answer(self, made: Changeset | None) -> RowsChanged:
        """What became of the edits."""
        changed = {one.key for one in self._ops}
        done = tuple(_done(one, made, changed=one.key in changed) for one in self._drafts)
        problems = (x for one in self._refused for x in one.problems)
        conflicts = (one.conflict for one in self._refused if one.conflict is not None)
        return RowsChanged(
            seq=None if made is None else made.seq,
            at="" if made is None else made.at,
            actor=self._signed.actor,
            done=done,
            problems=tuple(sorted(problems, key=_row_number)),
            conflicts=tuple(sorted(conflicts, key=_row_number)),
        )


def _row_number(one: CellProblem | RowConflict) -> int:
    return one.row


def _operation(draft: Draft, place: str) -> Op:
    kind, was = draft.edit.table, draft.standing
    if draft.row is None:
        # A row that is taken out stands: what doesn't was refused as a conflict.
        return Gone(kind=kind, id=draft.id, was=0 if was is None else was.seq)
    return Put(
        kind=kind,
        id=draft.id,
        place=place if was is None else was.place,
        form=newest_form(kind),
        body=draft.body,
        was=None if was is None else was.seq,
    )


def _done(draft: Draft, made: Changeset | None, *, changed: bool) -> RowDone:
    was = draft.standing
    revision = "" if was is None else str(was.seq)
    if changed and made is not None:
        revision = "" if draft.row is None else str(made.seq)
    what = Became.ADDED if was is None else Became.CHANGED
    if draft.row is None:
        what = Became.REMOVED
    return RowDone(
        row=draft.edit.row,
        table=draft.edit.table,
        id=draft.id,
        became=what if changed else Became.UNCHANGED,
        revision=revision,
        cells=dict(draft.cells) if changed or was is None else cells_of(was),
    )


def _reason(drafts: Iterable[Draft]) -> str:
    """What was done, where nobody says why."""
    counts: dict[str, Counter[str]] = {}
    for one in drafts:
        what = "removed" if one.row is None else "added" if one.standing is None else "changed"
        counts.setdefault(one.edit.table, Counter())[what] += 1
    told = (
        f"{table}: " + ", ".join(f"{count} {what}" for what, count in some.items())
        for table, some in counts.items()
    )
    return "; ".join(told)
