"""Tables side by side: what a draw is past, told by halves, lane by lane and for many at once."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cadre.mission.quantities import Range, exact
from cadre.simulator import vectors
from cadre.simulator.columns import (
    HALF,
    PLACE,
    WIDTH,
    Columns,
    columns_of,
    settle,
    side_by_side,
    tell,
)
from cadre.simulator.cpu import compiled
from cadre.simulator.lanes import gather
from cadre.simulator.leaving import digits_of, leaving, most_graduates
from cadre.simulator.room import scratch
from cadre.simulator.streams import MASK
from cadre.simulator.tables import lay
from tests.oracle.simulator_luck import pick, successes
from tests.simulator.small import ADVISE, WEEKS, planned, start
from tests.simulator.test_simulator_people import taught


def told(columns: Columns, block: int, column: int, draws: list[int]) -> list[int]:
    """How many thresholds of a column each draw is past, by the rules."""
    words, keys = np.array(draws, dtype=np.int64), np.full(len(draws), column)
    found, close = np.zeros_like(words), np.zeros_like(words)
    tell(columns, block, keys, words, (0, HALF), found, close)
    return settled(columns, block, keys, words, found, close)


def settled(
    columns: Columns,
    block: int,
    keys: NDArray[Any],
    words: NDArray[Any],
    found: NDArray[Any],
    close: NDArray[Any],
) -> list[int]:
    """What was found, and where it wasn't told what the column says to the whole draw."""
    return [
        settle(columns, block, int(key) & (WIDTH - 1), int(word)) if open_ else int(past)
        for key, word, past, open_ in zip(keys, words, found, close, strict=True)
    ]


def edges(limits: tuple[int, ...]) -> list[int]:
    """Draws at which something changes, and some between."""
    near = {0, MASK, *(limit + by for limit in limits for by in (-1, 0, 1, 1 << HALF))}
    return sorted(draw for draw in near if 0 <= draw <= MASK)


@pytest.mark.parametrize(("seats", "loss"), [(31, 0.3), (40, 0.02), (400, 0.01), (90, 0.9)])
def test_tables_of_leavers_are_those_of_exact_fractions_at_every_edge(
    seats: int, loss: float
) -> None:
    of = taught(seats=seats, loss_a_month=exact(loss), break_weeks=8)
    own, school = lay(of, planned(start(ADVISE)), ()).attrition, of.courses[0]
    most, chance = most_graduates(school, WEEKS), Fraction(leaving(school), 2**32)
    assert own.digits[0] == digits_of(most) >= 2
    for digit in range(own.digits[0]):
        highest = min(WIDTH - 1, most >> PLACE * digit)
        for value in sorted({0, 1, highest // 2, highest}):
            limits = successes(value << PLACE * digit, chance)
            draws = edges(limits)
            assert told(own.leavers, own.block[digit, 0], value, draws) == [
                pick(limits, draw) for draw in draws
            ]


def test_tables_of_graduates_are_those_of_exact_fractions_for_each_share() -> None:
    # Sixty shares take two blocks, of which the second isn't full.
    of = taught(seats=70, pass_share=Range(0.3, 0.6, 0.9))
    teaching = lay(of, planned(start(ADVISE)), ()).teaching
    assert teaching.passed_at.tolist() == [0, 2]  # type: ignore[attr-defined]
    for share in (0, 1, 31, 32, 60):
        limits = successes(70, Fraction(30 + share, 100))
        draws = edges(limits)
        assert told(teaching.passed, share >> PLACE, share & (WIDTH - 1), draws) == [
            pick(limits, draw) for draw in draws
        ]


@cache
def built(rule: Any) -> Any:  # noqa: ANN401 - a rule, compiled
    compiled()
    return numba.njit(rule)


tables = st.lists(
    st.lists(st.integers(0, MASK), max_size=70).map(sorted), min_size=1, max_size=WIDTH
)


@pytest.mark.skipif(not vectors.able(), reason="the processor has no AVX-512")
@settings(max_examples=60, deadline=None)
@given(tables, st.integers(1, 130), st.sampled_from(["int16", "int32"]), st.randoms())
def test_many_lanes_at_once_are_told_what_each_is_told_by_itself(
    some: list[list[int]],
    lanes: int,
    narrow: str,
    dice: Any,  # noqa: ANN401 - random.Random, of hypothesis
) -> None:
    columns = columns_of([side_by_side([[1, 2]]), side_by_side(some)])
    edge = [0, MASK, *(one for table in some for one in table)]
    near = [dice.choice(edge) + dice.choice([-1, 0, 1, 1 << HALF]) for _ in range(lanes)]
    words = np.array([dice.choice([one & MASK, dice.randint(0, MASK)]) for one in near], np.uint32)
    keys = np.array([dice.randrange(1 << 15) for _ in range(lanes)], dtype=narrow)
    for shift in (0, PLACE, 2 * PLACE):
        found, close = np.zeros(lanes, dtype=narrow), np.zeros(lanes, dtype=np.int8)
        built(vectors.tell_wide)(columns, 1, keys, words, (shift, HALF), found, close)
        places = (keys >> shift) & (WIDTH - 1)
        slowly = [
            sum(one <= word for one in some[min(place, len(some) - 1)])
            for place, word in zip(places.tolist(), words.tolist(), strict=True)
        ]
        assert settled(columns, 1, places, words, found, close) == slowly
        # Of an odd digit the upper half of a draw stands above, of an even one below.
        swapped = (words >> HALF) | (words << HALF)
        again, also = np.zeros_like(found), np.zeros_like(close)
        built(vectors.tell_wide)(columns, 1, keys, swapped, (shift, 0), again, also)
        assert again.tolist() == found.tolist()
        assert also.tolist() == close.tolist()


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(0, 2), st.lists(st.integers(0, MASK), max_size=20))
def test_a_guide_tells_what_its_column_does_or_that_it_does_not(
    some: list[list[int]], place: int, more: list[int]
) -> None:
    columns, column = columns_of([side_by_side(some)]), min(place, len(some) - 1)
    draws = [*edges(tuple(some[column])), *more]
    assert told(columns, 0, column, draws) == [
        sum(limit <= draw for limit in some[column]) for draw in draws
    ]


def test_most_draws_are_told_by_their_upper_half() -> None:
    own = lay(taught(seats=40), planned(start(ADVISE)), ()).attrition
    words = np.random.default_rng(1).integers(0, 1 << 32, 10_000)
    for key in (3, 31):
        found, close = np.zeros_like(words), np.zeros_like(words)
        keys = np.full(len(words), key)
        tell(own.leavers, own.block[0, 0], keys, words, (0, HALF), found, close)
        assert close.mean() < 0.1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 256), st.integers(0, 8), st.randoms())
def test_flags_are_listed_in_their_order_however_many_are_looked_at_together(
    lanes: int,
    rarely: int,
    dice: Any,  # noqa: ANN401 - random.Random, of hypothesis
) -> None:
    raised = [dice.randint(0, rarely) == 0 for _ in range(lanes)]
    for rule, plain in ((gather, True), (built(vectors.gather_wide), False)):
        room = scratch(lay(taught(), planned(start(ADVISE)), ()), lanes, plain=plain)
        for lane, up in enumerate(raised):
            room.flags[0, lane] = up
        number = rule(room)
        found = [int(room.found[0, place]) for place in range(number)]
        assert found == np.flatnonzero(raised).tolist()
