"""Answers about a store as text for a person."""

from __future__ import annotations

from collections.abc import Iterable

from cadre.cli.show import finding_as_text, table, withheld_as_text
from cadre.desk.store_answers import (
    BranchesAnswer,
    ChangeMade,
    ConflictTold,
    DiffAnswer,
    ExportAnswer,
    LogAnswer,
    LogEntry,
    RowChanged,
    VerifyAnswer,
)
from cadre.mission.quantities import counted

ROWS = 20
"""Rows of a change that a log lists in text; JSON has all."""
WIDEST = 60
"""Characters of a value that text repeats."""


def change_as_text(done: ChangeMade) -> str:
    """What was recorded, or would be, with its conflicts."""
    lines = [_recorded(done)]
    for name, counts in (("added", done.added), ("changed", done.changed), ("gone", done.gone)):
        if counts:
            lines.append(f"{name}: " + ", ".join(f"{kind} {n:,}" for kind, n in counts.items()))
    lines += [conflict_as_text(one) for one in done.conflicts]
    lines += [finding_as_text(one) for one in done.findings]
    return "\n".join(lines) + "\n"


def _recorded(done: ChangeMade) -> str:
    if done.dry_run:
        return f"{done.store}, branch {done.branch}: a trial, nothing is written"
    if done.seq is None:
        return f"{done.store}, branch {done.branch}: nothing to change"
    why = f": {done.reason}" if done.reason else ""
    return f"{done.store}, branch {done.branch}: change {done.seq} by {done.actor}{why}"


def conflict_as_text(one: ConflictTold) -> str:
    """A conflict with both sides, and whose version was taken."""
    end = f"took {one.taken}" if one.taken else "open"
    return (
        f"conflict {one.place} ({one.because}): {end}\n"
        f"  base {_cut(one.base)}, ours {_cut(one.ours)}, theirs {_cut(one.theirs)}"
    )


def export_as_text(done: ExportAnswer) -> str:
    """The files written, and what couldn't be."""
    lines = [f"{done.folder} states what {done.store} shows: {len(done.files)} files written"]
    return "\n".join([*lines, *map(finding_as_text, done.findings)]) + "\n"


def log_as_text(told: LogAnswer) -> str:
    """Changes, the last first, each with its rows."""
    blocks = ["\n".join([_head(one), *_rows(one.rows, ROWS)]) for one in told.entries]
    blocks = blocks or [f"{told.store}, branch {told.branch}: no change to show."]
    end = withheld_as_text(told.withheld).strip()
    return "\n".join([*blocks, *([end] if end else [])]) + "\n"


def _head(one: LogEntry) -> str:
    number = "change" if one.seq is None else f"change {one.seq}"
    does = f", {one.does}" if one.does else ""
    why = f": {one.reason}" if one.reason else ""
    return f"{number} on {one.branch} by {one.actor}, {one.at[:19]}Z{does}{why}"


def _rows(rows: tuple[RowChanged, ...], most: int) -> Iterable[str]:
    for row in rows[:most]:
        fields = "; ".join(
            f"{one.field or 'row'} {_cut(one.before)} -> {_cut(one.after)}" for one in row.fields
        )
        yield f"  {row.what} {row.table}/{row.id}" + (
            f": {fields}" if row.what == "changed" else ""
        )
    if len(rows) > most:
        yield f"  and {len(rows) - most:,} more rows"


def diff_as_text(told: DiffAnswer) -> str:
    """The rows that differ, in the order of the tables."""
    differ = "differs" if len(told.rows) == 1 else "differ"
    counts = f"{counted(len(told.rows), 'row')} {differ} from {told.old} to {told.new}."
    head = counts + withheld_as_text(told.withheld)
    return "\n".join([head, *_rows(told.rows, len(told.rows))]) + "\n"


def branches_as_text(told: BranchesAnswer) -> str:
    """The branches as a table."""
    rows = [
        (one.name, f"{one.parent}@{one.fork}" if one.parent else "", one.changes, one.last)
        for one in told.branches
    ]
    return table(("branch", "leaves", "changes", "last"), rows) + "\n"


def verify_as_text(told: VerifyAnswer) -> str:
    """What was looked at, and what is wrong."""
    looked = (
        f"{counted(told.changes, 'change')}, {counted(told.versions, 'version')}, "
        f"{counted(told.releases, 'release')}"
    )
    lines = [f"{told.store}: looked at {looked}"]
    if told.checkpoints is None:
        lines.append("no checkpoints were compared: a chain rewritten whole wouldn't be found")
    else:
        later = counted(told.unsigned, "change"), counted(told.unsigned_releases, "release")
        match = "matches" if told.checkpoints == 1 else "match"
        checkpoints = counted(told.checkpoints, "checkpoint")
        lines.append(f"{checkpoints} {match}; {' and '.join(later)} since")
    lines += [f"wrong: {one.place} {one.problem}" for one in told.faults]
    lines += [f"and {told.more:,} more"] if told.more else []
    lines += [] if told.faults else [f"all is as it was recorded, up to change {told.last}"]
    lines += ["signed"] if told.signed else []
    return "\n".join(lines) + "\n"


def _cut(text: str | None) -> str:
    if text is None:
        return "none"
    return repr(text if len(text) <= WIDEST else f"{text[:WIDEST]}...")
