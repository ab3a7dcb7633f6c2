"""Compiled: turns plain Python kernels into machine code, kept on disk between runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core.options import DefaultOptions

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

ONE = np.uint64(1)
"""One more, of numbers that are never below 0: the machine code for them is shorter."""

_BARE: dict[str, Any] = {"_nrt": False} if hasattr(DefaultOptions, "_nrt") else {}


def compiled(kernel: Kernel) -> Kernel:
    """`kernel` as machine code, without the interpreter's lock and its checks of bounds.

    Compiling takes some seconds, once; Numba keeps what it made in the package's folder, or where
    that can't be written in the user's own, or in NUMBA_CACHE_DIR.
    """
    return _kept(kernel, {})


def lean(kernel: Kernel) -> Kernel:
    """`kernel` as machine code, for one that allocates nothing, nor calls one that does.

    Without counting references to the arrays that such kernels hand on to each other they run
    several times as fast; a Numba that can't leave it out runs them just as rightly.
    """
    return _kept(kernel, _BARE)


def inner(kernel: Kernel) -> Kernel:
    """A lean kernel that only other kernels call: it has no door for Python, and isn't kept.

    What is kept is the kernel that calls it, with it inside. A door hands on each array of all
    records by itself: for short kernels that take many it is most of the code to be compiled.
    """
    return _behind(kernel, _BARE)


def apart(kernel: Kernel) -> Kernel:
    """An inner kernel that allocates, or calls one that does."""
    return _behind(kernel, {})


def within(kernel: Kernel) -> Kernel:
    """A lean kernel that is written into each that calls it: for one that is called all the time.

    A call hands on all arrays of its records, one by one; for short kernels that is most of it.
    """
    return _kept(kernel, {**_BARE, "inline": "always"})


def melted(kernel: Kernel) -> Kernel:
    """An inner kernel whose machine code is written into each that calls it, at whatever size.

    `within` does so before types are known, which not every kernel bears; for a kernel that many
    others call, each copy makes theirs slower to compile.
    """
    return _behind(kernel, {**_BARE, "forceinline": True})


def _behind(kernel: Kernel, options: dict[str, Any]) -> Kernel:
    options = {**options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made: Kernel = numba.njit(nogil=True, error_model="numpy", **options)(kernel)
    return made


def _kept(kernel: Kernel, options: dict[str, Any]) -> Kernel:
    # Nobody calls a kernel from C.
    options = {**options, "no_cfunc_wrapper": True}
    made: Any = numba.njit(nogil=True, cache=True, error_model="numpy", **options)(kernel)
    # Numba looks at the kernel's own file only. What it calls may lie in another, so what is kept
    # is told apart by all of them, and before it is read: it may name records that are no more. A
    # Numba that keeps it elsewhere just compiles more often.
    kept = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if kept is not None and hasattr(kept, "_version"):
        version = f"{kept._version} {_digest(kernel.__module__)}"  # noqa: SLF001 - no other door
        kept._version = kept._source_stamp = version  # noqa: SLF001
    result: Kernel = made
    return result


_HERE = Path(__file__).parent
_IMPORT = re.compile(rf"^from {re.escape(__name__.rpartition('.')[0])}\.(\w+) import", re.MULTILINE)


@cache
def _digest(module: str) -> str:
    """A text that changes with a module of this package, and with all of it that it imports."""
    name = module.rpartition(".")[2]
    found, open_names = dict[str, bytes](), [name]
    while open_names:
        path = _HERE / f"{open_names.pop()}.py"
        if path.stem not in found and path.exists():
            found[path.stem] = path.read_bytes()
            open_names += _IMPORT.findall(found[path.stem].decode())
    whole = b"".join(found[key] for key in sorted(found))
    return blake2b(whole, digest_size=8).hexdigest()


@melted
def up_to(first: int, stop: int) -> range:
    """The numbers from `first` up to `stop`, neither below 0, to look up in a loop.

    They are unsigned: an index that may count from the end can't be told to go one by one, and
    the machine code then fetches each cell by itself where it could take many at once.
    """
    return range(np.uint64(first), np.uint64(stop))
