"""Enabler checks: support is there for as long as work runs, and doesn't hang on one alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cadre.checks.caveat import barring
from cadre.checks.loss import Loss, losses
from cadre.checks.standing import Standing, rows_at, supporters
from cadre.checks.timeline import timeline, with_added
from cadre.checks.words import cited, day_before, ids, listed
from cadre.checks.work import Stretch, running, stretches, waiting
from cadre.mission.activities import Activity
from cadre.mission.enablers import EnablerKind, Support
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import EnablerId, PartnerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.transfers import lends, lent_days
from cadre.mission.weeks import Window, union

SHORT = Rule("ENA-01", Severity.ERROR, "Support for running work is neither lent nor offered")
BROUGHT = Rule("ENA-02", Severity.NOTE, "Support for running work must be brought")
NOWHERE = Rule("ENA-03", Severity.WARNING, "Wanted work lacks support at all of its sites")
ONE_ALONE = Rule("ENA-04", Severity.WARNING, "One provider alone lends support")
ENDS = Rule("ENA-05", Severity.WARNING, "Lent support ends within the horizon")
MAY_LEAVE = Rule("ENA-06", Severity.WARNING, "A provider may leave within the horizon")
NO_SIZE = Rule(
    "ENA-07", Severity.WARNING, "Support can't be met at any size once it is no longer lent"
)
OVERSTAYS = Rule("ENA-08", Severity.WARNING, "Support is stated beyond its provider's stay")
NO_KIND = Rule("ENA-09", Severity.WARNING, "A caveat asks for a kind of support that none is of")

RULES = (SHORT, BROUGHT, NOWHERE, ONE_ALONE, ENDS, MAY_LEAVE, NO_SIZE, OVERSTAYS, NO_KIND)


def support_of_running_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find kinds of support that running work lacks at its site, by the fixed point."""
    for site, states in timeline(mission).items():
        yield from _of_site(mission, site, states)


def _of_site(
    mission: Mission, site: SiteId, states: list[tuple[Window, Standing]]
) -> Iterator[Finding]:
    kinds = dict.fromkeys(kind for _, one in states for kind in one.brought or ())
    for kind in kinds:
        lacking = ((part, one.short.get(kind, 0), _brought(one, kind)) for part, one in states)
        for stretch in stretches(lacking):
            yield _short(mission, site, kind, stretch)
        offered = ((part, 0 if kind in one.short else _brought(one, kind)) for part, one in states)
        for stretch in stretches((part, people, people) for part, people in offered):
            yield _to_bring(mission, site, kind, stretch)
    for part, one in states:
        if one.brought is None:
            yield _without_end(mission, site, part)
            break


def _brought(one: Standing, kind: EnablerId) -> int:
    return (one.brought or {}).get(kind, 0)


def _short(mission: Mission, site: SiteId, kind: EnablerId, stretch: Stretch) -> Finding:
    name, where = mission.enabler(kind).name, mission.site(site).name
    held = _needing(mission, kind, site)
    return SHORT.broken(
        about=site,
        window=stretch.window,
        message=f"At {where}, {counted(stretch.short, 'person', 'people')} for {name} are missing "
        f"{stretch.days}: {stretch.needed:,} must be brought, and no pledge offers that many.",
        remedy=f"Have {name} lent or pledged there, or stop {listed(x.name for x in held)}.",
        sources=cited([mission.enabler(kind), *_lending(mission, kind, site)]),
        related=(kind, *ids([*held, *rows_at(mission, [site])])),
    )


def _to_bring(mission: Mission, site: SiteId, kind: EnablerId, stretch: Stretch) -> Finding:
    name, where = mission.enabler(kind).name, mission.site(site).name
    return BROUGHT.broken(
        about=site,
        window=stretch.window,
        message=f"At {where}, the mission itself must bring "
        f"{counted(stretch.short, 'person', 'people')} for {name} {stretch.days}.",
        remedy="Plan their beds, or have the support lent.",
        sources=cited([mission.enabler(kind), *_lending(mission, kind, site)]),
        related=(kind, *ids(rows_at(mission, [site]))),
    )


def _without_end(mission: Mission, site: SiteId, part: Window) -> Finding:
    return SHORT.broken(
        about=site,
        window=part,
        message=f"At {mission.site(site).name}, what is short asks for a person or more for "
        f"each person present {part}: no force is large enough.",
        remedy="Have one of the kinds lent, or lower its need for each person.",
    )


def _needing(mission: Mission, kind: EnablerId, site: SiteId) -> list[Activity]:
    return [work for work, where, _ in running(mission) if where == site and kind in work.enablers]


def _lending(mission: Mission, kind: EnablerId, site: SiteId) -> list[Support]:
    return [one for one in mission.supports if one.site == site and one.enabler == kind]


def support_of_wanted_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work not yet begun that on no day gets the support it needs, at any of its sites."""
    for activity, sites, days in waiting(mission):
        lacking = {site: _lacking(mission, activity, site, days) for site in sites}
        if not all(lacking.values()):
            continue
        site, short = min(lacking.items(), key=lambda one: sum(one[1].values()))
        names = listed(
            f"{mission.enabler(kind).name} ({people:,} short)" for kind, people in short.items()
        )
        yield NOWHERE.broken(
            about=activity.id,
            window=days,
            message=f"{activity.name} lacks support at {mission.site(site).name}, neither lent "
            f"nor pledged: {names}.",
            remedy="Have it lent or pledged before the work is planned.",
            sources=cited([activity, *(mission.enabler(kind) for kind in short)]),
            related=(
                *short,
                *sites,
                *ids([*mission.posts_of(activity.id), *rows_at(mission, sites)]),
            ),
        )


def _lacking(
    mission: Mission, activity: Activity, site: SiteId, days: Window
) -> Mapping[EnablerId, int]:
    """People short by kind on the best day of `days`, beside the work that runs at the site."""
    best: Mapping[EnablerId, int] | None = None
    for one in with_added(mission, activity, site, days):
        short = {k: n for k, n in one.short.items() if k in activity.enablers}
        if one.brought is not None and (best is None or sum(short.values()) < sum(best.values())):
            best = short
        if best == {}:
            break
    return dict.fromkeys(activity.enablers, 1) if best is None else best


def own_kinds(mission: Mission, site: SiteId, days: Window) -> set[EnablerId]:
    """The kinds of support that some nation pledges and its caveats let it bring to a site."""
    return {
        kind
        for kind, pledges in supporters(mission).items()
        if any(
            one.window.overlaps(days) and not barring(mission, one.nation, (None, site), days)
            for one in pledges
        )
    }


def needed_kinds(mission: Mission) -> dict[SiteId, set[EnablerId]]:
    """The kinds of support that running or wanted work needs, by the sites it may be at."""
    found: dict[SiteId, set[EnablerId]] = {}
    for activity, site, _ in running(mission):
        found.setdefault(site, set()).update(activity.enablers)
    for activity, sites, _ in waiting(mission):
        for site in sites:
            found.setdefault(site, set()).update(activity.enablers)
    return found


def single_points_of_failure(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find sites where one provider alone lends kinds of support that work there needs.

    A kind that nations pledge in the number needed without the provider doesn't hang on it.
    """
    ahead = Window(mission.profile.as_of, mission.horizon.window.end)
    lone: dict[PartnerId, dict[SiteId, list[EnablerId]]] = {}
    for site, kinds in needed_kinds(mission).items():
        for kind in sorted(kinds):
            there = [one for one in _lending(mission, kind, site) if lends(mission, one, ahead)]
            if len({one.provider for one in there}) == 1:
                lone.setdefault(there[0].provider, {}).setdefault(site, []).append(kind)
    for provider, by_site in lone.items():
        loss = losses(mission, plan, provider, mission.profile.as_of)
        short = {one.site: one.short for one in loss.sites}
        for site, kinds_there in by_site.items():
            own = own_kinds(mission, site, ahead)
            some = [k for k in kinds_there if k not in own or k in short.get(site, ())]
            if some:
                yield _alone(mission, loss, site, some)


def _alone(mission: Mission, loss: Loss, site: SiteId, kinds: list[EnablerId]) -> Finding:
    partner, where = mission.partner(loss.provider), mission.site(site).name
    names = listed(mission.enabler(kind).name for kind in kinds)
    verb = "hangs" if len(kinds) == 1 else "hang"
    lending = [one for kind in kinds for one in _lending(mission, kind, site)]
    return ONE_ALONE.broken(
        about=site,
        message=f"At {where}, {names} {verb} on {partner.name} alone."
        f"{_meaning(mission, loss, site)}",
        remedy="Find a second provider, or have support of the mission's own pledged.",
        sources=cited(lending),
        related=(partner.id, *kinds, *ids(rows_at(mission, [site]))),
    )


def _meaning(mission: Mission, loss: Loss, site: SiteId | None) -> str:
    """What a loss means at a site, or in all, as one or two sentences with a blank before."""
    there = [one for one in loss.sites if site in (None, one.site)]
    before = loss.before if site is None else next((one.before for one in there), None)
    after = loss.after if site is None else next((one.after for one in there), None)
    stops = [mission.activity(key).name for one in there for key in one.stops]
    parts = []
    if before is not None and after is not None and after != before:
        parts.append(f" Without it, {after:,} people are needed there instead of {before:,}.")
    elif before is not None and after is None:
        parts.append(" Without it, no force is large enough.")
    if stops:
        parts.append(f" It would stop {listed(stops, 4)}.")
    return "".join(parts)


def ending_support(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days within the horizon on which a provider's support ends under work that needs it."""
    needed = needed_kinds(mission)
    windows: dict[tuple[PartnerId, SiteId, EnablerId], list[tuple[Window, Support]]] = {}
    for one in mission.supports:
        days = lent_days(mission, one)
        if one.enabler in needed.get(one.site, ()) and days is not None:
            windows.setdefault((one.provider, one.site, one.enabler), []).append((days, one))
    ends: dict[tuple[PartnerId, date], list[Support]] = {}
    for (provider, _, _), lent in windows.items():
        for window in union(days for days, _ in lent):
            if mission.profile.as_of < window.end < mission.horizon.window.end:
                ending = [row for days, row in lent if days.end == window.end]
                ends.setdefault((provider, window.end), []).extend(ending)
    for (provider, end), rows in sorted(ends.items()):
        yield _ending(mission, mission.partner(provider), end, rows)


def _ending(mission: Mission, partner: Partner, end: date, rows: list[Support]) -> Finding:
    kinds = listed(mission.enabler(one.enabler).name for one in rows)
    where = listed(mission.site(one.site).name for one in rows)
    return ENDS.broken(
        about=partner.id,
        window=Window(end),
        message=f"{partner.name} lends {kinds} at {where} only until {day_before(end)}.",
        remedy="Have it prolonged, or have what replaces it there by that day.",
        sources=cited(rows),
        related=tuple(dict.fromkeys(key for one in rows for key in (one.id, one.site))),
    )


def leaving_providers(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find providers that may leave within the horizon, and what falls with them."""
    horizon = mission.horizon.window
    for partner in mission.partners:
        leaves = partner.leaves
        if leaves is None or partner.leave_belief <= 0 or leaves.earliest >= horizon.end:
            continue
        day = max(leaves.likely, mission.profile.as_of)
        loss = losses(mission, plan, partner.id, day)
        lent = dict.fromkeys(kind for some in loss.enablers.values() for kind in some)
        names = listed(mission.enabler(kind).name for kind in lent)
        if lent:
            yield MAY_LEAVE.broken(
                about=partner.id,
                window=Window(day),
                message=f"{partner.name} may leave, planned for {leaves} and with a belief of "
                f"{partner.leave_belief:g}; with it would go {names}."
                f"{_meaning(mission, loss, None).replace(' there', '')}",
                remedy="Prepare its replacement, and say which work stops first.",
                sources=cited([partner]),
                related=(
                    *(*lent, *loss.enablers, *loss.stops),
                    *ids(rows_at(mission, [one.site for one in loss.sites])),
                ),
            )


def shares_without_end(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find kinds of support that work at a site needs and that no force could bring by itself.

    That is so when they ask together for a person or more for each person present: whoever is
    brought needs as many again. It does no harm while enough of it is lent.
    """
    sites: dict[frozenset[EnablerId], list[SiteId]] = {}
    for site, needed in needed_kinds(mission).items():
        sites.setdefault(frozenset(needed), []).append(site)
    for kinds, where in sites.items():
        enablers = [one for one in mission.enablers if one.id in kinds]
        share = sum(one.per_person.likely for one in enablers)
        # The tolerance keeps 0.1 + 0.2 + 0.7 from staying below 1 by rounding.
        if share >= 1 - 1e-9:
            asking = [one for one in enablers if one.per_person.likely]
            yield NO_SIZE.broken(
                about=max(asking, key=lambda one: one.per_person.likely).id,
                message=f"At {listed(mission.site(one).name for one in where)}, {share:g} people "
                f"are needed for each person present, for {listed(x.name for x in asking)}: if "
                "nobody lends them, no force is large enough to support itself.",
                remedy="Lower `per_person`, or secure a second lender.",
                sources=cited(asking),
                related=(*ids(asking), *where),
            )


def support_beyond_stay(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find support stated as lent after the day on which its provider is planned to be gone.

    Only providers believed to leave as strongly as plans rely on things; others are for ENA-06.
    """
    for partner in mission.partners:
        leaves = partner.leaves
        if leaves is None or partner.leave_belief < mission.profile.rely_on:
            continue
        gone = Window(max(leaves.likely, mission.profile.as_of))
        rows = [
            one
            for one in mission.supports
            if one.provider == partner.id and lends(mission, one, gone)
        ]
        if rows and gone.start < mission.horizon.window.end:
            yield _overstays(mission, partner, gone, rows)


def _overstays(mission: Mission, partner: Partner, gone: Window, rows: list[Support]) -> Finding:
    kinds = listed(mission.enabler(one.enabler).name for one in rows)
    where = listed(mission.site(one.site).name for one in rows)
    return OVERSTAYS.broken(
        about=partner.id,
        window=gone,
        message=f"{partner.name} is planned to leave on {gone.start} (belief "
        f"{partner.leave_belief:g}), but is stated to lend {kinds} at {where} after that day.",
        remedy="End the support on that day, or correct when it leaves.",
        sources=cited([partner, *rows]),
        related=ids(rows),
    )


def caveats_on_kinds(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find caveats on the source of evacuation in a dossier in which no enabler is medical."""
    medical = any(one.kind is EnablerKind.MEDICAL for one in mission.enablers)
    ahead = Window(mission.profile.as_of, mission.horizon.window.end)
    for caveat in mission.caveats:
        asks = caveat.kind is CaveatKind.EVACUATION and caveat.window.overlaps(ahead)
        if asks and not medical:
            yield NO_KIND.broken(
                about=caveat.id,
                window=caveat.window,
                message=f"{caveat.statement} No enabler is of kind "
                f"{EnablerKind.MEDICAL.value!r}, so nobody can be seen to lend it, and the people "
                f"of {mission.nation(caveat.nation).name} can serve nowhere.",
                remedy="State the kind of each enabler, and who lends medical support.",
                sources=cited([caveat]),
                related=ids(mission.enablers),
            )


CHECKS = (
    support_of_running_work,
    support_of_wanted_work,
    single_points_of_failure,
    ending_support,
    leaving_providers,
    shares_without_end,
    support_beyond_stay,
    caveats_on_kinds,
)
