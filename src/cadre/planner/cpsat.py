"""The plan as a CP-SAT model: the only module that knows that solver."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from math import ceil, floor

from ortools.sat.python import cp_model

from cadre.mission.conditions import Milestone
from cadre.mission.milestones import people_wanted, work_wanted
from cadre.mission.training import Course
from cadre.planner.joins import Joins
from cadre.planner.limits import Limits
from cadre.planner.musts import Musts
from cadre.planner.objective import Span, cohorts, completed, graduates, graduates_of_one
from cadre.planner.search import Search
from cadre.planner.watch import watched
from cadre.planner.works import Run, Runs, Track, Work

SCALE = 10_000
"""Worth is counted in ten-thousandths, as whole numbers."""
SUBSETS = 4
"""Works that serve one need: up to so many, all their combinations are written down at once."""

Terms = list[tuple[cp_model.IntVar, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the solver says.

    Attributes:
        runs: The plan found; None when none was.
        bound: No plan is worth more.
        proven: Whether no better plan exists by the rules written down so far.
        effort: The solver's own count of its work.
    """

    runs: dict[int, Run] | None
    bound: float
    proven: bool
    effort: float


class Master:
    """The mission's choices as a model: law and order exactly, staffing by its cuts.

    Of each track there is one literal a start week, "started by then", and one an end week,
    "ended by then"; what runs in a week is their difference.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.problem = search.problem
        self.model = cp_model.CpModel()
        self.started: dict[int, list[cp_model.IntVar]] = {}
        self.ended: dict[int, list[cp_model.IntVar]] = {}
        self.worth: dict[int, float] = {}
        self.literals: dict[int, cp_model.IntVar] = {}
        self.uncovered: dict[tuple[int, int], cp_model.IntVar] = {}
        self._places: dict[tuple[int, int], tuple[Terms, int]] = {}
        self._servings: dict[tuple[int, int], dict[int, tuple[float, Terms]]] = {}
        self._subsets: set[tuple[int, int, frozenset[int]]] = set()
        for work in search.free:
            self._choices(self.problem.works[work])
        for work in search.free:
            self._order(self.problem.works[work])
        self._exclusions()
        self._talks()
        Joins(search, self._runs, self._starts, self._add).write()
        self._values()
        self._needs()
        Musts(self.problem, self._chosen, self._ended, self._add, self._number, self._value).write()
        for milestone in search.objective.weighed:
            self._milestone(milestone)
        self.limits = Limits(self.problem, self._place, self._number, self._add)
        self.limits.write()

    # Choices -------------------------------------------------------------------------------

    def _choices(self, work: Work) -> None:
        """At most one track, one start week and one end week."""
        chosen = []
        for track in self.problem.tracks_of[work.index]:
            starts = [self.model.new_bool_var("") for _ in track.starts]
            ends = [self.model.new_bool_var("") for _ in track.ends[:-1]]
            self.started[track.index] = starts
            self.ended[track.index] = [*ends, starts[-1]]
            for before, after in pairwise(starts):
                self.model.add_implication(before, after)
            for before, after in pairwise([*ends, starts[-1]]):
                self.model.add_implication(before, after)
            for end, literal in zip(track.ends, ends, strict=False):
                begun = self._started(track, end - track.least)
                if begun is None:
                    self.model.add(literal == 0)
                else:
                    self.model.add_implication(literal, begun)
            chosen.append(starts[-1])
        self.model.add_at_most_one(chosen)

    def _started(self, track: Track, week: int) -> cp_model.IntVar | None:
        """Whether `track` has started by `week`; None for certainly not."""
        number = bisect_right(track.starts, week) - 1
        return None if number < 0 else self.started[track.index][number]

    def _ended(self, track: Track, week: int) -> cp_model.IntVar | None:
        if track.weeks:
            return self._started(track, week - track.weeks)
        number = bisect_right(track.ends, week) - 1
        return None if number < 0 else self.ended[track.index][number]

    def _runs(self, track: Track, week: int) -> Terms:
        """Whether `track` runs in `week`."""
        if not track.starts[0] <= week < track.stop:
            return []
        begun, over = self._started(track, week), self._ended(track, week)
        terms = [] if begun is None else [(begun, 1)]
        return terms if over is None else [*terms, (over, -1)]

    def _starts(self, track: Track, week: int) -> Terms:
        """Whether `track` starts in `week`."""
        steps = [(self._started(track, week), 1), (self._started(track, week - 1), -1)]
        there = week in track.starts
        return [(literal, sign) for literal, sign in steps if there and literal is not None]

    def _works(self, track: Track, week: int) -> Terms:
        """Whether work is done on `track` in `week`: it runs, and no pause takes the week."""
        return [] if week in track.idle else self._runs(track, week)

    def _place(self, place: int, week: int) -> tuple[Terms, int]:
        """Whether `place` runs in `week`: what is open of it, and what is settled."""
        key = (place, week)
        if key not in self._places:
            self._places[key] = self._work_out(place, week)
        return self._places[key]

    def _number(self, most: int) -> cp_model.IntVar:
        return self.model.new_int_var(0, most, "")

    def _work_out(self, place: int, week: int) -> tuple[Terms, int]:
        here = self.problem.places[place]
        fixed = self.search.continued.get(here.work)
        if fixed is not None:
            there = self.problem.tracks[fixed.track].place == place
            return [], int(there and fixed.week <= week < fixed.end)
        if self.problem.works[here.work].begun:
            return [], 0
        tracks = self.problem.tracks_of[here.work]
        return [t for one in tracks if one.place == place for t in self._runs(one, week)], 0

    def _chosen(self, work: int) -> tuple[Terms, int]:
        if work in self.search.continued:
            return [], 1
        tracks = self.problem.tracks_of[work]
        return [(self.started[t.index][-1], 1) for t in tracks if t.index in self.started], 0

    def _add(self, terms: Iterable[tuple[cp_model.IntVar, int]], most: int) -> None:
        """The sum of `terms` is at most `most`."""
        some = [(variable, times) for variable, times in terms if times]
        if sum(max(0, times * _highest(variable)) for variable, times in some) > most:
            total = cp_model.LinearExpr.weighted_sum([v for v, _ in some], [n for _, n in some])
            self.model.add(total <= most)

    # Order ---------------------------------------------------------------------------------

    def _order(self, work: Work) -> None:
        tracks = self.problem.tracks_of[work.index]
        weeks = sorted({week for track in tracks for week in track.starts})
        for other, lag in work.after:
            since = self.search.since(work.index, other, self.search.continued)
            by = self._ended if other in work.after_end else self._started
            before = self.problem.tracks_of[other]
            for week in weeks:
                mine = [(v, 1) for t in tracks if (v := self._started(t, week)) is not None]
                if since is not None:
                    self._add(mine, int(since + lag <= week))
                    continue
                theirs = [(v, -1) for t in before if (v := by(t, week - lag)) is not None]
                self._add([*mine, *theirs], 0)

    def _exclusions(self) -> None:
        for one, other in self.problem.excluded:
            some, taken = self._chosen(one)
            more, also = self._chosen(other)
            # Two works that run already weren't chosen; that they do is for the dossier to settle.
            self._add([*some, *more], max(0, 1 - taken - also))

    def _talks(self) -> None:
        """Negotiations that options need must fit into what the host can carry."""
        mission, talks = self.problem.mission, self.problem.law.talks
        limit = mission.profile.negotiating_capacity
        wanted = {key for work in self.search.free for key in self.problem.works[work].talks}
        if not limit or not wanted:
            return
        rows = [one for one in mission.negotiations if one.id in talks]
        held = {one.id: self.model.new_bool_var("") for one in rows if not one.agreed}
        for work in self.search.free:
            for key in set(self.problem.works[work].talks) & set(held):
                self._add([*self._chosen(work)[0], (held[key], -1)], 0)
        for day in {talks[one.id].start for one in rows}:
            meeting = [one for one in rows if day in talks[one.id]]
            left = limit - sum(one.load for one in meeting if one.agreed)
            there = meeting if left >= 0 else rows
            self._add([(held[o.id], o.load) for o in there if o.id in held], max(0, left))

    # Worth ---------------------------------------------------------------------------------

    def _value(self, variable: cp_model.IntVar, worth: float) -> None:
        self.literals[variable.index] = variable
        self.worth[variable.index] = self.worth.get(variable.index, 0.0) + worth

    def _weekly(self, track: Track, week: int, worth: float) -> None:
        for variable, sign in self._runs(track, week):
            self._value(variable, sign * worth)

    def _values(self) -> None:
        """Starts early, few people, graduates: what each work is worth whatever else runs."""
        mission = self.problem.mission
        weights = mission.profile.weights
        for index, starts in self.started.items():
            track = self.problem.tracks[index]
            key = self.problem.works[track.work].activity.id
            for week in range(track.starts[0], track.stop):
                self._weekly(track, week, -weights.footprint * self.search.objective.asked[key])
            self._by_start(track, [weights.early * (self.problem.weeks - w) for w in track.starts])
            for course in mission.courses:
                if course.activity == key:
                    self._course(track, course, starts[-1])

    def _by_start(self, track: Track, worth: list[float]) -> None:
        """A worth that depends on the start week: `started by` counts the steps of it."""
        steps = [one - then for one, then in zip(worth, [*worth[1:], 0.0], strict=True)]
        for literal, step in zip(self.started[track.index], steps, strict=True):
            self._value(literal, step)

    def _course(self, track: Track, course: Course, chosen: cp_model.IntVar) -> None:
        weight = self.problem.mission.profile.weights.output
        if track.weeks or len(track.ends) == 1:
            ends = [w + track.weeks if track.weeks else track.stop for w in track.starts]
            spans = [Span(w, end, track.idle) for w, end in zip(track.starts, ends, strict=True)]
            self._by_start(track, [weight * graduates(course, span) for span in spans])
            return
        most = cohorts(course, track.stop - track.starts[0])
        done = self.model.new_int_var(0, most, "")
        cycle = course.weeks + course.break_weeks
        weeks = [
            (variable, -sign)
            for week in range(track.starts[0], track.stop)
            for variable, sign in self._runs(track, week)
        ]
        self._add([(done, cycle), (chosen, -course.break_weeks), *weeks], 0)
        if track.idle:
            self._interrupted(track, course, done)
        self._value(done, weight * graduates_of_one(course))

    def _interrupted(self, track: Track, course: Course, done: cp_model.IntVar) -> None:
        """No more cohorts than a run with just this start and this end completes, pauses in it."""
        begun, over = self.started[track.index], self.ended[track.index]
        for run in track.runs():
            start, end = track.starts.index(run.week), track.ends.index(run.end)
            exact: list[cp_model.LiteralT] = [begun[start], over[end]]
            exact += [~begun[start - 1]] if start else []
            exact += [~over[end - 1]] if end else []
            number = completed(course, Span(run.week, run.end, track.idle))
            self.model.add(done <= number).only_enforce_if(exact)

    def _serving(self, need: int, week: int) -> dict[int, tuple[float, Terms]]:
        """Free work that could serve `need` in `week`: how strongly, and whether it runs."""
        if (need, week) in self._servings:
            return self._servings[need, week]
        found = self._servings[need, week] = {}
        for work in self.search.free:
            key = self.problem.works[work].activity.id
            strength = self.search.objective.strengths.get(key, {}).get(need, 0.0)
            tracks = self.problem.tracks_of[work]
            terms = [term for track in tracks for term in self._works(track, week)]
            if strength and terms:
                found[work] = (strength, terms)
        return found

    def _needs(self) -> None:
        for need in range(len(self.problem.mission.needs)):
            for week in range(self.problem.weeks):
                serving = self._serving(need, week)
                weight = self._weight(need, week)
                if len(serving) == 1:
                    [(strength, terms)] = serving.values()
                    for variable, sign in terms:
                        self._value(variable, sign * weight * strength)
                elif serving:
                    met = self.model.new_int_var(0, ceil(weight * SCALE), "")
                    self.uncovered[need, week] = met
                    self._value(met, 1 / SCALE)
                    for size in range(len(serving) + 1 if len(serving) <= SUBSETS else 2):
                        for some in combinations(sorted(serving), size):
                            self._subset(need, week, frozenset(some))

    def _weight(self, need: int, week: int) -> float:
        """Worth of meeting in `week` all that partners and running work leave of `need`."""
        objective = self.search.objective
        weights = self.problem.mission.profile.weights
        left = float(self._left[need][week])
        return weights.needs * float(objective.need_weights[need]) * left

    @cached_property
    def _left(self) -> list[list[float]]:
        spans = self.search.spans(self.search.continued)
        left: list[list[float]] = self.search.objective.left(spans).tolist()
        return left

    def _subset(self, need: int, week: int, some: frozenset[int]) -> None:
        """Bound what is met by what `some` meet together and the others can add or they lose.

        What is met is submodular in what runs; the bound is exact when exactly `some` run
        (Nemhauser and Wolsey 1978).
        """
        if (need, week, some) in self._subsets:
            return
        self._subsets.add((need, week, some))
        serving, weight = self._serving(need, week), self._weight(need, week)
        unmet = _product(1 - serving[work][0] for work in some)
        terms: Terms = [(self.uncovered[need, week], 1)]
        most = ceil(SCALE * weight * (1 - unmet) - 1e-6)
        for work, (strength, runs) in serving.items():
            if work in some:
                others = (one for key, (one, _) in serving.items() if key != work)
                loses = floor(SCALE * weight * strength * _product(1 - one for one in others))
                terms += [(variable, -sign * loses) for variable, sign in runs]
                most -= loses
            else:
                gains = ceil(SCALE * weight * strength * unmet)
                terms += [(variable, -sign * gains) for variable, sign in runs]
        self._add(terms, most)

    def sharpen(self, runs: Runs) -> bool:
        """Write down what the works of `runs` meet together; whether that was news."""
        known = len(self._subsets)
        for need, week in self.uncovered:
            serving = self._serving(need, week)
            some = frozenset(w for w in serving if w in runs and self._worked(runs[w], week))
            self._subset(need, week, some)
        return len(self._subsets) > known

    def _milestone(self, milestone: Milestone) -> None:
        """A literal a week: reached by then."""
        fixed = self.search.spans(self.search.continued)
        settled = self.problem.weeks - self.search.objective.gained(milestone, fixed)
        weight = self.problem.mission.profile.weights.milestones
        wanted = work_wanted(self.problem.mission, milestone)
        if not self.problem.index_of.keys() >= set(wanted):
            return  # It asks for work that the mission doesn't state, so no plan reaches it.
        works = [self.problem.index_of[key] for key in wanted]
        people = people_wanted(self.problem.mission, milestone)
        dated = self.search.objective.dated[milestone.id]
        before: cp_model.IntVar | None = None
        for week in range(settled):
            held = [self._anywhere(work, week) for work in works]
            never = any(not terms and not done for terms, done in held)
            if weight == 0 or never or not dated[week]:
                now = None
            else:
                now = self.model.new_bool_var("")
                for terms, done in held:
                    self._add([(now, 1), *((v, -sign) for v, sign in terms)], done)
                self._heads(people, week, now)
            before = self._reached(before, now, weight)

    def _reached(
        self, before: cp_model.IntVar | None, now: cp_model.IntVar | None, weight: float
    ) -> cp_model.IntVar | None:
        if before is None and now is None:
            return None
        reached = self.model.new_bool_var("")
        self._add([(reached, 1), *((v, -1) for v in (before, now) if v is not None)], 0)
        self._value(reached, weight)
        return reached

    def _anywhere(self, work: int, week: int) -> tuple[Terms, int]:
        """Whether work is done anywhere in `week`: what is open of it, and what is settled."""
        fixed = self.search.continued.get(work)
        if fixed is not None:
            return [], int(self._worked(fixed, week))
        tracks = () if self.problem.works[work].begun else self.problem.tracks_of[work]
        return [term for track in tracks for term in self._works(track, week)], 0

    def _worked(self, run: Run, week: int) -> bool:
        return run.week <= week < run.end and week not in self.problem.tracks[run.track].idle

    def _heads(self, people: int, week: int, now: cp_model.IntVar) -> None:
        terms: Terms = [(now, people)]
        most = 0
        for place in self.problem.places:
            runs, settled = self._place(place.index, week)
            asked = self.problem.works[place.work].asked
            terms += [(variable, -sign * asked) for variable, sign in runs]
            most += asked * settled
        self._add(terms, most)

    # Solving -------------------------------------------------------------------------------

    def hint(self, runs: Runs) -> None:
        """Let the search begin at `runs`."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        chosen = {run.track: run for run in runs.values()}
        for index, starts in self.started.items():
            track, run = self.problem.tracks[index], chosen.get(index)
            for week, literal in zip(track.starts, starts, strict=True):
                self.model.add_hint(literal, run is not None and run.week <= week)
            for end, literal in zip(track.ends, self.ended[index][:-1], strict=False):
                self.model.add_hint(literal, run is not None and run.end <= end)

    def solve(self, seconds: float, effort: float, seed: int, stop: Callable[[], bool]) -> Answer:
        """The best plan by the rules written down so far.

        Args:
            seconds: Limit by the clock.
            effort: Limit by the solver's own count of its work, the same on every machine.
            seed: Seed of its choices.
            stop: Asked twenty times a second whether to stop.
        """
        numbers = {key: round(worth * SCALE) for key, worth in self.worth.items()}
        self.model.maximize(
            cp_model.LinearExpr.weighted_sum(
                [self.literals[key] for key in numbers], list(numbers.values())
            )
        )
        solver = cp_model.CpSolver()
        _tune(solver.parameters, seconds, effort, seed)
        status = watched(lambda: solver.solve(self.model), stop, solver.stop_search)
        base = self.search.worth(self.search.continued)
        slack = self._rounded(numbers)
        proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        spent = solver.response_proto.deterministic_time + 0.01
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bound = base + solver.best_objective_bound / SCALE + slack
            return Answer(runs=self._found(solver), bound=bound, proven=proven, effort=spent)
        top = sum(max(0, n * _highest(self.literals[key])) for key, n in numbers.items())
        # A solver stopped before its first bound reports 0; one below what is known is no bound.
        told = solver.best_objective_bound if status == cp_model.UNKNOWN else 0
        reached = min(top, told) if told > 0 else top
        return Answer(runs=None, bound=base + slack + reached / SCALE, proven=proven, effort=spent)

    def _rounded(self, numbers: Mapping[int, int]) -> float:
        """The most worth that counting in whole numbers can hide."""
        return sum(
            max(0.0, self.worth[key] - number / SCALE) * _highest(self.literals[key])
            for key, number in numbers.items()
        )

    def _found(self, solver: cp_model.CpSolver) -> dict[int, Run]:
        runs = dict(self.search.continued)
        for index, starts in self.started.items():
            track = self.problem.tracks[index]
            if not solver.boolean_value(starts[-1]):
                continue
            week = next(
                w for w, v in zip(track.starts, starts, strict=True) if solver.boolean_value(v)
            )
            end = week + track.weeks
            if not track.weeks:
                ends = zip(track.ends, self.ended[index], strict=True)
                end = next(w for w, v in ends if solver.boolean_value(v))
            runs[track.work] = Run(index, week, end)
        return runs


def _tune(settings: cp_model.SatParameters, seconds: float, effort: float, seed: int) -> None:
    """What was found to suit these models: the whole linear relaxation, little else before it.

    One worker, so that any number of cores gives the same plan. The search beside it does what
    large-neighbourhood search would, so the solver's time goes into its bound. Ctrl-C is heard
    by the watch beside it.
    """
    settings.num_workers = 1
    settings.random_seed = seed % 2**31
    settings.max_time_in_seconds = max(0.01, seconds)
    settings.max_deterministic_time = max(0.01, effort)
    settings.linearization_level = 2
    settings.add_lp_constraints_lazily = False
    settings.cp_model_probing_level = 0
    settings.symmetry_level = 0
    settings.max_presolve_iterations = 1
    settings.catch_sigint_signal = False


def _product(shares: Iterable[float]) -> float:
    product = 1.0
    for share in shares:
        product *= share
    return product


def _highest(variable: cp_model.IntVar) -> int:
    return int(variable.proto.domain[1])
