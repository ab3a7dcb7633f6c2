"""A watch beside long work, that hears while it goes on when somebody wants to stop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")


def watched(work: Callable[[], T], stop: Callable[[], bool], end: Callable[[], None]) -> T:
    """What `work` gives, done in a thread of its own.

    Args:
        work: The work; what it raises is raised here.
        stop: Asked twenty times a second whether to stop.
        end: Called to make the work end soon, with what it has.
    """
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(work)
        try:
            while not job.done():
                wait([job], timeout=0.05)
                if stop():
                    end()
        finally:
            end()
        return job.result()
