"""The past of a store, and differences, as their reader may see them.

A row that changed is shown to whoever may see it as it was, as it became, and as it is marked by
now; else neither it nor that it is there. So nobody learns from history what the present withholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from cadre.desk.releases import record_release
from cadre.desk.store_answers import (
    DiffAnswer,
    FieldChange,
    LogAnswer,
    LogEntry,
    RowChanged,
)
from cadre.dossier.asof import known
from cadre.dossier.convert import field_texts
from cadre.dossier.store.address import parse
from cadre.dossier.store.bodies import PROFILE
from cadre.dossier.store.changes import Changeset, Key
from cadre.dossier.store.cited import Cited, row_of
from cadre.dossier.store.history import RowChange, changes_of, rows_changed
from cadre.dossier.store.missions import mission_of
from cadre.dossier.store.opening import Reading, opened
from cadre.dossier.store.views import asked_seq, head_seq, view
from cadre.dossier.tables import TABLES, Field, Table
from cadre.dossier.wherever import Where, load_from, named
from cadre.errors import CadreError, NoMissionError
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission, Profile
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.sources import Audience
from cadre.release.rules import STAFF, audience_of, may_see

MOST_ENTRIES = 4_096
"""Changes that are kept as they are told; when there are more, it begins anew."""
_ENTRIES: dict[Changeset, LogEntry] = {}
A = TypeVar("A", LogAnswer, DiffAnswer)


def log_of(
    where: str, *, reader: str = str(STAFF.id), row: Key | None = None, at_most: int | None = None
) -> LogAnswer:
    """The changes that an address shows, the last first.

    Args:
        where: The address.
        reader: Who reads.
        row: Only changes of this row; None takes all.
        at_most: How many changes at most.

    Raises:
        CadreError: The address can't be read, or there is no such reader or table.
    """
    address = parse(where)
    if row is not None:
        _refuse_no_table(row[0])
    with opened(address) as store, store.reading() as connection:
        seq = asked_seq(connection, address)
        guard = None if reader == STAFF.id else _Guard(connection, address.branch, reader)
        # What a reader sees of a change is known only once it is looked at.
        first_ones = at_most if guard is None else None
        found = changes_of(connection, address.branch, seq, row=row, at_most=first_ones)
        entries, withheld = [], 0
        for one in found:
            entry, less = _entry(connection, one, guard, row)
            withheld += less
            if entry is not None:
                entries.append(entry)
            if len(entries) == at_most:
                break
    audience = STAFF if guard is None else guard.audience
    answer = LogAnswer(
        store=address.database,
        branch=address.branch,
        entries=tuple(entries),
        withheld=withheld if audience.told_of_more else None,
    )
    return _released(where, audience, "store log", answer, withheld)


def _refuse_no_table(name: str) -> None:
    known = (PROFILE, *TABLES)
    if name not in known:
        close = get_close_matches(name, known, n=1)
        raise CadreError(
            f"table {name!r}",
            "isn't in a dossier",
            "a table, or profile for the mission itself",
            f"Write {close[0]}." if close else "Name one as `cadre store log` does.",
        )


def _entry(
    connection: Reading, one: Changeset, guard: _Guard | None, row: Key | None
) -> tuple[LogEntry | None, int]:
    """A change as its reader may see it, None when nothing of it; and how much isn't shown."""
    if guard is None and row is None:
        return _whole_entry(connection, one), 0
    changes = [
        change for change in rows_changed(connection, one) if row is None or change.key == row
    ]
    shown = changes if guard is None else guard.seen(one, changes)
    if guard is not None and not shown:
        return None, len(changes)
    withheld = len(changes) - len(shown)
    numbered = guard is None or guard.audience.told_of_more
    entry = LogEntry(
        seq=one.seq if numbered else None,
        branch=one.branch,
        at=one.at,
        actor=one.actor,
        # A reason may tell what the rows withheld say.
        reason="" if withheld else one.reason,
        does="" if guard is not None else _does(one),
        rows=tuple(map(row_changed, shown)),
    )
    return entry, withheld


def _whole_entry(connection: Reading, one: Changeset) -> LogEntry:
    """A change as the staff sees it; the same one is worked out once only."""
    known = _ENTRIES.get(one)
    if known is None:
        known = LogEntry(
            seq=one.seq,
            branch=one.branch,
            at=one.at,
            actor=one.actor,
            reason=one.reason,
            does=_does(one),
            rows=tuple(map(row_changed, rows_changed(connection, one))),
        )
        if len(_ENTRIES) >= MOST_ENTRIES:
            _ENTRIES.clear()
        _ENTRIES[one] = known
    return known


def _does(one: Changeset) -> str:
    """What a change did beside changing rows."""
    content = one.content
    if content.forked is not None:
        leaves = f" of {content.forked.parent}@{content.forked.at}" if content.forked.parent else ""
        return f"begins {one.branch}{leaves}"
    if content.merged is not None:
        return f"merges {content.merged.source}@{content.merged.at}"
    if content.undone is not None:
        first, last = content.undone
        return f"undoes {first}" if first == last else f"undoes {first} to {last}"
    return ""


def row_changed(change: RowChange) -> RowChanged:
    """A row before and after, as an answer tells it."""
    kind, name = change.key
    fields = tuple(
        FieldChange(field=one.field, before=one.base, after=one.yours) for one in change.fields
    )
    return RowChanged(table=kind, id=name, what=change.what, fields=fields)


class _Guard:
    """Judges what somebody who may not see all may see of the past."""

    def __init__(self, connection: Reading, branch: str, reader: str) -> None:
        now = mission_of(view(connection, branch, head_seq(connection))).mission
        self._now = now, _by_key(now)
        self._cited = Cited(connection, branch)
        self.audience = audience_of(now, reader)

    def seen(self, one: Changeset, changes: Sequence[RowChange]) -> list[RowChange]:
        """Those of the rows of a change that are shown: their marks before, after and now allow."""
        hidden: set[Key] = set()
        for seq, versions in (
            (one.seq - 1, [change.before for change in changes]),
            (one.seq, [change.after for change in changes]),
        ):
            # The mission itself bears no mark.
            rows = {
                (version.kind, version.id): row_of(version)
                for version in versions
                if version is not None and version.kind != PROFILE
            }
            hidden.update(self._hidden(rows, one.branch, seq))
        return [change for change in changes if change.key not in hidden]

    def _hidden(self, rows: Mapping[Key, Row | None], branch: str, seq: int) -> Iterator[Key]:
        """The rows that may not be seen as they were at a change, or as they are marked now."""
        now, later = self._now
        stated = [row for row in rows.values() if row is not None]
        then = self._cited.behind(stated, branch, seq, now.profile)
        for key, row in rows.items():
            # What can't be read may be marked in any way.
            marks = (
                () if row is None else (marking_of(then, row), marking_of(now, later.get(key, row)))
            )
            if not marks or not all(may_see(self.audience, mark).allowed for mark in marks):
                yield key


def _by_key(mission: Mission) -> dict[Key, Row]:
    return {(name, str(row.id)): row for name in TABLES for row in getattr(mission, name)}


def differences_of(
    old: Where, new: Where, *, reader: str = str(STAFF.id), as_of: date | None = None
) -> DiffAnswer:
    """What differs from one dossier to another: folders, or addresses of any store.

    A moment of a store before its first mission has no rows.

    Args:
        old: The first.
        new: The second.
        reader: Who reads.
        as_of: Only what was reported by then is compared; None compares all.

    Raises:
        CadreError: One can't be read, or has no such reader.
    """
    every = reader == STAFF.id
    stated = [_stated(where, guarded=not every) for where in (old, new)]
    # Where neither states a mission, loading one tells so.
    there = [one for one in stated if one is not None] or [load_from(new).mission]
    nothing = Mission(profile=there[0].profile)
    pair = [nothing if one is None else one for one in stated]
    before, after = pair if as_of is None else (known(one, as_of) for one in pair)
    audiences = [audience_of(one, reader) for one in there]
    rows: list[RowChanged] = []
    withheld = 0
    for change, marks in _different(before, after):
        if all(may_see(one, mark).allowed for one in audiences for mark in marks):
            rows.append(change)
        else:
            withheld += 1
    tells = all(one.told_of_more for one in audiences)
    answer = DiffAnswer(
        old=named(old), new=named(new), rows=tuple(rows), withheld=withheld if tells else None
    )
    return _released(new, audiences[-1], "store diff", answer, withheld)


def _stated(where: Where, *, guarded: bool) -> Mission | None:
    """The mission of a dossier; None for a moment of a store before its first one."""
    try:
        return load_from(where, guarded=guarded).mission
    except NoMissionError:
        return None


def _different(before: Mission, after: Mission) -> Iterator[tuple[RowChanged, list[Marking]]]:
    """The rows that differ with their marks; the mission itself bears none."""
    fields = tuple(
        FieldChange(field=name, before=str(old), after=str(new))
        for name in Profile.__dataclass_fields__
        if (old := getattr(before.profile, name)) != (new := getattr(after.profile, name))
    )
    if fields:
        yield RowChanged(table="profile", id="mission", what="changed", fields=fields), []
    for name, table in TABLES.items():
        one = {str(row.id): row for row in getattr(before, name)}
        other = {str(row.id): row for row in getattr(after, name)}
        for key in dict.fromkeys((*one, *other)):
            if one.get(key) != other.get(key):
                pair = ((before, one.get(key)), (after, other.get(key)))
                marks = [marking_of(mission, row) for mission, row in pair if row is not None]
                yield _row_difference(table, one.get(key), other.get(key)), marks


def _row_difference(table: Table, before: Row | None, after: Row | None) -> RowChanged:
    pairs = ((field, _text(field, before), _text(field, after)) for field in table.fields)
    row = after or before
    return RowChanged(
        table=table.name,
        id="" if row is None else str(row.id),
        what="added" if before is None else "gone" if after is None else "changed",
        fields=tuple(
            FieldChange(field=field.name, before=old, after=new)
            for field, old, new in pairs
            if old != new and field.name != "id"
        ),
    )


def _text(field: Field, row: Row | None) -> str | None:
    """A field as people read it; None where there is no row, or it stands for its default."""
    if row is None or getattr(row, field.name) == field.default:
        return None
    cells = field_texts(field, getattr(row, field.name))
    if len(cells) == 1:
        return cells[0]
    named_cells = zip(field.columns, cells, strict=True)
    return ", ".join(f"{column.name} {text}" for column, text in named_cells if text)


def _released(where: Where, audience: Audience, what: str, answer: A, withheld: int) -> A:
    """The answer, once it is recorded that somebody other than the staff was given it."""
    if audience.id != STAFF.id:
        record_release(where, audience, (what, answer), made_from=named(where), withheld=withheld)
    return answer
