"""Losses: what works that serve one need lose to each other, as bounds on variables of a model.

Together works meet less of a need than the sum of what each would meet alone. That loss is
supermodular in what runs, so it is bounded from below by its steps at any set of works (Nemhauser
and Wolsey 1978), and by the losses of pairs along a tree (Hunter 1976).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from math import floor, prod
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from cadre.planner.core.layout import Bools, Floats
from cadre.planner.proof.choices import SCALE, Choices, Terms, total
from cadre.planner.works import Run, Runs

MUCH = 2**40
"""More than any need is worth, as a whole number."""


class Loss(NamedTuple):
    """A loss of at least `least` and all `terms`; of nothing where that is below 0.

    Attributes:
        terms: Variables, each so many times.
        least: What comes to them.
    """

    terms: Terms
    least: int


class Losses:
    """A variable for each need that several works serve, and what is known to bound it.

    Args:
        of: What may be chosen.
        runs: The best plan known, of which all losses are told at once.

    Attributes:
        amount: What is lost of each need, as a whole number.
    """

    def __init__(self, of: Choices, runs: Runs) -> None:
        self.of = of
        self.amount: dict[int, cp_model.IntVar] = {}
        for need in range(len(of.aims.need_worth)):
            if len(self._serving(need)) > 1:
                self.amount[need] = of.model.new_int_var(0, MUCH, "")
                self._add(need, self._by_pairs(need, None))
                self._learn(need, runs)

    def learn(self, runs: Runs, told: Mapping[int, int]) -> bool:
        """Tell all that `runs` lose where the model thought that it was less; whether it did.

        Args:
            runs: What runs.
            told: What the model thought was lost of each need.
        """
        short = [need for need in self.amount if self._lost(need, runs) > told[need] + 1]
        for need in short:
            self._learn(need, runs)
        return bool(short)

    def _learn(self, need: int, runs: Runs) -> None:
        self._add(need, self._by_weeks(need, runs))
        self._add(need, self._by_pairs(need, runs))

    def _add(self, need: int, found: Iterable[Loss]) -> None:
        """At least all of these are lost together."""
        parts = []
        for loss in found:
            part = self.of.model.new_int_var(0, MUCH, "")
            self.of.model.add(part >= total(loss.terms) + loss.least)
            parts.append(part)
        if parts:
            self.of.model.add(self.amount[need] >= sum(parts))

    def _serving(self, need: int) -> dict[int, float]:
        """Work that may be chosen and serves a need, and how strongly."""
        aims = self.of.aims
        some = range(aims.served_from[need], aims.served_from[need + 1])
        pairs = ((int(aims.served_by[n]), float(aims.served_how[n])) for n in some)
        return {work: how for work, how in pairs if work in self.of.present and how > 0}

    def _lost(self, need: int, runs: Runs) -> int:
        """What the works of `runs` that serve a need lose to each other, in the model's units."""
        serving, worth = self._serving(need), self.of.market.worth[need]
        there = np.array([self._worked(runs.get(work)) for work in serving])
        strong = np.array(list(serving.values()))[:, None] * there
        less: Floats = strong.sum(axis=0) - 1 + (1 - strong).prod(axis=0)
        return floor(float(worth @ less) * SCALE)

    def _worked(self, run: Run | None) -> Bools:
        """(weeks,) whether work is done."""
        found = np.zeros(self.of.laid.layout.weeks, np.bool_)
        if run is not None:
            found[run.week : run.end] = ~self.of.laid.layout.idle[run.track, run.week : run.end]
        return found

    def _by_pairs(self, need: int, runs: Runs | None = None) -> Iterator[Loss]:
        """What pairs along a tree lose: those that can lose most, or that do in `runs`."""
        serving, worth = self._serving(need), self.of.market.worth[need]
        pairs = sorted(
            (-how * more * self._shared(one, other, runs), one, other)
            for (one, how), (other, more) in combinations(serving.items(), 2)
        )
        root = {work: work for work in serving}
        for weight, one, other in pairs:
            ends = self._root(root, one), self._root(root, other)
            if ends[0] == ends[1] or not weight:
                continue
            root[ends[0]] = ends[1]
            rate = floor(serving[one] * serving[other] * float(worth.min()) * SCALE + 1e-6)
            idle = [*self._idle(one, range(len(worth)), rate)]
            idle += self._idle(other, range(len(worth)), rate)
            yield Loss([(self.of.beside(one, other), rate), *idle], 0)

    @staticmethod
    def _root(root: Mapping[int, int], work: int) -> int:
        while root[work] != work:
            work = root[work]
        return work

    def _shared(self, one: int, other: int, runs: Runs | None) -> int:
        """Weeks in which two works run together: in `runs`, or at most."""
        if runs is None:
            return min(self.of.longest(one), self.of.longest(other))
        some = [self._worked(runs.get(work)) for work in (one, other)]
        return int((some[0] & some[1]).sum())

    def _idle(self, work: int, weeks: range, rate: int) -> Iterator[tuple[cp_model.IntVar, int]]:
        """What the pauses of a work's tracks in these weeks take off."""
        for track in self.of.tracks(work):
            pauses = int(self.of.laid.layout.idle[track, weeks.start : weeks.stop].sum())
            if track in self.of.chosen and pauses:
                yield self.of.chosen[track], -rate * pauses

    def _by_weeks(self, need: int, runs: Runs) -> Iterator[Loss]:
        """What each set of works loses that runs together in `runs`; exact there."""
        serving, worth = self._serving(need), self.of.market.worth[need]
        there = {work: self._worked(runs.get(work)) for work in serving}
        changes = np.array([*there.values(), worth]).astype(np.float64)
        cuts = [0, *(np.flatnonzero(np.diff(changes, axis=1).any(axis=0)) + 1).tolist(), len(worth)]
        for first, stop in pairwise(cuts):
            some = [work for work in serving if there[work][first]]
            if len(some) > 1:
                yield self._together(
                    {w: serving[w] for w in some}, range(first, stop), worth[first]
                )

    def _together(self, serving: Mapping[int, float], weeks: range, worth: float) -> Loss:
        unmet = prod(1 - how for how in serving.values())
        all_lost = sum(serving.values()) - 1 + unmet
        terms: Terms = []
        least = floor(worth * all_lost * len(weeks) * SCALE + 1e-6)
        for work, how in serving.items():
            rate = floor(worth * how * (1 - unmet / (1 - how) if how < 1 else 1.0) * SCALE)
            least -= rate * len(weeks)
            terms.append((self.of.within(work, weeks), rate))
            terms += self._idle(work, weeks, rate)
        return Loss(terms, least)
