"""Workbooks that other programs wrote, that were rearranged, or that would do harm."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cadre.errors import CadreError
from tests.workbook.books import Edited, altered, column_of, part_of, tree

END = b"</sheetData>"
SAMPLES = Path(__file__).parents[2] / ".." / "shared" / "samples" / "workbooks"


def rearranged(book: Any) -> None:
    book.move_sheet("pledges", -20)
    book["pledges"].insert_rows(1, amount=2)
    book["pledges"].insert_cols(3)


def renamed(book: Any) -> None:
    book["pledges"].title = "Zusagen"
    book["posts"].title = " POSTS"
    book["bed_spaces"].title = "Bed Spaces"


def untitled(book: Any) -> None:
    book["pledges"].delete_rows(1, amount=2)
    book["pledges"].title = "Tabelle1"


@pytest.mark.parametrize("how", [rearranged, renamed, untitled])
def test_sheets_and_columns_are_found_wherever_they_are(
    how: Callable[[Any], None], edited: Edited
) -> None:
    edited.write("pledges", {("advisers-north", "people"): 5})
    with edited.opened() as book:
        how(book)
    done = edited.take()
    assert [one.cells for one in done.changes] == [{"people": ("3", "5")}]
    assert not [one for one in done.findings if one.severity.value == "error"]


def test_a_column_that_is_gone_leaves_what_the_dossier_has(edited: Edited) -> None:
    with edited.opened() as book:
        sheet = book["pledges"]
        sheet.delete_cols(column_of(sheet, "note"))
        sheet.cell(3, column_of(sheet, "languages")).value = "language"
    done = edited.take()
    assert done.changes == ()
    assert {one.code for one in done.findings} == {"XLS-04", "XLS-05"}
    assert any("Rename it to `languages`" in one.remedy for one in done.findings)


def test_a_column_that_every_row_needs_and_that_was_renamed_is_told(edited: Edited) -> None:
    with edited.opened() as book:
        sheet = book["pledges"]
        sheet.cell(3, column_of(sheet, "people")).value = "peopel"
    done = edited.take(remove=True)
    assert [(one.code, one.place) for one in done.findings] == [("XLS-02", "book.xlsx:pledges")]
    assert "'peopel' may be `people`" in done.findings[0].remedy


def test_names_of_columns_may_hold_letters_that_nobody_sees(edited: Edited) -> None:
    with edited.opened() as book:
        for cell in book["pledges"][3]:
            cell.value = f"\ufeff{cell.value}\u200b\xa0"
    done = edited.take()
    assert (done.changes, done.findings) == ((), ())


def test_the_first_of_two_columns_of_one_name_counts(edited: Edited) -> None:
    with edited.opened() as book:
        sheet = book["pledges"]
        sheet.cell(3, sheet.max_column + 1).value = "people"
        sheet.cell(4, sheet.max_column).value = 99
    done = edited.take()
    assert done.changes == ()
    assert [(one.code, one.remedy) for one in done.findings] == [
        ("XLS-04", "Bring the two together, and remove one.")
    ]


def test_a_copy_of_a_sheet_is_not_read_beside_it(edited: Edited) -> None:
    with edited.opened() as book:
        book.copy_worksheet(book["pledges"])
        book.create_sheet("Notes")["A1"] = "call Tuesday"
    assert [one.code for one in edited.take().findings] == ["XLS-03", "XLS-01"]


def test_merged_cells_are_told_one_by_one(edited: Edited) -> None:
    """A spreadsheet keeps one value of a merged block and forgets the others."""
    with edited.opened() as book:
        book["pledges"].merge_cells("B4:C5")
    assert edited.refused() == [
        ("XLS-06", "book.xlsx:pledges:4:skill"),
        ("XLS-06", "book.xlsx:pledges:5:nation"),
        ("XLS-06", "book.xlsx:pledges:5:skill"),
    ]


def test_a_formula_counts_as_its_value_and_is_refused_without_one(edited: Edited) -> None:
    edited.write("pledges", {("advisers-north", "people"): "=2+3"})
    assert edited.refused() == [("XLS-06", "book.xlsx:pledges:4:people")]
    part = part_of(edited.file, "pledges")
    for blank in (b"<v />", b"<v></v>", b"<v/>"):
        try:
            altered(edited.file, {part: (b"<f>2+3</f>" + blank, b"<f>2+3</f><v>5</v>")})
        except AssertionError:
            continue
    assert [one.cells for one in edited.take().changes] == [{"people": ("3", "5")}]


def test_days_counted_from_1904_are_the_same_days(edited: Edited) -> None:
    with edited.opened() as book:
        book.epoch = CALENDAR_MAC_1904
    before = tree(edited.folder)
    assert edited.take().changes == ()
    assert tree(edited.folder) == before


def test_trailing_blanks_and_blank_rows_change_nothing(edited: Edited) -> None:
    with edited.opened() as book:
        for row in book["pledges"].iter_rows(min_row=4):
            for cell in row:
                cell.value = f"{cell.value}\xa0 " if isinstance(cell.value, str) else cell.value
        book["pledges"].cell(500, 3).value = " \xa0"
    assert edited.take().changes == ()


def test_macros_and_links_to_other_files_are_told_and_not_followed(edited: Edited) -> None:
    with zipfile.ZipFile(edited.file, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
        book.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert [one.code for one in edited.take().findings] == ["XLS-19"]


def rows_of(count: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(100, count))


HARMLESS = [
    ("blank rows", rows_of(60_000)),
    ("a row far below", b'<row r="1048576"><c r="A1048576" s="1"/></row>'),
    ("a row that can't be", b'<row r="999999999999"><c r="A999999999999"/></row>'),
]
HARMFUL = [
    ("blank cells", (b"<row>" + b"<c/>" * 9 + b"</row>") * 5_600, "50,000 cells, blank ones too"),
    ("rows and rows", b"<row/>" * 7_000, "more than 6,000 rows"),
    ("what stands beside rows", b"</sheetData><x>" + b"<y/>" * 21_000 + b"</x>", "20,000 tags"),
    ("a row without end", b'<row r="99">' + b"<c><v>1</v></c>" * 20_000 + b"</row>", "cells in"),
    ("a text without end", b"<row><c><v>" + b"1" * 3_000_000 + b"</v></c></row>", "a text of more"),
    ("a comment", b"<!--" + b"x" * 100 + b"-->", "holds comments"),
    ("cut short", b"<row><c", "broken inside"),
]


@pytest.mark.parametrize(("name", "rows"), HARMLESS, ids=[one[0] for one in HARMLESS])
def test_what_is_blank_or_beyond_a_sheet_takes_no_time(
    name: str, rows: bytes, edited: Edited
) -> None:
    altered(edited.file, {part_of(edited.file, "pledges"): (END, rows + END)})
    assert edited.take().changes == (), name


@pytest.mark.parametrize(("name", "rows", "why"), HARMFUL, ids=[one[0] for one in HARMFUL])
def test_a_sheet_made_to_do_harm_ends_in_a_sentence(
    name: str, rows: bytes, why: str, edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, count in (("CELLS", 50_000), ("LAST", 6_000), ("TAGS", 20_000)):
        monkeypatch.setattr(f"cadre.exchange.soundness.{limit}", count)
    altered(edited.file, {part_of(edited.file, "pledges"): (END, rows + END)})
    before = tree(edited.folder)
    with pytest.raises(CadreError, match=re.escape(why)):
        edited.take()
    assert tree(edited.folder) == before, name


def test_too_many_cells_are_refused_before_they_fill_the_memory(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cadre.workbook.sheets.CELLS", 200)
    with pytest.raises(CadreError, match="more than 200 filled cells"):
        edited.take()


CROWDS = [
    (
        "xl/workbook.xml",
        b"</sheets>",
        b'<sheet name="x" sheetId="9" r:id="rId3"/>' * 1001,
        "sheets",
    ),
    ("xl/workbook.xml", b"</sheets>", b" " * 4_000_000, "bytes in xl/workbook.xml"),
    ("xl/sharedStrings.xml", b"</sst>", b"<!--" + b"x" * 200_000 + b"-->", "a tag of more than"),
]


@pytest.mark.parametrize(("part", "end", "more", "why"), CROWDS, ids=["sheets", "size", "comment"])
def test_a_workbook_crowded_beyond_use_ends_in_a_sentence(
    part: str, end: bytes, more: bytes, why: str, whole: Edited
) -> None:
    altered(whole.file, {part: (end, more + end)})
    with pytest.raises(CadreError, match=why):
        whole.take()


def rebuilt(path: Path, parts: Callable[[dict[str, bytes]], object]) -> None:
    """The workbook with parts of its archive changed by a function."""
    with zipfile.ZipFile(path) as old:
        held = {name: old.read(name) for name in old.namelist()}
    parts(held)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in held.items():
            new.writestr(name, raw)


def of_another_kind(parts: dict[str, bytes]) -> Callable[[dict[str, bytes]], None]:
    def put(held: dict[str, bytes]) -> None:
        held.clear()
        held.update(parts)

    return put


STYLES, STRINGS, SHEET = "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet5.xml"
LINKS = "xl/_rels/workbook.xml.rels"
ODS: dict[str, bytes] = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "content.xml": b"<x/>",
}
UTF16 = '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16")
SPOILT: list[tuple[str, Callable[[dict[str, bytes]], object], str]] = [
    ("styles that aren't there", lambda held: held.pop(STYLES), "broken inside"),
    ("a sheet that isn't there", lambda held: held.pop(SHEET), "names the sheet 'claims'"),
    ("a sheet in UTF-16", lambda held: held.update({SHEET: UTF16}), "spelled in UTF-8"),
    ("texts in UTF-16", lambda held: held.update({STRINGS: UTF16}), "spelled in UTF-8"),
    ("an .ods", of_another_kind(ODS), "OpenDocument"),
    ("an .xlsb", of_another_kind({"xl/workbook.bin": b""}), "binary"),
]


@pytest.mark.parametrize(("name", "how", "why"), SPOILT, ids=[one[0] for one in SPOILT])
def test_a_workbook_of_spoilt_parts_ends_in_a_sentence(
    name: str, how: Callable[[dict[str, bytes]], object], why: str, whole: Edited
) -> None:
    rebuilt(whole.file, how)
    before = tree(whole.folder)
    with pytest.raises(CadreError, match=why):
        whole.take()
    assert tree(whole.folder) == before, name


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused(whole: Edited) -> None:
    """Programs read either of the two, so nobody knows what the person saw."""
    with zipfile.ZipFile(whole.file, "a") as book:
        book.writestr(SHEET, book.read(SHEET))
    with pytest.raises(CadreError, match="one of its parts twice"):
        whole.take()


def test_a_sheet_that_lies_where_pictures_do_is_measured_too(
    whole: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(held: dict[str, bytes]) -> None:
        held[LINKS] = held[LINKS].replace(b"worksheets/sheet5.xml", b"media/picture.png")
        held["xl/media/picture.png"] = b"<x>" + b" " * 2_000_000 + b"</x>"

    monkeypatch.setattr("cadre.exchange.archive.UNPACKED", 2_000_000)
    rebuilt(whole.file, moved)
    with pytest.raises(CadreError, match="would unpack to"):
        whole.take()


def test_a_workbook_cut_at_any_place_ends_in_a_sentence(edited: Edited) -> None:
    raw = edited.file.read_bytes()
    for length in range(4, len(raw), len(raw) // 40):
        edited.file.write_bytes(raw[:length])
        with pytest.raises(CadreError):
            edited.take()


def test_bytes_changed_at_random_end_in_a_sentence_or_in_findings(edited: Edited) -> None:
    raw = edited.file.read_bytes()
    before = tree(edited.folder)
    chance = random.Random(5)  # noqa: S311 - damage for a test
    for _ in range(25):
        spoilt = bytearray(raw)
        for _ in range(20):
            spoilt[chance.randrange(len(raw))] = chance.randrange(256)
        edited.file.write_bytes(spoilt)
        with suppress(CadreError):
            edited.take(dry_run=True)
    assert tree(edited.folder) == before


@pytest.mark.parametrize("name", ["inlineStr_with_value", "no-header", "picture", "string-ref"])
def test_workbooks_of_other_kinds_change_nothing(name: str, edited: Edited) -> None:
    path = SAMPLES / f"{name}.xlsx"
    if not path.exists():
        pytest.skip("the odd workbooks aren't here")
    shutil.copy(path, edited.file)
    assert edited.take(remove=True).changes == ()


def test_a_workbook_saved_by_libreoffice_is_the_same(whole: Edited, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice isn't here")
    command = [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(whole.file)], check=True, capture_output=True, timeout=120)
    shutil.copy(tmp_path / "out" / "book.xlsx", whole.file)
    done = whole.take()
    assert (done.changes, done.findings) == ((), ())
