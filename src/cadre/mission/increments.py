"""Increments: work that makes other work greater, and so runs only where and while that runs."""

from __future__ import annotations

from cadre.mission.activities import Activity, Mode
from cadre.mission.mission import Mission


def base_of(mission: Mission, activity: Activity) -> Activity | None:
    """The work that `activity` makes greater; None for work of its own."""
    key = activity.increment_of
    return None if key is None else mission.activity(key)


def modes_beside(mission: Mission, activity: Activity, mode: Mode) -> tuple[Mode, ...]:
    """The modes of its base in which `activity` may run in `mode`: those at the same site.

    Empty for work of its own too.
    """
    key = activity.increment_of
    modes = () if key is None else mission.modes_of(key)
    return tuple(one for one in modes if one.site == mode.site)


def chain(mission: Mission, activity: Activity) -> tuple[Activity, ...]:
    """All that `activity` hangs on, its base first; what goes in a circle ends there."""
    found: list[Activity] = []
    base = base_of(mission, activity)
    while base is not None and base not in found and base != activity:
        found.append(base)
        base = base_of(mission, base)
    return tuple(found)
