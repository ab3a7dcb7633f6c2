"""Deciding: which words of a future decide what, and answers summed by where they fell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cadre.mission.forces import Rung
from cadre.mission.gates import gates
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range
from cadre.mission.weeks import DateRange
from cadre.simulator.courses import courses_of
from cadre.simulator.matters import BINS, Answer, Deciding, JointSums, Thing
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.streams import (
    CONTINGENT,
    COURSE,
    GATE,
    MASK,
    NEGOTIATION,
    PARTNER,
    PLEDGE,
    SHOCK,
    counter_of,
    named,
    philox,
)

PART = 29
"""Bits of a word below those that say into which of the parts it falls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A word that decides something: of a stream, of a thing, on its first occasion.

    Attributes:
        thing: What it decides.
        stream: Its stream.
        word: Which of the four words.
    """

    thing: Thing
    stream: int
    word: int

    def parts(self, seed: int, futures: int) -> NDArray[np.int64]:
        """(futures,) the part into which it falls in each, of those from the first on."""
        # Products wrap at 64 bits; only their low and high halves are read, which stay right.
        numbers: Any = np.arange(futures, dtype=np.int64)
        counter = (numbers, *counter_of((seed, 0), (self.stream, 0), named(self.thing.id))[1:])
        found: Any = philox(counter, seed & MASK, seed >> 32)[self.word]
        return np.asarray(found >> PART, dtype=np.int64)


def draws(mission: Mission, plan: Plan) -> tuple[Draw, ...]:
    """All first words that decide something for a plan; what can come out only one way is none."""
    found = (
        *_gates(mission),
        *_talks(mission),
        *_partners(mission),
        *_shocks(mission, plan),
        *_people(mission, plan),
        *_courses(mission, plan),
    )
    return tuple(dict.fromkeys(found))


def _draw(key: str, deciding: Deciding, stream: int, word: int) -> Draw:
    return Draw(thing=Thing(id=str(key), deciding=deciding), stream=stream, word=word)


def _open(dates: DateRange | None) -> bool:
    return dates is not None and dates.earliest < dates.latest


def _wide(figure: Range) -> bool:
    return figure.low < figure.high


def _gates(mission: Mission) -> Iterator[Draw]:
    for one in gates(mission):
        if one.when is not None and 0 < one.belief < 1:
            yield _draw(one.id, Deciding.GATE_OPENS, GATE, 0)
        if _open(one.when) and one.belief > 0:
            yield _draw(one.id, Deciding.GATE_DAY, GATE, 1)


def _talks(mission: Mission) -> Iterator[Draw]:
    for one in mission.negotiations:
        if _wide(one.weeks):
            yield _draw(one.id, Deciding.TALKS, NEGOTIATION, 0)


def _partners(mission: Mission) -> Iterator[Draw]:
    for one in mission.partners:
        if one.leaves is not None and 0 < one.leave_belief < 1:
            yield _draw(one.id, Deciding.PARTNER_LEAVES, PARTNER, 0)
        if _open(one.leaves) and one.leave_belief > 0:
            yield _draw(one.id, Deciding.PARTNER_DAY, PARTNER, 1)


def _shocks(mission: Mission, plan: Plan) -> Iterator[Draw]:
    sites = {one.site for one in plan.starts}
    for one in mission.shocks:
        if one.per_year.likely > 0 and (one.site is None or one.site in sites):
            yield _draw(one.id, Deciding.SHOCK, SHOCK, 0)


def _people(mission: Mission, plan: Plan) -> Iterator[Draw]:
    used = {one.pledge for one in plan.assignments}
    for one in mission.pledges:
        if one.id in used and one.rung is not Rung.ARRIVED:
            if 0 < one.belief < 1:
                yield _draw(one.id, Deciding.PLEDGE_KEPT, PLEDGE, 0)
            if _wide(one.delay):
                yield _draw(one.id, Deciding.PLEDGE_DELAY, PLEDGE, 1)
            if _wide(one.strength):
                yield _draw(one.nation, Deciding.STRENGTH, CONTINGENT, 0)


def _courses(mission: Mission, plan: Plan) -> Iterator[Draw]:
    for one in courses_of(mission, plan):
        if _wide(one.pass_share):
            yield _draw(one.id, Deciding.PASSING, COURSE, 0)


def answers_of(futures: Iterable[Outcomes]) -> NDArray[np.int64]:
    """(futures, answers) of single futures, in the order of `Answer`."""
    rows = [
        (
            int((one.force @ np.arange(one.force.shape[1])).sum()),
            int(one.running.sum()),
            int(one.graduates.sum()),
            int(one.cost[-1, 0]),
            int(one.coverage.sum()),
        )
        for one in futures
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, len(Answer))


def joint_sums(found: tuple[Draw, ...], seed: int, answers: NDArray[np.int64]) -> JointSums:
    """Answers, (futures, answers) of the first so many futures, summed by where words fell."""
    futures = len(answers)
    counts = np.zeros((len(found), BINS), dtype=np.int64)
    sums = np.zeros((len(found), BINS, len(Answer)), dtype=np.int64)
    for row, draw in enumerate(found):
        parts = draw.parts(seed, futures)
        counts[row] = np.bincount(parts, minlength=BINS)
        np.add.at(sums[row], parts, answers)
    return JointSums(
        things=tuple(one.thing for one in found),
        counts=counts,
        sums=sums,
        totals=np.stack([answers.sum(axis=0), (answers**2).sum(axis=0)], axis=1),
    )
