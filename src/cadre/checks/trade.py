"""Trades: posts that ask for a rank or a language have pledges that state it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cadre.checks.caveat import Offers, Place
from cadre.checks.fills import Demand, fills, most_at_once, offered_by
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import running, stretches, waiting
from cadre.mission.activities import Activity
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Pledge, Post
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.trades import Trade, has, trade
from cadre.mission.weeks import Window

NOBODY_FITS = Rule(
    "FOR-32", Severity.WARNING, "Posts ask for a rank or a language that too few pledges state"
)

RULES = (NOBODY_FITS,)


def posts_that_too_few_fit(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find posts that pledges of their skill could fill, but for the rank or language asked for.

    Of running work, posts count on the days on which too few pledges fit; of work not yet begun,
    when too few fit on any of its days. Where all pledges of a skill fit, or there are none, posts
    without a pledge are found for their skill.
    """
    yield from _of_running(mission)
    yield from _of_waiting(mission)


def _of_running(mission: Mission) -> Iterator[Finding]:
    demands: dict[Trade, list[Demand]] = {}
    lines: dict[Trade, list[Post]] = {}
    for activity, site, days in running(mission):
        for kind, posts in _lines(mission, activity, [site]).items():
            people = sum(post.people for post in posts)
            demands.setdefault(kind, []).append(
                Demand(place=(activity, site), days=days, people=people)
            )
            lines.setdefault(kind, []).extend(posts)
    for kind, some in demands.items():
        fit, lacking = _fitting(mission, kind)
        parts = fills(Offers.of(mission), fit, some) if lacking else ()
        for stretch in stretches((one.days, one.asked - one.offered, one.asked) for one in parts):
            posts_told = f"{stretch.short:,} of {counted(stretch.needed, 'post')}"
            have = "has" if stretch.short == 1 else "have"
            told = f"{posts_told} {_named(mission, lines[kind])} {have} no pledge that states it"
            told += f" {stretch.days}"
            yield _broken(mission, lines[kind], told, (stretch.window, stretch.short), lacking)


def _of_waiting(mission: Mission) -> Iterator[Finding]:
    offers = Offers.of(mission)
    for activity, sites, days in waiting(mission):
        places: list[tuple[Place, Window]] = [((activity, site), days) for site in sites]
        for kind, posts in _lines(mission, activity, sites).items():
            fit, lacking = _fitting(mission, kind)
            if not lacking:
                continue
            free = {one.nation: offers.free(one.nation, places) for one in (*fit, *lacking)}
            asked = sum(post.people for post in posts)
            best = most_at_once(offers, fit, free, asked)
            if best < most_at_once(offers, (*fit, *lacking), free, asked):
                told = f"{activity.name} asks for {counted(asked, 'person', 'people')} "
                told += f"{_named(mission, posts)}, but pledges that state it have {best} at most"
                yield _broken(mission, posts, told, (days, asked - best), lacking)


def _lines(
    mission: Mission, activity: Activity, sites: Iterable[SiteId]
) -> dict[Trade, tuple[Post, ...]]:
    """The lines of posts of an activity that ask for a rank or a language, by trade."""
    posts = dict.fromkeys(x for site in sites for x in mission.posts_at(activity.id, site))
    kinds = dict.fromkeys(trade(post) for post in posts if post.rank or post.language)
    return {kind: tuple(post for post in posts if trade(post) == kind) for kind in kinds}


def _fitting(mission: Mission, kind: Trade) -> tuple[list[Pledge], list[Pledge]]:
    """The pledges of a skill that have a trade, and those that don't."""
    rows = mission.pledges_for(kind.skill)
    fit = [one for one in rows if has(one, kind)]
    return fit, [one for one in rows if not has(one, kind)]


def _named(mission: Mission, posts: Iterable[Post]) -> str:
    post = next(iter(posts))
    asked = ", ".join(text for text in (post.rank, post.language) if text)
    return f"for {mission.skill(post.skill).name} ({asked})"


def _broken(
    mission: Mission,
    posts: Iterable[Post],
    told: str,
    known: tuple[Window, int],
    lacking: Collection[Pledge],
) -> Finding:
    window, short = known
    rows = tuple(dict.fromkeys(posts))
    told += _instead(rows[0], lacking)
    return NOBODY_FITS.broken(
        about=rows[0].id,
        window=window,
        message=f"{told}.",
        remedy=f"Ask nations for {short:,} who have it, state it in pledges as posts do, or ask "
        "for less.",
        sources=cited(rows),
        related=ids([*rows[1:], *lacking, *offered_by(mission, [rows[0].skill])]),
    )


def _instead(post: Post, lacking: Iterable[Pledge]) -> str:
    """What the other pledges state in its place: bands and single ranks are compared as written."""
    stated = dict.fromkeys(
        text
        for one in lacking
        for text in (*(one.ranks if post.rank else ()), *(one.languages if post.language else ()))
    )
    return f"; other pledges state {listed(stated)}" if stated else ""


CHECKS = (posts_that_too_few_fit,)
