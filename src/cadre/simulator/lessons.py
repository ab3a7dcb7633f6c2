"""Lessons: courses and engagements (rules 11 and 12 of `week`)."""

from __future__ import annotations

from cadre.simulator.attrition import CLOSE, COARSE, FEW, FINE, GUIDE, UNTOLD
from cadre.simulator.draws import name_of, open_tables
from cadre.simulator.lanes import any_bit, gather, narrow, take, total
from cadre.simulator.layout import CAUSES, Tables, Tally
from cadre.simulator.room import Scratch
from cadre.simulator.streams import (
    ATTRITION,
    ENGAGEMENT,
    Cells,
    add_to,
    deal,
    deal_from,
    drawn,
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


def guess(
    guides: Cells,
    block: tuple[int, int, int],
    words: Cells,
    served: Cells,
    gone: Cells,
    untold: Cells,
) -> None:
    """How many leave, where a guide tells it; flags go up in the lanes in which it doesn't.

    Args:
        guides: Words of `Attrition.guides`.
        block: First cell of the block's guides, and the shift and the mask by which `served`
            gives the row.
        words: (lanes,) words drawn.
        served: (lanes,) graduates in service.
        gone: (lanes,) how many of them leave.
        untold: (lanes,) 1 where that isn't told.
    """
    first, shift, mask = block
    for lane in range(len(gone)):
        row = first + (((served[lane] >> shift) & mask) << (GUIDE - 1))
        top = index(words[lane] >> COARSE)
        pair = guides[index(row + (top >> FINE + 1))]
        cell = index(pair >> ((top >> FINE & 1) << 4)) & 0xFFFF
        least, fine = cell & UNTOLD, top & CLOSE
        gone[lane] = least + (1 if fine > cell >> FEW else 0)
        untold[lane] = 1 if (least == UNTOLD) | (fine == cell >> FEW) else 0


def leave(tables: Tables, scratch: Scratch, course: int, word: int) -> None:
    """Let graduates leave, by the two words drawn from row `word` on."""
    own, served, piece = tables.attrition, scratch.served[course], tables.attrition.piece[course]
    least = 0 if own.cell[course, 0] >= 0 else 1
    for block in range(least, 2):
        first, bits, gone = own.cell[course, block], own.bits[course, block], scratch.gone[block]
        shift, mask = (piece, -1) if block == 0 else (0, (1 << piece) - 1)
        at = (own.guide[course, block], shift, mask)
        guess(own.guides, at, scratch.toll[word + block], served, gone, scratch.flags[0])
        for place in range(gather(scratch)):
            lane = scratch.found[0, place]
            row = first + (((served[lane] >> shift) & mask) << bits)
            last = row + (1 << bits) - 1
            # Thresholds less one: as many of them are below the word as thresholds are at most it.
            past = drawn(own.cells, row, last, scratch.toll[word + block, lane] - 1)
            gone[lane] = own.cells[last] + past
    for block in range(least, 2):
        take(scratch.gone[block], served)


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


def learn(tables: Tables, scratch: Scratch, tally: Tally, course: int, week: int) -> None:
    """Let a course's cohort have its week."""
    teaching, lapsed = tables.teaching, scratch.spare[0]
    grown, runs, waits = scratch.grown[course], scratch.spare[1], scratch.spare[2]
    keep = narrow(scratch, 1, teaching.keep[course])
    take_turns(scratch.state[teaching.start[course]], scratch.rest[course], runs, waits)
    grow(runs, waits, grown, scratch.idle[course], keep, lapsed)
    add_to(tally.totals, (course, 2), total(lapsed))
    done(grown, narrow(scratch, 1, teaching.weeks[course]), scratch.flags[0])
    for place in range(gather(scratch)):
        lane = scratch.found[0, place]
        add_to(tally.graduates, (course, week), graduate(tables, scratch, course, lane))


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
    take_turns,
    grow,
    done,
    graduate,
    dither,
    guess,
    leave,
    serve,
    learn,
    teach,
    engage,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (take_turns, grow, done, dither, guess)
"""Loops over lanes whose rows never overlap."""
