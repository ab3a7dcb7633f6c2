"""Reads a mission and its plan as plain numbers, from the dossier's rows alone.

Never from the simulator's tables: a fault there isn't repeated here. Read is what the reference
mission uses, not all that a dossier may state: no host instructors or graduates of before the
first week, no transfers, pauses of sites and programmes only.
"""

from __future__ import annotations

from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from benchmarks.reserve import Reserve
from benchmarks.stated import (
    NEVER,
    Goal,
    Hit,
    Job,
    Offer,
    Opening,
    Piece,
    Row,
    School,
    Slot,
    Stated,
    Talk,
    Triangle,
    Turn,
    Watch,
)
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.conditions import Measure
from cadre.mission.enablers import EnablerKind
from cadre.mission.forces import CaveatKind, Funding, Rung
from cadre.mission.gates import gates
from cadre.mission.ids import (
    ActivityId,
    CourseId,
    GateId,
    NationId,
    PartnerActivityId,
    PledgeId,
    SiteId,
)
from cadre.mission.mission import Mission
from cadre.mission.pipeline import kept_a_week, trainees
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.scenarios import ShockKind
from cadre.mission.talks import clashes
from cadre.mission.triggers import Action, Trigger
from cadre.mission.weeks import ALWAYS, DateRange, Window
from cadre.mission.weeks import NEVER as NO_END

_SHOCKS = {
    ShockKind.CONSENT: 2,
    ShockKind.PANDEMIC: 3,
    ShockKind.ELECTION: 4,
    ShockKind.ATTACK: 5,
}


def read(mission: Mission, plan: Plan) -> Stated:
    """Read a mission and its plan."""
    return _Reader(mission, plan).stated()


class _Reader:
    """Reads rows in the order in which they refer to each other."""

    def __init__(self, mission: Mission, plan: Plan) -> None:
        self.mission, self.plan = mission, plan
        self.pending = gates(mission)
        self.gate = {one.id: number for number, one in enumerate(self.pending)}
        self.starts = (*plan.starts, *self._dormant())
        self.job = {one.activity: number for number, one in enumerate(self.starts)}
        self.site = {one.id: number for number, one in enumerate(mission.sites)}
        self.kind = {one.id: number for number, one in enumerate(mission.enablers)}
        self.partner = {one.id: number for number, one in enumerate(mission.partners)}
        self.nation = {one.id: number for number, one in enumerate(mission.nations)}
        self.rows: dict[Row, int] = {}
        self.slots: list[Slot] = []

    def _dormant(self) -> list[Start]:
        """Starts of work that only a trigger begins, in its first mode."""
        planned = {one.activity for one in self.plan.starts}
        begun = {str(one.target) for one in self.mission.triggers if one.action is Action.START}
        modes = [
            self.mission.modes_of(one.id)[0] for one in self.mission.activities if one.id in begun
        ]
        return [
            Start(activity=mode.activity, mode=mode.id, site=mode.site, week=NEVER, weeks=NEVER)
            for mode in modes
            if mode.activity not in planned
        ]

    def stated(self) -> Stated:
        mission, plan = self.mission, self.plan
        jobs = tuple(self._job(number, one) for number, one in enumerate(self.starts))
        offers, turns = self._people()
        own_law = tuple(self._own(key) for key in self.nation)
        milestones = self._milestones()
        strengths = {one.nation: one.strength for one in mission.pledges}
        shares = np.cumsum([one.share for one in mission.hindrances])
        return Stated(
            weeks=plan.horizon.weeks,
            capacity=mission.profile.negotiating_capacity,
            talks=self._talks(),
            gates=tuple(self._gate(number) for number in range(len(self.pending))),
            leaves=tuple(
                (one.leave_belief, self._days(one.leaves))
                for one in mission.partners
                if one.leaves is not None
            ),
            hits=self._hits(),
            law=tuple(self.rows),
            jobs=jobs,
            order=_order(jobs),
            ranked=self._ranked(),
            slots=tuple(self.slots),
            offers=offers,
            turns=turns,
            strength=tuple(Triangle.scaled(strengths[key], 1000) for key in self.nation),
            own_law=own_law,
            lent=tuple(self._lent(site) for site in self.site),
            needed=tuple((one.per_person.likely, one.fixed.likely) for one in mission.enablers),
            beds=self._beds(),
            schools=tuple(self._school(key) for key in (one.id for one in mission.courses)),
            hindrances=shares,
            effects=tuple(self._effects(need.id) for need in mission.needs),
            milestones=milestones,
            watches=tuple(self._watch(one) for one in mission.triggers),
            levels=tuple(one.people or 0 for one in mission.levels),
        )

    # Days and law

    def _day(self, window: Window) -> tuple[int, int]:
        first = self.plan.horizon.start
        begin = -NEVER if window.start == ALWAYS else (window.start - first).days
        return begin, NEVER if window.end == NO_END else (window.end - first).days

    def _whole_weeks(self, window: Window) -> tuple[int, int]:
        begin, end = self._day(window)
        return -(-begin // 7), end // 7

    def _days(self, dates: DateRange) -> Triangle:
        first = self.plan.horizon.start
        ends = (dates.earliest, dates.likely, dates.latest)
        return Triangle.of(*((day - first).days for day in ends))

    def _gate(self, number: int) -> Opening:
        one = self.pending[number]
        if one.when is None:
            return Opening(belief=0, day=Triangle.of(0, 0, 0), meetings=(), all_of=(), any_of=())
        first = self.plan.horizon.start
        return Opening(
            belief=one.belief,
            day=self._days(one.when),
            meetings=tuple((day - first).days for day in one.meetings),
            all_of=tuple(self.gate[key] for key in one.all_of),
            any_of=tuple(self.gate[key] for key in one.any_of),
        )

    def _talks(self) -> tuple[Talk, ...]:
        """Talks that are settled come first, then those that bring an authority still to come.

        No work of the reference mission waits for talks by its option.
        """
        found, first = list[Talk](), self.plan.horizon.start
        for one in sorted(self.mission.negotiations, key=lambda one: not one.agreed):
            wanted = (GateId(key) for key in one.brings)
            brings = tuple(self.gate[key] for key in wanted if key in self.gate)
            if one.agreed or brings:
                found.append(
                    Talk(
                        earliest=(one.earliest - first).days,
                        weeks=Triangle.scaled(one.weeks, least=1),
                        load=one.load,
                        ends=not clashes(self.mission, one.id),
                        brings=brings,
                    )
                )
        return tuple(found)

    def _piece(self, one: Authority) -> Piece | None:
        """The days of an authority and of all it rests on."""
        begin, end = self._day(one.window)
        opened = {self.gate[GateId(one.id)]} if one.pending else set()
        for base in one.rests_on:
            under = self._piece(self.mission.authority(base))
            if under is None:
                return None
            begin, end = max(begin, under[0]), min(end, under[1])
            opened |= set(under[2])
        held = one.in_force or one.pending
        return (begin, end, tuple(sorted(opened))) if held and begin < end else None

    def _row(self, authorities: list[Authority]) -> int:
        found = (self._piece(one) for one in authorities)
        row = tuple(sorted(piece for piece in found if piece is not None))
        return self.rows.setdefault(row, len(self.rows))

    def _own(self, nation: NationId) -> int:
        kind = AuthorityKind.NATIONAL
        own = [a for a in self.mission.authorities if a.kind is kind and nation in a.nations]
        return self._row(own) if own else -1

    # Work and people

    def _job(self, number: int, start: Start) -> Job:
        mission, horizon = self.mission, self.plan.horizon
        work, fixed = mission.activity(start.activity), mission.mode(start.mode).weeks > 0
        cap = min(horizon.weeks, self._day(work.window)[1] // 7)
        laws = {
            kind: [
                one
                for one in mission.authorities
                if one.kind is kind and one.reaches(work.programme, start.site)
            ]
            for kind in work.cover
        }
        slots = []
        for post in mission.posts_at(start.activity, start.site):
            provides = mission.skill(post.skill).enabler
            slots.append(len(self.slots))
            self.slots.append(
                Slot(
                    job=number,
                    skill=post.skill,
                    asked=post.people,
                    least=ceil(work.min_fill * post.people - 1e-9),
                    kind=-1 if provides is None else self.kind[provides],
                )
            )
        latest = work.latest_start
        return Job(
            site=self.site[start.site],
            week=start.week,
            length=start.weeks if fixed else 0,
            limit=cap if fixed else min(cap, start.end),
            latest=NEVER if latest is None else (latest - horizon.start).days // 7,
            notice=work.notice_weeks,
            lag=work.lag_weeks,
            after=(
                *((self.job[key], False) for key in work.after),
                *((self.job[key], True) for key in work.after_end),
            ),
            gates=tuple(self.gate[key] for key in start.waits_for),
            law=tuple(self._row(some) for some in laws.values()),
            hosted=AuthorityKind.CONSENT in work.cover,
            cost=int(work.cost + 0.5),
            start_cost=int(work.start_cost + 0.5),
            funding=list(Funding).index(work.funding),
            halted=self._halted(start),
            kinds=tuple(self.kind[key] for key in work.enablers),
            slots=tuple(slots),
        )

    def _halted(self, start: Start) -> NDArray[np.bool_]:
        """(weeks,) whether a stated pause of the site or the programme takes a day."""
        found = np.zeros(self.plan.horizon.weeks, dtype=bool)
        programme = self.mission.activity(start.activity).programme
        for pause in self.mission.pauses:
            if start.site in pause.sites or programme in pause.programmes:
                begin, end = self._day(pause.window)
                found[max(0, begin) // 7 : -(-end // 7)] = True
        return found

    def _ranked(self) -> tuple[tuple[int, ...], ...]:
        ranks = [self.mission.activity(one.activity).rank for one in self.starts]
        at: list[list[int]] = [[] for _ in self.site]
        for number, one in enumerate(self.starts):
            at[self.site[one.site]].append(number)
        return tuple(tuple(sorted(some, key=lambda n: (ranks[n], n))) for some in at)

    def _people(self) -> tuple[tuple[Offer, ...], tuple[Turn, ...]]:
        groups: dict[PledgeId, list[Assignment]] = {}
        for one in self.plan.assignments:
            groups.setdefault(one.pledge, []).append(one)
        offers, turns = list[Offer](), list[Turn]()
        reserve = Reserve(self.mission, self.plan, self.starts[len(self.plan.starts) :])
        groups |= reserve.groups
        for group in groups.values():
            pledge = self.mission.pledge(group[0].pledge)
            there = pledge.rung is Rung.ARRIVED
            first = len(turns)
            turns += [
                self._turn(one, group, reserve.callers.get((pledge.id, place), -1))
                for place, one in enumerate(group)
            ]
            offers.append(
                Offer(
                    nation=self.nation[pledge.nation],
                    arrived=there,
                    belief=1.0 if there else pledge.belief,
                    delay=Triangle.of(0, 0, 0) if there else Triangle.scaled(pledge.delay),
                    promised=min(one.week for one in group),
                    lead=self._lead(group[0]),
                    turns=tuple(range(first, len(turns))),
                )
            )
        return tuple(offers), tuple(turns)

    def _turn(self, one: Assignment, group: list[Assignment], caller: int) -> Turn:
        pledge = self.mission.pledge(one.pledge)
        since, until = self._whole_weeks(pledge.window)
        end = one.week + one.weeks
        later = (other.week for other in group if other.week >= end)
        job = -1 if one.activity is None else self.job[one.activity]
        own = (
            n for n, slot in enumerate(self.slots) if (slot.job, slot.skill) == (job, pledge.skill)
        )
        relief = [
            self.partner[key]
            for caveat in self.mission.caveats_of(pledge.nation)
            if caveat.kind is CaveatKind.EVACUATION
            for key in caveat.partners
        ]
        if relief and not self._medics(one.site, relief[0]):
            end = until = 0
        return Turn(
            job=job,
            slot=next(own, -1),
            kind=-1 if one.enabler is None else self.kind[one.enabler],
            site=self.site[one.site],
            nation=self.nation[pledge.nation],
            people=one.people,
            week=max(one.week, since),
            end=min(end, until),
            reach=min(until, *later, NEVER),
            relief=relief[0] if relief else -1,
            caller=caller,
        )

    def _medics(self, site: SiteId, partner: int) -> bool:
        """Whether a partner lends medical support at a site."""
        return any(
            self.mission.enabler(one.enabler).kind is EnablerKind.MEDICAL
            for one in self.mission.supports_at(site)
            if self.partner[one.provider] == partner
        )

    def _lead(self, one: Assignment) -> Triangle:
        if one.enabler is None:
            return Triangle.of(0, 0, 0)
        return Triangle.scaled(self.mission.enabler(one.enabler).lead_weeks)

    # Places, weather, courses, goals

    def _lent(self, site: str) -> tuple[tuple[int, int, float], ...]:
        return tuple(
            (
                self.kind[one.enabler],
                self.partner[one.provider],
                inf if one.people is None else one.people,
            )
            for one in self.mission.supports
            if one.site == site
        )

    def _beds(self) -> NDArray[np.int64]:
        found = np.zeros((len(self.site), self.plan.horizon.weeks), dtype=np.int64)
        for one in self.mission.bed_spaces:
            begin, end = self._whole_weeks(one.window)
            found[self.site[one.site], max(0, begin) : end] += one.beds
        return found

    def _hits(self) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                cause=_SHOCKS[one.kind],
                site=-1 if one.site is None else self.site[one.site],
                chance=one.per_year.likely * (1 - one.again.likely) / 52,
                weeks=Triangle.scaled(one.weeks, least=1),
                good=one.for_good.likely,
                again=one.again.likely,
                again_weeks=Triangle.scaled(one.again_weeks),
                worsens=one.worsens.likely,
                return_weeks=Triangle.scaled(one.return_weeks, least=1),
            )
            for one in self.mission.shocks
        )

    def _school(self, key: CourseId) -> School:
        one = next(course for course in self.mission.courses if course.id == key)
        return School(
            job=self.job[one.activity],
            weeks=one.weeks,
            pause=one.break_weeks,
            keep=one.keep_weeks,
            trainees=trainees(one),
            share=Triangle.scaled(one.pass_share, 1000),
            leaves=1 - kept_a_week(one),
        )

    def _effects(self, need: str) -> tuple[tuple[int, int, int, int, float], ...]:
        theirs = {one.id: one for one in self.mission.partner_activities}
        found = []
        for one in self.mission.effects:
            if one.need == need:
                job = self.job.get(ActivityId(one.work), -1)
                work = theirs.get(PartnerActivityId(one.work))
                partner = -1 if work is None else self.partner[work.partner]
                span = (0, 0) if work is None else self._whole_weeks(work.window)
                found.append((job, partner, *span, 1 - one.strength))
        return tuple(found)

    def _watch(self, one: Trigger) -> Watch:
        of = {work.id: str(work.programme) for work in self.mission.activities}
        return Watch(
            signal=one.signal,
            subject=self.job.get(ActivityId(one.subject or ""), -1),
            below=one.below or 0,
            schools=tuple(
                number
                for number, course in enumerate(self.mission.courses)
                if of[course.activity] == one.subject
            ),
            weeks=max(1, one.weeks),
            action=one.action,
            job=self.job[ActivityId(one.target)],
            delay=one.delay_weeks,
            cost=int(one.cost + 0.5),
            times=one.times,
        )

    def _milestones(self) -> tuple[tuple[Goal, ...], ...]:
        groups: dict[str, list[Goal]] = {one.id: [] for one in self.mission.milestones}
        for one in self.mission.criteria:
            groups[one.milestone].append(self._goal(one.measure, one.subject or "", one.at_least))
        return tuple(tuple(some) for some in groups.values())

    def _goal(self, measure: Measure, subject: str, least: float | None) -> Goal:
        number, schools = -1, list[int]()
        courses = list(enumerate(self.mission.courses))
        if measure in (Measure.RUNNING, Measure.FILL):
            number = self.job.get(ActivityId(subject), -1)
        elif measure is Measure.CONDITION:
            number = self.gate[GateId(subject)]
        elif measure is Measure.COVERAGE:
            number = [str(one.id) for one in self.mission.needs].index(subject)
        elif measure is Measure.AUTHORITY:
            (held,) = (one for one in self.mission.authorities if one.id == subject)
            number = self._row([held])
        elif measure is Measure.HOST_INSTRUCTORS:
            schools = [n for n, one in courses if one.trains == subject]
        elif measure is Measure.GRADUATES:
            of = {one.id: str(one.programme) for one in self.mission.activities}
            schools = [n for n, one in courses if of[one.activity] == subject]
        return Goal(measure=measure, subject=number, least=least or 0, schools=tuple(schools))


def _order(jobs: tuple[Job, ...]) -> tuple[int, ...]:
    """Jobs, each after those it comes after."""
    found: list[int] = []
    while len(found) < len(jobs):
        found += [
            n
            for n, job in enumerate(jobs)
            if n not in found and all(before in found for before, _ in job.after)
        ]
    return tuple(found)
