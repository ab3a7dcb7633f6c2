"""What is wrong in a dossier's files may quote a row that nobody can tell to be releasable."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from cadre.desk.desk import Desk
from cadre.desk.findings import findings
from cadre.desk.overview import overview
from cadre.desk.search import SearchAsked, search
from cadre.desk.seen import seen

TEMPLATE = Path(__file__).parents[2] / "examples/template"
WORD = "quicksilver"
"""What a row says that only the staff may see."""


@dataclass(frozen=True)
class Sheet:
    """A table's file, as cells."""

    head: list[str]
    rows: list[list[str]]

    def put(self, column: str, text: str, row: int = 0) -> None:
        """Write into a cell."""
        self.rows[row][self.head.index(column)] = text


def a_bad_cell(sheet: Sheet) -> None:
    sheet.put("people", WORD)


def a_bad_cell_beside_a_row_of_its_id(sheet: Sheet) -> None:
    sheet.rows.append(list(sheet.rows[0]))
    sheet.put("people", WORD, -1)
    sheet.put("marking", "")


def a_bad_cell_in_a_row_that_bears_the_id_of_an_open_nation(sheet: Sheet) -> None:
    sheet.put("id", "XAA")
    sheet.put("people", WORD)


def too_many_cells(sheet: Sheet) -> None:
    sheet.put("id", WORD)
    sheet.rows[0].append("one more")


def a_nation_that_is_unknown(sheet: Sheet) -> None:
    sheet.put("nation", WORD)


def a_citation_that_leads_nowhere(sheet: Sheet) -> None:
    sheet.put("sources", WORD)


def a_row_that_a_refused_one_was_to_replace(sheet: Sheet) -> None:
    sheet.put("id", WORD)
    sheet.put("people", "none")
    sheet.put("supersedes", sheet.rows[1][0])


def a_column_that_is_unknown(sheet: Sheet) -> None:
    sheet.head[-1] = WORD


FAULTS = (
    a_bad_cell,
    a_bad_cell_beside_a_row_of_its_id,
    a_bad_cell_in_a_row_that_bears_the_id_of_an_open_nation,
    too_many_cells,
    a_nation_that_is_unknown,
    a_citation_that_leads_nowhere,
    a_row_that_a_refused_one_was_to_replace,
    a_column_that_is_unknown,
)


def spoilt(folder: Path, spoil: Callable[[Sheet], None]) -> Path:
    """A copy of the starter with a fault in a row of its pledges."""
    copytree(TEMPLATE, folder)
    with (folder / "pledges.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    sheet = Sheet(head, rows)
    sheet.put("marking", "RESTRICTED REL MISSION")
    spoil(sheet)
    with (folder / "pledges.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([sheet.head, *sheet.rows])
    return folder


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_only_the_staff_is_told_what_is_wrong_in_a_file(
    tmp_path: Path, spoil: Callable[[Sheet], None]
) -> None:
    folder = spoilt(tmp_path / "spoilt", spoil)
    stated = Desk.open(folder).check()
    of_files = [one for one in stated.findings if one.place]
    assert any(WORD in f"{one.message} {one.about}" for one in of_files)
    for reader in ("host", "public"):
        desk = Desk.open(folder, reader=reader)
        answer = desk.check()
        assert answer.withheld is not None
        assert answer.withheld >= len(of_files)
        assert not desk.refusals.things
        found = search(desk, SearchAsked(text=WORD[:5]))
        for page in (answer, findings(desk), overview(desk), found):
            assert WORD not in repr(page)
        assert not any(one.place for one in answer.findings)


def test_a_file_that_is_no_table_isnt_named_to_others(tmp_path: Path) -> None:
    folder = spoilt(tmp_path / "spoilt", lambda _: None)
    (folder / f"{WORD}.csv").write_text("id\n", encoding="utf-8")
    assert any(WORD in one.message for one in Desk.open(folder).check().findings)
    assert WORD not in repr(Desk.open(folder, reader="host").check())


@pytest.mark.parametrize("day", ["2025-12-18", "soon"], ids=["is read", "is refused"])
def test_rows_that_a_document_restricts_stay_so_while_its_own_row_is_refused(
    tmp_path: Path, day: str
) -> None:
    """Who can't read the document's mark would take all that cites it for open."""
    folder = tmp_path / "mission"
    copytree(TEMPLATE, folder)
    path = folder / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    (record,) = (n for n, row in enumerate(rows) if row[0] == "offers-record")
    sheet = Sheet(head, rows)
    sheet.put("marking", "RESTRICTED REL MISSION", record)
    sheet.put("known_from", day, record)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([sheet.head, *sheet.rows])
    assert Desk.open(folder).mission.pledges
    assert not seen(Desk.open(folder, reader="host")).pledges
