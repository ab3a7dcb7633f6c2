"""Plan checks, second part: people are there, allowed, enough, and counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cadre.checks.caveat import reason
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import Stretch, stretches, week_windows, weeks_of
from cadre.mission.activities import least
from cadre.mission.caveats import barred
from cadre.mission.cover import service_windows
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Caveat, CaveatKind, Pledge, Post
from cadre.mission.ids import ActivityId, CaveatId, PledgeId, PostId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan
from cadre.mission.quantities import counted
from cadre.mission.standby import waiting
from cadre.mission.tours import reliefs
from cadre.mission.trades import Trade, has, lacking, trade
from cadre.mission.transfers import pledged
from cadre.mission.weeks import Window, common_to_all

TWICE = Rule("PLA-20", Severity.ERROR, "People of a pledge are counted twice")
NOT_THERE = Rule("PLA-21", Severity.ERROR, "People serve when their pledge doesn't")
WRONG_POST = Rule("PLA-22", Severity.ERROR, "People are put where they don't belong")
CAVEAT = Rule("PLA-23", Severity.ERROR, "A nation's caveat is broken")
OVER_CAP = Rule("PLA-24", Severity.ERROR, "A nation's highest number is exceeded")
TOO_FEW = Rule("PLA-25", Severity.ERROR, "Work runs with fewer people than it needs at least")
TOO_MANY = Rule("PLA-26", Severity.ERROR, "A post has more people than it asks for")

TOO_LONG = Rule("PLA-27", Severity.WARNING, "People serve longer than their nation's longest tour")
KEPT = Rule("PLA-28", Severity.WARNING, "A plan counts on people who wait for a trigger's call")

RULES = (TWICE, NOT_THERE, WRONG_POST, CAVEAT, OVER_CAP, TOO_FEW, TOO_MANY, TOO_LONG, KEPT)


def pledges_counted_twice(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a pledge fills more than it offers."""
    used: Counter[tuple[PledgeId, int]] = Counter()
    for one in plan.assignments:
        for week in weeks_of(plan, one):
            used[one.pledge, week] += one.people
    for key in dict.fromkeys(one.pledge for one in plan.assignments):
        pledge = mission.pledge(key)
        for stretch in stretches(_too_many(mission, plan, pledge, used)):
            offered = stretch.needed - stretch.short
            yield TWICE.broken(
                about=key,
                window=stretch.window,
                message=f"{mission.nation(pledge.nation).name} offers {offered} for "
                f"{mission.skill(pledge.skill).name}, but {stretch.needed:,} are used "
                f"{stretch.days}.",
                remedy="Take the people from another pledge.",
                sources=cited([pledge]),
            )


def _too_many(
    mission: Mission, plan: Plan, pledge: Pledge, used: Counter[tuple[PledgeId, int]]
) -> Iterator[tuple[Window, int, int]]:
    """For each week, its days, people used beyond those pledged, and people used.

    When the whole pledge isn't there, `pledges_out_of_time` says so; here only those are missing
    who haven't come by transfer yet.
    """
    parts = pledged(mission, pledge)
    for week in range(plan.horizon.weeks):
        days, heads = plan.horizon.span(week), used[pledge.id, week]
        there = sum(
            n for window, n in parts if window.covers(days) or not pledge.window.covers(days)
        )
        yield days, heads - there, heads


def _beyond(plan: Plan, heads: Iterable[int], limit: int) -> tuple[Stretch, ...]:
    """The stretches of weeks whose heads exceed a limit, and by how many."""
    spans = ((plan.horizon.span(week), n - limit, n) for week, n in enumerate(heads))
    return stretches(spans)


def pledges_out_of_time(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a pledge serves outside its window or its nation's own authority."""
    weeks: dict[PledgeId, set[int]] = {}
    for one in plan.assignments:
        weeks.setdefault(one.pledge, set()).update(weeks_of(plan, one))
    for key, some in weeks.items():
        pledge = mission.pledge(key)
        held = plan.horizon.covered(_serving(mission, pledge))
        for days in week_windows(plan.horizon, (week for week in some if not held[week])):
            nation = mission.nation(pledge.nation).name
            yield NOT_THERE.broken(
                about=key,
                window=days,
                message=f"{nation}'s people for {mission.skill(pledge.skill).name} are planned "
                f"{days}, but they are pledged {pledge.window}, or lack national authority then.",
                remedy="Plan them within their pledge, or have it prolonged.",
                sources=cited([pledge]),
            )


def reserves_planned(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find people in a plan who are kept for a trigger's call: it has nobody left to call then."""
    for key in dict.fromkeys(one.pledge for one in plan.assignments):
        if key in waiting(mission):
            pledge = mission.pledge(key)
            calls = [one for one in mission.triggers if str(one.target) == key]
            yield KEPT.broken(
                about=key,
                message=f"The plan counts on {mission.nation(pledge.nation).name}'s people for "
                f"{mission.skill(pledge.skill).name}, whom {listed(ids(calls))} would call.",
                remedy="Plan again, or take the trigger out.",
                sources=cited([pledge, *calls]),
                related=tuple(str(one.id) for one in calls),
            )


def _serving(mission: Mission, pledge: Pledge) -> tuple[Window, ...]:
    served = service_windows(mission, pledge.nation, mission.profile.rely_on)
    return common_to_all([(pledge.window,), served])


def misplaced_people(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find people in posts of another skill, rank, language, work, site or time, or in none."""
    for one in plan.assignments:
        wrong = _misplaced(mission, plan, one)
        if wrong:
            pledge = mission.pledge(one.pledge)
            yield WRONG_POST.broken(
                about=one.pledge,
                window=plan.horizon.span(one.week, one.weeks) if one.weeks > 0 else None,
                message=f"{counted(one.people, 'person', 'people')} of "
                f"{mission.nation(pledge.nation).name} at {mission.site(one.site).name}: {wrong}.",
                remedy="Put them in a post of their skill where its work runs.",
                related=tuple(key for key in (one.activity, one.post, one.enabler) if key),
            )


def _misplaced(mission: Mission, plan: Plan, one: Assignment) -> str:
    """What is wrong with an assignment, as part of a sentence; empty when nothing is."""
    skill = mission.skill(mission.pledge(one.pledge).skill)
    if one.people < 1 or one.weeks < 1:
        return f"{one.people} people for {one.weeks} weeks are nobody"
    if one.post is None:
        fits = one.enabler is not None and skill.enabler == one.enabler and one.activity is None
        return "" if fits else f"{skill.name} can't be brought as that support"
    return _misposted(mission, plan, one, one.post, skill.id)


def _misposted(mission: Mission, plan: Plan, one: Assignment, key: PostId, skill: SkillId) -> str:
    post = mission.post(key)
    start = plan.start_of(post.activity)
    missing = lacking(mission.pledge(one.pledge), post)
    if post.skill != skill or post.activity != one.activity or one.enabler is not None:
        return f"the post {key} asks for another skill, or belongs to other work"
    if missing:
        return f"the post {key} asks for {missing}, which the pledge {one.pledge} doesn't have"
    if post.site not in (None, one.site):
        return f"the post {key} is at {mission.site(post.site).name} alone"
    if start is None or start.site != one.site:
        return f"the work of the post {key} doesn't run there"
    if one.week < start.week or one.week + one.weeks > start.end:
        return f"the work of the post {key} doesn't run all that time"
    return ""


def caveats(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find people where or for whom their nation bars them; each caveat and place once."""
    served: dict[tuple[CaveatId, ActivityId | None, SiteId], set[int]] = {}
    for one in plan.assignments:
        for caveat in mission.caveats_of(mission.pledge(one.pledge).nation):
            served.setdefault((caveat.id, one.activity, one.site), set()).update(
                weeks_of(plan, one)
            )
    rows = {one.id: one for one in mission.caveats}
    for (row, work, site), inside in served.items():
        caveat = rows[row]
        weeks = inside & _barred_weeks(mission, plan, caveat, (work, site))
        name = "support" if work is None else mission.activity(work).name
        for days in week_windows(plan.horizon, weeks):
            yield CAVEAT.broken(
                about=caveat.id,
                window=days,
                message=f"{mission.nation(caveat.nation).name}'s people serve in {name} at "
                f"{mission.site(site).name} {days}, against its caveat: {caveat.statement}"
                f"{reason(mission, caveat, site)}",
                remedy="Take people of another nation, or have the caveat lifted.",
                sources=cited([caveat]),
                related=tuple(place for place in (work, site) if place),
            )


def _barred_weeks(
    mission: Mission, plan: Plan, caveat: Caveat, where: tuple[ActivityId | None, SiteId]
) -> set[int]:
    """The weeks on some day of which a caveat bars people from where they are assigned."""
    work, site = where
    windows = barred(mission, caveat, None if work is None else mission.activity(work), site)
    return {week for days in windows for week in plan.horizon.overlapped(days)}


def caps(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a nation has more people in place than it allows."""
    for caveat in mission.caveats:
        if caveat.kind is not CaveatKind.HEADCOUNT_CAP or caveat.people is None:
            continue
        held = set(plan.horizon.overlapped(caveat.window))
        heads = [0] * plan.horizon.weeks
        for one in plan.assignments:
            here = not caveat.sites or one.site in caveat.sites
            if here and mission.pledge(one.pledge).nation == caveat.nation:
                for week in held & set(weeks_of(plan, one)):
                    heads[week] += one.people
        for stretch in _beyond(plan, heads, caveat.people):
            yield OVER_CAP.broken(
                about=caveat.id,
                window=stretch.window,
                message=f"{mission.nation(caveat.nation).name} has {stretch.needed:,} people in "
                f"place {stretch.days}, but allows {caveat.people:,}.",
                remedy="Take people of another nation, or have the number raised.",
                sources=cited([caveat]),
            )


def fill(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which planned work has too few people to run at all.

    People of each skill are counted, those of a rank or language asked for apart.
    """
    heads = _heads(mission, plan)
    for start in plan.starts:
        activity = mission.activity(start.activity)
        weeks = weeks_of(plan, start)
        lines: dict[Trade, list[Post]] = {}
        for post in mission.posts_at(activity.id, start.site):
            lines.setdefault(trade(post), []).append(post)
        for kind, posts in lines.items():
            need = least(sum(post.people for post in posts), activity.min_fill)
            there = [(week, heads[activity.id, kind, week]) for week in weeks]
            lacking = ((plan.horizon.span(week), need - n, n) for week, n in there)
            for stretch in stretches(lacking):
                yield TOO_FEW.broken(
                    about=activity.id,
                    window=stretch.window,
                    message=f"{activity.name} has {need - stretch.short:,} of at least {need:,} "
                    f"people for {_called(mission, posts[0])} {stretch.days}.",
                    remedy="Fill the posts, or leave the work out.",
                    sources=cited(posts),
                    related=(kind.skill,),
                )


def _called(mission: Mission, post: Post) -> str:
    """What a line of posts asks for: its skill, with rank and language where they are stated."""
    return ", ".join(x for x in (mission.skill(post.skill).name, post.rank, post.language) if x)


def _heads(mission: Mission, plan: Plan) -> Counter[tuple[ActivityId, Trade, int]]:
    """People in posts by activity, trade and week; those who don't have the trade count nowhere."""
    heads: Counter[tuple[ActivityId, Trade, int]] = Counter()
    for one in plan.assignments:
        if one.activity is not None and one.post is not None:
            kind = trade(mission.post(one.post))
            if has(mission.pledge(one.pledge), kind):
                for week in weeks_of(plan, one):
                    heads[one.activity, kind, week] += one.people
    return heads


def overfilled_posts(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a post has more people than it asks for."""
    used: Counter[tuple[PostId, int]] = Counter()
    for one in plan.assignments:
        if one.post is not None:
            for week in weeks_of(plan, one):
                used[one.post, week] += one.people
    for key in dict.fromkeys(one.post for one in plan.assignments if one.post is not None):
        post = mission.post(key)
        heads = [used[key, week] for week in range(plan.horizon.weeks)]
        for stretch in _beyond(plan, heads, post.people):
            names = listed([mission.skill(post.skill).name])
            yield TOO_MANY.broken(
                about=key,
                window=stretch.window,
                message=f"The post {key} asks for {post.people:,} for {names}, but has "
                f"{stretch.needed:,} {stretch.days}.",
                remedy="Use these people elsewhere.",
                sources=cited([post]),
            )


def tours(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find people assigned beyond the week in which their nation's longest tour is over.

    A pledge may go on with fresh people of its nation: they have an assignment of their own.
    """
    beyond: dict[PledgeId, set[int]] = {}
    for one in plan.assignments:
        end = one.week + one.weeks
        for week in reliefs(mission, mission.pledge(one.pledge)):
            if one.week < week < end:
                beyond.setdefault(one.pledge, set()).update(range(week, end))
                break
    for key, weeks in beyond.items():
        pledge = mission.pledge(key)
        limits = [
            one for one in mission.caveats_of(pledge.nation) if one.kind is CaveatKind.TOUR_MAX
        ]
        for days in week_windows(plan.horizon, weeks):
            yield TOO_LONG.broken(
                about=key,
                window=days,
                message=f"{mission.nation(pledge.nation).name}'s people for "
                f"{mission.skill(pledge.skill).name} are planned {days} in the same assignment "
                "after their longest tour is over.",
                remedy="End the assignment there, and give fresh people of the pledge their own.",
                sources=cited([pledge, *limits]),
                related=ids(limits),
            )


CHECKS = (
    pledges_counted_twice,
    pledges_out_of_time,
    reserves_planned,
    misplaced_people,
    caveats,
    caps,
    fill,
    overfilled_posts,
    tours,
)
