"""Scenario checks: named futures differ from what is stated, and what may hit can be played."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks import shock
from cadre.checks.words import cited
from cadre.errors import CadreError
from cadre.mission.authorities import Authority
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Pledge
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from cadre.mission.scenarios import Change, ChangeKind, Scenario, changed
from cadre.mission.sites import Site
from cadre.mission.training import Programme

NOT_PLAYABLE = Rule("SCE-01", Severity.ERROR, "A change of a scenario can't be applied")
NO_CHANGE = Rule("SCE-02", Severity.NOTE, "A scenario changes nothing")

RULES = (NOT_PLAYABLE, NO_CHANGE, *shock.RULES)

SUBJECTS: dict[ChangeKind, tuple[type[Row], ...]] = {
    ChangeKind.PROVIDER_LEAVES: (Partner,),
    ChangeKind.PLEDGE_WITHDRAWN: (Pledge,),
    ChangeKind.AUTHORITY_GRANTED: (Authority,),
    ChangeKind.AUTHORITY_LAPSES: (Authority,),
    ChangeKind.CONDITION_MET: (Condition,),
    ChangeKind.DECISION_TAKEN: (DecisionPoint,),
    ChangeKind.SITE_CLOSES: (Site,),
    ChangeKind.PAUSED: (Authority, Site, Programme),
}
"""The rows that each kind of change may have as its subject."""


def impossible_changes(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find changes whose subject isn't of the kind that they change, or whose days can't be."""
    for change in mission.changes:
        problem = _problem(mission, change)
        if problem:
            yield NOT_PLAYABLE.broken(
                about=change.id,
                message=f"The scenario {change.scenario} can't be played: {problem}.",
                remedy="Correct the change, or take it out.",
                sources=cited([change]),
                related=(change.scenario, change.subject),
            )


def _problem(mission: Mission, change: Change) -> str:
    kinds = SUBJECTS[change.kind]
    if not any(isinstance(row, kinds) for row in mission.named(change.subject)):
        names = " or ".join(kind.__name__.lower() for kind in kinds)
        return f"{change.kind.value!r} asks for a {names}, and {change.subject} is none"
    if change.window.first is None:
        return f"it isn't said from which day on {change.kind.value!r} holds for {change.subject}"
    try:
        changed(mission, change)
    except CadreError as error:
        return error.problem
    return ""


def empty_scenarios(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find scenarios without a change, or whose changes all leave the mission as it is stated."""
    by_scenario: dict[str, list[Change]] = {}
    for change in mission.changes:
        by_scenario.setdefault(change.scenario, []).append(change)
    for scenario in mission.scenarios:
        changes = by_scenario.get(scenario.id, [])
        if not any(_problem(mission, one) or changed(mission, one) != mission for one in changes):
            yield _empty(mission, scenario, changes)


def _empty(mission: Mission, scenario: Scenario, changes: list[Change]) -> Finding:
    why = "none of its changes makes a difference" if changes else "it has no change"
    return NO_CHANGE.broken(
        about=scenario.id,
        message=f"{scenario.name} is the future as stated: {why} that is known on "
        f"{mission.profile.as_of}.",
        remedy="State in the table changes what is different, or drop the scenario.",
        sources=cited([scenario, *changes]),
    )


CHECKS = (impossible_changes, empty_scenarios, *shock.CHECKS)
