"""`cadre explore`: a useful answer from one line, and files where they are asked for."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, Run
from tests.cli.test_trade import validated

TEMPLATE = EXAMPLES / "template"
QUICK = ("--points", "4", "--futures", "60", "--seconds", "0.3")


def test_the_answer_begins_with_what_holds_up(run: Run) -> None:
    ran = run("explore", TEMPLATE, *QUICK)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("With schools holds up best: ")
    for words in ("The choices", "What each comes to", "Robustness", "What decides", "can't say"):
        assert words in ran.out, words


def test_the_answer_as_json_is_of_its_schema(run: Run) -> None:
    plain = validated(run("explore", TEMPLATE, *QUICK, "--json"), "explore")
    assert plain["best"] == "with-schools"
    assert plain["played"] == plain["cases"] * len(plain["choices"])


def test_pictures_and_brief_are_written_where_asked(run: Run, tmp_path: Path) -> None:
    brief = tmp_path / "options.html"
    ran = run(
        *("explore", TEMPLATE, *QUICK, "--options", "none,with-schools", "--title", "What now?"),
        *("--pictures", tmp_path / "pictures", "--brief", brief),
    )
    assert ran.code == 0, ran.err
    assert "What now?" in brief.read_text(encoding="utf-8")
    assert (
        json.loads(brief.with_suffix(".json").read_text(encoding="utf-8"))["title"] == "What now?"
    )
    names = {one.name for one in (tmp_path / "pictures").iterdir()}
    assert {"regret.svg", "regret.png", "robustness.svg"} <= names


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--options", "with-scools"), "names with-scools"),
        (("--measure", "glory"), "measure 'glory'"),
        (("--enough", "coverage"), "says no number"),
        (("--scenarios", "doomsday"), "isn't one of the dossier's"),
        (("--vary", "luck"), "uncertainty 'luck'"),
    ],
)
def test_what_isnt_there_is_refused_with_what_is(
    run: Run, asked: tuple[str, ...], words: str
) -> None:
    ran = run("explore", TEMPLATE, *QUICK, *asked)
    assert ran.code == 2
    assert words in ran.err
    assert ran.out == ""
