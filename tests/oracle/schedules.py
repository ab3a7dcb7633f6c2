"""Schedules of required work, judged and found by the plainest means: the oracle of its search."""

from __future__ import annotations

from itertools import product

import numpy as np

from cadre.planner.core.layout import Ints, Layout

Runs = list[tuple[int, int, int]]


def end_of_run(layout: Layout, track: int, week: int) -> int | None:
    """First week after a run that begins in `week`; None when it can't begin there."""
    work = int(layout.work[track])
    if week < layout.earliest[work] or not layout.may_start[track, week]:
        return None
    todo, at = int(layout.length[track]), week
    while todo:
        if at >= min(layout.weeks, layout.stop[track]):
            return None
        todo -= 0 if layout.idle[track, at] else 1
        at += 1
    return at


def faults(layout: Layout, runs: Ints) -> list[str]:
    """What is wrong with a schedule, (works, 3) track, first week and first week after."""
    found = []
    room = [row.tolist() for row in layout.line_room]
    stock = layout.stock_room.tolist()
    for work, (track, week, end) in enumerate(runs.tolist()):
        if layout.work[track] != work or end_of_run(layout, track, week) != end:
            found.append(f"work {work} runs from {week} to {end} on track {track}")
        for row in range(layout.use_from[track], layout.use_from[track + 1]):
            for at in range(week, end):
                room[layout.use_line[row]][at] -= int(layout.use[row])
        for row in range(layout.draw_from[track], layout.draw_from[track + 1]):
            stock[layout.draw_stock[row]] -= int(layout.draw[row])
        for row in range(layout.after_from[work], layout.after_from[work + 1]):
            _, start, after = runs[layout.after[row]].tolist()
            since = after if layout.from_end[row] else start
            if week < since + layout.lag[row]:
                found.append(f"work {work} doesn't wait for {layout.after[row]}")
    used = set(layout.use_line.tolist())
    found += [f"line {line} is short" for line in used if min(room[line]) < 0]
    return found + [f"stock {n} is short" for n, left in enumerate(stock) if left < 0]


def least_end(layout: Layout) -> int | None:
    """The end of the schedule that ends earliest, by trying every start of every work there is."""
    choices: list[Runs] = []
    for work in range(layout.required.size):
        tracks = range(int(layout.tracks_from[work]), int(layout.tracks_from[work + 1]))
        choices.append(
            [
                (track, week, end)
                for track, week in product(tracks, range(layout.weeks))
                if (end := end_of_run(layout, track, week)) is not None
            ]
        )
    best: int | None = None
    for chosen in product(*choices):
        last = max(end for _, _, end in chosen)
        if (best is None or last < best) and not faults(layout, np.array(chosen, np.int64)):
            best = last
    return best
