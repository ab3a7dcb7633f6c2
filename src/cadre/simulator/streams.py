"""Streams: random draws keyed by what they are for, never by the order in which they are made.

A draw is a pure function of (seed, future, stream, thing, occasion): two plans of one mission
meet the same weather, and any split of the futures gives the same bits. Every value is an
integer. Chances are thresholds: an event of chance p happens when a draw u of 32 bits is less
than floor(p x 2^32 + 1/2). All other distributions are tables of such thresholds, in which the
value drawn is the first whose threshold is above u; so every draw is monotone in u and in p.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate
from math import floor
from typing import Any, Protocol, overload

import numpy as np

GATE, PARTNER, PLEDGE, SHOCK, COURSE, ENGAGEMENT, CONTINGENT, NEGOTIATION = 1, 2, 3, 4, 5, 6, 7, 8
STANDBY, ATTRITION, LATTER = 9, 10, 11
CERTAIN = 1 << 32
"""Threshold of an event that always happens."""
MASK = 0xFFFFFFFF


_unsigned: Any = np.uint32
_BELOW = np.uint32(0x7FFFFFFF)


class Cells(Protocol):
    """An array of integers, as the rules see it: of any back end, with one or two indices."""

    def __getitem__(self, at: int | tuple[int, int], /) -> int: ...

    def __setitem__(self, at: int | tuple[int, int], value: int, /) -> None: ...

    def __len__(self) -> int: ...


class Rows(Protocol):
    """Rows of integers: a row by one index, a cell by two, some cells by an index and a slice."""

    @overload
    def __getitem__(self, at: int, /) -> Cells: ...

    @overload
    def __getitem__(self, at: tuple[int, int], /) -> int: ...

    @overload
    def __getitem__(self, at: tuple[int, slice], /) -> Cells: ...

    def __setitem__(self, at: tuple[int, int], value: int, /) -> None: ...

    def __len__(self) -> int: ...


def philox(
    counter: tuple[int, int, int, int], key_low: int, key_high: int
) -> tuple[int, int, int, int]:
    """Four words of 32 bits: Philox4x32-10 of Salmon et al., SC 2011.

    Products may wrap at 64 bits with a sign: only their low and high 32 bits are read, so plain
    Python's long integers and compiled ones give the same words.
    """
    word0, word1, word2, word3 = counter
    for _ in range(10):
        even = 0xD2511F53 * word0
        odd = 0xCD9E8D57 * word2
        word0, word2 = (
            ((odd >> 32) & MASK) ^ word1 ^ key_low,
            ((even >> 32) & MASK) ^ word3 ^ key_high,
        )
        word1, word3 = odd & MASK, even & MASK
        key_low = (key_low + 0x9E3779B9) & MASK
        key_high = (key_high + 0xBB67AE85) & MASK
    return word0, word1, word2, word3


def words(
    run: tuple[int, int], stream: int, thing: tuple[int, int], occasion: int
) -> tuple[int, int, int, int]:
    """The four words of one occasion of one thing.

    Args:
        run: Seed (63 bits) and number of the future (32 bits).
        stream: What sort of thing it is, 1 to 15.
        thing: Low 32 and high 28 bits of the thing's name, as `named` gives them.
        occasion: Which of its occasions, 32 bits.
    """
    seed = int(run[0])
    return philox(counter_of(run, (stream, occasion), thing), seed & MASK, seed >> 32)


def counter_of(
    run: tuple[int, int], draw: tuple[int, int], thing: tuple[int, int]
) -> tuple[int, int, int, int]:
    """What a draw is for, as the counter of Philox; `draw` is the stream and the occasion."""
    return int(run[1]), int(draw[1]), int(thing[0]), (int(draw[0]) << 28) | int(thing[1])


def deal(
    luck: Rows, run: tuple[int, int], stream: int, thing: tuple[int, int], occasion: int
) -> None:
    """Draw the words of one occasion of one thing for every lane, into the first rows of `luck`.

    `run` is the seed and the number of the future in the first lane; the rest is as for `words`.
    """
    deal_from(luck, 0, run, (stream, occasion), thing)


def deal_from(
    luck: Rows, row: int, run: tuple[int, int], draw: tuple[int, int], thing: tuple[int, int]
) -> None:
    """As `deal`, into the four rows from `row` on; `draw` is the stream and the occasion."""
    cards(
        int(run[0]),
        counter_of(run, draw, thing),
        luck[row],
        luck[row + 1],
        luck[row + 2],
        luck[row + 3],
    )


def cards(
    seed: int,
    counter: tuple[int, int, int, int],
    words0: Cells,
    words1: Cells,
    words2: Cells,
    words3: Cells,
) -> None:
    """Draw four words for every lane: the counter's first word goes up by one a lane."""
    first, occasion, low, high = counter
    for lane in range(len(words0)):
        word = philox((first + lane, occasion, low, high), seed & MASK, seed >> 32)
        words0[lane] = word[0]
        words1[lane] = word[1]
        words2[lane] = word[2]
        words3[lane] = word[3]


def drawn(cumulative: Cells, first: int, last: int, word: int) -> int:
    """How many entries of the table in cells `first` to `last` (exclusive) are at most `word`."""
    low, left = first, last - first
    while left > 0:
        # Without a branch that luck decides: processors guess those wrong half of the time.
        half = (left + 1) >> 1
        low += half * (cumulative[low + half - 1] <= word)
        left -= half
    return low - first


def search(
    cells: Cells, most: int, first: Cells, length: Cells, words: Cells, found: Cells
) -> None:
    """As `drawn`, for all lanes at once, each in a table of its own.

    Args:
        cells: Thresholds.
        most: Entries of the longest of the tables, or more.
        first: (lanes,) first cell of each lane's table.
        length: (lanes,) its entries.
        words: (lanes,) words drawn.
        found: (lanes,) entries that are at most the word.
    """
    step = 1
    while 2 * step <= most:
        step = 2 * step
    for lane in range(len(found)):
        found[lane] = 0
    while step > 0:
        climb(cells, step, first, length, words, found)
        step = step >> 1


def index(number: int) -> int:
    """A number below 2^31, none below 0, as the cell that it stands for.

    So told, compiled rules ask for no end to count back from, and 32 bits of it will do.
    """
    return _unsigned(number) & _BELOW  # type: ignore[no-any-return]


def climb(cells: Cells, step: int, first: Cells, length: Cells, words: Cells, found: Cells) -> None:
    """Go up by so many entries where the last of them is at most the word."""
    for lane in range(len(found)):
        at = found[lane] + step
        cell = index(first[lane] + max(0, min(at, length[lane]) - 1))
        up = (at <= length[lane]) & (cells[cell] <= words[lane])
        found[lane] = found[lane] + (step if up else 0)


def pass_by(limit: int, words: Cells, found: Cells) -> None:
    """Go up by one where a threshold is at most the word."""
    for lane in range(len(found)):
        found[lane] += 1 if limit <= words[lane] else 0


def scan(cells: Cells, table: tuple[int, int], words: Cells, found: Cells) -> None:
    """As `drawn`, for all lanes at once, in one short table: its first cell and its entries."""
    first, length = table
    for cell in range(first, first + length):
        pass_by(cells[cell], words, found)


def add_to(cells: Cells, at: int | tuple[int, int], value: int) -> None:
    """Add to one of the sums over all futures. Where threads share them, each adds in one step."""
    cells[at] += value


def named(name: str) -> tuple[int, int]:
    """60 bits that stand for a thing, from its id: the same whatever else a dossier holds."""
    digest = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    return digest & MASK, digest >> 36


def rounded(value: float | Fraction) -> int:
    """The nearest whole number, halves upwards."""
    if isinstance(value, float):
        # What is left over a whole number is told exactly where it is near a half.
        whole = floor(value)
        return whole + (value - whole >= 0.5)
    return floor(Fraction(value) + Fraction(1, 2))


def threshold(chance: float | Fraction) -> int:
    """The threshold of a chance: floor(chance x 2^32 + 1/2), 0 to 2^32."""
    return floor(Fraction(chance) * CERTAIN + Fraction(1, 2))


@lru_cache(maxsize=4096)
def triangular(low: int, likely: int, high: int) -> tuple[int, ...]:
    """Thresholds of the whole numbers `low` to `high`: weights rise to `likely`, then fall.

    The weight of k is (k - low + 1) / (likely - low + 1) up to `likely` and
    (high - k + 1) / (high - likely + 1) from there: it would be 0 one step outside.
    """
    rise, fall = likely - low + 1, high - likely + 1
    weights = [(k + 1) * fall for k in range(rise)]
    weights += [(fall - k) * rise for k in range(1, fall)]
    return _thresholds(weights)


def _thresholds(weights: Sequence[int]) -> tuple[int, ...]:
    total = sum(weights)
    return tuple((2 * part * CERTAIN + total) // (2 * total) for part in accumulate(weights))


@lru_cache(maxsize=256)
def waiting(chance: float, weeks: int) -> tuple[int, ...]:
    """Thresholds of waiting 0, 1, ... weeks for what comes with `chance` each week.

    Geometric: 1 - (1 - chance)^(k + 1), by repeated products in double precision. A draw past
    the last threshold waits for longer than `weeks`.
    """
    missed, found = 1.0, []
    for _ in range(weeks):
        missed *= 1.0 - chance
        found.append(threshold(1.0 - missed))
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def binomial(trials: int, chance: Fraction) -> tuple[int, ...]:
    """Thresholds of 0, 1, ... successes of `chance` each; those that are certain are left out."""
    first, weights = likely_successes(trials, chance.numerator, chance.denominator)
    limits = (*([0] * first), *_thresholds(weights))
    return tuple(one for one in limits if one < CERTAIN)


def likely_successes(trials: int, share: int, whole: int) -> tuple[int, list[int]]:
    """Weights of numbers of successes, each of chance `share` / `whole`.

    They follow from the likeliest number's, 2^96, by their exact ratios, rounded down; so they
    are right far beyond the 32 bits of a threshold, also for thousands of trials.

    Returns:
        The least number whose weight isn't 0, and the weights from it on while they aren't.
    """
    missed = whole - share
    mode = min(trials, (trials + 1) * share // whole)
    above, below = [1 << 96], list[int]()
    for k in range(mode, trials):
        above.append(above[-1] * ((trials - k) * share) // ((k + 1) * missed))
        if above[-1] == 0:
            break
    weight = above[0]
    for k in range(mode, 0, -1):
        weight = weight * (k * missed) // ((trials - k + 1) * share)
        if weight == 0:
            break
        below.append(weight)
    return mode - len(below), [*reversed(below), *above]


RULES = (
    philox,
    counter_of,
    words,
    cards,
    deal_from,
    deal,
    drawn,
    index,
    climb,
    search,
    pass_by,
    scan,
    add_to,
)
"""Every rule in this module, each after those that it calls."""
