"""What a future in SimPy is made of: how it stands in a week, and what follows for what runs."""

from __future__ import annotations

import numpy as np
import simpy
from numpy.typing import NDArray

from benchmarks.stated import CAUSES, NEVER, Goal, Row, Stated
from cadre.mission.conditions import Measure
from cadre.mission.triggers import Action

RUNS, IDLE = -1, -2
GATE, COVER, CONSENT, SITE, POSTS, ENABLER, BEDS = 0, 1, 2, 6, 7, 8, 9
PAUSE, WITHDRAWN, TRIGGER = 10, 11, 12
HITS: tuple[int, ...] = (CONSENT, WITHDRAWN, *range(CONSENT + 1, SITE))
"""Causes of shocks, in the order in which they count."""


class Model:
    """What is the same in every future of a mission."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        weeks = stated.weeks
        self.known = [None if moves(row) else covered(row, (), weeks) for row in stated.law]
        self.stirs: list[set[int]] = [set() for _ in range(weeks + 1)]
        for job in stated.jobs:
            for week in (job.week, job.limit, job.latest + 1, *turns_of(job.halted)):
                self._stir(week, job.site)
        for site, beds in enumerate(stated.beds):
            for week in turns_of(beds):
                self._stir(week, site)
        theirs = [e for some in stated.effects for e in some if e[0] < 0]
        self.revised = {week for effect in theirs for week in effect[2:4]}
        self.laws = {job.law for job in stated.jobs}
        self.of_nation: list[list[int]] = [[] for _ in stated.own_law]
        self.relieved: list[list[int]] = [[] for _ in stated.leaves]
        self.stoppable = {one.job for one in stated.watches if one.action is Action.STOP}
        self.guests: list[list[int]] = [[] for _ in stated.ranked]
        for number, turn in enumerate(stated.turns):
            self.of_nation[turn.nation].append(number)
            if turn.job >= 0 and stated.jobs[turn.job].hosted:
                self.guests[turn.site].append(number)
            if turn.relief >= 0:
                self.relieved[turn.relief].append(number)
        self.leaves = np.array([one.leaves for one in stated.schools])
        self.schools_of = {one.job: n for n, one in enumerate(stated.schools)}
        self.beds = stated.beds.tolist()
        self.halted = [job.halted.tolist() for job in stated.jobs]

    def _stir(self, week: int, site: int) -> None:
        if 0 <= week <= self.stated.weeks:
            self.stirs[week].add(site)


def moves(row: Row) -> bool:
    """Whether a row of law hangs on gates."""
    return any(gates for _, _, gates in row)


def covered(row: Row, opens: list[int] | tuple[()], weeks: int) -> NDArray[np.bool_]:
    """(weeks,) whether a row of law holds on all seven days, when gates open on these days."""
    days = np.zeros(7 * weeks, dtype=bool)
    for begin, end, gates in row:
        since = max([0, begin, *(opens[gate] for gate in gates)])
        days[since : max(since, end)] = True
    return np.asarray(days.reshape(weeks, 7).all(axis=1))


def turns_of(values: NDArray[np.generic]) -> list[int]:
    """Weeks in which a row of weekly values changes."""
    found: list[int] = (np.flatnonzero(values[1:] != values[:-1]) + 1).tolist()
    return found


class State:
    """One future: how it stands, and what runs.

    Attributes:
        force: (weeks,) people present.
        ran: (jobs,) weeks in which each ran.
        held: (causes,) weeks in which work was due and held back.
        graduates: Of all courses.
        lost: Cohorts lost.
        in_service: (courses,) graduates in service at the end.
        cost: Thousands.
        reached: (milestones,) week, or NEVER.
        levels: (levels,) week, or NEVER.
        coverage: (needs,) sum over weeks.
        failures: (hindrances + 1,) weeks of work by what hindered their engagements; last: nothing.
        events: Gates opened, partners gone, shocks come and gone: what is rare.
        moves: Times that people of an assignment come or go.
    """

    def __init__(self, model: Model, seed: tuple[int, int]) -> None:
        self.model, self.stated = model, model.stated
        self.luck = np.random.default_rng(seed)
        self.random = self.luck.random
        self.env = simpy.Environment()
        self.gate_day: list[int] = []
        self.rows: list[NDArray[np.bool_]] = []
        self.legal: list[list[bool]] = []
        self._write_down()
        self._work()
        self._people()

    def _write_down(self) -> None:
        """What is told of the future."""
        stated = self.stated
        self.force = np.zeros(stated.weeks, dtype=np.int64)
        self.ran = [0] * len(stated.jobs)
        self.held = [0] * len(CAUSES)
        self.graduates = self.lost = self.cost = self.events = self.moves = 0
        self.in_service = np.zeros(len(stated.schools), dtype=np.int64)
        self.taught = [0] * len(stated.schools)
        self.reached = [NEVER] * len(stated.milestones)
        self.levels = [NEVER] * len(stated.levels)
        self.coverage = np.zeros(len(stated.effects))
        self.failures = np.zeros(len(stated.hindrances) + 1, dtype=np.int64)

    def _work(self) -> None:
        """How work stands."""
        jobs, sites, event = len(self.stated.jobs), len(self.stated.ranked), self.env.event
        self.planned = [job.week for job in self.stated.jobs]
        self.paused = [False] * jobs
        self.stopped = [False] * jobs
        self.ordered = [event() for _ in range(jobs)]
        self.opened = [False] * jobs
        self.is_called = [False] * jobs
        self.late = [0] * jobs
        self.due_end = [job.limit for job in self.stated.jobs]
        self.called = [event() for _ in range(jobs)]
        self.over = [event() for _ in range(jobs)]
        self.first_call = [event() for _ in range(sites)]
        self.changed = [event() for _ in range(jobs)]
        self.state = [IDLE] * jobs
        self.since = [0] * jobs
        self.begun = [False] * jobs
        self.rate = 0
        self.shut = [[0] * len(CAUSES) for _ in range(sites)]
        self.dirty: set[int] = set()
        self.covers = np.zeros(len(self.stated.effects))
        self.revise = True

    def _people(self) -> None:
        """Who is there."""
        stated = self.stated
        self.there = [0] * len(stated.turns)
        self.away = [0] * len(stated.turns)
        self.slot = [0] * len(stated.slots)
        self.brought = [[0] * len(stated.needed) for _ in stated.ranked]
        self.people = 0
        self.gone = [False] * len(stated.leaves)
        self.left = [self.env.event() for _ in stated.leaves]

    def settle(self, site: int, week: int) -> None:
        """Settle what runs at a site: law, shocks and posts first, then support and beds."""
        ranked = self.stated.ranked[site]
        state = {job: self.standing(job, week) for job in ranked}
        running = [job for job in ranked if state[job] == RUNS]
        stopped: list[int] = []
        while running and self.lack(site, week, running) != RUNS:
            stopped.insert(0, running.pop())
        for job in stopped:
            state[job] = self.lack(site, week, [*running, job])
            if state[job] == RUNS:
                running.append(job)
        for job, new in state.items():
            old = self.state[job]
            if new != old:
                self.count(job, old, week)
                self.state[job] = new
                if RUNS in (old, new):
                    self.rate += self.stated.jobs[job].cost * (1 if new == RUNS else -1)
                    if not self.begun[job]:
                        self.begun[job] = True
                        self.cost += self.stated.jobs[job].start_cost
                    self.revise = True
                    self.changed[job].succeed()
                    self.changed[job] = self.env.event()

    def count(self, job: int, state: int, week: int) -> None:
        """Count the weeks that a job has been in a state, up to a week."""
        if state == RUNS:
            self.ran[job] += week - self.since[job]
        elif state >= 0:
            self.held[state] += week - self.since[job]
        self.since[job] = week

    def standing(self, number: int, week: int) -> int:
        """What holds a job back as far as law, shocks and its posts go; RUNS if nothing does."""
        job = self.stated.jobs[number]
        if not self.planned[number] <= week < self.due_end[number]:
            return IDLE
        if not self.opened[number] or (not self.is_called[number] and week > job.latest):
            return GATE
        if self.model.halted[number][week]:
            return PAUSE
        if self.paused[number]:
            return TRIGGER
        return self.struck(number) if self.legal[number][week] else COVER

    def struck(self, number: int) -> int:
        """What holds a job back that law lets run: a shock, or too few people in its posts."""
        job, slots = self.stated.jobs[number], self.stated.slots
        shut = self.shut[job.site]
        for cause in HITS:
            if shut[cause] and (job.hosted or cause not in (CONSENT, WITHDRAWN)):
                return cause
        manned = all(self.slot[one] >= slots[one].least for one in job.slots)
        return RUNS if manned else POSTS

    def lack(self, site: int, week: int, running: list[int]) -> int:
        """What these jobs lack at a site; RUNS when nothing."""
        stated, brought = self.stated, self.brought[site]
        supply = [float(people) for people in brought]
        for kind, partner, people in stated.lent[site]:
            if not self.gone[partner]:
                supply[kind] += people
        heads, wanted = 0, set[int]()
        for job in running:
            wanted.update(stated.jobs[job].kinds)
            for one in stated.jobs[job].slots:
                heads += self.slot[one]
                if stated.slots[one].kind >= 0:
                    supply[stated.slots[one].kind] += self.slot[one]
        present = heads + sum(brought)
        for kind in wanted:
            each, fixed = stated.needed[kind]
            if present and each * present + fixed > supply[kind] + 0.001:
                return ENABLER
        crowded = heads and present > self.model.beds[site][week]
        return BEDS if crowded else RUNS

    def cover(self, week: int) -> NDArray[np.float64]:
        """The coverage of each need."""
        found = []
        for effects in self.stated.effects:
            left = 1.0
            for job, partner, since, until, unmet in effects:
                works = since <= week < until and not self.gone[partner]
                if self.state[job] == RUNS if job >= 0 else works:
                    left *= unmet
            found.append(round(1 - left, 3))
        return np.array(found)

    def is_so(self, goal: Goal, week: int) -> bool:
        """Whether a criterion holds."""
        measure, subject = goal.measure, goal.subject
        if measure is Measure.RUNNING:
            return self.state[subject] == RUNS
        if measure is Measure.CONDITION:
            return self.gate_day[subject] <= 7 * week
        if measure is Measure.AUTHORITY:
            return bool(self.rows[subject][week])
        return self.amount(goal) >= goal.least

    def amount(self, goal: Goal) -> float:
        """How much there is of what a criterion counts."""
        measure, schools = goal.measure, goal.schools
        if measure is Measure.PEOPLE:
            return self.people
        if measure is Measure.FILL:
            return self.filled(goal.subject)
        if measure is Measure.COVERAGE:
            return float(self.covers[goal.subject])
        if measure is Measure.GRADUATES:
            return sum(self.taught[one] for one in schools)
        return sum(int(self.in_service[one]) for one in schools)

    def filled(self, subject: int) -> float:
        """Share of the posts filled, of a job or (-1) of all that run."""
        there = asked = 0
        for number, job in enumerate(self.stated.jobs):
            if self.state[number] == RUNS and subject in (-1, number):
                for one in job.slots:
                    there += min(self.slot[one], self.stated.slots[one].asked)
                    asked += self.stated.slots[one].asked
        return there * 1000 // asked / 1000 if asked else -1
