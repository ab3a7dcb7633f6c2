"""The simulator's oracle: the contract of `cadre.simulator.week`, played slowly and obviously.

It shares no code with the simulator: it reads the mission and the plan by itself, has its own
random words and its own chances (fractions, no tables laid in advance), settles every week anew
and keeps no state that it can look up again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cadre.mission.forces import Funding
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.scenarios import Cause
from cadre.mission.training import Course
from tests.oracle.simulator_dormant import Reserve
from tests.oracle.simulator_future import ORDER, Future
from tests.oracle.simulator_luck import half_up, pick, successes, tri_of
from tests.oracle.simulator_ordered import Ordered
from tests.oracle.simulator_reserve import with_reserve
from tests.oracle.simulator_stages import Now, Past, Served, reached

Sums = dict[str, NDArray[np.int64]]


class Class:
    """One course in one future (rule 11)."""

    def __init__(self, future: Future, course: Course, before: tuple[int, int, int]) -> None:
        self.future, self.course = future, course
        word = future.words(5, course.id)[0]
        self.share = tri_of(course.pass_share, word, 100)
        self.grown, self.rest, self.idle = before
        self.ended = self.lost = self.total = 0

    def week(self, runs: bool) -> int:
        """Graduates of a week."""
        if self.rest:
            self.rest -= 1
            return 0
        if not runs:
            if self.grown:
                self.idle += 1
                if self.idle > self.course.keep_weeks:
                    self.grown, self.idle, self.lost = 0, 0, self.lost + 1
            return 0
        self.grown, self.idle = self.grown + 1, 0
        if self.grown < self.course.weeks:
            return 0
        word = self.future.words(5, self.course.id, 1 + self.ended // 4)[self.ended % 4]
        cycle = self.course.weeks + self.course.break_weeks
        seats = self.course.seats
        if self.course.supply:
            seats = min(seats, self.course.supply * cycle // 52)
        self.grown, self.rest, self.ended = 0, self.course.break_weeks, self.ended + 1
        passed = pick(successes(seats, Fraction(self.share, 100)), word)
        self.total += passed
        return passed


def empty(mission: Mission, plan: Plan, levels: int) -> Sums:
    """Outcomes of no future."""
    weeks, starts = plan.horizon.weeks, len(plan.starts)
    courses = len([c for c in mission.courses if plan.start_of(c.activity)])
    shapes: dict[str, tuple[int, ...]] = {
        "running": (starts, weeks),
        "begun": (starts, weeks + 1),
        "held_back": (starts, len(ORDER), weeks),
        "nation_people": (len(nations(mission, plan)), weeks),
        "graduates": (courses, weeks),
        "graduate_total": (courses, 2),
        "lost_cohorts": (courses,),
        "coverage": (len(mission.needs), weeks),
        "reached": (len(mission.milestones), weeks + 1),
        "level_reached": (levels, weeks + 1),
        "paused": (len(ORDER) + 1,),
        "engagements": (len(Cause) + 1,),
        "cost": (len(Funding) + 1, 2),
        "in_service": (courses, weeks),
        "ordered": (len(mission.triggers), 2),
        "people": (weeks, 10_000),
    }
    return {name: np.zeros(shape, dtype=np.int64) for name, shape in shapes.items()}


def nations(mission: Mission, plan: Plan) -> list[str]:
    whose = {pledge.id: pledge.nation for pledge in mission.pledges}
    return list(dict.fromkeys(whose[a.pledge] for a in plan.assignments if a.pledge in whose))


def count_week(future: Future, sums: Sums, week: int, state: dict[str, str]) -> int:
    """Count the work and the people of a week; answer how many people are there."""
    mission, plan = future.mission, future.plan
    causes = {cause for cause in state.values() if cause != "RUNS"}
    for cause in causes:
        sums["paused"][ORDER.index(cause)] += 1
    sums["paused"][len(ORDER)] += bool(causes)
    for row, start in enumerate(plan.starts):
        now = state.get(start.activity)
        if now == "RUNS":
            sums["running"][row, week] += 1
        elif now:
            sums["held_back"][row, ORDER.index(now), week] += 1
    total, known = 0, nations(mission, plan)
    for index, one in enumerate(plan.assignments):
        pledge = future.pledge_of(one)
        if pledge is not None:
            heads = future.there(index, week)
            sums["nation_people"][known.index(pledge.nation), week] += heads
            total += heads
    for row, need in enumerate(mission.needs):
        sums["coverage"][row, week] += future.coverage(need.id, state, week)
    sums["people"][week, total] += 1
    return total


def count_engagements(future: Future, sums: Sums, start: Start, weeks: int) -> None:
    """Rule 12, for a start that ran so many weeks."""
    sums["engagements"][-1] += weeks
    before = Fraction(0)
    for number, hindrance in enumerate(future.mission.hindrances):
        chance = Fraction(hindrance.share) / (1 - before) if before < 1 else Fraction(0)
        word = future.words(6, start.activity, number // 4)[number % 4]
        failed = pick(successes(weeks, min(Fraction(1), chance)), word)
        sums["engagements"][list(Cause).index(hindrance.cause)] += failed
        weeks -= failed
        before += Fraction(hindrance.share)


def goals_met(now: Now, levels: list[int]) -> set[tuple[str, int]]:
    """What is so in a week: work that runs, milestones and levels that are reached."""
    starts, milestones = now.future.plan.starts, now.future.mission.milestones
    return (
        {("begun", n) for n, start in enumerate(starts) if start.activity in now.running}
        | {("reached", n) for n, one in enumerate(milestones) if reached(now, one)}
        | {("level_reached", n) for n, level in enumerate(levels) if now.people >= level}
    )


def teach(
    sums: Sums, schools: list[tuple[Class, Served]], state: dict[str, str], week: int
) -> None:
    """Let every course have its week; those who left it before leave the service first."""
    for row, (one, served) in enumerate(schools):
        passed = one.week(state.get(one.course.activity) == "RUNS")
        served.week(week, passed)
        sums["graduates"][row, week] += passed
        sums["in_service"][row, week] += served.there


def count_money(future: Ordered, sums: Sums, ran: Counter[str]) -> None:
    """What each who pays has paid, and all together."""
    paid = dict.fromkeys(Funding, 0)
    for key, work in future.works.items():
        paid[work.funding] += ran[key] * half_up(Fraction(work.cost))
        if ran[key] and not future.begun(key):
            paid[work.funding] += half_up(Fraction(work.start_cost))
    for order in future.orders:
        paid[Funding.COMMON] += order.given * half_up(Fraction(order.trigger.cost))
    for row, cost in enumerate([*paid.values(), sum(paid.values())]):
        sums["cost"][row] += (cost, cost**2)


def play(past: Past, future: Ordered, sums: Sums, levels: list[int], attrition: str) -> None:
    """Play one future and count it."""
    mission = future.mission
    weeks = future.plan.horizon.weeks
    courses = [c for c in mission.courses if future.plan.start_of(c.activity)]
    classes = [Class(future, course, past.stands(course)) for course in courses]
    served = [Served(future, course, attrition) for course in courses]
    first: dict[tuple[str, int], int] = {}
    ran: Counter[str] = Counter()
    for week in range(weeks):
        future.obey(week)
        state = future.settle(week)
        people = count_week(future, sums, week, state)
        teach(sums, list(zip(classes, served, strict=True)), state, week)
        running = [s.activity for s in future.plan.starts if state.get(s.activity) == "RUNS"]
        ran.update(running)
        now = Now(
            future=future,
            past=past,
            week=week,
            running={str(key) for key in running},
            people=people,
            coverage={str(n.id): future.coverage(n.id, state, week) for n in mission.needs},
            graduates={str(one.course.id): one.total for one in classes},
            served={str(one.course.id): one.there for one in served},
        )
        for goal in goals_met(now, levels):
            first.setdefault(goal, week)
        future.watch(now, state)
    for start in future.plan.starts:
        count_engagements(future, sums, start, ran[start.activity])
    count_money(future, sums, ran)
    for name in ("begun", "reached", "level_reached"):
        for row in range(len(sums[name])):
            sums[name][row, first.get((name, row), weeks)] += 1
    for row, one in enumerate(classes):
        sums["graduate_total"][row] += (one.total, one.total**2)
        sums["lost_cohorts"][row] += one.lost
    for row, order in enumerate(future.orders):
        sums["ordered"][row] += (order.given, order.given > 0)


def everybody(mission: Mission, plan: Plan) -> tuple[Plan, Reserve, dict[int, str]]:
    """The plan, then what triggers may bring to life, then who stands in for lenders."""
    own = len(plan.assignments)
    standing, callers = with_reserve(mission, plan)
    extra = standing.assignments[own:]
    reserve = Reserve(mission, plan, {str(one.pledge) for one in extra})
    wide = reserve.wide()
    more = len(wide.assignments) - own
    whole = replace(wide, assignments=wide.assignments + extra)
    return whole, reserve, {index + more: partner for index, partner in callers.items()}


def simulate(
    mission: Mission,
    plan: Plan,
    seed: int,
    futures: range,
    levels: list[int],
    attrition: str = "exact",
) -> Sums:
    """Outcomes of the futures with these numbers, by the names of `Outcomes`.

    `people` stands for `force`: the same, but wide enough for any force.
    """
    whole, reserve, callers = everybody(mission, plan)
    sums = empty(mission, whole, len(levels))
    past = Past(mission)
    for number in futures:
        future = Ordered(mission, whole, seed, number, callers, reserve)
        play(past, future, sums, levels, attrition)
    return sums
