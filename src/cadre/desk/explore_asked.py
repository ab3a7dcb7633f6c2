"""What is asked of an exploration: choices, cases, measures, and how hard to try."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Triggers(Enum):
    """Which triggers choices come with."""

    ALL = "all"
    """Every choice arms all of them."""
    EACH = "each"
    """Every choice comes with all of them, without each, and without any."""
    NONE = "none"
    """No choice arms any."""


class Method(Enum):
    """How points are laid within the ranges of what is uncertain."""

    LATIN = "lhs"
    SOBOL = "sobol"
    GRID = "grid"
    SALTELLI = "saltelli"
    MORRIS = "morris"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploreAsked:
    """What to explore.

    Attributes:
        choices: Choices, as services+kurdistan; none takes every mix of options.
        triggers: Which triggers they come with.
        scenarios: Scenarios to play in beside the dossier as stated; None takes all it names.
        vary: Ids of what is varied; none takes all that can change what comes of a plan.
        method: How points are laid.
        points: Points in the ranges, for each scenario; of a grid the levels of each range, of
            morris the trajectories, of saltelli the base.
        measures: Measures, the one that leads first; none takes all, coverage of needs leads.
        enough: What is enough, by measure.
        futures: Futures played a combination.
        seconds: Longest time to look for the plan of one mix of options.
        seed: Seed of every random choice.
        threads: Threads; None is one a core. It changes no result.
        apart: Whether many combinations are played in processes of their own, which is sooner done
            and changes no result either; see `LocalRunner`.
        keep: Folder in which what is played is kept, and gone on from.
        told: Futures played one by one for signs, changes and assumptions.
        ray: Address of a Ray cluster that plays; empty plays here.
    """

    choices: tuple[str, ...] = ()
    triggers: Triggers = Triggers.ALL
    scenarios: tuple[str, ...] | None = None
    vary: tuple[str, ...] = ()
    method: Method = Method.LATIN
    points: int = 32
    measures: tuple[str, ...] = ()
    enough: tuple[tuple[str, float], ...] = ()
    futures: int = 1000
    seconds: float = 2.0
    seed: int = 0
    threads: int | None = None
    apart: bool = False
    keep: Path | None = None
    told: int = 1000
    ray: str = ""
