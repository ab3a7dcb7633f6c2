"""The planned establishment: from each reported strength, up with what starts, down with ends."""

from __future__ import annotations

from dataclasses import dataclass

from cadre.brief.context import Context
from cadre.brief.figures import level_number
from cadre.brief.sections import Line, Number, Origin, Piece, Table, columns_of
from cadre.brief.words import day_text, listed, short_day
from cadre.mission.forces import Level
from cadre.mission.sources import FigureKind
from cadre.mission.strength import Turn, paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """The planned establishment on top of one reported strength.

    Attributes:
        baseline: The strength reported as deployed that it builds on; its figure is known.
        turns: How it grows and shrinks, in order of weeks.
    """

    baseline: Level
    turns: tuple[Turn, ...]

    @property
    def first(self) -> int:
        """People on the as-of day."""
        return self.baseline.people or 0

    @property
    def most(self) -> int:
        """People in the largest week."""
        return max([self.first, *(turn.people or 0 for turn in self.turns)])

    @property
    def last(self) -> int:
        """People in the last week."""
        return (self.turns[-1].people or 0) if self.turns else self.first


def establishments(context: Context) -> tuple[Establishment, ...]:
    """One for each strength reported as deployed whose figure is known, as the dossier has them."""
    return tuple(
        Establishment(baseline=path.baseline, turns=path.turns)
        for path in paths(context.mission, context.plan)
        if path.baseline.people is not None
    )


def turn_number(context: Context, one: Establishment, turn: Turn) -> Number:
    """The planned establishment from a turn on."""
    keys = [key for some in one.turns if some.week <= turn.week for key in some.begun + some.ended]
    # What has begun and ended by then is there twice.
    posts = [post.id for key in dict.fromkeys(keys) for post in context.mission.posts_of(key)]
    return context.number(
        f"path.{one.baseline.id}.{turn.day.isoformat()}",
        turn.people or 0,
        f"Planned establishment from the baseline {one.baseline.name}, from {day_text(turn.day)}",
        Origin(
            rows=(*context.refs("levels", [one.baseline.id]), *context.refs("posts", posts)),
            basis="plan",
            words="The baseline, and the posts of each planned start up to that day, less the "
            "posts of work that has ended by then; never below zero.",
        ),
        "people",
    )


def path_text(context: Context, one: Establishment) -> tuple[Piece, ...]:
    """A planned path as a person says it: 500 → 650 → 720."""
    pieces: list[Piece] = [level_number(context, one.baseline)]
    for turn in one.turns:
        pieces += [" → ", turn_number(context, one, turn)]
    return tuple(pieces)


def ceiling_share(context: Context, ceiling: Level) -> Number | None:
    """Share of a ceiling that the largest planned path reaches; None without a baseline."""
    found = establishments(context)
    if not found or not ceiling.people or ceiling.kind is not FigureKind.CEILING:
        return None
    levels = [ceiling.id, *(one.baseline.id for one in found)]
    return context.number(
        f"ceiling.{ceiling.id}.share",
        max(one.most for one in found) / ceiling.people,
        f"Share of {ceiling.name} that the highest planned path reaches",
        Origin(
            rows=context.refs("levels", levels),
            basis="plan",
            words="The largest week of the highest planned path, divided by the ceiling.",
        ),
        "%",
    )


def table(context: Context) -> Table:
    """Each path with what makes it turn."""
    columns = ("Baseline", "Path", "Turns")
    return Table(
        id="force-paths",
        title="Planned establishment, from each reported baseline",
        columns=columns_of(columns, ["Path"]),
        lines=tuple(_line(context, one) for one in establishments(context)),
    )


def _line(context: Context, one: Establishment) -> Line:
    said = "; ".join(_turn_text(context, turn) for turn in one.turns)
    return Line.of(
        (
            (f"{one.baseline.name} ", *context.cites(one.baseline.sources, 2)),
            path_text(context, one),
            said or "no planned start adds posts, and none ends",
        ),
        context.mark(one.baseline),
    )


def _turn_text(context: Context, turn: Turn) -> str:
    begun = [
        context.short(one, "activities") + (" (prepared only)" if one in turn.prepared else "")
        for one in turn.begun
    ]
    ended = listed(context.shorts(turn.ended, "activities"), 3)
    parts = [listed(begun, 3)] if begun else []
    parts += [f"ends: {ended}"] if ended else []
    return f"{short_day(turn.day)}: {'; '.join(parts)}"
