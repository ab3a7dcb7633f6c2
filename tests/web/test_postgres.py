"""A store on a PostgreSQL server under the web desk: looked at, edited and undone in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cadre.desk.rows import row_of
from cadre.desk.signing import signed
from cadre.desk.store import begin_store, take_in
from tests.store.conftest import SERVED, server
from tests.store.server import Server
from tests.web.conftest import Opener
from tests.web.serving import ROOT, Served, serving
from tests.web.test_rows_pages import cell, changed_by_bert, news, typed

__all__ = ["server"]
pytestmark = SERVED
PAGES = ("/", "/law", "/support", "/needs", "/plan", "/evidence", "/findings", "/search?q=danish")
PLEDGE = "dnk-staff"


@pytest.fixture
def desk(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Served]:
    """A desk over the example mission in a schema of the server."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    store = f"{server.url}?schema=web"
    begin_store(store, signed("founder", "begun"))
    take_in(store, ROOT / "examples" / "nmi", signed("founder", "the example"))
    with serving(store) as found:
        yield found


def test_a_store_on_a_server_is_looked_at_edited_and_undone(opening: Opener, desk: Served) -> None:
    opened = opening(desk)
    for path in PAGES:
        expect(opened.go(path).locator("main h1")).to_be_visible()
    store = str(desk.where)
    page = opened.go("/forces")
    typed(page, PLEDGE, "people", "41")
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded as change 3.")
    assert row_of(store, "pledges", PLEDGE).cells["people"] == "41"

    changed_by_bert(desk, people="99")
    news(page).get_by_role("button", name="Show as they are now").click()
    expect(cell(page, PLEDGE, "people")).to_have_text("99")

    page = opened.go("/history")
    page.get_by_role("link", name="Undo change 4").click()
    page.get_by_label("Why").fill("a slip")
    page.get_by_role("button", name="Undo change 4").click()
    expect(page.get_by_role("status")).to_contain_text("Change 5 is recorded: it undoes 4")
    assert row_of(store, "pledges", PLEDGE).cells["people"] == "41"
    opened.go("/history/compare?old_at=4&old_branch=main&new_branch=main")
    expect(page.get_by_role("row", name="people 99 41")).to_be_visible()
    opened.refuse_complaints()
