"""Compared: the combinations of an exploration in which choices can be set against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cadre.errors import CadreError
from cadre.explorer.exploration import Exploration, Values
from cadre.explorer.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Choices in the same cases: a choice that was spared the bad cases would look good.

    Attributes:
        exploration: Where they are from.
        measures: What they are judged by.
        choices: (choices,) their places in the exploration, ascending.
        cases: (cases,) the cases in which all of them were played, ascending.
        values: (choices, cases, measures) means over futures, in units of the measures.
        errors: (choices, cases, measures) their standard errors.
        left_out: Combinations of the exploration that aren't among them: never played, or of a
            case in which another choice wasn't, or of a choice that was hardly played.
    """

    exploration: Exploration
    measures: tuple[Measure, ...]
    choices: NDArray[np.intp]
    cases: NDArray[np.intp]
    values: Values
    errors: Values
    left_out: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the choices."""
        return tuple(self.exploration.choices[int(place)].id for place in self.choices)

    @property
    def good(self) -> Values:
        """(choices, cases, measures) `values`, signed: more is better."""
        signs = np.array([1.0 if one.more else -1.0 for one in self.measures])
        good: Values = self.values * signs
        return good

    def spread(self, part: Values) -> Values:
        """(all choices, all cases) `part` of (choices, cases), NaN where nothing is compared."""
        means = self.exploration.means
        whole: Values = np.full(means.shape[:2], np.nan)
        whole[np.ix_(self.choices, self.cases)] = part
        return whole


def compared(exploration: Exploration, measures: Sequence[str]) -> Compared:
    """The combinations in which choices can be compared by all of `measures`.

    Choices with fewer than half as many cases played as the one with most are left out first, then
    cases in which not all others were played: an exploration that was stopped is judged by what
    is whole.

    Args:
        exploration: Choices against cases.
        measures: Ids of the measures.

    Raises:
        UnknownIdError: A measure that the exploration doesn't have.
        CadreError: No case in which any choice was played.
    """
    places = [exploration.measure(key) for key in measures]
    means, errors = exploration.means[:, :, places], exploration.errors[:, :, places]
    there: NDArray[np.bool_] = np.all(np.isfinite(means), axis=2)
    played = there.sum(axis=1)
    choices = np.flatnonzero((played > 0) & (2 * played >= played.max(initial=0)))
    cases = np.flatnonzero(np.all(there[choices], axis=0)) if choices.size else choices
    if not cases.size:
        raise CadreError(
            "exploration",
            "no case has been played with all the choices",
            "at least one case played with each choice",
            "Go on with the exploration until more combinations are played.",
        )
    both = np.ix_(choices, cases)
    return Compared(
        exploration=exploration,
        measures=tuple(exploration.measures[place] for place in places),
        choices=choices,
        cases=cases,
        values=means[both],
        errors=errors[both],
        left_out=there.size - choices.size * cases.size,
    )
