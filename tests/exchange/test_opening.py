"""Files from outside: what is no table, or would harm, ends in a sentence and not in a crash."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cadre.errors import CadreError
from cadre.exchange import archive
from cadre.exchange.grid import bounded, row_ranges
from cadre.exchange.opening import opened
from tests.exchange.files import ROW, SAMPLES, table, workbook


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[int, tuple[object, ...]]]:
    with opened(path) as file:
        grid = file.grid(file.named(sheet) if sheet else file.sheets[0])
        return list(bounded(grid.file, grid.rows))


def altered(path: Path, changes: dict[str, bytes]) -> Path:
    """A workbook with parts of its archive replaced or added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in (parts | changes).items():
            new.writestr(name, raw)
    return path


def cut(path: Path) -> Path:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    return path


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def entity(path: Path) -> Path:
    lol = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    )
    return altered(path, {"xl/sharedStrings.xml": lol})


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("letter.txt", "hello")
    return path


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
HOSTILE: list[tuple[str, Callable[[Path], Path], str]] = [
    ("no file", lambda path: path.with_name("none.xlsx"), "is no file"),
    ("a folder", lambda path: path.parent, "is no file"),
    ("empty", lambda path: written(path, b" \n"), "is empty"),
    ("cut short", cut, "can't be opened as a workbook"),
    ("protected", lambda path: written(path, LOCKED), "is protected with a password"),
    ("old", lambda path: written(path, LOCKED[:400]), "of before 2007"),
    ("another archive", zipped, "is an archive but no workbook"),
    ("entities", entity, "declares entities"),
    ("a picture", lambda path: written(path, b"\x89PNG\r\n\x1a\n" + b"\0" * 100), "UTF-8"),
    ("of Windows", lambda path: written(path, b"a,b\nM\xe4rz,1\n"), "line 2 holds the byte 0xE4"),
    ("zeros", lambda path: written(path, b"a,b\n\0\0\0\0"), "is no text"),
    ("broken JSON", lambda path: written(path, b'{"data": [1, '), "isn't JSON"),
    ("JSON of no rows", lambda path: written(path, b'{"data": [1, 2]}'), "no list of objects"),
    ("a description", lambda path: written(path, b'{"resources": []}'), "describes a data set"),
    ("deep JSON", lambda path: written(path, b"[" * 100_000), "isn't JSON"),
    (
        "a broken part",
        lambda path: altered(path, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}),
        "is broken inside",
    ),
    (
        "links to nowhere",
        lambda path: altered(path, {"xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
        "is broken inside",
    ),
]


@pytest.mark.parametrize(("name", "make", "sentence"), HOSTILE, ids=[one[0] for one in HOSTILE])
def test_a_hostile_file_ends_in_a_sentence(
    name: str, make: Callable[[Path], Path], sentence: str, tmp_path: Path
) -> None:
    path = make(table(tmp_path / "file.xlsx", ROW))
    with pytest.raises(CadreError) as error:
        rows_of(path)
    assert sentence in error.value.problem, name
    assert error.value.remedy.endswith(".")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_file_that_would_unpack_to_too_much_is_never_unpacked(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some kilobytes can hold gigabytes of blanks."""
    path = altered(table(tmp_path / "x.xlsx", ROW), {part: b"<x>" + b" " * 5_000_000 + b"</x>"})
    assert path.stat().st_size < 20_000
    limit = "UNPACKED" if part.startswith("xl/worksheets") else "IN_MEMORY"
    monkeypatch.setattr(archive, limit, 4_000_000)
    with pytest.raises(CadreError, match="would unpack to"):
        rows_of(path)


def test_marks_that_never_end_take_no_time(tmp_path: Path) -> None:
    """A search that starts anew at each of them would take hours."""
    path = altered(
        table(tmp_path / "x.xlsx", ROW),
        {"xl/worksheets/sheet1.xml": b"<worksheet>" + b"<mergeCell " * 200_000},
    )
    begun = time.process_time()
    with pytest.raises(CadreError):
        rows_of(path)
    assert time.process_time() - begun < 10


def test_every_file_cut_at_any_place_ends_in_a_sentence(tmp_path: Path) -> None:
    """A download that broke off must not end in a traceback."""
    raw = table(tmp_path / "file.xlsx", ROW).read_bytes()
    path = tmp_path / "cut.xlsx"
    for length in range(4, len(raw), 97):
        path.write_bytes(raw[:length])
        with pytest.raises(CadreError):
            rows_of(path)


def test_too_many_rows_are_refused_before_they_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cadre.exchange.grid.ROWS", 10)
    path = tmp_path / "long.csv"
    path.write_text("a\n" * 11, encoding="utf-8")
    with pytest.raises(CadreError, match="more than 10 rows"):
        rows_of(path)


def test_a_file_too_large_is_refused_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cadre.exchange.opening.LARGEST", 10)
    with pytest.raises(CadreError, match="11 bytes"):
        rows_of(written(tmp_path / "x.csv", b"0123456789a"))


def test_rows_keep_their_numbers_past_blank_ones(tmp_path: Path) -> None:
    """A refused row is looked up by its number in the spreadsheet."""
    path = workbook(tmp_path / "x.xlsx", [["a"], [None], [" "], ["b"]])
    assert rows_of(path) == [(1, ("a",)), (4, ("b",))]


def test_a_cell_merged_over_several_rows_stands_in_each(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["Who", "What"], ["A", 1], [None, 2], [None, 3]])
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path)
    book.active.merge_cells("A2:A4")  # type: ignore[union-attr]
    book.active.merge_cells("A6:B6")  # type: ignore[union-attr]
    book.save(path)
    assert [cells for _, cells in rows_of(path)][1:4] == [("A", 1), ("A", 2), ("A", 3)]
    assert archive.merges(path, "3W") == [(0, 2, 4)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_as_text_is_parted_by_its_own_mark(delimiter: str, tmp_path: Path) -> None:
    text = '\ufeffwho;what\nA;"x\ny"\nB;z\n'.replace(";", delimiter)
    path = written(tmp_path / "x.csv", text.encode())
    assert rows_of(path) == [(1, ("who", "what")), (2, ("A", "x\ny")), (4, ("B", "z"))]


TITLED = [
    ("Who does what, where, as of May", ";", "a title with commas"),
    ("Who does what", ";", "a title without any mark"),
    ("Who; what; where", ",", "a title with marks of another kind"),
    ("sep=;", ";", "the mark itself, as a spreadsheet writes it"),
]


@pytest.mark.parametrize(("title", "mark", "reason"), TITLED)
def test_a_title_above_a_table_as_text_does_not_tell_its_mark(
    title: str, mark: str, reason: str, tmp_path: Path
) -> None:
    """The whole file would be refused as one without a header."""
    rows = ["who", "what", "from"], ["A", '"police; courses, short"', "2026"], ["B", "x", "2027"]
    text = "\r\n".join([title, *map(mark.join, rows)])
    read = rows_of(written(tmp_path / "x.csv", text.encode()))
    assert [len(cells) for _, cells in read[1:]] == [3, 3, 3], reason
    assert read[2][1] == ("A", "police; courses, short", "2026")


def test_a_list_of_objects_is_a_table(tmp_path: Path) -> None:
    rows = [{"org_name": "A", "sector_name": "x"}, {"org_name": "B", "extra": [1]}]
    for whole in (rows, {"data": rows, "page": 1}):
        path = written(tmp_path / "x.json", json.dumps(whole).encode())
        assert rows_of(path)[0] == (1, ("org_name", "sector_name", "extra"))
        assert rows_of(path)[2] == (3, ("B", None, "[1]"))


def test_a_sheet_is_found_whatever_its_capitals_and_blanks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["a"]], sheet="3W long ")
    assert rows_of(path, " 3w  LONG") == [(1, ("a",))]
    with pytest.raises(CadreError, match="has no sheet 'other'"):
        rows_of(path, "other")


def test_the_day_on_which_a_workbook_was_saved_is_its_own(tmp_path: Path) -> None:
    """openpyxl takes today for a workbook that doesn't say."""
    path = table(tmp_path / "x.xlsx", ROW)
    altered(
        path,
        {"docProps/core.xml": CORE.encode()},
    )
    with opened(path) as file:
        assert str(file.grid("3W").saved) == "2022-05-22"
    altered(path, {"docProps/core.xml": CORE.replace("modified", "created").encode()})
    with opened(path) as file:
        assert file.grid("3W").saved is None


@pytest.mark.parametrize("name", ["inlineStr_with_value", "no-header", "picture", "string-ref"])
def test_odd_workbooks_of_other_programs_are_read(name: str) -> None:
    path = SAMPLES / "workbooks" / f"{name}.xlsx"
    if not path.exists():
        pytest.skip("the odd workbooks aren't here")
    with opened(path) as file:
        for sheet in file.sheets:
            grid = file.grid(sheet)
            assert len(list(bounded(grid.file, grid.rows))) < 10


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:modified '
    'xsi:type="dcterms:W3CDTF">2022-05-22T07:12:38Z</dcterms:modified></cp:coreProperties>'
)
RANGES = [([3], "row 3"), ([3, 4, 5], "rows 3-5"), ([9, 3, 4, 4], "rows 3-4, 9")]


@pytest.mark.parametrize(("numbers", "words"), RANGES)
def test_rows_are_named_in_ranges(numbers: list[int], words: str) -> None:
    assert row_ranges(numbers) == words
