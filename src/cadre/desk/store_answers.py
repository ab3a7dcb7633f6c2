"""What the desk answers about a store."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.mission.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMade:
    """A change that was recorded, or would be.

    Attributes:
        store: The store.
        branch: The branch that it changes.
        seq: Its number; None when nothing was recorded: a trial, or nothing to change.
        at: When, as an ISO time in UTC.
        actor: Who made it.
        reason: Why.
        seal: What it is sealed with.
        added: Rows added, by table.
        changed: Rows changed, by table.
        gone: Rows taken out, by table.
        conflicts: What was in conflict, and is in a trial still.
        dry_run: Whether it is a trial.
        findings: What is wrong in the folder that was taken in.
    """

    store: str
    branch: str
    seq: int | None = None
    at: str = ""
    actor: str = ""
    reason: str = ""
    seal: str = ""
    added: dict[str, int]
    changed: dict[str, int]
    gone: dict[str, int]
    conflicts: tuple[ConflictTold, ...] = ()
    dry_run: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictTold:
    """A row or field that two sides say differently.

    Attributes:
        place: The row or field, as `--take` names it.
        base: What it said before; None when it wasn't there.
        ours: What the branch written to says.
        theirs: What the other one says.
        because: Why it is a conflict.
        taken: Whose version was taken; None when it is open.
    """

    place: str
    base: str | None
    ours: str | None
    theirs: str | None
    because: str
    taken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of a row, before and after.

    Attributes:
        field: The field; empty is the row as a whole.
        before: What it said; None when it wasn't there.
        after: What it says; None when it went.
    """

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChanged:
    """A row, before and after.

    Attributes:
        table: Its table; `profile` is the mission itself.
        id: Its id.
        what: Whether it was added, changed or taken out.
        fields: What changed of it.
    """

    table: str
    id: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """A change, as its reader may see it.

    Attributes:
        seq: Its number; None for a reader who isn't told that there are others.
        branch: The branch that it changed.
        at: When, as an ISO time in UTC.
        actor: Who made it.
        reason: Why; empty for a reader who doesn't see all of it.
        does: What it did beside changing rows: `begins main`, `merges option@12`, `undoes 7`.
        rows: The rows that it changed.
    """

    seq: int | None
    branch: str
    at: str
    actor: str
    reason: str
    does: str
    rows: tuple[RowChanged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAnswer:
    """The changes that a branch shows, the last first.

    Attributes:
        store: The store.
        branch: The branch.
        entries: The changes.
        withheld: Rows changed that this reader may not see; None when even that isn't told.
    """

    store: str
    branch: str
    entries: tuple[LogEntry, ...]
    withheld: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffAnswer:
    """What differs between two dossiers.

    Attributes:
        old: The first.
        new: The second.
        rows: The rows that differ, in the order of the tables.
        withheld: Rows that differ and that this reader may not see; None when that isn't told.
    """

    old: str
    new: str
    rows: tuple[RowChanged, ...]
    withheld: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchTold:
    """A branch.

    Attributes:
        name: Its name.
        parent: The branch that it left; empty for the first one.
        fork: The change as of which it left it.
        changes: Changes made on it.
        last: The last of them.
    """

    name: str
    parent: str
    fork: int
    changes: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchesAnswer:
    """The branches of a store.

    Attributes:
        store: The store.
        branches: Each, in the order in which they were begun.
    """

    store: str
    branches: tuple[BranchTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAnswer:
    """A folder written from a store.

    Attributes:
        store: The address that was written from.
        folder: The folder.
        files: The files written.
        findings: What is wrong with rows of the store; those that can't be read aren't written.
    """

    store: str
    folder: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTold:
    """Something in a store that isn't as it was recorded.

    Attributes:
        place: Where: a change, a version, a checkpoint, a line of the record of releases.
        problem: What is wrong with it.
    """

    place: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyAnswer:
    """Whether a store is as it was recorded.

    Attributes:
        store: The store.
        changes: Changes whose seals were looked at.
        versions: Versions of rows that were compared with them.
        releases: Lines of the record of what was shown to whom.
        last: The last change; 0 when there is none.
        seal: Its seal.
        checkpoints: Checkpoints that match; None when none were compared.
        unsigned: Changes since the last checkpoint that matches.
        unsigned_releases: Lines of the record of releases since the last one that seals any.
        signed: Whether the last change was signed now.
        faults: What is wrong.
        more: How much more than is listed.
    """

    store: str
    changes: int
    versions: int
    releases: int
    last: int
    seal: str
    checkpoints: int | None
    unsigned: int
    unsigned_releases: int
    signed: bool
    faults: tuple[FaultTold, ...]
    more: int
