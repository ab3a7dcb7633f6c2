"""Stops: stretches of weeks in which work was due and didn't run, in one future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.simulator.one import stretches
from cadre.simulator.outcomes import HeldBackBy


@dataclass(frozen=True, slots=True)
class Stop:
    """Weeks on end in which one work was held back.

    Attributes:
        begin: First week.
        causes: What held it back, with weeks, one cause after the other.
        resumes: Whether it runs in the week after.
    """

    begin: int
    causes: tuple[tuple[HeldBackBy, int], ...]
    resumes: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """Weeks on end in which one work was due, and ran in some.

    Attributes:
        since: First week in which it was due.
        begin: First week in which it ran.
        end: First week in which it wasn't due any more.
    """

    since: int
    begin: int
    end: int


def spells(running: NDArray[np.int64], held_back: NDArray[np.int64]) -> tuple[Spell, ...]:
    """The spells of one work; shapes as for `stops`."""
    due = stretches((running > 0) | held_back.any(axis=0))
    ran = [(a, b, np.flatnonzero(running[a:b])) for a, b in due]
    return tuple(Spell(a, a + int(weeks[0]), b) for a, b, weeks in ran if len(weeks))


def stops(running: NDArray[np.int64], held_back: NDArray[np.int64]) -> tuple[Stop, ...]:
    """The stops of one work.

    Args:
        running: (weeks,) 1 when it ran.
        held_back: (causes, weeks) 1 when the cause held it back.
    """
    weeks, found = len(running), list[Stop]()
    by_week = [HeldBackBy(int(column.argmax())) if column.any() else None for column in held_back.T]
    week = 0
    while week < weeks:
        begin, causes = week, list[tuple[HeldBackBy, int]]()
        while week < weeks and (cause := by_week[week]) is not None:
            since = week
            while week < weeks and by_week[week] is cause:
                week += 1
            causes.append((cause, week - since))
        if causes:
            resumes = week < weeks and bool(running[week])
            found.append(Stop(begin, tuple(causes), resumes))
        else:
            week += 1
    return tuple(found)
