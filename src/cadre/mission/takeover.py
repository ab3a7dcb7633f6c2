"""Take-over: the posts that work still needs when host instructors have taken its courses over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from cadre.mission.activities import Activity
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.pipeline import linked
from cadre.mission.runs import Runs, runs_of
from cadre.mission.trades import Trade, trade

ROUNDING = 1e-9
"""What a share of people may exceed a whole number by without one more being meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """People whom work needs in its posts.

    Attributes:
        asked: By trade, all that the posts ask for.
        least: By trade, those without whom it doesn't run.
    """

    asked: Mapping[Trade, int]
    least: Mapping[Trade, int]


def posts_needed(mission: Mission, activity: Activity, site: SiteId, weeks: int) -> Needed:
    """People whom `activity` needs at `site` after `weeks` weeks of its run without a pause.

    It is never more than in its first week. Those of skills that instruct are free from the week
    in which host instructors have taken over all its courses; see `taken_over_after`. Graduates of
    other work's courses may take over sooner, which depends on the plan and isn't counted.
    """
    free = taken_over_after(mission, activity)
    gone = free is not None and weeks >= free
    asked: Counter[Trade] = Counter()
    for post in mission.posts_at(activity.id, site):
        if not (gone and mission.skill(post.skill).instructs):
            asked[trade(post)] += post.people
    least = {key: ceil(activity.min_fill * people - ROUNDING) for key, people in asked.items()}
    return Needed(asked=asked, least=least)


@once
def taken_over_after(mission: Mission, activity: Activity) -> int | None:
    """Weeks from the start of `activity` until host instructors teach all its courses.

    Counted are the host instructors stated for a course and the graduates of this work's own
    courses for instructors, on likely values, if it runs on without a pause. Begun work starts
    with what it has behind it: its weeks are counted from the horizon's first day.

    Returns:
        The weeks, at most those of the horizon; 0 where they are enough from the start; None when
        they never are, nobody knows how many are needed, or nothing is taught.
    """
    courses = tuple(one for one in mission.courses if one.activity == activity.id)
    before = runs_of(mission, activity.id).before if mission.has_begun(activity) else ()
    ahead = Runs(-len(before), (*before, *(True,) * mission.horizon.weeks))
    idle = Runs(0, (False,) * mission.horizon.weeks)
    runs = {one.activity: ahead if one.activity == activity.id else idle for one in mission.courses}
    lines = linked(mission, runs)
    found = []
    for one in courses:
        week = lines[one.id].hand_over
        if 0 < one.instructors <= one.host_instructors:
            found.append(0)
        elif week is None:
            return None
        else:
            found.append(max(0, week + 1))
    return max(found, default=None)
