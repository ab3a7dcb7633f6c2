"""The reference mission in NumPy, as a competent user writes it: vectorised over futures.

Arrays are (things, futures); the loop is over weeks. What is drawn once for a future is drawn for
all of them before the first week. People come and go by events sorted by week, so that a week
touches only who moves; support and beds are worked out again only where something lacks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.stated import CAUSES, NEVER, Goal, Row, Stated, Triangle
from cadre.mission.conditions import Measure

Array = NDArray[Any]
RUNS, IDLE = -1, -2
GATE, COVER, CONSENT, SITE, POSTS, ENABLER, BEDS, PAUSE = 0, 1, 2, 6, 7, 8, 9, 10


class Model:
    """What is the same in every future of a mission, as arrays."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        jobs, slots, turns = stated.jobs, stated.slots, stated.turns
        self.weeks = stated.weeks
        self.site = np.array([job.site for job in jobs])
        self.hosted = np.flatnonzero([job.hosted for job in jobs])
        self.cost = np.array([job.cost for job in jobs], dtype=np.int32)
        self.halted = np.array([job.halted for job in jobs]).T
        self.first_slot = np.array([job.slots[0] for job in jobs])
        self.least = np.array([[slot.least] for slot in slots], dtype=np.int16)
        self.asked = np.array([[slot.asked] for slot in slots], dtype=np.int16)
        self.own = [
            [(slot.job, n) for n, slot in enumerate(slots) if slot.kind == kind]
            for kind in range(len(stated.needed))
        ]
        self.wants = np.array(
            [[kind in job.kinds for job in jobs] for kind in range(len(stated.needed))]
        )
        # Each site's jobs by rank, padded with a job that never runs.
        most = max(len(some) for some in stated.ranked)
        padded = [(*some, *[len(jobs)] * (most - len(some))) for some in stated.ranked]
        self.ranked = np.array(padded).T
        # Brought support is kept in rows after the slots: one for each site and kind.
        kinds = len(stated.needed)
        self.row = np.array(
            [t.slot if t.slot >= 0 else len(slots) + t.site * kinds + t.kind for t in turns]
        )
        self.rows = len(slots) + len(stated.ranked) * kinds
        special = [t.relief >= 0 or stated.own_law[t.nation] >= 0 for t in turns]
        self.special = np.flatnonzero(special)
        self.common = np.flatnonzero(~np.array(special))
        effects = [(need, e) for need, some in enumerate(stated.effects) for e in some]
        self.first_effect = np.searchsorted([need for need, _ in effects], range(len(stated.effects)))
        self.effects = [e for _, e in effects]
        self.unmet = np.array([[e[4]] for _, e in effects], dtype=np.float32)
        schools = stated.schools
        self.school_job = np.array([one.job for one in schools])
        self.teach = np.array([[one.weeks] for one in schools], dtype=np.int8)
        self.pause = np.array([one.pause for one in schools], dtype=np.int8)
        self.keep = np.array([[one.keep] for one in schools], dtype=np.int8)
        self.trainees = np.array([one.trainees for one in schools])
        self.leaves = np.array([[one.leaves] for one in schools])


class Batch:
    """Futures played side by side. Attributes are as in SimPy's `Future`, a column a future."""

    def __init__(self, model: Model, futures: int, seed: int) -> None:
        self.model, self.stated, self.futures = model, model.stated, futures
        self.luck = np.random.default_rng(seed)
        stated, weeks = self.stated, model.weeks
        jobs, schools = len(stated.jobs), len(stated.schools)

        def room(*shape: int, kind: type = np.int16) -> Array:
            return np.zeros((*shape, futures), dtype=kind)

        self.force = room(weeks)
        self.ran = room(jobs)
        self.held = room(len(CAUSES), kind=np.int32)
        self.cost = room(kind=np.int64)
        self.graduates, self.in_service = room(schools), room(schools)
        self.lost = room()
        self.reached = np.full((len(stated.milestones), futures), NEVER, dtype=np.int16)
        self.levels = np.full((len(stated.levels), futures), NEVER, dtype=np.int16)
        self.coverage = room(len(stated.effects), kind=np.float64)
        self.failures = np.zeros(len(stated.hindrances) + 1, dtype=np.int64)
        self.slot = room(model.rows)
        self.grown, self.rest, self.idle = (room(schools, kind=np.int8) for _ in range(3))
        self.begun, self.ended = room(len(stated.hits)), room(len(stated.hits))
        self._draw()
        for week in range(weeks):
            self._play(week)

    # Drawn once

    def _random(self) -> Array:
        return self.luck.random(self.futures)

    def _draw(self) -> None:
        stated = self.stated
        self.gate_day = self._gates()
        self.leaves = np.array([self._leaves(*one) for one in stated.leaves])
        self.law = [self._covered(row) for row in stated.law]
        self.legal = [np.logical_and.reduce([self.law[n] for n in job.law]) for job in stated.jobs]
        self._call()
        self._muster()
        self.share = np.array([one.share.at(self._random()) / 1000 for one in stated.schools])
        for hit in range(len(stated.hits)):
            self._strike(hit, np.arange(self.futures))

    def _gates(self) -> Array:
        days = np.full((len(self.stated.gates), self.futures), NEVER, dtype=np.int16)
        for number, gate in enumerate(self.stated.gates):
            opens = self._random() < gate.belief
            day = gate.day.at(self._random())
            for need in gate.all_of:
                day = np.maximum(day, days[need])
            if gate.any_of:
                day = np.maximum(day, days[list(gate.any_of)].min(axis=0))
            if gate.meetings:
                held = np.array([*gate.meetings, NEVER])
                day = held[np.searchsorted(held[:-1], day)]
            days[number] = np.where(opens, np.minimum(day, NEVER), NEVER)
        return days

    def _leaves(self, belief: float, day: Triangle) -> Array:
        """The week in which a partner leaves."""
        gone = self._random() < belief
        return np.where(gone, day.at(self._random()) // 7, NEVER).astype(np.int16)

    def _covered(self, row: Row) -> Array:
        """(weeks, futures or 1) whether a row of law holds on all seven days."""
        first = 7 * np.arange(self.model.weeks, dtype=np.int16)[:, None]
        reach = np.repeat(first, self.futures, axis=1)
        for _ in row:
            for begin, end, gates in row:
                since = self.gate_day[list(gates)].max(axis=0, initial=begin)[None, :]
                inside = ((since if gates else begin) <= reach) & (reach < end)
                reach = np.where(inside, np.int16(end), reach)
        return reach >= first + 7

    def _call(self) -> None:
        """When each job opens, is called, and is due no longer."""
        stated, weeks = self.stated, self.model.weeks
        shape = (len(stated.jobs), self.futures)
        self.opens, self.called = (np.full(shape, NEVER, dtype=np.int16) for _ in range(2))
        self.due_end = np.zeros(shape, dtype=np.int16)
        every = np.arange(weeks, dtype=np.int16)[:, None]
        for number in stated.order:
            job = stated.jobs[number]
            opens = np.full(self.futures, job.week, dtype=np.int16)
            for gate in job.gates:
                opens = np.maximum(opens, -(-self.gate_day[gate] // 7) + job.notice)
            for before, over in job.after:
                since = self.due_end[before] if over else self.called[before]
                since = np.where(self.called[before] < weeks, since + job.lag, NEVER)
                opens = np.maximum(opens, since)
            free = self.legal[number] & ~job.halted[:, None]
            free = free & (every >= opens) & (every < min(job.limit, job.latest + 1))
            called = np.where(free.any(axis=0), free.argmax(axis=0), NEVER)
            end = np.full(self.futures, job.limit)
            if job.length:
                end = np.where(called < weeks, np.minimum(end, called + job.length), end)
            self.opens[number], self.called[number], self.due_end[number] = opens, called, end

    def _muster(self) -> None:
        """When the people of each turn come and go, and how many they are."""
        stated, weeks = self.stated, self.model.weeks
        shape = (len(stated.turns), self.futures)
        self.begin, self.end, self.heads = (np.zeros(shape, dtype=np.int16) for _ in range(3))
        strength = [of.at(self._random()) for of in stated.strength]
        late = [np.where(self.called[n] < weeks, self.called[n] - job.week, 0) * (job.length > 0)
                for n, job in enumerate(stated.jobs)]
        for offer in stated.offers:
            kept = self._random() < offer.belief
            arrival = offer.promised + offer.delay.at(self._random())
            before, come = 0, np.zeros(self.futures, dtype=np.int64)
            for number in offer.turns:
                turn = stated.turns[number]
                before += turn.people
                total = (before * strength[offer.nation] + 500) // 1000
                behind = late[turn.job] if turn.job >= 0 else 0
                called = (
                    self.called[turn.job]
                    if turn.job >= 0
                    else self.called[list(stated.ranked[turn.site])].min(axis=0)
                )
                begin = np.maximum(np.maximum(turn.week + behind, called), arrival)
                self.heads[number] = np.where(kept, total - come, 0)
                self.begin[number] = np.minimum(begin, weeks)
                self.end[number] = np.minimum(np.minimum(turn.end + behind, turn.reach), weeks)
                come = total
        self._sort_moves()

    def _sort_moves(self) -> None:
        """Who comes and who goes in each week, of those whom nothing else keeps away."""
        common = self.model.common
        begin, end, heads = (one[common] for one in (self.begin, self.end, self.heads))
        turn, future = np.nonzero((heads > 0) & (begin < end))
        row = self.model.row[common][turn] * self.futures + future
        begin, end, heads = (one[turn, future] for one in (begin, end, heads))
        when, many = np.concatenate([begin, end]), np.concatenate([heads, -heads])
        order = np.argsort(when, kind="stable")
        self.move_row, self.move_heads = np.concatenate([row, row])[order], many[order]
        self.move_at = np.searchsorted(when[order], np.arange(self.model.weeks + 1))
        special = self.model.special
        self.special_there = np.zeros((len(special), self.futures), dtype=np.int16)
        self.special_begin, self.special_end = self.begin[special], self.end[special]
        self.special_heads = self.heads[special]

    def _strike(self, hit: int, whom: Array) -> None:
        """Draw when a shock comes next in some futures, and for how long."""
        one = self.stated.hits[hit]
        begun = self.ended[hit, whom] + self.luck.geometric(one.chance, len(whom)) - 1
        weeks = one.weeks.at(self.luck.random(len(whom)))
        good = self.luck.random(len(whom)) < one.good
        self.begun[hit, whom] = np.minimum(begun, NEVER)
        self.ended[hit, whom] = np.where(good, NEVER, np.minimum(begun + weeks, NEVER))

    # Every week

    def _play(self, week: int) -> None:
        self._move(week)
        state = self._standing(week)
        self._fit(state, week)
        self.running = state == RUNS
        self.ran += self.running
        for cause in range(len(CAUSES)):
            self.held[cause] += (state == cause).sum(axis=0)
        self.cost += self.model.cost @ self.running
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

    def _move(self, week: int) -> None:
        """Let people come and go."""
        span = slice(self.move_at[week], self.move_at[week + 1])
        np.add.at(self.slot.reshape(-1), self.move_row[span], self.move_heads[span])
        there = (self.special_begin <= week) & (week < self.special_end)
        for place, number in enumerate(self.model.special):
            turn = self.stated.turns[number]
            if turn.relief >= 0:
                there[place] &= week < self.leaves[turn.relief]
            if self.stated.own_law[turn.nation] >= 0:
                there[place] &= self.law[self.stated.own_law[turn.nation]][week]
        now = there * self.special_heads
        for place in np.flatnonzero((now != self.special_there).any(axis=1)):
            row = self.model.row[self.model.special[place]]
            self.slot[row] += now[place] - self.special_there[place]
        self.special_there = now

    def _standing(self, week: int) -> Array:
        """(jobs, futures) what holds work back as far as law, shocks and posts go."""
        stated, model = self.stated, self.model
        jobs, slots = len(stated.jobs), len(stated.slots)
        manned = np.logical_and.reduceat(self.slot[:slots] >= model.least, model.first_slot)
        state = np.where(manned, np.int8(RUNS), np.int8(POSTS))
        active = (self.begun <= week) & (week < self.ended)
        shut = np.zeros((SITE, len(stated.ranked), self.futures), dtype=bool)
        for number, hit in enumerate(stated.hits):
            sites = slice(None) if hit.site < 0 else hit.site
            shut[hit.cause, sites] |= active[number]
        for cause in range(SITE - 1, CONSENT, -1):
            state[shut[cause][model.site]] = cause
        hosted = state[model.hosted]
        hosted[shut[CONSENT][model.site[model.hosted]]] = CONSENT
        state[model.hosted] = hosted
        for number in range(jobs):
            state[number][~self.legal[number][week]] = COVER
        state[model.halted[week]] = PAUSE
        waiting = self.opens > week
        for number, job in enumerate(stated.jobs):
            if week > job.latest:
                waiting[number] |= self.called[number] == NEVER
        state[waiting] = GATE
        due = week < self.due_end
        for number, job in enumerate(stated.jobs):
            if week < job.week:
                due[number] = False
        state[~due] = IDLE
        for number in range(len(stated.hits)):
            over = np.flatnonzero(self.ended[number] == week + 1)
            if len(over):
                self._strike(number, over)
        return state

    def _fit(self, state: Array, week: int) -> None:
        """Stop work where support or beds don't do for all of it."""
        stated, model = self.stated, self.model
        slots, sites, kinds = len(stated.slots), len(stated.ranked), len(stated.needed)
        none = np.zeros((1, self.futures), dtype=np.int16)
        heads = np.vstack([np.add.reduceat(self.slot[:slots], model.first_slot), none])
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
            site, future = np.divmod(lacking, self.futures)
            for rank, cause in enumerate(place.only(lacking).settle(runs[:, lacking])):
                job = model.ranked[rank][site]
                stopped = cause != IDLE
                state[job[stopped], future[stopped]] = cause[stopped]

    def _teach(self) -> None:
        """Let every course have its week, after some have left the service."""
        model, running = self.model, self.running[self.model.school_job]
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
        model = self.model
        left = np.empty((len(model.effects), self.futures), dtype=np.float32)
        for place, (job, partner, since, until, unmet) in enumerate(model.effects):
            if job >= 0:
                left[place] = np.where(self.running[job], np.float32(unmet), 1)
            elif since <= week < until:
                left[place] = np.where(week < self.leaves[partner], np.float32(unmet), 1)
            else:
                left[place] = 1
        return 1 - np.multiply.reduceat(left, model.first_effect)

    def _reach(self, number: int, goals: tuple[Goal, ...], covers: Array, week: int) -> None:
        """Note where a milestone is reached: its criteria are asked only where it still may be."""
        left = np.flatnonzero(self.reached[number] == NEVER)
        for goal in goals:
            if len(left):
                left = left[self._is_so(goal, covers, week, left)]
        self.reached[number, left] = week

    def _is_so(self, goal: Goal, covers: Array, week: int, left: Array) -> Array:
        measure, subject, schools = goal.measure, goal.subject, list(goal.schools)
        if measure is Measure.RUNNING:
            return self.running[subject, left]
        if measure is Measure.CONDITION:
            return self.gate_day[subject, left] <= 7 * week
        if measure is Measure.AUTHORITY:
            return np.broadcast_to(self.law[subject][week], self.futures)[left]
        if measure is Measure.PEOPLE:
            return self.force[week, left] >= goal.least
        if measure is Measure.FILL:
            return self._filled(subject, left) >= goal.least
        if measure is Measure.COVERAGE:
            return covers[subject, left].round(3) >= np.float32(goal.least)
        taught = self.graduates if measure is Measure.GRADUATES else self.in_service
        return taught[np.ix_(schools, left)].sum(axis=0) >= goal.least

    def _filled(self, subject: int, left: Array) -> Array:
        """Share of the posts filled, of a job or (-1) of all that run; -1 where none are asked."""
        model, slots = self.model, len(self.stated.slots)
        there = np.minimum(self.slot[:slots, left], model.asked)
        running = self.running[:, left].astype(np.int16)
        if subject >= 0:
            running[np.arange(len(running)) != subject] = 0
        filled = (np.add.reduceat(there, model.first_slot) * running).sum(axis=0)
        asked = (np.add.reduceat(model.asked, model.first_slot) * running).sum(axis=0)
        return np.where(asked > 0, filled * 1000 // np.maximum(asked, 1) / 1000, -1)


class _Place:
    """Sites in futures, flattened: what their jobs have and want, by rank."""

    def __init__(
        self,
        *,
        heads: Array,
        own: Array,
        wants: Array,
        supply: Array,
        brought: Array,
        beds: Array,
        needed: tuple[tuple[float, float], ...],
    ) -> None:
        self.heads, self.own, self.wants, self.supply = heads, own, wants, supply
        self.brought, self.beds, self.needed = brought, beds, needed

    def only(self, which: Array) -> _Place:
        """Some of the places."""
        return _Place(
            heads=self.heads[:, which],
            own=self.own[:, :, which],
            wants=self.wants.reshape(*self.own.shape)[:, :, which],
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
        wants = self.wants.reshape(self.own.shape)
        for kind, (each, fixed) in enumerate(self.needed):
            wanted = (wants[kind] & runs).any(axis=0)
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
