"""The pictures in the manual are of the pages as they are: taken here, of the example mission.

`CADRE_PICTURES=1 pytest tests/web/test_pictures.py` puts them into docs/images.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Opener
from tests.web.serving import ROOT, Served

pytestmark = pytest.mark.xdist_group("planned")

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
PICTURES = {
    "web-overview": "/",
    "web-law": "/law",
    "web-forces": "/forces",
    "web-needs": "/needs",
    "web-plan": "/plan",
    "web-futures": "/futures",
    "web-evidence": "/evidence/pledges/dnk-staff",
}


def drawn(page: Page) -> None:
    """Wait until every chart of the page is there."""
    for chart in page.locator("figure.chart .drawn").all():
        expect(chart).to_have_attribute("data-state", "drawn", timeout=30_000)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_page_as_it_is(
    opening: Opener, planned: Served, tmp_path: Path, name: str
) -> None:
    opened = opening(planned, viewport=SIZE, device_scale_factor=1)
    page = opened.go(PICTURES[name])
    drawn(page)
    file = (IMAGES if os.environ.get("CADRE_PICTURES") else tmp_path) / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    raw = file.read_bytes()
    assert struct.unpack(">II", raw[16:24]) == (SIZE["width"], SIZE["height"])
    # A page that shows nothing packs into a few kilobytes.
    assert len(raw) > 25_000
    assert (IMAGES / f"{name}.png").exists(), "the manual has no such picture"
    opened.refuse_complaints()
