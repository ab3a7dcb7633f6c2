"""Measures: what a combination is judged by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is wanted of a mission, as a number a combination.

    Attributes:
        id: "coverage", "graduates", "cost", "reached.<milestone>", "strength.<level>" ...
        name: As printed.
        unit: Unit of the number.
        more: Whether more of it is better.
        enough: What satisfies: at least this, or at most where less is better; None where nobody
            has said what is enough.
        origin: Where `enough` comes from, as a sentence.
    """

    id: str
    name: str
    unit: str
    more: bool
    enough: float | None = None
    origin: str = ""
