"""Merges and undoings before they are made: which rows they would change, and what stands open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cadre.desk.store import conflict_told
from cadre.desk.store_answers import ConflictTold, RowChanged
from cadre.desk.store_history import row_changed
from cadre.dossier.store import access, branches
from cadre.dossier.store.address import parse
from cadre.dossier.store.changes import Gone, Key, Op
from cadre.dossier.store.history import RowChange
from cadre.dossier.store.merging import Brought, bring_together, parse_takes
from cadre.dossier.store.opening import opened
from cadre.dossier.store.undoing import undoing
from cadre.dossier.store.views import Version, head_seq, rows_at
from cadre.errors import CadreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a merge or an undoing would do to a branch, as everything stands now.

    Attributes:
        store: The store.
        branch: The branch that would change.
        head: The last change of the store when this was worked out.
        rows: The rows that would change, by table and id.
        conflicts: What two sides say differently; those with a side taken are settled.
    """

    store: str
    branch: str
    head: int
    rows: tuple[RowChanged, ...]
    conflicts: tuple[ConflictTold, ...]

    @property
    def is_open(self) -> bool:
        """Whether something has to be settled first."""
        return any(one.taken is None for one in self.conflicts)


class ConflictsStandError(CadreError):
    """What was asked can't be done until conflicts are settled."""

    def __init__(self, places: Sequence[str]) -> None:
        named = ", ".join(places[:8]) + (", ..." if len(places) > 8 else "")
        super().__init__(
            f"{len(places)} in conflict",
            named,
            "rows and fields that one side changed only",
            "Say in `take` whose version counts; a trial by `dry_run` lists both sides.",
        )


def preview_merge(where: str, source: str, takes: Sequence[str] = ()) -> Preview:
    """What merging another branch into the one of an address would do; nothing is written.

    Args:
        where: The address of our branch.
        source: The other branch, as `option` or `option@12`.
        takes: How conflicts are resolved; what isn't in conflict any more is passed over.

    Raises:
        CadreError: There is no such branch, or it is the same one.
    """
    address = parse(where)
    access.refuse_past(address)
    with opened(address) as store, store.reading() as connection:
        at = access.other_branch(connection, address, source)
        three = branches.three_of(connection, address.branch, *at)
        found = {one.told.place for one in bring_together(three, parse_takes(())).conflicts}
        standing = [one for one in takes if one.rpartition("=")[0] in {"", *found}]
        taken = parse_takes(standing)
        brought = bring_together(three, taken)
        head = head_seq(connection)
    settled = tuple(conflict_told(one, taken.of(one.told)) for one in brought.resolved)
    return Preview(
        store=address.database,
        branch=address.branch,
        head=head,
        rows=_rows(brought.ops, three.ours.rows, head),
        conflicts=settled + _open(brought),
    )


def preview_undo(where: str, span: tuple[int, int]) -> Preview:
    """What taking back changes of a branch would do; nothing is written.

    Raises:
        CadreError: The branch has no such changes, or they changed no row.
    """
    address = parse(where)
    access.refuse_past(address)
    with opened(address) as store, store.reading() as connection:
        brought = undoing(connection, address.branch, span)
        head = head_seq(connection)
        now = rows_at(connection, address.branch, head, [one.key for one in brought.ops])
    return Preview(
        store=address.database,
        branch=address.branch,
        head=head,
        rows=_rows(brought.ops, now, head),
        conflicts=_open(brought),
    )


def _open(brought: Brought) -> tuple[ConflictTold, ...]:
    return tuple(conflict_told(one, None) for one in brought.conflicts)


def _rows(ops: Iterable[Op], now: Mapping[Key, Version], head: int) -> tuple[RowChanged, ...]:
    """What operations would make of rows as they stand."""
    changes = (
        RowChange(before=now.get(one.key), after=_after(one, head + 1))
        for one in sorted(ops, key=lambda one: one.key)
    )
    return tuple(map(row_changed, changes))


def _after(one: Op, seq: int) -> Version | None:
    """The version of a row that an operation would make; None where it takes the row out."""
    if isinstance(one, Gone):
        return None
    return Version(one.kind, one.id, seq, one.place, one.form, one.body)
