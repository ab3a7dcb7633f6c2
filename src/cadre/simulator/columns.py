"""Columns: how many thresholds a draw is past, where each lane asks in a table of its own.

Tables that belong together stand side by side as the columns of a block, and go down its rows. A
lane names its column by five bits, and asks with the upper half of a draw first: the lower one is
drawn, or looked at, only in the few lanes in which the upper one is that of a threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.simulator.aligned import aligned
from cadre.simulator.streams import MASK, Cells, Rows, drawn, index

PLACE = 5
"""Bits that name a column."""
WIDTH = 1 << PLACE
"""Columns of a block."""
DRAW = 32
"""Bits of a draw."""
HALF = DRAW // 2
"""Bits of half of it."""
LOW = (1 << HALF) - 1
"""Their mask."""
GUIDE = 5
"""Bits of an upper half by which a guide is looked up; the rest is compared."""
FINE = HALF - GUIDE
"""Bits of these."""
UNTOLD = (1 << GUIDE) - 1
"""In a guide, the number of thresholds that says: look in the column."""
Where = tuple[int, int, int, int]
"""First row that is looked at, how many are, rows of the block before them, and its first guide."""
Block = tuple[NDArray[np.uint32], NDArray[np.int64]]
"""Thresholds, (rows, 32), and the length of each column."""


class Columns(NamedTuple):
    """Blocks of thresholds of 32 bits: a draw is past those that it isn't below.

    Upper halves can't tell that a draw isn't past the rows at the end in which all are ones, nor
    that it is past those at the beginning in which all are zeros, but whether it may be. So of
    these one each is looked at.

    Where a processor can't look into a row for many lanes at once, a guide tells a lane most. It
    has a cell of 16 bits, two to a word, for each value of a half's highest bits: its lowest bits
    are how many thresholds lie below all of these draws, the rest the next bits of a threshold
    among them, or all ones. A draw is past one more when its next bits are more; when they are the
    same the column is looked at, and so it is for all of a cell in which two thresholds meet, or
    whose number is too large, which is then UNTOLD.

    Attributes:
        first: (blocks,) first row of each block.
        before: (blocks,) its rows before those that are looked at.
        rows: (blocks,) its rows that are looked at; thresholds rise from row to row.
        tops: (rows, 32) upper halves; ones below the end of a column.
        at: (blocks, 32) first cell of each column.
        length: (blocks, 32) its cells.
        cells: Whole thresholds, column after column.
        guides: (blocks x 32 x 16,) words.
    """

    first: Cells
    before: Cells
    rows: Cells
    tops: Rows
    at: Rows
    length: Rows
    cells: Cells
    guides: Cells


def side_by_side(tables: Sequence[Sequence[int]]) -> Block:
    """Up to 32 tables of thresholds, each below 2^32, as the columns of a block."""
    # No lane asks for columns beyond the tables: they are as the last, so that rows stay alike.
    full = [tables[min(column, len(tables) - 1)] for column in range(WIDTH)]
    length = np.array([len(table) for table in full], dtype=np.int64)
    block = np.full((length.max(), WIDTH), MASK, dtype=np.uint32)
    for column, table in enumerate(full):
        block[: len(table), column] = table
    return block, length


def columns_of(blocks: Sequence[Block]) -> Columns:
    """Blocks, one after the other."""
    height = np.array([len(cells) for cells, _ in blocks], dtype=np.int64)
    tops = [cells >> HALF for cells, _ in blocks]
    zeros = np.array([int((one == 0).all(axis=1).sum()) for one in tops], dtype=np.int64)
    ones = np.array([int((one == LOW).all(axis=1).sum()) for one in tops], dtype=np.int64)
    before = np.maximum(zeros - 1, 0)
    rows = height - before - np.maximum(ones - 1, 0)
    guides = [
        _guides(some[first : first + number], length - first)
        for some, (_, length), first, number in zip(tops, blocks, before, rows, strict=True)
    ]
    first = np.cumsum(height) - height
    halves = aligned(np.uint16, int(height.sum()), WIDTH)
    np.concatenate([halves[:0], *tops], out=halves, casting="same_kind")
    whole = [cells.T.ravel() for cells, _ in blocks]
    return Columns(
        first=first,
        before=before,
        rows=rows,
        tops=halves,
        at=WIDTH * first[:, None] + np.arange(WIDTH) * height[:, None],
        length=np.array([lengths for _, lengths in blocks], dtype=np.int64).reshape(-1, WIDTH),
        cells=np.concatenate([np.zeros(0, dtype=np.uint32), *whole]),
        guides=np.concatenate([np.zeros(0, dtype=np.uint32), *guides]),
    )


def _guides(tops: NDArray[Any], length: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The guides of a block's columns, one after the other, from the rows that are looked at."""
    there = np.arange(len(tops))[:, None] < length
    # Where a half is all ones its column is looked at anyhow, for however many thresholds.
    there[1:] &= (tops[1:] < LOW) | (tops[:-1] < LOW)
    columns, rows = np.nonzero(there.T)
    limits = tops[rows, columns].astype(np.int64)
    places, shape = (columns << GUIDE) + (limits >> FINE), (WIDTH, 1 << GUIDE)
    inside = np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)
    least = np.cumsum(inside, axis=1) - inside
    next_bits = np.full(shape, (1 << FINE) - 1)
    next_bits.ravel()[places] = limits & ((1 << FINE) - 1)
    told = (inside <= 1) & (least < UNTOLD)
    cells = np.where(told, (next_bits << GUIDE) + least, UNTOLD).ravel()
    found: NDArray[np.uint32] = (cells[::2] + (cells[1::2] << HALF)).astype(np.uint32)
    return found


def where(columns: Columns, block: int) -> Where:
    """Where to look in a block."""
    before = columns.before[block]
    guide = block << (PLACE + GUIDE - 1)
    return columns.first[block] + before, columns.rows[block], before, guide


def tell(  # noqa: PLR0913, PLR0917 - as `ask_guides`
    columns: Columns,
    block: int,
    keys: Cells,
    words: Cells,
    shifts: tuple[int, int],
    found: Cells,
    close: Cells,
) -> None:
    """How many thresholds of a block draws are past, as far as their upper halves tell it.

    Where a processor can, `vectors` does the same for 32 lanes at once, and fewer lanes are close.

    Args:
        columns: The blocks.
        block: Which of them.
        keys: (lanes,) numbers of which five bits name the column.
        words: (lanes,) words of which sixteen bits are the upper half of a draw.
        shifts: Bits below these, in the keys and in the words.
        found: (lanes,) thresholds that the draw is past, unless it is close.
        close: (lanes, or more) 1 where the upper half doesn't tell it.
    """
    place = where(columns, block)
    ask_guides(columns.guides, place, keys, words, (shifts[0], shifts[1], 0), found, close)


def ask_guides(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    guides: Cells,
    place: Where,
    keys: Cells,
    words: Cells,
    shifts: tuple[int, int, int],
    found: Cells,
    close: Cells,
) -> None:
    """As `tell`, by guides, from the lane on that comes after the shifts."""
    _, _, before, guide = place
    for lane in range(shifts[2], len(found)):
        column = (keys[lane] >> shifts[0]) & (WIDTH - 1)
        top = index(words[lane] >> shifts[1]) & LOW
        pair = guides[index(guide + (column << (GUIDE - 1)) + (top >> FINE + 1))]
        cell = index(pair >> ((top >> FINE & 1) << 4)) & LOW
        least, limit, fine = cell & UNTOLD, cell >> GUIDE, top & ((1 << FINE) - 1)
        found[lane] = before + least + (1 if fine > limit else 0)
        close[lane] = 1 if (least == UNTOLD) | (fine == limit) else 0


def settle(columns: Columns, block: int, column: int, draw: int) -> int:
    """How many thresholds of a column a whole draw is past."""
    first = columns.at[block, column]
    return drawn(columns.cells, first, first + columns.length[block, column], draw)


RULES = (where, ask_guides, tell, settle)
"""Every rule in this module, each after those that it calls."""
LEAVES = (ask_guides,)
"""Loops over lanes whose rows never overlap."""
