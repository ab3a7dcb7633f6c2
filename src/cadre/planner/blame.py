"""Blame: which rules of law leave a work no week, those first that changed."""

from __future__ import annotations

from collections.abc import Iterable

from cadre.mission.ids import ActivityId, PauseId
from cadre.planner.law import RULES, UNDATED, Stretch
from cadre.planner.problem import Problem
from cadre.planner.reasons import pauses_ahead
from cadre.planner.works import Work


def rules_in_the_way(problem: Problem, work: Work, before: Problem | None) -> tuple[str, ...]:
    """A smallest set of rules without which some week has law; the window where none would do.

    Then the work is longer than the plan. Rules that have changed since `before` are kept in it
    rather than others, and come first.
    """
    if not problem.lawful_without(work.index, frozenset(RULES)):
        return ("window",)
    new = frozenset[str]() if before is None else turned(before, problem, work.activity.id)
    needed = sorted(RULES, key=lambda rule: rule not in new)
    for rule in reversed(tuple(needed)):
        fewer = frozenset(one for one in needed if one != rule)
        if problem.lawful_without(work.index, fewer):
            needed.remove(rule)
    # Gates that have a date keep it where the others alone would do.
    less = [UNDATED if rule == "gates" else rule for rule in needed]
    if less != needed and problem.lawful_without(work.index, frozenset(less)):
        needed = less
    return tuple(needed)


def pauses_in_the_way(
    problem: Problem, work: Work, rules: tuple[str, ...], before: Problem | None
) -> frozenset[PauseId]:
    """The pauses that leave a work no week since some came or changed, where `rules` do.

    Those that stood before are among them only as far as the new ones wouldn't do. Empty where
    pauses aren't in the way, or none of them is new.
    """
    if "paused" not in rules or before is None:
        return frozenset()
    modes = problem.mission.modes_of(work.activity.id)
    ahead = {one for mode in modes for one in pauses_ahead(problem.mission, work.activity, mode)}
    old = ahead.intersection(before.mission.pauses)
    if old == ahead:
        return frozenset()
    needed, lifted = frozenset(one.id for one in ahead), frozenset(rules)
    for one in sorted(old, key=lambda pause: pause.id):
        if problem.lawful_without(work.index, lifted, needed - {one.id}):
            needed -= {one.id}
    return needed


def turned(before: Problem, after: Problem, activity: ActivityId) -> frozenset[str]:
    """The rules, of `law.RULES`, that leave a work other weeks than they did.

    Pauses of authorities, and the days on which authorities come, are looked at together with
    what the authorities cover, and with who leads by them. Where pauses are what they were, it is
    an authority that changed.
    """

    def differ(*rules: str) -> bool:
        return _left_by(before, activity, rules) != _left_by(after, activity, rules)

    found = {rule for rule in RULES if differ(rule)}
    same = before.mission.pauses == after.mission.pauses
    if not same and "paused" not in found and differ("paused", "lead"):
        found.add("paused")
    if "cover" not in found:
        if "paused" not in found and differ("paused", "cover"):
            found.add("cover" if same else "paused")
        if "gates" not in found and differ("gates", "cover"):
            found.add("gates")
    return frozenset(found)


def _left_by(
    problem: Problem, activity: ActivityId, rules: Iterable[str]
) -> tuple[tuple[Stretch, ...], ...]:
    """The stretches that some rules leave each mode of a work, all others taken as kept."""
    work = problem.works[problem.index_of[activity]]
    law = problem.law_without(work.index, frozenset(RULES).difference(rules))
    modes = problem.mission.modes_of(activity)
    return tuple(law.stretches(work.activity, mode) for mode in modes)
