"""Missions by chance in which a few works wait for each other while rules push them to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cadre.mission.activities import Mode
from cadre.mission.ids import ModeId, SignalId, TargetId, TriggerId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.triggers import Action, Signal, Trigger
from tests.simulator.chance import SITES, Chance
from tests.simulator.orders import below, ordered, subject, target

WORK = (Action.START, Action.STOP, Action.PAUSE)
OFTEN = 0.7
"""Share of the orders that are about the few works that are in focus."""


def entangled(number: int) -> tuple[Mission, Plan]:
    """A mission of works that wait for others, and for their ends, with rules for three of them.

    Each work has up to three modes, of a length or open-ended, and may be moved to and fro.
    """
    weeks = (22, 30, 33, 65)[number % 4]
    of, played = ordered(number, weeks=weeks)
    chance = Chance(number + 7_000_000, weeks)
    keys = [one.id for one in of.activities]
    works = tuple(
        replace(
            one,
            after=chance.some(keys[:place], 1),
            after_end=chance.some(keys[:place], 1),
            cover=one.cover[: chance.random.randint(0, 2)],
            latest_start=chance.one((one.latest_start, None)),
        )
        for place, one in enumerate(of.activities)
    )
    modes = tuple(
        Mode(
            id=ModeId(f"m-{key}-3"),
            activity=key,
            site=chance.one(SITES),
            weeks=chance.one((0, 0, 5, 14)),
        )
        for key in keys
    )
    of = replace(of, activities=works, modes=of.modes + modes)
    return replace(of, triggers=_rules(chance, of, chance.random.sample(keys, 3))), played


def _rules(chance: Chance, of: Mission, focus: Sequence[str]) -> tuple[Trigger, ...]:
    """Rules most of which act on the works in focus, some of them on seeing these stop."""
    found = []
    for number in range(chance.random.randint(6, 20)):
        signal = chance.one(list(Signal))
        action = chance.one([*Action, Action.MOVE, Action.MOVE])
        watched = subject(chance, of, signal)
        to = target(chance, of, action)
        if signal is Signal.WORK_STOPPED:
            watched = SignalId(chance.one(focus))
        if chance.random.random() < OFTEN and action in WORK:
            to = chance.one(focus)
        elif chance.random.random() < OFTEN and action is Action.MOVE:
            to = chance.one([one.id for one in of.modes if one.activity in focus])
        found.append(
            Trigger(
                id=TriggerId(f"rule-{number}"),
                name="a rule",
                signal=signal,
                subject=watched,
                below=below(chance, signal),
                weeks=chance.random.randint(0, 3),
                action=action,
                target=TargetId(to),
                delay_weeks=chance.one((0, 0, 0, 1, 3)),
                cost=1.5,
                times=chance.one((0, 0, 1, 2)),
            )
        )
    return tuple(found)
