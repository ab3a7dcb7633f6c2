"""Whether the three players of the simulator's benchmark tell the same: means, errors, distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.numpy_peer import Batch
from benchmarks.simpy_peer import Future
from benchmarks.stated import CAUSES
from cadre.simulator.outcomes import Outcomes

Values = NDArray[Any]
LOOKS = (12, 52, 130, 220)
"""Weeks in which the force is compared."""
MOST = 5.0
"""Standard errors by which two players may differ."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of Cadre and of a peer.

    Attributes:
        name: What is asked.
        ours: Cadre's mean.
        theirs: The peer's mean.
        error: Standard error of their difference, from the spread that the peer found; a few
            futures of a peer may miss what is rare, so of a share Cadre's own spread counts too.
    """

    name: str
    ours: float
    theirs: float
    error: float

    @property
    def distance(self) -> float:
        """How many standard errors lie between them."""
        apart = abs(self.ours - self.theirs)
        # What never varies must be equal, but for what adding up fractions takes from it.
        return apart / self.error if self.error > 0 else (0.0 if apart < 1e-6 else MOST * 1e6)


def of_outcomes(found: Outcomes) -> dict[str, float]:
    """Cadre's means."""
    futures = found.futures
    force = found.force_mean()
    answers = {f"people in week {week}": float(force[week]) for week in LOOKS}
    answers |= {
        "running weeks": int(found.running.sum()) / futures,
        "graduates": int(found.graduates.sum()) / futures,
        "in service at the end": int(found.in_service[:, -1].sum()) / futures,
        "lost cohorts": int(found.lost_cohorts.sum()) / futures,
        "cost": found.cost_mean().value,
        "coverage": float(found.coverage.mean()) / futures / 1000,
    }
    for key, first in zip(found.milestones, found.reached, strict=True):
        answers[f"P({key})"] = found.share_ever(first).value
    for (level, _), first in zip(found.levels, found.level_reached, strict=True):
        answers[f"P({level})"] = found.share_ever(first).value
    held = (found.held_back.sum(axis=(0, 2)) / futures).tolist()
    return answers | {
        f"held back by {cause}": weeks for cause, weeks in zip(CAUSES, held, strict=True)
    }


def of_futures(played: Sequence[Future], names: Sequence[str]) -> dict[str, Values]:
    """SimPy's answers, a value a future. `names` are of milestones, then of levels."""
    answers = {f"people in week {w}": np.array([one.force[w] for one in played]) for w in LOOKS}
    answers |= {
        "running weeks": np.array([sum(one.ran) for one in played]),
        "graduates": np.array([one.graduates for one in played]),
        "in service at the end": np.array([one.in_service.sum() for one in played]),
        "lost cohorts": np.array([one.lost for one in played]),
        "cost": np.array([one.cost for one in played]),
        "coverage": np.array([one.coverage.mean() / len(one.force) for one in played]),
    }
    reached = np.array([[*one.reached, *one.levels] for one in played]).T
    answers |= _shares(reached, len(played[0].force), names)
    held = np.array([one.held for one in played]).T
    return answers | {f"held back by {cause}": held[n] for n, cause in enumerate(CAUSES)}


def of_batch(played: Batch, names: Sequence[str]) -> dict[str, Values]:
    """NumPy's answers, a value a future."""
    weeks = len(played.force)
    answers = {f"people in week {week}": played.force[week] for week in LOOKS}
    answers |= {
        "running weeks": played.ran.sum(axis=0),
        "graduates": played.graduates.sum(axis=0),
        "in service at the end": played.in_service.sum(axis=0),
        "lost cohorts": played.lost,
        "cost": played.cost,
        "coverage": played.coverage.mean(axis=0) / weeks,
    }
    return answers | _shares(np.vstack([played.reached, played.levels]), weeks, names)


def _shares(reached: Values, weeks: int, names: Sequence[str]) -> dict[str, Values]:
    return {f"P({name})": row < weeks for name, row in zip(names, reached, strict=True)}


def names_of(found: Outcomes) -> list[str]:
    """Names of milestones, then of levels."""
    return [*map(str, found.milestones), *(str(key) for key, _ in found.levels)]


def compared(ours: Outcomes, theirs: Mapping[str, Values]) -> list[Answer]:
    """Each answer of a peer beside Cadre's."""
    means = of_outcomes(ours)
    return [
        Answer(
            name=name,
            ours=means[name],
            theirs=float(np.mean(values)),
            error=_spread(name, means[name], values) * sqrt(1 / len(values) + 1 / ours.futures),
        )
        for name, values in theirs.items()
    ]


def _spread(name: str, ours: float, values: Values) -> float:
    """Standard deviation of an answer; of a share the larger of both players' own."""
    theirs = float(np.std(values))
    return max(theirs, sqrt(ours * (1 - ours))) if name.startswith("P(") else theirs


def far_apart(answers: Sequence[Answer]) -> list[Answer]:
    """The answers that differ by more than chance makes likely."""
    return [one for one in answers if one.distance > MOST]
