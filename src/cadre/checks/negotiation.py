"""Negotiation checks: what the host can negotiate at a time, and where sides can't agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cadre.checks.words import cited, ids, listed
from cadre.mission.authorities import Authority, Negotiation, RedLine
from cadre.mission.cover import planned_window
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.talks import agreed_load, clashes, earliest_fit, highest, lasting
from cadre.mission.weeks import NEVER, WEEK, Window

TOO_MUCH = Rule("NEG-01", Severity.WARNING, "A negotiation exceeds the host's capacity")
AGREED_TOO_MUCH = Rule("NEG-02", Severity.ERROR, "Agreed negotiations exceed the host's capacity")
NO_COMMON_POINT = Rule("NEG-03", Severity.WARNING, "Red lines leave no common point")
VAIN_HOPE = Rule("NEG-04", Severity.WARNING, "An authority is hoped for whose talks can't succeed")
TOO_SOON = Rule("NEG-05", Severity.WARNING, "An authority is planned before its talks can end")

RULES = (TOO_MUCH, AGREED_TOO_MUCH, NO_COMMON_POINT, VAIN_HOPE, TOO_SOON)


def overloads(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find negotiations that don't fit at their earliest beside those agreed, and when they do.

    Those not agreed are choices, so each is laid beside the agreed ones alone, and not before the
    as-of day.
    """
    capacity = mission.profile.negotiating_capacity
    if capacity == 0:
        return
    agreed = agreed_load(mission)
    yield from _agreed_overloads(agreed, capacity)
    for one in mission.negotiations:
        if one.agreed:
            continue
        first = max(one.earliest, mission.profile.as_of)
        fits = earliest_fit(capacity, agreed, one, first)
        if fits != first:
            yield _too_much(one, lasting(one, first), fits, agreed, capacity)


def _too_much(
    one: Negotiation,
    wished: Window,
    fits: date | None,
    agreed: tuple[tuple[Window, Negotiation], ...],
    capacity: int,
) -> Finding:
    beside = [other for window, other in agreed if window.overlaps(wished)]
    when = "no day is known on which it fits" if fits is None else f"it fits from {fits} on"
    asks = f"asks for {one.load} of the host's capacity of {capacity}"
    taken = f", which {listed(other.name for other in beside)} already takes" if beside else ""
    return TOO_MUCH.broken(
        about=one.id,
        window=Window(wished.start, NEVER if fits is None else fits),
        message=f"{one.name} {asks} from {wished.start} on{taken}; {when}.",
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
        if highest(before, window) + one.load <= capacity:
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


def hopes_on_talks(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find authorities still to come whose talks can't succeed, or can't be over in time.

    Of several negotiations that would bring an authority the one that ends first counts, and each
    takes its shortest time: what is merely tight is no fault.
    """
    for authority in mission.authorities:
        talks = [one for one in mission.negotiations if authority.id in one.brings]
        if not talks or not authority.pending or authority.belief <= 0:
            continue
        hopeful = [one for one in talks if not clashes(mission, one.id)]
        if not hopeful:
            yield _in_vain(mission, authority, talks)
            continue
        ends = [end for one in hopeful if (end := _over(mission, one)) is not None]
        planned = planned_window(authority)
        if planned is not None and (not ends or planned.start < min(ends)):
            yield _too_soon(authority, hopeful, planned.start, min(ends, default=None))


def _over(mission: Mission, one: Negotiation) -> date | None:
    """The first day on which a negotiation can be over; None when it never fits.

    It may be under way since its first day, whether or not the dossier says so.
    """
    first: date | None = one.earliest
    if not one.agreed:
        capacity = mission.profile.negotiating_capacity
        first = earliest_fit(capacity, agreed_load(mission), one)
    return None if first is None else first + WEEK * one.weeks.low


def _in_vain(mission: Mission, authority: Authority, talks: list[Negotiation]) -> Finding:
    lines = [line for one in talks for _, some in clashes(mission, one.id) for line in some]
    return VAIN_HOPE.broken(
        about=authority.id,
        message=f"{authority.name} is {authority.state.value} with a belief of "
        f"{authority.belief:g}, but {listed(one.name for one in talks)}, which should bring it, "
        "can't succeed.",
        remedy="Lower the belief to 0, or say which red line would give way.",
        sources=cited([authority, *talks]),
        related=ids([*talks, *lines]),
    )


def _too_soon(
    authority: Authority, talks: list[Negotiation], planned: date, end: date | None
) -> Finding:
    names = listed(one.name for one in talks)
    when = f"can't be over before {end}" if end else "never fits what the host can carry"
    return TOO_SOON.broken(
        about=authority.id,
        window=Window(planned, end or NEVER),
        message=f"{authority.name} is planned for {planned}, but {names}, which brings it, {when}.",
        remedy="Plan the authority for the end of its talks or later, or begin these sooner.",
        sources=cited([authority, *talks]),
        related=ids(talks),
    )


def sides(lines: Iterable[RedLine]) -> str:
    """What each side accepts, as part of a sentence."""
    return "; ".join(f"{line.side} accepts only {listed(line.accepts)}" for line in lines)


CHECKS = (overloads, infeasible_negotiations, hopes_on_talks)
