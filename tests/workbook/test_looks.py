"""What a person finds in the workbook: help, drop-downs, formats, and the mark on every page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from cadre.dossier.tables import TABLES
from cadre.workbook.layout import GUIDE, MISSION
from tests.workbook.books import Edited, cell_of, column_of, printed


@pytest.fixture(scope="module")
def book(fresh: Edited) -> Any:
    return load_workbook(fresh.file)


def rule_of(sheet: Any, column: str) -> Any:
    """The rule of a column's cells."""
    place = sheet.cell(5, column_of(sheet, column)).coordinate
    return next(one for one in sheet.data_validations.dataValidation if place in one.sqref)


def test_there_is_a_sheet_for_each_table_and_one_that_explains(book: Any, fresh: Edited) -> None:
    assert book.sheetnames == ["Read me", "mission", *TABLES, "_lists", "_base"]
    assert book["_base"].sheet_state == "veryHidden"
    texts = [str(cell.value) for row in book["Read me"].iter_rows() for cell in row if cell.value]
    assert "Lakeland Advisory Mission" in texts
    assert printed(fresh.folder) in texts


def test_every_column_has_its_name_help_and_note(book: Any) -> None:
    for name, table in TABLES.items():
        sheet = book[name]
        for number, column in enumerate(table.columns, start=1):
            assert sheet.cell(3, number).value == column.name
            assert column.help.replace("`", "")[:20] in sheet.cell(3, number).comment.text
            assert sheet.cell(2, number).value
        assert sheet.freeze_panes == "B4"
        assert sheet.auto_filter.ref.startswith("A3:")


def test_the_strictest_mark_stands_on_every_page(book: Any) -> None:
    """Else a page taken out of the printer would tell nobody how to keep it."""
    for name in (GUIDE, MISSION, *TABLES):
        assert book[name].oddFooter.left.text == "COUNCIL RESTRICTED REL MISSION"
    assert book[GUIDE]["A2"].value == "COUNCIL RESTRICTED REL MISSION"


def test_choices_truths_and_references_are_offered(book: Any) -> None:
    assert rule_of(book["posts"], "priority").formula1 == '"critical,essential,desired"'
    assert rule_of(book["needs"], "critical").formula1 == '"true,false"'
    reference = rule_of(book["posts"], "activity")
    assert reference.formula1 == "ids_activities"
    assert "activities" in book.defined_names["ids_activities"].attr_text
    many = rule_of(book["activities"], "after")
    assert (many.formula1, bool(many.showErrorMessage)) == ("ids_activities", False)


def test_numbers_and_days_are_held_within_their_bounds(book: Any) -> None:
    people = rule_of(book["posts"], "people")
    assert (people.type, people.formula1, people.formula2) == ("whole", "1", "1000000")
    assert rule_of(book["pledges"], "from").type == "date"


def test_ids_stay_text_and_days_are_days(book: Any) -> None:
    sheet = book["pledges"]
    assert cell_of(sheet, "advisers-north", "id").number_format == "@"
    day = cell_of(sheet, "advisers-north", "from")
    assert (day.number_format, str(day.value.date())) == ("yyyy-mm-dd", "2025-12-15")
    assert sheet.column_dimensions["A"].width > 9
    partial = cell_of(book["sources"], "council-decision", "date")
    assert isinstance(partial.value, str)
    assert partial.number_format == "@"


def test_text_that_looks_like_a_formula_is_text(edited: Edited) -> None:
    """A workbook that runs what others wrote into a dossier would be a way in."""
    site = edited.mission.sites[0]
    edited.rewrite(sites=(replace(site, note='=HYPERLINK("http://x","y")'),))
    again = Edited.of(edited.folder)
    assert cell_of(load_workbook(again.file)["sites"], str(site.id), "note").data_type == "s"
    assert again.take().changes == ()
