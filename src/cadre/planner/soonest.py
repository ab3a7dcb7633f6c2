"""Soonest: the week before which no plan reaches a milestone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cadre.planner.core.layout import Bools, Floats, Ints
from cadre.planner.laying import Laid
from cadre.planner.reached import Count, Line

TINY = 1e-9
"""What products of shares may differ by when they are taken in another order."""


def most_won(laid: Laid, free: Ints, earliest: Ints) -> Iterator[int]:
    """For each milestone, the most weeks of the horizon that any plan leaves when it is reached.

    Each work that may be chosen counts as running from its earliest week on, whatever else does.

    Args:
        laid: The problem.
        free: (works,) 1 for work that may be chosen beside running work.
        earliest: (works,) no such work starts before.
    """
    weeks = laid.problem.weeks
    runs = np.zeros((len(free), weeks), np.bool_)
    for work in np.flatnonzero(free).tolist():
        runs[work, earliest[work] :] = True
    for work, run in laid.running.items():
        runs[work, run.week : run.end] = True
    heads = laid.aims.asked @ runs
    for work, run in laid.running.items():
        runs[work] &= ~laid.layout.idle[run.track]
    objective, index = laid.objective, laid.problem.index_of
    for one in objective.weighed:
        held, asked = objective.opened[one.id].copy(), objective.asked_for[one.id]
        held &= heads >= asked.people
        for key in asked.works:
            held &= runs[index[key]] if key in index else np.zeros(weeks, np.bool_)
        for count in asked.counts:
            held &= _most(laid, count, runs) >= count.least
        yield int(weeks - held.argmax()) if held.any() else 0


def _most(laid: Laid, count: Count, runs: Bools) -> Floats:
    """(weeks,) the most that any plan has of what a milestone counts."""
    aims, index = laid.aims, laid.problem.index_of
    if count.need is not None:
        some = slice(aims.served_from[count.need], aims.served_from[count.need + 1])
        rest = 1 - aims.served_how[some, None] * runs[aims.served_by[some]]
        met: Floats = 1 - aims.unmet[count.need] * rest.prod(axis=0)
        return met + TINY
    there = np.zeros(laid.problem.weeks)
    for line in count.lines:
        work = index[line.course.activity]
        there += _all_stay(line, settled=work in laid.running).series(runs[work].tolist())
    return there


def _all_stay(line: Line, *, settled: bool) -> Line:
    """Of later classes more may still be there: unless it is settled when they run, all stay."""
    return line if settled else replace(line, kept=1.0)
