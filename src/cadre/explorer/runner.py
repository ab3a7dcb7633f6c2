"""Runner: plays the shards of an exploration, on one machine or on many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cadre.explorer.exploration import Values

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Some combinations, one after another; combination k is choice k // cases, case k % cases.

    Attributes:
        number: Its place among all shards.
        begin: Its first combination.
        end: The first after it.
    """

    number: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the combinations of a shard came to.

    Attributes:
        shard: The shard.
        means: (combinations, measures) means over futures.
        errors: (combinations, measures) their standard errors.
    """

    shard: Shard
    means: Values
    errors: Values

    def same(self, other: Played) -> bool:
        """Whether both hold the same bits."""
        return (
            self.shard == other.shard
            and np.array_equal(self.means, other.means, equal_nan=True)
            and np.array_equal(self.errors, other.errors, equal_nan=True)
        )


class Work(Protocol):
    """What plays a shard: can be pickled, and gives the same bits wherever it is asked."""

    def __call__(self, shard: Shard) -> Played:
        """What the combinations of `shard` come to."""
        ...


class Runner(Protocol):
    """Where shards are played."""

    def run(self, work: Work, shards: Sequence[Shard], stop: Stop) -> Iterator[Played]:
        """Each shard once, in whatever order they are done; none after `stop` answers True."""
        ...
