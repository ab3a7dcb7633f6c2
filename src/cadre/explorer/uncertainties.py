"""Uncertainties: the figures and days of a mission that nobody knows, with their ranges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import AssumptionId


class Kind(Enum):
    """How a value of an uncertainty is put into a mission."""

    FIGURE = "figure"
    """An assumption's figure, in every field that rests on it."""
    BELIEF = "belief"
    """How likely a gate opens, a pledge is kept or a partner leaves."""
    RANGE = "range"
    """A figure known as a range, taken as exactly this."""
    DAY = "day"
    """A day known as a range of days, taken as exactly this: weeks from the first of the plan."""
    SHOCK = "shock"
    """The week in which a shock comes first; the number of weeks is: it doesn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """Something that decides and that nobody knows.

    Attributes:
        id: "table.row.field", or the id of the assumption, or of the prior, whose figure it is;
            "shocks.row" for the week in which a shock comes.
        name: As printed: what is uncertain, as a short phrase.
        kind: How a value is put into a mission.
        unit: Unit of its values.
        low: Smallest value thought possible.
        likely: What plans use.
        high: Largest value thought possible.
        fields: The cells it stands for, as (table, row, field).
        assumption: The assumption behind it; None where sources alone stand behind it.
        sources: Sources and assumptions of the rows.
    """

    id: str
    name: str
    kind: Kind
    unit: str
    low: float
    likely: float
    high: float
    fields: tuple[tuple[str, str, str], ...]
    assumption: AssumptionId | None = None
    sources: tuple[str, ...] = ()
