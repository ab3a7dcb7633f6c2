"""Cuts: what a plan that can't be staffed teaches about all other plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cadre.planner.fill import segments
from cadre.planner.problem import Problem
from cadre.planner.staff import Staff
from cadre.planner.works import Run


class Cover(NamedTuple):
    """Places that can't run together.

    Attributes:
        periods: The periods in which they can't.
        places: The places; without any one of them the rest can.
        helpers: Places whose own support might let them run after all.
    """

    periods: tuple[int, ...]
    places: frozenset[int]
    helpers: frozenset[int]


def helps(problem: Problem, place: int) -> bool:
    """Whether people in the posts of `place` are support for others."""
    return any(problem.duties[duty].enabler is not None for duty in problem.places[place].duties)


def covers(staff: Staff, runs: Iterable[Run]) -> Iterator[Cover]:
    """Smallest sets of places that run together in `runs` and can't be staffed."""
    problem = staff.problem
    known: list[Cover] = []
    for part in segments(problem, runs):
        if staff.fits(part.period, part.places) or any(
            part.period in cover.periods and cover.places <= part.places for cover in known
        ):
            continue
        cover = _cover(staff, part.period, part.places)
        known.append(cover)
        yield cover


def _cover(staff: Staff, period: int, places: frozenset[int]) -> Cover:
    problem = staff.problem
    core = places
    # Places with support of their own stay: without them others may ask for more.
    droppable = [place for place in places if not helps(problem, place)]
    for place in sorted(droppable, key=lambda p: (problem.least_at(problem.places[p]), p)):
        if not staff.fits(period, core - {place}):
            core -= {place}
    sites = {problem.places[place].site for place in core}
    helpers = frozenset(
        place.index
        for place in problem.places
        if place.index not in core and place.site in sites and helps(problem, place.index)
    )
    all_periods = range(len(problem.periods))
    where = tuple(other for other in all_periods if not staff.fits(other, core))
    return Cover(where, core, helpers)
