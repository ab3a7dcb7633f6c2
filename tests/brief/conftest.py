"""The plan and the futures of the small mission, and the brief of both."""

from __future__ import annotations

import numpy as np
import pytest

from cadre.brief.compose import compose
from cadre.brief.context import BriefInputs
from cadre.brief.sections import Brief
from cadre.checks.loss import losses
from cadre.checks.option import rank_options
from cadre.mission.findings import Finding, Severity
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    GateId,
    LevelId,
    ModeId,
    PledgeId,
    PostId,
    SiteId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Assignment, LeftOut, MadeFrom, Plan, Start
from cadre.mission.scenarios import Cause
from cadre.mission.weeks import Window
from cadre.planner.result import PlanResult, SolveStatus, Term
from cadre.simulator.matters import BINS, Answer, JointSums
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from tests.brief.missions import AS_OF, FUTURES, STAFF, UNTIL, cite, make_mission


def make_plan(mission: Mission) -> Plan:
    weeks = mission.horizon.weeks

    def start(key: str, site: str, week: int, *waits: str) -> Start:
        return Start(
            activity=ActivityId(key),
            mode=ModeId(f"{key}-1"),
            site=SiteId(site),
            week=week,
            weeks=weeks - week,
            rests_on=tuple(
                AuthorityId(one) for one in ("mandate", "consent", "status", "new-status")
            ),
            waits_for=tuple(GateId(one) for one in waits),
        )

    def people(pledge: str, post: str, site: str, count: int, week: int) -> Assignment:
        return Assignment(
            pledge=PledgeId(pledge),
            activity=ActivityId(post.split("-", maxsplit=1)[0]),
            post=PostId(post),
            site=SiteId(site),
            people=count,
            week=week,
            weeks=weeks - week,
        )

    return Plan(
        horizon=mission.horizon,
        starts=(
            start("advice", "camp", 0),
            start("school", "camp", 14),
            start("academy", "town", 27, "summit"),
        ),
        assignments=(
            people("can-1", "advice-1", "camp", 40, 0),
            people("dnk-1", "school-1", "camp", 140, 14),
            people("dnk-1", "academy-1", "town", 60, 27),
        ),
        left_out=(
            LeftOut(
                activity=ActivityId("far"),
                rule="beds",
                reason="No beds are known in the north.",
                unlock="State beds at North.",
                blockers=("north",),
            ),
        ),
        made_from=MadeFrom(dossier="ab" * 32, as_of=AS_OF.isoformat(), seed=7, version="1"),
    )


def make_outcomes(mission: Mission, plan: Plan) -> Outcomes:
    weeks = plan.horizon.weeks
    rng = np.random.default_rng(7)
    force = np.zeros((weeks, 301), dtype=np.int64)
    for week in range(weeks):
        middle = 38 if week < 14 else 170 if week < 27 else 225
        drawn = np.clip(rng.normal(middle, 12, FUTURES).round().astype(int), 0, 300)
        force[week] = np.bincount(drawn, minlength=301)
    count = len(plan.starts)
    running = np.full((count, weeks), 900, dtype=np.int64)
    begun = np.zeros((count, weeks + 1), dtype=np.int64)
    held = np.zeros((count, len(HeldBackBy), weeks), dtype=np.int64)
    for index, start in enumerate(plan.starts):
        running[index, : start.week] = 0
        begun[index, start.week], begun[index, -1] = 900, 100
        held[index, HeldBackBy.ATTACK, start.week :] = 60
        held[index, HeldBackBy.GATE, start.week :] = 40 if start.waits_for else 0
    paused = np.zeros(len(HeldBackBy) + 1, dtype=np.int64)
    paused[HeldBackBy.ATTACK], paused[HeldBackBy.GATE], paused[-1] = 2400, 600, 2900
    reached = np.zeros((1, weeks + 1), dtype=np.int64)
    reached[0, 30], reached[0, -1] = 800, 200
    levels = np.zeros((2, weeks + 1), dtype=np.int64)
    levels[0, 28], levels[0, -1] = 620, 380
    levels[1, -1] = FUTURES
    engagements = np.zeros(len(Cause) + 1, dtype=np.int64)
    engagements[list(Cause).index(Cause.THREAT)], engagements[-1] = 7000, 70000
    graduates = np.zeros((1, weeks), dtype=np.int64)
    graduates[0, 22:weeks:8] = 26000
    counts = np.zeros((0, BINS), dtype=np.int64)
    return Outcomes(
        made_from=plan.made_from,
        horizon=plan.horizon,
        futures=FUTURES,
        stopped=False,
        activities=tuple(start.activity for start in plan.starts),
        courses=tuple(course.id for course in mission.courses),
        needs=tuple(need.id for need in mission.needs),
        nations=tuple(nation.id for nation in mission.nations),
        milestones=tuple(one.id for one in mission.milestones),
        levels=((LevelId("strength"), 220), (LevelId("ceiling"), 4000)),
        triggers=tuple(one.id for one in mission.triggers),
        force=force,
        running=running,
        begun=begun,
        held_back=held,
        nation_people=np.zeros((2, weeks), dtype=np.int64),
        graduates=graduates,
        graduate_total=np.array([[52000, 2_710_000]], dtype=np.int64),
        lost_cohorts=np.array([150], dtype=np.int64),
        coverage=np.stack([np.full(weeks, 600 * FUTURES), np.zeros(weeks, dtype=np.int64)]).astype(
            np.int64
        ),
        reached=reached,
        level_reached=levels,
        paused=paused,
        engagements=engagements,
        cost=np.array(
            [[300_000, 91_000_000], [100_000, 11_000_000], [0, 0], [400_000, 161_000_000]],
            dtype=np.int64,
        ),
        in_service=graduates,
        ordered=np.zeros((len(mission.triggers), 2), dtype=np.int64),
        matters=JointSums(things=(), counts=counts, sums=counts, totals=((0, 0),) * len(Answer)),
    )


def make_inputs(mission: Mission | None = None) -> BriefInputs:
    mission = mission or make_mission()
    plan = make_plan(mission)
    findings = (
        Finding(
            code="ENA-01",
            severity=Severity.ERROR,
            about="camp",
            window=Window(AS_OF, UNTIL),
            message="Base defence at Camp hangs on one provider.",
            remedy="Have a second provider agree.",
            sources=cite("F4"),
            related=("s1",),
        ),
        Finding(
            code="COV-01",
            severity=Severity.WARNING,
            about="pay",
            message="Nobody serves <b>Pay</b>.",
            remedy="Find a partner.",
        ),
    )
    return BriefInputs(
        mission=mission,
        findings=findings,
        result=PlanResult(
            status=SolveStatus.FEASIBLE,
            objective=900.0,
            bound=1000.0,
            seconds=1.5,
            seed=7,
            plan=plan,
            terms=(Term(name="needs", weight=100.0, amount=9.0, worth=900.0),),
        ),
        outcomes=make_outcomes(mission, plan),
        losses=tuple(losses(mission, plan, partner.id, AS_OF) for partner in mission.partners),
        standings=rank_options(mission),
        audience=STAFF,
        made_from=plan.made_from,
    )


@pytest.fixture(scope="session")
def inputs() -> BriefInputs:
    return make_inputs()


@pytest.fixture(scope="session")
def brief(inputs: BriefInputs) -> Brief:
    return compose(inputs)
