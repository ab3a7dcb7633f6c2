"""Workbooks of a dossier in a database: one change in, and nothing of others written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.load import load
from cadre.dossier.store.address import Address
from cadre.dossier.store.opening import opened
from cadre.dossier.store.writing import last_change
from cadre.dossier.wherever import load_from
from tests.cli.conftest import Run, run
from tests.store.conftest import nowhere, served, server
from tests.store.making import begun_store, edit, row, with_row
from tests.workbook.books import Edited
from tests.workbook.conftest import TEMPLATE

__all__ = ["nowhere", "run", "served", "server"]


@pytest.fixture
def store(nowhere: Address) -> Address:
    """A store that states the starter dossier, on either database."""
    return begun_store(nowhere, load(TEMPLATE).mission)


def last(address: Address) -> tuple[int, str, str]:
    """Number, author and reason of the last change."""
    with opened(address) as one, one.reading() as connection:
        made = last_change(connection)
    assert made is not None
    return made.seq, made.actor, made.reason


def test_what_was_edited_in_a_workbook_is_one_change_with_who_and_why(
    run: Run, store: Address, tmp_path: Path
) -> None:
    book = Edited(tmp_path, tmp_path / "book.xlsx")
    assert run("export", store, "--xlsx", book.file).code == 0
    assert "Nothing is changed." in run("import", store, book.file, "--xlsx").out
    before = last(store)
    pledge = load_from(str(store)).mission.pledges[0]
    book.write(
        "pledges", {(pledge.id, "people"): pledge.people + 2, (pledge.id, "note"): "two more"}
    )
    assert run("import", store, book.file, "--xlsx", "--dry-run").code == 0
    assert last(store) == before
    ran = run("import", store, book.file, "--xlsx", "--by", "eva", "--because", "their letter")
    assert ran.code == 0
    assert last(store) == (before[0] + 1, "eva", "their letter")
    now = row(store, "pledges", pledge.id)
    assert (now.people, now.note) == (pledge.people + 2, "two more")


def test_what_a_colleague_changed_since_the_export_stays_and_is_told(
    run: Run, store: Address, tmp_path: Path
) -> None:
    book = Edited(tmp_path, tmp_path / "book.xlsx")
    run("export", store, "--xlsx", book.file)
    pledge = load_from(str(store)).mission.pledges[0]
    edit(store, with_row("pledges", pledge.id, people=pledge.people + 7, note="by phone"))
    book.write("pledges", {(pledge.id, "people"): pledge.people + 2})
    ran = run("import", store, book.file, "--xlsx")
    assert ran.code == 1
    assert f"{pledge.people + 7}" in ran.out
    assert row(store, "pledges", pledge.id).people == pledge.people + 7
    assert run("import", store, book.file, "--xlsx", "--take", "workbook").code == 0
    now = row(store, "pledges", pledge.id)
    assert (now.people, now.note) == (pledge.people + 2, "by phone")


def test_a_workbook_begins_the_mission_of_an_empty_store(
    run: Run, store: Address, tmp_path: Path
) -> None:
    book = tmp_path / "book.xlsx"
    run("export", store, "--xlsx", book)
    new = tmp_path / "new.db"
    assert run("store", "init", new).code == 0
    assert run("import", new, book, "--xlsx").code == 0
    stated = (load_from(str(one)).mission for one in (store, new))
    assert len({fingerprint(mission) for mission in stated}) == 1


def test_the_past_of_a_store_goes_out_and_is_not_written_to(
    run: Run, store: Address, tmp_path: Path
) -> None:
    book, past = tmp_path / "book.xlsx", f"{store}@{last(store)[0]}"
    assert run("export", past, "--xlsx", book).code == 0
    pledge = load_from(str(store)).mission.pledges[0]
    Edited(tmp_path, book).write("pledges", {(pledge.id, "people"): pledge.people + 1})
    ran = run("import", past, book, "--xlsx")
    assert ran.code == 2
    assert "names the past" in ran.err
