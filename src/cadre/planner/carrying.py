"""Carrying: the starts of a plan as runs of a problem, where law still lets them be."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.ids import ModeId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.planner.problem import Problem
from cadre.planner.works import Run, Track


def standing(mission: Mission, before: Plan) -> Mission:
    """The mission with that mode of running work first in which a plan has it.

    Running work goes on in the first of its modes in which it can: so it stays where it stands,
    though another of its sites opens.
    """
    begun = {one.id for one in mission.activities if mission.has_begun(one)}
    held = {one.mode for one in before.starts if one.activity in begun}
    first = {modes[0].id for key in begun if (modes := mission.modes_of(key))}
    if held <= first:
        return mission
    modes = tuple(sorted(mission.modes, key=lambda one: one.id not in held))
    return replace(mission, modes=modes)


def carried(problem: Problem, before: Plan) -> dict[int, Run]:
    """The starts of a plan as runs of `problem`, those left out that law no longer lets be.

    Work without a fixed length ends, if it can't when it did, on the last possible week before
    that, or else on the first after it.
    """
    found = {}
    for start in before.starts:
        work = problem.index_of.get(start.activity)
        week = problem.mission.horizon.week(before.horizon.day(start.week))
        run = None if work is None else placed_on(problem, work, start.mode, week, start.weeks)
        if work is not None and run is not None:
            found[work] = run
    return found


def placed_on(problem: Problem, work: int, mode: ModeId, week: int, weeks: int) -> Run | None:
    """The run of a work in a mode from a week on, about so long; None when law forbids it."""
    for track in problem.tracks_of[work]:
        if track.mode.id == mode and week in track.starts:
            run = on_track(track, week, week + weeks)
            if run is not None:
                return run
    return None


def on_track(track: Track, week: int, end: int) -> Run | None:
    """The run on a track from a week on, one of its starts, that ends about then."""
    if track.weeks:
        return Run(track.index, week, week + track.weeks)
    if end in track.ends and (end >= week + track.least or end == track.stop):
        return Run(track.index, week, end)
    ends = list(track.ends_of(week))
    sooner = [one for one in ends if one <= end]
    return Run(track.index, week, max(sooner, default=min(ends))) if ends else None
