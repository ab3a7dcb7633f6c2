"""The oracle's future: one future of a plan, played rule by rule."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from fractions import Fraction

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.forces import Pledge, Rung
from cadre.mission.gates import Gate, gates
from cadre.mission.ids import ActivityId, EnablerId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.scenarios import ShockKind
from cadre.mission.weeks import DateRange
from tests.oracle.people import ON_SUPPORT, barred, lent_in
from tests.oracle.simulator_luck import below, four_words, half_up, tri, tri_of, wait
from tests.oracle.simulator_pauses import Pauses

ORDER = [
    "GATE",
    "COVER",
    "CONSENT",
    "PANDEMIC",
    "ELECTION",
    "ATTACK",
    "SITE",
    "POSTS",
    "ENABLER",
    "BEDS",
    "PAUSE",
]
SHOCK_CAUSE = {
    ShockKind.CONSENT: "CONSENT",
    ShockKind.PANDEMIC: "PANDEMIC",
    ShockKind.ELECTION: "ELECTION",
    ShockKind.ATTACK: "ATTACK",
}


class Future:
    """One future of a plan, played as the contract says, rule by rule."""

    def __init__(self, mission: Mission, plan: Plan, seed: int, number: int) -> None:
        self.mission, self.plan, self.seed, self.number = mission, plan, seed, number
        self.weeks = plan.horizon.weeks
        self.pauses = Pauses(mission, plan)
        self.loans: dict[tuple[str, str, int], float] = {}
        self.pledges = {pledge.id: pledge for pledge in mission.pledges}
        self.works = {start.activity: mission.activity(start.activity) for start in plan.starts}
        self.gate_days = self.open_gates()
        self.gone: dict[str, int | None] = {
            partner.id: self.leaving(partner.id) for partner in mission.partners
        }
        self.shocks = [self.weather(shock.id) for shock in mission.shocks]
        first = plan.horizon.start.toordinal()
        every = [date.fromordinal(first + n) for n in range(7 * self.weeks)]
        self.days = {
            one.id: {day for day in every if self.covers(one, day)} for one in mission.authorities
        }
        self.lawful = {start.activity: self.legal_weeks(start) for start in plan.starts}
        self.called: dict[str, int | None] = {}
        self.opened: dict[str, int | None] = {}
        left = list(plan.starts)
        while left:
            for start in list(left):
                work = self.works[start.activity]
                waits = [k for k in (*work.after, *work.after_end) if k in self.works]
                waits = [k for k in waits if not self.begun(k) or k in work.after_end]
                if self.begun(work.id) or all(key in self.called for key in waits):
                    self.call(start)
                    left.remove(start)
        self.presence = [self.present(index) for index in range(len(plan.assignments))]

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

    # Rule 3.
    def weather(self, name: str) -> set[int]:
        shock = next(one for one in self.mission.shocks if one.id == name)
        stopped: set[int] = set()
        week, occasion = 0, 0
        while week < self.weeks:
            word = self.words(4, name, occasion)
            after = wait(min(1.0, shock.per_year.likely / 52), word[0], self.weeks)
            if after is None:
                break
            length = tri_of(shock.weeks, word[1], least=1)
            end = week + after + length
            if word[2] < below(shock.for_good.likely):
                end = self.weeks
            stopped |= set(range(week + after, min(end, self.weeks)))
            week, occasion = end, occasion + 1
        return stopped

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

    def call(self, start: Start) -> None:
        work, opens = self.works[start.activity], self.opening(start)
        self.opened[start.activity], self.called[start.activity] = opens, None
        end = self.cap(work) if self.fixed(start) else min(self.cap(work), start.end)
        for week in range(self.weeks if opens is None else opens, end):
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

    # Rules 6 and 7.
    def pledge_of(self, one: Assignment) -> Pledge | None:
        return self.pledges.get(one.pledge)

    def heads(self, index: int) -> int:
        one = self.plan.assignments[index]
        pledge = self.pledge_of(one)
        if pledge is None:
            return 0
        word = self.words(3, pledge.id)
        if pledge.rung is not Rung.ARRIVED and word[0] >= below(pledge.belief):
            return 0
        whole = self.words(7, pledge.nation)[0]
        strength = Fraction(tri_of(pledge.strength, whole, 1000), 1000)
        before = sum(
            other.people for other in self.plan.assignments[:index] if other.pledge == one.pledge
        )
        return half_up((before + one.people) * strength) - half_up(before * strength)

    def span(self, index: int) -> tuple[int, int, int]:
        """Heads, first week and end of an assignment."""
        one = self.plan.assignments[index]
        same = [other for other in self.plan.assignments if other.pledge == one.pledge]
        pledge, begin, end = self.pledge_of(one), one.week, one.week + one.weeks
        limit, delay = 10_000, 0
        if pledge is not None:
            horizon = self.plan.horizon
            if pledge.window.first is not None:
                begin = max(begin, horizon.first_whole_week(pledge.window.start))
            if pledge.window.last is not None:
                limit = horizon.week(pledge.window.end)
                end = min(end, limit)
            if pledge.rung is not Rung.ARRIVED:
                delay = tri_of(pledge.delay, self.words(3, pledge.id)[1])
        limit = min([limit, *(o.week for o in same if o.week >= one.week + one.weeks)])
        starts = [s for s in self.plan.starts if s.site == one.site]
        if one.post is not None:
            activity = self.mission.post(one.post).activity
            starts = [s for s in self.plan.starts if s.activity == activity]
        calls = [call for s in starts if (call := self.called[s.activity]) is not None]
        if not calls:
            return 0, 0, 0
        late = max(self.late(s) for s in starts)
        arrival = min(other.week for other in same) + delay
        moved = begin if one.post is None else begin + late
        return self.heads(index), max(moved, min(calls), arrival), min(end + late, limit)

    def present(self, index: int) -> dict[int, int]:
        """Heads of an assignment in the weeks in which they are there."""
        heads, begin, end = self.span(index)
        pledge = self.pledge_of(self.plan.assignments[index])
        if pledge is None:
            return {}
        own = [
            one
            for one in self.mission.authorities
            if one.kind is AuthorityKind.NATIONAL and pledge.nation in one.nations
        ]
        weeks = self.whole_weeks(own) if own else set(range(self.weeks))
        return {
            week: heads
            for week in weeks
            if begin <= week < end and not self.kept_away(index, pledge, week)
        }

    def kept_away(self, index: int, pledge: Pledge, week: int) -> bool:
        """Whether a caveat that hangs on support bars an assignment, with those who are left."""
        gone = [one.id for one in self.mission.partners if not self.still_there(one.id, week)]
        where = (self.plan.assignments[index].site, None)
        return any(
            barred(self.mission, one, where, week, gone)
            for one in self.mission.caveats
            if one.nation == pledge.nation and one.kind in ON_SUPPORT
        )

    def there(self, index: int, week: int) -> int:
        return self.presence[index].get(week, 0)

    def in_posts(self, start: Start, week: int) -> dict[str, int]:
        """Heads by skill in the posts of a start."""
        found: dict[str, int] = {}
        for index, one in enumerate(self.plan.assignments):
            if one.post is not None and self.mission.post(one.post).activity == start.activity:
                skill = self.mission.post(one.post).skill
                found[skill] = found.get(skill, 0) + self.there(index, week)
        return found

    # Rule 9.
    def held_back_by(self, start: Start, week: int) -> str | None:
        opens = self.opened[start.activity]
        if opens is None or week < opens:
            return "GATE"
        if self.called[start.activity] is None and self.too_late(start, week):
            return "GATE"
        if barred := self.barred(start, week):
            return barred
        if hits := self.hits(start, week):
            return min(hits, key=ORDER.index)
        if not self.open_site(start.site, week):
            return "SITE"
        return None if self.manned(start, week) else "POSTS"

    def barred(self, start: Start, week: int) -> str | None:
        """Whether a pause or law keeps a start from a week."""
        if self.pauses.halted(start, week):
            return "PAUSE"
        if self.legal(start, week):
            return None
        return "PAUSE" if self.pauses.only_paused(start, week) else "COVER"

    def hits(self, start: Start, week: int) -> set[str]:
        """Causes of the shocks that stop a start in a week."""
        needs_consent = AuthorityKind.CONSENT in self.works[start.activity].cover
        return {
            SHOCK_CAUSE[shock.kind]
            for shock, stopped in zip(self.mission.shocks, self.shocks, strict=True)
            if shock.site in (None, start.site) and week in stopped
            if needs_consent or shock.kind is not ShockKind.CONSENT
        }

    def manned(self, start: Start, week: int) -> bool:
        work, heads = self.works[start.activity], self.in_posts(start, week)
        for skill in {post.skill for post in self.mission.posts_of(start.activity)}:
            asked = sum(p.people for p in self.mission.posts_of(start.activity) if p.skill == skill)
            if heads.get(skill, 0) < math.ceil(work.min_fill * asked - 1e-9):
                return False
        return True

    # Rule 10.
    def brought(self, site: str, week: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for index, one in enumerate(self.plan.assignments):
            if one.enabler is not None and one.site == site:
                found[one.enabler] = found.get(one.enabler, 0) + self.there(index, week)
        return found

    def lent(self, kind: str, site: str, week: int) -> float:
        key = kind, site, week
        if key not in self.loans:
            self.loans[key] = sum(
                lent_in(self.mission, one, week)
                for one in self.mission.supports
                if one.enabler == kind and one.site == site
                if self.still_there(one.provider, week)
            )
        return self.loans[key]

    def short(self, running: list[Start], site: str, week: int) -> set[str]:
        brought = self.brought(site, week)
        heads = [self.in_posts(start, week) for start in running]
        people = sum(brought.values()) + sum(sum(one.values()) for one in heads)
        kinds = {str(kind) for start in running for kind in self.works[start.activity].enablers}
        found = set()
        for kind in kinds:
            enabler = self.mission.enabler(EnablerId(kind))
            supply = self.lent(kind, site, week) + brought.get(kind, 0)
            for one in heads:
                supply += sum(n for s, n in one.items() if self.skill_gives(s) == kind)
            each = half_up(Fraction(enabler.per_person.likely) * 10**6)
            fixed = half_up(Fraction(enabler.fixed.likely) * 10**6)
            if people and each * people + fixed > supply * 10**6 + 1000:
                found.add(kind)
        return found

    def skill_gives(self, skill: str) -> str | None:
        return next(one.enabler for one in self.mission.skills if one.id == skill)

    def beds(self, site: str, week: int) -> float:
        rows = [one for one in self.mission.bed_spaces if one.site == site]
        if not rows:
            return math.inf
        span = self.plan.horizon.span(week)
        return sum(one.beds for one in rows if one.window.covers(span))

    def fit(self, running: list[Start], site: str, week: int) -> dict[str, str]:
        """What of the work at a site stops, and why."""
        place = {start.activity: number for number, start in enumerate(self.plan.starts)}
        kept = sorted(running, key=lambda s: (self.works[s.activity].rank, place[s.activity]))
        ranked = list(kept)
        while self.lacks(kept, site, week):
            kept.pop()
        stopped: dict[str, str] = {}
        for start in [one for one in ranked if one not in kept]:
            cause = self.lacks([*kept, start], site, week)
            if cause is None:
                kept.append(start)
            else:
                stopped[start.activity] = cause
        return stopped

    def lacks(self, kept: list[Start], site: str, week: int) -> str | None:
        """What lacks for `kept` to run together."""
        people = sum(self.brought(site, week).values())
        posts = sum(sum(self.in_posts(start, week).values()) for start in kept)
        if self.short(kept, site, week):
            return "ENABLER"
        return "BEDS" if posts > 0 and people + posts > self.beds(site, week) else None

    def settle(self, week: int) -> dict[str, str]:
        """For each work that is due in a week: RUNS, or the cause that holds it back."""
        due = [start for start in self.plan.starts if self.due(start, week)]
        state = {start.activity: self.held_back_by(start, week) or "RUNS" for start in due}
        for site in {start.site for start in due}:
            ready = [s for s in due if s.site == site and state[s.activity] == "RUNS"]
            state.update(self.fit(ready, site, week))  # type: ignore[arg-type]
        return {str(key): value for key, value in state.items()}

    # Rule 13.
    def coverage(self, need: str, state: dict[str, str], week: int) -> int:
        left, span = 10**6, self.plan.horizon.span(week)
        for effect in [one for one in self.mission.effects if one.need == need]:
            works = state.get(effect.work) == "RUNS"
            for theirs in self.mission.partner_activities:
                if str(theirs.id) == effect.work:
                    works = theirs.window.covers(span) and self.still_there(theirs.partner, week)
            if works:
                left = left * (1000 - half_up(Fraction(effect.strength) * 1000)) // 1000
        return 1000 - (left + 500) // 1000
