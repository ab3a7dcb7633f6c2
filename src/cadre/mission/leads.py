"""Leads: who leads work, and when the command changes over so that nothing new starts."""

from __future__ import annotations

from datetime import date

from cadre.mission.activities import Activity, Mode
from cadre.mission.caveats import barred
from cadre.mission.cover import service_windows
from cadre.mission.forces import LeadRotation
from cadre.mission.ids import NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.standby import waiting
from cadre.mission.transfers import pledged
from cadre.mission.weeks import WEEK, Window, common_to_all


def changes_of_command(mission: Mission) -> tuple[LeadRotation, ...]:
    """The rotations whose first weeks are a hand-over, in the order of the table.

    The first rotation that the dossier states took over from nobody if it has begun by the as-of
    day. One whose first day isn't known changes nothing that can be planned by.
    """
    first = min((one.window.start for one in mission.lead_rotations), default=date.max)
    return tuple(
        one
        for one in mission.lead_rotations
        if one.handover_weeks
        and one.window.first is not None
        and (one.window.start > first or first > mission.profile.as_of)
    )


def handover(rotation: LeadRotation) -> Window:
    """The days in which the staff changes over: from the first day of the rotation on."""
    start = rotation.window.start
    return Window(start, start + rotation.handover_weeks * WEEK)


def handover_weeks(mission: Mission, rotation: LeadRotation) -> range:
    """The weeks in which new work doesn't start: from the one that holds the first day on.

    They may lie before or after the horizon.
    """
    first = mission.horizon.week(rotation.window.start)
    return range(first, first + rotation.handover_weeks)


@once
def changing_over(mission: Mission) -> frozenset[int]:
    """All weeks of the horizon in which new work doesn't start, since the command changes over."""
    weeks = range(mission.horizon.weeks)
    return frozenset(
        week
        for one in changes_of_command(mission)
        for week in handover_weeks(mission, one)
        if week in weeks
    )


def led(mission: Mission, activity: Activity, mode: Mode) -> tuple[bool, ...]:
    """For each week, whether the lead nation of `mode` has somebody there.

    Somebody is a person pledged, of a skill that the posts ask for there, who may serve on all
    seven days: by the nation's own law, as far as it may be relied on, by the notice of the pledge,
    and by the nation's caveats. Modes without a lead are always led, and so is work of which no
    posts are stated at the site: nobody knows who serves there.
    """
    lead, weeks = mode.lead, range(mission.horizon.weeks)
    posts = mission.posts_at(activity.id, mode.site)
    if lead is None or not posts:
        return (True,) * len(weeks)
    there = frozenset[int]().union(*(_there(mission, lead, post.skill) for post in posts))
    left = there - _barred(mission, lead, activity, mode.site)
    return tuple(week in left for week in weeks)


@once
def _there(mission: Mission, nation: NationId, skill: SkillId) -> frozenset[int]:
    """The weeks on all whose days a nation has one person of a skill whom its law lets serve.

    Two pledges that share a week don't make one, nor does one that waits for a trigger's call.
    """
    law, weeks = service_windows(mission, nation, mission.profile.rely_on), set[int]()
    for pledge in mission.pledges_of(nation):
        if pledge.id in waiting(mission):
            continue
        called = pledge.called(mission.profile.as_of)
        if pledge.skill == skill and called is not None:
            for days, _ in pledged(mission, pledge):
                flags = mission.horizon.covered(common_to_all([law, (called,), (days,)]))
                weeks.update(week for week, flag in enumerate(flags) if flag)
    return frozenset(weeks)


def _barred(mission: Mission, nation: NationId, activity: Activity, site: SiteId) -> frozenset[int]:
    """The weeks on some day of which a caveat of a nation bars its people from work at a site."""
    return frozenset(
        week
        for caveat in mission.caveats_of(nation)
        for days in barred(mission, caveat, activity, site)
        for week in mission.horizon.overlapped(days)
    )
