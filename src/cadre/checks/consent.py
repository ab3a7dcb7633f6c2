"""Consent checks: nothing runs without the host's word."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.authority import (
    Covered,
    Lack,
    belief_in,
    covered_work,
    finds_room,
    gaps,
    missing,
    relied_on,
    starts_late,
    together,
    told_as_one,
    works_named,
)
from cadre.checks.words import cited, listed
from cadre.mission.authorities import AuthorityKind
from cadre.mission.cover import Cover
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.halts import unpaused
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import Window, common_to_all

NO_CONSENT = Rule("CON-01", Severity.ERROR, "Work has no consent of the host")
UNCONFIRMED = Rule("CON-02", Severity.WARNING, "Work waits for a consent that isn't confirmed")
ENDS = Rule("CON-03", Severity.WARNING, "Consent in force ends and its renewal is only expected")
FORBIDDEN = Rule("CON-04", Severity.ERROR, "Work runs against a red line")

RULES = (NO_CONSENT, UNCONFIRMED, ENDS, FORBIDDEN)


def work_without_consent(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find work whose consent is missing, unconfirmed, or ends within the horizon.

    Days on which it is only paused are PAU's.
    """
    mission = unpaused(mission)
    lacking = [
        one
        for work in covered_work(mission)
        for cover in work.covers
        if cover.kind is AuthorityKind.CONSENT
        for one in _lacking(mission, work, cover)
    ]
    for alike in together(mission, lacking):
        yield _told(mission, alike)


def _lacking(mission: Mission, work: Covered, cover: Cover) -> Iterator[Lack]:
    begun = mission.has_begun(work.activity)
    return (_running_on if begun else _to_come)(mission, work, cover)


def _running_on(mission: Mission, work: Covered, cover: Cover) -> Iterator[Lack]:
    for gap in gaps(mission, cover.relied, work.span):
        yield _lack(NO_CONSENT, work, cover, gap)
    for gap in gaps(mission, cover.firm, work.span):
        yield from _ending(work, cover, gap)


def _lack(rule: Rule, work: Covered, cover: Cover, window: Window) -> Lack:
    return Lack(rule=rule, work=work, cover=cover, window=window, behind=cover.authorities)


def _ending(work: Covered, cover: Cover, gap: Window) -> Iterator[Lack]:
    for part in common_to_all([(gap,), cover.relied, (work.span,)]):
        yield _lack(ENDS, work, cover, part)


def _to_come(mission: Mission, work: Covered, cover: Cover) -> Iterator[Lack]:
    if finds_room(mission, work.activity, cover.firm, work.span):
        return
    for gap in gaps(mission, cover.firm, work.span):
        if starts_late(mission, work.activity, gap, work.span):
            continue
        if not common_to_all([(gap,), cover.hoped]):
            yield _lack(NO_CONSENT, work, cover, gap)
        elif gap.start > work.span.start:
            yield from _ending(work, cover, gap)
        else:
            pending = tuple(one for one in cover.authorities if one.pending)
            yield Lack(rule=UNCONFIRMED, work=work, cover=cover, window=gap, behind=pending)


def _told(mission: Mission, alike: tuple[Lack, ...]) -> Finding:
    """What several works lack alike, as one finding."""
    one = alike[0]
    said = {ENDS: _rests, UNCONFIRMED: _unconfirmed}.get(one.rule, _none)
    return told_as_one(alike, *said(mission, works_named(alike), one))


def _none(_mission: Mission, names: str, one: Lack) -> tuple[str, str]:
    return (
        f"No consent of the host covers {names} {one.window}: {missing(one.cover, one.window)}.",
        "Have the consent extended, or move or stop the work.",
    )


def _rests(mission: Mission, names: str, one: Lack) -> tuple[str, str]:
    days, behind = str(one.window).capitalize(), relied_on(mission, one.cover, one.window)
    return (
        f"{days}, the consent for {names} rests on a belief {belief_in(behind)}",
        "Have the host confirm it before the consent in force ends.",
    )


def _unconfirmed(mission: Mission, names: str, one: Lack) -> tuple[str, str]:
    named = listed(f"{x.name} ({x.state.value}, belief {x.belief:g})" for x in one.behind)
    said = f"Not startable today: {names}. The host's consent is unconfirmed {one.window}: {named}."
    if common_to_all([(one.window,), one.cover.relied]):
        # A plan lists such a start among those that can be ordered.
        least = f"{mission.profile.rely_on:g}"
        counted = f"{said} Plans count on it, as on all that is believed at {least} or more."
        return counted, "Have the host confirm it, and say what is done if it doesn't come."
    return said, "Have the host confirm its consent; prepare the start, but don't order it."


def forbidden_work(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find running work that a side's red line rules out; planned work is found with the plan."""
    for line in mission.red_lines:
        for activity in mission.activities:
            if activity.id in line.forbids and mission.has_begun(activity):
                yield FORBIDDEN.broken(
                    about=activity.id,
                    message=f"{activity.name} runs against a red line of {line.side}: "
                    f"{line.statement}",
                    remedy="Stop the work, or have the red line lifted.",
                    sources=cited([line, activity]),
                    related=(line.id,),
                )


CHECKS = (work_without_consent, forbidden_work)
