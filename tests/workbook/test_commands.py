"""`cadre export` and `cadre import --xlsx`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import ROOT, Run, run, starter, tree
from tests.workbook.books import Edited

__all__ = ["run", "starter"]


def validated(kind: str, text: str) -> Any:
    plain = json.loads(text)
    schema = json.loads((ROOT / "docs" / "schemas" / f"{kind}.schema.json").read_text())
    jsonschema.validate(plain, schema)
    return plain


def test_out_edited_looked_at_and_in_again(run: Run, starter: Path, tmp_path: Path) -> None:
    book = Edited(starter, tmp_path / "book.xlsx")
    out = run("export", starter, "--xlsx", book.file)
    assert (out.code, out.err) == (0, "")
    assert "book.xlsx: " in out.out
    assert "Nothing is changed." in run("import", starter, book.file, "--xlsx").out
    book.write("pledges", {("advisers-north", "people"): 5})
    before = tree(starter)
    trial = run("import", starter, book.file, "--xlsx", "--dry-run")
    assert (trial.code, tree(starter)) == (0, before)
    assert "changed pledges advisers-north (pledges:4)\n  people: '3' -> '5'" in trial.out
    assert run("import", starter, book.file, "--format", "workbook").code == 0
    assert tree(starter) != before


def test_answers_in_json_follow_their_schemas(run: Run, starter: Path, tmp_path: Path) -> None:
    book = Edited(starter, tmp_path / "book.xlsx")
    wrote = validated("export", run("export", starter, "--xlsx", book.file, "--json").out)
    assert wrote["edition"]["whole"] is True
    book.write("pledges", {("advisers-north", "people"): "x", ("advisers-south", "people"): 5})
    ran = run("import", starter, book.file, "--xlsx", "--json")
    done = validated("import-workbook", ran.out)
    assert ran.code == 1
    assert done["changes"][0]["cells"] == {"people": ["3", "5"]}
    assert done["findings"][0]["place"] == "book.xlsx:pledges:4:people"


def test_a_new_folder_becomes_the_dossier_of_a_workbook(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    run("export", starter, "--xlsx", tmp_path / "book.xlsx")
    assert run("import", tmp_path / "new", tmp_path / "book.xlsx", "--xlsx").code == 0
    assert run("check", tmp_path / "new").code == run("check", starter).code


WRONG: list[tuple[list[str], str]] = [
    ([], "one of `--format` and `--xlsx`"),
    (["--xlsx", "--format", "3w"], "one of `--format` and `--xlsx`"),
    (["--xlsx", "--sheet", "x"], "`--sheet` isn't for the format workbook"),
    (["--format", "3w", "--remove"], "`--remove` isn't for the format 3w"),
]


@pytest.mark.parametrize(("options", "why"), WRONG)
def test_options_that_do_not_go_together_end_in_a_sentence(
    run: Run, starter: Path, options: list[str], why: str
) -> None:
    ran = run("import", starter, starter / "posts.csv", *options)
    assert ran.code == 2
    assert why in ran.err


def test_a_file_that_is_no_workbook_ends_in_a_sentence(run: Run, starter: Path) -> None:
    ran = run("import", starter, starter / "posts.csv", "--xlsx")
    assert ran.code == 2
    assert "posts.csv: is no workbook" in ran.err


def test_a_file_of_the_dossier_is_not_written_over(run: Run, starter: Path) -> None:
    ran = run("export", starter, "--xlsx", starter / "posts.csv")
    assert ran.code == 2
    assert "is a file of the dossier" in ran.err
