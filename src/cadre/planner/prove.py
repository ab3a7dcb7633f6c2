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

    def right(runs: Runs) -> bool:
        staffed = next(covers(search.staff, runs.values()), None) is None
        if staffed:
            standing.better(runs, search.worth(runs))
        return staffed

    master = Master(quick, standing)
    turns = Turns(budget, level=2 if master.of.open_ended else 1)
    while not (turns.over or standing.proven):
        master.begin_at(standing)
        turn, before = turns.next(), standing.worth
        answer = master.solve(turn, budget.seed, budget.stop, right)
        better = standing.worth > before
        near = min(standing.bound, answer.bound) - standing.worth <= NEAR * abs(standing.worth)
        turns.took(answer.effort, solved=answer.proven, better=better, near=near)
        if answer.proven and answer.runs is None:
            standing.hopeless = not standing.whole
            if standing.whole:
                standing.lower(standing.worth)
            break
        standing.lower(answer.bound)
        if answer.runs is not None and _learnt(quick, search, standing, master, answer):
            continue
        if answer.proven or turn.last:
            break
        turns.failed(turn)


def _learnt(
    quick: Quick, search: Search, standing: Standing, master: Master, answer: Answer
) -> bool:
    """Whether the last plan of the model taught it anything; what fits of a broken one is tried."""
    runs = answer.runs or {}
    broken, news = master.learn(search, runs)
    if broken:
        plan = quick.mended(runs)
        standing.better(plan, search.worth(plan))
    told = answer.proven and not broken and not news
    if told and standing.whole and (master.gains.exact or met(standing.worth, answer.bound)):
        # The bound still holds the rounding of the model's whole numbers.
        standing.bound, standing.proven = standing.worth, True
    return news
