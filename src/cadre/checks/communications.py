"""Communication checks: the host is told first, and figures with their conditions."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.words import cited, ids
from cadre.mission.communications import Announcement, Told
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import ClaimId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.sources import Claim, FigureKind, Qualifier
from cadre.mission.weeks import Window

PUBLIC_FIRST = Rule("COM-01", Severity.WARNING, "The public is told before the host")
STRIPPED = Rule("COM-02", Severity.WARNING, "A figure is told without its conditions")
DIFFERS = Rule("COM-03", Severity.WARNING, "A figure told differs from the claim it repeats")

RULES = (PUBLIC_FIRST, STRIPPED, DIFFERS)


def host_before_public(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find subjects on which the host is not told on an earlier day than the public.

    Being told on one day counts as too late, since the order within a day is nobody's to keep.
    """
    by_subject: dict[str, list[Announcement]] = {}
    for one in mission.announcements:
        by_subject.setdefault(one.subject, []).append(one)
    for subject, told in by_subject.items():
        public = sorted((one for one in told if one.told is Told.PUBLIC), key=lambda one: one.day)
        host = sorted((one for one in told if one.told is Told.HOST), key=lambda one: one.day)
        if not public or (host and host[0].day < public[0].day):
            continue
        yield _public_first(subject, public[0], host[0] if host else None)


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
    """Find figures told bare that are hedged at their source: ceilings, plans, `up to`."""
    claims = {one.id: one for one in mission.claims}
    for one in mission.announcements:
        if one.people is None or one.conditions_told:
            continue
        claim = _claim(claims, one)
        if claim is not None and _is_plain(claim):
            continue
        hedge = f", which its source gives as {_hedge(claim)}" if claim else ""
        yield STRIPPED.broken(
            about=one.id,
            window=Window.of_days(one.day, one.day),
            message=f"{one.name}: the figure of {one.people} is told to the {one.told.value} "
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
    for one in mission.announcements:
        claim = _claim(claims, one)
        if claim is None or claim.quantity is None or one.people is None:
            continue
        if one.people != claim.quantity:
            yield DIFFERS.broken(
                about=one.id,
                window=Window.of_days(one.day, one.day),
                message=f"{one.name} tells {one.people}, but {claim.id} says {claim.quantity:g}.",
                remedy="Correct the figure, or cite the claim that it comes from.",
                sources=cited([one]),
                related=(claim.id,),
            )


CHECKS = (host_before_public, figures_without_conditions, figures_that_differ)
