"""A summary of the futures: quantiles, shares and means, each with its standard error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cadre.desk.ordered import TriggerOutcome, ordered
from cadre.errors import CadreError
from cadre.mission.forces import Funding
from cadre.mission.ids import LevelId
from cadre.mission.milestones import people_wanted, unjudged
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.scenarios import Cause
from cadre.mission.standby import StandIn
from cadre.mission.weeks import DAY, Horizon
from cadre.simulator.estimates import Estimate
from cadre.simulator.matters import Answer
from cadre.simulator.matters import matters as by_answer
from cadre.simulator.outcomes import QUANTILES, Counts, HeldBackBy, Outcomes

LEAST_SHARE = 0.01
"""Share of an answer's variance below which a thing isn't told to matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the futures beside what they always tell.

    Attributes:
        levels: Force levels in people, beside those of the dossier and the plan.
        by: Days by which levels and milestones are to be reached.
        matters: Whether to tell what answers hang on.
    """

    levels: tuple[int, ...] = ()
    by: tuple[date, ...] = ()
    matters: bool = False

    @property
    def named(self) -> tuple[tuple[LevelId, int], ...]:
        """The levels under names: their figures."""
        return tuple((LevelId(f"{people}"), people) for people in dict.fromkeys(self.levels))

    def refuse_days_outside(self, horizon: Horizon) -> None:
        """Refuse a day that isn't played.

        Raises:
            CadreError: The first such day.
        """
        last = horizon.day(horizon.weeks) - DAY
        for day in self.by:
            if not horizon.start <= day <= last:
                raise CadreError(
                    "--by",
                    f"{day} isn't among the weeks played",
                    f"a day from {horizon.start} to {last}",
                    "Name another day, or give the mission a longer horizon.",
                )


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
        errors: Standard error of each of these, by its name.
    """

    week: int
    day: date
    p05: int
    p25: int
    p50: int
    p75: int
    p95: int
    mean: float
    errors: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityOutcome:
    """How one planned activity fared.

    Attributes:
        activity: Its id.
        begun: Share of futures in which it ran at all.
        ran: Mean number of weeks that it ran; its error is the most that it can be.
        held_back: Mean number of weeks that each cause held it back, by the cause's name.
        running: Share of futures in which it ran, by week.
    """

    activity: str
    begun: Estimate
    ran: Estimate
    held_back: dict[str, float]
    running: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """What one cause held back, mean over futures; errors are the most that they can be.

    Attributes:
        cause: Its name.
        share: Share of all activity-weeks held back; the shares of all causes add up to 1.
        activity_weeks: Weeks held back, added up over the planned work.
        weeks: Weeks in which it held anything back.
    """

    cause: str
    share: float
    activity_weeks: Estimate
    weeks: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedBy:
    """The chance to reach something by a day.

    Attributes:
        id: A milestone or a force level.
        by: The day: it counts when it is so by that day.
        share: Share of futures in which it is.
    """

    id: str
    by: date
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBy:
    """By which day a share of all futures has reached something.

    Attributes:
        share: The share.
        day: First day of the week by which so many have; None when fewer ever do.
        error_weeks: Its standard error in weeks; None when its interval reaches beyond the horizon.
        earliest: First day of the 95% interval; None when that begins beyond the horizon.
        latest: Last such day; None when it reaches beyond the horizon.
    """

    share: float
    day: date | None
    error_weeks: float | None
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """When something was first reached.

    Attributes:
        id: A milestone or a force level.
        people: People asked for; 0 for a milestone that asks for none.
        ever: Share of futures that reach it within the horizon.
        median: Day by which half of all futures have reached it; None when fewer do.
        days: The same for other shares, each with its error.
        chance: Share of futures that have reached it by each week.
    """

    id: str
    people: int
    ever: Estimate
    median: date | None
    days: tuple[DayBy, ...]
    chance: tuple[float, ...]


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
class Matters:
    """How much of an answer hangs on one thing that is drawn.

    Attributes:
        answer: The answer: people-weeks, work-weeks, graduates, cost in thousands, or coverage as
            a share of all needs, mean over weeks.
        id: The thing: a gate, negotiation, partner, shock, pledge, nation or course.
        deciding: What is drawn of it, what low draws stand for first.
        share: Share of the answer's variance between futures that it explains alone.
        correlation: Of the answer with the draw, -1 to 1.
        low: Mean of the answer over the lowest eighth of draws.
        high: Mean over the highest eighth.
    """

    answer: str
    id: str
    deciding: str
    share: Estimate
    correlation: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The futures in one table each.

    Attributes:
        made_from: What was played.
        futures: How many futures.
        stopped: Whether it was stopped before all were played.
        asked: The chance to reach each level and milestone by the days asked for.
        force: People present, by week.
        activities: How each planned activity fared.
        milestones: When milestones were reached, those that can be judged.
        unjudged: Milestones that nobody can judge, so that no future reaches them, and why.
        levels: When force levels were reached.
        courses: What courses produced.
        coverage: Share of each need covered, mean over weeks and futures; errors at most.
        causes: What held work back, the first cause in the order of the rules, most first.
        any_pause_weeks: Weeks in which anything was held back, each counted once.
        all_pause_weeks: The weeks of all causes added up: more, where several hold in a week.
        failed_engagements: Share of running weeks in which engagements failed, by cause.
        cost: Cost over the horizon, in thousands of the mission's currency.
        cost_by_funding: The same, by who pays.
        attrition: How it was drawn who leaves the service: exact or dithered.
        standby: Who of the pledges that the plan leaves unused stands in if a partner leaves.
        triggers: How often each trigger was ordered, and what that cost.
        matters: What each answer hangs on most: things that explain at least a hundredth of its
            variance between futures, and more than luck would; empty when it wasn't asked for.
    """

    made_from: MadeFrom
    futures: int
    stopped: bool
    asked: tuple[ReachedBy, ...]
    force: tuple[ForceWeek, ...]
    activities: tuple[ActivityOutcome, ...]
    milestones: tuple[Reached, ...]
    unjudged: dict[str, str]
    levels: tuple[Reached, ...]
    courses: tuple[CourseOutcome, ...]
    coverage: dict[str, Estimate]
    causes: tuple[HeldBack, ...]
    any_pause_weeks: Estimate
    all_pause_weeks: float
    failed_engagements: dict[str, float]
    cost: Estimate
    cost_by_funding: dict[str, Estimate]
    attrition: str
    standby: tuple[StandIn, ...]
    triggers: tuple[TriggerOutcome, ...]
    matters: tuple[Matters, ...]


def cause_name(cause: HeldBackBy) -> str:
    """A cause as it is printed: `attack`."""
    return cause.name.lower()


def summarise(mission: Mission, outcomes: Outcomes, asked: Asked = Asked()) -> Summary:
    """The outcomes as means, quantiles and shares."""
    ran_weeks = max(1, int(outcomes.engagements[-1]))
    return Summary(
        made_from=outcomes.made_from,
        futures=outcomes.futures,
        stopped=outcomes.stopped,
        asked=_asked(mission, outcomes, asked),
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
        coverage={
            str(need): outcomes.coverage_of(index) for index, need in enumerate(outcomes.needs)
        },
        causes=_causes(outcomes),
        any_pause_weeks=outcomes.weeks_held_back(),
        all_pause_weeks=float(outcomes.paused[:-1].sum()) / outcomes.futures,
        failed_engagements={
            cause.value: float(outcomes.engagements[index]) / ran_weeks
            for index, cause in enumerate(Cause)
        },
        cost=outcomes.cost_mean(),
        cost_by_funding={one.value: outcomes.cost_of(one) for one in Funding},
        attrition=outcomes.attrition,
        standby=outcomes.standby,
        triggers=ordered(mission, outcomes),
        matters=_matters(outcomes) if asked.matters else (),
    )


def _asked(mission: Mission, outcomes: Outcomes, asked: Asked) -> tuple[ReachedBy, ...]:
    """Levels asked for, else all, and the milestones that can be judged, by each day."""
    named = {str(key) for key, _ in asked.named}
    rows = [
        (str(key), first)
        for (key, _), first in zip(outcomes.levels, outcomes.level_reached, strict=True)
        if not named or str(key) in named
    ]
    rows += [
        (str(one.id), first)
        for one, first in zip(mission.milestones, outcomes.reached, strict=True)
        if not unjudged(mission, one)
    ]
    return tuple(
        ReachedBy(id=name, by=day, share=outcomes.share_by(first, outcomes.horizon.week(day)))
        for day in asked.by
        for name, first in rows
    )


def _force(outcomes: Outcomes) -> tuple[ForceWeek, ...]:
    return tuple(_force_week(outcomes, week) for week in range(outcomes.horizon.weeks))


def _force_week(outcomes: Outcomes, week: int) -> ForceWeek:
    quantiles = outcomes.force_quantiles_of(week, tuple(QUANTILES.values()))
    found = dict(zip(QUANTILES, quantiles, strict=True))
    mean = outcomes.force_mean_of(week)
    return ForceWeek(
        week=week,
        day=outcomes.horizon.day(week),
        **{name: one.value for name, one in found.items()},
        mean=mean.value,
        errors={name: one.error for name, one in found.items()} | {"mean": mean.error},
    )


def _activities(outcomes: Outcomes) -> tuple[ActivityOutcome, ...]:
    count = outcomes.futures
    return tuple(
        ActivityOutcome(
            activity=str(activity),
            begun=outcomes.share_ever(outcomes.begun[index]),
            ran=outcomes.ran(index),
            held_back={
                cause_name(cause): float(outcomes.held_back[index, cause].sum()) / count
                for cause in HeldBackBy
                if outcomes.held_back[index, cause].any()
            },
            running=_shares(outcomes.running[index], count),
        )
        for index, activity in enumerate(outcomes.activities)
    )


def _causes(outcomes: Outcomes) -> tuple[HeldBack, ...]:
    """Every cause that held anything back, the one that held back most first."""
    sums = {cause: int(outcomes.held_back[:, cause].sum()) for cause in HeldBackBy}
    total = sum(sums.values())
    return tuple(
        HeldBack(
            cause=cause_name(cause),
            share=sums[cause] / total,
            activity_weeks=outcomes.held_back_by(cause),
            weeks=outcomes.weeks_held_back(cause),
        )
        for cause in sorted(sums, key=lambda one: -sums[one])
        if sums[cause]
    )


def _first(outcomes: Outcomes, name: str, people: int, first: Counts) -> Reached:
    days = tuple(_day_by(outcomes, first, share) for share in QUANTILES.values())
    return Reached(
        id=name,
        people=people,
        ever=outcomes.share_ever(first),
        median=next(one.day for one in days if one.share == QUANTILES["p50"]),
        days=days,
        chance=_shares(np.cumsum(first[:-1]), outcomes.futures),
    )


def _day_by(outcomes: Outcomes, first: Counts, share: float) -> DayBy:
    def day(week: int | None) -> date | None:
        return None if week is None else outcomes.horizon.day(week)

    found = outcomes.first_quantile(first, share)
    return DayBy(
        share=share,
        day=day(found.value),
        error_weeks=found.error,
        earliest=day(found.earliest),
        latest=day(found.latest),
    )


def _shares(counts: Counts, futures: int) -> tuple[float, ...]:
    return tuple((counts / futures).tolist())


def _matters(outcomes: Outcomes) -> tuple[Matters, ...]:
    """For each answer the things that it hangs on, most first."""
    found = [one for key in Answer for one in by_answer(outcomes.matters, key)]
    all_of_it = 1000 * max(1, len(outcomes.needs)) * outcomes.horizon.weeks
    return tuple(
        Matters(
            answer=one.answer.name.lower().replace("_", "-"),
            id=one.thing.id,
            deciding=one.thing.deciding.value,
            share=one.share,
            correlation=one.correlation,
            low=one.low / (all_of_it if one.answer is Answer.COVERAGE else 1),
            high=one.high / (all_of_it if one.answer is Answer.COVERAGE else 1),
        )
        for one in found
        if one.share.value >= max(LEAST_SHARE, 3 * one.share.error)
    )


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
