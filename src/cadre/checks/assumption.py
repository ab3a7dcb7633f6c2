"""Assumption checks: what the plan leans on is watched, prepared for, and leaned on at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from cadre.checks.words import cited, ids, listed
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan

UNPREPARED = Rule(
    "ASM-01", Severity.WARNING, "Nothing is done for an assumption that may well fail"
)
UNCITED = Rule("ASM-02", Severity.NOTE, "An assumption that should bear load bears none")

RULES = (UNPREPARED, UNCITED)


def unprepared(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find assumptions that bear load and may fail, with neither shaping nor hedging action.

    A shaping action makes the assumption come true; a hedging one prepares for its failure. That
    is the pair that assumption-based planning asks for, beside the signpost of EVI-09.
    """
    for one in mission.assumptions:
        if one.load_bearing and one.vulnerable and not (one.shaping or one.hedging):
            yield UNPREPARED.broken(
                about=one.id,
                message="The plan leans on this, which may well turn out wrong, and nothing is "
                f"done to make it come true or to go on without it: {one.statement}",
                remedy="Name a shaping action, a hedging action, or both.",
                sources=cited([one]),
            )


def uncited(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find assumptions said to bear load that no row cites as things are known; one for all.

    Others may well have stood behind rows that have been superseded since.
    """
    used = {
        citation.ref
        for table in fields(mission)
        if table.name != "profile"
        for row in getattr(mission, table.name)
        for citation in row.sources
    }
    idle = [one for one in mission.assumptions if one.load_bearing and one.id not in used]
    if idle:
        yield UNCITED.broken(
            about=idle[0].id,
            message=f"The plan is said to lean on {listed(ids(idle))}, but no row known on "
            f"{mission.profile.as_of} rests on {'it' if len(idle) == 1 else 'any of them'}.",
            remedy="Cite them where they are used, or say that they no longer bear load.",
            sources=cited(idle),
            related=ids(idle[1:]),
        )


CHECKS = (unprepared, uncited)
