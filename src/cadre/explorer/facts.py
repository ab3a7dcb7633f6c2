"""Facts: what a staff can see in a future, week by week, and what the staff assumed about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from cadre.explorer.aims import Aim, stopped_in, value
from cadre.mission.authorities import AuthorityKind
from cadre.mission.ids import AssumptionId, PledgeId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.scenarios import ShockKind
from cadre.mission.sources import Assumption
from cadre.simulator.one import Hit, OneFuture
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from cadre.simulator.run import each_told

SUSPENDED_WEEKS = (1, 4, 8, 12)
"""Weeks on end for which consent is suspended, each a fact of its own."""
Weeks = NDArray[np.int32]


class Fact(Enum):
    """What can be seen."""

    GATE = "isn't there"
    TALKS = "aren't concluded"
    PLEDGE = "aren't there"
    PARTNER = "is gone"
    SUSPENDED = "is suspended"
    WITHDRAWN = "is withdrawn"
    NATION = "has nobody there"
    WORK = "isn't running"
    STRENGTH = "is below"
    GRADUATES = "are below"


AWAITED = (Fact.GATE, Fact.TALKS, Fact.PLEDGE)
"""What hasn't come by a week."""
HAPPENED = (Fact.PARTNER, Fact.SUSPENDED, Fact.WITHDRAWN)
"""What has come by a week; it is seen when it comes."""
LEVELS = (Fact.NATION, Fact.WORK, Fact.STRENGTH, Fact.GRADUATES)
"""What is too low in a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Something that a staff watches.

    Attributes:
        fact: What is seen of it.
        subject: Id of its row; "" of the whole force and of all graduates; weeks on end of a
            suspension.
        name: As printed.
        rows: Ids of the rows that state it.
    """

    fact: Fact
    subject: str
    name: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Many futures of one plan, as a staff would have seen them.

    A week that never comes is the number of weeks.

    Attributes:
        weeks: Number of weeks.
        futures: Number of futures.
        aims: What was asked.
        first: What is awaited or may happen, with the (futures,) week in which it comes.
        levels: What has a level, with its (futures, weeks) values.
        values: (aims, futures) what each came to.
        good: (aims, futures) whether that is enough.
        stopped: (aims, futures) week from which on it isn't.
    """

    weeks: int
    futures: int
    aims: tuple[Aim, ...]
    first: tuple[tuple[Watched, Weeks], ...]
    levels: tuple[tuple[Watched, Weeks], ...]
    values: NDArray[np.float64]
    good: NDArray[np.bool_]
    stopped: Weeks


def seen(mission: Mission, plan: Plan, aims: Sequence[Aim], *, futures: int, seed: int) -> Seen:
    """Play futures of a plan one by one, and keep what can be seen of them. Some 1,000 a second.

    Args:
        mission: The mission as chosen.
        plan: Its plan; the horizon must be the mission's.
        aims: What it must come to.
        futures: How many, at least 1.
        seed: As for `simulate`; future k is the same for all plans of one mission.

    Raises:
        CadreError: As `simulate`; or the mission doesn't have what an aim is about.
    """
    weeks = plan.horizon.weeks
    watched = tuple(_watched(mission, plan))
    first = np.full((len(watched), futures), weeks, dtype=np.int32)
    leveled = tuple(_leveled(mission, plan))
    levels = np.zeros((len(leveled), futures, weeks), dtype=np.int32)
    values = np.zeros((len(aims), futures))
    stopped = np.zeros((len(aims), futures), dtype=np.int32)
    places = {(one.fact, one.subject): row for row, one in enumerate(watched)}
    for number, one in enumerate(each_told(mission, plan, futures=futures, seed=seed)):
        for key, week in _weeks_of(one, weeks):
            row = places.get(key)
            if row is not None:
                first[row, number] = min(first[row, number], max(0, week))
        levels[:, number] = _levels(leveled, one.outcomes)
        values[:, number] = [value(aim, mission, one.outcomes) for aim in aims]
        stopped[:, number] = [stopped_in(aim, mission, one.outcomes) for aim in aims]
    enough = np.array([aim.enough for aim in aims])[:, None]
    return Seen(
        weeks=weeks,
        futures=futures,
        aims=tuple(aims),
        first=tuple(zip(watched, first, strict=True)),
        levels=tuple(zip(leveled, levels, strict=True)),
        values=values,
        good=values >= enough,
        stopped=stopped,
    )


def _watched(mission: Mission, plan: Plan) -> Iterator[Watched]:
    """What comes, or happens, once in a future."""
    for key, name in _gates(mission):
        yield Watched(fact=Fact.GATE, subject=key, name=name, rows=_of_gate(mission, key))
    for talks in mission.negotiations:
        rows = (talks.id, *talks.brings)
        yield Watched(fact=Fact.TALKS, subject=talks.id, name=talks.name, rows=rows)
    for key in _pledges(mission, plan):
        row = mission.pledge(key)
        nation = next((n.name for n in mission.nations if n.id == row.nation), str(row.nation))
        skill = next((s.name for s in mission.skills if s.id == row.skill), str(row.skill))
        name = f"The {row.people} people ({skill}) pledged by {nation} ({key})"
        yield Watched(fact=Fact.PLEDGE, subject=key, name=name, rows=(key,))
    for partner in mission.partners:
        yield Watched(fact=Fact.PARTNER, subject=partner.id, name=partner.name, rows=(partner.id,))
    shocks = [str(one.id) for one in mission.shocks if one.kind is ShockKind.CONSENT]
    held = [
        str(one.id)
        for one in mission.authorities
        if one.kind is AuthorityKind.CONSENT and one.in_force
    ]
    for number in SUSPENDED_WEEKS:
        name = "The host's consent"
        yield Watched(fact=Fact.SUSPENDED, subject=str(number), name=name, rows=(*shocks, *held))
    yield Watched(fact=Fact.WITHDRAWN, subject="", name="The host's consent", rows=(*shocks, *held))


def _pledges(mission: Mission, plan: Plan) -> list[PledgeId]:
    """The pledges that a plan uses; one that has been withdrawn since is no more."""
    known = {one.id for one in mission.pledges}
    return [key for key in dict.fromkeys(one.pledge for one in plan.assignments) if key in known]


def _gates(mission: Mission) -> Iterator[tuple[str, str]]:
    yield from ((str(one.id), f"“{one.name}”") for one in mission.authorities)
    yield from ((str(one.id), f"“{one.name.rstrip('.')}”") for one in mission.conditions)
    yield from ((str(one.id), f"The decision “{one.name}”") for one in mission.decisions)


def _of_gate(mission: Mission, gate: str) -> tuple[str, ...]:
    talks = [str(one.id) for one in mission.negotiations if gate in map(str, one.brings)]
    return (gate, *talks)


def _leveled(mission: Mission, plan: Plan) -> Iterator[Watched]:
    """What has a level in each week."""
    pledges = [str(key) for key in _pledges(mission, plan)]
    yield Watched(fact=Fact.STRENGTH, subject="", name="People present", rows=tuple(pledges))
    courses = tuple(str(one.id) for one in mission.courses)
    yield Watched(fact=Fact.GRADUATES, subject="", name="Graduates so far", rows=courses)
    for start in plan.starts:
        name = mission.activity(start.activity).name
        yield Watched(fact=Fact.WORK, subject=start.activity, name=name, rows=(start.activity,))
    of_nation: dict[str, list[str]] = {}
    for key in pledges:
        of_nation.setdefault(str(mission.pledge(PledgeId(key)).nation), []).append(key)
    for nation, keys in of_nation.items():
        name = next((one.name for one in mission.nations if one.id == nation), nation)
        yield Watched(fact=Fact.NATION, subject=nation, name=name, rows=tuple(keys))


def _weeks_of(one: OneFuture, weeks: int) -> Iterator[tuple[tuple[Fact, str], int]]:
    """The weeks in which something comes or happens in a future; `weeks` or more is never."""
    never = 7 * weeks
    for gate, day in one.opened.items():
        yield (Fact.GATE, gate), (never if day is None else day) // 7
    for talks, span in one.talks.items():
        yield (Fact.TALKS, talks), (never if span is None else span[1]) // 7
    for partner, week in one.gone.items():
        yield (Fact.PARTNER, partner), weeks if week is None else week
    for served in one.served:
        there = served.heads and served.begin < served.end
        yield (Fact.PLEDGE, served.pledge), served.begin if there else weeks
    for hit in one.hits:
        if hit.cause is HeldBackBy.CONSENT:
            yield from _suspended(hit)
        elif hit.cause is HeldBackBy.WITHDRAWN:
            yield (Fact.WITHDRAWN, ""), hit.begin


def _suspended(hit: Hit) -> Iterator[tuple[tuple[Fact, str], int]]:
    """The weeks in which a suspension has lasted so long."""
    for number in SUSPENDED_WEEKS:
        if hit.end - hit.begin >= number:
            yield (Fact.SUSPENDED, str(number)), hit.begin + number - 1


def _levels(leveled: Sequence[Watched], outcomes: Outcomes) -> NDArray[np.int64]:
    """(levels, weeks) the levels of what has one in a future, in the order of `_leveled`."""
    works = {str(key): row for row, key in enumerate(outcomes.activities)}
    nations = {str(key): row for row, key in enumerate(outcomes.nations)}
    running = [works[one.subject] for one in leveled if one.fact is Fact.WORK]
    there = [nations[one.subject] for one in leveled if one.fact is Fact.NATION]
    return np.vstack(
        (
            outcomes.force.argmax(axis=1),
            outcomes.graduates.sum(axis=0).cumsum(),
            outcomes.running[running],
            outcomes.nation_people[there],
        )
    )


def behind(mission: Mission, watched: Watched, *, most: int = 3) -> tuple[Assumption, ...]:
    """The assumptions that have a signpost and are cited by the rows that state what is watched.

    Where none of those cited has one, they themselves, so that one can be written for them.

    Args:
        mission: The mission.
        watched: What is watched.
        most: How many at most: of a force made of many pledges those that most of them cite.
    """
    cited: dict[AssumptionId, int] = {}
    for key in watched.rows:
        for row in mission.named(key):
            for source in dict.fromkeys(one.ref for one in row.sources):
                cited[AssumptionId(source)] = cited.get(AssumptionId(source), 0) + 1
    rows = sorted(
        (one for one in mission.assumptions if one.id in cited), key=lambda one: -cited[one.id]
    )
    posted = [one for one in rows if one.signpost]
    return tuple((posted or rows)[:most])
