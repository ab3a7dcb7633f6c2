"""Stand: a plan laid out once, to be asked what can join it, and what that would lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cadre.mission.ids import PauseId
from cadre.planner.additions import Additions
from cadre.planner.bench import Bench
from cadre.planner.core.board import Board, put_all
from cadre.planner.core.joining import Lack, lacking
from cadre.planner.core.layout import Ints
from cadre.planner.coupled import Spent
from cadre.planner.search import Search
from cadre.planner.works import Run, Runs

NOTHING = Additions()
ENDLESS = 1000
"""What support that can't be brought counts as, in people, so that runs without it come first."""


class Opening(NamedTuple):
    """The shortest run from a week on for which people, support and beds are there.

    Attributes:
        run: The run.
        broken: The rules between works, of `coupled.RULES`, that it breaks.
    """

    run: Run
    broken: frozenset[str]


class Stand:
    """A plan in force, and what one work more would lack beside it, everything else as planned.

    What it answers is what `Search` answers of the same plan, sooner: people are counted by the
    week in compiled kernels, each site of a work once.

    Attributes:
        search: The problem; another that only lets one work have more tracks may stand for it.
        runs: The plan.
        bench: The problem laid out for additions.
    """

    def __init__(self, search: Search, runs: Runs, bench: Bench | None = None) -> None:
        self.search, self.runs = search, dict(runs)
        self.bench = bench or Bench(search.problem, search.objective)
        self._lacks: dict[tuple[object, ...], Lack] = {}
        self._clears: dict[tuple[object, ...], list[int]] = {}
        self._lawful: dict[tuple[int, frozenset[str], frozenset[PauseId]], Stand] = {}

    def without(self, works: Iterable[int]) -> Stand:
        """The plan without some works and all that leans on them."""
        return Stand(self.search, self.search.without(self.runs, works), self.bench)

    def besides(self, work: int) -> Stand:
        """The plan without one work, and nothing else."""
        rest = {key: run for key, run in self.runs.items() if key != work}
        return Stand(self.search, rest, self.bench)

    @cached_property
    def by_trade(self) -> Stand:
        """The same, where people of each trade may be added, and not of each skill alone."""
        return self._laid_at(self.bench.finer)

    @cached_property
    def unpaused(self) -> Stand:
        """The same with the people there whom pauses of their nations' own law keep at home."""
        bench = self.bench.unpaused
        return self if bench is self.bench else self._laid_at(bench)

    def _laid_at(self, bench: Bench) -> Stand:
        """The same plan at a bench that is laid out alike."""
        twin = Stand(self.search, self.runs, bench)
        vars(twin).update(board=self.board, spent=self.spent)
        return twin

    def having(self, work: int, run: Run) -> Stand:
        """The plan with one work more."""
        twin = Stand(self.search, {**self.runs, work: run}, self.bench)
        laid, before = self.bench.laid, self.board
        board = Board._make(part.copy() for part in before)
        put_all(laid.layout, laid.ground, laid.aims, board, np.array([run], np.int64))
        demand = self._demand.copy()
        self._ask(demand, run)
        site = self.bench.sites[self.search.problem.tracks[run.track].mode.site]
        for kind in np.flatnonzero(self.bench.support[site] >= 0):
            more = board.brought[site, :, kind] - before.brought[site, :, kind]
            demand[:, self.bench.support[site, kind]] += more
        taken, settled = self.spent
        costs = self.search.problem.costs(work, run.week, run.end)
        vars(twin).update(board=board, _demand=demand, spent=(taken + Counter(costs), settled))
        return twin

    def lawful(
        self, work: int, rules: frozenset[str], halts: frozenset[PauseId] = frozenset()
    ) -> Stand:
        """The same plan where rules of law are lifted for a work: only its tracks are others.

        Where pauses are named, these alone end.
        """
        if not rules:
            return self
        key = work, rules, halts
        if key not in self._lawful:
            problem = self.search.problem.lifted(work, rules, halts)
            # What is laid out of the plan holds whatever is lifted.
            _ = self._demand, self.cuts, self.spent
            twin = copy(self)
            twin.search = Search(problem, self.search.staff, self.search.objective)
            self._lawful[key] = twin
        return self._lawful[key]

    @cached_property
    def board(self) -> Board:
        """The plan as arrays."""
        return self.bench.laid.board(self.runs)

    @cached_property
    def _demand(self) -> Ints:
        """(weeks, classes) people that the plan asks for, brought support among them."""
        bench = self.bench
        demand = np.zeros((bench.problem.weeks, len(bench.helpable)), np.int64)
        for run in self.runs.values():
            self._ask(demand, run)
        for site, kind in zip(*np.nonzero(bench.support >= 0), strict=True):
            demand[:, bench.support[site, kind]] += self.board.brought[site, :, kind]
        return demand

    def _ask(self, demand: Ints, run: Run) -> None:
        """Add the people in the posts of a run."""
        bench, problem = self.bench, self.bench.problem
        for duty in problem.places[problem.tracks[run.track].place].duties:
            demand[run.week : run.end, bench.rich.crews.class_of[duty]] += bench.least[duty]

    @cached_property
    def cuts(self) -> Ints:
        """(weeks,) 1 in weeks in which supply changes or a run begins or ends."""
        found = np.zeros(self.bench.problem.weeks + 1, np.int64)
        found[[period.weeks.start for period in self.bench.problem.periods]] = 1
        for run in self.runs.values():
            found[[run.week, run.end]] = 1
        return found[:-1]

    @cached_property
    def spent(self) -> Spent:
        """What the plan takes from each purse."""
        return self.search.coupled.spent(self.runs)

    @cached_property
    def _at(self) -> dict[int, Run]:
        """The run at each place where one is."""
        tracks = self.bench.problem.tracks
        return {tracks[run.track].place: run for run in self.runs.values()}

    def lack(self, place: int, added: Additions = NOTHING) -> Lack:
        """What a work lacks at a place, by week, once something is added."""
        key = (place, added.key)
        if key not in self._lacks:
            self._lacks[key] = self._lacking(place, added)
        return self._lacks[key]

    def _lacking(self, place: int, added: Additions) -> Lack:
        bench, demand = self.bench, self._demand
        weeks, classes = demand.shape
        found = Lack(
            people=np.zeros((weeks, classes), np.int64),
            beds=np.zeros(weeks, np.int64),
            endless=np.zeros(weeks, np.int64),
            brought=np.zeros((weeks, len(bench.kinds)), np.int64),
            asked=np.zeros(classes, np.int64),
        )
        one = bench.joiner(place)
        there, web = bench.there(one.site, added), bench.rich.crews.web
        lacking(web, bench.laid.ground, self.board, demand, one, there, bench.seats, found)
        return found

    def short(self, place: int, added: Additions = NOTHING) -> Ints:
        """(weeks,) how much is missing of people, beds and support; 0 where there is room."""
        if added.plenty:
            return np.zeros(self.bench.problem.weeks, np.int64)
        lack, known = self.lack(place, added), self.bench.helpable
        unknown = lack.people[:, ~known].any(axis=1)
        total: Ints = lack.people[:, known].sum(axis=1) + lack.beds
        return total + ENDLESS * (lack.endless + unknown)

    # What may join ---------------------------------------------------------------------------

    def allowed(self, work: int, lifted: frozenset[str] = frozenset()) -> int | None:
        """The first week in which order lets a work start; None when it doesn't at all."""
        return self.search.allowed(work, self.runs, lifted)

    def openings(
        self, work: int, lifted: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> Iterator[Opening]:
        """From each week on in which the work may start and has room, the shortest run.

        Args:
            work: The work.
            lifted: Rules of order, of `search.ORDER`, that don't count.
            added: What is added before.
        """
        first = self.allowed(work, lifted)
        if first is None:
            return
        for track in self.search.problem.tracks_of[work]:
            clear = self._clear(track.place, added)
            for week in track.starts:
                end = week + track.weeks if track.weeks else min(track.ends_of(week), default=0)
                if first <= week < end <= clear[week]:
                    run = Run(track.index, week, end)
                    yield Opening(run, frozenset(self.broken(work, run)))

    def broken(self, work: int, run: Run) -> tuple[str, ...]:
        """The rules between works that a run breaks."""
        return self.search.coupled.broken(work, run, self.runs, self.spent)

    def _clear(self, place: int, added: Additions) -> list[int]:
        """For each week, the first week from it on in which there is no room at a place."""
        key = (place, added.key)
        if key not in self._clears:
            room = (self.short(place, added) == 0).tolist()
            clear = [len(room)] * (len(room) + 1)
            for week in reversed(range(len(room))):
                clear[week] = clear[week + 1] if room[week] else week
            self._clears[key] = clear
        return self._clears[key]

    def has_room(
        self, work: int, lifted: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> bool:
        """Whether some run of a work fits."""
        return any(one.broken <= lifted for one in self.openings(work, lifted, added))

    def goes_on(
        self, work: int, lifted: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> bool:
        """Whether running work could go on for a week at least beside the plan."""
        coupled = self.search.coupled
        for track in self.search.problem.tracks_of[work]:
            first = track.starts[0]
            now = Run(track.index, first, first)
            beside = "increment" in lifted or coupled.beside_base(work, now, self.runs)
            if beside and self._clear(track.place, added)[first] > first:
                return True
        return False

    def best_run(
        self, work: int, lifted: frozenset[str] = frozenset(), added: Additions = NOTHING
    ) -> tuple[float, Run] | None:
        """The run that adds most, with what it adds; None when none fits.

        Milestones aren't counted in what it adds, nor what its increments would.

        Args:
            work: The work.
            lifted: Rules of order and of `coupled.RULES` that don't count.
            added: What is added before.
        """
        gains = self.search.gains(work, self.board.left)
        tracks = self.search.problem.tracks
        best: tuple[tuple[float, int], float, Run] | None = None
        for opening in self.openings(work, lifted, added):
            if opening.broken <= lifted:
                track = tracks[opening.run.track]
                ends = self._ends(work, opening.run, lifted, added)
                worth, run = self.search.most(work, track, opening.run.week, ends, gains)
                key = (round(worth, 6), -run.week)
                if best is None or key > best[0]:
                    best = key, worth, run
        return None if best is None else (best[1], best[2])

    def _ends(self, work: int, run: Run, lifted: frozenset[str], added: Additions) -> list[int]:
        """The ends of runs from the same week on that fit: of what breaks a rule, longer does."""
        track = self.search.problem.tracks[run.track]
        if track.weeks:
            return [run.end]
        clear = self._clear(track.place, added)[run.week]
        ends = [end for end in track.ends_of(run.week) if end <= clear]
        low, high = 0, len(ends) - 1
        while low < high:
            middle = (low + high + 1) // 2
            longer = Run(track.index, run.week, ends[middle])
            if lifted.issuperset(self.broken(work, longer)):
                low = middle
            else:
                high = middle - 1
        return ends[: low + 1]

    # What is missing -------------------------------------------------------------------------

    def target(self, duty: int, week: int, place: int, lack: Lack) -> int:
        """People whom a duty asks for in a week, with a work at `place` that lacks `lack`."""
        bench, problem = self.bench, self.bench.problem
        one = problem.duties[duty]
        if one.work is None:
            if one.enabler is None:
                return 0
            kind, here = bench.kinds[one.enabler], problem.places[place].site == one.site
            if here:
                return int(lack.brought[week, kind])
            return int(self.board.brought[bench.sites[one.site], week, kind])
        where = problem.place_of_duty[duty]
        run = self._at.get(where)
        there = where == place or (run is not None and run.week <= week < run.end)
        return one.least if there else 0

    def going_short(self, place: int, week: int, lack: Lack) -> Iterator[tuple[int, int]]:
        """The duties that go short in a week, and by how many: of each class the last."""
        for number in np.flatnonzero(lack.people[week]).tolist():
            wanting = int(lack.people[week, number])
            for duty in self.bench.by_class[number]:
                people = min(wanting, self.target(duty, week, place, lack))
                if people:
                    wanting -= people
                    yield duty, people
                if not wanting:
                    break
