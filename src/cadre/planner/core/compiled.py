"""Compiled: turns plain Python kernels into machine code, kept on disk between runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(kernel: Kernel) -> Kernel:
    """`kernel` as machine code, without the interpreter's lock and its checks of bounds.

    Compiling takes some seconds, once; Numba keeps what it made in the package's folder, or where
    that can't be written in the user's own, or in NUMBA_CACHE_DIR.
    """
    made: Any = numba.njit(nogil=True, cache=True, error_model="numpy")(kernel)
    # Numba looks at the kernel's own file only. What it calls may lie in another, so what is kept
    # is told apart by all of them; a Numba that keeps it elsewhere just compiles more often.
    kept = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if kept is not None and hasattr(kept, "_source_stamp"):
        kept._source_stamp = _digest()  # noqa: SLF001 - Numba has no other door for it
    result: Kernel = made
    return result


@lru_cache(maxsize=1)
def _digest() -> str:
    """A text that changes whenever a kernel does."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()
