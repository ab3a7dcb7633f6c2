"""Output: what runs teach is laid out sooner than it is counted, and is the same."""

# ruff: noqa: S311 - dice make courses and pauses
from __future__ import annotations

from random import Random

import pytest

from cadre.planner.objective import Span, completed, completions
from tests.effort import calls
from tests.planner.missions import course


@pytest.mark.parametrize("seed", range(60))
def test_cohorts_laid_out_by_start_and_end_are_those_counted_run_by_run(seed: int) -> None:
    dice = Random(seed)
    weeks = dice.randint(1, 16)
    idle = frozenset(week for week in range(weeks) if dice.random() < dice.choice([0.1, 0.4]))
    one = course(
        "a",
        dice.randint(1, 5),
        8,
        break_weeks=dice.randint(0, 3),
        keep_weeks=dice.choice([0, 1, 2, 9]),
    )
    found = completions(one, weeks, idle)
    for start in range(weeks):
        ends = [completed(one, Span(start, end, idle)) for end in range(start + 1, weeks + 1)]
        assert found[start].tolist() == [0] * (start + 1) + ends


def test_a_course_beside_a_pause_is_laid_out_over_fifty_years_in_a_breath() -> None:
    """A plan of two works, one of them with a course and a pause, took two minutes to begin."""
    one = course("a", 6, 8, break_weeks=2)
    assert calls(lambda: completions(one, 2600, frozenset([3, 400, 401]))) < 400_000
