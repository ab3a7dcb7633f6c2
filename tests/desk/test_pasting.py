"""Pasting: a block of a spreadsheet becomes one change, and a fault stays at its cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.desk.pasting import Block, Pasted, cells_in, paste
from cadre.desk.row_answers import Became
from cadre.desk.row_edits import change_rows
from cadre.desk.rows import row_of, rows_of
from cadre.errors import CadreError
from tests.desk.force_store import change_of, force_store
from tests.store.making import by

HEADER = "nation\tskill\tpeople\tfrom\tbelief"


@pytest.fixture
def where(tmp_path: Path) -> str:
    return force_store(tmp_path)


def pasted(where: str, *lines: str, seen: int | None = None) -> Pasted:
    block = Block(table="pledges", text="\r\n".join(lines), seen=seen)
    return paste(where, block, by("anna"))


def thirty(bad: dict[int, str]) -> list[str]:
    """Thirty pledges, some of them faulty, behind a header."""
    rows = [f"ITA\tescort\t{n}\t2026-03-{n:02}\t0,5" for n in range(1, 31)]
    return [HEADER, *(bad.get(number, row) for number, row in enumerate(rows, start=2))]


def test_of_thirty_rows_two_are_bad_and_the_others_are_one_change(where: str) -> None:
    bad = {5: "ITA\tescort\tfew\t2026-03-04\t1", 9: "XYZ\tescort\t8\t2026-03-08\t1"}
    answer = pasted(where, *thirty(bad))
    assert answer.changed.seq == 3
    assert answer.changed.became(Became.ADDED) == 28
    assert [(one.row, one.column) for one in answer.changed.problems] == [
        (5, "people"),
        (9, "nation"),
    ]
    assert [dict(one.cells)["people"] for one in answer.left] == ["few", "8"]
    assert rows_of(where, "pledges").total == 31


def test_the_same_block_pasted_twice_adds_nothing(where: str) -> None:
    pasted(where, *thirty({}))
    again = pasted(where, *thirty({}))
    assert again.changed.seq is None
    assert again.changed.became(Became.UNCHANGED) == 30


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), (",", "commas")])
def test_a_block_of_csv_is_told_to_be_none_of_a_spreadsheet(
    where: str, mark: str, word: str
) -> None:
    """Its rows were one cell each: the header was refused as an id, the rest as blank."""
    with pytest.raises(CadreError, match=f"parts its cells by {word}"):
        pasted(where, mark.join(("nation", "skill", "people")), mark.join(("ESP", "escort", "12")))
    assert rows_of(where, "pledges").total == 3


def test_figures_and_days_are_read_as_the_column_has_them(where: str) -> None:
    answer = pasted(where, HEADER, "ESP\tescort\t12\t3 April 2026\t0,25")
    cells = row_of(where, "pledges", answer.changed.done[0].id).cells
    assert (cells["from"], cells["belief"]) == ("2026-04-03", "0.25")


def test_a_day_that_can_be_read_in_two_ways_is_refused_at_its_cell(where: str) -> None:
    answer = pasted(where, HEADER, "ESP\tescort\t12\t03/04/2026\t1")
    assert [one.column for one in answer.changed.problems] == ["from"]


def test_without_a_header_cells_are_those_of_the_columns_named(where: str) -> None:
    block = Block(
        table="pledges", text="new-1\tESP\tadvice\t4", columns=("id", "nation", "skill", "people")
    )
    answer = paste(where, block, by("anna"))
    assert not answer.headed
    assert row_of(where, "pledges", "new-1").cells["people"] == "4"


def test_a_header_may_have_columns_that_arent_known_and_they_are_named(where: str) -> None:
    answer = pasted(where, "Nation\tskill\tPeople\tShoe size", "ESP\tadvice\t4\t44")
    assert answer.left_out == ("shoe_size",)
    assert answer.changed.became(Became.ADDED) == 1


def test_a_row_with_the_id_of_another_changes_that_one(where: str) -> None:
    answer = pasted(where, "id\tpeople", "dnk-1\t44")
    assert answer.changed.became(Became.CHANGED) == 1
    cells = row_of(where, "pledges", "dnk-1").cells
    assert (cells["people"], cells["skill"]) == ("44", "advice")


def test_letters_that_cant_be_seen_dont_make_a_row_another_one(where: str) -> None:
    """A mark before the first name cost the column of ids: each pledge came in a second time."""
    answer = pasted(where, "\ufeffid\tpeople", "dnk-1\u200b\t41")
    assert (answer.left_out, answer.changed.became(Became.ADDED)) == ((), 0)
    assert row_of(where, "pledges", "dnk-1").cells["people"] == "41"


def test_a_row_that_moved_on_since_it_was_copied_isnt_written_over(where: str) -> None:
    change_rows(where, [change_of(where, "dnk-1", people="99")], by("bert"))
    answer = pasted(where, "id\tpeople", "dnk-1\t44", "ita-1\t21", seen=2)
    (told,) = answer.changed.conflicts
    assert (told.id, told.by) == ("dnk-1", "bert")
    assert row_of(where, "pledges", "ita-1").cells["people"] == "21"
    assert [one.cells["people"] for one in answer.left] == ["44"]


def test_two_rows_that_say_the_same_are_taken_once(where: str) -> None:
    answer = pasted(where, HEADER, "ESP\tescort\t1\t\t1", "ESP\tescort\t1\t\t1")
    assert answer.changed.became(Became.ADDED) == 1
    assert "row 2" in answer.changed.problems[0].problem


def test_a_row_with_more_cells_than_columns_is_told(where: str) -> None:
    answer = pasted(where, "id\tpeople", "dnk-1\t44\tx")
    assert answer.changed.seq is None
    assert "3 cells" in answer.changed.problems[0].problem


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, "id\tid\nx\ty"])
def test_a_block_without_rows_or_with_a_column_twice_is_refused(where: str, text: str) -> None:
    with pytest.raises(CadreError) as told:
        paste(where, Block(table="pledges", text=text), by("anna"))
    assert told.value.remedy


def test_a_block_of_a_million_rows_is_refused_before_it_is_read(where: str) -> None:
    with pytest.raises(CadreError):
        paste(where, Block(table="pledges", text="a\n" * 1_000_000), by("anna"))


def _quoted(cell: str) -> str:
    if cell.startswith('"') or any(one in cell for one in "\t\r\n"):
        return '"' + cell.replace('"', '""') + '"'
    return cell


CELLS = st.text(st.sampled_from('ab"\t\n;, '), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_cells_come_back_as_a_spreadsheet_copied_them(rows: list[list[str]]) -> None:
    text = "".join("\t".join(map(_quoted, row)) + "\r\n" for row in rows)
    assert list(cells_in(text)) == rows


@given(st.text(st.sampled_from('a"\t\r\n'), max_size=60))
def test_any_text_can_be_parted(text: str) -> None:
    assert sum(map(len, cells_in(text))) <= len(text) + 1
