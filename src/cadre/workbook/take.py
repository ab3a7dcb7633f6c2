"""Taking in one sheet: what each row is against the dossier and against what was exported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cadre.dossier.convert import field_texts
from cadre.dossier.listing import shown
from cadre.dossier.tables import Field, Table
from cadre.errors import CadreError
from cadre.mission.findings import Rule
from cadre.mission.rows import Row
from cadre.workbook import rules
from cadre.workbook.base import Digests
from cadre.workbook.changes import Change, Tally
from cadre.workbook.entries import Entry, EntryReader, Ids
from cadre.workbook.layout import values_of
from cadre.workbook.newcomers import Contents, Lookalikes, contents, made_id
from cadre.workbook.noted import Noted
from cadre.workbook.sheets import Sheet
from cadre.workbook.threeway import Take, as_exported, compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a workbook is taken.

    Attributes:
        remove: Whether rows that aren't in the workbook any more are removed from the dossier.
        take: Whose value counts where both changed a field; None refuses the row.
    """

    remove: bool = False
    take: Take | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a table beside its sheet.

    Attributes:
        rows: The rows that the dossier has, by id.
        base: The digests of the rows as exported, by id; None when the workbook doesn't tell.
        ids: The ids of every table.
    """

    rows: Mapping[str, Row]
    base: Mapping[str, Digests] | None
    ids: Ids


@dataclass(slots=True)
class SheetTaker:
    """Takes in one sheet.

    Attributes:
        sheet: The sheet.
        known: What is known of its table.
        terms: How it is taken.
        noted: What is wrong, as it is found.
        changes: What becomes of rows.
        tally: How many rows became what.
    """

    sheet: Sheet
    known: Known
    terms: Terms
    noted: Noted
    changes: list[Change] = field(default_factory=list)
    tally: Tally = field(init=False)
    _reader: EntryReader = field(init=False)
    _seen: set[str] = field(default_factory=set)
    _nameless: dict[Contents, int] = field(default_factory=dict)
    _gone: dict[str, Row] = field(default_factory=dict)
    _gone_by_contents: dict[Contents, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing taken."""
        self.tally = Tally(sheet=self.sheet.name)
        self._reader = EntryReader(self.sheet, self.known.rows, self.known.ids, self.noted)

    @property
    def table(self) -> Table:
        """The table of the sheet."""
        return self.sheet.table

    def take(self) -> None:
        """Judge every row, and what isn't there any more."""
        named: dict[str, list[Entry]] = defaultdict(list)
        nameless = []
        for entry in self._reader.entries():
            self.tally.read += 1
            if entry.id:
                named[entry.id].append(entry)
            else:
                nameless.append(entry)
        self._find_gone(named)
        stated = [row for some in named.values() for row in self._take_named(some)]
        taken = self._take_nameless(nameless, stated)
        self._take_gone(sure=taken == len(nameless))
        lines = sum(one.row > 0 for one in self.changes)
        self.tally.refused = self.tally.read - self.tally.unchanged - lines

    def _find_gone(self, named: Collection[str]) -> None:
        """Find the rows of the export that the dossier has and the sheet hasn't."""
        self._seen.update(named)
        base = self.known.base or {}
        for key, row in self.known.rows.items():
            if key in base and key not in self._seen:
                self._gone[key] = row
                self._gone_by_contents.setdefault(contents(self.table, row), key)

    def _take_named(self, entries: list[Entry]) -> Iterable[Row]:
        """Take the row of one id; yields what it states."""
        first, *others = entries
        if others:
            rows = ", ".join(str(one.number) for one in entries)
            self._note(
                first,
                rules.SAME_ID,
                f"The id {shown(first.id)} stands in rows {rows}",
                "id",
                "Give the new row an id of its own, or leave it blank there.",
            )
            return
        if first.texts is None:
            return
        row = self.known.rows[first.id] if first.same else self._reader.row(first, first.id)
        if row is None:
            return
        yield row
        mine = self.known.rows.get(first.id)
        if mine is not None:
            self._compare(first, mine, row)
        elif self.known.base is not None and first.id in self.known.base:
            self._taken_out(first, row, self.known.base[first.id])
        else:
            self._take_new(first, row)

    def _compare(self, entry: Entry, mine: Row, row: Row) -> None:
        """A row that the dossier has: what the person changed in it is taken."""
        if row == mine:
            self.tally.unchanged += 1
            return
        base = None if self.known.base is None else self.known.base.get(entry.id)
        theirs = values_of(row)
        found = compared(self.table, entry.id, values_of(mine), theirs, base)
        taken = dict(found.taken)
        if found.both and self.terms.take is None:
            for one in found.both:
                self._note_both(entry, one, mine, base)
            return
        if self.terms.take is Take.WORKBOOK:
            taken |= {one.name: theirs[one.name] for one in found.both}
        self._change(entry, mine, taken)

    def _change(self, entry: Entry, mine: Row, taken: dict[str, Any]) -> None:
        if not taken:
            self.tally.unchanged += 1
            return
        try:
            after = replace(mine, **taken)
        except CadreError as error:
            message = f"{entry.id} {error.problem}; allowed: {error.allowed}"
            self._note(entry, rules.BAD_ROW, message, "", error.remedy)
            return
        self._add(entry, mine, after)

    def _add(self, entry: Entry, before: Row | None, after: Row, *, made: bool = False) -> None:
        self.changes.append(
            Change(
                table=self.table.name,
                id=after.id,
                sheet=self.sheet.name,
                row=entry.number,
                before=before,
                after=after,
                made_id=made,
            )
        )

    def _note_both(self, entry: Entry, one: Field, mine: Row, base: Digests | None) -> None:
        now = " / ".join(filter(None, _texts(one, mine))) or "blank"
        new = " / ".join(
            text for column in one.columns if (text := (entry.texts or {})[column.name])
        )
        why = (
            "the dossier changed it too since the export"
            if base is not None
            else "the workbook doesn't tell who changed it"
        )
        self._note(
            entry,
            rules.BOTH_CHANGED,
            f"`{one.name}` is {shown(new) if new else 'blank'} here and {shown(now)} in the "
            f"dossier, and {why}",
            one.columns[len(one.columns) // 2].name,
            "Write what counts into both, or import with --take workbook or --take dossier.",
        )

    def _taken_out(self, entry: Entry, row: Row, base: Digests) -> None:
        """A row of the export that the dossier hasn't any more."""
        if self.terms.take is Take.WORKBOOK:
            self._add(entry, None, row)
        elif self.terms.take is Take.DOSSIER or as_exported(
            self.table, entry.id, values_of(row), base
        ):
            self.tally.unchanged += 1
            message = f"{shown(entry.id)} was removed from the dossier since the export"
            remedy = "Clear the row; --take workbook brings it back."
            self._note(entry, rules.GONE, message, "", remedy)
        else:
            message = f"{shown(entry.id)} was changed here, and removed from the dossier"
            remedy = "Import with --take workbook to bring it back, or clear the row."
            self._note(entry, rules.BOTH_CHANGED, message, "", remedy)

    def _take_new(self, entry: Entry, row: Row) -> None:
        twin = self._gone_by_contents.get(contents(self.table, row)) if self._gone else None
        if twin is not None and not self.terms.remove:
            message = f"{shown(row.id)} says what {shown(twin)} said, which isn't here any more"
            remedy = f"Write {twin} back, or import with --remove if it is to be called so."
            self._note(entry, rules.CHANGED_ID, message, "id", remedy)
            return
        self._add(entry, None, row)

    def _take_nameless(self, entries: Collection[Entry], stated: Iterable[Row]) -> int:
        """New rows without an id, once it is sure that they aren't known under one; how many."""
        whole = [one for one in entries if one.texts is not None]
        if not whole:
            return 0
        drafts = [(one, row) for one in whole if (row := self._reader.row(one, "x")) is not None]
        texts = [(entry, row, contents(self.table, row)) for entry, row in drafts]
        keys = {made_id(self.table, said) for _, _, said in texts}
        others = {**self.known.rows, **{row.id: row for row in stated}}
        alike = Lookalikes(self.table, others.values())
        # Rows that came into the dossier since the export, by this workbook or otherwise.
        since = self.known.rows.keys() - self._seen - keys - (self.known.base or {}).keys()
        near = since | self._gone.keys()
        return sum(self._take_one(entry, row, said, alike, near) for entry, row, said in texts)

    def _take_one(
        self, entry: Entry, row: Row, said: Contents, alike: Lookalikes, near: Collection[str]
    ) -> bool:
        """Take a row that has no id; whether it was, or had been before."""
        key = made_id(self.table, said)
        if said in self._nameless:
            return self._twice(entry, f"row {self._nameless[said]}")
        self._nameless[said] = entry.number
        if key in self.known.rows and key not in self._seen:
            # Taken when the workbook was imported before; what became of it since counts.
            self.tally.unchanged += 1
            return True
        same = alike.same(said)
        if same is not None and same not in self._gone:
            return self._twice(entry, shown(same))
        if (other := same or alike.nearest(said, near)) is not None:
            return self._nearly(entry, other)
        self._add(entry, None, replace(row, id=key), made=True)
        return True

    def _nearly(self, entry: Entry, other: str) -> bool:
        if other in self._gone:
            rule, why = rules.CHANGED_ID, "isn't in the sheet any more"
        else:
            rule, why = rules.TAKEN_BEFORE, "came into the dossier since the export"
        message = f"The row has no id and is, or nearly is, {shown(other)}, which {why}"
        remedy = f"Write {other} into it if it is that row, or an id of its own if it isn't."
        self._note(entry, rule, message, "id", remedy)
        return False

    def _twice(self, entry: Entry, other: str) -> bool:
        self._note(
            entry,
            rules.SAME_ROW,
            f"The row has no id and says what {other} says",
            "id",
            "Remove it, or give it an id of its own if two are meant.",
        )
        return False

    def _take_gone(self, *, sure: bool) -> None:
        """Rows that aren't in the sheet any more: removed if that was asked for, else told.

        Args:
            sure: Whether every row of the sheet is known by its id; one that isn't may be meant.
        """
        for key, row in self._gone.items():
            base = (self.known.base or {})[key]
            if not self.terms.remove:
                self.tally.missing += 1
                self._note_gone(key, rules.NOT_THERE, "stays in the dossier", "--remove")
            elif not sure:
                self.tally.missing += 1
                why = "stays, since a row that was refused may be the same"
                self._note_gone(key, rules.NOT_THERE, why, "--remove and all rows right")
            elif self.terms.take is not Take.WORKBOOK and not as_exported(
                self.table, key, values_of(row), base
            ):
                self.tally.missing += 1
                why = "was changed in the dossier since the export, and stays"
                self._note_gone(key, rules.BOTH_CHANGED, why, "--take workbook")
            else:
                change = Change(table=self.table.name, id=key, sheet=self.sheet.name, before=row)
                self.changes.append(change)

    def _note_gone(self, key: str, rule: Rule, why: str, how: str) -> None:
        self.noted.add(
            rule,
            f"{shown(key)} isn't in the sheet any more; it {why}.",
            f"Import with {how} to take it out.",
            sheet=self.sheet.name,
            about=key,
        )

    def _note(self, entry: Entry, rule: Rule, message: str, column: str, remedy: str) -> None:
        self.noted.add(
            rule,
            f"{message}.",
            remedy,
            sheet=self.sheet.name,
            row=entry.number,
            column=column,
            about=entry.id,
        )


def _texts(one: Field, row: Row) -> tuple[str, ...]:
    return field_texts(one, getattr(row, one.name))
