"""Leaning: which figures of a mission priors stand in for, and which are far from theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cadre.mission.mission import Mission
from cadre.mission.priors import Blank, Prior, choice
from cadre.mission.quantities import Range, Unstated
from cadre.mission.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that a prior could stand in for, or stands in for.

    Attributes:
        row: Its row.
        column: Its column.
        value: The figure; an `Unstated` one when it is blank and no prior stands in.
        prior: The prior in force for it; None when there is none.
    """

    row: Row
    column: Blank
    value: Range
    prior: Prior | None

    @property
    def leans(self) -> bool:
        """Whether the prior stands in for it: its row cites the prior, and has its value."""
        prior = self.prior
        return (
            prior is not None
            and self.value == prior.value
            and any(one.ref == prior.id for one in self.row.sources)
        )

    @property
    def counts_as_nothing(self) -> bool:
        """Whether it is blank, no prior stands in, and a blank there counts as 0."""
        return isinstance(self.value, Unstated) and self.value.high == 0

    @property
    def is_far(self) -> bool:
        """Whether it is stated, and no value that it may have is in the range of its prior."""
        stated = not isinstance(self.value, Unstated)
        return stated and self.prior is not None and not self.value.meets(self.prior.value)


def figures(mission: Mission) -> Iterator[Figure]:
    """All figures that priors are made for, column by column, in the order of their rows."""
    for column in Blank:
        chosen, name = choice(mission.priors, column), column.field
        for row in getattr(mission, column.table):
            yield Figure(row=row, column=column, value=getattr(row, name), prior=chosen(row))
