"""Errors beside quantiles and means: they are what repeated runs with other seeds scatter by."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.backtest.spread import Spread
from cadre.mission.forces import Rung
from cadre.mission.mission import Mission
from cadre.mission.quantities import Range
from cadre.mission.scenarios import ShockKind
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import Outcomes
from cadre.simulator.run import simulate
from cadre.simulator.spread import error_at_most, mean_with_error, quantile, rank_of
from tests.simulator.chance import AS_OF
from tests.simulator.small import (
    ADVISE,
    WEEKS,
    activity,
    planned,
    pledge,
    shock,
    small,
    start,
)

FUTURES, RUNS = 400, 150


def weak_and_late() -> Mission:
    """People who come at some strength and up to twelve weeks late, and are shot at."""
    offer = pledge(
        ADVISE,
        people=200,
        rung=Rung.OFFERED,
        belief=0.8,
        delay=Range(0, 4, 12),
        strength=Range(0.4, 0.8, 1.0),
    )
    of = small(
        activities=(activity(ADVISE, began=AS_OF),),
        pledges=(offer,),
        shocks=(shock(kind=ShockKind.ATTACK),),
    )
    posts = tuple(replace(one, people=200) for one in of.posts if one.activity == ADVISE)
    return replace(of, posts=posts)


@pytest.fixture(scope="module")
def runs() -> list[Outcomes]:
    """The same mission played over and over, each time with another seed."""
    of, plan = weak_and_late(), planned(start(ADVISE), people=200)
    return [simulate(of, plan, futures=FUTURES, seed=seed) for seed in range(RUNS)]


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_a_quantile_s_error_is_what_other_seeds_scatter_by(
    runs: list[Outcomes], share: float
) -> None:
    """Else a reader takes luck for a difference between two plans, or the other way round."""
    found = [one.force_quantiles_of(WEEKS - 1, (share,))[0] for one in runs]
    scatter = stdev(one.value for one in found)
    assert fmean(one.error for one in found) == pytest.approx(scatter, rel=0.2, abs=0.3)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_the_interval_of_a_quantile_holds_the_true_one_in_nineteen_of_twenty_runs(
    runs: list[Outcomes], share: float
) -> None:
    """An interval that holds less than it says would be worse than none."""
    of, plan = weak_and_late(), planned(start(ADVISE), people=200)
    truth = (
        simulate(of, plan, futures=200_000, seed=999)
        .force_quantiles_of(WEEKS - 1, (share,))[0]
        .value
    )
    held = sum(
        found.low <= truth <= found.high
        for found in (one.force_quantiles_of(WEEKS - 1, (share,))[0] for one in runs)
    )
    assert held >= 0.9 * RUNS


def test_the_error_of_a_mean_of_people_is_what_other_seeds_scatter_by(
    runs: list[Outcomes],
) -> None:
    for week in (2, 6, WEEKS - 1):
        found = [one.force_mean_of(week) for one in runs]
        scatter = stdev(one.value for one in found)
        assert fmean(one.error for one in found) == pytest.approx(scatter, rel=0.2)


def test_the_error_of_weeks_run_is_never_told_too_small(runs: list[Outcomes]) -> None:
    """It is a bound: what one week has to do with the next isn't counted."""
    found = [one.ran(0) for one in runs]
    scatter = stdev(one.value for one in found)
    assert scatter <= fmean(one.error for one in found) <= 3 * scatter
    held = [one.weeks_held_back() for one in runs]
    assert stdev(one.value for one in held) <= fmean(one.error for one in held)


def test_the_day_by_which_a_share_of_futures_has_come_has_an_error_too(
    runs: list[Outcomes],
) -> None:
    found = [one.first_quantile(one.begun[0], 0.5) for one in runs]
    weeks = [one.value for one in found]
    assert None not in weeks
    scatter = stdev(week for week in weeks if week is not None)
    assert fmean(one.error or 0 for one in found) == pytest.approx(scatter, rel=0.35, abs=0.2)


def test_what_most_futures_never_reach_has_no_day_and_no_error() -> None:
    of = small(pledges=(pledge(ADVISE, rung=Rung.OFFERED, belief=0.3),))
    outcomes = simulate(of, planned(start(ADVISE)), futures=500, levels=(("ten", 10),))  # type: ignore[arg-type]
    (first,) = outcomes.level_reached
    assert outcomes.first_quantile(first, 0.25).value == 0
    rarely = outcomes.first_quantile(first, 0.5)
    assert (rarely.value, rarely.error, rarely.latest) == (None, None, None)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any), st.floats(0.02, 0.98))
def test_a_quantile_is_the_least_value_that_enough_futures_keep_to(
    counts: list[int], share: float
) -> None:
    found = quantile(np.array(counts), share)
    futures = sum(counts)
    assert sum(counts[: found.value + 1]) >= share * futures - 1e-6 * futures
    assert sum(counts[: found.value]) < share * futures
    assert found.low <= found.value <= found.high
    assert found.error >= 0
    assert counts[found.low] > 0
    assert counts[found.high] > 0


def test_what_is_the_same_in_all_futures_has_no_error() -> None:
    same = np.array([0, 0, 700, 0])
    assert quantile(same, 0.05).error == 0
    assert mean_with_error(same) == (2.0, 0.0)
    assert error_at_most(np.array([700, 0, 700]), 700) == 0


def test_the_median_of_many_equal_steps_has_the_error_of_the_textbook() -> None:
    """sqrt(q (1 - q) / n) over the density; whole numbers add the twelfth of a step squared."""
    counts = np.full(1000, 40)
    for share in (0.5, 0.05):
        smooth = 1000 * sqrt(share * (1 - share) / 40_000)
        assert quantile(counts, share).error == pytest.approx(sqrt(smooth**2 + 1 / 12), rel=0.01)


@pytest.mark.parametrize("percent", range(1, 100))
def test_a_rank_is_that_of_whole_numbers_whatever_doubles_make_of_the_product(
    percent: int,
) -> None:
    for futures in range(1, 200):
        assert rank_of(percent / 100, futures) == -(-futures * percent // 100)


def test_every_way_to_a_quantile_leads_to_the_same_future() -> None:
    one = simulate(small(), planned(start(ADVISE)), futures=25, seed=0)
    # People from 0 on, one future each: in doubles 0.28 x 25 is a little more than 7.
    each = np.ones((1, 25), dtype=np.int64)
    found = replace(one, force=each).force_quantiles((0.28,))[0, 0]
    assert (found, Spread(each[0]).quantile(0.28), quantile(each[0], 0.28).value) == (6, 6, 6)


def test_the_error_of_a_sum_is_exact_where_futures_hardly_differ() -> None:
    # One of 100,000 futures costs one more than 10^9: doubles lose that between the squares.
    futures, cost = 100_000, 10**9
    found = Estimate.of_sums(cost * futures + 1, cost**2 * (futures - 1) + (cost + 1) ** 2, futures)
    assert found.error == pytest.approx(sqrt(1e-5 * (1 - 1e-5) / futures))
