"""Runs: the weeks in which work runs, from its first day to the end of the horizon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.mission.activities import Activity, Mode
from cadre.mission.cover import covers, full_cover
from cadre.mission.halts import halted_weeks, lost_days, working_windows
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import NEVER, WEEK, Horizon, Window, common_to_all

FARTHEST = 2000
"""Weeks before the as-of day beyond which nobody asks what ran."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Weeks in which work runs, one flag a week.

    Attributes:
        first: Number of the first week, counted from the horizon's first day; negative before it.
        flags: Whether it runs, from that week on.
    """

    first: int
    flags: tuple[bool, ...]

    @property
    def before(self) -> tuple[bool, ...]:
        """The weeks before the horizon."""
        return self.flags[: max(0, -self.first)]


def runs_of(mission: Mission, key: ActivityId, plan: Plan | None = None) -> Runs:
    """The weeks in which an activity ran before the as-of day and runs from then on.

    Before it, begun work ran on all days from its first on that no pause took from it, as far as
    its window and a fixed length go; a week counts when all its days do. It ran in the mode that
    comes first in the dossier.

    Args:
        mission: The mission.
        key: The activity.
        plan: What runs from the as-of day on, halted weeks left out. None lets begun work go on
            where law that may be relied on, its site and its window allow it, and starts nothing.
    """
    activity = mission.activity(key)
    past = _past(mission, activity)
    ahead = _as_stated(mission, activity) if plan is None else _as_planned(mission, activity, plan)
    return Runs(-len(past), past + ahead)


def standing_window(mission: Mission, activity: Activity, mode: Mode) -> Window | None:
    """The days of begun work in `mode`, from its first to its last; None when it hasn't begun."""
    began = activity.began
    if began is None or not mission.has_begun(activity):
        return None
    end = _later(began, mode.weeks) if mode.weeks else NEVER
    last = min(activity.window.end, end)
    return Window(began, last) if began < last else None


def _past(mission: Mission, activity: Activity) -> tuple[bool, ...]:
    modes, horizon = mission.modes_of(activity.id), mission.horizon
    stood = standing_window(mission, activity, modes[0]) if modes else None
    if stood is None or stood.start >= horizon.start:
        return ()
    first = max(-FARTHEST, horizon.first_whole_week(stood.start))
    if first >= 0:
        return ()
    days = stood.without(lost_days(mission, activity, modes[0].site))
    return Horizon(horizon.day(first), -first).covered(days)


def _as_stated(mission: Mission, activity: Activity) -> tuple[bool, ...]:
    modes, horizon = mission.modes_of(activity.id), mission.horizon
    stood = standing_window(mission, activity, modes[0]) if modes else None
    if stood is None:
        return (False,) * horizon.weeks
    site = modes[0].site
    law = full_cover(covers(mission, activity, site), "relied")
    return horizon.covered(common_to_all([(stood,), law, working_windows(mission, activity, site)]))


def _as_planned(mission: Mission, activity: Activity, plan: Plan) -> tuple[bool, ...]:
    start = plan.start_of(activity.id)
    if start is None:
        return (False,) * plan.horizon.weeks
    halted = halted_weeks(mission, activity, start.site)
    weeks = range(plan.horizon.weeks)
    return tuple(start.week <= week < start.end and week not in halted for week in weeks)


def possible(mission: Mission, key: ActivityId, horizon: Horizon) -> tuple[bool, ...]:
    """The weeks of `horizon` in which an activity may run at best, at any of its sites.

    All law that may come counts as granted; gates, people and support aren't asked.
    """
    activity = mission.activity(key)
    modes = mission.modes_of(key)
    if mission.has_begun(activity):
        modes = modes[:1]
    return horizon.covered(day for mode in modes for day in may_run(mission, activity, mode))


def may_run(mission: Mission, activity: Activity, mode: Mode) -> tuple[Window, ...]:
    """The days on which an activity may run in `mode` at best; see `possible`."""
    own = activity.window
    if mission.has_begun(activity):
        stood = standing_window(mission, activity, mode)
        if stood is None:
            return ()
        own = stood
    law = full_cover(covers(mission, activity, mode.site), "hoped")
    return common_to_all([(own,), law, working_windows(mission, activity, mode.site)])


def _later(day: date, weeks: int) -> date:
    return NEVER if NEVER - day <= weeks * WEEK else day + weeks * WEEK
