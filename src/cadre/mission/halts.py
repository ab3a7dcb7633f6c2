"""Halts: which pauses stop which work, and on which days. Lost time is the union of pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from cadre.errors import UnknownIdError
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority
from cadre.mission.cover import Cover, covers, full_cover, holding, own_law, with_bases
from cadre.mission.ids import NationId, ProgrammeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.plans import Start
from cadre.mission.rows import Row
from cadre.mission.sites import Site
from cadre.mission.training import Programme
from cadre.mission.weeks import Window, common_to_all, union


def unpaused(mission: Mission) -> Mission:
    """The mission as it would be if nothing had ever been paused."""
    if not mission.pauses:
        return mission
    return mission.once("unpaused", lambda: replace(mission, pauses=()))


def with_only(mission: Mission, pause: Pause) -> Mission:
    """The mission as it would be if `pause` were its only pause."""
    alone = replace(mission, pauses=(pause,))
    # What is worked out without any pause is the same for all of them.
    alone.once("unpaused", lambda: unpaused(mission))
    return alone


def halting(mission: Mission, programme: ProgrammeId, site: SiteId) -> tuple[Pause, ...]:
    """The pauses that halt work of `programme` at `site`, whatever law says on these days."""
    return tuple(
        one
        for one in mission.pauses
        if one.halts_all or site in one.sites or programme in one.programmes
    )


def naming_law_of(mission: Mission, nations: Iterable[NationId]) -> tuple[Pause, ...]:
    """The pauses that name the nations' own law, or what that rests on."""
    law = {one.id for nation in nations for one in own_law(mission, nation)}
    return tuple(one for one in mission.pauses if not law.isdisjoint(one.authorities))


def open_windows(mission: Mission, site: SiteId) -> tuple[Window, ...]:
    """The days on which a site is open to work: its window without the pauses that name it."""
    shut = (one.window for one in mission.pauses if site in one.sites)
    return mission.site(site).window.without(shut)


def working_windows(mission: Mission, activity: Activity, site: SiteId) -> tuple[Window, ...]:
    """The days on which no pause of its site, its programme or all work halts `activity`.

    Days on which the site isn't open are none of them. Law isn't asked.
    """
    halts = halting(mission, activity.programme, site)
    return mission.site(site).window.without(one.window for one in halts)


def halted_weeks(mission: Mission, activity: Activity, site: SiteId) -> frozenset[int]:
    """The weeks of the horizon in which nothing but pauses keeps `activity` from its work.

    In such a week the site would be open and all law that is there or may come would hold on
    all seven days, but a pause takes away at least one.
    """
    if not mission.pauses:
        return frozenset()
    key = ("halted", activity.programme, activity.cover, site)
    return mission.once(key, lambda: _halted_weeks(mission, activity, site))


def _halted_weeks(mission: Mission, activity: Activity, site: SiteId) -> frozenset[int]:
    free, held = (_weeks(one, activity, site) for one in (unpaused(mission), mission))
    return frozenset(week for week, may in enumerate(free) if may and not held[week])


def _weeks(mission: Mission, activity: Activity, site: SiteId) -> tuple[bool, ...]:
    lawful = full_cover(covers(mission, activity, site), "hoped")
    open_to_it = working_windows(mission, activity, site)
    return mission.horizon.covered(common_to_all([lawful, open_to_it]))


def halts_of(mission: Mission, activity: Activity, site: SiteId) -> tuple[Pause, ...]:
    """All pauses that take days from `activity` at `site`: directly, or from its law."""
    named = {one.id for one in halting(mission, activity.programme, site)}
    leaned_on = {
        base.id
        for cover in covers(mission, activity, site)
        for one in cover.authorities
        for base in with_bases(mission, one)
    }
    return tuple(
        one
        for one in mission.pauses
        if one.id in named or not leaned_on.isdisjoint(one.authorities)
    )


def behind_start(mission: Mission, start: Start) -> tuple[str, ...]:
    """Ids of the rows that tell of a start: its work, its law, what it waits for, its pauses."""
    halts = halts_of(mission, mission.activity(start.activity), start.site)
    return (start.activity, *start.rests_on, *start.waits_for, *(str(one.id) for one in halts))


def lost_days(mission: Mission, activity: Activity, site: SiteId) -> tuple[Window, ...]:
    """The days that pauses take from `activity` at `site`, each once.

    Lost is a day on which a pause halts the work itself, or on which a kind of authority in
    force that it needs would hold but for a pause, whether or not the other kinds do.
    """
    key = ("lost", activity.programme, activity.cover, site)
    return mission.once(key, lambda: _lost_days(mission, activity, site))


def _lost_days(mission: Mission, activity: Activity, site: SiteId) -> tuple[Window, ...]:
    direct = [one.window for one in halting(mission, activity.programme, site)]
    pairs = zip(
        covers(unpaused(mission), activity, site), covers(mission, activity, site), strict=True
    )
    return union([*direct, *(day for free, held in pairs for day in _lost(free, held))])


def _lost(free: Cover, held: Cover) -> tuple[Window, ...]:
    return tuple(gap for day in free.firm for gap in day.without(held.firm))


def paused(mission: Mission, subject: str = "", span: Window | None = None) -> tuple[Window, ...]:
    """The days within `span` on which something is paused, as windows that don't touch.

    Args:
        mission: The mission.
        subject: An activity (paused where all the sites of its modes are; once begun, at the
            first), a site, an authority (with what it rests on, on days on which it would hold
            otherwise), a programme (itself, or all its begun work), or a pause itself: of one
            id the first of these. Empty asks for any pause of the mission.
        span: The days asked about; None is all of time.

    Raises:
        UnknownIdError: The mission has no such activity, site, authority, programme or pause.
    """
    return common_to_all([(span or Window(),), _days_paused(mission, subject)])


def _days_paused(mission: Mission, subject: str) -> tuple[Window, ...]:
    if not subject:
        return union(one.window for one in mission.pauses)
    for kind, days in _HOW.items():
        for row in mission.named(subject):
            if isinstance(row, kind):
                return days(mission, row)
    tables = (mission.activities, mission.sites, mission.authorities, mission.programmes)
    known = sorted(str(row.id) for table in (*tables, mission.pauses) for row in table)
    raise UnknownIdError("activity, site, authority, programme or pause", subject, known)


def _of_activity(mission: Mission, activity: Activity) -> tuple[Window, ...]:
    sites = dict.fromkeys(mode.site for mode in mission.modes_of(activity.id))
    asked = list(sites)[:1] if mission.has_begun(activity) else list(sites)
    return common_to_all(lost_days(mission, activity, site) for site in asked) if asked else ()


def _of_site(mission: Mission, site: Site) -> tuple[Window, ...]:
    halts = (one for one in mission.pauses if one.halts_all or site.id in one.sites)
    return common_to_all([(site.window,), (one.window for one in halts)])


def _of_authority(mission: Mission, authority: Authority) -> tuple[Window, ...]:
    believed = None if authority.in_force else 0.0
    free, held = (holding(one, believed)[authority.id] for one in (unpaused(mission), mission))
    return tuple(gap for day in free for gap in day.without(held))


def _of_programme(mission: Mission, programme: Programme) -> tuple[Window, ...]:
    """The days on which it is halted itself, or all its work that has begun is."""
    halts = (one for one in mission.pauses if one.halts_all or programme.id in one.programmes)
    works = [
        _of_activity(mission, one)
        for one in mission.activities
        if one.programme == programme.id and mission.has_begun(one)
    ]
    return union([*(one.window for one in halts), *(common_to_all(works) if works else ())])


_HOW: dict[type[Row], Callable[..., tuple[Window, ...]]] = {
    Activity: _of_activity,
    Site: _of_site,
    Authority: _of_authority,
    Programme: _of_programme,
    Pause: lambda _, pause: (pause.window,),
}
"""How the days are found on which each kind of thing is paused; of one id the first counts."""
