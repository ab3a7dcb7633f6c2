"""Attrition: how many graduates leave the service in a week, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.columns import Columns
from cadre.simulator.streams import Cells

EXACT, DITHERED = "exact", "dithered"
MODES = (EXACT, DITHERED)
"""Ways to draw who leaves: to the last bit of the binomial, or its mean with one die."""


class Attrition(NamedTuple):
    """How many leave: drawn for each digit, to the base 32, of the number of graduates.

    Attributes:
        dithered: (1,) 1 when one word rounds the mean, so that no tables are laid.
        share: (courses,) threshold of leaving in a week; 0 when nobody leaves.
        digits: (courses,) digits of the most graduates there can be; 0 without tables.
        block: (most digits, courses) block of `leavers` for a digit, its values as columns.
        word_at: (courses,) row of `Scratch.toll` from which on a course's words stand.
        leavers: How many leave.
    """

    dithered: Cells
    share: Cells
    digits: Cells
    block: Cells
    word_at: Cells
    leavers: Columns
