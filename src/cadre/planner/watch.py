"""A watch on long work in a thread of its own, that hears meanwhile when somebody wants to stop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Generic, Self, TypeVar

T = TypeVar("T")

EAR = 0.05
"""Seconds between two moments in which somebody may ask to stop."""


class Beside(Generic[T]):
    """Work in a thread of its own beside what goes on here; whoever leaves makes it end.

    Args:
        work: The work; what it raises is raised here.
        end: Called to make the work end soon, with what it has; more than once if need be.
    """

    def __init__(self, work: Callable[[], T], end: Callable[[], None]) -> None:
        self._end = end
        self._threads = ThreadPoolExecutor(1)
        self._job = self._threads.submit(work)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, raised: object, *_: object) -> None:
        try:
            self._wait(lambda: True)
        finally:
            self._threads.shutdown()
        if raised is None:
            self._job.result()

    def result(self, stop: Callable[[], bool]) -> T:
        """What the work gives.

        Args:
            stop: Asked twenty times a second whether to stop.
        """
        self._wait(stop)
        return self._job.result()

    def _wait(self, stop: Callable[[], bool]) -> None:
        while not self._job.done():
            if stop():
                self._end()
            wait([self._job], timeout=EAR)


def watched(work: Callable[[], T], stop: Callable[[], bool], end: Callable[[], None]) -> T:
    """What `work` gives, done in a thread of its own.

    Args:
        work: The work; what it raises is raised here.
        stop: Asked twenty times a second whether to stop.
        end: Called to make the work end soon, with what it has.
    """
    with Beside(work, end) as beside:
        return beside.result(stop)
