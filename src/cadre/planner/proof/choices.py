"""Choices: what may be chosen, as intervals of a CP-SAT model, and what binds them exactly."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from itertools import combinations, pairwise
from math import ceil, floor

import numpy as np
from ortools.sat.python import cp_model

from cadre.planner.core.insertion import Kin
from cadre.planner.core.layout import Bools, Floats, Ints
from cadre.planner.core.talking import WEEK_DAYS
from cadre.planner.quick import Quick

SCALE = 10_000
"""Worth is counted in ten-thousandths, as whole numbers."""
NEAR = 1e-9
"""What rounding of binary fractions may hide."""

Terms = list[tuple[cp_model.IntVar, int]]


class Choices:
    """Of each work at most one track, with its weeks; order, rivals, talks and money exactly.

    Args:
        quick: What has been searched; its prices rule out starts that no better plan has.
        reached: Worth of the best plan known.

    Attributes:
        model: The model.
        laid: The problem as arrays.
        aims: What its plans are worth by the mission's own aims.
        market: What running work leaves.
        settled: Running work alone on a board.
        starts: By track, the weeks in which it may start.
        present: By work, whether it is chosen.
        start: By work, its first week.
        end: By work, its first week after.
        weeks: By work, how long it runs; 0 for one that isn't chosen.
        chosen: By track, whether its work runs on it.
        interval: By track, the weeks that it runs.
    """

    def __init__(self, quick: Quick, reached: float) -> None:
        # What the search holds is open here; lines that it has learnt since are known.
        self.laid = copy(quick.bound.laid)
        self.laid.draw()
        self.aims, self.market = quick.bound.aims, quick.bound.market
        self._may = quick.bound.spared(reached)
        self.model = cp_model.CpModel()
        self.settled = self.laid.board(self.laid.running)
        self.starts: dict[int, Ints] = {}
        self.present: dict[int, cp_model.IntVar] = {}
        self.start: dict[int, cp_model.IntVar] = {}
        self.end: dict[int, cp_model.IntVar] = {}
        self.weeks: dict[int, cp_model.IntVar] = {}
        self.chosen: dict[int, cp_model.IntVar] = {}
        self.interval: dict[int, cp_model.IntervalVar] = {}
        self._over: dict[object, cp_model.IntVar] = {}
        for work in np.flatnonzero(self.market.free).tolist():
            self._choose(work)
        for work in self.present:
            self._order(work)
        self._required()
        self._rivals()
        self._talks()
        self._stocks()
        self._money()

    # Choices -------------------------------------------------------------------------------

    def _choose(self, work: int) -> None:
        """At most one track, one start week and one end week."""
        layout, model = self.laid.layout, self.model
        starts = {t: weeks for t in self.tracks(work) if (weeks := self._starts(t)).size}
        if not starts:
            return
        self.starts |= starts
        present = self.present[work] = model.new_bool_var("")
        weeks = np.unique(np.concatenate(list(starts.values())))
        start = self.start[work] = model.new_int_var_from_domain(domain(weeks), "")
        end = self.end[work] = model.new_int_var(0, layout.weeks, "")
        length = self.weeks[work] = model.new_int_var(0, layout.weeks, "")
        for track, some in starts.items():
            chosen = self.chosen[track] = present if len(starts) == 1 else model.new_bool_var("")
            if some.size < weeks.size:
                model.add_linear_expression_in_domain(start, domain(some)).only_enforce_if(chosen)
            if layout.length[track]:
                size = int(layout.length[track])
                model.add(length == size).only_enforce_if(chosen)
                self.interval[track] = model.new_optional_interval_var(start, size, end, chosen, "")
            else:
                self.interval[track] = model.new_optional_interval_var(
                    start, length, end, chosen, ""
                )
                self._open_ended(track, int(some[0]))
        if len(starts) > 1:
            model.add(sum(self.chosen[track] for track in starts) == present)
        model.add(length == 0).only_enforce_if(~present)

    @property
    def open_ended(self) -> bool:
        """Whether some work may run for as long as it likes: only linear programmes bound that."""
        return any(not self.laid.layout.length[track] for track in self.chosen)

    def tracks(self, work: int) -> range:
        """The tracks of a work."""
        begins = self.laid.layout.tracks_from
        return range(int(begins[work]), int(begins[work + 1]))

    def _starts(self, track: int) -> Ints:
        """The weeks in which a track may start, running work and prices asked."""
        layout, at = self.laid.layout, np.arange(self.laid.layout.weeks)
        least = max(1, int(layout.length[track]))
        edge = np.minimum(self.market.clear[track], layout.stop[track])
        earliest = self.market.earliest[layout.work[track]]
        return np.flatnonzero(self._may[track] & (at >= earliest) & (edge >= at + least))

    def _open_ended(self, track: int, first: int) -> None:
        """Ends of a track in weeks that allow it, after its least length, before what is shut."""
        layout, model = self.laid.layout, self.model
        work, chosen = int(layout.work[track]), self.chosen[track]
        end, stop, least = self.end[work], int(layout.stop[track]), int(layout.least[track])
        weeks = np.flatnonzero(layout.may_end[track, : stop + 1])
        model.add_linear_expression_in_domain(end, domain(weeks)).only_enforce_if(chosen)
        whole = model.new_bool_var("")
        model.add(end == stop).only_enforce_if(whole)
        model.add(self.weeks[work] >= least).only_enforce_if([chosen, ~whole])
        at = np.arange(layout.weeks)
        shut = (self.market.clear[track] == at) & (first <= at) & (at < stop)
        walls = [self.fixed_interval(part) for part in flagged(shut)]
        if walls:
            model.add_no_overlap([self.interval[track], *walls])

    # Order ---------------------------------------------------------------------------------

    def _order(self, work: int) -> None:
        layout, model = self.laid.layout, self.model
        for n in range(layout.after_from[work], layout.after_from[work + 1]):
            before, lag = int(layout.after[n]), int(layout.lag[n])
            if before not in self.present:
                model.add(self.present[work] == 0)
                continue
            since = self.end[before] if layout.from_end[n] else self.start[before]
            model.add_implication(self.present[work], self.present[before])
            model.add(self.start[work] >= since + lag).only_enforce_if(self.present[work])
        base = int(self.laid.ground.base[work])
        if base >= 0:
            self._beside(work, base)

    def _beside(self, work: int, base: int) -> None:
        """An increment runs at the site of its base, while that runs."""
        model, site, running = self.model, self.laid.ground.site, self.laid.running
        theirs = [track for track in self.tracks(base) if track in self.chosen]
        for track in self.tracks(work):
            if track not in self.chosen:
                continue
            if base in running:
                run = running[base]
                if site[run.track] != site[track]:
                    model.add(self.chosen[track] == 0)
                model.add(self.start[work] >= run.week).only_enforce_if(self.chosen[track])
                model.add(self.end[work] <= run.end).only_enforce_if(self.chosen[track])
                continue
            same = [self.chosen[other] for other in theirs if site[other] == site[track]]
            model.add_bool_or([~self.chosen[track], *same])
            if same:
                both = self.chosen[track]
                model.add(self.start[work] >= self.start[base]).only_enforce_if(both)
                model.add(self.end[work] <= self.end[base]).only_enforce_if(both)

    def _required(self) -> None:
        for work in np.flatnonzero(self.laid.layout.required).tolist():
            if work not in self.laid.running:
                # A work without a week to start in leaves no plan at all.
                self.model.add_bool_or([self.present[work]] if work in self.present else [])

    def _rivals(self) -> None:
        for work, present in self.present.items():
            for rival in self._rivals_of(work):
                if rival in self.laid.running:
                    self.model.add(present == 0)
                elif rival in self.present and work < rival:
                    self.model.add_at_most_one([present, self.present[rival]])

    def _rivals_of(self, work: int) -> list[int]:
        layout = self.laid.layout
        some = range(int(layout.rival_from[work]), int(layout.rival_from[work + 1]))
        return [int(layout.rival[n]) for n in some]

    def _talks(self) -> None:
        """Talks that works need are over when these start, and the host can carry them all."""
        ground, wanted = self.laid.ground, dict[int, list[int]]()
        for work in (*self.present, *self.laid.running):
            for talk in ground.talk[ground.talks_from[work] : ground.talks_from[work + 1]].tolist():
                wanted.setdefault(talk, []).append(work)
        if wanted:
            held = [self._talk(talk, works) for talk, works in wanted.items()]
            loads = [int(ground.talk_load[talk]) for talk in wanted]
            taken = self._taken()
            held += [self.fixed_interval(days) for days, _ in taken]
            loads += [load for _, load in taken]
            self.model.add_cumulative(held, loads, ground.capacity)

    def _talk(self, talk: int, works: list[int]) -> cp_model.IntervalVar:
        """The days of a talk, held if one of the works that need it is chosen."""
        ground, model, running = self.laid.ground, self.model, self.laid.running
        since, days = int(ground.talk_since[talk]), int(ground.talk_days[talk])
        last = max(since, WEEK_DAYS * self.laid.layout.weeks)
        held, over = model.new_bool_var(""), model.new_int_var(since + days, last + days, "")
        for work in works:
            if work in running:
                model.add_bool_or([held])
                model.add(over <= WEEK_DAYS * running[work].week)
            else:
                model.add_implication(self.present[work], held)
                there = self.present[work]
                model.add(over <= WEEK_DAYS * self.start[work]).only_enforce_if(there)
        return model.new_optional_interval_var(over - days, days, over, held, "")

    def _taken(self) -> list[tuple[range, int]]:
        """What agreed talks take of what the host can carry, by days."""
        ground = self.laid.ground
        edges = sorted({int(day) for day in ground.taken[:, :2].ravel()})
        rows = []
        for first, end in pairwise(edges):
            there = (ground.taken[:, 0] <= first) & (first < ground.taken[:, 1])
            load = min(ground.capacity, int(ground.taken[there, 2].sum()))
            rows.append((range(first, end), load))
        return [row for row in rows if row[1]]

    def _stocks(self) -> None:
        """Starts draw once from stocks; what begun work took is gone."""
        layout, left = self.laid.layout, self.settled.stock
        drawn = [Terms() for _ in left]
        for track, chosen in self.chosen.items():
            for n in range(layout.draw_from[track], layout.draw_from[track + 1]):
                drawn[layout.draw_stock[n]].append((chosen, int(layout.draw[n])))
        for terms, room in zip(drawn, left.tolist(), strict=True):
            self.model.add(total(terms) <= room)

    def _money(self) -> None:
        ground, asked = self.laid.ground, [Terms() for _ in self.market.purse]
        for work in self.present:
            fund = int(ground.fund[work])
            weekly, once = floor(ground.weekly[work]), floor(ground.at_start[work])
            for part in stretches(ground.purse_of[fund]) if fund >= 0 else ():
                purse = int(ground.purse_of[fund, part.start])
                if purse >= 0 and weekly:
                    asked[purse].append((self.within(work, part), weekly))
                if purse >= 0 and once:
                    asked[purse].append((self._starts_in(work, part), once))
        for purse, terms in enumerate(asked):
            room = floor(self.market.purse[purse] + 1e-6)
            self.model.add(total(terms) <= room)

    def _starts_in(self, work: int, part: range) -> cp_model.IntVar:
        """True at least when a chosen work starts in these weeks."""
        here = self.model.new_bool_var("")
        apart = cp_model.Domain.from_values(list(part)).complement()
        self.model.add_linear_expression_in_domain(self.start[work], apart).only_enforce_if(
            [self.present[work], ~here]
        )
        return here

    def within(self, work: int, part: range) -> cp_model.IntVar:
        """Weeks of a chosen work in a stretch of weeks, at least."""
        key = ("within", work, part.start, part.stop)
        if key not in self._over:
            self._over[key] = self._shared(
                (self.start[work], part.start), (self.end[work], part.stop), [self.present[work]]
            )
        return self._over[key]

    def beside(self, one: int, other: int) -> cp_model.IntVar:
        """Weeks that two works run together when both are chosen, at least."""
        key = ("beside", min(one, other), max(one, other))
        if key not in self._over:
            self._over[key] = self._shared(
                (self.start[one], self.start[other]),
                (self.end[one], self.end[other]),
                [self.present[one], self.present[other]],
            )
        return self._over[key]

    def common(self, works: tuple[int, ...]) -> cp_model.IntVar:
        """Weeks that works all run together, at most.

        Stretches of weeks share together what the two share that share the least (Helly 1923).
        """
        key = ("common", works)
        if key not in self._over:
            shared = self._over[key] = self.model.new_int_var(0, self.laid.layout.weeks, "")
            for pair in combinations(works, 2):
                self.model.add(shared <= self.beside(*pair))
        return self._over[key]

    def _shared(
        self,
        begins: tuple[cp_model.LinearExprT, cp_model.LinearExprT],
        ends: tuple[cp_model.LinearExprT, cp_model.LinearExprT],
        when: list[cp_model.IntVar],
    ) -> cp_model.IntVar:
        weeks, model = self.laid.layout.weeks, self.model
        shared, last, first = (model.new_int_var(0, weeks, "") for _ in range(3))
        model.add_max_equality(last, begins)
        model.add_min_equality(first, ends)
        model.add(shared >= first - last).only_enforce_if(when)
        return shared

    def apart(self, one: int, other: int) -> bool:
        """Whether two works never run at a time: one waits for the other's end, or rules it out."""
        return other in self._apart[one] or one in self._apart[other]

    @cached_property
    def _apart(self) -> list[set[int]]:
        """By work, the works that rule it out or begin after its end."""
        layout, works = self.laid.layout, range(len(self.laid.layout.earliest))
        found = [set(self._rivals_of(work)) for work in works]
        for work in works:
            for n in range(layout.after_from[work], layout.after_from[work + 1]):
                if layout.from_end[n]:
                    found[layout.after[n]] |= _with_all_after(self.laid.kin, work)
        return found

    def longest(self, work: int) -> int:
        """The most weeks that a work may run."""
        layout = self.laid.layout
        tracks = [track for track in self.tracks(work) if track in self.chosen]
        return max(int(layout.length[track] or layout.stop[track]) for track in tracks)

    def fixed_interval(self, part: range) -> cp_model.IntervalVar:
        """Weeks that are taken whatever is chosen."""
        return self.model.new_fixed_size_interval_var(part.start, len(part), "")

    def optional_interval(self, part: range, unless: list[cp_model.IntVar]) -> cp_model.IntervalVar:
        """Weeks that are taken unless one of some literals is true."""
        taken = self.model.new_bool_var("")
        self.model.add_bool_or([taken, *unless])
        return self.model.new_optional_fixed_size_interval_var(part.start, len(part), taken, "")


def _with_all_after(kin: Kin, work: int) -> set[int]:
    """A work and all that wait for its start, directly or not."""
    found, left = {work}, [work]
    while left:
        one = left.pop()
        waiting = kin.next[kin.next_from[one] : kin.next_from[one + 1]].tolist()
        more = [other for other in waiting if other not in found]
        found.update(more)
        left += more
    return found


def scaled(worth: float) -> int:
    """Worth as a whole number, no less than it is."""
    return ceil(worth * SCALE - NEAR * SCALE)


def total(terms: Terms) -> cp_model.LinearExprT:
    """The sum of variables, each so many times."""
    return cp_model.LinearExpr.weighted_sum([one for one, _ in terms], [n for _, n in terms])


def domain(weeks: Ints) -> cp_model.Domain:
    """The weeks, which are in order, as intervals without gaps."""
    return cp_model.Domain.from_values(weeks.tolist())


def flagged(flags: Bools) -> Iterator[range]:
    """Stretches of places on end that are true."""
    return (part for part in stretches(flags) if flags[part.start])


def stretches(values: Ints | Floats | Bools) -> Iterator[range]:
    """Stretches of places on end that hold the same value."""
    cuts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return (range(first, stop) for first, stop in pairwise(cuts) if stop > first)
