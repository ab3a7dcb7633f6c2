"""The oracle's future as it is drawn: rules 1 to 5."""

from __future__ import annotations

from collections import Counter
from datetime import date

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityState
from cadre.mission.gates import Gate, gates
from cadre.mission.ids import ActivityId, AuthorityId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.weeks import DateRange
from tests.oracle.simulator_luck import below, four_words, tri
from tests.oracle.simulator_pauses import Pauses
from tests.oracle.simulator_weather import Weather, talks_over


class Drawn:
    """What is settled once for a future: gates, partners, shocks, law and calls."""

    def __init__(self, mission: Mission, plan: Plan, seed: int, number: int) -> None:
        self.mission, self.plan, self.seed, self.number = mission, plan, seed, number
        self.weeks = plan.horizon.weeks
        self.pauses = Pauses(mission, plan)
        self.loans: dict[tuple[str, str, int], float] = {}
        self.pledges = {pledge.id: pledge for pledge in mission.pledges}
        self.works = {start.activity: mission.activity(start.activity) for start in plan.starts}
        self.talk_ends = talks_over(mission, plan, self.words)
        self.gate_days = self.open_gates()
        self.gone: dict[str, int | None] = {
            partner.id: self.leaving(partner.id) for partner in mission.partners
        }
        weather = [Weather(shock, self.words, self.weeks) for shock in mission.shocks]
        self.shocks = [one.stopped for one in weather]
        self.withdrawn = [one.withdrawn for one in weather]
        first = plan.horizon.start.toordinal()
        every = [date.fromordinal(first + n) for n in range(7 * self.weeks)]
        self.days = {
            one.id: {day for day in every if self.covers(one, day)} for one in mission.authorities
        }
        self.lawful = {start.activity: self.legal_weeks(start) for start in plan.starts}
        self.called: dict[str, int | None] = {}
        self.opened: dict[str, int | None] = {}
        self.call_all(list(plan.starts), 0)

    def call_all(self, left: list[Start], since: int) -> None:
        """Call starts, each after those that it waits for, none before a week."""
        for start in [one for one in left if not self.stands(one)]:
            self.opened[start.activity] = self.called[start.activity] = None
            left.remove(start)
        while left:
            for start in list(left):
                work = self.works[start.activity]
                waits = [k for k in (*work.after, *work.after_end) if k in self.works]
                waits = [k for k in waits if not self.begun(k) or k in work.after_end]
                if self.begun(work.id) or all(key in self.called for key in waits):
                    self.call(start, since)
                    left.remove(start)

    def stands(self, start: Start) -> bool:
        """Whether a start is in force."""
        return start in self.plan.starts

    def words(self, stream: int, name: str, occasion: int = 0) -> list[int]:
        return four_words(self.seed, self.number, stream, name, occasion)

    def drawn_day(self, dates: DateRange, word: int) -> date:
        ends = [day.toordinal() for day in (dates.earliest, dates.likely, dates.latest)]
        return date.fromordinal(tri(ends[0], ends[1], ends[2], word))

    # Rule 1.
    def open_gates(self) -> dict[str, date | None]:
        days: dict[str, date | None] = {}
        for gate in gates(self.mission):
            days[gate.id] = self.open_gate(gate, days)
        for start in self.plan.starts:
            for name in start.waits_for:
                if name not in days:
                    days[name] = self.since(name)
        return days

    def open_gate(self, gate: Gate, days: dict[str, date | None]) -> date | None:
        word = self.words(1, gate.id)
        if gate.when is None or word[0] >= below(gate.belief):
            return None
        needs = [days[need] for need in gate.all_of]
        if gate.any_of:
            needs.append(min((day for key in gate.any_of if (day := days[key])), default=None))
        bringing = [one for one in self.mission.negotiations if AuthorityId(gate.id) in one.brings]
        if bringing:
            over = [end for one in bringing if (end := self.talk_ends[one.id]) is not None]
            needs.append(min(over, default=None))
        found = [day for day in needs if day is not None]
        if len(found) < len(needs):
            return None
        day = max([self.drawn_day(gate.when, word[1]), *found])
        if not gate.meetings:
            return day
        return min((meeting for meeting in gate.meetings if meeting >= day), default=None)

    def since(self, name: str) -> date | None:
        for condition in self.mission.conditions:
            if condition.id == name:
                return condition.met
        for decision in self.mission.decisions:
            if decision.id == name:
                return decision.taken
        for authority in self.mission.authorities:
            if authority.id == name and authority.state is AuthorityState.IN_FORCE:
                return authority.window.start
        return None

    # Rule 2.
    def leaving(self, name: str) -> int | None:
        partner = next(one for one in self.mission.partners if one.id == name)
        word = self.words(2, name)
        if partner.leaves is None or word[0] >= below(partner.leave_belief):
            return None
        return self.plan.horizon.week(self.drawn_day(partner.leaves, word[1]))

    def still_there(self, partner: str, week: int) -> bool:
        gone = self.gone[partner]
        return gone is None or week < gone

    # Rule 4.
    def covers(self, authority: Authority, day: date, above: tuple[str, ...] = ()) -> bool:
        if authority.id in above or day not in authority.window:
            return False
        if self.pauses.stopped(authority, day):
            return False
        if authority.pending:
            opens = self.gate_days.get(authority.id)
            if opens is None or day < opens:
                return False
        elif authority.state is not AuthorityState.IN_FORCE:
            return False
        for base in authority.rests_on:
            known = [one for one in self.mission.authorities if one.id == base]
            if not known or not self.covers(known[0], day, (*above, authority.id)):
                return False
        return True

    def whole_weeks(self, authorities: list[Authority]) -> set[int]:
        days = {day for one in authorities for day in self.days[one.id]}
        held = Counter((day - self.plan.horizon.start).days // 7 for day in days)
        return {week for week, number in held.items() if number == 7}

    def legal_weeks(self, start: Start) -> set[int]:
        work, weeks = self.works[start.activity], set(range(self.weeks))
        for kind in work.cover:
            weeks &= self.whole_weeks(
                [
                    one
                    for one in self.mission.authorities
                    if one.kind is kind and one.reaches(work.programme, start.site)
                ]
            )
        return weeks

    def legal(self, start: Start, week: int) -> bool:
        return week in self.lawful[start.activity]

    def open_site(self, name: str, week: int) -> bool:
        window = self.plan.horizon.span(week)
        shut = any(name in one.sites and one.window.overlaps(window) for one in self.mission.pauses)
        there = any(one.id == name and one.window.covers(window) for one in self.mission.sites)
        return there and not shut

    # Rule 5.
    def begun(self, activity: str) -> bool:
        began = next(one.began for one in self.mission.activities if one.id == activity)
        return began is not None and began <= self.mission.profile.as_of

    def fixed(self, start: Start) -> bool:
        return self.mission.mode(start.mode).weeks > 0

    def cap(self, work: Activity) -> int:
        horizon = self.plan.horizon
        weeks = [w for w in range(self.weeks) if horizon.day(w + 1) > work.window.end]
        return weeks[0] if weeks else self.weeks

    def opening(self, start: Start) -> int | None:
        work, horizon, week = self.works[start.activity], self.plan.horizon, start.week
        for gate in start.waits_for:
            day = self.gate_days[gate]
            if day is None:
                return None
            if day.year > 1:
                notice = 0 if self.begun(work.id) else work.notice_weeks
                week = max(week, horizon.first_whole_week(day) + notice)
        for key in () if self.begun(start.activity) else work.after:
            if not self.begun(key):
                before = self.called.get(key)
                if before is None:
                    return None
                week = max(week, before + work.lag_weeks)
        ends = [self.over(k) for k in (() if self.begun(start.activity) else work.after_end)]
        return None if None in ends else max([week, *(e + work.lag_weeks for e in ends if e)])

    def over(self, key: ActivityId) -> int | None:
        """The week from which a planned activity isn't due any more; None when it never comes."""
        start = self.plan.start_of(key)
        if start is None:
            return 0 if self.begun(key) else None
        called = self.called[key]
        if called is None:
            return None
        weeks = range(called, self.weeks)
        return next((week for week in weeks if not self.due(start, week)), self.weeks)

    def call(self, start: Start, since: int = 0) -> None:
        work, opens = self.works[start.activity], self.opening(start)
        self.opened[start.activity], self.called[start.activity] = opens, None
        end = self.cap(work) if self.fixed(start) else min(self.cap(work), start.end)
        for week in range(self.weeks if opens is None else max(opens, since), end):
            if self.too_late(start, week):
                return
            free = self.open_site(start.site, week) and not self.pauses.halted(start, week)
            if self.legal(start, week) and free:
                self.called[start.activity] = week
                return

    def too_late(self, start: Start, week: int) -> bool:
        work = self.works[start.activity]
        if work.latest_start is None or self.begun(start.activity):
            return False
        return self.plan.horizon.day(week) > work.latest_start

    def due(self, start: Start, week: int) -> bool:
        called = self.called[start.activity]
        end = self.cap(self.works[start.activity])
        if not self.fixed(start):
            end = min(end, start.end)
        elif called is not None:
            end = min(end, called + start.weeks)
        return start.week <= week < end

    def late(self, start: Start) -> int:
        called = self.called[start.activity]
        return 0 if called is None or not self.fixed(start) else called - start.week
