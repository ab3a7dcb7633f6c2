"""What decides an exploration, when choices fail, and what it can't say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cadre.brief.explored import Fails, Limit, Swing
from cadre.brief.words import plural
from cadre.desk.explore_said import name_of, said, value_of
from cadre.errors import CadreError
from cadre.explorer.boxes import Teller
from cadre.explorer.deciding import Deciding, deciding
from cadre.explorer.discovery import Found as FoundBox
from cadre.explorer.discovery import discover
from cadre.explorer.regret import SURE
from cadre.explorer.said import what_decides
from cadre.explorer.uncertainties import Uncertainty
from cadre.mission.quantities import counted

if TYPE_CHECKING:
    from cadre.desk.explore_found import Found

MOST_BOXES = 3
"""Boxes told of a choice."""


class Telling:
    """What decides, and when it fails."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.varied = found.cases.design.uncertainties
        self.place = found.exploration.measure(found.leads)
        self.measure = found.exploration.measures[self.place]
        self.decided = self._decided()

    def _decided(self) -> Deciding | None:
        try:
            return deciding(self.found.ranges, self.found.leads, self.found.best)
        except CadreError:
            return None

    def decides(self) -> str:
        """What decides how the best choice fares, in words; empty where too few cases tell."""
        return "" if self.decided is None else what_decides(self.decided)

    def swings(self) -> Iterator[Swing]:
        """What each uncertain thing does to the best choice alone, the most first."""
        shares = self._shares()
        some = [self._swing(column, one, shares) for column, one in enumerate(self.varied)]
        yield from sorted((one for one in some if one is not None), key=lambda one: -one.span)

    def _shares(self) -> dict[str, float]:
        """Share of the spread over cases that each thing explains alone, where that is sure."""
        found = {}
        for one in () if self.decided is None else self.decided.deciders:
            alone = one.together or one.alone
            if alone is not None and alone.value > SURE * alone.error:
                found[one.id] = min(1.0, alone.value)
        return found

    def _swing(self, column: int, one: Uncertainty, shares: dict[str, float]) -> Swing | None:
        begin = self.found.cases.ends.start + 2 * column
        row = self.found.row(self.found.best)
        ends = self.found.exploration.means[row, begin : begin + 2, self.place]
        if not np.isfinite(ends).all():
            return None
        horizon = self.found.mission.horizon
        low, likely, high = (
            value_of(one, value, horizon) for value in (one.low, one.likely, one.high)
        )
        return Swing(
            id=one.id,
            name=name_of(one),
            unit=one.unit,
            low=low,
            likely=likely,
            high=high,
            at_low=float(ends[0]),
            at_high=float(ends[1]),
            share=shares.get(one.id),
            ahead_low=self._ahead(begin),
            ahead_high=self._ahead(begin + 1),
            turns=self._turns(begin),
            assumption="" if one.assumption is None else str(one.assumption),
            sources=one.sources,
            fields=one.fields,
        )

    def _ahead(self, case: int) -> float | None:
        """How far the best choice is ahead of the next in a case, in the unit of the measure."""
        if len(self.found.order) < 2:
            return None
        rows = [self.found.row(key) for key in self.found.order[:2]]
        good = self.found.exploration.good()[rows, case, self.place]
        return float(good[0] - good[1]) if np.isfinite(good).all() else None

    def _turns(self, begin: int) -> str:
        """The choice that is surely better than the best at one of two ends; empty if none is."""
        exploration = self.found.exploration
        good = exploration.good()[:, begin : begin + 2, self.place]
        errors = exploration.errors[:, begin : begin + 2, self.place]
        row = self.found.row(self.found.best)
        ahead = good - good[row] - SURE * np.hypot(errors, errors[row])
        ahead[row] = -np.inf
        most = np.where(np.isfinite(ahead), ahead, -np.inf).max(axis=1)
        return exploration.choices[int(most.argmax())].id if most.max() > 0 else ""

    def fails(self) -> Iterator[Fails]:
        """When each choice fails, the best one first."""
        if self.measure.enough is None:
            return
        names = {str(one.id): one.name for one in self.found.mission.scenarios}
        teller = Teller(
            design=self.found.ranges.design,
            horizon=self.found.mission.horizon,
            scenarios=names,
        )
        for key in self.found.order:
            result = discover(self.found.ranges, self.found.leads, key)
            for one in result.found[:MOST_BOXES]:
                yield Fails(
                    choice=key,
                    words=f"Fails when {teller.box(one.box, result.hits).when}.",
                    density=one.box.density,
                    coverage=one.box.coverage,
                    failing=result.hits / max(1, result.cases),
                    limits=tuple(self._limits(one)),
                )

    def _limits(self, found: FoundBox) -> Iterator[Limit]:
        known = {one.id: one for one in self.varied}
        horizon = self.found.mission.horizon
        for limit in found.box.limits:
            one = known.get(limit.edge.dimension)
            if one is None:
                continue
            room = (one.high - one.low) or 1.0
            low = one.low if limit.edge.low is None else limit.edge.low
            high = one.high if limit.edge.high is None else limit.edge.high
            yield Limit(
                id=one.id,
                name=name_of(one),
                low=(low - one.low) / room,
                high=(high - one.low) / room,
                likely=(one.likely - one.low) / room,
                whole=(value_of(one, one.low, horizon), value_of(one, one.high, horizon)),
                words=self._part(one, low, high),
            )

    def _part(self, one: Uncertainty, low: float, high: float) -> str:
        """The part of a range that a box takes, as printed."""
        horizon = self.found.mission.horizon
        first, last = value_of(one, low, horizon), value_of(one, high, horizon)
        if low <= one.low:
            return f"up to {last}"
        return f"{first} or more" if high >= one.high else f"{first} to {last}"

    def silent(self) -> Iterator[str]:
        """What the dossier can't say, as far as the exploration shows it."""
        mission = self.found.mission
        unheld = [one.name for one in mission.levels if one.people is None]
        if unheld:
            yield f"No figure is public for: {'; '.join(unheld)}. It is unknown, not zero."
        own = [one for one in self.varied if one.assumption is not None]
        if self.varied:
            are = plural(len(own), "is a figure", "are figures")
            yield (
                f"Of the {counted(len(self.varied), 'thing')} varied, {len(own)} {are} of the "
                "staff's own assumptions; no document states how likely values within a range are, "
                "so points are even over each range."
            )
        if self.measure.enough is not None and self.measure.origin:
            yield f"Enough is {said(self.measure.enough, self.measure.unit)}: {self.measure.origin}"
        yield (
            "Plans are made for what the dossier states and aren't made again within a future; "
            "ranges are varied as if they had nothing to do with each other."
        )
        yield (
            "Who fills a post is chosen by fair shares, not by how sure a pledge is: two choices "
            "may differ also because their plans count on other nations."
        )
        yield (
            "What the dossier has no rows for isn't played: how others would answer a choice, and "
            "what it is worth beyond the needs that the dossier names."
        )
