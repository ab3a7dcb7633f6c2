"""The page of support: who holds up what, and somebody taken away by an address to share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cadre.desk.beside import shelf_file
from cadre.desk.desk import Desk
from cadre.desk.job_orders import JobKind
from cadre.desk.shelf import Shelf
from cadre.mission.plans import Plan
from cadre.planner.result import PlanResult, SolveStatus
from tests.web.conftest import Opener
from tests.web.serving import Served, serving
from tests.web.test_law import bare


@pytest.mark.usefixtures("browser")
def test_the_worst_single_point_of_failure_stands_first(opening: Opener, nmi: Served) -> None:
    opened = opening(nmi)
    page = opened.go("/support")
    first = page.locator("table.failing tbody tr").first
    expect(first).to_contain_text("Military Advisor Group")
    expect(first).to_contain_text("6 pieces of work stop")
    expect(first).to_contain_text("500 → 2,000")
    opened.refuse_complaints()


@pytest.mark.usefixtures("browser")
def test_taking_a_provider_away_shows_what_is_lost_and_what_is_left(
    opening: Opener, nmi: Served
) -> None:
    opened = opening(nmi)
    page = opened.go("/support")
    page.get_by_label("Take away", exact=True).select_option("mag")
    page.get_by_label("From", exact=True).fill("2021-10-01")
    page.get_by_role("button", name="See").click()
    page.wait_for_url("**lose=mag&what=provider&since=2021-10-01")
    expect(page.locator("p.lead")).to_contain_text("Without Military Advisor Group")
    posts = page.locator(".changes .stat").first
    expect(posts).to_contain_text("500")
    expect(posts).to_contain_text("People in posts")
    expect(page.locator(".loss .card").first).to_contain_text("Headquarters, camp and support")
    expect(page.locator("#matrix-table .lends.gone").first).to_contain_text("Military Advisor")
    shared = opening(nmi).go(page.url.removeprefix(nmi.at))
    expect(shared.locator(".changes")).to_contain_text("2,000")
    opened.refuse_complaints()
    opened.refuse_barriers()


@pytest.mark.usefixtures("browser")
def test_each_provider_has_a_link_that_takes_it_away(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/support?since=2021-10-01")
    page.get_by_role("link", name="take away and see").first.click()
    page.wait_for_url("**lose=mag&what=provider&since=2021-10-01")
    page.get_by_role("link", name="Put back").click()
    page.wait_for_url("**/support?since=2021-10-01")
    expect(page.get_by_role("heading", name="Single points of failure first")).to_be_visible()


@pytest.mark.usefixtures("browser")
def test_a_site_and_a_nation_can_be_taken_away_too(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/support?lose=union-iii&what=site")
    expect(page.locator(".loss .card").first).to_contain_text("since its site is closed")
    page = opening(nmi).go("/support?lose=ITA&what=nation")
    expect(page.locator("p.lead")).to_contain_text("Without Italy")


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("query", "field", "said", "kept"),
    [
        ("lose=mag&since=2031-01-01", "since", "choose one up to 25 December 2022", "2031-01-01"),
        ("lose=nobody-here", "lose", "There is no provider, nation or site", "nobody-here"),
        ("lose=mag&what=site", "lose", "There is no site", "mag"),
        ("lose=mag&what=planet", "what", "is none of provider, site, nation", ""),
    ],
)
def test_what_cant_be_taken_away_is_told_at_its_field_and_stays(
    opening: Opener, nmi: Served, query: str, field: str, said: str, kept: str
) -> None:
    page = opening(nmi).go(f"/support?{query}")
    expect(page.locator(f"#{field}-fault")).to_contain_text(said)
    expect(page.locator(f"#{field}")).to_have_value(kept)
    assert page.locator(".loss").count() == 0


@pytest.mark.usefixtures("browser")
def test_with_a_plan_in_force_its_starts_are_looked_at_until_they_are_left_aside(
    opening: Opener, own: Served
) -> None:
    desk = Desk.open(str(own.where))
    made = replace(desk.made_from, seed=0)
    result = PlanResult(
        status=SolveStatus.FEASIBLE,
        objective=0,
        bound=None,
        seconds=0,
        seed=0,
        plan=Plan(horizon=desk.mission.horizon, made_from=made),
    )
    shelf = Shelf(shelf_file(str(own.where)))
    key = shelf.put(JobKind.PLAN, result, made_from=made, asked={}, by="planner")
    shelf.put_in_force("main", key, "planner")
    page = opening(own).go("/support")
    expect(page.locator("#basis")).to_contain_text("The plan in force is looked at")
    assert page.locator("#leaning-table th[scope=row]", has_text="Headquarters").count() == 0
    page.get_by_role("link", name="Look at work that has begun instead").click()
    expect(page.locator("#basis")).to_contain_text("Work that has begun is looked at")
    assert page.locator("#leaning-table th[scope=row]", has_text="Headquarters").count() == 1


@pytest.mark.usefixtures("browser")
def test_a_guarded_reader_sees_no_loss_and_is_told_so(opening: Opener, orvania: Served) -> None:
    page = opening(orvania).go("/support?reader=host&lose=host-guard")
    expect(page.locator(".note-box.weak")).to_contain_text("can't be shown to this reader")
    assert page.locator(".loss, table.failing").count() == 0
    whole = opening(orvania).go("/support").locator("#matrix-table tbody td a").count()
    assert page.locator("#matrix-table tbody td a").count() < whole


@pytest.mark.usefixtures("browser")
def test_a_dossier_without_support_says_what_to_do(opening: Opener, tmp_path: Path) -> None:
    with serving(bare(tmp_path)) as served:
        opened = opening(served)
        page = opened.go("/support")
        expect(
            page.get_by_role("heading", name="No work that is shown needs support")
        ).to_be_visible()
        opened.refuse_complaints()
        opened.refuse_barriers()
