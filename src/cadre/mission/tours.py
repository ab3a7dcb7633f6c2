"""Tours: when the people of a pledge are relieved by others of their nation."""

from __future__ import annotations

from datetime import date

from cadre.mission.forces import CaveatKind, Pledge
from cadre.mission.mission import Mission
from cadre.mission.once import once
from cadre.mission.weeks import WEEK


@once
def reliefs(mission: Mission, pledge: Pledge) -> tuple[int, ...]:
    """The weeks of the horizon in which people of a pledge hand over to others of their nation.

    Its first people come on the pledge's first day, or as the horizon begins when none is stated.
    They leave when the longest tour that their nation sets for that day is over, on the first day
    of the week in which it is; those who follow them serve as long. A limit of 0 weeks is none.
    """
    horizon = mission.horizon
    first = pledge.window.first
    day = horizon.start if first is None else pledge.window.start
    end = min(pledge.window.end, horizon.window.end)
    found: list[int] = []
    while (weeks := _longest(mission, pledge, day)) is not None:
        day += weeks * WEEK
        if day >= end:
            break
        week = horizon.week(day)
        if week > 0:
            found.append(week)
    return tuple(found)


def _longest(mission: Mission, pledge: Pledge, day: date) -> int | None:
    """The longest tour from a day on, in weeks; None is without limit."""
    limits = [
        one.weeks
        for one in mission.caveats_of(pledge.nation)
        if one.kind is CaveatKind.TOUR_MAX and one.weeks and day in one.window
    ]
    return min(limits, default=None)
