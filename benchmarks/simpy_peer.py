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

from benchmarks.simpy_state import CONSENT, IDLE, RUNS, WITHDRAWN, Model, State, covered, turns_of
from benchmarks.stated import NEVER, Hit, Watch
from cadre.mission.triggers import Action, Signal

Waits = Generator[simpy.Event, object, None]


class Future(State):
    """One future, played when it is made."""

    def __init__(self, model: Model, seed: tuple[int, int]) -> None:
        super().__init__(model, seed)
        self._begin()
        self.env.run(until=model.stated.weeks)
        for job, state in enumerate(self.state):
            self.count(job, state, model.stated.weeks)

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
        for watch in stated.watches:
            process(self.watching(watch))

    # Drawn once

    def _brought(self) -> dict[int, int]:
        """The day from which talks let a gate open: when the first of those that bring it end."""
        busy: list[tuple[int, int, int]] = []
        found: dict[int, int] = {}
        capacity = self.stated.capacity
        for talk in self.stated.talks:
            days, ended = 7 * talk.weeks.one(self.random()), NEVER
            if talk.ends and not 0 < capacity < talk.load:
                ends = sorted(end for _, end, _ in busy if end > talk.earliest)
                for day in (talk.earliest, *ends):
                    load = highest(busy, day, day + days)
                    if capacity == 0 or load + talk.load <= capacity:
                        ended = day + days
                        busy.append((day, ended, talk.load))
                        break
            for gate in talk.brings:
                found[gate] = min(ended, found.get(gate, NEVER))
        return found

    def _gate_days(self) -> list[int]:
        """The day on which each gate opens."""
        days: list[int] = []
        brought = self._brought()
        for number, gate in enumerate(self.stated.gates):
            day = NEVER
            if self.random() < gate.belief:
                day = max([gate.day.one(self.random()), *(days[need] for need in gate.all_of)])
                if gate.any_of:
                    day = max(day, min(days[need] for need in gate.any_of))
                day = max(day, brought.get(number, day))
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
                delay = offer.delay.one(self.random())
                arrival, lead = offer.promised + delay, max(delay, offer.lead.one(self.random()))
                share = 1000 if offer.arrived else strength[offer.nation]
                before = come = 0
                for number in offer.turns:
                    before += stated.turns[number].people
                    heads = (before * share + 500) // 1000 - come
                    come += heads
                    if heads:
                        late = arrival if stated.turns[number].caller < 0 else lead
                        self.env.process(self.turn(number, late, heads))

    # Processes

    def partner(self, number: int) -> Waits:
        """A partner that may leave, with all that it lends."""
        belief, day = self.stated.leaves[number]
        if self.random() < belief:
            yield self.env.timeout(day.one(self.random()) // 7)
            self.gone[number] = self.revise = True
            self.left[number].succeed()
            self.events += 1
            for site, lent in enumerate(self.stated.lent):
                if any(partner == number for _, partner, _ in lent):
                    self.dirty.add(site)
            for turn in self.model.relieved[number]:
                self.withhold(turn, 1)

    def shock(self, hit: Hit) -> Waits:
        """Something that comes, stays and comes again, alone or in waves."""
        sites = range(len(self.shut)) if hit.site < 0 else (hit.site,)
        followed = False
        while True:
            wait = int(self.luck.geometric(hit.chance)) - 1
            if followed:
                wait = hit.again_weeks.one(self.random())
            yield self.env.timeout(wait)
            self.shut_sites(hit.cause, sites, 1)
            luck, weeks = self.random(), hit.weeks.one(self.random())
            if luck < hit.good and hit.cause != CONSENT:
                return
            yield self.env.timeout(weeks)
            self.shut_sites(hit.cause, sites, -1)
            if hit.cause == CONSENT and luck < hit.good + hit.worsens:
                self.withdraw(sites, 1)
                if luck < hit.good:
                    return
                yield self.env.timeout(hit.return_weeks.one(self.random()))
                self.withdraw(sites, -1)
            followed = self.random() < hit.again

    def withdraw(self, sites: range | tuple[int, ...], step: int) -> None:
        """The host takes its consent back, or gives it again: people leave, or come back."""
        self.shut_sites(WITHDRAWN, sites, step)
        for site in sites:
            for turn in self.model.guests[site]:
                self.withhold(turn, step)

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
        opens = yield from self.opening(number)
        if opens >= self.stated.weeks:
            return
        yield env.timeout(opens - env.now)
        self.opened[number] = True
        self.dirty.add(job.site)
        ways = np.flatnonzero(self.free[number][opens : min(job.limit, job.latest + 1)])
        if len(ways) == 0:
            return
        yield env.timeout(int(ways[0]))
        if self.stopped[number]:
            return
        self.call(number, opens + int(ways[0]))
        yield env.timeout(self.due_end[number] - env.now)
        if not self.stopped[number]:
            self.over[number].succeed()
            self.dirty.add(job.site)

    def opening(self, number: int) -> Generator[simpy.Event, object, int]:
        """Wait for an order and for other jobs; the week from which a job may be called."""
        job, env = self.stated.jobs[number], self.env
        if job.week == NEVER:
            yield self.ordered[number]
            self.planned[number] = int(env.now)
            self.dirty.add(job.site)
        opens = self.planned[number]
        for gate in job.gates:
            opens = max(opens, -(-self.gate_day[gate] // 7) + job.notice)
        for before, over in job.after:
            yield self.over[before] if over else self.called[before]
            opens = max(opens, int(env.now) + job.lag)
        return opens

    def call(self, number: int, week: int) -> None:
        """Call a job: its people may come."""
        job = self.stated.jobs[number]
        if job.length:
            self.late[number] = week - job.week
            self.due_end[number] = min(job.limit, week + job.length)
        self.is_called[number] = True
        self.called[number].succeed()
        if not self.first_call[job.site].triggered:
            self.first_call[job.site].succeed()
        self.dirty.add(job.site)

    def turn(self, number: int, arrival: int, heads: int) -> Waits:
        """People of a pledge in one post, or in brought support at one site.

        `arrival` is the week from which they may come; of the reserve, counted from the week in
        which the partner that they stand in for has left, or their job is ordered.
        """
        turn, env, late = self.stated.turns[number], self.env, 0
        if turn.caller >= 0:
            yield self.left[turn.caller]
            arrival += int(env.now)
        if turn.job >= 0:
            yield self.called[turn.job]
            late = self.late[turn.job]
            if self.stated.jobs[turn.job].week == NEVER:
                arrival += self.planned[turn.job]
        else:
            yield self.first_call[turn.site]
        begin = max(turn.week + late, int(env.now), arrival)
        end = min(turn.end + late, turn.reach)
        if begin < min(end, self.stated.weeks):
            yield env.timeout(begin - env.now)
            if turn.job >= 0 and self.stopped[turn.job]:
                return
            self.there[number] = heads
            self.move(number, 1)
            leaves = env.timeout(end - begin)
            if turn.job in self.model.stoppable:
                yield leaves | self.over[turn.job]
            else:
                yield leaves
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
            self.moves += 1
            self.dirty.add(turn.site)

    def withhold(self, number: int, step: int) -> None:
        """Make the people of a turn absent for one reason more, or one less."""
        if step > 0:
            self.move(number, -1)
        self.away[number] += step
        if step < 0:
            self.move(number, 1)

    def watching(self, watch: Watch) -> Waits:
        """A trigger: it counts weeks on end with its signal, orders its action, and counts anew."""
        env, given, seen = self.env, 0, 0
        yield env.timeout(0.9375)
        while True:
            seen = seen + 1 if self.is_seen(watch) else 0
            effect = int(env.now) + 1 + watch.delay
            may = watch.times == 0 or given < watch.times
            if seen >= watch.weeks and may and self.matters(watch, effect):
                given, seen = given + 1, 0
                self.cost += watch.cost
                yield env.timeout(effect - env.now)
                self.act(watch)
                yield env.timeout(0.9375)
                if watch.action is Action.PAUSE:
                    while self.is_seen(watch):
                        yield env.timeout(1)
                    self.paused[watch.job] = False
                    self.dirty.add(self.stated.jobs[watch.job].site)
                    yield env.timeout(1)
            else:
                yield env.timeout(1)

    def is_seen(self, watch: Watch) -> bool:
        """Whether the signal is there."""
        if watch.signal is Signal.STRENGTH_BELOW:
            return self.people < watch.below
        if watch.signal is Signal.GRADUATES_BELOW:
            return sum(self.taught[one] for one in watch.schools) < watch.below
        return self.begun[watch.subject] and self.state[watch.subject] not in (RUNS, IDLE)

    def matters(self, watch: Watch, effect: int) -> bool:
        """Whether what a trigger orders would change something."""
        in_force = self.ordered[watch.job].triggered or self.planned[watch.job] < NEVER
        in_force = in_force and not self.stopped[watch.job]
        wanted = watch.action is not Action.START
        return in_force is wanted and effect < self.due_end[watch.job]

    def act(self, watch: Watch) -> None:
        """Let an order take effect."""
        job = watch.job
        self.dirty.add(self.stated.jobs[job].site)
        if watch.action is Action.START:
            self.ordered[job].succeed()
        elif watch.action is Action.PAUSE:
            self.paused[job] = True
        else:
            self.stopped[job] = True
            self.due_end[job] = int(self.env.now)
            if not self.over[job].triggered:
                self.over[job].succeed()

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
        yield self.env.timeout(0.875)
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


def highest(busy: list[tuple[int, int, int]], begin: int, end: int) -> int:
    """The highest load of talks on any day of a span; it can only rise where talks begin."""
    there = [one for one in busy if one[0] < end and one[1] > begin]
    days = {max(begin, one[0]) for one in there}
    return max((sum(o[2] for o in there if o[0] <= day < o[1]) for day in days), default=0)
