"""Rungs: how far pledges have come fits their dates, beliefs and notice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from cadre.checks.words import cited, ids, listed
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import NationId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.quantities import counted
from cadre.mission.weeks import WEEK, Window

TOO_SOON = Rule("FOR-21", Severity.WARNING, "People have arrived before their pledge begins")
DOUBTED = Rule("FOR-22", Severity.WARNING, "A pledge's belief contradicts its rung")
OVERDUE = Rule("FOR-23", Severity.WARNING, "Pledged people are overdue")
NO_NOTICE = Rule("FOR-24", Severity.WARNING, "A pledge's notice is longer than its time")

RULES = (TOO_SOON, DOUBTED, OVERDUE, NO_NOTICE)


def arrived_too_soon(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges told as arrived that begin only after the as-of day."""
    as_of = mission.profile.as_of
    for pledge in mission.pledges:
        if pledge.rung is Rung.ARRIVED and pledge.window.start > as_of:
            yield TOO_SOON.broken(
                about=pledge.id,
                window=Window(as_of, pledge.window.start),
                message=f"{_offer(mission, pledge)} has arrived, but begins on "
                f"{pledge.window.start}, after {as_of}.",
                remedy="Write the rung that was reached, or the day on which they came.",
                sources=cited([pledge]),
            )


def _offer(mission: Mission, pledge: Pledge) -> str:
    nation, skill = mission.nation(pledge.nation).name, mission.skill(pledge.skill).name
    return f"{nation}'s pledge of {pledge.people:,} for {skill}"


def doubted_rungs(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find people in place whose belief is below 1, and confirmed pledges nobody believes in."""
    for pledge in mission.pledges:
        arrived = pledge.rung is Rung.ARRIVED and pledge.belief < 1
        if arrived or (pledge.rung is Rung.CONFIRMED and pledge.belief == 0):
            yield DOUBTED.broken(
                about=pledge.id,
                message=f"{_offer(mission, pledge)} is {pledge.rung.value}, but its belief is only "
                f"{pledge.belief:g}.",
                remedy="Set the belief of people in place to 1, or write the rung they are on; "
                "`people` says how many of them are there.",
                sources=cited([pledge]),
            )


def overdue_pledges(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges whose start has passed, with their likely delay, and whose people aren't there.

    A pledge whose days are over isn't looked at.
    """
    as_of = mission.profile.as_of
    late = defaultdict[tuple[NationId, Rung], list[Pledge]](list)
    for pledge in mission.pledges:
        due = pledge.window.first
        if pledge.rung is Rung.ARRIVED or due is None or pledge.window.end <= as_of:
            continue
        if due + pledge.delay.likely * WEEK < as_of:
            late[pledge.nation, pledge.rung].append(pledge)
    for (nation, rung), pledges in late.items():
        yield _overdue(mission, nation, rung, pledges)


def _overdue(mission: Mission, nation: NationId, rung: Rung, pledges: list[Pledge]) -> Finding:
    people = sum(one.people for one in pledges)
    first = min(one.window.start for one in pledges)
    skills = listed(mission.skill(one.skill).name for one in pledges)
    return OVERDUE.broken(
        about=pledges[0].id,
        window=Window(first, mission.profile.as_of),
        message=f"The arrival of {counted(people, 'person', 'people')} of "
        f"{mission.nation(nation).name} for {skills}, due from {first} on, isn't told: "
        f"{counted((mission.profile.as_of - first).days, 'day')} later the pledge is only "
        f"{rung.value}.",
        remedy="Ask whether they are there, and write that they arrived or when they will.",
        sources=cited(pledges),
        related=ids(pledges[1:]),
    )


def notice_too_long(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find pledges that end before their people can come, called on the as-of day."""
    as_of = mission.profile.as_of
    for pledge in mission.pledges:
        there = as_of + timedelta(weeks=pledge.notice_weeks)
        called = pledge.rung is not Rung.ARRIVED and pledge.window.end > as_of
        if called and pledge.notice_weeks and there >= pledge.window.end:
            yield NO_NOTICE.broken(
                about=pledge.id,
                window=Window(max(as_of, pledge.window.start), pledge.window.end),
                message=f"{_offer(mission, pledge)} ends on {pledge.window.last}; with a notice of "
                f"{counted(pledge.notice_weeks, 'week')} its people can come on {there} at the "
                "earliest.",
                remedy="Ask the nation to come sooner or to stay longer.",
                sources=cited([pledge]),
            )


CHECKS = (arrived_too_soon, doubted_rungs, overdue_pledges, notice_too_long)
