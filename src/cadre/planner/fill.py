"""Fill: who goes into which post in each week, the least first, then the critical posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cadre.mission.forces import Pledge
from cadre.mission.plans import Assignment
from cadre.mission.tours import reliefs
from cadre.planner.collecting import uncollected
from cadre.planner.core.layout import Ints
from cadre.planner.core.seating import LINE, PEOPLE, PLEDGE, SINCE, UNTIL, Stretches, seat
from cadre.planner.jobs import Line, jobs_of
from cadre.planner.problem import Problem
from cadre.planner.staff import Staff
from cadre.planner.works import Run, Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Weeks on end in which the same places run in one period.

    Attributes:
        week: First week.
        end: First week after it.
        period: The period.
        places: What runs.
    """

    week: int
    end: int
    period: int
    places: frozenset[int]


def segments(problem: Problem, runs: Iterable[Run]) -> tuple[Segment, ...]:
    """The horizon cut where supply changes or a run begins or ends."""
    runs = tuple(runs)
    begin, over = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for run in runs:
        place = problem.tracks[run.track].place
        begin[run.week].add(place)
        over[run.end].add(place)
    places, found = set[int](), list[Segment]()
    for week, end in pairwise([*_edges(problem, runs), problem.weeks]):
        places = (places - over[week]) | begin[week]
        period = problem.period_of[week]
        found.append(Segment(week=week, end=end, period=period, places=frozenset(places)))
    return tuple(found)


def _edges(problem: Problem, runs: Iterable[Run]) -> list[int]:
    """The weeks in which supply changes or a run begins or ends."""
    edges = {period.weeks.start for period in problem.periods}
    edges |= {week for run in runs for week in (run.week, run.end) if week < problem.weeks}
    return sorted(edges)


def assignments(staff: Staff, runs: Runs) -> tuple[Assignment, ...]:
    """People for all posts and all brought support of `runs`, which must be staffable.

    In each stretch of weeks the least of every post comes first, with its support and beds; then
    critical, essential and desired posts are filled up as far as people, support and beds go.
    People stay where they were before, as far as they can. Where several could come, those of the
    nation come that serves with the smallest share of what it has there. Who is relieved at the
    end of a tour has a row of his own.
    """
    problem = staff.problem
    jobs = jobs_of(problem)
    some = [(problem.tracks[run.track].place, run.week, run.end) for run in runs.values()]
    crews = problem.crews
    with uncollected():
        # It may have to be compiled first.
        rows = seat(crews.web, jobs.jobs, crews.there, jobs.lines, _stretches(problem, runs, some))
    return seated_rows(problem, rows)


def seated_rows(problem: Problem, rows: Ints) -> tuple[Assignment, ...]:
    """The assignments that rows of seats stand for, by week, site, work, post and pledge."""
    table, pledges = jobs_of(problem).table, problem.mission.pledges
    rows = _relieved(problem, rows)
    by_line = _ranks([(one.site, *_what(one)) for one in table])[rows[:, LINE]]
    by_pledge = _ranks([(one.id,) for one in pledges])[rows[:, PLEDGE]]
    keys = (rows[:, PEOPLE], rows[:, UNTIL], by_pledge, by_line, rows[:, SINCE])
    return tuple(
        _row(table[line], pledges[pledge], people, since, until)
        for line, pledge, people, since, until in rows[np.lexsort(keys)].tolist()
    )


def _relieved(problem: Problem, rows: Ints) -> Ints:
    """The rows, cut where people are relieved at the end of a tour."""
    mission, pledges = problem.mission, problem.mission.pledges
    weeks = {int(one): reliefs(mission, pledges[one]) for one in np.unique(rows[:, PLEDGE])}
    long = np.array([bool(weeks[one]) for one in rows[:, PLEDGE].tolist()], np.bool_)
    cut = [
        (line, pledge, people, first, end)
        for line, pledge, people, since, until in rows[long].tolist()
        for first, end in pairwise(
            [since, *(week for week in weeks[pledge] if since < week < until), until]
        )
    ]
    return np.concatenate([rows[~long], np.array(cut, np.int64).reshape(-1, 5)])


def _ranks(keys: Sequence[tuple[str, ...]]) -> Ints:
    """The place of each key among all, equal ones at the same."""
    place = {key: n for n, key in enumerate(sorted(set(keys)))}
    return np.array([place[key] for key in keys], np.int64)


def _stretches(problem: Problem, runs: Runs, some: list[tuple[int, int, int]]) -> Stretches:
    weeks = _edges(problem, runs.values())
    table: Ints = np.array(some, np.int64).reshape(-1, 3)
    return Stretches(
        week=np.array(weeks, np.int64),
        period=np.array([problem.period_of[week] for week in weeks], np.int64),
        end=np.array([problem.weeks], np.int64),
        place=np.ascontiguousarray(table[:, 0]),
        first=np.ascontiguousarray(table[:, 1]),
        last=np.ascontiguousarray(table[:, 2]),
    )


def _row(line: Line, pledge: Pledge, people: int, since: int, until: int) -> Assignment:
    return Assignment(
        pledge=pledge.id,
        activity=None if line.post is None else line.post.activity,
        post=None if line.post is None else line.post.id,
        enabler=line.enabler,
        site=line.site,
        people=people,
        week=since,
        weeks=until - since,
    )


def _what(line: Line) -> tuple[str, str]:
    """Work and post, or the kind of support."""
    if line.post is None:
        return "", line.enabler or ""
    return line.post.activity, line.post.id
