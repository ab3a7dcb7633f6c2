"""A page says that there is none of something only to who would see it."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient

from cadre.desk.roles import Role
from tests.web.housing import housed

TEMPLATE = Path(__file__).parents[2] / "examples/template"
NONE = "Nothing that this reader may see."
CLAIMS = [
    ("/", "levels", "No figure is stated for today"),
    ("/", "activities", "No work has begun"),
    ("/law", "negotiations", "No talks and no red lines are stated"),
    ("/forces", "posts", "No post is stated"),
    ("/forces", "pledges", "No nation has pledged anything"),
    ("/support", "supports", "Nobody lends support"),
    ("/needs", "needs", "No need is stated"),
    ("/evidence?part=conflicts", "conflicts", "No claims disagree"),
    ("/evidence?part=assumptions", "assumptions", "Nothing is assumed"),
]


def dossier(folder: Path, table: str, *, emptied: bool) -> Path:
    """The starter with each row of a table kept from the public, or with none of them."""
    copytree(TEMPLATE, folder)
    tables = {"negotiations": ("negotiations", "red_lines")}.get(table, (table,))
    for name in tables:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            head, rows = reader.fieldnames or [], list(reader)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head)
            writer.writeheader()
            if not emptied:
                writer.writerows(one | {"marking": "RESTRICTED REL MISSION"} for one in rows)
    return folder


def page_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(("path", "table", "claim"), CLAIMS)
def test_a_guarded_reader_isnt_told_that_there_is_none_of_what_he_may_not_see(
    tmp_path: Path, path: str, table: str, claim: str
) -> None:
    """He read that no nation has pledged anything, and was asked to add a pledge."""
    where = dossier(tmp_path / "mine", table, emptied=False)
    with housed(where, tmp_path / "shelf", role=Role.READER, reader="public") as client:
        text = page_of(client, path)
    assert claim not in text
    assert NONE in text
    assert f"/rows/{table}/new" not in text


@pytest.mark.parametrize(("path", "table", "claim"), [CLAIMS[3], CLAIMS[7]])
def test_who_sees_all_is_told_that_there_is_none_and_led_on_only_if_he_may_write(
    tmp_path: Path, path: str, table: str, claim: str
) -> None:
    where = dossier(tmp_path / "mine", table, emptied=True)
    with housed(where, tmp_path / "shelf", role=Role.READER) as client:
        text = page_of(client, path)
    assert claim in text
    assert NONE not in text
    assert f"/rows/{table}/new" not in text


def test_numbers_are_said_to_be_of_what_a_guarded_reader_sees(tmp_path: Path) -> None:
    where = dossier(tmp_path / "mine", "pledges", emptied=False)
    said = "Counted over what this reader may see."
    with housed(where, tmp_path / "shelf", role=Role.READER, reader="public") as client:
        assert said in page_of(client, "/forces")
    with housed(where, tmp_path / "other", role=Role.READER) as client:
        assert said not in page_of(client, "/forces")
