"""`cadre store` and every other command on a store, as a user meets them."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from cadre.cli.store import store as group
from cadre.desk.desk import Desk
from cadre.dossier.fingerprint import fingerprint
from cadre.dossier.store.address import Address
from cadre.dossier.wherever import load_from
from tests.cli.conftest import EXAMPLES, Run, run, tree
from tests.cli.test_commands import validated
from tests.store.conftest import SERVED

__all__ = ["run"]

THREEW = EXAMPLES / "imports"


@pytest.fixture
def filled(tmp_path: Path, run: Run) -> Path:
    """A store that states the template."""
    file = tmp_path / "mission.db"
    assert run("store", "init", file).code == 0
    assert run("store", "import", file, EXAMPLES / "template", "--because", "begun").code == 0
    return file


@pytest.mark.parametrize("name", ["nmi", "ntm-i", "eu-advice", "template"])
def test_folder_to_store_to_folder_states_the_same(run: Run, tmp_path: Path, name: str) -> None:
    file, folder = tmp_path / "mission.db", tmp_path / "again"
    assert run("store", "init", file).code == 0
    assert run("store", "import", file, EXAMPLES / name).code == 0
    assert run("store", "export", file, folder).code == 0
    stated = load_from(EXAMPLES / name)
    for where in (file, folder):
        again = load_from(where)
        assert fingerprint(again.mission) == fingerprint(stated.mission)
        assert again.mission == stated.mission
    # Once more changes nothing.
    told = run("store", "import", file, folder, "--json")
    assert json.loads(told.out)["seq"] is None


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["needs"],
        ["cover"],
        ["priors"],
        ["check", "--as-of", "2026-03-01", "--json"],
        ["plan", "--seconds", "0.5", "--json"],
    ],
)
def test_a_command_says_the_same_of_a_store_as_of_a_folder(
    run: Run, filled: Path, command: list[str]
) -> None:
    name, *options = command
    of_folder = run(name, EXAMPLES / "template", *options)
    of_store = run(name, filled, *options)
    of_past = run(name, f"{filled}#main@2", *options)
    assert of_store.code == of_past.code == of_folder.code
    seconds = ("seconds", "elapsed", "took")
    for ran in (of_store, of_past):
        kept = [line for line in ran.out.splitlines() if not any(s in line for s in seconds)]
        wanted = [
            line for line in of_folder.out.splitlines() if not any(s in line for s in seconds)
        ]
        assert kept == wanted


def test_an_import_into_a_store_is_one_change_with_its_author(run: Run, filled: Path) -> None:
    done = run(
        *("import", filled, THREEW / "lakeland-3w.csv", "--format", "3w"),
        *("--map", THREEW / "lakeland-3w.toml", "--by", "ben", "--json"),
    )
    assert done.code == 1, done.err
    assert validated("import", done.out)["written"] == ["change 3"]
    told = validated("store-log", run("store", "log", filled, "--limit", "1", "--json").out)
    assert told["entries"][0]["actor"] == "ben"  # type: ignore[index]
    assert told["entries"][0]["reason"] == "import of lakeland-3w.csv"  # type: ignore[index]
    again = run(
        *("import", filled, THREEW / "lakeland-3w.csv", "--format", "3w"),
        *("--map", THREEW / "lakeland-3w.toml", "--json"),
    )
    assert json.loads(again.out)["written"] == []


def test_an_edit_by_hand_never_takes_back_what_others_changed_since_the_export(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    """The folder holds the rows of others as they were; an import isn't meant to restore them."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        assert run("store", "export", filled, folder).code == 0
    site, post = (
        str(getattr(load_from(filled).mission, table)[0].id) for table in ("sites", "posts")
    )
    hand_edit(theirs / "sites.csv", site, "name", "Theirs")
    hand_edit(mine / "posts.csv", post, "people", "3")
    assert run("store", "import", filled, theirs, "--by", "ben").code == 0
    told = json.loads(run("store", "import", filled, mine, "--by", "anna", "--json").out)
    assert (told["changed"], told["added"], told["gone"]) == ({"posts": 1}, {}, {})
    now = load_from(filled).mission
    assert (now.sites[0].name, now.posts[0].people) == ("Theirs", 3)
    # What both edited is refused, and tells whose the other change was.
    hand_edit(mine / "sites.csv", site, "name", "Mine")
    ran = run("store", "import", filled, mine)
    assert (ran.code, "'Theirs'" in ran.err, "by ben" in ran.err) == (2, True, True)
    assert load_from(filled).mission == now
    # Who was alone since goes on in the same folder.
    assert run("store", "export", filled, mine, "--replace").code == 0
    for name in ("Once", "Twice"):
        hand_edit(mine / "sites.csv", site, "name", name)
        assert run("store", "import", filled, mine).code == 0
        assert load_from(filled).mission.sites[0].name == name
    assert json.loads(run("store", "import", filled, mine, "--json").out)["seq"] is None
    (mine / ".cadre" / "origin.json").write_text("{}", encoding="utf-8")
    assert "delete it" in run("store", "import", filled, mine).err


def hand_edit(file: Path, key: str, column: str, text: str) -> None:
    """Edit a cell, as a person does with a spreadsheet."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows({**one, column: text} if one["id"] == key else one for one in rows)


def test_branch_change_merge_undo_and_verify(run: Run, filled: Path, tmp_path: Path) -> None:
    """The way that the manual shows, from a branch to a sound chain."""
    validated("store-change", run("store", "branch", filled, "option", "--json").out)
    folder = tmp_path / "option"
    assert run("store", "export", f"{filled}#option", folder).code == 0
    posts = folder / "posts.csv"
    rows = posts.read_text(encoding="utf-8").splitlines()
    posts.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    gone = rows[-1].partition(",")[0]
    trial = run("store", "import", f"{filled}#option", folder, "--dry-run")
    if trial.code == 2:
        pytest.skip("other rows name the last post")
    assert "branch option: a trial" in trial.out
    assert run("store", "import", f"{filled}#option", folder).code == 0
    differ = run("store", "diff", filled, f"{filled}#option", "--json")
    assert differ.code == 1
    told = validated("store-diff", differ.out)
    assert gone in [row["id"] for row in told["rows"]]  # type: ignore[attr-defined]
    merged = run("store", "merge", filled, "option", "--by", "anna", "--json")
    assert merged.code == 0, merged.err
    seq = validated("store-change", merged.out)["seq"]
    assert run("store", "diff", filled, f"{filled}#option").code == 0
    assert run("store", "undo", filled, seq).code == 0
    assert run("store", "diff", filled, EXAMPLES / "template").code == 0
    sound = run("store", "verify", filled, "--sign", "--json")
    assert sound.code == 0
    assert validated("store-verify", sound.out)["signed"] is True
    validated("store-branch", run("store", "branch", filled, "--json").out)


def test_a_folder_with_faults_is_taken_in_only_when_told_to(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "faulty"
    shutil.copytree(EXAMPLES / "template", folder)
    with (folder / "sites.csv").open("a", encoding="utf-8") as file:
        file.write("broken,x\n")
    refused = run("store", "import", filled, folder)
    assert refused.code == 2
    assert "--without-faulty" in refused.err
    assert run("store", "import", filled, folder, "--without-faulty").code == 0


def test_a_folder_that_holds_a_dossier_is_written_over_only_when_told_to(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "there"
    shutil.copytree(EXAMPLES / "eu-advice", folder)
    before = tree(folder)
    assert run("store", "export", filled, folder).code == 2
    assert tree(folder) == before
    assert run("store", "export", filled, folder, "--replace").code == 0
    assert load_from(folder).mission == load_from(filled).mission


def test_an_answer_is_never_written_over_the_store_or_what_belongs_to_it(
    run: Run, filled: Path
) -> None:
    raw = filled.read_bytes()
    for name in ("mission.db", "mission.db-wal", "mission.db.key"):
        ran = run("plan", filled, "--seconds", "0.2", "--out", filled.with_name(name))
        assert ran.code == 2
    assert filled.read_bytes() == raw


@pytest.mark.parametrize(
    "arguments",
    [
        ["undo", "x.db", "three"],
        ["undo", "x.db", "5..2"],
        ["log", "x.db"],
        ["log", "x.db", "--row", "posts"],
        ["merge", "x.db", "main"],
        ["verify", "x.db"],
        ["diff", "x.db", "y.db"],
        ["export", "x.db", "folder"],
        ["branch", "x.db", "a/b"],
        ["import", "x.db", "nowhere"],
        ["init", "nowhere/x.db"],
        ["init", "x.db#option"],
        ["init", "x.db@2"],
        ["init", "x.db", "--by", "a\x07b"],
        ["init", "postgresql://cadre@127.0.0.1:1/none"],
    ],
)
def test_what_cannot_be_done_is_one_line_and_ends_with_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("store", *arguments)
    assert ran.code == 2
    assert ran.err
    assert not any(tmp_path.iterdir()), "nothing is begun that wasn't asked for"


def test_the_log_of_a_table_that_is_none_is_refused_with_what_may_be_meant(
    run: Run, filled: Path
) -> None:
    ran = run("store", "log", filled, "--row", "post/guards")
    assert (ran.code, "Write posts." in ran.err) == (2, True)


def test_every_subcommand_has_an_example(run: Run) -> None:
    for name in group.commands:
        assert f"cadre store {name} " in run("store", name, "--help").out.split("Example:")[1]


def test_a_desk_on_a_branch_as_of_a_change_is_known_by_its_content(filled: Path) -> None:
    """A plan made from a folder is one for the store that states the same."""
    of_folder = Desk.open(EXAMPLES / "template").made_from
    assert Desk.open(f"{filled}#main@2").made_from == of_folder


@SERVED
def test_a_staff_keeps_its_dossier_on_a_server(
    run: Run, served: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key and checkpoints lie with whoever vouches for the record, named by variables."""
    where = f"{served.url}?schema={served.schema}"
    monkeypatch.setenv("CADRE_KEY", str(tmp_path / "staff.key"))
    monkeypatch.setenv("CADRE_CHECKPOINTS", str(tmp_path / "checkpoints.jsonl"))
    assert run("store", "init", where).code == 0
    assert run("store", "import", where, EXAMPLES / "template").code == 0
    assert run("store", "branch", where, "option").code == 0
    for tail in ("", "#option", "@2"):
        of_folder, of_store = run("check", EXAMPLES / "template"), run("check", where + tail)
        assert (of_store.code, of_store.out) == (of_folder.code, of_folder.out)
    public = run("check", where, "--reader", "public")
    assert public.code == 0, public.err
    assert run("store", "export", f"{where}#option", tmp_path / "again").code == 0
    assert run("store", "diff", where, tmp_path / "again").code == 0
    sound = run("store", "verify", where, "--sign", "--json")
    told = validated("store-verify", sound.out)
    assert (sound.code, told["signed"], told["checkpoints"], told["releases"]) == (0, True, 1, 1)
    again = json.loads(run("store", "verify", where, "--json").out)
    assert (again["checkpoints"], again["unsigned"]) == (2, 0)
