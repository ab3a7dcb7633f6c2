"""Waves of attacks, consent that worsens, and talks, made by chance from a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.ids import AuthorityId, NegotiationId, RedLineId
from cadre.mission.mission import Mission
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Shock, ShockKind
from tests.simulator.chance import Chance


def stormy(seed: int, shocks: Sequence[Shock]) -> tuple[Shock, ...]:
    """The shocks, some of which come in waves, or have a consent withdrawn."""
    chance = Chance(seed + 4_000_000, 1)
    return tuple(_stormy(chance, one) for one in shocks)


def _stormy(chance: Chance, shock: Shock) -> Shock:
    if shock.kind is ShockKind.CONSENT:
        worse = exact(chance.one((0.0, 0.3, 0.6, 0.95)))
        return replace(shock, worsens=worse, return_weeks=chance.range(0, 9))
    if chance.random.random() < 0.6:
        again = exact(chance.one((0.2, 0.5, 0.9)))
        return replace(shock, again=again, again_weeks=chance.range(0, 5))
    return shock


def with_talks(given: Mission, seed: int) -> Mission:
    """The mission with talks on its law, some beside each other and some in vain."""
    chance = Chance(seed + 5_000_000, given.horizon.weeks)
    capacity = chance.one((0, 1, 2, 3, 3))
    laws = [one.id for one in given.authorities]
    rows = [
        Negotiation(
            id=NegotiationId(f"talks-{number}"),
            name="talks",
            brings=tuple(AuthorityId(key) for key in chance.some(laws, 4)),
            earliest=chance.day(-30, 60),
            weeks=chance.range(0, 12),
            load=chance.one((0, 1, 1, 2, 2)),
            agreed=chance.random.random() < 0.5,
        )
        for number in range(chance.random.randint(1, 7))
    ]
    return replace(
        given,
        profile=replace(given.profile, negotiating_capacity=capacity),
        negotiations=tuple(rows),
        red_lines=_red_lines(chance, [one.id for one in rows]),
    )


def _red_lines(chance: Chance, talks: Sequence[NegotiationId]) -> tuple[RedLine, ...]:
    return tuple(
        RedLine(
            id=RedLineId(f"line-{number}"),
            side=chance.one(("host", "mission", "CAN")),
            statement="No further.",
            point=chance.one(("courts", "ceiling", "")),
            accepts=chance.some(("a", "b", "c", "d"), 4),
            negotiations=chance.some(talks, 2),
        )
        for number in range(4)
    )
