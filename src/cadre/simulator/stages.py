"""Stages: which milestones and levels are reached in a week (rule 14 of `week`)."""

from __future__ import annotations

from cadre.simulator.asked import (
    AUTHORITY,
    CONDITION,
    COVERAGE,
    FILL,
    HOSTS,
    NEVER_SO,
    PEOPLE,
    RUNNING,
)
from cadre.simulator.lanes import add, any_bit, fill, has, narrow
from cadre.simulator.layout import RUNS, Tables
from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells


def count_fill(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    start: int,
    row_of: Cells,
    state: Cells,
    fitted: Cells,
    asked: int,
    there: Cells,
    wanted: Cells,
) -> None:
    """Add the heads in posts of a row of `Starts`, up to those asked for, and these.

    Where the work runs and stands in that row.
    """
    for lane in range(len(there)):
        runs = (state[lane] == RUNS) & (row_of[lane] == start)
        there[lane] += fitted[lane] if runs else 0
        wanted[lane] += asked if runs else 0


def filled(tables: Tables, scratch: Scratch, criterion: int, so: Cells) -> None:
    """Leave the lanes in which so many thousandths of the posts are filled (of a start, or all).

    Of each skill people count up to those asked for; where none are asked for none are filled.
    """
    starts, subject = tables.starts, tables.asked.subject[criterion]
    there, wanted = scratch.sums[0], scratch.sums[1]
    fill(there, 0)
    fill(wanted, 0)
    for start in range(len(starts.week)):
        work = tables.orders.work[start]
        if subject in (-1, work):
            asked, row_of, state = 0, scratch.row_of[work], scratch.state[work]
            for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
                asked += tables.asked.slot[slot]
            here = narrow(scratch, 1, start)
            count_fill(here, row_of, state, scratch.fitted[start], asked, there, wanted)
    least = tables.asked.least[criterion]
    for lane in range(len(so)):
        enough = (wanted[lane] > 0) & (there[lane] * 1000 >= least * wanted[lane])
        so[lane] = so[lane] & enough


def add_thousands(more: Cells, there: Cells) -> None:
    """Add whole people to thousandths."""
    for lane in range(len(there)):
        there[lane] += 1000 * more[lane]


def taught(tables: Tables, scratch: Scratch, criterion: int, week: int, so: Cells) -> None:
    """Leave the lanes with so many graduates, or thousandths of host instructors."""
    asked, there = tables.asked, scratch.wide[0]
    fill(there, asked.base[criterion, week])
    for cell in range(asked.course_at[criterion], asked.course_at[criterion + 1]):
        if asked.measure[criterion] == HOSTS:
            add_thousands(scratch.served[asked.course[cell]], there)
        else:
            add(scratch.passed[asked.course[cell]], there)
    reach(there, asked.least[criterion], so)


def reach(amount: Cells, least: int, so: Cells) -> None:
    """Leave the lanes in which an amount is at least so much."""
    for lane in range(len(so)):
        so[lane] = so[lane] & (amount[lane] >= least)


def equal(cells: Cells, value: int, so: Cells) -> None:
    """Leave the lanes in which a cell has a value."""
    for lane in range(len(so)):
        so[lane] = so[lane] & (cells[lane] == value)


def opened(days: Cells, day: int, so: Cells) -> None:
    """Leave the lanes in which a gate opened by a day."""
    for lane in range(len(so)):
        so[lane] = so[lane] & (days[lane] <= day)


def be(tables: Tables, scratch: Scratch, criterion: int, week: int, so: Cells) -> None:
    """Leave the lanes in which something is so, of what there isn't more or less of."""
    asked = tables.asked
    measure, subject = asked.measure[criterion], asked.subject[criterion]
    if measure == RUNNING:
        equal(scratch.state[subject], RUNS, so)
    elif measure == AUTHORITY:
        equal(scratch.holds[subject], 1, so)
    elif measure == CONDITION and subject >= 0:
        opened(scratch.gate_day[subject], 7 * week, so)
    elif measure == NEVER_SO or asked.base[criterion, week] != 1:
        fill(so, 0)


def hold(tables: Tables, scratch: Scratch, criterion: int, week: int, so: Cells) -> None:
    """Leave the lanes in which a criterion holds."""
    asked = tables.asked
    measure, subject = asked.measure[criterion], asked.subject[criterion]
    least = asked.least[criterion]
    if measure in (NEVER_SO, RUNNING, AUTHORITY, CONDITION):
        be(tables, scratch, criterion, week, so)
    elif measure == PEOPLE:
        people = scratch.nation[len(scratch.nation) - 1]
        reach(people, narrow(scratch, 1, min(least, tables.size[3] + 1)), so)
    elif measure == FILL:
        filled(tables, scratch, criterion, so)
    elif measure == COVERAGE:
        reach(scratch.met[subject], narrow(scratch, 1, min(least, 1001)), so)
    else:
        taught(tables, scratch, criterion, week, so)


def note(so: Cells, week: int, never: int, first: Cells) -> None:
    """Note the week in the lanes in which something is so for the first time."""
    for lane in range(len(first)):
        first[lane] = week if (so[lane] != 0) & (first[lane] == never) else first[lane]


def reach_goals(tables: Tables, scratch: Scratch, week: int) -> None:
    """Note which milestones and levels are reached."""
    asked, place, never = tables.asked, tables.size[8], narrow(scratch, 1, tables.size[0])
    so, now = scratch.spare[0], scratch.clock[0]
    for milestone in range(len(asked.at) - 1):
        first = scratch.first[place + milestone]
        if has(first, never):
            fill(so, 1)
            for criterion in range(asked.at[milestone], asked.at[milestone + 1]):
                if any_bit(so) != 0:
                    hold(tables, scratch, criterion, week, so)
            note(so, now, never, first)
    place += len(asked.at) - 1
    people, most = scratch.nation[len(scratch.nation) - 1], tables.size[3] + 1
    for level in range(len(tables.goals.level)):
        if has(scratch.first[place + level], never):
            fill(so, 1)
            reach(people, narrow(scratch, 2, min(tables.goals.level[level], most)), so)
            note(so, now, never, scratch.first[place + level])


RULES = (
    count_fill,
    filled,
    add_thousands,
    reach,
    taught,
    equal,
    opened,
    be,
    hold,
    note,
    reach_goals,
)
"""Every rule in this module, each after those that it calls."""
LEAVES = (count_fill, add_thousands, reach, equal, opened, note)
"""Loops over lanes whose rows never overlap."""
