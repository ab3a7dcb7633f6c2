"""Missions in which a trigger is wrong, one for each rule of TRI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cadre.mission.ids import SignalId, TargetId, TriggerId
from cadre.mission.mission import Mission
from cadre.mission.triggers import Action, Signal, Trigger
from tests.checks.building import DOC, added, sound


def trigger(
    key: str,
    seen: tuple[Signal, str | None],
    ordered: tuple[Action, str],
    **fields: Any,  # noqa: ANN401
) -> Trigger:
    """A rule: what is seen, of what; what is ordered, to what."""
    given = {"name": f"The rule {key}.", "sources": DOC} | fields
    return Trigger(
        id=TriggerId(key),
        signal=seen[0],
        subject=None if seen[1] is None else SignalId(seen[1]),
        action=ordered[0],
        target=TargetId(ordered[1]),
        **given,
    )


GONE = trigger("gone", (Signal.PROVIDER_GONE, "ally"), (Action.STOP, "hq"))
"""A trigger with which nothing is wrong: when the ally is gone, the headquarters stops."""


def with_triggers(*triggers: Trigger) -> Mission:
    return added(sound(), "triggers", *triggers)


def calling() -> Mission:
    """A mission in which a trigger waits to call people of whom nobody has arrived."""
    call = trigger("call", (Signal.PROVIDER_GONE, "ally"), (Action.CALL, "b-adviser"))
    return with_triggers(call)


TRIGGERS: dict[str, Callable[[], Mission]] = {
    "TRI-01": lambda: with_triggers(
        trigger("odd", (Signal.PROVIDER_GONE, "camp"), (Action.STOP, "hq")),
    ),
    "TRI-02": lambda: with_triggers(
        trigger("mute", (Signal.STRENGTH_BELOW, None), (Action.STOP, "hq")),
    ),
    "TRI-03": lambda: with_triggers(
        trigger("one", (Signal.WORK_STOPPED, "advice"), (Action.STOP, "hq")),
        trigger("two", (Signal.WORK_STOPPED, "hq"), (Action.STOP, "advice")),
    ),
    "TRI-04": lambda: with_triggers(
        trigger("late", (Signal.PROVIDER_GONE, "ally"), (Action.CALL, "a-staff")),
    ),
    "TRI-06": lambda: with_triggers(
        trigger("rest", (Signal.WORK_STOPPED, "advice"), (Action.PAUSE, "advice")),
    ),
    "TRI-05": lambda: with_triggers(
        trigger("go", (Signal.PROVIDER_GONE, "ally"), (Action.START, "advice")),
        trigger("stay", (Signal.PROVIDER_GONE, "ally"), (Action.STOP, "advice")),
    ),
}
