"""Lessons: courses and engagements, week by week (rules 11 and 12 of `week`)."""

from __future__ import annotations

from cadre.simulator.draws import from_table
from cadre.simulator.layout import RUNS, Scratch, Tables, Tally
from cadre.simulator.streams import ATTRITION, COURSE, ENGAGEMENT, words


def graduate(
    tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], at: tuple[int, int]
) -> None:
    """End a cohort: `at` is its course and the week."""
    teaching, (course, week) = tables.teaching, at
    thing = (teaching.name[course, 0], teaching.name[course, 1])
    word = words(run, COURSE, thing, 1 + scratch.cohort[course, 3])
    passed = from_table(tables.odds, teaching.passed[course] + scratch.cohort[course, 4], word[0])
    tally.graduates[course, week] += passed
    scratch.cohort[course, 5] += passed
    scratch.served[course] += passed
    scratch.cohort[course, 3] += 1
    scratch.cohort[course, 0] = 0
    scratch.cohort[course, 1] = teaching.pause[course]


def left_of(tables: Tables, course: int, block: int, row: int, word: int) -> int:
    """How many leave: the number that a word of 32 bits falls on in a row of a block."""
    own = tables.attrition
    bits = own.bits[course, block]
    first, past, step = own.cell[course, block] + (row << bits), 0, (1 << bits) >> 1
    while step > 0:
        if word > own.cells[first + past + step - 1]:
            past += step
        step >>= 1
    return own.least[own.row[course, block] + row] + past


def serve(tables: Tables, scratch: Scratch, run: tuple[int, int], at: tuple[int, int]) -> None:
    """Let graduates leave the service: `at` is their course and the week."""
    own, leaving, (course, week) = tables.attrition, scratch.leaving, at
    there, share, dithered = scratch.served[course], own.share[course], own.dithered[0] == 1
    if share == 0 or there == 0:
        return
    block = week >> 2 if dithered else week >> 1
    if leaving[course, 0] != block:
        name = tables.teaching.name
        word = words(run, ATTRITION, (name[course, 0], name[course, 1]), block)
        leaving[course, 0] = block
        for cell in range(4):
            leaving[course, 1 + cell] = word[cell]
    if dithered:
        gone = (there * share + leaving[course, 1 + (week & 3)]) >> 32
    else:
        place, piece = 1 + 2 * (week & 1), own.piece[course]
        gone = left_of(tables, course, 0, there >> piece, leaving[course, place])
        rest = there & ((1 << piece) - 1)
        gone += left_of(tables, course, 1, rest, leaving[course, place + 1])
    scratch.served[course] = there - gone


def teach(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], week: int) -> None:
    """Let every course have its week (rule 11)."""
    teaching, cohort = tables.teaching, scratch.cohort
    for course in range(len(teaching.start)):
        serve(tables, scratch, run, (course, week))
        if cohort[course, 1] > 0:
            cohort[course, 1] -= 1
        elif scratch.state[teaching.start[course]] == RUNS:
            cohort[course, 0] += 1
            cohort[course, 2] = 0
            if cohort[course, 0] == teaching.weeks[course]:
                graduate(tables, scratch, tally, run, (course, week))
        elif cohort[course, 0] > 0:
            cohort[course, 2] += 1
            if cohort[course, 2] > teaching.keep[course]:
                cohort[course, 0] = 0
                cohort[course, 2] = 0
                tally.totals[course, 2] += 1
        tally.service[course, week] += scratch.served[course]


def engage(tables: Tables, scratch: Scratch, tally: Tally, run: tuple[int, int], week: int) -> None:
    """Draw whether the week's engagements of all running work take place (rule 12)."""
    starts, teaching, hindrances = tables.starts, tables.teaching, tables.size[5]
    causes, ran, block = tables.size[4], 0, week >> 2
    for start in range(len(scratch.state)):
        if scratch.state[start] == RUNS:
            ran += 1
            if hindrances > 0:
                if scratch.words[start, 0] != block:
                    scratch.words[start, 0] = block
                    word = words(
                        run, ENGAGEMENT, (starts.name[start, 0], starts.name[start, 1]), block
                    )
                    for cell in range(4):
                        scratch.words[start, 1 + cell] = word[cell]
                luck = scratch.words[start, 1 + (week & 3)]
                if luck < teaching.hinder[hindrances - 1]:
                    tally.engagements[failure(tables, luck)] += 1
    tally.engagements[causes] += ran


def failure(tables: Tables, luck: int) -> int:
    """The cause of the first hindrance whose cumulative share is above the draw."""
    place = 0
    while luck >= tables.teaching.hinder[place]:
        place += 1
    return tables.teaching.cause[place]


RULES = (graduate, left_of, serve, teach, failure, engage)
"""Every rule in this module."""
