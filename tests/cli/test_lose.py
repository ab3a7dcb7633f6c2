"""`cadre lose` as a user types it: figures on one page, and the same in JSON."""

import csv
import json
import re
from pathlib import Path

import jsonschema
import pytest

from cadre.checks.loss import losses
from cadre.desk.desk import Desk
from cadre.desk.plan_file import read_plan
from cadre.mission.ids import PartnerId
from tests.cli.conftest import EXAMPLES, ROOT, Run

MAG = ["mag", "--from", "2021-10-01", "--as-of", "2021-03-15"]


def validated(text: str) -> dict[str, object]:
    plain = json.loads(text)
    schema = json.loads((ROOT / "docs/schemas/lose.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, schema)
    loss = plain["loss"]
    assert isinstance(loss, dict)
    return loss


def test_the_loss_of_the_group_that_guards_is_told_on_one_page(run: Run) -> None:
    ran = run("lose", EXAMPLES / "nmi", *MAG)
    assert (ran.code, ran.err) == (0, "")
    assert "People needed       500   2000  4.0 times as many" in ran.out
    assert "Beds short            0   1250" in ran.out
    for kind in ("Base defence", "Medical support", "Communications", "Life support"):
        assert kind in ran.out
    assert len(ran.out.splitlines()) < 50, "a page at most"


def test_whoever_asks_before_any_work_has_begun_is_told_how_to_ask_of_a_plan(
    run: Run, tmp_path: Path
) -> None:
    """All figures 0 read as if nobody would miss who goes: so it is for every new dossier."""
    assert run("init", tmp_path / "new").code == 0
    ran = run("lose", tmp_path / "new", "relief-union", "--from", "2026-06-01")
    assert "No work that has begun needs people that day; --plan looks" in ran.err
    assert "none are stated where work runs that day" in ran.out


def test_the_json_says_the_same_and_follows_its_schema(run: Run) -> None:
    loss = validated(run("lose", EXAMPLES / "nmi", *MAG, "--json").out)
    moments = loss["moments"]
    assert isinstance(moments, list)
    first = moments[0]
    assert (first["needed_before"], first["needed_after"]) == (500, 2000)
    assert [kind["short"] for kind in first["sites"][0]["kinds"]] == [940, 155, 110, 255]
    assert {stop["why"] for stop in first["stops"]} == {"support is missing"}


def test_work_counted_through_a_pause_is_named_and_a_plan_counts_it_only_after(
    run: Run, tmp_path: Path
) -> None:
    told = run("lose", EXAMPLES / "nmi", "mag", "--from", "2021-03-15")
    assert "Counted although paused that day, since its people stay: schools-courses." in told.out
    plan = tmp_path / "plan.json"
    assert run("plan", EXAMPLES / "nmi", "--seconds", "1", "--out", plan).code == 0
    planned = run("lose", EXAMPLES / "nmi", "mag", "--from", "2021-03-15", "--plan", plan)
    assert "Counted although paused" not in planned.out


@pytest.mark.parametrize("who", ["union-iii", "DNK", "usa"])
def test_sites_and_nations_go_as_well(run: Run, who: str) -> None:
    arguments = ["lose", EXAMPLES / "nmi", who, "--from", "2021-06-01"]
    validated(run(*arguments, "--json").out)
    assert run(*arguments).out.startswith("Without ")


def test_a_nation_whose_work_is_still_to_come_takes_its_pledges_along(run: Run) -> None:
    gone = ["lose", EXAMPLES / "ntm-i", "HUN", "--as-of", "2005-02-23", "--from"]
    told = run(*gone, "2005-02-24").out
    assert "No work that day leans on it." in told
    assert re.search(r"^Its pledges fall away.*: .*hun-guards", told, re.MULTILINE)


def test_a_plan_is_looked_at_and_agrees_with_what_its_brief_says(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert run("plan", EXAMPLES / "nmi", "--seconds", "1", "--out", plan).code == 0
    asked = ["lose", EXAMPLES / "nmi", "mag", "--from", "2021-03-15", "--plan", plan, "--json"]
    moments = validated(run(*asked).out)["moments"]
    assert isinstance(moments, list)
    mission = Desk.open(EXAMPLES / "nmi").mission
    told = losses(mission, read_plan(plan).plan, PartnerId("mag"), mission.profile.as_of)
    assert (moments[0]["needed_before"], moments[0]["needed_after"]) == (told.before, told.after)
    assert [one["activity"] for one in moments[0]["stops"]] == list(told.stops)


def test_a_plan_of_another_day_is_refused(run: Run, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert run("plan", EXAMPLES / "nmi", "--seconds", "1", "--out", plan).code == 0
    ran = run(
        *("lose", EXAMPLES / "nmi", "mag", "--from", "2021-10-01"),
        *("--plan", plan, "--as-of", "2021-06-01"),
    )
    assert ran.code == 2
    assert "Make the plan again" in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mga", "--from", "2021-10-01"], "Did you mean 'mag'?"),
        (["MAG", "--from", "2021-10-01"], "Did you mean 'mag'?"),
        (["mag", "--from", "2031-10-01"], "a day up to"),
        (["mag", "--from", "october"], "write it as 2021-03-15"),
        (["mag"], "--from"),
        (["mag", "--from", "2021-10-01", "--what", "site"], "is no site"),
        (["mag", "--from", "2021-10-01", "--plan", "nowhere.json"], "No such file"),
    ],
)
def test_what_can_not_be_asked_is_refused_with_a_sentence(
    run: Run, arguments: list[str], told: str
) -> None:
    ran = run("lose", EXAMPLES / "nmi", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("table", ["supports", "enablers", "pledges", "bed_spaces"])
def test_a_loss_is_shown_only_to_who_may_see_all_that_it_is_made_of(
    run: Run, nmi: Path, table: str
) -> None:
    path = nmi / f"{table}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"marking": "RESTRICTED"} for row in rows)
    asked = ["lose", nmi, "usa", "--from", "2021-10-01"]
    assert run(*asked).code == 0
    refused = run(*asked, "--reader", "public")
    assert refused.code == 2
    assert "isn't cleared for RESTRICTED" in refused.err
    assert refused.out == ""
