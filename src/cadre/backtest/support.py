"""Questions about support, beds and sites, and what falls when they go."""

from __future__ import annotations

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.checks import standing
from cadre.checks.loss import Loss, losses
from cadre.checks.standing import standings
from cadre.checks.work import running
from cadre.mission.cases import Case
from cadre.mission.halts import open_windows
from cadre.mission.ids import PartnerId, SiteId
from cadre.mission.weeks import Window


def _loss(world: World, case: Case) -> Loss:
    provider = world.row(case.subject[0] if case.subject else "", "partners").id
    return losses(world.mission, None, PartnerId(provider), world.day(case))


def lost(world: World, case: Case) -> Answer:
    """The kinds of support that go with a provider on a day, at the sites in `at` or at all."""
    world.refuse_strangers(case.at, ("sites",))
    found = [
        str(kind)
        for site, kinds in _loss(world, case).enablers.items()
        if not case.at or site in case.at
        for kind in kinds
    ]
    return Answer(tuple(dict.fromkeys(found)), table="enablers")


def stops(world: World, case: Case) -> Answer:
    """The running work that stops when a provider leaves on a day."""
    found = _loss(world, case)
    stopped = tuple(str(key) for key in found.stops)
    return Answer(stopped, _before_and_after(found), table="activities")


def people_with(world: World, case: Case) -> Answer:
    """People needed on a day while a provider is there, brought support included."""
    found = _loss(world, case)
    return Answer(None if found.before is None else float(found.before))


def people_without(world: World, case: Case) -> Answer:
    """People needed on a day without a provider; none when no force is large enough."""
    found = _loss(world, case)
    return Answer(None if found.after is None else float(found.after), _before_and_after(found))


def brought(world: World, case: Case) -> Answer:
    """People to be brought without a provider, of the enabler `kind` or of all."""
    world.refuse_strangers([case.kind] if case.kind else [], ("enablers",))
    found = _loss(world, case).brought
    people = sum(n for kind, n in found.items() if case.kind in ("", kind))
    return Answer(float(people), ", ".join(f"{kind} {n}" for kind, n in found.items()))


def _before_and_after(found: Loss) -> str:
    return f"{found.before} people needed with it, {found.after} without"


def providers(world: World, case: Case) -> Answer:
    """Who lends support on a day: of the enabler `kind` or any, at the sites in `at` or all."""
    world.refuse_strangers([case.kind] if case.kind else [], ("enablers",))
    world.refuse_strangers(case.at, ("sites",))
    day = world.day(case)
    found = [
        str(one.provider)
        for one in world.mission.supports
        if day in one.window
        and case.kind in ("", one.enabler)
        and (not case.at or one.site in case.at)
    ]
    return Answer(tuple(dict.fromkeys(found)), table="partners")


def open_sites(world: World, case: Case) -> Answer:
    """The sites that are open to the mission on a day."""
    day = world.day(case)
    found = (
        str(site.id)
        for site in world.mission.sites
        if any(day in window for window in open_windows(world.mission, site.id))
    )
    return Answer(tuple(found), table="sites")


def displaced(world: World, case: Case) -> Answer:
    """The running work that loses its place when the sites named close on a day."""
    day = world.day(case)
    keys = {world.row(key, "sites").id for key in case.subject}
    here = [one for one in standings(world.mission, None, day) if one.site in keys]
    found = dict.fromkeys(str(work.activity.id) for one in here for work in one.work)
    due = (
        str(activity.id)
        for activity, site, days in running(world.mission)
        if site in keys and day in days
    )
    people = sum(one.people for one in here)
    return Answer(tuple(dict.fromkeys([*found, *due])), f"{people} people", table="activities")


def beds(world: World, case: Case) -> Answer:
    """Beds at the sites named on a day; none when the dossier states none, which isn't zero."""
    day = world.day(case)
    counted = [
        standing.beds(world.mission, SiteId(world.row(key, "sites").id), Window.of_days(day, day))
        for key in case.subject
    ]
    known = [one for one in counted if one is not None]
    return Answer(float(sum(known)) if len(known) == len(counted) else None)
