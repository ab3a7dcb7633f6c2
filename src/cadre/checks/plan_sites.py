"""Plan checks, third part: support and beds at each site, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cadre.checks.words import cited, listed
from cadre.checks.work import stretches, weeks_of
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import EnablerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.transfers import lent

NO_SUPPORT = Rule("PLA-30", Severity.ERROR, "Planned work lacks support at its site")
NO_BEDS = Rule("PLA-31", Severity.ERROR, "A plan needs more beds than a site has")

RULES = (NO_SUPPORT, NO_BEDS)


def people_present(plan: Plan) -> Counter[tuple[SiteId, int]]:
    """People present by site and week: in posts, and in support brought."""
    heads: Counter[tuple[SiteId, int]] = Counter()
    for one in plan.assignments:
        for week in weeks_of(plan, one):
            heads[one.site, week] += one.people
    return heads


def support_there(mission: Mission, plan: Plan) -> dict[tuple[SiteId, EnablerId, int], float]:
    """People's worth of each kind by site and week: lent, in posts, and brought.

    Lent support counts in the weeks that lie whole in its window, less those of its people who
    have changed over by then; inf is as many as needed.
    """
    there: dict[tuple[SiteId, EnablerId, int], float] = {}
    for row in mission.supports:
        for window, people in lent(mission, row):
            for week, held in enumerate(plan.horizon.covered([window])):
                if held:
                    key = (row.site, row.enabler, week)
                    there[key] = there.get(key, 0) + people
    for one in plan.assignments:
        kind = mission.skill(mission.pledge(one.pledge).skill).enabler
        if kind is None:
            continue
        for week in weeks_of(plan, one):
            key = (one.site, kind, week)
            there[key] = there.get(key, 0) + one.people
    return there


def kinds_needed(mission: Mission, plan: Plan) -> dict[tuple[SiteId, EnablerId], set[int]]:
    """The weeks in which some work that runs at a site needs a kind of support."""
    found: dict[tuple[SiteId, EnablerId], set[int]] = {}
    for start in plan.starts:
        weeks = weeks_of(plan, start)
        for kind in mission.activity(start.activity).enablers:
            found.setdefault((start.site, kind), set()).update(weeks)
    return found


def support(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which a site has less of a kind than the people present there need."""
    heads, there = people_present(plan), support_there(mission, plan)
    for (site, kind), weeks in kinds_needed(mission, plan).items():
        enabler, lacking = mission.enabler(kind), []
        for week in sorted(weeks):
            people = heads[site, week]
            need = enabler.per_person.likely * people + enabler.fixed.likely if people else 0
            # The tolerance keeps 0.28 x 25 from asking for more than 7.
            short = need - there.get((site, kind, week), 0) - 1e-6
            missing = 0 if short <= 0 else int(short) + 1
            lacking.append((plan.horizon.span(week), missing, people))
        for stretch in stretches(lacking):
            works = [one for one in plan.starts if one.site == site]
            yield NO_SUPPORT.broken(
                about=site,
                window=stretch.window,
                message=f"At {mission.site(site).name}, {stretch.short:,} more are needed for "
                f"{enabler.name} {stretch.days}, for {stretch.needed:,} people present.",
                remedy="Bring or borrow them, or let less work run there: "
                f"{listed(mission.activity(one.activity).name for one in works)}.",
                sources=cited([enabler]),
                related=(kind,),
            )


def beds(mission: Mission, plan: Plan) -> Iterator[Finding]:
    """Find weeks in which more people are at a site than have a bed; unknown beds don't limit."""
    heads = people_present(plan)
    for site in mission.sites:
        rows = [one for one in mission.bed_spaces if one.site == site.id]
        if not rows:
            continue
        room = [0] * plan.horizon.weeks
        for row in rows:
            for week, held in enumerate(plan.horizon.covered([row.window])):
                room[week] += row.beds if held else 0
        lacking = (
            (plan.horizon.span(week), heads[site.id, week] - there, heads[site.id, week])
            for week, there in enumerate(room)
        )
        for stretch in stretches(lacking):
            yield NO_BEDS.broken(
                about=site.id,
                window=stretch.window,
                message=f"At {site.name}, {stretch.needed:,} people are planned {stretch.days}, "
                f"{stretch.short:,} more than there are beds.",
                remedy="Find more beds, or plan fewer people there.",
                sources=cited(rows),
            )


CHECKS = (support, beds)
