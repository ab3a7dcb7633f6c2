"""Negotiation checks: what the host can negotiate at a time, and where sides can't agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cadre.checks.words import cited, ids, listed
from cadre.checks.work import segments
from cadre.mission.authorities import Negotiation, RedLine
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.ids import NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.weeks import NEVER, WEEK, Window

TOO_MUCH = Rule("NEG-01", Severity.WARNING, "A negotiation exceeds the host's capacity")
AGREED_TOO_MUCH = Rule("NEG-02", Severity.ERROR, "Agreed negotiations exceed the host's capacity")
NO_COMMON_POINT = Rule("NEG-03", Severity.WARNING, "Red lines leave no common point")

RULES = (TOO_MUCH, AGREED_TOO_MUCH, NO_COMMON_POINT)


def lasting(negotiation: Negotiation, first: date) -> Window:
    """The days of a negotiation that begins on `first`: its likely time, a day at least."""
    days = max(WEEK * negotiation.weeks.likely, WEEK / 7)
    return Window(first, first + days)


def agreed_load(mission: Mission) -> tuple[tuple[Window, Negotiation], ...]:
    """The negotiations that are settled to take place, each at its earliest."""
    return tuple((lasting(one, one.earliest), one) for one in mission.negotiations if one.agreed)


def earliest_fit(
    capacity: int, taken: Iterable[tuple[Window, Negotiation]], negotiation: Negotiation
) -> date | None:
    """The first day from `earliest` on which a negotiation fits beside those in `taken`.

    None when it never does: it alone asks for more than the capacity. A capacity of 0 is no
    limit.
    """
    busy = list(taken)
    if capacity == 0:
        return negotiation.earliest
    if negotiation.load > capacity:
        return None
    ends = sorted(window.end for window, _ in busy if window.end > negotiation.earliest)
    for day in [negotiation.earliest, *ends]:
        if _highest(busy, lasting(negotiation, day)) + negotiation.load <= capacity:
            return day
    return None


def _highest(taken: Iterable[tuple[Window, Negotiation]], days: Window) -> int:
    """The highest load on any of `days`."""
    busy = list(taken)
    parts = segments(days, (window for window, _ in busy))
    return max(sum(one.load for window, one in busy if window.overlaps(part)) for part in parts)


def overloads(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find negotiations that don't fit at their earliest beside those agreed, and when they do.

    Those not agreed are choices, so each is laid beside the agreed ones alone.
    """
    capacity = mission.profile.negotiating_capacity
    if capacity == 0:
        return
    agreed = agreed_load(mission)
    yield from _agreed_overloads(agreed, capacity)
    for one in mission.negotiations:
        if one.agreed:
            continue
        fits = earliest_fit(capacity, agreed, one)
        if fits != one.earliest:
            yield _too_much(one, fits, agreed, capacity)


def _too_much(
    one: Negotiation,
    fits: date | None,
    agreed: tuple[tuple[Window, Negotiation], ...],
    capacity: int,
) -> Finding:
    wished = lasting(one, one.earliest)
    beside = [other for window, other in agreed if window.overlaps(wished)]
    when = "no day is known on which it fits" if fits is None else f"it fits from {fits} on"
    asks = f"asks for {one.load} of the host's capacity of {capacity}"
    taken = f", which {listed(other.name for other in beside)} already takes" if beside else ""
    return TOO_MUCH.broken(
        about=one.id,
        window=Window(one.earliest, NEVER if fits is None else fits),
        message=f"{one.name} {asks} from {one.earliest} on{taken}; {when}.",
        remedy=f"Begin it on {fits}, or have another negotiation put off."
        if fits
        else "Split it, or have the host's capacity widened.",
        sources=cited([one, *beside]),
        related=ids(beside),
    )


def _agreed_overloads(
    agreed: tuple[tuple[Window, Negotiation], ...], capacity: int
) -> Iterator[Finding]:
    for index, (window, one) in enumerate(agreed):
        before = agreed[:index]
        if _highest(before, window) + one.load <= capacity:
            continue
        beside = [other for taken, other in before if taken.overlaps(window)]
        yield AGREED_TOO_MUCH.broken(
            about=one.id,
            window=window,
            message=f"{one.name} and {listed(other.name for other in beside) or 'nothing else'} "
            f"ask for more than the host's capacity of {capacity} at a time.",
            remedy="Have one of them put off.",
            sources=cited([one, *beside]),
            related=ids(beside),
        )


def clashes(
    mission: Mission, negotiation: NegotiationId
) -> tuple[tuple[str, tuple[RedLine, ...]], ...]:
    """The points of a negotiation on which what two sides accept has nothing in common.

    A red line that states no point, or nothing accepted on it, can't be compared and isn't.
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


def infeasible_negotiations(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find negotiations that can't succeed: two sides' red lines leave no common point."""
    for one in mission.negotiations:
        for point, lines in clashes(mission, one.id):
            yield NO_COMMON_POINT.broken(
                about=one.id,
                message=f"{one.name} can't succeed on {point}: {sides(lines)}.",
                remedy="Take the point out of the talks, or have one side move.",
                sources=cited([one, *lines]),
                related=ids(lines),
            )


def sides(lines: Iterable[RedLine]) -> str:
    """What each side accepts, as part of a sentence."""
    return "; ".join(f"{line.side} accepts only {listed(line.accepts)}" for line in lines)


CHECKS = (overloads, infeasible_negotiations)
