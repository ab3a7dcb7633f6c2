"""The oracle's wide plan: what triggers may begin, and who serves then (rule 15)."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.forces import CaveatKind, Pledge
from cadre.mission.gates import awaited
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.triggers import Action, Signal
from tests.oracle.people import barred

WEEK_BY_WEEK = (CaveatKind.PARTNER_DENY, CaveatKind.EVACUATION, CaveatKind.APPROVAL)


def may_go(mission: Mission, nation: str, activity: str | None, site: str) -> bool:
    """Whether no caveat bars a nation's people there in any week."""
    caveats = [c for c in mission.caveats if c.nation == nation and c.kind not in WEEK_BY_WEEK]
    return not any(
        barred(mission, one, (site, activity), week, [])
        for one in caveats
        for week in range(mission.horizon.weeks)
    )


class Reserve:
    """The plan of all that may ever be in force.

    Attributes:
        starts: The plan's starts, then those that a trigger may begin.
        assignments: The plan's assignments, then those of the people whom orders call.
        by: For each of the latter the work whose START calls them, or None for a CALL.
    """

    def __init__(self, mission: Mission, plan: Plan, standing: set[str]) -> None:
        self.mission, self.plan = mission, plan
        self.weeks = plan.horizon.weeks
        self.starts: list[Start] = list(plan.starts)
        self.assignments: list[Assignment] = list(plan.assignments)
        self.by: list[str | None] = []
        planned = {one.pledge for one in plan.assignments}
        self.standing = standing
        self.unused = [one for one in mission.pledges if one.id not in planned]
        self.begin_work()
        self.call_pledges()
        self.man_work()

    def ordered(self, action: Action) -> list[str]:
        return [str(one.target) for one in self.mission.triggers if one.action is action]

    def wide(self) -> Plan:
        return replace(self.plan, starts=tuple(self.starts), assignments=tuple(self.assignments))

    def begin_work(self) -> None:
        for work in self.mission.activities:
            asked = str(work.id) in self.ordered(Action.START)
            asked |= str(work.option) in self.ordered(Action.SWITCH)
            modes = [mode for mode in self.mission.modes if mode.activity == work.id]
            if asked and modes and work.id not in {one.activity for one in self.plan.starts}:
                self.starts.append(
                    Start(
                        activity=work.id,
                        mode=modes[0].id,
                        site=modes[0].site,
                        week=0,
                        weeks=modes[0].weeks or self.weeks,
                        waits_for=awaited(self.mission, work),
                    )
                )

    def add(self, pledge: Pledge, people: int, by: str | None, **where: object) -> None:
        self.assignments.append(
            Assignment(
                pledge=pledge.id,
                people=people,
                week=0,
                weeks=self.weeks,
                **where,  # type: ignore[arg-type]
            )
        )
        self.by.append(by)

    def posts(self, start: Start) -> list[tuple[str, str, int]]:
        """Line, skill and people of the posts of a start."""
        return [
            (post.id, post.skill, post.people)
            for post in self.mission.posts
            if post.activity == start.activity and post.site in (None, start.site)
        ]

    def lacking(self, start: Start, skill: str) -> int:
        """What the plan, and pledges called before, leave unfilled in the weakest week."""
        asked = sum(people for _, wanted, people in self.posts(start) if wanted == skill)
        skill_of = {post.id: post.skill for post in self.mission.posts}
        filled = [
            sum(
                one.people
                for one in self.assignments
                if one.activity == start.activity and one.post and skill_of[one.post] == skill
                if one.week <= week < one.week + one.weeks
            )
            for week in range(start.week, start.week + max(1, start.weeks))
        ]
        return asked - min(filled)

    def call_pledges(self) -> None:
        """People of pledges that a CALL names."""
        called = list(dict.fromkeys(self.ordered(Action.CALL)))
        for pledge in sorted(
            (one for one in self.unused if str(one.id) in called),
            key=lambda one: called.index(str(one.id)),
        ):
            left = pledge.people
            for start in self.plan.starts:
                lines = [key for key, skill, _ in self.posts(start) if skill == pledge.skill]
                heads = min(left, self.lacking(start, pledge.skill))
                if heads > 0 and may_go(self.mission, pledge.nation, start.activity, start.site):
                    left -= heads
                    where = {"activity": start.activity, "post": lines[0], "site": start.site}
                    self.add(pledge, heads, None, **where)
            signals = [
                str(one.subject or "")
                for one in self.mission.triggers
                if (one.action, one.target) == (Action.CALL, str(pledge.id))
                and one.signal is Signal.FILL_BELOW
            ]
            for start in self.plan.starts:
                own = [row for row in self.posts(start) if row[1] == pledge.skill]
                heads = min(left, sum(row[2] for row in own))
                watched = "" in signals or str(start.activity) in signals
                may = may_go(self.mission, pledge.nation, start.activity, start.site)
                if watched and heads > 0 and may:
                    left -= heads
                    where = {"activity": start.activity, "post": own[0][0], "site": start.site}
                    self.add(pledge, heads, None, **where)
            if left == pledge.people:
                self.bring(pledge)

    def bring(self, pledge: Pledge) -> None:
        kind = next(one.enabler for one in self.mission.skills if one.id == pledge.skill)
        works = {one.id: one for one in self.mission.activities}
        for site in dict.fromkeys(start.site for start in self.plan.starts):
            there = [works[one.activity] for one in self.plan.starts if one.site == site]
            wanted = kind and any(kind in work.enablers for work in there)
            if wanted and may_go(self.mission, pledge.nation, None, site):
                self.add(pledge, pledge.people, None, enabler=kind, site=site)
                return

    def man_work(self) -> None:
        """People for work that a START or SWITCH may begin."""
        away = {*self.ordered(Action.CALL), *(str(one.pledge) for one in self.mission.transfers)}
        away |= self.standing
        left = {one.id: one.people for one in self.unused if str(one.id) not in away}
        for start in self.starts[len(self.plan.starts) :]:
            for line, skill, wanted in self.posts(start):
                for pledge in self.unused:
                    heads = min(wanted, left.get(pledge.id, 0))
                    if pledge.skill != skill or heads == 0:
                        continue
                    if may_go(self.mission, pledge.nation, start.activity, start.site):
                        wanted -= heads  # noqa: PLW2901 - what is left of it
                        left[pledge.id] -= heads
                        where = {"activity": start.activity, "post": line, "site": start.site}
                        self.add(pledge, heads, start.activity, **where)
