"""Lanes: what is done with rows of lanes, whatever they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np

from cadre.simulator.room import Scratch
from cadre.simulator.streams import Cells, Rows

# Called, they make a number as narrow, for compiled rules and in plain Python alike.
int16: Any = np.int16
int32: Any = np.int32


def fill(cells: Cells, value: int) -> None:
    """Set all cells of a row to one value."""
    for cell in range(len(cells)):
        cells[cell] = value


def fill_all(rows: Rows, value: int) -> None:
    """Set all cells of some rows to one value."""
    for row in range(len(rows)):
        fill(rows[row], value)


def narrow(scratch: Scratch, place: int, value: int) -> int:
    """A number as narrow as lanes are, so that loops over lanes which read it stay narrow."""
    scratch.clock[place] = value
    return scratch.clock[place]


def copy(cells: Cells, to: Cells) -> None:
    """Copy lane by lane."""
    for lane in range(len(to)):
        to[lane] = cells[lane]


def add(more: Cells, total: Cells) -> None:
    """Add lane by lane."""
    for lane in range(len(total)):
        total[lane] += more[lane]


def take(less: Cells, cells: Cells) -> None:
    """Subtract lane by lane."""
    for lane in range(len(cells)):
        cells[lane] -= less[lane]


def total(cells: Cells) -> int:
    """The sum over all lanes, which fits 32 bits: so narrow, it is found twice as fast."""
    found: int = int32(0)
    for lane in range(len(cells)):
        found = int32(found + cells[lane])
    return found


def any_bit(cells: Cells) -> int:
    """The bits that are set in some lane, at most 15."""
    found: int = int16(0)
    for lane in range(len(cells)):
        found = int16(found | cells[lane])
    return found


def count(cells: Cells, bits: int) -> int:
    """Lanes in which a row has some of these bits; `bits` is narrow."""
    found: int = int16(0)
    for lane in range(len(cells)):
        found = int16(found + (1 if (cells[lane] & bits) != 0 else 0))
    return found


def has(cells: Cells, value: int) -> bool:
    """Whether a row has a value, which is narrow, in some lane."""
    found: int = int16(0)
    for lane in range(len(cells)):
        found = int16(found + (1 if cells[lane] == value else 0))
    return found > 0


def flag(so: Cells, flags: Cells) -> None:
    """Raise the flags of the lanes in which something is so."""
    for lane in range(len(so)):
        flags[lane] = 1 if so[lane] != 0 else 0


def gather(scratch: Scratch) -> int:
    """List in `found` the lanes whose flags are up, and answer how many they are.

    On a processor `vectors` does the same for 64 lanes at once: most flags are down.
    """
    flags, found, number = scratch.flags[0], scratch.found[0], 0
    for lane in range(len(scratch.luck[0])):
        found[number] = lane
        number += flags[lane]
    return number


RULES = (fill, fill_all, narrow, copy, add, take, total, any_bit, count, has, flag, gather)
"""Every rule in this module, each after those that it calls."""
LEAVES = (fill, copy, add, take, total, any_bit, count, has, flag)
"""Loops over lanes whose rows never overlap."""
