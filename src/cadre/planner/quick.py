"""Quick: the compiled search of a problem with its bound, slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import cached_property, partial
from itertools import count
from typing import Any

import numpy as np

from cadre.planner.collecting import uncollected
from cadre.planner.core.board import Board
from cadre.planner.core.insertion import go_on
from cadre.planner.core.layout import Ints
from cadre.planner.core.placing import Room
from cadre.planner.core.prices import tolls
from cadre.planner.core.stretching import stretch
from cadre.planner.coupled import Coupled, needed_by
from cadre.planner.laying import Laid, Near
from cadre.planner.lines import Lines
from cadre.planner.market import Bound
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.search import Search
from cadre.planner.staff import Staff
from cadre.planner.staged import counted
from cadre.planner.walk import PATIENCE, Walk
from cadre.planner.works import Runs

AGAIN = 3
"""Slices after which the search turns to the next milestone that counts what works give."""
STANDSTILL = 16 * PATIENCE
"""Slices without a better plan after which nobody waits for one."""
LEAST, PER_WORK, PER_PAIR = 20_000, 40_000, 250
"""Weeks looked at in a slice: so many at least, and so many for each work; where works are few no
more than so many for each pair of them."""
TURN = 3_000_000
"""Weeks that a walk looks at by itself, about, before it is told what the other one has found."""
MOST = 30_000_000
"""Weeks looked at in a slice at most, so that a stop is heard within some seconds."""
PRIZE = 0.2
"""Share of the bound that a required work counts while not all of them have a place."""
PARTS = 30
"""Steps, at least, into which the effort allowed is cut."""
ROUNDS, STRIDE, FEW = 30, 10, 150
"""Rounds of the bound before its prices guide the search, how many make a step then, and at most
later on: where works are few a round takes longer than the weeks that it counts for."""


class Quick:
    """Finds plans that keep all rules, slice by slice, and brings their bound down.

    People are asked for lazily: the search knows some lines of how many may serve in what, and a
    plan that it ends with is held against all of them. What it lacks becomes a line.

    Two threads work side by side: a walk goes through the plans while the bound comes down, and a
    second walk once that stands still. They meet after stated numbers of slices and share what they
    found, so that plans are the same on any number of cores.

    Attributes:
        problem: The problem.
        laid: It, as arrays.
        walk: The walk at work on.
        walks: All walks; the second comes when the bound stands still.
        priced: Whether they have prices to be guided by.
    """

    @uncollected()
    def __init__(
        self,
        problem: Problem,
        objective: Objective,
        seed: int = 0,
        laid: Laid | None = None,
    ) -> None:
        self.problem = problem
        self.laid = laid or Laid(problem, objective, Lines.of(problem))
        self.walk = Walk(self.laid, seed)
        self.walks = [self.walk]
        self._seed, self._gone, self._found = seed, 0, 0
        fixed = self._going_on()
        self.laid.fixed = fixed
        self.laid.draw()
        self.runs = fixed
        self.board = self.laid.board(fixed)
        self.worth = self.laid.worth(self.board)
        self.priced, self._borrowed = False, False

    @property
    def board(self) -> Board:
        """The plan at work on."""
        return self.walk.board

    @board.setter
    def board(self, board: Board) -> None:
        self.walk.board = board

    @property
    def runs(self) -> Runs:
        """The best plan known; at first running work alone."""
        return self.walk.runs

    @runs.setter
    def runs(self, runs: Runs) -> None:
        self.walk.runs = runs

    @property
    def worth(self) -> float:
        """What the best plan is worth, by the aims it is searched with."""
        return self.walk.worth

    @worth.setter
    def worth(self, worth: float) -> None:
        self.walk.worth = worth

    @property
    def spare(self) -> Room:
        """Room for the search to work in."""
        return self.walk.spare

    def _going_on(self) -> Runs:
        """Running work, each for as long as law, people, support and beds let it go on."""
        coupled = Coupled(self.problem)
        begun = [w.index for w in self.problem.works if w.begun and self.problem.tracks_of[w.index]]
        order = np.array(sorted(begun, key=coupled.precedence), np.int64)
        laid = self.laid
        while True:
            go_on(laid.layout, laid.ground, laid.aims, self.board, self.spare, order)
            if not self.learn(self.board):
                return laid.runs(self.board)
            self.board = laid.board({})

    def learn(self, board: Board) -> bool:
        """Whether people are short for what is on a board; the lines are laid out anew then.

        The board at work on has room for them at once; others have none.
        """
        walk, number = self.walk, self.walk.lacks(board)
        if number:
            self.laid.lines.learn((int(walk.when[n]), walk.short[n]) for n in range(number))
            self.laid.draw()
            walk.relay()
        return number > 0

    def plain(self) -> Search:
        """A plain search of the same problem, which knows how long running work goes on."""
        search = Search(self.problem, Staff(self.problem), self.laid.objective)
        vars(search)["continued"] = dict(self.laid.running)
        return search

    def steps(self, effort: float = float(MOST)) -> Iterator[int]:
        """Search and bound in turn for as long as anybody asks; the effort of each step.

        Args:
            effort: Weeks to look at in all, about; no step takes more than a small part of them.
        """
        slice_of = max(LEAST, min(self.slice_of, int(effort / PARTS)))
        counts = counted(self.laid.aims)
        most = AGAIN if counts else PATIENCE
        slices = max(1, min(most, int(min(TURN, effort / PARTS)) // slice_of))
        rounds = max(1, min(FEW, slices * slice_of // self._round_of))
        with ThreadPoolExecutor(1) as threads:
            self.first()
            self.lower(1)
            yield slice_of
            for _ in range(0, ROUNDS, STRIDE):
                yield STRIDE * self._round_of
                self._side_by_side(threads, STRIDE * self._round_of, 1, STRIDE)
            self.guided()
            for gone in count(slices, slices):
                yield slices * slice_of
                self._side_by_side(threads, slice_of, slices, rounds)
                if counts and gone % AGAIN < slices:
                    yield slice_of
                    self._trip(counts[gone // AGAIN % len(counts)], slice_of)

    def _side_by_side(
        self, threads: ThreadPoolExecutor, effort: int, slices: int, rounds: int
    ) -> None:
        """Slices of the first walk, and rounds of the bound beside it or slices of the second.

        Both begin with what is known by now, and both end before anybody looks at what they found.
        """
        lowers, known = not self.bound.settled, self.worth
        if not lowers and len(self.walks) == 1:
            self.walks.append(self.walk.second(self._seed))
        out = self.walks[:1] if lowers else self.walks
        jobs: list[Callable[[], None]] = []
        for walk in out:
            walk.relay()
            walk.runs, walk.worth = self.runs, known
            jobs.append(partial(walk.go_on, effort, slices, priced=self.priced))
        if lowers:
            jobs.append(partial(self.bound.lower, rounds, self._reached()))
        here, there = jobs
        other = threads.submit(there)
        try:
            here()
        finally:
            other.result()
        self._meet(out)
        self._gone += slices * len(out)
        if self.worth > known:
            self._found = self._gone
        if lowers:
            self._take_prices()

    def _meet(self, walks: list[Walk]) -> None:
        """Learn what people are short for on the walks' boards, and take up the best plan."""
        for walk in walks:
            self.walk = walk
            walk.relay()
            if walk.lacking:
                self._keep()
        self.walk = self.walks[0]
        best = max(walks, key=lambda walk: walk.worth)
        self.runs, self.worth = best.runs, best.worth

    @property
    def _round_of(self) -> int:
        """Weeks that a round of the bound counts for."""
        return 1 + self.laid.layout.may_start.size

    @property
    def slice_of(self) -> int:
        """Weeks looked at in a slice, where there is effort enough."""
        works = len(self.problem.works)
        return min(MOST, max(LEAST, min(PER_WORK, PER_PAIR * works) * works))

    def warm(self, effort: float) -> None:
        """Search with so much effort, about, for what it teaches of people and prices."""
        spent = 0
        for step in self.steps(effort):
            spent += step
            if spent >= effort:
                break

    def idle(self) -> bool:
        """Whether the search has stood still for long, begun anew a few times."""
        return self._gone - self._found >= STANDSTILL

    def told_worth(self) -> float:
        """What the best plan is worth by the mission's own aims, counted apart from the search."""
        return self.laid.objective.worth(self.laid.spans(self.runs))

    def first(self) -> None:
        """Put work on the board by what it promises, most first."""
        self.walk.fill(self.board, self.walk.best_first())
        self._keep()

    def aim(self, works: Ints) -> None:
        """Try some works, which a milestone counts, as long as can be; the best plan around them.

        One by one they may add nothing: not before all are there is the milestone reached.
        """
        laid, best = self.laid, self.walk.best_first()
        order = best[np.isin(best, works)]
        self.board = laid.board({w: run for w, run in self.runs.items() if not laid.kin.free[w]})
        self.walk.insert(self.board, np.array(needed_by(self.problem, works.tolist()), np.int64))
        stretch(laid.layout, laid.ground, laid.aims, self.board, laid.kin, self.spare, order)
        self.walk.reload(self.board, self.runs)
        self.walk.fill(self.board, best)
        self._keep()

    def _trip(self, works: Ints, effort: int) -> None:
        """Search for a slice from where some works run long; stay there if it is worth more."""
        board, worth, since = self.board, self.worth, self.walk.since
        self.aim(works)
        self.walk.since = 0
        self.better(effort)
        if self.worth == worth:
            self.board, self.walk.since = self.walk.relaid(board), since

    def load(self, runs: Runs, first: Iterable[int] = ()) -> None:
        """Put some works on the board, then all of `runs` that still fits, then whatever else does.

        Where not all fits, who comes first decides what falls: three orders are tried, by week, by
        worth and by what may come after, and the best plan stays.

        Args:
            runs: Lawful runs, each in its place.
            first: Works to be put where they add most before.
        """
        density, hope = self.laid.kin.density, self.laid.kin.hope
        by_worth = sorted(runs, key=lambda work: (-density[work], work))
        orders = (
            sorted(runs, key=lambda work: (runs[work].week, work)),
            by_worth,
            sorted(by_worth, key=lambda work: -hope[work]),
        )
        boards = []
        for order in orders:
            self._load(runs, order, first)
            boards.append(self.board)
            if (self.board.track[np.fromiter(runs, np.int64)] >= 0).all():
                break
        self.board = self.walk.relaid(max(boards, key=self.laid.worth))
        self.runs, self.worth = self.laid.runs(self.board), self.laid.worth(self.board)

    def _load(self, runs: Runs, order: Iterable[int], first: Iterable[int]) -> None:
        best = self.walk.best_first()
        self.board = self.laid.board(self.laid.running)
        sooner = np.isin(best, np.fromiter(first, np.int64))
        if sooner.any():
            self.walk.insert(self.board, best[sooner])
        self.walk.reload(self.board, runs, order)
        self.walk.fill(self.board, best)
        while self.learn(self.board):
            self.board = self._lighter()

    def turn_to(self, works: Iterable[int], prices: Quick | None = None) -> None:
        """Let the search turn to some works more often than to others.

        Args:
            works: These works; none for all alike.
            prices: A search of the same tracks whose prices guide this one until it has its own.
        """
        self._equip(keen=np.fromiter(works, np.int64))
        if prices is not None and prices.priced:
            self._equip(toll=prices.spare.toll)
            self.priced, self._borrowed = True, True

    def _equip(self, **arrays: Any) -> None:  # noqa: ANN401 - arrays of `Room` by their names
        for walk in self.walks:
            walk.spare = walk.spare._replace(**arrays)

    def hold(self, runs: Runs) -> None:
        """Put all of `runs` on the board that fits beside running work, and nothing else."""
        self._put(self.laid.running, runs)

    def around(self, runs: Runs, others: Runs) -> None:
        """Put all of `runs` on the board, then all of `others` that still fits, then whatever else.

        Args:
            runs: Running work, and work that fits beside it.
            others: Lawful runs, each in its place.
        """
        self._put(runs, others, full=True)

    def _put(self, there: Runs, runs: Runs, *, full: bool = False) -> None:
        """Put what fits of `runs` beside what is `there`; if `full`, then whatever else does."""
        while True:
            self.board = self.laid.board(there)
            self.walk.reload(self.board, runs)
            if full:
                self.walk.fill(self.board, self.walk.best_first())
            if not self.learn(self.board):
                break
        self.runs, self.worth = self.laid.runs(self.board), self.laid.worth(self.board)

    def begin_at(self, runs: Runs) -> None:
        """Let the next slice begin at a plan, as far as it fits; the best plan stays known."""
        self.board = self.laid.board(self.laid.running)
        self.walk.reload(self.board, runs)
        self.walk.fill(self.board, self.walk.best_first())

    def take_up(self, runs: Runs) -> None:
        """Begin at a plan as `begin_at` does; it is the best known if nothing is worth more."""
        self.begin_at(runs)
        self._keep()

    def mended(self, runs: Runs) -> Runs:
        """A plan that keeps all rules, of those of `runs` that fit and whatever else does."""
        board, runs_so_far, worth = self.board, self.runs, self.worth
        self.load(runs)
        found = self.runs
        self.board, self.runs, self.worth = self.walk.relaid(board), runs_so_far, worth
        return found

    def keep(self, works: Iterable[int]) -> None:
        """Put works on the board beside what is there, and hold them on every board from now on.

        When one of them has no place, none is held, and the search prefers plans with more of them.
        The bound goes on to count all of them as open.
        """
        laid, order = self.laid, np.fromiter(works, np.int64)
        vars(self)["bound"] = Bound(copy(laid))
        self.board = laid.board(self.runs)
        self.walk.insert(self.board, order)
        while self.learn(self.board):
            self.board = laid.board(laid.running)
            self.walk.reload(self.board, self.runs)
            self.walk.insert(self.board, order)
        there = laid.runs(self.board)
        if all(work in there for work in order.tolist()):
            laid.fixed = {**laid.running, **{work: there[work] for work in order.tolist()}}
            free = laid.kin.free.copy()
            free[list(laid.fixed)] = False
            vars(laid)["kin"] = laid.kin._replace(free=free)
            laid.draw()
        else:
            self.bound.lower(1, laid.worth(self.board))
            prize = PRIZE * max(1.0, abs(self.bound.value))
            laid.near_to(Near(wanted=frozenset(order.tolist()), prize=prize))
        self.runs, self.worth = laid.runs(self.board), laid.worth(self.board)

    def _keep(self) -> None:
        """Staff what is on the board, less what people are short for, and keep it if best."""
        while self.learn(self.board):
            self.board = self._lighter()
        if self.walk.note():
            self._found = self._gone

    def better(self, effort: int, most: int = 20) -> None:
        """One slice of search; `Walk.slice` tells what it takes."""
        self.walk.relay()
        self.walk.slice(effort, most, priced=self.priced)
        self._gone += 1
        self._keep()

    def _lighter(self) -> Board:
        """A board with what still fits of the present one, most promising work first."""
        laid = self.laid
        runs, board = laid.runs(self.board), laid.board(laid.running)
        density = laid.kin.density
        free = [work for work in runs if laid.kin.free[work]]
        self.walk.reload(board, runs, sorted(free, key=lambda one: (-density[one], one)))
        self.walk.fill(board, self.walk.best_first())
        return board

    @cached_property
    def bound(self) -> Bound:
        """The bound, and the prices that give it."""
        return Bound(self.laid)

    def lower(self, rounds: int) -> None:
        """Bring the bound down, and let its prices guide the search."""
        self.bound.lower(rounds, self._reached())
        self._take_prices()

    def _reached(self) -> float:
        """What the best plan is worth, without prizes."""
        near = self.laid.near
        return self.worth - near.prize * len(near.wanted & self.runs.keys())

    def _take_prices(self) -> None:
        if self._borrowed:
            self._equip(toll=np.zeros_like(self.spare.toll))
        self.priced, self._borrowed = True, False
        tolls(self.bound.layout, self.bound.ground, self.bound.prices, self.spare.toll)

    def guided(self) -> None:
        """Plans put together by what is left of their worth when all they take is paid for."""
        laid = self.laid
        order = np.argsort(-self.bound.pick.value, kind="stable")
        for guide in (0.3, 0.6, 0.9):
            board = laid.board(laid.running)
            self.spare.guide[0] = guide
            self.walk.fill(board, order)
            self.spare.guide[0] = 0.0
            self.walk.fill(board, order)
            self.board = board
            self._keep()
        self.board = laid.board(self.runs)
