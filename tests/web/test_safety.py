"""What the web desk refuses before anything looks at it, and what every answer carries."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cadre.desk.jobs import Jobs
from cadre.desk.room import Room
from cadre.web.application import application
from cadre.web.house import House
from cadre.web.safety import OURS
from cadre.web.who import Who
from tests.web.serving import ROOT, Served, serving, start, store_of

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(store_of(tmp_path_factory.mktemp("safety"))) as found:
        yield found


def ask(
    served: Served, method: str, path: str, body: bytes | None = None, **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(served.at.removeprefix("http://"), timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, sent)
    return connection.getresponse()


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/css/cadre.css", "/api/nowhere"])
def test_every_answer_says_what_a_page_may_load(served: Served, path: str) -> None:
    answer = ask(served, "GET", path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"]


def test_a_desk_answers_only_to_its_own_names(served: Served) -> None:
    # A page elsewhere whose name is made to lead to this machine would read all of it.
    answer = ask(served, "GET", "/", host="evil.example:80")
    assert answer.status == 421
    assert b"evil.example" in answer.read()


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "http://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://127.0.0.1:1"},
        {"origin": "null"},
    ],
)
def test_what_another_page_sends_changes_nothing(served: Served, sent: dict[str, str]) -> None:
    answer = ask(served, "POST", "/", b"{}", **sent)
    assert answer.status == 403


def test_what_is_too_long_is_refused(served: Served) -> None:
    said = ask(served, "POST", "/", b"", content_length="99999999")
    assert said.status == 413


def test_what_is_too_long_is_refused_when_it_comes_in_pieces(served: Served) -> None:
    host, _, port = served.at.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(
            f"POST / HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
        )
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        try:
            for _ in range(300):
                line.sendall(piece)
            answer = line.recv(100)
        except OSError:
            answer = b""
        assert not answer.startswith(b"HTTP/1.1 200")
    assert ask(served, "GET", "/").status == 200


def test_what_is_still_held_isnt_sent_again(served: Served) -> None:
    first = ask(served, "GET", "/")
    again = ask(served, "GET", "/", if_none_match=first.headers["ETag"])
    assert again.status == 304
    assert again.read() == b""


def test_a_view_that_isnt_there_is_told_in_a_sentence(served: Served) -> None:
    for query, words in (
        ("as_of=soon", "which is no day"),
        ("branch=nope", "nope"),
        ("at=99999", "99999"),
        ("scenario=nope", "nope"),
        ("reader=nope", "nope"),
    ):
        answer = ask(served, "GET", f"/?{query}")
        assert answer.status in (400, 404), query
        assert words in answer.read().decode(), query


def test_the_api_tells_problems_as_json(served: Served) -> None:
    answer = ask(served, "GET", "/api/nowhere")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.read())["status"] == 404


def test_a_desk_without_accounts_lets_nobody_in_from_elsewhere(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cadre", "serve", str(store_of(tmp_path)), "--host", "192.0.2.1"],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "accounts" in told.stderr


def test_a_port_that_is_taken_is_told(served: Served, tmp_path: Path) -> None:
    port = served.at.rpartition(":")[2]
    told = subprocess.run(
        [sys.executable, "-m", "cadre", "serve", str(store_of(tmp_path)), "--port", port],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "--port" in told.stderr


def test_a_folder_is_shown_too() -> None:
    served = start(ROOT / "examples" / "eu-advice")
    try:
        assert ask(served, "GET", "/").status == 200
    finally:
        served.process.terminate()
        served.process.wait()


def test_a_fault_of_our_own_is_a_sentence_and_stands_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> Who:
        raise ZeroDivisionError

    room, jobs = Room(str(store_of(tmp_path))), Jobs(tmp_path / "shelf")
    house = House(room=room, hosts=frozenset({"desk"}), jobs=jobs, who=broken)
    answer = TestClient(application(house), base_url="http://desk").get("/")
    jobs.close()
    assert answer.status_code == 500
    assert OURS in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "ZeroDivisionError" in caplog.text
