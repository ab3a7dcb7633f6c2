"""Attrition: how many graduates leave the service in a week, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells

EXACT, DITHERED = "exact", "dithered"
MODES = (EXACT, DITHERED)
"""Ways to draw who leaves: to the last bit of the binomial, or its mean with one die."""


class Attrition(NamedTuple):
    """How many leave, drawn for whole pieces of graduates and for those who are left over.

    A block is a row of 2^bits cells for each number of pieces, or of graduates left over; its
    first cell is a multiple of 2^bits. The cells of a row are thresholds less one, so that all fit
    32 bits: a word is past a cell when it is larger. The last cell is the least number who leave.

    Attributes:
        dithered: (1,) 1 when one word rounds the mean, so that no blocks are laid.
        share: (courses,) threshold of leaving in a week; 0 when nobody leaves.
        piece: (courses,) graduates in a piece, as a power of two.
        cell: (courses, 2) first cell of the block of pieces, -1 when there are none, and of that of
            those left over.
        bits: (courses, 2) cells of their rows, as a power of two.
        cells: Words of 32 bits.
    """

    dithered: Cells
    share: Cells
    piece: Cells
    cell: Cells
    bits: Cells
    cells: Cells
