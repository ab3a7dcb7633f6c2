"""History on the web: what is sent to it is checked, shown before it is done, and told after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from cadre.desk import passwords
from cadre.desk.accounts import Accounts
from cadre.desk.signing import signed
from cadre.desk.store import begin_branch, merge_branch
from cadre.desk.store_history import log_of
from cadre.dossier.wherever import load_from
from tests.web.desks import accounts_in, desk, edit, enter
from tests.web.serving import ROOT, store_of


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time."""
    fast = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: fast)
    passwords.nobody.cache_clear()
    yield
    passwords.nobody.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The template in a store: 3 begins a branch, 4 changes main, 5 the branch."""
    where = str(store_of(tmp_path, "template"))
    begin_branch(where, "option", signed("ben", "an option"))
    edit(where, 33)
    edit(f"{where}#option", 11, "clara")
    return where


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with closing(accounts_in(tmp_path)) as found:
        yield found


@pytest.fixture
def client(store: str) -> Iterator[TestClient]:
    """Whoever sits at the machine: an editor."""
    with desk(Path(store)) as found:
        yield found


@pytest.fixture
def shared(store: str, accounts: Accounts) -> Iterator[TestClient]:
    """A desk where one logs in."""
    with desk(Path(store), accounts) as found:
        yield found


def people(where: str) -> int:
    return int(load_from(where).mission.posts[0].people)


POST = str(load_from(ROOT / "examples" / "template").mission.posts[0].id)


def test_the_log_tells_who_when_and_why_and_what_it_changed(client: TestClient) -> None:
    page = client.get("/history").text
    for words in ("Change 4", "33 now", f'href="/evidence/posts/{POST}"', ">33<"):
        assert words in page
    assert "Change 5" not in page, "that is another branch's"
    assert "Change 5" in client.get("/history?branch=option").text


def test_the_log_as_of_a_change_ends_there(client: TestClient) -> None:
    page = client.get("/history?at=2").text
    assert "Change 2<" in page
    assert "Change 4<" not in page
    assert "Undo change" not in page, "the past can't be changed"


def test_a_long_log_is_paged_and_misses_none(client: TestClient, store: str) -> None:
    for count in range(100, 125):
        edit(store, count)
    seen, path = [], "/api/changes?limit=7"
    while path:
        told = client.get(path).json()
        seen += [one["seq"] for one in told["changes"]]
        path = told["next"]
    assert seen == [one.seq for one in log_of(store).entries]
    assert "Earlier changes" in client.get("/history").text


def test_a_folder_says_how_to_get_a_history() -> None:
    with desk(ROOT / "examples" / "template") as client:
        page = client.get("/history")
        assert (page.status_code, "cadre store init m.db" in page.text) == (200, True)
        for path in ("/history/compare", "/history/branches", "/api/changes", "/api/branches"):
            told = client.get(path)
            assert (told.status_code, "cadre store init" in told.text) == (400, True)


@pytest.mark.parametrize("at", ["99", "0", "yesterday", "2026-13-40", "4/../../x.db", "4%23other"])
def test_a_moment_that_there_is_not_is_told(client: TestClient, at: str) -> None:
    assert client.get(f"/history?at={at}").status_code == 400


def test_the_first_rows_of_a_store_are_compared_with_nothing(client: TestClient) -> None:
    """`All rows of this change` of the change that took the example in led to no page."""
    log = client.get("/history").text
    way = unescape(re.findall(r'href="([^"]+)">All rows of this change', log)[-1])
    told = client.get(way)
    assert (told.status_code, "advise-ministry" in told.text) == (200, True)
    assert client.get("/history/compare?old_at=2&new_at=1").status_code == 200
    assert "The mission as of then" in log
    assert 'href="/?at=1"' not in log, "there is no mission then"
    assert client.get("/history/compare?old_at=1&new_at=1").status_code == 404


def test_two_states_are_compared_row_by_row(client: TestClient) -> None:
    page = client.get("/history/compare?old_branch=main&old_at=4&new_branch=option").text
    assert "1 row differs" in page
    assert ">33<" in page
    assert ">11<" in page


@pytest.mark.parametrize("at", ["soon", "99", "1999-01-01"])
def test_a_state_that_there_is_not_is_told_at_its_field(client: TestClient, at: str) -> None:
    for old, new, fault in ((at, "", "old-fault"), ("", at, "new-fault")):
        page = client.get(f"/history/compare?old_branch=main&old_at={old}&new_at={new}")
        assert page.status_code == 422
        assert f'id="{fault}"' in page.text
        assert f'value="{at}"' in page.text
    assert client.get("/history/compare?old_branch=none").status_code == 422


def test_an_undoing_is_shown_first_and_done_then(client: TestClient, store: str) -> None:
    before = people(f"{store}@2")
    page = client.get("/history/undo?first=4").text
    assert "1 row would change" in page
    assert people(store) == 33, "nothing is done by looking"
    because = " a slip,\r\ntwice "
    sent = {"first": 4, "last": 4, "head": 5, "branch": "main", "because": because}
    told = client.post("/history/undo", data=sent)
    assert (told.status_code, told.headers["location"]) == (303, "/history?made=6")
    assert people(store) == before
    last = log_of(store, at_most=1).entries[0]
    assert (last.does, last.reason) == ("undoes 4", "a slip, twice")
    assert "Change 6 is recorded: it undoes 4" in client.get("/history?made=6").text


def test_an_undoing_that_others_overtook_is_shown_anew_with_what_was_typed(
    client: TestClient, store: str
) -> None:
    edit(f"{store}#option", 12, "clara")
    sent = {"first": 4, "last": 4, "head": 5, "branch": "main", "because": "a slip"}
    told = client.post("/history/undo", data=sent)
    assert told.status_code == 412
    assert "moved on since" in told.text
    assert "a slip</textarea>" in told.text
    assert people(store) == 33


def test_an_undoing_in_the_way_of_which_something_stands_can_not_be_sent(
    client: TestClient, store: str
) -> None:
    edit(store, 44)
    page = client.get("/history/undo?first=4").text
    assert "Later changes stand in the way" in page
    assert "Undo change 4</button>" not in page
    told = client.post("/history/undo", data={"first": 4, "last": 4, "head": 6})
    assert told.status_code == 422
    assert people(store) == 44


def test_a_span_is_undone_at_once(client: TestClient, store: str) -> None:
    edit(store, 44)
    assert client.post("/history/undo", data={"first": 4, "last": 6, "head": 6}).status_code == 303
    assert people(store) == people(f"{store}@2")


def test_a_branch_is_begun_where_it_was_asked_to(client: TestClient, store: str) -> None:
    sent = {"name": "earlier", "parent": "main", "at": "2", "because": "before the conference"}
    told = client.post("/history/branches", data=sent)
    assert told.headers["location"] == "/history/branches?made=earlier"
    assert people(f"{store}#earlier") == people(f"{store}@2") != people(store)
    assert "Branch earlier is begun" in client.get("/history/branches?made=earlier").text


@pytest.mark.parametrize(
    "sent", [{"name": "option"}, {"name": "a b"}, {"name": "new", "at": "99"}, {"name": ""}]
)
def test_a_branch_that_can_not_be_begun_brings_the_form_back(
    client: TestClient, sent: dict[str, str]
) -> None:
    told = client.post("/history/branches", data={"because": "kept as typed"} | sent)
    assert told.status_code == 422
    assert 'role="alert"' in told.text
    assert "kept as typed</textarea>" in told.text


def merging(**more: str) -> dict[str, str]:
    return {"branch": "main", "source": "option", "head": "5", "because": "the board chose"} | more


@pytest.mark.parametrize(("side", "count"), [("ours", 33), ("theirs", 11)])
def test_a_conflict_is_settled_by_the_side_chosen(
    client: TestClient, store: str, side: str, count: int
) -> None:
    page = client.get("/history/merge?branch=main&source=option").text
    assert f'value="posts/{POST}.people=theirs"' in page
    told = client.post("/history/merge", data=merging(**{"take.1": f"posts/{POST}.people={side}"}))
    assert (told.status_code, told.headers["location"]) == (303, "/history?made=6")
    assert people(store) == count
    assert log_of(store, at_most=1).entries[0].does == "merges option@5"


def test_a_merge_with_a_conflict_left_open_writes_nothing(client: TestClient, store: str) -> None:
    told = client.post("/history/merge", data=merging())
    assert (told.status_code, "one conflict stands open" in told.text) == (422, True)
    assert "the board chose</textarea>" in told.text
    # A reload asks for what the form was sent to.
    assert 'action="/history/merge?source=option"' in told.text
    assert log_of(store, at_most=1).entries[0].seq == 4


def test_a_merge_that_others_overtook_keeps_what_was_chosen(client: TestClient, store: str) -> None:
    edit(store, 44)
    chosen = {"take.1": f"posts/{POST}.people=theirs"}
    told = client.post("/history/merge", data=merging(**chosen))
    assert (told.status_code, "moved on since" in told.text) == (412, True)
    assert '.people=theirs" checked' in told.text
    assert people(store) == 44


def test_what_was_merged_already_has_nothing_to_change(client: TestClient, store: str) -> None:
    merge_branch(store, "option", ["theirs"], signed("ben"))
    told = client.post("/history/merge", data=merging(head="6"))
    assert told.headers["location"] == "/history?made=nothing"
    assert "nothing to change" in client.get("/history?made=nothing").text


ROLES = [
    ("dan", "/history/branches", {"name": "mine"}, "planner"),
    ("dan", "/history/undo", {"first": "4", "last": "4", "head": "5"}, "editor"),
    ("clara", "/history/undo", {"first": "4", "last": "4", "head": "5"}, "editor"),
    ("clara", "/history/merge", {"branch": "main", "source": "option", "head": "5"}, "editor"),
]


@pytest.mark.parametrize(("name", "path", "sent", "role"), ROLES)
def test_a_role_that_is_too_low_changes_nothing_and_is_told_why(
    shared: TestClient, store: str, name: str, path: str, sent: dict[str, str], role: str
) -> None:
    enter(shared, name)
    told = shared.post(path, data=sent)
    assert told.status_code == 403
    assert f"the role {role}" in told.text
    assert log_of(store, at_most=1).entries[0].seq == 4


def test_a_planner_begins_a_branch_and_it_is_signed_with_the_account(
    shared: TestClient, store: str
) -> None:
    enter(shared, "clara")
    assert shared.post("/history/branches", data={"name": "mine"}).status_code == 303
    assert log_of(f"{store}#mine", at_most=1).entries[0].actor == "clara"


def test_whoever_does_not_see_all_neither_lists_branches_nor_changes_any(
    shared: TestClient, store: str
) -> None:
    """Hana is an editor, but reads as the public."""
    enter(shared, "hana")
    page = shared.get("/history").text
    assert "option" not in page
    assert "What was shown to others" not in page
    for path in ("/history/branches", "/history/merge?source=option", "/history/undo?first=4"):
        assert shared.get(path).status_code == 403
    assert shared.get("/api/branches").status_code == 403
    assert shared.post("/api/undo", json={"first": 4}).status_code == 403
    assert people(store) == 33


def test_the_api_begins_merges_and_undoes(client: TestClient, store: str) -> None:
    told = client.get("/api/branches").json()
    assert [one["name"] for one in told["branches"]] == ["main", "option"]
    made = client.post("/api/branches", json={"name": "another", "because": "why not"})
    assert (made.status_code, made.json()["branch"]) == (201, "another")
    trial = client.post("/api/merges", json={"source": "option", "dry_run": True}).json()
    assert [one["place"] for one in trial["conflicts"]] == [f"posts/{POST}.people"]
    refused = client.post("/api/merges", json={"source": "option"})
    assert (refused.status_code, refused.headers["content-type"]) == (
        409,
        "application/problem+json",
    )
    assert f"posts/{POST}.people" in refused.json()["detail"]
    done = client.post("/api/merges", json={"source": "option", "take": ["theirs"]})
    assert (done.status_code, people(store)) == (200, 11)
    seq = done.json()["seq"]
    trial = client.post("/api/undo", json={"first": seq, "dry_run": True}).json()
    assert (trial["rows"][0]["id"], people(store)) == (POST, 11)
    assert client.post("/api/undo", json={"first": seq}).status_code == 200
    assert people(store) == 33
    differs = client.get("/api/diff?old=@4&new=main").json()
    assert (differs["rows"], client.get("/api/diff?old=option").json()["rows"] != []) == ([], True)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/api/undo", {"first": 0}),
        ("/api/undo", {}),
        ("/api/merges", {"source": "option", "take": "theirs"}),
        ("/api/branches", {"name": "x" * 65}),
        ("/api/branches", []),
    ],
)
def test_a_body_of_another_form_is_told_field_by_field(
    client: TestClient, path: str, sent: object
) -> None:
    told = client.post(path, json=sent)
    assert (told.status_code, told.headers["content-type"]) == (422, "application/problem+json")
    assert told.json()["errors"][0]["pointer"].startswith("/body")


def test_an_answer_of_the_api_is_sent_once_only(client: TestClient, store: str) -> None:
    tag = client.get("/api/changes").headers["etag"]
    assert client.get("/api/changes", headers={"If-None-Match": tag}).status_code == 304
    edit(store, 55)
    assert client.get("/api/changes", headers={"If-None-Match": tag}).status_code == 200
