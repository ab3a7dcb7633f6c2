"""Whom a plan leaves unused, and what they are for: work on call, and lenders who may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from cadre.mission.enablers import Support
from cadre.mission.forces import Pledge
from cadre.mission.ids import PledgeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start


class Reserve:
    """People of the pledges that a plan doesn't use, given out once, in the order of the table.

    Attributes:
        groups: Their assignments by pledge; they come when they are called, not in week 0.
        callers: By pledge and place in its group the partner whose departure calls them.
    """

    def __init__(self, mission: Mission, plan: Plan, on_call: Sequence[Start]) -> None:
        self.mission, self.plan = mission, plan
        used = {one.pledge for one in plan.assignments}
        self.idle = [one for one in mission.pledges if one.id not in used]
        self.left = {one.id: one.people for one in self.idle}
        self.groups: dict[PledgeId, list[Assignment]] = {}
        self.callers: dict[tuple[PledgeId, int], int] = {}
        for start in on_call:
            self._fill(start)
        for number, partner in enumerate(mission.partners):
            for site in dict.fromkeys(one.site for one in plan.starts):
                for loan in mission.supports_at(site):
                    if loan.provider == partner.id:
                        self._stand_in(number, loan)

    def _fill(self, start: Start) -> None:
        """The posts of work that a trigger starts."""
        for post in self.mission.posts_at(start.activity, start.site):
            wanted = post.people
            for pledge in self.idle:
                some = min(wanted, self.left[pledge.id]) if pledge.skill == post.skill else 0
                if some:
                    wanted -= some
                    one = self._assigned(pledge, start.site, some)
                    one_post = replace(one, activity=start.activity, post=post.id)
                    self.groups.setdefault(pledge.id, []).append(one_post)

    def _stand_in(self, partner: int, loan: Support) -> None:
        """People who bring what a partner lends, should it leave."""
        wanted = self._lost(loan)
        for pledge in self.idle:
            provides = self.mission.skill(pledge.skill).enabler == loan.enabler
            some = min(wanted, self.left[pledge.id]) if provides else 0
            if some:
                wanted -= some
                group = self.groups.setdefault(pledge.id, [])
                self.callers[pledge.id, len(group)] = partner
                one = self._assigned(pledge, loan.site, some)
                group.append(replace(one, enabler=loan.enabler))

    def _assigned(self, pledge: Pledge, site: SiteId, people: int) -> Assignment:
        self.left[pledge.id] -= people
        weeks = self.plan.horizon.weeks
        return Assignment(pledge=pledge.id, site=site, people=people, week=0, weeks=weeks)

    def _lost(self, loan: Support) -> int:
        """People whom a loan stands for: without a number those that the busiest week asks for."""
        if loan.people is not None:
            return loan.people
        kind = self.mission.enabler(loan.enabler)
        there = [one for one in self.plan.assignments if one.site == loan.site]
        most = max(
            sum(one.people for one in there if one.week <= week < one.week + one.weeks)
            for week in range(self.plan.horizon.weeks)
        )
        return ceil(kind.per_person.likely * most + kind.fixed.likely - 0.001)
