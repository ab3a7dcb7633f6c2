"""Prove: the model and the exact staffing check teach each other until nothing is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cadre.planner.cuts import covers
from cadre.planner.quick import Quick
from cadre.planner.search import Search
from cadre.planner.standing import Standing, met
from cadre.planner.turns import NEAR, Budget, Turns
from cadre.planner.works import Runs

if TYPE_CHECKING:
    from cadre.planner.proof.master import Answer, Master

MOST = 100
"""Works that may be chosen up to which a proof is tried; beyond, only prices bound plans."""


def small_enough(search: Search) -> bool:
    """Whether few enough works are to be chosen from, to ask the solver for a proof."""
    return len(search.free) <= MOST


def prove(quick: Quick, search: Search, standing: Standing, budget: Budget) -> None:
    """Better `standing` and bring its bound down, until it is proven or the budget is spent.

    Each plan that the model comes to is judged by the exact checks. What it breaks becomes a limit,
    and what it loses a loss; what breaks nothing is a plan. The bound holds at every moment, since
    the model allows and promises no less than there is (logic-based Benders decomposition, Hooker
    2003; branch and check, Thorsteinsson 2001).
    """
    from cadre.planner.proof.master import Master  # noqa: PLC0415 - loads a solver

    master = Master(quick, standing)
    level = 2 if master.of.open_ended else 1
    turns = Turns(budget, level, works=len(master.of.present))
    proof = _Proof(quick, search, standing, master, turns)
    while not (turns.over or proof.closed):
        proof.go_round()


class _Proof:
    """A proof under way: what is searched, what is known, the model, and its turns."""

    def __init__(
        self, quick: Quick, search: Search, standing: Standing, master: Master, turns: Turns
    ) -> None:
        self.quick, self.search, self.standing = quick, search, standing
        self.master, self.turns = master, turns
        self._over = False

    @property
    def closed(self) -> bool:
        """Whether nothing is left to prove."""
        return self._over or self.standing.proven

    def go_round(self) -> None:
        """Learn from what one solver comes to, while another one looks at the model as it stands.

        What that one says comes last, however soon it knows it, so that each round is the same on
        any number of cores. Once the solver ahead has solved its model it isn't asked at all: its
        model is an older one.
        """
        budget, plans = self.turns.budget, list[Runs]()
        self.master.begin_at(self.standing)
        with self.master.beside(self.turns.begin(), budget, plans.append) as beside:
            if self._goes_ahead() or budget.stop():
                return
            answer = beside.result(budget.stop)
        before = self.standing.worth
        for runs in plans:
            self._right(runs)
        self.turns.beside(answer.effort, solved=answer.proven)
        self._take(answer, before)

    def _goes_ahead(self) -> bool:
        """Turns of the solver ahead; whether the last one solved its model, or nothing is left."""
        while not self.closed and (turn := self.turns.next()) is not None:
            before = self.standing.worth
            answer = self.master.solve(turn, self.turns.budget, self._right)
            taught = self._take(answer, before)
            self.turns.took(answer.effort, taught=taught)
            if answer.proven:
                # What is solved and teaches nothing comes to the same again.
                self._over = not taught
                return True
            self.master.begin_at(self.standing)
        return self.closed

    def _right(self, runs: Runs) -> bool:
        """Whether a plan of the model keeps all rules; it is kept if it is the best."""
        staffed = next(covers(self.search.staff, runs.values()), None) is None
        if staffed:
            self.standing.better(runs, self.search.worth(runs))
        return staffed

    def _take(self, answer: Answer, before: float) -> bool:
        """Take up what a solver says; whether it taught the model anything.

        Args:
            answer: What it says.
            before: Worth of the best plan before it was asked.
        """
        standing, taught = self.standing, False
        if answer.proven and answer.runs is None:
            standing.hopeless = not standing.whole
            if standing.whole:
                standing.lower(standing.worth)
            self._over = True
        else:
            standing.lower(answer.bound)
            taught = answer.runs is not None and self._learn(answer)
        near = standing.bound - standing.worth <= NEAR * abs(standing.worth)
        self.turns.gained(so=answer.proven or standing.worth > before or near)
        return taught

    def _learn(self, answer: Answer) -> bool:
        """Whether a plan taught the model anything; what fits of a broken one is tried."""
        runs, standing = answer.runs or {}, self.standing
        broken, news = self.master.learn(self.search, answer)
        if broken:
            plan = self.quick.mended(runs)
            standing.better(plan, self.search.worth(plan))
        told = answer.proven and not broken and not news
        exact = self.master.gains.exact or met(standing.worth, answer.bound)
        if told and standing.whole and exact:
            # The bound still holds the rounding of the model's whole numbers.
            standing.bound, standing.proven = standing.worth, True
        return news
