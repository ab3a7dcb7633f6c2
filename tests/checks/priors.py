"""Missions whose figures lean on priors or stray from them, one for each rule of priors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.mission.enablers import EnablerKind
from cadre.mission.ids import PriorId, ShockId
from cadre.mission.mission import Mission
from cadre.mission.priors import Blank, Prior
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation
from cadre.mission.scenarios import Shock, ShockKind
from tests.checks.building import DOC, added, altered, sound

GUARDS = Range(0.2, 0.3, 0.5)


def guards(**fields: Any) -> Prior:  # noqa: ANN401
    """What stands for the share of guards, in the place of a published prior."""
    given: dict[str, Any] = {"value": GUARDS, "column": Blank.PER_PERSON, "disputed": True} | fields
    return Prior(id=PriorId("P-guards"), name="Guards for each person", **given)


def leaning(**fields: Any) -> Mission:  # noqa: ANN401
    """The share of guards was blank, and the prior stands in for it."""
    stood_in = (*DOC, Citation("P-guards"))
    mission = altered(sound(), "enablers", "guarding", per_person=GUARDS, sources=stood_in)
    return added(mission, "priors", guards(**fields))


def attack(**fields: Any) -> Shock:  # noqa: ANN401
    """An attack of which nothing else is told."""
    return Shock(id=ShockId("attack"), kind=ShockKind.ATTACK, name="attack", sources=DOC, **fields)


PRIORS: dict[str, Callable[[], Mission]] = {
    "EVI-11": leaning,
    "EVI-12": lambda: altered(leaning(), "enablers", "guarding", per_person=exact(0.1)),
    "EVI-13": lambda: added(sound(), "shocks", attack(per_year=exact(1))),
}


def of_kind(kind: EnablerKind) -> Mission:
    """The guards are of another kind than the prior is for."""
    return altered(leaning(when=("airlift",)), "enablers", "guarding", kind=kind)
