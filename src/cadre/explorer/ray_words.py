"""Words between a Ray runner and the driver of its cluster."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.errors import CadreError
from cadre.explorer.runner import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a driver is to do.

    Attributes:
        address: HOST:PORT of the head.
        work: The work, pickled: only workers read it.
        shards: The shards.
        retries: How often a shard is played again when its worker or its node dies.
        patience: Seconds for which the cluster may be silent or without a CPU.
    """

    address: str
    work: bytes
    shards: tuple[Shard, ...]
    retries: int
    patience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The driver can't do it: the parts of a CadreError.

    Attributes:
        place: Where.
        problem: What is wrong there.
        allowed: What would be right.
        remedy: What to do about it.
    """

    place: str
    problem: str
    allowed: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The work itself failed.

    Attributes:
        trace: The traceback.
    """

    trace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """All shards are played."""


def lost(address: str, why: str = "") -> CadreError:
    """The cluster went away in the middle; `why` is what is known of it."""
    return CadreError(
        address,
        f"the cluster was lost before all was played{f' ({why})' if why else ''}",
        "a head and a node that live until the end",
        "Mend the cluster and run the same command again: what was played is kept.",
    )
