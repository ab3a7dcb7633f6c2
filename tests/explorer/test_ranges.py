"""Ranges: how far things may stray before a choice fails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import CadreError, UnknownIdError
from cadre.explorer.exploration import Exploration
from cadre.explorer.ranges import against_range, extents_of, stretched
from tests.explorer.made import design, exploration, explorations, uncertainty

TWO = (uncertainty("u", 0, 2, 10), uncertainty("v", 0, 5, 10))


def test_a_case_strays_as_far_as_in_the_range_in_which_it_strays_most() -> None:
    cases = design([[2, 5], [6, 5], [1, 5], [2, 10], [0, 6]], TWO)
    assert extents_of(cases).tolist() == [0, 0.5, 0.5, 1, 1]
    assert extents_of(cases, ["v"]).tolist() == [0, 0, 0, 1, 0.2]


def test_a_side_without_room_takes_nothing_away_from_the_other() -> None:
    never = (uncertainty("shock", 0, 95, 95),)
    assert extents_of(design([[95], [0], [76]], never)).tolist() == [0, 1, 0.2]


def test_narrowed_to_nothing_the_curve_is_the_likely_case() -> None:
    cases = design([[2, 5], [6, 5], [2, 10]], TWO)
    found = against_range(exploration([[120, 90, 30], [100, 100, 100]], cases), "graduates")
    assert found.mean[:, 0].tolist() == [120, 100]
    assert found.satisficing[:, 0].tolist() == [1, 1]
    assert found.largest_regret[:, 0].tolist() == [0, 20]
    assert found.counts[[0, 5, 10]].tolist() == [1, 2, 3]
    assert found.satisficing[:, 10].tolist() == [pytest.approx(1 / 3), 1]


def test_a_choice_holds_up_to_the_last_case_before_the_first_that_fails() -> None:
    cases = design([[2, 5], [4, 5], [6, 5], [8, 5]], TWO)
    made = exploration([[120, 110, 90, 130], [100, 100, 100, 100], [1, 1, 1, 1]], cases)
    found = against_range(made, "graduates")
    assert found.holds_to[:2].tolist() == [0.25, 0.75]
    assert np.isnan(found.holds_to[2])


def test_without_a_case_near_the_likely_one_there_is_no_curve_there() -> None:
    found = against_range(exploration([[1, 2]], design([[0, 0], [10, 10]], TWO)), "graduates")
    assert found.counts[0] == 0
    assert np.isnan(found.mean[:, 0]).all()


def test_points_are_drawn_towards_the_likely_ones_and_no_further() -> None:
    points = np.array([[0.0, 10.0], [10.0, 0.0]])
    drawn = stretched(TWO, points, [0, 0.5, 1])
    assert drawn.tolist() == [[2, 5], [2, 5], [1, 7.5], [6, 2.5], [0, 10], [10, 0]]
    assert extents_of(design(drawn, TWO)).tolist() == pytest.approx([0, 0, 0.5, 0.5, 1, 1])


def test_what_the_design_does_not_vary_is_refused() -> None:
    with pytest.raises(UnknownIdError):
        against_range(exploration([[1.0]]), "graduates", about=["weather"])
    with pytest.raises(CadreError, match="below 0"):
        against_range(exploration([[1.0]]), "graduates", extents=[-0.1])


@given(explorations(gaps=True))
def test_wider_ranges_never_hold_fewer_cases_nor_a_smaller_largest_regret(
    made: Exploration,
) -> None:
    found = against_range(made, made.measures[0].id)
    assert (np.diff(found.counts) >= 0).all()
    known = np.nan_to_num(found.largest_regret, nan=-1)
    assert (np.diff(known, axis=1) >= 0).all()


@given(explorations())
def test_the_whole_ranges_hold_all_cases(made: Exploration) -> None:
    found = against_range(made, made.measures[0].id)
    assert found.counts[-1] == made.means.shape[1]
    assert found.mean[:, -1] == pytest.approx(made.means[:, :, 0].mean(axis=1))


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2),
    st.floats(0, 1),
)
def test_a_point_drawn_in_strays_no_further_than_it_is_drawn(
    point: list[float], extent: float
) -> None:
    drawn = stretched(TWO, np.array([point]) * 10, [extent])
    assert extents_of(design(drawn, TWO))[0] <= extent + 1e-9
