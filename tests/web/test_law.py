"""The page of law: gaps to the day, the way to the authorities concerned, and forms that keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Opener
from tests.web.serving import ROOT, Served, serving

CLASSES = "Classes at the schools of greater Baghdad"


@pytest.fixture(scope="module")
def orvania() -> Iterator[Served]:
    """A desk over the example that hides some of its rows from some readers."""
    with serving(ROOT / "examples" / "eu-advice") as found:
        yield found


@pytest.mark.usefixtures("browser")
def test_a_known_gap_stands_first_to_the_day(opening: Opener, nmi: Served) -> None:
    opened = opening(nmi)
    page = opened.go("/law")
    first = page.locator("#gaps-today tbody tr").first
    expect(first).to_contain_text("11 May 2020 to 31 Aug 2021")
    expect(first).to_contain_text("478")
    expect(first).to_contain_text(CLASSES)
    expect(first).to_contain_text("Access to the schools for classes again")
    expect(first).to_contain_text("belief 85%")
    opened.refuse_complaints()


@pytest.mark.usefixtures("browser")
def test_a_gap_on_the_line_leads_to_the_authorities_concerned(opening: Opener, nmi: Served) -> None:
    opened = opening(nmi)
    page = opened.go("/law")
    page.get_by_role("link", name=f"{CLASSES}: paused, 11 May 2020 to 31 Aug 2021").click()
    page.wait_for_url("**gap=schools-courses.union-iii.2020-05-11#authorities")
    table = page.locator("table.authorities")
    assert table.locator("tr:not(.kind) td:first-child").count() == 3
    expect(table).to_contain_text("Access to the schools for classes again")
    expect(page.locator("#gaps-today tr[aria-current]")).to_have_count(1)
    page.get_by_role("link", name="Show all", exact=True).click()
    assert table.locator("tr:not(.kind) td:first-child").count() > 20
    opened.refuse_complaints()


@pytest.mark.usefixtures("browser")
def test_the_gap_is_reached_by_keyboard(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/law?activity=mod-advice")
    page.locator("a.gap").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**gap=mod-advice.union-iii.2020-01-04#authorities")


@pytest.mark.usefixtures("browser")
def test_work_and_days_are_chosen_by_an_address_that_can_be_shared(
    opening: Opener, nmi: Served
) -> None:
    opened = opening(nmi)
    page = opened.go("/law")
    page.get_by_label("Work", exact=True).select_option("mod-advice")
    page.get_by_label("From", exact=True).fill("2020-01-01")
    page.get_by_label("To", exact=True).fill("2020-02-29")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/law?activity=mod-advice&from=2020-01-01&to=2020-02-29")
    assert page.locator(".cover .work").count() == 1
    expect(page.locator("#gaps-past")).to_contain_text("4 Jan 2020 to 12 Feb 2020")
    shared = opening(nmi).go(page.url.removeprefix(nmi.at))
    assert shared.locator(".cover .work").count() == 1


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("from=2021-13-01", "from", "is no day"),
        ("from=2022-01-01&to=2021-01-01", "to", "end before they begin"),
        ("activity=nothing", "activity", "There is no work"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field_and_stays(
    opening: Opener, nmi: Served, query: str, field: str, said: str
) -> None:
    page = opening(nmi).go(f"/law?{query}")
    expect(page.locator(f"#{field}-fault")).to_contain_text(said)
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    if field != "activity":
        typed = dict(part.split("=") for part in query.split("&"))[field]
        expect(page.locator(f"#{field}")).to_have_value(typed)
    assert page.locator(".cover .work").count() == 10


@pytest.mark.usefixtures("browser")
def test_each_row_leads_to_its_evidence_in_the_same_view(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/law?as_of=2020-06-01")
    links = page.locator("table.authorities a.row").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    assert links
    assert all(one.startswith("/evidence/") and "as_of=2020-06-01" in one for one in links)


@pytest.mark.usefixtures("browser")
def test_a_guarded_reader_sees_only_the_law_that_is_theirs(
    opening: Opener, orvania: Served
) -> None:
    whole = opening(orvania).go("/law").locator("main").inner_text()
    page = opening(orvania).go("/law?reader=public")
    hidden = "Advice to the Ministry of Defence"
    assert hidden in whole
    assert hidden not in page.content()
    expect(page.locator("p.withheld").first).to_contain_text("shown to this reader")
    refused = opening(orvania).go("/law?reader=public&activity=mod-advice")
    expect(refused.locator("#activity-fault")).to_contain_text("There is no work")


@pytest.mark.usefixtures("browser")
def test_a_dossier_without_law_says_what_to_do(opening: Opener, tmp_path: Path) -> None:
    with serving(bare(tmp_path)) as served:
        opened = opening(served)
        page = opened.go("/law")
        expect(page.get_by_role("heading", name="No authority is stated")).to_be_visible()
        expect(page.get_by_role("heading", name="No work falls into these days")).to_be_visible()
        opened.refuse_complaints()
        opened.refuse_barriers()


def bare(folder: Path) -> Path:
    """A dossier that states nothing but its mission."""
    text = (ROOT / "examples" / "template" / "mission.toml").read_text("utf-8")
    (folder / "mission.toml").write_text(text, "utf-8")
    return folder
