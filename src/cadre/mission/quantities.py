"""Units as types, and figures that are known only as a range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from cadre.errors import FigureError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The unit of a field, and the values that can be meant.

    Attributes:
        name: The unit as a person says it: people, weeks.
        low: Smallest value allowed; None when there is none.
        high: Largest value allowed; None when there is none.
    """

    name: str
    low: float | None = None
    high: float | None = None

    def allows(self, value: float) -> bool:
        """Whether `value` can be meant in this unit; the bounds themselves can."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low is None and self.high is None:
            return self.name
        if self.high is None:
            return f"{self.name}, at least {self.low:,.10g}"
        if self.low is None:
            return f"{self.name}, at most {self.high:,.10g}"
        return f"{self.name}, {self.low:,.10g} to {self.high:,.10g}"


PEOPLE = Unit(name="people", low=0, high=1_000_000)
BEDS = Unit(name="beds", low=0, high=1_000_000)
WEEKS = Unit(name="weeks", low=0, high=2600)
SHARE = Unit(name="share", low=0, high=1)
COUNT = Unit(name="number", low=0, high=1_000_000)

People = Annotated[int, PEOPLE]
Heads = Annotated[int, Unit(name="people", low=1, high=1_000_000)]
Length = Annotated[int, Unit(name="weeks", low=1, high=2600)]
Beds = Annotated[int, BEDS]
Weeks = Annotated[int, WEEKS]
Count = Annotated[int, COUNT]
Share = Annotated[float, SHARE]
Amount = Annotated[float, Unit(name="number", low=0, high=1e9)]
Days = Annotated[int, Unit(name="days", low=0, high=3660)]
Weight = Annotated[float, Unit(name="weight", low=0, high=1_000_000)]
Money = Annotated[float, Unit(name="thousands of the mission's currency", low=0, high=1e9)]
Year = Annotated[int, Unit(name="calendar year", low=1900, high=2200)]
Latitude = Annotated[float, Unit(name="degrees", low=-90, high=90)]
Longitude = Annotated[float, Unit(name="degrees", low=-180, high=180)]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 week`, `1,200 weeks`; `many` where an s isn't enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@dataclass(frozen=True, slots=True)
class Range:
    """A figure that is known only roughly.

    Attributes:
        low: Smallest value thought possible.
        likely: The value that plans use.
        high: Largest value thought possible.
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        """Refuse a range whose ends are in disorder."""
        if not self.low <= self.likely <= self.high:
            met = f"{self.low:g} / {self.likely:,.10g} / {self.high:g}"
            raise FigureError("range", "low / likely / high", met, "low <= likely <= high")

    @classmethod
    def exactly(cls, value: float) -> Self:
        """A range of one value: the figure is taken as known."""
        return cls(value, value, value)

    @property
    def known(self) -> bool:
        """Whether the figure is a single value."""
        return self.low == self.high

    def meets(self, other: Range) -> bool:
        """Whether some value is thought possible by both."""
        return self.low <= other.high and other.low <= self.high

    def __str__(self) -> str:
        if self.known:
            return f"{self.likely:,.10g}"
        return f"{self.likely:,.10g} ({self.low:,.10g} to {self.high:,.10g})"


def exact(value: float) -> Range:
    """Short for `Range.exactly`: reads well as the default of a field."""
    return Range.exactly(value)


@dataclass(frozen=True, slots=True)
class Unstated(Range):
    """What a blank cell counts as while no prior stands in for it.

    It is equal to no figure that somebody stated, not even to one of the same values, and files
    keep its cell blank.
    """


def unstated(value: float) -> Unstated:
    """The default of a field that a prior can stand in for; `value` counts where none does."""
    return Unstated.exactly(value)


PeopleRange = Annotated[Range, PEOPLE]
WeeksRange = Annotated[Range, WEEKS]
ShareRange = Annotated[Range, SHARE]
PerPerson = Annotated[Range, Unit(name="people per person present", low=0, high=100)]
PerYear = Annotated[Range, Unit(name="times a year", low=0, high=366)]
