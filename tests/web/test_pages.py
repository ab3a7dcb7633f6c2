"""Every page opens in a browser: safe, without barriers, in the light, in the dark, on a tablet."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Opener
from tests.web.serving import ROOT, Served

PAGES = (
    "/",
    "/law",
    "/forces",
    "/support",
    "/support?lose=mag&since=2021-10-01",
    "/needs",
    "/plan",
    "/futures",
    "/evidence",
    "/evidence?part=conflicts",
    "/evidence?part=priors",
    "/evidence/claims/F0315",
    "/evidence/pledges/dnk-staff",
    "/chain?page=overview&number=pledged",
    "/findings",
    "/findings/rules",
    "/history",
    "/history/branches",
    "/history/compare",
    "/brief",
    "/search?q=danish",
    "/search?q=zzzz",
    "/rows/pledges/dnk-staff",
    "/rows/caveats/new",
)
"""The pages, each by an address that shows much of it."""
PAPER = 700
"""Pixels between the margins of a sheet of A4."""
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_safe_and_has_no_barriers(opening: Opener, nmi: Served, path: str) -> None:
    # Colours that change step by step would be looked at halfway.
    opened = opening(nmi, reduced_motion="reduce")
    page = opened.go(path)
    assert page.locator("main h1").count() == 1
    assert_fits(page)
    opened.refuse_barriers()
    page.emulate_media(color_scheme="dark")
    opened.refuse_barriers()
    opened.refuse_complaints()


@pytest.mark.parametrize("path", [*PAGES, "/evidence?part=assumptions"])
@pytest.mark.parametrize("look", ["tablet", "phone"])
def test_a_page_fits_on_a_small_screen(opening: Opener, nmi: Served, look: str, path: str) -> None:
    opened = opening(nmi, **LOOKS[look])
    page = opened.go(path)
    assert_fits(page)
    for words in page.locator(".home, .pages [aria-current]").all():
        cut = words.evaluate("one => one.scrollWidth > one.clientWidth + 1")
        assert not cut, "the name of the mission is cut short"
        expect(words).to_be_in_viewport(ratio=1)
    ends = page.locator("caption").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert all(end <= LOOKS[look]["viewport"]["width"] for end in ends), "a caption is cut"
    opened.refuse_complaints()


def test_on_a_phone_names_leave_room_for_the_cells_of_a_heat_map(
    opening: Opener, nmi: Served
) -> None:
    """Names of needs took the whole screen: no cell could be seen before one scrolled."""
    opened = opening(nmi, **LOOKS["phone"])
    page = opened.go("/needs")
    expect(page.locator("figure.chart .drawn[data-state=drawn]").first).to_be_visible()
    lefts = page.locator("figure.chart .mark-rect path").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().left)"
    )
    assert min(lefts) < 195
    opened.refuse_complaints()


@pytest.mark.parametrize("path", [*PAGES, "/evidence?part=assumptions", "/evidence?part=sources"])
def test_a_page_fits_on_paper_in_dark_ink(opening: Opener, nmi: Served, path: str) -> None:
    opened = opening(nmi, color_scheme="dark", viewport={"width": PAPER, "height": 1000})
    page = opened.go(path)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert_fits(page)
    paper, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    opened.refuse_complaints()


def assert_fits(page: Page) -> None:
    """Nothing stands beyond the right edge of the screen, or of the paper."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"the page is {wider} pixels too wide"


@pytest.mark.parametrize(
    "folder", [ROOT / "src/cadre/web/static/vendor", ROOT / "tests/web/data"], ids=str
)
def test_what_comes_from_elsewhere_is_what_it_is_said_to_be(folder: Path) -> None:
    stated = tomllib.loads((folder / "VENDORED.toml").read_text("utf-8"))["file"]
    for one in stated:
        assert hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        assert (folder / one["licence_file"]).read_text("utf-8").strip()
        assert all(one[key] for key in ("package", "version", "licence"))
    named = {one["name"] for one in stated} | {one["licence_file"] for one in stated}
    assert {one.name for one in folder.iterdir()} == named | {"VENDORED.toml"}
