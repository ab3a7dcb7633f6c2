"""Crowd: whether there are people for all that is on a board, week by week, and who is short."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.board import Board
from cadre.planner.core.compiled import compiled, inner
from cadre.planner.core.flow import Net, Seats, flow
from cadre.planner.core.layout import Bools, Ints


class Crowd(NamedTuple):
    """What tracks ask of people, and who is there.

    Attributes:
        duties_from: (tracks + 1,) where the duties of each track lie.
        duty_class: Class of each duty.
        duty_least: People without whom the work doesn't run.
        support_class: (sites, kinds) class of support brought there; -1 where none ever is.
        period_of: (weeks,) the period of each week.
        shut: (periods, arcs) arcs that nobody may take.
        supply: (periods, groups) people there.
        caps: (periods, nations) the most people of each; -1 for no cap.
    """

    duties_from: Ints
    duty_class: Ints
    duty_least: Ints
    support_class: Ints
    period_of: Ints
    shut: Bools
    supply: Ints
    caps: Ints


@inner
def _asked(  # noqa: C901 - two sums side by side
    crowd: Crowd, board: Board, week: int, demand: Ints
) -> bool:
    """Into `demand`, the people that each class is asked for in a week; whether it changed."""
    changed = False
    for one in range(demand.shape[1]):
        demand[1, one] = 0
    for work in range(board.track.size):
        track = board.track[work]
        if track >= 0 and board.week[work] <= week < board.end[work]:
            for n in range(crowd.duties_from[track], crowd.duties_from[track + 1]):
                demand[1, crowd.duty_class[n]] += crowd.duty_least[n]
    for site in range(crowd.support_class.shape[0]):
        for kind in range(crowd.support_class.shape[1]):
            if board.brought[site, week, kind]:
                demand[1, crowd.support_class[site, kind]] += board.brought[site, week, kind]
    for one in range(demand.shape[1]):
        changed = changed or demand[0, one] != demand[1, one]
        demand[0, one] = demand[1, one]
    return changed


@compiled
def shortages(crowd: Crowd, web: Net, board: Board, state: Seats, found: Bools, weeks: Ints) -> int:
    """The weeks in which people are short, and the classes that ask for more than there are.

    The classes of each shortage come into `found` (most, classes), its week into `weeks` (most,).

    Returns:
        How many shortages are told; none after `most`.
    """
    classes = len(web.arcs_from) - 1
    demand = np.full((2, classes), -1, np.int64)
    count, before = 0, -1
    for week in range(len(crowd.period_of)):
        period = crowd.period_of[week]
        changed = _asked(crowd, board, week, demand)
        if not changed and period == before:
            continue
        if period != before:
            state.shut[:] = crowd.shut[period]
        before = period
        short = flow(web, demand[1], crowd.supply[period], crowd.caps[period], state)
        if short > 0 and count < len(weeks):
            found[count] = state.lost[:classes]
            weeks[count] = week
            count += 1
    return count
