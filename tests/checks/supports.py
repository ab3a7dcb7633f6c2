"""Missions in which support that may go, or a site that closes, is found: one for each rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cadre.mission.activities import Mode
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import ActivityId, BedSpaceId, ModeId, PartnerId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.sites import BedSpace
from cadre.mission.weeks import DateRange
from tests.checks.building import DOC, added, altered, caveat, day, days, sound


def greedy() -> Mission:
    """Each guard needs a guard."""
    return altered(sound(), "enablers", "guarding", per_person=exact(1.0))


def leaver(belief: float) -> Mission:
    """A provider that leaves in June, though what it lends has no end."""
    going = {"leaves": DateRange.exactly(day("2021-06-01")), "leave_belief": belief}
    return altered(sound(), "partners", "ally", **going)


def unhealed() -> Mission:
    """A nation that asks who evacuates its people, where no enabler is medical."""
    limit = caveat(CaveatKind.EVACUATION, partners=(PartnerId("ally"),))
    return replace(sound(), caveats=(limit,))


def closing(last: str = "2021-05-31") -> Mission:
    """The camp closes while the headquarters is there."""
    return altered(sound(), "sites", "camp", window=days(None, last))


def with_mode(mission: Mission, activity: str, site: str = "school") -> Mission:
    """A second way to run an activity."""
    mode = Mode(
        id=ModeId(f"{activity}-{site}"),
        activity=ActivityId(activity),
        site=SiteId(site),
        sources=DOC,
    )
    return added(mission, "modes", mode)


def fewer_beds(stay: int = 15) -> Mission:
    """Of fifty beds some go in June: enough stay for the headquarters, not for advice beside it."""
    mission = altered(sound(), "bed_spaces", "beds", beds=stay)
    more = BedSpace(
        id=BedSpaceId("tents"),
        site=SiteId("camp"),
        beds=50 - stay,
        window=days(None, "2021-05-31"),
        sources=DOC,
    )
    return added(mission, "bed_spaces", more)


SUPPORTS: dict[str, Callable[[], Mission]] = {
    "ENA-07": greedy,
    "ENA-08": lambda: leaver(0.9),
    "ENA-09": unhealed,
    "SIT-06": closing,
    "SIT-07": fewer_beds,
}
