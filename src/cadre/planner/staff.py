"""Staffing: can people, support and beds be found for what runs together, and what lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cadre.errors import CadreError
from cadre.mission.enablers import brought_support
from cadre.mission.ids import EnablerId, SiteId
from cadre.planner.core.flow import Seats, empty, flow
from cadre.planner.core.layout import Ints
from cadre.planner.problem import Problem
from cadre.planner.works import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether what runs together in a period can be staffed.

    Attributes:
        fits: Whether it can.
        short: What is missing, when it can't: people of duties, by duty.
        beds: Beds missing by site.
        endless: Sites at which support asks for more support without end.
    """

    fits: bool
    short: Mapping[int, int] = field(default_factory=dict)
    beds: Mapping[SiteId, int] = field(default_factory=dict)
    endless: tuple[SiteId, ...] = ()


@dataclass(frozen=True)
class Staff:
    """Answers whether sets of places can be staffed, each question once.

    Attributes:
        problem: The problem.
    """

    problem: Problem
    _verdicts: dict[tuple[int, frozenset[int]], Verdict] = field(default_factory=dict)
    _brought: dict[tuple[object, ...], dict[EnablerId, int] | None] = field(default_factory=dict)

    def fits(self, period: int, places: frozenset[int]) -> bool:
        """Whether `places` can run together in `period` at their least fill."""
        return self.verdict(period, places).fits

    def verdict(self, period: int, places: frozenset[int]) -> Verdict:
        """Whether `places` can run together in `period` at their least fill, and why not."""
        key = (period, places)
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(period, places)
        return self._verdicts[key]

    def _judge(self, period: int, places: frozenset[int]) -> Verdict:
        targets = self.targets(places)
        brought = self.brought(period, places, targets)
        endless = tuple(site for site, more in brought.items() if more is None)
        if endless:
            return Verdict(fits=False, endless=endless)
        beds = self.beds_short(period, places, targets, brought)
        short = self.short(period, targets | self.support_targets(brought))
        return Verdict(fits=not short and not beds, short=short, beds=beds)

    def short(self, period: int, targets: Mapping[int, int]) -> dict[int, int]:
        """People missing by duty, when as many as can be are sent.

        In a class of duties that the same people may serve, the last go short.
        """
        crews = self.problem.crews
        state = self._seats
        state.flow[:] = 0
        state.shut[:] = ~crews.open[period]
        duties = np.fromiter(targets, np.int64, len(targets))
        people = np.fromiter(targets.values(), np.int64, len(targets))
        demand = np.zeros(len(crews.web.arcs_from) - 1, np.int64)
        np.add.at(demand, crews.class_of[duties], people)
        if not flow(crews.web, demand, crews.supply[period], crews.caps[period], state):
            return {}
        return dict(_missing(crews.class_of, targets, state.wanting.copy()))

    @cached_property
    def _seats(self) -> Seats:
        return empty(self.problem.crews.web)

    def targets(self, places: Iterable[int]) -> dict[int, int]:
        """The least people of each duty of `places`."""
        problem = self.problem
        return {
            duty: problem.duties[duty].least
            for place in sorted(places)
            for duty in problem.places[place].duties
        }

    def brought(
        self, period: int, places: Iterable[int], targets: Mapping[int, int]
    ) -> dict[SiteId, dict[EnablerId, int] | None]:
        """Support that must be brought to each site, by kind; None where it never ends.

        Args:
            period: The period.
            places: What runs.
            targets: People in each duty of `places`.
        """
        at: dict[SiteId, list[Place]] = {}
        for place in sorted(places):
            here = self.problem.places[place]
            at.setdefault(here.site, []).append(here)
        return {site: self._brought_to(period, site, some, targets) for site, some in at.items()}

    def _brought_to(
        self, period: int, site: SiteId, places: list[Place], targets: Mapping[int, int]
    ) -> dict[EnablerId, int] | None:
        problem = self.problem
        lent = problem.periods[period].lent
        kinds = tuple(
            dict.fromkeys(
                kind for place in places for kind in problem.works[place.work].activity.enablers
            )
        )
        own: dict[EnablerId, float] = {kind: lent.get((site, kind), 0.0) for kind in kinds}
        present = 0
        for place in places:
            for duty in place.duties:
                present += targets[duty]
                kind = problem.duties[duty].enabler
                if kind in own and kind is not None:
                    own[kind] += targets[duty]
        key = (present, tuple(sorted(own.items())))
        if key not in self._brought:
            self._brought[key] = self._fixed_point(present, own)
        return self._brought[key]

    def _fixed_point(
        self, present: int, own: Mapping[EnablerId, float]
    ) -> dict[EnablerId, int] | None:
        try:
            return brought_support(present, {k: self.problem.enablers[k] for k in own}, own)
        except CadreError:
            return None

    def support_targets(
        self, brought: Mapping[SiteId, Mapping[EnablerId, int] | None]
    ) -> dict[int, int]:
        """What is brought, by duty."""
        return {
            self.problem.support_duty[site, kind]: people
            for site, kinds in brought.items()
            for kind, people in (kinds or {}).items()
            if people
        }

    def beds_short(
        self,
        period: int,
        places: Iterable[int],
        targets: Mapping[int, int],
        brought: Mapping[SiteId, Mapping[EnablerId, int] | None],
    ) -> dict[SiteId, int]:
        """Beds missing by site; sites of which no beds are stated aren't limited."""
        housed: dict[SiteId, int] = {
            site: sum((kinds or {}).values()) for site, kinds in brought.items()
        }
        for place in places:
            here = self.problem.places[place]
            housed[here.site] += sum(targets[duty] for duty in here.duties)
        beds = self.problem.periods[period].beds
        return {
            site: people - beds[site]
            for site, people in sorted(housed.items())
            if site in beds and people > beds[site]
        }


def _missing(
    class_of: Ints, targets: Mapping[int, int], wanting: Ints
) -> Iterator[tuple[int, int]]:
    """Of each class the last duties, for the people wanting in it."""
    for duty in sorted(targets, reverse=True):
        people = min(targets[duty], int(wanting[class_of[duty]]))
        if people:
            wanting[class_of[duty]] -= people
            yield duty, people
