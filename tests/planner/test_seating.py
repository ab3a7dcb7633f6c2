"""Seating that looks only at what changed tells the same rows as seating that looks at all."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from cadre.planner.core.layout import Ints
from cadre.planner.core.seating import PEOPLE, PLEDGE, SINCE, UNTIL, Stretches, seat
from cadre.planner.jobs import jobs_of
from cadre.planner.problem import Problem
from tests.oracle.seating import Book
from tests.planner.missions import random_mission


def some_runs(problem: Problem, dice: Random, *, all_at_once: bool) -> Stretches:
    """Runs of places in weeks of their own, several of some; what runs need not be staffable."""
    runs: list[tuple[int, int, int]] = []
    for place in range(len(problem.places)):
        week = 0
        while all_at_once or dice.random() < 0.8:
            first = 0 if all_at_once else week + dice.choice([0, 0, 1, 3])
            end = problem.weeks if all_at_once else min(problem.weeks, first + dice.randint(1, 8))
            if first < end:
                runs.append((place, first, end))
            if end == problem.weeks:
                break
            week = end
    table: Ints = np.array(runs, np.int64).reshape(-1, 3)
    weeks = np.unique([*table[:, 1:].ravel(), *(one.weeks.start for one in problem.periods)])
    weeks = weeks[weeks < problem.weeks].astype(np.int64)
    return Stretches(
        week=weeks,
        period=np.array(problem.period_of, np.int64)[weeks],
        end=np.array([problem.weeks], np.int64),
        place=np.ascontiguousarray(table[:, 0]),
        first=np.ascontiguousarray(table[:, 1]),
        last=np.ascontiguousarray(table[:, 2]),
    )


@pytest.mark.parametrize("seed", range(200))
def test_who_sits_where_is_what_looking_at_every_post_in_every_stretch_gives(seed: int) -> None:
    problem = Problem.of(random_mission(seed))
    weeks = some_runs(problem, Random(seed), all_at_once=seed % 10 == 0)  # noqa: S311 - dice
    jobs, crews = jobs_of(problem), problem.crews
    rows = seat(crews.web, jobs.jobs, crews.there, jobs.lines, weeks)
    book = Book(crews.web, jobs.jobs, crews.there, jobs.lines)
    found = sorted(tuple(row) for row in rows.tolist())
    assert found == sorted(book.seats(weeks)), "a change from one stretch to the next went unseen"


def test_rows_of_a_pledge_never_seat_more_people_than_it_has() -> None:
    for seed in range(40):
        problem = Problem.of(random_mission(seed))
        weeks = some_runs(problem, Random(seed), all_at_once=False)  # noqa: S311 - dice
        jobs, crews = jobs_of(problem), problem.crews
        rows = seat(crews.web, jobs.jobs, crews.there, jobs.lines, weeks)
        for week in range(int(weeks.week[0]), problem.weeks):
            then = rows[(rows[:, SINCE] <= week) & (week < rows[:, UNTIL])]
            there = crews.people[problem.period_of[week]]
            seated = np.bincount(then[:, PLEDGE], then[:, PEOPLE], minlength=len(there))
            assert (seated <= there).all(), f"seed {seed}, week {week}: one sits in two posts"
