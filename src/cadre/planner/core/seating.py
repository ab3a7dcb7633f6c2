"""Seating: which people of which pledge sit in which line of posts, from one stretch to the next.

A line is posts of one duty that are filled together, the most needed first. People keep their seat
as long as their line is filled and their group still sends them; a seat that falls free goes to the
nation that serves with the smallest share of those whom it has there, as many of its people as go,
so that teams stay together.

Only seats are looked at whose line, pledge or arc has too many people now, and those that are free.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.planner.core.ascending import ascend
from cadre.planner.core.compiled import ONE, apart, compiled, inner, melted
from cadre.planner.core.filling import Step, fill_stretch
from cadre.planner.core.flow import Net, Seats, empty
from cadre.planner.core.heads import Heads, Jobs, There, nobody
from cadre.planner.core.layout import Bools, Ints, Shorts

LINE, PLEDGE, PEOPLE, SINCE, UNTIL = range(5)
"""The columns of a row: people of a pledge in a line, first week, first week after."""
ARC = 5
"""The column that isn't told: the arc on which they were sent."""
BY_LINE, BY_PLEDGE, BY_ARC = range(3)
"""Chains of seats in the same line, of the same pledge, sent on the same arc."""
LEFT, HELD, CALLED = range(3)
"""Whether a seat was left, is held, or is held and being looked at."""


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

    line_from: Shorts
    posts: Shorts
    people: Ints
    members_from: Shorts
    members: Shorts
    nation: Shorts
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


class Book(NamedTuple):
    """Seats that are or were held, in the order in which they were taken.

    What all chains run through lies close together: most of what is looked at was left long ago.

    Attributes:
        rows: (room, 6) who holds or held which, since when, until when, sent on which arc.
        how: (room,) LEFT, HELD or CALLED.
        before: (3, room) the seat before in each chain; -1 for none.
        line: (lines,) the last seat in the chain of each line; -1 for none.
        pledge: (pledges,) that of each pledge.
        arc: (arcs,) that of each arc.
        many: (1,) how many there are.
    """

    rows: Shorts
    how: NDArray[np.uint8]
    before: Shorts
    line: Shorts
    pledge: Shorts
    arc: Shorts
    many: Ints


class Left(NamedTuple):
    """What is left to seat, changed in place; below 0 where there are too many.

    Attributes:
        seats: (lines,) seats to be taken.
        open: (lines,) seats that heads fill.
        people: (pledges,) people without a seat.
        quota: (arcs,) people sent who have no seat.
        served: (arcs,) people sent, as last seated.
        crowded: (arcs,) room for the arcs on which more sit than are sent.
        shares: (2, nations) people of each nation who serve, and all whom it has there.
        duty: (lines,) the duty of each line.
        duties: (duties,) the duties that have seats to be taken, in front.
        is_open: (duties,) whether a duty is among them.
        next_arc: (classes,) of classes of whom some come, the first arc that may have any left.
    """

    seats: Shorts
    open: Shorts
    people: Ints
    quota: Shorts
    served: Shorts
    crowded: Shorts
    shares: Ints
    duty: Shorts
    duties: Shorts
    is_open: Bools
    next_arc: Shorts


@compiled
def seat(web: Net, jobs: Jobs, there: There, lines: Lines, weeks: Stretches) -> Ints:
    """Fill and seat stretch after stretch: (rows, 5) who sits where, from week to week."""
    state, now = empty(web), nobody(web, jobs)
    left, book = _all_free(web, lines), _empty_book(web, lines)
    comers = len(lines.posts) + len(web.group) + len(lines.nation)
    begins, ends = np.argsort(weeks.first), np.argsort(weeks.last)
    at, before = np.zeros(2, np.int64), -1
    for n in range(len(weeks.week)):
        week, period = weeks.week[n], weeks.period[n]
        stops, starts = _runs(weeks, (begins, ends), at, now, week)
        step = Step(stops, starts, period, before, left.served)
        fill_stretch(web, jobs, there, state, now, step)
        near = np.empty(book.many[0], np.int32)
        called = _call_arcs(web, book, left, state, near)
        if period != before:
            called = _call_pledges(lines, book, left, (near, called, period, before))
        called = _call_lines(lines, book, left, now, (near, called))
        # Whoever comes fills a line, or is the last of his pledge or of those who were sent.
        book = _grown(book, called + comers)
        ascend(near[:called])
        count = _stay(lines, book, left, near[:called], _opened(lines, left, now), week)
        ascend(left.duties[:count])
        _come(web, jobs, lines, book, left, (count, week))
        before = period
    many = book.many[0]
    found = book.rows[:many, :ARC].astype(np.int64)
    for row in range(many):
        if book.how[row] != LEFT:
            found[row, UNTIL] = weeks.end[0]
    return found


@apart
def _all_free(web: Net, lines: Lines) -> Left:
    duties = len(lines.line_from) - 1
    duty = np.empty(len(lines.posts), np.int32)
    for d in range(duties):
        duty[lines.line_from[d] : lines.line_from[d + 1]] = d
    return Left(
        np.zeros(len(lines.posts), np.int32),
        np.zeros(len(lines.posts), np.int32),
        np.zeros(len(lines.nation), np.int64),
        np.zeros(len(web.group), np.int32),
        np.zeros(len(web.group), np.int32),
        np.empty(len(web.group), np.int32),
        np.zeros((2, lines.nations[0]), np.int64),
        duty,
        np.empty(duties, np.int32),
        np.zeros(duties, np.bool_),
        np.empty(len(web.arcs_from) - 1, np.int32),
    )


@apart
def _empty_book(web: Net, lines: Lines) -> Book:
    return Book(
        np.empty((0, ARC + 1), np.int32),
        np.empty(0, np.uint8),
        np.empty((3, 0), np.int32),
        np.full(len(lines.posts), -1, np.int32),
        np.full(len(lines.nation), -1, np.int32),
        np.full(len(web.group), -1, np.int32),
        np.zeros(1, np.int64),
    )


@apart
def _grown(book: Book, more: int) -> Book:
    """A book with room for so many rows more."""
    many = book.many[0]
    if many + more <= len(book.rows):
        return book
    room = 2 * (many + more)
    rows, how = np.empty((room, ARC + 1), np.int32), np.empty(room, np.uint8)
    before = np.empty((3, room), np.int32)
    rows[:many] = book.rows[:many]
    how[:many] = book.how[:many]
    before[:, :many] = book.before[:, :many]
    return Book(rows, how, before, book.line, book.pledge, book.arc, book.many)


@apart
def _runs(
    weeks: Stretches, order: tuple[Ints, Ints], at: Ints, now: Heads, week: int
) -> tuple[Ints, Ints]:
    """Count the runs that are on in a week into `now.runs`: the places that stop, and start.

    `at` tells how far `order`, the runs by their first weeks and by their last, was gone through.
    """
    begins, ends = order
    first, last = at[0], at[1]
    while at[0] < len(begins) and weeks.first[begins[at[0]]] <= week:
        at[0] += 1
    while at[1] < len(ends) and weeks.last[ends[at[1]]] <= week:
        at[1] += 1
    came, gone = begins[first : at[0]], ends[last : at[1]]
    touched = np.unique(np.concatenate((weeks.place[came], weeks.place[gone])))
    were = now.runs[touched]
    for run in came:
        now.runs[weeks.place[run]] += 1
    for run in gone:
        now.runs[weeks.place[run]] -= 1
    on = now.runs[touched] > 0
    return touched[(were > 0) & ~on], touched[(were <= 0) & on]


@inner
def _call_arcs(web: Net, book: Book, left: Left, state: Seats, near: Shorts) -> int:
    """Count whom arcs send more or fewer, and call those of arcs that send too few into `near`."""
    count = 0
    for n in range(len(state.moved)):
        if not state.moved[n]:
            continue
        state.moved[n] = False
        end = web.arcs_from[n + 1]
        arc = _other(state.flow, left.served, web.arcs_from[n], end)
        while arc < end:
            left.quota[arc] += state.flow[arc] - left.served[arc]
            left.served[arc] = state.flow[arc]
            if left.quota[arc] < 0:
                left.crowded[count] = arc
                count += 1
            arc = _other(state.flow, left.served, arc + 1, end)
    called = 0
    # Chains lie far apart: in a loop of their own, some are waited for at once.
    for arc in left.crowded[:count]:
        called = _look(book, book.arc, arc, BY_ARC, near, called)
    return called


@inner
def _other(flow: Shorts, served: Shorts, first: int, stop: int) -> int:
    """The next arc, from `first` up to `stop`, on which other people are sent than served.

    Most arcs are passed here, in a loop that does nothing else.
    """
    arc, end = np.uint64(first), np.uint64(stop)
    while arc < end and flow[arc] == served[arc]:
        arc += ONE
    return np.int64(arc)  # type: ignore[return-value]  # signed again


@inner
def _call_pledges(lines: Lines, book: Book, left: Left, what: tuple[Shorts, int, int, int]) -> int:
    """Count who is there in another period, and call those of pledges that have too few."""
    near, called, period, before = what
    left.shares[1] = 0
    for pledge in range(len(left.people)):
        people = lines.people[period, pledge]
        left.shares[1, lines.nation[pledge]] += people
        left.people[pledge] += people - (lines.people[before, pledge] if before >= 0 else 0)
        if left.people[pledge] < 0:
            called = _look(book, book.pledge, pledge, BY_PLEDGE, near, called)
    return called


@inner
def _call_lines(lines: Lines, book: Book, left: Left, now: Heads, what: tuple[Shorts, int]) -> int:
    """Count the seats that heads fill, and call those of lines that have too few."""
    near, called = what
    for at in range(now.many[0]):
        d = now.changed[at]
        heads = now.heads[d]
        for line in range(lines.line_from[d], lines.line_from[d + 1]):
            filled = min(heads, lines.posts[line])
            heads -= filled
            left.seats[line] += filled - left.open[line]
            left.open[line] = filled
            if left.seats[line] < 0:
                called = _look(book, book.line, line, BY_LINE, near, called)
    return called


@melted
def _look(book: Book, last: Shorts, key: int, chain: int, near: Shorts, called: int) -> int:
    """Call all who sit along a chain; how many are called then. Who left is taken off the chain."""
    after, one = -1, last[key]
    while one >= 0:
        before = book.before[chain, one]
        if book.how[one] != LEFT:
            after = one
            if book.how[one] == HELD:
                book.how[one] = CALLED
                near[called] = one
                called += 1
        elif after < 0:
            last[key] = before
        else:
            book.before[chain, after] = before
        one = before
    return called


@inner
def _opened(lines: Lines, left: Left, now: Heads) -> int:
    """Put the duties whose heads changed among those that have seats; how many they are."""
    count = 0
    for at in range(now.many[0]):
        d = now.changed[at]
        now.is_changed[d] = False
        for line in range(lines.line_from[d], lines.line_from[d + 1]):
            if left.seats[line] > 0 and not left.is_open[d]:
                count = _list(left, d, count)
    now.many[0] = 0
    return count


@melted
def _list(left: Left, d: int, count: int) -> int:
    left.is_open[d] = True
    left.duties[count] = d
    return count + 1


@inner
def _stay(lines: Lines, book: Book, left: Left, near: Shorts, count: int, week: int) -> int:
    """Leave people where they are, as far as they can stay; how many duties have seats then."""
    for one in near:
        _rise(lines, book, left, one, book.rows[one, PEOPLE])
    for one in near:
        line, pledge, arc = book.rows[one, LINE], book.rows[one, PLEDGE], book.rows[one, ARC]
        people = book.rows[one, PEOPLE]
        book.how[one] = HELD
        stay = max(0, min(people, left.seats[line], left.people[pledge], left.quota[arc]))
        if stay == people:
            _rise(lines, book, left, one, -people)
            continue
        ended = one
        if stay > 0:
            ended = book.many[0]
            book.many[0] += 1
            for column in range(UNTIL):
                book.rows[ended, column] = book.rows[one, column]
            book.rows[one, PEOPLE] = stay
            book.rows[one, SINCE] = week
            _rise(lines, book, left, one, -stay)
        book.how[ended] = LEFT
        book.rows[ended, UNTIL] = week
    for one in near:
        line = book.rows[one, LINE]
        if left.seats[line] > 0 and not left.is_open[left.duty[line]]:
            count = _list(left, left.duty[line], count)
    return count


@melted
def _rise(lines: Lines, book: Book, left: Left, one: int, people: int) -> None:
    """Let so many people rise from a seat; negative ones sit down."""
    pledge = book.rows[one, PLEDGE]
    left.seats[book.rows[one, LINE]] += people
    left.people[pledge] += people
    left.quota[book.rows[one, ARC]] += people
    left.shares[0, lines.nation[pledge]] -= people


@inner
def _come(
    web: Net,
    jobs: Jobs,
    lines: Lines,
    book: Book,
    left: Left,
    what: tuple[int, int],
) -> None:
    """Seat those who come."""
    count, week = what
    for d in left.duties[:count]:
        left.is_open[d] = False
        left.next_arc[jobs.duty_class[d]] = web.arcs_from[jobs.duty_class[d]]
    for d in left.duties[:count]:
        n = jobs.duty_class[d]
        arc = left.next_arc[n]
        for line in range(lines.line_from[d], lines.line_from[d + 1]):
            while left.seats[line] > 0 and arc < web.arcs_from[n + 1]:
                if left.quota[arc] == 0:
                    arc += 1
                    continue
                pledge = _fairest(lines, web.group[arc], left)
                people = min(left.seats[line], left.quota[arc], left.people[pledge])
                _sit(lines, book, left, (line, pledge, arc, people, week))
        # Nobody is sent on an arc any more once all of it sit.
        left.next_arc[n] = arc


@melted
def _sit(lines: Lines, book: Book, left: Left, who: tuple[int, int, int, int, int]) -> None:
    """Let people of a pledge take seats."""
    line, pledge, arc, people, week = who
    one = book.many[0]
    book.many[0] += 1
    book.rows[one, LINE] = line
    book.rows[one, PLEDGE] = pledge
    book.rows[one, PEOPLE] = people
    book.rows[one, SINCE] = week
    book.rows[one, ARC] = arc
    book.how[one] = HELD
    book.before[BY_LINE, one] = book.line[line]
    book.before[BY_PLEDGE, one] = book.pledge[pledge]
    book.before[BY_ARC, one] = book.arc[arc]
    book.line[line], book.pledge[pledge], book.arc[arc] = one, one, one
    _rise(lines, book, left, one, -people)


@melted
def _fairest(lines: Lines, group: int, left: Left) -> int:
    """The pledge of a group whose nation serves with the smallest share; the first of equals."""
    best = -1
    for at in range(lines.members_from[group], lines.members_from[group + 1]):
        pledge = lines.members[at]
        if left.people[pledge] > 0:
            if best < 0:
                best = pledge
            one, other = lines.nation[pledge], lines.nation[best]
            mine = left.shares[0, one] * left.shares[1, other]
            if mine < left.shares[0, other] * left.shares[1, one]:
                best = pledge
    return best
