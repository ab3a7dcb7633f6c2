"""Changed: what one plan does otherwise than another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cadre.desk.what_if import Came, Fallen, Shift, moves_of
from cadre.planner.result import PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a plan does otherwise than the one before it.

    Attributes:
        worth_before: Worth of the plan before.
        worth_after: Worth of this one.
        unchanged: Share of the starts before that stay in their week and way.
        moved: Work that starts in another week or runs in another way.
        resized: Work that starts as it did and runs longer or shorter.
        dropped: Work that falls.
        came: Work that is new.
        people_before: Person-weeks in posts and brought support before.
        people_after: The same in this one.
        pledges: Pledges of which more or fewer serve, with person-weeks before and after, those
            that change most first.
    """

    worth_before: float
    worth_after: float
    unchanged: float
    moved: tuple[Shift, ...]
    resized: tuple[Shift, ...]
    dropped: tuple[Fallen, ...]
    came: tuple[Came, ...]
    people_before: int
    people_after: int
    pledges: tuple[tuple[str, int, int], ...] = ()


def changed(before: PlanResult, after: PlanResult) -> Changed:
    """What `after` does otherwise than `before`; they needn't be of the same dossier."""
    found = moves_of(before.plan, after.plan)
    was, now = _people(before), _people(after)
    return Changed(
        worth_before=before.objective,
        worth_after=after.objective,
        unchanged=found.unchanged(before.plan),
        moved=found.moved,
        resized=found.resized,
        dropped=found.dropped,
        came=found.came,
        people_before=sum(was.values()),
        people_after=sum(now.values()),
        pledges=tuple(
            (key, was[key], now[key])
            for key in sorted(was | now, key=lambda key: -abs(now[key] - was[key]))
            if was[key] != now[key]
        ),
    )


def _people(result: PlanResult) -> Counter[str]:
    """Person-weeks of each pledge."""
    found: Counter[str] = Counter()
    for one in result.plan.assignments:
        found[one.pledge] += one.people * one.weeks
    return found
