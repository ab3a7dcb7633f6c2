"""Site checks: beds for those who work there, and doors that are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadre.checks.refuge import Refuge, refuges
from cadre.checks.standing import Standing, beds, rows_at
from cadre.checks.timeline import timeline
from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import (
    Present,
    asked,
    in_horizon,
    present,
    running,
    segments,
    stretches,
    waiting,
    wanted,
)
from cadre.mission.activities import Activity
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.sites import BedSpace, Site
from cadre.mission.weeks import Window

NO_BEDS = Rule("SIT-01", Severity.ERROR, "Running work asks for more beds than there are")
NO_ROOM = Rule("SIT-02", Severity.WARNING, "Wanted work finds no beds")
CLOSED = Rule("SIT-03", Severity.ERROR, "Work runs at a closed site")
NO_SITE = Rule("SIT-04", Severity.WARNING, "No site of wanted work is open")
UNKNOWN_BEDS = Rule("SIT-05", Severity.NOTE, "The number of beds is unknown")
CLOSES = Rule("SIT-06", Severity.ERROR, "A site closes under running work")
BEDS_GO = Rule("SIT-07", Severity.WARNING, "Beds go that work to come counts on")
ABROAD = Rule("SIT-08", Severity.NOTE, "No site lies in the host's country")
NOWHERE = Rule("SIT-09", Severity.WARNING, "Wanted work has no site at all")
NO_WORK = Rule("SIT-10", Severity.NOTE, "No work is stated")

RULES = (
    *(NO_BEDS, NO_ROOM, CLOSED, NO_SITE, UNKNOWN_BEDS),
    *(CLOSES, BEDS_GO, ABROAD, NOWHERE, NO_WORK),
)


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
            message=f"At {mission.site(site).name}, {stretch.needed:,} people work "
            f"{stretch.days}, brought support included, but {stretch.short:,} of them have "
            "no bed.",
            remedy="Find more beds, or move work to another site.",
            sources=cited(rows),
            related=ids([*rows, *rows_at(mission, [site])]),
        )


def _rows(mission: Mission, site: SiteId) -> list[BedSpace]:
    return [one for one in mission.bed_spaces if one.site == site]


def beds_of_wanted_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work not yet begun whose posts alone exceed the beds of every site it may be at."""
    for activity, sites, days in waiting(mission):
        people = {site: asked(mission, activity.id, site).total() for site in sites}
        most = {site: _most_beds(mission, site, days) for site in sites}
        if any(there is None or there >= people[site] for site, there in most.items()):
            continue
        names = listed(
            f"{counted(people[site], 'bed')} at {mission.site(site).name}, which has {there:,}"
            for site, there in most.items()
        )
        rows = [row for site in sites for row in _rows(mission, site)]
        yield NO_ROOM.broken(
            about=activity.id,
            window=days,
            message=f"{activity.name} asks for {names}.",
            remedy="Find more beds, or make its posts fewer.",
            sources=cited(rows),
            related=(*sites, *ids([*rows, *mission.posts_of(activity.id)])),
        )


def _most_beds(mission: Mission, site: SiteId, days: Window) -> int | None:
    rows = _rows(mission, site)
    if not rows:
        return None
    parts = segments(days, (row.window for row in rows))
    return max(beds(mission, site, part) or 0 for part in parts)


def closed_sites(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find running work on days on which its site is closed, and work with no open site at all.

    A site that is open now and closes under work is a matter of SIT-06.
    """
    for activity, key, days in running(mission):
        site = mission.site(key)
        for gap in days.without([site.window]):
            if gap.start == site.window.end > mission.profile.as_of:
                continue
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


def sites_abroad(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find that no site lies in the host's country: its code may be misspelt, here or there."""
    host, countries = mission.profile.host, dict.fromkeys(one.country for one in mission.sites)
    if countries and host not in countries:
        yield ABROAD.broken(
            about=mission.profile.id,
            message=f"No site lies in {host}, the host's country as mission.toml has it; sites lie "
            f"in {listed(countries)}. So no caveat `{CaveatKind.OUT_OF_COUNTRY.value}` bars "
            "anybody.",
            remedy="Write one code of the country in both places, unless all work is abroad.",
            sources=cited(mission.sites),
            related=ids(mission.sites),
        )


def work_nowhere(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find wanted work without a mode: no plan holds it."""
    for activity, days in wanted(mission):
        if not mission.modes_of(activity.id) and in_horizon(mission, days) is not None:
            yield NOWHERE.broken(
                about=activity.id,
                message=f"No way to run {activity.name} is stated, so that no plan holds it.",
                remedy="State a mode of it: a site and a length.",
                sources=cited([activity]),
            )


def no_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find that there is no work to be planned at all."""
    if not mission.activities:
        yield NO_WORK.broken(
            about=mission.profile.id,
            message="The dossier states no work, so that every plan is empty.",
            remedy="State activities, and modes that say where they run.",
        )


def closing_sites(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find sites that close within the horizon under running work, and where that could go."""
    held: dict[SiteId, list[Activity]] = {}
    for activity, key, days in running(mission):
        day = mission.site(key).window.end
        if day in days and day > mission.profile.as_of:
            held.setdefault(key, []).append(activity)
    for key, works in held.items():
        yield _closes(mission, mission.site(key), works)


def _closes(mission: Mission, site: Site, held: list[Activity]) -> Finding:
    day = site.window.end
    work = present(mission, None, day)
    lost = [one for one in work if one.site == site.id]
    found = list(refuges(mission, lost, [one for one in work if one.site != site.id], day))
    housed = beds(mission, site.id, Window(day_before(day), day))
    people = counted(sum(one.people for one in lost), "person", "people")
    places = people if housed is None else f"{people} and {counted(housed, 'bed')}"
    going = [_going(one, [x for x in found if x.activity == one.activity.id]) for one in lost]
    return CLOSES.broken(
        about=site.id,
        window=Window(day),
        message=f"{site.name} closes on {day} while {listed(one.name for one in held)} "
        f"{'runs' if len(held) == 1 else 'run'} there: {places} lose their place. "
        f"{' '.join(going)}",
        remedy="Move the work before that day, have the site kept open, or plan its end.",
        sources=cited([site, *held]),
        related=(
            *(*ids(held), *dict.fromkeys(one.site for one in found)),
            *ids([*_rows(mission, site.id), *rows_at(mission, [site.id])]),
        ),
    )


def _going(one: Present, found: list[Refuge]) -> str:
    """Where work could go, as a sentence."""
    name = one.activity.name
    fitting = [refuge for refuge in found if refuge.fits]
    if any(refuge.mode for refuge in fitting):
        return f"{name} could go to {listed(x.name for x in fitting)}."
    if fitting:
        return f"No other way to run {name} is stated; {listed(x.name for x in fitting)} has room."
    if found:
        lacks = "; ".join(f"{x.name} lacks {listed(x.lacks)}" for x in found)
        return f"{name} can't go elsewhere: {lacks}."
    return f"No other way to run {name} is stated."


def beds_that_go(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days on which beds go that work not yet begun counts on, beside the work that runs.

    Where the beds no longer hold even the running work, that is SIT-01; where they never held
    the work to come, SIT-02.
    """
    wanted = {site for _, sites, _ in waiting(mission) for site in sites if len(sites) == 1}
    ends: dict[SiteId, set[date]] = {}
    for row in mission.bed_spaces:
        if row.site in wanted and row.window.end in mission.horizon.window:
            ends.setdefault(row.site, set()).add(row.window.end)
    states = timeline(mission) if ends else {}
    for key, days in ends.items():
        site = mission.site(key)
        for day in sorted(days):
            if mission.profile.as_of < day < site.window.end:
                yield from _beds_go(mission, site, day, _people(states.get(key, []), day))


def _people(states: list[tuple[Window, Standing]], day: date) -> int:
    """People whom running work and its support need at a site on a day."""
    there = [one for part, one in states if day in part]
    return sum(one.people if one.total is None else one.total for one in there)


def _beds_go(mission: Mission, site: Site, day: date, people: int) -> Iterator[Finding]:
    before = beds(mission, site.id, Window(day_before(day), day)) or 0
    after = beds(mission, site.id, Window.of_days(day, day)) or 0
    counting = [
        activity
        for activity, sites, days in waiting(mission)
        for posts in [asked(mission, activity.id, site.id).total()]
        if sites == (site.id,) and days.end > day and after < people + posts <= before
    ]
    if counting and people <= after < before:
        rows = [row for row in _rows(mission, site.id) if row.window.end == day]
        yield BEDS_GO.broken(
            about=site.id,
            window=Window(day),
            message=f"On {day}, {before - after:,} of {before:,} beds at {site.name} go. Beside "
            f"the {counted(people, 'person', 'people')} at work there, no room is left for "
            f"{listed(one.name for one in counting)}.",
            remedy="Keep the beds, find others, or start the work at another site.",
            sources=cited(rows),
            related=ids(
                [
                    *(*rows, *counting, *_rows(mission, site.id), *rows_at(mission, [site.id])),
                    *(post for one in counting for post in mission.posts_of(one.id)),
                ]
            ),
        )


CHECKS = (
    beds_of_running_work,
    beds_of_wanted_work,
    closed_sites,
    unknown_beds,
    closing_sites,
    beds_that_go,
    sites_abroad,
    work_nowhere,
    no_work,
)
