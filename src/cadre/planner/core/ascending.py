"""Ascending: short lists of whole numbers sorted, digit by digit."""

from __future__ import annotations

import numpy as np

from cadre.planner.core.compiled import apart
from cadre.planner.core.layout import Shorts

BITS = 8
"""Bits of a digit."""


@apart
def ascend(some: Shorts) -> None:
    """Sort numbers that aren't below 0, in place.

    Radix sort, the last digit first (Knuth, The Art of Computer Programming 3, 5.2.5): no two
    numbers are compared, so that nothing has to be guessed by the processor.
    """
    most = 0
    for one in some:
        most = max(most, one)
    size, mask = 1 << BITS, (1 << BITS) - 1
    other, begins = np.empty_like(some), np.empty(size + 1, np.int64)
    shift = 0
    while most >> shift > 0:
        begins[:] = 0
        for one in some:
            begins[((one >> shift) & mask) + 1] += 1
        for digit in range(size):
            begins[digit + 1] += begins[digit]
        for one in some:
            digit = (one >> shift) & mask
            other[begins[digit]] = one
            begins[digit] += 1
        some[:] = other
        shift += BITS
