"""Seats: how many posts of the work of a day can be filled from pledges, whoever fills which."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from cadre.checks.caveat import Offers, cap
from cadre.checks.work import Present
from cadre.mission.activities import least
from cadre.mission.ids import ActivityId, NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan
from cadre.mission.transfers import people_on
from cadre.mission.weeks import Window

Seats = tuple[ActivityId, SkillId]
"""The posts of one skill of one activity."""

_ALL = "all pledges"


def seated(mission: Mission, work: Iterable[Present], day: date) -> Counter[Seats]:
    """People whom pledges put into posts of `work` on a day, as many as can be.

    Work of better rank is filled first, each to its least, then each in full. Caveats, a nation's
    own law and its highest number are respected; nobody sits twice.
    """
    return _seated(mission, tuple(work), day, Counter(), ())


def still_seated(
    mission: Mission, plan: Plan, work: Iterable[Present], day: date
) -> Counter[Seats]:
    """People in posts of planned `work` on a day: those assigned who may serve, then others.

    An assignment counts when its pledge is in `mission` and may serve there that day. Seats that
    are left empty are offered to pledges that the plan uses nowhere.
    """
    there, week = tuple(work), plan.horizon.week(day)
    sites = {one.activity.id: one for one in there}
    offers, known = Offers.of(mission), {one.id: one for one in mission.pledges}
    filled: Counter[Seats] = Counter()
    used = [one for one in plan.assignments if one.week <= week < one.week + one.weeks]
    for one in used:
        pledge, here = known.get(one.pledge), sites.get(one.activity) if one.activity else None
        if pledge is None or here is None:
            continue
        place = (here.activity, here.site)
        if offers.usable(pledge, [place], Window.of_days(day, day)):
            filled[here.activity.id, pledge.skill] += one.people
    return _seated(mission, there, day, filled, used)


def below_least(work: Iterable[Present], filled: Counter[Seats]) -> frozenset[ActivityId]:
    """The work of which some skill has fewer people than it needs to run at all."""
    return frozenset(
        one.activity.id
        for one in work
        for skill, people in one.heads.items()
        if filled[one.activity.id, skill] < least(people, one.activity.min_fill)
    )


def _seated(
    mission: Mission,
    work: tuple[Present, ...],
    day: date,
    filled: Counter[Seats],
    used: Iterable[Assignment],
) -> Counter[Seats]:
    """`filled`, and what pledges beyond those `used` add to it."""
    network = _network(mission, work, day, used)
    found = Counter(filled)
    for full in (False, True):
        for one in work:
            for skill, people in one.heads.items():
                seats = one.activity.id, skill
                wanted = people if full else least(people, one.activity.min_fill)
                found[seats] += network.fill(seats, wanted - found[seats])
    return found


def _network(
    mission: Mission, work: tuple[Present, ...], day: date, used: Iterable[Assignment]
) -> _Flow:
    """Who may sit where: all pledges, nation by nation, skill by skill, seat by seat."""
    days, flow = Window.of_days(day, day), _Flow()
    taken: Counter[str] = Counter()
    for one in used:
        taken[one.pledge] += one.people
    nations: Counter[NationId] = Counter()
    groups: Counter[tuple[NationId, SkillId]] = Counter()
    for pledge in mission.pledges:
        nations[pledge.nation] += taken[pledge.id] if day in pledge.window else 0
        free = people_on(mission, pledge, days) - taken[pledge.id]
        groups[pledge.nation, pledge.skill] += max(free, 0)
    for (nation, skill), free in groups.items():
        for seats in _seats_for(mission, nation, skill, work, day) if free else ():
            flow.allow(("nation", nation), (nation, skill), free)
            flow.allow((nation, skill), seats, free)
    for nation in (one.id for one in mission.nations):
        limit = cap(mission, nation, None, days)
        most = sum(pledge.people for pledge in mission.pledges_of(nation))
        free = most if limit is None else min(most, limit) - nations[nation]
        flow.allow(_ALL, ("nation", nation), max(free, 0))
    return flow


def _seats_for(
    mission: Mission, nation: NationId, skill: SkillId, work: Iterable[Present], day: date
) -> Iterator[Seats]:
    """The seats that people of a nation and a skill may take on a day."""
    offers = Offers.of(mission)
    lawful = any(day in window for window in offers.served(nation))
    for one in work if lawful else ():
        barred = offers.barred(nation, (one.activity, one.site)) if skill in one.heads else ()
        if skill in one.heads and not any(day in window for window in barred):
            yield one.activity.id, skill


class _Flow:
    """The largest flow of people from pledges to seats, grown seat by seat.

    What is filled stays filled: a later path may change who sits there, never how many.
    """

    def __init__(self) -> None:
        self._room: dict[Hashable, dict[Hashable, int]] = {}

    def allow(self, start: Hashable, end: Hashable, people: int) -> None:
        """Let so many people go from `start` to `end`; a way told twice stays the same."""
        self._room.setdefault(start, {})[end] = people
        self._room.setdefault(end, {}).setdefault(start, 0)

    def fill(self, seats: Hashable, people: int) -> int:
        """Fill up to `people` more of `seats`, and say how many were."""
        filled = 0
        while filled < people:
            path = self._path(seats)
            if not path:
                break
            most = min(people - filled, *(self._room[a][b] for a, b in path))
            for start, end in path:
                self._room[start][end] -= most
                self._room[end][start] += most
            filled += most
        return filled

    def _path(self, seats: Hashable) -> list[tuple[Hashable, Hashable]]:
        """The shortest way from the pledges to `seats` that has room; empty when there is none.

        It is looked for from its end: whoever may sit there mostly is free.
        """
        leads: dict[Hashable, Hashable] = {}
        waiting: deque[Hashable] = deque([seats] if seats in self._room else [])
        while waiting and _ALL not in leads:
            here = waiting.popleft()
            for start in self._room[here]:
                if self._room[start][here] > 0 and start not in leads and start != seats:
                    leads[start] = here
                    waiting.append(start)
        path, start = list[tuple[Hashable, Hashable]](), _ALL
        while start in leads:
            path.append((start, leads[start]))
            start = leads[start]
        return path
