"""Aligned: arrays that begin where a line of the cache does."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = 64
"""Bytes of a line, and of the widest register: what lies in two lines is read half as fast."""


def aligned(kind: type, *shape: int) -> NDArray[Any]:
    """Zeros."""
    count = prod(shape) * np.dtype(kind).itemsize
    whole = np.zeros(count + LINE, dtype=np.uint8)
    first = -whole.ctypes.data % LINE
    return whole[first : first + count].view(kind).reshape(shape)
