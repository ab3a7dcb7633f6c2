"""Posts: those of work have pledges, and the pledged people may serve there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cadre.checks.caveat import Offers, Place, reason, unserved
from cadre.checks.filling import empty_since, lines
from cadre.checks.fills import Demand, Fill, by_skill, fills, most_at_once, offered_by
from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import Stretch, asked, least_asked, running, stretches, waiting
from cadre.mission.activities import Activity, least
from cadre.mission.cover import service_windows
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Caveat, Nation, Pledge, Post, Priority
from cadre.mission.ids import NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.weeks import Window, common_to_all, union

BELOW_LEAST = Rule("FOR-01", Severity.ERROR, "Running work can't be filled to its least")
CRITICAL = Rule("FOR-02", Severity.WARNING, "Critical posts of running work have no pledge")
UNFILLED = Rule("FOR-03", Severity.WARNING, "Posts of running work have no pledge")
NOT_FILLABLE = Rule("FOR-04", Severity.WARNING, "Wanted work can't be filled to its least")
BARRED = Rule("FOR-05", Severity.WARNING, "Caveats bar a pledge from all work it is for")
PARTLY_BARRED = Rule("FOR-06", Severity.NOTE, "A caveat bars pledges from some work")
ENDS_EARLY = Rule("FOR-07", Severity.NOTE, "A pledge ends before the posts it fills")
NO_NATIONAL = Rule("FOR-08", Severity.WARNING, "A pledge lacks its nation's authority")
CRITICAL_WANTED = Rule("FOR-30", Severity.WARNING, "Critical posts of wanted work have no pledge")

RULES = (
    BELOW_LEAST,
    CRITICAL,
    UNFILLED,
    NOT_FILLABLE,
    BARRED,
    PARTLY_BARRED,
    ENDS_EARLY,
    NO_NATIONAL,
    CRITICAL_WANTED,
)


def level(fill: Fill) -> Rule | None:
    """The rule that a fill breaks, the worst only; None when every post has a pledge."""
    if fill.offered < fill.least:
        return BELOW_LEAST
    if fill.offered < fill.critical:
        return CRITICAL
    return UNFILLED if fill.offered < fill.asked else None


def running_fills(mission: Mission, offers: Offers) -> dict[SkillId, tuple[Fill, ...]]:
    """Posts of running work against pledges, by skill and days within the horizon."""
    pledges = by_skill(mission)
    return {
        skill: tuple(fills(offers, pledges.get(skill, ()), some))
        for skill, some in _demands(mission).items()
    }


def _demands(mission: Mission) -> dict[SkillId, list[Demand]]:
    """The posts that running work asks for, by skill."""
    found: dict[SkillId, list[Demand]] = {}
    for activity, site, days in running(mission):
        posts = mission.posts_at(activity.id, site)
        for skill, people in asked(mission, activity.id, site).items():
            critical = (x.people for x in posts if x.skill == skill and is_critical(x))
            one = Demand(
                place=(activity, site),
                days=days,
                people=people,
                critical=sum(critical),
                least=least(people, activity.min_fill),
            )
            found.setdefault(skill, []).append(one)
    return found


def is_critical(post: Post) -> bool:
    """Whether a line of posts is of the highest priority."""
    return post.priority is Priority.CRITICAL


def unfilled_posts(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the days on which running work has more posts of a skill than pledges for them.

    Skills are counted apart: people of one don't fill posts of another. Posts that are empty on
    the as-of day are told with the day since which they have been.
    """
    offers, own = Offers.of(mission), lines(mission)
    for key, parts in running_fills(mission, offers).items():
        posts = [line.post for line in own[key]]
        since = empty_since(offers, own[key]) if any(map(level, parts)) else date.max
        for rule in (BELOW_LEAST, CRITICAL, UNFILLED):
            lacking = (
                (one.days, one.asked - one.offered if level(one) is rule else 0, one.asked)
                for one in parts
            )
            for stretch in stretches(lacking):
                inside = (one for one in parts if stretch.window.covers(one.days))
                critical = max(one.critical - one.offered for one in inside)
                yield _unfilled(mission, rule, posts, stretch, (critical, since))


def _unfilled(
    mission: Mission, rule: Rule, posts: list[Post], stretch: Stretch, known: tuple[int, date]
) -> Finding:
    """Posts that nobody is pledged for, how many of them critical, and since when."""
    skill, (critical, since) = mission.skill(posts[0].skill), known
    earlier = mission.profile.as_of in stretch.window and since < mission.profile.as_of
    empty = f", empty since {since}" if earlier else ""
    posts_told = f"{stretch.short:,} of {counted(stretch.needed, 'post')} for {skill.name}"
    have = "has" if stretch.short == 1 else "have"
    parts = [f"{posts_told} {have} no pledge {stretch.days}{empty}."]
    if rule is BELOW_LEAST:
        parts.append("That is below what some of the work needs to run at all.")
    if critical > 0:
        verb = "is" if critical == 1 else "are"
        parts.append(f"At least {counted(critical, 'critical post')} {verb} among them.")
    return rule.broken(
        about=skill.id,
        window=stretch.window,
        message=" ".join(parts),
        remedy=f"Ask nations for {stretch.short:,} more from {stretch.window.start} on.",
        sources=cited(posts),
        related=ids([*posts, *offered_by(mission, [skill.id])]),
    )


def unfillable_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work not yet begun for which all pledges together never reach what it can't do without.

    That is its least fill, and beyond it its critical posts.
    """
    offers, pledges = Offers.of(mission), by_skill(mission)
    for activity, sites, days in waiting(mission):
        places: list[tuple[Place, Window]] = [((activity, site), days) for site in sites]
        heads = least_asked(mission, activity.id, sites)
        nations = dict.fromkeys(one.nation for key in heads for one in pledges.get(key, []))
        free = {nation: offers.free(nation, places) for nation in nations}
        short: dict[SkillId, tuple[int, int]] = {}
        lacking: dict[SkillId, tuple[int, int]] = {}
        for skill, people in heads.items():
            need = least(people, activity.min_fill)
            critical = min(_critical(mission, activity, site, skill) for site in sites)
            own = pledges.get(skill, [])
            best = most_at_once(offers, own, free, max(need, critical))
            if best < need:
                short[skill] = (best, need)
            elif best < critical:
                lacking[skill] = (best, critical)
        if short:
            yield _not_fillable(mission, activity, days, short)
        if lacking:
            yield _critical_open(mission, activity, days, lacking)


def _critical(mission: Mission, activity: Activity, site: SiteId, skill: SkillId) -> int:
    """The critical posts of an activity for a skill when it runs at a site."""
    posts = mission.posts_at(activity.id, site)
    return sum(one.people for one in posts if one.skill == skill and is_critical(one))


def _critical_open(
    mission: Mission, activity: Activity, days: Window, lacking: dict[SkillId, tuple[int, int]]
) -> Finding:
    names = listed(
        f"{mission.skill(skill).name} ({most:,} pledged at most, {critical:,} critical)"
        for skill, (most, critical) in lacking.items()
    )
    posts = [one for one in mission.posts_of(activity.id) if is_critical(one)]
    return CRITICAL_WANTED.broken(
        about=activity.id,
        window=days,
        message=f"{activity.name} could run, but not all its critical posts can be filled, even "
        f"with all pledges: {names}.",
        remedy="Ask nations for these people before the work is planned.",
        sources=cited(one for one in posts if one.skill in lacking),
        related=(*lacking, *ids([*posts, *offered_by(mission, lacking)])),
    )


def _not_fillable(
    mission: Mission, activity: Activity, days: Window, short: dict[SkillId, tuple[int, int]]
) -> Finding:
    names = listed(
        f"{mission.skill(skill).name} ({most:,} pledged at most, {need:,} at least needed)"
        for skill, (most, need) in short.items()
    )
    posts = mission.posts_of(activity.id)
    return NOT_FILLABLE.broken(
        about=activity.id,
        window=days,
        message=f"{activity.name} can't be filled, even with all pledges: {names}.",
        remedy="Ask nations for these people before the work is planned.",
        sources=cited(posts),
        related=(*short, *ids([*posts, *offered_by(mission, short)])),
    )


def barred_pledges(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges that caveats keep from work of their skill: all of it, or some."""
    places, offers = _places(mission), Offers.of(mission)
    wanted: dict[tuple[NationId, SkillId], Wanted] = {}
    partly: dict[Bar, list[Pledge]] = {}
    for pledge in mission.pledges:
        key = pledge.nation, pledge.skill
        if key not in wanted:
            wanted[key] = _wanted(offers, pledge.nation, places.get(pledge.skill, []))
        bars = [one for one in wanted[key].bars if one.met_by(pledge)]
        if bars and not any(pledge.window.overlaps(days) for days in wanted[key].free):
            yield _barred(mission, pledge, bars)
            continue
        for one in bars:
            partly.setdefault(one, []).append(pledge)
    yield from _partly(mission, partly)


@dataclass(frozen=True, slots=True, eq=False)
class Bar:
    """A caveat that keeps people of a skill from some of the places where they are wanted.

    Attributes:
        caveat: The caveat.
        days: On which days, wherever.
        places: From where, and on which days.
    """

    caveat: Caveat
    days: tuple[Window, ...]
    places: tuple[tuple[Place, tuple[Window, ...]], ...]

    def met_by(self, pledge: Pledge) -> bool:
        """Whether a pledge serves on some day on which the caveat bars."""
        return any(pledge.window.overlaps(one) for one in self.days)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where people of a skill are asked for, as the caveats of a nation leave it.

    Attributes:
        free: Days on which no caveat keeps the nation's people from some of it.
        bars: What each caveat does that keeps them from any.
    """

    free: tuple[Window, ...]
    bars: tuple[Bar, ...]


def _wanted(offers: Offers, nation: NationId, places: list[tuple[Place, Window]]) -> Wanted:
    free = union(
        gap for place, days in places for gap in days.without(offers.barred(nation, place))
    )
    bars: list[Bar] = []
    for caveat in offers.mission.caveats_of(nation):
        some = tuple(
            (place, held)
            for place, days in places
            for windows in [offers.barred_by(caveat, place)]
            if windows and (held := common_to_all([(days,), windows]))
        )
        if some:
            bars.append(Bar(caveat, union(day for _, held in some for day in held), some))
    return Wanted(free, tuple(bars))


def _places(mission: Mission) -> dict[SkillId, list[tuple[Place, Window]]]:
    """Where people of each skill are asked for, and on which days."""
    found: dict[SkillId, list[tuple[Place, Window]]] = {}
    for activity, site, days in running(mission):
        for skill in asked(mission, activity.id, site):
            found.setdefault(skill, []).append(((activity, site), days))
    for activity, sites, days in waiting(mission):
        for site in sites:
            for skill in asked(mission, activity.id, site):
                found.setdefault(skill, []).append(((activity, site), days))
    return found


def _barred(mission: Mission, pledge: Pledge, bars: list[Bar]) -> Finding:
    nation, skill = mission.nation(pledge.nation).name, mission.skill(pledge.skill).name
    days = common_to_all([(pledge.window,), (day for one in bars for day in one.days)])
    return BARRED.broken(
        about=pledge.id,
        window=Window(days[0].start, days[-1].end),
        message=f"{nation}'s {pledge.people:,} for {skill} can serve nowhere: "
        f"{listed(_told(mission, one) for one in bars)}",
        remedy="Ask the nation to lift the caveat, or the people of another.",
        sources=cited([pledge, *(one.caveat for one in bars)]),
        related=ids(one.caveat for one in bars),
    )


def _told(mission: Mission, bar: Bar) -> str:
    """What a caveat says, and why it bars from the first of the sites."""
    (_, site), _ = bar.places[0]
    return bar.caveat.statement + reason(mission, bar.caveat, site)


def _partly(mission: Mission, partly: dict[Bar, list[Pledge]]) -> Iterator[Finding]:
    """One finding for each caveat, in the order of the table."""
    by_caveat: dict[str, list[Bar]] = {}
    for one in partly:
        by_caveat.setdefault(one.caveat.id, []).append(one)
    for caveat in mission.caveats:
        bars = by_caveat.get(caveat.id, [])
        if not bars:
            continue
        met = [(one, union(x.window for x in partly[one])) for one in bars]
        days = union(day for one, own in met for day in common_to_all([one.days, own]))
        works = (
            place[0].name
            for one, own in met
            for place, held in one.places
            if place[0] is not None and common_to_all([held, own])
        )
        pledges = [pledge for one in bars for pledge in partly[one]]
        people = sum(pledge.people for pledge in pledges)
        yield PARTLY_BARRED.broken(
            about=caveat.id,
            window=Window(days[0].start, days[-1].end),
            message=f"{_told(mission, bars[0])} It keeps "
            f"{counted(people, 'person', 'people')} from {listed(works)}.",
            remedy="Plan these people elsewhere, or ask the nation to lift the caveat.",
            sources=cited([caveat]),
            related=ids(pledges),
        )


def pledges_that_end_early(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges with whose end posts of running work are left without a pledge."""
    pledges = by_skill(mission)
    for skill, parts in running_fills(mission, Offers.of(mission)).items():
        for one, after in pairwise(parts):
            lost = (after.asked - after.offered) - (one.asked - one.offered)
            end = after.days.start
            if lost > 0 and one.days.end == end:
                ending = [x for x in pledges.get(skill, ()) if x.window.end == end]
                if ending:
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
        message=f"{str(gap).capitalize()}, the pledge of {nation.name} "
        f"({sum(x.people for x in pledges)} people) {what} its own authority: "
        f"{listed(one.name for one in own)}.",
        remedy="Ask the nation when its parliament or government decides.",
        sources=cited(own),
        related=(*ids(pledges), *ids(own)),
    )


CHECKS = (
    unfilled_posts,
    unfillable_work,
    barred_pledges,
    pledges_that_end_early,
    pledges_without_national_authority,
)
