"""Rebuild: a board bettered by taking parts of it away and putting work back, again and again."""

from __future__ import annotations

import numpy as np

from cadre.planner.core.board import Board, put, take
from cadre.planner.core.chaining import Chain, chain_room, put_chain
from cadre.planner.core.compiled import apart, compiled, inner
from cadre.planner.core.dice import Dice, roll, share
from cadre.planner.core.ground import Aims, Ground
from cadre.planner.core.insertion import Kin, drop, fill, joined, prune, tried, worth_of
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.core.placing import Room

HASTE = (0.0, 0.3, 1.0, 3.0)
"""What waiting is taken to lose in a round: shares of what may come after a work, by luck."""


WILD = (0.0, 0.08, 0.3)
"""Shares of its worth by which a run may be taken for less, by luck, in a round."""
A_ROUND = 400
"""Weeks that a round counts for beside those it looks at: about as many take as long."""
CHAINED, WIDE = 2, 40
"""One round in so many puts a chain first, for which it clears up to so many works away."""


@inner
def _choose(layout: Layout, ground: Ground, board: Board, kin: Kin, luck: Dice, out: Ints) -> int:  # noqa: C901, PLR0912 - four ways to choose, side by side
    """Choose works to take off: by luck, in a span of weeks, at a site, near in the list, in order.

    Returns:
        How many, in `out`.
    """
    works = board.track.size
    size, wanted = 0, 1 + roll(luck, 5)
    way, some = roll(luck, 7), roll(luck, works)
    if way >= 5:
        return _whole(layout, board, kin, luck, out)
    if way == 0:
        for _ in range(wanted):
            work = roll(luck, works)
            if board.track[work] >= 0 and kin.free[work]:
                out[size] = work
                size += 1
        return size
    week, site = roll(luck, layout.weeks), -1
    length = 4 + roll(luck, max(4, layout.weeks // 8))
    if way in (2, 4) and layout.tracks_from[some + 1] > layout.tracks_from[some]:
        tracks = layout.tracks_from[some + 1] - layout.tracks_from[some]
        track = layout.tracks_from[some] + roll(luck, tracks)
        site = ground.site[track]
    for n in range(works):
        work = (some + n) % works
        if size >= 2 * wanted:
            break
        track = board.track[work]
        if track < 0 or not kin.free[work]:
            continue
        if way in (1, 4) and not (board.week[work] < week + length and board.end[work] > week):
            continue
        if way in (2, 4) and ground.site[track] != site:
            continue
        if way == 3 and n > 3 * wanted:
            break
        out[size] = work
        size += 1
    return size


@inner
def _whole(layout: Layout, board: Board, kin: Kin, luck: Dice, out: Ints) -> int:
    """Choose what one or two works wait for: all that waits for it goes with it."""
    size = 0
    for _ in range(1 + roll(luck, 2)):
        work = roll(luck, board.track.size)
        while layout.after_from[work + 1] > layout.after_from[work] and roll(luck, 4):
            work = layout.after[layout.after_from[work]]
        if board.track[work] >= 0 and kin.free[work]:
            out[size] = work
            size += 1
    return size


@inner
def _make_room(  # noqa: C901, PLR0912 - who is in the way, in one pass
    layout: Layout,
    ground: Ground,
    board: Board,
    kin: Kin,
    luck: Dice,
    lead: int,
    wide: int,
    out: Ints,
) -> int:
    """Choose works that may be in the way of one work: rivals, and some at its site or lines.

    Where it is the first of a chain, `wide` says up to how many; they may run much later.

    Returns:
        How many, in `out`.
    """
    size, low = 0, layout.tracks_from[lead]
    tracks = layout.tracks_from[lead + 1] - low
    if board.track[lead] >= 0:
        out[size] = lead
        size += 1
    for n in range(layout.rival_from[lead], layout.rival_from[lead + 1]):
        if board.track[layout.rival[n]] >= 0 and kin.free[layout.rival[n]]:
            out[size] = layout.rival[n]
            size += 1
    if tracks == 0:
        return size
    track, week = low + roll(luck, tracks), roll(luck, layout.weeks)
    end = min(layout.weeks, week + (layout.length[track] or 26))
    most, works = size + 1 + roll(luck, 6), board.track.size
    if wide:
        most, week, end = size + wide, roll(luck, 2) * week, layout.weeks
    some = roll(luck, works)
    for n in range(works):
        work = (some + n) % works
        other = board.track[work]
        if size >= most:
            break
        if other < 0 or not kin.free[work] or work == lead:
            continue
        if board.week[work] >= end or board.end[work] <= week:
            continue
        if _near(layout, ground, other, track) and (wide or roll(luck, 2)):
            out[size] = work
            size += 1
    return size


@inner
def _near(layout: Layout, ground: Ground, track: int, other: int) -> bool:
    """Whether two tracks are at one site, or the first takes people that the other one asks for."""
    if ground.site[track] == ground.site[other]:
        return True
    near = False
    for m in range(layout.use_from[track], layout.use_from[track + 1]):
        for k in range(layout.use_from[other], layout.use_from[other + 1]):
            if layout.use_line[m] == layout.use_line[k]:
                near = layout.use[m] > 0
    return near


@inner
def _waited_for(layout: Layout, ground: Ground, board: Board, work: int) -> int:
    """The first work to be put on the board, if `work` is to be on it some day: perhaps itself."""
    for _ in range(board.track.size):
        before = ground.base[work]
        missing = before if before >= 0 and board.track[before] < 0 else -1
        for n in range(layout.after_from[work], layout.after_from[work + 1]):
            if board.track[layout.after[n]] < 0:
                missing = layout.after[n]
        if missing < 0:
            break
        work = missing
    return work


@inner
def _first_of_chain(layout: Layout, luck: Dice, work: int) -> int:
    """What `work` waits for in the end, or by luck one of the works between."""
    while layout.after_from[work + 1] > layout.after_from[work] and roll(luck, 5):
        work = layout.after[layout.after_from[work]]
    return work


@inner
def _put_after(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    lead: int,
    stack: Ints,
    chain: Chain,
) -> None:
    """Put a work and a chain that waits for it, then what else waits for these, before all else."""
    stack[0], size, seen, wild = lead, 1, 0, WILD[roll(luck, 3)]
    put_chain(layout, ground, aims, board, kin, spare, luck, lead, wild, chain)
    while seen < size:
        here = stack[seen]
        seen += 1
        there = board.track[here] >= 0
        if not there and not tried(layout, ground, aims, board, kin, spare, luck, here, wild):
            continue
        for n in range(kin.next_from[here], kin.next_from[here + 1]):
            if size < stack.size:
                stack[size] = kin.next[n]
                size += 1


@inner
def _put_back(
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    spare: Room,
    works: Ints,
    track: Ints,
    week: Ints,
    end: Ints,
) -> None:
    """Put works back where they were, in the order given, as far as they still fit there."""
    for n in range(works.size):
        work = works[n]
        if track[work] >= 0:
            joined(layout, ground, aims, board, spare, track[work], week[work], end[work])


@apart
def _in_turn(kin: Kin, luck: Dice, lead: int, works: Ints) -> Ints:
    """Put works in the order in which to try them: `lead`, then by density and luck."""
    keys = np.empty(works.size)
    for n in range(works.size):
        keys[n] = -kin.density[works[n]] * (0.3 + 1.4 * share(luck))
        if works[n] == lead:
            keys[n] = -1e18
    return works[np.argsort(keys)]


@compiled
def rebuild(  # noqa: C901, PLR0912, PLR0915 - a round is too short to be handed on in parts
    layout: Layout,
    ground: Ground,
    aims: Aims,
    board: Board,
    kin: Kin,
    spare: Room,
    luck: Dice,
    effort: int,
    heat: float,
    most: int,
) -> float:
    """Better `board` with so much effort; it is left at the best plan met, whose worth is returned.

    Effort is weeks looked at, about. A round may lose `heat` of worth at first and still be kept;
    that cools to none. Beside works taken off, up to `most` others are put back in a round.
    """
    works = board.track.size
    chosen, stack = np.empty(works + 8, np.int64), np.empty(works, np.int64)
    touched, mark = np.empty(works, np.int64), np.zeros(works, np.int64)
    old_track, old_week = board.track.copy(), board.week.copy()
    old_end = board.end.copy()
    best_track, best_week = board.track.copy(), board.week.copy()
    best_end = board.end.copy()
    now = best = worth_of(layout, aims, board)
    number, begun = 0, spare.effort[0]
    chain = chain_room(layout.weeks)
    # A round takes some work: where there is none, there is nothing to better.
    while works > 0 and (number == 0 or spare.effort[0] - begun < effort):
        cooled = 1 - (spare.effort[0] - begun) / effort
        # A round takes its time even where nothing can be tried.
        spare.effort[0] += A_ROUND
        number += 1
        chained = roll(luck, CHAINED) == 0
        lead = roll(luck, works) if chained or roll(luck, 3) == 0 else -1
        keen = spare.keen.size
        if keen > 0 and roll(luck, 2):
            lead = _waited_for(layout, ground, board, spare.keen[roll(luck, keen)])
        if chained:
            lead = _first_of_chain(layout, luck, lead)
        if lead >= 0 and kin.free[lead]:
            wide = 1 + roll(luck, WIDE) if chained else 0
            size = _make_room(layout, ground, board, kin, luck, lead, wide, chosen)
        else:
            lead = -1
            size = _choose(layout, ground, board, kin, luck, chosen)
        count = 0
        for n in range(size):
            if board.track[chosen[n]] >= 0:
                taken = drop(layout, ground, aims, board, kin, chosen[n], stack)
                for m in range(taken):
                    touched[count] = stack[m]
                    mark[stack[m]] = 1
                    count += 1
        if lead >= 0 and board.track[lead] < 0 and mark[lead] == 0:
            touched[count] = lead
            mark[lead] = 1
            count += 1
        for n in range(keen):
            work = spare.keen[n]
            if board.track[work] < 0 and kin.free[work] and mark[work] == 0:
                touched[count] = work
                mark[work] = 1
                count += 1
        spare.haste[0] = HASTE[roll(luck, 4)]
        if chained and lead >= 0:
            _put_after(layout, ground, aims, board, kin, spare, luck, lead, stack, chain)
            order = touched[:count][np.argsort(old_week[touched[:count]])]
            _put_back(layout, ground, aims, board, spare, order, old_track, old_week, old_end)
            wild = WILD[roll(luck, 3)]
            for work in _in_turn(kin, luck, -1, touched[:count]):
                put_chain(layout, ground, aims, board, kin, spare, luck, work, wild, chain)
        extra, some = 0, roll(luck, works)
        for n in range(works):
            work = (some + n) % works
            if extra >= most:
                break
            if board.track[work] < 0 and kin.free[work] and mark[work] == 0:
                touched[count] = work
                mark[work] = 1
                count += 1
                extra += 1
        order = _in_turn(kin, luck, lead, touched[:count])
        fill(layout, ground, aims, board, kin, spare, luck, order, WILD[roll(luck, 3)])
        spare.haste[0] = 0.0
        if number % 16 == 0:
            prune(layout, ground, aims, board, kin)
        found = worth_of(layout, aims, board)
        if found > best:
            best = found
            best_track[:], best_week[:], best_end[:] = board.track, board.week, board.end
        if found >= now - heat * cooled * share(luck):
            now = found
            old_track[:], old_week[:], old_end[:] = board.track, board.week, board.end
        else:
            _restore(layout, ground, aims, board, old_track, old_week, old_end)
        for n in range(count):
            mark[touched[n]] = 0
    _restore(layout, ground, aims, board, best_track, best_week, best_end)
    return best


@inner
def _restore(
    layout: Layout, ground: Ground, aims: Aims, board: Board, track: Ints, week: Ints, end: Ints
) -> None:
    """Bring the board back to a plan that was on it."""
    for work in range(board.track.size):
        same = board.track[work] == track[work] and (
            track[work] < 0 or (board.week[work] == week[work] and board.end[work] == end[work])
        )
        if not same and board.track[work] >= 0:
            take(layout, ground, aims, board, work)
    for work in range(board.track.size):
        if board.track[work] < 0 and track[work] >= 0:
            put(layout, ground, aims, board, track[work], week[work], end[work])
