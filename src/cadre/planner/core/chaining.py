"""Chaining: where a whole chain of work adds most beside a board, each part after the one before.

One by one, each work would take the run that adds most by itself, and what waits for it gets what
is left. Here the runs of a chain are chosen together: by dynamic programming over the weeks that
the next work counts from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.board import Board, affordable
from cadre.planner.core.compiled import apart, inner
from cadre.planner.core.dice import Dice, roll, share
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.insertion import TINY, Kin, drawable, first_week, joined
from cadre.planner.core.layout import Floats, Ints, Layout
from cadre.planner.core.placing import NONE, Room, begun, gained, opening, served, taught

DEEP = 12
"""Works of a chain that are placed together, at most."""
FAR_BELOW = -1e18
"""Worth of what can't be."""


class Chain(NamedTuple):
    """Room for a chain while its runs are chosen.

    Attributes:
        work: (DEEP,) its works.
        lag: (DEEP,) weeks from what each counts from to its start, at least.
        total: (DEEP, weeks + 1) the most that the chain comes to up to each work, when what the
            next one counts from is in that week, or before.
        at: (DEEP, weeks + 1) the week in which it is then.
        track: (DEEP, weeks + 1) the track of each work then.
        week: (DEEP, weeks + 1) the first week of its run.
        end: (DEEP, weeks + 1) the first week after it.
        chosen: (DEEP,) which of these weeks each work has in the end.
    """

    work: Ints
    lag: Ints
    total: Floats
    at: Ints
    track: Ints
    week: Ints
    end: Ints
    chosen: Ints


@apart
def chain_room(weeks: int) -> Chain:
    """Room for chains over so many weeks."""
    return Chain(
        work=np.zeros(DEEP, np.int64),
        lag=np.zeros(DEEP, np.int64),
        total=np.zeros((DEEP, weeks + 1)),
        at=np.zeros((DEEP, weeks + 1), np.int64),
        track=np.zeros((DEEP, weeks + 1), np.int64),
        week=np.zeros((DEEP, weeks + 1), np.int64),
        end=np.zeros((DEEP, weeks + 1), np.int64),
        chosen=np.zeros(DEEP, np.int64),
    )


@inner
def _next(
    layout: Layout, ground: Ground, board: Board, kin: Kin, luck: Dice, work: int
) -> tuple[int, int]:
    """A work that waits for `work`, and where in `after` that stands; -1 for none.

    It isn't on the board, and isn't an increment.
    """
    low, count = kin.next_from[work], kin.next_from[work + 1] - kin.next_from[work]
    if count == 0:
        return -1, -1
    then = kin.next[low + roll(luck, count)]
    if board.track[then] < 0 and kin.free[then] and ground.base[then] < 0:
        for n in range(layout.after_from[then], layout.after_from[then + 1]):
            if layout.after[n] == work:
                return then, n
    return -1, -1


@inner
def _before(chain: Chain, step: int, week: int) -> float:
    """The most that the chain comes to before work `step`, when that starts in a week."""
    if step == 0:
        return 0.0
    since = week - chain.lag[step]
    return float(chain.total[step - 1, since]) if since >= 0 else FAR_BELOW


@inner
def _sum_up(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    chain: Chain,
    step: int,
    track: int,
    first: int,
    stop: int,
    ends: bool,
    kept: float,
) -> None:
    """Note what the chain comes to when work `step` runs on a track in its `opening`.

    The next work counts from its end, or from its start where not `ends`. `kept` is the share of
    its own worth that is counted. Of open-ended work each end has the start that is best for it.
    """
    work, length, gains, clear = chain.work[step], layout.length[track], spare.gains, 0
    least = length or layout.least[track]
    paid, top, week = ground.fund[work] >= 0, FAR_BELOW, -1
    gained(layout, aims, track, first, stop, spare)
    for end in range(first + 1, stop + 1):
        clear = 0 if spare.flags[end - 1] else clear + 1
        if clear == 0 or length:
            top, week = FAR_BELOW, -1
        late = end - least
        if clear >= least and layout.may_start[track, late]:
            before = _before(chain, step, late)
            if before > NONE:
                before += kept * (begun(layout, aims, spare, track, late) - gains[late])
                if before > top:
                    top, week = before, late
        if week < 0 or not (length or layout.may_end[track, end]):
            continue
        worth = top + kept * (gains[end] + taught(layout, aims, track, week, end))
        since = end if ends else week
        if worth > chain.total[step, since] and not (
            paid and not affordable(ground, board, work, week, end)
        ):
            chain.total[step, since], chain.track[step, since] = worth, track
            chain.week[step, since], chain.end[step, since] = week, end


@inner
def _step(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    luck: Dice,
    chain: Chain,
    step: int,
    first: int,
    ends: bool,
    wild: float,
) -> float:
    """Note what the chain comes to up to work `step`, on all its tracks; the most."""
    work, total, at = chain.work[step], chain.total[step], chain.at[step]
    spare.effort[0] += 2 * layout.weeks
    for week in range(layout.weeks + 1):
        total[week], at[week] = FAR_BELOW, week
    while first < layout.weeks and _before(chain, step, first) <= NONE:
        first += 1
    served(layout, aims, board, work, spare.weekly)
    for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
        # Where output goes by first week and end, too, no start is the best one for an end.
        unknown = layout.length[track] == 0 and aims.taught_how[track] != 0
        if unknown or not drawable(layout, board, track):
            continue
        begin, stop = opening(layout, ground, board, spare, work, track, first, layout.weeks)
        if begin < stop:
            spare.effort[0] += stop - begin
            kept = 1.0 - wild * share(luck)
            _sum_up(layout, ground, aims, board, spare, chain, step, track, begin, stop, ends, kept)
    for week in range(1, layout.weeks + 1):
        if total[week - 1] > total[week]:
            total[week], at[week] = total[week - 1], at[week - 1]
    most: float = total[layout.weeks]
    return most


@inner
def _put(
    layout: Layout, ground: Ground, aims: Aims, board: Board, spare: Room, chain: Chain, last: int
) -> None:
    """Put a chain up to work `last` on the board as it adds most."""
    since = layout.weeks
    for step in range(last, -1, -1):
        chain.chosen[step] = chain.at[step, since]
        since = chain.week[step, chain.chosen[step]] - chain.lag[step]
    for step in range(last + 1):
        at = chain.chosen[step]
        track, week, end = chain.track[step, at], chain.week[step, at], chain.end[step, at]
        if not joined(layout, ground, aims, board, spare, track, week, end):
            break


@inner
def put_chain(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    lead: int,
    wild: float,
    chain: Chain,
) -> None:
    """Put a work, and a chain of those that wait for it, where all of it adds most; or nowhere.

    Each run is looked at beside the board alone: runs at the same time that leave no room for each
    other, or no money, end the chain. `wild` is the share of luck in the choice of tracks.
    """
    work, link, best, last = lead, -1, TINY, -1
    if ground.base[lead] >= 0 or not kin.free[lead] or board.track[lead] >= 0:
        return
    spare.haste[1] = 0.0
    for step in range(DEEP):
        first = first_week(layout, ground, board, work, link)
        if first < 0:
            break
        chain.work[step], chain.lag[step] = work, layout.lag[link] if link >= 0 else 0
        work, link = _next(layout, ground, board, kin, luck, work)
        ends = link < 0 or layout.from_end[link]
        most = _step(layout, ground, aims, board, spare, luck, chain, step, first, ends, wild)
        if most > best:
            best, last = most, step
        if most <= NONE or work < 0:
            break
    _put(layout, ground, aims, board, spare, chain, last)
