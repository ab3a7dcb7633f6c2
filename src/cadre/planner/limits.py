"""Limits of people, support and beds, as rows of a linear model, whatever solver it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Generic, TypeVar

from cadre.mission.ids import EnablerId, SiteId
from cadre.planner.cuts import Cover, closed, hall_sets, pledges_of
from cadre.planner.problem import Problem
from cadre.planner.works import Place

V = TypeVar("V")
FINE = 1_000
"""People needed for each person are counted in thousandths."""


@dataclass
class Limits(Generic[V]):
    """Writes down what people, lent support and beds allow in each week.

    Attributes:
        problem: The problem.
        place: Tells whether a place runs in a week: its open terms, and 1 when that is settled.
        number: Makes a variable that counts from 0 to a highest value.
        add: Writes down that a sum of terms is at most a number.
        support: Support brought by site, kind and week; None where none ever need be.
    """

    problem: Problem
    place: Callable[[int, int], tuple[list[tuple[V, int]], int]]
    number: Callable[[int], V]
    add: Callable[[Iterable[tuple[V, int]], int], None]
    support: dict[tuple[SiteId, EnablerId, int], V | None] = field(default_factory=dict)
    _rows: set[tuple[int, frozenset[int]]] = field(default_factory=set)

    def write(self) -> None:
        """Write down beds and, for each set of pledges, what they can do in all."""
        for period in range(len(self.problem.periods)):
            self._beds(period)
            for duties in hall_sets(self.problem, period):
                self.limit(period, duties)

    def _beds(self, period: int) -> None:
        there = self.problem.periods[period]
        for site, beds in there.beds.items():
            duties = [duty.index for duty in self.problem.duties if duty.site == site]
            for week in there.weeks:
                terms, settled = self._people(duties, week)
                self.add(terms, beds - settled)

    def limit(self, period: int, duties: frozenset[int]) -> bool:
        """No more people in `duties` than can serve there; whether that was news."""
        everyone = pledges_of(self.problem, period, duties)
        grown = closed(self.problem, period, everyone)
        if (period, grown) in self._rows:
            return False
        self._rows.add((period, grown))
        capacity = self.problem.capacity(period, grown)
        for week in self.problem.periods[period].weeks:
            terms, settled = self._people(sorted(grown), week)
            self.add(terms, capacity - settled)
        return True

    def _people(self, duties: Iterable[int], week: int) -> tuple[list[tuple[V, int]], int]:
        """People in `duties` in `week`, at their least: what is open of them, and what isn't."""
        terms: list[tuple[V, int]] = []
        settled = 0
        for number in duties:
            duty = self.problem.duties[number]
            if duty.work is None and duty.enabler is not None:
                brought = self._brought(duty.site, duty.enabler, week)
                terms += [] if brought is None else [(brought, 1)]
                continue
            runs, done = self.place(self.problem.place_of_duty[number], week)
            terms += [(variable, sign * duty.least) for variable, sign in runs]
            settled += done * duty.least
        return terms, settled

    def _brought(self, site: SiteId, kind: EnablerId, week: int) -> V | None:
        """People of support brought to a site, at least; None where none ever need be."""
        key = (site, kind, week)
        if key not in self.support:
            self.support[key] = None
            period = self.problem.period_of[week]
            lent = self.problem.periods[period].lent.get((site, kind), 0.0)
            if lent != float("inf"):
                most = self.problem.capacity(period, [self.problem.support_duty[site, kind]])
                brought = self.number(most)
                self.support[key] = brought
                self._fixed_point(key, brought, lent)
        return self.support[key]

    def _fixed_point(self, key: tuple[SiteId, EnablerId, int], brought: V, lent: float) -> None:
        """Bound support from below: so much a head, less what is lent and what posts give.

        Only work that leans on this kind counts, and support brought for such work alone: then
        the bound holds whatever else runs. What it leaves open, cuts settle.
        """
        site, kind, week = key
        enabler = self.problem.enablers[kind]
        share, fixed = enabler.per_person.likely, floor(enabler.fixed.likely * FINE)
        here = [place for place in self.problem.places if place.site == site]
        leans = self._leaning(here, kind)
        terms: list[tuple[V, int]] = [(brought, -ceil((1 - share) * FINE))]
        settled = 0
        for place in here:
            per_run = self._per_run(place, kind, share if place.index in leans else 0.0)
            runs, done = self.place(place.index, week)
            terms += [(variable, sign * per_run) for variable, sign in runs]
            settled += done * per_run
        for other in self.problem.enablers:
            # Support for work that doesn't lean on this kind might be there without it.
            if other != kind and self._leaning(here, other) <= leans:
                more = self._asked(site, other, week)
                terms += [] if more is None else [(more, floor(share * FINE + 1e-6))]
        most = ceil(lent * FINE) - settled
        self.add(terms, most)
        for place in here if fixed else ():
            # Work without people of its own asks for nothing where it is alone.
            if place.index in leans and self.problem.least_at(place):
                runs, done = self.place(place.index, week)
                self.add([*terms, *((v, sign * fixed) for v, sign in runs)], most - fixed * done)

    def _asked(self, site: SiteId, kind: EnablerId, week: int) -> V | None:
        known = (site, kind) in self.problem.support_duty
        return self._brought(site, kind, week) if known else None

    def _leaning(self, here: Iterable[Place], kind: EnablerId) -> set[int]:
        works = self.problem.works
        return {p.index for p in here if kind in works[p.work].activity.enablers}

    def _per_run(self, place: Place, kind: EnablerId, share: float) -> int:
        """What a place that runs adds to the support asked for, less what its posts give."""
        duties = [self.problem.duties[duty] for duty in place.duties]
        own = sum(duty.least for duty in duties if duty.enabler == kind)
        return floor(share * self.problem.least_at(place) * FINE + 1e-6) - own * FINE

    def forbid(self, cover: Cover) -> None:
        """Not all places of `cover` at once, unless support that others have in posts helps."""
        signs = [(place, 1) for place in cover.places] + [(place, -1) for place in cover.helpers]
        for period in cover.periods:
            for week in self.problem.periods[period].weeks:
                terms: list[tuple[V, int]] = []
                most = len(cover.places) - 1
                for place, sign in signs:
                    runs, done = self.place(place, week)
                    terms += [(variable, sign * times) for variable, times in runs]
                    most -= sign * done
                self.add(terms, most)
