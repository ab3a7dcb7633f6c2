"""The sheet of one table: its columns with units, notes and drop-downs, and its rows."""

from __future__ import annotations

from collections.abc import Sequence

from cadre.dossier.tables import Column, Table
from cadre.exchange.cells import letters
from cadre.mission.rows import Row
from cadre.workbook import looks
from cadre.workbook.choices import Lists, options_of
from cadre.workbook.layout import COMMON, FIRST, HEADER, HELP, SPARE, shown_texts, values_of
from cadre.workbook.pages import Pages, Sheet, put, repeated
from cadre.workbook.words import help_says, note_says

NOTE = {"x_scale": 2.2, "y_scale": 1.4, "author": "Cadre", "font_size": 9}


def write_table(pages: Pages, table: Table, rows: Sequence[Row], lists: Lists) -> None:
    """Write the sheet of a table: every column, those without a value too."""
    sheet = pages.begun(table.name, table.name, table.says)
    texts = [shown_texts(table, values_of(row)) for row in rows]
    last = FIRST - 1 + len(rows) + SPARE
    widths = [_width(column, texts) for column in table.columns]
    _write_heads(pages, sheet, table.columns, widths)
    for row, cells in enumerate(texts, start=FIRST - 1):
        wrapped = ((cells[one.name], wide) for one, wide in zip(table.columns, widths, strict=True))
        if (tall := looks.height(wrapped)) is not None:
            sheet.set_row(row, tall)
    for number, column in enumerate(table.columns):
        form = pages.form(looks.cell_looks(column))
        sheet.set_column(number, number, widths[number], form)
        for row, cells in enumerate(texts, start=FIRST - 1):
            put(sheet, (row, number), column, cells[column.name], form)
        if rule := options_of(column, lists):
            sheet.data_validation(FIRST - 1, number, last, number, rule)
    _warn(pages, sheet, table, last)
    end = max(FIRST - 1, FIRST - 2 + len(rows))
    sheet.autofilter(HEADER - 1, 0, end, len(table.columns) - 1)
    sheet.freeze_panes(FIRST - 1, 1)
    repeated(sheet)
    right = letters(len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{right}{last}"})
    sheet.set_tab_color(looks.NAVY if rows else looks.GREY)


def _width(column: Column, texts: Sequence[dict[str, str]]) -> float:
    lines = (line for cells in texts for line in cells[column.name].split("\n"))
    return looks.width(column.name, max(map(len, lines), default=0))


def _write_heads(
    pages: Pages, sheet: Sheet, columns: Sequence[Column], widths: Sequence[float]
) -> None:
    """Units, names and notes of the columns."""
    helps = [help_says(column).replace("`", "") for column in columns]
    # The line of help is set in smaller letters, of which more go into a column.
    tall = looks.height((text, wide * 1.2) for text, wide in zip(helps, widths, strict=True))
    sheet.set_row(HELP - 1, tall or looks.LINE)
    sheet.set_row(HEADER - 1, 22)
    for number, column in enumerate(columns):
        look = looks.SHARED if column.field in COMMON else looks.OPTIONAL
        look = looks.NEEDED if column.required else look
        sheet.write_string(HELP - 1, number, helps[number], pages.form(looks.HELP))
        sheet.write_string(HEADER - 1, number, column.name, pages.form(look))
        sheet.write_comment(HEADER - 1, number, note_says(column), NOTE)


def _warn(pages: Pages, sheet: Sheet, table: Table, last: int) -> None:
    """Colours for what is missing in a row that was begun, and for an id used twice."""
    end = letters(len(table.columns) - 1)
    for number, column in enumerate(table.columns):
        if column.required and number:
            here = f"{letters(number)}{FIRST}"
            blank = f"=AND(LEN({here})=0,COUNTA($A{FIRST}:${end}{FIRST})>0)"
            rule = {"type": "formula", "criteria": blank, "format": pages.form(looks.MISSING)}
            sheet.conditional_format(FIRST - 1, number, last, number, rule)
    twice = {"type": "duplicate", "format": pages.form(looks.TWICE)}
    sheet.conditional_format(FIRST - 1, 0, last, 0, twice)
