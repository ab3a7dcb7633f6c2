"""A server that goes down under an open page takes nothing along, and those who look are told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from cadre.desk.rows import row_of
from tests.web.conftest import Opener
from tests.web.serving import start, store_of

PATIENT = 30_000


def test_what_was_typed_outlives_the_server(opening: Opener, tmp_path: Path) -> None:
    where = store_of(tmp_path)
    served = start(where)
    opened = opening(served)
    page = opened.go("/rows/pledges/dnk-staff")
    note = page.get_by_label("Note", exact=False).first
    note.fill("typed before the power went")
    served.kill()
    page.get_by_role("button", name="Save").click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("doesn't answer", timeout=PATIENT)
    expect(note).to_have_value("typed before the power went")

    again = start(where, port=int(served.at.rpartition(":")[2]))
    try:
        expect(notice).to_contain_text("answers again", timeout=PATIENT)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("body")).to_contain_text("typed before", timeout=PATIENT)
        told = row_of(str(where), "pledges", "dnk-staff")
        assert told.cells["note"] == "typed before the power went"
    finally:
        again.process.terminate()
        again.process.wait()


def test_whoever_looks_is_told_what_others_record(opening: Opener, tmp_path: Path) -> None:
    served = start(store_of(tmp_path))
    try:
        looking, writing = opening(served), opening(served)
        page = looking.go("/evidence/pledges/dnk-staff")
        other = writing.go("/rows/pledges/dnk-staff")
        other.get_by_label("Note", exact=False).first.fill("changed by somebody else")
        other.get_by_role("button", name="Save").click()
        notice = page.locator("#notice")
        expect(notice).to_contain_text("Somebody recorded change 3", timeout=PATIENT)
        notice.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("changed by somebody else", timeout=PATIENT)
    finally:
        served.process.terminate()
        served.process.wait()
