"""Dice: whole numbers that look like luck and depend on their seed alone, on every machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cadre.planner.core.compiled import inner

Dice = NDArray[np.uint64]


def dice(seed: int) -> Dice:
    """Dice for a seed."""
    state = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % 2**64
    return np.array([state or 1], np.uint64)


@inner
def roll(state: Dice, sides: int) -> int:
    """A number from 0 to `sides` - 1 (xorshift64*, Marsaglia 2003, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    high = (x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33)
    return int(np.int64(high) % sides)


@inner
def share(state: Dice) -> float:
    """A number from 0 up to 1."""
    return roll(state, 1 << 30) / (1 << 30)
