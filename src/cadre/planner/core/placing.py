"""Placing: the run of one work that adds most beside a board."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.board import Board, affordable, blocked
from cadre.planner.core.compiled import ONE, inner, up_to
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.layout import Bools, Floats, Ints, Layout

NONE = -1e17
"""Below this is the worth of what can't be."""


class Room(NamedTuple):
    """Room to work in, so that the search allocates little.

    Attributes:
        flags: (weeks + 1,) weeks in which a track can't be.
        clear: (weeks + 1,) first week from each on in which it can't be, or how many are before.
        gains: (weeks + 1,) what running up to each week adds.
        weekly: (weeks,) what each week adds.
        toll: (tracks, weeks) what a week of a run takes from others, at some prices.
        guide: (1,) the share of the toll that counts when a run is chosen.
        haste: (2,) share of what may come after a work that is taken to be lost over a horizon of
            waiting, and what a week of it loses for the work at hand.
        effort: (1,) weeks looked at so far.
        due: (works,) whether a work is still to be tried, in a fill.
        keen: (n,) works that rounds of a search turn to more often than to others; may be none.
    """

    flags: Ints
    clear: Ints
    gains: Floats
    weekly: Floats
    toll: Floats
    guide: Floats
    haste: Floats
    effort: Ints
    due: Bools
    keen: Ints


def room(works: int, tracks: int, weeks: int) -> Room:
    """Room for so many works with their tracks and a horizon; nothing is tolled."""
    return Room(
        flags=np.zeros(weeks + 1, np.int64),
        clear=np.zeros(weeks + 1, np.int64),
        gains=np.zeros(weeks + 1),
        weekly=np.zeros(weeks),
        toll=np.zeros((tracks, weeks)),
        guide=np.zeros(1),
        haste=np.zeros(2),
        effort=np.zeros(1, np.int64),
        due=np.zeros(works, np.bool_),
        keen=np.zeros(0, np.int64),
    )


@inner
def served(layout: Layout, aims: Aims, board: Board, work: int, weekly: Floats) -> None:
    """Into `weekly`, what work done in each week would add."""
    for week in range(layout.weeks):
        weekly[week] = 0.0
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        need = aims.need[n]
        worth = aims.need_worth[need] * aims.strength[n]
        for week in range(layout.weeks):
            weekly[week] += worth * board.left[need, week]


@inner
def gained(layout: Layout, aims: Aims, track: int, first: int, stop: int, spare: Room) -> None:
    """Into `spare.gains`, what running on a track from `first` up to w would add, for each w.

    What each week of work adds stands in `spare.weekly`.
    """
    guide, price = spare.guide[0], aims.price[layout.work[track]]
    total = 0.0
    spare.gains[first] = total
    for week in up_to(first, stop):
        more = 0.0 if layout.idle[track, week] else spare.weekly[week]
        total += more - price - guide * spare.toll[track, week]
        spare.gains[week + ONE] = total


@inner
def taught(layout: Layout, aims: Aims, track: int, week: int, end: int) -> float:
    """Worth of the output of a run."""
    how = aims.taught_how[track]
    if how == 0:
        return 0.0
    if how == 1:
        return float(aims.taught[aims.taught_at[track] + end - week])
    return float(aims.taught[aims.taught_at[track] + week * (layout.weeks + 1) + end])


@inner
def opening(
    layout: Layout,
    ground: Ground,
    board: Board,
    spare: Room,
    work: int,
    track: int,
    first: int,
    until: int,
) -> tuple[int, int]:
    """The weeks between `first` and `until` in which a track may run, `spare.flags` for them.

    Returns:
        The first, one in which it may start, and the first week after; the same where it has no
        room among them.
    """
    stop = min(layout.stop[track], until)
    base = ground.base[work]
    if base >= 0:
        first = max(first, board.week[base])
        stop = min(stop, board.end[base])
    begin = stop
    for now in up_to(first, stop):
        if layout.may_start[track, now]:
            begin = np.int64(now)
            break
    if begin >= stop:
        return stop, stop
    spare.effort[0] += stop - begin
    least = max(1, layout.length[track])
    there = blocked(layout, ground, board, track, begin, stop, spare.flags, least)
    return begin if there else stop, stop


@inner
def best_run(  # noqa: C901, PLR0912, PLR0915 - one pass over starts and ends, without calls
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    work: int,
    track: int,
    first: int,
    stop: int,
) -> tuple[float, int, int]:
    """The run on a track in its `opening` that adds most: worth, first week, first week after.

    What each week of work adds stands in `spare.weekly`. The worth is below `NONE` when there is
    none.
    """
    last = layout.stop[track]
    found, found_week, found_end = -1e18, -1, -1
    clear, gains = spare.clear, spare.gains
    gained(layout, aims, track, first, stop, spare)
    if layout.length[track]:
        return _best_start(layout, ground, aims, board, spare, track, first, stop)
    clear[stop] = stop
    least = layout.least[track]
    paid, plain = ground.fund[work] >= 0, aims.taught_how[track] == 0
    top, top_end = -1e18, -1
    for week in range(stop - 1, first - 1, -1):
        if spare.flags[week]:
            clear[week] = week
            continue
        clear[week] = clear[week + 1]
        edge = clear[week]
        if week + 1 == edge:
            # The last week before something is in the way: ends are gathered anew from here back.
            top, top_end = -1e18, -1
            if edge == last and layout.may_end[track, edge]:
                top, top_end = gains[edge], edge
        low = week + least
        if low <= edge and layout.may_end[track, low] and gains[low] >= top:
            top, top_end = gains[low], low
        if not layout.may_start[track, week]:
            continue
        early = begun(layout, aims, spare, track, week) - gains[week]
        if plain:
            # The best end whatever it costs; all ends are asked only where no money is left for it.
            if top_end < 0 or top + early < found:
                continue
            if not paid or affordable(ground, board, work, week, top_end):
                found, found_week, found_end = top + early, week, top_end
                continue
        for end in range(week + 1, edge + 1):
            if not layout.may_end[track, end] or (end < low and end != last):
                continue
            worth = gains[end] + early + taught(layout, aims, track, week, end)
            if worth >= found and not (paid and not affordable(ground, board, work, week, end)):
                found, found_week, found_end = worth, week, end
    return found, found_week, found_end


@inner
def begun(layout: Layout, aims: Aims, spare: Room, track: int, week: int) -> float:
    """What a run adds by when it begins."""
    work = layout.work[track]
    worth: float = aims.early[work] * (layout.weeks - week) + aims.prize[work]
    worth -= spare.haste[1] * week
    if aims.kept_track[work] == track and aims.kept_week[work] == week:
        worth += aims.kept_worth
    return worth


@inner
def _best_start(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    track: int,
    first: int,
    stop: int,
) -> tuple[float, int, int]:
    """`best_run` on a track of a stated length, once weeks are flagged and gains are summed."""
    work, length, gains = layout.work[track], layout.length[track], spare.gains
    paid, found, found_week = ground.fund[work] >= 0, -1e18, -1
    # Here `clear` counts the weeks before each that are flagged.
    spare.clear[first] = 0
    flagged = 0
    for now in up_to(first, stop):
        flagged += spare.flags[now]
        spare.clear[now + ONE] = flagged
    for week in range(first, stop - length + 1):
        end = week + length
        at, then = np.uint64(week), np.uint64(end)
        if spare.clear[then] > spare.clear[at] or not layout.may_start[track, at]:
            continue
        worth = gains[then] - gains[at] + begun(layout, aims, spare, track, week)
        worth += taught(layout, aims, track, week, end)
        if worth > found and not (paid and not affordable(ground, board, work, week, end)):
            found, found_week = worth, week
    return found, found_week, found_week + length
