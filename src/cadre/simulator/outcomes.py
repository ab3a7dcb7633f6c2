"""Outcomes: what happened in all the futures, as counts that add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import sqrt

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
    attrition: str = EXACT
    standby: tuple[StandIn, ...] = ()

    def force_quantiles(self, shares: tuple[float, ...]) -> NDArray[np.int64]:
        """(shares, weeks) people: the least number that at least this share of futures keep to."""
        below = np.cumsum(self.force, axis=1)
        return np.array(
            [
                [int(np.searchsorted(week, share * self.futures)) for week in below]
                for share in shares
            ],
            dtype=np.int64,
        )

    def force_mean(self) -> NDArray[np.float64]:
        """(weeks,) people present, mean over futures."""
        people = np.arange(self.force.shape[1])
        return (self.force @ people) / self.futures

    def share_by(self, first: Counts, week: int) -> Estimate:
        """Share of futures whose first week, as `first` (weeks + 1,) counts, is by `week`.

        None are before the horizon; a week after it counts as its last.
        """
        weeks = max(0, min(week + 1, self.horizon.weeks))
        return Estimate.of_share(int(first[:weeks].sum()), self.futures)

    def share_ever(self, first: Counts) -> Estimate:
        """Share of futures whose first week, as `first` counts, is within the horizon."""
        return self.share_by(first, self.horizon.weeks - 1)

    def median_week(self, first: Counts) -> int | None:
        """The week by which half of all futures had their first week; None when fewer have one."""
        by = np.cumsum(first[:-1])
        return int(np.argmax(2 * by >= self.futures)) if 2 * by[-1] >= self.futures else None

    def graduates_of(self, course: int) -> Estimate:
        """Graduates of the course at that place in `courses`, mean over futures."""
        total, squares = self.graduate_total[course].tolist()
        return Estimate.of_sums(total, squares, self.futures)

    def covered(self, need: int) -> float:
        """Share of the need at that place in `needs` that is covered, mean of weeks and futures."""
        return float(self.coverage[need].sum()) / (1000 * self.futures * self.horizon.weeks)

    def cost_mean(self) -> Estimate:
        """Cost over the horizon, thousands, whoever pays, mean over futures."""
        return self._cost(len(Funding))

    def cost_of(self, funding: Funding) -> Estimate:
        """What one who pays has to pay over the horizon, thousands, mean over futures."""
        return self._cost(list(Funding).index(funding))

    def _cost(self, row: int) -> Estimate:
        total, squares = self.cost[row].tolist()
        return Estimate.of_sums(total, squares, self.futures)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A simulated number with its standard error.

    Attributes:
        value: The estimate.
        error: Its standard error, from the number of futures alone.
    """

    value: float
    error: float

    @classmethod
    def of_share(cls, hits: int, futures: int) -> Estimate:
        """The share of futures in which something happened."""
        share = hits / futures
        return cls(share, sqrt(share * (1 - share) / futures))

    @classmethod
    def of_sums(cls, total: int, squares: int, futures: int) -> Estimate:
        """The mean of a number whose sum and sum of squares are known exactly."""
        mean = total / futures
        spread = max(0.0, squares / futures - mean * mean)
        return cls(mean, sqrt(spread / futures))
