"""What is in the way of what a trigger orders, as far as the dossier says it today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from cadre.checks.enabler import own_kinds
from cadre.checks.option import rank_options
from cadre.checks.words import day_before, listed
from cadre.checks.work import in_horizon, span
from cadre.mission.activities import Activity, Mode
from cadre.mission.cover import covers
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import ActivityId, ModeId, OptionId, PledgeId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.quantities import counted
from cadre.mission.transfers import lends
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.weeks import WEEK, Window, common_to_all


def obstacle(mission: Mission, one: Trigger) -> str:
    """Why the action of `one` can't be done or changes nothing, as part of a sentence; or empty."""
    return next(_HOW[one.action](mission, one), "")


def _start(mission: Mission, one: Trigger) -> Iterator[str]:
    activity = mission.activity(ActivityId(one.target))
    yield from _over(mission, activity)
    if mission.has_begun(activity) and not _may_have_stopped(mission, one, activity):
        yield f"{activity.name} runs already"
    rivals = [
        other.name
        for other in mission.activities
        if mission.has_begun(other)
        and (other.id in activity.excludes or activity.id in other.excludes)
    ]
    if rivals:
        yield f"it is excluded beside {listed(rivals)}, which has begun"
    reasons = [list(_at(mission, one, activity, mode)) for mode in mission.modes_of(activity.id)]
    if not reasons:
        yield f"no way to run {activity.name} is stated"
    elif all(reasons):
        yield reasons[0][0]


def _may_have_stopped(mission: Mission, one: Trigger, activity: Activity) -> bool:
    """Whether begun work may not run when a trigger starts it: its signal or another stops it."""
    if one.signal is Signal.WORK_STOPPED and one.subject == str(activity.id):
        return True
    return any(
        other.action is Action.STOP and other.target == str(activity.id)
        for other in mission.triggers
    )


def _stop(mission: Mission, one: Trigger) -> Iterator[str]:
    yield from _over(mission, mission.activity(ActivityId(one.target)))


def _over(mission: Mission, activity: Activity) -> Iterator[str]:
    if span(mission, activity) is None:
        yield f"{activity.name} is over, or can't start any more"


def _move(mission: Mission, one: Trigger) -> Iterator[str]:
    mode = mission.mode(ModeId(one.target))
    activity = mission.activity(mode.activity)
    yield from _over(mission, activity)
    yield from _at(mission, one, activity, mode)
    ways = mission.modes_of(activity.id)
    elsewhere = {str(other.id) for other in ways if other.id != mode.id}
    moved_off = any(
        other.action is Action.MOVE and other.target in elsewhere for other in mission.triggers
    )
    if mission.has_begun(activity) and ways[0].id == mode.id and not moved_off:
        yield f"{activity.name} is at {mission.site(mode.site).name} already"


def _at(mission: Mission, one: Trigger, activity: Activity, mode: Mode) -> Iterator[str]:
    """What is in the way of running work in a mode once the signal is there."""
    site = mission.site(mode.site)
    days = span(mission, activity)
    ahead = None if days is None else in_horizon(mission, days)
    if ahead is None:
        return
    if one.signal is Signal.SITE_CLOSED and one.subject == str(site.id):
        yield f"{site.name} is the very site that closes"
        return
    there = ahead.common(site.window)
    if there is None:
        yield f"{site.name} is closed {ahead}"
        return
    yield from _lawless(mission, one, activity, site.id, there)
    yield from _bereft(mission, one, activity, site.id, there)


def _lawless(
    mission: Mission, one: Trigger, activity: Activity, site: SiteId, days: Window
) -> Iterator[str]:
    """Kinds of cover that could hold on none of `days`, without what the signal says is lost."""
    left = mission
    if one.signal is Signal.AUTHORITY_LOST:
        rest = tuple(other for other in mission.authorities if str(other.id) != one.subject)
        left = replace(mission, authorities=rest)
    bare = [
        cover.kind.value
        for cover in covers(left, activity, site)
        if not common_to_all([(days,), cover.hoped])
    ]
    if bare:
        where = mission.site(site).name
        without = " without what is lost" if left is not mission else ""
        yield f"no {listed(bare)} would cover {activity.name} at {where}{without}"


def _bereft(
    mission: Mission, one: Trigger, activity: Activity, site: SiteId, days: Window
) -> Iterator[str]:
    """Kinds of support that at the site only the provider lends who has gone."""
    if one.signal is not Signal.PROVIDER_GONE:
        return
    own = own_kinds(mission, site, days)
    lenders = {
        kind: {
            str(row.provider)
            for row in mission.supports_at(site)
            if row.enabler == kind and lends(mission, row, days)
        }
        for kind in activity.enablers
    }
    lone = [kind for kind, who in lenders.items() if who == {one.subject} and kind not in own]
    if lone:
        names = listed(mission.enabler(kind).name for kind in lone)
        yield f"at {mission.site(site).name}, {names} hang on the same provider"


def _call(mission: Mission, one: Trigger) -> Iterator[str]:
    pledge, as_of = mission.pledge(PledgeId(one.target)), mission.profile.as_of
    who = mission.nation(pledge.nation).name
    if pledge.window.end <= as_of:
        yield f"the pledge of {who} ended on {day_before(pledge.window.end)}"
    if pledge.rung is Rung.ARRIVED and as_of in pledge.window:
        yield f"the people of {who} have arrived already"
    first = _arrival(as_of, one, pledge.notice_weeks)
    end = min(pledge.window.end, mission.horizon.window.end)
    if first >= end:
        weeks = counted(pledge.notice_weeks, "week")
        yield f"with {weeks} of notice, {who}'s people can't come before {first}"


def _arrival(as_of: date, one: Trigger, notice: int) -> date:
    """The first day on which people called today could be there, the signal seen long enough."""
    return as_of + (one.weeks + one.delay_weeks + notice) * WEEK


def _switch(mission: Mission, one: Trigger) -> Iterator[str]:
    for standing in rank_options(mission):
        if standing.option.id == OptionId(one.target) and not standing.feasible:
            yield f"{standing.option.name} can't be had: {standing.reasons[0].rstrip('.')}"
    tied = {activity.option for activity in mission.activities}
    if tied - {None} and OptionId(one.target) not in tied:
        yield "no work belongs to that option"


_HOW: dict[Action, Callable[[Mission, Trigger], Iterator[str]]] = {
    Action.START: _start,
    Action.STOP: _stop,
    Action.PAUSE: _stop,
    Action.MOVE: _move,
    Action.CALL: _call,
    Action.SWITCH: _switch,
}


def needless(mission: Mission, plan: Plan, pledge: Pledge) -> str:
    """Why nobody of a pledge would serve anywhere in a plan, if called, as part of a sentence.

    Who is called fills posts that the plan leaves open in some week, stands in where the fill of
    posts is what calls them, or brings support to where work needs it: where there is none of
    these, none comes up later. Empty where there is any, and for a pledge that the plan uses.
    """
    if any(one.pledge == pledge.id for one in plan.assignments):
        return ""
    kind = mission.skill(pledge.skill).enabler
    starts = plan.starts
    if any(kind in mission.activity(one.activity).enablers for one in starts):
        return ""
    for_fill = any(
        one.action is Action.CALL
        and str(one.target) == pledge.id
        and one.signal is Signal.FILL_BELOW
        for one in mission.triggers
    )
    if for_fill and any(_asked(mission, one, pledge.skill) for one in starts):
        return ""
    if any(_open(mission, plan, one, pledge.skill) for one in starts):
        return ""
    skill, who = mission.skill(pledge.skill).name, mission.nation(pledge.nation).name
    return (
        f"the plan leaves no post of {skill} open, so {who}'s people would have nothing to do; "
        "they stand in for others only where the signal is the fill of posts"
    )


def _asked(mission: Mission, start: Start, skill: SkillId) -> int:
    posts = mission.posts_at(start.activity, start.site)
    return sum(one.people for one in posts if one.skill == skill)


def _open(mission: Mission, plan: Plan, start: Start, skill: SkillId) -> bool:
    """Whether posts of a skill stand open in some week of a start."""
    there = [
        one
        for one in plan.assignments
        if one.post is not None and one.activity == start.activity
        if mission.post(one.post).skill == skill
    ]
    edges = {start.week, *(one.week for one in there), *(one.week + one.weeks for one in there)}
    weeks = [week for week in edges if start.week <= week < max(start.end, start.week + 1)]
    asked = _asked(mission, start, skill)
    return any(
        sum(one.people for one in there if one.week <= week < one.week + one.weeks) < asked
        for week in weeks
    )
