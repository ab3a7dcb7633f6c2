"""The reference mission in NumPy, as a competent user writes it: vectorised over futures.

Arrays are (things, futures); the loop is over weeks. What is drawn once for a future is drawn for
all of them before the first week. People come and go by events sorted by week, so that a week
touches only who moves; support and beds are worked out again only where something lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.numpy_once import CONSENT, IDLE, Array, Drawn, Model
from benchmarks.stated import CAUSES, NEVER, Goal, Watch
from cadre.mission.conditions import Measure
from cadre.mission.triggers import Action, Signal

RUNS = -1
GATE, COVER, SITE, POSTS, ENABLER, BEDS = 0, 1, 6, 7, 8, 9
PAUSE, WITHDRAWN, TRIGGER = 10, 11, 12


class Batch(Drawn):
    """Futures played side by side. Attributes are as in SimPy's `State`, a column a future."""

    def __init__(self, model: Model, futures: int, seed: int) -> None:
        super().__init__(model, futures, seed)
        for week in range(model.weeks):
            self._play(week)

    # Every week

    def _play(self, week: int) -> None:
        self._obey(week)
        self._move(week)
        state = self._standing(self._strike_sites(week), week)
        self._fit(state, week)
        self.running = state == RUNS
        self.ran += self.running
        self.held += np.bincount(state.reshape(-1) - IDLE, minlength=len(self.held))
        self.cost += self.model.cost @ self.running
        begins = self.running & ~self.started
        self.cost += self.model.start_cost @ begins
        self.started |= begins
        people = self.slot.sum(axis=0, dtype=np.int16)
        self.force[week] = people
        self._teach()
        covers = self._cover(week)
        self.coverage += covers
        for number, goals in enumerate(self.stated.milestones):
            self._reach(number, goals, covers, week)
        for number, least in enumerate(self.stated.levels):
            self.levels[number][(people >= least) & (self.levels[number] == NEVER)] = week
        self._engage()
        for number, watch in enumerate(self.stated.watches):
            self._watch(number, watch, week)

    def _obey(self, week: int) -> None:
        """Let orders take effect."""
        for number, watch in enumerate(self.stated.watches):
            whom = np.flatnonzero(self.effect[number] == week)
            if not len(whom):
                continue
            if watch.action is Action.PAUSE:
                self.paused[watch.job, whom] = True
            elif watch.action is Action.START:
                self._start(watch.job, whom, week)
            else:
                self.stopped[watch.job, whom] = True
                self.due_end[watch.job, whom] = week
                for place in self._places(watch.job):
                    ends = self.special_end[place, whom]
                    self.special_end[place, whom] = np.minimum(ends, week)

    def _places(self, job: int) -> list[int]:
        """Where the turns of a job stand among those that are looked at every week."""
        turns = self.stated.turns
        return [at for at, number in enumerate(self.model.special) if turns[number].job == job]

    def _start(self, number: int, whom: Array, week: int) -> None:
        """Begin work that the plan doesn't start, and call its people."""
        job, weeks = self.stated.jobs[number], self.model.weeks
        every = np.arange(weeks)[:, None]
        free = self.legal[number][:, whom] & ~job.halted[:, None]
        free = free & (every >= week) & (every < job.limit)
        called = np.where(free.any(axis=0), free.argmax(axis=0), NEVER)
        self.planned[number, whom] = self.opens[number, whom] = week
        self.called[number, whom] = called
        for place in self._places(number):
            late = self.special_begin[place, whom] - weeks
            self.special_begin[place, whom] = np.maximum(called, week + late)

    def _watch(self, number: int, watch: Watch, week: int) -> None:
        """Count the weeks with a trigger's signal, and order its action."""
        if watch.signal is Signal.STRENGTH_BELOW:
            there = self.force[week] < watch.below
        elif watch.signal is Signal.GRADUATES_BELOW:
            there = self.graduates[list(watch.schools)].sum(axis=0) < watch.below
        else:
            due = (self.planned[watch.subject] <= week) & (week < self.due_end[watch.subject])
            there = due & self.started[watch.subject] & ~self.running[watch.subject]
        counts = there & (self.effect[number] <= week)
        if watch.action is Action.PAUSE:
            counts &= ~self.paused[watch.job]
            self.paused[watch.job] &= there
        self.seen[number] = np.where(counts, self.seen[number] + 1, 0)
        effect = week + 1 + watch.delay
        in_force = (self.planned[watch.job] < NEVER) & ~self.stopped[watch.job]
        orders = (self.seen[number] >= watch.weeks) & (effect < self.due_end[watch.job])
        orders &= in_force == (watch.action is not Action.START)
        if watch.times:
            orders &= self.given[number] < watch.times
        self.given[number] += orders
        self.seen[number, orders] = 0
        self.effect[number, orders] = effect
        self.cost += watch.cost * orders

    def _move(self, week: int) -> None:
        """Let people come and go."""
        span = slice(self.move_at[week], self.move_at[week + 1])
        np.add.at(self.base.reshape(-1), self.move_row[span], self.move_heads[span])
        there = (self.special_begin <= week) & (week < self.special_end)
        for place, number in enumerate(self.model.special):
            turn = self.stated.turns[number]
            if turn.relief >= 0:
                there[place] &= week < self.leaves[turn.relief]
            if self.stated.own_law[turn.nation] >= 0:
                there[place] &= self.law[self.stated.own_law[turn.nation]][week]
        now = there * self.special_heads
        for changed in np.flatnonzero((now != self.special_there).any(axis=1)):
            row = self.model.row[self.model.special[changed]]
            self.base[row] += now[changed] - self.special_there[changed]
        self.special_there = now

    def _strike_sites(self, week: int) -> Array:
        """(causes, sites, futures) what keeps sites shut; who is sent home is counted out."""
        stated, model = self.stated, self.model
        shut = np.zeros((len(CAUSES), len(stated.ranked), self.futures), dtype=bool)
        active = (self.begun <= week) & (week < self.worse)
        withdrawn = (self.worse <= week) & (week < self.ended)
        for number, hit in enumerate(stated.hits):
            sites = slice(None) if hit.site < 0 else hit.site
            shut[hit.cause, sites] |= active[number]
            if hit.cause == CONSENT:
                shut[WITHDRAWN, sites] |= withdrawn[number]
            over = np.flatnonzero(self.ended[number] == week + 1)
            if len(over):
                self._strike(number, over)
        self.slot = self.base.copy()
        slots = self.slot[: len(stated.slots)].reshape(-1, model.lines, self.futures)
        for job in model.hosted:
            slots[job] *= ~shut[WITHDRAWN, model.site[job]]
        return shut

    def _standing(self, shut: Array, week: int) -> Array:
        """(jobs, futures) what holds work back as far as law, shocks and posts go."""
        stated, model = self.stated, self.model
        manned = self._by_job(np.logical_and, self.slot[: len(stated.slots)] >= model.least)
        state = np.where(manned, np.int8(RUNS), np.int8(POSTS))
        for cause in range(SITE - 1, CONSENT, -1):
            state[shut[cause][model.site]] = cause
        hosted, at = state[model.hosted], model.site[model.hosted]
        for cause in (WITHDRAWN, CONSENT):
            hosted[shut[cause][at]] = cause
        state[model.hosted] = hosted
        for number, legal in enumerate(self.legal):
            state[number][~legal[week]] = COVER
        state[self.paused] = TRIGGER
        state[model.halted[week]] = PAUSE
        waiting, due = self.opens > week, week < self.due_end
        for number, job in enumerate(stated.jobs):
            if week > job.latest:
                waiting[number] |= self.called[number] == NEVER
        due &= self.planned <= week
        state[waiting] = GATE
        state[~due] = IDLE
        return state

    def _fit(self, state: Array, week: int) -> None:
        """Stop work where support or beds don't do for all of it."""
        stated, model = self.stated, self.model
        slots, sites, kinds = len(stated.slots), len(stated.ranked), len(stated.needed)
        none = np.zeros((1, self.futures), dtype=np.int16)
        heads = np.vstack([self._by_job(np.add, self.slot[:slots]), none])
        running = np.vstack([state == RUNS, none > 0])
        brought = self.slot[slots:].reshape(sites, kinds, self.futures)
        supply = brought.astype(np.float32)
        for site, lent in enumerate(stated.lent):
            for kind, partner, people in lent:
                supply[site, kind] += np.where(week < self.leaves[partner], np.float32(people), 0)
        own = np.zeros((kinds, len(stated.jobs) + 1, self.futures), dtype=np.int16)
        for kind, some in enumerate(model.own):
            for job, slot in some:
                own[kind, job] += self.slot[slot]
        beds = np.broadcast_to(stated.beds[:, week, None], (sites, self.futures))
        wants = np.hstack([model.wants, np.zeros((kinds, 1), dtype=bool)])[:, model.ranked]
        # (ranks, sites, futures), flattened to (ranks, places)
        place = _Place(
            heads=heads[model.ranked].reshape(len(model.ranked), -1),
            own=own[:, model.ranked].reshape(kinds, len(model.ranked), -1),
            wants=np.repeat(wants, self.futures, axis=2),
            supply=supply.transpose(1, 0, 2).reshape(kinds, -1),
            brought=brought.sum(axis=1).reshape(-1),
            beds=beds.reshape(-1),
            needed=stated.needed,
        )
        runs = running[model.ranked].reshape(len(model.ranked), -1)
        lacking = np.flatnonzero(place.lack(runs) != RUNS)
        if len(lacking):
            at, future = np.divmod(lacking, self.futures)
            for rank, why in enumerate(place.only(lacking).settle(runs[:, lacking])):
                stopped = why != IDLE
                jobs = model.ranked[rank][at[stopped]]
                state[jobs, future[stopped]] = why[stopped]

    def _teach(self) -> None:
        """Let every course have its week, after some have left the service."""
        model, running = self.model, self.running[self.model.school_job]
        self.serving += int(np.count_nonzero(self.in_service))
        self.in_service -= self.luck.binomial(self.in_service, model.leaves).astype(np.int16)
        resting = self.rest > 0
        runs = running & ~resting
        self.rest -= resting
        self.grown += runs
        waits = ~running & ~resting & (self.grown > 0)
        self.idle += waits
        self.idle[runs] = 0
        lost = waits & (self.idle > model.keep)
        self.grown[lost] = 0
        self.idle[lost] = 0
        self.lost += lost.sum(axis=0)
        school, future = np.nonzero(runs & (self.grown == model.teach))
        self.cohorts += len(school)
        passed = self.luck.binomial(model.trainees[school], self.share[school, future])
        self.graduates[school, future] += passed
        self.in_service[school, future] += passed
        self.grown[school, future] = 0
        self.rest[school, future] = model.pause[school]

    def _engage(self) -> None:
        ran = int(np.count_nonzero(self.running))
        luck = self.luck.random(ran, dtype=np.float32)
        found = np.searchsorted(self.stated.hindrances.astype(np.float32), luck, side="right")
        self.failures += np.bincount(found, minlength=len(self.failures))

    def _cover(self, week: int) -> Array:
        """(needs, futures) coverage."""
        left = np.ones((len(self.stated.effects), self.futures), dtype=np.float32)
        for need, effects in enumerate(self.stated.effects):
            for job, partner, since, until, unmet in effects:
                if job >= 0:
                    left[need] *= np.where(self.running[job], np.float32(unmet), np.float32(1))
                elif since <= week < until:
                    gone = self.leaves[partner] <= week
                    left[need] *= np.where(gone, np.float32(1), np.float32(unmet))
        return 1 - left

    def _reach(self, number: int, goals: tuple[Goal, ...], covers: Array, week: int) -> None:
        """Note where a milestone is reached: its criteria are asked only where it still may be."""
        left = np.flatnonzero(self.reached[number] == NEVER)
        for goal in goals:
            if len(left):
                left = left[self._is_so(goal, covers, week, left)]
        self.reached[number, left] = week

    def _is_so(self, goal: Goal, covers: Array, week: int, left: Array) -> Array:
        measure, subject = goal.measure, goal.subject
        found: Array
        if measure is Measure.RUNNING:
            found = self.running[subject, left]
        elif measure is Measure.CONDITION:
            found = self.gate_day[subject, left] <= 7 * week
        elif measure is Measure.AUTHORITY:
            found = self.law[subject][week, left]
        elif measure is Measure.COVERAGE:
            found = covers[subject, left].round(3) >= np.float32(goal.least)
        else:
            found = self._amount(goal, week, left) >= goal.least
        return found

    def _amount(self, goal: Goal, week: int, left: Array) -> Array:
        if goal.measure is Measure.FILL:
            return self._filled(goal.subject, left)
        counted = self.force[week : week + 1]
        if goal.measure is Measure.GRADUATES:
            counted = self.graduates[list(goal.schools)]
        elif goal.measure is Measure.HOST_INSTRUCTORS:
            counted = self.in_service[list(goal.schools)]
        found: Array = counted[:, left].sum(axis=0)
        return found

    def _filled(self, subject: int, left: Array) -> Array:
        """Share of the posts filled, of a job or (-1) of all that run; -1 where none are asked."""
        model, slots = self.model, len(self.stated.slots)
        there = np.minimum(self.slot[:slots, left], model.asked)
        running = self.running[:, left].astype(np.int16)
        if subject >= 0:
            running[np.arange(len(running)) != subject] = 0
        filled = (self._by_job(np.add, there) * running).sum(axis=0)
        asked = (self._by_job(np.add, model.asked) * running).sum(axis=0)
        return np.where(asked > 0, filled * 1000 // np.maximum(asked, 1) / 1000, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Sites in futures, flattened to places: what their jobs have and want.

    Attributes:
        heads: (ranks, places) people present in the posts of each job.
        own: (kinds, ranks, places) of these, those who are support themselves.
        wants: (kinds, ranks, places) whether each job asks for a kind.
        supply: (kinds, places) people's worth lent and brought.
        brought: (places,) people in brought support.
        beds: (places,).
        needed: For each kind people for each person present, and for all.
    """

    heads: Array
    own: Array
    wants: Array
    supply: Array
    brought: Array
    beds: Array
    needed: tuple[tuple[float, float], ...]

    def only(self, which: Array) -> _Place:
        """Some of the places."""
        return _Place(
            heads=self.heads[:, which],
            own=self.own[:, :, which],
            wants=self.wants[:, :, which],
            supply=self.supply[:, which],
            brought=self.brought[which],
            beds=self.beds[which],
            needed=self.needed,
        )

    def lack(self, runs: Array) -> Array:
        """What the jobs that run lack: ENABLER, BEDS or RUNS."""
        heads = (self.heads * runs).sum(axis=0)
        people = heads + self.brought
        lacks = np.where((heads > 0) & (people > self.beds), np.int8(BEDS), np.int8(RUNS))
        for kind, (each, fixed) in enumerate(self.needed):
            wanted = (self.wants[kind] & runs).any(axis=0)
            supply = self.supply[kind] + (self.own[kind] * runs).sum(axis=0)
            short = each * people + fixed > supply + 0.001
            lacks[wanted & short & (people > 0)] = ENABLER
        return lacks

    def settle(self, runs: Array) -> list[Array]:
        """By rank: the cause for which a job stops, IDLE where it doesn't or didn't run."""
        first, causes = runs, [np.full(runs.shape[1], IDLE, dtype=np.int8) for _ in runs]
        runs = runs.copy()
        for rank in range(len(runs) - 1, -1, -1):
            runs[rank] &= self.lack(runs) == RUNS
        for rank in range(len(runs)):
            stopped = first[rank] & ~runs[rank]
            tried = runs.copy()
            tried[rank] |= stopped
            lacks = self.lack(tried)
            causes[rank][stopped] = np.where(lacks == RUNS, IDLE, lacks)[stopped]
            runs[rank] |= stopped & (lacks == RUNS)
        return causes
