"""Narrow: the problem that is left when starts are left out that no better plan can have."""

from __future__ import annotations

from dataclasses import replace

from cadre.planner.core.layout import Bools
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.works import Track

MOST = 4_000
"""Starts left up to which a proof is tried; beyond, only prices bound what plans are worth."""


def narrow_enough(quick: Quick, worth: float) -> bool:
    """Whether few enough starts are left, that a better plan may have, to ask the solver."""
    # What the search holds is open to the solver.
    free = quick.bound.laid.kin.free[quick.laid.layout.work]
    return int(quick.bound.spared(worth)[free].sum()) <= MOST


def narrowed(search: Search, quick: Quick, worth: float) -> Search:
    """The same search, without the starts that no plan worth more than `worth` can have."""
    may = quick.bound.spared(worth)
    problem = search.problem
    twin = Problem(problem.mission, problem.law)
    vars(twin).update(vars(problem))
    tracks = tuple(_narrowed(problem, track, may) for track in problem.tracks)
    twin.__dict__["tracks"] = tracks
    twin.__dict__["tracks_of"] = tuple(
        tuple(tracks[track.index] for track in some if tracks[track.index].starts)
        for some in problem.tracks_of
    )
    found = Search(twin, Staff(twin), search.objective)
    vars(found)["continued"] = search.continued
    return found


def _narrowed(problem: Problem, track: Track, may: Bools) -> Track:
    if problem.works[track.work].begun:
        return track
    return replace(track, starts=tuple(week for week in track.starts if may[track.index, week]))
