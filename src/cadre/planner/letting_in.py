"""Letting in: the plan in force made again where something has changed, with one work more."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from time import perf_counter

from cadre.mission.plans import MadeFrom
from cadre.mission.required import required_work
from cadre.planner.carrying import carried
from cadre.planner.coupled import needed_by
from cadre.planner.entry import Entry
from cadre.planner.laying import Near
from cadre.planner.market import Bound
from cadre.planner.quick import Quick
from cadre.planner.result import PlanResult, SolveStatus
from cadre.planner.stand import Stand
from cadre.planner.unlocking import Question
from cadre.planner.works import Runs
from cadre.planner.written import answered, written


@dataclass(frozen=True)
class LetIn:
    """A plan with a work in it.

    Attributes:
        result: The plan, its worth, and a bound on the worth of any.
        chosen: Whether the work is in it for what it is worth, or since every plan must hold it;
            else it was asked for.
    """

    result: PlanResult
    chosen: bool


def let_in(
    question: Question, texts: Iterable[str], made_from: MadeFrom, seed: int = 0
) -> LetIn | None:
    """The plan in force made again after what-ifs, with the work; None when it has no place.

    All of the plan in force that still has a place keeps it. Work that isn't in it is put where it
    adds most, the one in question among it; if that isn't worth its people, or other work takes its
    place, it is asked for before all other. People are seated anew, and reasons are told anew. The
    same question gives the same plan; no clock is asked.

    Args:
        question: The work and the plan in force.
        texts: The what-ifs.
        made_from: What the new plan is made from; kept with it.
        seed: Seed of every random choice.
    """
    began = perf_counter()
    quick = question.quick(question.with_texts(texts), seed)
    search, kept = quick.plain(), carried(quick.problem, question.plan)
    work = quick.problem.index_of[question.activity]
    quick.load(kept)
    chosen = work in quick.runs
    if not chosen:
        _ask_for(quick, work, kept)
    if work not in quick.runs:
        return None
    runs, worth = dict(quick.runs), search.worth(quick.runs)
    bound = Bound(copy(quick.laid))
    bound.lower(1, worth)
    plan = written(search, runs, made_from)
    result = answered(search, plan, SolveStatus.FEASIBLE, bound.value, seed=seed, began=began)
    return LetIn(result, chosen or question.activity in required_work(question.mission))


def _ask_for(quick: Quick, work: int, kept: Runs) -> None:
    """Put the plan in force up again, the work whatever it is worth, then whatever else fits."""
    objective, problem = quick.laid.objective, quick.problem
    if problem.works[work].begun:
        return
    quick.hold(kept)
    there, missing = Entry(Stand(quick.plain(), quick.runs), work).ready()
    found = there.best_run(work) if missing is None else None
    if found is None:
        return
    heads = sum(objective.asked.values()) * problem.weeks
    # No people that it and what it leans on take outweigh it.
    prize = 1.0 + problem.mission.profile.weights.footprint * heads
    quick.laid.near_to(Near(wanted=frozenset([work, *needed_by(problem, [work])]), prize=prize))
    quick.load({**there.runs, work: found[1]})
    quick.laid.near_to(Near())
