"""Edits at the desk: one change, each fault at its cell, nobody's work written over."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from cadre.desk.desk import Desk
from cadre.desk.row_answers import Became, RowEdit, RowsChanged
from cadre.desk.row_edits import change_rows
from cadre.desk.rows import row_of, rows_of
from cadre.desk.store import begin_branch
from cadre.desk.store_history import log_of
from cadre.dossier.store.address import is_address
from cadre.dossier.store.opening import kept_open
from cadre.dossier.wherever import load_from
from cadre.errors import CadreError
from tests.desk.force_store import change_of, force_store, made, removal_of
from tests.store.making import by


@pytest.fixture
def where(tmp_path: Path) -> str:
    return force_store(tmp_path)


def new(key: str, **cells: str) -> RowEdit:
    """A new pledge."""
    plain = {"nation": "DNK", "skill": "advice", "people": "3"}
    return RowEdit(table="pledges", id=key, cells=plain | cells)


def write(where: str, *edits: RowEdit, partly: bool = False) -> RowsChanged:
    return change_rows(where, edits, by("anna"), partly=partly)


def ids(where: str, table: str = "pledges") -> list[str]:
    return [one.id for one in rows_of(where, table).rows]


def test_a_cell_is_changed_and_the_others_stay(where: str) -> None:
    before = row_of(where, "pledges", "dnk-1")
    made = write(where, change_of(where, "dnk-1", people="41"))
    after = row_of(where, "pledges", "dnk-1")
    assert after.cells == {**before.cells, "people": "41"}
    assert (made.seq, after.revision) == (3, "3")
    assert [(one.became, one.revision) for one in made.done] == [(Became.CHANGED, "3")]


def test_a_batch_is_one_change_that_says_what_it_did(where: str) -> None:
    edits = (
        new("dnk-2"),
        change_of(where, "dnk-1", people="1"),
        removal_of(where, "esp-1"),
    )
    assert write(where, *edits).seq == 3
    assert ids(where) == ["dnk-1", "ita-1", "dnk-2"]
    told = log_of(where).entries[0].reason
    assert told == "pledges: 1 added, 1 changed, 1 removed"
    assert not load_from(where).findings


def test_typed_words_are_read_as_the_column_says_them(where: str) -> None:
    typed = {"from": "3 March 2026", "belief": "50 %", "strength": "0,9", "rung": "Confirmed"}
    write(where, change_of(where, "dnk-1", **typed))
    cells = row_of(where, "pledges", "dnk-1").cells
    told = [cells[one] for one in ("from", "belief", "strength", "rung")]
    assert told == ["2026-03-03", "0.5", "0.9", "confirmed"]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("people", "many"),
        ("people", "0"),
        ("people", ""),
        ("from", "2026-13-01"),
        ("from", "03/04/2026"),
        ("to", "2020-01-01"),
        ("rung", "promised"),
        ("belief", "1.5"),
        ("strength", "1,234"),
        ("nation", "XXX"),
        ("sources", "nowhere"),
        ("marking", "TOP SECRET"),
        ("note", "a\x00b"),
        ("ranks", "a;\x07"),
        ("supersedes", "dnk-1"),
        ("colour", "red"),
        ("id", "dnk-9"),
    ],
)
def test_a_faulty_cell_is_told_and_nothing_is_written(where: str, column: str, text: str) -> None:
    made = write(where, new("dnk-2"), change_of(where, "dnk-1", **{column: text}))
    assert made.seq is None
    assert not made.done
    (told,) = made.problems
    where_told = {"to": ("from", "to")}.get(column, (column,))
    assert (told.row, told.id) == (2, "dnk-1")
    assert told.column in where_told
    assert told.problem.endswith(".")
    assert told.remedy.endswith(".")
    assert ids(where) == ["dnk-1", "ita-1", "esp-1"]


def test_good_rows_are_written_beside_a_bad_one_where_that_is_wanted(where: str) -> None:
    made = write(where, new("dnk-2"), new("dnk-3", people="x"), new("dnk-4"), partly=True)
    assert ids(where)[-2:] == ["dnk-2", "dnk-4"]
    assert made.seq == 3
    assert made.refused == {2}
    assert made.became(Became.ADDED) == 2


def test_a_row_that_leans_on_a_bad_one_is_refused_with_it(where: str) -> None:
    nation = RowEdit(table="nations", id="FRA", cells={"name": ""})
    made = write(where, nation, new("fra-1", nation="FRA"), new("dnk-2"), partly=True)
    assert made.refused == {1, 2}
    assert [one.column for one in made.problems] == ["name", "nation"]


def test_a_row_may_name_one_that_comes_with_it(where: str) -> None:
    nation = RowEdit(table="nations", id="FRA", cells={"name": "France"})
    assert write(where, new("fra-1", nation="FRA"), nation).seq == 3
    assert not load_from(where).findings


def test_a_row_that_others_changed_is_refused_with_whose_change_it_was(where: str) -> None:
    mine = change_of(where, "dnk-1", people="41", note="mine")
    change_rows(where, [change_of(where, "dnk-1", people="99")], by("bert"))
    made = write(where, mine, new("dnk-2"), partly=True)
    (told,) = made.conflicts
    assert (told.row, told.by, told.change, told.revision) == (1, "bert", 3, "3")
    people = next(one for one in told.fields if one.field == "people")
    assert (people.base, people.yours, people.theirs) == ("40", "41", "99")
    assert (told.yours["people"], told.theirs["people"]) == ("41", "99")
    assert "bert" in str(told)
    assert "people" in str(told)
    assert row_of(where, "pledges", "dnk-1").cells["people"] == "99"
    assert "dnk-2" in ids(where)


def test_a_row_that_others_took_out_is_told_so(where: str) -> None:
    mine = change_of(where, "dnk-1", people="41")
    change_rows(where, [removal_of(where, "dnk-1")], by("bert"))
    (told,) = write(where, mine).conflicts
    assert (told.by, told.revision, dict(told.theirs)) == ("bert", "", {})
    assert told.yours["people"] == "41"


def test_a_change_of_a_row_that_never_was_blames_nobody(where: str) -> None:
    """Of an id typed wrongly it was told that nobody took the row out, at no time."""
    edit = RowEdit(table="pledges", id="dnk-11", cells={"people": "3"}, revision="2")
    (conflict,) = write(where, edit).conflicts
    assert str(conflict) == "it isn't there, and never was."


def test_a_change_of_another_row_is_no_conflict(where: str) -> None:
    mine = change_of(where, "dnk-1", people="41")
    change_rows(where, [change_of(where, "ita-1", people="9")], by("bert"))
    assert write(where, mine).seq == 4


def test_a_revision_that_is_none_is_a_conflict_and_no_crash(where: str) -> None:
    odd = [RowEdit(table="pledges", id="dnk-1", cells={}, revision=one) for one in ("x", "²", "0")]
    assert all(write(where, one).conflicts for one in odd)


def test_a_new_row_doesnt_write_over_one_that_is_there(where: str) -> None:
    (told,) = write(where, new("dnk-1")).problems
    assert told.column == "id"
    assert "already" in told.problem


def test_a_removal_without_revision_is_refused(where: str) -> None:
    assert write(where, RowEdit(table="pledges", id="dnk-1", remove=True)).problems


def test_what_others_name_cant_be_taken_out_and_they_are_named(where: str) -> None:
    (told,) = write(where, removal_of(where, "DNK", "nations")).problems
    assert "pledges dnk-1" in told.problem
    assert "caveats dnk-where" in told.problem
    assert "DNK" in ids(where, "nations")
    (cited,) = write(where, removal_of(where, "C1", "claims")).problems
    assert "`sources`" in cited.problem


def test_what_goes_with_all_that_name_it_can_be_taken_out(where: str) -> None:
    edits = [removal_of(where, "DNK", "nations"), removal_of(where, "dnk-1")]
    edits.append(change_of(where, "dnk-where", "caveats", nation="ITA"))
    assert write(where, *edits).seq == 3
    assert not load_from(where).findings


def test_rows_that_would_lead_in_a_circle_are_refused(where: str) -> None:
    assert write(where, change_of(where, "dnk-1", supersedes="ita-1")).seq
    (told,) = write(where, change_of(where, "ita-1", supersedes="dnk-1")).problems
    assert told.column == "supersedes"
    assert "circle" in told.problem


def test_a_misspelt_id_is_answered_with_the_nearest_one(where: str) -> None:
    (told,) = write(where, change_of(where, "dnk-1", nation="DKN")).problems
    assert "DNK" in told.remedy


def test_a_row_changed_twice_in_a_batch_is_refused(where: str) -> None:
    made = write(
        where, change_of(where, "dnk-1", people="1"), change_of(where, "dnk-1", people="2")
    )
    assert [one.row for one in made.problems] == [2]


def test_what_is_so_already_is_no_change(where: str) -> None:
    made = write(where, change_of(where, "dnk-1", people=" 40 "))
    assert made.seq is None
    assert made.became(Became.UNCHANGED) == 1
    assert write(where).done == ()


def test_a_folder_and_the_past_and_a_guarded_reader_are_refused(tmp_path: Path, where: str) -> None:
    folder = made(tmp_path / "other").path
    for place, reader in ((folder, "staff"), (f"{where}@2", "staff"), (where, "allies")):
        with pytest.raises(CadreError) as told:
            change_rows(place, [new("dnk-2")], by("anna"), reader=reader)
        assert told.value.remedy


def test_a_new_row_without_an_id_is_named_after_what_it_says(where: str) -> None:
    first = write(where, new(""))
    again = write(where, new(""))
    assert first.done[0].id.startswith("pledges-")
    assert again.seq is None
    assert again.done[0].became is Became.UNCHANGED
    write(where, change_of(where, first.done[0].id, people="7"))
    assert "changed since" in write(where, new("")).problems[0].problem


def test_a_desk_opened_after_an_edit_says_what_a_fresh_one_says(where: str) -> None:
    with kept_open():
        before = Desk.open(where)
        write(where, change_of(where, "dnk-1", people="41"))
        after = Desk.open(where)
        write(where, change_of(where, "dnk-1", people="40"))
        back = Desk.open(where)
    assert before.made_from.dossier == back.made_from.dossier != after.made_from.dossier
    assert after.mission.pledges[0].people == 41
    assert Desk.open(where, as_of=date(2026, 6, 1)).made_from.dossier != back.made_from.dossier


def test_many_who_edit_at_once_lose_nothing(where: str) -> None:
    made: list[RowsChanged] = []

    def edit(number: int) -> None:
        made.append(write(where, new(f"new-{number}", people=str(number + 1))))

    with kept_open():
        threads = [Thread(target=edit, args=(one,)) for one in range(12)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert sorted(one.seq or 0 for one in made) == list(range(3, 15))
    assert len(ids(where)) == 15
    assert not load_from(where).findings


def test_a_store_put_in_the_place_of_one_kept_open_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = force_store(tmp_path), force_store(tmp_path / "other")
    write(second, change_of(second, "dnk-1", people="77"))
    with kept_open():
        assert row_of(first, "pledges", "dnk-1").cells["people"] == "40"
        for ending in ("-wal", "-shm"):
            Path(first + ending).unlink(missing_ok=True)
        Path(second).replace(first)
        assert row_of(first, "pledges", "dnk-1").cells["people"] == "77"


READS = "import sys; from cadre.desk.rows import rows_of; print(rows_of(*sys.argv[1:]).change)"


@pytest.mark.parametrize("name", ["kept.db", "kept.store"])
def test_what_is_written_by_one_who_keeps_a_store_open_is_seen_by_others(
    where: str, name: str
) -> None:
    # Whoever opens and closes a database's file by other means than SQLite loses its locks.
    file = str(Path(where).rename(Path(where).with_name(name)))

    def seen_by_another_program() -> str:
        told = [sys.executable, "-c", READS, file, "pledges"]
        return subprocess.run(told, capture_output=True, check=True, text=True).stdout.strip()

    with kept_open():
        assert row_of(file, "pledges", "dnk-1").cells["people"] == "40"
        assert is_address(file)
        assert seen_by_another_program() == "2"
        assert write(file, change_of(file, "dnk-1", people="41")).seq == 3
        assert seen_by_another_program() == "3"


def test_an_edit_of_a_branch_leaves_the_others_alone(where: str) -> None:
    branch = f"{where}#old"
    begin_branch(where, "old", by("anna"))
    write(branch, change_of(branch, "dnk-1", people="1"), new("dnk-2"))
    write(branch, removal_of(branch, "esp-1"))
    assert ids(branch) == ["dnk-1", "ita-1", "dnk-2"]
    assert ids(where) == ["dnk-1", "ita-1", "esp-1"]
    assert row_of(where, "pledges", "dnk-1").cells["people"] == "40"
    # Denmark is named on the branch by a row that the branch took over from its parent.
    assert write(branch, removal_of(branch, "DNK", "nations")).problems
