"""Bad input: a person must learn what is wrong, where, and what to do; and lose nothing."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, tree

Spoil = Callable[[str], str]


def with_cell(table: str, row: int, column: str, value: str) -> str:
    """The CSV text with one cell replaced; row 0 is the first below the header."""
    rows = list(csv.reader(io.StringIO(table)))
    rows[row + 1][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def first_id_twice(table: str) -> str:
    lines = table.splitlines(keepends=True)
    return table + lines[1]


CASES: list[tuple[str, str, Spoil, list[str]]] = [
    (
        "a wrong column",
        "sites.csv",
        lambda t: t.replace("latitude", "latitud", 1),
        ["sites.csv:1", "latitud"],
    ),
    (
        "a day that doesn't exist",
        "authorities.csv",
        lambda t: with_cell(t, 0, "from", "2021-02-30"),
        ["authorities.csv:2:from", "2021-02-30"],
    ),
    (
        "an end before its beginning",
        "authorities.csv",
        lambda t: with_cell(with_cell(t, 0, "from", "2021-05-01"), 0, "to", "2021-04-01"),
        ["authorities.csv:2", "before"],
    ),
    (
        "an unknown id",
        "posts.csv",
        lambda t: with_cell(t, 0, "skill", "juggling"),
        ["posts.csv:2:skill", "juggling"],
    ),
    ("an id used twice", "sites.csv", first_id_twice, ["sites.csv:", "id"]),
    (
        "a negative number",
        "pledges.csv",
        lambda t: with_cell(t, 0, "people", "-5"),
        ["pledges.csv:2:people", "-5", "1 to 1,000,000"],
    ),
    ("an empty table", "posts.csv", lambda _: "", ["posts.csv"]),
]


@pytest.mark.parametrize(
    ("file", "spoil", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_fault_is_told_with_its_place_and_nothing_is_written(
    run: Run, nmi: Path, file: str, spoil: Spoil, told: list[str]
) -> None:
    path = nmi / file
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    before = tree(nmi)
    ran = run("check", nmi)
    assert ran.code == 1
    for part in told:
        assert part in ran.out
    assert tree(nmi) == before


def test_latin_1_bytes_are_told_with_file_and_line(run: Run, nmi: Path) -> None:
    path = nmi / "nations.csv"
    first_line = path.read_bytes().split(b"\n", 1)[0]
    columns = first_line.count(b",")
    path.write_bytes(path.read_bytes() + "XCA,Cura\xe7ao".encode("latin-1") + b"," * (columns - 1))
    ran = run("check", nmi)
    assert ran.code == 1
    assert "nations.csv:" in ran.out
    assert "UTF-8" in ran.out


def test_a_table_of_200_megabytes_is_refused_before_it_is_read(run: Run, nmi: Path) -> None:
    with (nmi / "claims.csv").open("r+b") as file:
        file.truncate(200 * 1024 * 1024)
    ran = run("check", nmi)
    assert ran.code == 1
    assert "claims.csv" in ran.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "missing-folder"], "missing-folder"),
        (["brief", "missing-folder"], "missing-folder"),
        (["check", "{nmi}", "--reader", "nobody"], "nobody"),
        (["check", "{nmi}", "--scenario", "nothing"], "nothing"),
        (["check", "{nmi}", "--as-of", "2021-02-30"], "2021-02-30"),
        (["check", "{nmi}", "--as-of", "2031-01-01"], "2031"),
        (["plan", "{nmi}", "--as-of", "2022-12-27"], "as of 2022-12-27: 0 whole weeks lie"),
        (["simulate", "{nmi}", "--plan", "no-plan.json"], "no-plan.json"),
        (["simulate", "{nmi}", "--plan", "no-plan.json", "--futures", "0"], "futures"),
        (["plan", "{nmi}", "--seconds", "nan"], "nan"),
        (["init", "{nmi}"], "empty"),
        (["demo", "{nmi}"], "is there already"),
    ],
)
def test_what_a_call_can_not_do_is_one_sentence_and_exit_code_2(
    run: Run, nmi: Path, arguments: list[str], told: str
) -> None:
    before = tree(nmi)
    ran = run(*(argument.format(nmi=nmi) for argument in arguments))
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""
    assert tree(nmi) == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("{nmi}/mission.toml", "is a file of the dossier"),
        ("{nmi}/posts.csv", "is a file of the dossier"),
        ("{nmi}/brief.json", "End it in .html"),
        ("{nmi}", "is no file"),
        ("", "is no file"),
        ("/dev/null", "is no file"),
    ],
)
def test_a_brief_never_replaces_what_is_no_brief(run: Run, nmi: Path, name: str, told: str) -> None:
    before = tree(nmi)
    out = name.format(nmi=nmi)
    ran = run("brief", nmi, "--futures", "10", "--seconds", "0.5", "--out", out)
    assert ran.code == 2
    assert told in " ".join(ran.err.split())
    assert tree(nmi) == before
    assert not Path("/dev/null").is_file()


def test_a_link_is_followed_and_not_replaced(run: Run, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old")
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    quick = ["--futures", "10", "--seconds", "0.5"]
    assert run("brief", starter, *quick, "--out", tmp_path / "link.html").code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert "<svg" in (tmp_path / "real.html").read_text(encoding="utf-8")


Plain = dict[str, Any]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda plan: plan["starts"].append(plan["starts"][0]), "stands twice"),
        (lambda plan: plan["starts"][0].update(site="nowhere"), "isn't a way to run it"),
        (lambda plan: plan["starts"][0].update(week=500), "isn't inside the horizon"),
        (lambda plan: plan["starts"][0].update(week=-1), "isn't inside the horizon"),
        (lambda plan: plan["starts"][0].update(weeks=0), "isn't inside the horizon"),
        (lambda plan: plan["starts"][0].update(weeks=10**30), "isn't inside the horizon"),
        (lambda plan: plan["starts"][0].update(weeks="93"), "isn't a plan"),
        (lambda plan: plan["assignments"][0].update(people=-5), "-5 people"),
        (lambda plan: plan["assignments"][0].update(people=10**9), "people of"),
        (lambda plan: plan["assignments"][0].update(pledge="nobody"), "of 0 pledged"),
        (lambda plan: plan["assignments"][0].update(week=10**9), "isn't inside the horizon"),
        (lambda plan: plan["assignments"][0].update(activity="nothing"), "isn't started"),
        (lambda plan: plan["assignments"][0].update(post="none"), "is no line of posts of"),
        (
            lambda plan: plan["assignments"][0].update(enabler="magic"),
            "magic is no kind of support",
        ),
        (lambda plan: plan["assignments"][0].update(site="nowhere"), "nowhere is no site"),
    ],
)
def test_a_plan_changed_by_hand_is_not_played(
    run: Run, starter: Path, tmp_path: Path, spoil: Callable[[Plain], None], told: str
) -> None:
    file = tmp_path / "plan.json"
    assert run("plan", starter, "--seconds", "0.5", "--out", file).code == 0
    plain = json.loads(file.read_text(encoding="utf-8"))
    spoil(plain["plan"])
    file.write_text(json.dumps(plain), encoding="utf-8")
    ran = run("simulate", starter, "--plan", file, "--futures", "10")
    assert ran.code == 2
    assert told in ran.err


def test_a_dossier_without_its_mission_file_can_not_be_read(run: Run, nmi: Path) -> None:
    (nmi / "mission.toml").unlink()
    ran = run("check", nmi)
    assert ran.code == 2
    assert "mission.toml" in ran.err


def test_a_broken_mission_file_is_told_with_its_line(run: Run, nmi: Path) -> None:
    (nmi / "mission.toml").write_text("[mission\nid = 1\n")
    ran = run("check", nmi)
    assert ran.code == 2
    assert "mission.toml" in ran.err


def test_a_brief_that_can_not_be_written_says_so_and_leaves_nothing(
    run: Run, starter: Path
) -> None:
    ran = run(
        "brief", starter, "--futures", "100", "--seconds", "1", "--out", starter / "no" / "b.html"
    )
    assert ran.code == 2
    assert "can't be written" in ran.err
    assert not list(starter.rglob("*.part"))


def test_a_workbook_that_can_not_be_written_asks_for_no_option_that_there_is_not(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    """Exports have no `--out`: whoever gave it as told was refused once more."""
    ran = run("export", starter, "--xlsx", tmp_path / "none" / "x.xlsx")
    assert ran.code == 2
    assert ran.err.endswith("Name another file.\n")
