"""`cadre users` as an administrator meets it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cadre.desk import passwords
from cadre.desk.accounts import Accounts
from tests.cli.conftest import Ran, Run

RIGHT = "four words in a row"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts.db"


def typed(monkeypatch: pytest.MonkeyPatch, run: Run, password: str, *words: object) -> Ran:
    """Run a command with a password piped into it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(password))
    return run("users", *words, "--password-stdin")


def test_accounts_are_added_listed_and_changed(
    monkeypatch: pytest.MonkeyPatch, run: Run, file: Path
) -> None:
    done = typed(monkeypatch, run, RIGHT + "\n", file, "add", "anna", "--role", "administrator")
    assert (done.code, done.err) == (0, "")
    assert typed(monkeypatch, run, RIGHT, file, "add", "ben", "--reader", "partners").code == 0
    assert run("users", file, "role", "ben", "editor").code == 0
    assert run("users", file, "disable", "ben").code == 0
    told = json.loads(run("users", file, "list", "--json").out)
    ben = {"name": "ben", "role": "editor", "reader": "partners", "disabled": True}
    assert [one | {"logged_in": None} for one in told][1] == ben | {"logged_in": None}
    assert "disabled" in run("users", file, "list").out
    assert run("users", file, "enable", "ben").code == 0
    assert typed(monkeypatch, run, "another few words\r\n", file, "password", "ben").code == 0
    with closing(Accounts(file)) as accounts:
        assert accounts.log_in("ben", "another few words", "192.0.2.7").account.reader == "partners"
    told = json.loads(run("users", file, "list", "--json").out)
    assert told[1]["logged_in"] is not None
    assert told[1]["logged_in"][:10] in run("users", file, "list").out


def test_a_new_file_begins_with_an_administrator(
    monkeypatch: pytest.MonkeyPatch, run: Run, file: Path
) -> None:
    done = typed(monkeypatch, run, RIGHT, file, "add", "anna")
    assert (done.code, "--role administrator" in done.err) == (2, True)
    assert not file.exists()


def test_no_password_is_asked_for_an_account_that_can_not_be(
    monkeypatch: pytest.MonkeyPatch, run: Run, file: Path
) -> None:
    """A password was typed twice before an empty name, or one that was taken, was refused."""
    refused = run("users", file, "add", "", "--role", "administrator")
    assert (refused.code, refused.out) == (2, "")
    refused = run("users", file, "add", "anna")
    assert (refused.code, refused.out) == (2, "")
    typed(monkeypatch, run, RIGHT, file, "add", "anna", "--role", "administrator")
    for name in ("", "Anna"):
        refused = run("users", file, "add", name)
        assert (refused.code, refused.out) == (2, ""), name


def test_a_refusal_does_not_repeat_the_password(
    monkeypatch: pytest.MonkeyPatch, run: Run, file: Path
) -> None:
    done = typed(monkeypatch, run, "tooshort", file, "add", "anna", "--role", "administrator")
    assert done.code == 2
    assert "tooshort" not in done.out + done.err
    assert "12 to 256 characters" in done.err


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, run: Run, file: Path) -> None:
    passwords.hasher.cache_clear()
    monkeypatch.setitem(sys.modules, "argon2", None)
    done = typed(monkeypatch, run, RIGHT, file, "add", "anna", "--role", "administrator")
    assert (done.code, "pip install 'cadre-planner[web]'" in done.err) == (2, True)
    assert not file.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["disable", "anna"],
        ["role", "anna", "editor"],
    ],
)
def test_a_file_that_is_not_there_is_not_begun_by_looking(
    run: Run, file: Path, words: list[str]
) -> None:
    done = run("users", file, *words)
    assert (done.code, "isn't there" in done.err) == (2, True)
    assert not file.exists()


def test_a_role_that_there_is_not_is_told_with_those_that_there_are(run: Run, file: Path) -> None:
    done = run("users", file, "role", "anna", "emperor")
    assert (done.code, "'planner', 'editor'" in done.err) == (2, True)


def test_nobody_else_is_let_in_without_accounts(run: Run, starter: Path) -> None:
    done = run("serve", starter, "--host", "192.0.2.1", "--port", "0")
    assert (done.code, "--users" in done.err) == (2, True)


def test_a_desk_is_not_opened_to_all_because_its_accounts_are_missing(
    run: Run, starter: Path, file: Path
) -> None:
    done = run("serve", starter, "--users", file, "--port", "0")
    assert (done.code, f"cadre users {file} add" in done.err) == (2, True)


def test_what_is_no_dossier_is_not_said_to_be_open(run: Run, tmp_path: Path) -> None:
    """`cadre serve` in the wrong folder said that it was open; no page was."""
    (tmp_path / "empty").touch()
    for where in (tmp_path, tmp_path / "empty", tmp_path / "nowhere"):
        done = run("serve", where, "--port", "0")
        assert (done.code, "is open at" in done.out) == (2, False), where
