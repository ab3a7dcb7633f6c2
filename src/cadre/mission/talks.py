"""Talks: when the host can carry them, and where red lines leave no common point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cadre.mission.activities import Activity
from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.ids import NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.weeks import WEEK, Window

MOST_TRIES = 20_000
"""Places tried for talks, in whatever order, before they count as not in time."""

Held = tuple[Window, Negotiation]
"""A negotiation and the days that it takes."""


def needed_talks(mission: Mission, activity: Activity) -> tuple[NegotiationId, ...]:
    """The negotiations that the option of `activity` needs; none for running work."""
    if mission.has_begun(activity) or activity.option is None:
        return ()
    chosen = (one for one in mission.options if one.id == activity.option)
    return next((option.negotiations for option in chosen), ())


def lasting(negotiation: Negotiation, first: date) -> Window:
    """The days of a negotiation that begins on `first`: its likely time, a day at least."""
    days = max(WEEK * negotiation.weeks.likely, WEEK / 7)
    return Window(first, first + days)


def agreed_load(mission: Mission) -> tuple[Held, ...]:
    """The negotiations that are settled to take place, each at its earliest."""
    return tuple((lasting(one, one.earliest), one) for one in mission.negotiations if one.agreed)


def earliest_fit(
    capacity: int,
    taken: Iterable[Held],
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


def laid(mission: Mission, talks: Iterable[Negotiation]) -> tuple[Held, ...]:
    """The days of negotiations that go together, each as early as the host can carry it.

    They are laid in their order, from the as-of day on, beside those agreed and those before
    them; agreed ones keep their own days. One that never fits isn't in it.
    """
    capacity, as_of = mission.profile.negotiating_capacity, mission.profile.as_of
    taken, found = list(agreed_load(mission)), list[Held]()
    for one in talks:
        if one.agreed:
            found.append((lasting(one, one.earliest), one))
            continue
        first = earliest_fit(capacity, taken, one, as_of)
        if first is not None:
            found.append((lasting(one, first), one))
            taken.append(found[-1])
    return tuple(found)


def due_by(
    waiting: Iterable[tuple[date, Iterable[NegotiationId]]],
) -> dict[NegotiationId, date]:
    """Of each negotiation the first day on which something starts that waits for it."""
    found = dict[NegotiationId, date]()
    for day, needed in waiting:
        for key in needed:
            found[key] = min(day, found.get(key, day))
    return found


def in_time(mission: Mission, due: Mapping[NegotiationId, date]) -> tuple[Held, ...] | None:
    """Days of negotiations on which the host can carry all, each over by the day it is due.

    What makes way for what is looked for among all orders: those due first are tried first, and
    where that fails every order in which none could begin sooner, which holds one in time if any
    does (active schedules, Giffler and Thompson 1960).

    Args:
        mission: The mission.
        due: Of each negotiation, the latest first day after it.

    Returns:
        None when there are none: some are too late, whatever makes way, or their sides' red lines
        have nothing in common. Agreed ones keep their own days.
    """
    rows = [one for one in mission.negotiations if one.id in due]
    if any(clashes(mission, one.id) for one in rows if not one.agreed):
        return None
    fixed = agreed_load(mission)
    if any(days.end > due[one.id] for days, one in fixed if one.id in due):
        return None
    free = sorted((one for one in rows if not one.agreed), key=lambda one: due[one.id])
    orders = _Orders(mission.profile.negotiating_capacity, mission.profile.as_of, due)
    found = orders.in_turn([*fixed], free) or orders.in_some_order([*fixed], free)
    return None if found is None else tuple(row for row in found if row[1].id in due)


@dataclass
class _Orders:
    """A search for an order of negotiations in which each is over when it is due.

    Attributes:
        capacity: Load that the host can carry at a time; 0 is no limit.
        since: The first day on which one may begin.
        due: Of each negotiation, the latest first day after it.
        tries: How many places may still be tried.
    """

    capacity: int
    since: date
    due: Mapping[NegotiationId, date]
    tries: int = MOST_TRIES

    def in_turn(self, taken: list[Held], left: list[Negotiation]) -> list[Held] | None:
        """`taken` and, beside them, each of the others in its turn; None when one is too late."""
        for one in left:
            row = self._first(taken, one)
            if row is None:
                return None
            taken = [*taken, row]
        return taken

    def in_some_order(self, taken: list[Held], left: list[Negotiation]) -> list[Held] | None:
        """`taken` and, beside them, all that is left; None when no order has each in time."""
        if not left:
            return taken
        self.tries -= len(left)
        fits = [self._first(taken, one) for one in left]
        if None in fits or self.tries < 0:
            return None
        rows = [row for row in fits if row is not None]
        # What begins when another could be over comes after that one in some order, too.
        over = min(days.end for days, _ in rows)
        for row in rows:
            if row[0].start < over:
                rest = [one for one in left if one is not row[1]]
                found = self.in_some_order([*taken, row], rest)
                if found is not None:
                    return found
        return None

    def _first(self, taken: list[Held], one: Negotiation) -> Held | None:
        """Its first days beside those taken; None when it is over too late, or never fits."""
        first = earliest_fit(self.capacity, taken, one, self.since)
        days = None if first is None else lasting(one, first)
        return None if days is None or days.end > self.due[one.id] else (days, one)


def highest(taken: Iterable[Held], days: Window) -> int:
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
