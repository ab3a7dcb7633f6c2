"""Out and in again: what nobody edited is the same, to the byte and to the fingerprint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.desk.export import export_workbook
from cadre.desk.workbook import WorkbookOrder, import_workbook
from cadre.dossier.load import load
from cadre.dossier.save import save
from cadre.dossier.tables import TABLES
from tests.dossier.building import Folder
from tests.dossier.test_round_trip import Maker
from tests.workbook.books import Edited, printed, tree

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("example", ["nmi", "eu-advice"])
def test_an_example_comes_back_the_same_into_its_folder_and_into_a_new_one(
    example: str, tmp_path: Path
) -> None:
    export_workbook(EXAMPLES / example, tmp_path / "book.xlsx")
    order = WorkbookOrder(file=tmp_path / "book.xlsx")
    there = import_workbook(EXAMPLES / example, replace(order, dry_run=True))
    assert (there.changes, there.findings) == ((), ())
    import_workbook(tmp_path / "new", order)
    assert printed(tmp_path / "new") == printed(EXAMPLES / example)


def test_an_unchanged_workbook_leaves_every_byte_of_the_folder(whole: Edited) -> None:
    before = tree(whole.folder)
    with whole.opened():
        pass  # another program saves it in its own way
    done = whole.take()
    assert (done.changes, done.findings, done.written) == ((), (), ())
    assert tree(whole.folder) == before


def test_the_same_dossier_gives_the_same_bytes(whole: Edited, tmp_path: Path) -> None:
    """A workbook under version control must not change by being made again."""
    export_workbook(whole.folder, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == whole.file.read_bytes()


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_mission_of_odd_rows_comes_back_the_same(seed: int) -> None:
    """Texts with quotes, line ends and letters of all kinds, days and numbers of all sizes."""
    maker = Maker(seed)
    tables: dict[str, Any] = {
        name: tuple(maker.row(table, number) for number in range(maker.count))
        for name, table in TABLES.items()
    }
    with TemporaryDirectory() as name:
        folder = Folder.made(Path(name) / "seed")
        save(replace(folder.load().mission, **tables), Path(name) / "odd", None)
        book = Path(name) / "book.xlsx"
        export_workbook(Path(name) / "odd", book)
        order = WorkbookOrder(file=book)
        there = import_workbook(Path(name) / "odd", replace(order, dry_run=True))
        assert (there.changes, there.findings) == ((), ())
        fresh = import_workbook(Path(name) / "new", order)
        assert [one for one in fresh.findings if one.severity.value == "error"] == []
        assert load(Path(name) / "new").mission == load(Path(name) / "odd").mission


def test_what_no_cell_can_hold_stays_in_the_dossier(edited: Edited) -> None:
    """A cell of a spreadsheet ends after 32,767 letters, and reads some as others."""
    notes = ("x" * 40_000, "a _x000D_ b", "\ufffe")
    rows = edited.mission.pledges
    kept = tuple(replace(row, note=note) for row, note in zip(rows, notes, strict=False))
    edited.rewrite(pledges=kept + rows[len(kept) :])
    again = Edited.of(edited.folder)
    assert again.take().changes == ()
    again.write("pledges", {(str(row.id), "people"): row.people + 1 for row in kept})
    assert len(again.take().changes) == len(kept)
    assert tuple(row.note for row in again.mission.pledges[: len(kept)]) == notes


def test_a_text_that_was_kept_back_cannot_be_copied_to_another_row(edited: Edited) -> None:
    site = edited.mission.sites[0]
    edited.rewrite(sites=(replace(site, note="x" * 40_000),))
    again = Edited.of(edited.folder)
    with again.opened() as book:
        sheet = book["sites"]
        for cell in sheet[4]:
            sheet.cell(5, cell.column).value = cell.value
        sheet["A5"] = "second"
    assert again.refused() == [("XLS-06", "book.xlsx:sites:5:note")]
