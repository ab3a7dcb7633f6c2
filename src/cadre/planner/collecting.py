"""Collecting: garbage left alone while much is laid out that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cyclic garbage off, where it was on.

    It wakes whenever many more things were made than let go, and walks them all in vain where all
    of them stay: that takes as long as laying them out.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
