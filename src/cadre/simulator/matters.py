"""What matters: how much of what comes out hangs on each single thing that is drawn.

The futures that were played anyway tell it, at no extra run: each draw is uniform and independent
of all others, so the mean of an answer over the futures in which a draw fell into one of eight
equal parts tells what that draw does to the answer, all else as luck has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.simulator.estimates import Estimate

PART = 29
"""Bits of a word of 32 below those that say into which part it falls."""
BINS = 1 << (32 - PART)
"""Equal parts of the words, from the lowest."""


class Answer(IntEnum):
    """What is asked of a future, as one whole number."""

    PEOPLE_WEEKS = 0
    WORK_WEEKS = 1
    GRADUATES = 2
    COST = 3
    COVERAGE = 4


class Deciding(Enum):
    """What the word of a thing decides; low words stand first, high ones last."""

    GATE_OPENS = "opens, or doesn't"
    GATE_DAY = "opens early, or late"
    TALKS = "are short, or long"
    PARTNER_LEAVES = "leaves, or stays"
    PARTNER_DAY = "leaves early, or late"
    SHOCK = "comes early, or late or not at all"
    PLEDGE_KEPT = "is kept, or isn't"
    PLEDGE_DELAY = "comes in time, or late"
    STRENGTH = "is weak, or strong"
    PASSING = "few pass, or many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that is drawn, once in each future.

    Attributes:
        id: A gate, negotiation, partner, shock, pledge, nation or course.
        deciding: What its word decides.
    """

    id: str
    deciding: Deciding


@dataclass(frozen=True, slots=True, kw_only=True)
class JointSums:
    """Answers summed over futures, parted by where the words of things fell. Sums add up.

    Part b of a thing holds the futures whose deciding word is from b x 2^29 up to, not including,
    (b + 1) x 2^29. People are in people-weeks, work in activity-weeks, cost in thousands, coverage
    in thousandths, added up over needs and weeks.

    Attributes:
        things: What is drawn.
        counts: (things, BINS) futures.
        sums: (things, BINS, answers) of each `Answer`.
        totals: For each answer, sum and sum of squares over all futures.
    """

    things: tuple[Thing, ...]
    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    totals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """How much of an answer hangs on one thing.

    Attributes:
        thing: The thing.
        answer: The answer.
        share: Share of the answer's variance between futures that it explains alone, with its
            standard error; a little below 0 where it explains nothing.
        correlation: Of the answer with the part that the word falls into, -1 to 1: its sign tells
            whether high words go with more or with less.
        low: Mean of the answer in the lowest eighth of its words.
        high: Mean in the highest.
    """

    thing: Thing
    answer: Answer
    share: Estimate
    correlation: float
    low: float
    high: float


def matters(joint: JointSums, answer: Answer) -> tuple[Matter, ...]:
    """How much of an answer hangs on each thing, the one that explains most first.

    The share is the first-order index of Sobol (I. M. Sobol: Sensitivity Estimates for Nonlinear
    Mathematical Models, 1993), with the mean over an eighth in place of the mean at a point. It
    misses what a thing does within an eighth: of a straight line one part in 64, of a belief that
    falls into the middle of an eighth up to half. From the variance between eighths is taken what
    chance alone would make of it, (BINS - 1) times the mean variance within (epsilon squared; T.
    L. Kelley, PNAS 21, 1935). The standard error is that of a squared correlation, 4 s (1 - s)^2 /
    n (I. Olkin, J. D. Finn: Correlations Redux, Psychological Bulletin 118, 1995), and 2 (BINS -
    1) / n^2 of chance.

    Shares of things that act alone add up to at most 1; what is left is how they act together,
    draws that aren't told apart here, and luck.

    Args:
        joint: Sums over at least BINS + 1 futures.
        answer: Which answer.

    Returns:
        One for each thing; none when the answer is the same in all futures.
    """
    total, squares = joint.totals[answer]
    found = []
    for thing, counts, sums in zip(joint.things, joint.counts, joint.sums, strict=True):
        futures = int(counts.sum())
        mean = total / futures
        spread = (squares * futures - total * total) / futures
        if spread > 0 and futures > BINS:
            own = sums[:, answer].astype(np.float64)
            found.append(_matter(thing, answer, (counts, own), (mean, spread)))
    return tuple(sorted(found, key=lambda one: -one.share.value))


def _matter(
    thing: Thing,
    answer: Answer,
    by_part: tuple[NDArray[np.int64], NDArray[np.float64]],
    whole: tuple[float, float],
) -> Matter:
    """One thing: futures and sums by part; mean, and sum of squares around it, over all."""
    (counts, sums), (mean, spread) = by_part, whole
    futures, there = int(counts.sum()), counts > 0
    means = np.divide(sums, counts, out=np.full(BINS, mean), where=there)
    between = float(counts @ (means - mean) ** 2)
    within = max(0.0, spread - between) / (futures - int(there.sum()))
    share = (between - (int(there.sum()) - 1) * within) / spread
    kept = min(1.0, max(0.0, share))
    error = sqrt(4 * kept * (1 - kept) ** 2 / futures + 2 * (BINS - 1) / futures**2)
    part = np.arange(BINS) - float(counts @ np.arange(BINS)) / futures
    lever = float(counts @ part**2)
    joined = float(part @ (counts * (means - mean)))
    return Matter(
        thing=thing,
        answer=answer,
        share=Estimate(share, error),
        correlation=joined / sqrt(lever * spread) if lever > 0 else 0.0,
        low=float(means[0]),
        high=float(means[-1]),
    )
