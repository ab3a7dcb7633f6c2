"""Laying: a problem laid out as the arrays that the core reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cadre.mission.milestones import people_wanted, work_wanted
from cadre.mission.money import Purse, units
from cadre.planner.core.board import Board, empty, put_all
from cadre.planner.core.ground import NO_LIMIT, Aims, Ground
from cadre.planner.core.insertion import Kin
from cadre.planner.core.layout import Ints, Layout
from cadre.planner.lines import Lines, starts
from cadre.planner.objective import Objective, Span, graduates
from cadre.planner.problem import Problem, Run, Runs, Track, Work


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
        fixed: Running work, as long as it goes on; None while it isn't known.
        near: What counts beside the mission's own aims.
    """

    problem: Problem
    objective: Objective
    lines: Lines
    fixed: Runs | None = None
    near: Near = Near()

    def __post_init__(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Lay the lines out that are known by now."""
        room, use_from, use_line, use, kinds = self.lines.uses(self.fixed)
        self.layout = Layout(
            **self._order, line_room=room, use_from=use_from, use_line=use_line, use=use
        )
        self.ground = Ground(use_kinds=kinds, **self._sites)

    @cached_property
    def _order(self) -> dict[str, object]:
        problem, tracks, weeks = self.problem, self.problem.tracks, self.problem.weeks
        after = [self._after(work) for work in problem.works]
        rivals = [[] for _ in problem.works]
        for one, other in problem.excluded:
            rivals[one].append(other)
            rivals[other].append(one)
        may_start = np.zeros((len(tracks), weeks), np.bool_)
        may_end = np.zeros((len(tracks), weeks + 1), np.bool_)
        idle = np.zeros((len(tracks), weeks), np.bool_)
        for track in tracks:
            may_start[track.index, list(track.starts)] = True
            may_end[track.index, list(track.ends)] = True
            idle[track.index, list(track.idle)] = True
        return {
            "weeks": weeks,
            "tracks_from": starts(len(some) for some in problem.tracks_of),
            "required": np.zeros(len(problem.works), np.bool_),
            "earliest": np.array([self._settled(work) for work in problem.works], np.int64),
            "work": _whole(track.work for track in tracks),
            "length": _whole(track.weeks for track in tracks),
            "least": _whole(track.least for track in tracks),
            "stop": _whole(track.stop for track in tracks),
            "may_start": may_start,
            "may_end": may_end,
            "idle": idle,
            "after_from": starts(map(len, after)),
            "after": _whole(other for some in after for other, _ in some),
            "lag": _whole(lag for some in after for _, lag in some),
            "from_end": np.zeros(sum(map(len, after)), np.bool_),
            "rival_from": starts(map(len, rivals)),
            "rival": _whole(other for some in rivals for other in some),
            "stock_room": np.zeros(0, np.int64),
            "draw_from": np.zeros(len(tracks) + 1, np.int64),
            "draw_stock": np.zeros(0, np.int64),
            "draw_week": np.zeros(0, np.int64),
            "draw": np.zeros(0, np.int64),
            "end_worth": 0.0,
        }

    def _after(self, work: Work) -> list[tuple[int, int]]:
        return [one for one in work.after if self.problem.works[one[0]].settled is None]

    def _settled(self, work: Work) -> int:
        """The first week that predecessors at work already allow."""
        weeks = [
            settled + lag
            for other, lag in work.after
            if (settled := self.problem.works[other].settled) is not None
        ]
        return max([0, *weeks])

    @cached_property
    def _sites(self) -> dict[str, object]:
        problem = self.problem
        kinds = list(problem.mission.enablers)
        tracks = problem.tracks
        places = [problem.places[track.place] for track in tracks]
        site_number = {site.id: n for n, site in enumerate(problem.mission.sites)}
        kind_number = {kind.id: n for n, kind in enumerate(kinds)}
        own = np.zeros((len(tracks), len(kinds)), np.int64)
        leans = np.zeros((len(tracks), len(kinds)), np.int64)
        for track, place in zip(tracks, places, strict=True):
            for number in place.duties:
                duty = problem.duties[number]
                if duty.enabler is not None:
                    own[track.index, kind_number[duty.enabler]] += duty.least
            for kind in problem.works[track.work].activity.enablers:
                leans[track.index, kind_number[kind]] = 1
        return {
            "site": _whole(site_number[place.site] for place in places),
            "heads": _whole(problem.least_at(place) for place in places),
            "own": own,
            "leans": leans,
            **self._supply(site_number, kind_number),
            "per_person": np.array([kind.per_person.likely for kind in kinds], np.float64),
            "fixed": np.array([kind.fixed.likely for kind in kinds], np.float64),
            "step": _whole(kind.step for kind in kinds),
            **self._talks(),
            **self._money(),
        }

    def _supply(self, sites: Mapping[str, int], kinds: Mapping[str, int]) -> dict[str, object]:
        weeks = self.problem.weeks
        lent = np.zeros((len(sites), weeks, len(kinds)))
        beds = np.full((len(sites), weeks), NO_LIMIT, np.int64)
        for period in self.problem.periods:
            span = slice(period.weeks.start, period.weeks.stop)
            for (site, kind), people in period.lent.items():
                lent[sites[site], span, kinds[kind]] = people
            for site, number in period.beds.items():
                beds[sites[site], span] = number
        return {"lent": lent, "beds": beds}

    def _talks(self) -> dict[str, object]:
        """Talks as loads on the days on which one begins."""
        problem = self.problem
        limit, slots = problem.mission.profile.negotiating_capacity, problem.law.talks
        rows = [one for one in problem.mission.negotiations if one.id in slots]
        days = sorted({slots[one.id].start for one in rows}) if limit else []
        number = {one.id: n for n, one in enumerate(rows)}
        needed = [
            [number[key] for key in dict.fromkeys(work.talks) if key in number] if days else []
            for work in problem.works
        ]
        load = np.zeros((len(days), len(rows)), np.int64)
        day_room = np.full(len(days), limit, np.int64)
        for n, day in enumerate(days):
            for one in rows:
                if day in slots[one.id]:
                    load[n, number[one.id]] = 0 if one.agreed else one.load
                    day_room[n] -= one.load if one.agreed else 0
        return {
            "talks_from": starts(map(len, needed)),
            "talk": _whole(talk for some in needed for talk in some),
            "talk_load": load,
            "day_room": day_room,
        }

    def _money(self) -> dict[str, object]:
        """Purses by number, and what each work takes from those of its fund."""
        problem, horizon = self.problem, self.problem.mission.horizon
        number = {purse: n for n, purse in enumerate(problem.purses)}
        funds = {fund: n for n, fund in enumerate(dict.fromkeys(p.funding for p in number))}
        purse_of = np.full((len(funds), problem.weeks), -1, np.int64)
        for fund, row in funds.items():
            for week in range(problem.weeks):
                purse_of[row, week] = number.get(Purse(horizon.day(week).year, fund), -1)
        works = [work.activity for work in problem.works]
        begun = [work.begun for work in problem.works]
        costly = [bool(one.cost or one.start_cost) for one in works]
        return {
            "base": _whole(-1 if base is None else base for base in problem.base_of),
            "fund": _whole(
                funds.get(one.funding, -1) if cost else -1
                for one, cost in zip(works, costly, strict=True)
            ),
            "weekly": _real(units(one.cost) for one in works),
            "at_start": _real(
                0 if past else units(one.start_cost) for one, past in zip(works, begun, strict=True)
            ),
            "purse_of": purse_of,
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
        kept_track, kept_week = np.full(len(keys), -1, np.int64), np.zeros(len(keys), np.int64)
        for work, run in self.near.kept.items():
            kept_track[work], kept_week[work] = run.track, run.week
        prize = np.zeros(len(keys))
        prize[list(self.near.wanted)] = self.near.prize
        return Aims(
            serves_from=starts(map(len, strengths)),
            need=_whole(need for some in strengths for need in some),
            strength=_real(one for some in strengths for one in some.values()),
            served_from=starts(map(len, by_need)),
            served_by=_whole(work for some in by_need for work, _ in some),
            served_how=_real(one for some in by_need for _, one in some),
            need_worth=weights.needs * objective.need_weights.astype(np.float64),
            unmet=objective.left_by_partners,
            early=_real(0.0 if objective.begun[key] else weights.early for key in keys),
            price=_real(weights.footprint * objective.asked[key] for key in keys),
            asked=_whole(objective.asked[key] for key in keys),
            **self._taught(),
            **self._stages(),
            kept_track=kept_track,
            kept_week=kept_week,
            kept_worth=self.near.reward,
            prize=prize,
        )

    def _taught(self) -> dict[str, object]:
        """Worth of output by track; that of running work counts apart."""
        tracks, weeks = self.problem.tracks, self.problem.weeks
        how, at = np.zeros(len(tracks), np.int64), np.zeros(len(tracks), np.int64)
        found: list[float] = []
        weight = self.problem.mission.profile.weights.output
        for track in tracks:
            work = self.problem.works[track.work]
            courses = [
                one for one in self.problem.mission.courses if one.activity == work.activity.id
            ]
            if not courses or work.begun or not weight:
                continue
            how[track.index], at[track.index] = (2 if track.idle else 1), len(found)
            starts = range(weeks) if track.idle else [0]
            found += [
                weight * sum(graduates(one, Span(start, end, track.idle)) for one in courses)
                if end > start
                else 0.0
                for start in starts
                for end in range(weeks + 1)
            ]
        return {"taught_how": how, "taught_at": at, "taught": _real(found)}

    def _stages(self) -> dict[str, object]:
        mission, number = self.problem.mission, self.problem.index_of
        stages = self.objective.weighed
        wanted = [[number.get(key, -1) for key in work_wanted(mission, one)] for one in stages]
        opened = [self.objective.dated[one.id] for one in stages]
        return {
            "stage_open": np.array(opened, np.bool_).reshape(len(stages), self.problem.weeks),
            "stage_people": _whole(people_wanted(mission, one) or 0 for one in stages),
            "stage_from": starts(map(len, wanted)),
            "stage_work": _whole(work for some in wanted for work in some),
            "stage_worth": float(mission.profile.weights.milestones),
        }

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
        for work in range(aims.stage_from[-1]):
            if aims.stage_work[work] >= 0:
                hope[aims.stage_work[work]] += aims.stage_worth * problem.weeks
        for _ in range(8):
            # Chains are short: a promise comes back over so many steps at most.
            more = [sum((alone[n] + hope[n]) / 2 for n in some) for some in nexts]
            hope = np.maximum(hope, more)
        heads = [
            max([1, *(problem.least_at(problem.places[t.place]) for t in some)])
            for some in problem.tracks_of
        ]
        return Kin(
            next_from=starts(map(len, nexts)),
            next=_whole(work for some in nexts for work in some),
            hope=hope,
            density=(alone + hope) / np.array(heads),
            free=np.array([not work.begun for work in problem.works], np.bool_),
        )

    def _alone(self, work: Work) -> float:
        """About what a work is worth in a week beside nothing else."""
        aims = self.aims
        some = slice(aims.serves_from[work.index], aims.serves_from[work.index + 1])
        met = float((aims.need_worth[aims.need[some]] * aims.strength[some]).sum())
        return max(0.0, met - float(aims.price[work.index])) * self._usual(work)

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

    @staticmethod
    def runs(board: Board) -> dict[int, Run]:
        """The runs on a board."""
        return {
            int(work): Run(int(board.track[work]), int(board.week[work]), int(board.end[work]))
            for work in np.nonzero(board.track >= 0)[0]
        }


def _whole(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)


def _real(numbers: Iterable[float]) -> np.ndarray:
    return np.fromiter(numbers, np.float64)
