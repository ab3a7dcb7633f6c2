"""Negotiating: the host's talks, as tables and as they go in a future (rule 1 of `week`)."""

from __future__ import annotations

from cadre.mission.authorities import Negotiation
from cadre.mission.ids import AuthorityId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.talks import clashes, due_by, needed_talks
from cadre.mission.weeks import NEVER as NO_DAY
from cadre.simulator.draws import from_table, name_of
from cadre.simulator.laying import Laying, ints, pairs, slices
from cadre.simulator.layout import NEVER, Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import NEGOTIATION, deal
from cadre.simulator.weather import Talks


def lay_talks(laying: Laying) -> Talks:
    """Lay the negotiations that are agreed or bring a gate; gates must be numbered by then."""
    mission, rows = laying.mission, in_turn(laying.mission, laying.plan)
    pending = _pending(mission)
    lengths = [laying.steps(one.weeks, least=1) for one in rows]
    awaited = [AuthorityId(key) for key in laying.gates]
    by_at, by = slices(
        [
            [number for number, one in enumerate(rows) if key in pending & {*one.brings}]
            for key in awaited
        ]
    )
    capacity = mission.profile.negotiating_capacity or NEVER
    return Talks(
        name=pairs(one.id for one in rows),
        earliest=ints(laying.day(one.earliest) for one in rows),
        first=ints(first for first, _ in lengths),
        length=ints(table for _, table in lengths),
        load=ints(one.load for one in rows),
        vain=ints(vain(mission, one) for one in rows),
        capacity=ints([capacity]),
        by_at=by_at,
        by=by,
    )


def held(mission: Mission) -> list[Negotiation]:
    """The negotiations that take place in futures: agreed, or bringing what may still open."""
    pending = _pending(mission)
    return [one for one in mission.negotiations if one.agreed or pending & {*one.brings}]


def in_turn(mission: Mission, plan: Plan) -> list[Negotiation]:
    """The negotiations that take place, in the order in which the host takes them up (rule 1)."""
    waiting = (
        (plan.horizon.day(one.week), needed_talks(mission, mission.activity(one.activity)))
        for one in plan.starts
    )
    due = due_by(waiting)
    return sorted(held(mission), key=lambda one: (not one.agreed, due.get(one.id, NO_DAY)))


def vain(mission: Mission, one: Negotiation) -> bool:
    """Whether talks never end: the host can't carry them, or red lines leave no common point."""
    capacity = mission.profile.negotiating_capacity or NEVER
    return one.load > capacity or bool(clashes(mission, one.id))


def _pending(mission: Mission) -> set[AuthorityId]:
    """What talks may bring; what is in force already doesn't wait for those that bring it anew."""
    return {row.id for row in mission.authorities if row.pending and row.belief > 0}


def load_on(tables: Tables, scratch: Scratch, before: int, day: int, lane: int) -> int:
    """What the first `before` talks take of the host's capacity on a day."""
    load = 0
    for talk in range(before):
        if scratch.talk_begin[talk, lane] <= day < scratch.talk_end[talk, lane]:
            load += tables.talks.load[talk]
    return load


def fits(tables: Tables, scratch: Scratch, talk: int, span: tuple[int, int, int]) -> bool:
    """Whether talks fit beside those before them on all days of `span`: first, end, lane.

    What is taken can only rise where other talks begin, so no other days need a look.
    """
    first, end, lane = span
    free = tables.talks.capacity[0] - tables.talks.load[talk]
    held = load_on(tables, scratch, talk, first, lane) <= free
    for other in range(talk):
        day = scratch.talk_begin[other, lane]
        if held and first < day < end:
            held = load_on(tables, scratch, talk, day, lane) <= free
    return held


def first_fit(tables: Tables, scratch: Scratch, talk: int, days: int, lane: int) -> int:
    """The first day on which talks of so many days can begin."""
    earliest = tables.talks.earliest[talk]
    if tables.talks.capacity[0] >= NEVER or fits(
        tables, scratch, talk, (earliest, earliest + days, lane)
    ):
        return earliest
    found = NEVER
    for other in range(talk):
        day = scratch.talk_end[other, lane]
        if earliest < day < found and fits(tables, scratch, talk, (day, day + days, lane)):
            found = day
    return found


def draw_talks(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle when all talks begin and end; those that never end begin never."""
    talks, luck = tables.talks, scratch.luck
    for talk in range(len(talks.load)):
        deal(luck, run, NEGOTIATION, name_of(talks.name, talk), 0)
        for lane in range(len(luck[0])):
            begin, days = NEVER, 0
            if talks.vain[talk] == 0:
                weeks = from_table(tables.odds, talks.length[talk], luck[0, lane])
                days = 7 * (talks.first[talk] + weeks)
                begin = first_fit(tables, scratch, talk, days, lane)
            scratch.talk_begin[talk, lane] = begin
            scratch.talk_end[talk, lane] = begin + days


RULES = (load_on, fits, first_fit, draw_talks)
"""Every rule in this module, each after those that it calls."""
