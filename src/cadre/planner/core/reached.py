"""Reached: the week in which what is on a board reaches a milestone."""

from __future__ import annotations

from cadre.planner.core.board import Board
from cadre.planner.core.compiled import inner
from cadre.planner.core.ground import Stages
from cadre.planner.core.layout import Layout


@inner
def weeks_won(layout: Layout, stages: Stages, board: Board, stage: int) -> int:  # noqa: C901 - all that is asked for
    """Weeks of the horizon left when a milestone is reached; 0 when it isn't."""
    low, high = stages.count_from[stage], stages.count_from[stage + 1]
    for count in range(low, high):
        _count(layout, stages, board, count)
    for week in range(layout.weeks):
        if not stages.open[stage, week] or board.asked[week] < stages.people[stage]:
            continue
        held = True
        for count in range(low, high):
            held = held and board.enough[count, week]
        for n in range(stages.work_from[stage], stages.work_from[stage + 1]):
            work = stages.work[n]
            track = board.track[work] if work >= 0 else -1
            if track < 0 or not board.week[work] <= week < board.end[work]:
                held = False
                break
            if layout.idle[track, week]:
                held = False
                break
        if held:
            return layout.weeks - week
    return 0


@inner
def _count(layout: Layout, stages: Stages, board: Board, count: int) -> None:
    """Into `board.enough`, the weeks in which there is enough of what a milestone counts."""
    least, need = stages.least[count], stages.need[count]
    if need >= 0:
        for week in range(layout.weeks):
            board.enough[count, week] = 1 - board.left[need, week] >= least
        return
    for week in range(layout.weeks):
        board.counted[week] = 0.0
    for part in range(stages.part_from[count], stages.part_from[count + 1]):
        _taught(layout, stages, board, part)
    for week in range(layout.weeks):
        board.enough[count, week] = board.counted[week] >= least


@inner
def _taught(layout: Layout, stages: Stages, board: Board, part: int) -> None:
    """Add those whom a course gives to `board.counted`, at the end of each week.

    The weeks of a course are those of `cadre.mission.pipeline.lessons`.
    """
    course, gives = stages.course[part], stages.gives[part]
    work, weeks, rest, keep, grown, due, idle = (
        course[0],
        course[1],
        course[2],
        course[3],
        course[4],
        course[5],
        course[6],
    )
    track, there = board.track[work], gives[2]
    if track < 0 and there == 0:
        return
    for week in range(layout.weeks):
        there *= gives[1]
        if due > 0:
            due -= 1
        elif (
            track >= 0
            and board.week[work] <= week < board.end[work]
            and not layout.idle[track, week]
        ):
            grown, idle = grown + 1, 0
            if grown == weeks:
                there, grown, due = there + gives[0], 0, rest
        elif grown > 0:
            idle += 1
            if idle > keep:
                grown, idle = 0, 0
        board.counted[week] += there
