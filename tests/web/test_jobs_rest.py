"""Long runs over the API: ordered by a program, followed over a broken line, stopped, read."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cadre.desk.jobs import Jobs
from cadre.desk.roles import Role
from cadre.desk.room import Room
from cadre.web.application import application
from cadre.web.house import House
from cadre.web.who import Who
from tests.web.serving import Served, serving, store_of


class Client:
    """A program that talks to a served desk."""

    def __init__(self, served: Served) -> None:
        self.host = served.at.removeprefix("http://")

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 - JSON
        connection = http.client.HTTPConnection(self.host, timeout=300)
        text = None if body is None else json.dumps(body)
        sent = {"Content-Type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection.request(method, path, text, sent)
        answer = connection.getresponse()
        self.status, self.headers = answer.status, answer.headers
        found = json.loads(answer.read() or b"null")
        connection.close()
        return found

    @contextmanager
    def listening(
        self, path: str, event: bytes = b"job", **headers: str
    ) -> Iterator[Iterator[dict[str, Any]]]:
        """The events of one kind in a stream, until one has heard enough."""
        connection = http.client.HTTPConnection(self.host, timeout=300)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, None, sent)
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")

        def heard() -> Iterator[dict[str, Any]]:
            kind = b""
            for line in answer:
                kind = line[7:].strip() if line.startswith(b"event: ") else kind
                if line.startswith(b"data: ") and kind == event:
                    yield json.loads(line[6:])

        yield heard()
        connection.close()


pytestmark = pytest.mark.xdist_group("jobs")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    store = store_of(tmp_path_factory.mktemp("jobs"), "template")
    with serving(store) as found:
        yield Client(found)


def test_a_plan_is_ordered_followed_and_read(client: Client) -> None:
    job = client.ask("POST", "/api/jobs", {"kind": "plan", "asked": {"seconds": 0.5}})
    assert client.status == 201
    assert client.headers["Location"] == f"/api/jobs/{job['id']}"
    assert (job["branch"], job["asked"]) == ("main", {"seconds": 0.5, "seed": 0})
    assert job["change"] > 0, "pinned to the last change"
    numbers: list[int] = []
    with client.listening("/api/events?since=0") as heard:
        for one in heard:
            assert one["id"] == job["id"]
            numbers.append(one["number"])
            if one["state"] == "done":
                break
            last = one
    assert numbers == sorted(set(numbers))
    assert last["state"] in ("waiting", "running")
    with client.listening("/api/events", Last_Event_ID=str(numbers[-2])) as heard:
        assert next(heard)["number"] == numbers[-1], "whoever lost the line misses nothing"
    found = client.ask("GET", f"/api/jobs/{job['id']}/result")
    assert client.status == 200
    assert found["plan"]["starts"]
    again = client.ask("POST", "/api/jobs", {"kind": "plan", "asked": {"seconds": 0.5}})
    assert (again["state"], again["told"]) == ("done", "from the shelf")


def test_what_can_t_be_asked_is_a_problem_with_a_remedy(client: Client) -> None:
    told = client.ask("POST", "/api/jobs", {"kind": "plan", "asked": {"seconds": -1}})
    assert client.status == 400
    assert client.headers["Content-Type"] == "application/problem+json"
    assert "asked.seconds" in told["detail"]
    assert told["remedy"]
    for body in ({"kind": "coffee"}, {"kind": "plan", "more": 1}, {}):
        client.ask("POST", "/api/jobs", body)
        assert client.status == 422
    client.ask("GET", "/api/jobs/none")
    assert client.status == 404


def test_a_job_is_stopped_only_by_who_saw_how_it_stands(client: Client) -> None:
    plan = client.ask("POST", "/api/jobs", {"kind": "plan", "asked": {"seconds": 0.5}})
    until(client, plan["id"], "done")
    key = client.ask("GET", f"/api/jobs/{plan['id']}")["result"]
    endless = {"kind": "futures", "asked": {"plan": key, "futures": 10**9}}
    job = client.ask("POST", "/api/jobs", endless)["id"]
    until(client, job, "running")
    seen = client.headers["ETag"]
    client.ask("DELETE", f"/api/jobs/{job}")
    assert client.status == 428
    client.ask("DELETE", f"/api/jobs/{job}", If_Match='"of another state"')
    assert client.status == 412
    client.ask("GET", f"/api/jobs/{job}/result")
    assert client.status == 409, "it has none yet"
    while not client.ask("GET", f"/api/jobs/{job}")["done"]:
        time.sleep(0.05)
    client.ask("DELETE", f"/api/jobs/{job}", If_Match=seen)
    assert client.status == 200
    until(client, job, "done")
    found = client.ask("GET", f"/api/jobs/{job}/result")
    assert found["summary"]["stopped"]


def test_jobs_are_listed_page_by_page(client: Client) -> None:
    for seed in (1, 2):
        asked = {"seconds": 0.3, "seed": seed}
        until(
            client, client.ask("POST", "/api/jobs", {"kind": "plan", "asked": asked})["id"], "done"
        )
    every = client.ask("GET", "/api/jobs")
    assert every["next"] is None
    ids = [one["id"] for one in every["jobs"]]
    assert len(ids) >= 2
    found, path = [], "/api/jobs?limit=1"
    while path:
        part = client.ask("GET", path)
        found += [one["id"] for one in part["jobs"]]
        path = part["next"]
    assert found == ids
    client.ask("GET", "/api/jobs?after=none")
    assert client.status == 404


def test_a_server_that_is_told_to_end_keeps_nobody_listening(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(store_of(tmp_path, "template")) as served, Client(served).listening("/api/events"):
        served.process.terminate()
        served.process.wait(timeout=30)
    # It says so where it loses patience and cuts somebody off.
    assert capfd.readouterr().err == ""


def until(client: Client, job: str, state: str) -> None:
    end = time.monotonic() + 300
    while client.ask("GET", f"/api/jobs/{job}")["state"] != state:
        assert time.monotonic() < end
        time.sleep(0.05)


# Who may do what ---------------------------------------------------------------------------------


def test_a_reader_orders_nothing_and_sees_only_what_is_for_their_eyes(tmp_path: Path) -> None:
    store = store_of(tmp_path, "template")
    jobs = Jobs(tmp_path / "jobs.db", at_most=0)
    people = {
        "anna": Who(name="Anna", role=Role.PLANNER),
        "ben": Who(name="Ben", role=Role.READER, reader="public"),
    }
    house = House(
        room=Room(str(store)),
        hosts=frozenset({"testserver"}),
        jobs=jobs,
        who=lambda request: people[request.headers["x-who"]],
    )
    with TestClient(application(house)) as client:
        order = {"kind": "plan"}
        made = client.post("/api/jobs", json=order, headers={"x-who": "anna"})
        assert made.status_code == 201
        assert made.json()["by"] == "Anna"
        assert made.json()["state"] == "waiting"
        refused = client.post("/api/jobs", json=order, headers={"x-who": "ben"})
        assert refused.status_code == 403
        assert client.get("/api/jobs", headers={"x-who": "ben"}).json()["jobs"] == []
        path = made.headers["location"]
        for asked in (path, f"{path}/result"):
            assert client.get(asked, headers={"x-who": "ben"}).status_code == 404
        assert str(store) not in made.text
    jobs.close()


def test_the_staff_is_told_of_the_last_change_and_others_are_not(tmp_path: Path) -> None:
    with serving(store_of(tmp_path)) as found:
        with Client(found).listening("/api/events", b"change") as heard:
            assert next(heard) == {"change": 2}
        with Client(found).listening("/api/events?reader=host", b"change") as heard:
            ended = Timer(4, found.process.terminate)
            ended.start()
            assert list(heard) == []
            ended.join()
