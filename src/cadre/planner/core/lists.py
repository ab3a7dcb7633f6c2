"""Lists: schedules of required work that end early, bred from lists, slice by slice."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from cadre.planner.core.breed import breed, herd, sow
from cadre.planner.core.dice import dice
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.core.passes import desk
from cadre.planner.core.shape import shape

MEMBERS = {False: 500, True: 250}
"""How many lists are kept, by whether works have several tracks; fewer of more than 120 works."""
LEAST_MEMBERS = 20
"""How many are kept of very big layouts."""
WAYS = (4, 15, 100)
"""One more than the most works moved in a child's list; of a thousand works, how many are put on
other tracks, and how many may change to the track that ends soonest. Measured on PSPLIB's files."""
NOISE = 1500
"""How far luck changes the tails by which first lists are sorted, in thousandths; at first not."""
PATIENCE = 20
"""Rounds of as many children as there are members, without any gain, before all begins anew."""


class Lists:
    """A search for schedules that end early: breeding, justification, a fresh herd when it stalls.

    It goes on for ever; whoever calls decides when to look at the clock. The same layout and seed
    give the same schedule after the same number of slices.

    Attributes:
        shape: What there is.
        herd: The lists kept.
        readying: Seconds that the first schedule took, with the machine code fetched or made.
    """

    def __init__(self, layout: Layout, seed: int) -> None:
        self.shape = shape(layout)
        works = layout.required.size
        most = MEMBERS[layout.length.size > works]
        members = max(LEAST_MEMBERS, min(most, 120 * most // max(1, works)))
        self.herd, self.desk = herd(self.shape, members), desk(self.shape)
        self.dice = dice(seed)
        self.slice = max(1, 30_000 // max(1, works))
        self._sown, self._idle, self._sum = 0, 0, 0
        began = perf_counter()
        self.advance()
        self._breed(0)
        self.readying = perf_counter() - began

    @property
    def made(self) -> int:
        """Schedules made so far."""
        return int(self.herd.best[1])

    @property
    def runs(self) -> Ints | None:
        """The best schedule: (works, 3) track, first week and first week after; None is none."""
        kept = self.herd
        if kept.best[0] > self.shape.weeks:
            return None
        return np.stack([kept.track, kept.start, kept.end], axis=1)

    def advance(self) -> None:
        """Search for a slice: some hundredths of a second."""
        members = self.herd.ends.size
        if self._sown < members:
            noise = NOISE if self._sown or self.made else 0
            sow(self.shape, self.herd, self.desk, self._sown, noise, self.dice)
            self._sown += 1
            return
        self._breed(self.slice)
        total = int(self.herd.ends.sum())
        self._idle = 0 if total < self._sum else self._idle + self.slice
        self._sum = total
        if self._idle > PATIENCE * members:
            self._sown, self._idle = 0, 0

    def _breed(self, children: int) -> None:
        ways = np.array(WAYS, np.int64)
        breed(self.shape, self.herd, self.desk, children, ways, self.dice)
