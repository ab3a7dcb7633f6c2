"""Previews of merges and undoings: what they say is what is done then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cadre.desk.history import history_of
from cadre.desk.store import begin_branch, merge_branch, undo_changes
from cadre.desk.store_history import log_of
from cadre.desk.store_moments import moments_of, within
from cadre.desk.store_previews import preview_merge, preview_undo
from cadre.dossier.load import load
from cadre.dossier.store.address import Address
from cadre.errors import CadreError
from tests.cli.conftest import EXAMPLES
from tests.store.making import begun_store, by, made, with_row, without_row

TEMPLATE = load(EXAMPLES / "template").mission


@pytest.fixture
def store(tmp_path: Path) -> Address:
    """The template, and an option beside it."""
    address = begun_store(Address(file=tmp_path / "mission.db"), TEMPLATE)
    begin_branch(str(address), "option", by("anna", "fewer people"))
    return address


@pytest.fixture
def post() -> str:
    """A post of the template."""
    return str(TEMPLATE.posts[0].id)


def test_a_merge_does_the_rows_that_its_preview_tells(store: Address, post: str) -> None:
    made(store.on("option"), with_row("posts", post, people=7))
    told = preview_merge(str(store), "option")
    assert (told.conflicts, told.is_open) == ((), False)
    merge_branch(str(store), "option", (), by("ben"))
    assert log_of(str(store), at_most=1).entries[0].rows == told.rows
    assert [(row.table, row.id, row.what) for row in told.rows] == [("posts", post, "changed")]
    assert [(one.field, one.after) for one in told.rows[0].fields] == [("people", "7")]


@pytest.mark.parametrize(("side", "rows"), [("ours", 0), ("theirs", 1)])
def test_a_conflict_is_told_by_field_and_settled_by_taking_a_side(
    store: Address, post: str, side: str, rows: int
) -> None:
    made(store.on("option"), with_row("posts", post, people=7))
    made(store, with_row("posts", post, people=9))
    told = preview_merge(str(store), "option")
    (conflict,) = told.conflicts
    assert (conflict.place, conflict.ours, conflict.theirs) == (f"posts/{post}.people", "9", "7")
    assert told.is_open
    settled = preview_merge(str(store), "option", [f"{conflict.place}={side}"])
    assert (settled.is_open, settled.conflicts[0].taken, len(settled.rows)) == (False, side, rows)


def test_a_side_taken_of_what_is_no_conflict_any_more_is_passed_over(
    store: Address, post: str
) -> None:
    """Somebody settled it meanwhile; the page is shown anew, not refused."""
    made(store.on("option"), with_row("posts", post, people=7))
    assert len(preview_merge(str(store), "option", [f"posts/{post}.people=ours"]).rows) == 1


def test_an_undoing_does_the_rows_that_its_preview_tells(store: Address, post: str) -> None:
    done = made(store, with_row("posts", post, people=9))
    told = preview_undo(str(store), (done.seq, done.seq))
    assert not told.is_open
    undo_changes(str(store), (done.seq, done.seq), by("ben"))
    assert log_of(str(store), at_most=1).entries[0].rows == told.rows


def test_an_undoing_that_a_later_change_stands_in_the_way_of_says_so(
    store: Address, post: str
) -> None:
    first = made(store, with_row("posts", post, people=9))
    made(store, with_row("posts", post, people=11))
    told = preview_undo(str(store), (first.seq, first.seq))
    assert (told.is_open, told.conflicts[0].ours) == (True, "11")


def test_an_undoing_of_a_row_taken_out_tells_that_it_comes_back(store: Address) -> None:
    pledge = str(TEMPLATE.pledges[-1].id)
    done = made(store.on("option"), without_row("pledges", pledge))
    told = preview_undo(str(store.on("option")), (done.seq, done.seq))
    assert [(row.id, row.what) for row in told.rows] == [(pledge, "added")]


def test_moments_are_the_changes_of_the_branch_and_not_of_others(store: Address, post: str) -> None:
    on_main = made(store, with_row("posts", post, people=9))
    on_option = made(store.on("option"), with_row("posts", post, people=7))
    told = moments_of(str(store))
    assert [one.seq for one in told.moments] == [1, 2, on_main.seq]
    assert (told.head, told.at) == (on_option.seq, on_option.seq)
    assert [one.name for one in told.branches] == ["main", "option"]
    assert moments_of(f"{store}@2").at == 2


def test_what_was_shown_to_others_is_counted(store: Address) -> None:
    reader = str(TEMPLATE.audiences[-1].id)
    assert moments_of(str(store)).releases == {}
    log_of(str(store), reader=reader)
    assert moments_of(str(store)).releases == {reader: 1}


def test_an_address_within_a_store_never_leaves_it(store: Address) -> None:
    where = str(store)
    assert within(where, "", "") == f"{where}#main"
    assert within(where, "option", "2") == f"{where}#option@2"
    assert within(f"{where}#option", "", "2026-03-01") == f"{where}#option@2026-03-01"


REFUSED: list[Callable[[str], str]] = [
    lambda where: within(where, "../other", ""),
    lambda where: within(where, "a@2", ""),
    lambda where: within(where, "a#b", ""),
    lambda where: within(where, "main", "2/../../other.db"),
    lambda where: within(where, "main", "2#option"),
    lambda where: within(where, "main", "yesterday"),
    lambda where: within(where, "main", "2026-13-01"),
]


@pytest.mark.parametrize("ask", REFUSED)
def test_what_would_lead_elsewhere_is_refused(store: Address, ask: Callable[[str], str]) -> None:
    with pytest.raises(CadreError):
        ask(str(store))


def test_a_page_of_the_log_goes_on_where_the_last_one_ended(store: Address, post: str) -> None:
    for people in range(30, 40):
        made(store, with_row("posts", post, people=people))
    every = [one.seq for one in log_of(str(store)).entries]
    seen: list[int | None] = []
    after = None
    while True:
        page = history_of(str(store), "staff", after=after, limit=3)
        seen += [one.seq for one in page.entries]
        after = page.after
        if after is None:
            break
    assert seen == every


def test_whoever_is_not_told_of_more_pages_without_any_number(store: Address, post: str) -> None:
    """Numbers would have gaps, and gaps tell."""
    reader = str(TEMPLATE.audiences[-1].id)
    made(store, with_row("audiences", reader, told_of_more=False))
    for people in range(30, 40):
        made(store, with_row("posts", post, people=people))
    every = [one.at for one in log_of(str(store), reader=reader).entries]
    pages = []
    after = None
    while True:
        page = history_of(str(store), reader, after=after, limit=3)
        assert (page.numbered, page.moments, page.withheld) == (False, None, None)
        pages.append(page)
        after = page.after
        if after is None:
            break
    assert [one.at for page in pages for one in page.entries] == every
    assert len(pages) == (len(every) + 2) // 3
