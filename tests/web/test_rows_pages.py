"""Rows in the browser: blocks pasted, two who edit one row, pledges withdrawn, nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from cadre.desk.row_answers import RowEdit
from cadre.desk.row_edits import change_rows
from cadre.desk.rows import RowsAsked, row_of, rows_of
from cadre.desk.signing import signed
from cadre.errors import UnknownIdError
from tests.web.conftest import Opener
from tests.web.serving import Served

PLEDGE = "dnk-staff"
FREE = "dnk-helicopters"
"""A pledge that no other row names."""
HEADER = "nation\tskill\tpeople\tfrom\tto\tbelief"


def block(bad: dict[int, str]) -> str:
    """Thirty pledges as a spreadsheet copies them, some faulty, behind a row of names."""
    rows = [f"ITA\tescort\t{n}\t2021-06-{n:02}\t2021-12-31\t0,5" for n in range(1, 31)]
    return "\r\n".join([HEADER, *(bad.get(n, row) for n, row in enumerate(rows, start=1))])


BAD = {
    4: "ITA\tescort\tfew\t2021-06-04\t2021-12-31\t0,5",
    9: "XYZ\tescort\t9\t2021-06-09\t2021-12-31\t0,5",
}


def cell(page: Page, key: str, column: str) -> Locator:
    """The cell of a row of the grid."""
    row = page.locator(".tabulator-row").filter(has=page.get_by_role("link", name=key, exact=True))
    return row.locator(f"[tabulator-field='{column}']")


def field(page: Page, name: str) -> Locator:
    """A field of the form of a row."""
    return page.locator(f"#f-{name}")


def typed(page: Page, key: str, column: str, text: str) -> None:
    """Write into a cell of the grid, by the keyboard."""
    cell(page, key, column).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def found(page: Page, key: str) -> None:
    """Have the grid show one row."""
    page.get_by_label("Filter by Id").fill("")
    page.get_by_label("Filter by Id").press_sequentially(key)
    # A filter waits until nobody types any more.
    expect(page.locator(".tabulator-row").nth(4)).to_have_count(0)
    expect(cell(page, key, "id")).to_be_visible()


def changed_by_bert(served: Served, **cells: str) -> None:
    """Another one changes the pledge."""
    revision = row_of(str(served.where), "pledges", PLEDGE).revision
    edit = RowEdit(table="pledges", id=PLEDGE, cells=cells, revision=revision)
    assert change_rows(str(served.where), [edit], signed("bert", "news")).seq


def people(served: Served, key: str = PLEDGE) -> str:
    return row_of(str(served.where), "pledges", key).cells["people"]


def total(served: Served) -> int:
    return rows_of(str(served.where), "pledges", asked=RowsAsked(limit=1)).total


def test_of_thirty_pledges_pasted_two_stay_in_the_box_with_a_sentence(
    opening: Opener, own: Served
) -> None:
    opened = opening(own)
    page = opened.go("/forces")
    before = rows_of(str(own.where), "pledges")
    page.get_by_text("Paste from a spreadsheet").click()
    page.get_by_label("Copied rows").fill(block(BAD))
    page.get_by_role("button", name="Paste", exact=True).click()
    expect(page.locator("#paste-told")).to_contain_text("28 rows recorded as change 3.")
    expect(page.locator("#paste-told")).to_contain_text("Line 5, People")
    assert page.get_by_label("Copied rows").input_value().splitlines() == [
        HEADER,
        *(BAD[one] for one in (4, 9)),
    ]
    faulty = page.locator(".tabulator-cell.faulty")
    expect(faulty).to_have_count(2)
    expect(faulty.filter(has_text="few")).to_contain_text("a whole number")
    after = rows_of(str(own.where), "pledges")
    assert (after.change, after.total) == (before.change + 1, before.total + 28)
    opened.refuse_complaints()


def test_a_block_pasted_into_the_grid_is_mended_there_and_saved(
    opening: Opener, own: Served
) -> None:
    page = opening(own).go("/forces")
    before = total(own)
    page.locator("#grid").evaluate(
        """(place, text) => {
            const board = new DataTransfer();
            board.setData("text/plain", text);
            const told = { clipboardData: board, bubbles: true, cancelable: true };
            place.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        block({4: BAD[4]}),
    )
    expect(page.locator("#grid-status")).to_contain_text("29 rows recorded")
    page.locator(".tabulator-cell.faulty").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+S")
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded")
    expect(page.locator(".tabulator-cell.faulty")).to_have_count(0)
    assert total(own) == before + 30


def test_what_cant_be_read_stays_in_its_cell_with_a_sentence(opening: Opener, own: Served) -> None:
    opened = opening(own)
    page = opened.go("/forces")
    found(page, PLEDGE)
    typed(page, PLEDGE, "people", "many")
    typed(page, PLEDGE, "from", "31 February 2021")
    page.get_by_role("button", name="Save 1 row").click()
    for column in ("people", "from"):
        expect(cell(page, PLEDGE, column).locator(".says")).to_contain_text("Allowed:")
    expect(cell(page, PLEDGE, "people")).to_contain_text("many")
    expect(page.locator("#grid-faults li")).to_have_count(2)
    assert people(own) == "40"
    opened.refuse_barriers()
    page.reload(wait_until="networkidle")
    found(page, PLEDGE)
    expect(cell(page, PLEDGE, "people")).to_contain_text("many")
    typed(page, PLEDGE, "people", "41")
    typed(page, PLEDGE, "from", "2021-02-28")
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded as change 3.")
    assert people(own) == "41"


def test_a_form_that_was_refused_isnt_sent_again_by_a_reload(opening: Opener, own: Served) -> None:
    opened = opening(own)
    page = opened.go("/rows/sites/new")
    field(page, "name").fill("Somewhere")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("[aria-invalid='true']").first).to_be_visible()
    page.wait_for_load_state()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    page.reload(wait_until="networkidle")
    assert "POST" not in sent
    expect(field(page, "name")).to_have_value("")


@pytest.mark.parametrize(("choice", "left"), [("Keep mine", "41"), ("Take theirs", "99")])
def test_two_who_edit_one_row_see_both_versions_and_choose(
    opening: Opener, own: Served, choice: str, left: str
) -> None:
    mine, theirs = opening(own).go("/forces"), opening(own).go("/forces")
    for page, text, note in ((theirs, "99", "from them"), (mine, "41", "")):
        found(page, PLEDGE)
        typed(page, PLEDGE, "people", text)
        if note:
            typed(page, PLEDGE, "to", "2022-04-30")
        page.get_by_role("button", name="Save 1 row").click()
        expect(page.locator("#grid-status")).not_to_contain_text("Saving")
    box = mine.get_by_role("group", name=f"Two versions of {PLEDGE}")
    expect(box).to_contain_text("changed this row")
    expect(box.get_by_role("row", name="people 40 41 99")).to_be_visible()
    assert people(own) == "99"
    box.get_by_role("button", name=choice).click()
    expect(box).to_have_count(0)
    expect(mine.locator(".tabulator-cell.changed")).to_have_count(0)
    expect(cell(mine, PLEDGE, "people")).to_have_text(left)
    assert people(own) == left
    # What they changed beside it stays either way.
    assert row_of(str(own.where), "pledges", PLEDGE).cells["to"] == "2022-04-30"


def test_a_pledge_that_is_withdrawn_is_gone_from_grid_and_store(
    opening: Opener, own: Served
) -> None:
    page = opening(own).go("/forces")
    found(page, FREE)
    page.get_by_role("button", name=f"Withdraw {FREE}", exact=True).click()
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded as change 3.")
    expect(cell(page, FREE, "id")).to_have_count(0)
    with pytest.raises(UnknownIdError):
        row_of(str(own.where), "pledges", FREE)


def test_a_row_that_others_name_isnt_taken_out_and_they_are_named(
    opening: Opener, own: Served
) -> None:
    page = opening(own).go("/forces?table=nations")
    found(page, "DNK")
    page.get_by_role("button", name="Take out DNK").click()
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-faults")).to_contain_text("'DNK' can't be taken out")
    expect(page.locator("#grid-faults")).to_contain_text("authorities dk-b159")


def test_a_row_added_in_the_grid_is_named_after_what_it_says(opening: Opener, own: Served) -> None:
    page = opening(own).go("/forces")
    before = total(own)
    page.get_by_role("button", name="Add a row").click()
    for column, text in (("nation", "ITA"), ("skill", "escort"), ("people", "7")):
        expect(page.locator(f".tabulator-editing[tabulator-field='{column}']")).to_be_visible()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator(".tabulator-editing[tabulator-field='from']")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded")
    assert total(own) == before + 1


def test_a_form_keeps_what_was_typed_and_tells_the_fault_at_its_field(
    opening: Opener, own: Served
) -> None:
    opened = opening(own, java_script_enabled=False)
    page = opened.go(f"/rows/pledges/{PLEDGE}")
    bad = {"people": "many", "rung": "", "belief": "2", "from": "", "note": "kept; all of it"}
    for name, text in bad.items():
        if name != "rung":
            field(page, name).fill(text)
    field(page, "rung").select_option("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was written.")
    for name, text in bad.items():
        expect(field(page, name)).to_have_value(text)
    expect(page.locator("#f-people-fault")).to_contain_text("a whole number")
    expect(field(page, "belief")).to_have_attribute("aria-invalid", "true")
    assert people(own) == "40"
    for name, text in (("people", "41"), ("belief", "")):
        field(page, name).fill(text)
    field(page, "nation").fill("XYZ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#f-nation-fault")).to_contain_text("isn't in nations")
    field(page, "nation").fill("ITA")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The row is changed.")
    assert people(own) == "41"


def test_a_form_of_a_row_that_moved_on_shows_both_and_keeps_yours(
    opening: Opener, own: Served
) -> None:
    opened = opening(own, java_script_enabled=False)
    page = opened.go(f"/rows/pledges/{PLEDGE}")
    changed_by_bert(own, people="99", to="2022-04-30")
    field(page, "people").fill("41")
    page.get_by_role("button", name="Save").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("bert changed it")
    expect(told.get_by_role("row", name="people 40 41 99")).to_be_visible()
    expect(field(page, "people")).to_have_value("41")
    expect(field(page, "to")).to_have_value("2022-04-30")
    assert people(own) == "99"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("The row is changed.")
    cells = row_of(str(own.where), "pledges", PLEDGE).cells
    assert (cells["people"], cells["to"]) == ("41", "2022-04-30")


def test_a_pledge_is_added_and_withdrawn_by_forms_without_script(
    opening: Opener, own: Served
) -> None:
    page = opening(own, java_script_enabled=False).go("/rows/pledges/new")
    said = {"id": "ita-new", "nation": "ITA", "skill": "escort", "people": "5"}
    for name, text in said.items():
        field(page, name).fill(text)
    page.get_by_role("button", name="Add the row").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ita-new")
    assert people(own, "ita-new") == "5"
    page.get_by_role("button", name="Withdraw the pledge").click()
    expect(page.locator(".note-box.good")).to_contain_text("ita-new is taken out.")
    with pytest.raises(UnknownIdError):
        row_of(str(own.where), "pledges", "ita-new")


def test_a_block_is_pasted_without_script_and_what_is_wrong_comes_back(
    opening: Opener, own: Served
) -> None:
    page = opening(own, java_script_enabled=False).go("/forces")
    before = total(own)
    page.get_by_text("Paste from a spreadsheet").click()
    page.get_by_label("Copied rows").fill(block(BAD))
    page.get_by_role("button", name="Paste", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("28 rows written as change 3.")
    expect(page.get_by_role("row", name="10 nation XYZ")).to_contain_text("isn't in nations")
    assert "few" in page.get_by_label("Rows, cells parted").input_value()
    assert total(own) == before + 28


@pytest.mark.parametrize("view", ["?at=2", "?as_of=2021-03-15", "?reader=host"])
def test_a_view_that_cant_be_changed_shows_rows_without_buttons(
    opening: Opener, nmi: Served, view: str
) -> None:
    page = opening(nmi).go(f"/forces{view}")
    expect(page.locator(".tabulator-row").first).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)


def news(page: Page) -> Locator:
    """What the grid tells of what others recorded; it is told within some seconds."""
    told = page.locator("#grid-news .note-box")
    expect(told).to_be_visible(timeout=20_000)
    return told


def test_rows_that_others_change_are_told_and_shown_without_losing_what_is_typed(
    opening: Opener, own: Served
) -> None:
    opened = opening(own)
    page = opened.go("/forces")
    typed(page, "dnk-escort", "people", "77")
    page.wait_for_timeout(3500)  # until the page listens
    changed_by_bert(own, people="99")
    expect(news(page)).to_contain_text("1 row has changed since you opened this: dnk-staff.")
    expect(cell(page, PLEDGE, "people")).to_have_text("40")
    page.get_by_role("button", name="Show as they are now").click()
    expect(cell(page, PLEDGE, "people")).to_have_text("99")
    expect(cell(page, "dnk-escort", "people")).to_have_text("77")
    expect(page.locator("#grid-news")).to_be_empty()
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row recorded as change 4.")
    assert (people(own), people(own, "dnk-escort")) == ("99", "77")
    opened.refuse_complaints()


def test_a_row_in_which_one_writes_stays_and_meets_the_others_version_when_it_is_saved(
    opening: Opener, own: Served
) -> None:
    page = opening(own).go("/forces")
    typed(page, PLEDGE, "people", "41")
    page.wait_for_timeout(3500)
    changed_by_bert(own, people="99")
    news(page).get_by_role("button", name="Show as they are now").click()
    expect(page.locator("#grid-status")).to_contain_text("1 row stays as you typed")
    expect(cell(page, PLEDGE, "people")).to_have_text("41")
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.get_by_role("group", name="Two versions of dnk-staff")).to_be_visible()
    assert people(own) == "99"


def test_the_keyboard_goes_past_the_rows_at_one_step(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/forces")
    expect(page.locator(".tabulator-row").first).to_be_visible()
    page.get_by_role("link", name="Skip the rows").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="New row by a form")).to_be_focused()


def test_on_paper_all_rows_of_the_grid_stand(opening: Opener, nmi: Served) -> None:
    page = opening(nmi).go("/forces?table=pledges")
    expect(page.locator(".tabulator-row").first).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    table = page.locator("table.tabulator-print-table")
    rows = rows_of(str(nmi.where), "pledges").rows
    expect(table.locator("tbody tr")).to_have_count(len(rows))
    expect(table).to_contain_text(rows[-1].id)
    expect(table.get_by_role("button")).to_have_count(0)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "the table is wider than the paper"
