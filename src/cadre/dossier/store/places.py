"""Places: texts that keep rows in order, between any two of which there is room for another.

The order of rows within a table counts. A place is seven digits and, where a row was put between
two others, more behind them; places sort as texts. So a row is put anywhere without another one
being written anew, and rows put at the same place on two branches stand side by side.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WIDTH = 7
FIRST = "h000000"
"""The place of the first row of all: there is room for a thousand million before and behind it."""
PLACE = re.compile(r"[0-9a-z]{7}([0-9a-z]*[1-9a-z])?")
"""What a place looks like; behind its leading digits it doesn't end with 0."""
_BASE = len(DIGITS)


def laid(keys: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """A place for each key, so that their order is that of `keys`; as few as can be are new.

    Args:
        keys: Ids of rows in the order wanted.
        known: The places that some of them have, and perhaps others besides.
    """
    # A place that no change writes is none: its row gets another one.
    known = {key: place for key, place in known.items() if PLACE.fullmatch(place)}
    kept = _in_order([(key, known[key]) for key in keys if key in known])
    places: dict[str, str] = {}
    waiting: list[str] = []
    before = ""
    for key in keys:
        if key not in kept:
            waiting.append(key)
            continue
        places |= zip(waiting, _between(before, kept[key], len(waiting)), strict=True)
        waiting, before = [], kept[key]
        places[key] = before
    # Rows that aren't among the keys keep their places: what comes last goes behind them, too.
    last = max(known.values(), default="")
    places |= zip(waiting, _between(last, "", len(waiting)), strict=True)
    return places


def _in_order(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The longest series of pairs whose places rise; the others need new ones."""
    ends: list[str] = []
    ends_at: list[int] = []
    behind: list[int] = []
    for number, (_, place) in enumerate(pairs):
        spot = bisect_left(ends, place)
        behind.append(ends_at[spot - 1] if spot else -1)
        ends[spot : spot + 1] = [place]
        ends_at[spot : spot + 1] = [number]
    series = []
    number = ends_at[-1] if ends_at else -1
    while number >= 0:
        series.append(pairs[number])
        number = behind[number]
    return dict(reversed(series))


def _between(low: str, high: str, count: int) -> Iterator[str]:
    """As many rising places between two; an empty end is open."""
    if not high:
        yield from _behind(low, count)
    elif not low:
        yield from _before(high, count)
    else:
        yield from _spread(low, high, count)


def _behind(low: str, count: int) -> Iterator[str]:
    number = _number(low[:WIDTH]) + 1 if low else _number(FIRST)
    yield from (_text(number + step) for step in range(count))


def _before(high: str, count: int) -> Iterator[str]:
    number = _number(high[:WIDTH]) - count
    yield from (_text(number + step) for step in range(count))


def _spread(low: str, high: str, count: int) -> Iterator[str]:
    """Split the room in halves: so places stay short, however many rows are put in."""
    if count:
        half = count // 2
        middle = _middle(low, high)
        yield from _spread(low, middle, half)
        yield middle
        yield from _spread(middle, high, count - half - 1)


def _middle(low: str, high: str) -> str:
    """A place between two, as short as can be; it never ends with 0, so there is room before it."""
    made = ""
    spot = 0
    bounded = True
    while True:
        one = DIGITS.index(low[spot]) if spot < len(low) else 0
        other = DIGITS.index(high[spot]) if bounded and spot < len(high) else _BASE
        if other - one > 1 and spot >= WIDTH:
            return made + DIGITS[(one + other) // 2]
        if other - one > 1:
            # Within the leading digits a number is cut off: what is left are zeros.
            return (made + DIGITS[(one + other) // 2]).ljust(WIDTH, "0")
        bounded = bounded and other == one
        made += DIGITS[one]
        spot += 1


def _number(text: str) -> int:
    return int(text, _BASE)


def _text(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, _BASE)
        digits = DIGITS[digit] + digits
    return digits.rjust(WIDTH, "0")


def in_order(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Ids by their places; of those that share a place, by themselves."""
    return [key for _, key in sorted((place, key) for key, place in rows)]
