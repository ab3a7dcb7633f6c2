"""Local: shards played on threads of this process; the compiled rules run beside each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from cadre.explorer.runner import Played, Shard, Stop, Work
from cadre.simulator.run import processors

AHEAD = 2
"""Shards in hand for each thread, so that none waits for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRunner:
    """Plays shards on threads.

    Attributes:
        threads: How many; 0 takes all processors that this process may use.
    """

    threads: int = 0

    def run(self, work: Work, shards: Sequence[Shard], stop: Stop) -> Iterator[Played]:
        """Each shard once, in the order in which they are done; none after `stop` answers True.

        Shards that haven't begun by then are left; those under way are waited for.
        """
        threads = self.threads or processors()
        left = iter(shards)
        busy: set[Future[Played]] = set()
        # What is there already stays: the collector needn't look through the whole mission again
        # and again while cases are laid.
        gc.freeze()
        with ThreadPoolExecutor(threads) as pool:
            try:
                while not stop():
                    while len(busy) < AHEAD * threads and (one := next(left, None)) is not None:
                        busy.add(pool.submit(work, one))
                    if not busy:
                        return
                    done, busy = wait(busy, return_when=FIRST_COMPLETED)
                    for job in done:
                        yield job.result()
            finally:
                gc.unfreeze()
                for job in busy:
                    job.cancel()
