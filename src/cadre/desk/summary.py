"""A summary of the futures: quantiles, shares and means, each with its standard error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.mission.forces import Funding
from cadre.mission.milestones import people_wanted, unjudged
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.scenarios import Cause
from cadre.mission.standby import StandIn
from cadre.simulator.outcomes import QUANTILES, Counts, Estimate, HeldBackBy, Outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceWeek:
    """People present in one week, over all futures.

    Attributes:
        week: Number of the week.
        day: Its first day.
        p05: 5% of futures have so many or fewer.
        p25: 25% of futures.
        p50: Half of the futures.
        p75: 75% of futures.
        p95: 95% of futures.
        mean: Mean over the futures.
    """

    week: int
    day: date
    p05: int
    p25: int
    p50: int
    p75: int
    p95: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityOutcome:
    """How one planned activity fared.

    Attributes:
        activity: Its id.
        begun: Share of futures in which it ran at all.
        ran: Mean number of weeks that it ran.
        held_back: Mean number of weeks that each cause held it back, by the cause's name.
    """

    activity: str
    begun: Estimate
    ran: float
    held_back: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """When something was first reached.

    Attributes:
        id: A milestone or a force level.
        people: People asked for; 0 for a milestone that asks for none.
        ever: Share of futures that reach it within the horizon.
        median: Day by which half of all futures have reached it; None when fewer do.
    """

    id: str
    people: int
    ever: Estimate
    median: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOutcome:
    """What one course produced.

    Attributes:
        course: Its id.
        graduates: Graduates within the horizon, mean over futures.
        lost_cohorts: Cohorts lost to long pauses or to the end of their work, mean.
        in_service: Graduates of the horizon who are in service at its end, mean.
    """

    course: str
    graduates: Estimate
    lost_cohorts: float
    in_service: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The futures in one table each.

    Attributes:
        made_from: What was played.
        futures: How many futures.
        stopped: Whether it was stopped before all were played.
        force: People present, by week.
        activities: How each planned activity fared.
        milestones: When milestones were reached, those that can be judged.
        unjudged: Milestones that nobody can judge, so that no future reaches them, and why.
        levels: When force levels were reached.
        courses: What courses produced.
        coverage: Share of each need covered, mean over weeks and futures.
        paused_weeks: Weeks in which a cause held anything back, mean over futures.
        any_pause_weeks: Weeks in which anything was held back, each counted once.
        failed_engagements: Share of running weeks in which engagements failed, by cause.
        cost: Cost over the horizon, in thousands of the mission's currency.
        cost_by_funding: The same, by who pays.
        attrition: How it was drawn who leaves the service: exact or dithered.
        standby: Who of the pledges that the plan leaves unused stands in if a partner leaves.
    """

    made_from: MadeFrom
    futures: int
    stopped: bool
    force: tuple[ForceWeek, ...]
    activities: tuple[ActivityOutcome, ...]
    milestones: tuple[Reached, ...]
    unjudged: dict[str, str]
    levels: tuple[Reached, ...]
    courses: tuple[CourseOutcome, ...]
    coverage: dict[str, float]
    paused_weeks: dict[str, float]
    any_pause_weeks: float
    failed_engagements: dict[str, float]
    cost: Estimate
    cost_by_funding: dict[str, Estimate]
    attrition: str
    standby: tuple[StandIn, ...]


def cause_name(cause: HeldBackBy) -> str:
    """A cause as it is printed: `attack`."""
    return cause.name.lower()


def summarise(mission: Mission, outcomes: Outcomes) -> Summary:
    """The outcomes as means, quantiles and shares."""
    count = outcomes.futures
    causes = list(HeldBackBy)
    ran_weeks = max(1, int(outcomes.engagements[-1]))
    return Summary(
        made_from=outcomes.made_from,
        futures=count,
        stopped=outcomes.stopped,
        force=_force(outcomes),
        activities=_activities(outcomes),
        milestones=tuple(
            _first(outcomes, str(one.id), people_wanted(mission, one), first)
            for one, first in zip(mission.milestones, outcomes.reached, strict=True)
            if not unjudged(mission, one)
        ),
        unjudged={
            str(one.id): reason for one in mission.milestones if (reason := unjudged(mission, one))
        },
        levels=tuple(
            _first(outcomes, str(key), people, first)
            for (key, people), first in zip(outcomes.levels, outcomes.level_reached, strict=True)
        ),
        courses=_courses(outcomes),
        coverage={str(need): outcomes.covered(index) for index, need in enumerate(outcomes.needs)},
        paused_weeks={cause_name(one): float(outcomes.paused[one]) / count for one in causes},
        any_pause_weeks=float(outcomes.paused[-1]) / count,
        failed_engagements={
            cause.value: float(outcomes.engagements[index]) / ran_weeks
            for index, cause in enumerate(Cause)
        },
        cost=outcomes.cost_mean(),
        cost_by_funding={one.value: outcomes.cost_of(one) for one in Funding},
        attrition=outcomes.attrition,
        standby=outcomes.standby,
    )


def _force(outcomes: Outcomes) -> tuple[ForceWeek, ...]:
    quantiles = outcomes.force_quantiles(tuple(QUANTILES.values()))
    means = outcomes.force_mean()
    return tuple(
        ForceWeek(
            week=week,
            day=outcomes.horizon.day(week),
            **dict(zip(QUANTILES, map(int, column), strict=True)),
            mean=float(means[week]),
        )
        for week, column in enumerate(quantiles.T)
    )


def _activities(outcomes: Outcomes) -> tuple[ActivityOutcome, ...]:
    count = outcomes.futures
    return tuple(
        ActivityOutcome(
            activity=str(activity),
            begun=outcomes.share_ever(outcomes.begun[index]),
            ran=float(outcomes.running[index].sum()) / count,
            held_back={
                cause_name(cause): float(outcomes.held_back[index, cause].sum()) / count
                for cause in HeldBackBy
                if outcomes.held_back[index, cause].any()
            },
        )
        for index, activity in enumerate(outcomes.activities)
    )


def _first(outcomes: Outcomes, name: str, people: int, first: Counts) -> Reached:
    week = outcomes.median_week(first)
    median = None if week is None else outcomes.horizon.day(week)
    return Reached(id=name, people=people, ever=outcomes.share_ever(first), median=median)


def _courses(outcomes: Outcomes) -> tuple[CourseOutcome, ...]:
    return tuple(
        CourseOutcome(
            course=str(course),
            graduates=outcomes.graduates_of(index),
            lost_cohorts=float(outcomes.lost_cohorts[index]) / outcomes.futures,
            in_service=float(outcomes.in_service[index, -1]) / outcomes.futures,
        )
        for index, course in enumerate(outcomes.courses)
    )
