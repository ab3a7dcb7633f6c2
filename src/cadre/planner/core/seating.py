"""Seating: which people of which pledge sit in which line of posts, from one stretch to the next.

A line is posts of one duty that are filled together, the most needed first. People keep their seat
as long as their line is filled and their group still sends them; a seat that falls free goes to the
nation that serves with the smallest share of those whom it has there, as many of its people as go,
so that teams stay together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cadre.planner.core.compiled import compiled, lean
from cadre.planner.core.filling import Heads, Jobs, There, fill_stretch, nobody
from cadre.planner.core.flow import Net, empty
from cadre.planner.core.layout import Ints

LINE, PLEDGE, PEOPLE, SINCE, UNTIL = range(5)
"""The columns of a row: people of a pledge in a line, first week, first week after."""


class Lines(NamedTuple):
    """The lines, and the people who may sit in them.

    Attributes:
        line_from: (duties + 1,) where the lines of each duty lie.
        posts: (lines,) people whom each line takes.
        people: (periods, pledges) people there.
        members_from: (groups + 1,) where the pledges of each group lie in `members`.
        members: Pledges by group.
        nation: (pledges,) the nation of each pledge, with a cap or without.
        nations: (1,) how many nations there are.
    """

    line_from: Ints
    posts: Ints
    people: Ints
    members_from: Ints
    members: Ints
    nation: Ints
    nations: Ints


class Stretches(NamedTuple):
    """Stretches of weeks in which the same runs, one after the other.

    Attributes:
        week: (stretches,) first week of each.
        period: (stretches,) the period in which it lies.
        end: (1,) first week after the last.
        place: (runs,) places that run.
        first: (runs,) first week of each run.
        last: (runs,) first week after it.
    """

    week: Ints
    period: Ints
    end: Ints
    place: Ints
    first: Ints
    last: Ints


class Held(NamedTuple):
    """Seats that are held.

    Attributes:
        rows: (seats, 5) who holds which since when.
        arc: (seats,) the arc on which they were sent.
        many: (1,) how many are held.
    """

    rows: Ints
    arc: Ints
    many: Ints


class Left(NamedTuple):
    """What is left to seat in a stretch, changed in place.

    Attributes:
        seats: (lines,) seats to be taken.
        people: (pledges,) people without a seat.
        quota: (arcs,) people sent who have no seat.
    """

    seats: Ints
    people: Ints
    quota: Ints


@compiled
def seat(web: Net, jobs: Jobs, there: There, lines: Lines, weeks: Stretches) -> Ints:
    """Fill and seat stretch after stretch: (rows, 5) who sits where, from week to week."""
    state, now = empty(web), nobody(web, jobs)
    held, told, many = _none(64), np.zeros((1024, 5), np.int64), 0
    for n in range(len(weeks.week)):
        week, period = weeks.week[n], weeks.period[n]
        now.runs[:] = False
        for run in range(len(weeks.place)):
            if weeks.first[run] <= week < weeks.last[run]:
                now.runs[weeks.place[run]] = True
        fill_stretch(web, jobs, there, state, now, period)
        room = held.many[0]
        while len(told) < many + room:
            told = np.concatenate((told, np.zeros_like(told)))
        held, many = _next(web, jobs, lines, held, now, (state.flow, told, many, week, period))
    room = held.many[0]
    while len(told) < many + room:
        told = np.concatenate((told, np.zeros_like(told)))
    for n in range(held.many[0]):
        _tell(held, n, told, many + n, weeks.end[0])
    return told[: many + held.many[0]]


@compiled
def _none(size: int) -> Held:
    return Held(np.empty((size, 5), np.int64), np.empty(size, np.int64), np.zeros(1, np.int64))


@lean
def _tell(held: Held, n: int, told: Ints, many: int, week: int) -> None:
    """Write down who holds a seat until a week."""
    for column in range(UNTIL):
        told[many, column] = held.rows[n, column]
    told[many, UNTIL] = week


@compiled
def _next(
    web: Net,
    jobs: Jobs,
    lines: Lines,
    held: Held,
    now: Heads,
    rest: tuple[Ints, Ints, int, int, int],
) -> tuple[Held, int]:
    """The seats of the next stretch, and how many rows are told of those that ended."""
    flow, told, many, week, period = rest
    # Whoever comes fills a line, or is the last of his pledge or of those who were sent.
    found = _none(held.many[0] + len(lines.posts) + len(flow) + len(lines.nation))
    left = Left(_open(lines, now.heads), lines.people[period].copy(), flow.copy())
    many = _stay(held, found, left, told, many, week)
    _come(web, jobs, lines, found, left, _shares(lines, period, left.people), week)
    return found, many


@lean
def _stay(held: Held, found: Held, left: Left, told: Ints, many: int, week: int) -> int:
    """Leave people where they are, as far as they can stay; how many rows are told then."""
    count = 0
    for n in range(held.many[0]):
        line, pledge, arc = held.rows[n, LINE], held.rows[n, PLEDGE], held.arc[n]
        people = held.rows[n, PEOPLE]
        stay = max(0, min(people, left.seats[line], left.people[pledge], left.quota[arc]))
        if stay < people:
            _tell(held, n, told, many, week)
            many += 1
        if stay > 0:
            since = held.rows[n, SINCE] if stay == people else week
            _sit(found, count, line, pledge, stay, since)
            found.arc[count] = arc
            count += 1
            left.seats[line] -= stay
            left.people[pledge] -= stay
            left.quota[arc] -= stay
    found.many[0] = count
    return many


@lean
def _sit(held: Held, n: int, line: int, pledge: int, people: int, since: int) -> None:
    held.rows[n, LINE] = line
    held.rows[n, PLEDGE] = pledge
    held.rows[n, PEOPLE] = people
    held.rows[n, SINCE] = since


@lean
def _come(  # noqa: PLR0913, PLR0917 - one pass, its arrays side by side
    web: Net, jobs: Jobs, lines: Lines, found: Held, left: Left, shares: Ints, week: int
) -> None:
    """Seat those who come."""
    count = found.many[0]
    for d in range(len(jobs.duty_class)):
        n = jobs.duty_class[d]
        for line in range(lines.line_from[d], lines.line_from[d + 1]):
            arc = web.arcs_from[n]
            while left.seats[line] > 0 and arc < web.arcs_from[n + 1]:
                if left.quota[arc] == 0:
                    arc += 1
                    continue
                pledge = _fairest(lines, web.group[arc], left.people, shares)
                people = min(left.seats[line], left.quota[arc], left.people[pledge])
                _sit(found, count, line, pledge, people, week)
                found.arc[count] = arc
                count += 1
                left.seats[line] -= people
                left.people[pledge] -= people
                left.quota[arc] -= people
                shares[0, lines.nation[pledge]] += people
    found.many[0] = count


@compiled
def _open(lines: Lines, heads: Ints) -> Ints:
    """(lines,) seats of each line that the heads of its duty fill, the first lines first."""
    found = np.zeros(len(lines.posts), np.int64)
    for d in range(len(heads)):
        rest = heads[d]
        for line in range(lines.line_from[d], lines.line_from[d + 1]):
            found[line] = min(rest, lines.posts[line])
            rest -= found[line]
    return found


@compiled
def _shares(lines: Lines, period: int, left: Ints) -> Ints:
    """(2, nations) people of each nation who serve, and all whom it has there."""
    found = np.zeros((2, lines.nations[0]), np.int64)
    for pledge in range(len(left)):
        people = lines.people[period, pledge]
        found[0, lines.nation[pledge]] += people - left[pledge]
        found[1, lines.nation[pledge]] += people
    return found


@lean
def _fairest(lines: Lines, group: int, left: Ints, shares: Ints) -> int:
    """The pledge of a group whose nation serves with the smallest share; the first of equals."""
    best = -1
    for at in range(lines.members_from[group], lines.members_from[group + 1]):
        pledge = lines.members[at]
        if left[pledge] > 0:
            if best < 0:
                best = pledge
            one, other = lines.nation[pledge], lines.nation[best]
            if shares[0, one] * shares[1, other] < shares[0, other] * shares[1, one]:
                best = pledge
    return best
