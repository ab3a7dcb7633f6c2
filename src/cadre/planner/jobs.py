"""Jobs: the posts and the support of a problem as arrays, for filling and seating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from cadre.mission.forces import Post, Priority
from cadre.mission.ids import EnablerId, SiteId
from cadre.planner.core import heads, seating
from cadre.planner.core.layout import Floats, Ints, Shorts
from cadre.planner.lines import starts, whole
from cadre.planner.problem import Problem

PRIORITIES = tuple(Priority)
_LEVELS = {one: n for n, one in enumerate(PRIORITIES)}
ANY = 1 << 30
"""Seats of brought support: as many as are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Posts that are filled together.

    Attributes:
        site: Where.
        post: The line of posts; None for brought support.
        enabler: The kind of brought support; None for posts.
    """

    site: SiteId
    post: Post | None
    enabler: EnablerId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The posts and the support of a problem.

    Attributes:
        jobs: As filling reads them.
        lines: As seating reads them.
        table: Each line in the mission's words.
    """

    jobs: heads.Jobs
    lines: seating.Lines
    table: tuple[Line, ...]


def jobs_of(problem: Problem) -> Jobs:
    """The posts and the support of a problem; laid out once."""
    if "_jobs" not in problem.__dict__:
        problem.__dict__["_jobs"] = _laid_out(problem)
    found: Jobs = problem.__dict__["_jobs"]
    return found


def _laid_out(problem: Problem) -> Jobs:
    by_duty = list(_lines(problem))
    table = tuple(line for some in by_duty for line in some)
    members = problem.crews.members
    pledges = problem.mission.pledges
    nations = {key: n for n, key in enumerate(dict.fromkeys(one.nation for one in pledges))}
    lines = seating.Lines(
        line_from=_short(starts(len(some) for some in by_duty)),
        posts=_short(ANY if line.post is None else line.post.people for line in table),
        people=problem.crews.people,
        members_from=_short(starts(len(some) for some in members)),
        members=_short(one for some in members for one in some),
        nation=_short(nations[one.nation] for one in pledges),
        nations=whole([len(nations)]),
    )
    duty = np.repeat(np.arange(len(by_duty)), np.diff(lines.line_from))
    return Jobs(jobs=_jobs(problem, _wanted(table, duty, len(by_duty))), lines=lines, table=table)


def _lines(problem: Problem) -> Iterator[tuple[Line, ...]]:
    """The lines of each duty, those most needed first."""
    for place in problem.places:
        # The duties of a place are its trades, in their order.
        for posts in problem.lines_at(place.work, place.site).values():
            needed = sorted(posts, key=lambda one: _LEVELS[one.priority])
            yield tuple(Line(site=place.site, post=post, enabler=None) for post in needed)
    for duty in problem.duties[sum(len(place.duties) for place in problem.places) :]:
        yield (Line(site=duty.site, post=None, enabler=duty.enabler),)


def _wanted(table: tuple[Line, ...], duty: Ints, duties: int) -> Ints:
    """(duties, levels) people whom posts up to a level of need ask for."""
    found = np.zeros((duties, len(PRIORITIES)), np.int64)
    posts = whole(line.post is not None for line in table).astype(np.bool_)
    level = whole(_LEVELS[line.post.priority] for line in table if line.post is not None)
    people = whole(line.post.people for line in table if line.post is not None)
    np.add.at(found, (duty[posts], level), people)
    return np.cumsum(found, axis=1)


def _jobs(problem: Problem, wish: Ints) -> heads.Jobs:
    sites = {site.id: n for n, site in enumerate(problem.mission.sites)}
    kinds = {kind: n for n, kind in enumerate(problem.enablers)}
    places, works, rows = problem.places, problem.works, problem.enablers.values()
    support = np.full((len(sites), len(kinds)), -1, np.int64)
    for (site, kind), duty in problem.support_duty.items():
        support[sites[site], kinds[kind]] = duty
    leaning = np.zeros((len(places), len(kinds)), np.bool_)
    for place in places:
        for kind in works[place.work].activity.enablers:
            leaning[place.index, kinds[kind]] = True
    place_of = np.full(len(problem.duties), -1, np.int64)
    place_of[list(problem.place_of_duty)] = list(problem.place_of_duty.values())
    ranks = whole(works[place.work].activity.rank for place in places)
    turns = np.argsort(ranks[place_of[place_of >= 0]], kind="stable").astype(np.int64)
    turn_of = np.full(len(problem.duties), -1, np.int64)
    turn_of[turns] = np.arange(len(turns))
    provides = whole(
        -1 if d.work is None or d.enabler is None else kinds[d.enabler] for d in problem.duties
    )
    class_of = problem.crews.class_of
    sizes = np.bincount(class_of, minlength=len(problem.crews.web.arcs_from) - 1)
    return heads.Jobs(
        place_from=_short(starts(len(place.duties) for place in places)),
        place_site=whole(sites[place.site] for place in places),
        leaning=leaning,
        turns=_short(turns),
        turn_class=_short(np.where(provides[turns] < 0, class_of[turns], -1)),
        turn_of=_short(turn_of),
        duty_place=_short(place_of),
        duty_class=_short(class_of),
        class_from=_short(starts(sizes.tolist())),
        by_class=_short(np.argsort(class_of, kind="stable")),
        provides=_short(provides),
        least=_short(duty.least for duty in problem.duties),
        wish=_short(wish).reshape(len(problem.duties), len(PRIORITIES)),
        support=support,
        share=np.array([row.per_person.likely for row in rows], np.float64),
        fixed=np.array([row.fixed.likely for row in rows], np.float64),
        step=whole(row.step for row in rows),
        lent=_lent(problem, sites, kinds),
        beds=_beds(problem, sites),
    )


def _lent(problem: Problem, sites: dict[SiteId, int], kinds: dict[EnablerId, int]) -> Floats:
    found = np.zeros((len(problem.periods), len(sites), len(kinds)))
    for number, period in enumerate(problem.periods):
        for (site, kind), people in period.lent.items():
            found[number, sites[site], kinds[kind]] = people
    return found


def _beds(problem: Problem, sites: dict[SiteId, int]) -> Ints:
    found = np.full((len(problem.periods), len(sites)), -1, np.int64)
    for number, period in enumerate(problem.periods):
        for site, beds in period.beds.items():
            found[number, sites[site]] = beds
    return found


def _short(values: Iterable[int] | Ints) -> Shorts:
    some = values if isinstance(values, np.ndarray) else list(values)
    return np.array(some, np.int32)
