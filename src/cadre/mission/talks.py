"""Talks: when the host can carry them, and where red lines leave no common point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.ids import NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.weeks import WEEK, Window


def lasting(negotiation: Negotiation, first: date) -> Window:
    """The days of a negotiation that begins on `first`: its likely time, a day at least."""
    days = max(WEEK * negotiation.weeks.likely, WEEK / 7)
    return Window(first, first + days)


def agreed_load(mission: Mission) -> tuple[tuple[Window, Negotiation], ...]:
    """The negotiations that are settled to take place, each at its earliest."""
    return tuple((lasting(one, one.earliest), one) for one in mission.negotiations if one.agreed)


def earliest_fit(
    capacity: int,
    taken: Iterable[tuple[Window, Negotiation]],
    negotiation: Negotiation,
    since: date | None = None,
) -> date | None:
    """The first day on which a negotiation fits beside those in `taken`.

    Args:
        capacity: Load that the host can carry at a time; 0 is no limit.
        taken: What it carries, and when.
        negotiation: What is to fit.
        since: First day that counts, when that is later than its `earliest`.

    Returns:
        None when it never does: it alone asks for more than the capacity.
    """
    busy = list(taken)
    first = negotiation.earliest if since is None else max(since, negotiation.earliest)
    if capacity == 0:
        return first
    if negotiation.load > capacity:
        return None
    ends = sorted(window.end for window, _ in busy if window.end > first)
    for day in [first, *ends]:
        if highest(busy, lasting(negotiation, day)) + negotiation.load <= capacity:
            return day
    return None


def laid(mission: Mission, talks: Iterable[Negotiation]) -> tuple[tuple[Window, Negotiation], ...]:
    """The days of negotiations that go together, each as early as the host can carry it.

    They are laid in their order, from the as-of day on, beside those agreed and those before
    them; agreed ones keep their own days. One that never fits isn't in it.
    """
    capacity, as_of = mission.profile.negotiating_capacity, mission.profile.as_of
    taken, found = list(agreed_load(mission)), list[tuple[Window, Negotiation]]()
    for one in talks:
        if one.agreed:
            found.append((lasting(one, one.earliest), one))
            continue
        first = earliest_fit(capacity, taken, one, as_of)
        if first is not None:
            found.append((lasting(one, first), one))
            taken.append(found[-1])
    return tuple(found)


def highest(taken: Iterable[tuple[Window, Negotiation]], days: Window) -> int:
    """The highest load on any of `days`: it can only rise where a negotiation begins."""
    busy = [(window, one.load) for window, one in taken if window.overlaps(days)]
    starts = {max(window.start, days.start) for window, _ in busy}
    return max((sum(load for w, load in busy if day in w) for day in starts), default=0)


def clashes(
    mission: Mission, negotiation: NegotiationId
) -> tuple[tuple[str, tuple[RedLine, ...]], ...]:
    """The points of a negotiation on which what its sides accept has nothing in common.

    All sides must agree, so what two of them share is of no use when a third refuses it. A red
    line that states no point, or nothing accepted on it, can't be compared and isn't.
    """
    by_point: dict[str, list[RedLine]] = {}
    for line in mission.red_lines:
        if negotiation in line.negotiations and line.point and line.accepts:
            by_point.setdefault(line.point, []).append(line)
    return tuple(
        (point, tuple(lines))
        for point, lines in by_point.items()
        if len({line.side for line in lines}) > 1
        and not frozenset.intersection(*(frozenset(line.accepts) for line in lines))
    )
