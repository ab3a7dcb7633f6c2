"""Rows that an answer was made without: a program that reads it must not take them for counted."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import EXAMPLES, ROOT, Run


@pytest.fixture(name="spoilt")
def spoilt_dossier(tmp_path: Path) -> Path:
    """A dossier of which one pledge names people that are no number."""
    folder = tmp_path / "spoilt"
    copytree(EXAMPLES / "template", folder)
    pledges = folder / "pledges.csv"
    head, first, *rest = pledges.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index("people")] = "many"
    pledges.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    return folder


def answer(run: Run, name: str, *arguments: object) -> dict[str, Any]:
    """The answer of a command, which has the form that is published for it."""
    ran = run(*arguments, "--json")
    assert ran.code == 0, ran.err
    plain: dict[str, Any] = json.loads(ran.out)
    schema = json.loads((ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    return plain


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("plan", ["--seconds", "0.2"]),
        ("what-if", ["beds capital 5"]),
        ("why", ["teach-officers"]),
        ("simulate", ["--seconds", "0.2", "--futures", "10"]),
        ("needs", []),
        ("cover", []),
        ("priors", []),
    ],
)
def test_rows_that_were_refused_stand_beside_the_answer_with_place_and_reason(
    run: Run, spoilt: Path, name: str, rest: list[str]
) -> None:
    plain = answer(run, name, name, spoilt, *rest)
    first = plain["refused"][0]
    assert (first["file"], first["line"], first["column"]) == ("pledges.csv", 2, "people")
    assert first["row"]
    assert first["code"] == "DOS-12"
    assert "'many'" in first["reason"]
    assert first["remedy"]
    listed = json.loads(run("check", spoilt, "--json").out)["findings"]
    errors = [one["message"] for one in listed if one["place"] and one["severity"] == "error"]
    assert [one["reason"] for one in plain["refused"]] == errors


def test_an_answer_made_of_all_rows_has_no_such_key(run: Run) -> None:
    assert "refused" not in answer(run, "needs", "needs", EXAMPLES / "template")


def test_a_plan_printed_beside_refused_rows_is_still_a_plan(
    run: Run, spoilt: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(run("plan", spoilt, "--seconds", "0.2", "--json").out, encoding="utf-8")
    assert "refused" in json.loads(file.read_text(encoding="utf-8"))
    assert run("simulate", spoilt, "--plan", file, "--futures", "10").code == 0
