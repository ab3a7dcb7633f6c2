"""What pages show, as data: for programs, with the same rules for readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jsonschema
import pytest
from fastapi.testclient import TestClient

from cadre.desk.desk import Desk
from cadre.desk.roles import Role
from cadre.desk.seen import seen
from cadre.dossier.tables import TABLES
from tests.web.housing import housed
from tests.web.serving import store_of

CALLS = {
    "/api/overview": "/api/overview",
    "/api/findings?code=EVI&severity=warning": "/api/findings",
    "/api/evidence/pledges/dnk-staff": "/api/evidence/{table}/{key}",
    "/api/evidence/claims/F0315": "/api/evidence/{table}/{key}",
    "/api/chain?page=overview&number=pledged": "/api/chain",
    "/api/search?q=danish": "/api/search",
    "/api/needs": "/api/needs",
    "/api/cover?activity=mod-advice": "/api/cover",
}


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("reading")
    with housed(store_of(folder), folder / "shelf") as client:
        yield client


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Desk]]:
    folder = tmp_path_factory.mktemp("host")
    store = store_of(folder)
    with housed(store, folder / "shelf", role=Role.READER, reader="host") as client:
        yield client, Desk.open(str(store), reader="host")


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_has_the_form_that_the_description_promises(staff: TestClient, call: str) -> None:
    answer = staff.get(call)
    assert answer.status_code == 200
    described = staff.get("/api/openapi.json").json()
    told = described["paths"][CALLS[call]]["get"]["responses"]["200"]
    form = told["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator({**form, "paths": described["paths"]})
    assert [one.message[:200] for one in validator.iter_errors(answer.json())][:3] == []


@pytest.mark.parametrize("call", CALLS)
def test_what_a_program_holds_isnt_sent_again(staff: TestClient, call: str) -> None:
    tag = staff.get(call).headers["etag"]
    assert staff.get(call, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("/api/evidence/pledges/nobody", 404),
        ("/api/evidence/tanks/one", 404),
        ("/api/chain?page=overview&number=nothing", 404),
        ("/api/chain?page=nowhere&number=x", 404),
        ("/api/chain", 422),
        ("/api/search?q=a&limit=0", 422),
        ("/api/needs?day=2099-01-01", 400),
        ("/api/needs?day=soon", 422),
        ("/api/overview?as_of=soon", 400),
        ("/api/findings?plan=none", 400),
    ],
)
def test_what_cant_be_answered_is_told_as_a_problem(
    staff: TestClient, call: str, status: int
) -> None:
    answer = staff.get(call)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_lists_lead_to_what_comes_next(staff: TestClient) -> None:
    answer = staff.get("/api/search?q=training&kind=claims&limit=30")
    found = [hit["id"] for one in answer.json()["kinds"] for hit in one["hits"]]
    while "link" in answer.headers:
        answer = staff.get(answer.headers["link"].partition(">")[0].removeprefix("<"))
        found += [hit["id"] for one in answer.json()["kinds"] for hit in one["hits"]]
    whole = staff.get("/api/search?q=training&kind=claims&limit=500").json()
    assert found == [hit["id"] for one in whole["kinds"] for hit in one["hits"]]
    assert len(found) > 60


PAGES = (
    "/evidence",
    "/evidence?part=conflicts",
    "/evidence?part=sources",
    "/evidence?part=assumptions",
    "/findings",
    "/findings/rules",
    "/chain?page=overview&number=pledged",
    "/",
)


def test_a_guarded_reader_sees_neither_rows_withheld_nor_how_many(
    host: tuple[TestClient, Desk], staff: TestClient
) -> None:
    client, desk = host
    left = {table: {row.id for row in getattr(seen(desk), table)} for table in TABLES}
    gone = [
        (table, row.id)
        for table in TABLES
        for row in getattr(desk.mission, table)
        if row.id not in left[table]
    ]
    assert len(gone) > 20
    pages = {path: client.get(path).text for path in PAGES}
    for path, text in pages.items():
        assert "shown to this reader" not in text, path
        led = [f"/evidence/{table}/{key}" for table, key in gone]
        assert [one for one in led if f'{one}"' in text] == [], path
    counted = f'<span class="count">{len(seen(desk).claims)}</span>'
    assert counted in pages["/evidence"]
    assert counted not in staff.get("/evidence").text


def test_a_row_withheld_answers_as_one_that_never_was(host: tuple[TestClient, Desk]) -> None:
    client, desk = host
    key = next(one.id for one in desk.mission.claims if one not in seen(desk).claims)
    for path in ("/evidence/claims/{}", "/api/evidence/claims/{}", "/cited/{}"):
        refused, never = client.get(path.format(key)), client.get(path.format("F9999"))
        assert refused.status_code == never.status_code == 404
        assert refused.text.replace(key, "F9999") == never.text
    assert client.get(f"/api/search?q={key}").json()["count"] == 0


def test_nobody_reads_with_others_eyes_but_the_staff(
    host: tuple[TestClient, Desk], staff: TestClient
) -> None:
    assert host[0].get("/evidence?reader=ally").status_code == 403
    assert staff.get("/evidence?reader=host").status_code == 200


def test_a_citation_leads_to_its_row_in_the_same_view(staff: TestClient) -> None:
    answer = staff.get("/cited/F0382?as_of=2021-03-01", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/evidence/claims/F0382?as_of=2021-03-01"


@pytest.mark.parametrize("page", ["/evidence/authorities/access-2021", "/rows/authorities/new"])
def test_what_a_column_means_is_told_in_plain_words_of_no_one_alliance(
    staff: TestClient, page: str
) -> None:
    """Readers saw marks of code, and a union's staff was shown how an alliance marks its rows."""
    helps = re.findall(r'<span class="h(?:elp|int)"[^>]*>(.*?)</span>', staff.get(page).text)
    assert len(helps) > 4
    assert [one for one in helps if "`" in one or "NATO" in one] == []
