"""Required work: in every plan, in order, and its end as early as it can be."""

# ruff: noqa: S311 - dice make tiny missions
from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from benchmarks.psplib_files import Project, Way, lay_out
from benchmarks.psplib_mission import as_mission, runs_of
from cadre.checks.plan import judge
from cadre.mission.activities import Mode
from cadre.mission.findings import Severity
from cadre.mission.ids import DrawId, ModeId, StockId
from cadre.mission.mission import Mission, Weights
from cadre.mission.stocks import Draw, Stock
from cadre.planner.in_force import InForce
from cadre.planner.replan import held
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from cadre.planner.trade import points
from tests.oracle.planner import Oracle, best
from tests.oracle.schedules import faults, least_end
from tests.planner.missions import (
    FROM,
    activity,
    mission,
    mode,
    pledge,
    post,
    random_mission,
    two_works,
)


def ordered(seed: int) -> Mission:
    """A tiny random mission in which some work waits for the end of other work."""
    dice, given = Random(seed + 3_000_000), random_mission(seed)
    rows = []
    for one in given.activities:
        earlier = [other.id for other in given.activities if other.id < one.id]
        over = tuple(key for key in earlier if dice.random() < 0.5)
        rows.append(replace(one, after_end=over, lag_weeks=dice.choice([0, 0, 1])))
    return replace(given, activities=tuple(rows))


def demanding(seed: int) -> Mission:
    """The same, where some work is required and its end counts."""
    dice, given = Random(seed + 4_000_000), ordered(seed)
    rows = tuple(replace(one, required=dice.random() < 0.5) for one in given.activities)
    weights = replace(given.profile.weights, finish=dice.choice([0.0, 20.0, 300.0]))
    return replace(given, activities=rows, profile=replace(given.profile, weights=weights))


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_that_keeps_the_order_of_ends_is_better(seed: int) -> None:
    given = ordered(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in result.plan.starts]
    assert Oracle(given).allowed(plan)
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    errors = [one for one in judge(given, result.plan).findings if one.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("seed", range(60))
def test_what_must_be_done_is_planned_wherever_it_can_be_and_no_such_plan_is_better(
    seed: int,
) -> None:
    given = demanding(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    judged = judge(given, result.plan)
    broken = {one.code for one in judged.findings if one.severity is Severity.ERROR}
    assert judged.objective == pytest.approx(result.objective)
    try:
        most = best(given)
    except ValueError:
        assert broken == {"PLA-19"}, "no plan holds all of it, and nobody would be told"
        assert result.status is not SolveStatus.OPTIMAL
        return
    assert broken == set()
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(most, abs=1e-6)


def stocked(seed: int) -> Mission:
    """The same as `ordered`, where starts take of a stock that doesn't suffice for all."""
    dice, given = Random(seed + 5_000_000), ordered(seed)
    kits = Stock(id=StockId("kits"), name="kits", amount=3)
    draws = tuple(
        Draw(id=DrawId(f"of-{one.id}"), mode=one.id, stock=kits.id, amount=dice.randint(0, 3))
        for one in given.modes
    )
    return replace(given, stocks=(kits,), draws=draws)


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_that_leaves_stocks_whole_is_better(seed: int) -> None:
    given = stocked(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    errors = [one for one in judge(given, result.plan).findings if one.severity is Severity.ERROR]
    assert errors == []
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    assert all(one.unlock for one in result.plan.left_out)


def test_what_a_stock_lacks_is_told_with_what_would_do() -> None:
    given = replace(
        two_works(),
        stocks=(Stock(id=StockId("kits"), name="kits", amount=5),),
        draws=tuple(
            Draw(id=DrawId(work), mode=ModeId(f"{work}@base"), stock=StockId("kits"), amount=4)
            for work in ("a", "b")
        ),
    )
    result = solve(given, made_from=FROM, seconds=10)
    (left,) = result.plan.left_out
    assert (left.activity, left.rule) == ("b", "stock")
    assert "3 of kits are missing" in left.reason
    assert "have 3 more of kits" in left.unlock.lower()


@pytest.mark.parametrize("seed", range(25))
def test_a_project_planned_as_a_mission_ends_as_early_as_any_schedule_does(seed: int) -> None:
    dice = Random(seed)
    ways = tuple(
        tuple(
            Way(
                weeks=dice.randint(1, 2),
                uses=(dice.randint(0, 2), dice.randint(0, 2)),
                draws=(dice.randint(0, 2),),
            )
            for _ in range(dice.randint(1, 2))
        )
        for _ in range(3)
    )
    project = Project(
        name="tiny",
        ways=ways,
        after=((), tuple(n for n in [0] if dice.random() < 0.5), (dice.randint(0, 1),)),
        lines=(2, 3),
        stocks=(dice.randint(2, 6),),
    )
    least = least_end(lay_out(project))
    result = solve(as_mission(project), made_from=FROM, seconds=10)
    if least is None:
        assert len(result.plan.starts) < len(ways), "a plan would take more than there is"
        return
    rows = runs_of(project, result.plan)
    assert faults(lay_out(project), rows) == []
    assert int(rows[:, 2].max()) == least
    assert result.status is SolveStatus.OPTIMAL


def test_a_changed_plan_holds_what_must_be_done_too() -> None:
    given = two_works()
    before = solve(given, made_from=FROM, seconds=10)
    needed = tuple(replace(one, required=one.id == "b") for one in given.activities)
    fewer = replace(given, activities=needed, pledges=(pledge(3),))
    after = InForce(given, before.plan).after(fewer, made_from=FROM, seconds=5).result
    assert {one.activity for one in after.plan.starts} == {"b"}, "a, worth more, would push it out"


@pytest.mark.parametrize("modes", [(), (mode("a", weeks=1),)])
def test_no_plan_without_required_work_is_called_best(modes: tuple[Mode, ...]) -> None:
    given = mission(
        6, activities=(activity("a", required=True),), modes=modes, posts=(post("a", 3),)
    )
    before = solve(given, made_from=FROM)
    found = [
        before,
        InForce(given, before.plan).after(given, made_from=FROM, seconds=10).result,
        held(given, before.plan, made_from=FROM),
    ]
    found += [one.result for one in points(given, made_from=FROM, seed=0, seconds=2)]
    assert {one.status for one in found} == {SolveStatus.FEASIBLE}


def test_required_work_is_planned_though_it_is_worth_less_than_nothing() -> None:
    given = mission(
        8,
        Weights(finish=0.0, needs=0.0, early=0.0, footprint=5.0),
        activities=(activity("a", required=True),),
        modes=(mode("a", weeks=2),),
        posts=(post("a", 4),),
        pledges=(pledge(4),),
    )
    result = solve(given, made_from=FROM, seconds=10)
    assert [one.activity for one in result.plan.starts] == ["a"]
    assert result.objective < 0
