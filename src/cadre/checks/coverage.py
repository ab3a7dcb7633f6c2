"""Coverage checks: needs that nobody serves, and needs that several serve side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cadre.checks.words import cited, listed
from cadre.checks.work import in_horizon, running, wanted
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import ActivityId, NeedId, WorkId
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Need
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from cadre.mission.weeks import Window

UNSERVED_CRITICAL = Rule("COV-01", Severity.WARNING, "Nobody serves a critical need")
UNSERVED = Rule("COV-02", Severity.NOTE, "Nobody serves a need")
OVERLAP = Rule("COV-03", Severity.NOTE, "Several bodies serve one need at one institution")

RULES = (UNSERVED_CRITICAL, UNSERVED, OVERLAP)

OURS = "the mission"


def coverage(mission: Mission, plan: Plan | None) -> dict[NeedId, tuple[float, ...]]:
    """Share of each need that is met in each week of the horizon, by the rule of section 4.

    A need is met to 1 - prod(1 - strength) over all work that serves it in the week: the
    starts of `plan`, or begun work without one, and partners' activities in the weeks that
    lie whole in their windows.

    Returns:
        For each need, a share of 0 to 1 for each week of the horizon.
    """
    horizon = mission.horizon if plan is None else plan.horizon
    runs = _weeks_of_work(mission, plan)
    for one in mission.partner_activities:
        runs[WorkId(one.id)] = horizon.covered([one.window])
    unmet = {need.id: [1.0] * horizon.weeks for need in mission.needs}
    for effect in mission.effects:
        weeks = runs.get(effect.work)
        if weeks is None or effect.need not in unmet:
            continue
        for week, there in enumerate(weeks):
            if there:
                unmet[effect.need][week] *= 1 - effect.strength
    return {need: tuple(1 - share for share in shares) for need, shares in unmet.items()}


def _weeks_of_work(mission: Mission, plan: Plan | None) -> dict[WorkId, tuple[bool, ...]]:
    if plan is not None:
        return {
            WorkId(start.activity): tuple(
                start.week <= week < start.end for week in range(plan.horizon.weeks)
            )
            for start in plan.starts
        }
    horizon = mission.horizon
    return {
        WorkId(activity.id): tuple(
            week in horizon.overlapped(days) for week in range(horizon.weeks)
        )
        for activity, _, days in running(mission)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One piece of work that serves a need within the horizon.

    Attributes:
        body: Who does it: the mission or a partner.
        work: Id of the work.
        name: Its name.
        window: Its days.
        places: Where, as far as known: ids of sites, or a place in words.
        row: Its row.
    """

    body: str
    work: WorkId
    name: str
    window: Window
    places: frozenset[str]
    row: Row


def serving(mission: Mission) -> dict[WorkId, Serving]:
    """All work within the horizon, of the mission and of partners, wanted or running."""
    found: dict[WorkId, Serving] = {}
    for activity, days in wanted(mission):
        inside = in_horizon(mission, days)
        if inside is not None:
            found[WorkId(activity.id)] = Serving(
                body=OURS,
                work=WorkId(activity.id),
                name=activity.name,
                window=inside,
                places=_sites(mission, activity.id),
                row=activity,
            )
    for one in mission.partner_activities:
        inside = in_horizon(mission, one.window)
        if inside is not None:
            found[WorkId(one.id)] = Serving(
                body=mission.partner(one.partner).name,
                work=WorkId(one.id),
                name=one.name,
                window=inside,
                places=frozenset(place for place in (one.site, one.place) if place),
                row=one,
            )
    return found


def _sites(mission: Mission, activity: ActivityId) -> frozenset[str]:
    return frozenset(str(mode.site) for mode in mission.modes_of(activity))


def needs(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find needs that no work in the horizon serves, and those that several bodies serve.

    Bodies overlap when they serve one need on one day, not at places known to differ.
    """
    works = serving(mission)
    by_need: dict[NeedId, list[Effect]] = {}
    for effect in mission.effects:
        if effect.strength > 0 and effect.work in works:
            by_need.setdefault(effect.need, []).append(effect)
    for need in mission.needs:
        served = [works[effect.work] for effect in by_need.get(need.id, [])]
        if not served:
            yield _unserved(mission, need)
        overlapping = [one for one in served if any(_overlap(one, other) for other in served)]
        if overlapping:
            yield _overlapping(mission, need, overlapping)


def _overlap(one: Serving, other: Serving) -> bool:
    apart = one.places and other.places and not one.places & other.places
    return one.body != other.body and one.window.overlaps(other.window) and not apart


def _unserved(mission: Mission, need: Need) -> Finding:
    institution = mission.institution(need.institution)
    matters = ", though the mission fails without it" if need.critical else ""
    return (UNSERVED_CRITICAL if need.critical else UNSERVED).broken(
        about=need.id,
        message=f"Nobody serves {need.name} at {institution.name} within the horizon{matters}.",
        remedy="Plan work for it, or agree with a partner who takes it.",
        sources=cited([need]),
        related=(institution.id,),
    )


def _overlapping(mission: Mission, need: Need, works: list[Serving]) -> Finding:
    institution = mission.institution(need.institution)
    bodies = listed(f"{one.body} ({one.name})" for one in works)
    return OVERLAP.broken(
        about=need.id,
        window=Window(min(x.window.start for x in works), max(x.window.end for x in works)),
        message=f"Side by side, {bodies} serve {need.name} at {institution.name}.",
        remedy="Agree who does what, or take turns.",
        sources=cited([need, *(one.row for one in works)]),
        related=(institution.id, *(one.work for one in works)),
    )


CHECKS = (needs,)
