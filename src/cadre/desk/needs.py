"""Needs against all who help, as one reader may see it: coverage, gaps and overlaps of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cadre.checks.overlap import Overlap, overlaps
from cadre.checks.serving import NeedCover, Part, covers
from cadre.errors import CadreError
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import MadeFrom
from cadre.mission.provenance import marking_of
from cadre.mission.quantities import Share
from cadre.mission.rows import Row
from cadre.mission.sources import Audience
from cadre.mission.weeks import Window
from cadre.release.redact import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedServed:
    """One need on the day.

    Attributes:
        need: Its id.
        name: What is lacking.
        institution: Name of who lacks it.
        weight: How much it matters.
        critical: Whether the mission fails without it.
        covered: Share of it that is covered.
        gap: Its weight times what isn't covered.
        by: Who covers it, the strongest first.
        waiting: Work of the mission that would serve it and hasn't begun.
        marking: Who may see it.
    """

    need: str
    name: str
    institution: str
    weight: float
    critical: bool
    covered: Share
    gap: float
    by: tuple[Part, ...]
    waiting: tuple[str, ...]
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Bodies side by side on the day.

    Attributes:
        need: The need that they serve.
        institution: Name of the institution; empty when not all say for whom they work.
        place: Name of the site or province; empty when not all say where they work.
        bodies: Who they are.
        works: Their work.
        window: From the first to the last day on which two of them work side by side.
        certain: Whether institution and place are both known to be the same.
        marking: Who may see it.
    """

    need: str
    institution: str
    place: str
    bodies: tuple[str, ...]
    works: tuple[str, ...]
    window: Window
    certain: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAnswer:
    """Who serves what on a day.

    Attributes:
        made_from: What was looked at.
        day: The day.
        needs: Every need, the largest gap first.
        overlaps: Bodies that do the same, those that are certain first.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    day: date
    needs: tuple[NeedServed, ...]
    overlaps: tuple[Beside, ...]
    withheld: int | None


def look(mission: Mission, day: date | None) -> tuple[list[NeedServed], list[Beside]]:
    """Coverage and overlaps on `day`; None takes the day as of which things are known.

    Raises:
        CadreError: The day lies outside the horizon.
    """
    horizon, asked = mission.horizon.window, day or mission.profile.as_of
    if asked not in horizon:
        raise CadreError(
            f"day {asked}",
            "lies outside the weeks that are looked at",
            str(horizon),
            "Choose a day among these, or read the dossier as of an earlier one with `--as-of`.",
        )
    needs = [_need(mission, one) for one in covers(mission, asked)]
    return needs, [_beside(mission, one) for one in overlaps(mission, day=asked)]


def answer_for(
    audience: Audience, made_from: MadeFrom, mission: Mission, day: date | None
) -> tuple[NeedsAnswer, int]:
    """What an audience may see of it, and how many parts it may not see."""
    needs, beside = look(mission, day)
    kept, others = keep(needs, audience), keep(beside, audience)
    withheld = kept.withheld + others.withheld
    answer = NeedsAnswer(
        made_from=made_from,
        day=day or mission.profile.as_of,
        needs=kept.things,
        overlaps=others.things,
        withheld=withheld if audience.told_of_more else None,
    )
    return answer, withheld


def _need(mission: Mission, cover: NeedCover) -> NeedServed:
    need = cover.need
    effects = [one for one in mission.effects if one.need == need.id]
    works = [row for one in effects for row in mission.named(one.work)]
    institution = mission.institution(need.institution)
    return NeedServed(
        need=need.id,
        name=need.name,
        institution=institution.name,
        weight=need.weight,
        critical=need.critical,
        covered=cover.share,
        gap=cover.gap,
        by=cover.parts,
        waiting=tuple(cover.waiting),
        marking=_marking(mission, [need, institution, *effects, *works]),
    )


def _beside(mission: Mission, overlap: Overlap) -> Beside:
    where, whose = overlap.where, overlap.institution
    site = None if where is None or where.site is None else mission.site(where.site)
    works = {one.work for one in overlap.works}
    effects = [one for one in mission.effects if one.need == overlap.need and one.work in works]
    rows = [*mission.named(overlap.need), *effects, *(one.row for one in overlap.works)]
    place = "" if where is None else where.place
    return Beside(
        need=overlap.need,
        institution="" if whose is None else mission.institution(whose).name,
        place=place if site is None else site.name,
        bodies=tuple(dict.fromkeys(one.name for one in overlap.works)),
        works=tuple(one.title for one in overlap.works),
        window=overlap.window,
        certain=overlap.certain,
        marking=_marking(mission, [*rows, *([] if site is None else [site])]),
    )


def _marking(mission: Mission, rows: Iterable[Row]) -> Marking:
    return Marking.strictest(marking_of(mission, row) for row in rows)
