"""Leaving: how many of a course's graduates leave the service in a week (rule 11 of `week`)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError
from cadre.mission.pipeline import kept_a_week, trainees
from cadre.mission.training import Course
from cadre.simulator.attrition import (
    CLOSE,
    COARSE,
    DITHERED,
    FEW,
    FINE,
    GUIDE,
    MODES,
    UNTOLD,
    Attrition,
)
from cadre.simulator.laying import grid, ints
from cadre.simulator.streams import MASK, leavers, threshold

UNSPLIT = 1024
"""Below so many graduates, who leaves is drawn from a row of their own number."""
NOWHERE = (-1, 0, -1)
"""The place of a block that isn't needed."""
MOST_CELLS = 1 << 22
"""Cells of all tables: 16 MiB, some seconds of laying."""
Place = tuple[int, int, int]
"""First cell and bits of a block, and the first word of its guides."""


def most_graduates(course: Course, weeks: int) -> int:
    """The most graduates that a course can have within a horizon of so many weeks."""
    return trainees(course) * (1 + (weeks - 1) // (course.weeks + course.break_weeks))


def leaving(course: Course) -> int:
    """Threshold of a graduate's leaving the service in a week."""
    return threshold(1 - Fraction(kept_a_week(course)))


def piece_of(most: int) -> int:
    """The piece, as a power of two: above `most` if that is little, else such that rows are few."""
    if most < UNSPLIT:
        return most.bit_length()
    piece = 0
    while most > 1 << (2 * piece):
        piece += 1
    return piece


def lay_attrition(courses: Sequence[Course], weeks: int, mode: str) -> Attrition:
    """Lay how many of each course's graduates leave in a week.

    Args:
        courses: The courses, in the order of `Teaching`.
        weeks: Weeks of the horizon.
        mode: One of `MODES`.

    Raises:
        CadreError: The mode isn't known, or its tables would be too large.
    """
    if mode not in MODES:
        raise CadreError("attrition", f"is {mode!r}", " or ".join(MODES), "Give one of these.")
    book = _Book()
    shares = [leaving(course) for course in courses]
    pieces = [piece_of(most_graduates(course, weeks)) for course in courses]
    places: list[tuple[Place, Place]] = []
    for course, share, piece in zip(courses, shares, pieces, strict=True):
        most = -1 if mode == DITHERED or share == 0 else most_graduates(course, weeks)
        numbers = range(0, most + 1, 1 << piece), range(1 << piece if most >= 0 else 0)
        whole = NOWHERE if most < 1 << piece else book.block(course, numbers[0])
        places.append((whole, book.block(course, numbers[1])))
    cell, bits, guide = (grid([[one[n] for one in pair] for pair in places], 2) for n in range(3))
    return Attrition(
        dithered=ints([mode == DITHERED]),
        share=ints(shares),
        piece=ints(pieces),
        cell=cell,
        bits=bits,
        cells=np.concatenate([np.zeros(0, dtype=np.uint32), *book.blocks]),
        guide=guide,
        guides=np.concatenate([np.zeros(0, dtype=np.uint32), *book.guides]),
    )


class _Book:
    """Blocks of tables, as they are collected."""

    def __init__(self) -> None:
        self.blocks: list[NDArray[np.uint32]] = []
        self.guides: list[NDArray[np.uint32]] = []
        self.size = self.guided = 0
        self.known: dict[tuple[int, range], Place] = {}

    def block(self, course: Course, numbers: range) -> Place:
        """First cell and bits of the block for some numbers of a course's graduates."""
        share = leaving(course)
        key = share, numbers
        if key not in self.known:
            # The widest row is that of the most people; the rest isn't laid if it is too wide.
            bits = len(leavers(numbers[-1], share)[1]).bit_length() if numbers else 0
            if max(self.size, self.guided) + (len(numbers) << max(bits, GUIDE)) > MOST_CELLS:
                raise CadreError(
                    f"course {course.id}",
                    f"may have {numbers[-1]:,} graduates and more, too many to draw one by one",
                    f"tables of at most {MOST_CELLS:,} cells",
                    f"Play with attrition {DITHERED!r}, or state it as several courses.",
                )
            rows, bits, guides = _rows(share, numbers)
            self.known[key] = self.size, bits, self.guided
            self.blocks.append(rows)
            self.guides.append(guides)
            self.size += rows.size
            self.guided += guides.size
        return self.known[key]


@lru_cache(maxsize=64)
def _rows(share: int, numbers: range) -> tuple[NDArray[np.uint32], int, NDArray[np.uint32]]:
    """The rows of a block, one after the other, the bits of their width, and their guides."""
    tables = [leavers(number, share) for number in numbers]
    bits = max((len(limits) for _, limits in tables), default=0).bit_length()
    rows = np.full((len(tables), 1 << bits), MASK, dtype=np.uint32)
    for row, (least, limits) in zip(rows, tables, strict=True):
        row[: len(limits)] = np.array(limits, dtype=np.int64) - 1
        row[-1] = least
    return rows.ravel(), bits, _guides(rows)


def _guides(rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The guides of some rows, one after the other."""
    cells = rows[:, :-1].astype(np.int64)
    numbers, columns = np.nonzero(cells < MASK)
    limits = cells[numbers, columns] >> COARSE
    places = (numbers << GUIDE) + (limits >> FINE)
    shape = len(rows), 1 << GUIDE
    inside = np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)
    least = rows[:, -1:].astype(np.int64) + np.cumsum(inside, axis=1) - inside
    close = np.full(shape, CLOSE, dtype=np.int64)
    close.ravel()[places] = limits & CLOSE
    told = (inside <= 1) & (least < UNTOLD)
    found = np.where(told, (close << FEW) + least, UNTOLD).ravel()
    pairs: NDArray[np.uint32] = (found[::2] + (found[1::2] << 16)).astype(np.uint32)
    return pairs
