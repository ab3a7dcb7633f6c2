"""Plans as readers see them: without the parts that name what a reader may not see."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from cadre.desk.marks import mark_of_part
from cadre.mission.mission import Mission
from cadre.mission.sources import Audience
from cadre.planner.result import PlanResult
from cadre.release.redact import keep


def shown(mission: Mission, audience: Audience, result: PlanResult) -> tuple[PlanResult, int]:
    """A plan without the parts that a reader may not see, and how many these are.

    Args:
        mission: The mission that it is of, as the reader's desk has it.
        audience: The reader.
        result: The plan, whole.
    """
    plan, mark = result.plan, partial(mark_of_part, mission)
    starts = keep(plan.starts, audience, mark)
    assignments = keep(plan.assignments, audience, mark)
    left_out = keep(plan.left_out, audience, mark)
    stages = keep(result.stages, audience, mark)
    accounts = keep(result.accounts, audience, mark)
    seen = replace(
        plan, starts=starts.things, assignments=assignments.things, left_out=left_out.things
    )
    withheld = sum(one.withheld for one in (starts, assignments, left_out, stages, accounts))
    return replace(result, plan=seen, stages=stages.things, accounts=accounts.things), withheld
