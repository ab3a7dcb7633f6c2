"""`cadre what-if` as a user types it: what moves, what it costs, and what isn't understood."""

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


def replies(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    plain = json.loads(ran.out)
    schema = json.loads((ROOT / "docs/schemas/what-if.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    found: list[dict[str, Any]] = plain["replies"]
    return found


def test_what_ifs_stand_side_by_side_each_alone(run: Run, plan: Path) -> None:
    texts = ["MAG leaves 2021-10-01", "decision plan-approval slips to 2021-09-01"]
    ran = run("what-if", NMI, *texts, "--plan", plan, "--seconds", "2")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.split("  ")[-1] for line in lines[1:3]] == texts
    assert "services-1       dropped  week 20" in ran.out
    assert "people in posts, person-weeks" in ran.out
    # Dropped or only shorter: for each it is told why.
    assert "\nservices-1: First increment" in ran.out
    assert "\nhq: Headquarters, camp and support stops on 27 September 2021" in ran.out
    gone, slipped = replies(run("what-if", NMI, *texts, "--plan", plan, "--seconds", "2", "--json"))
    assert {one["activity"] for one in gone["dropped"]} == {"services-1", "services-2"}
    assert {one["activity"] for one in gone["resized"]} >= {"hq", "mod-advice"}
    assert gone["worth_after"] < slipped["worth_after"] < slipped["worth_before"]
    assert slipped["unchanged"] == 0.75
    assert slipped["result"]["plan"]["made_from"]["changes"] == texts[1:]


def test_together_they_apply_at_once_and_the_new_plan_is_written(
    run: Run, plan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new.json"
    texts = ["people adviser +40", "activity services-2 dropped"]
    asked = ["what-if", NMI, *texts, "--plan", plan, "--seconds", "2", "--together"]
    [reply] = replies(run(*asked, "--json", "--out", out))
    assert reply["asked"] == texts
    assert [one["activity"] for one in reply["dropped"]] == ["services-2"]
    assert json.loads(out.read_text(encoding="utf-8")) == reply["result"]
    played = run("simulate", NMI, "--plan", out, "--futures", "10")
    assert played.code == 2
    assert "into the dossier's tables first: people adviser +40; activity services-2" in played.err


def test_what_must_be_and_can_t_is_answered_with_what_clashes(run: Run, plan: Path) -> None:
    asked = ["what-if", NMI, "activity kurdistan-advice must", "--plan", plan, "--seconds", "2"]
    [reply] = replies(run(*asked, "--json"))
    assert reply["unmet"] == ["kurdistan-advice"]
    assert reply["clash"]["rules"] == ["support"]
    assert "Not met: kurdistan-advice." in run(*asked).out


def test_a_change_of_nothing_leaves_every_start_where_it_is(run: Run, plan: Path) -> None:
    ran = run("what-if", NMI, "people adviser +1", "--plan", plan, "--seconds", "2")
    assert "100% of starts unchanged" in ran.out
    assert "No start changes." in ran.out


def test_who_asks_of_days_that_no_plan_looks_at_is_told_so(run: Run, plan: Path) -> None:
    asked = ["what-if", NMI, "MAG leaves 2030-01-01", "beds union-iii 10 2020-01-01 to 2020-02-01"]
    late, early = replies(run(*asked, "--plan", plan, "--json"))
    assert late["worth_after"] == late["worth_before"]
    assert (
        "2030-01-01 lies after the horizon of plans, 2021-03-15 to 2022-12-25" in late["notes"][0]
    )
    assert "lie before the horizon" in early["notes"][0]
    assert late["notes"][0] in run(*asked, "--plan", plan).out


def test_without_a_plan_one_is_made_first(run: Run) -> None:
    [reply] = replies(run("what-if", NMI, "beds union-iii 500", "--seconds", "2", "--json"))
    beds = {one["what"]: one["after"] for one in reply["costs"]}
    assert max(value for what, value in beds.items() if "beds used" in what) <= 500


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["pledge dnk-escrt withdrawn"], "Did you mean dnk-escort"),
        (["the sky falls"], "word 1"),
        (["usa leaves"], "`partner usa leaves` or `nation usa leaves`"),
        (["pledge dnk-escort -4000"], "pledge dnk-escort withdrawn"),
        (["people adviser +1", "people adviser +2"], "as many plans"),
    ],
)
def test_what_can_t_be_done_is_one_line_and_writes_nothing(
    run: Run, tmp_path: Path, texts: list[str], told: str
) -> None:
    out = tmp_path / "new.json"
    ran = run("what-if", NMI, *texts, "--seconds", "1", "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()


def test_a_plan_of_another_dossier_is_refused(run: Run, plan: Path) -> None:
    ran = run("what-if", EXAMPLES / "ntm-i", "hq leaves", "--plan", plan)
    assert ran.code == 2
    ran = run("what-if", NMI, "mag leaves", "--plan", plan, "--as-of", "2021-06-01")
    assert ran.code == 2
    assert "Make the plan again" in ran.err


def test_a_reader_who_may_not_see_all_gets_no_part_of_it(run: Run, nmi: Path) -> None:
    told = run("what-if", nmi, "mag leaves", "--reader", "public")
    assert told.code == 2
    assert "may not see what-ifs" in told.err
