"""The sound mission with one thing wrong about its people: an example for each rule of forces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import (
    CaveatKind,
    Contingent,
    LeadRotation,
    Nation,
    Priority,
    Rung,
    Transfer,
)
from cadre.mission.ids import (
    ContingentId,
    NationId,
    PartnerId,
    PledgeId,
    RotationId,
    SkillId,
    TransferId,
)
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.rows import Citation
from cadre.mission.sites import Travel
from tests.checks.building import (
    DOC,
    added,
    altered,
    caveat,
    claim,
    day,
    days,
    pledge,
    post,
    sound,
    support,
)


def contingent(key: str = "elsewhere", **fields: Any) -> Contingent:  # noqa: ANN401
    given: dict[str, Any] = {
        "partner": PartnerId("ally"),
        "nation": NationId("BBB"),
        "skill": SkillId("adviser"),
        "people": 6,
        "sources": DOC,
    }
    return Contingent(id=ContingentId(key), **(given | fields))


def transfer(key: str = "hats", **fields: Any) -> Transfer:  # noqa: ANN401
    given: dict[str, Any] = {
        "contingent": ContingentId("elsewhere"),
        "pledge": PledgeId("b-adviser"),
        "people": 4,
        "day": day("2021-02-01"),
        "sources": DOC,
    }
    return Transfer(id=TransferId(key), **(given | fields))


def changing(*transfers: Transfer, **fields: Any) -> Mission:  # noqa: ANN401
    """Advisers of BBB who serve with the ally change over into its pledge of eight."""
    rows = transfers or (transfer(),)
    return replace(sound(), contingents=(contingent(**fields),), transfers=rows)


def lead(key: str, nation: str, first: str, **fields: Any) -> LeadRotation:  # noqa: ANN401
    given: dict[str, Any] = {"window": days(first), "sources": DOC} | fields
    return LeadRotation(id=RotationId(key), nation=NationId(nation), **given)


def second_lead(first: str, ends: str = "2021-12-26") -> Mission:
    """AAA leads to the day `ends`, BBB from `first` on."""
    mission = altered(sound(), "lead_rotations", "a-lead", window=days("2020-06-01", ends))
    return added(mission, "lead_rotations", lead("b-lead", "BBB", first))


def limited(kind: CaveatKind, **fields: Any) -> Mission:  # noqa: ANN401
    return replace(sound(), caveats=(caveat(kind, **fields),))


def targeted(weeks: int, mission: Mission | None = None) -> Mission:
    given = sound() if mission is None else mission
    return replace(given, profile=replace(given.profile, fill_weeks=weeks))


def empty_since(known: str) -> Mission:
    """Two critical posts of the headquarters, asked for since a day, that nobody fills."""
    more = post("more", "hq", "staff", 2, priority=Priority.CRITICAL, known_from=day(known))
    return added(sound(), "posts", more)


def three_nations(*, critical: int) -> Mission:
    """AAA fills most of the headquarters' posts, two others one or two each."""
    mission = altered(sound(), "pledges", "a-staff", people=critical)
    mission = added(mission, "nations", Nation(id=NationId("CCC"), name="CCC"))
    one = pledge("c-staff", "CCC", "staff", 10 - critical, rung=Rung.ARRIVED)
    return added(mission, "pledges", one)


def lone_guards() -> Mission:
    """BBB alone brings the guards that a post asks for."""
    mission = added(three_nations(critical=5), "posts", post("guarding", "hq", "guard", 2))
    return added(mission, "pledges", pledge("b-guard", "BBB", "guard", 4))


def twice(**fields: Any) -> Mission:  # noqa: ANN401
    """BBB's advisers stand in two rows that cite one claim of eight."""
    both = {"sources": (*DOC, Citation("c-eight"))} | fields
    mission = added(sound(), "claims", claim("c-eight", 8))
    mission = altered(mission, "pledges", "b-adviser", **both)
    return added(mission, "pledges", pledge("b-again", "BBB", "adviser", 8, **both))


def medical(*, provider: str, **fields: Any) -> Mission:  # noqa: ANN401
    """The guarding of the camp is medical support; BBB wants it from one partner."""
    mission = altered(sound(), "enablers", "guarding", kind=EnablerKind.MEDICAL)
    limit = caveat(CaveatKind.EVACUATION, partners=(PartnerId(provider),))
    return replace(mission, caveats=(limit,), **fields)


def by_road(*denied: Travel, ways: tuple[Travel, ...] = (Travel.ROAD,)) -> Mission:
    mission = altered(sound(), "sites", "camp", reached_by=ways)
    return replace(mission, caveats=(caveat(CaveatKind.TRAVEL_DENY, travel=denied),))


def lent_to_leave(people: int | None) -> Mission:
    """The advisers who change over are the ally's guards of the camp as well."""
    mission = changing(support=support("by-ally", "ally").id)
    return altered(mission, "supports", "by-ally", people=people)


FORCES: dict[str, Callable[[], Mission]] = {
    "FOR-11": lambda: second_lead("2021-06-01", ends="2021-06-30"),
    "FOR-12": lambda: second_lead("2021-08-30", ends="2021-08-29"),
    "FOR-13": lambda: limited(CaveatKind.TRAVEL_DENY),
    "FOR-14": lambda: replace(
        altered(sound(), "pledges", "b-adviser", window=days("2021-01-04")),
        caveats=(caveat(CaveatKind.TOUR_MAX, weeks=26),),
    ),
    "FOR-15": lambda: changing(transfer(people=7)),
    "FOR-16": lambda: changing(transfer(people=9), people=9),
    "FOR-17": lambda: changing(nation=NationId("AAA")),
    "FOR-18": lambda: changing(window=days("2020-01-01", "2020-12-31")),
    "FOR-19": lambda: lent_to_leave(None),
    "FOR-20": twice,
    "FOR-21": lambda: altered(sound(), "pledges", "a-staff", window=days("2021-01-11")),
    "FOR-22": lambda: altered(sound(), "pledges", "a-staff", belief=0.9),
    "FOR-23": lambda: altered(sound(), "pledges", "b-adviser", window=days("2020-12-01")),
    "FOR-24": lambda: altered(
        sound(), "pledges", "b-adviser", window=days("2021-03-01", "2021-05-31"), notice_weeks=26
    ),
    "FOR-25": lambda: targeted(8, empty_since("2020-10-01")),
    "FOR-26": lambda: targeted(
        8, altered(sound(), "pledges", "b-adviser", notice_weeks=6, delay=exact(4))
    ),
    "FOR-27": lambda: three_nations(critical=8),
    "FOR-28": lone_guards,
    "FOR-30": lambda: altered(
        sound(), "posts", "advice-adviser", people=9, priority=Priority.CRITICAL
    ),
    "FOR-31": lambda: limited(CaveatKind.TRAVEL_DENY, travel=(Travel.ROAD,)),
    "FOR-32": lambda: altered(sound(), "posts", "advice-adviser", language="French"),
}
"""For each rule from FOR-11 on, the sound mission with as little changed as breaks it."""
