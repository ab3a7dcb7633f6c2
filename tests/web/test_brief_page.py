"""The brief's page as a browser shows it: it must open anywhere, without a network, and print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("page")


@dataclass
class Opened:
    """A page that is open in the browser, and what it asked for and complained about."""

    page: Page
    asked_for: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page") / "brief.html"
    options = ["--as-of", "2021-03-15", "--futures", "500", "--out", str(out)]
    subprocess.run(
        [sys.executable, "-m", "cadre", "brief", str(ROOT / "examples" / "nmi"), *options],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=True,
    )
    return out


@pytest.fixture(params=[1280, 800], ids=["desk", "tablet"])
def opened(request: pytest.FixtureRequest, browser: Browser, file: Path) -> Iterator[Opened]:
    context = browser.new_context(offline=True, viewport={"width": request.param, "height": 900})
    opened = Opened(context.new_page())
    opened.page.on("request", lambda asked: opened.asked_for.append(asked.url))
    opened.page.on("console", lambda said: opened.complaints.append(said.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto(file.as_uri())
    yield opened
    context.close()


def test_the_page_asks_for_nothing_but_itself(opened: Opened, file: Path) -> None:
    """It is read where there is no network, and nobody may learn that it is read."""
    outside = [url for url in opened.asked_for if not url.startswith("data:")]
    assert outside == [file.as_uri()]


def test_the_browser_has_nothing_to_complain_about(opened: Opened) -> None:
    """What is broken shows there first."""
    assert opened.complaints == []


def test_the_page_isn_t_wider_than_the_screen(opened: Opened) -> None:
    """Else the right half of a chart is missed."""
    assert (
        opened.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        == 0
    )


def test_every_link_within_the_page_leads_somewhere(opened: Opened) -> None:
    """A number whose way back is broken can't be defended in a meeting."""
    lost = opened.page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')]"
        ".map(a => decodeURIComponent(a.getAttribute('href').slice(1)))"
        ".filter(id => id && !document.getElementById(id))"
    )
    assert lost == []


def test_ids_are_used_once(opened: Opened) -> None:
    """Of two with one id, links reach only the first."""
    ids = opened.page.evaluate("[...document.querySelectorAll('body [id]')].map(e => e.id)")
    assert ids
    assert [one for one in dict.fromkeys(ids) if ids.count(one) > 1] == []


def test_every_chart_says_in_words_what_it_shows(opened: Opened) -> None:
    """Not everybody who must read it sees it."""
    charts = opened.page.locator("svg:not(svg svg)")
    assert charts.count() > 3
    wordless = opened.page.evaluate(
        "[...document.querySelectorAll('svg')].filter(s => !s.parentElement.closest('svg'))"
        ".filter(s => !s.closest('[aria-label],[aria-labelledby],figure:has(figcaption)')"
        " && !s.querySelector(':scope > title')).length"
    )
    assert wordless == 0


def test_the_page_prints_on_several_sheets(opened: Opened) -> None:
    """A meeting wants it on paper; a page that doesn't break prints its first sheet only."""
    sheets = re.findall(rb"/Type\s*/Page\b", opened.page.pdf(format="A4"))
    assert 4 <= len(sheets) <= 60
