"""What is worked out of rows, kept for when the same rows come again: rows never change.

A store gives the same row for the same text, so that a mission in which one row was changed shares
all others with the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 100_000
"""How many things are kept; when there are more, all are forgotten and it begins anew."""


class Remembered(Generic[T]):
    """What was worked out of things, known again by being the very same object."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        # The thing is held beside its answer, so that nothing else comes to have its identity.
        self._held: dict[tuple[int, Hashable], tuple[object, T]] = {}

    def of(self, thing: object, make: Callable[[], T], beside: Hashable = None) -> T:
        """What `make` gives for a thing, and for what stands beside it; made once."""
        key = (id(thing), beside)
        known = self._held.get(key)
        if known is not None and known[0] is thing:
            return known[1]
        made = make()
        if len(self._held) >= self._most:
            self._held.clear()
        self._held[key] = thing, made
        return made
