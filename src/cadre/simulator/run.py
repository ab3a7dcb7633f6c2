"""Simulate: play a plan against many futures. The one door of this package."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import isqrt

import numpy as np

from cadre.errors import CadreError
from cadre.mission.ids import LevelId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan
from cadre.mission.standby import stand_ins
from cadre.mission.strength import paths
from cadre.simulator.attrition import EXACT
from cadre.simulator.courses import courses_of
from cadre.simulator.cpu import compiled, play_all, spans
from cadre.simulator.deciding import draws, joint_sums, lay_deciders
from cadre.simulator.dormant import widened
from cadre.simulator.laying import nations_of
from cadre.simulator.layout import CAUSES, STATES, Tally
from cadre.simulator.leaving import most_graduates
from cadre.simulator.one import OneFuture, Teller, drawn
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.room import scratch, tally
from cadre.simulator.size import refuse_too_large
from cadre.simulator.streams import rounded
from cadre.simulator.tables import lay

Levels = tuple[tuple[LevelId, int], ...]
MOST_FUTURES = 1_000_000_000
CPU, CUDA = DEVICES = "cpu", "cuda"
MOST_SUM = 1 << 62
"""Sums are kept below this, so that 64 bits hold them."""


def simulate(  # noqa: PLR0913 - the one door: each is a choice of the caller
    mission: Mission,
    plan: Plan,
    *,
    made_from: MadeFrom | None = None,
    futures: int = 100_000,
    seed: int = 0,
    threads: int | None = None,
    levels: tuple[tuple[LevelId, int], ...] = (),
    attrition: str = EXACT,
    matters: bool = True,
    device: str = CPU,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcomes:
    """Play `plan` against futures of `mission`, by the rules that `week` states.

    The same mission, plan, futures and seed give the same outcomes, to the last bit, on any
    number of threads. Memory doesn't grow with the number of futures. The first future is the
    same whatever their number, and two plans of one mission meet the same weather.

    Args:
        mission: The mission as known, under its scenario if any.
        plan: The plan; its horizon must be the mission's.
        made_from: What to write on the outcomes; None takes the plan's own, with this seed.
        futures: How many, 1 to 10^9.
        seed: 0 to 2^63 - 1.
        threads: At least 1; None takes all processors that this process may use, or as many as
            keep a GPU busy.
        levels: Force levels asked about, as (id, people); none takes those that
            `default_levels` gives.
        attrition: How it is drawn who of the graduates leaves: "exact", one by one, or "dithered":
            as many as leave on average, rounded up or down by one draw. That is faster, and less
            wide: no luck of many single persons is in it.
        matters: Whether answers are told apart by where single draws fell; where nobody asks what
            matters, `matters` of the outcomes holds sums over all futures alone, and it is faster.
        device: "cpu", or "cuda": a GPU, with the same outcomes to the last bit.
        progress: Told (done, futures) between chunks.
        stop: Asked between chunks; when it answers True, the outcomes are of the futures played
            so far, at least one chunk.

    Raises:
        CadreError: A number is out of its bounds, the plan has another horizon, names something
            that the mission doesn't hold, sums would not fit 64 bits, the machine's memory
            doesn't hold it, or no GPU can play.
    """
    at_work = processors() if threads is None else threads
    _refuse(mission, plan, futures, seed, at_work)
    player = _player(device, threads)
    asked = levels or default_levels(mission, plan)
    tables = lay(mission, plan, [people for _, people in asked], attrition)
    if not matters:
        tables = tables._replace(deciders=lay_deciders(()))
    sums, done = player(tables, futures=futures, seed=seed, progress=progress, stop=stop)
    known = made_from or replace(plan.made_from, seed=seed)
    names = _Names(mission, plan, asked, attrition, matters=matters)
    return names.outcomes(sums, known, done, stopped=done < futures)


def each_future(  # noqa: PLR0913 - each is a choice of the caller
    mission: Mission,
    plan: Plan,
    *,
    futures: int,
    seed: int,
    attrition: str = EXACT,
    block: int = 1,
    levels: Levels = (),
    matters: bool = True,
) -> Iterator[Outcomes]:
    """The futures that `simulate` plays with this seed, one at a time, in their order.

    For what can't be told from sums: the worst tenth of futures, one plan against another in
    the same future. Some thousand futures a second; each as `Outcomes` of one.

    Args:
        mission: The mission as known.
        plan: The plan; its horizon must be the mission's.
        futures: How many, 1 to 10^9.
        seed: 0 to 2^63 - 1.
        attrition: As for `simulate`.
        block: How many futures each `Outcomes` is of, 1 to 256; the last has what is left. Blocks
            are faster, and enough to learn how much the mean of a difference varies.
        levels: As for `simulate`.
        matters: As for `simulate`.

    Raises:
        CadreError: As `simulate`.
    """
    _refuse(mission, plan, futures, seed, 1)
    asked = levels or default_levels(mission, plan)
    tables = lay(mission, plan, [people for _, people in asked], attrition)
    if not matters:
        tables = tables._replace(deciders=lay_deciders(()))
    play, made_from = compiled(), replace(plan.made_from, seed=seed)
    names = _Names(mission, plan, asked, attrition, matters=matters)
    room = scratch(tables, min(block, futures))
    for span in spans(futures, block):
        sums, number = tally(tables), span[1] - span[0]
        if number != min(block, futures):
            room = scratch(tables, number)
        play(tables, room, sums, seed, span)
        yield names.outcomes(sums, made_from, number, stopped=False)


def _player(device: str, threads: int | None) -> Callable[..., tuple[Tally, int]]:
    """What plays futures on a device, with so many threads."""
    if device not in DEVICES:
        raise CadreError("device", f"is {device!r}", " or ".join(DEVICES), "Give one of these.")
    if device == CPU:
        return partial(play_all, threads=threads or processors())
    from cadre.simulator import gpu  # noqa: PLC0415 - only who asks for a GPU waits for its library

    gpu.refuse()
    return partial(gpu.play_all, threads=threads)


def one_future(
    mission: Mission,
    plan: Plan,
    *,
    number: int,
    seed: int,
    levels: tuple[tuple[LevelId, int], ...] = (),
    attrition: str = EXACT,
) -> OneFuture:
    """One of the futures that `simulate` plays with this seed, with what was drawn for it.

    Args:
        mission: The mission as known.
        plan: The plan; its horizon must be the mission's.
        number: Which: 0 is the first.
        seed: 0 to 2^63 - 1.
        levels: As for `simulate`.
        attrition: As for `simulate`.

    Raises:
        CadreError: As `simulate`.
    """
    if not 0 <= number < MOST_FUTURES:
        raise CadreError(
            "future", f"is {number}", f"0 to {MOST_FUTURES - 1}", "Give another number."
        )
    _refuse(mission, plan, 1, seed, 1)
    asked = levels or default_levels(mission, plan)
    tables = lay(mission, plan, [people for _, people in asked], attrition)
    room, sums = scratch(tables, 1), tally(tables)
    compiled()(tables, room, sums, seed, (number, number + 1))
    names = _Names(mission, plan, asked, attrition)
    outcomes = names.outcomes(sums, replace(plan.made_from, seed=seed), 1, stopped=False)
    return Teller(mission, plan, tables).tell(number, outcomes, drawn(tables, room))


def each_told(
    mission: Mission, plan: Plan, *, futures: int, seed: int, attrition: str = EXACT
) -> Iterator[OneFuture]:
    """The futures that `each_future` plays, each with what was drawn for it; as for that."""
    _refuse(mission, plan, futures, seed, 1)
    levels = default_levels(mission, plan)
    tables = lay(mission, plan, [people for _, people in levels], attrition)
    play, room, made_from = compiled(), scratch(tables, 1), replace(plan.made_from, seed=seed)
    names, teller = _Names(mission, plan, levels, attrition), Teller(mission, plan, tables)
    for number in range(futures):
        sums = tally(tables)
        play(tables, room, sums, seed, (number, number + 1))
        outcomes = names.outcomes(sums, made_from, 1, stopped=False)
        yield teller.tell(number, outcomes, drawn(tables, room))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_levels(mission: Mission, plan: Plan) -> tuple[tuple[LevelId, int], ...]:
    """Force levels worth asking about: the mission's own, then the steps of the plan's paths."""
    known = [(level.id, level.people) for level in mission.levels]
    steps = [(step.id, step.people) for path in paths(mission, plan) for step in path.steps]
    return tuple((key, people) for key, people in [*known, *steps] if people is not None)


def _refuse(mission: Mission, plan: Plan, futures: int, seed: int, threads: int) -> None:
    """Refuse, before anything is laid, what can't be meant and what the machine can't hold."""
    bounds = (
        ("futures", futures, 1, MOST_FUTURES),
        ("seed", seed, 0, (1 << 63) - 1),
        ("threads", threads, 1, 4096),
    )
    for name, value, low, high in bounds:
        if not low <= value <= high:
            raise CadreError(name, f"is {value}", f"{low} to {high}", "Give another number.")
    if plan.horizon != mission.horizon:
        raise CadreError(
            "plan",
            f"has {plan.horizon.weeks} weeks from {plan.horizon.start}",
            f"{mission.horizon.weeks} weeks from {mission.horizon.start}",
            "Plan again as of the day of the mission.",
        )
    _refuse_sums(mission, plan, futures)
    refuse_too_large(mission, plan, threads)


def _refuse_sums(mission: Mission, plan: Plan, futures: int) -> None:
    """Refuse so many futures that sums of squares might not fit 64 bits."""
    wide = widened(mission, plan).plan
    works = [mission.activity(start.activity) for start in wide.starts]
    # A trigger is ordered once a week at most.
    orders = sum(rounded(one.cost) for one in mission.triggers)
    weekly = orders + sum(rounded(w.cost) + rounded(w.start_cost) for w in works)
    most = {"cost up to {} thousand": weekly * plan.horizon.weeks}
    for one in courses_of(mission, wide):
        graduates = most_graduates(one, plan.horizon.weeks)
        most[f"graduate up to {{}} trainees of course {one.id}"] = graduates
    for what, number in most.items():
        if number * number * futures > MOST_SUM:
            fewer = MOST_SUM // (number * number)
            told = what.format(f"{number:,}")
            raise CadreError(
                "futures",
                f"{futures:,} that each {told} make sums of squares overflow",
                f"at most {fewer:,}" if fewer else f"up to {isqrt(MOST_SUM):,} in a future",
                "Play fewer futures." if fewer else "Correct the figures; costs are in thousands.",
            )


class _Names:
    """What the sums of a plan stand for, looked up once however many futures are told."""

    def __init__(
        self,
        mission: Mission,
        plan: Plan,
        levels: Levels,
        attrition: str,
        *,
        matters: bool = True,
    ) -> None:
        wide = widened(mission, plan).plan
        self._mission, self._horizon, self._attrition = mission, plan.horizon, attrition
        self._starts, self._levels = wide.starts, levels
        self._courses = tuple(course.id for course in courses_of(mission, wide))
        self._standby = stand_ins(mission, plan)
        self._nations = nations_of(mission, wide, self._standby)
        self._things = tuple(one.thing for one in draws(mission, plan)) if matters else ()

    def outcomes(
        self, sums: Tally, made_from: MadeFrom, futures: int, *, stopped: bool
    ) -> Outcomes:
        """The sums under their names, causes in the order of HeldBackBy."""
        mission, starts, weeks = self._mission, len(self._starts), self._horizon.weeks
        goals = starts + len(mission.milestones)
        rows = [STATES.index(cause.name) for cause in HeldBackBy]
        return Outcomes(
            made_from=made_from,
            horizon=self._horizon,
            futures=futures,
            stopped=stopped,
            activities=tuple(start.activity for start in self._starts),
            courses=self._courses,
            needs=tuple(need.id for need in mission.needs),
            nations=self._nations,
            milestones=tuple(milestone.id for milestone in mission.milestones),
            levels=self._levels,
            triggers=tuple(one.id for one in mission.triggers),
            force=sums.force.astype(np.int64),
            running=sums.running,
            begun=sums.first[:starts],
            held_back=sums.held.reshape(starts, CAUSES, weeks)[:, rows],
            nation_people=sums.nation,
            graduates=sums.graduates,
            graduate_total=sums.totals[:, :2],
            lost_cohorts=sums.totals[:, 2],
            coverage=sums.coverage,
            reached=sums.first[starts:goals],
            level_reached=sums.first[goals:],
            paused=sums.paused[[*rows, CAUSES]],
            engagements=sums.engagements,
            cost=sums.cost,
            in_service=sums.service,
            attrition=self._attrition,
            standby=self._standby,
            ordered=sums.ordered,
            matters=joint_sums(self._things, sums),
        )
