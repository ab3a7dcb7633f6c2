"""History tells who changed what and why, and tells nobody what the present withholds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cadre.desk.desk import Desk
from cadre.desk.signing import signed
from cadre.desk.store import verify_store
from cadre.desk.store_history import differences_of, log_of
from cadre.dossier.store import releases
from cadre.dossier.store.access import begin, fork_at, load_at, save_at
from cadre.dossier.store.address import Address
from cadre.dossier.store.history import changes_of, rows_changed
from cadre.dossier.store.missions import mission_of
from cadre.dossier.store.opening import opened
from cadre.dossier.store.views import head_seq, view
from cadre.mission.ids import AudienceId, SiteId
from cadre.mission.markings import OPEN, Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.provenance import marking_of
from cadre.mission.rows import Row
from cadre.mission.sites import Site
from cadre.mission.sources import Audience
from cadre.release.rules import audience_of, may_see
from tests.store.making import (
    begun_store,
    by,
    edit,
    made,
    small_mission,
    with_more,
    with_row,
    without_row,
)

SECRET = Marking(Classification.SECRET)
PUBLIC = Audience(id=AudienceId("public"), name="Anyone", told_of_more=False)
TOLD = Audience(id=AudienceId("told"), name="Told that there is more")


@pytest.fixture
def read(tmp_path: Path) -> Address:
    """A store that others than the staff may read."""
    mission = replace(small_mission(), audiences=(PUBLIC, TOLD))
    return begun_store(Address(file=tmp_path / "mission.db"), mission)


def where(address: Address) -> str:
    return str(address.file) + ("" if address.at is None else f"@{address.at}")


def test_the_log_tells_who_changed_what_and_why(store: Address) -> None:
    edit(store, with_row("bed_spaces", "huts", beds=7), "ben")
    address = f"{store.url}?schema={store.schema}" if store.url else str(store.file)
    told = log_of(address).entries
    assert [(one.seq, one.actor, one.does) for one in told] == [
        (3, "ben", ""),
        (2, "founder", ""),
        (1, "founder", "begins main"),
    ]
    (row,) = told[0].rows
    (field,) = row.fields
    assert (row.table, row.id, row.what) == ("bed_spaces", "huts", "changed")
    assert (field.field, field.before, field.after) == ("beds", "20", "7")
    assert told[1].reason == "the small mission"
    only = log_of(address, row=("bed_spaces", "huts"), at_most=1).entries
    assert [one.seq for one in only] == [3]


def test_a_branch_shows_the_changes_of_its_parent_until_it_left(sqlite: Address) -> None:
    fork_at(sqlite, "option", by("anna"))
    edit(sqlite, with_row("bed_spaces", "huts", beds=7))
    edit(sqlite.on("option"), with_row("bed_spaces", "huts", beds=8))
    told = log_of(f"{sqlite.file}#option").entries
    assert [(one.seq, one.branch) for one in told] == [
        *((5, "option"), (3, "option")),
        *((2, "main"), (1, "main")),
    ]


def test_what_became_secret_is_not_shown_as_it_was_before(read: Address) -> None:
    """Whoever read it then may remember it; the store doesn't repeat it."""
    edit(read, with_row("sites", "capital", note="once open"))
    assert "once open" in str(log_of(where(read), reader="public"))
    edit(read, with_row("sites", "capital", marking=SECRET))
    told = log_of(where(read), reader="public")
    assert "once open" not in str(told)
    assert all(row.table != "sites" for one in told.entries for row in one.rows)
    assert told.withheld is None


def test_what_became_open_stays_hidden_as_it_was_under_its_mark(read: Address) -> None:
    north = Site(id=SiteId("north"), name="hush", country="XLK", marking=SECRET)
    edit(read, with_more("sites", north))
    edit(read, with_row("sites", "north", marking=None, name="North"))
    told = log_of(where(read), reader="public")
    assert "hush" not in str(told)


def test_who_is_not_told_of_more_learns_neither_numbers_nor_reasons(read: Address) -> None:
    """A gap in the numbers would tell that something happened."""
    edit(read, with_more("sites", Site(id=SiteId("x"), name="X", country="XLK", marking=SECRET)))
    edit(read, with_row("bed_spaces", "huts", beds=7))
    public, told = (log_of(where(read), reader=one) for one in ("public", "told"))
    assert {one.seq for one in public.entries} == {None}
    assert [one.seq for one in told.entries] == [4, 2]
    assert (public.withheld, told.withheld) == (None, 1)
    assert len(public.entries) == len(told.entries)


def test_a_row_that_went_is_judged_by_what_it_cites_now(read: Address) -> None:
    edit(read, without_row("bed_spaces", "huts"))
    assert "huts" in str(log_of(where(read), reader="public"))
    edit(read, with_row("claims", "C1", marking=SECRET))
    assert "huts" not in str(log_of(where(read), reader="public"))


def test_the_log_shows_others_what_whole_missions_of_each_change_would_let_them_see(
    read: Address,
) -> None:
    """Marks come over citations, which lead elsewhere at each change and on each branch."""
    fork_at(read, "option", by("anna"))
    for turn, mark in enumerate((SECRET, None, SECRET, OPEN, None)):
        for address in (read, read.on("option")):
            edit(address, with_row("claims", "C1", marking=mark))
            edit(address, with_row("sources", "letter", marking=None if turn % 2 else mark))
            edit(address, with_row("bed_spaces", "huts", beds=turn))
            edit(address, with_row("sites", "capital", note=f"turn {turn}"))
    edit(read.on("option"), without_row("bed_spaces", "huts"))
    for branch in ("main", "option"):
        told = log_of(f"{read.file}#{branch}", reader="told")
        shown = told.entries
        assert shown
        assert told.withheld
        assert {
            (one.seq, one_row.table, one_row.id) for one in shown for one_row in one.rows
        } == set(seen_by_whole_missions(read.on(branch), "told"))


def seen_by_whole_missions(address: Address, reader: str) -> Iterator[tuple[int, str, str]]:
    """The changes of rows that a reader may see, each judged by the missions before and after."""
    with opened(address) as store, store.reading() as connection:
        head = head_seq(connection)
        now = mission_of(view(connection, address.branch, head)).mission
        audience = audience_of(now, reader)
        for one in changes_of(connection, address.branch, head):
            for change in rows_changed(connection, one):
                marks = []
                for seq, said in ((one.seq - 1, change.before), (one.seq, change.after)):
                    if said is not None and said.kind != "profile":
                        then = mission_of(view(connection, one.branch, seq)).mission
                        row = found(then, change.key)
                        marks += [
                            marking_of(then, row),
                            marking_of(now, found(now, change.key, row)),
                        ]
                if all(may_see(audience, mark).allowed for mark in marks):
                    yield one.seq, *change.key


def found(mission: Mission, key: tuple[str, str], other: Row | None = None) -> Row:
    """The row of a mission; `other` when it isn't there any more."""
    rows: tuple[Row, ...] = getattr(mission, key[0])
    return next((one for one in rows if one.id == key[1]), other) or rows[0]


def test_the_past_is_read_under_the_marks_of_the_present(read: Address) -> None:
    edit(read, with_row("sites", "capital", marking=SECRET))
    past = f"{read.file}@2"
    differ = differences_of(past, str(read.file), reader="public")
    assert "capital" not in str(differ)
    assert "capital" in str(differences_of(past, str(read.file)))
    desk = Desk.open(past, reader="public")
    assert desk.mission.sites[0].marking == SECRET
    assert Desk.open(past).mission.sites[0].marking is None


def test_what_is_shown_to_others_is_recorded_in_the_store_itself(read: Address) -> None:
    log_of(where(read), reader="public")
    Desk.open(where(read), reader="told").check()
    Desk.open(where(read)).check()
    with opened(read) as store, store.reading() as connection:
        lines = [json.loads(text) for _, text, _ in releases.lines(connection)]
    assert [(one["reader"], one["what"]) for one in lines] == [
        ("public", "store log"),
        ("told", "check"),
    ]
    assert verify_store(where(read), signed()).faults == ()


def test_differences_are_told_between_stores_branches_and_folders(
    sqlite: Address, tmp_path: Path
) -> None:
    other = Address(file=tmp_path / "other.db")
    begin(other, by("anna"))
    mission = load_at(sqlite).mission
    asked = replace(mission, profile=replace(mission.profile, question="why?"))
    save_at(with_row("sites", "capital", name="Kapital")(asked), other, None, by("anna"))
    told = differences_of(str(sqlite.file), str(other.file))
    assert [(one.table, one.id, one.what) for one in told.rows] == [
        ("profile", "mission", "changed"),
        ("sites", "capital", "changed"),
    ]
    assert [(one.before, one.after) for one in told.rows[1].fields] == [("Capital", "Kapital")]
    assert differences_of(str(sqlite.file), f"{sqlite.file}@2").rows == ()


def test_a_change_made_by_a_clock_that_runs_behind_bears_the_time_before_it(
    sqlite: Address,
) -> None:
    """Else a view as of a time would show a later change without an earlier one."""
    first = made(sqlite, with_row("bed_spaces", "huts", beds=1))
    loaded = load_at(sqlite)
    late = by("ben", at=by("ben").at.replace(year=2020))
    second = save_at(with_row("bed_spaces", "huts", beds=2)(loaded.mission), sqlite, loaded, late)
    assert second is not None
    assert (second.at, second.seq) == (first.at, first.seq + 1)
