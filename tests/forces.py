"""What random missions get of limits and of people who change over, whoever built them."""

# ruff: noqa: S311 - dice make missions
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from cadre.mission.enablers import EnablerKind, Support
from cadre.mission.forces import Caveat, CaveatKind, Contingent, Transfer
from cadre.mission.ids import CaveatId, ContingentId, PartnerId, SupportId, TransferId
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.sites import Travel
from cadre.mission.weeks import Window

FRIEND = PartnerId("friend")
WAYS = (Travel.ROAD, Travel.HELICOPTER)
KINDS = {"medical": EnablerKind.MEDICAL, "medic": EnablerKind.MEDICAL}
NEW = (
    CaveatKind.PARTNER_DENY,
    CaveatKind.TRAVEL_DENY,
    CaveatKind.EVACUATION,
    CaveatKind.APPROVAL,
)


def with_forces(mission: Mission, seed: int) -> Mission:
    """The mission with a second lender, caveats of every newer kind, contingents and transfers."""
    dice = Random(seed + 2_000_000)
    tables: dict[str, Any] = {
        "sites": tuple(replace(x, reached_by=ways(dice)) for x in mission.sites),
        "enablers": tuple(
            replace(x, kind=KINDS.get(x.id, EnablerKind.BASE_DEFENCE)) for x in mission.enablers
        ),
        "partners": (*mission.partners, Partner(id=FRIEND, name="Friend")),
        "supports": (*mission.supports, *more_support(dice, mission)),
    }
    tables["caveats"] = (*mission.caveats, *more_caveats(dice, mission))
    grown = replace(mission, **tables)
    contingents, transfers = changing_over(dice, grown)
    return replace(grown, contingents=contingents, transfers=transfers)


def ways(dice: Random) -> tuple[Travel, ...]:
    return tuple(one for one in WAYS if dice.random() < 0.6)


def some_day(dice: Random, mission: Mission) -> date:
    """A day of the horizon or just before it; every second one is the first of a week."""
    horizon = mission.horizon
    week = dice.randint(-1, horizon.weeks)
    return horizon.day(week) + timedelta(days=dice.choice([0, dice.randint(1, 6)]))


def some_days(dice: Random, mission: Mission) -> Window:
    if dice.random() < 0.4:
        return Window()
    first, last = sorted([some_day(dice, mission), some_day(dice, mission)])
    return Window.of_days(first, last)


def more_support(dice: Random, mission: Mission) -> list[Support]:
    return [
        Support(
            id=SupportId(f"{kind.id}-{site.id}-of-friend"),
            enabler=kind.id,
            provider=FRIEND,
            site=site.id,
            people=dice.choice([None, 2, 4]),
            window=some_days(dice, mission),
        )
        for kind in mission.enablers
        for site in mission.sites
        if dice.random() < 0.4
    ]


def more_caveats(dice: Random, mission: Mission) -> list[Caveat]:
    partners = [*(one.id for one in mission.partners), FRIEND]
    found = []
    for number in range(dice.choice([0, 1, 2])):
        kind = dice.choice(NEW)
        on_partner = kind in (CaveatKind.PARTNER_DENY, CaveatKind.EVACUATION)
        found.append(
            Caveat(
                id=CaveatId(f"more-{number}"),
                nation=dice.choice(mission.nations).id,
                kind=kind,
                statement="No further.",
                partners=tuple(dice.sample(partners, dice.randint(1, 2))) if on_partner else (),
                travel=tuple(
                    dice.sample(WAYS, dice.randint(1, 2)) if kind is CaveatKind.TRAVEL_DENY else ()
                ),
                days=dice.randint(1, 20) if kind is CaveatKind.APPROVAL else None,
                window=some_days(dice, mission),
            )
        )
    return found


def changing_over(
    dice: Random, mission: Mission
) -> tuple[tuple[Contingent, ...], tuple[Transfer, ...]]:
    """Contingents of nations that pledge, some of whose people join a pledge on some day."""
    contingents: list[Contingent] = []
    transfers: list[Transfer] = []
    pledges = dice.sample(mission.pledges, min(len(mission.pledges), dice.choice([0, 1, 2])))
    for pledge in pledges:
        partner = dice.choice(mission.partners).id
        lent = [one.id for one in mission.supports if one.provider == partner]
        one = Contingent(
            id=ContingentId(f"from-{pledge.id}"),
            partner=partner,
            nation=pledge.nation,
            skill=pledge.skill,
            people=dice.randint(1, 9),
            support=dice.choice(lent) if lent and dice.random() < 0.7 else None,
        )
        contingents.append(one)
        left = min(one.people, pledge.people)
        for number in range(dice.randint(1, 2)):
            people = dice.randint(1, left) if left else 0
            if people:
                left -= people
                transfers.append(
                    Transfer(
                        id=TransferId(f"{one.id}-{number}"),
                        contingent=one.id,
                        pledge=pledge.id,
                        people=people,
                        day=some_day(dice, mission),
                    )
                )
    return tuple(contingents), tuple(transfers)
