"""In a browser: from a number to its documents, findings narrowed, all found by the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.conftest import Opener
from tests.web.serving import Served


def test_a_number_leads_by_one_click_to_its_chain_and_on_to_the_document(
    opening: Opener, nmi: Served
) -> None:
    opened = opening(nmi)
    page = opened.go("/")
    page.locator(".stat", has_text="People pledged for today").locator("a.number").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People pledged for today")
    expect(page.locator(".figure-of .value")).to_have_text("500")
    expect(page.locator(".figure-of")).to_contain_text("Sum over pledges")
    document = page.locator(".step .kind.document").first
    expect(document).to_be_visible()
    document.locator("xpath=following-sibling::a[1]").click()
    expect(page).to_have_url(re.compile(r"/evidence/sources/"))
    expect(page.locator(".about")).to_contain_text("source")
    opened.refuse_complaints()


def test_the_way_back_is_of_the_view_that_was_looked_at(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/?as_of=2020-06-01")
    link = page.locator(".stats a.number").nth(1)
    text = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile(r"as_of=2020-06-01"))
    expect(page.locator(".figure-of .value")).to_have_text(text)


def test_a_claim_a_row_and_a_page_are_found_by_the_keyboard_alone(
    opening: Opener, nmi: Served
) -> None:
    opened = opening(nmi)
    page = opened.go("/evidence")
    for words, section, address in (
        ("F0315", "claims", "/evidence/claims/F0315"),
        ("dnk-staff", "pledges", "/evidence/pledges/dnk-staff"),
        ("findi", "pages", "/findings"),
    ):
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        page.locator("#q").press("Control+a")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        hit = page.locator(f"#hits-{section} + ul a.hit").first
        hit.wait_for()
        while not hit.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(re.escape(address) + r"$"))
        # The key is listened to once the page is whole.
        page.wait_for_load_state("load")
    opened.refuse_complaints()


def test_findings_are_narrowed_by_rule_and_words_and_the_address_says_so(
    opening: Opener, nmi: Served
) -> None:
    page = opening(nmi).go("/findings")
    every = page.locator(".broken").count()
    page.get_by_role("link", name="Warnings").click()
    page.get_by_label("Rule").select_option("AUT-08")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"severity=warning.*code=AUT-08"))
    assert page.locator(".broken").count() == 1 < every
    page.locator(".concerns a.row").first.click()
    expect(page).to_have_url(re.compile(r"/evidence/"))
    page.go_back()
    page.locator(".broken h2 a.code").click()
    expect(page.locator("#AUT-08")).to_be_in_viewport()


def test_words_that_fit_nothing_say_so_and_lead_back(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/findings?text=zzzz")
    page.locator(".empty").get_by_role("link", name="All findings").click()
    assert page.locator(".broken").count() > 1


def test_claims_are_narrowed_by_what_is_chosen_and_paged(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/evidence")
    page.get_by_role("link", name="Further on").click()
    expect(page).to_have_url(re.compile("after=50"))
    page.get_by_label("Kind of figure").select_option("ceiling")
    page.get_by_label("Reported from").fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    kinds = page.locator("table.claims tbody td:nth-child(3)").all_inner_texts()
    assert kinds
    assert set(kinds) == {"ceiling"}


def test_a_row_leads_to_its_form_and_to_its_changes(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/evidence/pledges/dnk-staff")
    page.get_by_role("link", name="Its changes").click()
    expect(page).to_have_url(re.compile(r"/history\?row=pledges%2Fdnk-staff"))
    page.go_back()
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page).to_have_url(re.compile(r"/rows/pledges/dnk-staff"))
    page = opening(nmi).go("/evidence/pledges/dnk-staff?as_of=2021-03-01")
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)


def test_a_guarded_reader_sees_nothing_of_what_is_withheld(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/search?q=F0001&reader=host")
    expect(page.locator("main")).to_contain_text("Nothing is like")
    page = opening(nmi).go("/evidence?reader=host")
    count = page.locator(".tabs .count").first.inner_text()
    whole = opening(nmi).go("/evidence").locator(".tabs .count").first.inner_text()
    assert int(count) < int(whole)
    expect(page.locator(".withheld")).to_have_count(0)
