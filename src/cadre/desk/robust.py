"""Robust plans at the desk: plans made with more or less doubt, played against the same futures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from time import perf_counter

from cadre.desk.desk import Desk, Effort, Progress, Stop
from cadre.mission.mission import Mission
from cadre.mission.pessimism import DOUBTS, Doubt, doubted
from cadre.mission.plans import MadeFrom
from cadre.mission.required import required_work
from cadre.planner.objective import SIGNS, Objective
from cadre.planner.replan import held
from cadre.planner.result import PlanResult
from cadre.planner.solve import solve
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import Counts, Outcomes
from cadre.simulator.run import each_future

PLANNING = "planning dates"
"""The plan that takes dates as planned and pledges as whole."""
LOWEST = 0.1
"""Share of futures of which the best is the lowest decile."""
SURE = 2.0
"""Standard errors by which a plan must be ahead to be called better."""
FUTURES_A_SECOND = 2_000
"""Futures that most machines play in a second, one at a time."""
WEEKS_A_SECOND = 10_000_000
"""Weeks of single works that they play in a second, of larger missions."""
LEAST_FUTURES = 10
"""Futures that each plan is played against at least, however short the time."""
LEAST_FOR_PLANS = 0.25
"""Share of the time that plans have at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One plan, played against the futures.

    Attributes:
        name: With which doubt it was made.
        late: How far its dates lay from the likely to the latest.
        trust: Belief below which it counted on nothing.
        promised: Its worth on planning dates.
        mean: Its worth in a future, mean.
        lowest: A tenth of the futures are worth this or less.
        ahead: By how much it is worth more than the plan for the planning dates in the same
            future, mean.
        amounts: What it has in a future, mean, by what counts.
        result: The plan.
    """

    name: str
    late: float
    trust: float
    promised: float
    mean: Estimate
    lowest: float
    ahead: Estimate
    amounts: dict[str, float]
    result: PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustAnswer:
    """Plans made with more or less doubt, side by side.

    Attributes:
        made_from: What was planned and played.
        futures: How many futures each plan was played against, the same for all.
        asked: How many were asked for; more, when the time was over before, or it was stopped.
        plans: The plans that differ, first the best of them on planning dates.
        chosen: The plan with the highest mean.
        clear: Whether it is ahead of that for the planning dates by more than chance.
        stopped: Whether it was stopped before all was made and played.
    """

    made_from: MadeFrom
    futures: int
    asked: int
    plans: tuple[Played, ...]
    chosen: str
    clear: bool
    stopped: bool

    @property
    def best(self) -> Played:
        """The plan chosen."""
        return next(one for one in self.plans if one.name == self.chosen)


def robust(
    desk: Desk,
    futures: int,
    *,
    effort: Effort,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> RobustAnswer:
    """Plans for planning dates and for worse ones, by their worth in the same futures.

    A sample average approximation over plans made with `DOUBTS`: all meet the same futures, so
    that chance is no plan's own. `effort.seconds` count for all plans and futures together; a
    quarter of them is for plans, however many futures are asked for. When they are over each plan
    has met as many futures as the others, ten at least.

    Raises:
        CadreError: The reader may not see all of the mission, or futures are none or too many.
    """
    desk.known_whole("robust plans")
    mission, began = desk.weighed, perf_counter()
    objective = Objective(mission)
    found = _plans(desk, effort, futures, progress, stop)
    players = [
        each_future(mission, result.plan, futures=futures, seed=effort.seed, matters=False)
        for _, result in found
    ]
    amounts: list[list[dict[str, float]]] = [[] for _ in found]
    for number, met in enumerate(zip(*players, strict=True), start=1):
        for rows, one in zip(amounts, met, strict=True):
            rows.append(amounts_in(objective, one))
        over = number >= LEAST_FUTURES and perf_counter() - began > effort.seconds
        if over or (stop is not None and stop()):
            break
    worths = [[worth_of(mission, one) for one in rows] for rows in amounts]
    played = [
        _played(doubt, result, rows, worth, worths[0])
        for (doubt, result), rows, worth in zip(found, amounts, worths, strict=True)
    ]
    best = max(played, key=lambda one: (round(one.mean.value, 6), one.name == PLANNING))
    answer = RobustAnswer(
        made_from=replace(desk.made_from, seed=effort.seed),
        futures=len(worths[0]),
        asked=futures,
        plans=tuple(played),
        chosen=best.name,
        clear=best.ahead.value > SURE * best.ahead.error,
        stopped=stop is not None and stop(),
    )
    return desk.released("robust", answer, 0)


def _plans(
    desk: Desk, effort: Effort, futures: int, progress: Progress | None, stop: Stop | None
) -> list[tuple[Doubt, PlanResult]]:
    """The plans that differ in their starts, each written on the mission as it is stated."""
    made_from = replace(desk.made_from, seed=effort.seed)
    every = (Doubt(name=PLANNING, late=0.0, trust=0.0), *DOUBTS)
    # By a stated pace, not by the clock, so that any machine has the same time for plans.
    size = len(desk.weighed.activities) * desk.weighed.horizon.weeks
    pace = min(FUTURES_A_SECOND, WEEKS_A_SECOND / max(1, size))
    playing = len(every) * futures / pace
    planning = max(LEAST_FOR_PLANS * effort.seconds, effort.seconds - playing)
    found: list[tuple[Doubt, PlanResult]] = []
    for number, doubt in enumerate(every):
        if found and stop is not None and stop():
            break
        if progress is not None:
            progress(number, len(every))
        seen = desk.weighed if not found else doubted(desk.weighed, doubt)
        result = solve(
            seen,
            made_from=made_from,
            seed=effort.seed,
            seconds=planning / len(every),
            grace=0.0,
            stop=stop,
        )
        if found:
            result = held(desk.weighed, result.plan, made_from=made_from, seed=effort.seed)
        if all(result.plan.starts != other.plan.starts for _, other in found):
            found.append((doubt, result))
    return _best_first(desk.weighed, found)


def _best_first(
    mission: Mission, found: list[tuple[Doubt, PlanResult]]
) -> list[tuple[Doubt, PlanResult]]:
    """The plans, with the best of all on planning dates in the place of the one made for them.

    A plan made with a doubt may be better even without: the search met it by luck. Beside a worse
    one it would be told as what the doubt gains.
    """
    required = set(required_work(mission))

    def standing(result: PlanResult) -> tuple[int, float]:
        held = required.intersection(start.activity for start in result.plan.starts)
        return len(held), round(result.objective, 6)

    made, best = found[0][1], max((one for _, one in found), key=standing)
    return [
        (found[0][0], best),
        *(one for one in found if one[1] is not made and one[1] is not best),
    ]


def amounts_in(objective: Objective, outcomes: Outcomes) -> dict[str, float]:
    """What a plan has of each thing that counts in the one future of `outcomes`.

    needs: weeks of needs met by all work, ours and partners', by their weights, critical ones
    doubled; milestones: weeks of the horizon left when each weighed one is reached; output:
    graduates; early: weeks left when new work of the plan first runs; footprint: person-weeks
    present, brought support included. On planning dates the planner counts the posts asked for.
    """
    weeks = objective.weeks
    weighed = {one.id for one in objective.weighed}
    reached = zip(outcomes.milestones, outcomes.reached, strict=True)
    begun = zip(outcomes.activities, outcomes.begun, strict=True)
    return {
        "needs": float(objective.need_weights @ outcomes.coverage.sum(axis=1)) / 1000,
        "milestones": float(sum(weeks - _week(row) for key, row in reached if key in weighed)),
        "output": float(outcomes.graduate_total[:, 0].sum()),
        "early": float(sum(weeks - _week(row) for key, row in begun if not objective.begun[key])),
        "footprint": float(outcomes.force_mean().sum()),
    }


def _week(first: Counts) -> int:
    """The week that (weeks + 1,) counts of one future name; the number of weeks for never."""
    return int(first.argmax())


def worth_of(mission: Mission, amounts: dict[str, float]) -> float:
    """What amounts are worth by the mission's weights."""
    weights = mission.profile.weights
    by_name: dict[str, float] = {name: getattr(weights, name) for name in amounts}
    return sum(SIGNS.get(name, 1) * by_name[name] * amount for name, amount in amounts.items())


def _played(
    doubt: Doubt,
    result: PlanResult,
    amounts: list[dict[str, float]],
    worths: list[float],
    planning: list[float],
) -> Played:
    count = len(worths)
    ahead = [one - other for one, other in zip(worths, planning, strict=True)]
    return Played(
        name=doubt.name,
        late=doubt.late,
        trust=doubt.trust,
        promised=result.objective,
        mean=_mean(worths),
        lowest=sorted(worths)[max(0, ceil(LOWEST * count) - 1)],
        ahead=_mean(ahead),
        amounts={name: sum(one[name] for one in amounts) / count for name in amounts[0]},
        result=result,
    )


def _mean(values: list[float]) -> Estimate:
    """The mean with its standard error."""
    count = len(values)
    mean = sum(values) / count
    spread = sum((one - mean) ** 2 for one in values) / count
    return Estimate(mean, sqrt(spread / count))
