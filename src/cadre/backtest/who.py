"""Questions about needs, and who serves them where."""

from __future__ import annotations

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.checks.overlap import Overlap, overlaps
from cadre.checks.serving import covers
from cadre.mission.cases import Case
from cadre.mission.spelling import spelling_key


def unserved(world: World, case: Case) -> Answer:
    """The needs that nobody serves on a day: of the institutions in `at`, or of all."""
    return Answer(
        tuple(
            str(one.need.id)
            for one in covers(world.mission, world.day(case))
            if one.share == 0 and (not case.at or one.need.institution in case.at)
        )
    )


def coverage(world: World, case: Case) -> Answer:
    """Share of a need that the mission and its partners cover on a day."""
    key = world.row(case.subject[0] if case.subject else "", "needs").id
    found = next(one for one in covers(world.mission, world.day(case)) if one.need.id == key)
    return Answer(found.share, ", ".join(f"{one.body} {one.alone:.2f}" for one in found.parts))


def overlapping(world: World, case: Case) -> Answer:
    """The bodies that serve one need at the same institution and place on a day.

    `subject` names needs or institutions, `at` sites or places; the mission itself is `mission`.
    Only what is known to be the same place counts, unless `kind` is `possible`.
    """
    found = [one for one in overlaps(world.mission, None, world.day(case)) if _meant(one, case)]
    because = "; ".join(f"{one.need}: {', '.join(one.bodies)}" for one in found)
    return Answer(tuple(dict.fromkeys(body for one in found for body in one.bodies)), because)


def _meant(one: Overlap, case: Case) -> bool:
    if not one.certain and case.kind != "possible":
        return False
    if case.subject and {one.need, one.institution}.isdisjoint(case.subject):
        return False
    if not case.at:
        return True
    places = {spelling_key(at) for at in case.at}
    here = () if one.where is None else (one.where.site or "", one.where.place)
    return any(spelling_key(place) in places for place in here if place)
