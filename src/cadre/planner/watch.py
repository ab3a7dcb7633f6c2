"""A watch beside long work, that hears while it goes on when somebody wants to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def watched(work: Callable[[], T], stop: Callable[[], bool], end: Callable[[], None]) -> T:
    """What `work` gives, done in a thread of its own.

    Args:
        work: The work.
        stop: Asked twenty times a second whether to stop.
        end: Called to make the work end soon, with what it has.
    """
    found: list[T] = []
    worker = threading.Thread(target=lambda: found.append(work()), daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(0.05)
            if stop():
                end()
    finally:
        end()
        worker.join()
    return found[0]
