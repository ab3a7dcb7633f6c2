"""In force: a plan and its mission laid out once, and what-ifs answered near it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut, MadeFrom, Plan
from cadre.planner.carrying import carried, standing
from cadre.planner.explain import explain
from cadre.planner.objective import Objective
from cadre.planner.problem import Problem
from cadre.planner.quick import Quick
from cadre.planner.ready import ready
from cadre.planner.replan import Changed, bounded, changed_plan, found, searched
from cadre.planner.result import PlanResult
from cadre.planner.search import Search
from cadre.planner.solve import Stop, Watch
from cadre.planner.works import Run, Runs, Work
from cadre.planner.written import seated

WARM = 1_000_000
"""Weeks looked at to learn what people are short for, and prices, before the first what-if."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A plan near the one in force, for a mission that has changed.

    Attributes:
        result: The plan, with how good it is known to be; its seconds count all that was done.
        soon: Seconds to the first plan checked by all rules, before anybody was seated.
        gained: Worth that searching on has added to that first plan; None when it didn't.
    """

    result: PlanResult
    soon: float
    gained: float | None


class InForce:
    """A plan in force and a search of its mission, warm, that is asked one what-if after another.

    No what-if changes what the next is answered: the same plan, seed and question give the same
    plan, in whatever order they are asked.

    Attributes:
        mission: The mission as it is, that mode of running work first in which the plan has it.
        plan: The plan in force.
        seed: Seed of every random choice.
        quick: The search, the plan on its board, as far as rules let it be.
        runs: The plan as runs of the search's problem.
    """

    def __init__(self, mission: Mission, plan: Plan, *, seed: int = 0) -> None:
        ready()
        mission = standing(mission, plan)
        problem = Problem.of(mission)
        self.mission, self.plan, self.seed = mission, plan, seed
        self.quick = Quick(problem, Objective(mission), seed)
        self.runs = carried(problem, plan)
        self.quick.warm(WARM)
        self.quick.hold(self.runs)

    def changed(self, mission: Mission, wanted: tuple[ActivityId, ...] = ()) -> Changed:
        """A plan for `mission` near the one in force, checked, but neither seated nor explained.

        Args:
            mission: What is known now.
            wanted: Activities to be in it whatever they are worth, as far as they can be.

        Raises:
            CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
        """
        mission = standing(mission, self.plan)
        return changed_plan(self.quick, mission, self.runs, wanted=wanted, seed=self.seed)

    def after(
        self,
        mission: Mission,
        *,
        made_from: MadeFrom,
        wanted: tuple[ActivityId, ...] = (),
        seconds: float | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """The same, people in their posts, with the reasons of what fell or must be shorter.

        Args:
            mission: What is known now.
            made_from: What the new plan is made from; kept with it.
            wanted: Activities to be in it whatever they are worth; one that can't be is told.
            seconds: How long to search on from the first plan; None answers with that one.
            stop: Asked from time to time whether to stop with the best so far. Ctrl-C does the
                same while it searches on.

        Raises:
            CadreError: Gates wait for each other in a circle, or the mission names an unknown id.
        """
        began = perf_counter()
        first = self.changed(mission, wanted)
        soon = perf_counter() - began
        quick, stop = first.quick, stop or (lambda: False)
        search = quick.plain()
        runs, bound, halted = first.runs, None, False
        if seconds is not None:
            watch = Watch(perf_counter(), seconds, lambda *_: None, stop)
            bounded(quick)
            quick.laid.near_to(first.near)
            quick.worth = quick.laid.worth(quick.board)
            best = searched(search, quick, self.seed, watch)
            runs, bound, halted = best.runs, best.bound, watch.stopped
        left_out = self._left_out(search, runs, wanted, stop)
        plan = seated(search, runs, made_from, left_out)
        result = found(
            search, plan, bound, seed=self.seed, began=began, halted=halted, wanted=wanted
        )
        gained = None if seconds is None else result.objective - first.worth
        return Answer(result=result, soon=soon, gained=gained)

    def _left_out(
        self, search: Search, runs: Runs, wanted: tuple[ActivityId, ...], late: Callable[[], bool]
    ) -> tuple[LeftOut, ...]:
        """Why work of the plan in force fell or is shorter; of what wasn't in it, only that."""
        told = {one.activity: one for one in self.plan.left_out}
        weeks = {one.activity: one.weeks for one in self.plan.starts}
        asked, known = set[int](), list[LeftOut]()
        for work in search.problem.works:
            run, key = runs.get(work.index), work.activity.id
            length = 0 if run is None else run.end - run.week
            if length < weeks.get(key, 0) or (run is None and key in wanted):
                asked.add(work.index)
            elif run is None:
                known.append(_not_before(work))
            elif length == weeks.get(key) and key in told:
                known.append(told[key])
            elif _cut(search, work, run):
                asked.add(work.index)
        number = search.problem.index_of
        parts = (*known, *explain(search, runs, late, asked, self.quick.problem))
        return tuple(sorted(parts, key=lambda one: number[one.activity]))


def _cut(search: Search, work: Work, run: Run) -> bool:
    """Whether work that runs already, of a fixed length, stops before it has run that."""
    weeks = search.problem.tracks[run.track].mode.weeks
    return work.started is not None and weeks > 0 and run.end < work.started + weeks


def _not_before(work: Work) -> LeftOut:
    return LeftOut(
        activity=work.activity.id,
        rule="time",
        reason=f"{work.activity.name} isn't in the plan in force either; why it isn't in this one "
        "wasn't looked into.",
        unlock="Ask for it alone with `cadre why`.",
    )
