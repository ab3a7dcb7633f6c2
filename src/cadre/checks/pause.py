"""Pause checks: work that stands still, until when, and whether anybody knows."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.words import cited, ids, listed
from cadre.checks.work import in_horizon, wanted
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import service_windows, with_bases
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Nation
from cadre.mission.halts import halts_of, lost_days, unpaused, with_only
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.plans import Plan
from cadre.mission.weeks import Window

HALTED = Rule("PAU-01", Severity.WARNING, "A pause halts work")
NO_END = Rule("PAU-02", Severity.WARNING, "Nobody knows when a pause ends")
BASE_PAUSED = Rule("PAU-03", Severity.NOTE, "An authority rests on one that is paused")

RULES = (HALTED, NO_END, BASE_PAUSED)


def halted_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find the pauses that take days from wanted work, each with all the work that it halts.

    One that bars a nation's own people from serving is found too.
    """
    ahead = tuple(_ahead(mission))
    works = [
        (activity, days, [(site, halts_of(mission, activity, site)) for site in sites])
        for activity, sites, days in (_sites_of_work(mission) if ahead else ())
    ]
    for pause in ahead:
        alone = with_only(mission, pause)
        halted = [
            activity
            for activity, days, places in works
            if all(pause in halts for _, halts in places)
            and all(_takes(alone, activity, site, days) for site, _ in places)
        ]
        absent = _nations_barred(mission, pause)
        if halted or absent:
            yield _halted(mission, pause, halted, absent)


def _ahead(mission: Mission) -> Iterator[Pause]:
    """The pauses that take days of the horizon."""
    return (one for one in mission.pauses if one.window.overlaps(mission.horizon.window))


def _sites_of_work(mission: Mission) -> Iterator[tuple[Activity, tuple[SiteId, ...], Window]]:
    """Wanted work with the sites at which it may be done, and its days within the horizon.

    Work that has begun is at the site of its first mode.
    """
    for activity, days in wanted(mission):
        sites = tuple(dict.fromkeys(mode.site for mode in mission.modes_of(activity.id)))
        inside = in_horizon(mission, days)
        if sites and inside is not None:
            yield activity, sites[:1] if mission.has_begun(activity) else sites, inside


def _takes(alone: Mission, activity: Activity, site: SiteId, days: Window) -> bool:
    """Whether the only pause of a mission takes some of `days` from work at a site."""
    return any(lost.overlaps(days) for lost in lost_days(alone, activity, site))


def _nations_barred(mission: Mission, pause: Pause) -> list[Nation]:
    """The nations with people pledged for days on which a pause takes away their own law."""
    alone = with_only(mission, pause)
    named = {
        nation
        for one in mission.authorities
        if one.id in pause.authorities and one.kind is AuthorityKind.NATIONAL
        for nation in one.nations
    }
    pledged = {one.nation for one in mission.pledges if one.window.overlaps(pause.window)}
    return [
        one
        for one in mission.nations
        if one.id in named & pledged
        and any(
            day.without(service_windows(alone, one.id))
            for day in service_windows(unpaused(mission), one.id)
        )
    ]


def _halted(
    mission: Mission, pause: Pause, halted: list[Activity], absent: list[Nation]
) -> Finding:
    begun = [one for one in halted if mission.has_begun(one)]
    new = [one for one in halted if not mission.has_begun(one)]
    said = [f"halted {pause.window}: {listed(one.name for one in begun)}"] if begun else []
    said += [f"can't be done {pause.window}: {listed(one.name for one in new)}"] if new else []
    said += [f"can't serve {pause.window}: {listed(one.name for one in absent)}"] if absent else []
    known = pause.window.last is not None
    return (HALTED if known else NO_END).broken(
        about=pause.id,
        window=pause.window,
        message=f"{pause.name} ({pause.cause.value}): {'; '.join(said)}"
        + ("." if known else ". Nobody knows how long it lasts."),
        remedy="Tell those concerned, and have the work taken up again on time."
        if known
        else "Have a day agreed on which it ends, and say what is done meanwhile.",
        sources=cited([pause]),
        related=(
            *(*pause.authorities, *pause.sites, *pause.programmes),
            *(*ids(halted), *ids(absent)),
        ),
    )


def authorities_on_paused_ones(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find authorities that don't hold on some days, since what they rest on is paused then."""
    for pause in _ahead(mission):
        for authority in mission.authorities if pause.authorities else ():
            if authority.id in pause.authorities or not (authority.in_force or authority.pending):
                continue
            bases = [one for one in with_bases(mission, authority) if one.id in pause.authorities]
            days = pause.window.common(authority.window)
            if bases and days is not None:
                yield _base_paused(authority, bases, pause, days)


def _base_paused(
    authority: Authority, bases: list[Authority], pause: Pause, days: Window
) -> Finding:
    return BASE_PAUSED.broken(
        about=authority.id,
        window=days,
        message=f"{authority.name} doesn't hold {days}: it rests on "
        f"{listed(one.name for one in bases)}, paused then ({pause.name}).",
        remedy="Plan nothing on it for these days, or give it a base of its own.",
        sources=cited([authority, *bases, pause]),
        related=(pause.id, *ids(bases)),
    )


CHECKS = (halted_work, authorities_on_paused_ones)
