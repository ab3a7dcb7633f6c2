"""Consent checks: nothing runs without the host's word."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.authority import (
    Covered,
    belief_in,
    covered_work,
    finds_room,
    gaps,
    missing,
    relied_on,
    starts_late,
)
from cadre.checks.words import cited, ids, listed
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
    for work in covered_work(mission):
        for cover in work.covers:
            if cover.kind is not AuthorityKind.CONSENT:
                continue
            if mission.has_begun(work.activity):
                yield from _running_on(mission, work, cover)
            else:
                yield from _to_come(mission, work, cover)


def _running_on(mission: Mission, work: Covered, cover: Cover) -> Iterator[Finding]:
    for gap in gaps(mission, cover.relied, work.span):
        yield _none(work, cover, gap)
    for gap in gaps(mission, cover.firm, work.span):
        yield from _ending(mission, work, cover, gap)


def _ending(mission: Mission, work: Covered, cover: Cover, gap: Window) -> Iterator[Finding]:
    for part in common_to_all([(gap,), cover.relied, (work.span,)]):
        behind = relied_on(mission, cover, part)
        yield ENDS.broken(
            about=work.activity.id,
            window=part,
            message=f"{part}, the consent for {work.activity.name} rests on a belief "
            f"{belief_in(behind)}",
            remedy="Have the host confirm it before the consent in force ends.",
            sources=cited(cover.authorities),
            related=ids(cover.authorities),
        )


def _none(work: Covered, cover: Cover, gap: Window) -> Finding:
    return NO_CONSENT.broken(
        about=work.activity.id,
        window=gap,
        message=f"No consent of the host covers {work.activity.name} {gap}: {missing(cover, gap)}.",
        remedy="Have the consent extended, or move or stop the work.",
        sources=cited(cover.authorities),
        related=(work.site, *ids(cover.authorities)),
    )


def _to_come(mission: Mission, work: Covered, cover: Cover) -> Iterator[Finding]:
    if finds_room(mission, work.activity, cover.firm, work.span):
        return
    for gap in gaps(mission, cover.firm, work.span):
        if starts_late(mission, work.activity, gap, work.span):
            continue
        if not common_to_all([(gap,), cover.hoped]):
            yield _none(work, cover, gap)
        elif gap.start > work.span.start:
            yield from _ending(mission, work, cover, gap)
        else:
            yield _unconfirmed(work, cover, gap)


def _unconfirmed(work: Covered, cover: Cover, gap: Window) -> Finding:
    pending = [one for one in cover.authorities if one.pending]
    named = listed(f"{one.name} ({one.state.value}, belief {one.belief:g})" for one in pending)
    return UNCONFIRMED.broken(
        about=work.activity.id,
        window=gap,
        message=f"{work.activity.name} isn't startable today: the host's consent to it is "
        f"unconfirmed {gap}: {named}.",
        remedy="Have the host confirm its consent; prepare the start, but don't order it.",
        sources=cited(pending),
        related=(work.site, *ids(pending)),
    )


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
