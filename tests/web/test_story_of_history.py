"""Log-in and history as people meet them, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cadre.desk.accounts import Accounts
from cadre.desk.signing import signed
from cadre.desk.store import begin_branch
from cadre.desk.store_history import log_of
from cadre.dossier.wherever import load_from
from tests.web.conftest import Opened, Opener
from tests.web.desks import RIGHT, accounts_in, edit
from tests.web.serving import Served, serving, store_of

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
}


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk with accounts, a branch and a conflict, that no test changes."""
    yield from _served(tmp_path_factory.mktemp("still"))


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Served]:
    """The same, for a test that changes it."""
    yield from _served(tmp_path)


def _served(folder: Path) -> Iterator[Served]:
    where = store_of(folder)
    with closing(accounts_in(folder)) as accounts:
        assert isinstance(accounts, Accounts)
    begin_branch(str(where), "option", signed("ben", "an option"))
    edit(str(where), 33)
    edit(f"{where}#option", 11, "clara")
    with serving(where, "--users", str(folder / "accounts.db")) as found:
        yield found


@pytest.fixture(autouse=True, scope="module")
def patient() -> Iterator[None]:
    """A form is sent once the desk is known to answer, which takes a while on a busy machine."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def people(where: object) -> int:
    return int(load_from(str(where)).mission.posts[0].people)


def log_in(opened: Opened, name: str, to: str = "/history") -> Page:
    """Open a page as somebody."""
    page = opened.go(to)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(RIGHT)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


PAGES = (
    "/history",
    "/history?at=4",
    "/history/compare?old_branch=main&new_branch=option",
    "/history/branches",
    "/history/merge?branch=main&source=option",
    "/history/undo?first=4",
    "/account",
    "/accounts?name=ben",
)


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_are_safe_and_have_no_barriers(opening: Opener, still: Served, look: str) -> None:
    opened = opening(still, **LOOKS[look])
    opened.go("/log-in")
    opened.refuse_barriers()
    page = log_in(opened, "anna")
    for path in PAGES:
        opened.go(path)
        expect(page.locator("main h1")).to_have_count(1)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{path} is wider than the screen"
        opened.refuse_barriers()
    opened.refuse_complaints()


def test_a_log_in_that_failed_isnt_tried_again_by_a_reload(opening: Opener, still: Served) -> None:
    """Each reload counted as a failure, until the name wasn't tried any more."""
    page = opening(still).go("/history?branch=option")
    page.get_by_label("Name").fill("ben")
    page.get_by_label("Password").fill("not it at all")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#fault")).to_be_visible()
    page.wait_for_load_state()
    page.reload()
    expect(page.locator("#fault")).to_have_count(0)
    page.get_by_label("Name").fill("ben")
    page.get_by_label("Password").fill(RIGHT)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{still.at}/history?branch=option")


def test_one_logs_in_to_what_one_wanted_and_out_again(opening: Opener, still: Served) -> None:
    opened = opening(still)
    page = log_in(opened, "ben", "/history?branch=option")
    expect(page).to_have_url(f"{still.at}/history?branch=option")
    expect(page.get_by_text("ben, editor")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{still.at}/log-in")
    page.go_back()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    opened.refuse_complaints()


def test_a_wrong_password_is_said_and_the_name_stays(opening: Opener, still: Served) -> None:
    page = opening(still).go("/log-in")
    page.get_by_label("Name").fill("ben")
    page.get_by_label("Password").fill("not it at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("name and password don't open an account")
    expect(page.get_by_label("Name")).to_have_value("ben")
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page.get_by_label("Password")).to_be_focused()


def test_a_reader_is_told_in_a_sentence_what_it_takes(opening: Opener, still: Served) -> None:
    opened = opening(still)
    page = log_in(opened, "dan")
    expect(
        page.get_by_text("Undoing and merging take the role editor; you are a reader.")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Undo change 4")).to_have_count(0)
    page.get_by_role("link", name="Branches").click()
    expect(page.get_by_text("Beginning a branch takes the role planner")).to_be_visible()
    opened.refuse_complaints()
    opened.go("/history/undo?first=4")
    expect(page.locator("main")).to_contain_text("is a reader, which isn't enough for this")


def test_a_change_is_taken_back_and_that_too(opening: Opener, shared: Served) -> None:
    before = people(f"{shared.where}@2")
    opened = opening(shared)
    page = log_in(opened, "ben")
    page.get_by_role("link", name="Undo change 4").click()
    expect(page.get_by_role("heading", name="1 row would change")).to_be_visible()
    page.get_by_label("Why").fill("The offer was withdrawn")
    page.get_by_role("button", name="Undo change 4").click()
    expect(page.get_by_role("status")).to_contain_text("Change 6 is recorded: it undoes 4")
    assert people(shared.where) == before
    page.get_by_role("link", name="Undo change 6").click()
    page.get_by_role("button", name="Undo change 6").click()
    expect(page.get_by_role("status")).to_contain_text("Change 7 is recorded")
    assert people(shared.where) == 33
    actors = [one.actor for one in log_of(str(shared.where), at_most=2).entries]
    assert actors == ["ben", "ben"]
    opened.refuse_complaints()


def test_the_slider_goes_back_in_time_by_keyboard(opening: Opener, still: Served) -> None:
    opened = opening(still)
    page = log_in(opened, "dan")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#slid")).to_have_text("4")
    expect(page.locator("#slid-words")).to_contain_text("ben: 33 now")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "change 2: " + _words(page))
    page.get_by_role("button", name="Show the log as of then").click()
    expect(page).to_have_url(f"{still.at}/history?at=2")
    expect(page.get_by_text("As it was written down at 2")).to_be_visible()
    expect(page.get_by_text("Change 4", exact=True)).to_have_count(0)
    page.get_by_role("link", name="What changed since").first.click()
    expect(page.get_by_role("heading", name="1 row differs")).to_be_visible()
    opened.refuse_complaints()


def _words(page: Page) -> str:
    return page.locator("#slid-words").inner_text()


def test_the_slider_has_a_twin_to_type_in_and_works_without_scripts(
    opening: Opener, still: Served
) -> None:
    opened = opening(still, java_script_enabled=False)
    page = log_in(opened, "dan")
    page.get_by_label("Or by a change's number or a day").fill("2")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page).to_have_url(f"{still.at}/history?at=2")
    expect(page.get_by_role("slider")).to_have_value("2")
    page.get_by_role("button", name="Open the mission as of then").click()
    expect(page).to_have_url(f"{still.at}/?at=2")


def test_a_branch_is_begun_and_opened(opening: Opener, shared: Served) -> None:
    opened = opening(shared)
    page = log_in(opened, "clara", "/history/branches")
    page.get_by_label("Name").fill("before the conference")
    page.get_by_label("Why").fill("As things stood before")
    page.get_by_role("button", name="Begin the branch").click()
    expect(page.get_by_role("alert")).to_contain_text("is no name of a branch")
    expect(page.get_by_label("Why")).to_have_value("As things stood before")
    page.get_by_label("Name").fill("before-the-conference")
    page.get_by_label("At change or day").fill("2")
    page.get_by_role("button", name="Begin the branch").click()
    page.get_by_role("link", name="Open the mission on it").click()
    expect(page.get_by_label("What is looked at")).to_contain_text("before-the-conference")
    assert people(f"{shared.where}#before-the-conference") == people(f"{shared.where}@2")


def test_a_conflict_is_settled_by_choosing_a_side(opening: Opener, shared: Served) -> None:
    opened = opening(shared)
    page = log_in(opened, "ben", "/history/branches")
    page.get_by_role("link", name="Merge into main").click()
    expect(page.get_by_role("heading", name="1 conflict")).to_be_visible()
    page.get_by_label("Why").fill("The board chose the option")
    page.get_by_label("theirs: option").check()
    page.get_by_role("button", name="Show what comes of these choices").click()
    expect(page.get_by_role("heading", name="1 row of main would change")).to_be_visible()
    expect(page.get_by_label("theirs: option")).to_be_checked()
    expect(page.get_by_label("Why")).to_have_value("The board chose the option")
    page.get_by_role("button", name="Merge option into main").click()
    expect(page.get_by_role("status")).to_contain_text("Change 6 is recorded: it merges option")
    assert people(shared.where) == 11
    opened.refuse_complaints()


def test_a_merge_that_is_overtaken_is_looked_at_again_with_all_that_was_chosen(
    opening: Opener, shared: Served
) -> None:
    page = log_in(opening(shared), "ben", "/history/merge?branch=main&source=option")
    page.get_by_label("theirs: option").check()
    page.get_by_label("Why").fill("The board chose the option")
    edit(str(shared.where), 44, "dora")
    page.get_by_role("button", name="Merge option into main").click()
    expect(page.get_by_role("alert")).to_contain_text("moved on since this was shown")
    expect(page.get_by_role("alert")).to_contain_text("dora")
    expect(page.get_by_label("theirs: option")).to_be_checked()
    expect(page.get_by_label("Why")).to_have_value("The board chose the option")
    page.get_by_role("button", name="Merge option into main").click()
    expect(page.get_by_role("status")).to_contain_text("is recorded")
    assert people(shared.where) == 11
