"""What an exploration came to, from numbers to rows: who holds up, by how much, in which cases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cadre.brief.explored import (
    Barred,
    Behind,
    Came,
    Chosen,
    Flat,
    Judge,
    Lines,
    Point,
    Robust,
)
from cadre.desk.explore_cases import Cases, some_of
from cadre.desk.explore_plans import PlannedChoices
from cadre.desk.explore_said import AS_STATED, labels_of, said, unit_of, with_days
from cadre.explorer.exploration import Exploration
from cadre.explorer.measures import Measure
from cadre.explorer.ranges import against_range
from cadre.explorer.regret import SURE, ChoiceRegret, Regrets, regrets
from cadre.explorer.robustness import Reading, robustness
from cadre.explorer.tradeoffs import trade_offs
from cadre.mission.mission import Mission

EXTENTS = (0.0, 0.25, 0.5, 0.75, 1.0)
CRITERIA = ("satisficing", "minimax-regret", "ninth-regret", "maximin", "laplace", "hurwicz")
"""Measures of robustness that are told; the others are for whoever works with the numbers."""


class Found:
    """An exploration that is being told.

    Attributes:
        mission: What is known.
        planned: The choices that differ, and their plans.
        cases: The cases, in parts.
        exploration: All cases.
        ranges: The cases within the ranges alone.
        leads: The measure that leads.
        regrets: Regret by it.
        labels: Short names of all choices, by their ids.
        order: Ids of the choices compared, those that hold up first.
    """

    def __init__(
        self,
        mission: Mission,
        planned: PlannedChoices,
        cases: Cases,
        exploration: Exploration,
        leads: str,
    ) -> None:
        self.mission, self.planned, self.cases = mission, planned, cases
        self.exploration, self.leads = exploration, leads
        where = np.arange(len(cases.design.scenarios))[cases.ranges]
        self.ranges = some_of(exploration, where)
        self.regrets: Regrets = regrets(self.ranges, leads)
        by = {one.choice: one for one in self.regrets.by_choice}
        self.order = sorted(by, key=lambda key: _rank(by[key]))
        self.measures = tuple(one for one in exploration.measures if self._tells(one))
        played = (one.id for one in planned.choices)
        self.labels = labels_of((*played, *(key for some in planned.same for key in some)))

    @property
    def best(self) -> str:
        """The choice that holds up best: its largest regret is the smallest, then its mean one."""
        return self.order[0]

    @property
    def clear(self) -> bool:
        """Whether it is ahead of the next by more than luck, by mean regret."""
        if len(self.order) < 2:
            return True
        by = {one.choice: one.mean for one in self.regrets.by_choice}
        best, second = (by[key] for key in self.order[:2])
        return second.value - best.value > SURE * float(np.hypot(best.error, second.error))

    def row(self, choice: str) -> int:
        """The place of a choice in the exploration."""
        return self.exploration.choice(choice)

    def _tells(self, measure: Measure) -> bool:
        """Whether a measure is printed otherwise in some case or choice, or leads."""
        place = self.exploration.measure(measure.id)
        values = self.ranges.means[:, :, place]
        known = values[np.isfinite(values)]
        if measure.id == self.leads:
            return True
        return known.size > 0 and len({said(value, measure.unit) for value in known.tolist()}) > 1

    @property
    def second(self) -> str:
        """The next; empty where there is none."""
        return self.order[1] if len(self.order) > 1 else ""

    @property
    def ahead(self) -> float:
        """How far the best is ahead of the next as stated; 0 where there is no next."""
        if len(self.order) < 2:
            return 0.0
        rows = [self.row(key) for key in self.order[:2]]
        place = self.exploration.measure(self.leads)
        good = self.exploration.good()[rows, self.cases.likely.start, place]
        return float(good[0] - good[1])

    def chosen(self) -> Iterator[Chosen]:
        """The choices, those that hold up first."""
        options = {one.id: one.option for one in self.mission.activities}
        traded = trade_offs(self.ranges, [one.id for one in self.measures])
        beaten = {one.choice: one.dominated_by for one in traded.offers}
        for key in self.order:
            row = self.row(key)
            one = self.exploration.choices[row]
            plan = self.exploration.plans[row]
            same = self.planned.same[row]
            yield Chosen(
                id=one.id,
                label=self.labels[one.id],
                options=tuple(map(str, one.options)),
                triggers=tuple(map(str, one.triggers)),
                starts=tuple(
                    str(start.activity)
                    for start in plan.starts
                    if options[start.activity] in one.options
                ),
                same=tuple(self.labels[key] for key in same),
                beaten_by=tuple(self.labels[key] for key in beaten.get(key, ())),
            )

    def barred(self) -> Iterator[Barred]:
        """Options that no plan starts any work of."""
        names = {one.id: one.name for one in self.mission.options}
        for option, why in self.planned.barred:
            yield Barred(option=str(option), name=names[option], why=why)

    def judges(self) -> Iterator[Judge]:
        """The measures that tell choices or cases apart, the one that leads first."""
        for one in sorted(self.measures, key=lambda one: one.id != self.leads):
            yield Judge(
                id=one.id,
                name=with_days(one.name),
                unit=unit_of(one.unit),
                more=one.more,
                enough=one.enough,
                origin=one.origin,
            )

    def flat(self) -> Iterator[Flat]:
        """Measures that are the same in every case, or enough in none."""
        for one in self.exploration.measures:
            values = self.ranges.means[:, :, self.exploration.measure(one.id)]
            known = values[np.isfinite(values)]
            if not known.size or one.id == self.leads:
                continue
            most = float(known.max() if one.more else known.min())
            enough = one.enough
            never = enough is not None and (most < enough if one.more else most > enough)
            if one not in self.measures or never:
                yield Flat(
                    measure=one.id,
                    name=with_days(one.name),
                    unit=unit_of(one.unit),
                    most=most,
                    same=one not in self.measures,
                    enough=enough,
                )

    def came(self) -> Iterator[Came]:
        """What each choice came to by each measure."""
        first = self.cases.likely.start
        for key in self.order:
            row = self.row(key)
            for one in self.measures:
                place = self.exploration.measure(one.id)
                values = self.ranges.means[row, :, place]
                known = values[np.isfinite(values)]
                stated = float(self.exploration.means[row, first, place])
                low, high = np.quantile(known, (0.05, 0.95)).tolist()
                yield Came(
                    choice=key,
                    measure=one.id,
                    stated=stated if np.isfinite(stated) else None,
                    error=float(np.nan_to_num(self.exploration.errors[row, first, place])),
                    mean=float(known.mean()),
                    low=low,
                    high=high,
                )

    def behind(self) -> Iterator[Behind]:
        """How far each choice falls behind, by scenario."""
        names = {one.id: one.name for one in self.mission.scenarios}
        scenarios = self.ranges.design.scenarios
        for key in self.order:
            row = self.row(key)
            for scenario in dict.fromkeys(scenarios):
                own = np.array([one == scenario for one in scenarios])
                lost = self.regrets.absolute[row, own]
                share = self.regrets.relative[row, own]
                lost, share = lost[np.isfinite(lost)], share[np.isfinite(share)]
                if not lost.size:
                    continue
                yield Behind(
                    choice=key,
                    case="" if scenario is None else str(scenario),
                    name=AS_STATED if scenario is None else names[scenario],
                    cases=int(lost.size),
                    mean=float(lost.mean()),
                    most=float(lost.max()),
                    relative=float(share.max()) if share.size else None,
                )

    def robust(self) -> Iterator[Robust]:
        """Each choice by each measure of robustness that is told."""
        table = robustness(self.ranges, self.leads)
        rows = {one.criterion.id: one for one in table.rows}
        for criterion in (key for key in CRITERIA if key in rows):
            one = rows[criterion]
            level = one.criterion.reading in (Reading.LEVEL, Reading.LOSS)
            for key in self.order:
                place = table.choices.index(key)
                yield Robust(
                    choice=key,
                    id=criterion,
                    name=one.criterion.name,
                    value=one.values[place],
                    unit=unit_of(table.measure.unit) if level else "%",
                    best=one.ranks[place] == 1,
                    reference=one.criterion.reference,
                )

    def lines(self) -> Lines | None:
        """Robustness against range, as stated: from all at the likely to the whole ranges."""
        if not self.cases.design.uncertainties:
            return None
        scenarios = self.cases.design.scenarios
        every = np.arange(len(scenarios))
        stated = np.array([one is None for one in scenarios])
        ends = (every >= self.cases.ends.start) & (every < self.cases.ends.stop)
        curve = against_range(
            some_of(self.exploration, every[stated & ~ends]), self.leads, extents=EXTENTS
        )
        enough = bool(np.isfinite(curve.satisficing).any())
        values = curve.satisficing if enough else curve.worst
        measure = curve.measure
        upward = f"{measure.name}: worst case"
        if measure.enough is not None:
            upward = (
                f"Cases with enough: {measure.name.lower()} {'of' if measure.more else 'up to'} "
            )
            upward += said(measure.enough, measure.unit)
            upward += " or more" if measure.more else ""
        return Lines(
            along="How far what is uncertain may stray from what plans use, share of its range",
            along_unit="%",
            upward=upward,
            upward_unit="%" if enough else unit_of(measure.unit),
            points=tuple(
                Point(choice=key, at=at, value=float(values[curve.choices.index(key), place]))
                for key in self.order
                if key in curve.choices
                for place, at in enumerate(EXTENTS)
                if np.isfinite(values[curve.choices.index(key), place])
            ),
        )


def _rank(one: ChoiceRegret) -> tuple[float, float]:
    return round(one.largest.value, 12), round(one.mean.value, 12)
