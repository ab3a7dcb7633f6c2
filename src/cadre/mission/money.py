"""Money: what work costs in which year and who pays, in whole units of the mission's currency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cadre.mission.activities import Activity
from cadre.mission.forces import Funding
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.runs import runs_of, standing_window

UNITS = 1000
"""Rows state thousands; whole units of the currency are counted, so that sums are exact."""


class Purse(NamedTuple):
    """Whose money of which year.

    Attributes:
        year: The calendar year.
        funding: Who pays.
    """

    year: int
    funding: Funding


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a purse holds and what work takes from it, in whole units of the currency.

    Attributes:
        year: The calendar year.
        funding: Who pays.
        currency: ISO 4217 code of the currency.
        budget: What it holds; None when no row limits it.
        spent: What begun work took before the horizon's first day.
        running: What begun work takes from then on.
        new: What work takes that hasn't begun.
        made_of: Ids of the budgets and activities behind it.
    """

    year: int
    funding: Funding
    currency: str
    budget: int | None
    spent: int
    running: int
    new: int
    made_of: tuple[str, ...] = ()

    @property
    def purse(self) -> Purse:
        """Whose money of which year."""
        return Purse(self.year, self.funding)

    @property
    def total(self) -> int:
        """All that is taken from it."""
        return self.spent + self.running + self.new

    @property
    def over(self) -> int:
        """By how much more is taken than it holds; 0 when it isn't limited."""
        return 0 if self.budget is None else max(0, self.total - self.budget)


def units(thousands: float) -> int:
    """A stated amount in whole units of the currency."""
    return round(thousands * UNITS)


def budget(mission: Mission) -> dict[Purse, int]:
    """What each purse holds; a purse that isn't in it isn't limited."""
    found: Counter[Purse] = Counter()
    for row in mission.budgets:
        found[Purse(row.year, row.funding)] += units(row.amount)
    return dict(found)


def room(mission: Mission) -> dict[Purse, int]:
    """What each purse still holds on the horizon's first day; less than 0 when it is overdrawn."""
    gone = spent(mission)
    return {purse: amount - gone[purse] for purse, amount in budget(mission).items()}


def weeks_of(mission: Mission, year: int) -> range:
    """The weeks whose first day lies in a year, counted from the horizon's first day."""
    horizon = mission.horizon
    return range(
        horizon.first_whole_week(date(year, 1, 1)), horizon.first_whole_week(date(year + 1, 1, 1))
    )


def cost_by_year(mission: Mission, activity: Activity, week: int, end: int) -> dict[Purse, int]:
    """What a run of `activity` takes from each purse.

    A week counts to the year that its first day lies in, and weeks that a pause takes cost as much
    as others. The start counts to the year of the first week; begun work has paid for it before.

    Args:
        mission: The mission.
        activity: The work.
        week: First week of the run, counted from the horizon's first day.
        end: First week after the run.
    """
    found = _weekly(mission, activity, range(week, end))
    if activity.start_cost and week < end and not mission.has_begun(activity):
        year = mission.horizon.day(week).year
        found[Purse(year, activity.funding)] += units(activity.start_cost)
    return dict(found)


def _weekly(mission: Mission, activity: Activity, weeks: range) -> Counter[Purse]:
    cost, found = units(activity.cost), Counter[Purse]()
    if cost and weeks:
        first, last = (mission.horizon.day(week).year for week in (weeks[0], weeks[-1]))
        for year in range(first, last + 1):
            its = weeks_of(mission, year)
            number = min(its.stop, weeks.stop) - max(its.start, weeks.start)
            found[Purse(year, activity.funding)] += cost * number
    return found


def spent(mission: Mission) -> Counter[Purse]:
    """What begun work took before the horizon's first day; nothing where no budget is stated.

    Begun work is taken to have run in its first mode from `began` on, as far as its window and a
    fixed length go; its start counts to the year of that day.
    """
    found: Counter[Purse] = Counter()
    for activity in mission.activities if mission.budgets else ():
        if activity.began is not None and mission.has_begun(activity):
            found += _weekly(mission, activity, _past(mission, activity))
            found[Purse(activity.began.year, activity.funding)] += units(activity.start_cost)
    return found


def _past(mission: Mission, activity: Activity) -> range:
    """The whole weeks before the horizon in which begun work ran."""
    modes, horizon = mission.modes_of(activity.id), mission.horizon
    stood = standing_window(mission, activity, modes[0]) if modes else None
    if stood is None or stood.start >= horizon.start:
        return range(0)
    last = min(stood.end, horizon.start)
    return range(horizon.first_whole_week(stood.start), horizon.week(last))


def accounts(mission: Mission, plan: Plan | None = None) -> tuple[Account, ...]:
    """Every purse that is limited or that work takes from, by year, then by who pays.

    Args:
        mission: The mission.
        plan: What runs from the as-of day on; None lets begun work go on as far as law that may be
            relied on, site and window allow it, and starts nothing.
    """
    limits, gone = budget(mission), spent(mission)
    running, new = _taken(mission, plan)
    order = list(Funding)
    purses = sorted({*limits, *running, *new}, key=lambda one: (one.year, order.index(one.funding)))
    return tuple(
        Account(
            year=purse.year,
            funding=purse.funding,
            currency=mission.profile.currency,
            budget=limits.get(purse),
            spent=gone[purse],
            running=running[purse],
            new=new[purse],
            made_of=_behind(mission, plan, purse),
        )
        for purse in purses
    )


def _behind(mission: Mission, plan: Plan | None, purse: Purse) -> tuple[str, ...]:
    """The budgets of a purse, and the work that may take from it."""
    rows = [row.id for row in mission.budgets if (row.year, row.funding) == purse]
    planned = set() if plan is None else {start.activity for start in plan.starts}
    works = [
        one.id
        for one in mission.activities
        if one.funding is purse.funding
        and (one.cost or one.start_cost)
        and (one.id in planned or mission.has_begun(one))
    ]
    return (*rows, *works)


def _taken(mission: Mission, plan: Plan | None) -> tuple[Counter[Purse], Counter[Purse]]:
    """What begun work takes from the horizon's first day on, and what new work does."""
    running, new = Counter[Purse](), Counter[Purse]()
    if plan is not None:
        for start in plan.starts:
            activity = mission.activity(start.activity)
            side = running if mission.has_begun(activity) else new
            side.update(cost_by_year(mission, activity, start.week, start.end))
        return running, new
    for activity in mission.activities:
        if activity.cost and mission.has_begun(activity):
            ahead = runs_of(mission, activity.id)
            for week, runs in enumerate(ahead.flags, ahead.first):
                if runs and week >= 0:
                    running.update(_weekly(mission, activity, range(week, week + 1)))
    return running, new
