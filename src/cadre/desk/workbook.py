"""Workbooks at the desk: what a person edited, shown cell by cell and taken as one change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cadre.desk.imports import refuse_faulty
from cadre.desk.signing import signed
from cadre.dossier.load import Loaded
from cadre.dossier.tables import TABLES
from cadre.dossier.wherever import Where, load_stated, named, save_to
from cadre.errors import CadreError
from cadre.mission.findings import Finding, Severity
from cadre.workbook.base import Edition
from cadre.workbook.changes import Change, Tally, What
from cadre.workbook.layout import MISSION
from cadre.workbook.read import BookRead, read_book
from cadre.workbook.take import Terms
from cadre.workbook.threeway import Take

TAKES = tuple(one.value for one in Take)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookOrder:
    """Which workbook to import, and how.

    Attributes:
        file: The workbook.
        remove: Whether rows that aren't in it any more are removed from the dossier.
        take: Whose value counts where both changed a field: `workbook` or `dossier`; None refuses.
        dry_run: Whether to tell only, and write nothing.
        by: Who imports, as a store records it; empty takes the login name.
        because: Why, as a store records it; empty names the file.
    """

    file: Path
    remove: bool = False
    take: str | None = None
    dry_run: bool = False
    by: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChanged:
    """What becomes of one row.

    Attributes:
        table: Its table.
        id: Its id.
        what: Whether it is added, changed or removed.
        sheet: The sheet that says so.
        row: Its row in the sheet, from 1; 0 for one that isn't there any more.
        made_id: Whether its id was made from its contents.
        cells: The cells that differ, by column: before and after.
    """

    table: str
    id: str
    what: What
    sheet: str
    row: int
    made_id: bool
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookImported:
    """What the import of a workbook did.

    Attributes:
        folder: The dossier: a folder, or an address in a store.
        file: Name of the workbook.
        sha256: SHA-256 of its bytes, hexadecimal.
        edition: What it was exported from; None when it doesn't tell.
        dry_run: Whether nothing was written.
        tables: What became of the rows of each sheet, by its table.
        changes: What became of each row that isn't the same, cell by cell.
        findings: What is wrong in the workbook, the worst first.
        written: Files of the dossier that were written, or the change that was recorded.
    """

    folder: str
    file: str
    sha256: str
    edition: Edition | None
    dry_run: bool
    tables: dict[str, Tally]
    changes: tuple[RowChanged, ...]
    findings: tuple[Finding, ...]
    written: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """Whether anything of the workbook was refused."""
        return any(one.severity is Severity.ERROR for one in self.findings)


def import_workbook(where: Where, order: WorkbookOrder) -> WorkbookImported:
    """Take what a person edited in a workbook into a dossier, as one change.

    Rows with a fault are refused and told cell by cell; the others are taken. What changed in the
    dossier since the export stays. A folder that is new or empty, or a store without a mission,
    becomes the workbook's dossier.

    Raises:
        CadreError: The dossier or the workbook can't be read; a table that is to be written has
            rows with faults; or the dossier changed meanwhile.
    """
    loaded = load_stated(where)
    terms = Terms(remove=order.remove, take=None if order.take is None else Take(order.take))
    read = read_book(order.file, None if loaded is None else loaded.mission, terms)
    changes = read.taken.changes
    if loaded is not None:
        touched = {one.table for one in changes} - {MISSION}
        refuse_faulty(loaded, [name for name in TABLES if name in touched])
    written = () if order.dry_run else _written(read, where, loaded, order)
    return WorkbookImported(
        folder=named(where),
        file=order.file.name,
        sha256=read.sha256,
        edition=read.edition,
        dry_run=order.dry_run,
        tables=_tallied(read),
        changes=tuple(map(_told, changes)),
        findings=read.findings,
        written=written,
    )


def _written(
    read: BookRead, where: Where, loaded: Loaded | None, order: WorkbookOrder
) -> tuple[str, ...]:
    if read.mission is None:
        raise CadreError(
            named(where),
            "is no dossier yet, and the workbook has no sheet `mission` that makes one",
            "a dossier, or a workbook with its mission",
            "Begin a dossier with `cadre init`, or correct the workbook.",
        )
    if not read.taken.changes:
        return ()
    reason = order.because or f"import of {order.file.name}"
    return save_to(read.mission, where, loaded, signed(order.by, reason))


def _tallied(read: BookRead) -> dict[str, Tally]:
    """The tallies, with how many rows were added, changed and removed."""
    for one in read.taken.changes:
        tally = read.taken.tallies[one.table]
        tally.added += one.what is What.ADDED
        tally.changed += one.what is What.CHANGED
        tally.removed += one.what is What.REMOVED
    return read.taken.tallies


def _told(change: Change) -> RowChanged:
    return RowChanged(
        table=change.table,
        id=change.id,
        what=change.what,
        sheet=change.sheet,
        row=change.row,
        made_id=change.made_id,
        cells=change.cells(),
    )
