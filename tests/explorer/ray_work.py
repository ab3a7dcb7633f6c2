"""Work for a cluster: sums of keyed draws, which tell where they were made."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cadre.explorer.runner import Played, Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Draws a combination, keyed by its number; as pure as the real work.

    Attributes:
        seconds: How long a shard takes at least.
        marks: A folder in which each begun shard leaves its number, process and raylet.
    """

    seconds: float = 0.0
    marks: Path | None = None

    def __call__(self, shard: Shard) -> Played:
        if self.marks is not None:
            mark = f"{shard.number}-{os.getpid()}-{os.environ.get('RAY_RAYLET_PID', '')}"
            (self.marks / f"{mark}-{time.monotonic_ns()}").touch()
        time.sleep(self.seconds)
        told = [np.random.default_rng([7, k]) for k in range(shard.begin, shard.end)]
        drawn = np.array([one.normal(size=(500, 3)).cumsum(axis=0)[-1] for one in told])
        return Played(shard=shard, means=drawn, errors=np.sqrt(np.abs(drawn)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """One shard, not the first, hangs when it is begun for the first time.

    Attributes:
        marks: As for `Sums`; the shard that hangs leaves "hangs" there, its number and process.
        raylet: The node it is to hang on; "" is any.
    """

    marks: Path
    raylet: str = ""

    def __call__(self, shard: Shard) -> Played:
        played = Sums(marks=self.marks)(shard)
        here = self.raylet in {"", os.environ.get("RAY_RAYLET_PID", "")}
        if shard.number and here and not (self.marks.parent / "hangs").exists():
            told = self.marks.parent / "hanging"
            told.write_text(f"{shard.number} {os.getpid()}", encoding="utf-8")
            told.rename(self.marks.parent / "hangs")
            time.sleep(600)
        time.sleep(0.05)
        return played


@dataclass(frozen=True, slots=True, kw_only=True)
class Fickle:
    """Gives other bits on one of the nodes, as a node with another processor might.

    Attributes:
        raylet: Process id of the node's raylet.
    """

    raylet: str

    def __call__(self, shard: Shard) -> Played:
        played = Sums(seconds=0.02)(shard)
        if os.environ.get("RAY_RAYLET_PID") != self.raylet:
            return played
        means = np.nextafter(played.means, np.inf)
        return Played(shard=shard, means=means, errors=played.errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking:
    """Fails at one shard, by an error of its own or by the death of its worker.

    Attributes:
        number: The shard.
        deadly: Whether the worker dies of it.
    """

    number: int
    deadly: bool

    def __call__(self, shard: Shard) -> Played:
        if shard.number == self.number:
            if self.deadly:
                os._exit(1)
            raise ZeroDivisionError("shard without weeks")
        return Sums()(shard)
