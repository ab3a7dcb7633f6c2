"""Plans of the example mission for tests, written by hand: no search is needed for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cadre.desk.desk import Desk
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    GateId,
    ModeId,
    PledgeId,
    PostId,
    SiteId,
)
from cadre.mission.plans import Assignment, LeftOut, Plan, Start
from cadre.planner.result import PlanResult, SolveStatus, Term

NMI = Path(__file__).parents[2] / "examples" / "nmi"
INCREMENT = ActivityId("services-1")
WEEK = 20
"""The week in which the increment starts: the first after its gates with their notice."""
_BEGUN = ("air-mobility", "hq", "mod-advice")


def planned(desk: Desk) -> PlanResult:
    """Begun work, and an increment that waits for consent, with some people of one pledge."""
    mission = desk.mission
    weeks = mission.horizon.weeks
    post = next(one for one in mission.posts if one.activity == INCREMENT)
    pledge = next(one for one in mission.pledges if one.skill == post.skill)
    starts = [_start(key, 0, weeks) for key in _BEGUN]
    starts.append(_start(INCREMENT, WEEK, weeks - WEEK, ("consent-expansion", "plan-approval")))
    served = Assignment(
        pledge=PledgeId(pledge.id),
        activity=INCREMENT,
        post=PostId(post.id),
        site=SiteId("union-iii"),
        people=1,
        week=WEEK,
        weeks=weeks - WEEK,
    )
    left = LeftOut(
        activity=ActivityId("kurdistan-advice"), rule="support", reason="No camp.", unlock="A camp."
    )
    plan = Plan(
        horizon=mission.horizon,
        starts=tuple(starts),
        assignments=(served,),
        left_out=(left,),
        made_from=desk.made_from,
    )
    return PlanResult(
        status=SolveStatus.FEASIBLE,
        objective=90.0,
        bound=100.0,
        seconds=0.1,
        seed=0,
        plan=plan,
        terms=(Term(name="needs", weight=1.0, amount=90.0, worth=90.0),),
    )


def peopled(desk: Desk) -> PlanResult:
    """The same with people in the posts of begun work, so that it runs in futures."""
    result = planned(desk)
    served = (*_served(desk, result.plan.starts[: len(_BEGUN)]), *result.plan.assignments)
    return replace(result, plan=replace(result.plan, assignments=served))


def _served(desk: Desk, starts: tuple[Start, ...]) -> Iterator[Assignment]:
    """People of any pledge of a post's skill, as long as there are some."""
    mission = desk.mission
    left = {one.id: one.people for one in mission.pledges}
    for start in starts:
        for post in mission.posts_of(start.activity):
            wanted = post.people
            for pledge in (one for one in mission.pledges if one.skill == post.skill):
                held = mission.horizon.covered([pledge.window])
                people = min(wanted, left[pledge.id])
                if people and any(held):
                    wanted, left[pledge.id] = wanted - people, left[pledge.id] - people
                    yield Assignment(
                        pledge=pledge.id,
                        activity=start.activity,
                        post=post.id,
                        site=start.site,
                        people=people,
                        week=held.index(True),
                        weeks=sum(held),
                    )


def _start(key: str, week: int, weeks: int, waits: tuple[str, ...] = ()) -> Start:
    return Start(
        activity=ActivityId(key),
        mode=ModeId(f"{key}-mode"),
        site=SiteId("union-iii"),
        week=week,
        weeks=weeks,
        rests_on=(AuthorityId("consent-expansion"),) if waits else (),
        waits_for=tuple(GateId(one) for one in waits),
    )
