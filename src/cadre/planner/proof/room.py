"""Room: people, support and beds as limits of a model of intervals, learnt from plans that fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor

import numpy as np
from ortools.sat.python import cp_model

from cadre.planner.core.board import Board
from cadre.planner.core.layout import Floats
from cadre.planner.cuts import Cover, covers
from cadre.planner.market import left_by_posts
from cadre.planner.proof.choices import Choices, flagged, stretches
from cadre.planner.quick import Quick
from cadre.planner.staff import Staff
from cadre.planner.works import Runs

FINE = 1_000
"""People are counted in thousandths where support goes with them."""
NEWS = 3
"""Sets of sites with support learnt at most of one line from one plan."""

Kinds = Mapping[int, frozenset[int]]
"""By site, kinds of support taken to be brought there."""


class Room:
    """Limits of people, support and beds.

    Support that is brought is taken to be no less than people there ask for, less what is lent:
    of any kinds at any sites, since it is never less than nothing either (Benders 1962, Hooker
    2003). Which kinds at which sites make a limit sharp is learnt from plans.

    Args:
        of: What may be chosen.
        quick: The search, to which lines of people are told too.
    """

    def __init__(self, of: Choices, quick: Quick) -> None:
        self.of, self.quick = of, quick
        self.known: set[object] = set()
        self.left = left_by_posts(of.laid)
        sites = range(len(of.laid.ground.lent))
        self._leaning = [self._leant_on(site) for site in sites]
        for line in range(len(of.laid.layout.line_room)):
            self._first(line)
        for site in sites:
            self._beds(site, frozenset())
            self._beds(site, self._leaning[site])

    def _first(self, line: int) -> None:
        """A line without support, with all that may count on it, and with that of each site."""
        every = {site: kinds for site in self._sites(line) if (kinds := self._leaning[site])}
        self._line(line, {})
        self._line(line, every)
        for site, kinds in every.items():
            self._line(line, {site: kinds})

    def _sites(self, line: int) -> list[int]:
        """Sites whose support counts on a line."""
        return sorted({site for site, bits in self._counted(line).items() if bits})

    def _counted(self, line: int) -> dict[int, int]:
        """By site, bits of the kinds of support that count on a line."""
        layout, ground = self.of.laid.layout, self.of.laid.ground
        found: dict[int, int] = {}
        for track in self.of.chosen:
            for n in range(layout.use_from[track], layout.use_from[track + 1]):
                if layout.use_line[n] == line:
                    site = int(ground.site[track])
                    found[site] = found.get(site, 0) | int(ground.use_kinds[n])
        return found

    def _leant_on(self, site: int) -> frozenset[int]:
        """Kinds on which all work at a site leans, and of which none has people in posts."""
        ground = self.of.laid.ground
        here = np.flatnonzero(ground.site == site)
        if not here.size:
            return frozenset()
        kinds = (ground.leans[here] > 0).all(axis=0) & ~(ground.own[here] > 0).any(axis=0)
        kinds &= np.isfinite(ground.lent[site]).all(axis=0)
        return frozenset(np.flatnonzero(kinds).tolist())

    # Lines ---------------------------------------------------------------------------------

    def _line(self, line: int, active: Kinds) -> bool:
        """A line, with support of some kinds at some sites; whether it is news."""
        layout, ground = self.of.laid.layout, self.of.laid.ground
        counted = self._counted(line)
        some = {s: kinds for s, kinds in active.items() if self._bits(kinds) & counted.get(s, 0)}
        key = (line, tuple(sorted((s, tuple(sorted(k))) for s, k in some.items())))
        if key in self.known:
            return False
        self.known.add(key)
        use = np.zeros(len(layout.work))
        track_of = np.repeat(np.arange(len(layout.work)), np.diff(layout.use_from))
        here = layout.use_line == line
        np.add.at(use, track_of[here], layout.use[here])
        room = self.left[line].astype(np.float64)
        for site, kinds in some.items():
            mine = [kind for kind in kinds if counted[site] >> kind & 1]
            share, spare = self._brought(site, mine, kinds)
            use += share * np.where(ground.site == site, ground.heads, 0)
            room += spare - share * self.of.market.fixed[site]
        self._limit(use, room)
        return True

    @staticmethod
    def _bits(kinds: Iterable[int]) -> int:
        return sum(1 << kind for kind in kinds)

    def _brought(
        self, site: int, mine: Iterable[int], kinds: frozenset[int]
    ) -> tuple[float, Floats]:
        """Support of kinds `mine` at a site: so much for each person in posts, less so much.

        What `kinds` bring are people too, who ask for more of all of them.
        """
        ground, some = self.of.laid.ground, sorted(mine)
        every = sorted(kinds)
        whole = float(ground.per_person[every].sum())
        if whole >= 1:
            return 0.0, np.zeros(ground.lent.shape[1])
        share = float(ground.per_person[some].sum())
        spare: Floats = ground.lent[site][:, some].sum(axis=1)
        spare = spare + share / (1 - whole) * ground.lent[site][:, every].sum(axis=1)
        return share / (1 - whole), spare

    def _beds(self, site: int, kinds: frozenset[int]) -> bool:
        """Beds of a site for people in posts, and for support of some kinds."""
        ground, key = self.of.laid.ground, ("beds", site, kinds)
        if key in self.known:
            return False
        self.known.add(key)
        share, spare = self._brought(site, kinds, kinds)
        use = (1 + share) * np.where(ground.site == site, ground.heads, 0)
        room = ground.beds[site] + spare - (1 + share) * self.of.market.fixed[site]
        self._limit(use, room)
        return True

    def _limit(self, use: Floats, room: Floats) -> None:
        """In each week, all that runs uses no more than there is room for."""
        some = [track for track in self.of.chosen if use[track] > 0]
        fine = 1 if np.array_equal(use, np.floor(use)) else FINE
        self._cumulative(
            [self.of.interval[track] for track in some],
            [floor(use[track] * fine + 1e-6) for track in some],
            np.ceil(np.maximum(room, 0) * fine - 1e-6),
        )

    def _cumulative(
        self, intervals: list[cp_model.IntervalVar], uses: list[int], room: Floats
    ) -> None:
        asked = sum(uses)
        most = int(min(room.max(), asked))
        least = np.minimum(room, most).astype(np.int64)
        if asked <= least.min():
            return
        for part in stretches(least):
            if least[part.start] < most:
                intervals = [*intervals, self.of.fixed_interval(part)]
                uses = [*uses, most - int(least[part.start])]
        self.of.model.add_cumulative(intervals, uses, most)

    # Learning ------------------------------------------------------------------------------

    def learn(self, staff: Staff, runs: Runs) -> tuple[bool, bool]:
        """Write down what `runs` break; whether they break anything, and whether that was news."""
        of = self.of
        known = len(of.laid.layout.line_room)
        board = of.laid.board(runs)
        self.quick.learn(board)
        of.laid.draw()
        self.left = left_by_posts(of.laid)
        news = len(of.laid.layout.line_room) > known
        for line in range(known, len(of.laid.layout.line_room)):
            self._first(line)
        board = of.laid.board(runs)
        for line in np.flatnonzero((board.room < 0).any(axis=1)).tolist():
            weeks = np.argsort(board.room[line], kind="stable")[: NEWS * 10].tolist()
            told = 0
            for week in weeks:
                if board.room[line, week] < 0 and told < NEWS:
                    told += self._line(line, self._active(board, week))
            news = news or told > 0
        crowded = board.present + board.brought.sum(axis=2) > of.laid.ground.beds
        for site, week in zip(*np.nonzero(crowded), strict=True):
            kinds = self._active(board, int(week)).get(int(site), frozenset())
            news = self._beds(int(site), kinds) or news
        found = list(covers(staff, runs.values()))
        if not news:
            news = sum(self._forbid(cover) for cover in found) > 0
        return bool(found), news

    def _active(self, board: Board, week: int) -> dict[int, frozenset[int]]:
        """By site, the kinds that are brought in a week, as far as limits can count them."""
        found = {}
        for site in range(len(board.brought)):
            kinds = frozenset(np.flatnonzero(board.brought[site, week]).tolist())
            kinds &= self._leaning[site]
            if kinds:
                found[site] = kinds
        return found

    def _forbid(self, cover: Cover) -> bool:
        """Not all places of a cover at once, unless support that others have in posts helps."""
        if cover in self.known:
            return False
        self.known.add(cover)
        problem, of = self.of.laid.problem, self.of
        when = np.isin(np.array(problem.period_of), cover.periods)
        intervals = []
        for place in cover.places:
            work = problem.places[place].work
            run = of.laid.running.get(work)
            if run is not None:
                intervals.append(of.fixed_interval(range(run.week, run.end)))
            tracks = [t for t in of.tracks(work) if t in of.chosen]
            intervals += [of.interval[t] for t in tracks if problem.tracks[t].place == place]
        for place in cover.helpers:
            run = of.laid.running.get(problem.places[place].work)
            if run is not None and problem.tracks[run.track].place == place:
                when[run.week : run.end] = False
        for part in flagged(when):
            # Helpers come and go by the week, so what they might help is told for each.
            for some in (range(n, n + 1) for n in part) if cover.helpers else [part]:
                helped = [one for place in cover.helpers for one in self._there(place, some)]
                intervals.append(of.optional_interval(some, helped))
        of.model.add_cumulative(intervals, [1] * len(intervals), len(cover.places))
        return True

    def _there(self, place: int, part: range) -> list[cp_model.IntVar]:
        """Literals that are true only when a place runs in one of these weeks at least."""
        problem, of = self.of.laid.problem, self.of
        work = problem.places[place].work
        found = []
        for track in of.tracks(work):
            if track in of.chosen and problem.tracks[track].place == place:
                there = of.model.new_bool_var("")
                of.model.add_implication(there, of.chosen[track])
                of.model.add(of.start[work] < part.stop).only_enforce_if(there)
                of.model.add(of.end[work] > part.start).only_enforce_if(there)
                found.append(there)
        return found
