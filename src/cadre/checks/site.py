"""Site checks: beds for those who work there, and doors that are open."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.loss import Standing, beds, timeline
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import asked, running, segments, stretches, waiting
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.sites import BedSpace
from cadre.mission.weeks import Window

NO_BEDS = Rule("SIT-01", Severity.ERROR, "Running work asks for more beds than there are")
NO_ROOM = Rule("SIT-02", Severity.WARNING, "Wanted work finds no beds")
CLOSED = Rule("SIT-03", Severity.ERROR, "Work runs at a closed site")
NO_SITE = Rule("SIT-04", Severity.WARNING, "No site of wanted work is open")
UNKNOWN_BEDS = Rule("SIT-05", Severity.NOTE, "The number of beds is unknown")

RULES = (NO_BEDS, NO_ROOM, CLOSED, NO_SITE, UNKNOWN_BEDS)


def beds_of_running_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find sites whose beds don't hold the posts of running work and the support brought."""
    for site, states in timeline(mission).items():
        yield from _of_site(mission, site, states)


def _of_site(
    mission: Mission, site: SiteId, states: list[tuple[Window, Standing]]
) -> Iterator[Finding]:
    short: list[tuple[Window, int, int]] = []
    for part, one in states:
        there, people = beds(mission, site, part), one.people if one.total is None else one.total
        short.append((part, 0 if there is None else people - there, people))
    for stretch in stretches(short):
        rows = _rows(mission, site)
        yield NO_BEDS.broken(
            about=site,
            window=stretch.window,
            message=f"At {mission.site(site).name}, {stretch.needed} people work {stretch.window}, "
            f"brought support included, but {stretch.short} of them have no bed.",
            remedy="Find more beds, or move work to another site.",
            sources=cited(rows),
            related=ids(rows),
        )


def _rows(mission: Mission, site: SiteId) -> list[BedSpace]:
    return [one for one in mission.bed_spaces if one.site == site]


def beds_of_wanted_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work not yet begun whose posts alone exceed the beds of every site it may be at."""
    for activity, sites, days in waiting(mission):
        people = sum(asked(mission, activity.id).values())
        most = {site: _most_beds(mission, site, days) for site in sites}
        known = {site: there for site, there in most.items() if there is not None}
        if len(known) < len(most) or not known or max(known.values()) >= people:
            continue
        names = listed(f"{mission.site(one).name} has {there}" for one, there in known.items())
        rows = [row for site in sites for row in _rows(mission, site)]
        yield NO_ROOM.broken(
            about=activity.id,
            window=days,
            message=f"{activity.name} asks for {people} beds, but {names}.",
            remedy="Find more beds, or make its posts fewer.",
            sources=cited(rows),
            related=sites,
        )


def _most_beds(mission: Mission, site: SiteId, days: Window) -> int | None:
    rows = _rows(mission, site)
    if not rows:
        return None
    parts = segments(days, (row.window for row in rows))
    return max(beds(mission, site, part) or 0 for part in parts)


def closed_sites(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find running work on days on which its site is closed, and work with no open site at all."""
    for activity, key, days in running(mission):
        site = mission.site(key)
        for gap in days.without([site.window]):
            yield CLOSED.broken(
                about=activity.id,
                window=gap,
                message=f"{site.name} isn't open to {activity.name} {gap}.",
                remedy="Move the work to another site, or have the site kept open.",
                sources=cited([site, activity]),
                related=(key,),
            )
    for activity, keys, days in waiting(mission):
        sites = [mission.site(key) for key in keys]
        if not any(site.window.overlaps(days) for site in sites):
            yield NO_SITE.broken(
                about=activity.id,
                window=days,
                message=f"{listed(site.name for site in sites)} is not open to {activity.name} "
                f"on any day it is wanted.",
                remedy="Add a mode at an open site.",
                sources=cited([activity, *sites]),
                related=keys,
            )


def unknown_beds(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find sites where work may be done though the dossier states no beds; they aren't limited."""
    used = [site for _, site, _ in running(mission)]
    used += [site for _, sites, _ in waiting(mission) for site in sites]
    blank = [site for site in dict.fromkeys(used) if not _rows(mission, site)]
    if blank:
        yield UNKNOWN_BEDS.broken(
            about=blank[0],
            message=f"The dossier states no beds at {listed(mission.site(x).name for x in blank)}, "
            "so plans aren't limited there.",
            remedy="State them, as an assumption if nobody knows.",
            sources=cited(mission.site(site) for site in blank),
            related=tuple(blank),
        )


CHECKS = (beds_of_running_work, beds_of_wanted_work, closed_sites, unknown_beds)
