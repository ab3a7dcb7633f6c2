"""Gates: what a start waits for, on planning dates and with belief."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority
from cadre.mission.conditions import Condition, DecisionPoint
from cadre.mission.ids import GateId
from cadre.mission.mission import Mission
from cadre.mission.weeks import DateRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An authority, condition or decision that isn't there yet but may come.

    Attributes:
        id: Its id.
        name: Its name.
        when: When it comes, if it does; None when nobody can say, so plans can't count on it.
        belief: Share of futures in which it comes at all, given the gates it needs.
        meetings: Days on one of which it must fall; empty when any day will do.
        all_of: Gates that must all open first.
        any_of: Gates of which one must open first; empty when none need.
    """

    id: GateId
    name: str
    when: DateRange | None
    belief: float
    meetings: tuple[date, ...] = ()
    all_of: tuple[GateId, ...] = ()
    any_of: tuple[GateId, ...] = ()

    def next_meeting(self, day: date) -> date | None:
        """The first day from `day` on that will do; None when the body meets no more."""
        if not self.meetings:
            return day
        return min((meeting for meeting in self.meetings if meeting >= day), default=None)


def gates(mission: Mission) -> tuple[Gate, ...]:
    """All that may still open, each after the gates that it needs.

    Raises:
        CadreError: Conditions wait for each other in a circle.
    """
    found: dict[GateId, Gate] = {}
    for authority in mission.authorities:
        if authority.pending and authority.belief > 0:
            gate = _of_authority(mission, authority)
            found[gate.id] = gate
    for condition in mission.conditions:
        if condition.met is None:
            gate = _of_condition(mission, condition)
            found[gate.id] = gate
    for decision in mission.decisions:
        if decision.taken is None:
            gate = _of_decision(mission, decision)
            found[gate.id] = gate
    return _in_order(found)


def _of_authority(mission: Mission, authority: Authority) -> Gate:
    first = max(authority.window.start, mission.profile.as_of)
    pending = {one.id for one in mission.authorities if one.pending and one.belief > 0}
    return Gate(
        id=GateId(authority.id),
        name=authority.name,
        when=authority.granted or DateRange.exactly(first),
        belief=authority.belief,
        all_of=tuple(GateId(base) for base in authority.rests_on if base in pending),
    )


def _of_condition(mission: Mission, condition: Condition) -> Gate:
    def unmet(others: Iterable[str]) -> tuple[GateId, ...]:
        return tuple(
            GateId(one.id) for one in mission.conditions if one.id in others and one.met is None
        )

    any_met = len(unmet(condition.any_of)) < len(condition.any_of)
    parts = condition.all_of or condition.any_of
    when = condition.when
    if when is None and parts:
        # It has no date of its own: it comes with what it is made of.
        when = DateRange.exactly(mission.profile.as_of)
    return Gate(
        id=GateId(condition.id),
        name=condition.name,
        when=when,
        belief=condition.belief,
        all_of=unmet(condition.all_of),
        any_of=() if any_met else unmet(condition.any_of),
    )


def _of_decision(mission: Mission, decision: DecisionPoint) -> Gate:
    as_of = mission.profile.as_of
    ahead = sorted(day for day in decision.meetings if day >= as_of)
    return Gate(
        id=GateId(decision.id),
        name=decision.name,
        # Ripe at any time from now on, most likely for the next meeting: it then waits for one.
        when=DateRange(as_of, ahead[0], ahead[-1]) if ahead else None,
        belief=decision.belief,
        meetings=tuple(ahead),
    )


def _in_order(found: dict[GateId, Gate]) -> tuple[Gate, ...]:
    """The gates, each after those it needs; else in the order found."""
    ordered: dict[GateId, Gate] = {}
    left = dict(found)
    while left:
        ready = [
            gate
            for gate in left.values()
            if all(need in ordered or need not in found for need in gate.all_of + gate.any_of)
        ]
        if not ready:
            circle = ", ".join(sorted(left))
            raise CadreError(
                circle, "wait for each other", "no circle", "Remove one `all_of` or `any_of`."
            )
        for gate in ready:
            ordered[gate.id] = left.pop(gate.id)
    return tuple(ordered.values())


def planning_dates(mission: Mission) -> dict[GateId, date | None]:
    """The day on which each gate opens on planning dates; None for one that can't be planned on."""
    days: dict[GateId, date | None] = {}
    for gate in gates(mission):
        parts = [days[need] for need in gate.all_of]
        choices = [day for need in gate.any_of if (day := days[need]) is not None]
        if gate.any_of:
            parts.append(min(choices, default=None))
        known = [day for day in parts if day is not None]
        if gate.when is None or gate.belief <= 0 or len(known) < len(parts):
            days[gate.id] = None
        else:
            days[gate.id] = gate.next_meeting(max([gate.when.likely, *known]))
    return days


def awaited(mission: Mission, activity: Activity) -> tuple[GateId, ...]:
    """The conditions and decisions that `activity` still waits for; authorities are in `cover`."""
    conditions = (mission.condition(key) for key in activity.conditions)
    decisions = (mission.decision(key) for key in activity.decisions)
    return tuple(
        [GateId(one.id) for one in conditions if one.met is None]
        + [GateId(one.id) for one in decisions if one.taken is None]
    )
