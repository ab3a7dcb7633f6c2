"""Gains: what plans of a model of intervals are worth, but for what works lose to each other."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from cadre.mission.required import finishing
from cadre.planner.core.layout import Floats, Ints
from cadre.planner.proof.choices import NEAR, Choices, Terms, scaled, stretches
from cadre.planner.proof.staged import Staged


class Gains:
    """What each work is worth beside running work alone, and milestones reached sooner.

    Args:
        of: What may be chosen.

    Attributes:
        terms: Variables, each with the worth of one of it, as whole numbers.
        base: Worth of running work alone.
        exact: Whether no plan is worth less than it says, but for rounding and what works lose.
    """

    def __init__(self, of: Choices) -> None:
        self.of, self.terms = of, Terms()
        self.base = of.laid.worth(of.settled)
        for work in of.present:
            self._alone(work)
        staged = Staged(of)
        self.terms += staged.terms
        self.exact = staged.exact
        self._finish()

    def _finish(self) -> None:
        """Weeks of the horizon that are left when the last required work is over."""
        of, worth = self.of, self.of.laid.end_worth
        if not worth:
            return
        problem = of.laid.problem
        left = of.model.new_int_var(0, problem.weeks, "")
        for work in (problem.index_of[key] for key in finishing(problem.mission)):
            run = of.laid.running.get(work)
            end = of.end.get(work, problem.weeks) if run is None else run.end
            of.model.add(left <= problem.weeks - end)
        self.terms.append((left, scaled(worth)))

    def _alone(self, work: int) -> None:
        """What a work is worth beside running work alone: its needs, its start, what it teaches."""
        aims, weeks = self.of.aims, self.of.laid.layout.weeks
        early = float(aims.early[work])
        if early:
            late = self.of.model.new_int_var(0, weeks, "")
            self.of.model.add(late >= self.of.start[work]).only_enforce_if(self.of.present[work])
            self.terms += [(late, scaled(-early)), (self.of.present[work], scaled(early * weeks))]
        some = slice(aims.serves_from[work], aims.serves_from[work + 1])
        rates: Floats = aims.strength[some] @ self.of.market.worth[aims.need[some]]
        for track in self.of.tracks(work):
            if track in self.of.chosen:
                worked = np.where(self.of.laid.layout.idle[track], 0.0, rates) - aims.price[work]
                settled = self.of.laid.layout.length[track] > 0
                (self._settled_worth if settled else self._open_worth)(work, track, worked)

    def _settled_worth(self, work: int, track: int, weekly: Floats) -> None:
        """Worth of a run of settled length, by its first week."""
        starts = self.of.starts[track]
        ends = starts + self.of.laid.layout.length[track]
        sums = np.concatenate([[0.0], np.cumsum(weekly)])
        worth = sums[ends] - sums[starts]
        worth += [self._taught(track, a, b) for a, b in zip(starts, ends, strict=True)]
        if np.ptp(worth) <= NEAR * max(1.0, float(np.abs(worth).max())):
            self.terms.append((self.of.chosen[track], scaled(float(worth.max()))))
        else:
            self._by_table(self.of.start[work], starts, worth, self.of.chosen[track])

    def _open_worth(self, work: int, track: int, weekly: Floats) -> None:
        """Worth of an open-ended run: a rate for each stretch of weeks, and what it teaches."""
        first, stop = int(self.of.starts[track][0]), int(self.of.laid.layout.stop[track])
        for part in stretches(weekly[first:stop]):
            span = range(part.start + first, part.stop + first)
            inside = self._inside(work, track, span)
            self.terms.append((inside, scaled(float(weekly[span.start]))))
        starts, ends = self.of.starts[track], np.flatnonzero(self.of.laid.layout.may_end[track])
        if self.of.aims.taught_how[track] == 0:
            return
        pairs = [(int(a), int(b)) for a in starts for b in ends if b > a]
        worth = np.array([self._taught(track, a, b) for a, b in pairs])
        gained = self.of.model.new_int_var(0, scaled(float(worth.max())), "")
        rows = [(a, b, scaled(float(one))) for (a, b), one in zip(pairs, worth, strict=True)]
        both = [self.of.start[work], self.of.end[work], gained]
        self.of.model.add_allowed_assignments(both, rows).only_enforce_if(self.of.chosen[track])
        self.of.model.add(gained == 0).only_enforce_if(~self.of.chosen[track])
        self.terms.append((gained, 1))

    def _inside(self, work: int, track: int, part: range) -> cp_model.IntVar:
        """Weeks of a run on a track in a stretch of weeks, exactly."""
        model, chosen, weeks = self.of.model, self.of.chosen[track], self.of.laid.layout.weeks
        inside = model.new_int_var(0, len(part), "")
        model.add(inside == 0).only_enforce_if(~chosen)
        if part.start <= self.of.starts[track][0] and part.stop >= self.of.laid.layout.stop[track]:
            model.add(inside == self.of.weeks[work]).only_enforce_if(chosen)
            return inside
        last, first = model.new_int_var(0, weeks, ""), model.new_int_var(0, weeks, "")
        model.add_max_equality(last, [self.of.start[work], part.start])
        model.add_min_equality(first, [self.of.end[work], part.stop])
        shared = model.new_int_var(0, weeks, "")
        model.add_max_equality(shared, [first - last, 0])
        model.add(inside == shared).only_enforce_if(chosen)
        return inside

    def _by_table(
        self, index: cp_model.IntVar, at: Ints, worth: Floats, chosen: cp_model.IntVar
    ) -> None:
        """Worth by an index that takes one of the values `at` when a track is chosen."""
        low, high = int(at.min()), int(at.max())
        table = np.zeros(high - low + 1, np.int64)
        table[at - low] = [scaled(float(one)) for one in worth]
        bottom, top = min(0, int(table.min())), max(0, int(table.max()))
        gained = self.of.model.new_int_var(bottom, top, "")
        found = self.of.model.new_int_var(bottom, top, "")
        place = self.of.model.new_int_var(0, high - low, "")
        self.of.model.add(place == index - low).only_enforce_if(chosen)
        self.of.model.add_element(place, table.tolist(), found)
        self.of.model.add(gained == found).only_enforce_if(chosen)
        self.of.model.add(gained == 0).only_enforce_if(~chosen)
        self.terms.append((gained, 1))

    def _taught(self, track: int, week: int, end: int) -> float:
        """Worth of what a run teaches."""
        aims, weeks = self.of.aims, self.of.laid.layout.weeks
        how, at = int(aims.taught_how[track]), int(aims.taught_at[track])
        if how == 0:
            return 0.0
        return float(aims.taught[at + end - week if how == 1 else at + week * (weeks + 1) + end])
