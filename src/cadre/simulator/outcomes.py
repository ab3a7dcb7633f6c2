"""Outcomes: what happened in all the futures, as counts that add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cadre.mission.forces import Funding
from cadre.mission.ids import (
    ActivityId,
    CourseId,
    LevelId,
    MilestoneId,
    NationId,
    NeedId,
    TriggerId,
)
from cadre.mission.plans import MadeFrom
from cadre.mission.standby import StandIn
from cadre.mission.weeks import Horizon
from cadre.simulator.attrition import EXACT
from cadre.simulator.estimates import Estimate
from cadre.simulator.matters import JointSums
from cadre.simulator.spread import (
    Quantile,
    error_at_most,
    mean_with_error,
    quantile,
    quantiles,
    rank_of,
)

Counts = NDArray[np.int64]
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
"""The quantiles that are reported, with the share of futures that each stands for."""


class HeldBackBy(IntEnum):
    """Why planned work didn't run in a week: the first of these, in the order of rule 9."""

    GATE = 0
    COVER = 1
    CONSENT = 2
    PANDEMIC = 3
    ELECTION = 4
    ATTACK = 5
    SITE = 6
    POSTS = 7
    ENABLER = 8
    BEDS = 9
    PAUSE = 10
    WITHDRAWN = 11
    TRIGGER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Integer sums over futures, so that any split of the work merges to the same bits.

    Attributes:
        made_from: What it was made from.
        horizon: The weeks played.
        futures: Number of futures played.
        stopped: Whether it was stopped before all futures asked for were played.
        activities: Activities of the plan, in the order of its starts, then those that a trigger
            may begin.
        courses: Courses played.
        needs: Needs of the mission.
        nations: Nations with people in the plan, then those whose people a trigger may call up.
        milestones: Milestones of the mission.
        levels: Force levels asked about, as (id, people).
        triggers: Triggers of the mission.
        force: (weeks, people + 1) futures that had so many people present in that week.
        running: (activities, weeks) futures in which it ran.
        begun: (activities, weeks + 1) futures in which it first ran in that week; last: never.
        held_back: (activities, causes, weeks) futures in which it was due but did not run.
        nation_people: (nations, weeks) people present, summed over futures.
        graduates: (courses, weeks) graduates of that week, summed over futures.
        graduate_total: (courses, 2) sum and sum of squares of a future's graduates.
        lost_cohorts: (courses,) cohorts lost to long pauses or to the end of their work, summed.
        coverage: (needs, weeks) coverage in thousandths, ours and partners', summed over futures.
        reached: (milestones, weeks + 1) futures that reached it first in that week; last: never.
        level_reached: (levels, weeks + 1) futures whose force first was that large; last: never.
        paused: (causes + 1,) weeks in which any activity was held back by the cause, summed over
            futures; the last counts a week once whatever the number of causes.
        engagements: (causes of failure + 1,) activity-weeks with engagements that failed, by
            `Cause` in its order; the last is all activity-weeks that ran.
        cost: (fundings + 1, 2) sum and sum of squares of what a future costs each who pays, in the
            order of `Funding`, thousands; the last is all together.
        in_service: (courses, weeks) graduates since the first week who are in service at its end,
            summed over futures.
        ordered: (triggers, 2) how often its action was ordered, summed over futures, and in how
            many futures it was ordered at all.
        matters: A few answers, parted by where single draws fell.
        attrition: How it was drawn who of them leaves.
        standby: Who of the reserve stood in for lenders, where these left.
    """

    made_from: MadeFrom
    horizon: Horizon
    futures: int
    stopped: bool
    activities: tuple[ActivityId, ...]
    courses: tuple[CourseId, ...]
    needs: tuple[NeedId, ...]
    nations: tuple[NationId, ...]
    milestones: tuple[MilestoneId, ...]
    levels: tuple[tuple[LevelId, int], ...]
    triggers: tuple[TriggerId, ...]
    force: Counts
    running: Counts
    begun: Counts
    held_back: Counts
    nation_people: Counts
    graduates: Counts
    graduate_total: Counts
    lost_cohorts: Counts
    coverage: Counts
    reached: Counts
    level_reached: Counts
    paused: Counts
    engagements: Counts
    cost: Counts
    in_service: Counts
    ordered: Counts
    matters: JointSums
    attrition: str = EXACT
    standby: tuple[StandIn, ...] = ()

    def force_quantiles(self, shares: tuple[float, ...]) -> NDArray[np.int64]:
        """(shares, weeks) people: the least number that at least this share of futures keep to."""
        below, ranks = np.cumsum(self.force, axis=1), [rank_of(one, self.futures) for one in shares]
        return np.array(
            [[int(np.searchsorted(week, rank)) for week in below] for rank in ranks],
            dtype=np.int64,
        )

    def force_quantiles_of(self, week: int, shares: Sequence[float]) -> tuple[Quantile, ...]:
        """People whom at least these shares of futures keep to in a week, with their errors."""
        return quantiles(self.force[week], shares)

    def force_mean(self) -> NDArray[np.float64]:
        """(weeks,) people present, mean over futures."""
        people = np.arange(self.force.shape[1])
        return (self.force @ people) / self.futures

    def force_mean_of(self, week: int) -> Estimate:
        """People present in a week, mean over futures."""
        return Estimate(*mean_with_error(self.force[week]))

    def share_by(self, first: Counts, week: int) -> Estimate:
        """Share of futures whose first week, as `first` (weeks + 1,) counts, is by `week`.

        None are before the horizon; a week after it counts as its last.
        """
        weeks = max(0, min(week + 1, self.horizon.weeks))
        return Estimate.of_share(int(first[:weeks].sum()), self.futures)

    def share_ever(self, first: Counts) -> Estimate:
        """Share of futures whose first week, as `first` counts, is within the horizon."""
        return self.share_by(first, self.horizon.weeks - 1)

    def first_quantile(self, first: Counts, share: float) -> FirstWeek:
        """The week by which that share of all futures had their first week, with the error."""
        found, weeks = quantile(first, share), self.horizon.weeks
        some = [None if week >= weeks else week for week in (found.value, found.low, found.high)]
        # Where the interval reaches into never, a number of weeks would say nothing.
        error = None if some[2] is None else found.error
        return FirstWeek(value=some[0], error=error, earliest=some[1], latest=some[2])

    def ran(self, activity: int) -> Estimate:
        """Weeks that the work at that place in `activities` ran, mean; its error at most."""
        weeks = self.running[activity]
        return Estimate(float(weeks.sum()) / self.futures, error_at_most(weeks, self.futures))

    def held_back_by(self, cause: HeldBackBy) -> Estimate:
        """Activity-weeks that a cause held back, mean over futures; its error at most."""
        rows = self.held_back[:, cause]
        errors = sum(error_at_most(row, self.futures) for row in rows)
        return Estimate(float(rows.sum()) / self.futures, errors)

    def weeks_held_back(self, cause: HeldBackBy | None = None) -> Estimate:
        """Weeks in which a cause held anything back, mean over futures; its error at most.

        None: weeks in which any did, each counted once.
        """
        total = self.paused[-1:] if cause is None else self.paused[cause : cause + 1]
        error = error_at_most(total, self.futures, self.horizon.weeks)
        return Estimate(float(total.sum()) / self.futures, error)

    def graduates_of(self, course: int) -> Estimate:
        """Graduates of the course at that place in `courses`, mean over futures."""
        total, squares = self.graduate_total[course].tolist()
        return Estimate.of_sums(total, squares, self.futures)

    def covered(self, need: int) -> float:
        """Share of the need at that place in `needs` that is covered, mean of weeks and futures."""
        return float(self.coverage[need].sum()) / (1000 * self.futures * self.horizon.weeks)

    def coverage_of(self, need: int) -> Estimate:
        """What `covered` tells; its error at most."""
        error = error_at_most(self.coverage[need], self.futures, 1000)
        return Estimate(self.covered(need), error / (1000 * self.horizon.weeks))

    def cost_mean(self) -> Estimate:
        """Cost over the horizon, thousands, whoever pays, mean over futures."""
        return self._cost(len(Funding))

    def cost_of(self, funding: Funding) -> Estimate:
        """What one who pays has to pay over the horizon, thousands, mean over futures."""
        return self._cost(list(Funding).index(funding))

    def _cost(self, row: int) -> Estimate:
        total, squares = self.cost[row].tolist()
        return Estimate.of_sums(total, squares, self.futures)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWeek:
    """By which week a share of all futures had come to something.

    Attributes:
        value: The week; None when fewer futures ever come to it.
        error: Its standard error in weeks; None when the interval has no end.
        earliest: First week of its 95% interval; None when that begins beyond the horizon.
        latest: Last week of the interval; None when it reaches beyond the horizon.
    """

    value: int | None
    error: float | None
    earliest: int | None
    latest: int | None
