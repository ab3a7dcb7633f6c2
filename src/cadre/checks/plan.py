"""Plan checks: a plan keeps every hard rule, whoever made it, and is worth what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cadre.checks import plan_cover, plan_force, plan_shares, plan_sites, plan_starts
from cadre.checks.objective import Worth, worth_of
from cadre.mission.findings import Finding
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan

RULES = (*plan_starts.RULES, *plan_force.RULES, *plan_sites.RULES, *plan_shares.RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a plan breaks, and what it is worth.

    Attributes:
        findings: Broken rules, in the order of the rules.
        objective: Its worth, recomputed from the plan alone.
        terms: The worth by its parts; they add up to the objective.
    """

    findings: tuple[Finding, ...]
    objective: float
    terms: tuple[Worth, ...]


def judge(mission: Mission, plan: Plan) -> Judgement:
    """Judge a plan by every hard rule, and recompute its worth.

    Nothing that the planner says of its plan is used: not its objective, not its claim that a
    start is firm. A plan that names what the mission doesn't hold is found out first, and only
    that is then reported; its worth is 0.
    """
    unknown = tuple(plan_starts.unknown_things(mission, plan))
    if unknown:
        return Judgement(findings=unknown, objective=0.0, terms=())
    terms = worth_of(mission, plan)
    found = tuple(finding for rule in CHECKS_OF_PLAN for finding in rule(mission, plan))
    return Judgement(findings=found, objective=sum(one.worth for one in terms), terms=terms)


def plan_breaks(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find what a plan breaks; without one, nothing."""
    if plan is not None:
        yield from judge(mission, plan).findings


CHECKS_OF_PLAN = (
    *plan_starts.CHECKS,
    *plan_cover.CHECKS,
    *plan_force.CHECKS,
    *plan_sites.CHECKS,
    *plan_shares.CHECKS,
)
CHECKS = (plan_breaks,)
