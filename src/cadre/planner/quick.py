"""Quick: the compiled search of a problem with its bound, slice by slice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property

import numpy as np

from cadre.planner.collecting import uncollected
from cadre.planner.core.board import Board
from cadre.planner.core.crowd import shortages
from cadre.planner.core.dice import dice
from cadre.planner.core.flow import empty as nobody
from cadre.planner.core.insertion import fill, go_on, prune, reload
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.core.placing import room
from cadre.planner.core.prices import tolls
from cadre.planner.core.rebuild import rebuild
from cadre.planner.core.stretching import stretch
from cadre.planner.coupled import Coupled, needed_by
from cadre.planner.laying import Laid, Near
from cadre.planner.lines import Lines
from cadre.planner.market import Bound
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.search import Search, rounding
from cadre.planner.staff import Staff
from cadre.planner.staged import counted
from cadre.planner.works import Runs

TOLD = 64
"""Shortages told by one look at a plan."""
GUIDES = (0.5, 0.8, 0.0)
"""Shares of the prices that guide the slices in turn; none, too, for prices are only a guide."""
HEATS = (0.3, 1.0, 3.0)
"""Shares of a work's worth that a slice may lose at first, in turn."""
PATIENCE = 6
"""Slices without a better plan after which the search begins elsewhere."""
AGAIN = 3
"""Slices after which the search turns to the next milestone that counts what works give."""
REST = (0.7, 0.35, 0.0)
"""Shares of the best plan that are kept then, the first time and the next ones."""
STANDSTILL = 16 * PATIENCE
"""Slices without a better plan after which nobody waits for one."""
LEAST, PER_WORK, PER_PAIR = 20_000, 40_000, 250
"""Weeks looked at in a slice: so many at least, and so many for each work; where works are few no
more than so many for each pair of them."""
MOST = 30_000_000
"""Weeks looked at in a slice at most, so that a stop is heard within some seconds."""
PRIZE = 0.2
"""Share of the bound that a required work counts while not all of them have a place."""
PARTS = 30
"""Steps, at least, into which the effort allowed is cut."""
ROUNDS, STRIDE = 30, 10
"""Rounds of the bound before its prices guide the search, and how many make a step."""


class Quick:
    """Finds plans that keep all rules, slice by slice, and brings their bound down.

    People are asked for lazily: the search knows some lines of how many may serve in what, and a
    plan that it ends with is held against all of them. What it lacks becomes a line.

    Attributes:
        problem: The problem.
        laid: It, as arrays.
        luck: Dice for every choice.
        state: Room to count people in.
        spare: Room for the search to work in.
        board: The plan at work on.
        runs: The best plan known; at first running work alone.
        worth: What it is worth, by the aims it is searched with.
        priced: Whether it has prices to be guided by.
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
        self.luck = dice(seed)
        self.state = nobody(problem.crews.web)
        self.spare = room(len(problem.works), len(self.laid.layout.work), problem.weeks)
        self._short: Bools = np.zeros((TOLD, len(problem.crews.web.arcs_from) - 1), np.bool_)
        self._when: Ints = np.zeros(TOLD, np.int64)
        fixed = self._going_on()
        self.laid.fixed = fixed
        self.laid.draw()
        self.runs: Runs = fixed
        self.board = self.laid.board(fixed)
        self.worth = self.laid.worth(self.board)
        self._slices, self._since, self._found, self._begun = 0, 0, 0, 0
        self.priced, self._borrowed = False, False

    def _going_on(self) -> Runs:
        """Running work, each for as long as law, people, support and beds let it go on."""
        coupled = Coupled(self.problem)
        begun = [w.index for w in self.problem.works if w.begun and self.problem.tracks_of[w.index]]
        order = np.array(sorted(begun, key=coupled.precedence), np.int64)
        laid = self.laid
        while True:
            self.board = laid.board({})
            go_on(laid.layout, laid.ground, laid.aims, self.board, self.spare, order)
            if not self.learn(self.board):
                return laid.runs(self.board)

    def learn(self, board: Board) -> bool:
        """Whether people are short for what is on a board; the lines are laid out anew then.

        The board at work on has room for them at once; others have none.
        """
        lines = self.laid.lines
        count = shortages(
            lines.crowd, self.problem.crews.web, board, self.state, self._short, self._when
        )
        if not count:
            return False
        lines.learn((int(self._when[n]), self._short[n]) for n in range(count))
        self.laid.draw()
        self.board = self._relaid(self.board)
        return True

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
        layout = self.laid.layout
        slice_of = max(LEAST, min(self.slice_of, int(effort / PARTS)))
        round_of = 1 + layout.may_start.size
        self.first()
        self.lower(1)
        yield slice_of
        counts = counted(self.laid.aims)
        for _ in range(0, ROUNDS, STRIDE):
            self.lower(STRIDE)
            yield STRIDE * round_of
        self.guided()
        while True:
            yield slice_of
            self.better(slice_of)
            if counts and self._slices % AGAIN == 0:
                yield slice_of
                self._trip(counts[self._slices // AGAIN % len(counts)], slice_of)
            if not self.bound.settled:
                yield slice_of
                self.lower(max(1, slice_of // round_of))

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
        return self._slices - self._found >= STANDSTILL

    def told_worth(self) -> float:
        """What the best plan is worth by the mission's own aims, counted apart from the search."""
        return self.laid.objective.worth(self.laid.spans(self.runs))

    def first(self) -> None:
        """Put work on the board by what it promises, most first."""
        self._fill(self.board, self._best_first())
        self._keep()

    def aim(self, works: Ints) -> None:
        """Try some works, which a milestone counts, as long as can be; the best plan around them.

        One by one they may add nothing: not before all are there is the milestone reached.
        """
        laid, best = self.laid, self._best_first()
        order = best[np.isin(best, works)]
        self.board = laid.board({w: run for w, run in self.runs.items() if not laid.kin.free[w]})
        self._insert(self.board, np.array(needed_by(self.problem, works.tolist()), np.int64))
        stretch(laid.layout, laid.ground, laid.aims, self.board, laid.kin, self.spare, order)
        self._reload(self.board, self.runs)
        self._fill(self.board, best)
        self._keep()

    def _trip(self, works: Ints, effort: int) -> None:
        """Search for a slice from where some works run long; stay there if it is worth more."""
        board, worth, since = self.board, self.worth, self._since
        self.aim(works)
        self._since = 0
        self.better(effort)
        if self.worth == worth:
            self.board, self._since = self._relaid(board), since

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
        self.board = self._relaid(max(boards, key=self.laid.worth))
        self.runs, self.worth = self.laid.runs(self.board), self.laid.worth(self.board)

    def _relaid(self, board: Board) -> Board:
        """The same board with all lines that are known by now."""
        laid = self.laid
        same = len(board.room) == len(laid.layout.line_room)
        return board if same else laid.board(laid.runs(board))

    def _load(self, runs: Runs, order: Iterable[int], first: Iterable[int]) -> None:
        best = self._best_first()
        self.board = self.laid.board(self.laid.running)
        sooner = np.isin(best, np.fromiter(first, np.int64))
        if sooner.any():
            self._insert(self.board, best[sooner])
        self._reload(self.board, runs, order)
        self._fill(self.board, best)
        while self.learn(self.board):
            self.board = self._lighter()

    def turn_to(self, works: Iterable[int], prices: Quick | None = None) -> None:
        """Let the search turn to some works more often than to others.

        Args:
            works: These works; none for all alike.
            prices: A search of the same tracks whose prices guide this one until it has its own.
        """
        self.spare = self.spare._replace(keen=np.fromiter(works, np.int64))
        if prices is not None and prices.priced:
            self.spare = self.spare._replace(toll=prices.spare.toll)
            self.priced, self._borrowed = True, True

    def hold(self, runs: Runs) -> None:
        """Put all of `runs` on the board that fits beside running work, and nothing else."""
        laid = self.laid
        while True:
            self.board = laid.board(laid.running)
            self._reload(self.board, runs)
            if not self.learn(self.board):
                break
        self.runs, self.worth = laid.runs(self.board), laid.worth(self.board)

    def begin_at(self, runs: Runs) -> None:
        """Let the next slice begin at a plan, as far as it fits; the best plan stays known."""
        self.board = self.laid.board(self.laid.running)
        self._reload(self.board, runs)
        self._fill(self.board, self._best_first())

    def mended(self, runs: Runs) -> Runs:
        """A plan that keeps all rules, of those of `runs` that fit and whatever else does."""
        board, runs_so_far, worth = self.board, self.runs, self.worth
        self.load(runs)
        found = self.runs
        self.board, self.runs, self.worth = self._relaid(board), runs_so_far, worth
        return found

    def keep(self, works: Iterable[int]) -> None:
        """Put works on the board beside what is there, and hold them on every board from now on.

        When one of them has no place, none is held, and the search prefers plans with more of them.
        The bound goes on to count all of them as open.
        """
        laid, order = self.laid, np.fromiter(works, np.int64)
        vars(self)["bound"] = Bound(copy(laid))
        self.board = laid.board(self.runs)
        self._insert(self.board, order)
        while self.learn(self.board):
            self.board = laid.board(laid.running)
            self._reload(self.board, self.runs)
            self._insert(self.board, order)
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

    def _reload(self, board: Board, runs: Runs, order: Iterable[int] | None = None) -> None:
        """Put those of `runs` on a board that fit there, in an order; by first week if not told."""
        laid = self.laid
        if order is None:
            order = sorted(runs, key=lambda work: (runs[work].week, work))
        rows = np.array([(work, *runs[work]) for work in order], np.int64).reshape(-1, 4)
        reload(laid.layout, laid.ground, laid.aims, board, self.spare, rows)

    def _best_first(self) -> Ints:
        """All works, those first that promise most for their people."""
        return np.argsort(-self.laid.kin.density, kind="stable")

    def _fill(self, board: Board, order: Ints, wild: float = 0.0) -> None:
        laid = self.laid
        self._insert(board, order, wild)
        prune(laid.layout, laid.ground, laid.aims, board, laid.kin)

    def _insert(self, board: Board, order: Ints, wild: float = 0.0) -> None:
        laid = self.laid
        fill(
            laid.layout, laid.ground, laid.aims, board, laid.kin, self.spare, self.luck, order, wild
        )

    def _keep(self) -> None:
        """Staff what is on the board, less what people are short for, and keep it if best."""
        while self.learn(self.board):
            self.board = self._lighter()
        worth = self.laid.worth(self.board)
        self._since += 1
        if worth > self.worth + rounding(worth):
            self.runs, self.worth = self.laid.runs(self.board), worth
            self._since, self._found, self._begun = 0, self._slices, 0

    def _lighter(self) -> Board:
        """A board with what still fits of the present one, most promising work first."""
        laid = self.laid
        runs, board = laid.runs(self.board), laid.board(laid.running)
        density = laid.kin.density
        free = [work for work in runs if laid.kin.free[work]]
        self._reload(board, runs, sorted(free, key=lambda one: (-density[one], one)))
        self._fill(board, self._best_first())
        return board

    def better(self, effort: int, most: int = 20) -> None:
        """One slice of search.

        Args:
            effort: Weeks looked at, about: the search's own count of its work.
            most: Works tried in a round beside those taken off.
        """
        laid, number = self.laid, self._slices
        self._slices += 1
        if self._since >= PATIENCE:
            self._elsewhere()
        share = max(1.0, abs(self.worth)) / max(1, int(laid.kin.free.sum()))
        self.spare.guide[0] = GUIDES[number % len(GUIDES)] if self.priced else 0.0
        rebuild(
            laid.layout,
            laid.ground,
            laid.aims,
            self.board,
            laid.kin,
            self.spare,
            self.luck,
            effort,
            HEATS[number % len(HEATS)] * share,
            most,
        )
        self.spare.guide[0] = 0.0
        self._keep()

    def _elsewhere(self) -> None:
        """Begin again at a part of the best plan, by luck, with other work around it."""
        laid = self.laid
        rest = {work: run for work, run in self.runs.items() if not laid.kin.free[work]}
        self.board = laid.board(rest)
        kept = [work for work in self.runs if laid.kin.free[work]]
        luck = np.random.default_rng([self._slices, len(kept)]).random(len(kept))
        part = REST[self._begun % len(REST)]
        self._begun += 1
        some = {work: self.runs[work] for work, one in zip(kept, luck, strict=True) if one < part}
        self._reload(self.board, some)
        self._fill(self.board, self._best_first(), 0.3)
        self._since = 0

    @cached_property
    def bound(self) -> Bound:
        """The bound, and the prices that give it."""
        return Bound(self.laid)

    def lower(self, rounds: int) -> None:
        """Bring the bound down, and let its prices guide the search."""
        near = self.laid.near
        prizes = near.prize * len(near.wanted & self.runs.keys())
        self.bound.lower(rounds, self.worth - prizes)
        if self._borrowed:
            self.spare = self.spare._replace(toll=np.zeros_like(self.spare.toll))
        self.priced, self._borrowed = True, False
        tolls(self.bound.layout, self.bound.ground, self.bound.prices, self.spare.toll)

    def guided(self) -> None:
        """Plans put together by what is left of their worth when all they take is paid for."""
        laid = self.laid
        order = np.argsort(-self.bound.pick.value, kind="stable")
        for guide in (0.3, 0.6, 0.9):
            board = laid.board(laid.running)
            self.spare.guide[0] = guide
            self._fill(board, order)
            self.spare.guide[0] = 0.0
            self._fill(board, order)
            self.board = board
            self._keep()
        self.board = laid.board(self.runs)
