"""Charts on pages: whatever the screen, no name is cut off and none lies on another."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Opener
from tests.web.serving import Served
from tests.web.test_pages import LOOKS

CUT = """
(pictures) => pictures.flatMap((picture) => {
  const edge = picture.getBoundingClientRect().right + 1;
  return [...picture.querySelectorAll("text")]
    .filter((text) => text.getBoundingClientRect().right > edge)
    .map((text) => text.textContent);
})
"""
UPON = """
(heads) => heads.flatMap((head) => {
  const level = [...head.querySelectorAll("text")].filter((one) => !/rotate\\(-/.test(one.getAttribute("transform")));
  const boxes = level.map((one) => [one.getBoundingClientRect(), one.textContent])
    .filter(([box]) => box.width).sort((one, other) => one[0].left - other[0].left);
  return boxes.slice(1).filter(([box], at) => box.left < boxes[at][0].right && Math.abs(box.top - boxes[at][0].top) < 2)
    .map(([, text], at) => [boxes[at][1], text]);
})
"""  # noqa: E501 - lines of script


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", ["/forces", "/needs", "/support"])
def test_no_name_in_a_chart_is_cut_off_or_lies_on_another(
    opening: Opener, orvania: Served, path: str, look: str
) -> None:
    """On a phone dates and shares of a heat map lay on each other, and colours had no names."""
    page = opening(orvania, **LOOKS[look]).go(path)
    pictures = page.locator("figure.chart .drawn[data-state=drawn] svg")
    expect(pictures.first).to_be_visible()
    cut: list[Any] = pictures.evaluate_all(CUT)
    assert cut == []
    columns = page.locator("figure.chart .mark-text.role-axis-label")
    assert columns.evaluate_all(UPON) == []
