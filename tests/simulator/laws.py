"""Law, gates and pauses of small missions, made by chance from a number."""

from __future__ import annotations

from datetime import timedelta

from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import (
    Condition,
    DecisionPoint,
)
from cadre.mission.ids import (
    AuthorityId,
    ConditionId,
    DecisionId,
    NationId,
    PauseId,
)
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.weeks import Window
from tests.simulator.chance import (
    PROGRAMMES,
    SITES,
    Chance,
)


def authorities(chance: Chance) -> tuple[Authority, ...]:
    kinds = [AuthorityKind.MANDATE, AuthorityKind.CONSENT, AuthorityKind.STATUS]
    rows: list[Authority] = []
    for number in range(9):
        state = chance.one(
            [AuthorityState.IN_FORCE] * (8 if number < 3 else 3)
            + [AuthorityState.EXPECTED] * 2
            + [AuthorityState.PROPOSED, AuthorityState.REFUSED]
        )
        granted = chance.dates() if chance.random.random() < 0.6 else None
        pending = state in (AuthorityState.EXPECTED, AuthorityState.PROPOSED)
        base = [row.id for row in rows]
        rows.append(
            Authority(
                id=AuthorityId(f"law-{number}"),
                name=f"law {number}",
                kind=kinds[number % 3],
                state=state,
                belief=chance.share() if pending else 1.0,
                granted=granted if pending else None,
                window=chance.window(0.7 if number < 3 else 0.3),
                sites=chance.some(SITES, 1) if number > 5 else (),
                programmes=chance.some(PROGRAMMES, 1) if number > 5 else (),
                rests_on=chance.some(base, 1) if chance.random.random() < 0.4 else (),
            )
        )
    own = Authority(
        id=AuthorityId("folketing"),
        name="vote",
        kind=AuthorityKind.NATIONAL,
        state=AuthorityState.EXPECTED,
        belief=0.7,
        granted=chance.dates(),
        nations=(NationId("DNK"),),
    )
    return (*rows, own)


def conditions(chance: Chance) -> tuple[Condition, ...]:
    rows: list[Condition] = []
    for number in range(4):
        before = [row.id for row in rows]
        rows.append(
            Condition(
                id=ConditionId(f"if-{number}"),
                name=f"condition {number}",
                met=chance.day(-90, 0) if chance.random.random() < 0.2 else None,
                when=chance.dates() if chance.random.random() < 0.8 else None,
                belief=chance.share(),
                all_of=chance.some(before, 2) if number == 2 else (),
                any_of=chance.some(before, 2) if number == 3 else (),
            )
        )
    return tuple(rows)


def decisions(chance: Chance) -> tuple[DecisionPoint, ...]:
    meetings = tuple(sorted(chance.day(-30) for _ in range(5)))
    return (
        DecisionPoint(
            id=DecisionId("minister"), name="d", body="b", meetings=meetings, belief=chance.share()
        ),
        DecisionPoint(id=DecisionId("summit"), name="s", body="b", taken=chance.day(-90, 60)),
    )


def pauses(seed: int, weeks: int) -> tuple[Pause, ...]:
    """Pauses of law, sites, programmes and all work; some touch, overlap or have no end."""
    chance = Chance(seed + 1_000_000, weeks)
    found: list[Pause] = []
    for number in range(chance.random.randint(0, 5)):
        first = chance.day(-30, 7 * weeks)
        last = first + timedelta(days=chance.one((0, 6, 13, 20, 45)))
        laws = [AuthorityId(f"law-{n}") for n in range(9)] + [AuthorityId("folketing")]
        found.append(
            Pause(
                id=PauseId(f"pause-{number}"),
                name=f"pause {number}",
                cause=chance.one(list(PauseCause)),
                authorities=chance.some(laws, 2),
                sites=chance.some(SITES, 1),
                programmes=chance.some(PROGRAMMES, 1),
                window=Window.of_days(first, None if chance.random.random() < 0.1 else last),
            )
        )
    return tuple(found)
