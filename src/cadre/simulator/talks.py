"""Talks: what the host negotiates, as tables and as it goes in a future (rule 1 of `week`)."""

from __future__ import annotations

from cadre.mission.authorities import Negotiation
from cadre.mission.ids import GateId
from cadre.mission.talks import clashes
from cadre.simulator.draws import from_table
from cadre.simulator.laying import Laying, ints, pairs, slices
from cadre.simulator.layout import NEVER, Scratch, Tables, Talks
from cadre.simulator.streams import NEGOTIATION, words


def lay_talks(laying: Laying) -> Talks:
    """Lay the negotiations that are agreed or bring a gate; gates must be numbered by then."""
    profile, rows = laying.mission.profile, laying.mission.negotiations
    rows = tuple(one for one in rows if one.agreed or _brings(laying, one))
    lengths = [laying.steps(one.weeks, least=1) for one in rows]
    number = {one.id: place for place, one in enumerate(rows)}
    by_at, by = slices(
        [[number[one.id] for one in rows if key in one.brings] for key in laying.gates]
    )
    capacity = profile.negotiating_capacity or NEVER
    return Talks(
        name=pairs(one.id for one in rows),
        earliest=ints(laying.day(one.earliest) for one in rows),
        first=ints(first for first, _ in lengths),
        length=ints(table for _, table in lengths),
        load=ints(one.load for one in rows),
        vain=ints(one.load > capacity or bool(clashes(laying.mission, one.id)) for one in rows),
        capacity=ints([capacity]),
        by_at=by_at,
        by=by,
    )


def _brings(laying: Laying, one: Negotiation) -> bool:
    """Whether an authority that a negotiation brings may still open."""
    pending = {row.id for row in laying.mission.authorities if row.pending and row.belief > 0}
    return any(key in pending and GateId(key) in laying.gates for key in one.brings)


def load_on(tables: Tables, scratch: Scratch, before: int, day: int) -> int:
    """What the first `before` talks take of the host's capacity on a day."""
    load = 0
    for talk in range(before):
        if scratch.talk_begin[talk] <= day < scratch.talk_end[talk]:
            load += tables.talks.load[talk]
    return load


def fits(tables: Tables, scratch: Scratch, talk: int, span: tuple[int, int]) -> bool:
    """Whether talks fit beside those before them on all days of `span`.

    What is taken can only rise where other talks begin, so no other days need a look.
    """
    free = tables.talks.capacity[0] - tables.talks.load[talk]
    held = load_on(tables, scratch, talk, span[0]) <= free
    for other in range(talk):
        day = scratch.talk_begin[other]
        if held and span[0] < day < span[1]:
            held = load_on(tables, scratch, talk, day) <= free
    return held


def first_fit(tables: Tables, scratch: Scratch, talk: int, days: int) -> int:
    """The first day on which talks of so many days can begin."""
    earliest = tables.talks.earliest[talk]
    if fits(tables, scratch, talk, (earliest, earliest + days)):
        return earliest
    found = NEVER
    for other in range(talk):
        day = scratch.talk_end[other]
        if earliest < day < found and fits(tables, scratch, talk, (day, day + days)):
            found = day
    return found


def draw_talks(tables: Tables, scratch: Scratch, run: tuple[int, int]) -> None:
    """Settle when all talks begin and end; those that never end begin never."""
    talks = tables.talks
    for talk in range(len(talks.load)):
        begin, days = NEVER, 0
        if talks.vain[talk] == 0:
            word = words(run, NEGOTIATION, (talks.name[talk, 0], talks.name[talk, 1]), 0)
            days = 7 * (talks.first[talk] + from_table(tables.odds, talks.length[talk], word[0]))
            begin = first_fit(tables, scratch, talk, days)
        scratch.talk_begin[talk] = begin
        scratch.talk_end[talk] = begin + days


RULES = (load_on, fits, first_fit, draw_talks)
"""Every rule in this module, each after those that it calls."""
