"""Breed: a stock of lists of which children are bred, justified and kept when they are better."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import inner, lean
from cadre.planner.core.dice import Dice, roll
from cadre.planner.core.layout import Ints
from cadre.planner.core.passes import Desk, forward, justified, overdrawn, sort_by_start, swap
from cadre.planner.core.shape import Shape

FAR = 1 << 40
"""Worse than any end: for places of the herd that are empty."""


class Herd(NamedTuple):
    """The lists kept.

    Attributes:
        lists: (members, works) works, predecessors first.
        tracks: (members, works) the track of each work.
        ends: (members,) how late all ends, and more where stocks are overdrawn or works left.
        marks: (members,) a number that tells schedules apart.
        best: (2,) the best end, and how many schedules were made.
        start: (works,) first weeks of the best schedule.
        end: (works,) its first weeks after.
        track: (works,) its tracks.
    """

    lists: Ints
    tracks: Ints
    ends: Ints
    marks: Ints
    best: Ints
    start: Ints
    end: Ints
    track: Ints


def herd(given: Shape, members: int) -> Herd:
    """An empty herd."""
    works = given.tail.size
    return Herd(
        lists=np.zeros((members, works), np.int64),
        tracks=np.zeros((members, works), np.int64),
        ends=np.full(members, FAR, np.int64),
        marks=np.zeros(members, np.int64),
        best=np.array([FAR, 0], np.int64),
        start=np.zeros(works, np.int64),
        end=np.zeros(works, np.int64),
        track=np.zeros(works, np.int64),
    )


@lean
def sow(given: Shape, kept: Herd, now: Desk, place: int, noise: int, luck: Dice) -> None:
    """Fill a place of the herd with a list that puts works of long tails first.

    Args:
        given: What there is.
        kept: The herd.
        now: Scratch.
        place: Which place.
        noise: How far luck changes a tail, in thousandths of it.
        luck: For that, and for the tracks.
    """
    _draw_list(given, now, noise, luck)
    _draw_tracks(given, now, place == 0, luck)
    repair(given, now, luck)
    _keep(kept, now, place, _schedule(given, now, 0, luck))
    _remember(given, kept, now, kept.ends[place])
    kept.best[1] += 3


@inner
def _draw_list(given: Shape, now: Desk, noise: int, luck: Dice) -> None:
    works = now.order.size
    for work in range(works):
        now.key[work] = given.tail[work] * (1000 + roll(luck, noise + 1)) + roll(luck, 999)
        now.spare[work] = given.before_from[work + 1] - given.before_from[work]
    for place in range(works):
        chosen = -1
        for work in range(works):
            if now.spare[work] == 0 and (chosen < 0 or now.key[work] > now.key[chosen]):
                chosen = work
        now.order[place] = chosen
        now.spare[chosen] = -1
        for row in range(given.then_from[chosen], given.then_from[chosen + 1]):
            now.spare[given.then[row]] -= 1


@inner
def _draw_tracks(given: Shape, now: Desk, quick: bool, luck: Dice) -> None:
    """Tracks by luck, or for each work the one that is done soonest."""
    for stock in range(now.drawn.size):
        now.drawn[stock] = 0
    for work in range(now.order.size):
        first = given.tracks_from[work]
        track = first + roll(luck, given.tracks_from[work + 1] - first)
        for other in range(first, given.tracks_from[work + 1]):
            if quick and given.length[other] < given.length[track]:
                track = other
        now.track[work] = track
        for stock in range(now.drawn.size):
            now.drawn[stock] += given.draw[track, stock]


@inner
def repair(given: Shape, now: Desk, luck: Dice) -> None:
    """Change tracks until no stock is overdrawn, or no change was found that helps."""
    works = now.order.size
    over, tries = overdrawn(given, now.drawn), 0
    while over > 0 and tries < 20 * works:
        tries += 1
        work = roll(luck, works)
        first, old = given.tracks_from[work], now.track[work]
        swap(given, work, first + roll(luck, given.tracks_from[work + 1] - first), now)
        less = overdrawn(given, now.drawn)
        if less > over:
            swap(given, work, old, now)
        else:
            over = less


@inner
def _schedule(given: Shape, now: Desk, bend: int, luck: Dice) -> int:
    """Turn the list into a schedule, justify it, and tell how late it ends."""
    last = forward(given, now, bend, luck)
    if last <= given.weeks:
        sort_by_start(given, now, last)
        last = justified(given, now, last, bend, luck)
    over = overdrawn(given, now.drawn)
    return last if over == 0 else 2 * given.weeks + now.order.size + over


@inner
def _keep(kept: Herd, now: Desk, place: int, end: int) -> None:
    for work in range(now.order.size):
        kept.lists[place, work] = now.order[work]
        kept.tracks[place, work] = now.track[work]
    kept.ends[place] = end
    kept.marks[place] = _mark(now)


@inner
def _mark(now: Desk) -> int:
    mark = 7
    for work in range(now.order.size):
        mark = (mark * 1000003) ^ (now.start[work] * 64 + now.track[work])
    return mark


@inner
def _remember(given: Shape, kept: Herd, now: Desk, end: int) -> None:
    if end < kept.best[0] and end <= given.weeks:
        kept.best[0] = end
        for work in range(now.order.size):
            kept.start[work] = now.start[work]
            kept.end[work] = now.end[work]
            kept.track[work] = now.track[work]


@inner
def _pick(kept: Herd, luck: Dice) -> int:
    one, other = roll(luck, kept.ends.size), roll(luck, kept.ends.size)
    return one if kept.ends[one] <= kept.ends[other] else other


@inner
def _cross(kept: Herd, now: Desk, luck: Dice) -> None:
    """A stretch of a list as the other parent has it (two-point crossover, Hartmann 1998)."""
    one, other = _pick(kept, luck), _pick(kept, luck)
    works = now.order.size
    begin = roll(luck, works)
    size = works // 4 + roll(luck, works // 2 + 1)
    stop, place = min(works, begin + size), begin
    for work in range(works):
        now.spare[work] = 0
    for at in range(begin):
        work = kept.lists[one, at]
        now.order[at], now.spare[work] = work, 1
        now.track[work] = kept.tracks[one, work]
    for at in range(works):
        work = kept.lists[other, at]
        if place >= stop:
            break
        if now.spare[work] == 0:
            now.order[place], now.spare[work] = work, 1
            now.track[work] = kept.tracks[other, work]
            place += 1
    for at in range(begin, works):
        work = kept.lists[one, at]
        if now.spare[work] == 0:
            now.order[place] = work
            now.track[work] = kept.tracks[one, work]
            place += 1


@inner
def _move(given: Shape, now: Desk, luck: Dice) -> None:
    """Put a work elsewhere in the list, between its predecessors and successors."""
    works = now.order.size
    place = roll(luck, works)
    work = now.order[place]
    low, high = place, place
    while low > 0 and not _waits(given, work, now.order[low - 1]):
        low -= 1
    while high < works - 1 and not _waits(given, now.order[high + 1], work):
        high += 1
    goal = low + roll(luck, high - low + 1)
    while place != goal:
        step = 1 if place < goal else -1
        now.order[place] = now.order[place + step]
        place += step
    now.order[goal] = work


@inner
def _waits(given: Shape, work: int, other: int) -> bool:
    """Whether `work` waits for `other`."""
    for row in range(given.before_from[work], given.before_from[work + 1]):
        if given.before[row] == other:
            return True
    return False


@inner
def _shake_tracks(given: Shape, now: Desk, changes: int, luck: Dice) -> None:
    """Put some works on other tracks, count what all draw, and repair what is overdrawn."""
    for work in range(now.order.size):
        first = given.tracks_from[work]
        some = given.tracks_from[work + 1] - first
        if some > 1 and roll(luck, 1000) < changes:
            now.track[work] = first + roll(luck, some)
    for stock in range(now.drawn.size):
        now.drawn[stock] = 0
    for work in range(now.order.size):
        for stock in range(now.drawn.size):
            now.drawn[stock] += given.draw[now.track[work], stock]
    repair(given, now, luck)


@lean
def breed(given: Shape, kept: Herd, now: Desk, children: int, ways: Ints, luck: Dice) -> None:
    """Breed children one by one; each takes the place of a member no better than it.

    Args:
        given: What there is.
        kept: The herd, filled.
        now: Scratch.
        children: How many.
        ways: One more than the most works moved in a child's list; how many of a thousand works
            are put on other tracks; how many may change track in `forward` and `backward`.
        luck: For all choices.
    """
    many = given.length.size > now.order.size
    for _ in range(children):
        _cross(kept, now, luck)
        for _ in range(roll(luck, ways[0])):
            _move(given, now, luck)
        if many:
            _shake_tracks(given, now, ways[1], luck)
        end = _schedule(given, now, ways[2] if many else 0, luck)
        kept.best[1] += 3
        _remember(given, kept, now, end)
        _replace(kept, now, end, luck)


@inner
def _replace(kept: Herd, now: Desk, end: int, luck: Dice) -> None:
    """Put the schedule at hand in place of the worst of four members, if it is new and no worse."""
    mark = _mark(now)
    for member in range(kept.ends.size):
        if kept.marks[member] == mark:
            return
    worst = roll(luck, kept.ends.size)
    for _ in range(3):
        other = roll(luck, kept.ends.size)
        if kept.ends[other] > kept.ends[worst]:
            worst = other
    if end <= kept.ends[worst]:
        _keep(kept, now, worst, end)
