"""Pages made in a process beside the server: the same pages, whatever becomes of the process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from cadre.desk.roles import Role
from cadre.web import kept
from cadre.web.press import PageOrder, Press, PressError
from cadre.web.visits import WHO
from cadre.web.who import Who
from tests.web.housing import housed
from tests.web.serving import store_of
from tests.web.test_kept import until

LAW = PageOrder(
    module="cadre.web.pages.law",
    name="page",
    path="/law",
    query="scenario=coalition-enablers-leave",
    part="",
    who=Who(name="somebody", role=Role.EDITOR),
    moment="2",
    state="2 nothing beside",
)


@contextmanager
def pressing(folder: Path) -> Iterator[tuple[TestClient, Press]]:
    """A desk in this process over a store, and a press over the same."""
    where, shelf = store_of(folder), folder / "shelf.db"
    press = Press(str(where), shelf)
    with housed(where, shelf) as client:
        yield client, press
    press.close()


def test_a_page_is_the_same_whichever_process_makes_it_and_outlives_the_other_one(
    tmp_path: Path,
) -> None:
    with pressing(tmp_path) as (client, press):
        here = client.get(f"/law?{LAW.query}").text
        there = press.made(LAW)
        assert there is not None
        assert there.count(WHO) == 1
        before, after = there.split(WHO)
        assert here.startswith(before)
        assert here.endswith(after)
        with pytest.raises(PressError, match="/law"):
            press.made(replace(LAW, query="as_of=never"))
        assert press.pid is not None
        os.kill(press.pid, signal.SIGKILL)
        assert press.made(LAW) is None, "who asked makes it itself"
        assert press.made(LAW) == there, "the next one is made by a new process"
        press.close()
        assert press.made(LAW) is None


def test_while_many_write_pages_are_made_beside_the_server_and_what_is_kept_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "TOGETHER", 0.05)
    with pressing(tmp_path) as (client, press):
        made: list[tuple[str, str | None]] = []
        asked = press.made

        def noted(order: PageOrder) -> str | None:
            text = asked(order)
            made.append((order.moment, text))
            return text

        monkeypatch.setattr(press, "made", noted)
        client.app.state.house.press = press  # type: ignore[attr-defined]
        client.get("/history")
        row = _pledge(client)
        row("one change alone is nothing to hurry for")
        client.get("/history")
        time.sleep(10 * kept.TOGETHER)
        assert made == []
        for number in range(kept.BUSY + 1):
            row(f"seen by {number}")
            client.get("/history", headers={"cookie": "seen=0"})
        last = client.get("/api/tables/pledges/rows?limit=1").json()["change"]
        assert until(lambda: any(moment == str(last) for moment, _ in made))
        assert all(text is not None for _, text in made)
        client.cookies.clear()
        assert f'data-change="{last}"' in client.get("/history").text


def _pledge(client: TestClient) -> Callable[[str], None]:
    """Changes the note of the first pledge."""
    first = client.get("/api/tables/pledges/rows?limit=1").json()["rows"][0]["id"]
    path = f"/api/tables/pledges/rows/{first}"

    def change(note: str) -> None:
        tag = client.get(path).headers["etag"]
        done = client.patch(path, json={"cells": {"note": note}}, headers={"if-match": tag})
        assert done.status_code == 200

    return change
