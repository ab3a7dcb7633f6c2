"""The random words are Philox's, and every distribution is what it says it is."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from cadre.simulator.laying import ints
from cadre.simulator.streams import (
    CERTAIN,
    binomial,
    drawn,
    named,
    philox,
    threshold,
    triangular,
    waiting,
    words,
)
from tests.oracle.simulator_luck import four_words, successes

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "known"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_the_words_are_those_of_the_published_test_vectors(
    counter: tuple[int, int, int, int], key: tuple[int, int], known: tuple[int, int, int, int]
) -> None:
    assert philox(counter, *key) == known


def test_each_part_of_the_key_gives_other_words() -> None:
    base = words((5, 6), 3, named("a"), 7)
    others = [
        words((5 + 2**40, 6), 3, named("a"), 7),
        words((5, 7), 3, named("a"), 7),
        words((5, 6), 4, named("a"), 7),
        words((5, 6), 3, named("b"), 7),
        words((5, 6), 3, named("a"), 8),
    ]
    assert len({base, *others}) == 6
    assert list(base) == four_words(5, 6, 3, "a", 7)


def chances(table: tuple[int, ...]) -> list[Fraction]:
    """Chance of each cell of a table, to a part in 2^32."""
    return [Fraction(high - low, CERTAIN) for low, high in pairwise((0, *table))]


def test_a_chance_of_one_is_certain_and_a_chance_of_nought_is_impossible() -> None:
    assert threshold(1.0) == CERTAIN
    assert threshold(0.0) == 0
    assert threshold(0.25) == CERTAIN // 4


def test_a_triangular_number_is_symmetric_and_falls_to_nought_just_outside() -> None:
    found = chances(triangular(0, 2, 4))
    assert [round(float(chance), 6) for chance in found] == [
        round(weight / 9, 6) for weight in (1, 2, 3, 2, 1)
    ]
    assert triangular(5, 5, 5) == (CERTAIN,)


@pytest.mark.parametrize(("low", "likely", "high"), [(0, 0, 30), (0, 30, 30), (3, 10, 200)])
def test_every_triangular_table_ends_in_certainty(low: int, likely: int, high: int) -> None:
    table = triangular(low, likely, high)
    assert len(table) == high - low + 1
    assert table[-1] == CERTAIN
    assert max(chances(table)) == chances(table)[likely - low]


@pytest.mark.parametrize("chance", [0.02, 0.5, 1.0])
def test_the_mean_wait_is_that_of_a_geometric_law(chance: float) -> None:
    weeks = 2000
    found = chances(waiting(chance, weeks))
    mean = float(sum(week * share for week, share in enumerate(found)))
    assert mean == pytest.approx((1 - chance) / chance, abs=1e-4)


def test_what_never_comes_has_no_threshold_above_nought() -> None:
    table = waiting(0.0, 10)
    assert drawn(ints(table), 0, 10, 0) == 10


@pytest.mark.parametrize(("seats", "pass_share"), [(0, 900), (1, 0), (12, 1000), (30, 850)])
def test_the_mean_of_graduates_is_seats_times_share(seats: int, pass_share: int) -> None:
    found = chances((*binomial(seats, Fraction(pass_share, 1000)), CERTAIN))
    mean = float(sum(number * share for number, share in enumerate(found)))
    square = float(sum(number**2 * share for number, share in enumerate(found)))
    share = pass_share / 1000
    assert mean == pytest.approx(seats * share, abs=1e-6)
    assert square - mean**2 == pytest.approx(seats * share * (1 - share), abs=1e-4)


@pytest.mark.parametrize(("seats", "pass_share"), [(1, 500), (30, 853), (400, 990), (700, 37)])
def test_graduates_are_binomial_to_the_last_bit(seats: int, pass_share: int) -> None:
    share = Fraction(pass_share, 1000)
    certain = seats + 1 - len(binomial(seats, share))
    assert (*binomial(seats, share), *[CERTAIN] * certain) == successes(seats, share)


def test_more_graduate_with_the_same_luck_when_more_pass() -> None:
    # Without this, raising a pass share could show fewer graduates by mere luck.
    for word in range(0, CERTAIN, CERTAIN // 97):
        tables = [ints(binomial(25, Fraction(share, 1000))) for share in (700, 800)]
        few, many = (drawn(table, 0, len(table), word) for table in tables)
        assert few <= many


def test_a_draw_falls_into_the_first_cell_above_it() -> None:
    table = ints([10, 10, 20, 30])
    assert [drawn(table, 0, 4, word) for word in (0, 9, 10, 19, 20, 29, 30)] == [
        0,
        0,
        2,
        2,
        3,
        3,
        4,
    ]
    assert drawn(table, 2, 4, 25) == 1
