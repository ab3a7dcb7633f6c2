"""Access: who comes in, who doesn't, and what a page of somebody else's can't make one do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from cadre.desk import passwords, throttling
from cadre.desk.accounts import Accounts
from cadre.desk.roles import Role
from cadre.web.access import local
from tests.web.desks import RIGHT, accounts_in, desk, enter
from tests.web.serving import ROOT

WRONG = "This name and password don&#39;t open an account."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that take no time."""
    fast = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: fast)
    passwords.nobody.cache_clear()
    yield
    passwords.nobody.cache_clear()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with closing(accounts_in(tmp_path)) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dossier; what others are shown is recorded in it."""
    made = tmp_path / "dossier"
    shutil.copytree(ROOT / "examples" / "template", made)
    return made


@pytest.fixture
def client(folder: Path, accounts: Accounts) -> Iterator[TestClient]:
    with desk(folder, accounts) as found:
        yield found


def test_who_is_not_logged_in_is_led_to_the_log_in_and_then_to_what_they_wanted(
    client: TestClient,
) -> None:
    told = client.get("/history?at=4&branch=main")
    assert told.status_code == 303
    where = urlsplit(told.headers["location"])
    assert (where.path, parse_qs(where.query)) == ("/log-in", {"to": ["/history?at=4&branch=main"]})
    page = client.get(told.headers["location"])
    assert 'value="/history?at=4&amp;branch=main"' in page.text
    enter(client, "ben", "/history?at=4&branch=main")


def test_strangers_learn_nothing_of_the_mission(client: TestClient) -> None:
    with desk(ROOT / "examples" / "template") as open_one:
        name = "Lakeland"
        assert name in open_one.get("/").text
    assert name not in client.get("/log-in").text


@pytest.mark.parametrize(
    "path", ["/api/changes", "/api/branches", "/api/diff?old=main", "/api/openapi.json"]
)
def test_the_api_says_401_as_a_problem(client: TestClient, path: str) -> None:
    told = client.get(path)
    if path.endswith("openapi.json"):
        assert told.status_code == 200, "what can be asked is no secret"
        return
    assert (told.status_code, told.headers["content-type"]) == (401, "application/problem+json")
    assert told.json()["title"] == "Please log in"


def test_a_form_sent_after_the_session_ended_is_not_lost_in_a_redirect(
    client: TestClient,
) -> None:
    """A redirect would throw away what was typed; going back brings it back."""
    told = client.post("/history/branches", data={"name": "option"})
    assert told.status_code == 401
    assert "send it again" in told.text


def test_a_piece_of_a_page_leads_the_whole_page_to_the_log_in(client: TestClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/plan?branch=a"}
    told = client.get("/", headers=headers)
    assert told.headers["hx-redirect"] == "/log-in?to=%2Fplan%3Fbranch%3Da"


@pytest.mark.parametrize("name", ["ben", "nobody"])
def test_a_wrong_password_is_told_without_telling_which(client: TestClient, name: str) -> None:
    told = client.post("/log-in", data={"name": name, "password": "not it at all", "to": "/plan"})
    assert told.status_code == 403
    assert WRONG in told.text
    assert f'value="{name}"' in told.text, "the name stays typed"
    assert 'value="/plan"' in told.text
    assert "not it at all" not in told.text
    assert "set-cookie" not in told.headers


def test_too_many_failures_are_told_with_how_long_to_wait(client: TestClient) -> None:
    wrong = {"name": "ben", "password": "not it at all"}
    for _ in range(throttling.OF_BOTH):
        assert client.post("/log-in", data=wrong).status_code == 403
    told = client.post("/log-in", data=wrong | {"password": RIGHT})
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) == pytest.approx(throttling.WINDOW, abs=60)
    assert "Wait 15 minutes" in told.text


def cookie_of(client: TestClient, name: str = "ben") -> str:
    sent = client.post("/log-in", data={"name": name, "password": RIGHT})
    return sent.headers.get_list("set-cookie")[0]


def test_no_script_and_no_other_site_gets_at_the_cookie(client: TestClient) -> None:
    told = cookie_of(client)
    assert told.startswith("cadre-80=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(told.split("; "))
    assert "Domain" not in told


def test_behind_https_the_cookie_is_bound_to_this_host(folder: Path, accounts: Accounts) -> None:
    with desk(folder, accounts, base="https://testserver") as client:
        told = cookie_of(client)
        assert told.startswith("__Host-cadre=")
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(told.split("; "))
        assert client.get("/").status_code == 200


def test_a_token_that_somebody_else_put_there_opens_nothing(
    client: TestClient, accounts: Accounts
) -> None:
    """Session fixation: whoever knows a token before the log-in must not know it after."""
    planted = accounts.log_in("dan", RIGHT, "198.51.100.1").token
    client.cookies.set("cadre-80", planted)
    sent = client.post("/log-in", data={"name": "ben", "password": RIGHT})
    assert planted not in sent.headers["set-cookie"]
    assert accounts.session(planted) is None
    client.cookies.clear()
    client.cookies.set("cadre-80", planted)
    assert client.get("/").status_code == 303


def test_who_logs_out_is_out_on_the_server_too(client: TestClient, accounts: Accounts) -> None:
    enter(client, "ben")
    token = client.cookies["cadre-80"]
    told = client.post("/log-out")
    assert (told.status_code, told.headers["location"]) == (303, "/log-in")
    assert told.headers["clear-site-data"] == '"cache"'
    assert "cadre-80" not in client.cookies
    client.cookies.set("cadre-80", token)
    assert client.get("/").status_code == 303
    assert accounts.session(token) is None


ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
@pytest.mark.parametrize("path", ["/log-in", "/log-out", "/accounts", "/account/password"])
def test_a_form_on_another_site_does_nothing_here(
    client: TestClient, accounts: Accounts, path: str, headers: dict[str, str]
) -> None:
    enter(client, "anna")
    token = client.cookies["cadre-80"]
    sent = {"name": "eve", "password": RIGHT, "role": "administrator"}
    told = client.post(path, data=sent, headers=headers)
    assert told.status_code == 403
    assert "set-cookie" not in told.headers
    assert [one.name for one in accounts.all()] == ["anna", "ben", "clara", "dan", "hana"]
    assert accounts.session(token) is not None


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/log-out",
        "/log-in?to=/log-in",
        "/api/changes",
        " /plan",
    ],
)
def test_what_leads_elsewhere_leads_to_the_overview(client: TestClient, to: str) -> None:
    told = client.post("/log-in", data={"name": "ben", "password": RIGHT, "to": to})
    assert (told.status_code, told.headers["location"]) == (303, "/")


@given(st.text(max_size=60))
def test_no_text_leads_off_this_desk(text: str) -> None:
    path = local(text)
    parts = urlsplit(path)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert path.startswith("/")
    assert path in (text, "/")


REFUSED = [
    ("dan", "/accounts", Role.ADMINISTRATOR),
    ("ben", "/accounts", Role.ADMINISTRATOR),
]


@pytest.mark.parametrize(("name", "path", "role"), REFUSED)
def test_a_role_that_is_too_low_is_refused_with_a_sentence(
    client: TestClient, name: str, path: str, role: Role
) -> None:
    enter(client, name)
    told = client.get(path)
    assert told.status_code == 403
    assert "isn&#39;t enough for this" in told.text
    assert f"the role {role.word}" in told.text


@pytest.mark.parametrize(
    "path", ["/accounts", "/accounts/dan/role", "/accounts/dan/password", "/accounts/anna/disable"]
)
def test_only_administrators_change_accounts(
    client: TestClient, accounts: Accounts, path: str
) -> None:
    """A page that isn't shown could still be sent to."""
    before = accounts.moment()
    enter(client, "ben")
    after_log_in = accounts.moment()
    sent = {"name": "eve", "password": "another few words", "role": "administrator"}
    assert client.post(path, data=sent).status_code == 403
    assert accounts.moment() == after_log_in != before


def test_an_administrator_adds_changes_and_disables(client: TestClient, accounts: Accounts) -> None:
    enter(client, "anna")
    added = {"name": "eva", "role": "planner", "reader": "host", "password": "eva has a word"}
    told = client.post("/accounts", data=added)
    assert told.headers["location"] == "/accounts?done=added"
    assert "eva" in client.get("/accounts?done=added").text
    client.post("/accounts/eva/role", data={"role": "editor", "reader": "staff"})
    assert (accounts.account("eva").role, accounts.account("eva").reader) == (Role.EDITOR, "staff")
    client.post("/accounts/eva/password", data={"password": "eva has another"})
    accounts.log_in("eva", "eva has another", "")
    client.post("/accounts/eva/disable")
    assert accounts.account("eva").disabled
    client.post("/accounts/eva/enable")
    assert not accounts.account("eva").disabled
    assert accounts.notes(1)[0].actor == "anna"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"password": "short"}, "has 5 characters"),
        ({"name": "b c"}, "The name of an account"),
        ({"name": "BEN"}, "is there already"),
        ({"reader": "nobody"}, "Audience &#39;nobody&#39;"),
        ({"role": "emperor"}, "Role &#39;emperor&#39; is none"),
    ],
)
def test_a_form_with_a_fault_comes_back_filled_without_the_password(
    client: TestClient, sent: dict[str, str], says: str
) -> None:
    enter(client, "anna")
    whole = {"name": "eva", "role": "planner", "reader": "host", "password": "eva has a word"}
    told = client.post("/accounts", data=whole | sent)
    assert told.status_code == 422
    assert says in told.text
    assert f'value="{(whole | sent)["name"]}"' in told.text
    assert whole["password"] not in told.text
    assert "short" not in told.text


def test_a_page_of_accounts_is_not_taken_from_the_browser_once_they_changed(
    client: TestClient, accounts: Accounts
) -> None:
    enter(client, "anna")
    tag = client.get("/accounts").headers["etag"]
    assert client.get("/accounts", headers={"If-None-Match": tag}).status_code == 304
    accounts.disable("dan", by="console")
    assert client.get("/accounts", headers={"If-None-Match": tag}).status_code == 200


def test_ones_own_password_is_changed_by_who_knows_the_old_one(
    client: TestClient, accounts: Accounts
) -> None:
    enter(client, "ben")
    before = client.cookies["cadre-80"]
    sent = {"old": "not it at all", "new": "another few words", "again": "another few words"}
    told = client.post("/account/password", data=sent)
    assert (told.status_code, "The old password is wrong" in told.text) == (422, True)
    told = client.post("/account/password", data=sent | {"old": RIGHT, "again": "other"})
    assert "differs from its repetition" in told.text
    told = client.post("/account/password", data=sent | {"old": RIGHT})
    assert told.headers["location"] == "/account?done=password"
    assert client.get("/account?done=password").status_code == 200
    assert client.cookies["cadre-80"] != before
    assert accounts.session(before) is None


def test_a_disabled_account_is_out_at_once(client: TestClient, accounts: Accounts) -> None:
    enter(client, "ben")
    assert client.get("/").status_code == 200
    accounts.disable("ben", by="anna")
    assert client.get("/").status_code == 303


def test_whoever_reads_as_others_sees_with_their_eyes_only(client: TestClient) -> None:
    enter(client, "hana")
    assert "as Anybody may see it" in client.get("/").text
    assert client.get("/?reader=staff").status_code == 403


def test_without_accounts_there_is_no_log_in(folder: Path) -> None:
    with desk(folder) as client:
        assert client.get("/").status_code == 200
        assert client.get("/log-in").headers["location"] == "/"
        assert client.get("/accounts").status_code == 404
