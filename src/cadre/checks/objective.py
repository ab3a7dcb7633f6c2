"""What a plan is worth, recomputed from the plan alone: the solver's word is never believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cadre.checks.coverage import coverage
from cadre.checks.work import weeks_of, worked_weeks
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import graduating, lessons, standing
from cadre.mission.plans import Plan
from cadre.mission.required import finished, finishing
from cadre.mission.stages import stages


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One part of a plan's worth.

    Attributes:
        name: What counts: finish, needs, milestones, output, early, footprint.
        weight: Its weight as the mission states it.
        amount: How much of it the plan has: weeks of needs met, weeks, graduates, weeks, or
            weeks of people.
        worth: weight x amount; negative for what counts against.
    """

    name: str
    weight: float
    amount: float
    worth: float


def worth_of(mission: Mission, plan: Plan) -> tuple[Worth, ...]:
    """The parts of a plan's worth; they add up to its objective."""
    weights = mission.profile.weights
    finish = ("finish", weights.finish, weeks_after_finish(mission, plan))
    amounts = (
        *([finish] if finishing(mission) else []),
        ("needs", weights.needs, needs_met(mission, plan)),
        ("milestones", weights.milestones, milestone_weeks(mission, plan)),
        ("output", weights.output, graduates(mission, plan)),
        ("early", weights.early, early_weeks(mission, plan)),
    )
    parts = [Worth(name=n, weight=w, amount=amount, worth=w * amount) for n, w, amount in amounts]
    heads = float(sum(heads_asked(mission, plan)))
    against = -weights.footprint * heads
    parts.append(Worth(name="footprint", weight=weights.footprint, amount=heads, worth=against))
    return tuple(parts)


def weeks_after_finish(mission: Mission, plan: Plan) -> float:
    """Weeks between the end of the last required work and the horizon's; 0 when some lacks."""
    end = finished(mission, {one.activity: one.end for one in plan.starts})
    return 0.0 if end is None else float(plan.horizon.weeks - end)


def needs_met(mission: Mission, plan: Plan) -> float:
    """Weeks of needs met, each by its weight; critical needs count double."""
    shares = coverage(mission, plan)
    return sum(
        need.weight * (2 if need.critical else 1) * sum(shares[need.id]) for need in mission.needs
    )


def done_weeks(mission: Mission, plan: Plan) -> Mapping[ActivityId, tuple[int, ...]]:
    """The weeks of the horizon in which each activity of a plan runs and isn't paused."""
    return {one.activity: worked_weeks(mission, plan, one) for one in plan.starts}


def heads_asked(mission: Mission, plan: Plan) -> tuple[int, ...]:
    """People asked for by the posts of running work, in each week; they stay while it pauses."""
    posts: Counter[ActivityId] = Counter()
    for post in mission.posts:
        posts[post.activity] += post.people
    heads = [0] * plan.horizon.weeks
    for start in plan.starts:
        for week in weeks_of(plan, start):
            heads[week] += posts[start.activity]
    return tuple(heads)


def milestone_weeks(mission: Mission, plan: Plan) -> float:
    """Weeks between each milestone and the horizon's end; 0 for one that isn't reached.

    What nobody can judge is never reached. See `cadre.mission.stages`, where reached is told.
    """
    reached = (one.week for one in stages(mission, plan))
    return float(sum(plan.horizon.weeks - week for week in reached if week is not None))


def graduates(mission: Mission, plan: Plan) -> float:
    """Graduates of the cohorts that end while their activity runs, at likely shares.

    Work that has begun goes on with the cohort that is in class on the as-of day.
    """
    done, found = done_weeks(mission, plan), 0.0
    for course in mission.courses:
        start = plan.start_of(course.activity)
        if start is not None:
            runs = (week in done[start.activity] for week in range(weeks_of(plan, start).stop))
            weeks = lessons(course, runs, standing(mission, course))
            found += sum(week.finished for week in weeks) * graduating(course)
    return found


def early_weeks(mission: Mission, plan: Plan) -> float:
    """Weeks that lie between each start of work not yet begun and the end of the horizon."""
    new = (one for one in plan.starts if not mission.has_begun(mission.activity(one.activity)))
    return float(sum(plan.horizon.weeks - one.week for one in new))
