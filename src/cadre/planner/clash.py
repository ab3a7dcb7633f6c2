"""Clash: why works can't all be in one plan, by the fewest of them and the fewest rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.planner.coupled import in_turn
from cadre.planner.lifting import RULES, lifted
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.reasons import listed
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.works import Run, Runs

T = TypeVar("T")
TRIES = 2_000
"""Tracks tried beside others before it is left open whether works can be together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Works that can't all be in one plan.

    Attributes:
        works: The fewest that can't: without any one of them the others can.
        rules: The fewest rules that stand in their way: by themselves they keep the works out, and
            no part of them does. None where no way to run them within the plan is stated.
        sure: Whether every way to place them was tried; else only as many as time allowed.
        said: The same as a sentence.
    """

    works: tuple[ActivityId, ...]
    rules: tuple[str, ...]
    sure: bool
    said: str


@dataclass
class Tries:
    """How often the weeks of a track may still be tried beside others.

    Attributes:
        left: The number; below 0 when more was to be tried.
    """

    left: int = TRIES


def clash(mission: Mission, wanted: Iterable[ActivityId]) -> Clash | None:
    """Why `wanted` can't all be in one plan beside running work; None when they can.

    Works, then rules, are left out one at a time; what can be left out without a way being found
    stays out. Only needed work is looked at: a plan needs no other.
    """
    works, sure = tuple(dict.fromkeys(wanted)), True

    def possible(some: tuple[ActivityId, ...], rules: Iterable[str] = ()) -> bool:
        nonlocal sure
        search = searching(lifted(mission, frozenset(some), rules))
        needed = in_turn(search.problem, [search.problem.index_of[key] for key in some])
        tries = Tries()
        found = placed(search, search.continued, needed, tries)
        sure = sure and (found is not None or tries.left >= 0)
        return found is not None

    if possible(works):
        return None
    works = shrunk(works, lambda some: not possible(some))
    kept = shrunk(RULES, lambda some: not possible(works, [r for r in RULES if r not in some]))
    # Rules left out meanwhile may keep the works out, too: each is tried with all others in force.
    enough = tuple(rule for rule in kept if possible(works, [rule]))
    return Clash(works=works, rules=kept, sure=sure, said=told(mission, works, kept, enough))


def shrunk(items: tuple[T, ...], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """The items left when each that isn't needed for `holds` is taken out, the last first.

    What holds of some items must hold of more; then without any one of the rest it doesn't hold.
    """
    kept = items
    for item in reversed(items):
        fewer = tuple(one for one in kept if one != item)
        if holds(fewer):
            kept = fewer
    return kept


def searching(mission: Mission) -> Search:
    """A search of plans for `mission`."""
    problem = Problem.of(mission)
    return Search(problem, Staff(problem), Objective(mission))


def placed(search: Search, runs: Runs, works: list[int], tries: Tries) -> dict[int, Run] | None:
    """`runs` with a run of each of `works`, in their order; None when no way was found.

    All ways are tried, as far as `tries` go: those of a work on one track, beside the same runs,
    count as one. A work is tried at its shortest from each week: what fits for longer fits for
    less. Only what another work makes greater is tried at every length.
    """
    if not works:
        return dict(runs)
    first, *rest = works
    if first in runs:
        return placed(search, runs, rest, tries)
    if search.problem.works[first].begun:
        # Running work that can't go on isn't started again.
        return None
    tries.left -= max(1, len(search.problem.tracks_of[first]))
    if tries.left < 0:
        return None
    greater = any(search.problem.base_of[other] == first for other in rest)
    for run in search.fitting(first, runs, shortest=not greater):
        found = placed(search, {**runs, first: run}, rest, tries)
        if found is not None or tries.left < 0:
            return found
    return None


SPOKEN = {
    "paused": "pauses",
    "cover": "the law that covers it",
    "gates": "what it waits for",
    "site": "when its site is open",
    "window": "its own time",
    "red lines": "red lines",
    "negotiations": "the negotiations that it needs",
    "lead": "its lead nation",
    "hand-over": "hand-overs of the lead",
    "increment": "the work that it makes greater",
    "after": "the work that it comes after",
    "exclusion": "the work that it excludes",
    "trainees": "the trainees that the host releases",
    "budget": "the budgets",
    "stock": "the stocks",
    "posts": "the people pledged",
    "support": "the support that is lent",
    "beds": "the beds",
}
"""The rules as a sentence names them."""


def told(
    mission: Mission,
    works: tuple[ActivityId, ...],
    rules: tuple[str, ...],
    enough: tuple[str, ...],
) -> str:
    """Why works can't all be in one plan by rules, as a sentence.

    Args:
        mission: The mission.
        works: The works.
        rules: The rules in their way.
        enough: Those of them each of which, lifted alone, lets the works in.
    """
    names = listed([mission.activity(key).name for key in works])
    what = f"{names} can't be in a plan" if len(works) == 1 else f"Not all of {names} can be"
    if not rules:
        return f"{what}: no way to run it within the plan is stated."
    why = listed([SPOKEN[rule] for rule in rules])
    return f"{what}: {why} {_stand(rules)} in the way. {_wider(rules, enough, _them(works))}"


def _wider(rules: tuple[str, ...], enough: tuple[str, ...], them: str) -> str:
    """Which of the rules in the way are all that is in it."""
    if not enough:
        alone = "none of these alone" if len(rules) > 1 else "that alone"
        would = "would" if len(rules) > 1 else "wouldn't"
        return f"Other rules are in the way, too: {alone}, wider, {would} let {them} in."
    if enough != rules:
        some = " or ".join(SPOKEN[rule] for rule in enough)
        return f"Of these, only {some} alone, wider, would let {them} in."
    many = "Any one of these" if len(rules) > 1 else "That"
    return f"{many}, wider, would let {them} in."


def _stand(rules: tuple[str, ...]) -> str:
    one = rules in (("cover",), ("gates",), ("site",), ("window",), ("lead",), ("increment",))
    return "stands" if one or rules in (("after",), ("exclusion",), ("support",)) else "stand"


def _them(works: tuple[ActivityId, ...]) -> str:
    return "it" if len(works) == 1 else "them"
