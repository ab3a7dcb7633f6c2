"""Insertion: plans by putting work where it adds most, taken apart and put together again."""

from __future__ import annotations

from typing import NamedTuple

from cadre.planner.core.board import Board, affordable, blocked, put, take
from cadre.planner.core.compiled import inner, lean, melted
from cadre.planner.core.dice import Dice, roll, share
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.layout import Bools, Floats, Ints, Layout
from cadre.planner.core.placing import NONE, Room, best_run, opening, served, taught
from cadre.planner.core.reached import weeks_won
from cadre.planner.core.talking import in_time, talked

TINY = 1e-7
"""Worth that rounding may make up."""


class Kin(NamedTuple):
    """Who hangs on whom, and what each work promises.

    Attributes:
        next_from: (works + 1,) where the works that wait for each lie, its increments among them.
        next: Works that wait for it.
        hope: (works,) worth that may come after it.
        density: (works,) worth by people and week, to put the best first.
        free: (works,) whether it may be moved.
        waited: (works,) whether others wait for its end.
    """

    next_from: Ints
    next: Ints
    hope: Floats
    density: Floats
    free: Bools
    waited: Bools


@inner
def first_week(layout: Layout, ground: Ground, board: Board, work: int, spared: int) -> int:
    """The first week in which `work` may start beside the board, on any track; -1 for none.

    Order tells it and the talks that it needs, once rivals are off the board and its base is on
    it. It isn't asked for the predecessor that stands at `spared` in `after`; -1 spares none.
    """
    first = in_turn(layout, ground, board, work, spared)
    if first >= 0 and ground.talks_from[work] < ground.talks_from[work + 1]:
        return talked(ground, board, work, first, layout.weeks)
    return first


@inner
def in_turn(layout: Layout, ground: Ground, board: Board, work: int, spared: int) -> int:
    """As `first_week`, but that talks aren't asked."""
    base = ground.base[work]
    if base >= 0 and board.track[base] < 0:
        return -1
    first: int = layout.earliest[work]
    for n in range(layout.after_from[work], layout.after_from[work + 1]):
        before = layout.after[n]
        if n == spared:
            continue
        if board.track[before] < 0:
            return -1
        since = board.end[before] if layout.from_end[n] else board.week[before]
        first = max(first, since + layout.lag[n])
    for n in range(layout.rival_from[work], layout.rival_from[work + 1]):
        if board.track[layout.rival[n]] >= 0:
            return -1
    return first


@inner
def insert(  # noqa: C901, PLR0912 - what bars the work, its tracks, the best of them
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    work: int,
    first: int,
    wild: float,
) -> float:
    """Put `work` where it adds most, or nowhere; what it adds, far below zero for nowhere.

    `first` is its `first_week`, which isn't below 0. `wild` is the share of luck in the choice of
    track and of the first week; 0 is none.
    """
    none = -1e18
    base, until, summed = ground.base[work], layout.weeks, False
    if wild > 0 and share(luck) < wild:
        if roll(luck, 2):
            first += roll(luck, max(2, layout.weeks // 4))
        else:
            until = first + 1 + roll(luck, layout.weeks)
    best, best_track, best_week, best_end, top = none, -1, -1, -1, none
    spare.haste[1] = spare.haste[0] * kin.hope[work] / layout.weeks
    for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
        if base >= 0 and ground.site[track] != ground.site[board.track[base]]:
            continue
        if not drawable(layout, board, track):
            continue
        begin, stop = opening(layout, ground, board, spare, work, track, first, until)
        if begin >= stop:
            continue
        if not summed:
            # Most work finds no room anywhere: what it would add isn't asked before.
            served(layout, aims, board, work, spare.weekly)
            summed = True
        worth, week, end = best_run(layout, ground, aims, board, spare, work, track, begin, stop)
        # Where others wait for its end, so does what may come after it.
        seen = worth - (spare.haste[1] * (end - week) if kin.waited[work] else 0.0)
        if week >= 0 and wild > 0:
            seen -= abs(worth) * wild * share(luck)
        if week >= 0 and seen > top:
            best, best_track, best_week, best_end, top = worth, track, week, end, seen
    if best_track < 0:
        return none
    if best <= TINY and best + kin.hope[work] <= TINY and not layout.required[work]:
        return none
    put(layout, ground, aims, board, best_track, best_week, best_end)
    return best


@melted
def tried(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    work: int,
    wild: float,
) -> bool:
    """`insert` a work that isn't there, if it may be moved and order lets it; whether it is now."""
    if board.track[work] >= 0 or not kin.free[work]:
        return False
    first = first_week(layout, ground, board, work, -1)
    if first < 0:
        return False
    return insert(layout, ground, aims, board, kin, spare, luck, work, first, wild) > NONE


@inner
def drawable(layout: Layout, board: Board, track: int) -> bool:
    """Whether the stocks have what a run on a track draws."""
    for n in range(layout.draw_from[track], layout.draw_from[track + 1]):
        if layout.draw[n] > board.stock[layout.draw_stock[n]]:
            return False
    return True


@inner
def total_left(layout: Layout, board: Board, need: int) -> float:
    """The sum of a need's shares left unmet, week by week: four sums side by side, then of these.

    One sum would wait for each addition before it begins the next.
    """
    one, two, three, four = 0.0, 0.0, 0.0, 0.0
    whole = layout.weeks // 4 * 4
    for week in range(0, whole, 4):
        one += board.left[need, week]
        two += board.left[need, week + 1]
        three += board.left[need, week + 2]
        four += board.left[need, week + 3]
    for week in range(whole, layout.weeks):
        one += board.left[need, week]
    return (one + two) + (three + four)


@lean
def worth_of(layout: Layout, aims: Aims, board: Board) -> float:
    """What the board is worth, its fixed work among it."""
    total = 0.0
    for need in range(aims.need_worth.size):
        total += aims.need_worth[need] * (layout.weeks - total_left(layout, board, need))
    for work in range(board.track.size):
        track = board.track[work]
        if track >= 0:
            week, end = board.week[work], board.end[work]
            total += aims.early[work] * (layout.weeks - week) - aims.price[work] * (end - week)
            total += taught(layout, aims, track, week, end) + aims.prize[work]
            if aims.kept_track[work] == track and aims.kept_week[work] == week:
                total += aims.kept_worth
    for stage in range(aims.stages.people.size):
        total += aims.stage_worth * weeks_won(layout, aims.stages, board, stage)
    return total


@lean
def go_on(  # noqa: C901, PLR0912 - once a search; its steps are one work's
    layout: Layout, ground: Ground, aims: Aims, board: Board, spare: Room, order: Ints
) -> None:
    """Let running work go on for as long as lines, support and beds let it, in the order given.

    What runs on comes from its first track that has room at once. An increment goes on where and
    while its base does.
    """
    for n in range(order.size):
        work = order[n]
        base = ground.base[work]
        if base >= 0 and board.track[base] < 0:
            continue
        for track in range(layout.tracks_from[work], layout.tracks_from[work + 1]):
            first = 0
            while not layout.may_start[track, first]:
                first += 1
            stop, length = layout.stop[track], layout.length[track]
            if length:
                stop = min(stop, first + length)
            if base >= 0:
                there = ground.site[track] == ground.site[board.track[base]]
                stop = min(stop, board.end[base]) if there else first
                stop = stop if board.week[base] <= first else first
            blocked(layout, ground, board, track, first, stop, spare.flags, 1)
            end = first
            while end < stop and not spare.flags[end]:
                end += 1
            while end > first and layout.idle[track, end - 1]:
                end -= 1
            if end > first:
                put(layout, ground, aims, board, track, first, end)
                break


@lean
def reload(
    layout: Layout, ground: Ground, aims: Aims, board: Board, spare: Room, runs: Ints
) -> int:
    """Put runs on the board that still fit there, as often as one more does; how many did.

    They are (runs, 4) work, track, first week, first week after, in the order they are tried.
    """
    count, again = 0, True
    while again:
        again = False
        for n in range(runs.shape[0]):
            track, week, end = runs[n, 1], runs[n, 2], runs[n, 3]
            if joined(layout, ground, aims, board, spare, track, week, end):
                count += 1
                again = True
    return count


@inner
def joined(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    track: int,
    week: int,
    end: int,
) -> bool:
    """Put a run on the board if its work isn't there and it fits; whether it did."""
    there = board.track[layout.work[track]] >= 0
    if there or not _fits(layout, ground, board, spare, track, week, end):
        return False
    put(layout, ground, aims, board, track, week, end)
    return True


@inner
def _fits(
    layout: Layout, ground: Ground, board: Board, spare: Room, track: int, week: int, end: int
) -> bool:
    """Whether a run, lawful by itself, can join what is on the board."""
    work = layout.work[track]
    first, base = in_turn(layout, ground, board, work, -1), ground.base[work]
    if first < 0 or week < first or not in_time(ground, board, work, week):
        return False
    if base >= 0 and not (
        ground.site[track] == ground.site[board.track[base]]
        and board.week[base] <= week
        and end <= board.end[base]
    ):
        return False
    if not (drawable(layout, board, track) and affordable(ground, board, work, week, end)):
        return False
    weeks = end - week
    return blocked(layout, ground, board, track, week, end, spare.flags, weeks)


@lean
def fill(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    order: Ints,
    wild: float,
) -> None:
    """Put work on the board in the order given, once more what waited for work put there since."""
    for n in range(order.size):
        spare.due[order[n]] = True
    again = True
    while again:
        again = False
        for n in range(order.size):
            work = order[n]
            if not spare.due[work]:
                continue
            spare.due[work] = False
            if tried(layout, ground, aims, board, kin, spare, luck, work, wild):
                for m in range(kin.next_from[work], kin.next_from[work + 1]):
                    # The board gets fuller: nothing else can fit now that didn't before.
                    spare.due[kin.next[m]] = again = True


@inner
def drop(
    layout: Layout, ground: Ground, aims: Aims, board: Board, kin: Kin, work: int, stack: Ints
) -> int:
    """Take a work and all that waits for it off the board; they stand in `stack`, so many."""
    stack[0], size, seen = work, 1, 0
    take(layout, ground, aims, board, work)
    while seen < size:
        here = stack[seen]
        seen += 1
        for n in range(kin.next_from[here], kin.next_from[here + 1]):
            after = kin.next[n]
            if board.track[after] >= 0 and kin.free[after]:
                take(layout, ground, aims, board, after)
                stack[size] = after
                size += 1
    return size


@lean
def prune(layout: Layout, ground: Ground, aims: Aims, board: Board, kin: Kin) -> int:
    """Take off what isn't worth its people and nothing waits for; how many works that were."""
    gone = 0
    for work in range(board.track.size - 1, -1, -1):
        if board.track[work] < 0 or not kin.free[work] or layout.required[work]:
            continue
        waited = False
        for n in range(kin.next_from[work], kin.next_from[work + 1]):
            waited = waited or board.track[kin.next[n]] >= 0
        if waited or not _cheap(layout, aims, board, work):
            continue
        track, week, end = board.track[work], board.week[work], board.end[work]
        before = worth_of(layout, aims, board)
        take(layout, ground, aims, board, work)
        if worth_of(layout, aims, board) > before + TINY:
            gone += 1
        else:
            put(layout, ground, aims, board, track, week, end)
    return gone


@inner
def _cheap(layout: Layout, aims: Aims, board: Board, work: int) -> bool:
    """Whether a work on the board adds nothing itself, milestones apart."""
    track, week, end = board.track[work], board.week[work], board.end[work]
    added: float = aims.early[work] * (layout.weeks - week) - aims.price[work] * (end - week)
    added += taught(layout, aims, track, week, end) + aims.prize[work]
    for n in range(aims.serves_from[work], aims.serves_from[work + 1]):
        need, rest = aims.need[n], 1 - aims.strength[n]
        if rest <= 0:
            return False
        share_met = aims.need_worth[need] * aims.strength[n] / rest
        for now in range(week, end):
            if not layout.idle[track, now]:
                added += share_met * board.left[need, now]
    return added <= TINY


@lean
def lonely(layout: Layout, ground: Ground, board: Board, spare: Room, clear: Ints) -> None:
    """Into `clear` (tracks, weeks), the first week from each on in which a track can't be there.

    What stands in its way is on the board; no other work is.
    """
    for track in range(layout.work.size):
        blocked(layout, ground, board, track, 0, layout.weeks, spare.flags, 1)
        edge = layout.weeks
        for week in range(layout.weeks - 1, -1, -1):
            if spare.flags[week]:
                edge = week
            clear[track, week] = edge
