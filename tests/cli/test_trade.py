"""`cadre plan --pareto` and `--robust`: what else there is, and what holds in most futures."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import EXAMPLES, ROOT, Ran, Run

NMI = EXAMPLES / "nmi"


def validated(ran: Ran, name: str) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    plain: dict[str, Any] = json.loads(ran.out)
    schema = json.loads((ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    return plain


def test_the_trade_is_a_table_and_a_picture(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "trade.svg"
    ran = run("plan", NMI, "--pareto", "--seconds", "6", "--svg", picture)
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split() for line in ran.out.splitlines()[2:]]
    people = [int(row[2].replace(",", "")) for row in rows]
    assert len(people) >= 3
    assert people == sorted(people)
    assert sum("own" in row for row in rows) == 1
    drawn = picture.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "person-weeks in posts asked for" in drawn


def test_every_point_of_the_trade_is_a_whole_plan(run: Run) -> None:
    plain = validated(run("plan", NMI, "--pareto", "--seconds", "6", "--json"), "pareto")
    assert plain["order"] == "weighted"
    assert all(one["result"]["plan"]["starts"] for one in plain["points"])
    fewest, most = plain["points"][0], plain["points"][-1]
    assert fewest["footprint"] < most["footprint"]
    assert fewest["output"] < most["output"]


def test_plans_made_with_doubt_stand_beside_the_plan_for_planning_dates(run: Run) -> None:
    asked = ["plan", NMI, "--robust", "60", "--seconds", "3"]
    plain = validated(run(*asked, "--json"), "robust")
    first, *others = plain["plans"]
    assert first["name"] == "planning dates"
    assert (first["ahead"]["value"], first["ahead"]["error"]) == (0, 0)
    assert others, "at least one doubt leads to another plan here"
    for one in plain["plans"]:
        assert one["lowest"] < one["mean"]["value"] < one["promised"]
        assert one["mean"]["value"] - first["mean"]["value"] == pytest.approx(one["ahead"]["value"])
    assert "in the same 60 futures" in run(*asked).out


def test_the_plan_chosen_can_be_played_like_any_other(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "robust.json"
    assert run("plan", NMI, "--robust", "20", "--seconds", "2", "--out", out).code == 0
    assert run("simulate", NMI, "--plan", out, "--futures", "10").code == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--pareto", "--robust", "10"],
        ["--svg", "x.svg"],
        ["--pareto", "--out", "x.json"],
        ["--robust", "0"],
    ],
)
def test_options_that_don_t_go_together_are_told_at_once(run: Run, options: list[str]) -> None:
    ran = run("plan", NMI, *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_the_plan_tells_what_counts_and_in_which_order(run: Run, nmi: Path) -> None:
    weighed = run("plan", nmi, "--seconds", "1").out
    assert "What counts, by the weights of the dossier" in weighed
    profile = nmi / "mission.toml"
    text = profile.read_text(encoding="utf-8")
    ordered = text.replace("[mission.weights]", '[mission.weights]\norder = "lexicographic"')
    profile.write_text(ordered, encoding="utf-8")
    assert (
        "in order: finish, needs, milestones, output, footprint, early"
        in run("plan", nmi, "--seconds", "1").out
    )
    profile.write_text(text.replace("[mission.weights]", '[mission.weights]\norder = "x"'), "utf-8")
    assert '"lexicographic" or "weighted"' in run("check", nmi).out
