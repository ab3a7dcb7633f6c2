"""Passes: lists of works turned into schedules, forward and backward, by compiled kernels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import inner
from cadre.planner.core.dice import Dice, roll
from cadre.planner.core.layout import Ints
from cadre.planner.core.shape import Shape


class Desk(NamedTuple):
    """What passes write on, used again and again.

    Attributes:
        order: (works,) the list at hand, predecessors first.
        track: (works,) the track of each work.
        start: (works,) first weeks of the schedule.
        end: (works,) first weeks after.
        drawn: (stocks,) what the tracks draw.
        free: (weeks, words) room left.
        spare: (works,) scratch.
        key: (works,) scratch: what works are sorted by.
        tally: (weeks + 2,) scratch: how many works have each key.
    """

    order: Ints
    track: Ints
    start: Ints
    end: Ints
    drawn: Ints
    free: Ints
    spare: Ints
    key: Ints
    tally: Ints


def desk(given: Shape) -> Desk:
    """An empty desk."""
    works = given.tail.size
    return Desk(
        order=np.zeros(works, np.int64),
        track=np.zeros(works, np.int64),
        start=np.zeros(works, np.int64),
        end=np.zeros(works, np.int64),
        drawn=np.zeros(given.stock_room.size, np.int64),
        free=given.free.copy(),
        spare=np.zeros(works, np.int64),
        key=np.zeros(works, np.int64),
        tally=np.zeros(given.weeks + 2, np.int64),
    )


@inner
def _make_room(given: Shape, free: Ints) -> None:
    for week in range(free.shape[0]):
        for word in range(free.shape[1]):
            free[week, word] = given.free[week, word]


@inner
def _fits(given: Shape, free: Ints, track: int, week: int) -> bool:
    for word in range(free.shape[1]):
        if (free[week, word] - given.need[track, word]) & given.guard != given.guard:
            return False
    return True


@inner
def _earliest(given: Shape, free: Ints, track: int, week: int) -> int:
    """First week from `week` on in which a run fits; -1 is none."""
    if not given.plain[track]:
        return _earliest_of_some(given, free, track, week)
    length, last = given.length[track], given.last[track]
    week = max(week, given.first[track])
    known = week  # weeks of the run before this one have room
    while week <= last:
        at = week + length - 1
        while at >= known and _fits(given, free, track, at):
            at -= 1
        if at < known:
            return week
        known = week + length
        week = at + 1
    return -1


@inner
def _earliest_of_some(given: Shape, free: Ints, track: int, week: int) -> int:
    last = given.last[track]
    while week <= last:
        at = given.ends[track, week] - 1
        if at < 0:
            week += 1
            continue
        while at >= week and _fits(given, free, track, at):
            at -= 1
        if at < week:
            return week
        week = at + 1
    return -1


@inner
def _latest(given: Shape, free: Ints, track: int, end: int) -> int:
    """Last week in which a run that ends by `end` fits; -1 is none."""
    if not given.plain[track]:
        return _latest_of_some(given, free, track, end)
    length, first = given.length[track], given.first[track]
    week: int = min(given.last[track], end - length)
    known = week + length  # weeks of the run from this one on have room
    while week >= first:
        at = week
        while at < known and _fits(given, free, track, at):
            at += 1
        if at >= known:
            return week
        known = week
        week = at - length
    return -1


@inner
def _latest_of_some(given: Shape, free: Ints, track: int, end: int) -> int:
    week: int = min(given.last[track], end - 1)
    first = given.first[track]
    while week >= first:
        after = given.ends[track, week]
        if after == 0 or after > end:
            week -= 1
            continue
        at = week
        while at < after and _fits(given, free, track, at):
            at += 1
        if at >= after:
            return week
        end = at
        week = min(week - 1, at - given.length[track])
    return -1


@inner
def _run_end(given: Shape, track: int, week: int) -> int:
    if given.plain[track]:
        return int(week + given.length[track])
    return int(given.ends[track, week])


@inner
def _occupy(given: Shape, free: Ints, track: int, week: int, end: int) -> None:
    for at in range(week, end):
        for word in range(free.shape[1]):
            free[at, word] -= given.need[track, word]


@inner
def _may_swap(given: Shape, drawn: Ints, one: int, other: int) -> bool:
    """Whether track `other` in place of `one` leaves no stock more overdrawn."""
    for stock in range(drawn.size):
        more = given.draw[other, stock] - given.draw[one, stock]
        if more > 0 and drawn[stock] + more > given.stock_room[stock]:
            return False
    return True


@inner
def swap(given: Shape, work: int, track: int, now: Desk) -> None:
    """Put `work` on `track`, and count its draws."""
    for stock in range(now.drawn.size):
        now.drawn[stock] += given.draw[track, stock] - given.draw[now.track[work], stock]
    now.track[work] = track


@inner
def overdrawn(given: Shape, drawn: Ints) -> int:
    """How much more is drawn than there is, over all stocks."""
    over = 0
    for stock in range(drawn.size):
        over += max(0, drawn[stock] - given.stock_room[stock])
    return over


@inner
def _ready_week(given: Shape, work: int, now: Desk) -> int:
    week = 0
    for row in range(given.before_from[work], given.before_from[work + 1]):
        other = given.before[row]
        since = now.end[other] if given.before_end[row] else now.start[other]
        week = max(week, since + given.before_lag[row])
    return week


@inner
def forward(given: Shape, now: Desk, bend: int, luck: Dice) -> int:
    """Place the works of the list one by one, each as early as it fits.

    Args:
        given: What there is.
        now: With the list and tracks; receives the schedule.
        bend: How many in a thousand works may change to the track on which they end soonest.
        luck: For that choice.

    Returns:
        The end of all; weeks + the number of works left when one fits nowhere.
    """
    _make_room(given, now.free)
    last, works = 0, now.order.size
    for place in range(works):
        work = now.order[place]
        ready, track = _ready_week(given, work, now), now.track[work]
        week = _earliest(given, now.free, track, ready)
        end = _run_end(given, track, week) if week >= 0 else given.weeks + 1
        if bend > 0 and roll(luck, 1000) < bend:
            kept = track
            for other in range(given.tracks_from[work], given.tracks_from[work + 1]):
                if other != kept and _may_swap(given, now.drawn, kept, other):
                    soon = _earliest(given, now.free, other, ready)
                    if soon >= 0 and _run_end(given, other, soon) < end:
                        week, end, track = soon, _run_end(given, other, soon), other
            swap(given, work, track, now)
        if week < 0:
            return given.weeks + works - place
        _occupy(given, now.free, track, week, end)
        now.start[work], now.end[work] = week, end
        last = max(last, end)
    return last


@inner
def _due_week(given: Shape, work: int, track: int, horizon: int, now: Desk) -> int:
    """The week by which a run of `track` must end for the works after it."""
    due = horizon
    for row in range(given.then_from[work], given.then_from[work + 1]):
        latest = now.start[given.then[row]] - given.then_lag[row]
        if not given.then_end[row]:
            # The start is what counts: pauses apart, it ends so much later.
            latest = min(horizon, latest + given.length[track])
        due = min(due, latest)
    return due


@inner
def backward(given: Shape, now: Desk, last: int, bend: int, luck: Dice) -> bool:
    """Place the works of the list from its last to its first, each as late as it fits.

    Args:
        given: What there is.
        now: With the list and tracks; receives the schedule.
        last: The week by which all ends.
        bend: How many in a thousand works may change to the track on which they start latest.
        luck: For that choice.

    Returns:
        Whether all found a place.
    """
    _make_room(given, now.free)
    for place in range(now.order.size - 1, -1, -1):
        work = now.order[place]
        track = now.track[work]
        due = _due_week(given, work, track, last, now)
        week = _latest(given, now.free, track, due)
        if bend > 0 and roll(luck, 1000) < bend:
            kept = track
            for other in range(given.tracks_from[work], given.tracks_from[work + 1]):
                if other != kept and _may_swap(given, now.drawn, kept, other):
                    due = _due_week(given, work, other, last, now)
                    late = _latest(given, now.free, other, due)
                    if late > week:
                        week, track = late, other
            swap(given, work, track, now)
        if week < 0:
            return False
        end = _run_end(given, track, week)
        _occupy(given, now.free, track, week, end)
        now.start[work], now.end[work] = week, end
    return True


@inner
def _sort(now: Desk, top: int) -> None:
    """Sort the list by key, 0 to `top`; works of equal key stay in order."""
    count, works = now.tally, now.order.size
    for key in range(top + 2):
        count[key] = 0
    for work in range(works):
        count[now.key[work] + 1] += 1
    for key in range(top):
        count[key + 1] += count[key]
    for place in range(works):
        work = now.order[place]
        now.spare[count[now.key[work]]] = work
        count[now.key[work]] += 1
    for place in range(works):
        now.order[place] = now.spare[place]


@inner
def sort_by_start(given: Shape, now: Desk, last: int) -> None:
    """Sort the list by the schedule's first weeks, up to `last`, predecessors first."""
    for place in range(now.order.size):
        work = now.order[place]
        key = now.start[work]
        for row in range(given.before_from[work], given.before_from[work + 1]):
            key = max(key, now.key[given.before[row]])
        now.key[work] = key
    _sort(now, last)


@inner
def sort_by_end(given: Shape, now: Desk, last: int) -> None:
    """Sort the list by the schedule's ends, up to `last`, predecessors first."""
    for place in range(now.order.size - 1, -1, -1):
        work = now.order[place]
        key = now.end[work]
        for row in range(given.then_from[work], given.then_from[work + 1]):
            key = min(key, now.key[given.then[row]])
        now.key[work] = key
    _sort(now, last)


@inner
def justified(given: Shape, now: Desk, last: int, bend: int, luck: Dice) -> int:
    """Move all works right as far as they go, then left (Valls, Ballestin, Quintanilla 2005).

    Returns:
        The end of all, no later than `last`; the list is sorted by the first weeks found. Where
        lags from a start stand in the way of moving right it may be later, as `forward` tells.
    """
    sort_by_end(given, now, last)
    if not backward(given, now, last, bend, luck):
        return forward(given, now, 0, luck)
    sort_by_start(given, now, last)
    last = forward(given, now, bend, luck)
    if last <= given.weeks:
        sort_by_start(given, now, last)
    return last
