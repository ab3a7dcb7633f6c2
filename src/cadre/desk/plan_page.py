"""Plan page: the plan that is looked at, what was done to it by hand, and what what-ifs do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cadre.brief.context import Context
from cadre.brief.sections import Basis, Number, Origin
from cadre.desk.changed import Changed, changed
from cadre.desk.chosen import Chosen
from cadre.desk.desk import Desk, Effort
from cadre.desk.handing_out import hand_out
from cadre.desk.job_answers import WhatIfsTried
from cadre.desk.made_of import digest
from cadre.desk.moving import Moved, moved, read_move
from cadre.desk.numbers import context_of
from cadre.desk.shelf import KeptPlan, Shelf
from cadre.desk.timetable import Timetable, timetable
from cadre.desk.what_if import Reply
from cadre.desk.why import WhyAnswer, why
from cadre.errors import CadreError
from cadre.planner.result import PlanResult

MOST = 8
"""Pledges shown of those of which more or fewer serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one plan does otherwise than another, with its figures.

    Attributes:
        changed: What is otherwise.
        worth_before: Worth of the one before.
        worth_after: Worth of the other.
        unchanged: Share of the starts before that stay.
        costs: What each takes: the words, before, and after.
    """

    changed: Changed
    worth_before: Number
    worth_after: Number
    unchanged: Number
    costs: tuple[tuple[str, Number, Number], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan as moved by hand.

    Attributes:
        moved: What was moved and what that breaks.
        worth_before: Worth before.
        worth_after: Worth after.
    """

    moved: Moved
    worth_before: Number
    worth_after: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A what-if that was tried.

    Attributes:
        reply: What it does.
        difference: The same with its figures.
        plan: Key of the new plan.
    """

    reply: Reply
    difference: Difference
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked at on the page, beside the plan.

    Attributes:
        moves: Moves as texts.
        why: The work asked about; empty for none.
        reply: Key of what-ifs that were tried; empty for none.
    """

    moves: tuple[str, ...] = ()
    why: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A plan, and what is asked of it.

    Attributes:
        chosen: The plan; None while there is none.
        table: It along time; None when it names what isn't there any more.
        draft: It as moved by hand; None when nothing was moved.
        draft_problem: Why nothing can be moved so; empty when it can.
        why: Why a work is in it or isn't; None when that isn't asked.
        why_problem: Why that can't be told; empty when it can.
        against: What it does otherwise than the plan in force; None for that one.
        tried: What-ifs that were tried.
        kept: The plans kept for the branch, the last one first.
        names: Names of works and sites by their ids, for what names them by these.
        bases: The rows behind the plan.
    """

    chosen: Chosen | None
    table: Timetable | None
    draft: Draft | None
    draft_problem: str
    why: WhyAnswer | None
    why_problem: str
    against: Difference | None
    tried: tuple[Tried, ...]
    kept: tuple[KeptPlan, ...]
    names: Mapping[str, str]
    bases: tuple[Basis, ...]


def plan_page(
    desk: Desk, shelf: Shelf, plan: Chosen | None, branch: str, asked: Asked = Asked()
) -> PlanPage:
    """What the page shows.

    Args:
        desk: The desk of who looks.
        shelf: Where plans are kept.
        plan: The plan that is looked at; None while there is none.
        branch: The branch whose plans are listed.
        asked: What is asked of the plan.
    """
    table = timetable(plan.desk, plan.result) if plan and plan.drawn else None
    draft, draft_problem = _draft(plan, asked.moves)
    told, why_problem = _why(plan, asked.why)
    return PlanPage(
        chosen=plan,
        table=table,
        draft=draft,
        draft_problem=draft_problem,
        why=told,
        why_problem=why_problem,
        against=_against(desk, shelf, plan),
        tried=_tried(desk, shelf, asked.reply),
        kept=shelf.plans(branch, desk.audience.id),
        names=_names(plan.desk if plan else desk),
        bases=tuple(context_of(plan.desk, plan.result).bases.values()) if table and plan else (),
    )


def _names(desk: Desk) -> dict[str, str]:
    found = {str(one.id): one.name for one in desk.mission.sites}
    return found | {str(one.id): one.name for one in desk.mission.activities}


def said(error: CadreError) -> str:
    """An error as a page says it; whoever fills in a form knows nothing of orders."""
    place = error.place.removeprefix("asked.")
    return f"{place}: {error.problem}; allowed: {error.allowed}. {error.remedy}"


def _draft(plan: Chosen | None, moves: Sequence[str]) -> tuple[Draft | None, str]:
    if plan is None or not moves:
        return None, ""
    try:
        horizon = plan.result.plan.horizon
        found = moved(plan.desk, plan.result, [read_move(text, horizon) for text in moves])
    except CadreError as error:
        return None, said(error)
    context = context_of(plan.desk, plan.result)
    return Draft(
        moved=found,
        worth_before=_worth(context, "move.before", found.worth_before, "before the move"),
        worth_after=_worth(context, "move.after", found.worth_after, "after the move"),
    ), ""


def _why(plan: Chosen | None, activity: str) -> tuple[WhyAnswer | None, str]:
    if plan is None or not activity:
        return None, ""
    desk = plan.desk
    try:
        seed = plan.result.seed
        # Of the staff alone, who are given all: nothing that is kept here needs a record.
        what = f"why {activity} {digest(plan.result.plan)}"
        answer = desk.once(
            what, lambda: (why(desk, activity, plan.result.plan, effort=Effort(seed=seed)), 0)
        )
    except CadreError as error:
        return None, said(error)
    return answer, ""


def _against(desk: Desk, shelf: Shelf, plan: Chosen | None) -> Difference | None:
    if plan is None or plan.in_force is None or plan.is_in_force:
        return None
    try:
        force = hand_out(shelf, desk, plan.in_force.key, PlanResult)
    except CadreError:
        return None
    context = context_of(plan.desk, plan.result) if plan.drawn else context_of(plan.desk)
    found = changed(force, plan.result)
    words = "Person-weeks in posts and in brought support, added up over the plan."
    costs = [("person-weeks of all", found.people_before, found.people_after, words)]
    costs += [
        (f"person-weeks of pledge {key}", was, now, words) for key, was, now in found.pledges[:MOST]
    ]
    return _difference(context, "against", found, costs)


def _tried(desk: Desk, shelf: Shelf, key: str) -> tuple[Tried, ...]:
    if not key:
        return ()
    answer = hand_out(shelf, desk, key, WhatIfsTried)
    context = context_of(desk)
    return tuple(
        Tried(reply=reply, difference=_of_reply(context, place, reply), plan=plan)
        for place, (reply, plan) in enumerate(zip(answer.answer.replies, answer.plans, strict=True))
    )


def _of_reply(context: Context, place: int, reply: Reply) -> Difference:
    found = Changed(
        worth_before=reply.worth_before,
        worth_after=reply.worth_after,
        unchanged=reply.unchanged,
        moved=reply.moved,
        resized=reply.resized,
        dropped=reply.dropped,
        came=reply.came,
        people_before=0,
        people_after=0,
    )
    words = "Added up over the weeks of the plan; of people and beds the most in any week."
    costs = tuple((one.what, one.before, one.after, words) for one in reply.costs)
    return _difference(context, f"reply-{place}", found, costs)


def _difference(
    context: Context,
    key: str,
    found: Changed,
    costs: Sequence[tuple[str, float, float, str]],
) -> Difference:
    words = "Starts in force that stay in their week and way, over all starts in force."
    return Difference(
        changed=found,
        worth_before=_worth(context, f"{key}.before", found.worth_before, "in force"),
        worth_after=_worth(context, f"{key}.after", found.worth_after, "of the other plan"),
        unchanged=context.number(
            f"{key}.unchanged", found.unchanged, "Starts that stay", Origin(words=words), "%"
        ),
        costs=tuple(_costs(context, key, costs)),
    )


def _costs(
    context: Context, key: str, costs: Sequence[tuple[str, float, float, str]]
) -> Iterator[tuple[str, Number, Number]]:
    for place, (what, before, after, words) in enumerate(costs):
        origin = Origin(words=words)
        unit = what.rpartition(", ")[2] if ", " in what else "person-weeks"
        label = f"{what[0].upper()}{what[1:]}"
        yield (
            what,
            context.number(f"{key}.cost-{place}.before", before, f"{label}, before", origin, unit),
            context.number(f"{key}.cost-{place}.after", after, f"{label}, after", origin, unit),
        )


def _worth(context: Context, key: str, value: float, when: str) -> Number:
    words = "Recomputed from the plan's starts by the weights of the mission."
    return context.number(f"{key}.worth", value, f"Worth {when}", Origin(words=words), "points")
