"""Imports at the desk: a file of others into a dossier, told row by row what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cadre.desk.signing import signed
from cadre.dossier.load import Loaded
from cadre.dossier.tables import TABLES
from cadre.dossier.wherever import Where, load_from, named, save_to
from cadre.errors import CadreError
from cadre.exchange.document import About, read_about
from cadre.exchange.drafts import Drafts, Tally
from cadre.exchange.given import Given
from cadre.exchange.grid import Progress
from cadre.exchange.mapping import Map, read_map
from cadre.exchange.merge import Change, Merged, merge
from cadre.exchange.opening import Opened, opened
from cadre.exchange.rules import Noted
from cadre.exchange.threew import read_3w
from cadre.exchange.us_training import read_us_training
from cadre.mission.findings import Finding, Severity

FORMATS: dict[str, Callable[[Opened, Given], Drafts]] = {
    "3w": read_3w,
    "us-training": read_us_training,
}
"""What reads each format."""
WRITTEN = (
    *("sources", "claims", "conflicts", "assumptions", "effects", "partners"),
    "partner_activities",
)
"""The tables that an import may write to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to import, and how.

    Attributes:
        file: The file.
        format: Name of its format.
        sheet: Name of its sheet; None finds it.
        mapped: The map; None is an empty one.
        about: What its publisher says of it, in JSON; None is nothing.
        dry_run: Whether to tell only, and write nothing.
        by: Who imports, as a store records it; empty takes the login name.
        because: Why, as a store records it; empty names the file.
    """

    file: Path
    format: str
    sheet: str | None = None
    mapped: Path | None = None
    about: Path | None = None
    dry_run: bool = False
    by: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did.

    Attributes:
        folder: The dossier: a folder, or an address in a store.
        file: Name of the file.
        source: Id of the source that cites it.
        sha256: SHA-256 of the file's bytes, hexadecimal.
        dry_run: Whether nothing was written.
        tally: What became of the rows of the file.
        known_partners: Bodies of the file that the dossier had already.
        added: Rows added, by table.
        updated: Rows updated, by table.
        moved: Rows that only stand at another place of the file now, by table.
        unchanged: Rows that the dossier had already, just so.
        changes: Each row updated, with its fields before and after.
        findings: What is odd in the file, the worst first.
        written: Files of the dossier that were written, or the change that was recorded.
    """

    folder: str
    file: str
    source: str
    sha256: str
    dry_run: bool
    tally: Tally
    known_partners: int
    added: dict[str, int]
    updated: dict[str, int]
    moved: dict[str, int]
    unchanged: int
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    written: tuple[str, ...]


def import_file(where: Where, order: Order, progress: Progress | None = None) -> Imported:
    """Import a file into a dossier; into a store as one change.

    Rows with a fault are refused and told; the others are taken. What the dossier holds stays,
    but for rows that the same file made before: these follow the file.

    Raises:
        CadreError: The dossier, the file or its map can't be read; a table that is to be written
            has rows with faults; or the folder changed while the file was read.
    """
    loaded = load_from(where)
    refuse_faulty(loaded, WRITTEN)
    given = Given(
        mission=loaded.mission,
        mapped=read_map(order.mapped, loaded.mission) if order.mapped else Map(),
        about=_about(order),
        sheet=order.sheet,
        progress=progress,
    )
    with opened(order.file) as file:
        drafts = FORMATS[order.format](file, given)
        noted = Noted(file.file)
    merged = merge(loaded.mission, drafts, noted)
    written = () if order.dry_run else _save(merged, where, loaded, order)
    findings = (*drafts.findings, *noted.findings())
    return Imported(
        folder=named(where),
        file=order.file.name,
        source=drafts.source.id,
        sha256=drafts.sha256,
        dry_run=order.dry_run,
        tally=drafts.tally,
        known_partners=drafts.known_partners,
        added=merged.count("added"),
        updated=merged.count("updated"),
        moved=merged.count("moved"),
        unchanged=merged.unchanged,
        changes=tuple(one for one in merged.changes if one.what == "updated"),
        findings=tuple(sorted(findings, key=lambda one: (one.severity.rank, one.code))),
        written=written,
    )


def _about(order: Order) -> About:
    if order.about is None:
        return About()
    size = order.file.stat().st_size if order.file.is_file() else 0
    return read_about(order.about, size, order.file.name)


def _save(merged: Merged, where: Where, loaded: Loaded, order: Order) -> tuple[str, ...]:
    if merged.mission == loaded.mission:
        return ()
    reason = order.because or f"import of {order.file.name}"
    return save_to(merged.mission, where, loaded, signed(order.by, reason))


def refuse_faulty(loaded: Loaded, written: Iterable[str]) -> None:
    """Refuse a dossier with faults in the tables to which an import would write.

    A row that was refused would stand there twice: once as it was, and once anew.

    Raises:
        CadreError: There is such a fault.
    """
    files = {TABLES[name].file for name in written}
    for one in loaded.findings:
        if one.severity is Severity.ERROR and one.place.partition(":")[0] in files:
            raise CadreError(
                one.place, one.message, "tables without faults where rows are added", one.remedy
            )
