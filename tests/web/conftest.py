"""Browsers and servers for the tests of the web desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.planned import own_plan, planned, played_once
from tests.web.serving import ROOT, Served, serving, store_of

__all__ = ["own_plan", "planned", "played_once"]

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = ROOT / "tests" / "web" / "data" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that look at a page need a browser; they share one a process."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(
                pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's package chromium")
            )


@dataclass
class Opened:
    """A page that is open in a browser, with what it complained about and asked others for.

    Attributes:
        page: The page.
        at: The address of the desk.
        complaints: Errors and warnings of the browser: broken rules of safety, scripts that fail.
        elsewhere: Addresses asked for that aren't the desk's.
    """

    page: Page
    at: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the desk, and wait until its scripts have run."""
        self.page.goto(self.at + path, wait_until="networkidle")
        return self.page

    def refuse_complaints(self) -> None:
        """Fail when the browser complained, or anything was asked of others."""
        assert self.complaints == []
        assert self.elsewhere == []

    def refuse_barriers(self) -> None:
        """Fail where somebody who can't see, or has no mouse, would be left out (WCAG 2.2 AA)."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            """async (rules) => {
                const runOnly = { type: 'tag', values: rules };
                return axe.run({ runOnly, resultTypes: ['violations'] });
            }""",
            list(RULES),
        )
        told = [
            f"{one['id']}: {one['help']}: {node['html'][:160]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert told == []


Opener = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    with sync_playwright() as player:
        found = player.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture
def opening(browser: Browser) -> Iterator[Opener]:
    """Opens pages of a desk, each in a browser of its own as far as cookies go.

    `opening(served)`; options such as `color_scheme="dark"` or `viewport={...}` go to the browser.
    """
    contexts: list[BrowserContext] = []

    def opened(served: Served, **options: Any) -> Opened:  # noqa: ANN401 - Playwright's options
        size = {"width": 1280, "height": 800}
        context = browser.new_context(**{"viewport": size, "locale": "en-GB", **options})
        contexts.append(context)
        one = Opened(context.new_page(), served.at)
        watch(one)
        return one

    yield opened
    for context in contexts:
        context.close()


def watch(one: Opened) -> None:
    """Note what a page complains about and whom it asks."""
    page = one.page
    page.on("pageerror", lambda error: one.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            one.complaints.append(said.text) if said.type in ("error", "warning") else None
        ),
    )
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((one.at, "data:", "blob:"))
            else one.elsewhere.append(asked.url)
        ),
    )


@pytest.fixture(scope="session")
def nmi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk over a store of the example mission that no test changes."""
    with serving(store_of(tmp_path_factory.mktemp("nmi"))) as found:
        yield found


@pytest.fixture(scope="session")
def orvania(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk over a store of the example that hides some of its rows from some readers."""
    with serving(store_of(tmp_path_factory.mktemp("orvania"), "eu-advice")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A desk over a store of the example mission, for a test that changes it."""
    with serving(store_of(tmp_path)) as found:
        yield found
