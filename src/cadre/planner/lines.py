"""Lines: what is known of how many people may serve in sets of classes, grown as it is learnt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cadre.planner.core.crowd import Crowd
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.problem import Problem
from cadre.planner.works import Runs

Uses = tuple[Ints, Ints, Ints, Ints, Ints]
"""Room (lines, weeks); where the uses of each track lie; line, people and kinds of each use."""


@dataclass
class Lines:
    """Sets of classes of duties with the people who may serve in any of them, in every week.

    By Hall's theorem people suffice in a week just when no set of duties asks for more than all
    who may serve in it (Hall 1935). Few sets ever matter; they are learnt from plans that fail.

    Attributes:
        problem: The problem.
        sets: The sets, none twice.
    """

    problem: Problem
    sets: dict[frozenset[int], None] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem) -> Lines:
        """One line a skill or kind of support: all duties that only its people can do."""
        lines = cls(problem)
        alike: dict[object, set[int]] = {}
        for duty, number in zip(problem.duties, problem.crews.class_of.tolist(), strict=True):
            alike.setdefault(duty.skill or duty.enabler, set()).add(number)
        for classes in alike.values():
            lines.sets[frozenset(classes)] = None
        return lines

    def changed(self, problem: Problem) -> Lines:
        """The lines of a problem with the same tracks but for their ends.

        What was learnt holds as long as the same people may serve in the same duties; how many
        they are is counted anew.
        """
        crews, before = problem.crews, self.problem.crews
        if crews.class_of is not before.class_of or crews.web is not before.web:
            return Lines.of(problem)
        twin = Lines(problem, dict(self.sets))
        twin.crowd = self.crowd._replace(
            period_of=np.array(problem.period_of, np.int64),
            shut=~crews.open,
            supply=crews.supply,
            caps=crews.caps,
        )
        vars(twin).update(_known=self._known, _laid=self._laid)
        return twin

    @cached_property
    def crowd(self) -> Crowd:
        """What tracks ask of people, and who is there."""
        problem, crews = self.problem, self.problem.crews
        rows = [problem.places[track.place].duties for track in problem.tracks]
        flat = np.array([duty for some in rows for duty in some], np.int64)
        least = np.array([duty.least for duty in problem.duties], np.int64)
        sites = {site.id: n for n, site in enumerate(problem.mission.sites)}
        kinds = {kind.id: n for n, kind in enumerate(problem.mission.enablers)}
        support = np.full((len(sites), len(kinds)), -1, np.int64)
        for (site, kind), duty in problem.support_duty.items():
            support[sites[site], kinds[kind]] = crews.class_of[duty]
        return Crowd(
            duties_from=starts(map(len, rows)),
            duty_class=crews.class_of[flat] if len(flat) else flat,
            duty_least=least[flat] if len(flat) else flat,
            support_class=support,
            period_of=np.array(problem.period_of, np.int64),
            shut=~crews.open,
            supply=crews.supply,
            caps=crews.caps,
        )

    def learn(self, shortages: Iterable[tuple[int, Bools]]) -> bool:
        """Add sets of classes that ask for too much in a week; whether any was news."""
        known = len(self.sets)
        for week, classes in shortages:
            self.sets[self._closed(self.problem.period_of[week], classes)] = None
        return len(self.sets) > known

    def _closed(self, period: int, classes: Bools) -> frozenset[int]:
        """All classes that only people can serve in who can serve in these."""
        web, there = self.problem.crews.web, self.problem.crews.open[period]
        reached = np.zeros(len(web.nation), np.bool_)
        reached[web.group[there & classes[web.owner]]] = True
        outside = np.zeros(len(classes), np.bool_)
        outside[web.owner[there & ~reached[web.group]]] = True
        return frozenset(np.flatnonzero(~outside | classes).tolist())

    def room(self, classes: frozenset[int]) -> Ints:
        """(weeks,) people who may serve in any of these, caps of nations respected."""
        crews = self.problem.crews
        web = crews.web
        chosen = np.zeros(len(web.arcs_from) - 1, np.bool_)
        chosen[list(classes)] = True
        arcs = np.flatnonzero(chosen[web.owner])
        groups, place = np.unique(web.group[arcs], return_inverse=True)
        may = np.zeros((len(crews.open), len(groups)), np.bool_)
        order = np.argsort(place, kind="stable")
        cuts = np.searchsorted(place[order], np.arange(len(groups)))
        if len(arcs):
            may = np.logical_or.reduceat(crews.open[:, arcs[order]], cuts, axis=1)
        there = np.where(may, crews.supply[:, groups], 0)
        total = there[:, web.nation[groups] < 0].sum(axis=1)
        for nation in range(crews.caps.shape[1]):
            own = there[:, web.nation[groups] == nation].sum(axis=1)
            cap = crews.caps[:, nation]
            total += np.where(cap >= 0, np.minimum(own, cap), own)
        by_week: Ints = total[np.array(self.problem.period_of, np.int64)].astype(np.int64)
        return by_week

    def _known_room(self, classes: frozenset[int]) -> Ints:
        """What `room` gives, worked out once."""
        if classes not in self._rooms:
            self._rooms[classes] = self.room(classes)
        return self._rooms[classes]

    @cached_property
    def _rooms(self) -> dict[frozenset[int], Ints]:
        """The rooms asked for so far."""
        return {}

    def uses(self, fixed: Runs | None) -> Uses:
        """All lines as arrays: those of trainees, then those of people as they were learnt.

        Args:
            fixed: Running work, which goes on where it asks for more trainees than there are; None
                while it isn't known, then trainees don't count.
        """
        rooms = [
            self._released(room, rates, fixed or {})
            for _, room, rates in (self.problem.trainee_lines if fixed is not None else ())
        ]
        rooms += [self._known_room(classes) for classes in self.sets]
        counted = fixed is not None and bool(self.problem.trainee_lines)
        key = (*self.sets, counted)
        if self._laid[0] != key:
            rows = [self._known_row(classes) for classes in self.sets]
            self._laid = key, self._uses([*self._asked(counted=counted), *rows])
        return (np.array(rooms, np.int64).reshape(len(rooms), self.problem.weeks), *self._laid[1])

    @cached_property
    def _laid(self) -> tuple[tuple[object, ...], tuple[Ints, Ints, Ints, Ints]]:
        """The uses of the lines laid out last, by what these were."""
        none = np.zeros(0, np.int64)
        return (), (none, none, none, none)

    def _asked(self, *, counted: bool) -> Iterator[Ints]:
        """(tracks, 2) what each track asks of each line of trainees, as `_row` gives people."""
        for _, _, asked in self.problem.trainee_lines if counted else ():
            pairs = [[asked.get(track.work, 0), 0] for track in self.problem.tracks]
            yield np.array(pairs, np.int64).reshape(-1, 2)

    def _uses(self, rows: list[Ints]) -> tuple[Ints, Ints, Ints, Ints]:
        table = np.array(rows, np.int64).reshape(len(rows), len(self.problem.tracks), 2)
        line, track = np.nonzero((table[:, :, 0] != 0) | (table[:, :, 1] != 0))
        # By track, lines that count support after the others.
        order = np.lexsort((line, table[line, track, 1] > 0, track))
        line, track = line[order], track[order]
        sizes = np.bincount(track, minlength=len(self.problem.tracks))
        return (
            starts(sizes.tolist()),
            line.astype(np.int64),
            np.ascontiguousarray(table[line, track, 0]),
            np.ascontiguousarray(table[line, track, 1]),
        )

    def _known_row(self, classes: frozenset[int]) -> Ints:
        """The row of a set, worked out once."""
        if classes not in self._known:
            self._known[classes] = self._row(classes)
        return self._known[classes]

    @cached_property
    def _known(self) -> dict[frozenset[int], Ints]:
        """The rows asked for so far."""
        return {}

    def _row(self, classes: frozenset[int]) -> Ints:
        """(tracks, 2) people in duties of a set, and kinds of support at the site that count."""
        crowd = self.crowd
        chosen = np.zeros(len(self.problem.crews.web.arcs_from) - 1, np.bool_)
        chosen[list(classes)] = True
        asked = np.where(chosen[crowd.duty_class], crowd.duty_least, 0)
        sums = np.concatenate([[0], np.cumsum(asked)])
        people = sums[crowd.duties_from[1:]] - sums[crowd.duties_from[:-1]]
        counted = (crowd.support_class >= 0) & chosen[crowd.support_class]
        bits = (counted.astype(np.int64) << np.arange(counted.shape[1])).sum(axis=1)
        return np.stack([people, bits[self._site]], axis=1)

    @cached_property
    def _site(self) -> Ints:
        sites = {site.id: n for n, site in enumerate(self.problem.mission.sites)}
        return np.array([sites[track.mode.site] for track in self.problem.tracks], np.int64)

    def _released(self, room: int, rates: dict[int, int], fixed: Runs) -> Ints:
        settled = np.zeros(self.problem.weeks, np.int64)
        for work, run in fixed.items():
            settled[run.week : run.end] += rates.get(work, 0)
        return np.maximum(room, settled)


def whole(numbers: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.fromiter(numbers, np.int64)


def starts(sizes: Iterable[int]) -> Ints:
    """Where each list begins when lists of these sizes lie end to end."""
    return np.concatenate([[0], np.cumsum(whole(sizes))]).astype(np.int64)
