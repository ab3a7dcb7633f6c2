"""The catalogue of checks, in the order of the manual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cadre.checks import (
    assumption,
    authority,
    communications,
    consent,
    course,
    coverage,
    decision,
    enabler,
    evidence,
    force,
    increment,
    money,
    negotiation,
    option,
    pause,
    plan,
    scenario,
    site,
    trigger,
)
from cadre.mission.findings import Finding, Rule
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan

Check = Callable[[Mission, Plan | None], Iterator[Finding]]
"""A check: looks at a mission, and at a plan when there is one, and yields what is wrong."""

CHECKS: tuple[Check, ...] = (
    *authority.CHECKS,
    *consent.CHECKS,
    *pause.CHECKS,
    *negotiation.CHECKS,
    *option.CHECKS,
    *decision.CHECKS,
    *enabler.CHECKS,
    *site.CHECKS,
    *force.CHECKS,
    *course.CHECKS,
    *increment.CHECKS,
    *money.CHECKS,
    *coverage.CHECKS,
    *communications.CHECKS,
    *trigger.CHECKS,
    *scenario.CHECKS,
    *assumption.CHECKS,
    *evidence.CHECKS,
    *plan.CHECKS,
)

RULES: tuple[Rule, ...] = (
    *authority.RULES,
    *consent.RULES,
    *pause.RULES,
    *negotiation.RULES,
    *option.RULES,
    *decision.RULES,
    *enabler.RULES,
    *site.RULES,
    *force.RULES,
    *course.RULES,
    *increment.RULES,
    *money.RULES,
    *coverage.RULES,
    *communications.RULES,
    *trigger.RULES,
    *scenario.RULES,
    *assumption.RULES,
    *evidence.RULES,
    *plan.RULES,
)


def run_checks(mission: Mission, plan: Plan | None = None) -> tuple[Finding, ...]:
    """Run every check; nothing is raised for what is wrong in the mission or the plan.

    Returns:
        The findings, worst first, then by code, by what they are about, and by day.
    """
    found = (finding for check in CHECKS for finding in check(mission, plan))
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, str, str, date, str]:
    start = date.min if finding.window is None else finding.window.start
    return finding.severity.rank, finding.code, finding.about, start, finding.message
