"""The sheet of the mission itself, a key a row, as one row of a table of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cadre.dossier.convert import BadCellError, cell_reader, field_texts
from cadre.dossier.listing import shown
from cadre.dossier.tables import Field
from cadre.errors import CadreError
from cadre.exchange.cells import Cell, letters
from cadre.mission.findings import Rule
from cadre.mission.mission import Profile
from cadre.mission.weeks import Horizon
from cadre.workbook import rules
from cadre.workbook.base import Digests
from cadre.workbook.changes import Change, Tally, profile_of
from cadre.workbook.layout import KEY, MISSION, VALUE, mission_table, values_of
from cadre.workbook.noted import Noted
from cadre.workbook.sheets import Sheet
from cadre.workbook.threeway import Take, compared
from cadre.workbook.values import CellError, Held, text_of


@dataclass(slots=True, kw_only=True)
class MissionTaker:
    """Takes in the sheet of the mission itself.

    Attributes:
        sheet: The sheet.
        now: What the dossier states; None when it states nothing yet.
        base: The digests of its fields as exported; None when the workbook doesn't tell.
        take: Whose value counts where both changed a field; None refuses the sheet.
        noted: What is wrong, as it is found.
    """

    sheet: Sheet
    now: Profile | None
    base: Digests | None
    take: Take | None
    noted: Noted

    def taken(self) -> tuple[list[Change], Tally]:
        """What becomes of the mission itself: all that is right, or nothing."""
        tally = Tally(sheet=self.sheet.name, read=1)
        wrong = sum(self.noted.counts.values())
        values = self._values()
        if sum(self.noted.counts.values()) == wrong:
            after = self._compared(values)
            if after == self.now:
                tally.unchanged = 1
            elif after is not None:
                row = self.sheet.header
                name = self.sheet.name
                change = Change(
                    table=MISSION, id=MISSION, sheet=name, row=row, before=self.now, after=after
                )
                return [change], tally
        tally.refused = 1 - tally.unchanged
        return [], tally

    def _values(self) -> dict[str, object]:
        """What the sheet says, field by field; a key that it lacks as the dossier has it."""
        lines = dict(self._keys())
        held = {} if self.now is None else values_of(self.now)
        values: dict[str, object] = {}
        for one in mission_table().fields:
            was = held.get(one.name, one.default)
            line = lines.get(one.name)
            if line is not None:
                values[one.name] = self._value(one, *line, was if held else None)
            elif not held and one.required:
                self._note(0, f"The key {one.name} isn't there", "Write a row for it.")
            else:
                values[one.name] = was
        return values

    def _keys(self) -> Iterator[tuple[str, tuple[int, Cell]]]:
        """The keys of the sheet, each with its row and its value."""
        known = {one.name for one in mission_table().fields}
        seen: set[str] = set()
        for number, cells in self.sheet.lines:
            key = str(cells.get(self.sheet.places[KEY], Cell()).value or "").strip()
            if key in known and key not in seen:
                seen.add(key)
                yield key, (number, cells.get(self.sheet.places[VALUE], Cell()))
            else:
                what = "stands twice" if key in known else "is no key of the mission"
                self._note(number, f"{shown(key)} {what}", "Remove the row.")

    def _value(self, one: Field, number: int, cell: Cell, was: object) -> object:
        column = one.columns[0]
        where = f"{letters(self.sheet.places[VALUE])}{number}"
        held = "" if was is None else field_texts(one, was)[0]
        try:
            text = text_of(cell, column, Held(text=held))
            if text == held and was is not None:
                return was
            if text:
                return cell_reader(column)(text)
        except CellError as error:
            self._note(number, f"{where} {error.problem}", error.remedy, error.rule)
        except BadCellError as error:
            message = f"{where} is {shown(error.value)}; allowed: {error.allowed}"
            self._note(number, message, "Correct the value.")
        else:
            if one.required:
                self._note(number, f"{where}, {one.name}, is blank", "Fill the cell.")
        return one.default

    def _compared(self, values: Mapping[str, object]) -> Profile | None:
        """The mission as it becomes; None when it can't be, which is noted."""
        if self.now is not None:
            now = values_of(self.now)
            found = compared(mission_table(), MISSION, now, values, self.base)
            if found.both and self.take is None:
                for one in found.both:
                    message = f"`{one.name}` was changed here and in the dossier"
                    remedy = "Import with --take workbook or --take dossier."
                    self._note(0, message, remedy, rules.BOTH_CHANGED)
                return None
            both = {one.name: values[one.name] for one in found.both}
            values = now | found.taken | (both if self.take is Take.WORKBOOK else {})
        try:
            made = profile_of(values)
            Horizon.between(made.as_of, made.until)
        except CadreError as error:
            message = f"{error.problem}; allowed: {error.allowed}"
            self._note(0, message, error.remedy, rules.BAD_ROW)
            return None
        return made

    def _note(self, row: int, message: str, remedy: str, rule: Rule = rules.BAD_CELL) -> None:
        column = VALUE if row else ""
        self.noted.add(rule, f"{message}.", remedy, sheet=self.sheet.name, row=row, column=column)
