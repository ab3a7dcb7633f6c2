"""The oracle's future in which triggers act: the plan is written anew as orders take effect."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.ids import ActivityId, PledgeId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.scenarios import ShockKind
from cadre.mission.triggers import Action, Signal, Trigger
from tests.oracle.simulator_dormant import Reserve, may_go
from tests.oracle.simulator_future import Future
from tests.oracle.simulator_luck import half_up, tri_of
from tests.oracle.simulator_stages import Now, filled

AFTER_ALL = 10_000


@dataclass
class Order:
    """One trigger in one future.

    Attributes:
        trigger: The rule.
        seen: Weeks on end with its signal.
        given: How often it was ordered.
        effect: Week in which an order that is under way takes effect.
        pausing: Whether its pause is on.
        had: Whether the authority that it watches covered a week.
    """

    trigger: Trigger
    seen: int = 0
    given: int = 0
    effect: int | None = None
    pausing: bool = False
    had: bool = False


class Ordered(Future):
    """One future, week by week, with orders."""

    def __init__(
        self,
        mission: Mission,
        plan: Plan,
        seed: int,
        number: int,
        callers: dict[int, str],
        reserve: Reserve,
    ) -> None:
        own = reserve.plan
        self.own, self.own_people = len(own.starts), len(own.assignments)
        self.by = reserve.by
        self.dormant = range(self.own_people, self.own_people + len(self.by))
        self.in_force = {start.activity for start in own.starts}
        self.begun_once = set(self.in_force)
        self.stopped: dict[str, int] = {}
        self.until: dict[str, int] = {}
        self.promised: dict[int, int] = {}
        self.ran: set[str] = set()
        self.away: set[int] = set()
        self.stays: list[tuple[int, int, int]] = []
        self.home: dict[str, set[int]] = {}
        self.first_starts = reserve.starts
        super().__init__(mission, plan, seed, number, callers)
        self.orders = [Order(trigger) for trigger in mission.triggers]

    # What is in force.
    def stands(self, start: Start) -> bool:
        return start.activity in self.in_force

    def due(self, start: Start, week: int) -> bool:
        if start.activity in self.until:
            return start.week <= week < self.until[start.activity]
        return super().due(start, week)

    def over(self, key: ActivityId) -> int | None:
        planned = {start.activity for start in self.plan.starts[: self.own]}
        if self.begun(key) and key not in planned:
            return 0
        end = super().over(key)
        if end is None or key not in self.stopped:
            return end
        return min(end, self.stopped[key])

    def end_of(self, key: ActivityId) -> int:
        """First week in which work isn't due any more, or couldn't be."""
        start, call = self.plan.start_of(key), self.called[key]
        assert start is not None
        if key in self.until:
            return self.until[key]
        end = self.cap(self.works[key])
        if key in self.begun_once and not self.fixed(start):
            return min(end, start.end)
        return end if call is None else min(end, call + start.weeks)

    # Who is there.
    def stay(self, index: int) -> tuple[int, int, int]:
        """Heads, first week and end of an assignment as long as its work is in force."""
        one = self.plan.assignments[index]
        if index not in self.dormant:
            heads, begin, end = self.span(index)
            return (heads, begin, end) if end else (0, AFTER_ALL, AFTER_ALL)
        pledge, horizon = self.pledges[one.pledge], self.plan.horizon
        if index not in self.promised:
            return 0, AFTER_ALL, AFTER_ALL
        begin, end = self.promised[index] + pledge.notice_weeks, self.weeks
        begin += 0 if pledge.rung.value == "arrived" else self.delay(one.pledge)
        if pledge.window.first is not None:
            begin = max(begin, horizon.first_whole_week(pledge.window.start))
        if pledge.window.last is not None:
            end = min(end, horizon.week(pledge.window.end))
        if one.activity is not None:
            call = self.called[one.activity]
            if call is None:
                return 0, AFTER_ALL, AFTER_ALL
            begin, end = max(begin, call), min(end, self.end_of(one.activity))
        return self.heads(index), begin, end

    def delay(self, key: PledgeId) -> int:
        return tri_of(self.pledges[key].delay, self.words(3, key)[1])

    def settle_people(self) -> None:
        self.stays = [self.stay(index) for index in range(len(self.plan.assignments))]

    def there(self, index: int, week: int) -> int:
        one = self.plan.assignments[index]
        heads, begin, end = self.stays[index]
        pledge = self.pledge_of(one)
        if pledge is None or index in self.away or not begin <= week < end:
            return 0
        if one.activity is not None and one.activity not in self.in_force:
            return 0
        own = [
            row
            for row in self.mission.authorities
            if row.kind is AuthorityKind.NATIONAL and pledge.nation in row.nations
        ]
        if own and week not in self.allowed(pledge.nation, own):
            return 0
        return 0 if self.kept_away(index, pledge, week) else heads

    def allowed(self, nation: str, own: list[Authority]) -> set[int]:
        """Weeks in which a nation's own law holds."""
        if nation not in self.home:
            self.home[nation] = self.whole_weeks(own)
        return self.home[nation]

    # Rule 9.
    def barred(self, start: Start, week: int) -> str | None:
        found = super().barred(start, week)
        if found != "PAUSE" and start.activity in self.paused():
            return "TRIGGER"
        return found

    def paused(self) -> set[str]:
        return {str(one.trigger.target) for one in self.orders if one.pausing}

    def settle(self, week: int) -> dict[str, str]:
        whole = self.plan
        self.plan = replace(whole, starts=tuple(s for s in whole.starts if self.stands(s)))
        state = super().settle(week)
        self.plan = whole
        self.ran |= {key for key, now in state.items() if now == "RUNS"}
        return state

    # Signals.
    def signal(self, order: Order, now: Now, state: dict[str, str]) -> bool:
        one, key, week = order.trigger, str(order.trigger.subject), now.week
        if one.signal is Signal.AUTHORITY_LOST:
            row = next(a for a in self.mission.authorities if a.id == key)
            covers = week in self.whole_weeks([row]) and not self.taken_back(row, week)
            order.had |= covers
            return order.had and not covers
        if one.signal is Signal.CONDITION_MET:
            met = next(c for c in self.mission.conditions if c.id == key)
            day = met.met or self.gate_days.get(met.id)
            return day is not None and day <= self.plan.horizon.day(week)
        return {
            Signal.PROVIDER_GONE: lambda: not self.still_there(key, week),
            Signal.SITE_CLOSED: lambda: not self.open_site(key, week),
            Signal.WORK_STOPPED: lambda: key in self.ran and state.get(key, "RUNS") != "RUNS",
            Signal.STRENGTH_BELOW: lambda: now.people < math.ceil(Fraction(one.below or 0)),
            Signal.FILL_BELOW: lambda: self.thin(one, now),
            Signal.GRADUATES_BELOW: lambda: self.few(one, now),
        }[one.signal]()

    def taken_back(self, row: Authority, week: int) -> bool:
        """Whether a consent is suspended or withdrawn everywhere."""
        return row.kind is AuthorityKind.CONSENT and any(
            shock.site is None and shock.kind is ShockKind.CONSENT and week in {*stopped, *lost}
            for shock, stopped, lost in zip(
                self.mission.shocks, self.shocks, self.withdrawn, strict=True
            )
        )

    def thin(self, one: Trigger, now: Now) -> bool:
        share = filled(now, one)  # type: ignore[arg-type]
        return 0 <= share < half_up(Fraction(one.below or 0) * 1000)

    def few(self, one: Trigger, now: Now) -> bool:
        key = str(one.subject)
        works = {str(w.id) for w in self.mission.activities if str(w.programme) == key}
        own = [str(c.id) for c in self.mission.courses if str(c.activity) in works]
        there = now.past.graduates(key) + sum(now.graduates.get(course, 0) for course in own)
        return there < math.ceil(Fraction(one.below or 0))

    # Orders.
    def watch(self, now: Now, state: dict[str, str]) -> list[Trigger]:
        """The triggers whose action is ordered at the end of a week."""
        found = []
        for order in self.orders:
            one, there = order.trigger, self.signal(order, now, state)
            if order.pausing and not there:
                order.pausing = False
                order.seen = 0
                continue
            if order.pausing or order.effect is not None:
                continue
            order.seen = order.seen + 1 if there else 0
            effect = now.week + 1 + one.delay_weeks
            may = one.times == 0 or order.given < one.times
            if order.seen >= max(1, one.weeks) and may and self.matters(one, effect):
                order.seen, order.given, order.effect = 0, order.given + 1, effect
                found.append(one)
        return found

    def matters(self, one: Trigger, effect: int) -> bool:
        """Whether an action would change something."""
        if one.action is Action.CALL:
            mine = [
                index
                for index in self.dormant
                if self.plan.assignments[index].pledge == str(one.target)
            ]
            return bool(set(mine) - set(self.promised)) and effect < self.weeks
        if one.action is Action.SWITCH:
            return any(
                (self.stands(start) is not wanted) and effect < self.end_of(start.activity)
                for start, wanted in self.choice(one)
            )
        key = str(one.target)
        if one.action is Action.MOVE:
            key = next(str(mode.activity) for mode in self.mission.modes if mode.id == key)
        start = self.plan.start_of(ActivityId(key))
        if start is None or effect >= self.end_of(start.activity):
            return False
        if one.action is Action.MOVE and start.mode == str(one.target):
            return False
        return self.stands(start) is (one.action is not Action.START)

    def choice(self, one: Trigger) -> list[tuple[Start, bool]]:
        """The work that hangs on options, and whether a SWITCH wants it."""
        return [
            (start, self.works[start.activity].option == str(one.target))
            for start in self.plan.starts
            if self.works[start.activity].option is not None
        ]

    def obey(self, week: int) -> None:
        """Let the orders take effect that are due at the beginning of a week."""
        changed = False
        for order in self.orders:
            if order.effect == week:
                order.effect = None
                if order.trigger.action is Action.PAUSE:
                    order.pausing = True
                else:
                    self.act(order.trigger, week)
                    changed = True
        if changed:
            self.follow(week)

    def act(self, one: Trigger, week: int) -> None:
        if one.action is Action.STOP:
            self.stop(ActivityId(one.target), week)
        elif one.action is Action.START:
            self.begin(ActivityId(one.target), week)
        elif one.action is Action.MOVE:
            self.move(str(one.target), week)
        elif one.action is Action.CALL:
            self.summon(str(one.target), week)
        else:
            for start, wanted in self.choice(one):
                (self.begin if wanted else self.stop)(start.activity, week)

    def summon(self, pledge: str, week: int) -> None:
        for index in self.dormant:
            if self.plan.assignments[index].pledge == pledge:
                self.promised.setdefault(index, week)

    def stop(self, key: ActivityId, week: int) -> None:
        if key in self.in_force:
            self.in_force.discard(key)
            self.stopped[key] = week

    def begin(self, key: ActivityId, week: int) -> None:
        start = self.plan.start_of(key)
        if start is None or key in self.in_force:
            return
        if key not in self.begun_once:
            self.rewrite(key, replace(start, week=week))
            for index in self.dormant:
                if self.by[index - self.own_people] == key:
                    self.promised[index] = week
        self.in_force.add(key)
        self.begun_once.add(key)
        self.stopped.pop(key, None)

    def move(self, mode: str, week: int) -> None:
        there = next(one for one in self.mission.modes if one.id == mode)
        start = self.plan.start_of(there.activity)
        if start is None or start.mode == mode or not self.stands(start):
            return
        called = self.called[there.activity]
        if called is not None and called < week:
            self.until[there.activity] = self.end_of(there.activity)
        first = next(one for one in self.first_starts if one.activity == there.activity)
        weeks = there.weeks or (self.weeks if self.fixed(first) else first.weeks)
        self.rewrite(there.activity, replace(start, mode=there.id, site=there.site, weeks=weeks))

    def rewrite(self, key: ActivityId, new: Start) -> None:
        """Put another start in the place of one, its people with it."""
        self.plan = replace(
            self.plan,
            starts=tuple(new if one.activity == key else one for one in self.plan.starts),
            assignments=tuple(
                replace(one, site=new.site) if one.activity == key else one
                for one in self.plan.assignments
            ),
        )
        self.lawful[key] = self.legal_weeks(new)
        skills = {
            post.skill
            for post in self.mission.posts
            if post.activity == key and post.site in (None, new.site)
        }
        for index, one in enumerate(self.plan.assignments):
            pledge = self.pledge_of(one)
            if one.activity != key or pledge is None or one.post is None:
                continue
            self.away.discard(index)
            skill = self.mission.post(one.post).skill
            moved = new.mode != self.first_mode(key)
            barred = moved and not may_go(self.mission, pledge.nation, key, new.site)
            if skill not in skills or barred:
                self.away.add(index)

    def first_mode(self, key: ActivityId) -> str:
        """The mode in which the plan, or a START, has work begin."""
        planned = [one for one in self.first_starts if one.activity == key]
        return planned[0].mode

    def follow(self, week: int) -> None:
        """Call anew what isn't called, and settle anew who hasn't come, from a week on."""
        waiting = []
        for start in self.plan.starts:
            call = self.called[start.activity]
            if call is None or call >= week:
                del self.called[start.activity], self.opened[start.activity]
                waiting.append(start)
        self.call_all(waiting, week)
        for index, (_, begin, _) in enumerate(self.stays):
            if begin >= week:
                self.stays[index] = self.stay(index)
