"""What jobs answer with, beside plans: each names the kept plan that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cadre.desk.job_orders import JobKind
from cadre.desk.story import Story
from cadre.desk.summary import Summary
from cadre.desk.what_if import WhatIfAnswer
from cadre.desk.why import WhyAnswer
from cadre.mission.plans import MadeFrom
from cadre.planner.result import PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class FuturesPlayed:
    """What happens to a kept plan.

    Attributes:
        plan: Key of the plan.
        summary: The futures in one table each.
        stories: The futures asked for, told one by one; none when playing was stopped.
    """

    plan: str
    summary: Summary
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfsTried:
    """What what-ifs do to a kept plan.

    Attributes:
        plan: Key of the plan in force.
        answer: What each does.
        plans: Keys of the new plans, in the order of the replies.
    """

    plan: str
    answer: WhatIfAnswer
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyTold:
    """Why a work is in a kept plan, or isn't.

    Attributes:
        plan: Key of the plan.
        answer: Why.
    """

    plan: str
    answer: WhyAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefWritten:
    """A brief.

    Attributes:
        plan: Key of the kept plan that it explains; empty for one that wasn't kept.
        made_from: What it was made from.
        html: The brief as one page.
        data: The brief as JSON.
        not_shown: How many parts its reader isn't shown; None when even that isn't told.
    """

    plan: str
    made_from: MadeFrom
    html: str
    data: str
    not_shown: int | None


_TYPES: dict[JobKind, type[Any]] = {
    JobKind.PLAN: PlanResult,
    JobKind.FUTURES: FuturesPlayed,
    JobKind.WHAT_IF: WhatIfsTried,
    JobKind.WHY: WhyTold,
    JobKind.BRIEF: BriefWritten,
}


def answer_type(kind: JobKind) -> type[Any]:
    """What a kind of job answers with."""
    return _TYPES[kind]
