"""The reference mission in SimPy, as a competent user writes it: a process an entity.

Time is in weeks. What changes at the beginning of a week comes at the whole number; sites settle
what runs at a quarter past, people leave the service at half past, cohorts end at three quarters,
and the week is recorded last. Nothing is polled: a site settles only when something there has
changed, and a course sleeps until its cohort is through or its work stops. What is the same in
every future is worked out once, in `Model`.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import simpy
from numpy.typing import NDArray

from benchmarks.stated import CAUSES, NEVER, Goal, Hit, Row, Stated
from cadre.mission.conditions import Measure

Waits = Generator[simpy.Event, object, None]
RUNS, IDLE = -1, -2
GATE, COVER, CONSENT, SITE, POSTS, ENABLER, BEDS, PAUSE = 0, 1, 2, 6, 7, 8, 9, 10


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
        for number, turn in enumerate(stated.turns):
            self.of_nation[turn.nation].append(number)
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
    return days.reshape(weeks, 7).all(axis=1)


def turns_of(values: NDArray[np.generic]) -> list[int]:
    """Weeks in which a row of weekly values changes."""
    found: list[int] = (np.flatnonzero(values[1:] != values[:-1]) + 1).tolist()
    return found


class Future:
    """One future, played when it is made.

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
        events: Gates opened, partners gone, shocks come and gone, people come and gone.
    """

    def __init__(self, model: Model, seed: tuple[int, int]) -> None:
        self.model, self.stated = model, model.stated
        stated = self.stated
        self.luck = np.random.default_rng(seed)
        self.random = self.luck.random
        self.env = simpy.Environment()
        jobs, sites, kinds = len(stated.jobs), len(stated.ranked), len(stated.needed)
        self.force = np.zeros(stated.weeks, dtype=np.int64)
        self.ran = [0] * jobs
        self.held = [0] * len(CAUSES)
        self.graduates = self.lost = self.cost = self.events = 0
        self.in_service = np.zeros(len(stated.schools), dtype=np.int64)
        self.taught = [0] * len(stated.schools)
        self.reached = [NEVER] * len(stated.milestones)
        self.levels = [NEVER] * len(stated.levels)
        self.coverage = np.zeros(len(stated.effects))
        self.failures = np.zeros(len(stated.hindrances) + 1, dtype=np.int64)
        self.opened = [False] * jobs
        self.is_called = [False] * jobs
        self.late = [0] * jobs
        self.due_end = [job.limit for job in stated.jobs]
        self.called = [self.env.event() for _ in range(jobs)]
        self.over = [self.env.event() for _ in range(jobs)]
        self.first_call = [self.env.event() for _ in range(sites)]
        self.changed = [self.env.event() for _ in range(jobs)]
        self.state = [IDLE] * jobs
        self.since = [0] * jobs
        self.rate = 0
        self.there = [0] * len(stated.turns)
        self.away = [0] * len(stated.turns)
        self.slot = [0] * len(stated.slots)
        self.brought = [[0] * kinds for _ in range(sites)]
        self.people = 0
        self.gone = [False] * len(stated.leaves)
        self.shut = [[0] * len(CAUSES) for _ in range(sites)]
        self.dirty: set[int] = set()
        self.covers = np.zeros(len(stated.effects))
        self.revise = True
        self._begin()
        self.env.run(until=stated.weeks)
        for job, state in enumerate(self.state):
            self._count(job, state, stated.weeks)

    def _begin(self) -> None:
        """Start all processes, in the order in which they act in a week."""
        stated, process = self.stated, self.env.process
        self.gate_day = self._gate_days()
        self._lay_law()
        for partner in range(len(stated.leaves)):
            process(self.partner(partner))
        for hit in stated.hits:
            process(self.shock(hit))
        for nation, row in enumerate(stated.own_law):
            if row >= 0:
                process(self.homeland(nation, self.rows[row]))
        for job in stated.order:
            process(self.job(job))
        self._muster()
        process(self.settling())
        for school in range(len(stated.schools)):
            process(self.course(school))
        process(self.serving())
        process(self.recording())

    # Drawn once

    def _gate_days(self) -> list[int]:
        """The day on which each gate opens."""
        days: list[int] = []
        for gate in self.stated.gates:
            day = NEVER
            if self.random() < gate.belief:
                day = max([gate.day.one(self.random()), *(days[need] for need in gate.all_of)])
                if gate.any_of:
                    day = max(day, min(days[need] for need in gate.any_of))
                if gate.meetings:
                    day = next((meeting for meeting in gate.meetings if meeting >= day), NEVER)
                day = min(day, NEVER)
                self.events += day < NEVER
            days.append(day)
        return days

    def _lay_law(self) -> None:
        """The weeks in which law holds, for each row and for each job."""
        stated, model = self.stated, self.model
        self.rows = [
            covered(row, self.gate_day, stated.weeks) if known is None else known
            for row, known in zip(stated.law, model.known, strict=True)
        ]
        legal = {law: np.logical_and.reduce([self.rows[row] for row in law]) for law in model.laws}
        listed = {law: weeks.tolist() for law, weeks in legal.items()}
        self.legal = [listed[job.law] for job in stated.jobs]
        self.free = [legal[job.law] & ~job.halted for job in stated.jobs]
        changes = {law: turns_of(weeks) for law, weeks in legal.items()}
        self.stirs = [set(sites) for sites in model.stirs]
        for job in stated.jobs:
            for week in changes[job.law]:
                self.stirs[week].add(job.site)

    def _muster(self) -> None:
        """Draw what each nation makes of its pledges, and send the people."""
        stated = self.stated
        strength = [of.one(self.random()) for of in stated.strength]
        for offer in stated.offers:
            if self.random() < offer.belief:
                arrival = offer.promised + offer.delay.one(self.random())
                share, before, come = strength[offer.nation], 0, 0
                for number in offer.turns:
                    before += stated.turns[number].people
                    heads = (before * share + 500) // 1000 - come
                    come += heads
                    if heads:
                        self.env.process(self.turn(number, arrival, heads))

    # Processes

    def partner(self, number: int) -> Waits:
        """A partner that may leave, with all that it lends."""
        belief, day = self.stated.leaves[number]
        if self.random() < belief:
            yield self.env.timeout(day.one(self.random()) // 7)
            self.gone[number] = self.revise = True
            self.events += 1
            for site, lent in enumerate(self.stated.lent):
                if any(partner == number for _, partner, _ in lent):
                    self.dirty.add(site)
            for turn in self.model.relieved[number]:
                self.withhold(turn, 1)

    def shock(self, hit: Hit) -> Waits:
        """Something that comes, stays and comes again."""
        sites = range(len(self.shut)) if hit.site < 0 else (hit.site,)
        while True:
            yield self.env.timeout(int(self.luck.geometric(hit.chance)) - 1)
            self.shut_sites(hit.cause, sites, 1)
            weeks = hit.weeks.one(self.random())
            if self.random() < hit.good:
                return
            yield self.env.timeout(weeks)
            self.shut_sites(hit.cause, sites, -1)

    def shut_sites(self, cause: int, sites: range | tuple[int, ...], step: int) -> None:
        """Close or open sites for a cause."""
        self.events += 1
        for site in sites:
            self.shut[site][cause] += step
        self.dirty.update(sites)

    def homeland(self, nation: int, holds: NDArray[np.bool_]) -> Waits:
        """A nation's own law: its people are absent while it doesn't hold."""
        last, week = True, 0
        for change in [0, *turns_of(holds)]:
            if holds[change] != last:
                yield self.env.timeout(change - week)
                last, week = bool(holds[change]), change
                for turn in self.model.of_nation[nation]:
                    self.withhold(turn, -1 if last else 1)

    def job(self, number: int) -> Waits:
        """Work: it waits for gates and for others, is called, and is over."""
        job, env = self.stated.jobs[number], self.env
        opens = job.week
        for gate in job.gates:
            opens = max(opens, -(-self.gate_day[gate] // 7) + job.notice)
        for before, over in job.after:
            yield self.over[before] if over else self.called[before]
            opens = max(opens, int(env.now) + job.lag)
        if opens >= self.stated.weeks:
            return
        yield env.timeout(opens - env.now)
        self.opened[number] = True
        self.dirty.add(job.site)
        ways = np.flatnonzero(self.free[number][opens : min(job.limit, job.latest + 1)])
        if len(ways) == 0:
            return
        yield env.timeout(int(ways[0]))
        week = opens + int(ways[0])
        if job.length:
            self.late[number] = week - job.week
            self.due_end[number] = min(job.limit, week + job.length)
        self.is_called[number] = True
        self.called[number].succeed()
        if not self.first_call[job.site].triggered:
            self.first_call[job.site].succeed()
        self.dirty.add(job.site)
        yield env.timeout(self.due_end[number] - week)
        self.over[number].succeed()
        self.dirty.add(job.site)

    def turn(self, number: int, arrival: int, heads: int) -> Waits:
        """People of a pledge in one post, or in brought support at one site."""
        turn, env, late = self.stated.turns[number], self.env, 0
        if turn.job >= 0:
            yield self.called[turn.job]
            late = self.late[turn.job]
        else:
            yield self.first_call[turn.site]
        begin = max(turn.week + late, int(env.now), arrival)
        end = min(turn.end + late, turn.reach)
        if begin < min(end, self.stated.weeks):
            yield env.timeout(begin - env.now)
            self.there[number] = heads
            self.move(number, 1)
            yield env.timeout(end - begin)
            self.move(number, -1)
            self.there[number] = 0

    def move(self, number: int, sign: int) -> None:
        """Count the people of a turn in or out, unless they are absent."""
        if self.away[number] == 0:
            turn, heads = self.stated.turns[number], sign * self.there[number]
            if turn.slot >= 0:
                self.slot[turn.slot] += heads
            else:
                self.brought[turn.site][turn.kind] += heads
            self.people += heads
            self.events += 1
            self.dirty.add(turn.site)

    def withhold(self, number: int, step: int) -> None:
        """Make the people of a turn absent for one reason more, or one less."""
        if step > 0:
            self.move(number, -1)
        self.away[number] += step
        if step < 0:
            self.move(number, 1)

    def course(self, number: int) -> Waits:
        """A course: cohort after cohort, while its work runs."""
        school, env = self.stated.schools[number], self.env
        share = school.share.one(self.random()) / 1000
        job, grown = school.job, 0
        while True:
            if self.state[job] != RUNS:
                changed = self.changed[job]
                if grown:
                    yield changed | env.timeout(school.keep + 0.5)
                    if self.state[job] != RUNS:
                        grown, self.lost = 0, self.lost + 1
                        yield changed
                else:
                    yield changed
                continue
            week, stopped = int(env.now), self.changed[job]
            yield stopped | env.timeout(week + school.weeks - grown - 0.25 - env.now)
            if self.state[job] != RUNS:
                grown += int(env.now) - week
                continue
            passed = int(self.luck.binomial(school.trainees, share))
            self.graduates += passed
            self.taught[number] += passed
            self.in_service[number] += passed
            grown = 0
            yield env.timeout(school.pause + 0.75)

    # Every week

    def settling(self) -> Waits:
        """Settle what runs, at the sites at which something has changed."""
        yield self.env.timeout(0.25)
        for week in range(self.stated.weeks):
            for site in sorted(self.dirty | self.stirs[week]):
                self.settle(site, week)
            self.dirty.clear()
            yield self.env.timeout(1)

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
                self._count(job, old, week)
                self.state[job] = new
                if RUNS in (old, new):
                    self.rate += self.stated.jobs[job].cost * (1 if new == RUNS else -1)
                    self.revise = True
                    self.changed[job].succeed()
                    self.changed[job] = self.env.event()

    def _count(self, job: int, state: int, week: int) -> None:
        if state == RUNS:
            self.ran[job] += week - self.since[job]
        elif state >= 0:
            self.held[state] += week - self.since[job]
        self.since[job] = week

    def standing(self, number: int, week: int) -> int:
        """What holds a job back as far as law, shocks and its posts go; RUNS if nothing does."""
        job = self.stated.jobs[number]
        if not job.week <= week < self.due_end[number]:
            return IDLE
        if not self.opened[number] or (not self.is_called[number] and week > job.latest):
            return GATE
        if self.model.halted[number][week]:
            return PAUSE
        if not self.legal[number][week]:
            return COVER
        shut = self.shut[job.site]
        for cause in range(CONSENT, SITE):
            if shut[cause] and (cause > CONSENT or job.hosted):
                return cause
        slots = self.stated.slots
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
        return BEDS if heads and present > self.model.beds[site][week] else RUNS

    def serving(self) -> Waits:
        """Graduates leave the service; engagements of running work fail."""
        yield self.env.timeout(0.5)
        leaves, hindrances = self.model.leaves, self.stated.hindrances
        while True:
            self.in_service -= self.luck.binomial(self.in_service, leaves)
            running = self.state.count(RUNS)
            if running:
                found = np.searchsorted(hindrances, self.random(running), side="right")
                self.failures += np.bincount(found, minlength=len(self.failures))
            yield self.env.timeout(1)

    def recording(self) -> Waits:
        """Write the week down."""
        yield self.env.timeout(0.9)
        for week in range(self.stated.weeks):
            self.force[week] = self.people
            self.cost += self.rate
            if self.revise or week in self.model.revised:
                self.covers = self.cover(week)
                self.revise = False
            self.coverage += self.covers
            for number, goals in enumerate(self.stated.milestones):
                if self.reached[number] == NEVER and all(self.is_so(one, week) for one in goals):
                    self.reached[number] = week
            for number, people in enumerate(self.stated.levels):
                if self.levels[number] == NEVER and self.people >= people:
                    self.levels[number] = week
            yield self.env.timeout(1)

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
        measure, subject, schools = goal.measure, goal.subject, goal.schools
        if measure is Measure.RUNNING:
            return self.state[subject] == RUNS
        if measure is Measure.CONDITION:
            return self.gate_day[subject] <= 7 * week
        if measure is Measure.AUTHORITY:
            return bool(self.rows[subject][week])
        if measure is Measure.PEOPLE:
            return self.people >= goal.least
        if measure is Measure.FILL:
            return self.filled(subject) >= goal.least
        if measure is Measure.COVERAGE:
            return bool(self.covers[subject] >= goal.least)
        if measure is Measure.GRADUATES:
            return sum(self.taught[one] for one in schools) >= goal.least
        return sum(int(self.in_service[one]) for one in schools) >= goal.least

    def filled(self, subject: int) -> float:
        """Share of the posts filled, of a job or (-1) of all that run."""
        there = asked = 0
        for number, job in enumerate(self.stated.jobs):
            if self.state[number] == RUNS and subject in (-1, number):
                for one in job.slots:
                    there += min(self.slot[one], self.stated.slots[one].asked)
                    asked += self.stated.slots[one].asked
        return there * 1000 // asked / 1000 if asked else -1
