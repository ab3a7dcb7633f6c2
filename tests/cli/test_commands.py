"""Commands: what the README promises, tried as a user would."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import jsonschema
import pytest

from cadre.cli.main import COMMANDS, cadre
from cadre.mission.forces import Funding
from tests.cli.conftest import EXAMPLES, ROOT, Run

SCHEMAS = ROOT / "docs" / "schemas"
QUICK = ["--futures", "500", "--seconds", "2"]


def validated(kind: str, text: str) -> dict[str, object]:
    plain = json.loads(text)
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    assert isinstance(plain, dict)
    return plain


def test_check_ends_with_0_when_nothing_is_wrong(run: Run, starter: Path) -> None:
    ran = run("check", starter, "--strict")
    assert (ran.code, ran.err) == (0, ""), ran.out


def test_check_in_json_follows_its_schema(run: Run) -> None:
    ran = run("check", EXAMPLES / "nmi", "--json")
    assert ran.code in (0, 1)
    plain = validated("check", ran.out)
    assert plain["findings"]


def test_a_plan_is_written_printed_and_played(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    ran = run("plan", EXAMPLES / "nmi", "--seconds", "3", "--out", file)
    assert ran.code == 0, ran.err
    assert "Prepared, not startable today" in ran.out
    validated("plan", file.read_text(encoding="utf-8"))
    played = run("simulate", EXAMPLES / "nmi", "--plan", file, "--futures", "500", "--json")
    assert played.code == 0, played.err
    summary = validated("simulate", played.out)
    assert summary["futures"] == 500
    again = run("simulate", EXAMPLES / "nmi", "--plan", file, "--futures", "500", "--json")
    assert again.out == played.out
    text = run("simulate", EXAMPLES / "nmi", "--plan", file, "--futures", "500")
    assert "500 futures" in text.out
    assert "engagements fail for" in text.out
    assert re.search(r"^need +covered$", text.out, re.MULTILINE)


def test_futures_tell_who_stands_in_who_pays_and_how_attrition_was_drawn(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    assert run("plan", starter, "--seconds", "0.5", "--out", plan).code == 0
    played = ["simulate", starter, "--plan", plan, "--futures", "50"]
    exact, dithered = run(*played), run(*played, "--attrition", "dithered")
    assert "attrition" not in exact.out.splitlines()[0]
    assert dithered.out.splitlines()[0].endswith(", attrition dithered")
    # The guards that nobody has planned stand in for the partner that lends some.
    lines = [line.split() for line in exact.out.splitlines()]
    assert ["relief-union", "guards-north", "protection", "capital", "4"] in lines
    assert [line[0] for line in lines if line and line[0] in {f.value for f in Funding}] == [
        "common"
    ]
    told = validated("simulate", run(*played, "--json").out)
    assert told["attrition"] == "exact"
    refused = run(*played, "--attrition", "roughly")
    assert (refused.code, "'dithered'" in refused.err) == (2, True)


def test_a_plan_says_which_required_work_it_leaves_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "eu"
    shutil.copytree(EXAMPLES / "eu-advice", folder, ignore=shutil.ignore_patterns(".cadre"))
    with (folder / "activities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The last two rule each other out.
    must = ("hq", "north-team", "coast-advice")
    with (folder / "activities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0] | {"required": ""}))
        writer.writeheader()
        writer.writerows(row | {"required": "true" if row["id"] in must else ""} for row in rows)
    told = "Required work is left out:"
    assert told not in run("plan", EXAMPLES / "eu-advice", "--seconds", "1").out
    assert f"{told} coast-advice. No plan" in run("plan", folder, "--seconds", "1").out
    more = ("what-if", "beds orva +1")
    assert told not in run(more[0], EXAMPLES / "eu-advice", more[1]).out
    assert f"\n{told} coast-advice. No plan" in run(more[0], folder, more[1]).out
    why = run("why", folder, "coast-advice", "--seconds", "1").out
    assert "every plan must hold" in why
    assert "dropped" not in why


def test_a_scenario_that_is_replaced_by_the_day_is_refused_with_what_to_do(run: Run) -> None:
    ran = run("plan", EXAMPLES / "nmi", "--as-of", "2021-03-15", "--scenario", "winter-2020")
    assert ran.code == 2
    assert "another day of `--as-of`, if it is replaced" in ran.err


def test_a_plan_of_another_day_is_not_played(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    assert run("plan", EXAMPLES / "nmi", "--seconds", "1", "--out", file).code == 0
    ran = run("simulate", EXAMPLES / "nmi", "--plan", file, "--as-of", "2021-06-01")
    assert ran.code == 2
    assert "Make the plan again" in ran.err


def test_every_number_of_a_brief_can_be_traced(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    made = run("brief", EXAMPLES / "nmi", *QUICK, "--out", page)
    assert made.code == 0, made.err
    content = validated("brief", page.with_suffix(".json").read_text(encoding="utf-8"))
    assert content
    html = page.read_text(encoding="utf-8")
    outside = re.findall(
        r'(?:src|href)="(?!#|data:)(?!https?://[^"]*"[^>]*rel="source)[^"]*"', html
    )
    loaded = [link for link in outside if link.startswith("src")]
    assert loaded == [], "the page must not load anything"
    assert "<svg" in html
    ran = run("trace", EXAMPLES / "nmi", "level.ceiling-4000", *QUICK)
    assert ran.code == 0, ran.err
    assert "4000" in ran.out.replace(",", "")
    assert "F0046" in ran.out
    assert "win-2021" in ran.out or "seed-001" in ran.out
    chain = validated(
        "trace", run("trace", EXAMPLES / "nmi", "level.ceiling-4000", *QUICK, "--json").out
    )
    assert chain["rows"]
    unknown = run("trace", EXAMPLES / "nmi", "level.ceilling", *QUICK)
    assert unknown.code == 2
    assert "level.ceiling-4000" in unknown.err


def test_the_public_is_not_shown_what_is_restricted(run: Run, nmi: Path, tmp_path: Path) -> None:
    page = tmp_path / "public.html"
    ran = run("brief", nmi, *QUICK, "--reader", "public", "--out", page)
    assert ran.code == 0, ran.err
    text = page.read_text(encoding="utf-8") + page.with_suffix(".json").read_text(encoding="utf-8")
    assert "seed-000" not in text
    log = nmi / ".cadre" / "releases.jsonl"
    assert json.loads(log.read_text().splitlines()[-1])["reader"] == "public"


@pytest.mark.parametrize(("reader", "told"), [("public", True), ("host", False)])
def test_a_reader_is_told_how_much_is_not_shown_only_if_he_may_know(
    run: Run, nmi: Path, reader: str, told: bool
) -> None:
    checked = json.loads(run("check", nmi, "--reader", reader, "--json").out)
    assert (checked["withheld"] is not None) is told
    everything = json.loads(run("check", nmi, "--json").out)
    assert len(checked["findings"]) < len(everything["findings"])
    planned = run("plan", nmi, "--reader", reader, "--seconds", "1")
    assert ("aren't shown" in planned.err) is told
    shown = json.loads(run("plan", nmi, "--reader", reader, "--seconds", "1", "--json").out)
    assert len(shown["plan"]["starts"]) > 0


@pytest.mark.parametrize("table", ["shocks", "modes", "effects", "pledges", "criteria"])
def test_futures_are_shown_only_to_who_may_see_all_that_they_are_made_of(
    run: Run, starter: Path, tmp_path: Path, table: str
) -> None:
    restrict(starter / f"{table}.csv")
    plan = tmp_path / "plan.json"
    assert run("plan", starter, "--seconds", "0.5", "--out", plan).code == 0
    played = ["simulate", starter, "--plan", plan, "--futures", "10"]
    assert run(*played).code == 0
    refused = run(*played, "--reader", "public")
    assert refused.code == 2
    assert "isn't cleared for RESTRICTED; allowed: " in refused.err


def restrict(path: Path) -> None:
    """Mark every row of a table."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    marked = [[*rows[0], "marking"], *([*row, "RESTRICTED"] for row in rows[1:])]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(marked)


def test_a_milestone_is_shown_only_to_who_may_see_what_it_is_judged_by(
    run: Run, starter: Path
) -> None:
    planned = ("plan", starter, "--seconds", "0.5", "--json")
    whole = [one["milestone"] for one in json.loads(run(*planned).out)["stages"]]
    assert whole == ["ioc", "foc", "handed-over"]
    restrict(starter / "courses.csv")
    seen = json.loads(run(*planned, "--reader", "public").out)["stages"]
    assert [one["milestone"] for one in seen] == ["ioc", "foc"]


def test_money_is_told_with_the_plan_and_only_to_who_may_see_the_budget(
    run: Run, starter: Path
) -> None:
    planned = ("plan", starter, "--seconds", "0.5")
    assert "2026  common   1,200,000" in run(*planned).out
    [whole] = json.loads(run(*planned, "--json").out)["accounts"]
    assert (whole["budget"], whole["currency"]) == (1_200_000, "EUR")
    assert whole["new"] > 20_000
    restrict(starter / "budgets.csv")
    assert json.loads(run(*planned, "--reader", "public", "--json").out)["accounts"] == []
    assert "Money" not in run(*planned, "--reader", "public").out


def test_a_milestone_that_nobody_can_judge_is_said_to_be_so(
    run: Run, starter: Path, tmp_path: Path
) -> None:
    criteria = starter / "criteria.csv"
    lines = criteria.read_text(encoding="utf-8").splitlines(keepends=True)
    criteria.write_text("".join(one for one in lines if ",foc," not in one), encoding="utf-8")
    plan = tmp_path / "plan.json"
    planned = run("plan", starter, "--seconds", "0.5")
    assert "nobody can judge it: it states no criteria" in planned.out
    assert run("plan", starter, "--seconds", "0.5", "--out", plan).code == 0
    played = run("simulate", starter, "--plan", plan, "--futures", "10")
    assert "Not judged in futures\nfoc: it states no criteria" in played.out
    told = json.loads(run("simulate", starter, "--plan", plan, "--futures", "10", "--json").out)
    assert [one["id"] for one in told["milestones"]] == ["ioc", "handed-over"]


def test_losing_the_coalition_s_enablers_shows_what_stops_and_what_must_be_brought(
    run: Run, tmp_path: Path
) -> None:
    page = tmp_path / "lost.html"
    scenario = ["--scenario", "coalition-enablers-leave"]
    ran = run("brief", EXAMPLES / "nmi", *QUICK, *scenario, "--out", page)
    assert ran.code == 0, ran.err
    planned = run("plan", EXAMPLES / "nmi", "--seconds", "3", *scenario, "--json")
    lost = json.loads(planned.out)["plan"]
    kept = json.loads(run("plan", EXAMPLES / "nmi", "--seconds", "3", "--json").out)["plan"]
    weeks_lost = sum(start["weeks"] for start in lost["starts"])
    weeks_kept = sum(start["weeks"] for start in kept["starts"])
    assert weeks_lost < weeks_kept
    text = page.read_text(encoding="utf-8")
    for enabler in ("Base defence", "Medical", "Communications", "Life support"):
        assert enabler.lower() in text.lower()


def test_init_names_the_files_it_wrote(run: Run, tmp_path: Path) -> None:
    files = validated("init", run("init", tmp_path / "mine", "--json").out)["files"]
    assert isinstance(files, list)
    written = {path.name for path in (tmp_path / "mine").iterdir()}
    assert {name.split("/")[0] for name in files} == written


def test_the_demo_makes_a_copy_and_its_brief(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("demo", "copy")
    assert ran.code == 0, ran.err
    assert (tmp_path / "copy" / "brief.html").exists()
    assert (tmp_path / "copy" / "brief.json").exists()


def test_ctrl_c_ends_the_futures_cleanly_with_those_played_so_far(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    cadre = [sys.executable, "-m", "cadre"]
    dossier = str(EXAMPLES / "nmi")
    planned = [*cadre, "plan", dossier, "--seconds", "1", "--out", str(file)]
    subprocess.run(planned, check=True, capture_output=True)
    warm = ["simulate", dossier, "--plan", str(file), "--json", "--futures"]
    subprocess.run([*cadre, *warm, "100"], check=True, capture_output=True)
    running = subprocess.Popen(
        [*cadre, *warm, "200000000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(8)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    summary = json.loads(out)
    assert summary["stopped"] is True
    assert 0 < summary["futures"] < 200_000_000
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["--help"], ["plan", "--help"], ["check", EXAMPLES / "nmi"]])
def test_whoever_reads_only_the_first_lines_is_not_told_that_something_is_wrong(
    words: list[object],
) -> None:
    """`cadre plan ... | head -1` ended with 1, as `cadre check` does where a mission is wrong."""
    running = subprocess.Popen(
        [sys.executable, "-m", "cadre", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, "")


def test_a_command_spelled_nearly_right_is_answered_with_what_was_meant(run: Run) -> None:
    for typed, meant in (("chek", "check"), ("whatif", "what-if"), ("simulation", "simulate")):
        done = run(typed)
        assert (done.code, f"'{typed}'. Did you mean {meant}?" in done.err) == (2, True), done.err
    assert "Did you mean" not in run("xyzzy").err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_list_of_commands_says_of_each_what_the_command_says(name: str) -> None:
    command = cadre.get_command(click.Context(cadre), name)
    assert command is not None
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]


def test_help_has_an_example_for_every_command(run: Run) -> None:
    names = re.findall(r"^  (\w+)  ", run("--help").out, flags=re.MULTILINE)
    assert set(names) >= {"brief", "check", "demo", "init", "plan", "simulate", "trace"}
    for name in names:
        assert f"cadre {name} " in run(name, "--help").out.split("Example:")[1]
