"""Questions about findings, options and red lines."""

from __future__ import annotations

from dataclasses import fields

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.checks.catalogue import RULES
from cadre.checks.option import OptionStanding, rank_options
from cadre.errors import CadreError
from cadre.mission.cases import Case
from cadre.mission.findings import Finding
from cadre.mission.ids import NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.talks import clashes

TABLES = tuple(one.name for one in fields(Mission) if one.name != "profile")
"""The tables whose rows a finding may be about."""


def matching(world: World, case: Case) -> list[Finding]:
    """The findings whose code, objects and first day are those that a case names.

    Raises:
        CadreError: No rule has such a code, or the dossier has no such object.
    """
    codes = [rule.code for rule in RULES]
    if not any(code.startswith(case.kind) for code in codes):
        families = ", ".join(dict.fromkeys(code.partition("-")[0] for code in codes))
        raise CadreError(
            f"case {case.id}",
            f"has the kind {case.kind!r}",
            f"the code of a rule, or a family: {families}",
            "Correct the cell.",
        )
    world.refuse_strangers(case.subject, TABLES)
    return [one for one in world.findings if _matches(one, case)]


def _matches(finding: Finding, case: Case) -> bool:
    objects = {finding.about, *finding.related}
    begins = finding.window.first if finding.window else None
    return (
        finding.code.startswith(case.kind)
        and set(case.subject) <= objects
        and (case.on is None or begins == case.on)
    )


def finding(world: World, case: Case) -> Answer:
    """Whether there is such a finding."""
    found = matching(world, case)
    return Answer(bool(found), found[0].message if found else "no such finding")


def findings(world: World, case: Case) -> Answer:
    """How many such findings there are."""
    found = matching(world, case)
    return Answer(float(len(found)), ", ".join(dict.fromkeys(one.code for one in found)))


def finding_begins(world: World, case: Case) -> Answer:
    """The first day of the earliest such finding."""
    days = sorted(one.window.start for one in matching(world, case) if one.window)
    return Answer(days[0] if days else None)


def finding_ends(world: World, case: Case) -> Answer:
    """The last day of the earliest such finding; none when its end is open."""
    windows = sorted(one.window for one in matching(world, case) if one.window)
    return Answer(windows[0].last if windows else None)


def agreeable(world: World, case: Case) -> Answer:
    """Whether the red lines of a negotiation leave a common point on every point."""
    points = _points(world, case)
    return Answer(not points, "; ".join(points))


def no_common_point(world: World, case: Case) -> Answer:
    """The points of a negotiation on which sides have nothing in common."""
    return Answer(_points(world, case))


def _points(world: World, case: Case) -> tuple[str, ...]:
    keys = [world.row(key, "negotiations").id for key in case.subject]
    found = [point for key in keys for point, _ in clashes(world.mission, NegotiationId(key))]
    return tuple(dict.fromkeys(found))


def options(world: World, _case: Case) -> Answer:
    """The options that can be had, the best first."""
    standings = rank_options(world.mission)
    had = tuple(str(one.option.id) for one in standings if one.feasible)
    return Answer(had, ordered=True, table="options")


def options_out(world: World, _case: Case) -> Answer:
    """The options that can't be had."""
    out = [one for one in rank_options(world.mission) if not one.feasible]
    return Answer(
        tuple(str(one.option.id) for one in out),
        " ".join(reason for one in out for reason in one.reasons),
        table="options",
    )


def option_begins(world: World, case: Case) -> Answer:
    """The day on which the first negotiation of an option fits the host's capacity."""
    return Answer(_standing(world, case).begins)


def option_had(world: World, case: Case) -> Answer:
    """The day by which all negotiations of an option can be done."""
    return Answer(_standing(world, case).earliest)


def _standing(world: World, case: Case) -> OptionStanding:
    key = world.row(_only(case), "options").id
    return next(one for one in rank_options(world.mission) if one.option.id == key)


def _only(case: Case) -> str:
    return case.subject[0] if case.subject else ""
