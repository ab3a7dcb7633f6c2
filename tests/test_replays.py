"""Two spells of history, replayed on the plan as it stood before them, week by week.

The winter and the spring of 2020: training stopped on 4 January, permission came back on 13
February, the pandemic stopped it again from 16 March to 10 May. December 2011: on the 12th it was
decided to end, on the 18th the lender of guards and food was gone, on the 19th the flag was
lowered, on the 31st law ended.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from cadre.cli.main import cadre
from cadre.desk.desk import Desk, Effort
from cadre.desk.story import tell
from cadre.errors import CadreError
from cadre.mission.ids import ActivityId, TriggerId
from cadre.mission.plans import Plan
from cadre.mission.weeks import Window
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.run import simulate

EXAMPLES = Path(__file__).parents[1] / "examples"
EFFORT = Effort(futures=2_000)
BEFORE_2020, BEFORE_2011 = "2019-12-28", "2011-12-11"
WITH_COUNTERPARTS = (
    *("mod-advice", "onsa-advice", "schools-advice"),
    *("schools-courses", "besmaya-courses", "taji-courses"),
)
STANDING = ("hq", "air-mobility")
IN_DOUBT = Window.of_days(date(2020, 1, 4), date(2020, 2, 12))
PANDEMIC = Window.of_days(date(2020, 3, 16), date(2020, 5, 10))


@cache
def plan_of(dossier: str, as_of: str) -> Plan:
    """The plan as it stood on a day, made by who knew nothing of what was to come."""
    return Desk.open(EXAMPLES / dossier, as_of=date.fromisoformat(as_of)).best(EFFORT).plan


@cache
def played(dossier: str, as_of: str, scenario: str | None) -> Outcomes:
    desk = Desk.open(EXAMPLES / dossier, as_of=date.fromisoformat(as_of), scenario=scenario)
    return simulate(desk.mission, plan_of(dossier, as_of), futures=EFFORT.futures)


def winter() -> Outcomes:
    return played("nmi", BEFORE_2020, "winter-2020")


def december() -> Outcomes:
    return played("ntm-i", BEFORE_2011, "december-2011")


def share_running(outcomes: Outcomes, activity: str, day: str) -> float:
    """Share of futures in which an activity runs in the week of a day."""
    row = [str(one) for one in outcomes.activities].index(activity)
    week = outcomes.horizon.week(date.fromisoformat(day))
    return float(outcomes.running[row, week]) / outcomes.futures


def share_held(outcomes: Outcomes, activity: str, cause: HeldBackBy, day: str) -> float:
    row = [str(one) for one in outcomes.activities].index(activity)
    week = outcomes.horizon.week(date.fromisoformat(day))
    return float(outcomes.held_back[row, cause, week]) / outcomes.futures


# The winter and the spring of 2020 -------------------------------------------------------------


@pytest.mark.parametrize("activity", WITH_COUNTERPARTS)
def test_work_with_counterparts_stops_and_resumes_in_the_weeks_in_which_it_did(
    activity: str,
) -> None:
    outcomes = winter()
    assert share_running(outcomes, activity, "2020-01-03") > 0.8
    for window in (IN_DOUBT, PANDEMIC):
        for week in outcomes.horizon.overlapped(window):
            day = outcomes.horizon.day(week).isoformat()
            assert share_held(outcomes, activity, HeldBackBy.PAUSE, day) == 1, day
    # Between the two, and after them, it goes on wherever nothing else is in the way.
    for day in ("2020-02-15", "2020-03-07", "2020-05-16"):
        assert share_held(outcomes, activity, HeldBackBy.PAUSE, day) == 0
        assert share_running(outcomes, activity, day) > 0.7


@pytest.mark.parametrize("activity", STANDING)
def test_the_mission_itself_stayed(activity: str) -> None:
    outcomes = winter()
    weeks = outcomes.horizon.overlapped(Window.of_days(IN_DOUBT.first, PANDEMIC.last))
    row = [str(one) for one in outcomes.activities].index(activity)
    assert not outcomes.held_back[row, HeldBackBy.PAUSE].any()
    assert all(outcomes.running[row, week] > 0.7 * outcomes.futures for week in weeks)


def test_weeks_paused_are_counted_once_however_much_work_stood_still() -> None:
    outcomes = winter()
    weeks = {week for one in (IN_DOUBT, PANDEMIC) for week in outcomes.horizon.overlapped(one)}
    # 96 days touch fifteen weeks: six from 4 January on, nine from 14 March on.
    assert len(weeks) == 15
    assert outcomes.paused[HeldBackBy.PAUSE] == 15 * outcomes.futures
    assert outcomes.paused[-1] <= outcomes.paused[:-1].sum()


def test_the_pauses_cost_cohorts_and_graduates_in_every_course_of_the_schools() -> None:
    as_planned, as_it_came = played("nmi", BEFORE_2020, None), winter()
    assert as_planned.courses == as_it_came.courses
    for number, course in enumerate(as_planned.courses):
        fewer = as_planned.graduates_of(number).value - as_it_came.graduates_of(number).value
        lost = as_it_came.lost_cohorts[number] - as_planned.lost_cohorts[number]
        assert fewer > 0, course
        # Each pause is longer than any cohort is kept.
        assert lost > 0.5 * as_it_came.futures, course


def test_without_the_replay_no_future_knows_of_the_pauses() -> None:
    assert played("nmi", BEFORE_2020, None).paused[HeldBackBy.PAUSE] == 0


# December 2011 ---------------------------------------------------------------------------------


def in_iraq(outcomes: Outcomes) -> list[str]:
    return [str(one) for one in outcomes.activities if one != "abroad"]


def test_work_in_iraq_stops_in_the_week_in_which_the_flag_was_lowered() -> None:
    outcomes = december()
    for activity in in_iraq(outcomes):
        assert share_running(outcomes, activity, "2011-12-17") > 0.8
        assert share_running(outcomes, activity, "2011-12-19") == 0
        # For want of guards, food and aircraft, not of law: that holds for twelve days more.
        assert share_held(outcomes, activity, HeldBackBy.ENABLER, "2011-12-19") > 0.7
        assert share_held(outcomes, activity, HeldBackBy.COVER, "2011-12-31") == 0


def test_courses_outside_iraq_go_on_to_the_last_day_of_the_mandate() -> None:
    outcomes = december()
    assert share_running(outcomes, "abroad", "2011-12-31") > 0.7
    assert share_running(outcomes, "abroad", "2012-01-01") == 0


def test_nothing_resumes_after_the_last_day() -> None:
    outcomes = december()
    after = outcomes.horizon.first_whole_week(date(2012, 1, 1))
    assert not outcomes.running[:, after:].any()
    held = outcomes.held_back[:, :, after:]
    assert (held.sum(axis=1) == held[:, HeldBackBy.COVER]).all()
    stopped = ActivityId("staff-college")
    waits = [row for row, one in enumerate(outcomes.activities) if one != stopped]
    assert (held[waits, HeldBackBy.COVER] == outcomes.futures).all()
    rule = outcomes.triggers.index(TriggerId("stop-at-status"))
    assert outcomes.ordered[rule].tolist() == [outcomes.futures, outcomes.futures]


def test_nineteen_days_before_the_end_most_futures_saw_it_come() -> None:
    foreseen = played("ntm-i", BEFORE_2011, None)
    assert share_running(foreseen, "hq", "2012-01-08") < 0.25
    assert share_held(foreseen, "hq", HeldBackBy.COVER, "2012-06-30") > 0.75


# The door --------------------------------------------------------------------------------------


def test_a_plan_made_before_a_scenario_is_played_in_it(tmp_path: Path) -> None:
    plan = str(tmp_path / "plan.json")
    day = ["--as-of", BEFORE_2020]
    made = CliRunner().invoke(cadre, ["plan", str(EXAMPLES / "nmi"), *day, "--out", plan])
    assert made.exit_code == 0, made.output
    done = CliRunner().invoke(
        cadre,
        [
            *("simulate", str(EXAMPLES / "nmi"), *day, "--scenario", "winter-2020"),
            *("--plan", plan, "--futures", "500", "--json"),
        ],
    )
    assert done.exit_code == 0, done.output
    summary = json.loads(done.output)
    paused = {one["cause"]: one["weeks"]["value"] for one in summary["causes"]}
    assert paused["pause"] == 15
    assert summary["made_from"]["scenario"] == "winter-2020"


def test_a_pledge_that_the_scenario_takes_away_stays_in_the_orders_but_never_comes() -> None:
    day, company = date(2005, 2, 23), "hun-guards"
    plan = plan_of("ntm-i", day.isoformat())
    assert any(one.pledge == company for one in plan.assignments)
    desk = Desk.open(EXAMPLES / "ntm-i", as_of=day, scenario="no-company")
    without = desk.simulate(plan, EFFORT)
    with_it = Desk.open(EXAMPLES / "ntm-i", as_of=day).simulate(plan, EFFORT)
    assert max(week.mean for week in without.force) < max(week.mean for week in with_it.force)


def test_of_a_pledge_that_the_scenario_makes_smaller_fewer_come(tmp_path: Path) -> None:
    """The orders of the day name three advisers; when it comes to it there is one."""
    copytree(EXAMPLES / "template", tmp_path, dirs_exist_ok=True)
    with (tmp_path / "scenarios.csv").open("a", encoding="utf-8") as file:
        file.write("lean,A lean year,,calm,,,,\n")
    with (tmp_path / "changes.csv").open("a", encoding="utf-8") as file:
        file.write("lean-1,lean,pledge smaller,advisers-north,,,,2,calm,,,,\n")
    desk, lean = Desk.open(tmp_path), Desk.open(tmp_path, scenario="lean")
    plan = desk.best(EFFORT).plan
    assert [one.people for one in plan.assignments if one.pledge == "advisers-north"] == [3]
    stated, fewer = (one.simulate(plan, EFFORT).force[-1].mean for one in (desk, lean))
    assert stated - fewer == pytest.approx(2)
    told = [tell(one, plan, EFFORT, number=0).at_the_end[0].split() for one in (desk, lean)]
    assert int(told[0][0]) - int(told[1][0]) == 2


def test_work_that_the_scenario_drops_runs_in_no_future(tmp_path: Path) -> None:
    copytree(EXAMPLES / "template", tmp_path, dirs_exist_ok=True)
    with (tmp_path / "scenarios.csv").open("a", encoding="utf-8") as file:
        file.write("lean,A lean year,,calm,,,,\n")
    with (tmp_path / "changes.csv").open("a", encoding="utf-8") as file:
        file.write("lean-1,lean,activity dropped,teach-officers,,,,,calm,,,,\n")
    desk, lean = Desk.open(tmp_path), Desk.open(tmp_path, scenario="lean")
    plan = desk.best(EFFORT).plan
    stated, dropped = (one.simulate(plan, EFFORT) for one in (desk, lean))
    before, after = ({row.activity for row in one.activities} for one in (stated, dropped))
    assert before - after == {"teach-officers"}


def test_a_plan_of_another_day_is_still_refused() -> None:
    desk = Desk.open(EXAMPLES / "nmi", as_of=date(2020, 1, 2), scenario="winter-2020")
    with pytest.raises(CadreError, match="made from dossier"):
        desk.simulate(plan_of("nmi", BEFORE_2020), EFFORT)


def test_a_plan_made_in_one_scenario_is_refused_in_another() -> None:
    day = date(2021, 3, 15)
    made = Desk.open(EXAMPLES / "nmi", as_of=day, scenario="denmark-fewer").best(EFFORT).plan
    desk = Desk.open(EXAMPLES / "nmi", as_of=day, scenario="consent-given")
    with pytest.raises(CadreError, match="made from dossier"):
        desk.simulate(made, EFFORT)
