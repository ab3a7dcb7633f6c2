"""Lessons: courses and engagements (rules 11 and 12 of `week`)."""

from __future__ import annotations

from cadre.simulator.draws import fill, from_table, name_of
from cadre.simulator.layout import MILLION, RUNS, Tables, Tally
from cadre.simulator.muster import total
from cadre.simulator.room import Scratch
from cadre.simulator.streams import ENGAGEMENT, Cells, deal


def grow(state: Cells, grown: Cells, rest: Cells, idle: Cells, keep: int, lapsed: Cells) -> None:
    """Let the cohort in class have its week; note the lanes in which it is lost."""
    for lane in range(len(lapsed)):
        resting = rest[lane] > 0
        runs = (state[lane] == RUNS) & (not resting)
        waits = (grown[lane] > 0) & (not resting) & (not runs)
        pause = idle[lane] + 1 if waits else 0 if runs else idle[lane]
        lost = waits & (pause > keep)
        lapsed[lane] = lost
        rest[lane] -= resting
        grown[lane] = 0 if lost else grown[lane] + runs
        idle[lane] = 0 if lost else pause


def graduate(tables: Tables, scratch: Scratch, course: int, lane: int) -> int:
    """End a cohort in one lane, and answer how many graduate."""
    teaching, ended = tables.teaching, scratch.ended[course, lane]
    word = scratch.fate[teaching.fate_at[course] + ended, lane]
    table = teaching.passed[course] + scratch.share[course, lane]
    passed = from_table(tables.odds, table, word)
    scratch.passed[course, lane] += passed
    if teaching.stay[course] > 0:
        scratch.served[course, lane] += 1000 * passed
    scratch.ended[course, lane] = ended + 1
    scratch.grown[course, lane] = 0
    scratch.rest[course, lane] = teaching.pause[course]
    return passed


def serve(stay: int, served: Cells) -> None:
    """Let those leave who don't stay in service for another week."""
    for lane in range(len(served)):
        served[lane] = served[lane] * stay // MILLION


def teach(tables: Tables, scratch: Scratch, tally: Tally, week: int) -> None:
    """Let every course have its week (rule 11)."""
    teaching, lapsed = tables.teaching, scratch.spare[0]
    for course in range(len(teaching.start)):
        if 0 < teaching.stay[course] < MILLION:
            serve(teaching.stay[course], scratch.served[course])
        grown = scratch.grown[course]
        grow(
            scratch.state[teaching.start[course]],
            grown,
            scratch.rest[course],
            scratch.idle[course],
            teaching.keep[course],
            lapsed,
        )
        tally.totals[course, 2] += total(lapsed)
        weeks = teaching.weeks[course]
        for lane in range(len(grown)):
            if grown[lane] == weeks:
                tally.graduates[course, week] += graduate(tables, scratch, course, lane)


def engage(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int]) -> None:
    """Draw how many of the engagements of all running work failed, and why (rule 12)."""
    starts, teaching, luck = tables.starts, tables.teaching, scratch.luck
    for start in range(len(starts.week)):
        weeks = scratch.weeks_run[start]
        tally.engagements[tables.size[4]] += total(weeks)
        for hindrance in range(tables.size[5]):
            if hindrance & 3 == 0:
                deal(luck, run, ENGAGEMENT, name_of(starts.name, start), hindrance >> 2)
            for lane in range(len(weeks)):
                table = teaching.fails[hindrance] + weeks[lane]
                failed = from_table(tables.odds, table, luck[hindrance & 3, lane])
                tally.engagements[teaching.cause[hindrance]] += failed
                weeks[lane] -= failed
        fill(weeks, 0)


RULES = (grow, graduate, serve, teach, engage)
"""Every rule in this module, each after those that it calls."""
LEAVES = (grow, serve)
"""Loops over lanes whose rows never overlap."""
