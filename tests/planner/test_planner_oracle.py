"""The planner against every plan there is, on tiny missions in which all rules may bind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadre.checks.plan import judge
from cadre.mission.findings import Severity
from cadre.mission.forces import Rung
from cadre.mission.ids import TargetId, TriggerId
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from tests.oracle.planner import Oracle, best
from tests.planner.missions import FROM, random_mission


def calling(pledge: str) -> Trigger:
    return Trigger(
        id=TriggerId("call"),
        name="Call them.",
        signal=Signal.STRENGTH_BELOW,
        below=1.0,
        action=Action.CALL,
        target=TargetId(pledge),
    )


@pytest.mark.parametrize("seed", range(500))
def test_no_plan_is_better_than_the_one_found_and_proven(seed: int) -> None:
    given = random_mission(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    assert result.bound == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_without_those_who_wait_for_a_call_is_better_and_none_of_them_is_in_it(
    seed: int,
) -> None:
    made = random_mission(seed)
    kept = made.pledges[seed % len(made.pledges)]
    given = replace(made, triggers=(calling(str(kept.id)),))
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    served = {one.pledge for one in result.plan.assignments}
    assert kept.id not in served or kept.rung is Rung.ARRIVED
    judged = judge(given, result.plan)
    assert "PLA-28" not in {one.code for one in judged.findings}


@pytest.mark.parametrize("seed", range(40))
def test_the_plan_found_keeps_every_rule_by_the_oracle_and_by_the_checks(seed: int) -> None:
    given = random_mission(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in result.plan.starts]
    assert Oracle(given).allowed(plan)
    judged = judge(given, result.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    assert judged.objective == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(40))
def test_all_work_is_either_planned_or_left_out_with_a_reason(seed: int) -> None:
    given = random_mission(seed)
    plan = solve(given, made_from=FROM, seed=seed, seconds=30).plan
    named = {one.activity for one in plan.starts} | {one.activity for one in plan.left_out}
    assert named == {one.id for one in given.activities}
    assert all(one.reason.endswith(".") and one.unlock for one in plan.left_out)
