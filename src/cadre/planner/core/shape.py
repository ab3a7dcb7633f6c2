"""Shape: required work made ready for lists: room packed into words, order in both directions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.layout import Bools, Ints, Layout

WORD = 62
"""Bits of a word that fields fill; the sign stays clear."""


class Shape(NamedTuple):
    """A layout as the kernels of lists read it.

    A word holds the room of several lines in one week, each in a field with a bit to spare above
    it. That bit is set in `free` and clear in `need`: where it is lost by subtraction, room lacks.

    Attributes:
        weeks: Weeks of the horizon.
        tracks_from: (works + 1,) where the tracks of each work lie.
        length: (tracks,) weeks of a run in which work is done.
        plain: (tracks,) whether it may start in every week from `first` to `last` and no pause
            makes it longer.
        first: (tracks,) first week in which it may start; `weeks` where it never may.
        last: (tracks,) last such week; -1 where it never may.
        ends: (tracks, weeks) first week after a run by its first week, 0 where it can't start.
        before_from: (works + 1,) where the predecessors of each work lie.
        before: Predecessors.
        before_lag: Weeks between a predecessor and the work.
        before_end: Whether they count from the predecessor's end; else from its start.
        then_from: (works + 1,) where the successors of each work lie.
        then: Successors.
        then_lag: Weeks between the work and a successor.
        then_end: Whether they count from the work's end; else from its start.
        tail: (works,) least weeks from the work's start to the end of all.
        free: (weeks, words) room.
        need: (tracks, words) use.
        guard: The spare bits of a word.
        draw: (tracks, stocks) what it draws once.
        stock_room: (stocks,) what there is.
    """

    weeks: int
    tracks_from: Ints
    length: Ints
    plain: Bools
    first: Ints
    last: Ints
    ends: Ints
    before_from: Ints
    before: Ints
    before_lag: Ints
    before_end: Bools
    then_from: Ints
    then: Ints
    then_lag: Ints
    then_end: Bools
    tail: Ints
    free: Ints
    need: Ints
    guard: int
    draw: Ints
    stock_room: Ints


def shape(layout: Layout) -> Shape:
    """`layout` made ready. Tracks that ask for more than there ever is never start."""
    ends = _run_ends(layout)
    first, last, plain = _windows(layout, ends)
    then_from, then, number = _successors(layout)
    then_lag, then_end = layout.lag[number], layout.from_end[number]
    free, need, guard = _packed(layout)
    draw = np.zeros((layout.length.size, layout.stock_room.size), np.int64)
    track_of_draw = np.repeat(np.arange(layout.length.size), np.diff(layout.draw_from))
    np.add.at(draw, (track_of_draw, layout.draw_stock), layout.draw)
    return Shape(
        weeks=layout.weeks,
        tracks_from=layout.tracks_from,
        length=layout.length,
        plain=plain,
        first=first,
        last=last,
        ends=ends,
        before_from=layout.after_from,
        before=layout.after,
        before_lag=layout.lag,
        before_end=layout.from_end,
        then_from=then_from,
        then=then,
        then_lag=then_lag,
        then_end=then_end,
        tail=_tails(layout, (then_from, then, then_lag, then_end)),
        free=free,
        need=need,
        guard=guard,
        draw=draw,
        stock_room=layout.stock_room,
    )


def _run_ends(layout: Layout) -> Ints:
    """First week after a run of each track by its first week, (tracks, weeks); 0 is no start.

    A pause makes a run longer; a run that would pass `stop` or ask for more than there is in a
    week, whoever else runs, can't start.
    """
    weeks, at = layout.weeks, np.arange(layout.weeks)
    ends = np.zeros((layout.length.size, weeks), np.int64)
    most = _most_used(layout)
    scarce = most.max(axis=0, initial=0)[:, None] > layout.line_room
    for track, work in enumerate(layout.work):
        end = _done_by(layout, track)
        may = layout.may_start[track] & (end <= min(weeks, layout.stop[track]))
        may[: layout.earliest[work]] = False
        if scarce.any():
            short = (most[track][:, None] > layout.line_room).any(axis=0)
            lacks = np.concatenate([[0], np.cumsum(short)])
            may &= lacks[np.minimum(end, weeks)] == lacks[at]
        ends[track] = np.where(may, end, 0)
    return ends


def _done_by(layout: Layout, track: int) -> Ints:
    """(weeks,) first week after a run by its first; weeks + 1 where the horizon is too short."""
    at = np.arange(layout.weeks)
    end: Ints
    if not layout.idle[track].any():
        end = at + layout.length[track]
        return end
    done = np.concatenate([[0], np.cumsum(~layout.idle[track])])
    # The week that completes the work is the first by which so much of it is done.
    end = np.searchsorted(done, done[at] + layout.length[track])
    return end


def _most_used(layout: Layout) -> Ints:
    """(tracks, lines) what each track uses in each week of its run."""
    used = np.zeros((layout.length.size, layout.line_room.shape[0]), np.int64)
    track = np.repeat(np.arange(layout.length.size), np.diff(layout.use_from))
    np.add.at(used, (track, layout.use_line), layout.use)
    return used


def _windows(layout: Layout, ends: Ints) -> tuple[Ints, Ints, Bools]:
    may = ends > 0
    some = may.any(axis=1)
    first = np.where(some, may.argmax(axis=1), layout.weeks)
    last = np.where(some, layout.weeks - 1 - may[:, ::-1].argmax(axis=1), -1)
    straight = ends == np.arange(layout.weeks) + layout.length[:, None]
    gapless = may.sum(axis=1) == np.maximum(0, last - first + 1)
    return first, last, gapless & (straight | ~may).all(axis=1)


def _successors(layout: Layout) -> tuple[Ints, Ints, Ints]:
    """Where the successors of each work lie, they, and the numbers of their rows in `after`."""
    works = layout.required.size
    number = np.argsort(layout.after, kind="stable")
    counts = np.bincount(layout.after, minlength=works)
    later = np.repeat(np.arange(works), np.diff(layout.after_from))
    return np.concatenate([[0], np.cumsum(counts)]), later[number], number


def _tails(layout: Layout, order: tuple[Ints, Ints, Ints, Bools]) -> Ints:
    begins, then, lag, from_end = order
    least = np.minimum.reduceat(layout.length, layout.tracks_from[:-1])
    tail = np.zeros(least.size, np.int64)
    for work in reversed(sorted_by_order(layout)):
        tail[work] = least[work]
        for row in range(begins[work], begins[work + 1]):
            gap = lag[row] + (least[work] if from_end[row] else 0)
            tail[work] = max(tail[work], gap + tail[then[row]])
    return tail


def sorted_by_order(layout: Layout) -> list[int]:
    """Works so that each comes after its predecessors; shorter where order runs in a circle."""
    begins, then, _ = _successors(layout)
    waits = np.diff(layout.after_from)
    ready = [int(work) for work in np.flatnonzero(waits == 0)]
    for work in ready:  # grows while it is walked: it is the queue
        for other in then[begins[work] : begins[work + 1]]:
            waits[other] -= 1
            if waits[other] == 0:
                ready.append(int(other))
    return ready


def _packed(layout: Layout) -> tuple[Ints, Ints, int]:
    room, used = np.maximum(layout.line_room, 0), _most_used(layout)
    asked = used.any(axis=0)
    room, used = room[asked], used[:, asked]
    most = int(room.max(initial=0))
    # What passes all room is never placed; the cut keeps it within its field.
    used = np.minimum(used, most)
    bits = max(1, most.bit_length()) + 1
    fields = max(1, WORD // bits)
    words = max(1, -(-room.shape[0] // fields))
    free = np.zeros((layout.weeks, words), np.int64)
    need = np.zeros((layout.length.size, words), np.int64)
    guard = sum(1 << (bits * field + bits - 1) for field in range(fields))
    free += guard
    for line in range(room.shape[0]):
        word, shift = line // fields, bits * (line % fields)
        free[:, word] += room[line] << shift
        need[:, word] += used[:, line] << shift
    return free, need, guard
