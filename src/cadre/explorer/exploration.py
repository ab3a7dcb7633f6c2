"""Exploration: what all combinations of choices and cases came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.errors import UnknownIdError
from cadre.explorer.choices import Choice
from cadre.explorer.measures import Measure
from cadre.explorer.uncertainties import Uncertainty
from cadre.mission.ids import ScenarioId
from cadre.mission.plans import MadeFrom, Plan

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Which cases are played: scenarios, and points within the ranges of what is uncertain.

    Attributes:
        method: "grid", "lhs", "sobol", "saltelli" or "morris".
        seed: Seed of the points.
        uncertainties: What is varied; the columns of `points`.
        scenarios: (cases,) the scenario of each; None is the dossier as stated.
        points: (cases, uncertainties) values in the units of the uncertainties.
    """

    method: str
    seed: int
    uncertainties: tuple[Uncertainty, ...]
    scenarios: tuple[ScenarioId | None, ...]
    points: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """Choices against cases.

    Attributes:
        made_from: What it was made from; `plan` is the SHA-256 of all its plans.
        choices: The choices.
        plans: The plan of each choice, made for what the dossier states.
        design: The cases.
        measures: What they are judged by.
        futures: Futures played a combination, the same for all.
        means: (choices, cases, measures) mean over futures; NaN where a combination wasn't played.
        errors: (choices, cases, measures) standard errors of the means.
        stopped: Whether it was stopped before all combinations were played.
    """

    made_from: MadeFrom
    choices: tuple[Choice, ...]
    plans: tuple[Plan, ...]
    design: Design
    measures: tuple[Measure, ...]
    futures: int
    means: Values
    errors: Values
    stopped: bool = False

    def measure(self, key: str) -> int:
        """The place of a measure in the last axis; UnknownIdError for one that isn't among them."""
        known = [one.id for one in self.measures]
        if key not in known:
            raise UnknownIdError("measure", key, known, "Use a measure of the exploration.")
        return known.index(key)

    def choice(self, key: str) -> int:
        """The place of a choice in the first axis; UnknownIdError for one that isn't among them."""
        known = [one.id for one in self.choices]
        if key not in known:
            raise UnknownIdError("choice", key, known, "Use a choice of the exploration.")
        return known.index(key)

    def good(self, values: Values | None = None) -> Values:
        """(choices, cases, measures) `means`, or `values` like them, signed: more is better."""
        signs = np.array([1.0 if one.more else -1.0 for one in self.measures])
        good: Values = (self.means if values is None else values) * signs
        return good
