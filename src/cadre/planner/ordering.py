"""Ordering: works, their tracks and their order, laid out as arrays without any line yet."""

from __future__ import annotations

from itertools import chain

import numpy as np

from cadre.mission.drawing import draws_of_modes
from cadre.mission.required import required_work
from cadre.planner.core.layout import Bools, Ints, Layout
from cadre.planner.lines import starts
from cadre.planner.problem import Problem
from cadre.planner.works import Runs, Work


def in_order(problem: Problem) -> Layout:
    """Works, tracks and their order, without lines, and without what running work settles."""
    tracks, weeks, works = problem.tracks, problem.weeks, problem.works
    none = np.zeros(0, np.int64)
    number = {key: n for n, key in enumerate(problem.stocks)}
    drawing = draws_of_modes(problem.mission)
    draws = [list(drawing.get(track.mode.id, {}).items()) for track in tracks]
    drawn = [(number[key], amount) for some in draws for key, amount in some]
    after = [_after(problem, work) for work in works]
    rivals: list[list[int]] = [[] for _ in works]
    for one, other in problem.excluded:
        rivals[one].append(other)
        rivals[other].append(one)
    edges = list(chain.from_iterable(after))
    return Layout(
        weeks=weeks,
        tracks_from=starts(len(some) for some in problem.tracks_of),
        required=required(problem),
        earliest=np.zeros(len(works), np.int64),
        work=np.array([track.work for track in tracks], np.int64),
        length=np.array([track.weeks for track in tracks], np.int64),
        least=np.array([track.least for track in tracks], np.int64),
        stop=np.array([track.stop for track in tracks], np.int64),
        may_start=_may_start(problem),
        may_end=may_end(problem),
        idle=_idle(problem),
        after_from=starts(map(len, after)),
        after=np.array([other for other, _, _ in edges], np.int64),
        lag=np.array([lag for _, lag, _ in edges], np.int64),
        from_end=np.array([over for _, _, over in edges], np.bool_),
        rival_from=starts(map(len, rivals)),
        rival=np.array([other for some in rivals for other in some], np.int64),
        stock_room=np.array(list(problem.stocks.values()), np.int64),
        draw_from=starts(map(len, draws)),
        draw_stock=np.array([stock for stock, _ in drawn], np.int64),
        draw_week=np.full(len(drawn), -1, np.int64),
        draw=np.array([amount for _, amount in drawn], np.int64),
        line_room=none.reshape(0, weeks),
        use_from=np.zeros(len(tracks) + 1, np.int64),
        use_line=none,
        use=none,
    )


def _may_start(problem: Problem) -> Bools:
    """(tracks, weeks) weeks in which a run may start."""
    first = np.array([track.starts[0] for track in problem.tracks], np.int16)
    last = np.array([track.starts[-1] for track in problem.tracks], np.int16)
    week = np.arange(problem.weeks, dtype=np.int16)
    found: Bools = (week >= first[:, None]) & (week <= last[:, None])
    for track in problem.tracks:
        if len(track.starts) <= track.starts[-1] - track.starts[0]:
            found[track.index] = False
            found[track.index, list(track.starts)] = True
    return found


def _idle(problem: Problem) -> Bools:
    """(tracks, weeks) weeks that a pause takes."""
    found = np.zeros((len(problem.tracks), problem.weeks), np.bool_)
    for track in problem.tracks:
        if track.idle:
            found[track.index, list(track.idle)] = True
    return found


def may_end(problem: Problem) -> Bools:
    """(tracks, weeks + 1) first weeks after a run, of open-ended tracks."""
    found = np.zeros((len(problem.tracks), problem.weeks + 1), np.bool_)
    alike: dict[int, list[int]] = {}
    ends: dict[int, tuple[int, ...]] = {}
    for track in problem.tracks:
        if track.ends:
            # Most tracks of a site share one tuple: comparing identities is enough, and fast.
            alike.setdefault(id(track.ends), []).append(track.index)
            ends[id(track.ends)] = track.ends
    for key, some in alike.items():
        row = np.zeros(problem.weeks + 1, np.bool_)
        row[list(ends[key])] = True
        found[some] = row
    return found


def required(problem: Problem) -> Bools:
    """(works,) whether every plan must hold each."""
    found = np.zeros(len(problem.works), np.bool_)
    found[[problem.index_of[key] for key in required_work(problem.mission)]] = True
    return found


def _after(problem: Problem, work: Work) -> list[tuple[int, int, bool]]:
    """New work that a work comes after, its lag, and whether it must be over."""
    return [
        (other, lag, other in work.after_end)
        for other, lag in work.after
        if problem.works[other].settled is None
    ]


def earliest(problem: Problem, running: Runs) -> Ints:
    """(works,) the first week of each that begun work lets it start in.

    Args:
        problem: The problem.
        running: Begun work, as long as it goes on.
    """
    found = np.zeros(len(problem.works), np.int64)
    begun = {work.index: work.settled for work in problem.works if work.settled is not None}
    for work in problem.works:
        for other, lag in work.after:
            if other in begun:
                over = running[other].end if other in running else 0
                settled = over if other in work.after_end else begun[other]
                found[work.index] = max(found[work.index], settled + lag)
    return found
