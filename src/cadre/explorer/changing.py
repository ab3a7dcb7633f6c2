"""Changing: whether one can still change to another choice in a week, and what plan that gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cadre.explorer.choices import Choice, chosen
from cadre.mission.activities import Activity, Mode
from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom, Plan, Start
from cadre.mission.weeks import WEEK, Window
from cadre.planner.solve import solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A choice taken up in a later week.

    Attributes:
        mission: The mission cut to it, in which its own new work begins no earlier.
        plan: Its plan; None when none of that work can begin any more.
        begins: That work, as far as it is planned.
        why: Why none of it is, as the end of a sentence; "" where some is.
    """

    mission: Mission
    plan: Plan | None
    begins: tuple[ActivityId, ...]
    why: str = ""


def new_work(mission: Mission, source: Choice, target: Choice) -> tuple[Activity, ...]:
    """The work that a change between two choices would begin: of options not taken so far."""
    return tuple(
        one
        for one in mission.activities
        if one.option in target.options
        and one.option not in source.options
        and not mission.has_begun(one)
        and mission.modes_of(one.id)
    )


def last_week(mission: Mission, source: Choice, target: Choice) -> int | None:
    """The last week in which changing still begins some new work; None when none ever does.

    Work that waits for other work that can't begin any more can't either.
    """
    works = {one.id: one for one in new_work(mission, source, target)}
    weeks = {key: _last_order(mission, one) for key, one in works.items()}
    for _ in works:
        # It starts at once with, or after, what it comes after; notice may run beside it. Chains of
        # work are no longer than there are works.
        weeks = {
            key: min(weeks[other] for other in (key, *one.after, *one.after_end) if other in works)
            for key, one in works.items()
        }
    last = max(weeks.values(), default=-1)
    return None if last < 0 else last


def _last_order(mission: Mission, activity: Activity) -> int:
    """The last week in which a start can be ordered, its notice kept; negative for never."""
    horizon = mission.horizon
    last = horizon.weeks - 1
    if activity.window.end < horizon.window.end:
        # What it must run at least is asked of its window, not of the horizon.
        least = min(one.at_least or one.weeks or 1 for one in mission.modes_of(activity.id))
        last = horizon.week(activity.window.end) - least
    if activity.latest_start is not None:
        last = min(last, horizon.week(activity.latest_start))
    return last - activity.notice_weeks


def left_work(
    mission: Mission, plan: Plan, source: Choice, target: Choice, week: int
) -> tuple[Start, ...]:
    """The new work of the first of two choices alone that its plan has begun before a week."""
    own = set(source.options) - set(target.options)
    works = {one.id for one in mission.activities if one.option in own}
    begun = {one.id for one in mission.activities if mission.has_begun(one)}
    return tuple(one for one in plan.starts if one.activity in works - begun and one.week < week)


def change(  # noqa: PLR0913 - each is a choice of the caller
    mission: Mission,
    pair: tuple[Choice, Choice],
    week: int,
    *,
    left: Sequence[Start] = (),
    made_from: MadeFrom,
    seed: int = 0,
    seconds: float = 10.0,
) -> Changed:
    """Plan the second of two choices, its new work ordered in `week` at the earliest.

    Work that both have goes on as it is planned, and all dates are those that the dossier states.
    Work that only the first has is `left`: it ends with the week before, and its people are free.

    Args:
        mission: What is known.
        pair: The choice that is left, and the one that is taken up.
        week: The first week in which its new work can be ordered; notice comes on top.
        left: What the plan of the first starts before, as `left_work` gives it; nothing that isn't
            named is counted.
        made_from: What to write on the plan.
        seed: Seed of the search.
        seconds: How long it may take.
    """
    works = {one.id: _later(mission, one, week) for one in new_work(mission, *pair)}
    activities = tuple(works.get(one.id, one) for one in mission.activities)
    then = chosen(_leaving(replace(mission, activities=activities), left, week), pair[1])
    plan = solve(then, made_from=made_from, seed=seed, seconds=seconds).plan
    begins = tuple(one.activity for one in plan.starts if one.activity in works)
    if begins:
        return Changed(mission=then, plan=plan, begins=begins)
    reasons = [one.reason.rstrip(".") for one in plan.left_out if one.activity in works]
    why = f": {'; '.join(reasons)}" if reasons else ""
    return Changed(mission=then, plan=None, begins=(), why=why)


def _leaving(mission: Mission, left: Sequence[Start], week: int) -> Mission:
    """The mission in which some work belongs to no option, and is over by a week."""
    starts = {one.activity: one for one in left}
    if not starts:
        return mission
    end = mission.horizon.day(week)

    def work(one: Activity) -> Activity:
        if one.id not in starts:
            return replace(one, excludes=tuple(key for key in one.excludes if key not in starts))
        window = Window(one.window.start, min(one.window.end, end))
        return replace(one, option=None, required=False, excludes=(), window=window)

    def way(one: Mode) -> Mode:
        cut = one.activity in starts and starts[one.activity].end > week
        return replace(one, weeks=0, at_least=0) if cut else one

    return replace(
        mission,
        activities=tuple(map(work, mission.activities)),
        modes=tuple(
            way(one)
            for one in mission.modes
            if one.activity not in starts or one.id == starts[one.activity].mode
        ),
    )


def _later(mission: Mission, activity: Activity, week: int) -> Activity:
    """The work, begun no earlier than a week and its notice; never when that is too late."""
    first = mission.horizon.day(week + activity.notice_weeks)
    latest = activity.latest_start
    if first >= activity.window.end or (latest is not None and first > latest):
        return replace(activity, latest_start=mission.horizon.start - WEEK)
    window = Window(max(first, activity.window.start), activity.window.end)
    return replace(activity, window=window)
