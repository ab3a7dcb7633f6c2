"""Workbook and dossier edited side by side: nothing is undone silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadre.mission.forces import Pledge
from cadre.mission.ids import PledgeId
from cadre.mission.rows import Citation
from cadre.mission.weeks import Window
from tests.workbook.books import Edited


def north(edited: Edited) -> Pledge:
    return next(one for one in edited.mission.pledges if one.id == "advisers-north")


def meanwhile(edited: Edited, **changes: Any) -> None:
    """A colleague changes the pledge in the dossier after the export."""
    rows = edited.mission.pledges
    edited.rewrite(
        pledges=tuple(replace(x, **changes) if x.id == "advisers-north" else x for x in rows)
    )


def test_what_changed_in_the_dossier_since_the_export_stays(edited: Edited) -> None:
    meanwhile(edited, people=8)
    assert edited.take().changes == ()
    edited.write("pledges", {("advisers-north", "note"): "by letter"})
    assert [one.cells for one in edited.take().changes] == [{"note": ("", "by letter")}]
    assert (north(edited).people, north(edited).note) == (8, "by letter")


@pytest.mark.parametrize(("take", "people"), [("workbook", 5), ("dossier", 8)])
def test_a_field_that_both_changed_is_told_and_decided_by_a_person(
    edited: Edited, take: str, people: int
) -> None:
    meanwhile(edited, people=8)
    edited.write("pledges", {("advisers-north", "people"): 5})
    before = north(edited)
    done = edited.take()
    assert [(one.code, one.place) for one in done.findings] == [
        ("XLS-12", "book.xlsx:pledges:4:people")
    ]
    assert "`people` is '5' here and '8' in the dossier" in done.findings[0].message
    assert north(edited) == before
    edited.take(take=take)
    assert north(edited).people == people


def test_the_two_days_of_a_window_are_one_field(edited: Edited) -> None:
    """Half a window of each side would be one that nobody wrote."""
    meanwhile(edited, window=Window.of_days(date(2025, 12, 15), date(2027, 6, 30)))
    edited.write("pledges", {("advisers-north", "from"): "2026-01-01"})
    assert [one.code for one in edited.take().findings] == ["XLS-12"]


def cites(*texts: str) -> tuple[Citation, ...]:
    return tuple(map(Citation.parse, texts))


def test_sources_that_both_sides_added_and_took_out_come_together(edited: Edited) -> None:
    """Two who each add a source to one row don't have to settle whose list counts."""
    meanwhile(edited, sources=cites("C001", "C002", "C003"))
    again = Edited.of(edited.folder)
    meanwhile(again, sources=cites("C001", "C003", "host-letter:para 2"))
    again.write("pledges", {("advisers-north", "sources"): "C002; C003; C004"})
    done = again.take()
    assert [one.cells for one in done.changes] == [
        {"sources": ("C001; C003; host-letter:para 2", "C003; host-letter:para 2; C004")}
    ]
    assert done.findings == ()
    assert again.take().changes == ()


def test_a_source_that_both_sides_added_stands_once(edited: Edited) -> None:
    meanwhile(edited, sources=cites("offers-record:annex B", "C001"))
    edited.write("pledges", {("advisers-north", "sources"): "offers-record:annex B; C001; C002"})
    edited.take()
    assert north(edited).sources == cites("offers-record:annex B", "C001", "C002")


def test_lists_of_words_that_both_changed_are_told(edited: Edited) -> None:
    """Not every list is a set: of ranks, it matters who said which."""
    meanwhile(edited, ranks=("OF-3",))
    edited.write("pledges", {("advisers-north", "ranks"): "OF-4"})
    assert [one.code for one in edited.take().findings] == ["XLS-12"]


def test_a_row_removed_from_the_dossier_is_not_brought_back_by_an_old_workbook(
    edited: Edited,
) -> None:
    edited.rewrite(announcements=edited.mission.announcements[1:])
    done = edited.take()
    assert (done.changes, [one.code for one in done.findings]) == ((), ["XLS-14"])


def test_a_row_removed_there_and_edited_here_is_told(edited: Edited) -> None:
    first = edited.mission.announcements[0]
    edited.rewrite(announcements=edited.mission.announcements[1:])
    edited.write("announcements", {(str(first.id), "note"): "still said"})
    assert edited.refused() == [("XLS-12", "book.xlsx:announcements:4")]
    edited.take(take="workbook")
    assert edited.mission.announcements[-1] == replace(first, note="still said")


def test_a_row_edited_there_and_deleted_here_is_told(edited: Edited) -> None:
    rows = edited.mission.announcements
    edited.rewrite(announcements=(replace(rows[0], note="new"), *rows[1:]))
    with edited.opened() as book:
        book["announcements"].delete_rows(4)
    assert edited.refused(remove=True) == [("XLS-12", "book.xlsx:announcements")]
    assert len(edited.take(remove=True, take="workbook").changes) == 1


def test_an_id_that_somebody_else_used_meanwhile_is_not_overwritten(edited: Edited) -> None:
    rows = edited.mission.pledges
    edited.rewrite(pledges=(*rows, replace(rows[0], id=PledgeId("more"), people=9)))
    cells = {"id": "more", "nation": "XAA", "skill": "adviser", "people": 4}
    edited.write("pledges", {("+1", name): value for name, value in cells.items()})
    assert {code for code, _ in edited.refused()} == {"XLS-12"}


def test_without_the_hidden_sheet_differences_are_told_and_decided_by_a_person(
    edited: Edited,
) -> None:
    """Somebody copied the sheets to a workbook of his own."""
    edited.write("pledges", {("advisers-north", "people"): 5})
    with edited.opened() as book:
        del book["_base"]
        book["announcements"].delete_rows(4)
    found = edited.refused(remove=True)
    assert found == [("XLS-12", "book.xlsx:pledges:4:people"), ("XLS-15", "book.xlsx")]
    edited.take(take="workbook")
    assert north(edited).people == 5


def test_a_hidden_sheet_that_was_tampered_with_counts_as_lost(edited: Edited) -> None:
    with edited.opened() as book:
        book["_base"]["B6"] = "somebody"
    assert [one.code for one in edited.take().findings] == ["XLS-15"]


def test_the_hidden_sheet_holds_no_value_of_the_dossier(edited: Edited) -> None:
    """Who deletes rows before passing a workbook on must not hand them over all the same."""
    with edited.opened() as book:
        texts = [str(cell) for row in book["_base"].iter_rows(values_only=True) for cell in row]
    assert not [one for one in texts if "Compound" in one or "annex" in one]
