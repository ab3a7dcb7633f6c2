"""Search: what fits beside a plan, exact on every rule, what it adds, and plans mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from cadre.mission.ids import ActivityId
from cadre.planner.coupled import Coupled
from cadre.planner.fill import Segment, segments
from cadre.planner.law import worked_to
from cadre.planner.objective import Floats, Objective, Span, graduates
from cadre.planner.problem import Problem
from cadre.planner.staff import Staff
from cadre.planner.works import Run, Runs, Track

ORDER = frozenset(("after", "exclusion", "negotiations", "increment"))
"""The rules that `Search.allowed` asks."""
TIE = 1e-9
"""Share of a plan's worth, and worth where that is less than 1, that rounding may make up."""


def rounding(worth: float) -> float:
    """What rounding may make up of so much worth; no plan is called better for less."""
    return TIE * max(1.0, abs(worth))


@dataclass(frozen=True)
class Search:
    """Knows what fits beside a plan by all rules and what it adds; mends plans that break some.

    Attributes:
        problem: The problem.
        staff: Answers whether sets of places can be staffed.
        objective: What plans are worth.
    """

    problem: Problem
    staff: Staff
    objective: Objective

    def worth(self, runs: Runs) -> float:
        """What a plan is worth."""
        return self.objective.worth(self.spans(runs))

    def spans(self, runs: Runs) -> dict[ActivityId, Span]:
        """The weeks in which each activity runs."""
        works = self.problem.works
        return {works[work].activity.id: self.span(run) for work, run in runs.items()}

    def span(self, run: Run) -> Span:
        """The weeks of a run, with those that a pause takes."""
        return Span(run.week, run.end, self.problem.tracks[run.track].idle)

    @cached_property
    def continued(self) -> dict[int, Run]:
        """Running work, each for as long as law, people, support and beds let it go on.

        Work that is paused goes on in the first week without a pause.
        Work is kept by rank, lowest first; of one rank in the order in which a plan lists it. An
        increment comes after its base, and goes on beside it for as long as that one does.
        """
        kept: dict[int, Run] = {}
        begun = [work for work in self.problem.works if work.begun]
        for work in sorted(begun, key=lambda one: self.coupled.precedence(one.index)):
            for track in self.problem.tracks_of[work.index]:
                first = track.starts[0]
                stop = first + track.weeks if track.weeks else track.stop
                stop = min(stop, self._clear(track, kept)[first], self._base_end(track, kept))
                end = worked_to(stop, track.idle)
                if end > first:
                    kept[work.index] = Run(track.index, first, end)
                    break
        return kept

    def _base_end(self, track: Track, runs: Runs) -> int:
        """The end of what `track` may add to; its own for work of its own, 0 when there's none."""
        base = self.problem.base_of[track.work]
        if base is None:
            return track.stop
        first = track.starts[0]
        beside = base in runs and self.coupled.beside_base(
            track.work, Run(track.index, first, first), runs
        )
        return runs[base].end if beside else 0

    @cached_property
    def coupled(self) -> Coupled:
        """What runs leave each other."""
        return Coupled(self.problem)

    def _clear(self, track: Track, runs: Runs) -> list[int]:
        """For each week, the first week from it on in which `track` can't join `runs`."""
        blocked = [False] * self.problem.weeks
        first = track.starts[0]
        for part in segments(self.problem, runs.values()):
            if part.end > first and part.week < track.stop and not self._joins(track, part):
                blocked[part.week : part.end] = [True] * (part.end - part.week)
        clear = [self.problem.weeks] * (self.problem.weeks + 1)
        for week in reversed(range(self.problem.weeks)):
            clear[week] = week if blocked[week] else clear[week + 1]
        return clear

    def _joins(self, track: Track, part: Segment) -> bool:
        return self.staff.fits(part.period, part.places | {track.place})

    def allowed(self, work: int, runs: Runs, lifted: frozenset[str] = frozenset()) -> int | None:
        """The first week in which work may start beside `runs`; None when it may not at all.

        Law, people, support and beds aren't asked here.

        Args:
            work: The work.
            runs: What runs beside it.
            lifted: Rules, of `ORDER`, that don't count.
        """
        first = 0
        for other, lag in self.problem.works[work].after if "after" not in lifted else ():
            before = self.since(work, other, runs)
            if before is None:
                return None
            first = max(first, before + lag)
        base = self.problem.base_of[work]
        if base is not None and "increment" not in lifted:
            if base not in runs:
                return None
            first = max(first, runs[base].week)
        excluded = "exclusion" not in lifted and any(
            work in pair and all(one == work or one in runs for one in pair)
            for pair in self.problem.excluded
        )
        talked = 0 if "negotiations" in lifted else self.problem.talked(work, runs)
        return None if excluded or talked is None else max(first, talked)

    def since(self, work: int, other: int, runs: Runs) -> int | None:
        """The week from which a work's lag behind another counts; None when that isn't planned."""
        settled, run = self.problem.works[other].settled, runs.get(other)
        if other in self.problem.works[work].after_end:
            # Work that has begun and goes on no more is over.
            over = None if settled is None else 0
            return over if run is None else run.end
        if settled is None and run is not None:
            return run.week
        return settled

    def fitting(self, work: int, runs: Runs, *, shortest: bool = False) -> Iterator[Run]:
        """The runs of `work` that fit beside `runs`.

        Args:
            work: The work.
            runs: What runs beside it.
            shortest: Whether only the shortest run from each start is asked.
        """
        first = self.allowed(work, runs)
        spent = self.coupled.spent(runs)
        for track in self.problem.tracks_of[work] if first is not None else ():
            clear = self._clear(track, runs)
            for run in self._shortest(track) if shortest else track.runs():
                there = run.week >= (first or 0) and clear[run.week] >= run.end
                if there and not self.coupled.broken(work, run, runs, spent):
                    yield run

    def _shortest(self, track: Track) -> tuple[Run, ...]:
        if track.index not in self._known_shortest:
            self._known_shortest[track.index] = tuple(track.shortest())
        return self._known_shortest[track.index]

    @cached_property
    def _known_shortest(self) -> dict[int, tuple[Run, ...]]:
        """The shortest runs asked for so far, by track."""
        return {}

    def gains(self, work: int, left: Floats) -> dict[frozenset[int], list[float]]:
        """What running in weeks 0 to w-1 would add to a plan, for each w from 0 on.

        In weeks that a pause takes people are there, but no work is done: by these weeks.

        Args:
            work: The work.
            left: (needs, weeks) share of each need that the plan leaves unmet.
        """
        key = self.problem.works[work].activity.id
        weights = self.problem.mission.profile.weights
        against = -float(weights.footprint * self.objective.asked[key])
        met = np.zeros(self.problem.weeks)
        for need, strength in self.objective.strengths.get(key, {}).items():
            met += weights.needs * self.objective.need_weights[need] * strength * left[need]
        found: dict[frozenset[int], list[float]] = {}
        for idle in {track.idle for track in self.problem.tracks_of[work]}:
            weekly = met + against
            weekly[sorted(idle)] = against
            found[idle] = [0.0, *accumulate(weekly.tolist())]
        return found

    def _added(self, work: int, run: Run, gains: list[float]) -> float:
        weights = self.problem.mission.profile.weights
        key = self.problem.works[work].activity.id
        early = weights.early * (self.problem.weeks - run.week)
        taught = sum(
            graduates(course, self.span(run))
            for course in self.problem.mission.courses
            if course.activity == key
        )
        return gains[run.end] - gains[run.week] + early + weights.output * taught

    def most(
        self,
        work: int,
        track: Track,
        week: int,
        ends: list[int],
        gains: dict[frozenset[int], list[float]],
    ) -> tuple[float, Run]:
        """Of the runs from a week on with these ends, the one that adds most, and what it adds."""
        own = gains[track.idle]
        runs = (Run(track.index, week, end) for end in ends)
        found = ((self._added(work, run, own), run) for run in runs)
        return max(found, key=lambda one: round(one[0], 6))

    @cached_property
    def free(self) -> tuple[int, ...]:
        """Work that may be chosen: not running, and lawful in some week."""
        return tuple(
            work.index
            for work in self.problem.works
            if not work.begun and self.problem.tracks_of[work.index]
        )

    def without(self, runs: Runs, works: Iterable[int]) -> dict[int, Run]:
        """`runs` without `works` and all that comes after them or makes them greater."""
        gone = set(works) - set(self.continued)
        grown = True
        while grown:
            more = {
                work
                for work in runs
                if work not in gone and not gone.isdisjoint(self._leans_on(work))
            }
            more -= set(self.continued)
            grown = bool(more)
            gone |= more
        return {work: run for work, run in runs.items() if work not in gone}

    def _leans_on(self, work: int) -> list[int]:
        """The works without which `work` can't be planned."""
        base = self.problem.base_of[work]
        before = [other for other, _ in self.problem.works[work].after]
        return before if base is None else [*before, base]

    def fits(self, work: int, run: Run, runs: Runs) -> bool:
        """Whether `run` of `work` can be added to `runs`."""
        first = self.allowed(work, runs)
        if first is None or run.week < first:
            return False
        if self.coupled.broken(work, run, runs):
            return False
        return self._clear(self.problem.tracks[run.track], runs)[run.week] >= run.end
