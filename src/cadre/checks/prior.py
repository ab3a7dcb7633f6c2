"""Checks of priors: what stands in for blank figures, and which figures are out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cadre.checks.words import ids, listed
from cadre.mission.enablers import Enabler
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.forces import Priority
from cadre.mission.leaning import Figure, figures
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.priors import Blank, Prior
from cadre.mission.quantities import counted
from cadre.mission.rows import Citation, Row

DISPUTED = Rule("EVI-11", Severity.WARNING, "Figures that bear load lean on a disputed prior")
FAR = Rule("EVI-12", Severity.NOTE, "Figures are far from what was published")
NOTHING = Rule("EVI-13", Severity.WARNING, "Blank figures count as nothing")

RULES = (DISPUTED, FAR, NOTHING)

MUST_BE_TOLD = (Blank.PER_PERSON, Blank.PER_YEAR, Blank.PAUSE)
"""Columns in which 0 is a claim of its own: nobody is needed, it never comes, it takes no time."""


def by_prior(found: Iterable[Figure]) -> Iterator[tuple[Prior, list[Row], str]]:
    """The priors in force for some figures, each with the rows of these and their column."""
    grouped: dict[str, list[tuple[Prior, Figure]]] = {}
    for one in found:
        if one.prior is not None:
            grouped.setdefault(one.prior.id, []).append((one.prior, one))
    for some in grouped.values():
        prior, first = some[0]
        yield prior, [figure.row for _, figure in some], first.column.value


def bearing(mission: Mission) -> Mapping[str, tuple[str, set[str]]]:
    """For each table whose rows not all bear load: a field, and its values in rows that do.

    Plans hang on pledges of a skill that a critical post asks for, on enablers that work can't
    do without, and on courses of work that a need or a milestone waits for.
    """
    critical = {one.skill for one in mission.posts if one.priority is Priority.CRITICAL}
    needed = {key for activity in mission.activities for key in activity.enablers}
    serving = {one.work for one in mission.effects}
    awaited = {one.subject for one in mission.criteria if one.subject is not None}
    return {
        "pledges": ("skill", {str(key) for key in critical}),
        "enablers": ("id", {str(key) for key in needed}),
        "courses": ("activity", {str(key) for key in (*serving, *awaited)}),
    }


def disputed(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find disputed priors that stand in for figures on which plans hang; one finding a prior."""
    bears = bearing(mission)

    def hangs(figure: Figure) -> bool:
        field, values = bears.get(figure.column.table, ("", set()))
        return not field or getattr(figure.row, field) in values

    leaning = (one for one in figures(mission) if one.prior and one.prior.disputed and one.leans)
    for prior, rows, column in by_prior(filter(hangs, leaning)):
        why = (prior.note or prior.document or prior.name).rstrip(".")
        yield DISPUTED.broken(
            about=prior.id,
            message=f"`{column}` is blank in {counted(len(rows), 'row')} ({listed(ids(rows))}), "
            f"so {prior.figure} stands in, and that is disputed: {why}.",
            remedy="State the mission's own figures, or a prior of its own of this id.",
            sources=(Citation(prior.id),),
            related=ids(rows),
        )


def far_off(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find figures whose range has nothing in common with what was published; one a prior."""
    for prior, rows, column in by_prior(one for one in figures(mission) if one.is_far):
        what = f"{prior.name[:1].lower()}{prior.name[1:]}"
        yield FAR.broken(
            about=prior.id,
            message=f"`{column}` of {listed(ids(rows))} has no value in common with what was "
            f"published: {what}, {prior.figure}.",
            remedy="Say in a note or an assumption why this mission differs, or correct it.",
            sources=(Citation(prior.id),),
            related=ids(rows),
        )


def blank_as_nothing(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find blank figures that count as 0, since no prior is for their kind; one a column."""
    found: dict[Blank, list[Figure]] = {}
    for one in figures(mission):
        # An enabler may well need a fixed number of people, and no more for each one present.
        fixed = isinstance(one.row, Enabler) and one.row.fixed.high > 0
        if one.column in MUST_BE_TOLD and one.counts_as_nothing and not fixed:
            found.setdefault(one.column, []).append(one)
    for column, some in found.items():
        rows = [one.row for one in some]
        yield NOTHING.broken(
            about=rows[0].id,
            message=f"`{column.value}` is blank for {listed(ids(rows))}, and no prior is for "
            "their kind, so it counts as 0.",
            remedy="State the figure with its range, write 0 if 0 is meant, or add a prior.",
            related=ids(rows),
        )


CHECKS = (disputed, far_off, blank_as_nothing)
