"""Figures for the whole force, as the dossier states them: deployed, authorised, ceilings."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.sections import Number
from cadre.brief.words import day_text
from cadre.mission.forces import Level
from cadre.mission.sources import FigureKind

KINDS = {
    FigureKind.DEPLOYED: "deployed",
    FigureKind.AUTHORISED: "authorised",
    FigureKind.PLANNED: "planned",
    FigureKind.CEILING: "ceiling, not a plan",
}


def kind_text(level: Level) -> str:
    """What kind of figure it is, in words."""
    return KINDS.get(level.kind, level.kind.value)


def level_number(context: Context, level: Level) -> Number:
    """A figure for the whole force, as the dossier states it."""
    return context.number(
        f"level.{level.id}",
        level.people,
        f"{level.name} ({kind_text(level)})",
        context.stated("levels", level.id),
        "people",
    )


def of_kind(context: Context, kind: FigureKind) -> tuple[Level, ...]:
    """Figures of a kind meant for some of the weeks planned, the highest first, unknown last."""
    found = [
        one
        for one in context.mission.levels
        if one.kind is kind and one.window.overlaps(context.horizon.window)
    ]
    return tuple(sorted(found, key=lambda one: -(one.people or 0)))


def ceilings(context: Context) -> tuple[Level, ...]:
    """Ceilings with a figure, the highest first."""
    return tuple(one for one in of_kind(context, FigureKind.CEILING) if one.people is not None)


def under(context: Context, level: Level) -> str:
    """The condition of a figure, and whether it comes; empty when it has none."""
    condition = next((row for row in context.mission.conditions if row.id == level.condition), None)
    if condition is None:
        return ""
    name = condition.name.rstrip(".")
    if condition.met is None:
        return f", only if: {name}"
    return f" under a condition that comes on {day_text(condition.met)}: {name}"
