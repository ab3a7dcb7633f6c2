"""The oracle's milestones and what was taught before the first week (rules 8 and 14)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.conditions import Criterion, Measure, Milestone
from cadre.mission.mission import Mission
from cadre.mission.training import Course
from tests.oracle.simulator_future import Future
from tests.oracle.simulator_luck import below, half_up, pick, successes


class Past:
    """What ran before the first week, and how courses stand then."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.schools = {one.id: self.taught(one) for one in mission.courses}

    def weeks(self, key: str) -> list[bool]:
        """Whether work ran in each week from the first whole one after its first day."""
        work = next(one for one in self.mission.activities if one.id == key)
        modes = [mode for mode in self.mission.modes if mode.activity == key]
        start = self.mission.profile.as_of
        if work.began is None or work.began >= start or not modes:
            return []
        number = (start - work.began).days // 7
        end = work.window.end
        if modes[0].weeks:
            end = min(end, work.began + timedelta(weeks=modes[0].weeks))
        days = [start - timedelta(days=7 * number - n) for n in range(7 * number)]
        good = [day < end and not self.lost(work, modes[0].site, day) for day in days]
        return [all(good[7 * n : 7 * n + 7]) for n in range(number)]

    def lost(self, work: Activity, site: str, day: date) -> bool:
        """Whether a pause takes a day from work, directly or from its law."""
        for one in self.mission.pauses:
            named = site in one.sites or work.programme in one.programmes
            every = not (one.sites or one.programmes or one.authorities)
            if (named or every) and one.window.start <= day < one.window.end:
                return True
        for kind in work.cover:
            rows = [
                one
                for one in self.mission.authorities
                if one.kind is kind
                and (not one.programmes or work.programme in one.programmes)
                and (not one.sites or site in one.sites)
            ]
            free = any(self.firm(one, day, (), pauses=False) for one in rows)
            if free and not any(self.firm(one, day, (), pauses=True) for one in rows):
                return True
        return False

    def firm(self, one: Authority, day: date, above: tuple[str, ...], *, pauses: bool) -> bool:
        """Whether what is in force holds on a day."""
        known = {row.id: row for row in self.mission.authorities}
        stopped = any(
            one.id in pause.authorities and pause.window.start <= day < pause.window.end
            for pause in self.mission.pauses
        )
        return (
            one.id not in above
            and one.state is AuthorityState.IN_FORCE
            and day in one.window
            and not (pauses and stopped)
            and all(
                base in known and self.firm(known[base], day, (*above, one.id), pauses=pauses)
                for base in one.rests_on
            )
        )

    def stands(self, course: Course) -> tuple[int, int, int]:
        """Weeks grown, weeks of break left, weeks paused."""
        return self.schools[course.id][0]

    def taught(self, course: Course) -> tuple[tuple[int, int, int], list[float]]:
        """How a course stands, and its graduates by week."""
        grown = rest = idle = 0
        found: list[float] = []
        for ran in self.weeks(course.activity):
            found.append(0.0)
            if rest:
                rest -= 1
            elif ran:
                grown, idle = grown + 1, 0
                if grown == course.weeks:
                    grown, rest = 0, course.break_weeks
                    found[-1] = seats(course) * course.pass_share.likely
            elif grown:
                idle += 1
                if idle > course.keep_weeks:
                    grown = idle = 0
        return (grown, rest, idle), found

    def graduates(self, programme: str | None) -> int:
        """Graduates of a programme before the first week, in whole people."""
        works = {one.id for one in self.mission.activities if str(one.programme) == programme}
        rows = [one for one in self.mission.courses if one.activity in works]
        return half_up(Fraction(sum(sum(self.schools[one.id][1]) for one in rows)))

    def hosts(self, key: str | None, week: int) -> int:
        """Thousandths of host instructors there at the end of a week without any teaching."""
        course = next((one for one in self.mission.courses if str(one.id) == key), None)
        if course is None:
            return 0
        there = float(course.host_instructors)
        for school in self.mission.courses:
            if school.trains == course.id and not course.host_instructors:
                stock = 0.0
                for new in [*self.schools[school.id][1], *[0.0] * (week + 1)]:
                    stock = stock * stay(school) + new
                there += stock
        return half_up(Fraction(there) * 1000)


def seats(course: Course) -> int:
    cycle = course.weeks + course.break_weeks
    return min(course.seats, course.supply * cycle // 52) if course.supply else course.seats


def stay(course: Course) -> float:
    """Share of those in service who are there a week later."""
    return float((1 - course.loss_a_month.likely) ** (12 / 52))


class Served:
    """Graduates of a course since the first week who are in service, in whole people."""

    def __init__(self, future: Future, course: Course, attrition: str) -> None:
        self.future, self.course, self.attrition, self.there = future, course, attrition, 0
        self.leaves = below(1 - Fraction(stay(course)))

    def week(self, week: int, passed: int) -> None:
        self.there += passed - self.leavers(week)

    def leavers(self, week: int) -> int:
        chance = Fraction(self.leaves, 2**32)
        if self.attrition == "dithered":
            word = self.future.words(10, self.course.id, week // 4)[week % 4]
            return math.floor(self.there * chance + Fraction(word, 2**32))
        gone, left, place = 0, self.there, 0
        while left > 0:
            left, digit = divmod(left, 32)
            draw = self.half(10, week, place) * 2**16 + self.half(11, week, place)
            gone += pick(successes(digit * 32**place, chance), draw)
            place += 1
        return gone

    def half(self, stream: int, week: int, place: int) -> int:
        """Sixteen bits of a word: the lower half for even places, the upper one for odd ones."""
        occasion = week // 4 + 2**16 * (place // 2)
        word = self.future.words(stream, self.course.id, occasion)[week % 4]
        return word // 2**16 if place % 2 else word % 2**16


@dataclass
class Now:
    """What is so in a week, at its end."""

    future: Future
    past: Past
    week: int
    running: set[str]
    people: int
    coverage: dict[str, int]
    graduates: dict[str, int]
    served: dict[str, int]


def reached(now: Now, milestone: Milestone) -> bool:
    asked = [c for c in now.future.mission.criteria if c.milestone == milestone.id]
    return bool(asked) and all(so(now, one) for one in asked)


def so(now: Now, one: Criterion) -> bool:
    """Whether one thing that a milestone asks for is so."""
    key, mission, least = one.subject, now.future.mission, one.at_least
    if one.measure is Measure.RUNNING:
        return key in now.running
    if one.measure is Measure.AUTHORITY:
        rows = [row for row in mission.authorities if str(row.id) == key]
        return any(now.week in now.future.whole_weeks([row]) for row in rows)
    if one.measure is Measure.CONDITION:
        row = next((row for row in mission.conditions if str(row.id) == key), None)
        day = None if row is None else row.met or now.future.gate_days.get(row.id)
        return day is not None and day <= now.future.plan.horizon.day(now.week)
    return counted(now, one, least)


def counted(now: Now, one: Criterion, least: float | None) -> bool:
    mission, key = now.future.mission, one.subject
    if one.measure is Measure.HOST_INSTRUCTORS:
        taught = next((course for course in mission.courses if str(course.id) == key), None)
        wanted = Fraction(taught.instructors if taught and least is None else least or 0)
        schools = [str(c.id) for c in mission.courses if str(c.trains) == key]
        there = now.past.hosts(key, now.week) + 1000 * sum(now.served.get(c, 0) for c in schools)
        return wanted > 0 and there >= half_up(wanted * 1000)
    if least is None:
        return False
    if one.measure is Measure.PEOPLE:
        return key is None and now.people >= least
    if one.measure is Measure.COVERAGE:
        return least <= 1 and now.coverage.get(str(key), -1) >= half_up(Fraction(least) * 1000)
    if one.measure is Measure.FILL:
        return least <= 1 and filled(now, one) >= half_up(Fraction(least) * 1000)
    works = {str(work.id) for work in mission.activities if str(work.programme) == key}
    own = [str(course.id) for course in mission.courses if str(course.activity) in works]
    there = now.past.graduates(key) + sum(now.graduates.get(course, 0) for course in own)
    return any(str(p.id) == key for p in mission.programmes) and there >= least


def filled(now: Now, one: Criterion) -> int:
    """Thousandths of the posts filled, of one work or of all that runs; -1 when there are none."""
    there = asked = 0
    for start in now.future.plan.starts:
        if start.activity in now.running and one.subject in (None, str(start.activity)):
            heads = now.future.in_posts(start, now.week)
            posts = [p for p in now.future.mission.posts if p.activity == start.activity]
            posts = [p for p in posts if p.site in (None, start.site)]
            for skill in {post.skill for post in posts}:
                wanted = sum(post.people for post in posts if post.skill == skill)
                asked += wanted
                there += min(wanted, heads.get(skill, 0))
    return math.floor(Fraction(1000 * there, asked)) if asked else -1
