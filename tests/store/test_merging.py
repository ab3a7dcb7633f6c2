"""Branches come together field by field; what two sides say differently is never decided unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cadre.desk.signing import signed
from cadre.desk.store import begin_branch, branches_of, merge_branch, undo_changes
from cadre.dossier.store.access import fork_at, load_at, save_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.merging import ConflictError
from cadre.errors import CadreError
from cadre.mission.ids import BedSpaceId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.rows import Citation
from cadre.mission.sites import BedSpace, Site
from cadre.mission.weeks import Window
from tests.store.making import by, edit, made, row, with_more, with_row, without_row

PEN = signed("anna")


@pytest.fixture
def option(sqlite: Address) -> Address:
    """A branch of the small mission."""
    fork_at(sqlite, "option", by("anna"))
    return sqlite.on("option")


def merged(into: Address, source: str, *takes: str) -> int | None:
    return merge_branch(str(into), source, takes, PEN).seq


def test_a_branch_shows_its_parent_but_for_what_it_changed(
    sqlite: Address, option: Address
) -> None:
    edit(option, with_row("bed_spaces", "huts", beds=99))
    edit(sqlite, with_row("bed_spaces", "rooms", beds=1))
    assert (row(option, "bed_spaces", "huts").beds, row(option, "bed_spaces", "rooms").beds) == (
        99,
        40,
    )
    assert (row(sqlite, "bed_spaces", "huts").beds, row(sqlite, "bed_spaces", "rooms").beds) == (
        20,
        1,
    )


def test_different_fields_of_a_row_come_together(sqlite: Address, option: Address) -> None:
    edit(option, with_row("sites", "capital", name="Kapital"))
    edit(sqlite, with_row("sites", "capital", note="on the river"))
    merged(sqlite, "option")
    one = row(sqlite, "sites", "capital")
    assert (one.name, one.note) == ("Kapital", "on the river")


def test_a_window_is_one_field_so_that_no_span_is_made_that_nobody_stated(
    sqlite: Address, option: Address
) -> None:
    edit(option, with_row("sites", "capital", window=Window.of_days(date(2026, 1, 1), None)))
    end = Window.of_days(date(2025, 12, 1), date(2026, 6, 30))
    edit(sqlite, with_row("sites", "capital", window=end))
    with pytest.raises(ConflictError) as refused:
        merged(sqlite, "option")
    assert [one.told.place for one in refused.value.conflicts] == ["sites/capital.window"]
    told = refused.value.conflicts[0].told
    assert told.base == "from 2025-12-01, to 2026-12-31"
    assert told.theirs == "from 2026-01-01"
    assert row(sqlite, "sites", "capital").window == end


def test_what_either_side_adds_to_a_list_stays_and_what_either_takes_out_goes(
    sqlite: Address, option: Address
) -> None:
    ours = (Citation("C1"), Citation("letter", "p 2"), Citation("C2"))
    edit(sqlite, with_row("bed_spaces", "huts", sources=ours))
    edit(option, with_row("bed_spaces", "huts", sources=(Citation("C1"), Citation("guess"))))
    merged(sqlite, "option")
    assert row(sqlite, "bed_spaces", "huts").sources == (
        Citation("C1"),
        Citation("C2"),
        Citation("guess"),
    )


@pytest.mark.parametrize(
    ("takes", "beds"), [(["ours"], 1), (["theirs"], 2), (["ours", "bed_spaces/huts=theirs"], 2)]
)
def test_the_side_that_is_taken_counts(
    sqlite: Address, option: Address, takes: list[str], beds: int
) -> None:
    edit(sqlite, with_row("bed_spaces", "huts", beds=1))
    edit(option, with_row("bed_spaces", "huts", beds=2))
    before = load_at(sqlite).view.seq
    trial = merge_branch(str(sqlite), "option", (), PEN, dry_run=True)
    assert [(one.place, one.taken) for one in trial.conflicts] == [("bed_spaces/huts.beds", None)]
    assert load_at(sqlite).view.seq == before
    merged(sqlite, "option", *takes)
    assert row(sqlite, "bed_spaces", "huts").beds == beds


def test_a_side_taken_of_what_is_not_in_conflict_is_refused(
    sqlite: Address, option: Address
) -> None:
    """Misspelt, it would leave a conflict to the rule for all the others."""
    edit(sqlite, with_row("bed_spaces", "huts", beds=1))
    edit(option, with_row("bed_spaces", "huts", beds=2))
    with pytest.raises(CadreError, match=r"bed_spaces/hut.beds: isn't in conflict"):
        merged(sqlite, "option", "theirs", "bed_spaces/hut.beds=ours")


def test_a_row_that_one_side_names_and_the_other_took_out_is_a_conflict(
    sqlite: Address,
) -> None:
    """Merged row by row it would leave beds at a site that isn't there."""
    north = Site(id=SiteId("north"), name="North", country="XLK")
    edit(sqlite, with_more("sites", north))
    fork_at(sqlite, "second", by("anna"))
    second = sqlite.on("second")
    edit(second, with_more("bed_spaces", BedSpace(id=BedSpaceId("new"), site=north.id, beds=3)))
    edit(sqlite, without_row("sites", "north"))
    with pytest.raises(ConflictError, match=r"bed_spaces/new\.site names it"):
        merged(sqlite, "second")
    with pytest.raises(ConflictError, match="take the other side"):
        merged(sqlite, "second", "ours")
    merged(sqlite, "second", "sites/north=theirs")
    assert row(sqlite, "sites", "north") == north
    assert row(sqlite, "bed_spaces", "new").site == "north"


def test_a_row_taken_out_here_and_changed_there_is_a_conflict(
    sqlite: Address, option: Address
) -> None:
    edit(sqlite, without_row("bed_spaces", "huts"))
    edit(option, with_row("bed_spaces", "huts", beds=7))
    with pytest.raises(ConflictError, match="one side took it out") as error:
        merged(sqlite, "option")
    told = error.value.conflicts[0].told
    assert (told.yours, told.theirs) == (None, "beds 7"), "what was changed, not the whole row"
    merged(sqlite, "option", "theirs")
    assert row(sqlite, "bed_spaces", "huts").beds == 7


def test_the_second_merge_begins_where_the_first_one_ended(
    sqlite: Address, option: Address
) -> None:
    """From the fork, what was merged and then changed again would be in conflict with itself."""
    edit(option, with_row("bed_spaces", "huts", beds=2))
    merged(sqlite, "option")
    edit(sqlite, with_row("bed_spaces", "huts", beds=3))
    edit(option, with_row("bed_spaces", "rooms", beds=4))
    merged(sqlite, "option")
    assert (row(sqlite, "bed_spaces", "huts").beds, row(sqlite, "bed_spaces", "rooms").beds) == (
        3,
        4,
    )
    merged(option, "main")
    assert load_at(option).mission == load_at(sqlite).mission


def test_merging_again_what_did_not_change_records_nothing(
    sqlite: Address, option: Address
) -> None:
    """Else the log fills with merges that merged nothing."""
    assert merge_branch(str(sqlite), "option", (), PEN).seq is None
    edit(option, with_row("bed_spaces", "huts", beds=2))
    assert merge_branch(str(sqlite), "option", (), PEN).seq is not None
    assert merge_branch(str(sqlite), "option", (), PEN).seq is None
    # What both sides say alike changes no row; that they met there is still recorded.
    for side in (sqlite, option):
        edit(side, with_row("bed_spaces", "huts", beds=5))
    assert merge_branch(str(sqlite), "option", (), PEN).seq is not None
    edit(sqlite, with_row("bed_spaces", "huts", beds=2))
    assert merge_branch(str(sqlite), "option", (), PEN).seq is None
    assert row(sqlite, "bed_spaces", "huts").beds == 2


def test_branches_of_one_parent_come_together_from_where_both_left_it(
    sqlite: Address, option: Address
) -> None:
    edit(option, with_row("bed_spaces", "huts", beds=2))
    edit(sqlite, with_row("bed_spaces", "rooms", beds=9))
    begin_branch(str(sqlite), "other", PEN)
    other = sqlite.on("other")
    edit(other, with_row("sites", "capital", note="there"))
    merged(other, "option")
    assert row(other, "bed_spaces", "huts").beds == 2
    assert row(other, "bed_spaces", "rooms").beds == 9
    assert [one.name for one in branches_of(str(sqlite)).branches] == ["main", "option", "other"]


def test_a_branch_can_be_merged_as_of_a_change(sqlite: Address, option: Address) -> None:
    first = made(option, with_row("bed_spaces", "huts", beds=2)).seq
    edit(option, with_row("bed_spaces", "huts", beds=3))
    merged(sqlite, f"option@{first}")
    assert row(sqlite, "bed_spaces", "huts").beds == 2


def test_an_undoing_leaves_what_others_changed_besides(sqlite: Address) -> None:
    first = made(sqlite, with_row("bed_spaces", "huts", beds=2)).seq
    edit(sqlite, with_row("bed_spaces", "huts", note="leaky"), "ben")
    undo_changes(str(sqlite), (first, first), PEN)
    one = row(sqlite, "bed_spaces", "huts")
    assert (one.beds, one.note) == (20, "leaky")


def test_an_undoing_is_refused_where_others_built_on_the_change(sqlite: Address) -> None:
    first = made(sqlite, with_row("bed_spaces", "huts", beds=2)).seq
    last = made(sqlite, with_row("bed_spaces", "huts", beds=3), "ben").seq
    with pytest.raises(ConflictError) as refused:
        undo_changes(str(sqlite), (first, first), PEN)
    told = refused.value.conflicts[0].told
    assert (told.place, told.base, told.yours, told.theirs) == (
        *("bed_spaces/huts.beds", "2"),
        *("3", "20"),
    )
    assert row(sqlite, "bed_spaces", "huts").beds == 3
    undo_changes(str(sqlite), (first, last), PEN)
    assert row(sqlite, "bed_spaces", "huts").beds == 20


def test_an_undoing_that_would_leave_a_row_naming_nothing_is_refused(sqlite: Address) -> None:
    north = Site(id=SiteId("north"), name="North", country="XLK")
    first = made(sqlite, with_more("sites", north)).seq
    bed = BedSpace(id=BedSpaceId("new"), site=north.id, beds=3)
    edit(sqlite, with_more("bed_spaces", bed))
    with pytest.raises(ConflictError, match=r"bed_spaces/new\.site names it"):
        undo_changes(str(sqlite), (first, first), PEN)


def test_an_undoing_undone_is_as_before(sqlite: Address) -> None:
    def swapped(mission: Mission) -> Mission:
        return replace(mission, claims=mission.claims[::-1])

    first = made(sqlite, swapped).seq
    after = load_at(sqlite).mission
    second = undo_changes(str(sqlite), (first, first), PEN).seq
    assert load_at(sqlite).mission != after
    assert second is not None
    undo_changes(str(sqlite), (second, second), PEN)
    assert load_at(sqlite).mission == after


@pytest.mark.parametrize(("span", "told"), [((9, 9), "isn't among"), ((1, 1), "no row")])
def test_a_change_that_is_not_there_cannot_be_undone(
    sqlite: Address, span: tuple[int, int], told: str
) -> None:
    with pytest.raises(CadreError, match=told):
        undo_changes(str(sqlite), span, PEN)


def test_a_change_of_another_branch_cannot_be_undone_here(sqlite: Address, option: Address) -> None:
    there = made(option, with_row("bed_spaces", "huts", beds=2)).seq
    with pytest.raises(CadreError, match="isn't among the changes of branch main"):
        undo_changes(str(sqlite), (there, there), PEN)


def test_two_who_change_rows_that_name_each_other_cannot_both_go_on(sqlite: Address) -> None:
    """Neither changes what the other did, yet beds would stand at a site that isn't there."""
    north = Site(id=SiteId("north"), name="North", country="XLK")
    edit(sqlite, with_more("sites", north))
    loaded = load_at(sqlite)
    edit(sqlite, without_row("sites", "north"), "ben")
    bed = BedSpace(id=BedSpaceId("new"), site=north.id, beds=3)
    with pytest.raises(CadreError, match=r"bed_spaces/new\.site names north"):
        save_at(with_more("bed_spaces", bed)(loaded.mission), sqlite, loaded, by("anna"))
    assert row(sqlite, "bed_spaces", "new") is None
