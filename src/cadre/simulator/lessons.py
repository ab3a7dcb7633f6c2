"""Lessons: courses and engagements (rules 11 and 12 of `week`)."""

from __future__ import annotations

from cadre.simulator.draws import name_of, open_tables
from cadre.simulator.lanes import gather, narrow, take, total
from cadre.simulator.layout import CAUSES, Tables, Tally
from cadre.simulator.room import Scratch
from cadre.simulator.streams import (
    ATTRITION,
    ENGAGEMENT,
    Cells,
    add_to,
    deal,
    deal_from,
    index,
    search,
)


def take_turns(state: Cells, rest: Cells, runs: Cells, waits: Cells) -> None:
    """Let breaks go by; note the lanes in which a course runs outside them, or doesn't."""
    for lane in range(len(rest)):
        free = rest[lane] == 0
        run = state[lane] >> CAUSES
        runs[lane] = run if free else 0
        waits[lane] = 1 - run if free else 0
        rest[lane] = 0 if free else rest[lane] - 1


def grow(runs: Cells, waits: Cells, grown: Cells, idle: Cells, keep: int, lapsed: Cells) -> None:
    """Let the cohort in class have its week; note the lanes in which it is lost.

    `keep` is narrow: weeks of pause that a cohort stands.
    """
    for lane in range(len(lapsed)):
        waits_on = (waits[lane] != 0) & (grown[lane] > 0)
        lost = waits_on & (idle[lane] >= keep)
        lapsed[lane] = 1 if lost else 0
        grown[lane] = 0 if lost else grown[lane] + runs[lane]
        idle[lane] = 0 if lost | (runs[lane] != 0) else idle[lane] + (1 if waits_on else 0)


def done(grown: Cells, weeks: int, so: Cells) -> None:
    """Raise the flags of the lanes in which a cohort has had its weeks."""
    for lane in range(len(grown)):
        so[lane] = 1 if grown[lane] == weeks else 0


def graduate(tables: Tables, scratch: Scratch, course: int, lane: int) -> int:
    """End a cohort in one lane, and answer how many graduate."""
    teaching, ended = tables.teaching, scratch.ended[course, lane]
    passed = scratch.lot[teaching.lot_at[course] + ended, lane]
    scratch.passed[course, lane] += passed
    scratch.served[course, lane] += passed
    scratch.ended[course, lane] = ended + 1
    scratch.grown[course, lane] = 0
    scratch.rest[course, lane] = teaching.pause[course]
    return passed


def dither(share: int, words: Cells, served: Cells) -> None:
    """Let as many leave as do on average, rounded up or down by a word."""
    for lane in range(len(served)):
        served[lane] -= (served[lane] * share + words[lane]) >> 32


def look_up(served: Cells, block: tuple[int, int], part: tuple[int, int], at: Cells) -> None:
    """Find the first cell of each lane's row: `block` as laid, `part` a shift and a mask."""
    (cell, bits), (shift, mask) = block, part
    for lane in range(len(at)):
        at[lane] = cell + (((served[lane] >> shift) & mask) << bits)


def pass_cells(cells: Cells, step: int, words: Cells, at: Cells) -> None:
    """Go on by a step where the word is past the cell before it."""
    for lane in range(len(at)):
        at[lane] += step if words[lane] > cells[index(at[lane] + step - 1)] else 0


def let_go(cells: Cells, mask: int, at: Cells, served: Cells) -> None:
    """Let as many leave as a row's least number, and one more for each cell passed."""
    for lane in range(len(served)):
        served[lane] -= (at[lane] & mask) + cells[index(at[lane] | mask)]


def leave(tables: Tables, scratch: Scratch, course: int, word: int) -> None:
    """Let graduates leave, by the two words drawn from row `word` on."""
    own, served, piece = tables.attrition, scratch.served[course], tables.attrition.piece[course]
    least = 0 if own.cell[course, 0] >= 0 else 1
    for block in range(least, 2):
        bits, at = own.bits[course, block], scratch.at[block]
        part = (piece, -1) if block == 0 else (0, (1 << piece) - 1)
        look_up(served, (own.cell[course, block], bits), part, at)
        step = (1 << bits) >> 1
        while step > 0:
            pass_cells(own.cells, step, scratch.toll[word + block], at)
            step >>= 1
    for block in range(least, 2):
        let_go(own.cells, (1 << own.bits[course, block]) - 1, scratch.at[block], served)


def serve(tables: Tables, scratch: Scratch, course: int, run: tuple[int, int], week: int) -> None:
    """Let graduates of a course leave the service (rule 11)."""
    own, row = tables.attrition, 4 * course
    dithered = own.dithered[0] == 1
    block = week >> 2 if dithered else week >> 1
    if scratch.tolled[course] != block:
        scratch.tolled[course] = block
        deal_from(scratch.toll, row, run, (ATTRITION, block), name_of(tables.teaching.name, course))
    if dithered:
        dither(own.share[course], scratch.toll[row + (week & 3)], scratch.served[course])
    else:
        leave(tables, scratch, course, row + 2 * (week & 1))


def teach(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], week: int) -> None:
    """Let every course have its week (rule 11)."""
    teaching, lapsed = tables.teaching, scratch.spare[0]
    for course in range(len(teaching.start)):
        if tables.attrition.share[course] > 0 and total(scratch.served[course]) > 0:
            serve(tables, scratch, course, run, week)
        grown = scratch.grown[course]
        keep = narrow(scratch, 1, teaching.keep[course])
        runs, waits = scratch.spare[1], scratch.spare[2]
        take_turns(scratch.state[teaching.start[course]], scratch.rest[course], runs, waits)
        grow(runs, waits, grown, scratch.idle[course], keep, lapsed)
        add_to(tally.totals, (course, 2), total(lapsed))
        done(grown, narrow(scratch, 1, teaching.weeks[course]), scratch.flags[0])
        for place in range(gather(scratch)):
            lane = scratch.found[0, place]
            add_to(tally.graduates, (course, week), graduate(tables, scratch, course, lane))
        add_to(tally.service, (course, week), total(scratch.served[course]))


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
    take_turns,
    grow,
    done,
    graduate,
    dither,
    look_up,
    pass_cells,
    let_go,
    leave,
    serve,
    teach,
    engage,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (take_turns, grow, done, dither, look_up, pass_cells, let_go)
"""Loops over lanes whose rows never overlap."""
