"""Rows at the desk: read as cells, with their revisions, as far as a reader may see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadre.desk.rows import (
    RowsAsked,
    names_of,
    row_of,
    rows_of,
    table_named,
    tables_of,
    told_table,
)
from cadre.dossier.store.address import parse
from cadre.dossier.store.opening import opened
from cadre.dossier.store.releases import lines
from cadre.dossier.tables import TABLES
from cadre.errors import CadreError, UnknownIdError
from tests.desk.force_store import force_store, made


@pytest.fixture
def where(tmp_path: Path) -> str:
    return force_store(tmp_path)


def test_every_table_is_told_with_what_its_columns_allow() -> None:
    assert [one.name for one in tables_of()] == list(TABLES)
    pledges = told_table("pledges")
    people, rung, nation = (pledges.column(name) for name in ("people", "rung", "nation"))
    assert people is not None
    assert (people.low, people.required) == (1, True)
    assert rung is not None
    assert "offered" in rung.choices
    assert nation is not None
    assert nation.refers_to == ("nations",)
    assert all(column.help for table in tables_of() for column in table.columns)


def test_rows_come_in_their_order_as_a_file_has_them(where: str) -> None:
    answer = rows_of(where, "pledges")
    assert [one.id for one in answer.rows] == ["dnk-1", "ita-1", "esp-1"]
    assert answer.rows[0].cells["from"] == "2026-01-01"
    assert "belief" not in answer.rows[0].cells
    assert {one.revision for one in answer.rows} == {"2"}
    assert (answer.total, answer.next, answer.change, answer.withheld) == (3, "", 2, 0)


def test_a_row_bears_the_strictest_mark_of_what_it_cites(where: str) -> None:
    assert [one.marking for one in rows_of(where, "pledges").rows] == [
        "UNCLASSIFIED",
        "RESTRICTED",
        "UNCLASSIFIED",
    ]


def test_pages_follow_one_another_without_a_gap(where: str) -> None:
    first = rows_of(where, "pledges", asked=RowsAsked(limit=2))
    assert (len(first.rows), first.total, first.next) == (2, 3, "ita-1")
    second = rows_of(where, "pledges", asked=RowsAsked(limit=2, after=first.next))
    assert ([one.id for one in second.rows], second.next) == (["esp-1"], "")


def test_only_rows_whose_cells_hold_what_was_asked_for_are_shown(where: str) -> None:
    asked = RowsAsked(holds={"nation": "ita", "skill": ""})
    assert [one.id for one in rows_of(where, "pledges", asked=asked).rows] == ["ita-1"]


def test_a_reader_is_given_what_he_may_see_and_that_is_recorded(where: str) -> None:
    answer = rows_of(where, "pledges", "host")
    assert [one.id for one in answer.rows] == ["dnk-1", "esp-1"]
    assert answer.withheld == 1
    with pytest.raises(UnknownIdError):
        row_of(where, "pledges", "ita-1", "host")
    with opened(parse(where)) as store, store.reading() as connection:
        assert len(lines(connection)) == 2


def test_a_folder_shows_its_rows_with_a_digest_that_changes_with_them(tmp_path: Path) -> None:
    folder = made(tmp_path / "mission")
    before = row_of(folder.path, "pledges", "dnk-1")
    folder.write("pledges", folder.raw("pledges").replace(b",40,", b",41,"))
    after = row_of(folder.path, "pledges", "dnk-1")
    assert (before.cells["people"], after.cells["people"]) == ("40", "41")
    assert before.revision != after.revision
    assert rows_of(folder.path, "pledges").change == 0


def test_what_a_cell_may_name_is_told_with_what_it_is_called(where: str) -> None:
    assert names_of(where, ["nations"]) == {
        "nations": (("DNK", "Denmark"), ("ITA", "Italy"), ("ESP", "Spain"))
    }


@pytest.mark.parametrize(
    "asked",
    [RowsAsked(holds={"colour": "red"}), RowsAsked(limit=0), RowsAsked(after="nobody")],
    ids=["unknown column", "empty page", "unknown row"],
)
def test_what_cant_be_asked_is_refused_with_a_sentence(where: str, asked: RowsAsked) -> None:
    with pytest.raises(CadreError) as told:
        rows_of(where, "pledges", asked=asked)
    assert told.value.remedy


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(UnknownIdError):
        table_named("../pledges")


def test_the_past_of_a_store_shows_the_rows_of_that_change(where: str) -> None:
    with pytest.raises(CadreError):
        rows_of(f"{where}@1", "pledges")
    assert rows_of(f"{where}@2", "pledges").total == 3
