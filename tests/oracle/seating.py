"""Filling and seating by the book: each stretch of weeks is looked at whole.

Nothing is kept from the one before but who sits where. How people flow is the planner's; it has an
oracle of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import numba
import numpy as np

from cadre.planner.core.flow import Net, Seats, empty, fill, leave_class, raise_class, settle
from cadre.planner.core.heads import Jobs, There
from cadre.planner.core.seating import Lines, Stretches

Seat = tuple[int, int, int, int, int]
"""Line, pledge, people, first week, first week after."""


@dataclass(frozen=True)
class Held:
    """People of a pledge who sit in a line since a week, sent on an arc."""

    line: int
    pledge: int
    people: int
    since: int
    arc: int


@numba.njit(error_model="numpy")
def _raised(web: Net, state: Seats, n: int) -> int:
    """`raise_class`, which has no door for Python."""
    return raise_class(web, state, n)


class Book:
    """Fills and seats stretch after stretch."""

    def __init__(self, web: Net, jobs: Jobs, there: There, lines: Lines) -> None:
        self.web, self.jobs, self.there, self.lines = web, jobs, there, lines
        self.state = empty(web)
        self.heads = [0] * len(jobs.duty_class)
        self.class_of = jobs.duty_class.tolist()
        self.kinds = range(len(jobs.share))
        self.sites = range(len(jobs.support))
        self.runs: set[int] = set()
        self.period = 0
        self.full: set[int] = set()

    def seats(self, weeks: Stretches) -> list[Seat]:
        """Who sits where from week to week, in no order."""
        told: list[Seat] = []
        held: list[Held] = []
        for week, period in zip(weeks.week.tolist(), weeks.period.tolist(), strict=True):
            on = (weeks.first <= week) & (week < weeks.last)
            self.runs, self.period = set(weeks.place[on].tolist()), period
            self.fill()
            held = self.seat(held, told, week)
        return [*told, *((*_who(one), int(weeks.end[0])) for one in held)]

    # Filling.

    def fill(self) -> None:
        self.state.shut[:] = ~self.there.open[self.period]
        self.heads = [n if self._runs(d) else 0 for d, n in enumerate(self.heads)]
        before = self.state.flow.copy()
        self._settle()
        self._lose()
        self._at_least()
        if not (self._supported() and self._seated()):
            self.state.flow[:] = before
            self.heads = [0] * len(self.heads)
            self._at_least()
            self._supported()
            if not self._seated():
                self._lose()
        self.full = set()
        for level in range(self.jobs.wish.shape[1]):
            for d in self.jobs.turns.tolist():
                if self._runs(d):
                    self._raise_most(d, int(self.jobs.wish[d, level]))

    def _runs(self, d: int) -> bool:
        place = int(self.jobs.duty_place[d])
        return place < 0 or place in self.runs

    def _settle(self) -> None:
        demand = np.zeros(len(self.state.wanting), np.int64)
        for d, people in enumerate(self.heads):
            demand[self.class_of[d]] += people
        settle(
            self.web, demand, self.there.supply[self.period], self.there.caps[self.period],
            self.state,
        )  # fmt: skip

    def _seated(self) -> bool:
        self._settle()
        return fill(self.web, self.state) == 0

    def _lose(self) -> None:
        for least in (self.jobs.least.tolist(), [0] * len(self.heads)):
            for d in reversed(range(len(self.heads))):
                wanting = self.state.wanting
                people = max(0, min(int(wanting[self.class_of[d]]), self.heads[d] - least[d]))
                self.heads[d] -= people
                wanting[self.class_of[d]] -= people

    def _at_least(self) -> None:
        for d, place in enumerate(self.jobs.duty_place.tolist()):
            least = int(self.jobs.least[d])
            self.heads[d] = max(self.heads[d], least) if place in self.runs else 0

    def _supported(self) -> bool:
        fits = True
        for site in self.sites:
            more = self._brought(site)
            for kind, people in enumerate(more or [0 for _ in self.kinds]):
                if self.jobs.support[site, kind] >= 0:
                    self.heads[self.jobs.support[site, kind]] = people
            fits = fits and more is not None and self._housed(site, more)
        return fits

    def _housed(self, site: int, more: list[int]) -> bool:
        beds = int(self.jobs.beds[self.period, site])
        return beds < 0 or sum(self.heads[d] for d in self._posts(site)) + sum(more) <= beds

    def _posts(self, site: int) -> Iterator[int]:
        for place in self.runs:
            if self.jobs.place_site[place] == site:
                yield from range(*self.jobs.place_from[place : place + 2].tolist())

    def _brought(self, site: int) -> list[int] | None:
        """The least support of each kind that is enough for all; None where it never ends."""
        jobs, posts = self.jobs, list(self._posts(site))
        here = [p for p in self.runs if jobs.place_site[p] == site]
        leans = [any(jobs.leaning[place, kind] for place in here) for kind in self.kinds]
        present = sum(self.heads[d] for d in posts)
        own = [sum(self.heads[d] for d in posts if jobs.provides[d] == k) for k in self.kinds]
        found = [0 for _ in self.kinds]
        while present:
            total = present + sum(found)
            if sum(jobs.share[k] for k in self.kinds if found[k]) >= 1 or total > 1_000_000:
                return None
            wanted = list(found)
            for k in self.kinds:
                short = jobs.share[k] * total + jobs.fixed[k]
                short -= jobs.lent[self.period, site, k] + own[k]
                if leans[k] and short > 1e-9:
                    step = int(jobs.step[k])
                    wanted[k] = max(found[k], ceil(short / step - 1e-9) * step)
            if wanted == found:
                break
            found = wanted
        return found

    def _raise_most(self, d: int, wanted: int) -> None:
        low, high = self.heads[d], wanted
        aim = high
        while low < high:
            if self._raise(d, aim - low):
                low = aim
            else:
                high = aim - 1
            aim = (low + high + 1) // 2

    def _raise(self, d: int, people: int) -> bool:
        site, n = int(self.jobs.place_site[self.jobs.duty_place[d]]), self.class_of[d]
        self.heads[d] += people
        more = self._brought(site)
        fits = more is not None and self._housed(site, more)
        self.heads[d] -= people
        if more is None or not fits:
            return False
        where = [int(self.jobs.support[site, kind]) for kind in self.kinds]
        change = [
            (duty, target - self.heads[duty])
            for duty, target in zip(where, more, strict=True)
            if duty >= 0
        ]
        if not self._sent(n, people, [(self.class_of[duty], by) for duty, by in change]):
            return False
        self.heads[d] += people
        for duty, by in change:
            self.heads[duty] += by
        return True

    def _sent(  # noqa: C901, PLR0912 - all is sent, or taken back
        self, n: int, people: int, change: list[tuple[int, int]]
    ) -> bool:
        """Send people and their support, or nobody. Who can't be found once isn't asked again."""
        fewer = any(by < 0 for _, by in change)
        if not fewer and self.full & {n, *(own for own, by in change if by > 0)}:
            return False
        sent = [0 for _ in change]
        for at, (own, by) in enumerate(change):
            if by < 0:
                sent[at] = self._shift(own, by)
        done = self._shift(n, people)
        if done == 0 and not fewer:
            self.full.add(n)
        fits = done == people
        for at, (own, by) in enumerate(change):
            if fits and by > 0:
                sent[at] = self._shift(own, by)
                fits = sent[at] == by
                if sent[at] == 0 and not fewer and not self._together(own, n):
                    self.full.add(own)
        if fits:
            if fewer:
                self.full = set()
            return True
        self._shift(n, -done)
        for sign in (1, -1):
            for (own, _), by in zip(change, sent, strict=True):
                if by * sign > 0:
                    self._shift(own, -by)
        return False

    def _shift(self, n: int, by: int) -> int:
        self.state.lost[:] = False
        self.state.wanting[n] += by
        if by < 0:
            leave_class(self.web, self.state, n, False)
            return by
        missing = _raised(self.web, self.state, n) if by else 0
        self.state.wanting[n] = 0
        return by - missing

    def _together(self, one: int, other: int) -> bool:
        """Whether anybody can be moved between two classes, over any number of others."""
        reached, before = {one}, set[int]()
        while reached != before:
            before = set(reached)
            groups = {int(g) for g, n in self._arcs() if n in reached}
            nations = {int(self.web.nation[g]) for g in groups} - {-1}
            groups |= {g for g, nation in enumerate(self.web.nation.tolist()) if nation in nations}
            reached |= {n for g, n in self._arcs() if g in groups}
        return other in reached

    def _arcs(self) -> list[tuple[int, int]]:
        return list(zip(self.web.group.tolist(), self.web.owner.tolist(), strict=True))

    # Seating.

    def seat(self, held: list[Held], told: list[Seat], week: int) -> list[Held]:
        seats = self._open()
        people: Counter[int] = Counter(dict(enumerate(self.lines.people[self.period].tolist())))
        quota = Counter(dict(enumerate(self.state.flow.tolist())))
        found = list[Held]()

        def sit(one: Held) -> None:
            found.append(one)
            seats[one.line] -= one.people
            people[one.pledge] -= one.people
            quota[one.arc] -= one.people

        for one in held:
            stay = min(one.people, seats[one.line], people[one.pledge], quota[one.arc])
            if stay < one.people:
                told.append((*_who(one), week))
            if stay > 0:
                sit(one if stay == one.people else replace(one, people=stay, since=week))
        for line, arc in self._ways():
            while seats[line] and quota[arc]:
                pledge = self._fairest(int(self.web.group[arc]), people)
                most = min(seats[line], quota[arc], people[pledge])
                sit(Held(line, pledge, most, week, arc))
        return found

    def _ways(self) -> Iterator[tuple[int, int]]:
        """All lines with all arcs on which people may be sent to them."""
        for d, n in enumerate(self.class_of):
            for line in range(*self.lines.line_from[d : d + 2].tolist()):
                for arc in range(*self.web.arcs_from[n : n + 2].tolist()):
                    yield line, arc

    def _open(self) -> Counter[int]:
        found = Counter[int]()
        for d, heads in enumerate(self.heads):
            rest = heads
            for line in range(*self.lines.line_from[d : d + 2].tolist()):
                found[line] = min(rest, int(self.lines.posts[line]))
                rest -= found[line]
        return found

    def _fairest(self, group: int, left: Counter[int]) -> int:
        there, nation = self.lines.people[self.period].tolist(), self.lines.nation.tolist()
        serving, offered = Counter[int](), Counter[int]()
        for pledge, people in enumerate(there):
            serving[nation[pledge]] += people - left[pledge]
            offered[nation[pledge]] += people
        members = self.lines.members[slice(*self.lines.members_from[group : group + 2].tolist())]
        able = [one for one in members.tolist() if left[one] > 0]
        found: int = min(able, key=lambda one: serving[nation[one]] / offered[nation[one]])
        return found


def _who(one: Held) -> tuple[int, int, int, int]:
    return one.line, one.pledge, one.people, one.since
