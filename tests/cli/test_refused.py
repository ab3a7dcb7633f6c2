"""Rows that an answer was made without: a program that reads it must not take them for counted.

Nobody but the staff is told what they say: a row that isn't in the mission has no mark to go by.
"""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import EXAMPLES, ROOT, Run

WORD = "quicksilver"
"""What stands in the cell at fault, and nowhere else."""
SOON = ["--seconds", "0.2"]


@pytest.fixture(name="spoilt")
def spoilt_dossier(tmp_path: Path) -> Path:
    """A dossier, open but for one pledge, which names people that are no number."""
    folder = tmp_path / "spoilt"
    copytree(EXAMPLES / "template", folder)
    caveats = folder / "caveats.csv"
    text = caveats.read_text(encoding="utf-8")
    caveats.write_text(text.replace("RESTRICTED REL MISSION", ""), encoding="utf-8")
    pledges = folder / "pledges.csv"
    head, first, *rest = pledges.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index("people")] = WORD
    cells[head.split(",").index("marking")] = "RESTRICTED REL MISSION"
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
    assert repr(WORD) in first["reason"]
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


@pytest.mark.parametrize("reader", ["host", "public"])
@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["needs"],
        ["cover"],
        ["priors"],
        ["why", "teach-officers"],
        ["what-if", "beds capital 5"],
        ["plan", *SOON],
        ["plan", "--pareto", *SOON],
        ["plan", "--robust", "10", *SOON],
        ["simulate", "--futures", "10", *SOON],
        ["simulate", "--tell", "3", *SOON],
        ["lose", "capital", "--from", "2026-03-01"],
        ["brief", "--futures", "10", *SOON],
        ["trace", "findings.error", "--futures", "10", *SOON],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_no_command_tells_other_readers_what_a_refused_row_says(
    run: Run, spoilt: Path, tmp_path: Path, command: list[str], reader: str
) -> None:
    name, *rest = command
    page = tmp_path / "page.html"
    written = ["--out", page] if name == "brief" else []
    for form in ([], ["--json"]):
        ran = run(name, spoilt, *rest, *form, *written, "--reader", reader)
        told = ran.out + ran.err + (page.read_text(encoding="utf-8") if page.exists() else "")
        for word in (WORD, "pledges.csv", '"refused":'):
            assert word not in told


def test_who_may_know_that_there_is_more_is_told_how_many_rows_are_left_out(
    run: Run, spoilt: Path
) -> None:
    plain = answer(run, "needs", "needs", spoilt, "--reader", "host")
    assert plain["refused_withheld"] == 1
    assert "refused" not in plain
    said = run("needs", spoilt, "--reader", "host").err
    assert said == "1 row or file is faulty and left out; this reader isn't told which.\n"
    assert "refused_withheld" not in answer(run, "needs", "needs", spoilt)


def test_who_may_not_know_that_there_is_more_is_told_nothing_of_it(run: Run, spoilt: Path) -> None:
    audiences = spoilt / "audiences.csv"
    text = audiences.read_text(encoding="utf-8")
    audiences.write_text(text.replace("HOST,true", "HOST,false"), encoding="utf-8")
    ran = run("needs", spoilt, "--reader", "host", "--json")
    assert ran.code == 0
    assert ran.err == ""
    assert "refused" not in ran.out
    book = spoilt.parent / "lakeland.xlsx"
    assert "errors" not in run("export", spoilt, "--xlsx", book, "--reader", "host").out
    assert "1 errors" in run("export", spoilt, "--xlsx", book).out


def test_rows_that_are_withheld_are_on_record(run: Run, spoilt: Path) -> None:
    run("needs", spoilt, "--reader", "host", "--json")
    lines = (spoilt / ".cadre/releases.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    assert (last["what"], last["reader"], last["withheld"]) == ("refused", "host", 1)
