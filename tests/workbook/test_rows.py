"""Rows that a person adds, changes, copies, renames and deletes, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from tests.workbook.books import Edited, tree

PLEDGE = {"nation": "XAA", "skill": "adviser", "people": 4}


def added(row: str, **more: object) -> dict[tuple[str, str], object]:
    return {(row, name): value for name, value in (PLEDGE | more).items()}


def codes(found: list[tuple[str, str]]) -> list[str]:
    return [code for code, _ in found]


def test_a_change_and_a_new_row_are_told_cell_by_cell_and_taken_together(edited: Edited) -> None:
    edited.write("pledges", {("advisers-north", "people"): 5, **added("+1", id="more")})
    trial = edited.take(dry_run=True)
    done = edited.take()
    assert trial.changes == done.changes
    changed, new = done.changes
    assert (changed.id, changed.row, changed.cells) == ("advisers-north", 4, {"people": ("3", "5")})
    assert (new.id, new.cells["people"]) == ("more", ("", "4"))
    assert set(done.written) == {"pledges.csv"}
    assert (done.tables["pledges"].added, done.tables["pledges"].changed) == (1, 1)
    assert edited.mission.pledges[-1].id == "more"


def test_what_is_right_is_taken_and_what_is_wrong_is_told_by_cell(edited: Edited) -> None:
    edited.write(
        "pledges",
        {("advisers-north", "people"): "some", ("advisers-south", "people"): 9, **added("+1")},
    )
    edited.write("posts", {("advisers", "skill"): "juggler"})
    done = edited.take()
    errors = [one for one in done.findings if one.severity.value == "error"]
    assert [one.place for one in errors] == [
        "book.xlsx:pledges:4:people",
        "book.xlsx:posts:4:skill",
    ]
    assert "D4 is 'some'; allowed: a whole number" in errors[0].message
    assert "'juggler', which isn't in skills" in errors[1].message
    assert {one.what.value for one in done.changes} == {"changed", "added"}
    assert (done.tables["pledges"].refused, done.tables["posts"].refused) == (1, 1)


def test_a_row_without_an_id_gets_the_same_one_whenever_it_is_imported(edited: Edited) -> None:
    edited.write("pledges", added("+1"))
    first = edited.take()
    assert first.changes[0].made_id
    again = edited.take()
    assert (again.changes, again.findings) == ((), ())
    pledges = edited.mission.pledges
    edited.rewrite(pledges=(*pledges[:-1], replace(pledges[-1], people=7)))
    assert edited.take().changes == (), "what became of it in the dossier since then counts"


def test_a_row_taken_before_and_edited_since_is_not_taken_as_another_one(edited: Edited) -> None:
    edited.write("pledges", added("+1", note="offered in the hall"))
    key = edited.take().changes[0].id
    edited.write("pledges", {("+0", "people"): 6})
    assert edited.refused() == [("XLS-10", "book.xlsx:pledges:10:id")]
    edited.write("pledges", {("+0", "id"): key})
    edited.take(take="workbook")
    assert edited.mission.pledges[-1].people == 6


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}, {}], "XLS-09"),
        ([{"id": "one"}, {"id": "one", "people": 5}], "XLS-08"),
        ([{"id": "advisers-north"}], "XLS-08"),
        ([{"id": "two", "people": 5}, {"people": 5}], "XLS-09"),
    ],
    ids=["pasted twice", "one id, two rows", "an id of the dossier", "a copy without an id"],
)
def test_the_same_row_is_not_taken_twice(
    edited: Edited, rows: list[dict[str, Any]], expected: str
) -> None:
    cells: dict[tuple[str, str], object] = {}
    for number, more in enumerate(rows, start=1):
        cells |= added(f"+{number}", **more)
    edited.write("pledges", cells)
    before = len(edited.mission.pledges)
    done = edited.take()
    assert expected in [one.code for one in done.findings]
    assert len(edited.mission.pledges) <= before + 1


def test_a_row_that_was_deleted_stays_until_it_is_meant(edited: Edited) -> None:
    with edited.opened() as book:
        book["announcements"].delete_rows(4)
    before = edited.mission.announcements
    done = edited.take()
    assert [one.code for one in done.findings] == ["XLS-13"]
    assert (done.changes, done.tables["announcements"].missing) == ((), 1)
    removed = edited.take(remove=True)
    assert [one.what.value for one in removed.changes] == ["removed"]
    assert edited.mission.announcements == before[1:]


def test_a_row_that_others_name_is_not_removed(edited: Edited) -> None:
    with edited.opened() as book:
        book["skills"].delete_rows(4)
        book["sites"].delete_rows(4)
    found = edited.refused(remove=True)
    assert codes(found).count("XLS-17") == 2


def test_a_sheet_that_was_deleted_removes_nothing(edited: Edited) -> None:
    with edited.opened() as book:
        del book["pledges"]
    for remove in (False, True):
        done = edited.take(remove=remove)
        assert done.changes == ()
        assert [(one.code, "any more of pledges:" in one.message) for one in done.findings] == [
            ("XLS-23", True)
        ]


def test_a_new_dossier_is_not_silent_about_sheets_that_were_deleted(
    edited: Edited, tmp_path: Path
) -> None:
    """Its announcements were there when the workbook was written, and would be missed later."""
    with edited.opened() as book:
        del book["announcements"]
    done = Edited(tmp_path / "new", edited.file).take()
    told = [one.message for one in done.findings if one.code == "XLS-23"]
    assert len(told) == 1
    assert "announcements: none of their rows are taken" in told[0]


def test_filtered_and_hidden_rows_are_not_removals(edited: Edited) -> None:
    with edited.opened() as book:
        for row in range(4, 12):
            book["pledges"].row_dimensions[row].hidden = True
        book["pledges"].sheet_state = "hidden"
    done = edited.take(remove=True)
    assert (done.changes, [one.code for one in done.findings]) == ((), ["XLS-21"])


def test_an_id_that_was_changed_or_cleared_is_told(edited: Edited) -> None:
    """Taken as a new row, the pledge would count twice."""
    for value in ("advisers-of-the-north", None):
        edited.write("pledges", {("advisers-north", "id"): value})
        assert "XLS-11" in codes(edited.refused())
        edited = Edited.of(edited.folder)


def test_no_row_is_removed_while_a_row_that_was_refused_may_be_it(edited: Edited) -> None:
    edited.write("pledges", {("advisers-north", "people"): 4, ("advisers-north", "id"): None})
    assert "XLS-13" in codes(edited.refused(remove=True))


def test_a_new_row_that_leans_on_one_that_was_refused_falls_with_it(edited: Edited) -> None:
    edited.write("skills", {("+1", "id"): "diver", ("+1", "name"): None})
    edited.write("pledges", added("+1", skill="diver"))
    assert {"XLS-06", "XLS-16"} <= set(codes(edited.refused()))


def test_an_id_that_leads_nowhere_is_told_with_the_one_that_was_meant(edited: Edited) -> None:
    """A folder said which one; who edits the workbook had to look for it."""
    edited.write(
        "pledges",
        {("advisers-north", "nation"): "xaa", ("advisers-south", "sources"): "Offers-Record"},
    )
    told = [one for one in edited.take().findings if one.code == "XLS-16"]
    assert [one.remedy for one in told] == [
        "Write 'XAA', or add the row.",
        "Write 'offers-record', or add the row.",
    ]


def test_new_rows_that_name_each_other_come_together(edited: Edited) -> None:
    edited.write("pledges", added("+1", skill="diver"))
    edited.write("skills", {("+1", "id"): "diver", ("+1", "name"): "Diver"})
    assert {one.table for one in edited.take().changes} == {"skills", "pledges"}


def test_rows_that_would_lead_to_each_other_in_a_circle_are_refused(edited: Edited) -> None:
    first, second, *_ = [str(one.id) for one in edited.mission.activities]
    edited.write("activities", {(first, "after"): second, (second, "after"): first})
    assert "XLS-16" in codes(edited.refused())


def test_several_values_that_are_parted_otherwise_are_told_how(edited: Edited) -> None:
    edited.write("pledges", {("advisers-north", "sources"): "C001, C002"})
    done = edited.take(dry_run=True)
    assert [(one.code, one.remedy) for one in done.findings] == [
        ("XLS-06", "Correct the value; part several by `; `.")
    ]


def test_the_mission_itself_is_edited_too(edited: Edited) -> None:
    edited.write("mission", {("name", "value"): "Other", ("weights.needs", "value"): 70})
    done = edited.take()
    assert done.changes[0].cells["weights.needs"] == ("", "70")
    assert edited.mission.profile.name == "Other"
    assert edited.mission.profile.weights.needs == 70
    edited.write("mission", {("until", "value"): "03/04/2027", ("fill_weeks", "value"): -1})
    assert sorted(codes(edited.refused())) == ["XLS-06", "XLS-07"]


def test_notes_and_columns_of_a_person_s_own_are_left(edited: Edited) -> None:
    with edited.opened() as book:
        sheet = book["pledges"]
        sheet.insert_cols(2)
        sheet["B3"] = "peoples"
        sheet["B4"] = "ask again"
        sheet["A4"].comment = Comment("mine", "me")
    done = edited.take()
    assert (done.changes, [one.code for one in done.findings]) == ((), ["XLS-04"])


def test_a_dossier_with_faults_is_not_written_to(edited: Edited) -> None:
    path = edited.folder / "pledges.csv"
    path.write_text(path.read_text() + "broken,XAA\n")
    edited.write("pledges", {("advisers-north", "people"): 5})
    before = tree(edited.folder)
    with pytest.raises(Exception, match="cells, the header"):
        edited.take()
    assert tree(edited.folder) == before
