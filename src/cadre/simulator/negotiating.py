"""Negotiating: the host's talks, as tables and as they go in a future (rule 1 of `week`)."""

from __future__ import annotations

from cadre.mission.ids import AuthorityId
from cadre.mission.talks import clashes
from cadre.simulator.draws import from_table
from cadre.simulator.laying import Laying, ints, pairs, slices
from cadre.simulator.layout import NEVER, Scratch, Tables
from cadre.simulator.streams import NEGOTIATION, words
from cadre.simulator.weather import Talks


def lay_talks(laying: Laying) -> Talks:
    """Lay the negotiations that are agreed or bring a gate; gates must be numbered by then."""
    mission = laying.mission
    # What is in force already doesn't wait for talks that bring it anew.
    pending = {row.id for row in mission.authorities if row.pending and row.belief > 0}
    rows = [one for one in mission.negotiations if one.agreed or pending & {*one.brings}]
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
        vain=ints(one.load > capacity or bool(clashes(mission, one.id)) for one in rows),
        capacity=ints([capacity]),
        by_at=by_at,
        by=by,
    )


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
