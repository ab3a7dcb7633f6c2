"""The page Plan in a browser: asked why, moved by mouse and by form, looked for anew, tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from cadre.desk.signing import signed
from cadre.dossier.store.access import load_at, save_at
from cadre.dossier.store.address import parse
from tests.web.conftest import Opened, Opener
from tests.web.serving import Served
from tests.web.test_pages import LOOKS

pytestmark = pytest.mark.xdist_group("planned")

SLOW = 600_000
"""Milliseconds that a run may take: the first one of all compiles the engines."""
NO_CONSENT = "no consent covers it"


def bar(page: Page, activity: str) -> tuple[float, float]:
    """Where a bar of the timetable stands, once it does."""
    expect(page.locator("#timeline[data-state=drawn]")).to_be_visible()
    found = page.locator(f"a[data-activity={activity}]")
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    box = found.bounding_box()
    assert box is not None
    return box["x"] + 30, box["y"] + box["height"] / 2


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", ["/plan", "/plan?move=services-1:12&why=services-1&form=0"])
def test_a_plan_has_no_barriers(
    opening: Opener,
    planned: Served,
    path: str,
    look: str,
) -> None:
    opened = opening(planned, **LOOKS[look])
    page = opened.go(path)
    expect(page.locator("#timeline[data-state=drawn]")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "the page is wider than the screen"
    opened.refuse_complaints()
    opened.refuse_barriers()


def test_on_a_phone_names_take_no_room_from_the_bars_and_cover_none(
    opening: Opener,
    planned: Served,
) -> None:
    """A column of names left the bars of two years a third of the screen."""
    opened = opening(planned, **LOOKS["phone"])
    page = opened.go("/plan")
    bar(page, "services-1")
    whole, bars = (
        page.locator(one).first.evaluate("one => one.clientWidth")
        for one in ("#timeline", "#timeline .vis-panel.vis-center")
    )
    assert bars > 0.95 * whole
    assert page.locator(".vis-label .programme").count() > 3
    spans = page.locator("#timeline a[data-activity]").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(one => [one.top, one.bottom])"
    )
    for words in page.locator(".vis-label .programme, .vis-label .place").all():
        box = words.bounding_box()
        assert box is not None
        top, end = box["y"], box["y"] + box["height"]
        assert all(last <= top or first >= end for first, last in spans), words.text_content()
    opened.refuse_complaints()


def test_a_bar_dragged_into_a_week_without_consent_says_why_it_may_not_stay(
    opening: Opener,
    planned: Served,
) -> None:
    opened = opening(planned, viewport={"width": 1280, "height": 1200})
    page = opened.go("/plan")
    x, y = bar(page, "services-1")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x - 8 * step, y)
        # A hand takes its time; all moves within one picture would be a click.
        page.wait_for_timeout(30)
    page.mouse.up()
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text(NO_CONSENT)
    assert "move=services-1" in page.url
    expect(page.locator("#keep-draft")).to_be_disabled()
    expect(page.locator(".vis-item.broken")).to_be_visible()
    page.locator("#put-back").click()
    expect(page.locator("#verdict")).to_have_count(0)
    expect(page.locator(".vis-item.broken")).to_have_count(0)
    opened.refuse_complaints()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_form_says_the_same_without_a_mouse(
    opening: Opener,
    planned: Served,
    scripts: bool,
) -> None:
    opened = opening(planned, java_script_enabled=scripts)
    page = opened.go("/plan")
    page.locator("#move-what").select_option("services-1")
    page.locator("#move-day").fill("2021-06-09")
    page.locator("#move-form button").press("Enter")
    expect(page.locator("#verdict")).to_contain_text(NO_CONSENT)
    expect(page.locator("#draft")).to_contain_text("week of 7 Jun 2021")


def test_a_bar_is_moved_by_the_keyboard(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/plan")
    bar(page, "services-1")
    page.locator("a[data-activity=services-1]").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#draft")).to_contain_text("would start in the week of 16 Aug 2021")


def test_a_bar_tells_why_it_is_there(
    opening: Opener,
    planned: Served,
) -> None:
    opened = opening(planned, viewport={"width": 1280, "height": 1200})
    page = opened.go("/plan")
    x, y = bar(page, "mod-advice")
    page.mouse.click(x + 200, y)
    why = page.locator("#why")
    expect(why).to_contain_text("Law it rests on", timeout=SLOW)
    expect(why).to_contain_text("Decision of the Brussels Summit to launch the mission")
    expect(why).to_contain_text("What alone would stop it")
    assert "why=mod-advice" in page.url
    opened.refuse_complaints()


def test_work_that_is_left_out_tells_what_would_let_it_in(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/plan")
    page.locator("#out-kurdistan-advice a[data-part]").click()
    why = page.locator("#why")
    expect(why).to_contain_text("What would let it in", timeout=SLOW)
    expect(why).to_contain_text("beds erbil +")


def test_numbers_lead_to_what_they_are_made_of(
    opening: Opener,
    planned: Served,
) -> None:
    page = opening(planned).go("/plan?move=services-1:24")
    for place in (".stat a.number", "#starts-table a.number", "#draft a.number"):
        with page.expect_navigation():
            page.locator(place).first.click()
        assert page.url.split("?")[0].endswith("/chain")
        expect(page.locator("h1")).not_to_contain_text("There is no such thing")
        page.go_back()


def test_a_plan_is_looked_for_followed_and_gone_to(
    opening: Opener,
    own_plan: Served,
) -> None:
    opened = opening(own_plan)
    page = opened.go("/plan")
    page.locator("#seed").fill("7")
    page.locator("#solve button").click()
    expect(page.locator("#run progress")).to_be_visible()
    page.wait_for_url("**/plan?plan=*", timeout=SLOW)
    expect(page.locator("#against")).to_contain_text("Against the plan in force")
    page.locator("#put-in-force").click()
    expect(page.locator(".stands")).to_contain_text("in force")
    expect(page.locator("#put-in-force")).to_have_count(0)
    opened.refuse_complaints()


def asked_wrongly(opened: Opened) -> Page:
    """The page on which a what-if comes back that can't be."""
    page = opened.go("/plan")
    page.locator("#text").fill("pledge nobody withdrawn")
    page.locator("#what-if button").click()
    expect(page.locator("#text-fault")).to_be_visible()
    return page


def test_figures_that_cant_be_come_back_as_they_were_typed(
    opening: Opener,
    planned: Served,
) -> None:
    page = asked_wrongly(opening(planned))
    expect(page.locator("#text-fault")).to_contain_text("'nobody' isn't understood")
    expect(page.locator("#text")).to_have_value("pledge nobody withdrawn")
    expect(page.locator("#text")).to_be_in_viewport()
    assert page.locator("#text").get_attribute("aria-invalid") == "true"


def test_work_is_moved_by_hand_after_a_what_if_that_cant_be(
    opening: Opener,
    planned: Served,
) -> None:
    """The page that a wrong what-if comes back on is as good as any other."""
    page = asked_wrongly(opening(planned))
    page.locator("#move-what").select_option("services-1")
    page.locator("#move-day").fill("2021-06-07")
    page.locator("#move-form button").click()
    expect(page.locator("#draft")).to_contain_text(NO_CONSENT)
    page.reload()
    expect(page.locator("#draft")).to_contain_text(NO_CONSENT)


def test_going_to_a_place_on_the_page_keeps_what_was_typed(
    opening: Opener,
    planned: Served,
) -> None:
    """Who works by keyboard skips to the content, and would lose what stands in the form."""
    page = opening(planned).go("/plan")
    page.locator("#text").fill("pledge half written")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan#content")
    page.wait_for_timeout(1000)
    expect(page.locator("#text")).to_have_value("pledge half written")
    page.locator("#starts-table a[data-part]").first.click()
    expect(page.locator("#why h3").first).to_be_visible()
    page.go_back()
    expect(page.locator("#why h3")).to_have_count(0)


def test_a_what_if_is_tried_looked_at_and_put_in_force(
    opening: Opener,
    own_plan: Served,
) -> None:
    opened = opening(own_plan)
    page = opened.go("/plan")
    page.locator("#form").select_option(label="activity ACTIVITY dropped")
    page.locator("#blanks select").select_option("services-1")
    page.locator("#what-if button").click()
    page.wait_for_url("**/plan*reply=*", timeout=SLOW)
    tried = page.locator(".tried")
    expect(tried).to_contain_text("activity services-1 dropped")
    expect(tried).to_contain_text("falls")
    tried.get_by_role("link", name="Look at this plan").click()
    expect(page.locator("#content")).to_contain_text("This plan supposes what isn't so")
    expect(page.locator("a[data-activity=services-1]")).to_have_count(0)
    page.locator("#put-in-force").click()
    expect(page.locator(".stands")).to_contain_text("put in force")
    opened.refuse_complaints()


def test_a_pledge_withdrawn_in_the_dossier_shows_in_the_plan_made_after_it(
    opening: Opener,
    own_plan: Served,
) -> None:
    _withdraw(own_plan, "DNK", "hq-staff")
    opened = opening(own_plan)
    page = opened.go("/plan")
    expect(page.locator("#stale")).to_contain_text("The dossier has changed since")
    page.locator("#solve button").click()
    page.wait_for_url("**/plan?plan=*", timeout=SLOW)
    against = page.locator("#against")
    expect(against).to_contain_text("serve more or less")
    expect(against.locator("tr.strong").filter(has_text="pledge dnk-staff")).to_contain_text("0")


def test_an_allowed_draft_is_kept_and_put_in_force(
    opening: Opener,
    own_plan: Served,
) -> None:
    page = opening(own_plan).go("/plan?move=services-2:30")
    expect(page.locator("#draft")).to_contain_text("This may be done")
    page.locator("#keep-draft").click()
    expect(page.locator("#against")).to_contain_text("from 13 Sep 2021 to 11 Oct 2021")
    page.locator("#put-in-force").click()
    expect(page.locator("#start-services-2")).to_contain_text("11 Oct 2021")


def _withdraw(served: Served, nation: str, skill: str) -> None:
    """Take back what a nation pledged of a skill, with what such rows stood for before."""
    address = parse(str(served.where))
    loaded = load_at(address)
    left = tuple(
        one for one in loaded.mission.pledges if (one.nation, one.skill) != (nation, skill)
    )
    assert save_at(
        replace(loaded.mission, pledges=left), address, loaded, signed("ben", "it is withdrawn")
    )
