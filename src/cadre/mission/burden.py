"""Burden: whose people carry the mission on a day, and how much of it hangs on one nation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cadre.mission.cover import service_windows
from cadre.mission.forces import Pledge, Priority
from cadre.mission.ids import EnablerId, NationId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.transfers import people_on
from cadre.mission.weeks import Window

GREAT_SHARE = 0.8
"""The share from which one nation carries more than history shows even lead nations to carry.

Of the uplift of Resolute Support in November 2017, 2,800 of 3,500 fell to the lead nation: 0.8.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """People by nation on a day.

    Attributes:
        day: The day.
        skills: People by nation and skill; nations and skills without people aren't in it.
        critical: Of them, people assigned to critical posts, by nation; empty without a plan,
            which alone says who sits where.
        brought: People who provide each kind of support, in posts or brought, by nation.
    """

    day: date
    skills: Mapping[tuple[NationId, SkillId], int]
    critical: Mapping[NationId, int]
    brought: Mapping[tuple[NationId, EnablerId], int]

    @property
    def people(self) -> dict[NationId, int]:
        """People by nation, the largest number first; of one number, by the nation's code."""
        total: Counter[NationId] = Counter()
        for (nation, _), people in self.skills.items():
            total[nation] += people
        return dict(sorted(total.items(), key=lambda one: (-one[1], one[0])))

    @property
    def support(self) -> dict[NationId, int]:
        """People by nation whose skill provides support; all others are advisers and staff."""
        total: Counter[NationId] = Counter()
        for (nation, _), people in self.brought.items():
            total[nation] += people
        return dict(total)

    def share(self, nation: NationId) -> float:
        """The share of all people that a nation gives; 0 when nobody is there."""
        people = self.people
        return people.get(nation, 0) / sum(people.values()) if people else 0.0

    @property
    def largest(self) -> NationId | None:
        """The nation that gives most; None when nobody is there."""
        return next(iter(self.people), None)


def burden(mission: Mission, plan: Plan | None, day: date) -> Burden:
    """Who carries how much on a day.

    Args:
        mission: The mission.
        plan: Whose assignments count; None counts all pledges that may serve on the day, whether
            or not there is a post for their people.
        day: The day.
    """
    skills: Counter[tuple[NationId, SkillId]] = Counter()
    critical: Counter[NationId] = Counter()
    brought: Counter[tuple[NationId, EnablerId]] = Counter()
    rows = _pledged(mission, day) if plan is None else _assigned(mission, plan, day)
    for pledge, people, priority in rows:
        skills[pledge.nation, pledge.skill] += people
        if priority is Priority.CRITICAL:
            critical[pledge.nation] += people
        enabler = mission.skill(pledge.skill).enabler
        if enabler is not None:
            brought[pledge.nation, enabler] += people
    return Burden(day=day, skills=skills, critical=critical, brought=brought)


def _pledged(mission: Mission, day: date) -> Iterator[tuple[Pledge, int, Priority | None]]:
    believed, today = mission.profile.rely_on, Window.of_days(day, day)
    nations = dict.fromkeys(one.nation for one in mission.pledges)
    serving = {
        nation
        for nation in nations
        if any(day in window for window in service_windows(mission, nation, believed))
    }
    for pledge in mission.pledges:
        people = people_on(mission, pledge, today) if pledge.nation in serving else 0
        if people:
            yield pledge, people, None


def _assigned(
    mission: Mission, plan: Plan, day: date
) -> Iterator[tuple[Pledge, int, Priority | None]]:
    """People assigned on a day; what a plan names and the mission doesn't hold is left out."""
    pledges = {one.id: one for one in mission.pledges}
    priorities = {one.id: one.priority for one in mission.posts}
    week = plan.horizon.week(day)
    for one in plan.assignments:
        pledge = pledges.get(one.pledge)
        if pledge is not None and one.week <= week < one.week + one.weeks:
            yield pledge, one.people, None if one.post is None else priorities.get(one.post)
