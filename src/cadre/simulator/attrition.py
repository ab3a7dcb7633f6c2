"""Attrition: how many graduates leave the service in a week, as flat arrays."""

from __future__ import annotations

from typing import NamedTuple

from cadre.simulator.streams import Cells

EXACT, DITHERED = "exact", "dithered"
MODES = (EXACT, DITHERED)
"""Ways to draw who leaves: to the last bit of the binomial, or its mean with one die."""
FEW = 5
"""Bits of a number of those who leave that a guide can tell."""
FINE = 16 - FEW
"""Bits of a threshold in a guide."""
CLOSE = (1 << FINE) - 1
"""The mask of these."""
GUIDE = 5
"""Bits of a word by which a guide is looked up; the next ones are compared."""
COARSE = 32 - GUIDE - FINE
"""Bits of a word that a guide doesn't look at."""
UNTOLD = (1 << FEW) - 1
"""In a guide, the number of those who leave that says: look in the row."""


class Attrition(NamedTuple):
    """How many leave, drawn for whole pieces of graduates and for those who are left over.

    A block is a row of 2^bits cells for each number of pieces, or of graduates left over. The
    cells of a row are thresholds less one, so that all fit 32 bits: a word is past a cell when it
    is larger. The last cell is the least number who leave.

    Most draws are told by one look into the guide of a row, which takes 64 bytes. It has a cell of
    16 bits, two to a word, for each value of a draw's highest bits: its lowest bits are how many
    leave at least, the rest the next bits of a threshold less one, or all ones. One more leaves
    when the draw's next bits are more than these. When they are the same the row itself is looked
    at; and so it is for all of a cell in which two thresholds meet, or whose number is too large,
    which is then UNTOLD.

    Attributes:
        dithered: (1,) 1 when one word rounds the mean, so that no blocks are laid.
        share: (courses,) threshold of leaving in a week; 0 when nobody leaves.
        piece: (courses,) graduates in a piece, as a power of two.
        cell: (courses, 2) first cell of the block of pieces, -1 when there are none, and of that of
            those left over.
        bits: (courses, 2) cells of their rows, as a power of two.
        cells: Words of 32 bits.
        guide: (courses, 2) first word of the guides of these blocks.
        guides: Words of 32 bits.
    """

    dithered: Cells
    share: Cells
    piece: Cells
    cell: Cells
    bits: Cells
    cells: Cells
    guide: Cells
    guides: Cells
