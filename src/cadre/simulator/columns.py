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
from cadre.simulator.streams import MASK, Cells, Rows

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
Where = tuple[int, int, int]
"""First row that is looked at, how many are, and rows of the block before them."""
Block = tuple[NDArray[np.uint32], NDArray[np.int64]]
"""Thresholds, (rows, 32), and the length of each column."""


class Columns(NamedTuple):
    """Blocks of thresholds of 32 bits: a draw is past those that it isn't below.

    Upper halves can't tell that a draw isn't past the rows at the end in which all are ones, nor
    that it is past those at the beginning in which all are zeros, but whether it may be. So of
    these one each is looked at.

    Attributes:
        first: (blocks,) first row of each block.
        before: (blocks,) its rows before those that are looked at.
        rows: (blocks,) its rows that are looked at; thresholds rise from row to row.
        length: (blocks, 32) how many rows each column has.
        tops: (rows, 32) upper halves; ones below the end of a column.
        tails: (rows, 32) lower halves.
    """

    first: Cells
    before: Cells
    rows: Cells
    length: Rows
    tops: Rows
    tails: Rows


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
    return Columns(
        first=np.cumsum(height) - height,
        before=before,
        rows=height - before - np.maximum(ones - 1, 0),
        length=np.array([lengths for _, lengths in blocks], dtype=np.int64).reshape(-1, WIDTH),
        tops=_halves(tops),
        tails=_halves([cells & LOW for cells, _ in blocks]),
    )


def _halves(blocks: Sequence[NDArray[Any]]) -> NDArray[np.uint16]:
    """Blocks one below the other, each row in one line of the cache."""
    found = aligned(np.uint16, sum(map(len, blocks)), WIDTH)
    np.concatenate([found[:0], *blocks], out=found, casting="same_kind")
    return found


def where(columns: Columns, block: int) -> Where:
    """Where to look in a block."""
    before = columns.before[block]
    return columns.first[block] + before, columns.rows[block], before


def tell(  # noqa: PLR0913, PLR0917 - rows that don't overlap come each by itself
    tops: Rows,
    place: Where,
    keys: Cells,
    words: Cells,
    shifts: tuple[int, int],
    found: Cells,
    close: Cells,
) -> None:
    """How many thresholds draws are past, as far as their upper halves tell it.

    Where a processor can, `permuted` does the same for 32 lanes at once.

    Args:
        tops: As of `Columns`.
        place: As of `where`.
        keys: (lanes,) numbers of which five bits name the column.
        words: (lanes,) words of which sixteen bits are the upper half of a draw.
        shifts: Bits below these, in the keys and in the words.
        found: (lanes,) thresholds that the draw is past.
        close: (lanes, or more) 1 where it may be past more, since the next upper half is the same.
    """
    each_in_turn(tops, place, keys, words, (shifts[0], shifts[1], 0), found, close)


def each_in_turn(  # noqa: PLR0913, PLR0917 - as `tell`
    tops: Rows,
    place: Where,
    keys: Cells,
    words: Cells,
    shifts: tuple[int, int, int],
    found: Cells,
    close: Cells,
) -> None:
    """As `tell`, lane by lane, from the lane on that comes after the shifts."""
    first, rows, before = place
    for lane in range(shifts[2], len(found)):
        column = (keys[lane] >> shifts[0]) & (WIDTH - 1)
        top = (words[lane] >> shifts[1]) & LOW
        low, left = first, rows
        while left > 0:
            half = (left + 1) >> 1
            low += half * (tops[low + half - 1, column] < top)
            left -= half
        found[lane] = before + low - first
        close[lane] = 1 if low < first + rows and tops[low, column] == top else 0


def settle(columns: Columns, block: int, column: int, draw: int) -> int:
    """How many thresholds of a column a whole draw is past."""
    low, left = columns.first[block], columns.length[block, column]
    while left > 0:
        half = (left + 1) >> 1
        row = low + half - 1
        limit = (int(columns.tops[row, column]) << HALF) + int(columns.tails[row, column])
        low += half * (limit <= draw)
        left -= half
    return low - columns.first[block]


RULES = (where, each_in_turn, tell, settle)
"""Every rule in this module, each after those that it calls."""
LEAVES = (each_in_turn,)
"""Loops over lanes whose rows never overlap."""
