"""Local: shards played on this machine, on threads or in processes beside each other."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from cadre.errors import CadreError
from cadre.explorer.runner import Played, Shard, Stop, Work
from cadre.simulator.run import processors

AHEAD = 2
"""Shards in hand for each thread, so that none waits for the next."""
MANY = 200
"""Combinations from which on processes are worth the seconds in which they start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRunner:
    """Plays shards on threads, or in processes.

    Attributes:
        threads: How many, or how many processes; 0 takes all processors that this process may use.
        apart: Whether many combinations are played in processes of their own. Cases are laid by
            Python, which does one thing at a time in a process. A script that asks for it keeps
            what it does under `if __name__ == "__main__"`.
    """

    threads: int = 0
    apart: bool = False

    def run(self, work: Work, shards: Sequence[Shard], stop: Stop) -> Iterator[Played]:
        """Each shard once, in the order in which they are done; none after `stop` answers True.

        Shards that haven't begun by then are left; those under way are waited for.

        Raises:
            CadreError: A process was ended by others, as one that takes too much memory is.
        """
        threads = self.threads or processors()
        left = iter(shards)
        busy: set[Future[Played]] = set()
        pool, play = self._pool(work, shards, threads)
        # What is there already stays: the collector needn't look through the whole mission again
        # and again while cases are laid.
        gc.freeze()
        with pool:
            try:
                while not stop():
                    while len(busy) < AHEAD * threads and (one := next(left, None)) is not None:
                        with _interrupts_held():
                            busy.add(pool.submit(play, one))
                    if not busy:
                        return
                    done, busy = wait(busy, return_when=FIRST_COMPLETED)
                    for job in done:
                        yield job.result()
            except BrokenExecutor as error:
                raise CadreError(
                    "an exploration",
                    "lost a process that played it",
                    f"{threads} processes that live to its end",
                    "Look whether memory ran out, and ask for fewer `--threads`; with `--keep` "
                    "the same command goes on from what was played.",
                ) from error
            finally:
                gc.unfreeze()
                for job in busy:
                    job.cancel()

    def _pool(
        self, work: Work, shards: Sequence[Shard], threads: int
    ) -> tuple[Executor, Callable[[Shard], Played]]:
        combinations = sum(one.end - one.begin for one in shards)
        if not self.apart or threads == 1 or combinations < MANY:
            return ThreadPoolExecutor(threads), work
        pool = ProcessPoolExecutor(
            threads, mp_context=get_context("spawn"), initializer=_receive, initargs=(work,)
        )
        return pool, _play


_works: list[Work] = []
"""In a process of its own: what it plays."""


def _receive(work: Work) -> None:
    _works[:] = [work]
    gc.freeze()


def _play(shard: Shard) -> Played:
    return _works[0](shard)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes that begin here don't hear Ctrl-C: who asked for them hears it, and stops them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
