"""Regret: a wrong one would have a staff choose what gives most away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.errors import CadreError, UnknownIdError
from cadre.explorer.exploration import Exploration
from cadre.explorer.regret import regrets
from tests.explorer.made import COST, GRADUATES, exploration, explorations, shuffled


def test_the_best_of_each_case_has_no_regret_and_others_what_they_lack() -> None:
    found = regrets(exploration([[100, 50], [80, 60]]), "graduates")
    assert found.absolute.tolist() == [[0, 10], [20, 0]]
    assert found.relative.tolist() == [[0, 10 / 60], [0.2, 0]]
    assert found.best.tolist() == [0, 1]


def test_of_a_cost_the_least_is_the_best() -> None:
    found = regrets(exploration([[100, 50], [80, 60]], measures=[COST]), "cost")
    assert found.absolute.tolist() == [[20, 0], [0, 10]]
    assert found.relative.tolist() == [[0.25, 0], [0, 0.2]]


def test_the_summary_tells_the_largest_its_case_the_mean_and_the_tenth_at_the_end() -> None:
    values = [[100.0 - k for k in range(11)], [100.0] * 11]
    one, other = regrets(exploration(values), "graduates").by_choice
    assert (one.largest.value, one.worst, one.mean.value, one.ninth) == (10, 10, 5, 9)
    assert (one.best, other.best) == (1 / 11, 1)
    assert other.largest.value == 0


def test_where_the_best_is_nothing_no_share_is_made_up() -> None:
    made = exploration([[0, 10], [5, 10]], measures=[COST])
    found = regrets(made, "cost")
    assert np.isnan(found.relative[1, 0])
    assert found.relative[0].tolist() == [0, 0]
    assert found.by_choice[1].undefined == 1
    assert found.by_choice[1].relative_largest == 0


def test_a_difference_that_luck_may_make_is_told_from_one_that_it_cannot() -> None:
    found = regrets(exploration([[100, 100], [98, 50]], errors=3.0), "graduates")
    assert found.by_choice[1].unsure == 0.5
    assert found.by_choice[1].largest.error == pytest.approx(np.hypot(3, 3))


def test_a_case_that_one_choice_has_not_played_is_no_case_for_any() -> None:
    gap = float("nan")
    found = regrets(exploration([[100, 50, 10], [80, 60, gap]]), "graduates")
    assert (found.cases, found.left_out) == (2, 2)
    assert np.isnan(found.absolute[:, 2]).all()
    assert found.best.tolist() == [0, 1, -1]


def test_a_choice_hardly_played_does_not_take_the_cases_of_others_with_it() -> None:
    gap = float("nan")
    found = regrets(exploration([[1, 2, 3, 4], [1, 2, 3, 5], [9, gap, gap, gap]]), "graduates")
    assert [one.choice for one in found.by_choice] == ["A", "B"]
    assert (found.cases, found.left_out) == (4, 4)


def test_nothing_played_is_said_and_not_a_table_of_nothing() -> None:
    gap = float("nan")
    with pytest.raises(CadreError, match="no case has been played"):
        regrets(exploration([[gap, gap]]), "graduates")


def test_a_measure_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownIdError, match="graduates"):
        regrets(exploration([[1.0]]), "coverage")


@given(explorations(gaps=True))
def test_regret_is_never_below_nothing_and_nothing_for_one_choice_in_each_case(
    made: Exploration,
) -> None:
    found = regrets(made, made.measures[0].id)
    compared = found.absolute[:, found.best >= 0]
    compared = compared[np.isfinite(compared).all(axis=1)]
    assert (compared >= 0).all()
    assert (compared.min(axis=0) == 0).all()
    assert found.cases * len(found.by_choice) + found.left_out == made.means[:, :, 0].size


@given(explorations(), st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(made: Exploration, random: object) -> None:
    order = list(range(made.means.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = regrets(made, made.measures[0].id)
    other = regrets(shuffled(made, order), made.measures[0].id)
    assert np.array_equal(one.absolute[:, order], other.absolute)
    for mine, theirs in zip(one.by_choice, other.by_choice, strict=True):
        assert mine.largest.value == theirs.largest.value
        assert mine.mean.value == pytest.approx(theirs.mean.value)
        assert mine.ninth == theirs.ninth


@settings(max_examples=50)
@given(explorations(more=True))
def test_a_plain_loop_over_cases_finds_the_same_regret(made: Exploration) -> None:
    values = made.means[:, :, 0].tolist()
    found = regrets(made, GRADUATES.id)
    for case in range(len(values[0])):
        best = max(row[case] for row in values)
        for choice, row in enumerate(values):
            assert found.absolute[choice, case] == best - row[case]
