"""Lessons: courses and engagements (rules 11 and 12 of `week`)."""

from __future__ import annotations

from cadre.simulator.columns import HALF, LOW, PLACE, WIDTH, settle, tell
from cadre.simulator.draws import name_of, open_tables
from cadre.simulator.lanes import any_bit, gather, int16, narrow, take, total
from cadre.simulator.layout import CAUSES, Tables, Tally
from cadre.simulator.room import Scratch
from cadre.simulator.streams import (
    ATTRITION,
    ENGAGEMENT,
    LATTER,
    Cells,
    add_to,
    deal,
    deal_from,
    search,
    words,
)


def study(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    state: Cells,
    rest: Cells,
    grown: Cells,
    idle: Cells,
    ended: Cells,
    terms: tuple[int, int, int],
    over: Cells,
) -> int:
    """Let breaks go by, and the cohort in class have its week outside them.

    Flags go up in the lanes in which it has had its weeks.

    Args:
        state: (lanes,) what the work does.
        rest: (lanes,) weeks of break left.
        grown: (lanes,) running weeks of the cohort.
        idle: (lanes,) weeks of its pause.
        ended: (lanes,) cohorts ended.
        terms: Weeks of a cohort, of the break after it, and of a pause that it stands; narrow.
        over: Flags.

    Returns:
        In how many lanes a cohort is lost.
    """
    weeks, pause, keep = terms
    lapsed: int = int16(0)
    for lane in range(len(rest)):
        # What is read is read in any case: not every processor reads some lanes of a row only.
        left, age, stood = rest[lane], grown[lane], idle[lane]
        free = left == 0
        run = int16((state[lane] >> CAUSES) & free)
        waits = free & (run == 0) & (age > 0)
        lost = waits & (stood >= keep)
        now = int16(0 if lost else age + run)
        done = now == weeks
        over[lane] = 1 if done else 0
        ended[lane] += 1 if done else 0
        grown[lane] = 0 if done else now
        rest[lane] = pause if done else 0 if free else left - 1
        idle[lane] = 0 if lost | (run != 0) else stood + (1 if waits else 0)
        lapsed = int16(lapsed + (1 if lost else 0))
    return lapsed


def dither(share: int, words: Cells, served: Cells) -> None:
    """Let as many leave as do on average, rounded up or down by a word."""
    for lane in range(len(served)):
        served[lane] -= (served[lane] * share + words[lane]) >> 32


def leave(tables: Tables, scratch: Scratch, course: int, run: tuple[int, int], week: int) -> None:
    """Let graduates leave, digit by digit of those in service, by the words drawn."""
    own, served, name = tables.attrition, scratch.served[course], tables.teaching.name
    columns, close = own.leavers, scratch.flags[0]
    for digit in range(own.digits[course]):
        block, gone, half = own.block[digit, course], scratch.gone[digit], HALF * (digit & 1)
        word = own.word_at[course] + 4 * (digit >> 1) + (week & 3)
        shifts = PLACE * digit, half
        tell(columns, block, served, scratch.toll[word], shifts, gone, close)
        for place in range(gather(scratch)):
            lane = scratch.found[0, place]
            future = run[0], run[1] + lane
            latter = words(future, LATTER, name_of(name, course), occasion(week, digit))[week & 3]
            draw = (((scratch.toll[word, lane] >> half) & LOW) << HALF) + ((latter >> half) & LOW)
            column = (served[lane] >> PLACE * digit) & (WIDTH - 1)
            gone[lane] = settle(columns, block, column, draw)
    for digit in range(own.digits[course]):
        take(scratch.gone[digit], served)


def occasion(week: int, digit: int) -> int:
    """The occasion by whose words graduates of two digits leave in four weeks."""
    return (week >> 2) + ((digit >> 1) << HALF)


def serve(tables: Tables, scratch: Scratch, course: int, run: tuple[int, int], week: int) -> None:
    """Let graduates of a course leave the service (rule 11)."""
    own, first = tables.attrition, tables.attrition.word_at[course]
    if scratch.tolled[course] != week >> 2:
        scratch.tolled[course] = week >> 2
        name = name_of(tables.teaching.name, course)
        for pair in range((own.word_at[course + 1] - first) >> 2):
            draw = ATTRITION, occasion(week, 2 * pair)
            deal_from(scratch.toll, first + 4 * pair, run, draw, name)
    if own.dithered[0] == 1:
        dither(own.share[course], scratch.toll[first + (week & 3)], scratch.served[course])
    else:
        leave(tables, scratch, course, run, week)


def learn(tables: Tables, scratch: Scratch, tally: Tally, course: int, week: int) -> None:
    """Let a course's cohort have its week."""
    teaching, first = tables.teaching, tables.teaching.lot_at[course] - 1
    ended, passed, served = scratch.ended[course], scratch.passed[course], scratch.served[course]
    terms = (
        narrow(scratch, 1, teaching.weeks[course]),
        narrow(scratch, 2, teaching.pause[course]),
        narrow(scratch, 3, teaching.keep[course]),
    )
    lapsed = study(
        scratch.state[teaching.start[course]],
        scratch.rest[course],
        scratch.grown[course],
        scratch.idle[course],
        ended,
        terms,
        scratch.flags[0],
    )
    graduated = 0
    for place in range(gather(scratch)):
        lane = scratch.found[0, place]
        lot = scratch.lot[first + ended[lane], lane]
        passed[lane] += lot
        served[lane] += lot
        graduated += lot
    add_to(tally.totals, (course, 2), lapsed)
    add_to(tally.graduates, (course, week), graduated)


def teach(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], week: int) -> None:
    """Let every course have its week (rule 11)."""
    for course in range(len(tables.teaching.start)):
        start, served = tables.teaching.start[course], scratch.served[course]
        if tables.attrition.share[course] > 0 and total(served) > 0:
            serve(tables, scratch, course, run, week)
        # No cohort grows, waits or rests before work is due, nor after it, unless one was there.
        due = tables.starts.week[start] <= week < tables.starts.cap[start]
        if due or (any_bit(scratch.grown[course]) | any_bit(scratch.rest[course])) != 0:
            learn(tables, scratch, tally, course, week)
        add_to(tally.service, (course, week), total(served))


def engage(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int]) -> None:
    """Draw how many of the engagements of all running work failed, and why (rule 12)."""
    starts, teaching, luck = tables.starts, tables.teaching, scratch.luck
    first, length, failed = scratch.sums[0], scratch.sums[1], scratch.spare[0]
    for start in range(len(scratch.weeks_run)):
        weeks = scratch.weeks_run[start]
        add_to(tally.engagements, tables.size[4], total(weeks))
        for hindrance in range(tables.size[5]):
            if hindrance & 3 == 0:
                deal(luck, run, ENGAGEMENT, name_of(starts.name, start), hindrance >> 2)
            table = teaching.fails[hindrance]
            most = (
                tables.odds.at[table + tables.size[0] + 1] - tables.odds.at[table + tables.size[0]]
            )
            open_tables(tables.odds, table, weeks, scratch.sums)
            search(tables.odds.cells, most, first, length, luck[hindrance & 3], failed)
            add_to(tally.engagements, teaching.cause[hindrance], total(failed))
            take(failed, weeks)


RULES = (
    study,
    dither,
    occasion,
    leave,
    serve,
    learn,
    teach,
    engage,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (study, dither)
"""Loops over lanes whose rows never overlap."""
