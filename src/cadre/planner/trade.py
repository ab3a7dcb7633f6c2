"""Trade: plans along the trade between what work gives, how many people it takes, how soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from cadre.mission.mission import Mission, Weights
from cadre.mission.plans import MadeFrom
from cadre.planner.objective import Objective
from cadre.planner.ready import ready
from cadre.planner.result import PlanResult, SolveStatus, Term
from cadre.planner.solve import solve
from cadre.planner.written import is_best

WORK = ("needs", "milestones", "output")
"""The parts of a plan's worth that work itself gives."""
LEAN = (0.0, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
"""What all people of the mission's own plan count against it, as shares of what its work gives."""
SOON = (0.0, 0.5)
"""What all early starts of the mission's own plan count, as shares of what its work gives."""
PLANS = 1 + len(LEAN) * len(SOON)
"""Plans that are looked for."""
SHARE_FOR_SEARCHES = 0.8
"""Share of the time that searches have; the rest is for laying the mission out for each."""

Step = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One plan of the trade.

    Attributes:
        own: Whether it is the plan by the mission's own weights.
        output: What its work gives by these weights: needs, milestones and graduates.
        footprint: Person-weeks that its posts ask for; fewer is better.
        early: Weeks that new work starts before the plan's end; more is better.
        weights: The weights that led to it.
        result: The plan; its worth is by the mission's own weights.
    """

    own: bool
    output: float
    footprint: float
    early: float
    weights: Weights
    result: PlanResult

    def dominates(self, other: Point) -> bool:
        """Whether it is as good as `other` in all three, and better in one."""
        mine, theirs = _scores(self), _scores(other)
        return mine != theirs and all(m >= t for m, t in zip(mine, theirs, strict=True))


def _scores(point: Point) -> tuple[float, float, float]:
    # Sums of shares differ in their last digits, whatever the order of the work.
    return round(point.output, 6), -point.footprint, point.early


def points(
    mission: Mission,
    *,
    made_from: MadeFrom,
    seed: int,
    seconds: float,
    progress: Step | None = None,
    stop: Stop | None = None,
) -> tuple[Point, ...]:
    """Plans found by weighing people and early starts more or less, the mission's own plan first.

    Each is the best by weights of its own; plans between two of them that are best by no weights
    aren't met. Where the search proves its plans, none is dominated but by such.

    Args:
        mission: The mission, its order of objectives written as weights.
        made_from: What the plans are made from.
        seed: Seed of every random choice.
        seconds: How long all of it may take, once kernels are compiled.
        progress: Told how many plans are found, of how many.
        stop: Asked from time to time whether to end with those found. Ctrl-C does the same.
    """
    ready()
    share = SHARE_FOR_SEARCHES * seconds / (1 + PLANS)
    first = solve(mission, made_from=made_from, seed=seed, seconds=2 * share, stop=stop)
    found = [_point(mission, mission.profile.weights, first, own=True)]
    sweep, halted = list(_sweep(mission.profile.weights, found[0])), _halted(first)
    for number, weights in enumerate(sweep):
        if halted or (stop is not None and stop()):
            break
        if progress is not None:
            progress(number, len(sweep))
        there = replace(mission, profile=replace(mission.profile, weights=weights))
        result = solve(there, made_from=made_from, seed=seed, seconds=share, grace=0.0, stop=stop)
        halted = _halted(result)
        found.append(_point(mission, weights, replace(result, bound=first.bound)))
    return tuple(found)


def front(found: Iterable[Point]) -> tuple[Point, ...]:
    """The points that no other dominates, each once, those with the fewest people first.

    Of points that are equal in all three the mission's own stays.
    """
    ordered = sorted(found, key=lambda one: (one.footprint, -one.output, -one.early, not one.own))
    kept: list[Point] = []
    for one in ordered:
        twin = any(_scores(one) == _scores(other) for other in kept)
        if not twin and not any(other.dominates(one) for other in ordered):
            kept.append(one)
    return tuple(kept)


def _halted(result: PlanResult) -> bool:
    """Whether somebody ended a search: whoever presses Ctrl-C ends all that would follow, too."""
    return result.status is SolveStatus.STOPPED


def _sweep(own: Weights, base: Point) -> Iterator[Weights]:
    """Weights for people and early starts, set by what they come to in the mission's own plan."""
    gives = max(1.0, base.output)
    for lean, soon in product(LEAN, SOON):
        yield replace(
            own,
            footprint=lean * gives / max(1.0, base.footprint),
            early=soon * gives / max(1.0, base.early),
        )


def _point(mission: Mission, weights: Weights, result: PlanResult, *, own: bool = False) -> Point:
    """A plan found by `weights`; its bound is that of the mission's own plan."""
    terms = Objective(mission).terms(result.plan)
    amounts = {term.name: term.amount for term in terms}
    return Point(
        own=own,
        output=sum(term.worth for term in terms if term.name in WORK),
        footprint=amounts["footprint"],
        early=amounts["early"],
        weights=weights,
        result=result if own else _by_own(mission, result, terms),
    )


def _by_own(mission: Mission, result: PlanResult, terms: tuple[Term, ...]) -> PlanResult:
    """The result with worth and status by the mission's own weights, as its bound is."""
    worth, bound = sum(term.worth for term in terms), result.bound
    unproven = SolveStatus.STOPPED if _halted(result) else SolveStatus.FEASIBLE
    return replace(
        result,
        terms=terms,
        objective=worth,
        bound=None if bound is None else max(worth, bound),
        status=SolveStatus.OPTIMAL if is_best(mission, result.plan, worth, bound) else unproven,
    )
