"""Writing the workbook of a dossier: one sheet a table, and one that explains them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from cadre.dossier.convert import field_texts
from cadre.dossier.tables import TABLES, Column, Kind, Table
from cadre.mission.mission import Mission
from cadre.workbook import looks
from cadre.workbook.base import Edition, base_lines
from cadre.workbook.choices import (
    FIRST_DAY,
    Lists,
    ids_formula,
    letters_of,
    lists_for,
    name_of_ids,
    options_of,
)
from cadre.workbook.guide import Guide
from cadre.workbook.layout import (
    BASE,
    COMMON,
    FIRST,
    GUIDE,
    HEADER,
    HELP,
    KEY,
    LISTS,
    MEANS,
    MISSION,
    SPARE,
    TITLE,
    UNIT,
    VALUE,
    carried,
    mission_table,
    shown_texts,
    values_of,
)
from cadre.workbook.words import help_says, note_says

def write_book(mission: Mission, edition: Edition, guide: Guide) -> bytes:
    """The workbook of a mission, the same bytes for the same mission.

    Args:
        mission: What is written, whole.
        edition: What it was made from.
        guide: What the first sheet says.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Writer(book, guide).write(mission, edition)
    return stream.getvalue()


class _Writer:
    """Writes one workbook."""

    def __init__(self, book: Any, guide: Guide) -> None:  # noqa: ANN401 - untyped library
        self._book = book
        self._guide = guide
        self._formats: dict[str, Any] = {}

    def write(self, mission: Mission, edition: Edition) -> None:
        """All sheets, in order."""
        self._properties(mission, edition)
        for name in (GUIDE, MISSION, *TABLES, LISTS, BASE):
            self._book.add_worksheet(name)
        ids = {name: [str(row.id) for row in getattr(mission, name)] for name in TABLES}
        columns = [column for table in TABLES.values() for column in table.columns]
        lists = lists_for([*columns, *mission_table().columns], ids)
        self._write_guide()
        self._write_mission(mission, lists)
        for name, table in TABLES.items():
            self._book.define_name(name_of_ids(name), ids_formula(name, len(ids[name])))
            self._write_table(table, mission, lists)
        self._write_lists(lists)
        self._write_base(base_lines(edition, mission))
        self._book.get_worksheet_by_name(GUIDE).activate()

    def _format(self, look: looks.Looks) -> Any:  # noqa: ANN401 - untyped library
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(looks.BOOK | look)
        return self._formats[key]

    def _properties(self, mission: Mission, edition: Edition) -> None:
        # The day of the dossier, not the clock's: the same dossier gives the same bytes.
        created = datetime.combine(mission.profile.as_of, time(), UTC).replace(tzinfo=None)
        self._book.set_properties(
            {
                "title": mission.profile.name,
                "subject": f"Dossier {edition.mission}",
                "category": self._guide.marking,
                "comments": f"Made by Cadre {edition.version} from {edition.dossier}",
                "created": created,
            }
        )

    def _sheet(self, name: str, title: str, says: str) -> Any:  # noqa: ANN401 - untyped library
        """A sheet with its title, set up for screen and print."""
        sheet = self._book.get_worksheet_by_name(name)
        sheet.set_row(TITLE - 1, 26)
        sheet.write_string(TITLE - 1, 0, title, self._format(looks.TITLE))
        sheet.write_string(TITLE - 1, 2, says, self._format(looks.SAYS))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{_printed(title)}&R{_printed(self._guide.marking)}")
        footer = f"&L{_printed(self._guide.marking)}&C{_printed(self._guide.title)}&R&P / &N"
        sheet.set_footer(footer)
        return sheet

    def _write_table(self, table: Table, mission: Mission, lists: Lists) -> None:
        rows = getattr(mission, table.name)
        sheet = self._sheet(table.name, table.name, table.says)
        texts = [shown_texts(table, values_of(row)) for row in rows]
        sheet.set_row(HELP - 1, 46)
        sheet.set_row(HEADER - 1, 22)
        last = FIRST - 1 + len(rows) + SPARE
        for number, column in enumerate(table.columns):
            cells = [one[column.name] for one in texts]
            self._write_head(sheet, number, column)
            longest = max((_longest(one) for one in cells), default=0)
            form = self._format(looks.cell_looks(column))
            sheet.set_column(number, number, looks.width(column.name, longest), form)
            for row, text in enumerate(cells, start=FIRST - 1):
                self._put(sheet, row, number, column, text)
            if rule := options_of(column, lists):
                sheet.data_validation(FIRST - 1, number, last, number, rule)
        self._warn(sheet, table, last)
        end = max(FIRST - 1, FIRST - 2 + len(rows))
        sheet.autofilter(HEADER - 1, 0, end, len(table.columns) - 1)
        sheet.freeze_panes(FIRST - 1, 1)
        sheet.repeat_rows(TITLE - 1, HEADER - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters_of(len(table.columns))}{last}"})
        sheet.set_tab_color(looks.NAVY if rows else looks.GREY)

    def _write_head(self, sheet: Any, number: int, column: Column) -> None:  # noqa: ANN401
        """Units, name and note of a column."""
        look = looks.SHARED if column.field in COMMON else looks.OPTIONAL
        look = looks.NEEDED if column.required else look
        sheet.write_string(HELP - 1, number, help_says(column), self._format(looks.HELP))
        sheet.write_string(HEADER - 1, number, column.name, self._format(look))
        size = {"x_scale": 2.2, "y_scale": 1.4, "author": "Cadre", "font_size": 9}
        sheet.write_comment(HEADER - 1, number, note_says(column), size)

    def _put(self, sheet: Any, row: int, number: int, column: Column, text: str) -> None:  # noqa: ANN401, PLR0913, PLR0917
        """One cell: a number or a day where these come back the same, else text."""
        form = self._format(looks.cell_looks(column))
        if not text:
            if column.kind is Kind.ID:
                sheet.write_blank(row, number, None, form)
        elif column.kind in looks.NUMBERS and not column.many and _exact(text):
            sheet.write_number(row, number, float(text), form)
        elif column.kind is Kind.DAY and not column.many and (day := _day(text)):
            sheet.write_datetime(row, number, day, form)
        else:
            sheet.write_string(row, number, carried(text), form)

    def _warn(self, sheet: Any, table: Table, last: int) -> None:  # noqa: ANN401
        """Colours for what is missing in a row that was begun, and for an id used twice."""
        end = letters_of(len(table.columns) - 1)
        for number, column in enumerate(table.columns):
            here = letters_of(number)
            if column.required and number:
                blank = f"AND(LEN({here}{FIRST})=0,COUNTA($A{FIRST}:${end}{FIRST})>0)"
                rule = {"criteria": f"={blank}", "format": self._format(looks.MISSING)}
                area = (FIRST - 1, number, last, number)
                sheet.conditional_format(*area, {"type": "formula"} | rule)
        twice = {"type": "duplicate", "format": self._format(looks.TWICE)}
        sheet.conditional_format(FIRST - 1, 0, last, 0, twice)

    def _write_mission(self, mission: Mission, lists: Lists) -> None:
        table = mission_table()
        values = values_of(mission.profile)
        sheet = self._sheet(MISSION, MISSION, "The mission itself: write into the column `value`.")
        for number, (name, wide) in enumerate({KEY: 28, VALUE: 60, UNIT: 34, MEANS: 90}.items()):
            look = looks.NEEDED if name == VALUE else looks.SHARED
            sheet.set_column(number, number, wide, self._format({}))
            sheet.write_string(HEADER - 1, number, name, self._format(look))
        for row, one in enumerate(table.fields, start=FIRST - 1):
            column = one.columns[0]
            sheet.write_string(row, 0, column.name, self._format(looks.STRONG))
            self._put(sheet, row, 1, column, field_texts(one, values[one.name])[0])
            help_ = help_says(column).replace("\n", "; ")
            sheet.write_string(row, 2, help_, self._format(looks.FAINT))
            sheet.write_string(row, 3, column.help, self._format(looks.FAINT))
            if rule := options_of(column, lists):
                sheet.data_validation(row, 1, row, 1, rule)
        sheet.freeze_panes(FIRST - 1, 1)
        sheet.set_tab_color(looks.RED)

    def _write_guide(self) -> None:
        sheet = self._sheet(GUIDE, self._guide.title, "")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24, self._format({}))
        sheet.set_column(1, 1, 12, self._format({}))
        sheet.set_column(2, 2, 96, self._format({}))
        sheet.write_string(HELP - 1, 0, self._guide.marking, self._format(looks.MARK))
        row = HEADER
        for name, text in self._guide.facts:
            sheet.write_string(row, 0, name, self._format(looks.STRONG))
            sheet.write_string(row, 2, text, self._format(looks.PLAIN))
            row += 1
        row = self._write_index(sheet, row + 1)
        for text in self._guide.rules:
            sheet.write_string(row, 2, text, self._format(looks.PLAIN))
            row += 1

    def _write_index(self, sheet: Any, row: int) -> int:  # noqa: ANN401
        """The list of sheets with links; the row after it."""
        for number, name in enumerate(("sheet", "rows", "what it holds")):
            sheet.write_string(row, number, name, self._format(looks.OPTIONAL))
        for name, count, says in self._guide.sheets:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self._format(looks.LINK), name)
            sheet.write_number(row, 1, count, self._format(looks.FAINT))
            sheet.write_string(row, 2, says, self._format(looks.PLAIN))
        return row + 2

    def _write_lists(self, lists: Lists) -> None:
        sheet = self._book.get_worksheet_by_name(LISTS)
        for number, (name, values) in enumerate(lists.items()):
            self._column(sheet, number, [name, *values])
        sheet.hide()

    def _column(self, sheet: Any, number: int, texts: Iterable[str]) -> None:  # noqa: ANN401
        for row, text in enumerate(texts):
            sheet.write_string(row, number, carried(text))

    def _write_base(self, lines: Sequence[Sequence[str]]) -> None:
        sheet = self._book.get_worksheet_by_name(BASE)
        for row, line in enumerate(lines):
            for number, text in enumerate(line):
                sheet.write_string(row, number, text)
        sheet.very_hidden()


def _longest(text: str) -> int:
    return max(map(len, text.split("\n")))


def _exact(text: str) -> bool:
    """Whether a number comes back the same from the 16 digits that a workbook holds."""
    number = float(text)
    return float(f"{number:.16G}") == number and abs(number) < 1e300


def _day(text: str) -> date | None:
    """A day that all spreadsheets agree on; None for an earlier one."""
    day = date.fromisoformat(text)
    return day if day >= FIRST_DAY else None


def _printed(text: str) -> str:
    """A text for the head or foot of a page, where `&` begins a code; these are short."""
    return text.replace("&", "&&")[:70]
