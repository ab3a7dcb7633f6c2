"""Joins: increments, trainees, budgets, stocks as rows of a linear model of whatever solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cadre.mission.ids import StockId
from cadre.mission.money import Purse, units, weeks_of
from cadre.planner.problem import Problem
from cadre.planner.search import Search
from cadre.planner.works import Track

V = TypeVar("V")


@dataclass(frozen=True)
class Joins(Generic[V]):
    """Writes down what `coupled` asks of runs beside each other, exactly.

    Attributes:
        search: Knows which work is settled, so that what it takes is gone, and which is free.
        runs: Tells whether a track runs in a week, as a sum of terms.
        starts: Tells whether a track starts in a week, as a sum of terms.
        add: Writes down that a sum of terms is at most a number.
    """

    search: Search
    runs: Callable[[Track, int], list[tuple[V, int]]]
    starts: Callable[[Track, int], list[tuple[V, int]]]
    add: Callable[[Iterable[tuple[V, int]], int], None]

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.search.problem

    def write(self) -> None:
        """Write down all of them."""
        for work in self.search.free:
            base = self.problem.base_of[work]
            if base is not None:
                self._beside(work, base)
        for _, room, rates in self.problem.trainee_lines:
            for week in range(self.problem.weeks):
                self._trainees(room, rates, week)
        for purse, room in self.problem.purses.items():
            self._budget(purse, room)
        for stock, room in self.problem.stocks.items():
            self._stock(stock, room)

    def _beside(self, work: int, base: int) -> None:
        """In each week and at each site an increment runs only if its base does."""
        sites = dict.fromkeys(track.mode.site for track in self.problem.tracks_of[work])
        for site in sites:
            for week in range(self.problem.weeks):
                mine = self._at(work, site, week)
                theirs = self._at(base, site, week) if base in self.search.free else []
                if mine:
                    less = [(variable, -times) for variable, times in theirs]
                    self.add([*mine, *less], self._runs_there(base, site, week))

    def _at(self, work: int, site: str, week: int) -> list[tuple[V, int]]:
        tracks = self.problem.tracks_of[work]
        here = (one for one in tracks if one.mode.site == site)
        return [term for one in here for term in self.runs(one, week)]

    def _runs_there(self, work: int, site: str, week: int) -> int:
        run = self.search.continued.get(work)
        if run is None or self.problem.tracks[run.track].mode.site != site:
            return 0
        return int(run.week <= week < run.end)

    def _trainees(self, room: int, rates: dict[int, int], week: int) -> None:
        there = (key for key, run in self.search.continued.items() if run.week <= week < run.end)
        gone = sum(rates.get(key, 0) for key in there)
        terms = [
            (variable, times * rates[work])
            for work in self.search.free
            if work in rates
            for track in self.problem.tracks_of[work]
            for variable, times in self.runs(track, week)
        ]
        self.add(terms, max(0, room - gone))

    def _budget(self, purse: Purse, room: int) -> None:
        taken = Counter[Purse]()
        for work, run in self.search.continued.items():
            taken.update(self.problem.costs(work, run.week, run.end))
        terms: list[tuple[V, int]] = []
        weeks = weeks_of(self.problem.mission, purse.year)
        year = range(max(0, weeks.start), min(self.problem.weeks, weeks.stop))
        for work in self.search.free:
            activity = self.problem.works[work].activity
            if activity.funding is purse.funding:
                weekly, once = units(activity.cost), units(activity.start_cost)
                for track in self.problem.tracks_of[work]:
                    for week in year if weekly or once else ():
                        terms += [(v, n * weekly) for v, n in self.runs(track, week)]
                        terms += [(v, n * once) for v, n in self.starts(track, week)]
        self.add(terms, max(0, room - taken[purse]))

    def _stock(self, stock: StockId, room: int) -> None:
        """Starts draw once from a stock; what begun work took is gone from it."""
        terms: list[tuple[V, int]] = []
        for work in self.search.free:
            for track in self.problem.tracks_of[work]:
                taken = self.problem.draws(track.index).get(stock, 0)
                for week in track.starts if taken else ():
                    terms += [(v, n * taken) for v, n in self.starts(track, week)]
        self.add(terms, room)
