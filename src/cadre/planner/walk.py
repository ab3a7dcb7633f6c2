"""Walk: one way of a search through the plans, which goes on by itself for some slices."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cadre.planner.core.board import Board
from cadre.planner.core.crowd import shortages
from cadre.planner.core.dice import dice
from cadre.planner.core.flow import empty as nobody
from cadre.planner.core.insertion import fill, prune, reload
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.core.placing import room
from cadre.planner.core.rebuild import rebuild
from cadre.planner.laying import Laid
from cadre.planner.search import rounding
from cadre.planner.works import Runs

TOLD = 64
"""Shortages told by one look at a plan."""
GUIDES = (0.5, 0.8, 0.0)
"""Shares of the prices that guide the slices in turn; none, too, for prices are only a guide."""
HEATS = (0.3, 1.0, 3.0)
"""Shares of a work's worth that a slice may lose at first, in turn."""
PATIENCE = 6
"""Slices without a better plan after which a walk begins elsewhere."""
REST = (0.7, 0.35, 0.0)
"""Shares of the best plan that are kept then, the first time and the next ones."""
SECOND = 1_000_003
"""By so much the seed and the slices of a second walk lie apart from those of the first."""


class Walk:
    """One way of a search through the plans, with all that it changes.

    Attributes:
        laid: The problem as arrays; it is read only.
        board: The plan at work on.
        runs: The best plan that it knows.
        worth: What that is worth, by the aims it is searched with.
        luck: Dice for every choice.
        spare: Room for the search to work in, and the prices that guide it.
        state: Room to count people in.
        short: (shortages, skills and more) what is short of people, after a look at a board.
        when: (shortages,) in which week.
        slices: How many it has gone.
        since: How many of these without a better plan.
        begun: How often it has begun elsewhere since it found one.
        lacking: Whether it stopped because people are short for its board.
    """

    def __init__(self, laid: Laid, seed: int) -> None:
        problem = laid.problem
        self.laid, self.luck = laid, dice(seed)
        self.spare = room(len(problem.works), len(laid.layout.work), problem.weeks)
        self.state = nobody(problem.crews.web)
        self.short: Bools = np.zeros((TOLD, len(problem.crews.web.arcs_from) - 1), np.bool_)
        self.when: Ints = np.zeros(TOLD, np.int64)
        self.board, self.worth = laid.board({}), 0.0
        self.runs: Runs = {}
        self.slices, self.since, self.begun, self.lacking = 0, 0, 0, False

    def second(self, seed: int) -> Walk:
        """Another walk, guided by the same prices, which is about to begin elsewhere."""
        walk = Walk(self.laid, seed + SECOND)
        walk.spare = walk.spare._replace(toll=self.spare.toll, keen=self.spare.keen)
        walk.slices, walk.since = SECOND, PATIENCE
        return walk

    def lacks(self, board: Board) -> int:
        """How many shortages of people a look at a board finds; they are in `short` and `when`."""
        crowd, web = self.laid.lines.crowd, self.laid.problem.crews.web
        return int(shortages(crowd, web, board, self.state, self.short, self.when))

    def relay(self) -> None:
        """Lay its board out with all lines that are known by now."""
        self.board = self.relaid(self.board)

    def relaid(self, board: Board) -> Board:
        """The same board with all lines that are known by now."""
        laid = self.laid
        same = len(board.room) == len(laid.layout.line_room)
        return board if same else laid.board(laid.runs(board))

    def go_on(self, effort: int, slices: int, *, priced: bool) -> None:
        """Go some slices, fewer where people are short for the plan at work on."""
        self.lacking = False
        while slices and not self.lacking:
            self.slice(effort, priced=priced)
            slices -= 1
            self.lacking = self.lacks(self.board) > 0
            if not self.lacking:
                self.note()

    def note(self) -> bool:
        """Keep what is on the board, for which people are there, if it is the best plan."""
        worth = self.laid.worth(self.board)
        self.since += 1
        better = worth > self.worth + rounding(worth)
        if better:
            self.runs, self.worth = self.laid.runs(self.board), worth
            self.since, self.begun = 0, 0
        return better

    def slice(self, effort: int, most: int = 20, *, priced: bool) -> None:
        """One slice of search.

        Args:
            effort: Weeks looked at, about: the search's own count of its work.
            most: Works tried in a round beside those taken off.
            priced: Whether prices guide it.
        """
        laid, number = self.laid, self.slices
        self.slices += 1
        if self.since >= PATIENCE:
            self._elsewhere()
        share = max(1.0, abs(self.worth)) / max(1, int(laid.kin.free.sum()))
        self.spare.guide[0] = GUIDES[number % len(GUIDES)] if priced else 0.0
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

    def _elsewhere(self) -> None:
        """Begin again at a part of the best plan, by luck, with other work around it."""
        laid = self.laid
        rest = {work: run for work, run in self.runs.items() if not laid.kin.free[work]}
        self.board = laid.board(rest)
        kept = [work for work in self.runs if laid.kin.free[work]]
        luck = np.random.default_rng([self.slices, len(kept)]).random(len(kept))
        part = REST[self.begun % len(REST)]
        self.begun += 1
        some = {work: self.runs[work] for work, one in zip(kept, luck, strict=True) if one < part}
        self.reload(self.board, some)
        self.fill(self.board, self.best_first(), 0.3)
        self.since = 0

    def best_first(self) -> Ints:
        """All works, those first that promise most for their people."""
        return np.argsort(-self.laid.kin.density, kind="stable")

    def reload(self, board: Board, runs: Runs, order: Iterable[int] | None = None) -> None:
        """Put those of `runs` on a board that fit there, in an order; by first week if not told."""
        laid = self.laid
        if order is None:
            order = sorted(runs, key=lambda work: (runs[work].week, work))
        rows = np.array([(work, *runs[work]) for work in order], np.int64).reshape(-1, 4)
        reload(laid.layout, laid.ground, laid.aims, board, self.spare, rows)

    def fill(self, board: Board, order: Ints, wild: float = 0.0) -> None:
        """Put works where they add most, in an order, and take off what then adds nothing."""
        laid = self.laid
        self.insert(board, order, wild)
        prune(laid.layout, laid.ground, laid.aims, board, laid.kin)

    def insert(self, board: Board, order: Ints, wild: float = 0.0) -> None:
        """Put works where they add most, in an order; by luck where it is `wild`."""
        laid, spare, luck = self.laid, self.spare, self.luck
        fill(laid.layout, laid.ground, laid.aims, board, laid.kin, spare, luck, order, wild)
