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
from cadre.simulator.layout import RUNS, Scratch, Tables


def filled(tables: Tables, scratch: Scratch, subject: int) -> int:
    """Thousandths of the posts filled, of a start or (-1) of all that run; -1 when there are none.

    Of each skill people count up to those asked for.
    """
    starts, there, asked = tables.starts, 0, 0
    for work in range(len(scratch.state)):
        if scratch.state[work] == RUNS and subject in (-1, work):
            start = scratch.row_of[work]
            for slot in range(starts.slot_at[start], starts.slot_at[start + 1]):
                there += min(scratch.slot[slot], tables.asked.slot[slot])
                asked += tables.asked.slot[slot]
    return there * 1000 // asked if asked > 0 else -1


def taught(tables: Tables, scratch: Scratch, criterion: int, week: int) -> int:
    """Graduates, or thousandths of host instructors, who count for a criterion."""
    asked = tables.asked
    there = asked.base[criterion, week]
    for cell in range(asked.course_at[criterion], asked.course_at[criterion + 1]):
        course = asked.course[cell]
        hosts = asked.measure[criterion] == HOSTS
        there += scratch.served[course] if hosts else scratch.cohort[course, 5]
    return there


def amount(tables: Tables, scratch: Scratch, criterion: int, week: int) -> int:
    """How much there is of what a criterion counts."""
    measure, subject = tables.asked.measure[criterion], tables.asked.subject[criterion]
    if measure == PEOPLE:
        return scratch.nation[len(scratch.nation) - 1]
    if measure == FILL:
        return filled(tables, scratch, subject)
    if measure == COVERAGE:
        return scratch.cover[subject]
    return taught(tables, scratch, criterion, week)


def is_so(tables: Tables, scratch: Scratch, criterion: int, week: int) -> bool:
    """Whether a criterion holds in a week."""
    asked = tables.asked
    measure, subject = asked.measure[criterion], asked.subject[criterion]
    if measure == NEVER_SO:
        return False
    if measure == RUNNING:
        return scratch.state[subject] == RUNS
    if measure == AUTHORITY:
        return scratch.legal[subject, week] == 1
    if measure == CONDITION:
        gate = subject >= 0 and scratch.gate_day[subject] <= 7 * week
        return gate or asked.base[criterion, week] == 1
    return amount(tables, scratch, criterion, week) >= asked.least[criterion]


def reach_milestones(tables: Tables, scratch: Scratch, week: int) -> None:
    """Note which milestones are reached."""
    asked, place = tables.asked, len(scratch.state)
    for milestone in range(len(asked.at) - 1):
        if scratch.first[place] < 0:
            reached = True
            for criterion in range(asked.at[milestone], asked.at[milestone + 1]):
                reached = reached and is_so(tables, scratch, criterion, week)
            if reached:
                scratch.first[place] = week
        place += 1


def reach_levels(tables: Tables, scratch: Scratch, week: int) -> None:
    """Note which levels are reached."""
    people = scratch.nation[len(scratch.nation) - 1]
    place = len(scratch.state) + len(tables.asked.at) - 1
    for level in range(len(tables.goals.level)):
        if scratch.first[place] < 0 and people >= tables.goals.level[level]:
            scratch.first[place] = week
        place += 1


RULES = (filled, taught, amount, is_so, reach_milestones, reach_levels)
"""Every rule in this module, each after those that it calls."""
