"""The work that a dossier states: when each activity is wanted, what is present where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from itertools import pairwise
from operator import and_

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.cover import covers, full_cover
from cadre.mission.gates import awaited, planning_dates
from cadre.mission.halts import halted_weeks
from cadre.mission.ids import ActivityId, EnablerId, GateId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.weeks import NEVER, WEEK, Horizon, Window, union


@dataclass(frozen=True, kw_only=True, eq=False)
class Present:
    """One activity as it runs at a site on a day; a thing of its own, equal to no other.

    Attributes:
        activity: The activity.
        site: Where.
        heads: People in its posts, by skill.
    """

    activity: Activity
    site: SiteId
    heads: Mapping[SkillId, int]

    @cached_property
    def people(self) -> int:
        """People in its posts, of all skills."""
        return sum(self.heads.values())


def span(mission: Mission, activity: Activity) -> Window | None:
    """The days from the as-of day on for which `activity` is wanted; None when it is over.

    Work that runs already is wanted from the as-of day, other work from the first day of its
    window. Running work of a fixed length ends when that is over. Work that hasn't begun by the
    last day on which it may start is over too.
    """
    as_of, start, end = mission.profile.as_of, activity.window.start, activity.window.end
    if mission.has_begun(activity):
        start = as_of
        end = min(end, finished(mission, activity))
    elif activity.latest_start is not None and activity.latest_start < as_of:
        return None
    elif activity.began is not None:
        start = max(start, activity.began)
    start = max(start, as_of)
    return Window(start, end) if start < end else None


def finished(mission: Mission, activity: Activity) -> date:
    """The first day on which begun work of a fixed length no longer runs; NEVER when open."""
    lengths = [mode.weeks for mode in mission.modes_of(activity.id)]
    if not lengths or 0 in lengths or activity.began is None:
        return NEVER
    return activity.began + max(lengths) * WEEK


@once
def wanted(mission: Mission) -> tuple[tuple[Activity, Window], ...]:
    """Each activity that isn't over, with the days for which it is wanted."""
    spans = ((activity, span(mission, activity)) for activity in mission.activities)
    return tuple((activity, days) for activity, days in spans if days is not None)


def in_horizon(mission: Mission, days: Window) -> Window | None:
    """The part of `days` from the as-of day on that plans look at; None when there is none."""
    end = mission.horizon.window.end
    return None if mission.profile.as_of >= end else days.common(Window(mission.profile.as_of, end))


@once
def running(mission: Mission) -> tuple[tuple[Activity, SiteId, Window], ...]:
    """The work that runs already: its site and its days within the horizon.

    A dossier doesn't say in which mode begun work runs; it is the first one stated.
    """
    return tuple(
        (activity, sites[0], inside)
        for activity, sites, inside in _with_sites(mission)
        if mission.has_begun(activity)
    )


@once
def waiting(mission: Mission) -> tuple[tuple[Activity, tuple[SiteId, ...], Window], ...]:
    """The work not yet begun: the sites of its modes and its days within the horizon."""
    return tuple(one for one in _with_sites(mission) if not mission.has_begun(one[0]))


def _with_sites(mission: Mission) -> Iterator[tuple[Activity, tuple[SiteId, ...], Window]]:
    """The work within the horizon that has a mode, with the sites of its modes."""
    for activity, days in wanted(mission):
        sites = tuple(dict.fromkeys(mode.site for mode in mission.modes_of(activity.id)))
        inside = in_horizon(mission, days)
        if sites and inside is not None:
            yield activity, sites, inside


@once
def dates_of_gates(mission: Mission) -> Mapping[GateId, date | None]:
    """The planning date of each gate; nothing at all when conditions wait in a circle."""
    try:
        return planning_dates(mission)
    except CadreError:
        return {}


def may_begin(mission: Mission, activity: Activity) -> date | None:
    """The first day on planning dates on which work not yet begun may begin at one of its sites.

    Its conditions and decisions have come, notice is given, and law holds if all comes that may.
    None when some gate has no day, or law never holds.
    """
    days, dates = span(mission, activity), dates_of_gates(mission)
    opened = [dates.get(gate) for gate in awaited(mission, activity)]
    known = [day for day in opened if day is not None]
    if days is None or len(known) < len(opened):
        return None
    first = max([days.start, *(day + activity.notice_weeks * WEEK for day in known)])
    lawful = [
        max(window.start, first)
        for site in dict.fromkeys(mode.site for mode in mission.modes_of(activity.id))
        for window in full_cover(covers(mission, activity, site), "hoped")
        if window.end > first
    ]
    return min(lawful, default=None)


def asked(mission: Mission, activity: ActivityId, site: SiteId) -> Counter[SkillId]:
    """People asked for by the posts of `activity` when it runs at `site`, by skill."""
    heads: Counter[SkillId] = Counter()
    for post in mission.posts_at(activity, site):
        heads[post.skill] += post.people
    return heads


def most_asked(mission: Mission, activity: ActivityId, sites: Iterable[SiteId]) -> Counter[SkillId]:
    """People asked for by the posts of `activity` at whichever of `sites` asks for most."""
    heads: Counter[SkillId] = Counter()
    for site in sites:
        heads |= asked(mission, activity, site)
    return heads


def least_asked(
    mission: Mission, activity: ActivityId, sites: Iterable[SiteId]
) -> Counter[SkillId]:
    """People asked for by the posts of `activity` at whichever of `sites` asks for least."""
    some = [asked(mission, activity, site) for site in sites]
    return reduce(and_, some) if some else Counter()


def present(mission: Mission, plan: Plan | None, day: date) -> tuple[Present, ...]:
    """What runs on `day`, highest rank last: of `plan`, or of the dossier without one.

    Of one rank, what comes later in the plan, or in the table of the dossier, is last.

    With a plan, heads are those assigned; without one, those that the posts of begun work ask
    for. Brought support isn't part of it.
    """
    found = _as_stated(mission, day) if plan is None else _as_planned(mission, plan, day)
    return tuple(sorted(found, key=lambda one: one.activity.rank))


def _as_stated(mission: Mission, day: date) -> Iterator[Present]:
    return (one for one, days in stated(mission) if day in days)


@once
def stated(mission: Mission) -> tuple[tuple[Present, Window], ...]:
    """The work that runs already with the posts it asks for, and its days within the horizon."""
    return tuple(
        (Present(activity=activity, site=site, heads=asked(mission, activity.id, site)), days)
        for activity, site, days in running(mission)
    )


def _as_planned(mission: Mission, plan: Plan, day: date) -> Iterator[Present]:
    week = plan.horizon.week(day)
    for start in plan.starts:
        if not start.week <= week < start.end:
            continue
        heads: Counter[SkillId] = Counter()
        for one in plan.assignments:
            if one.activity == start.activity and one.week <= week < one.week + one.weeks:
                heads[mission.pledge(one.pledge).skill] += one.people
        yield Present(activity=mission.activity(start.activity), site=start.site, heads=heads)


def own_supply(mission: Mission, work: Iterable[Present]) -> Counter[EnablerId]:
    """People in posts of `work` whose skill provides an enabler, by enabler."""
    own: Counter[EnablerId] = Counter()
    for one in work:
        for skill, people in one.heads.items():
            enabler = mission.skill(skill).enabler
            if enabler is not None:
                own[enabler] += people
    return own


def segments(within: Window, windows: Iterable[Window]) -> tuple[Window, ...]:
    """`within` cut wherever one of `windows` begins or ends: nothing changes inside a part."""
    edges = {within.start, within.end}
    for window in windows:
        edges.update(day for day in (window.start, window.end) if within.start < day < within.end)
    days = sorted(edges)
    return tuple(Window(first, end) for first, end in pairwise(days))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which something is short, and by how many at worst.

    Attributes:
        window: The days.
        short: People or beds missing at worst.
        needed: People or beds needed then.
        varies: Whether it is otherwise on some of the days.
    """

    window: Window
    short: int
    needed: int
    varies: bool = False

    @property
    def days(self) -> str:
        """The days as printed, and that the numbers beside them aren't those of all."""
        return f"{self.window} (on the worst of these days)" if self.varies else str(self.window)


def stretches(parts: Iterable[tuple[Window, int, int]]) -> tuple[Stretch, ...]:
    """Parts in order of time as (window, short, needed): those short that touch become one."""
    found: list[Stretch] = []
    for window, short, needed in parts:
        if short <= 0:
            continue
        if found and found[-1].window.end == window.start:
            last = found[-1]
            before, now = (last.short, last.needed), (short, needed)
            whole = Window(last.window.start, window.end)
            found[-1] = Stretch(whole, *max(before, now), last.varies or before != now)
        else:
            found.append(Stretch(window, short, needed))
    return tuple(found)


def week_windows(horizon: Horizon, weeks: Iterable[int]) -> tuple[Window, ...]:
    """The days of some weeks; weeks that follow one another become one window."""
    return union(horizon.span(week) for week in weeks)


def weeks_of(plan: Plan, one: Start | Assignment) -> range:
    """The weeks of the horizon in which a start runs or an assignment holds."""
    return range(max(one.week, 0), min(one.week + one.weeks, plan.horizon.weeks))


def worked_weeks(mission: Mission, plan: Plan, start: Start) -> tuple[int, ...]:
    """The weeks of the horizon in which a start runs and no pause takes its work."""
    halted = halted_weeks(mission, mission.activity(start.activity), start.site)
    return tuple(week for week in weeks_of(plan, start) if week not in halted)
