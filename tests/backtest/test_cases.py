"""Cases are read like any table: a bad row is refused with its place, the rest is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cadre.cli.backtest import backtest as command
from cadre.desk.backtest import BacktestAnswer, backtest
from cadre.desk.desk import Desk, Effort
from cadre.dossier.asof import known
from cadre.dossier.cases import load_cases, with_allowed
from cadre.errors import CadreError, DossierError
from cadre.mission.cases import Question
from tests.checks.building import added, claim, sound

EXAMPLES = Path(__file__).parents[2] / "examples"
HEADER = "id,case,as_of,question,subject,expected\n"


def asked(dossier: str, *files: Path, reader: str = "staff") -> BacktestAnswer:
    desk = Desk.open(EXAMPLES / dossier, reader=reader)
    return backtest(desk, files, Effort(futures=500, seconds=3.0))


def cases(folder: Path, *rows: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_bad_row_is_refused_with_its_place_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = cases(
        tmp_path,
        "a,A,2021-03-15,posts,,1",
        "b,A,2021-03-15,what will be,,1",
        "c,A,15 March,posts,,1",
        "a,A,2021-03-15,posts,,1",
    )
    kept, findings = load_cases(path)
    assert [one.id for one in kept] == ["a"]
    assert [(one.place, one.code) for one in findings] == [
        ("mine.csv:3:question", "DOS-12"),
        ("mine.csv:4:as_of", "DOS-12"),
        ("mine.csv:5:id", "DOS-15"),
    ]
    assert "paused days" in findings[0].message, "what may be asked is told"


def test_a_case_that_cites_what_is_not_there_is_asked_and_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    head = "id,case,as_of,allow,question,subject,expected,sources"
    rows = (
        "good,A,2021-03-15,,known,F0084,yes,F0084:para 2",
        "bad,A,2021-03-15,F8888,known,F0084,yes,F9999; F0084",
    )
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    answer = asked("nmi", path)
    assert [one.verdict.value for one in answer.cases] == ["passed", "passed"]
    assert [(one.code, one.about, one.place) for one in answer.findings] == [
        ("DOS-18", "bad", "mine.csv:3:sources"),
        ("DOS-16", "bad", "mine.csv:3:allow"),
    ]
    assert "'F9999'" in answer.findings[0].message


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DossierError, match="no file"):
        load_cases(tmp_path / "none.csv")


def test_the_known_answer_is_held_against_what_was_known_on_the_day(tmp_path: Path) -> None:
    path = cases(
        tmp_path,
        "before,A,2021-02-17,known,F0084,no",
        "after,A,2021-03-15,known,F0084,yes",
        "wrong,A,2021-03-15,known,F0084,no",
        "strange,A,2021-03-15,beds,atlantis,3",
    )
    answer = asked("nmi", path)
    assert [one.verdict.value for one in answer.cases] == [
        "passed",
        "passed",
        "failed",
        "unanswered",
    ]
    assert (answer.passed, answer.failed, answer.unanswered) == (2, 1, 1)
    assert "atlantis" in answer.cases[-1].because


def test_rows_let_in_by_name_are_known_and_no_others() -> None:
    later = added(sound(), "claims", claim("late", 7), claim("later", 8))
    then = date(2020, 6, 1)
    let_in = known(with_allowed(later, ("late",), then), then)
    assert [one.id for one in let_in.claims] == ["late"]


def test_a_reader_who_may_not_see_everything_gets_no_answer_made_of_everything(
    tmp_path: Path,
) -> None:
    path = cases(tmp_path, "a,A,2021-03-15,posts,,1")
    with pytest.raises(CadreError, match="may not see the back-test"):
        asked("nmi", path, reader="public")


def test_the_command_ends_with_1_when_history_disagrees_and_says_why(tmp_path: Path) -> None:
    path = cases(tmp_path, "a,A,2021-03-15,known,F0084,no", "b,A,2021-03-15,known,F0084,yes")
    done = CliRunner().invoke(command, [str(EXAMPLES / "nmi"), str(path)])
    assert done.exit_code == 1
    assert "1 of 2 agree with history" in done.output
    only = cases(tmp_path, "b,A,2021-03-15,known,F0084,yes")
    assert CliRunner().invoke(command, [str(EXAMPLES / "nmi"), str(only)]).exit_code == 0


def test_every_question_can_be_written_in_a_file(tmp_path: Path) -> None:
    rows = [f"{n},A,2021-03-15,{one.value},,none" for n, one in enumerate(Question)]
    kept, findings = load_cases(cases(tmp_path, *rows))
    assert findings == ()
    assert [one.question for one in kept] == list(Question)
