"""Courses: courses and engagements as tables."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, chain

from cadre.mission.mission import Mission
from cadre.mission.pipeline import standing, trainees
from cadre.mission.plans import Plan
from cadre.mission.scenarios import Cause, Hindrance
from cadre.mission.training import Course
from cadre.simulator.columns import WIDTH, Block, columns_of, side_by_side
from cadre.simulator.laying import Laying, grid, ints, pairs
from cadre.simulator.layout import (
    Teaching,
)
from cadre.simulator.streams import (
    binomial,
    rounded,
)


def courses_of(mission: Mission, plan: Plan) -> tuple[Course, ...]:
    """Courses that the plan's activities teach, in the order of the table."""
    planned = {start.activity for start in plan.starts}
    return tuple(course for course in mission.courses if course.activity in planned)


LONG = 30_000
"""Weeks beyond any horizon, that still fit narrow lanes."""


def lay_teaching(laying: Laying) -> Teaching:
    """Lay what is taught, and why engagements fail."""
    courses = courses_of(laying.mission, laying.plan)
    passed = [_passing(trainees(course), shares(course)) for course in courses]
    hindrances = laying.mission.hindrances
    causes, longest = list(Cause), laying.plan.horizon.weeks
    return Teaching(
        name=pairs(course.id for course in courses),
        start=ints(laying.starts[course.activity] for course in courses),
        weeks=ints(min(LONG, course.weeks) for course in courses),
        pause=ints(min(LONG, course.break_weeks) for course in courses),
        keep=ints(min(LONG, course.keep_weeks) for course in courses),
        share=ints(laying.steps(course.pass_share, 100)[1] for course in courses),
        passed_at=ints(accumulate(map(len, passed), initial=0)),
        passed=columns_of(list(chain.from_iterable(passed))),
        begun=grid([_begun(laying.mission, course) for course in courses], 3),
        lot_at=ints(accumulate((_cohorts(laying, course) for course in courses), initial=0)),
        fails=ints(
            laying.chances.block(_failing(longest, chance)) for chance in _chances(hindrances)
        ),
        cause=ints(causes.index(one.cause) for one in hindrances),
    )


def shares(course: Course) -> range:
    """The shares that may pass, in hundredths."""
    low, high = (
        rounded(Fraction(end) * 100) for end in (course.pass_share.low, course.pass_share.high)
    )
    return range(low, high + 1)


@lru_cache(maxsize=1024)
def _passing(seats: int, hundredths: range) -> tuple[Block, ...]:
    """The tables of graduates of a cohort, for each share that may pass."""
    tables = [binomial(seats, Fraction(share, 100)) for share in hundredths]
    return tuple(
        side_by_side(tables[first : first + WIDTH]) for first in range(0, len(tables), WIDTH)
    )


@lru_cache(maxsize=256)
def _failing(longest: int, chance: Fraction) -> tuple[tuple[int, ...], ...]:
    """The tables of engagements that fail, for each number of weeks."""
    return tuple(binomial(weeks, chance) for weeks in range(longest + 1))


def _begun(mission: Mission, course: Course) -> tuple[int, int, int]:
    before = standing(mission, course)
    return min(LONG, before.grown), min(LONG, before.rest), min(LONG, before.idle)


def _cohorts(laying: Laying, course: Course) -> int:
    """How many cohorts can end within the horizon, in whole blocks of four words."""
    begun = standing(laying.mission, course).grown
    most = (laying.plan.horizon.weeks + begun) // (course.weeks + course.break_weeks) + 1
    return 4 * -(-most // 4)


def _chances(hindrances: Iterable[Hindrance]) -> list[Fraction]:
    """The chance of each hindrance where none of those before it took an engagement."""
    found, left = list[Fraction](), Fraction(1)
    for one in hindrances:
        found.append(min(Fraction(1), Fraction(one.share) / left) if left > 0 else Fraction(0))
        left = max(Fraction(0), left - Fraction(one.share))
    return found
