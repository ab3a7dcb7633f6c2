"""Writing the workbook of a dossier: one sheet a table, and one that explains them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from cadre.dossier.convert import field_texts
from cadre.dossier.tables import TABLES
from cadre.mission.mission import Mission, Profile
from cadre.workbook import looks
from cadre.workbook.base import Edition, base_lines
from cadre.workbook.choices import Lists, ids_formula, lists_for, name_of_ids, options_of
from cadre.workbook.guide import Guide
from cadre.workbook.layout import (
    BASE,
    FIRST,
    GUIDE,
    HEADER,
    HELP,
    KEY,
    LISTS,
    MEANS,
    MISSION,
    UNIT,
    VALUE,
    carried,
    mission_table,
    values_of,
)
from cadre.workbook.pages import Pages, Sheet, put, repeated
from cadre.workbook.table_page import write_table
from cadre.workbook.words import help_says

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_book(mission: Mission, edition: Edition, guide: Guide) -> bytes:
    """The workbook of a mission, the same bytes for the same mission.

    Args:
        mission: What is written, whole.
        edition: What it was made from.
        guide: What the first sheet says.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties(_properties(mission, edition, guide))
        for name in (GUIDE, MISSION, *TABLES, LISTS, BASE):
            book.add_worksheet(name)
        ids = {name: [str(row.id) for row in getattr(mission, name)] for name in TABLES}
        columns = [column for table in TABLES.values() for column in table.columns]
        lists = lists_for([*columns, *mission_table().columns], ids)
        pages = Pages(book, guide)
        _write_guide(pages, guide)
        _write_mission(pages, mission.profile, lists)
        for name, table in TABLES.items():
            book.define_name(name_of_ids(name), ids_formula(name, len(ids[name])))
            write_table(pages, table, getattr(mission, name), lists)
        _write_hidden(book, lists, base_lines(edition, mission))
        book.get_worksheet_by_name(GUIDE).activate()
    return stream.getvalue()


def _properties(mission: Mission, edition: Edition, guide: Guide) -> dict[str, Any]:
    # The day of the dossier, not the clock's: the same dossier gives the same bytes.
    created = datetime.combine(mission.profile.as_of, time(), UTC).replace(tzinfo=None)
    return {
        "title": mission.profile.name,
        "subject": f"Dossier {edition.mission}",
        "category": guide.marking,
        "comments": f"Made by Cadre {edition.version} from {edition.dossier}",
        "created": created,
    }


def _write_guide(pages: Pages, guide: Guide) -> None:
    """The sheet that explains the others: what it is, an index with links, how to edit."""
    sheet = pages.begun(GUIDE, guide.title, "")
    sheet.hide_gridlines(2)
    for number, wide in enumerate((24, 10, 96)):
        sheet.set_column(number, number, wide, pages.form({}))
    sheet.write_string(HELP - 1, 0, guide.marking, pages.form(looks.MARK))
    row = HEADER
    for name, text in guide.facts:
        sheet.write_string(row, 0, name, pages.form(looks.STRONG))
        sheet.write_string(row, 2, text, pages.form(looks.PLAIN))
        row += 1
    for text in ("", *guide.rules):
        sheet.write_string(row, 2, text, pages.form(looks.PLAIN))
        row += 1
    _write_index(pages, sheet, guide, row + 1)
    sheet.set_tab_color(looks.NAVY)


def _write_index(pages: Pages, sheet: Sheet, guide: Guide, row: int) -> None:
    names = ("sheet", "rows", "what it holds")
    pages.head(sheet, row, dict.fromkeys(names, looks.NEEDED))
    for name, count, says in guide.sheets:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", pages.form(looks.LINK), name)
        sheet.write_number(row, 1, count, pages.form(looks.COUNT))
        sheet.write_string(row, 2, says, pages.form(looks.PLAIN))


def _write_mission(pages: Pages, profile: Profile, lists: Lists) -> None:
    """The sheet of the mission itself: a key a row, with what it means."""
    sheet = pages.begun(MISSION, MISSION, "The mission itself; write into the column value.")
    widths = {KEY: 26, VALUE: 60, UNIT: 34, MEANS: 80}
    for number, wide in enumerate(widths.values()):
        sheet.set_column(number, number, wide, pages.form({}))
    pages.head(sheet, HEADER - 1, dict.fromkeys(widths, looks.SHARED) | {VALUE: looks.NEEDED})
    values = values_of(profile)
    for row, one in enumerate(mission_table().fields, start=FIRST - 1):
        column, text = one.columns[0], field_texts(one, values[one.name])[0]
        unit = help_says(column).replace("\n", "; ")
        sheet.write_string(row, 0, column.name, pages.form(looks.STRONG))
        form = pages.form(looks.cell_looks(column) | {"align": "left"})
        put(sheet, (row, 1), column, text, form)
        sheet.write_string(row, 2, unit, pages.form(looks.FAINT))
        sheet.write_string(row, 3, column.help, pages.form(looks.FAINT))
        tall = looks.height(zip((text, unit, column.help), list(widths.values())[1:], strict=True))
        sheet.set_row(row, tall or looks.LINE)
        if rule := options_of(column, lists):
            sheet.data_validation(row, 1, row, 1, rule)
    sheet.freeze_panes(FIRST - 1, 1)
    repeated(sheet)
    sheet.set_tab_color(looks.RED)


def _write_hidden(book: Any, lists: Lists, base: Sequence[Sequence[str]]) -> None:  # noqa: ANN401
    """What drop-downs offer, and what the workbook held when it was exported."""
    columns = [(name, *values) for name, values in lists.items()]
    sheet = book.get_worksheet_by_name(LISTS)
    for number, texts in enumerate(columns):
        for row, text in enumerate(texts):
            sheet.write_string(row, number, carried(text))
    sheet.hide()
    sheet = book.get_worksheet_by_name(BASE)
    for row, line in enumerate(base):
        for number, text in enumerate(line):
            sheet.write_string(row, number, text)
    sheet.very_hidden()
