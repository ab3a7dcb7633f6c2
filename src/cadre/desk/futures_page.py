"""Futures page: what becomes of a plan, one future as a story, and another plan beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cadre.desk.chosen import Chosen
from cadre.desk.desk import Desk, Effort
from cadre.desk.fared import Fared, fared
from cadre.desk.job_orders import Job
from cadre.desk.made_of import digest
from cadre.desk.numbers import context_of
from cadre.desk.plan_page import said
from cadre.desk.played import Played, last_played, played_by, played_of
from cadre.desk.same_futures import SameFutures, same_futures
from cadre.desk.shelf import KeptPlan, Shelf
from cadre.desk.story import Story, tell
from cadre.errors import CadreError


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesAskedFor:
    """What is looked at on the page, beside the plan.

    Attributes:
        played: Key of futures; empty takes those played last.
        number: Number of the future that is told; None tells none.
    """

    played: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesPage:
    """What becomes of a plan.

    Attributes:
        chosen: The plan; None while there is none.
        played: Its futures; None while none were played.
        told: What becomes of it; None while none were played.
        story: One future, told; None when none is asked for.
        story_problem: Why it can't be told; empty when it can.
        other: The plan beside it; None when none is asked for.
        other_played: The other plan's futures, as many and with the same seed; None while they
            weren't played.
        both: Both side by side; None unless both were played.
        kept: The plans kept for the branch, the last one first.
        problem: Why the plan can't be played; empty when it can.
    """

    chosen: Chosen | None
    played: Played | None
    told: Fared | None
    story: Story | None
    story_problem: str
    other: Chosen | None
    other_played: Played | None
    both: SameFutures | None
    kept: tuple[KeptPlan, ...]
    problem: str


def futures_page(
    desk: Desk,
    shelf: Shelf,
    jobs: Iterable[Job],
    plans: tuple[Chosen | None, Chosen | None],
    branch: str,
    asked: FuturesAskedFor = FuturesAskedFor(),
) -> FuturesPage:
    """What the page shows.

    Args:
        desk: The desk of who looks.
        shelf: Where results are kept.
        jobs: Jobs for this reader, the last one first.
        plans: The plan that is looked at, and the one beside it.
        branch: The branch whose plans are listed.
        asked: What is asked.
    """
    plan, other = plans
    problem = _unplayable(desk, plan)
    found = None if plan is None or problem else _found(desk, shelf, jobs, plan, asked.played)
    told = None
    if plan is not None and found is not None:
        told = fared(context_of(desk, plan.result), found)
    story, story_problem = _story(desk, plan, found, asked.number)
    other_played = _other(desk, shelf, found, other)
    return FuturesPage(
        chosen=plan,
        played=found,
        told=told,
        story=story,
        story_problem=story_problem,
        other=other,
        other_played=other_played,
        both=_both(desk, (plan, other), (found, other_played)),
        kept=shelf.plans(branch, desk.audience.id),
        problem=problem,
    )


def _unplayable(desk: Desk, plan: Chosen | None) -> str:
    if plan is None:
        return ""
    try:
        desk.refuse_unless_playable(plan.result.plan)
    except CadreError as error:
        return said(error)
    return ""


def _found(desk: Desk, shelf: Shelf, jobs: Iterable[Job], plan: Chosen, key: str) -> Played | None:
    if key:
        return played_by(shelf, desk, key)
    return last_played(shelf, desk, jobs, plan.key)


def _story(
    desk: Desk, plan: Chosen | None, found: Played | None, number: int | None
) -> tuple[Story | None, str]:
    if plan is None or number is None:
        return None, ""
    effort = Effort(seed=found.seed if found else 0)
    what = f"story {digest(plan.result.plan)} {effort.seed} {number}"
    try:
        return desk.once(what, lambda: (tell(desk, plan.result.plan, effort, number=number), 0)), ""
    except CadreError as error:
        return None, said(error)


def _other(desk: Desk, shelf: Shelf, found: Played | None, other: Chosen | None) -> Played | None:
    if found is None or other is None:
        return None
    return played_of(shelf, desk, other.key, found.futures, found.seed)


def _both(
    desk: Desk,
    plans: tuple[Chosen | None, Chosen | None],
    played: tuple[Played | None, Played | None],
) -> SameFutures | None:
    (ours, theirs), (our, their) = plans, played
    if ours is None or theirs is None or our is None or their is None:
        return None
    contexts = (context_of(desk, ours.result), context_of(desk, theirs.result))
    return same_futures(desk, contexts, (our, their))
