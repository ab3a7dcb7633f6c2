"""The oracle's talks and shocks: what the host can carry, and what hits (rules 1 and 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from cadre.mission.authorities import Negotiation
from cadre.mission.gates import gates
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.scenarios import Shock, ShockKind
from tests.oracle.simulator_luck import below, tri_of, wait

Words = Callable[..., list[int]]


# Rule 1.
def talks_over(mission: Mission, plan: Plan, words: Words) -> dict[str, date | None]:
    """The first day after each of the talks that matter; None for those that never end."""
    awaited = {gate.id for gate in gates(mission)}
    over: dict[str, date | None] = {}
    busy: list[tuple[Negotiation, set[date]]] = []
    for one in sorted(mission.negotiations, key=lambda row: turn(mission, plan, row)):
        if not one.agreed and not any(key in awaited for key in map(str, one.brings)):
            continue
        days = None if in_vain(mission, one) else days_of(mission, one, busy, words)
        over[one.id] = None if days is None else max(days) + timedelta(days=1)
        if days is not None:
            busy.append((one, days))
    return over


def turn(mission: Mission, plan: Plan, one: Negotiation) -> tuple[bool, int]:
    """Agreed talks come first, then by the first week of new work whose option needs them."""
    needing = {option.id for option in mission.options if one.id in option.negotiations}
    weeks = [plan.horizon.weeks]
    for start in plan.starts:
        work = mission.activity(start.activity)
        begun = work.began is not None and work.began <= mission.profile.as_of
        weeks += [start.week] if work.option in needing and not begun else []
    return not one.agreed, min(weeks)


def in_vain(mission: Mission, one: Negotiation) -> bool:
    """Whether talks can't end: two sides or more, and on some point nothing that all accept."""
    capacity = mission.profile.negotiating_capacity
    if capacity and one.load > capacity:
        return True
    lines = [line for line in mission.red_lines if one.id in line.negotiations and line.accepts]
    for point in {line.point for line in lines if line.point}:
        there = [line for line in lines if line.point == point]
        wanted = {accepted for line in there for accepted in line.accepts}
        shared = [w for w in wanted if all(w in line.accepts for line in there)]
        if len({line.side for line in there}) > 1 and not shared:
            return True
    return False


def days_of(
    mission: Mission, one: Negotiation, busy: list[tuple[Negotiation, set[date]]], words: Words
) -> set[date]:
    """The days of talks, tried day by day from their earliest."""
    capacity = mission.profile.negotiating_capacity
    length = 7 * tri_of(one.weeks, words(8, one.id)[0], least=1)
    first = one.earliest
    while True:
        days = {first + timedelta(days=n) for n in range(length)}
        loads = [sum(other.load for other, taken in busy if day in taken) for day in days]
        if not capacity or max(loads) + one.load <= capacity:
            return days
        first += timedelta(days=1)


# Rule 3.
class Weather:
    """The weeks that one shock stops, and those in which it has consent withdrawn."""

    def __init__(self, shock: Shock, words: Words, weeks: int) -> None:
        self.shock, self.words, self.weeks = shock, words, weeks
        self.stopped: set[int] = set()
        self.withdrawn: set[int] = set()
        week, occasion, followed = 0, 0, False
        while week < weeks:
            word = words(4, shock.id, occasion)
            begin = self.begin(week, word[0], followed)
            if begin is None or begin >= weeks:
                return
            end = begin + tri_of(shock.weeks, word[1], least=1)
            week, followed = self.hit(begin, end, word)
            occasion += 1

    def begin(self, week: int, word: int, followed: bool) -> int | None:
        if followed:
            return week + tri_of(self.shock.again_weeks, word)
        again = 0.0 if self.shock.kind is ShockKind.CONSENT else self.shock.again.likely
        after = wait(min(1.0, self.shock.per_year.likely * (1 - again) / 52), word, self.weeks)
        return None if after is None else week + after

    def hit(self, begin: int, end: int, word: list[int]) -> tuple[int, bool]:
        """Take down one event; answer when it is over, and whether another follows."""
        for_good = word[2] < below(self.shock.for_good.likely)
        if self.shock.kind is not ShockKind.CONSENT:
            end = self.weeks if for_good else end
            self.stopped |= set(range(begin, min(end, self.weeks)))
            return end, word[3] < below(self.shock.again.likely)
        self.stopped |= set(range(begin, min(end, self.weeks)))
        share = Fraction(self.shock.for_good.likely) + Fraction(self.shock.worsens.likely)
        back = end
        if for_good:
            back = self.weeks
        elif word[2] < below(min(Fraction(1), share)):
            back = end + tri_of(self.shock.return_weeks, word[3], least=1)
        self.withdrawn |= set(range(end, min(back, self.weeks)))
        return max(end, back), False
