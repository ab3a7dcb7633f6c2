"""Talking: when talks are over that works need, beside those of other works on the board."""

from __future__ import annotations

from cadre.planner.core.board import Board
from cadre.planner.core.compiled import inner, lean
from cadre.planner.core.ground import Ground

WEEK_DAYS = 7
"""Days of a week."""


@lean
def talked(ground: Ground, board: Board, work: int, first: int, weeks: int) -> int:
    """The first week from `first` on in which a work may start after the talks that it needs.

    Talks are laid in the order in which the works that need them start, each as early as the host
    can carry it, and all must be over by then.

    Returns:
        -1 when it is none of the horizon's `weeks`.
    """
    week = first
    while week < weeks:
        late = _late(ground, board, work, week)
        if late < 0:
            return week
        over = board.talked[late] + ground.talk_days[late]
        # Its own talks come after those of others that would be late; they end no sooner then.
        others = 0 <= board.due[late] <= week
        week = max(week + 1, board.due[late] if others else -(-over // WEEK_DAYS))
    return -1


@inner
def in_time(ground: Ground, board: Board, work: int, week: int) -> bool:
    """Whether talks are over in time if a work starts in a week, as `talked` lays them."""
    return _late(ground, board, work, week) < 0


@inner
def _late(ground: Ground, board: Board, work: int, week: int) -> int:
    """The first talk that is over too late when a work starts in a week; -1 when none is.

    It stands in `board.talked` when it and those due before it are held.
    """
    news = False
    for n in range(ground.talks_from[work], ground.talks_from[work + 1]):
        due = board.due[ground.talk[n]]
        news = news or due < 0 or due > week
    for talk in range(board.talked.size if news else 0):
        board.talked[talk] = -1
    while news:
        talk, due = _next(ground, board, work, week)
        if talk < 0:
            return -1
        board.talked[talk] = _fit(ground, board, talk)
        if board.talked[talk] + ground.talk_days[talk] > WEEK_DAYS * due:
            return talk
    return -1


@inner
def _next(ground: Ground, board: Board, work: int, week: int) -> tuple[int, int]:
    """Of the talks not laid yet the one that is due first, and when; -1 when none is left."""
    found, soonest = -1, 0
    for talk in range(board.talked.size):
        due = board.due[talk]
        for n in range(ground.talks_from[work], ground.talks_from[work + 1]):
            if ground.talk[n] == talk and (due < 0 or due > week):
                due = week
        if due >= 0 and board.talked[talk] < 0 and (found < 0 or due < soonest):
            found, soonest = talk, due
    return found, soonest


@inner
def _fit(ground: Ground, board: Board, talk: int) -> int:
    """The first day on which the host can carry a talk beside those that are laid.

    It is the first on which it may begin, or the end of another one: the load falls there only.
    """
    day: int = ground.talk_since[talk]
    while True:
        rest = ground.capacity - ground.talk_load[talk]
        if _highest(ground, board, day, day + ground.talk_days[talk]) <= rest:
            return day
        after = -1
        for n in range(ground.taken.shape[0]):
            end = ground.taken[n, 1]
            if end > day and (after < 0 or end < after):
                after = end
        for other in range(board.talked.size):
            end = board.talked[other] + ground.talk_days[other]
            if board.talked[other] >= 0 and end > day and (after < 0 or end < after):
                after = end
        if after < 0:
            return day
        day = after


@inner
def _highest(ground: Ground, board: Board, first: int, end: int) -> int:
    """The highest load on the host on any of these days: it rises only where a talk begins."""
    highest = _load(ground, board, first)
    for n in range(ground.taken.shape[0]):
        if first < ground.taken[n, 0] < end:
            highest = max(highest, _load(ground, board, ground.taken[n, 0]))
    for other in range(board.talked.size):
        if first < board.talked[other] < end:
            highest = max(highest, _load(ground, board, board.talked[other]))
    return highest


@inner
def _load(ground: Ground, board: Board, day: int) -> int:
    """What talks load the host with on a day."""
    load = 0
    for n in range(ground.taken.shape[0]):
        if ground.taken[n, 0] <= day < ground.taken[n, 1]:
            load += ground.taken[n, 2]
    for other in range(board.talked.size):
        since = board.talked[other]
        if 0 <= since <= day < since + ground.talk_days[other]:
            load += ground.talk_load[other]
    return load
