"""Robust plans: what is compared must be the same thing, in the same futures."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np
import pytest

from cadre.cli.plan import robust_as_text
from cadre.desk.desk import Desk, Effort
from cadre.desk.robust import LEAST_FUTURES, PLANNING, amounts_in, robust, worth_of
from cadre.dossier.save import save
from cadre.mission.conditions import Condition
from cadre.mission.ids import ActivityId, ConditionId
from cadre.mission.mission import Mission
from cadre.mission.pessimism import DOUBTS
from cadre.mission.quantities import exact
from cadre.mission.weeks import DateRange
from cadre.planner.objective import Objective
from cadre.planner.solve import solve
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import each_future, simulate
from tests.planner.missions import (
    FROM,
    activity,
    course,
    day,
    effect,
    mission,
    mode,
    pledge,
    post,
    two_works,
)


def hoped_or_sure() -> Mission:
    """Two works that exclude each other: the better one waits for what seldom comes."""
    deal = Condition(
        id=ConditionId("deal"), name="deal", when=DateRange.exactly(day(2)), belief=0.25
    )
    return mission(
        weeks=20,
        activities=(
            activity("hoped", conditions=(deal.id,), excludes=(ActivityId("sure"),)),
            activity("sure"),
        ),
        modes=(mode("hoped"), mode("sure")),
        posts=(post("hoped", 4), post("sure", 4)),
        pledges=(pledge(4, strength=exact(1.0), delay=exact(0.0)),),
        effects=(effect("hoped", 0.9), effect("sure", 0.6)),
        conditions=(deal,),
    )


def opened(given: Mission, folder: Path) -> Desk:
    save(given, folder, None)
    return Desk.open(folder)


def test_a_plan_that_hopes_less_is_chosen_where_hope_seldom_holds(tmp_path: Path) -> None:
    answer = robust(opened(hoped_or_sure(), tmp_path / "m"), 200, effort=Effort(seconds=3))
    starts = {
        one.name: [str(start.activity) for start in one.result.plan.starts] for one in answer.plans
    }
    assert starts[PLANNING] == ["hoped"]
    assert starts[answer.chosen] == ["sure"]
    assert answer.clear
    assert answer.best.promised < answer.plans[0].promised, "it promises less and gives more"
    assert answer.best.lowest > answer.plans[0].lowest


def test_where_nothing_is_in_doubt_no_other_plan_is_made(tmp_path: Path) -> None:
    sure = replace(two_works(), pledges=(pledge(8, strength=exact(1.0), delay=exact(0.0)),))
    answer = robust(opened(sure, tmp_path / "m"), 20, effort=Effort(seconds=2))
    assert [one.name for one in answer.plans] == [PLANNING]
    assert not answer.clear


def test_a_plan_that_only_luck_made_better_is_not_told_as_robust(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a search cut short for the planning dates would be counted as what doubt gains."""
    given = hoped_or_sure()
    short = replace(given, activities=given.activities[1:], modes=given.modes[1:])
    worse = solve(replace(short, posts=given.posts[1:], effects=given.effects[1:]), made_from=FROM)
    better = solve(given, made_from=FROM)
    answers = iter((worse, *(better for _ in DOUBTS)))
    monkeypatch.setattr("cadre.desk.robust.solve", lambda *_, **__: next(answers))
    answer = robust(opened(given, tmp_path / "m"), 20, effort=Effort(seconds=3))
    assert [one.name for one in answer.plans] == [PLANNING]
    assert answer.best.promised == better.objective > worse.objective


def test_whoever_stops_while_futures_are_played_gets_what_all_told_plans_have_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a long run gives nothing, or compares a plan in few futures with one in many."""
    met: list[Outcomes] = []

    def counted(objective: Objective, one: Outcomes) -> dict[str, float]:
        met.append(one)
        return amounts_in(objective, one)

    monkeypatch.setattr("cadre.desk.robust.amounts_in", counted)
    desk = opened(hoped_or_sure(), tmp_path / "m")
    found = robust(desk, 200, effort=Effort(seconds=2), stop=lambda: len(met) >= 30)
    assert len(found.plans) > 1
    assert (found.stopped, found.asked) == (True, 200)
    assert found.futures == ceil(30 / len(found.plans))


def test_futures_end_with_the_time_though_more_were_asked_for(tmp_path: Path) -> None:
    """A limit of a second that takes an hour is none."""
    found = robust(opened(hoped_or_sure(), tmp_path / "m"), 10**6, effort=Effort(seconds=1))
    assert LEAST_FUTURES <= found.futures < found.asked == 10**6
    assert not found.stopped
    assert "; the time was over before 1,000,000 were played" in robust_as_text(found)


def test_in_a_future_without_surprise_a_plan_has_what_the_planner_says() -> None:
    """Else the planner and the futures would weigh different things."""
    given = mission(
        weeks=20,
        activities=(activity("a"), activity("b", after=(ActivityId("a"),), lag_weeks=3)),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 2)),
        pledges=(pledge(6, strength=exact(1.0), delay=exact(0.0)),),
        effects=(effect("a", 0.5), effect("b", 0.3)),
        courses=(course("b", 2, 10, pass_share=exact(1.0)),),
    )
    result = solve(given, made_from=FROM)
    promised = {term.name: term.amount for term in result.terms}
    for outcomes in each_future(given, result.plan, futures=5, seed=1):
        amounts = amounts_in(Objective(given), outcomes)
        # Coverage is counted in thousandths there.
        assert amounts.pop("needs") == pytest.approx(promised["needs"], rel=2e-3)
        assert amounts == pytest.approx({key: promised[key] for key in amounts})


def test_futures_one_at_a_time_are_those_that_are_played_together() -> None:
    given = hoped_or_sure()
    plan = solve(given, made_from=FROM).plan
    each = list(each_future(given, plan, futures=40, seed=3))
    whole = simulate(given, plan, futures=40, seed=3)
    assert np.array_equal(np.sum([one.coverage for one in each], axis=0), whole.coverage)
    assert np.array_equal(np.sum([one.begun for one in each], axis=0), whole.begun)
    assert {one.futures for one in each} == {1}


def test_worth_in_a_future_is_by_the_weights_with_people_against_it() -> None:
    given = two_works()
    amounts = {"needs": 2.0, "milestones": 1.0, "output": 3.0, "early": 4.0, "footprint": 10.0}
    weights = given.profile.weights
    assert worth_of(given, amounts) == pytest.approx(
        2 * weights.needs
        + weights.milestones
        + 3 * weights.output
        + 4 * weights.early
        - 10 * weights.footprint
    )
