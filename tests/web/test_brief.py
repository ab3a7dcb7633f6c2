"""The brief on the web: asked for, read, and taken along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from cadre.brief import law, places
from cadre.brief.html import page as html_page
from cadre.brief.plain import as_json
from cadre.brief.sections import Brief
from cadre.desk.beside import shelf_file
from cadre.desk.briefs import BriefEffort, order_brief
from cadre.desk.desk import Desk
from cadre.desk.job_answers import BriefWritten
from cadre.desk.job_asked import checked
from cadre.desk.job_orders import JobKind
from cadre.desk.numbers import context_of
from cadre.desk.order_keys import order_key
from cadre.desk.plain import to_plain
from cadre.desk.roles import Role
from cadre.desk.room import Room, View
from cadre.desk.shelf import Shelf
from cadre.desk.stamps import pinned
from tests.web.conftest import Opener
from tests.web.housing import housed
from tests.web.serving import serving, store_of

EFFORT = BriefEffort(seconds=1, futures=1_000)
FORM = {"seconds": "1", "futures": "1,000"}


def written(desk: Desk) -> BriefWritten:
    """A brief of two sections, which are made in no time."""
    context = context_of(desk)
    brief = Brief(
        title=desk.mission.profile.name,
        subtitle="As of 15 March 2021",
        reader=desk.audience.id,
        reader_name=desk.audience.name,
        made_from=desk.made_from,
        sections=(law.section(context), places.section(context)),
        bases=tuple(context.bases.values()),
    )
    html = html_page(brief, lambda chart: f"<svg><title>{chart.id}</title></svg>")
    return BriefWritten(
        plan="", made_from=desk.made_from, html=html, data=as_json(brief), not_shown=0
    )


def prepared(store: Path, shelf: Path) -> None:
    """Put a brief on the shelf that answers the order of EFFORT at once."""
    room, desk = Room(str(store)), Desk.open(str(store))
    ordered = order_brief(room, View(), "staff", EFFORT)
    order = checked(replace(ordered, where=pinned(ordered.where)))
    kept = Shelf(shelf)
    key = kept.put(
        JobKind.BRIEF,
        written(desk),
        made_from=desk.made_from,
        asked=to_plain(order.asked),
        by="somebody",
    )
    kept.answers(order_key(order), key)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    store = store_of(tmp_path)
    prepared(store, tmp_path / "shelf")
    with housed(store, tmp_path / "shelf", role=Role.PLANNER) as found:
        yield found


def test_without_a_brief_the_page_says_how_to_have_one(client: TestClient) -> None:
    text = client.get("/brief").text
    assert "No brief has been made yet" in text
    assert "cadre brief" in text
    assert client.get("/brief/download").status_code == 404


def test_a_brief_that_is_asked_for_is_read_as_sections_with_links(client: TestClient) -> None:
    assert client.post("/brief", data=FORM, follow_redirects=False).status_code == 303
    text = client.get("/brief").text
    assert '<section id="law">' in text
    assert "<iframe" not in text
    assert "<strong>Mandate.</strong>" in text, "with what follows, a label would make one sentence"
    assert '<span class="marking">' in text, "the whole bears its mark"
    chains = re.findall(r'href="(/chain\?[^"]+)"', text)
    assert chains
    for address in chains[:5]:
        answer = client.get(unescape(address))
        assert answer.status_code == 200
        assert "/evidence/" in answer.text


def test_a_brief_is_taken_along_as_page_data_and_workbook(client: TestClient) -> None:
    client.post("/brief", data=FORM)
    page = client.get("/brief/download?form=html")
    assert page.text.startswith("<!DOCTYPE html>")
    assert page.headers["content-disposition"] == 'attachment; filename="nmi-brief.html"'
    data = client.get("/brief/download?form=json").json()
    assert data["title"] == "NATO Mission Iraq"
    book = client.get("/brief/workbook")
    sheets = openpyxl.load_workbook(BytesIO(book.content), read_only=True).sheetnames
    assert "pledges" in sheets
    assert client.get("/brief/download?form=exe").status_code == 400


@pytest.mark.parametrize("wrong", [{"seconds": "soon"}, {"futures": "0"}, {"seconds": "-1"}])
def test_what_was_typed_comes_back_with_what_is_wrong(
    client: TestClient, wrong: dict[str, str]
) -> None:
    answer = client.post("/brief", data={**FORM, **wrong})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    for value in {**FORM, **wrong}.values():
        assert f'value="{value}"' in answer.text


def test_a_reader_has_no_brief_made(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    with housed(store, tmp_path / "shelf", role=Role.READER) as client:
        assert client.post("/brief", data=FORM).status_code == 403
        assert '<form class="inline make"' not in client.get("/brief").text


def test_a_brief_for_others_isnt_read_by_a_guarded_reader(tmp_path: Path) -> None:
    store = store_of(tmp_path)
    prepared(store, tmp_path / "shelf")
    with housed(store, tmp_path / "shelf", role=Role.PLANNER) as client:
        client.post("/brief", data=FORM)
        key = re.findall(r"brief=([0-9a-f]{32})", client.get("/brief").text)[0]
    with housed(store, tmp_path / "shelf", role=Role.PLANNER, reader="host") as client:
        assert "No brief has been made yet" in client.get("/brief").text
        assert client.get(f"/brief?brief={key}").status_code == 404
        assert client.get(f"/brief/download?brief={key}").status_code == 404


def test_a_brief_is_read_in_a_browser_and_its_charts_are_drawn(
    opening: Opener, tmp_path: Path
) -> None:
    store = store_of(tmp_path)
    prepared(store, shelf_file(str(store)))
    with serving(store) as served:
        for look in ({}, {"color_scheme": "dark"}, {"viewport": {"width": 820, "height": 1180}}):
            opened = opening(served, **look)
            page = opened.go("/brief")
            if page.get_by_role("button", name="Make a brief").count():
                page.get_by_label("Longest search").fill("1")
                page.get_by_label("Futures to play").fill("1,000")
                page.get_by_role("button", name="Make a brief").click()
            page.get_by_role("heading", name="What legally holds").first.wait_for()
            page.locator("figure.chart .drawn svg").first.wait_for()
            width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert width <= 0
            opened.refuse_complaints()
            opened.refuse_barriers()
