"""Plans that the checks, which know nothing of the planner, find no fault in."""

from __future__ import annotations

import pytest

from cadre.checks.plan import judge
from cadre.mission.findings import Severity
from cadre.mission.mission import Mission
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.solve import solve
from tests.planner.missions import FROM


def planned(given: Mission, seconds: float = 10.0) -> PlanResult:
    """A plan that is proven best, faultless by the checks, and worth what it says."""
    result = solve(given, made_from=FROM, seconds=seconds)
    judged = judge(given, result.plan)
    assert [one for one in judged.findings if one.severity is Severity.ERROR] == []
    assert judged.objective == pytest.approx(result.objective)
    assert result.status is SolveStatus.OPTIMAL
    return result


def runs(result: PlanResult) -> dict[str, tuple[int, int]]:
    return {str(one.activity): (one.week, one.end) for one in result.plan.starts}
