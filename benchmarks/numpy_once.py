"""What is the same in every future, and what is drawn once for each: the first half in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.stated import CAUSES, NEVER, Row, Stated, Triangle
from cadre.mission.triggers import Action

Array = NDArray[Any]
IDLE, CONSENT = -2, 2


class Model:
    """What is the same in every future of a mission, as arrays."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        jobs, slots, turns = stated.jobs, stated.slots, stated.turns
        self.weeks = stated.weeks
        self.site = np.array([job.site for job in jobs])
        self.hosted = np.flatnonzero([job.hosted for job in jobs])
        self.cost = np.array([job.cost for job in jobs], dtype=np.int32)
        self.start_cost = np.array([job.start_cost for job in jobs], dtype=np.int32)
        self.first = np.array([job.week for job in jobs])
        self.halted = np.array([job.halted for job in jobs]).T
        (self.lines,) = {len(job.slots) for job in jobs}
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
        ordered = {watch.job for watch in stated.watches if watch.action is not Action.PAUSE}
        special = [
            t.relief >= 0 or stated.own_law[t.nation] >= 0 or t.job in ordered for t in turns
        ]
        self.special = np.flatnonzero(special)
        self.common = np.flatnonzero(~np.array(special))
        self._schools()

    def _schools(self) -> None:
        """What is known of courses."""
        schools = self.stated.schools
        self.school_job = np.array([one.job for one in schools])
        self.teach = np.array([[one.weeks] for one in schools], dtype=np.int8)
        self.pause = np.array([one.pause for one in schools], dtype=np.int8)
        self.keep = np.array([[one.keep] for one in schools], dtype=np.int8)
        self.trainees = np.array([one.trainees for one in schools])
        self.leaves = np.array([[one.leaves] for one in schools])


class Drawn:
    """Futures side by side, a column a future: what is drawn for them before the first week."""

    def __init__(self, model: Model, futures: int, seed: int) -> None:
        self.model, self.stated, self.futures = model, model.stated, futures
        self.luck = np.random.default_rng(seed)
        stated, weeks = self.stated, model.weeks
        jobs, schools = len(stated.jobs), len(stated.schools)

        def room(*shape: int, kind: type = np.int16) -> Array:
            return np.zeros((*shape, futures), dtype=kind)

        self.force = room(weeks)
        self.ran = room(jobs)
        self.held = np.zeros(len(CAUSES) - IDLE, dtype=np.int64)
        self.cost = room(kind=np.int64)
        self.graduates, self.in_service = room(schools), room(schools)
        self.lost = room()
        self.reached = np.full((len(stated.milestones), futures), NEVER, dtype=np.int16)
        self.levels = np.full((len(stated.levels), futures), NEVER, dtype=np.int16)
        self.coverage = room(len(stated.effects), kind=np.float64)
        self.strikes = self.cohorts = self.serving = 0
        self.failures = np.zeros(len(stated.hindrances) + 1, dtype=np.int64)
        self.base = room(model.rows)
        self.slot = self.base
        self.grown, self.rest, self.idle = (room(schools, kind=np.int8) for _ in range(3))
        self.begun, self.worse, self.ended = (room(len(stated.hits)) for _ in range(3))
        self.followed = room(len(stated.hits), kind=np.bool_)
        self.started, self.paused, self.stopped = (room(jobs, kind=np.bool_) for _ in range(3))
        self.planned = room(jobs)
        self.planned[:] = model.first[:, None]
        self.seen, self.given = room(len(stated.watches)), room(len(stated.watches))
        self.effect = np.full((len(stated.watches), futures), -1, dtype=np.int16)
        self._draw()

    # Drawn once

    def _by_job(self, ufunc: np.ufunc, slots: Array) -> Array:
        """Slots of a job put together: each has as many as any other, so slices will do."""
        lines = self.model.lines
        found = slots[::lines]
        for line in range(1, lines):
            found = ufunc(found, slots[line::lines])
        return found

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

    def _brought(self) -> dict[int, Array]:
        """The day from which talks let a gate open: when the first of those that bring it end."""
        begun, ended, loads = list[Array](), list[Array](), list[int]()
        found: dict[int, Array] = {}
        capacity = self.stated.capacity
        for talk in self.stated.talks:
            days = 7 * talk.weeks.at(self._random())
            end = np.full(self.futures, NEVER)
            if talk.ends and not 0 < capacity < talk.load:
                first = np.full(self.futures, NEVER)
                earliest = np.full(self.futures, talk.earliest)
                for day in [earliest, *ended] if capacity else [earliest]:
                    fits = (day >= talk.earliest) & (day < first)
                    for point in [day, *begun] if capacity else []:
                        inside = (day <= point) & (point < day + days)
                        load = sum(
                            load * ((since <= point) & (point < until))
                            for since, until, load in zip(begun, ended, loads, strict=True)
                        )
                        fits &= ~inside | (load + talk.load <= capacity)
                    first = np.where(fits, day, first)
                end = first + days
                begun.append(first)
                ended.append(end)
                loads.append(talk.load)
            for gate in talk.brings:
                found[gate] = np.minimum(end, found.get(gate, NEVER))
        return found

    def _gates(self) -> Array:
        brought = self._brought()
        days = np.full((len(self.stated.gates), self.futures), NEVER, dtype=np.int16)
        for number, gate in enumerate(self.stated.gates):
            opens = self._random() < gate.belief
            day = gate.day.at(self._random())
            for need in gate.all_of:
                day = np.maximum(day, days[need])
            if gate.any_of:
                day = np.maximum(day, days[list(gate.any_of)].min(axis=0))
            day = np.maximum(day, brought.get(number, day))
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
        late = [
            np.where(self.called[n] < weeks, self.called[n] - job.week, 0) * (job.length > 0)
            for n, job in enumerate(stated.jobs)
        ]
        for offer in stated.offers:
            kept = self._random() < offer.belief
            delay = offer.delay.at(self._random())
            lead = np.maximum(delay, offer.lead.at(self._random()))
            before, come = 0, np.zeros(self.futures, dtype=np.int64)
            share = np.where(offer.arrived, 1000, strength[offer.nation])
            for number in offer.turns:
                turn = stated.turns[number]
                before += turn.people
                total = (before * share + 500) // 1000
                behind = late[turn.job] if turn.job >= 0 else 0
                called = (
                    self.called[turn.job]
                    if turn.job >= 0
                    else self.called[list(stated.ranked[turn.site])].min(axis=0)
                )
                come_by = offer.promised + delay
                if turn.caller >= 0:
                    come_by = self.leaves[turn.caller] + lead
                begin = np.maximum(np.maximum(turn.week + behind, called), come_by)
                if turn.job >= 0 and stated.jobs[turn.job].week == NEVER:
                    begin = weeks + delay  # from when their work is ordered
                self.heads[number] = np.where(kept, total - come, 0)
                self.begin[number] = np.minimum(begin, 2 * weeks)
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
        one, count = self.stated.hits[hit], len(whom)
        self.strikes += count
        wait = self.luck.geometric(one.chance, count) - 1
        if one.again:
            wave = one.again_weeks.at(self.luck.random(count))
            wait = np.where(self.followed[hit, whom], wave, wait)
        begun = np.minimum(self.ended[hit, whom] + wait, NEVER)
        halted = begun + one.weeks.at(self.luck.random(count))
        luck = self.luck.random(count)
        if one.worsens:
            returns = halted + one.return_weeks.at(self.luck.random(count))
            ended = np.where(luck < one.good + one.worsens, returns, halted)
        else:
            ended = halted
        ended = np.where(luck < one.good, NEVER, ended)
        self.begun[hit, whom] = begun
        self.worse[hit, whom] = np.minimum(halted if one.cause == CONSENT else ended, NEVER)
        self.ended[hit, whom] = np.minimum(ended, NEVER)
        self.followed[hit, whom] = self.luck.random(count) < one.again
