"""Given data: parts hold what they should, and shares are as well known as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.explorer.given_data import A_PART, PARTS, hold, parted

NUMBERS = st.lists(st.integers(0, 30).map(float), min_size=2, max_size=200)


@given(NUMBERS)
def test_parts_keep_the_order_and_equal_values_together(values: list[float]) -> None:
    parts = parted(np.array(values))
    order = np.argsort(values, kind="stable")
    assert (np.diff(parts[order]) >= 0).all()
    assert parts.min() == 0
    assert set(parts.tolist()) == set(range(int(parts.max()) + 1))
    assert parts.max() < max(PARTS, 2)
    for value in set(values):
        assert len({int(p) for p, one in zip(parts, values, strict=True) if one == value}) == 1


@given(st.integers(2 * A_PART, 400))
def test_different_values_part_evenly(count: int) -> None:
    sizes = np.bincount(parted(np.arange(count, dtype=float)))
    assert sizes.max() - sizes.min() <= 1


def test_a_value_that_most_cases_have_is_a_part_of_its_own() -> None:
    never = np.concatenate([np.full(80, 95.0), np.arange(20, dtype=float)])
    parts = parted(never)
    assert len(set(parts[:80].tolist())) == 1
    assert not set(parts[:80].tolist()) & set(parts[80:].tolist())


def test_a_thing_without_influence_explains_nothing_but_for_its_error() -> None:
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(300):
        found = hold(rng.random(200), rng.random(200))
        assert found is not None
        shares.append((found.share.value, found.share.error))
    values, errors = np.array(shares).T
    assert abs(values.mean()) < 0.01
    assert values.std() == pytest.approx(errors.mean(), rel=0.35)


def test_a_switch_is_told_by_its_two_values() -> None:
    switch = np.tile([0.0, 1.0], 50)
    found = hold(switch, 10 * switch)
    assert found is not None
    assert (found.low, found.high) == (0, 10)
    assert found.share.value == pytest.approx(1)
    assert found.correlation == pytest.approx(1)


def test_what_never_varies_tells_nothing() -> None:
    assert hold(np.ones(50), np.arange(50.0)) is None
    assert hold(np.arange(50.0), np.ones(50)) is None
