"""What is typed wrongly comes back at its field with a sentence; no page is a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cadre.desk.desk import Desk
from cadre.desk.job_orders import JobKind
from cadre.desk.shelf import Shelf
from cadre.desk.signing import signed
from cadre.desk.store import begin_store
from cadre.web.kept import KeptPages
from tests.desk.plans import peopled
from tests.web.housing import housed
from tests.web.serving import store_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("typed")
    with housed(store_of(folder), folder / "shelf") as found:
        yield found


@pytest.mark.parametrize(
    ("address", "field", "typed", "said"),
    [
        ("/forces?day=soon", "day", "soon", "“soon” is no day. Write it as 2021-03-15."),
        ("/forces?day=2020-01-01", "day", "2020-01-01", "1 January 2020 lies outside the days"),
        ("/history?go=soon", "go", "soon", "is neither the number of a change nor a day"),
        ("/history?go=99", "go", "99", "has no change 99. Allowed: a change from 1 to 2."),
        ("/history/undo?first=x&last=2", "first", "x", "“x” is no number of a change."),
        ("/history/undo?first=2&last=1", "last", "1", "Change 1 lies before change 2."),
        ("/history/undo?first=8&last=9", "first", "8", "aren't among the changes of branch main"),
        ("/history/undo", "first", "", "is no number of a change"),
    ],
)
def test_a_fault_stands_at_its_field_beside_what_was_typed(
    client: TestClient, address: str, field: str, typed: str, said: str
) -> None:
    answer = client.get(address)
    page = unescape(answer.text)
    assert answer.status_code == 422
    at = page.index(f'<input id="{field}"')
    shown = page[at : at + 700]
    assert f'value="{typed}"' in shown
    assert f'aria-describedby="{field}-fault"' in shown
    assert said in shown


@pytest.mark.parametrize("name", ["x" * 5000, "main@" + "1" * 5000])
def test_a_branch_that_no_file_could_be_called_is_refused_and_breaks_nothing(
    client: TestClient, name: str
) -> None:
    """The server looked for a file of that name, and the page said that something broke."""
    assert client.get("/history/merge", params={"source": name}).status_code == 400


def test_a_moment_that_is_typed_leads_to_the_log_as_of_then(client: TestClient) -> None:
    answer = client.get("/history?go=2", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/history?at=2")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/plan/what-if?plan=x&as_of=2021-03-20", "/plan?plan=x&as_of=2021-03-20"),
        ("/plan/solve", "/plan"),
        ("/futures/play", "/futures"),
        ("/brief/stop", "/brief"),
        ("/rows/pledges/paste", "/forces?table=pledges"),
        ("/log-out", "/"),
    ],
)
def test_who_comes_back_to_where_a_form_was_sent_finds_the_page_with_the_form(
    client: TestClient, asked: str, answered: str
) -> None:
    """A form typed wrongly is shown again at the address it was sent to."""
    answer = client.get(asked, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, answered)


def test_programs_are_told_which_method_an_address_has(client: TestClient) -> None:
    assert client.get("/api/jobs/x/cancel").status_code in (404, 405)
    assert client.delete("/plan").status_code == 405


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk with a plan in force."""
    folder = tmp_path_factory.mktemp("planner")
    store = store_of(folder)
    result = peopled(Desk.open(str(store)))
    shelf = Shelf(folder / "shelf")
    made = result.plan.made_from
    key = shelf.put(JobKind.PLAN, result, made_from=made, asked={}, by="Anna")
    shelf.put_in_force("main", key, "Anna")
    with housed(store, folder / "shelf") as found:
        yield found


@pytest.mark.parametrize(
    ("path", "sent", "field", "said"),
    [
        ("/plan/what-if", {"form": "abc", "text": "erbil"}, "text", "'erbil' isn't understood"),
        ("/plan/what-if", {"form": "abc"}, "form", "form: is 'abc'; allowed: a number such as 6."),
        ("/plan/what-if", {"form": "0"}, "form", "lacks its"),
        ("/plan/what-if", {"text": ""}, "text", "is no what-if, or an empty one"),
        ("/plan/what-if", {"text": "site mars closes"}, "text", "'mars' isn't understood"),
        ("/plan/what-if", {"text": "x", "problem": "x", "visit": "x"}, "text", "isn't understood"),
        ("/plan/solve", {"seconds": "soon"}, "seconds", "is 'soon'"),
        ("/plan/solve", {"seconds": "-1"}, "seconds", "-1.0; allowed: from 0.1 to 86,400."),
        ("/plan/solve", {"seed": "1.5"}, "seed", "1.5"),
        ("/futures/play", {"plan": "x", "futures": "many"}, "futures", "is 'many'"),
    ],
)
def test_what_a_run_can_not_be_asked_is_told_at_its_field_before_anything_runs(
    planner: TestClient, path: str, sent: dict[str, str], field: str, said: str
) -> None:
    answer = planner.post(path, data=sent)
    page = unescape(answer.text)
    assert answer.status_code == 422
    at = page.index(f'<span class="fault" id="{field}-fault">')
    assert said in page[at : at + 400]
    for typed in (sent[key] for key in sent.keys() & {"text", "seconds", "seed", "futures"}):
        assert f">{typed}</textarea>" in page or f'value="{typed}"' in page
    assert planner.get("/api/jobs").json()["jobs"] == []


def test_a_row_that_there_is_not_does_not_say_that_its_table_is_empty(client: TestClient) -> None:
    page = unescape(client.get("/rows/pledges/nobody").text)
    assert "row of pledges 'nobody': not in the dossier." in page
    assert "has no row" not in page


def test_a_store_without_a_mission_tells_how_to_take_one_in(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    begin_store(str(empty), signed("founder", "begun"))
    with housed(empty, tmp_path / "shelf") as found:
        answer = found.get("/plan")
        assert answer.status_code == 404
        assert "There is no mission here yet" in answer.text
        assert f"cadre store import {empty} FOLDER" in answer.text
        assert '<a class="button" href="/">Look again</a>' in answer.text
        told = found.get("/api/overview").json()
    assert set(told) >= {"type", "title", "status", "detail", "instance", "remedy"}
    assert "back" not in told


def test_from_before_the_first_mission_a_way_leads_back_to_the_log(client: TestClient) -> None:
    page = client.get("/law?at=1").text
    assert "Choose a later change." in page
    assert '<a class="button" href="/history">Go to the history</a>' in page


def test_what_is_sent_to_an_address_ends_no_making_of_its_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[tuple[str, ...]] = []
    monkeypatch.setattr(KeptPages, "done", lambda _, key: ended.append(key))
    client.post("/brief", data={"seconds": "abc", "futures": "7"})
    assert ended == []
    client.get("/brief")
    assert [key[0] for key in ended] == ["/brief"]
