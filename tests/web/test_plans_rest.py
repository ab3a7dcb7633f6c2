"""Plans by programs: the one in force is read, and another takes its place only knowingly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from fastapi.testclient import TestClient

from cadre.desk.desk import Desk
from cadre.desk.job_orders import JobKind
from cadre.desk.roles import Role
from cadre.desk.shelf import Shelf
from tests.desk.plans import planned
from tests.web.housing import housed
from tests.web.serving import store_of

IN_FORCE = "/api/plans/in-force"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path)


@pytest.fixture
def keys(store: Path, tmp_path: Path) -> tuple[str, str, str]:
    """Three kept plans: the first in force, another one, and one of another state."""
    desk, shelf = Desk.open(str(store)), Shelf(tmp_path / "shelf")
    result = planned(desk)
    older = replace(result.plan.made_from, dossier="before")
    old = replace(result, plan=replace(result.plan, made_from=older))
    made = []
    for seed, one in enumerate((result, result, old)):
        key = shelf.put(
            JobKind.PLAN, one, made_from=one.plan.made_from, asked={"seed": seed}, by="Anna"
        )
        shelf.list_plan("main", key, "Anna")
        made.append(key)
    shelf.put_in_force("main", made[0], "Anna")
    return made[0], made[1], made[2]


@contextmanager
def desk_of(store: Path, tmp_path: Path, **who: object) -> Iterator[TestClient]:
    with housed(store, tmp_path / "shelf", **who) as client:  # type: ignore[arg-type]
        yield client


def test_the_plan_in_force_is_read_as_described(
    store: Path, tmp_path: Path, keys: tuple[str, str, str]
) -> None:
    with desk_of(store, tmp_path) as client:
        described = client.get("/api/openapi.json").json()
        for call, path in (
            (IN_FORCE, IN_FORCE),
            ("/api/plans", "/api/plans"),
            (f"/api/plans/{keys[1]}", "/api/plans/{key}"),
            ("/api/overview", "/api/overview"),
        ):
            answer = client.get(call)
            assert answer.status_code == 200
            told = described["paths"][path]["get"]["responses"]["200"]
            form = told["content"]["application/json"]["schema"]
            validator = jsonschema.Draft202012Validator({**form, "paths": described["paths"]})
            assert [one.message[:200] for one in validator.iter_errors(answer.json())][:3] == []
        told = client.get(IN_FORCE).json()
        assert (told["key"], told["in_force"]["by"], told["fits"]) == (keys[0], "Anna", True)
        listed = client.get("/api/plans").json()
        assert {one["key"] for one in listed["kept"]} == set(keys)
        assert [one["key"] for one in listed["put"]] == [keys[0]]


@pytest.mark.usefixtures("keys")
def test_the_overview_draws_the_plan_in_force_for_programs_as_for_people(
    store: Path, tmp_path: Path
) -> None:
    with desk_of(store, tmp_path) as client:
        assert client.get("/api/overview").json()["path"], "strength along the plan"


def test_another_plan_is_put_in_force_by_who_saw_the_one_before(
    store: Path, tmp_path: Path, keys: tuple[str, str, str]
) -> None:
    with desk_of(store, tmp_path) as client:
        seen = client.get(IN_FORCE).headers["etag"]
        sent = {"key": keys[1]}
        assert client.put(IN_FORCE, json=sent).status_code == 428
        put = client.put(IN_FORCE, json=sent, headers={"if-match": seen})
        assert (put.status_code, put.json()["key"], put.json()["by"]) == (200, keys[1], "somebody")
        now = client.get(IN_FORCE)
        assert (now.json()["key"], now.headers["etag"]) == (keys[1], put.headers["etag"])
        late = client.put(IN_FORCE, json={"key": keys[0]}, headers={"if-match": seen})
        assert late.status_code == 412
        assert "somebody" in late.json()["detail"], "who put it in force meanwhile"
        assert client.get(IN_FORCE).json()["key"] == keys[1]


def test_a_plan_of_another_state_or_none_at_all_is_not_put_in_force(
    store: Path, tmp_path: Path, keys: tuple[str, str, str]
) -> None:
    with desk_of(store, tmp_path) as client:
        anyhow = {"if-match": "*"}
        stale = client.put(IN_FORCE, json={"key": keys[2]}, headers=anyhow)
        assert (stale.status_code, "another state" in stale.json()["detail"]) == (400, True)
        none = client.put(IN_FORCE, json={"key": "nothing"}, headers=anyhow)
        assert none.status_code == 404
        assert client.get("/api/plans/nothing").status_code == 404
        assert client.get(IN_FORCE).json()["key"] == keys[0]


def test_a_desk_without_a_plan_says_that_none_is_in_force(store: Path, tmp_path: Path) -> None:
    with desk_of(store, tmp_path) as client:
        answer = client.get(IN_FORCE)
        assert answer.status_code == 404
        assert "looked for on branch main" in answer.json()["remedy"]
        assert client.get("/api/plans").json()["in_force"] is None


def test_a_reader_may_look_but_puts_nothing_in_force(
    store: Path, tmp_path: Path, keys: tuple[str, str, str]
) -> None:
    with desk_of(store, tmp_path, role=Role.READER) as client:
        assert client.get(IN_FORCE).status_code == 200
        refused = client.put(IN_FORCE, json={"key": keys[1]}, headers={"if-match": "*"})
        assert refused.status_code == 403


@pytest.mark.usefixtures("keys")
def test_who_may_not_see_all_is_given_a_plan_without_what_is_withheld(
    store: Path, tmp_path: Path
) -> None:
    with desk_of(store, tmp_path) as client:
        whole = client.get(IN_FORCE).json()["result"]["plan"]
    with desk_of(store, tmp_path, role=Role.READER, reader="public") as client:
        told = client.get(IN_FORCE)
        assert told.status_code == 200
        assert len(told.json()["result"]["plan"]["assignments"]) <= len(whole["assignments"])
        assert client.get("/api/plans").json()["put"] == []


@pytest.mark.usefixtures("keys")
def test_the_page_of_a_plan_says_of_whom_its_numbers_are_and_asks_for_no_work_that_isnt_there(
    store: Path, tmp_path: Path
) -> None:
    """Who sees a part read that nothing is left out, and was given a form without any work."""
    counted = "Counted over what this reader may see."
    with desk_of(store, tmp_path) as client:
        text = client.get("/plan").text
        assert (counted in text, 'id="move-form"' in text) == (False, True)
    with desk_of(store, tmp_path, role=Role.READER, reader="public") as client:
        text = client.get("/plan").text
        assert "all work is in the plan" not in text
        assert counted in text
        offered = re.search(r'<select id="move-what"[^>]*>\s*<option', text) is not None
        assert ('id="move-form"' in text) is offered
