"""The planner against every plan there is, where leads, increments, money and trainees bind."""

from __future__ import annotations

import pytest

from cadre.checks.lead import starts_in_handovers
from cadre.checks.plan import judge
from cadre.mission.findings import Severity
from cadre.planner.result import SolveStatus
from cadre.planner.solve import solve
from tests.oracle.planner import Oracle, best
from tests.planner.missions import FROM
from tests.planner.rules import random_ruled


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_better_than_the_one_found_and_proven(seed: int) -> None:
    given = random_ruled(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    assert result.status is SolveStatus.OPTIMAL
    assert result.objective == pytest.approx(best(given), abs=1e-6)
    assert result.bound == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(60))
def test_the_plan_found_keeps_every_rule_by_the_oracle_and_by_the_checks(seed: int) -> None:
    given = random_ruled(seed)
    result = solve(given, made_from=FROM, seed=seed, seconds=30)
    plan = [(str(s.activity), str(s.site), s.week, s.end) for s in result.plan.starts]
    assert Oracle(given).allowed(plan)
    judged = judge(given, result.plan)
    assert [one.message for one in judged.findings if one.severity is Severity.ERROR] == []
    assert list(starts_in_handovers(given, result.plan)) == []
    assert judged.objective == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(60))
def test_all_work_is_either_planned_or_left_out_with_a_reason(seed: int) -> None:
    given = random_ruled(seed)
    plan = solve(given, made_from=FROM, seed=seed, seconds=30).plan
    named = {one.activity for one in plan.starts} | {one.activity for one in plan.left_out}
    assert named == {one.id for one in given.activities}
    assert all(one.reason.endswith(".") and one.unlock for one in plan.left_out)
