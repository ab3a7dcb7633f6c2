"""The page of needs: the map, the work behind its cells, the day and what is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Opener
from tests.web.serving import Served, serving
from tests.web.test_law import bare


@pytest.mark.usefixtures("browser")
def test_the_map_is_drawn_and_its_table_says_the_same(opening: Opener, nmi: Served) -> None:
    opened = opening(nmi)
    page = opened.go("/needs")
    expect(page.locator("#needs-map .drawn[data-state=drawn] svg")).to_be_visible()
    drawn = page.locator("#needs-map svg g.mark-text.role-mark text").all_text_contents()
    told = page.locator("table.heat td.cell a").all_inner_texts()
    assert told
    assert sorted(told) == sorted(drawn)
    opened.refuse_complaints()


@pytest.mark.usefixtures("browser")
def test_a_cell_leads_to_the_work_behind_it(opening: Opener, nmi: Served) -> None:
    opened = opening(nmi)
    page = opened.go("/needs")
    page.get_by_role("link", name="Governance of the Ministry of Interior, European").click()
    page.wait_for_url("**need=interior-governance&column=euam#works")
    rows = page.locator("table.works tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Strategic advice to the Ministry of Interior")
    expect(rows).to_contain_text("30%")
    link = rows.get_by_role("link", name="Strategic advice").get_attribute("href")
    assert link == "/evidence/partner_activities/pa-euam-moi"
    opened.refuse_complaints()


@pytest.mark.usefixtures("browser")
def test_the_slider_moves_the_day_and_asks_again(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/needs")
    slider = page.locator("#day-slider")
    for _ in range(3):
        # It shows once its script runs; each step asks for a page of its own.
        expect(slider).to_be_visible()
        slider.focus()
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
    expect(page.locator("#day")).to_have_value("2021-03-18")
    assert "day=2021-03-18" in page.url


@pytest.mark.usefixtures("browser")
def test_without_scripts_the_day_is_typed(opening: Opener, nmi: Served) -> None:
    page = opening(nmi, java_script_enabled=False).go("/needs")
    expect(page.locator("#day-slider")).to_be_hidden()
    page.get_by_label("Day", exact=True).fill("2022-05-15")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("p.lead")).to_contain_text("15 May 2022")


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2030-01-01", "1 January 2030 lies outside"),
        ("soon", "is no day"),
        ("2021-02-30", "no day"),
    ],
)
def test_a_day_that_cant_be_looked_at_is_told_at_its_field_and_stays(
    opening: Opener, nmi: Served, typed: str, said: str
) -> None:
    page = opening(nmi).go(f"/needs?day={typed}&body=euam")
    expect(page.locator("#day-fault")).to_contain_text(said)
    expect(page.locator("#day")).to_have_value(typed)
    expect(page.locator("#body")).to_have_value("euam")
    expect(page.locator("p.lead")).to_contain_text("15 March 2021")


@pytest.mark.usefixtures("browser")
def test_an_institution_a_place_and_a_body_narrow_the_map(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/needs?institution=moi&by=place&body=undp")
    heads = page.locator("table.heat th.column").all_inner_texts()
    assert heads == ["Baghdad"] or "Baghdad" in heads
    needs = page.locator("table.heat th[scope=row] a").all_inner_texts()
    assert "Governance of the Ministry of Interior" in needs
    assert not any("Ministry of Defence" in one for one in needs)


@pytest.mark.usefixtures("browser")
def test_bodies_that_do_the_same_are_told(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/needs")
    said = page.locator("ul.overlaps li").all_inner_texts()
    assert len(said) == 2
    assert any("may be the same" in one or "the same" in one for one in said)


@pytest.mark.usefixtures("browser")
def test_a_guarded_reader_sees_only_the_needs_that_are_theirs(
    opening: Opener, orvania: Served
) -> None:
    whole = opening(orvania).go("/needs")
    seen = opening(orvania).go("/needs?reader=public")
    rows = "#open ~ table tbody tr, .card table.gaps tbody tr"
    assert 0 < seen.locator(rows).count() < whole.locator(rows).count()
    expect(seen.locator("p.withheld")).to_contain_text("shown to this reader")


@pytest.mark.usefixtures("browser")
def test_a_dossier_without_needs_says_what_to_do(opening: Opener, tmp_path: Path) -> None:
    with serving(bare(tmp_path)) as served:
        opened = opening(served)
        page = opened.go("/needs")
        expect(page.get_by_role("heading", name="No need is stated")).to_be_visible()
        opened.refuse_complaints()
        opened.refuse_barriers()
