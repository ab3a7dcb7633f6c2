"""Limits: caveats can be checked, and tours are no longer than nations allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadre.checks.words import cited, counted, day_before, ids, listed
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import NEVER, WEEK, Window

UNFIT = Rule("FOR-13", Severity.WARNING, "A caveat's columns don't fit its kind")
TOUR = Rule("FOR-14", Severity.WARNING, "A pledge lasts longer than its nation's longest tour")

RULES = (UNFIT, TOUR)

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
        message=f"{nation}'s {pledge.people} for {skill} are pledged {pledge.window}, "
        f"but its longest tour of {counted(caveat.weeks or 0, 'week')} is over on "
        f"{day_before(end)}, and no pledge relieves them.",
        remedy="Ask the nation for the relief, and pledge it from that day.",
        sources=cited([pledge, caveat]),
        related=ids([caveat]),
    )


CHECKS = (unfit_caveats, tours_too_long)
