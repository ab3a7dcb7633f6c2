"""The machine's arithmetic limit: how many futures a second its integer units could play at most.

Counted are the operations on 32-bit integers without which no program can play a future by the
rules, whatever its order: nothing for reading and writing, for branches, for sums over futures.

- A Philox block: ten rounds of two products of 32 x 32 bits, each two operations (its low and its
  high half), and four exclusive ors: 80. Round keys depend on the seed alone and cost nothing.
- Blocks a future: one for each gate, partner, pledge, nation, and course; one for each occasion of
  a shock; one for each cohort that ends; one for each four weeks of work in which it ran, and one
  for each four weeks of a course that has graduates in service, for those who leave.
- A week of work that is due (8): law, a shock and a pause are asked; posts of three lines are
  compared; whether it runs is put together and counted.
- A running week (5): cost, cohort, end of the cohort, hindrance, engagement.
- A week of a course with graduates in service: exact 6 (two tables of which at least one threshold
  each is compared, two numbers added and taken away), dithered 4 (a product, a sum, a shift, a
  difference).
- A week (6): people present for the histogram, four milestones asked, cost.

The numbers of work weeks, cohorts and occasions are those that NumPy's model counted. The machine's
peak is what a loop of exclusive ors and sums on 32-bit integers reaches that the compiler turns
into vectors and that touches nothing beyond the registers and the first cache.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.numpy_peer import Batch
from benchmarks.stated import Stated

BLOCK, DUE, RUNNING, WEEK = 80, 8, 5, 6
LEAVING = {"exact": 6, "dithered": 4}
LANES, TURNS, STEPS, TRIES = 128, 20_000, 32, 30


@dataclass(frozen=True, slots=True)
class Work:
    """What one future asks for.

    Attributes:
        blocks: Philox blocks.
        operations: Operations on 32-bit integers, those of the blocks with them.
    """

    blocks: float
    operations: float


def needed(stated: Stated, played: Batch, attrition: str) -> Work:
    """The least that a future needs, mean over the futures of a batch."""
    futures, courses = played.futures, len(stated.schools)
    once = len(stated.gates) + len(stated.leaves) + len(stated.offers) + len(stated.strength)
    running = float(played.ran.sum()) / futures
    due = running + float(played.held.sum()) / futures
    serving = played.serving / futures
    blocks = once + courses + played.strikes / futures + played.cohorts / futures
    blocks += running / 4 + serving / 4
    weekly = due * DUE + running * RUNNING + serving * LEAVING[attrition] + stated.weeks * WEEK
    return Work(blocks, blocks * BLOCK + weekly)


def _churn(cells: NDArray[np.uint32], turns: int) -> None:
    for _ in range(turns):
        for lane in range(len(cells)):
            x = cells[lane]
            for step in range(STEPS // 2):
                x = (x ^ np.uint32(0x9E3779B9 + step)) + np.uint32(0x85EBCA6B ^ step)
            cells[lane] = x


def peak() -> float:
    """Operations on 32-bit integers a second, on the core at hand: the best of some tries."""
    churn: Callable[[NDArray[np.uint32], int], None] = numba.njit()(_churn)
    cells = np.arange(LANES, dtype=np.uint32)
    churn(cells, 1)
    best = 0.0
    for _ in range(TRIES):
        began = time.process_time()
        churn(cells, TURNS)
        best = max(best, LANES * TURNS * STEPS / (time.process_time() - began))
    return best
