"""Transfers: people who change from another body's mission to this one, counted in one place.

A contingent has its people until they leave; from that day on the pledge that they join has them,
and the support that the contingent lends is smaller by as many. Nobody leaves twice: what more
than a contingent has is said to leave, doesn't.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import inf

from cadre.mission.enablers import Support
from cadre.mission.forces import Contingent, Pledge, Transfer
from cadre.mission.mission import Mission
from cadre.mission.quantities import People
from cadre.mission.weeks import Window

Part = tuple[Window, float]
"""People who are there on the days of a window; parts of one row add up. inf is without limit."""


def may_leave(contingent: Contingent, day: date) -> bool:
    """Whether people of a contingent can change over on `day`: the day after its last will do."""
    return contingent.window.start <= day <= contingent.window.end


def leavings(mission: Mission, contingent: Contingent) -> tuple[tuple[Transfer, int], ...]:
    """The transfers out of a contingent in order of their days, with how many really leave.

    Who has left before can't leave again; on a day on which the contingent isn't there, nobody
    leaves.
    """
    left, found = contingent.people, []
    for one in mission.transfers_from(contingent.id):
        people = min(one.people, left) if may_leave(contingent, one.day) else 0
        left -= people
        found.append((one, people))
    return tuple(found)


def strength(mission: Mission, contingent: Contingent, day: date) -> int:
    """People of a contingent still in its own mission on `day`; 0 when it isn't there then."""
    if day not in contingent.window:
        return 0
    gone = (people for one, people in leavings(mission, contingent) if one.day <= day)
    return contingent.people - sum(gone)


def arrivals(mission: Mission, pledge: Pledge) -> tuple[tuple[Transfer, int], ...]:
    """The transfers into a pledge in order of their days, with how many really come."""
    return tuple(
        (one, people)
        for one in mission.transfers_into(pledge.id)
        for other, people in leavings(mission, mission.contingent(one.contingent))
        if other is one
    )


def pledged(mission: Mission, pledge: Pledge) -> tuple[tuple[Window, int], ...]:
    """The people of a pledge in parts: those who are its own, then each transfer from its day on.

    Together they are never more than the pledge offers: who would come in excess isn't counted.
    """
    rows = mission.transfers_into(pledge.id)
    if not rows:
        return ((pledge.window, pledge.people),)
    room = pledge.people
    own = max(0, room - sum(one.people for one in rows))
    parts = [(pledge.window, own)] if own else []
    room -= own
    for one, people in arrivals(mission, pledge):
        days = pledge.window.common(Window(one.day))
        come = min(people, room)
        if days is not None and come:
            parts.append((days, come))
            room -= come
    return tuple(parts)


def people_on(mission: Mission, pledge: Pledge, days: Window) -> int:
    """People of a pledge who are there on all of `days`."""
    return sum(people for window, people in pledged(mission, pledge) if window.covers(days))


def lent(mission: Mission, support: Support) -> tuple[Part, ...]:
    """What a row of support lends, in parts: what stays lent, and what leaves on a day.

    Support without a number is as much as is needed, however many of those who lend it leave.
    """
    if support.people is None:
        return ((support.window, inf),)
    left, parts = support.people, []
    for day, people in sorted(_leaving(mission, support)):
        gone = min(people, left)
        days = Window(end=day).common(support.window)
        if days is not None and gone:
            parts.append((days, float(gone)))
        left -= gone
    return ((support.window, float(left)), *parts) if left else tuple(parts)


def _leaving(mission: Mission, support: Support) -> Iterator[tuple[date, int]]:
    """When how many of those leave who lend a row of support."""
    for contingent in mission.contingents_lending(support.id):
        for one, people in leavings(mission, contingent):
            if people:
                yield one.day, people


def lessening(mission: Mission, support: Support) -> tuple[Contingent | Transfer, ...]:
    """The rows by which a row of support lends less than it states from some day on."""
    if support.people is None:
        return ()
    return tuple(
        row
        for contingent in mission.contingents_lending(support.id)
        for one, people in leavings(mission, contingent)
        if people and one.day < support.window.end
        for row in (contingent, one)
    )


def lent_days(mission: Mission, support: Support) -> Window | None:
    """The days on which a row of support lends anything; None when there is no such day.

    They end before those of the row when all who lend it have changed over by then.
    """
    parts = [days for days, _ in lent(mission, support)]
    return max(parts, key=lambda days: days.end) if parts else None


def lends(mission: Mission, support: Support, days: Window) -> bool:
    """Whether a row of support lends anything on any of `days`."""
    lent_then = lent_days(mission, support)
    return lent_then is not None and lent_then.overlaps(days)


def lent_in_turn(mission: Mission, support: Support) -> tuple[tuple[Window, People | None], ...]:
    """What a row of support lends, one stretch of days after the other; None is as needed."""
    if support.people is None:
        return ((support.window, None),)
    ends = sorted({days.end for days, _ in lent(mission, support)})
    stretches = map(Window, (support.window.start, *ends), ends)
    return tuple((days, int(lent_on(mission, support, days.start))) for days in stretches)


def lent_on(mission: Mission, support: Support, day: date) -> float:
    """People's worth that a row of support lends on `day`; inf is as many as are needed."""
    return sum(people for window, people in lent(mission, support) if day in window)
