"""The oracle's own random words and chances: fractions, summed when asked."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from itertools import accumulate

from cadre.mission.quantities import Range

TWO32 = 2**32


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def below(chance: float | Fraction) -> int:
    return half_up(Fraction(chance) * TWO32)


def four_words(seed: int, future: int, stream: int, name: str, occasion: int) -> list[int]:
    """Philox4x32-10 on the counter and key of the contract."""
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    block = [future, occasion, number % TWO32, stream * 2**28 + number // 2**36]
    key = [seed % TWO32, seed // TWO32]
    for turn in range(10):
        if turn:
            key = [(key[0] + 0x9E3779B9) % TWO32, (key[1] + 0xBB67AE85) % TWO32]
        high0, low0 = divmod(block[0] * 0xD2511F53, TWO32)
        high1, low1 = divmod(block[2] * 0xCD9E8D57, TWO32)
        block = [high1 ^ block[1] ^ key[0], low1, high0 ^ block[3] ^ key[1], low0]
    return block


def pick(limits: tuple[int, ...], word: int) -> int:
    """The first value whose cumulative threshold is above the word."""
    return next(value for value, limit in enumerate(limits) if word < limit)


def limits(chances: Iterable[Fraction]) -> tuple[int, ...]:
    """Cumulative thresholds."""
    return tuple(below(total) for total in accumulate(chances))


@cache
def triangle(low: int, likely: int, high: int) -> tuple[int, ...]:
    weights = [
        min(Fraction(k - low + 1, likely - low + 1), Fraction(high - k + 1, high - likely + 1))
        for k in range(low, high + 1)
    ]
    whole = sum(weights)
    return limits(weight / whole for weight in weights)


def tri(low: int, likely: int, high: int, word: int) -> int:
    return low + pick(triangle(low, likely, high), word)


def tri_of(figure: Range, word: int, scale: int = 1, least: int = 0) -> int:
    ends = [
        max(least, half_up(Fraction(v) * scale)) for v in (figure.low, figure.likely, figure.high)
    ]
    return tri(ends[0], ends[1], ends[2], word)


@cache
def successes(trials: int, p: Fraction) -> tuple[int, ...]:
    hit, miss, whole = p.numerator, p.denominator - p.numerator, p.denominator**trials
    ways = (math.comb(trials, k) * hit**k * miss ** (trials - k) for k in range(trials + 1))
    return tuple((2 * total * TWO32 + whole) // (2 * whole) for total in accumulate(ways))


def wait(chance: float, word: int, weeks: int) -> int | None:
    """Weeks until something comes; None when it doesn't within `weeks`."""
    missed = 1.0
    for week in range(weeks):
        missed *= 1.0 - chance
        if word < below(1.0 - missed):
            return week
    return None
