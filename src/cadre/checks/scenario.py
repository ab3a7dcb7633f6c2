"""Scenario checks: named futures differ from what is stated, and what may hit can be played."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks import shock
from cadre.checks.words import cited, ids
from cadre.errors import CadreError
from cadre.mission.enacting import SUBJECTS, enacted
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import ScenarioId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.scenarios import STATED, Change, Scenario

NOT_PLAYABLE = Rule("SCE-01", Severity.ERROR, "A change of a scenario can't be applied")
NO_CHANGE = Rule("SCE-02", Severity.NOTE, "A scenario changes nothing")

RULES = (NOT_PLAYABLE, NO_CHANGE, *shock.RULES)


def impossible_changes(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find changes that can't be applied after those that stand before them in their scenario."""
    for change, problem in _played(mission)[1]:
        yield NOT_PLAYABLE.broken(
            about=change.id,
            message=f"The scenario {change.scenario} can't be played: {problem}.",
            remedy="Correct the change, or take it out.",
            sources=cited([change]),
            related=tuple(filter(None, (change.scenario, change.subject, change.other))),
        )


Played = tuple[dict[ScenarioId, Mission], list[tuple[Change, str]]]
"""The mission in each scenario, and the changes that can't be applied, with the reason."""


def _played(mission: Mission) -> Played:
    return mission.once("scenarios played", lambda: _all_played(mission))


def _all_played(mission: Mission) -> Played:
    then: dict[ScenarioId, Mission] = {}
    problems = []
    for change in mission.changes:
        before = then.setdefault(change.scenario, mission)
        problem = _misfit(mission, change)
        if not problem:
            try:
                then[change.scenario] = enacted(before, change)
            except CadreError as error:
                own = error.place == f"change {change.id}"
                problem = error.problem if own else f"{error.place}: {error.problem}"
        if problem:
            problems.append((change, problem))
    return then, problems


def _misfit(mission: Mission, change: Change) -> str:
    """What a change names that its kind doesn't ask for."""
    tables = SUBJECTS.get(change.kind, ())
    if tables and not any(
        row.id == change.subject for name in tables for row in getattr(mission, name)
    ):
        names = " or ".join(one.replace("_", " ") for one in tables)
        return f"{change.kind.value!r} asks for one of the {names}, and {change.subject} is none"
    if change.kind in STATED and change.window.first is None:
        return f"it isn't said from which day on {change.kind.value!r} holds for {change.subject}"
    return ""


def empty_scenarios(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find scenarios without a change, or whose changes leave the mission as it is stated."""
    then, problems = _played(mission)
    broken = {change.scenario for change, _ in problems}
    for scenario in mission.scenarios:
        if scenario.id not in broken and then.get(scenario.id, mission) == mission:
            changes = [one for one in mission.changes if one.scenario == scenario.id]
            yield _empty(mission, scenario, changes)


def _empty(mission: Mission, scenario: Scenario, changes: list[Change]) -> Finding:
    why = "none of its changes makes a difference" if changes else "it has no change"
    return NO_CHANGE.broken(
        about=scenario.id,
        message=f"{scenario.name} is the future as stated: {why} that is known on "
        f"{mission.profile.as_of}.",
        remedy="State in the table changes what is different, or drop the scenario.",
        sources=cited([scenario, *changes]),
        related=ids(changes),
    )


CHECKS = (impossible_changes, empty_scenarios, *shock.CHECKS)
