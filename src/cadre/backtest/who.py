"""Questions about needs, and who serves them where."""

from __future__ import annotations

from cadre.backtest.answers import Answer
from cadre.backtest.world import World
from cadre.checks.overlap import Overlap, overlaps
from cadre.checks.serving import covers
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.mission.spelling import spelling_key


def unserved(world: World, case: Case) -> Answer:
    """The needs that nobody serves on a day: of the institutions in `at`, or of all."""
    institutions = {world.row(key, "institutions").id for key in case.at}
    found = (
        str(one.need.id)
        for one in covers(world.mission, world.day(case))
        if one.share == 0 and (not institutions or one.need.institution in institutions)
    )
    return Answer(tuple(found), table="needs")


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
    world.refuse_strangers(case.subject, ("needs", "institutions"))
    if case.kind not in ("", "possible"):
        raise CadreError(
            f"case {case.id}", f"has the kind {case.kind!r}", "`possible`", "Correct the cell."
        )
    _refuse_strange_places(world, case)
    found = [one for one in overlaps(world.mission, None, world.day(case)) if _meant(one, case)]
    because = "; ".join(f"{one.need}: {', '.join(one.bodies)}" for one in found)
    bodies = tuple(dict.fromkeys(body for one in found for body in one.bodies))
    return Answer(bodies, because, table="partners")


def _refuse_strange_places(world: World, case: Case) -> None:
    mission = world.whole
    known = {one.id for one in mission.sites} | {one.place for one in mission.sites}
    known |= {one.place for one in mission.partner_activities}
    keys = {spelling_key(place) for place in known if place}
    for place in case.at:
        if spelling_key(place) not in keys:
            raise UnknownIdError("site or place", place, sorted(one for one in known if one))


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
