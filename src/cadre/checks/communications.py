"""Communication checks: the host is told first, and figures with their conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadre.checks.words import cited, ids
from cadre.checks.work import dates_of_gates
from cadre.mission.communications import Announcement, Told
from cadre.mission.conditions import DecisionPoint
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import ClaimId, GateId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.sources import Claim, FigureKind, Qualifier
from cadre.mission.weeks import WEEK, Window

PUBLIC_FIRST = Rule("COM-01", Severity.WARNING, "The public is told before the host")
STRIPPED = Rule("COM-02", Severity.WARNING, "A figure is told without its conditions")
DIFFERS = Rule("COM-03", Severity.WARNING, "A figure told differs from the claim it repeats")
AHEAD = Rule("COM-04", Severity.WARNING, "The public is told of a decision before it is taken")
AFTER_PUBLIC = Rule("COM-05", Severity.WARNING, "Allies or a parliament are told after the public")
AS_PLAN = Rule("COM-06", Severity.WARNING, "A ceiling is told as if it were a plan")
OTHER_HEDGE = Rule("COM-07", Severity.WARNING, "A figure is told with another hedge than its own")
TOO_LATE = Rule("COM-08", Severity.WARNING, "Work is announced no earlier than it starts")

RULES = (
    PUBLIC_FIRST,
    STRIPPED,
    DIFFERS,
    AHEAD,
    AFTER_PUBLIC,
    AS_PLAN,
    OTHER_HEDGE,
    TOO_LATE,
)

CURRENT_WEEKS = 26
"""Weeks after which what was told on a subject is history, and past mending."""

PERMITTED = (FigureKind.CEILING, FigureKind.AUTHORISED)
"""Kinds of figures that say what may be, and promise nothing."""

HEDGES = (
    frozenset({Qualifier.EXACTLY}),
    frozenset({Qualifier.ABOUT, Qualifier.NEARLY}),
    frozenset({Qualifier.UP_TO, Qualifier.FEWER_THAN}),
    frozenset({Qualifier.AT_LEAST, Qualifier.MORE_THAN}),
)
"""Hedges that say the same: none, roughly, at most, at least."""


def host_before_public(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find subjects on which the host is not told on an earlier day than the public.

    Being told on one day counts as too late, since the order within a day is nobody's to keep.
    """
    for subject, told in _by_subject(mission).items():
        public = sorted((one for one in told if one.told is Told.PUBLIC), key=lambda one: one.day)
        host = sorted((one for one in told if one.told is Told.HOST), key=lambda one: one.day)
        if not public or (host and host[0].day < public[0].day):
            continue
        yield _public_first(subject, public[0], host[0] if host else None)


def _current(mission: Mission) -> list[Announcement]:
    """The announcements that can still be mended, or are yet to come.

    They are those of subjects on which something was told in the `CURRENT_WEEKS` before the
    as-of day, or will be.
    """
    since = mission.profile.as_of - CURRENT_WEEKS * WEEK
    subjects = {one.subject for one in mission.announcements if one.day >= since}
    return [one for one in mission.announcements if one.subject in subjects]


def _by_subject(mission: Mission) -> dict[str, list[Announcement]]:
    by_subject: dict[str, list[Announcement]] = {}
    for one in _current(mission):
        by_subject.setdefault(one.subject, []).append(one)
    return by_subject


def _public_first(subject: str, public: Announcement, host: Announcement | None) -> Finding:
    when = "and nothing says that the host is told at all"
    if host is not None:
        when = "the same day as the host" if host.day == public.day else "before the host"
        when += f", who is told on {host.day}" if host.day != public.day else ""
    rows = [public] if host is None else [public, host]
    return PUBLIC_FIRST.broken(
        about=public.id,
        window=Window.of_days(public.day, public.day),
        message=f"On {subject}, the public is told on {public.day}, {when}.",
        remedy="Tell the host first, on an earlier day.",
        sources=cited(rows),
        related=ids(rows[1:]),
    )


def figures_without_conditions(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find figures told bare that are hedged at their source: ceilings, plans, `up to`.

    A ceiling that is told as something else altogether is a matter of COM-06.
    """
    claims = {one.id: one for one in mission.claims}
    for one in _current(mission):
        if one.people is None or one.conditions_told:
            continue
        claim = _claim(claims, one)
        if claim is not None and (_is_plain(claim) or _promised(claim, one)):
            continue
        hedge = f", which its source gives as {_hedge(claim)}" if claim else ""
        yield STRIPPED.broken(
            about=one.id,
            window=Window.of_days(one.day, one.day),
            message=f"{one.name}: the figure of {one.people:,} is told to the {one.told.value} "
            f"without its conditions{hedge}.",
            remedy="Tell what it is, under which condition and by when, or leave it out.",
            sources=cited([one]),
            related=() if claim is None else (claim.id,),
        )


def _claim(claims: dict[ClaimId, Claim], one: Announcement) -> Claim | None:
    return None if one.claim is None else claims.get(one.claim)


def _is_plain(claim: Claim) -> bool:
    settled = claim.kind in (FigureKind.DEPLOYED, FigureKind.TRAINED)
    return settled and claim.qualifier is Qualifier.EXACTLY


def _hedge(claim: Claim) -> str:
    exact = claim.qualifier is Qualifier.EXACTLY
    return f"{claim.kind.value}" if exact else f'{claim.kind.value}, "{claim.qualifier.value}"'


def figures_that_differ(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find figures told that aren't those of the claims they repeat."""
    claims = {one.id: one for one in mission.claims}
    for one in _current(mission):
        claim = _claim(claims, one)
        if claim is None or claim.quantity is None or one.people is None:
            continue
        if one.people != claim.quantity:
            yield DIFFERS.broken(
                about=one.id,
                window=Window.of_days(one.day, one.day),
                message=f"{one.name} tells {one.people:,}, but {claim.id} says "
                f"{claim.quantity:,.10g}.",
                remedy="Correct the figure, or cite the claim that it comes from.",
                sources=cited([one]),
                related=(claim.id,),
            )


def ceilings_told_as_plans(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find figures that are a ceiling or an authorisation and are told as more than that."""
    claims = {one.id: one for one in mission.claims}
    for one in _current(mission):
        claim = _claim(claims, one)
        if claim is None or one.kind is None or not _promised(claim, one):
            continue
        bare = "" if one.conditions_told else ", and its conditions aren't told"
        yield AS_PLAN.broken(
            about=one.id,
            window=Window.of_days(one.day, one.day),
            message=f"{one.name}: {one.people:,} is told to the {one.told.value} as "
            f"{one.kind.value}, but {claim.id} gives it as {_hedge(claim)}{bare}.",
            remedy="Say at once that it is no plan, under which condition alone it would come, "
            "and what is planned.",
            sources=cited([one]),
            related=(claim.id,),
        )


def _promised(claim: Claim, one: Announcement) -> bool:
    """Whether a figure that only permits is told as one of another kind."""
    told = one.kind is not None and one.kind not in PERMITTED
    return one.people is not None and told and claim.kind in PERMITTED


def hedges_that_differ(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find figures told with a hedge that says something else than their claim's.

    A figure that is exact at its source may be told as a rough one.
    """
    claims = {one.id: one for one in mission.claims}
    for one in _current(mission):
        claim = _claim(claims, one)
        if claim is None or one.people is None or one.qualifier is None:
            continue
        rounded = claim.qualifier is Qualifier.EXACTLY and one.qualifier in HEDGES[1]
        if not rounded and _sense(claim.qualifier) != _sense(one.qualifier):
            yield OTHER_HEDGE.broken(
                about=one.id,
                window=Window.of_days(one.day, one.day),
                message=f"{one.name} tells {one.people:,} as {one.qualifier.value!r}, but "
                f"{claim.id} says {claim.qualifier.value!r}.",
                remedy="Tell the figure with the hedge that its source gives it.",
                sources=cited([one]),
                related=(claim.id,),
            )


def _sense(qualifier: Qualifier) -> frozenset[Qualifier]:
    return next(some for some in HEDGES if qualifier in some)


def ahead_of_decisions(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find what the public is told of a decision before the day on which it is taken.

    The host, allies and parliaments may well be asked before. An open decision counts as taken
    on its planning date.
    """
    dates = dates_of_gates(mission)
    known = {one.id: one for one in mission.decisions}
    for one in _current(mission):
        decision = known.get(one.decision) if one.decision else None
        if decision is None or one.told is not Told.PUBLIC:
            continue
        taken = decision.taken or dates.get(GateId(decision.id))
        if taken is None or taken > one.day:
            yield _ahead(one, decision, taken)


def _ahead(one: Announcement, decision: DecisionPoint, taken: date | None) -> Finding:
    when = f"is taken on {taken}" if decision.taken else f"is planned for {taken}"
    if taken is None:
        when = "has no day on which it could be planned"
    return AHEAD.broken(
        about=one.id,
        window=Window.of_days(one.day, one.day),
        message=f"{one.name}: the public is told on {one.day}, but {decision.name} "
        f"({decision.body}) {when}.",
        remedy="Wait for the decision, or tell only that it is to come.",
        sources=cited([one, decision]),
        related=(decision.id,),
    )


def others_before_public(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find subjects on which allies or a parliament are told, but only after the public."""
    for subject, told in _by_subject(mission).items():
        public = min((one for one in told if one.told is Told.PUBLIC), key=_day, default=None)
        for who in (Told.ALLIES, Told.PARLIAMENT):
            first = min((one for one in told if one.told is who), key=_day, default=None)
            if public is None or first is None or first.day <= public.day:
                continue
            yield AFTER_PUBLIC.broken(
                about=first.id,
                window=Window.of_days(public.day, first.day),
                message=f"On {subject}, the first word to {who.value} comes on {first.day}, "
                f"after the public, who is told on {public.day}.",
                remedy="Tell them on the same day at the latest.",
                sources=cited([first, public]),
                related=(public.id,),
            )


def _day(one: Announcement) -> date:
    return one.day


def starts_told_late(mission: Mission, plan: Plan | None) -> Iterator[Finding]:
    """Find work that the host, allies or a parliament hear of only on the day it starts, or later.

    Work that has begun starts on the day it began, planned work in the week of the plan. Of
    work that is stated to begin later, that day is the earliest, and counts without a plan.
    """
    known = {one.id: one for one in mission.activities}
    for one in _current(mission):
        activity = known.get(one.activity) if one.activity else None
        if activity is None or one.told is Told.PUBLIC:
            continue
        start = activity.began
        if plan is not None and not mission.has_begun(activity):
            planned = plan.start_of(activity.id)
            start = None if planned is None else plan.horizon.day(planned.week)
        if start is not None and one.day >= start:
            yield TOO_LATE.broken(
                about=one.id,
                window=Window.of_days(start, one.day),
                message=f"{one.name}: word to {one.told.value} comes on {one.day}, but "
                f"{activity.name} starts on {start}.",
                remedy="Tell them before the work starts, and in time to object.",
                sources=cited([one, activity]),
                related=(activity.id,),
            )


CHECKS = (
    host_before_public,
    figures_without_conditions,
    figures_that_differ,
    ahead_of_decisions,
    others_before_public,
    ceilings_told_as_plans,
    hedges_that_differ,
    starts_told_late,
)
