"""Limits: caveats can be checked, and tours are no longer than nations allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import running, waiting
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import NationId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.weeks import NEVER, WEEK, Window

UNFIT = Rule("FOR-13", Severity.WARNING, "A caveat's columns don't fit its kind")
UNCHECKED = Rule("FOR-31", Severity.NOTE, "A caveat can't be checked")
TOUR = Rule("FOR-14", Severity.WARNING, "A pledge lasts longer than its nation's longest tour")

RULES = (UNFIT, TOUR, UNCHECKED)

COLUMNS = ("sites", "activities", "institutions", "partners", "travel", "people", "weeks", "days")
"""The columns of which a kind needs one, or none."""

NEEDS: dict[CaveatKind, str] = {
    CaveatKind.LOCATION_ALLOW: "sites",
    CaveatKind.LOCATION_DENY: "sites",
    CaveatKind.ACTIVITY_DENY: "activities",
    CaveatKind.AUDIENCE_DENY: "institutions",
    CaveatKind.PARTNER_DENY: "partners",
    CaveatKind.TRAVEL_DENY: "travel",
    CaveatKind.EVACUATION: "partners",
    CaveatKind.APPROVAL: "days",
    CaveatKind.HEADCOUNT_CAP: "people",
    CaveatKind.TOUR_MAX: "weeks",
}
"""The column that each kind is checked by; kinds without one bar as they are."""

MAY_HAVE: dict[CaveatKind, frozenset[str]] = {CaveatKind.HEADCOUNT_CAP: frozenset({"sites"})}
"""Columns that narrow a kind down: a highest number may be meant for some sites only."""


def unfit_caveats(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find caveats without the column that their kind is checked by, or with one that it isn't.

    Caveats that no longer hold on the as-of day aren't looked at.
    """
    for caveat in mission.caveats:
        if caveat.window.end <= mission.profile.as_of:
            continue
        need = NEEDS.get(caveat.kind, "")
        stated = {name for name in COLUMNS if getattr(caveat, name) not in ((), None)}
        idle = stated - {need} - MAY_HAVE.get(caveat.kind, frozenset())
        if need and need not in stated:
            yield _unfit(mission, caveat, f"names no `{need}`", f"Fill in `{need}`")
        if idle:
            names = listed(f"`{name}`" for name in COLUMNS if name in idle)
            yield _unfit(mission, caveat, f"isn't checked by {names}", f"Empty {names}")


def _unfit(mission: Mission, caveat: Caveat, what: str, remedy: str) -> Finding:
    nation = mission.nation(caveat.nation).name
    return UNFIT.broken(
        about=caveat.id,
        message=f"{nation}'s caveat of the kind {caveat.kind.value} {what}: {caveat.statement}",
        remedy=f"{remedy}, or give the caveat the kind that it is.",
        sources=cited([caveat]),
    )


def unchecked_caveats(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find caveats that bar nobody only because the dossier lacks what they are checked against.

    Looked at are caveats that hold within the horizon, of nations that pledge people. A site whose
    ways nobody has written down is barred to nobody who won't travel; where nobody has said who
    lends support, no partner's is refused; and a highest number for some sites can be held against
    a plan only, since pledges don't say where their people serve.
    """
    ahead = Window(mission.profile.as_of, mission.horizon.window.end)
    pledging = {one.nation for one in mission.pledges if one.window.overlaps(ahead)}
    for caveat in mission.caveats:
        if caveat.nation in pledging and caveat.window.overlaps(ahead):
            why, remedy = _unchecked(mission, caveat)
            if why:
                nation = mission.nation(caveat.nation).name
                yield UNCHECKED.broken(
                    about=caveat.id,
                    message=f"{nation}'s caveat of the kind {caveat.kind.value} {why}: "
                    f"{caveat.statement}",
                    remedy=remedy,
                    sources=cited([caveat]),
                )


def _unchecked(mission: Mission, caveat: Caveat) -> tuple[str, str]:
    """Why a caveat can't be checked, as part of a sentence, and what to do; empty when it can."""
    if caveat.kind is CaveatKind.TRAVEL_DENY and caveat.travel:
        sites = [one for one in _sites(mission) if not mission.site(one).reached_by]
        if sites:
            where = listed(mission.site(one).name for one in sites)
            return f"can't be checked at {where}: nobody has said how to get there", (
                "Fill in `reached_by` of these sites."
            )
    if caveat.kind is CaveatKind.PARTNER_DENY and caveat.partners:
        sites = [one for one in _sites(mission, leaning=True) if not mission.supports_at(one)]
        if sites:
            where = listed(mission.site(one).name for one in sites)
            return f"can't be checked at {where}: nobody has said who lends support there", (
                "State in `supports` who lends what there."
            )
    if caveat.kind is CaveatKind.HEADCOUNT_CAP and caveat.sites:
        cap, offered = caveat.people, _offered(mission)[caveat.nation]
        if cap is not None and offered > cap:
            return "is for some sites only, and pledges don't say where people serve", (
                "Make a plan: plans are held against it."
            )
    return "", ""


@once
def _offered(mission: Mission) -> Counter[NationId]:
    """People that each nation pledges in all."""
    people = Counter[NationId]()
    for one in mission.pledges:
        people[one.nation] += one.people
    return people


@once
def _sites(mission: Mission, *, leaning: bool = False) -> tuple[SiteId, ...]:
    """The sites at which work runs or may run; `leaning` takes only work that needs support."""
    found = [(activity, site) for activity, site, _ in running(mission)]
    found += [(activity, site) for activity, sites, _ in waiting(mission) for site in sites]
    return tuple(dict.fromkeys(site for work, site in found if work.enablers or not leaning))


def tours_too_long(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges that go on after their nation's longest tour, and nobody relieves them.

    A relief is another pledge of the skill that begins while the tour lasts, or as it ends, and
    has days after it. Several together relieve a pledge when they have its people.
    """
    for caveat in mission.caveats:
        if caveat.kind is not CaveatKind.TOUR_MAX or not caveat.weeks:
            continue
        for pledge in mission.pledges:
            end = _tour_end(mission, caveat, pledge)
            if end is not None and _relief(mission, pledge, end) < pledge.people:
                yield _too_long(mission, caveat, pledge, end)


def _tour_end(mission: Mission, caveat: Caveat, pledge: Pledge) -> date | None:
    """The first day after the tour, if the pledge goes on then, within the horizon."""
    if pledge.nation != caveat.nation or pledge.window.first is None or caveat.weeks is None:
        return None
    end = pledge.window.start + caveat.weeks * WEEK
    ahead = Window(mission.profile.as_of, mission.horizon.window.end)
    later = Window(end, NEVER).common(pledge.window)
    over = later is not None and later.overlaps(ahead) and caveat.window.overlaps(later)
    return end if over else None


def _relief(mission: Mission, pledge: Pledge, end: date) -> int:
    return sum(
        one.people
        for one in mission.pledges
        if one.skill == pledge.skill
        and one.id != pledge.id
        and pledge.window.start < one.window.start <= end < one.window.end
    )


def _too_long(mission: Mission, caveat: Caveat, pledge: Pledge, end: date) -> Finding:
    nation, skill = mission.nation(pledge.nation).name, mission.skill(pledge.skill).name
    return TOUR.broken(
        about=pledge.id,
        window=Window(end, pledge.window.end),
        message=f"{nation}'s {pledge.people:,} for {skill} are pledged {pledge.window}, "
        f"but its longest tour of {counted(caveat.weeks or 0, 'week')} is over on "
        f"{day_before(end)}, and no pledge relieves them.",
        remedy="Ask the nation for the relief, and pledge it from that day.",
        sources=cited([pledge, caveat]),
        related=ids([caveat]),
    )


CHECKS = (unfit_caveats, tours_too_long, unchecked_caveats)
