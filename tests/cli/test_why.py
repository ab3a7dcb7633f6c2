"""`cadre why` as a user types it: what work rests on, what breaks it, what would let it in."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import EXAMPLES, ROOT, Ran, Run

NMI = EXAMPLES / "nmi"


@pytest.fixture(name="plan")
def plan_file(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run("plan", NMI, "--seconds", "2", "--out", path).code == 0
    return path


def answer(ran: Ran) -> dict[str, Any]:
    assert ran.code == 0, ran.err
    plain: dict[str, Any] = json.loads(ran.out)
    schema = json.loads((ROOT / "docs/schemas/why.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    return plain


def test_planned_work_is_told_with_all_that_it_rests_on(run: Run, plan: Path) -> None:
    ran = run("why", NMI, "services-1", "--plan", plan)
    assert (ran.code, ran.err) == (0, "")
    for part in (
        *("consent-expansion  consent  proposed     25%", "plan-approval       awaited"),
        *("offer-adviser-a", "Interpreters", "at most 720 are used; 750 are there"),
        *("It comes after mod-advice.", "partner mag leaves 2021-03-15"),
    ):
        assert " ".join(part.split()) in " ".join(ran.out.split())


def test_each_loss_that_stops_it_is_named_with_its_week(run: Run, plan: Path) -> None:
    rests = answer(run("why", NMI, "air-mobility", "--plan", plan, "--json"))["rests"]
    weeks = {one["id"]: one["week"] for one in rests["breaks"]}
    assert weeks["mag"] == 0
    assert weeks["dnk-helicopters"] > 0, "others fly until the Danish machines take over"
    assert list(weeks.values()) == sorted(weeks.values())


def test_the_change_that_lets_work_in_is_proven_by_a_what_if(run: Run, plan: Path) -> None:
    asked = ["why", NMI, "kurdistan-advice", "--plan", plan, "--seconds", "2"]
    out = answer(run(*asked, "--json"))["kept_out"]
    assert out["rules"] == ["support"]
    unlock = out["unlock"]
    assert unlock["worth_after"] > unlock["worth_before"]
    assert unlock["people"] > 100
    again = run(
        *("what-if", NMI, *unlock["changes"], "--together"),
        *("--plan", plan, "--seconds", "2", "--json"),
    )
    [reply] = json.loads(again.out)["replies"]
    assert [one["activity"] for one in reply["came"]] == ["kurdistan-advice"]
    assert reply["worth_after"] == unlock["worth_after"]
    assert unlock["to_the_end"], "who asks for people is told for how long they let it run"
    weeks = f") for {unlock['weeks']} weeks, the last of the plan; the plan is worth"
    text = run(*asked).out
    assert "Proven by planning again: it is then chosen and runs from week" in text
    assert weeks in text


def test_a_gate_that_nobody_can_date_is_named_as_the_change(run: Run, plan: Path) -> None:
    out = answer(run("why", NMI, "interior-advice", "--plan", plan, "--json"))["kept_out"]
    assert out["rules"] == ["gates"]
    assert out["unlock"]["changes"] == ["condition ready-for-interior met 2021-03-15"]
    assert out["unlock"]["chosen"]


def test_without_a_plan_one_is_made_first_and_the_reader_is_told(run: Run) -> None:
    ran = run("why", NMI, "interior-advice", "--seconds", "1")
    assert ran.code == 0
    assert ran.err == "No --plan is given: one is made first, within 1 s.\n"
    assert "In its way beside this plan (this rule alone): gates." in ran.out


def test_the_reason_and_the_changes_tell_the_same_figures(run: Run, plan: Path) -> None:
    """A staff that reads 509 guards in one line and 395 in another believes neither."""
    out = answer(run("why", NMI, "kurdistan-advice", "--plan", plan, "--json"))["kept_out"]
    heads = [int(text.rpartition("+")[2]) for text in out["unlock"]["changes"] if "+" in text]
    assert all(f"{number} " in out["left_out"]["reason"] for number in heads)


def test_unknown_work_and_strange_plans_are_refused_by_name(run: Run, plan: Path) -> None:
    ran = run("why", NMI, "servces-1", "--plan", plan)
    assert ran.code == 2
    assert "servces-1" in ran.err
    assert "Did you mean services-1" in ran.err, "the first ids of the table help nobody"
    ran = run("why", EXAMPLES / "ntm-i", "hq", "--plan", plan)
    assert ran.code == 2
    assert "Make the plan again" in ran.err
