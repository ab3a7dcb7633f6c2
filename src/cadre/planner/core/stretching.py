"""Stretching: work run for as long and from as early as it can be, for milestones that count it."""

from __future__ import annotations

from cadre.planner.core.board import Board, affordable, blocked, put, take
from cadre.planner.core.compiled import inner, lean
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.insertion import Kin, drawable, first_week
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.core.placing import Room


@lean
def stretch(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    order: Ints,
) -> None:
    """Run each work for as long as it can be beside the rest, as early as that allows, in order.

    Work for which other work on the board waits stays as it is. What waits for work that comes
    later in the order is tried once more.
    """
    again, anew = True, True
    while again:
        again = False
        for n in range(order.size):
            work = order[n]
            waited = not kin.free[work] or (not anew and board.track[work] >= 0)
            for m in range(kin.next_from[work], kin.next_from[work + 1]):
                waited = waited or board.track[kin.next[m]] >= 0
            if waited:
                continue
            before, week, end = board.track[work], board.week[work], board.end[work]
            if before >= 0:
                take(layout, ground, aims, board, work)
            track, first, stop = _longest(layout, ground, board, spare, work)
            if track >= 0:
                put(layout, ground, aims, board, track, first, stop)
                again = again or before < 0
            elif before >= 0:
                put(layout, ground, aims, board, before, week, end)
        anew = False


@inner
def _longest(
    layout: Layout, ground: Ground, board: Board, spare: Room, work: int
) -> tuple[int, int, int]:
    """The longest run of a work that fits, the earliest of these: track, first week, end."""
    found, found_week, found_end = -1, 0, 0
    earliest, base = first_week(layout, ground, board, work, -1), ground.base[work]
    if earliest < 0:
        return found, found_week, found_end
    for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
        first, stop = earliest, layout.stop[track]
        if base >= 0:
            if ground.site[track] != ground.site[board.track[base]]:
                continue
            first, stop = max(first, board.week[base]), min(stop, board.end[base])
        if first >= stop or not drawable(layout, board, track):
            continue
        blocked(layout, ground, board, track, first, stop, spare.flags, 1)
        for week in range(first, stop):
            end = _end(layout, ground, board, spare, track, week, stop)
            if end - week > found_end - found_week:
                found, found_week, found_end = track, week, end
    return found, found_week, found_end


@inner
def _end(
    layout: Layout,
    ground: Ground,
    board: Board,
    spare: Room,
    track: int,
    week: int,
    stop: int,
) -> int:
    """The latest end of a run from a week on; the week itself when there is none."""
    if not layout.may_start[track, week]:
        return week
    edge = week
    while edge < stop and not spare.flags[edge]:
        edge += 1
    work, length, last = layout.work[track], layout.length[track], layout.stop[track]
    low = week + (length or 1)
    for end in range(min(edge, low) if length else edge, low - 1, -1):
        enough = length or end == last or end >= week + layout.least[track]
        lawful = enough and (length or layout.may_end[track, end])
        if lawful and affordable(ground, board, work, week, end):
            return end
    return week
