"""Counting: what a week, and what a whole future, adds to the sums."""

from __future__ import annotations

from cadre.simulator.acting import bill
from cadre.simulator.calls import lowest
from cadre.simulator.draws import name_of
from cadre.simulator.lanes import add, any_bit, count, fill, int16, narrow, total
from cadre.simulator.layout import (
    CAUSES,
    RUNS,
    Tables,
    Tally,
)
from cadre.simulator.matters import BINS, PART, Answer
from cadre.simulator.room import Scratch
from cadre.simulator.streams import MASK, Cells, add_to, deal

PEOPLE, WORK, GRADUATES, COST, COVERAGE = (int(one) for one in Answer)


def note_week(
    week: int, state: Cells, weeks_run: Cells, causes: Cells, first: Cells
) -> tuple[int, int]:
    """Note a week of a start: that it runs, or what holds it back.

    Returns:
        In how many lanes it runs, and the bits of what it does in some lane.
    """
    running: int = int16(0)
    seen: int = int16(0)
    for lane in range(len(state)):
        runs = state[lane] >> CAUSES
        first[lane] = min(first[lane], week if runs & (weeks_run[lane] == 0) else first[lane])
        weeks_run[lane] += runs
        causes[lane] = causes[lane] | (state[lane] & (RUNS - 1))
        running = int16(running + runs)
        seen = int16(seen | state[lane])
    return running, seen


def record(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Count what runs, and what is held back by what."""
    starts, causes, now = tables.starts, scratch.causes[0], scratch.clock[0]
    fill(causes, 0)
    for start in range(tables.size[8]):
        if starts.week[start] <= week < starts.cap[start]:
            state, first = scratch.state[start], scratch.first[start]
            running, seen = note_week(now, state, scratch.weeks_run[start], causes, first)
            add_to(tally.running, (start, week), running)
            seen = seen & (RUNS - 1)
            while seen != 0:
                cause = lowest(seen)
                lanes = count(state, narrow(scratch, 1, 1 << cause))
                add_to(tally.held, (start * CAUSES + cause, week), lanes)
                seen = seen & (seen - 1)
    seen = any_bit(causes)
    while seen != 0:
        cause = lowest(seen)
        add_to(tally.paused, cause, count(causes, narrow(scratch, 1, 1 << cause)))
        seen = seen & (seen - 1)
    add_to(tally.paused, CAUSES, count(causes, narrow(scratch, 1, RUNS - 1)))


def charge(rates: tuple[int, int], weeks_run: Cells, cost: Cells) -> None:
    """Add what a start costs a week and, where it ran at all, once."""
    weekly, once = rates
    for lane in range(len(cost)):
        weeks = weeks_run[lane]
        cost[lane] += weeks * weekly + (once if weeks > 0 else 0)


def pay(tables: Tables, scratch: Scratch, tally: Tally) -> None:
    """Count what each future has cost, by who pays and all together (rule 14)."""
    starts, fundings = tables.starts, len(scratch.cost)
    for start in range(len(scratch.weeks_run)):
        rates = starts.cost[start], starts.start_cost[start]
        charge(rates, scratch.weeks_run[start], scratch.cost[starts.funding[start]])
    bill(tables, scratch)
    for lane in range(len(scratch.cost[0])):
        whole = 0
        for funding in range(fundings):
            cost = scratch.cost[funding, lane]
            add_to(tally.cost, (funding, 0), cost)
            add_to(tally.cost, (funding, 1), cost * cost)
            whole += cost
        add_to(tally.cost, (fundings, 0), whole)
        add_to(tally.cost, (fundings, 1), whole * whole)


def weigh(scratch: Scratch) -> None:
    """Add a week to the answers that weeks add up to."""
    add(scratch.nation[len(scratch.nation) - 1], scratch.answers[PEOPLE])
    for need in range(len(scratch.met)):
        add(scratch.met[need], scratch.answers[COVERAGE])


def answer(tables: Tables, scratch: Scratch) -> None:
    """Settle all answers of a future, once its cost is known."""
    for start in range(tables.size[8]):
        add(scratch.weeks_run[start], scratch.answers[WORK])
    for course in range(len(scratch.passed)):
        add(scratch.passed[course], scratch.answers[GRADUATES])
    for funding in range(len(scratch.cost)):
        add(scratch.cost[funding], scratch.answers[COST])


def part(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int]) -> None:
    """Sum the answers, by the part into which each deciding word fell and all together."""
    own, luck, answers = tables.deciders, scratch.luck, scratch.answers
    answer(tables, scratch)
    for one in range(len(own.word)):
        deal(luck, run, own.stream[one], name_of(own.name, one), 0)
        for lane in range(len(luck[0])):
            row = one * BINS + (luck[own.word[one], lane] >> PART)
            add_to(tally.parted, (row, 0), 1)
            for asked in range(len(answers)):
                add_to(tally.parted, (row, 1 + asked), answers[asked, lane])
    for asked in range(len(answers)):
        for lane in range(len(luck[0])):
            square = answers[asked, lane] * answers[asked, lane]
            add_to(tally.answers, (asked, 0), answers[asked, lane])
            add_to(tally.answers, (asked, 1), square & MASK)
            add_to(tally.answers, (asked, 2), square >> 32)


def end_futures(tables: Tables, scratch: Scratch, tally: Tally) -> None:
    """Count what is known of a future only at its end."""
    for goal in range(len(scratch.first)):
        for lane in range(len(scratch.first[goal])):
            add_to(tally.first, (goal, scratch.first[goal, lane]), 1)
    for course in range(len(tables.teaching.start)):
        for lane in range(len(scratch.passed[course])):
            passed = scratch.passed[course, lane]
            add_to(tally.totals, (course, 0), passed)
            add_to(tally.totals, (course, 1), passed * passed)
    for one in range(len(scratch.given)):
        add_to(tally.ordered, (one, 0), total(scratch.given[one]))
        add_to(tally.ordered, (one, 1), count(scratch.given[one], narrow(scratch, 1, -1)))


RULES = (
    note_week,
    record,
    charge,
    pay,
    weigh,
    answer,
    part,
    end_futures,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (note_week, charge)
"""Loops over lanes whose rows never overlap."""
