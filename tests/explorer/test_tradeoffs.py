"""Trade-offs: a choice is set aside only if another is better all round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.explorer.tradeoffs import trade_offs
from tests.explorer.made import COST, GRADUATES, exploration

BOTH = (GRADUATES, COST)


def test_more_graduates_for_less_money_dominates_and_a_trade_does_not() -> None:
    values = np.array([[[100, 50]] * 2, [[90, 60]] * 2, [[120, 80]] * 2], dtype=float)
    table = trade_offs(exploration(values, measures=BOTH))
    assert [one.dominated_by for one in table.offers] == [(), ("A",), ()]
    assert [one.stands for one in table.offers] == [True, False, True]


def test_choices_that_are_the_same_do_not_set_each_other_aside() -> None:
    table = trade_offs(exploration(np.full((2, 3, 2), 7.0), measures=BOTH))
    assert [one.dominated_by for one in table.offers] == [(), ()]


def test_the_worst_tenth_of_cases_is_the_worst_of_each_measure() -> None:
    cases = np.arange(20, dtype=float)
    values = np.stack([cases, cases], axis=1)[None]
    (one,) = trade_offs(exploration(values, measures=BOTH, errors=1.0)).offers
    assert one.worst == (0.5, 18.5)
    assert [(mean.value, mean.error) for mean in one.means] == [(9.5, 1), (9.5, 1)]


def test_a_milestone_that_one_choice_does_not_have_takes_no_choice_off_the_table() -> None:
    values = np.array([[[100, 50, 1]] * 2, [[90, 60, np.nan]] * 2])
    measures = (*BOTH, replace(GRADUATES, id="reached.foc"))
    table = trade_offs(exploration(values, measures=measures))
    assert [one.choice for one in table.offers] == ["A", "B"]
    assert [one.id for one in table.without] == ["reached.foc"]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).map(list), min_size=1, max_size=6))
def test_a_plain_loop_finds_the_same_choices_undominated(rows: list[list[int]]) -> None:
    values = np.array(rows, dtype=float)[:, None, :]
    table = trade_offs(exploration(values, measures=BOTH))
    for one, (graduates, cost) in zip(table.offers, rows, strict=True):
        beaten = any(
            other[0] >= graduates and other[1] <= cost and other != [graduates, cost]
            for other in rows
        )
        assert bool(one.dominated_by) is beaten
    assert not all(one.dominated_by for one in table.offers), "somebody always stands"


def test_errors_of_means_are_the_most_that_they_can_be() -> None:
    (one,) = trade_offs(exploration([[1, 2, 3]], errors=2.0)).offers
    assert one.means[0].error == pytest.approx(2.0)
