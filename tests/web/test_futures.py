"""The page Futures in a browser: played, stopped, told one by one, beside another plan."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Opener
from tests.web.serving import Served
from tests.web.test_pages import LOOKS

pytestmark = pytest.mark.xdist_group("planned")

SLOW = 600_000


@pytest.mark.parametrize("look", LOOKS)
def test_futures_have_no_barriers(
    opening: Opener,
    planned: Served,
    look: str,
) -> None:
    opened = opening(planned, **LOOKS[look])
    page = opened.go("/futures?story=7")
    expect(page.locator("#force-fan .drawn[data-state=drawn]")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "the page is wider than the screen"
    opened.refuse_complaints()
    opened.refuse_barriers()


CONTRAST = """
(paths) => paths.map((path) => {
  const light = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
    .map((part) => (part /= 255, part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const line = light(getComputedStyle(path).stroke);
  return (Math.max(line, ground) + 0.05) / (Math.min(line, ground) + 0.05);
})
"""


def test_in_the_dark_lines_are_told_from_the_ground_and_from_the_bands_below_them(
    opening: Opener,
    planned: Served,
) -> None:
    """The first milestone was dark blue on black, and the median white on nearly white."""
    page = opening(planned, color_scheme="dark").go("/futures")
    expect(page.locator("#force-fan .drawn[data-state=drawn]")).to_be_visible()
    expect(page.locator(".drawn[data-state=drawn]").nth(2)).to_be_visible()
    lines = page.locator(".mark-line path")
    assert lines.count() > 3
    contrasts = lines.evaluate_all(CONTRAST)
    assert min(contrasts) >= 3, contrasts
    bands = page.locator("#force-fan .mark-area path").evaluate_all(
        "(paths) => paths.map((path) => getComputedStyle(path).fill)"
    )
    assert "rgb(198, 217, 234)" not in bands


def test_the_page_tells_force_milestones_causes_and_what_matters(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/futures")
    expect(page.locator("#force-quarters")).to_contain_text("±")
    expect(page.locator("#milestones-table")).to_contain_text("Enlarged mission")
    expect(page.locator("#held-table")).to_contain_text("a gate that hadn't opened")
    expect(page.locator("#matters")).to_contain_text("What matters most")


def test_one_future_is_told_and_the_next_one_is_another(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/futures")
    page.locator("#story-number").fill("3")
    page.get_by_role("button", name="Tell it").click()
    expect(page.locator("#story-title")).to_contain_text("Future 3", timeout=SLOW)
    third = page.locator(".events").inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#story-title")).to_contain_text("Future 4")
    assert page.locator(".events").inner_text() != third
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#story-title")).to_contain_text("Future 3")
    assert page.locator(".events").inner_text() == third


def test_a_number_of_the_futures_leads_to_what_it_is_made_of(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/futures")
    with page.expect_navigation():
        page.locator("#work-table a.number").first.click()
    assert page.url.split("?")[0].endswith("/chain")
    expect(page.locator("h1")).to_contain_text("Share of futures")


def test_futures_are_played_followed_and_stopped_with_what_was_played(
    opening: Opener,
    own_plan: Served,
) -> None:
    opened = opening(own_plan)
    page = opened.go("/futures")
    page.locator("#futures").fill("900000000")
    page.locator("#play button").click()
    expect(page.locator("#run [role=status]")).to_contain_text("playing futures", timeout=SLOW)
    expect(page.locator("#run progress[value]")).to_be_visible(timeout=SLOW)
    page.locator("#stop").click()
    page.wait_for_url("**/futures*played=*", timeout=SLOW)
    expect(page.locator(".stands")).to_contain_text("stopped before all were played")
    opened.refuse_complaints()


def test_two_plans_meet_the_same_futures(
    opening: Opener,
    own_plan: Served,
) -> None:
    page = opening(own_plan).go("/plan?move=services-2:30")
    page.locator("#keep-draft").click()
    expect(page.locator("#against")).to_be_visible()
    page.goto(own_plan.at + "/futures")
    page.locator("#other").select_option(index=0)
    page.locator("#choose-other button").click()
    page.locator("#play-other button").click()
    table = page.locator("#beside-table")
    expect(table).to_contain_text("Difference", timeout=SLOW)
    expect(table).to_contain_text("Reached: Enlarged mission, both increments in place")


def test_a_run_is_followed_without_scripts_too(
    opening: Opener,
    own_plan: Served,
) -> None:
    page = opening(own_plan, java_script_enabled=False).go("/futures")
    page.locator("#futures").fill("501")
    page.locator("#play button").click()
    page.wait_for_url("**/futures*played=*", timeout=SLOW)
    expect(page.locator(".stat").first).to_contain_text("501")
