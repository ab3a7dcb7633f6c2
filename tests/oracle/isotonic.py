"""Oracle of isotonic regression: the min-max formula, mean by mean."""

from __future__ import annotations

from collections.abc import Sequence


def isotonic(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """For each point the largest, over where a stretch to it begins, of the smallest, over where
    it ends, of the weighted means of stretches."""
    number = len(values)

    def mean(first: int, last: int) -> float:
        whole = sum(weights[first : last + 1])
        return sum(values[k] * weights[k] for k in range(first, last + 1)) / whole

    return [
        max(min(mean(a, b) for b in range(k, number)) for a in range(k + 1)) for k in range(number)
    ]
