"""Required: work that every plan must hold, and when the last of it is over."""

from __future__ import annotations

from collections.abc import Mapping

from cadre.mission.ids import ActivityId
from cadre.mission.mission import Mission
from cadre.mission.once import once


@once
def required_work(mission: Mission) -> tuple[ActivityId, ...]:
    """New work that every plan must hold, in the order of the table.

    It is what the dossier calls required, with all that this comes after or makes greater.
    """
    found, left = set[ActivityId](), [one.id for one in mission.activities if one.required]
    while left:
        activity = mission.activity(left.pop())
        if activity.id not in found and not mission.has_begun(activity):
            found.add(activity.id)
            base = () if activity.increment_of is None else (activity.increment_of,)
            left += [*activity.after, *activity.after_end, *base]
    return tuple(one.id for one in mission.activities if one.id in found)


@once
def finishing(mission: Mission) -> tuple[ActivityId, ...]:
    """The required work that has an end of its own: all its modes have a fixed length."""
    return tuple(
        key
        for key in required_work(mission)
        if mission.modes_of(key) and all(mode.weeks for mode in mission.modes_of(key))
    )


def finished(mission: Mission, ends: Mapping[ActivityId, int]) -> int | None:
    """The first week in which all finishing work is over; None when there is none, or some lacks.

    Args:
        mission: The mission.
        ends: First week after each activity that is planned.
    """
    works = finishing(mission)
    if not works or any(key not in ends for key in works):
        return None
    return max(ends[key] for key in works)
