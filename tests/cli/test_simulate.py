"""`cadre simulate` as a user meets it: what is asked, what is shown, what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from cadre.cli.show_futures import bars, chance
from cadre.simulator.estimates import Estimate
from tests.cli.conftest import EXAMPLES, Run

NMI = EXAMPLES / "nmi"
SCHEMAS = EXAMPLES.parent / "docs" / "schemas"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan for the example, found once for all tests."""
    from cadre.desk.desk import Desk, Effort  # noqa: PLC0415 - loads the planner
    from cadre.desk.plain import to_json  # noqa: PLC0415

    file = tmp_path_factory.mktemp("plans") / "plan.json"
    result, _ = Desk.open(NMI).plan(Effort(seconds=1))
    file.write_text(to_json(result), encoding="utf-8")
    return file


def test_the_chance_to_reach_a_level_by_a_day_is_told_with_its_error(run: Run, plan: Path) -> None:
    played = ("simulate", NMI, "--plan", plan, "--futures", "2000")
    # So many people that some futures reach them and others don't.
    weeks = json.loads(run(*played, "--json").out)["force"]
    people = str(max(one["p75"] for one in weeks))
    asked = (*played, "--level", people, "--level", "1", "--by", "2021-03-20", "--by", "2022-12-25")
    rows = json.loads(run(*asked, "--json").out)
    shares = {(one["id"], one["by"]): one["share"] for one in rows["asked"]}
    assert shares["1", "2021-03-20"] == {"value": 1.0, "error": 0.0}
    soon, late = shares[people, "2021-03-20"]["value"], shares[people, "2022-12-25"]["value"]
    assert 0 <= soon < late < 1
    assert late == next(one for one in rows["levels"] if one["id"] == people)["ever"]["value"]
    error = shares[people, "2022-12-25"]["error"]
    assert error == pytest.approx((late * (1 - late) / 2000) ** 0.5)
    text = run(*asked).out
    assert "Reached by" in text
    assert f"{100 * late:.1f}% ±{100 * error:.1f}" in text


def test_what_answers_hang_on_is_told_when_asked_for(run: Run, plan: Path) -> None:
    played = ("simulate", NMI, "--plan", plan, "--futures", "600")
    assert json.loads(run(*played, "--json").out)["matters"] == []
    told = json.loads(run(*played, "--matters", "--json").out)["matters"]
    assert "consent-suspended" in {one["id"] for one in told}
    for answer in {one["answer"] for one in told}:
        shares = [one["share"]["value"] for one in told if one["answer"] == answer]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) < 1.1
    assert "what matters for" in run(*played, "--matters").out


def test_one_future_is_not_told_as_if_its_numbers_were_certain(run: Run, plan: Path) -> None:
    played = ("simulate", NMI, "--plan", plan, "--futures")
    assert "One future can't tell how much is luck" in run(*played, "1").out
    assert "One future" not in run(*played, "2").out


def test_a_day_that_is_not_played_is_refused_by_name(run: Run, plan: Path) -> None:
    ran = run("simulate", NMI, "--plan", plan, "--by", "2029-12-31")
    assert (ran.code, ran.out) == (2, "")
    assert "--by: 2029-12-31 isn't among the weeks played" in ran.err


def test_what_was_held_back_adds_up_in_the_data_and_as_printed(run: Run, plan: Path) -> None:
    """A table of shares that doesn't add up makes a reader doubt the rest."""
    played = ("simulate", NMI, "--plan", plan, "--futures", "500")
    told = json.loads(run(*played, "--json").out)
    assert sum(one["share"] for one in told["causes"]) == pytest.approx(1)
    own = sum(one["weeks"]["value"] for one in told["causes"])
    assert told["all_pause_weeks"] == pytest.approx(own)
    assert told["any_pause_weeks"]["value"] < own
    held = {one["activity"]: one["held_back"] for one in told["activities"]}
    assert sum(sum(by.values()) for by in held.values()) == pytest.approx(
        sum(one["activity_weeks"]["value"] for one in told["causes"])
    )
    text = run(*played).out
    block = text.split("held back by   share")[1].split("Weeks with anything")[0]
    tenths = [round(10 * float(one)) for one in re.findall(r" ([\d.]+)%", block)]
    assert sum(tenths[:-1]) == tenths[-1] == 1000


def test_without_a_plan_one_is_made_first_and_said(run: Run, starter: Path) -> None:
    ran = run("simulate", starter, "--seconds", "0.5", "--futures", "10")
    assert ran.code == 0
    assert "one is made first" in ran.err
    assert "10 futures of" in ran.out
    assert run("simulate", starter, "--seconds", "0.5", "--futures", "1").out.startswith(
        "1 future of"
    )


def test_a_future_is_told_with_the_same_words_each_time(run: Run, plan: Path) -> None:
    told = run("simulate", NMI, "--plan", plan, "--tell", "4711")
    assert told.code == 0, told.err
    assert told.out.startswith("Future 4711 of seed 0: NATO Mission Iraq")
    assert run("simulate", NMI, "--plan", plan, "--tell", "4711").out == told.out
    assert run("simulate", NMI, "--plan", plan, "--tell", "4711", "--seed", "1").out != told.out


def test_a_story_as_data_has_the_form_that_is_published(run: Run, plan: Path) -> None:
    told = json.loads(run("simulate", NMI, "--plan", plan, "--tell", "5", "--json").out)
    text = (SCHEMAS / "tell.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(told, json.loads(text))
    assert told["number"] == 5
    assert [one["day"] for one in told["events"]] == sorted(one["day"] for one in told["events"])


def test_a_share_of_futures_can_not_be_asked_of_one(run: Run, plan: Path) -> None:
    ran = run("simulate", NMI, "--plan", plan, "--tell", "1", "--by", "2021-12-31")
    assert (ran.code, ran.out) == (2, "")
    assert "leave it out with --tell" in ran.err


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (",0.3,0.7,1.5,1,1,3,0,", ",-0.3,-0.3,1.5,1,1,3,0,", "per_year"),
        (",0.3,0.7,1.5,1,1,3,0,", ",0.3,0.7,1.5,1,1,3,1.5,", "for_good"),
    ],
)
def test_a_rate_or_share_that_can_not_be_is_told_and_left_out(
    run: Run, nmi: Path, before: str, after: str, told: str
) -> None:
    """Played as it stands it would crash, or worse, give figures."""
    shocks = nmi / "shocks.csv"
    text = shocks.read_text(encoding="utf-8")
    assert before in text
    shocks.write_text(text.replace(before, after), encoding="utf-8")
    ran = run("simulate", nmi, "--seconds", "1", "--futures", "10")
    assert ran.code == 0
    told_beside = "1 row or file is faulty and left out; `cadre check` lists them."
    assert told_beside in ran.err
    assert told_beside in run("plan", nmi, "--seconds", "1").err
    checked = run("check", nmi)
    assert checked.code == 1
    assert told in checked.out.split("warning")[0]


def test_a_rule_that_check_calls_an_error_is_not_played_in_silence(run: Run, nmi: Path) -> None:
    quiet = run("simulate", nmi, "--seconds", "1", "--futures", "10")
    assert "finds" not in quiet.err
    head = "id,name,signal,subject,below,weeks,action,target,delay_weeks,cost,times"
    row = "loop,A loop,work stopped,hq,,1,pause,hq,0,10,0"
    (nmi / "triggers.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    loud = run("simulate", nmi, "--seconds", "1", "--futures", "10")
    assert loud.code == 0
    assert "`cadre check` finds 1 error in what is played as it stands." in loud.err


def test_two_hundred_years_are_refused_before_anything_is_made(run: Run, nmi: Path) -> None:
    stated = nmi / "mission.toml"
    text = re.sub(r"until = .*", "until = 2221-12-31", stated.read_text(encoding="utf-8"))
    stated.write_text(text, encoding="utf-8")
    ran = run("simulate", nmi, "--futures", "10")
    assert (ran.code, ran.out) == (2, "")
    assert "are 10477 weeks; allowed: 1 to 2600 (fifty years)" in ran.err


def test_a_small_machine_refuses_in_a_sentence(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cadre.simulator import size  # noqa: PLC0415 - the simulator is loaded late

    monkeypatch.setattr(size, "free_bytes", lambda: 1 << 20)
    ran = run("simulate", NMI, "--plan", plan, "--futures", "10000000")
    assert (ran.code, ran.out) == (2, "")
    assert "the 0.0 GiB that are free" in ran.err


def test_a_share_is_printed_as_far_as_its_error_lets_it() -> None:
    assert chance(Estimate(0.0, 0.0)) == "none"
    assert chance(Estimate(1.0, 0.0)) == "all"
    assert chance(Estimate(0.336, 0.0015)) == "33.6% ±0.1"
    assert chance(Estimate(0.00003, 0.00002)) == "0.003% ±0.002"


def test_a_line_of_bars_shows_nothing_only_where_there_is_nothing() -> None:
    assert bars([0, 0.001, 0.5, 0.999, 1], width=5) == "·▁▅██"
    assert bars([0, 0, 1, 1], width=2) == "·█"


def test_a_gpu_is_asked_for_by_name_and_refused_in_a_sentence_where_none_is(
    run: Run, plan: Path
) -> None:
    played = ("simulate", NMI, "--plan", plan, "--futures", "9", "--device")
    assert run(*played, "cpu").code == 0
    told = run(*played, "cuda")
    assert told.code == 0 or "play on 'cpu': the outcomes are the same." in told.err
