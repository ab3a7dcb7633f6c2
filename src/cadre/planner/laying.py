"""Laying: a problem laid out as the arrays that the core reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from cadre.mission.ids import ActivityId, EnablerId, SiteId
from cadre.mission.money import Purse, units
from cadre.mission.pipeline import graduating
from cadre.mission.required import finishing
from cadre.mission.talks import agreed_load, lasting
from cadre.mission.training import Course
from cadre.planner.core.board import Board, empty, put_all
from cadre.planner.core.ground import NO_LIMIT, Aims, Ground
from cadre.planner.core.insertion import Kin, worth_of
from cadre.planner.core.layout import Floats, Ints, Layout
from cadre.planner.coupled import needed_by
from cadre.planner.lines import Lines, starts, whole
from cadre.planner.objective import Objective, Span, cohorts, completions
from cadre.planner.ordering import earliest, in_order, may_end
from cadre.planner.problem import Problem
from cadre.planner.staged import shares, stages_of
from cadre.planner.works import Run, Runs, Work


@dataclass(frozen=True)
class Near:
    """What counts beside the mission's own aims when a plan in force is changed.

    Attributes:
        kept: Runs of the plan in force that could still be as they are.
        reward: What each of them counts that keeps its track and first week.
        wanted: Works that are to be in the plan.
        prize: What each of them counts that is.
    """

    kept: Runs = field(default_factory=dict)
    reward: float = 0.0
    wanted: frozenset[int] = frozenset()
    prize: float = 0.0


@dataclass
class Laid:
    """A problem as arrays. Work that runs already is on every board and never moved.

    Attributes:
        problem: The problem.
        objective: What its plans are worth.
        lines: Limits of people known so far.
        fixed: Running work, as long as it goes on, and what else is held; None while not known.
        near: What counts beside the mission's own aims.
        least_end: No plan ends its required work before this week.
    """

    problem: Problem
    objective: Objective
    lines: Lines
    fixed: Runs | None = None
    near: Near = Near()
    least_end: int = 0

    def __post_init__(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Lay the lines out that are known by now."""
        room, use_from, use_line, use, kinds = self.lines.uses(self.fixed)
        self.layout = self._order._replace(
            line_room=room,
            use_from=use_from,
            use_line=use_line,
            use=use,
            earliest=earliest(self.problem, self.running),
        )
        self.ground = self._sites._replace(use_kinds=kinds)

    def turn(self, problem: Problem, objective: Objective) -> None:
        """Go over to a problem in which works, and tracks but for their ends, are the same.

        Args:
            problem: The problem.
            objective: What its plans are worth; aims are kept when its strengths are these.
        """
        before, strengths = self.problem, self.objective.strengths
        self.problem, self.objective, self.fixed, self.least_end = problem, objective, None, 0
        self.lines = self.lines.changed(problem)
        if problem.tracks is not before.tracks:
            self._order = self._order._replace(may_end=may_end(self.problem))
        self._sites = self._restocked(self._sites, before)
        # Who is pledged tells when posts could be filled for a milestone.
        other = objective.strengths is not strengths or bool(objective.filled)
        self._forget("_taught_anyway", *(("aims", "kin") if other else ()))
        self.draw()

    def _forget(self, *names: str) -> None:
        for name in names:
            vars(self).pop(name, None)

    def _restocked(self, ground: Ground, before: Problem) -> Ground:
        """`ground` of the problem before with the support, beds and money that are there now."""
        problem, mission = self.problem, self.problem.mission
        was, now = before.supply, problem.supply
        if now.lent_when is not was.lent_when or now.beds_when is not was.beds_when:
            lent, beds = self._supply(
                {site.id: n for n, site in enumerate(mission.sites)},
                {kind.id: n for n, kind in enumerate(mission.enablers)},
            )
            ground = ground._replace(lent=lent, beds=beds)
        if problem.purses is before.purses:
            return ground
        return ground._replace(**self._money())

    def near_to(self, near: Near) -> None:
        """Let other things than before count beside the mission's own aims."""
        wanted = bool(near.wanted or self.near.wanted)
        self.near = near
        kept_track, kept_week, prize = self._near()
        self.aims = self.aims._replace(
            kept_track=kept_track, kept_week=kept_week, kept_worth=near.reward, prize=prize
        )
        if wanted:
            self._forget("kin")

    def _near(self) -> tuple[Ints, Ints, Floats]:
        """(works,) track and first week in the plan in force, and the prize of being chosen."""
        works = len(self.problem.works)
        track, week = np.full(works, -1, np.int64), np.zeros(works, np.int64)
        for work, run in self.near.kept.items():
            track[work], week[work] = run.track, run.week
        prize = np.zeros(works)
        prize[list(self.near.wanted)] = self.near.prize
        return track, week, prize

    @property
    def running(self) -> Runs:
        """Running work, as long as it goes on; none while that isn't known."""
        return self.fixed or {}

    @cached_property
    def _order(self) -> Layout:
        """Works, tracks and their order, without any line yet."""
        return in_order(self.problem)

    @property
    def end_worth(self) -> float:
        """Worth of a week that the last required work ends earlier; 0 where none has an end."""
        mission = self.problem.mission
        return float(mission.profile.weights.finish) if finishing(mission) else 0.0

    @property
    def finish_most(self) -> float:
        """The most that the end of required work can be worth; arrays don't count it."""
        return self.end_worth * max(0, self.problem.weeks - self.least_end)

    @cached_property
    def _sites(self) -> Ground:
        """All but the kinds of support that count on lines."""
        problem = self.problem
        kinds = list(problem.mission.enablers)
        places = problem.places
        site_number = {site.id: n for n, site in enumerate(problem.mission.sites)}
        kind_number = {kind.id: n for n, kind in enumerate(kinds)}
        own = np.zeros((len(places), len(kinds)), np.int64)
        leans = np.zeros((len(problem.works), len(kinds)), np.int64)
        for duty in problem.duties:
            if duty.enabler is not None and duty.work is not None:
                own[problem.place_of_duty[duty.index], kind_number[duty.enabler]] += duty.least
        for work in problem.works:
            leans[work.index, [kind_number[kind] for kind in work.activity.enablers]] = 1
        at = whole(track.place for track in problem.tracks)
        lent, beds = self._supply(site_number, kind_number)
        return Ground(
            site=whole(site_number[place.site] for place in places)[at],
            heads=whole(problem.least_at(place) for place in places)[at],
            own=own[at],
            leans=leans[self._order.work],
            use_kinds=np.zeros(0, np.int64),
            lent=lent,
            beds=beds,
            per_person=np.array([kind.per_person.likely for kind in kinds], np.float64),
            fixed=np.array([kind.fixed.likely for kind in kinds], np.float64),
            step=whole(kind.step for kind in kinds),
            base=whole(-1 if base is None else base for base in problem.base_of),
            **self._talks(),
            **self._money(),
        )

    def _supply(
        self, sites: Mapping[SiteId, int], kinds: Mapping[EnablerId, int]
    ) -> tuple[Floats, Ints]:
        """Support lent to each site in each week, by kind, and beds there."""
        weeks = self.problem.weeks
        lent = np.zeros((len(sites), weeks, len(kinds)))
        beds = np.full((len(sites), weeks), NO_LIMIT, np.int64)
        supply = self.problem.supply
        for ((site, kind), people), there in zip(supply.loans, supply.lending, strict=True):
            lent[sites[site], there, kinds[kind]] += people
        spaces = supply.mission.bed_spaces
        beds[[sites[space.site] for space in spaces]] = 0
        for space, there in zip(spaces, supply.bedding, strict=True):
            beds[sites[space.site], there] += space.beds
        return lent, beds

    def _talks(self) -> dict[str, Any]:
        """What a ground knows of talks: which each work needs, how long and how hard they are.

        Agreed ones take place whatever is planned. It knows none where the host can carry all.
        """
        problem, mission = self.problem, self.problem.mission
        crowd, today = problem.talks_crowd, mission.profile.as_of
        needed = {key for work in problem.works for key in work.talks if crowd}
        rows = [one for one in mission.negotiations if one.id in needed and not one.agreed]
        number = {one.id: n for n, one in enumerate(rows)}
        some = [sorted({number[k] for k in work.talks if k in number}) for work in problem.works]
        asked = [[work for work, own in enumerate(some) if n in own] for n in range(len(rows))]
        since = [max(one.earliest, today) for one in rows]
        taken = [
            ((days.start - today).days, (days.end - today).days, one.load)
            for days, one in agreed_load(mission)
        ]
        return {
            "talks_from": starts(map(len, some)),
            "talk": whole(talk for talks in some for talk in talks),
            "asked_from": starts(map(len, asked)),
            "asked_by": whole(work for works in asked for work in works),
            "talk_since": whole((day - today).days for day in since),
            "talk_days": whole(
                lasting(one, day).days for one, day in zip(rows, since, strict=True)
            ),
            "talk_load": whole(one.load for one in rows),
            "taken": np.array(taken, np.int64).reshape(-1, 3),
            "capacity": mission.profile.negotiating_capacity,
        }

    def _money(self) -> dict[str, Any]:
        """What a ground knows of money: who pays for each work and how much, and the purses."""
        problem, horizon = self.problem, self.problem.mission.horizon
        number = {purse: n for n, purse in enumerate(problem.purses)}
        funds = {fund: n for n, fund in enumerate(dict.fromkeys(p.funding for p in number))}
        purse_of = np.full((len(funds), problem.weeks), -1, np.int64)
        for fund, row in funds.items():
            for week in range(problem.weeks):
                purse_of[row, week] = number.get(Purse(horizon.day(week).year, fund), -1)
        purse_end = np.full_like(purse_of, problem.weeks)
        for week in reversed(range(problem.weeks - 1)):
            same = purse_of[:, week] == purse_of[:, week + 1]
            purse_end[:, week] = np.where(same, purse_end[:, week + 1], week + 1)
        works = [work.activity for work in problem.works]
        begun = [work.begun for work in problem.works]
        costly = [bool(one.cost or one.start_cost) for one in works]
        paid = [
            funds.get(one.funding, -1) if cost else -1
            for one, cost in zip(works, costly, strict=True)
        ]
        return {
            "fund": whole(paid),
            "weekly": _real(units(one.cost) for one in works),
            "at_start": _real(
                0 if past else units(one.start_cost) for one, past in zip(works, begun, strict=True)
            ),
            "purse_of": purse_of,
            "purse_end": purse_end,
            "purse_room": _real(problem.purses.values()),
        }

    @cached_property
    def aims(self) -> Aims:
        """What plans are worth."""
        problem, objective = self.problem, self.objective
        mission, weights = problem.mission, problem.mission.profile.weights
        keys = [work.activity.id for work in problem.works]
        strengths = [objective.strengths.get(key, {}) for key in keys]
        by_need: list[list[tuple[int, float]]] = [[] for _ in mission.needs]
        for work, some in enumerate(strengths):
            for need, strength in some.items():
                by_need[need].append((work, strength))
        kept_track, kept_week, prize = self._near()
        taught_how, taught_at, taught = self._taught()
        return Aims(
            serves_from=starts(map(len, strengths)),
            need=whole(need for some in strengths for need in some),
            strength=_real(one for some in strengths for one in some.values()),
            served_from=starts(map(len, by_need)),
            served_by=whole(work for some in by_need for work, _ in some),
            served_how=_real(one for some in by_need for _, one in some),
            need_worth=weights.needs * objective.need_weights.astype(np.float64),
            unmet=objective.left_by_partners,
            early=_real(0.0 if objective.begun[key] else weights.early for key in keys),
            price=_real(weights.footprint * objective.asked[key] for key in keys),
            asked=whole(objective.asked[key] for key in keys),
            taught_how=taught_how,
            taught_at=taught_at,
            taught=taught,
            stages=stages_of(problem.index_of, objective),
            stage_worth=float(weights.milestones),
            kept_track=kept_track,
            kept_week=kept_week,
            kept_worth=self.near.reward,
            prize=prize,
        )

    def _taught(self) -> tuple[Ints, Ints, Floats]:
        """Worth of output by track: how, where and what; but for running work."""
        tracks, weeks = self.problem.tracks, self.problem.weeks
        how, at = np.zeros(len(tracks), np.int64), np.zeros(len(tracks), np.int64)
        found: list[Floats] = [np.zeros(0)]
        known: dict[tuple[int, frozenset[int]], int] = {}
        size, weight = 0, self.problem.mission.profile.weights.output
        for track in tracks:
            work = self.problem.works[track.work]
            courses = [
                one for one in self.problem.mission.courses if one.activity == work.activity.id
            ]
            if not courses or work.begun or not weight:
                continue
            key = track.work, track.idle
            if key not in known:
                found.append(weight * _output(courses, weeks, track.idle))
                known[key], size = size, size + len(found[-1])
            how[track.index], at[track.index] = (2 if track.idle else 1), known[key]
        return how, at, np.concatenate(found)

    @cached_property
    def kin(self) -> Kin:
        """Who waits for whom, and what each work promises."""
        problem, aims = self.problem, self.aims
        nexts: list[list[int]] = [[] for _ in problem.works]
        for work in problem.works:
            base = problem.base_of[work.index]
            for other in [*(other for other, _ in work.after), *([] if base is None else [base])]:
                nexts[other].append(work.index)
        alone = np.array([self._alone(work) for work in problem.works])
        hope = np.zeros(len(alone))
        hope += aims.stage_worth * problem.weeks * shares(aims)
        hope[needed_by(problem, self.near.wanted)] += self.near.prize
        # Required work comes first, whatever else promises.
        hope[self.layout.required] += 1.0 + alone.sum() + hope.sum()
        then = whole(work for some in nexts for work in some)
        before = np.repeat(np.arange(len(nexts)), [len(some) for some in nexts])
        for _ in range(8):
            # Chains are short: a promise comes back over so many steps at most.
            promised = ((alone + hope) / 2)[then]
            hope = np.maximum(hope, np.bincount(before, promised, minlength=len(nexts)))
        heads = np.ones(len(nexts), np.int64)
        np.maximum.at(heads, self.layout.work, self.ground.heads)
        return Kin(
            next_from=starts(map(len, nexts)),
            next=then,
            hope=hope,
            density=(alone + hope) / heads,
            free=np.array([not work.begun for work in problem.works], np.bool_),
            waited=np.isin(np.arange(len(alone)), self.layout.after[self.layout.from_end]),
        )

    def _alone(self, work: Work) -> float:
        """About what a work is worth in a week beside nothing else."""
        aims = self.aims
        some = slice(aims.serves_from[work.index], aims.serves_from[work.index + 1])
        met = float((aims.need_worth[aims.need[some]] * aims.strength[some]).sum())
        alone = max(0.0, met - float(aims.price[work.index])) * self._usual(work)
        return alone + float(aims.prize[work.index])

    def _usual(self, work: Work) -> float:
        """About how many weeks a work runs."""
        lengths = [
            track.weeks or track.stop - track.starts[0]
            for track in self.problem.tracks_of[work.index]
        ]
        return max(lengths, default=0)

    def board(self, runs: Runs) -> Board:
        """A board with these runs on it."""
        board = empty(self.layout, self.ground, self.aims)
        some = np.array([(run.track, run.week, run.end) for run in runs.values()], np.int64)
        put_all(self.layout, self.ground, self.aims, board, some.reshape(-1, 3))
        return board

    def spans(self, runs: Runs) -> dict[ActivityId, Span]:
        """The weeks in which each activity runs."""
        works, tracks = self.problem.works, self.problem.tracks
        return {
            works[work].activity.id: Span(run.week, run.end, tracks[run.track].idle)
            for work, run in runs.items()
        }

    def worth(self, board: Board) -> float:
        """What a board is worth by the aims, once running work is known."""
        return float(worth_of(self.layout, self.aims, board)) + self._taught_anyway

    @cached_property
    def _taught_anyway(self) -> float:
        """Worth of what running work teaches, which arrays leave out: it is on every board."""
        spans = self.spans(self.running)
        taught = sum(
            self.objective.taught(one, spans[one.activity])
            for one in self.problem.mission.courses
            if one.activity in spans and self.objective.begun[one.activity]
        )
        return self.problem.mission.profile.weights.output * taught

    @staticmethod
    def runs(board: Board) -> dict[int, Run]:
        """The runs on a board."""
        works = np.flatnonzero(board.track >= 0)
        columns = (board.track[works], board.week[works], board.end[works])
        runs = map(Run, *(one.tolist() for one in columns))
        return dict(zip(works.tolist(), runs, strict=True))


def _output(courses: Iterable[Course], weeks: int, idle: frozenset[int]) -> Floats:
    """Graduates of a run by its length; where pauses take some weeks, by its first week and end."""
    total = np.zeros((weeks if idle else 1, weeks + 1))
    for course in courses:
        plain = [[cohorts(course, length) for length in range(weeks + 1)]]
        made = completions(course, weeks, idle) if idle else np.array(plain)
        total += made * graduating(course)
    return total.ravel()


def _real(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, np.float64)
