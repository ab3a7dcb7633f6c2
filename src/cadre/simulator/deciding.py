"""Deciding: which words of a future decide what, so that answers are summed by where they fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cadre.mission.forces import Rung
from cadre.mission.gates import gates
from cadre.mission.mission import Mission
from cadre.mission.once import once_a_plan
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range
from cadre.mission.standby import StandIn, stand_ins
from cadre.mission.weeks import DateRange
from cadre.simulator.courses import courses_of
from cadre.simulator.dormant import Wide, widened
from cadre.simulator.laying import ints, pairs
from cadre.simulator.layout import Deciders, Tally
from cadre.simulator.matters import BINS, Answer, Deciding, JointSums, Thing
from cadre.simulator.negotiating import held, vain
from cadre.simulator.streams import (
    CONTINGENT,
    COURSE,
    GATE,
    NEGOTIATION,
    PARTNER,
    PLEDGE,
    SHOCK,
)


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


@once_a_plan
def draws(mission: Mission, plan: Plan) -> tuple[Draw, ...]:
    """All first words that decide something for a plan; what can come out only one way is none.

    What a trigger may begin, move or call up, and who stands in for a lender, count as well.
    """
    wide = widened(mission, plan)
    found = (
        *_gates(mission),
        *_talks(mission),
        *_partners(mission),
        *_shocks(mission, wide),
        *_people(mission, wide.plan, stand_ins(mission, plan)),
        *_courses(mission, wide.plan),
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
    for one in held(mission):
        if _wide(one.weeks) and not vain(mission, one):
            yield _draw(one.id, Deciding.TALKS, NEGOTIATION, 0)


def _partners(mission: Mission) -> Iterator[Draw]:
    for one in mission.partners:
        if one.leaves is not None and 0 < one.leave_belief < 1:
            yield _draw(one.id, Deciding.PARTNER_LEAVES, PARTNER, 0)
        if _open(one.leaves) and one.leave_belief > 0:
            yield _draw(one.id, Deciding.PARTNER_DAY, PARTNER, 1)


def _shocks(mission: Mission, wide: Wide) -> Iterator[Draw]:
    sites = {one.site for one in wide.rows} | {one.site for one in wide.plan.assignments}
    for one in mission.shocks:
        if one.per_year.likely > 0 and (one.site is None or one.site in sites):
            yield _draw(one.id, Deciding.SHOCK, SHOCK, 0)


def _people(mission: Mission, plan: Plan, standby: Iterable[StandIn]) -> Iterator[Draw]:
    used = {one.pledge for one in plan.assignments} | {one.pledge for one in standby}
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


def lay_deciders(found: tuple[Draw, ...]) -> Deciders:
    """The words as flat arrays, in their order."""
    return Deciders(
        name=pairs(one.thing.id for one in found),
        stream=ints(one.stream for one in found),
        word=ints(one.word for one in found),
    )


def joint_sums(things: tuple[Thing, ...], sums: Tally) -> JointSums:
    """What was summed while futures were played, under the names of what decides."""
    parted = sums.parted.reshape(len(things), BINS, 1 + len(Answer))
    return JointSums(
        things=things,
        counts=parted[:, :, 0],
        sums=parted[:, :, 1:],
        totals=tuple((total, low + (high << 32)) for total, low, high in sums.answers.tolist()),
    )
