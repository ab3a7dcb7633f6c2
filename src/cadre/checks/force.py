"""Force checks: posts have pledges, pledges have national authority, somebody leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from cadre.checks.caveat import Offers, Place, barring, unserved
from cadre.checks.words import cited, counted, day_before, ids, listed
from cadre.checks.work import Stretch, asked, running, segments, stretches, waiting
from cadre.mission.activities import Activity
from cadre.mission.cover import service_windows
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Nation, Pledge, Post, Priority, Skill
from cadre.mission.ids import SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import Window, common_to_all

BELOW_LEAST = Rule("FOR-01", Severity.ERROR, "Running work can't be filled to its least")
CRITICAL = Rule("FOR-02", Severity.WARNING, "Critical posts of running work have no pledge")
UNFILLED = Rule("FOR-03", Severity.WARNING, "Posts of running work have no pledge")
NOT_FILLABLE = Rule("FOR-04", Severity.WARNING, "Wanted work can't be filled to its least")
BARRED = Rule("FOR-05", Severity.WARNING, "Caveats bar a pledge from all work it is for")
PARTLY_BARRED = Rule("FOR-06", Severity.NOTE, "A caveat bars pledges from some work")
ENDS_EARLY = Rule("FOR-07", Severity.NOTE, "A pledge ends before the posts it fills")
NO_NATIONAL = Rule("FOR-08", Severity.WARNING, "A pledge lacks its nation's authority")
NO_LEAD = Rule("FOR-09", Severity.WARNING, "Nobody leads")
HANDOVER = Rule("FOR-10", Severity.WARNING, "Work starts while the command changes over")

RULES = (
    BELOW_LEAST,
    CRITICAL,
    UNFILLED,
    NOT_FILLABLE,
    BARRED,
    PARTLY_BARRED,
    ENDS_EARLY,
    NO_NATIONAL,
    NO_LEAD,
    HANDOVER,
)


def least(people: int, min_fill: float) -> int:
    """The fewest people of a skill with which work runs; 0.5 of 5 is 3."""
    # The tolerance keeps 0.6 x 5 from becoming 4 by rounding of binary fractions.
    return ceil(min_fill * people - 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Posts of one skill against pledges, on days on which neither changes.

    Attributes:
        days: The days.
        asked: People asked for by running work.
        critical: Of them, in critical posts.
        least: Fewest with which all that work runs.
        offered: People pledged who may serve there, never counted beyond what is asked for.
    """

    days: Window
    asked: int
    critical: int
    least: int
    offered: int

    def level(self) -> Rule | None:
        """The rule that the fill breaks, the worst only; None when every post has a pledge."""
        if self.offered < self.least:
            return BELOW_LEAST
        if self.offered < self.critical:
            return CRITICAL
        return UNFILLED if self.offered < self.asked else None


def fills(mission: Mission) -> dict[SkillId, tuple[Fill, ...]]:
    """Posts of running work against pledges, by skill and days within the horizon."""
    works = list(running(mission))
    if not works:
        return {}
    within = Window(min(days.start for *_, days in works), max(days.end for *_, days in works))
    windows = [days for *_, days in works]
    windows += [one.window for one in mission.pledges] + [one.window for one in mission.caveats]
    offers, found = Offers.of(mission), dict[SkillId, list[Fill]]()
    for part in segments(within, windows):
        for skill, fill in _of_part(mission, offers, part):
            found.setdefault(skill, []).append(fill)
    return {skill: tuple(parts) for skill, parts in found.items()}


def _of_part(mission: Mission, offers: Offers, part: Window) -> Iterator[tuple[SkillId, Fill]]:
    places: dict[SkillId, list[Place]] = {}
    for activity, site, days in running(mission):
        if days.overlaps(part):
            for skill in asked(mission, activity.id):
                places.setdefault(skill, []).append((activity, site))
    for skill, where in places.items():
        works = [activity for activity, _ in where if activity is not None]
        posts = [p for one in works for p in mission.posts_of(one.id) if p.skill == skill]
        heads = sum(post.people for post in posts)
        pledges = [one for one in mission.pledges if one.skill == skill]
        yield (
            skill,
            Fill(
                days=part,
                asked=heads,
                critical=sum(x.people for x in posts if x.priority is Priority.CRITICAL),
                least=sum(least(asked(mission, x.id)[skill], x.min_fill) for x in works),
                offered=min(heads, offers.people(pledges, where, part)),
            ),
        )


def unfilled_posts(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the days on which running work has more posts of a skill than pledges for them."""
    for key, parts in fills(mission).items():
        skill = mission.skill(key)
        posts = [
            post
            for activity, _, _ in running(mission)
            for post in mission.posts_of(activity.id)
            if post.skill == key
        ]
        for rule in (BELOW_LEAST, CRITICAL, UNFILLED):
            lacking = (
                (one.days, one.asked - one.offered if one.level() is rule else 0, one.asked)
                for one in parts
            )
            for stretch in stretches(lacking):
                yield _unfilled(rule, skill, posts, stretch)


def _unfilled(rule: Rule, skill: Skill, posts: list[Post], stretch: Stretch) -> Finding:
    meaning = {
        BELOW_LEAST: " That is below what some of the work needs to run at all.",
        CRITICAL: " Critical posts are among them.",
        UNFILLED: "",
    }
    return rule.broken(
        about=skill.id,
        window=stretch.window,
        message=f"{stretch.short} of {counted(stretch.needed, 'post')} for {skill.name} have no "
        f"pledge {stretch.window}.{meaning[rule]}",
        remedy=f"Ask nations for {stretch.short} more from {stretch.window.start} on.",
        sources=cited(posts),
        related=ids(posts),
    )


def unfillable_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work not yet begun for which all pledges together never reach its least fill."""
    offers = Offers.of(mission)
    for activity, sites, days in waiting(mission):
        places: list[Place] = [(activity, site) for site in sites]
        short: dict[SkillId, tuple[int, int]] = {}
        for skill, people in asked(mission, activity.id).items():
            need = least(people, activity.min_fill)
            most = _most(mission, offers, skill, places, days)
            if most < need:
                short[skill] = (most, need)
        if short:
            yield _not_fillable(mission, activity, days, short)


def _most(
    mission: Mission, offers: Offers, skill: SkillId, places: list[Place], days: Window
) -> int:
    pledges = [one for one in mission.pledges if one.skill == skill]
    parts = segments(days, (one.window for one in pledges))
    return max(offers.people(pledges, places, part) for part in parts)


def _not_fillable(
    mission: Mission, activity: Activity, days: Window, short: dict[SkillId, tuple[int, int]]
) -> Finding:
    names = listed(
        f"{mission.skill(skill).name} ({most} pledged at most, {need} at least needed)"
        for skill, (most, need) in short.items()
    )
    return NOT_FILLABLE.broken(
        about=activity.id,
        window=days,
        message=f"{activity.name} can't be filled, even with all pledges: {names}.",
        remedy="Ask nations for these people before the work is planned.",
        sources=cited(mission.posts_of(activity.id)),
        related=tuple(short),
    )


def barred_pledges(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges that caveats keep from work of their skill: all of it, or some."""
    places = _places(mission)
    partly: dict[str, list[tuple[Pledge, Place]]] = {}
    for pledge in mission.pledges:
        days = pledge.window.common(mission.horizon.window)
        where = places.get(pledge.skill, [])
        if days is None or not where:
            continue
        bars = [(place, barring(mission, pledge.nation, place, days)) for place in where]
        if all(caveats for _, caveats in bars):
            yield _barred(mission, pledge, days, sorted({c.id for _, some in bars for c in some}))
            continue
        for place, caveats in bars:
            for caveat in caveats:
                partly.setdefault(caveat.id, []).append((pledge, place))
    yield from _partly(mission, partly)


def _places(mission: Mission) -> dict[SkillId, list[Place]]:
    found: dict[SkillId, list[Place]] = {}
    for activity, site, _ in running(mission):
        for skill in asked(mission, activity.id):
            found.setdefault(skill, []).append((activity, site))
    for activity, sites, _ in waiting(mission):
        for skill in asked(mission, activity.id):
            found.setdefault(skill, []).extend((activity, site) for site in sites)
    return found


def _barred(mission: Mission, pledge: Pledge, days: Window, keys: list[str]) -> Finding:
    caveats = [one for one in mission.caveats if one.id in keys]
    nation, skill = mission.nation(pledge.nation).name, mission.skill(pledge.skill).name
    return BARRED.broken(
        about=pledge.id,
        window=days,
        message=f"{nation}'s {pledge.people} for {skill} can serve nowhere: "
        f"{listed(one.statement for one in caveats)}",
        remedy="Ask the nation to lift the caveat, or the people of another.",
        sources=cited([pledge, *caveats]),
        related=ids(caveats),
    )


def _partly(mission: Mission, partly: dict[str, list[tuple[Pledge, Place]]]) -> Iterator[Finding]:
    for caveat in mission.caveats:
        barred = partly.get(caveat.id, [])
        if not barred:
            continue
        works = listed(activity.name for _, (activity, _) in barred if activity is not None)
        pledges = list({pledge.id: pledge for pledge, _ in barred}.values())
        people = sum(pledge.people for pledge in pledges)
        yield PARTLY_BARRED.broken(
            about=caveat.id,
            window=caveat.window,
            message=f"{caveat.statement} It keeps {counted(people, 'person', 'people')} from "
            f"{works}.",
            remedy="Plan these people elsewhere, or ask the nation to lift the caveat.",
            sources=cited([caveat]),
            related=ids(pledges),
        )


def pledges_that_end_early(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges with whose end posts of running work are left without a pledge."""
    for skill, parts in fills(mission).items():
        for one, after in pairwise(parts):
            lost = (after.asked - after.offered) - (one.asked - one.offered)
            end = after.days.start
            ending = [x for x in mission.pledges if x.skill == skill and x.window.end == end]
            if lost > 0 and ending:
                yield _ends_early(mission, ending, end, lost)


def _ends_early(mission: Mission, ending: list[Pledge], end: date, lost: int) -> Finding:
    names = listed(mission.nation(one.nation).name for one in ending)
    skill = mission.skill(ending[0].skill).name
    return ENDS_EARLY.broken(
        about=ending[0].id,
        window=Window(end),
        message=f"{names} offers people for {skill} only until {day_before(end)}; "
        f"{counted(lost, 'post')} that they fill go on.",
        remedy="Ask for a prolongation, or for the nation that follows.",
        sources=cited(ending),
        related=ids(ending),
    )


def pledges_without_national_authority(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days on which a nation pledges people whom its own law doesn't let serve, or not yet."""
    believed = mission.profile.rely_on
    for nation in mission.nations:
        pledges = [one for one in mission.pledges if one.nation == nation.id]
        firm = service_windows(mission, nation.id) if pledges else ()
        relied = service_windows(mission, nation.id, believed) if pledges else ()
        open_days: dict[Window, list[Pledge]] = {}
        for pledge in pledges:
            days = pledge.window.common(mission.horizon.window)
            for gap in unserved(firm, days) if days else ():
                open_days.setdefault(gap, []).append(pledge)
        for gap, some in open_days.items():
            yield _no_national(mission, nation, gap, some, hoped=_all_relied(gap, relied))


def _all_relied(gap: Window, relied: tuple[Window, ...]) -> bool:
    return not gap.without(common_to_all([(gap,), relied]))


def _no_national(
    mission: Mission, nation: Nation, gap: Window, pledges: list[Pledge], *, hoped: bool
) -> Finding:
    own = [one for one in mission.authorities if nation.id in one.nations]
    what = "rests on a belief in" if hoped else "has no cover by"
    return NO_NATIONAL.broken(
        about=nation.id,
        window=gap,
        message=f"{gap}, the pledge of {nation.name} ({sum(x.people for x in pledges)} people) "
        f"{what} its own authority: {listed(one.name for one in own)}.",
        remedy="Ask the nation when its parliament or government decides.",
        sources=cited(own),
        related=(*ids(pledges), *ids(own)),
    )


def days_without_lead(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days of the horizon on which no nation leads, if any rotation is stated."""
    rotations = mission.lead_rotations
    if not rotations:
        return
    for gap in mission.horizon.window.without(one.window for one in rotations):
        before = [one for one in rotations if one.window.end == gap.start]
        yield NO_LEAD.broken(
            about=before[0].id if before else rotations[0].id,
            window=gap,
            message=f"No nation leads {gap}"
            + (f", after {listed(mission.nation(x.nation).name for x in before)}" if before else "")
            + ".",
            remedy="Have a nation offer the lead.",
            sources=cited(before),
            related=ids(before),
        )


def starts_in_handovers(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find starts of a plan in weeks in which the staff of the command changes over."""
    if plan is None:
        return
    for rotation in mission.lead_rotations:
        if rotation.window.first is None or rotation.handover_weeks == 0:
            continue
        first = plan.horizon.week(rotation.window.start)
        weeks = range(first, first + rotation.handover_weeks)
        works = [mission.activity(one.activity) for one in plan.starts if one.week in weeks]
        new = [work for work in works if work.began is None]
        if new:
            nation = mission.nation(rotation.nation).name
            yield HANDOVER.broken(
                about=rotation.id,
                window=plan.horizon.span(first, rotation.handover_weeks),
                message=f"{listed(work.name for work in new)} starts while {nation} takes command.",
                remedy="Move the start, or keep the old staff until it is done.",
                sources=cited([rotation]),
                related=ids(new),
            )


CHECKS = (
    unfilled_posts,
    unfillable_work,
    barred_pledges,
    pledges_that_end_early,
    pledges_without_national_authority,
    days_without_lead,
    starts_in_handovers,
)
