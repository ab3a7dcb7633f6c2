"""Force: the plan that a question is put to."""

from __future__ import annotations

from cadre.desk.desk import Desk, Effort, Stop
from cadre.mission.plans import Plan


def in_force(desk: Desk, plan: Plan | None, effort: Effort, stop: Stop | None) -> Plan:
    """The plan given, if it fits the dossier; without one the best that is found now."""
    if plan is not None:
        desk.refuse_unless_fitting(plan)
        return plan
    return desk.best(effort, stop=stop).plan
