"""Filling: since when posts are empty, and how long it takes to fill them, against the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cadre.checks.caveat import Offers, Place
from cadre.checks.fills import Demand, Fill, by_skill, fills, offered_by
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import most_asked, running, waiting
from cadre.mission.activities import Activity
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Pledge, Post, Priority, Rung
from cadre.mission.ids import NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.weeks import DAY, Window

WAITED = Rule("FOR-25", Severity.WARNING, "Posts have been empty for longer than the target")
TOO_SLOW = Rule("FOR-26", Severity.WARNING, "Wanted posts can't be filled within the target")

RULES = (WAITED, TOO_SLOW)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of posts of work that runs, as it was asked for.

    Attributes:
        post: The line.
        place: Its work, and where.
        since: The day since which it is asked for: its work had begun and the line was known.
    """

    post: Post
    place: Place
    since: date


@dataclass(frozen=True, slots=True)
class Empty:
    """A line of posts that has no people on the as-of day.

    Attributes:
        post: The line.
        people: Of its posts, those that are empty.
        since: The day since which posts of its skill have been empty without a break, and this
            line asked for.
    """

    post: Post
    people: int
    since: date


def lines(mission: Mission) -> dict[SkillId, list[Line]]:
    """The lines of posts of work that runs, by skill."""
    found: dict[SkillId, list[Line]] = {}
    for activity, site, _ in running(mission):
        for post in mission.posts_at(activity.id, site):
            since = max(activity.began or date.min, post.known_from or date.min)
            found.setdefault(post.skill, []).append(Line(post, (activity, site), since))
    return found


def empty_lines(offers: Offers, own: Iterable[Line]) -> tuple[Empty, ...]:
    """The lines of one skill that are empty on the as-of day, critical posts first.

    People pledged for that day fill critical posts first, then essential ones; of one priority
    those asked for first. A pledge that isn't kept isn't known here.
    """
    some = list(own)
    past = _past(offers, some)
    left, since = (past[-1].offered, _since(past)) if past else (0, date.max)
    found = []
    for one in sorted(some, key=lambda x: (list(Priority).index(x.post.priority), x.since)):
        filled = min(left, one.post.people)
        left -= filled
        if filled < one.post.people:
            found.append(Empty(one.post, one.post.people - filled, max(since, one.since)))
    return tuple(found)


def empty_since(offers: Offers, own: Iterable[Line]) -> date:
    """The first day of the time up to the as-of day in which some post of a skill was empty.

    The day after the as-of day when every post has a pledge then.
    """
    return _since(_past(offers, list(own)))


def _past(offers: Offers, own: list[Line]) -> tuple[Fill, ...]:
    """The fill of lines of one skill since they were asked for, up to the as-of day."""
    end = offers.mission.profile.as_of + DAY
    skills = {one.post.skill for one in own}
    pledges = [one for one in offers.mission.pledges if one.skill in skills]
    demands = [
        Demand(place=one.place, days=Window(one.since, end), people=one.post.people)
        for one in own
        if one.since < end
    ]
    return tuple(fills(offers, pledges, demands))


def _since(past: tuple[Fill, ...]) -> date:
    since = past[-1].days.end if past else date.max
    for one in reversed(past):
        if one.offered >= one.asked or one.days.end < since:
            break
        since = one.days.start
    return since


def posts_empty_too_long(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find skills of which posts of running work have been empty for longer than the target."""
    target = mission.profile.fill_weeks
    if not target:
        return
    offers, as_of = Offers.of(mission), mission.profile.as_of
    for key, own in lines(mission).items():
        empty = empty_lines(offers, own)
        late = [one for one in empty if (as_of - one.since).days > 7 * target]
        if late:
            since = min(one.since for one in late)
            posts = f"{sum(one.people for one in late)} of {sum(x.post.people for x in own)} posts"
            yield WAITED.broken(
                about=key,
                window=Window(since, as_of + DAY),
                message=f"{posts} for {mission.skill(key).name} have been empty since {since}, for "
                f"{counted((as_of - since).days, 'day')}; the target is {7 * target} days. They "
                f"are {listed(_line(mission, one) for one in late)}.",
                remedy="Ask nations for these people first, or withdraw the posts.",
                sources=cited(one.post for one in late),
                related=ids([*(one.post for one in late), *offered_by(mission, [key])]),
            )


def _line(mission: Mission, one: Empty) -> str:
    work = mission.activity(one.post.activity).name
    return f"{one.people:,} {one.post.priority.value} in {work}"


def posts_filled_too_late(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find wanted work whose posts the pledges there are can't fill within the target.

    A pledge takes its notice and its likely delay from the call. People in place who aren't in
    posts of running work come first, then pledges by the time that they take. Posts for which
    there is no pledge at all aren't counted here.
    """
    target = mission.profile.fill_weeks
    if not target:
        return
    offers, pledges = Offers.of(mission), by_skill(mission)
    busy = {key: sum(one.post.people for one in own) for key, own in lines(mission).items()}
    for activity, sites, days in waiting(mission):
        places: list[tuple[Place, Window]] = [((activity, site), days) for site in sites]
        slow: dict[SkillId, float] = {}
        for skill, people in most_asked(mission, activity.id, sites).items():
            needed = people + busy.get(skill, 0)
            weeks = weeks_to_fill(offers, pledges.get(skill, []), places, needed)
            if weeks > target:
                slow[skill] = weeks
        if slow:
            yield _too_slow(mission, activity, days, slow)


def weeks_to_fill(
    offers: Offers, pledges: Iterable[Pledge], places: list[tuple[Place, Window]], people: int
) -> float:
    """Weeks from the call until pledges of a skill have given so many people, or all they can.

    Pledges that can't serve at `places` on any of their days count first: they fill other posts.
    """
    free: dict[NationId, tuple[Window, ...]] = {}
    usable, elsewhere = [], 0
    for one in pledges:
        if one.nation not in free:
            free[one.nation] = offers.free(one.nation, places)
        if any(one.window.overlaps(days) for days in free[one.nation]):
            usable.append(one)
        elif any(one.window.overlaps(days) for _, days in places):
            elsewhere += one.people
    return _weeks_to_gather(usable, people - elsewhere)


def _weeks_to_gather(pledges: Iterable[Pledge], people: int) -> float:
    left, longest = people, 0.0
    for weeks, pledge in sorted(((_weeks(one), one) for one in pledges), key=lambda x: x[0]):
        if left <= 0:
            break
        left -= pledge.people
        longest = weeks
    return longest


def _weeks(pledge: Pledge) -> float:
    return 0.0 if pledge.rung is Rung.ARRIVED else pledge.notice_weeks + pledge.delay.likely


def _too_slow(
    mission: Mission, activity: Activity, days: Window, slow: dict[SkillId, float]
) -> Finding:
    target = mission.profile.fill_weeks
    names = listed(
        f"{mission.skill(skill).name} ({round(7 * weeks)} days)" for skill, weeks in slow.items()
    )
    return TOO_SLOW.broken(
        about=activity.id,
        window=days,
        message=f"Called today, pledges would fill the posts of {activity.name} later than the "
        f"target of {7 * target} days: {names}.",
        remedy="Call these people now, or ask nations that can come sooner.",
        sources=cited(post for post in mission.posts_of(activity.id) if post.skill in slow),
        related=tuple(slow),
    )


CHECKS = (posts_empty_too_long, posts_filled_too_late)
