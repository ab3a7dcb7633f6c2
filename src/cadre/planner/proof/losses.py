"""Losses: what works that serve one need lose to each other, as bounds on variables of a model.

Together works meet less of a need than the sum of what each would meet alone. That loss is
supermodular in what runs, so it is bounded from below by its steps at any set of works (Nemhauser
and Wolsey 1978), by the losses of pairs along a tree (Hunter 1976), and by those of all pairs less
those of all threes (Bonferroni 1936).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise, product
from math import ceil, floor, prod
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from cadre.planner.core.layout import Bools, Floats
from cadre.planner.proof.choices import SCALE, Choices, Terms, total
from cadre.planner.works import Run, Runs

MOST_SETS = 60
"""Pairs and threes of works that a limit counts at most."""
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
        self._serving = [self._served_by(need) for need in range(len(of.aims.need_worth))]
        self.amount: dict[int, cp_model.IntVar] = {}
        self._told: set[tuple[int, tuple[int, ...]]] = set()
        for need, serving in enumerate(self._serving):
            if len(serving) > 1:
                self.amount[need] = of.model.new_int_var(0, MUCH, "")
                self._add(need, self._by_pairs(need))
                self._learn(need, runs)

    def learn(self, runs: Runs, told: Mapping[int, int]) -> bool:
        """Tell all that `runs` lose where the model thought that it was less; whether it did.

        Args:
            runs: What runs.
            told: What the model thought was lost of each need.
        """
        short = self.short(runs, told)
        for need in short:
            self._learn(need, runs)
        return bool(short)

    def short(self, runs: Runs, told: Mapping[int, int]) -> list[int]:
        """The needs of which `runs` lose more than the model thought; told as for `learn`."""
        return [need for need in self.amount if self._lost(need, runs) > told[need] + 1]

    def _learn(self, need: int, runs: Runs) -> None:
        if not self._add(need, self._by_threes(need, runs)):
            self._add(need, self._by_weeks(need, runs))

    def _add(self, need: int, found: Iterable[Loss]) -> bool:
        """At least all of these are lost together; whether there are any."""
        parts = []
        for loss in found:
            part = self.of.model.new_int_var(0, MUCH, "")
            self.of.model.add(part >= total(loss.terms) + loss.least)
            parts.append(part)
        if parts:
            self.of.model.add(self.amount[need] >= sum(parts))
        return bool(parts)

    def _served_by(self, need: int) -> dict[int, float]:
        """Work that may be chosen and serves a need, and how strongly."""
        aims = self.of.aims
        some = range(aims.served_from[need], aims.served_from[need + 1])
        pairs = ((int(aims.served_by[n]), float(aims.served_how[n])) for n in some)
        return {work: how for work, how in pairs if work in self.of.present and how > 0}

    def _lost(self, need: int, runs: Runs) -> int:
        """What the works of `runs` that serve a need lose to each other, in the model's units."""
        serving, worth = self._serving[need], self.of.market.worth[need]
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

    def _by_pairs(self, need: int) -> Iterator[Loss]:
        """What pairs lose that lie along a tree, of those that can lose most.

        A tree joins sets of works of which only one can run at a time, so that what runs together
        lies along a tree of its own.
        """
        serving, worth = self._serving[need], self.of.market.worth[need]
        sets = self._alternatives(serving)
        joins = sorted(
            (-self._most(serving, product(some, more)), one, other)
            for (one, some), (other, more) in combinations(enumerate(sets), 2)
        )
        root = list(range(len(sets)))
        for _, first, second in joins:
            ends = self._root(root, first), self._root(root, second)
            if ends[0] == ends[1]:
                continue
            root[ends[0]] = ends[1]
            for one, other in product(sets[first], sets[second]):
                rate = floor(serving[one] * serving[other] * float(worth.min()) * SCALE + 1e-6)
                idle = [self._idle(work, range(len(worth)), rate) for work in (one, other)]
                yield Loss([(self.of.beside(one, other), rate), *chain(*idle)], 0)

    def _by_threes(self, need: int, runs: Runs) -> Iterator[Loss]:
        """What pairs lose that run together in `runs`, less what threes of them lose twice.

        It is no more than all of them lose together (Bonferroni 1936), in whatever weeks they run.
        Nothing is told of works with pauses, of sets known already, and of very many.
        """
        serving, worth = self._serving[need], float(self.of.market.worth[need].min())
        there = {work: self._worked(runs.get(work)) for work in serving}
        meet = [pair for pair in combinations(serving, 2) if there[pair[0]] @ there[pair[1]]]
        some = tuple(sorted({work for pair in meet for work in pair}))
        sets = [
            one
            for size in (2, 3)
            for one in combinations(some, size)
            if not any(self.of.apart(*pair) for pair in combinations(one, 2))
        ]
        paused = any(self._idle(work, range(self.of.laid.layout.weeks), 1) for work in some)
        if (need, some) in self._told or len(sets) > MOST_SETS or paused:
            return
        self._told.add((need, some))
        terms: Terms = []
        for one in sets:
            rate = worth * prod(serving[work] for work in one) * SCALE
            if len(one) == 2:
                terms.append((self.of.beside(*one), floor(rate + 1e-6)))
            else:
                terms.append((self.of.common(one), -ceil(rate - 1e-6)))
        yield Loss(terms, 0)

    def _alternatives(self, serving: Iterable[int]) -> list[list[int]]:
        """The works in sets of which never two run at a time."""
        found: list[list[int]] = []
        for work in serving:
            fits = (some for some in found if all(self.of.apart(work, one) for one in some))
            place = next(fits, None)
            if place is None:
                found.append([work])
            else:
                place.append(work)
        return found

    def _most(self, serving: Mapping[int, float], pairs: Iterable[tuple[int, int]]) -> float:
        """What pairs can lose at most, together."""
        return sum(
            serving[one] * serving[other] * min(self.of.longest(one), self.of.longest(other))
            for one, other in pairs
        )

    @staticmethod
    def _root(root: Sequence[int], one: int) -> int:
        while root[one] != one:
            one = root[one]
        return one

    def _idle(self, work: int, weeks: range, rate: int) -> Terms:
        """What the pauses of a work's tracks in these weeks take off."""
        terms: Terms = []
        for track in self.of.tracks(work):
            pauses = int(self.of.laid.layout.idle[track, weeks.start : weeks.stop].sum())
            if track in self.of.chosen and pauses:
                terms.append((self.of.chosen[track], -rate * pauses))
        return terms

    def _by_weeks(self, need: int, runs: Runs) -> Iterator[Loss]:
        """What each set of works loses that runs together in `runs`; exact there."""
        serving, worth = self._serving[need], self.of.market.worth[need]
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
