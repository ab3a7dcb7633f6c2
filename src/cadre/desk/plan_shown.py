"""Plans as readers see them: without the parts that name what a reader may not see."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from cadre.desk.marks import mark_of_part
from cadre.mission.mission import Mission
from cadre.mission.sources import Audience
from cadre.planner.result import PlanResult
from cadre.release.redact import Kept, keep


def shown(mission: Mission, audience: Audience, result: PlanResult) -> tuple[PlanResult, int]:
    """A plan without the parts that a reader may not see, and how many these are.

    What a start that he may not see leads to goes with it: people, milestones, accounts, the parts
    of the worth. Each would tell when it is.

    Args:
        mission: The mission that it is of, as the reader's desk has it.
        audience: The reader.
        result: The plan, whole.
    """
    plan, mark = result.plan, partial(mark_of_part, mission)
    starts = keep(plan.starts, audience, mark).things
    gone = [one for one in plan.starts if one not in starts]
    hidden = {str(one.activity) for one in gone}
    sites = {one.site for one in gone}
    people = keep(plan.assignments, audience, mark).things
    seen = replace(
        plan,
        starts=starts,
        assignments=tuple(
            one
            for one in people
            # Support is brought to a site for all work there.
            if (one.site not in sites if one.activity is None else one.activity not in hidden)
        ),
        left_out=keep(plan.left_out, audience, mark).things,
    )
    told = replace(
        result,
        plan=seen,
        terms=() if hidden else result.terms,
        stages=_apart(keep(result.stages, audience, mark), hidden),
        accounts=_apart(keep(result.accounts, audience, mark), hidden),
    )
    return told, _parts(result) - _parts(told)


def _apart(kept: Kept, hidden: set[str]) -> tuple[Any, ...]:
    """What of that is left isn't made of hidden work."""
    return tuple(one for one in kept.things if hidden.isdisjoint(one.made_of))


def _parts(result: PlanResult) -> int:
    plan = result.plan
    parts = (plan.starts, plan.assignments, plan.left_out)
    return sum(map(len, (*parts, result.terms, result.stages, result.accounts)))
