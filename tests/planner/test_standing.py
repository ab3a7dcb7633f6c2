"""Standing: what rounding makes up is no better plan, and no lower bound, at any worth."""

from __future__ import annotations

from math import nextafter

import pytest

from cadre.planner.standing import Standing


@pytest.mark.parametrize("worth", [0.5, 1e3, 1e8])
def test_the_last_digit_of_a_worth_makes_no_better_plan(worth: float) -> None:
    told: list[float] = []
    standing = Standing(
        runs={}, worth=worth, bound=2 * worth, told=lambda worth, bound: told.append(worth + bound)
    )
    assert not standing.better({}, nextafter(worth, 3 * worth))
    standing.lower(nextafter(2 * worth, 0))
    assert told == []
    assert standing.better({}, 1.001 * worth)
