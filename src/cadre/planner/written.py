"""Written: runs as a plan, with people in posts, law, gates, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isinf
from time import perf_counter

from cadre.mission.cover import covering
from cadre.mission.mission import Mission
from cadre.mission.money import accounts
from cadre.mission.plans import LeftOut, MadeFrom, Plan, Start
from cadre.mission.required import required_work
from cadre.mission.stages import stages
from cadre.planner.explain import explain
from cadre.planner.fill import assignments
from cadre.planner.problem import Problem
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.search import Search
from cadre.planner.standing import met
from cadre.planner.works import Run, Runs


def written(
    search: Search, runs: Runs, made_from: MadeFrom, late: Callable[[], bool] = lambda: False
) -> Plan:
    """The plan that `runs`, which must keep all rules, stand for.

    Args:
        search: The problem.
        runs: What runs.
        made_from: What the plan is made from.
        late: Whether there is no time to look into why work is left out any more.
    """
    # How long it takes to seat people is settled; reasons are looked into in what time is left.
    plan = seated(search, runs, made_from, ())
    return replace(plan, left_out=explain(search, runs, late))


def seated(search: Search, runs: Runs, made_from: MadeFrom, left_out: tuple[LeftOut, ...]) -> Plan:
    """The plan that `runs`, which must keep all rules, stand for, with what is told left out."""
    starts = [_start(search.problem, run) for run in runs.values()]
    return Plan(
        horizon=search.problem.mission.horizon,
        starts=tuple(sorted(starts, key=lambda one: (one.week, one.activity))),
        assignments=assignments(search.staff, runs),
        left_out=left_out,
        made_from=made_from,
    )


def answered(
    search: Search,
    plan: Plan,
    status: SolveStatus,
    bound: float | None,
    *,
    seed: int,
    began: float,
) -> PlanResult:
    """A plan with all that is told of it; its worth is counted from it once more.

    Args:
        search: The problem.
        plan: The plan.
        status: How far the search came.
        bound: No plan is worth more; None, or without limit, when none is known.
        seed: Seed of every random choice.
        began: When the search began, by `time.perf_counter`.
    """
    terms = search.objective.terms(plan)
    worth = sum(term.worth for term in terms)
    if status is SolveStatus.OPTIMAL and not is_best(search.problem.mission, plan, worth, bound):
        # Posts that a milestone asks to be filled aren't all filled as early as they might be.
        status = SolveStatus.FEASIBLE
    return PlanResult(
        status=status,
        objective=worth,
        bound=None if bound is None or isinf(bound) else max(worth, bound),
        seconds=perf_counter() - began,
        seed=seed,
        plan=plan,
        terms=terms,
        stages=stages(search.problem.mission, plan),
        accounts=accounts(search.problem.mission, plan),
    )


def is_best(mission: Mission, plan: Plan, worth: float, bound: float | None) -> bool:
    """Whether a plan of this worth is proven best: it meets the bound, and holds what it must."""
    planned = {start.activity for start in plan.starts}
    return met(worth, bound) and planned.issuperset(required_work(mission))


def _start(problem: Problem, run: Run) -> Start:
    track = problem.tracks[run.track]
    activity = problem.works[track.work].activity
    mission = problem.mission
    span = mission.horizon.span(run.week, run.end - run.week)
    return Start(
        activity=activity.id,
        mode=track.mode.id,
        site=track.mode.site,
        week=run.week,
        weeks=run.end - run.week,
        rests_on=covering(mission, problem.law.covers(activity, track.mode), span),
        waits_for=problem.law.gates(activity, track.mode, run.week),
    )
