"""Shock checks: what may hit the mission has the figures of its kind, and shares that can be."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.checks.words import cited, listed
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.scenarios import Shock, ShockKind

UNFIT = Rule("SCE-03", Severity.ERROR, "A shock has figures that aren't for its kind")
NO_SHARES = Rule("SCE-04", Severity.ERROR, "A shock's shares can't be")

RULES = (UNFIT, NO_SHARES)

NOT_FOR_CONSENT = ("again", "again_weeks")
ONLY_FOR_CONSENT = ("worsens", "return_weeks")
"""Columns that say what comes after a shock, by the kind that they aren't for."""


def unfit_shocks(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find suspensions of consent that come in waves, and other shocks that become withdrawals.

    A consent that is suspended again and again is one that worsens; what an attack or a disease
    leaves behind is no withdrawal.
    """
    for shock in mission.shocks:
        consent = shock.kind is ShockKind.CONSENT
        barred = NOT_FOR_CONSENT if consent else ONLY_FOR_CONSENT
        stated = [name for name in barred if getattr(shock, name).high > 0]
        if stated:
            instead = ONLY_FOR_CONSENT if consent else NOT_FOR_CONSENT
            yield UNFIT.broken(
                about=shock.id,
                message=f"{shock.name} is of the kind {shock.kind.value}, for which "
                f"{listed(f'`{name}`' for name in stated)} isn't meant; futures leave it out.",
                remedy=f"Clear it; {listed(f'`{name}`' for name in instead)} are for this kind.",
                sources=cited([shock]),
            )


def impossible_shares(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find shocks of which more than all would last or worsen, or whose waves would never end."""
    for shock in mission.shocks:
        problem = _problem(shock)
        if problem:
            yield NO_SHARES.broken(
                about=shock.id,
                message=f"{shock.name} can't be played as stated: {problem}.",
                remedy="Lower the shares: what is left of 1 are those that simply pass.",
                sources=cited([shock]),
            )


def _problem(shock: Shock) -> str:
    lasting, worse = shock.for_good.likely, shock.worsens.likely
    if shock.kind is ShockKind.CONSENT and lasting + worse > 1:
        return f"{lasting:g} of them last for good and {worse:g} worsen, which is more than all"
    if shock.kind is not ShockKind.CONSENT and shock.again.likely >= 1:
        return "another follows each, so a wave would never end, and none would ever begin"
    return ""


CHECKS = (unfit_shocks, impossible_shares)
