"""Leads: on every day somebody leads, and only one nation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from cadre.checks.enabler import needed_kinds
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import span
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import LeadRotation
from cadre.mission.leads import changes_of_command, handover, handover_weeks, led
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from cadre.mission.runs import may_run

NO_LEAD = Rule("FOR-09", Severity.WARNING, "Nobody leads")
HANDOVER = Rule("FOR-10", Severity.WARNING, "Work starts while the command changes over")
TWO_LEAD = Rule("FOR-11", Severity.WARNING, "Two lead at the same time")
DATE_IN_HANDOVER = Rule("FOR-12", Severity.WARNING, "A date falls while the command changes over")

NOT_LED = Rule("FOR-29", Severity.WARNING, "A lead nation has nobody where it is to lead")

RULES = (NO_LEAD, HANDOVER, TWO_LEAD, DATE_IN_HANDOVER, NOT_LED)


def days_without_lead(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days of the horizon on which no nation leads, if any rotation is stated."""
    rotations = mission.lead_rotations
    if not rotations:
        return
    for gap in mission.horizon.window.without(one.window for one in rotations):
        before = [one for one in rotations if one.window.end == gap.start]
        yield NO_LEAD.broken(
            about=before[0].id if before else rotations[0].id,
            window=gap,
            message=f"No nation leads {gap}"
            + (f", after {listed(mission.nation(x.nation).name for x in before)}" if before else "")
            + ".",
            remedy="Have a nation offer the lead.",
            sources=cited(before),
            related=ids(before),
        )


def starts_in_handovers(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find starts of a plan in weeks in which the staff of the command changes over.

    The first rotation stated relieved nobody if it has begun by the as-of day.
    """
    if plan is None:
        return
    for rotation in changes_of_command(mission):
        weeks = handover_weeks(mission, rotation)
        works = [mission.activity(one.activity) for one in plan.starts if one.week in weeks]
        new = [work for work in works if not mission.has_begun(work)]
        if new:
            nation = mission.nation(rotation.nation).name
            yield HANDOVER.broken(
                about=rotation.id,
                window=plan.horizon.span(weeks.start, len(weeks)),
                message=f"{listed(work.name for work in new)} starts while {nation} takes command.",
                remedy="Move the start, or keep the old staff until it is done.",
                sources=cited([rotation]),
                related=ids(new),
            )


def days_with_two_leads(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find days of the horizon on which two rotations of command hold at once."""
    for one, other in combinations(sorted(mission.lead_rotations, key=lambda x: x.window), 2):
        both = one.window.common(other.window)
        days = None if both is None else both.common(mission.horizon.window)
        if days is not None:
            names = listed(_who(mission, x) for x in (one, other))
            yield TWO_LEAD.broken(
                about=other.id,
                window=days,
                message=f"{names} lead at the same time {days}.",
                remedy="End the first rotation on the day before the second begins, or say which "
                "row supersedes the other.",
                sources=cited([one, other]),
                related=(one.id,),
            )


def _who(mission: Mission, rotation: LeadRotation) -> str:
    nation = mission.nation(rotation.nation).name
    return f"{nation} ({rotation.commander})" if rotation.commander else f"{nation} ({rotation.id})"


def dates_in_handovers(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find milestones, closing sites and support handed over while the command changes over.

    Only days still to come count. A change of command takes `handover_weeks` from the first day of
    the new rotation on.
    """
    dates = tuple(_dates(mission))
    for rotation in changes_of_command(mission):
        days = handover(rotation)
        met = [(day, what, row) for day, what, row in dates if day in days]
        if met:
            named = listed(f"{what} on {day}" for day, what, _ in met)
            nation = mission.nation(rotation.nation).name
            yield DATE_IN_HANDOVER.broken(
                about=rotation.id,
                window=days,
                message=f"While {nation} takes command, {days}: {named}.",
                remedy="Move the date, or keep the old staff until it is done.",
                sources=cited([rotation, *(row for *_, row in met)]),
                related=ids(row for *_, row in met),
            )


def _dates(mission: Mission) -> Iterator[tuple[date, str, Row]]:
    """The planned days still to come that no change of command should fall on."""
    as_of = mission.profile.as_of
    for milestone in mission.milestones:
        if milestone.by is not None and milestone.by >= as_of:
            yield milestone.by, f"{milestone.name} is due", milestone
    needed = needed_kinds(mission)
    for site in mission.sites:
        last = site.window.last
        if site.id in needed and last is not None and last >= as_of:
            yield last, f"{site.name} closes", site
    for one in mission.supports:
        last = one.window.last
        if one.enabler in needed.get(one.site, ()) and last is not None and last >= as_of:
            kind, where = mission.enabler(one.enabler).name, mission.site(one.site).name
            provider = mission.partner(one.provider).name
            yield last, f"{provider} hands over {kind} at {where}", one


def modes_without_lead(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find modes whose lead nation has nobody for the posts in any week they may run in.

    Counted are people pledged who may serve there by law that may be relied on, and whom no caveat
    of the nation bars. All law of the work that may come counts as granted.
    """
    for mode in mission.modes:
        activity = mission.activity(mode.activity)
        if mode.lead is None or span(mission, activity) is None:
            continue
        may = mission.horizon.covered(may_run(mission, activity, mode))
        both = zip(may, led(mission, activity, mode), strict=True)
        if any(may) and not any(one and other for one, other in both):
            nation = mission.nation(mode.lead).name
            posts = mission.posts_at(activity.id, mode.site)
            names = listed(mission.skill(post.skill).name for post in posts)
            yield NOT_LED.broken(
                about=mode.id,
                message=f"{nation} is to lead {activity.name} at {mission.site(mode.site).name}, "
                f"but has nobody there for {names} in any week in which it may run.",
                remedy="Ask that nation for people, or name another lead.",
                sources=cited([mode, activity]),
                related=(activity.id, mode.lead),
            )


CHECKS = (
    days_without_lead,
    starts_in_handovers,
    days_with_two_leads,
    dates_in_handovers,
    modes_without_lead,
)
