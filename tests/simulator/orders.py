"""Missions by chance in which triggers act, and plans that leave work to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cadre.mission.activities import Mode, Option
from cadre.mission.forces import Pledge, Post, Rung
from cadre.mission.ids import (
    ModeId,
    OptionId,
    PledgeId,
    PostId,
    SignalId,
    TargetId,
    TriggerId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.triggers import Action, Signal, Trigger
from tests.simulator.chance import NATIONS, SITES, SKILLS, Chance
from tests.simulator.missions import mission, plan

OPTIONS = (OptionId("grow"), OptionId("leave"))


def ordered(number: int, weeks: int = 30) -> tuple[Mission, Plan]:
    """A mission whose triggers watch and order all there is, and a plan that leaves work out."""
    of, chance = mission(number, weeks=weeks), Chance(number + 4_000_000, weeks)
    whole = plan(of, number)
    left = {start.activity for start in whole.starts if chance.random.random() < 0.35}
    played = replace(
        whole,
        starts=tuple(one for one in whole.starts if one.activity not in left),
        assignments=tuple(one for one in whole.assignments if one.activity not in left),
    )
    works = tuple(replace(one, option=chance.one((None, None, *OPTIONS))) for one in of.activities)
    asked = Chance(number + 6_000_000, weeks)
    talks = [one.id for one in of.negotiations]
    of = replace(
        of,
        activities=works,
        modes=of.modes + elsewhere(chance, of),
        posts=of.posts + there_only(chance, of),
        pledges=of.pledges + spare(chance),
        options=tuple(
            Option(id=key, name=key, negotiations=asked.some(talks, 2)) for key in OPTIONS
        ),
    )
    return replace(of, triggers=triggers(chance, of)), played


def elsewhere(chance: Chance, of: Mission) -> tuple[Mode, ...]:
    """A second way to run most work, somewhere else or for another length."""
    return tuple(
        replace(
            one,
            id=ModeId(f"{one.id}-too"),
            site=chance.one(SITES),
            weeks=chance.one((0, 0, 8, 16)),
        )
        for one in of.modes
        if chance.random.random() < 0.7
    )


def there_only(chance: Chance, of: Mission) -> tuple[Post, ...]:
    """Posts that are asked for at one site only."""
    return tuple(
        Post(
            id=PostId(f"only-{number}"),
            activity=chance.one(of.activities).id,
            skill=chance.one(SKILLS),
            people=chance.random.randint(1, 4),
            site=chance.one(SITES),
        )
        for number in range(2)
    )


def spare(chance: Chance) -> tuple[Pledge, ...]:
    """Pledges that no plan uses."""
    return tuple(
        Pledge(
            id=PledgeId(f"spare-{number}"),
            nation=chance.one(NATIONS),
            skill=chance.one(SKILLS),
            people=chance.random.randint(2, 12),
            window=chance.window(0.8),
            rung=chance.one(list(Rung)),
            belief=chance.share(),
            delay=chance.range(0, 4),
            strength=chance.range(0.6, 1.0),
            notice_weeks=chance.random.randint(0, 3),
        )
        for number in range(9)
    )


def triggers(chance: Chance, of: Mission) -> tuple[Trigger, ...]:
    """Two triggers for each signal, of any action."""
    return tuple(
        Trigger(
            id=TriggerId(f"rule-{number}"),
            name="a rule",
            signal=signal,
            subject=subject(chance, of, signal),
            below=below(chance, signal),
            weeks=chance.random.randint(0, 4),
            action=action,
            target=TargetId(target(chance, of, action)),
            delay_weeks=chance.random.randint(0, 3),
            cost=chance.one((0.0, 30.5, 100.0)),
            times=chance.one((0, 0, 1, 3)),
        )
        for number, signal in enumerate([*Signal, *Signal])
        for action in (chance.one(list(Action)),)
    )


def subject(chance: Chance, of: Mission, signal: Signal) -> SignalId | None:
    tables: dict[Signal, Sequence[str | None]] = {
        Signal.AUTHORITY_LOST: [one.id for one in of.authorities],
        Signal.CONDITION_MET: [one.id for one in of.conditions],
        Signal.PROVIDER_GONE: [one.id for one in of.partners],
        Signal.SITE_CLOSED: [one.id for one in of.sites],
        Signal.WORK_STOPPED: [one.id for one in of.activities],
        Signal.STRENGTH_BELOW: [None],
        Signal.FILL_BELOW: [None, *(one.id for one in of.activities)],
        Signal.GRADUATES_BELOW: [one.id for one in of.programmes],
    }
    key = chance.one(tables[signal])
    return None if key is None else SignalId(key)


def below(chance: Chance, signal: Signal) -> float | None:
    levels: dict[Signal, Sequence[float]] = {
        Signal.STRENGTH_BELOW: (5, 12.5, 25),
        Signal.FILL_BELOW: (0.5, 0.8, 1),
        Signal.GRADUATES_BELOW: (5, 30.5),
    }
    return chance.one(levels[signal]) if signal in levels else None


def target(chance: Chance, of: Mission, action: Action) -> str:
    tables: dict[Action, Sequence[str]] = {
        Action.START: [one.id for one in of.activities],
        Action.STOP: [one.id for one in of.activities],
        Action.PAUSE: [one.id for one in of.activities],
        Action.MOVE: [one.id for one in of.modes],
        Action.CALL: [one.id for one in of.pledges if one.id.startswith("spare")],
        Action.SWITCH: list(OPTIONS),
    }
    return chance.one(tables[action])
