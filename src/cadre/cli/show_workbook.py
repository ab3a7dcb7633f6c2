"""What an edited workbook changes, as text: table by table, row by row, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.cli.show import table
from cadre.desk.workbook import RowChanged, WorkbookImported
from cadre.mission.findings import Finding

ROWS = 200
"""Rows that are listed in text; JSON has all."""
WIDEST = 60
"""Characters of a value that text repeats."""
_COUNTED = ("added", "changed", "removed", "unchanged", "refused", "missing")


def taken_as_text(done: WorkbookImported) -> str:
    """What the workbook changes, what is wrong in it, and what was written."""
    trial = ": a trial, nothing is written" if done.dry_run else ""
    lines = [f"{done.file} into {done.folder}{trial}", *_origin(done), ""]
    counts = [
        (name, *(getattr(one, what) for what in _COUNTED))
        for name, one in done.tables.items()
        if one.read != one.unchanged or one.missing or one.removed
    ]
    if counts:
        lines += [table(("table", *_COUNTED), counts), ""]
    same = len(done.tables) - len(counts)
    lines += [f"{same} tables are as they were."] if counts else ["Nothing is changed."]
    for one in done.changes[:ROWS]:
        lines += ["", *_row(one)]
    more = len(done.changes) - ROWS
    lines += ["", f"and {more:,} more rows"] if more > 0 else []
    for finding in done.findings:
        lines += ["", finding_with_place(finding)]
    return "\n".join(lines)


def _origin(done: WorkbookImported) -> Iterator[str]:
    """What the workbook was exported from."""
    if done.edition is not None:
        one = done.edition
        part = "" if one.whole else ", a part of it"
        day = f" as of {one.as_of}" if one.as_of else ""
        yield f"exported from {one.mission}{day} for {one.reader}{part}, {one.dossier[:12]}"


def _row(one: RowChanged) -> Iterator[str]:
    """A row with its cells: before and after, or what a new one says."""
    made = " (id made from the row)" if one.made_id else ""
    place = f" ({one.sheet}:{one.row})" if one.row else ""
    yield f"{one.what.value} {one.table} {one.id}{place}{made}"
    if one.what.value == "removed":
        return
    for column, (before, after) in one.cells.items():
        if one.what.value == "changed":
            yield f"  {column}: {_cut(before)} -> {_cut(after)}"
        elif column != "id":
            yield f"  {column}: {_cut(after)}"


def _cut(text: str) -> str:
    if not text:
        return "blank"
    return repr(text if len(text) <= WIDEST else f"{text[:WIDEST]}...")


def finding_with_place(one: Finding) -> str:
    """A finding with the place in its file, and what to do."""
    head = f"{one.severity.value} {one.code} {one.place}"
    return f"{head}\n  {one.message}\n  -> {one.remedy}"
