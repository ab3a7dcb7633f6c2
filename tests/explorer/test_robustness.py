"""Robustness: each criterion is the one its author wrote down."""

from __future__ import annotations

from statistics import fmean, median, pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.explorer.exploration import Exploration
from cadre.explorer.robustness import CRITERIA, Judged, hurwicz, robustness
from tests.explorer.made import COST, GRADUATES, exploration, explorations, shuffled

STEADY = [60.0, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60]
RISKY = [0.0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200]
TRAP = [10.0, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104]


def row(made: Exploration, key: str) -> list[float]:
    table = robustness(made, made.measures[0].id)
    return list(next(one.values for one in table.rows if one.criterion.id == key))


MADE = exploration([STEADY, RISKY, TRAP])


@pytest.mark.parametrize(
    ("criterion", "values"),
    [
        ("maximin", [60, 0, 10]),
        ("maximax", [60, 200, 104]),
        ("hurwicz", [60, 100, 57]),
        ("laplace", [60, 100, fmean(TRAP)]),
        ("mean-variance", [61, 101 / (pstdev(RISKY) + 1), (fmean(TRAP) + 1) / (pstdev(TRAP) + 1)]),
        ("undesirable-deviations", [0, 300 / 11, (89 + 4 + 3 + 2 + 1) / 11]),
        ("skewness", [0, 0, 0]),
        ("satisficing", [0, 6 / 11, 5 / 11]),
    ],
)
def test_each_criterion_is_worked_out_by_hand(criterion: str, values: list[float]) -> None:
    assert row(MADE, criterion) == pytest.approx(values)


def test_regret_is_against_the_best_choice_of_each_case() -> None:
    best = np.max([STEADY, RISKY, TRAP], axis=0)
    lost = best - np.array([STEADY, RISKY, TRAP])
    assert row(MADE, "minimax-regret") == pytest.approx(lost.max(axis=1).tolist())
    assert row(MADE, "ninth-regret") == pytest.approx(np.quantile(lost, 0.9, axis=1).tolist())


def test_skewness_and_peakedness_look_to_the_good_side() -> None:
    tail_up = [0.0, 1, 2, 3, 4, 5, 6, 7, 8, 40, 90]
    made = exploration([tail_up])
    low, middle, high = 1.0, 5.0, 40.0
    assert row(made, "skewness") == pytest.approx(
        [((high + low) / 2 - middle) / ((high - low) / 2)]
    )
    assert row(made, "peakedness") == pytest.approx([(40 - 1) / (7.5 - 2.5)])
    as_cost = exploration([tail_up], measures=[COST])
    assert row(as_cost, "skewness")[0] == pytest.approx(-row(made, "skewness")[0])


def test_of_a_cost_the_worst_case_is_the_dearest_and_less_ranks_first() -> None:
    made = exploration([[10, 90], [40, 50]], measures=[COST])
    table = robustness(made, "cost")
    worst = next(one for one in table.rows if one.criterion.id == "maximin")
    assert (worst.values, worst.more, worst.ranks) == ((90, 50), False, (2, 1))
    mean = next(one for one in table.rows if one.criterion.id == "mean-variance")
    assert mean.values == pytest.approx((51 * 41, 46 * 6))
    assert mean.ranks == (2, 1)


def test_enough_counts_for_a_cost_when_it_is_no_more() -> None:
    made = exploration([[50, 51]], measures=[COST])
    assert row(made, "satisficing") == [0.5]


def test_without_a_threshold_nobody_satisfices_and_the_row_is_missing() -> None:
    from dataclasses import replace  # noqa: PLC0415

    made = exploration([[1, 2]], measures=[replace(GRADUATES, enough=None)])
    assert "satisficing" not in [one.criterion.id for one in robustness(made, "graduates").rows]


def test_choices_that_are_the_same_share_the_first_rank() -> None:
    table = robustness(exploration([RISKY, RISKY]), "graduates")
    assert all(set(one.ranks) <= {1} for one in table.rows)


def test_every_criterion_names_who_wrote_it() -> None:
    for one in CRITERIA:
        assert one.reference.split()[0].rstrip(";") in (one.reckon.__doc__ or "") + (
            "L. Hurwicz"
        ), one.id


@given(explorations(), st.floats(0, 1))
def test_hurwicz_lies_between_the_worst_and_the_best_case(made: Exploration, weight: float) -> None:
    judged = Judged(good=made.good()[:, :, 0], measure=made.measures[0])
    value = hurwicz(judged, weight)
    assert (value >= judged.good.min(axis=1) - 1e-9).all()
    assert (value <= judged.good.max(axis=1) + 1e-9).all()


@given(explorations(most_cases=20), st.randoms(use_true_random=False))
def test_no_criterion_looks_at_the_order_of_cases(made: Exploration, random: object) -> None:
    order = list(range(made.means.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = robustness(made, made.measures[0].id)
    other = robustness(shuffled(made, order), made.measures[0].id)
    for mine, theirs in zip(one.rows, other.rows, strict=True):
        assert mine.values == pytest.approx(theirs.values, nan_ok=True)


@given(explorations())
def test_the_same_exploration_gives_the_same_table(made: Exploration) -> None:
    assert str(robustness(made, made.measures[0].id)) == str(robustness(made, made.measures[0].id))


@given(explorations(more=True))
def test_more_graduates_in_a_case_never_make_the_worst_mean_or_share_worse(
    made: Exploration,
) -> None:
    better = exploration(made.means + 3, made.design)
    for key in ("maximin", "maximax", "hurwicz", "laplace", "satisficing"):
        assert all(
            after >= before for before, after in zip(row(made, key), row(better, key), strict=True)
        )


@given(explorations())
def test_the_mean_of_shortfalls_is_that_of_a_plain_loop(made: Exploration) -> None:
    for good, value in zip(
        made.good()[:, :, 0].tolist(), row(made, "undesirable-deviations"), strict=True
    ):
        middle = median(good)
        assert value == pytest.approx(fmean(max(0.0, middle - one) for one in good))
