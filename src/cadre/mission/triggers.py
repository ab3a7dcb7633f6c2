"""Rules that act when the time comes: if this is seen for so long, do that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cadre.mission.ids import SignalId, TargetId, TriggerId
from cadre.mission.quantities import Amount, Count, Money, Weeks
from cadre.mission.rows import Row


class Signal(Enum):
    """What a trigger watches."""

    AUTHORITY_LOST = "authority lost"
    CONDITION_MET = "condition met"
    PROVIDER_GONE = "provider gone"
    SITE_CLOSED = "site closed"
    WORK_STOPPED = "work stopped"
    STRENGTH_BELOW = "strength below"
    FILL_BELOW = "fill below"
    GRADUATES_BELOW = "graduates below"


class Action(Enum):
    """What a trigger does."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    MOVE = "move"
    CALL = "call"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Row):
    """A rule: when the signal has been there for some weeks, the action follows.

    Attributes:
        id: Name within the dossier.
        name: The rule as a sentence.
        signal: What is watched.
        subject: Of what: an authority, condition, partner, site or activity, or the programme
            whose graduates count; empty for the strength of the whole force.
        below: The level under which the signal is there: people, a share, or graduates.
        weeks: Weeks without a break for which the signal must be there.
        action: What is done then.
        target: To what: an activity to start, to stop or to pause until the signal is away, a
            mode to move its activity to, a pledge to call, an option to switch to.
        delay_weeks: Weeks from the order to its effect.
        cost: What the action costs, each time it is ordered.
        times: How often it may act; 0 is without limit.
    """

    id: TriggerId
    name: str
    signal: Signal
    subject: SignalId | None = None
    below: Amount | None = None
    weeks: Weeks = 1
    action: Action
    target: TargetId
    delay_weeks: Weeks = 0
    cost: Money = 0.0
    times: Count = 1
