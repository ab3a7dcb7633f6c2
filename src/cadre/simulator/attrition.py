"""Attrition: how many graduates leave the service in a week, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells

EXACT, DITHERED = "exact", "dithered"
MODES = (EXACT, DITHERED)
"""Ways to draw who leaves: to the last bit of the binomial, or its mean with one die."""


class Attrition(NamedTuple):
    """How many leave, drawn for whole pieces of graduates and for those who are left over.

    A block is a row for each number of pieces, or of graduates left over, each of 2^bits cells:
    thresholds less one, so that all of them fit 32 bits; a word is past a cell when it is larger.
    What lies behind a row's last threshold is never passed.

    Attributes:
        dithered: (1,) 1 when one word rounds the mean, so that no blocks are laid.
        share: (courses,) threshold of leaving in a week; 0 when nobody leaves.
        piece: (courses,) graduates in a piece, as a power of two.
        row: (courses, 2) first row of the block of pieces, and of the block of those left over.
        cell: (courses, 2) first cell of these blocks.
        bits: (courses, 2) cells of their rows, as a power of two.
        least: (rows,) the least number who leave.
        cells: Thresholds less one, words of 32 bits.
    """

    dithered: Cells
    share: Cells
    piece: Cells
    row: Cells
    cell: Cells
    bits: Cells
    least: Cells
    cells: Cells
