"""Ranking: objectives in their order as weights, so that a search of one sum keeps the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cadre.mission.mission import Mission, Order, Weights
from cadre.mission.required import finishing
from cadre.planner.objective import Objective, Span

LEVELS = ("finish", "needs", "milestones", "output", "footprint", "early")
"""What counts, the first before all that follows; people in posts are filled after the starts."""
GIVEN_UP = 0.05
"""Share of what a level could vary by that all levels below it together may outweigh."""


def ranked(mission: Mission) -> Mission:
    """The mission with its order of objectives written as weights; itself where it weighs them.

    No plan of the best worth has less of a level than another plan by more than a twentieth
    of what that level could vary by, unless it has more of a level above it.
    """
    if mission.profile.weights.order is Order.WEIGHTED:
        return mission
    weights = weights_of(ranges(mission))
    return replace(mission, profile=replace(mission.profile, weights=weights))


def weights_of(ranges: Mapping[str, float]) -> Weights:
    """Weights with which a level's `GIVEN_UP` share counts as much as all levels below it.

    Args:
        ranges: By how much each of `LEVELS` could vary; one that can't doesn't count.
    """
    found = dict.fromkeys(LEVELS, 0.0)
    below = 0.0
    for level in reversed(LEVELS):
        if ranges[level] > 0:
            whole = below / GIVEN_UP if below else 1.0
            found[level] = whole / ranges[level]
            below += whole
    return Weights(order=Order.WEIGHTED, **found)


def ranges(mission: Mission) -> dict[str, float]:
    """By how much each of `LEVELS` differs at most between plans, each in its own unit.

    The most is what all work at all times would give, the least what nothing does: no plan is
    outside, and few come near.
    """
    objective, weeks = Objective(mission), mission.horizon.weeks
    whole = {one.id: Span(0, weeks) for one in mission.activities}
    most = {term.name: term.amount for term in objective.parts(whole)}
    least = {term.name: term.amount for term in objective.parts({})}
    found = {name: abs(most[name] - least[name]) for name in LEVELS if name in most}
    # Milestones are reached by what runs together, which work at all times might never do.
    milestones = float(weeks * len(objective.weighed))
    # Required work of a whole horizon would leave nothing of it: any end comes before.
    finish = float(weeks if finishing(mission) else 0)
    return found | {"milestones": milestones, "finish": finish}
