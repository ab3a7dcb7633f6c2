"""Leaving: how many of a course's graduates leave the service in a week (rule 11 of `week`)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, zip_longest

from cadre.errors import CadreError
from cadre.mission.pipeline import kept_a_week, trainees
from cadre.mission.training import Course
from cadre.simulator.attrition import DITHERED, MODES, Attrition
from cadre.simulator.columns import DRAW, PLACE, WIDTH, Block, columns_of, side_by_side
from cadre.simulator.laying import grid, ints
from cadre.simulator.streams import binomial, threshold

MOST_ROWS = 1 << 15
"""Rows of all tables: 4 MiB, some seconds of laying."""


def most_graduates(course: Course, weeks: int) -> int:
    """The most graduates that a course can have within a horizon of so many weeks."""
    return trainees(course) * (1 + (weeks - 1) // (course.weeks + course.break_weeks))


def leaving(course: Course) -> int:
    """Threshold of a graduate's leaving the service in a week."""
    return threshold(1 - Fraction(kept_a_week(course)))


def digits_of(most: int) -> int:
    """Digits of a number to the base 32."""
    return -(-most.bit_length() // PLACE)


def words_of(digits: int) -> int:
    """Rows of words for some weeks: four for each two digits; four too where one word rounds."""
    return 4 * -(-max(1, digits) // 2)


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
    shares = [leaving(course) for course in courses]
    most = [
        0 if mode == DITHERED or share == 0 else most_graduates(course, weeks)
        for course, share in zip(courses, shares, strict=True)
    ]
    digits = [digits_of(number) for number in most]
    known: dict[tuple[int, int, int], int] = {}
    blocks = [
        [_number(known, course, number, place) for place in range(count)]
        for course, number, count in zip(courses, most, digits, strict=True)
    ]
    by_place = list(zip_longest(*blocks, fillvalue=-1))
    return Attrition(
        dithered=ints([mode == DITHERED]),
        share=ints(shares),
        digits=ints(digits),
        block=grid(by_place, len(blocks)),
        word_at=ints(accumulate(map(words_of, digits), initial=0)),
        leavers=columns_of([_block(*key) for key in known]),
    )


def _number(known: dict[tuple[int, int, int], int], course: Course, most: int, place: int) -> int:
    """The number of the block for a digit of a course's graduates, who are `most` at most."""
    key = leaving(course), min(WIDTH - 1, most >> PLACE * place), place
    rows = sum(_rows(*one) for one in {*known, key})
    if rows > MOST_ROWS:
        raise CadreError(
            f"course {course.id}",
            f"may have {most:,} graduates, too many to draw one by one",
            f"tables of at most {WIDTH * MOST_ROWS:,} cells",
            f"Play with attrition {DITHERED!r}, or state it as several courses.",
        )
    return known.setdefault(key, len(known))


def _rows(share: int, digit: int, place: int) -> int:
    """About how many rows a block has: as many as leave on average of the most."""
    return (digit << PLACE * place) * share >> DRAW


@lru_cache(maxsize=256)
def _block(share: int, most: int, place: int) -> Block:
    """How many leave, for each value of a digit up to `most`."""
    chance = Fraction(share, 1 << DRAW)
    return side_by_side([binomial(digit << PLACE * place, chance) for digit in range(most + 1)])
