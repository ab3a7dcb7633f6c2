"""A small mission with options, triggers, a scenario, and one of each kind of uncertainty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cadre.mission.activities import Option
from cadre.mission.conditions import (
    Criterion,
    DecisionPoint,
    Measure,
    Milestone,
    MilestoneKind,
)
from cadre.mission.forces import Level, Pledge, Rung
from cadre.mission.ids import (
    ActivityId,
    AssumptionId,
    ChangeId,
    CriterionId,
    DecisionId,
    EffectId,
    InstitutionId,
    LevelId,
    MeasuredId,
    MilestoneId,
    NeedId,
    OptionId,
    ScenarioId,
    ShockId,
    SignalId,
    SiteId,
    SubjectId,
    TargetId,
    TriggerId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner
from cadre.mission.plans import Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation
from cadre.mission.scenarios import Cause, Change, Hindrance, Scenario, Shock, ShockKind
from cadre.mission.sources import Assumption, FigureKind
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.verbs import Verb
from cadre.mission.weeks import DateRange, Window
from tests.simulator.chance import AS_OF
from tests.simulator.plans import plain_plan
from tests.simulator.small import (
    ADVISE,
    PARTNER,
    SITE,
    activity,
    first_day,
    mode,
    pledge,
    post,
    small,
)

NORTH, SOUTH = ActivityId("north-work"), ActivityId("south-work")
TO_NORTH, TO_SOUTH = OptionId("north"), OptionId("south")
LEAVES = ScenarioId("leaves")
STOP = TriggerId("stop-north")
HOPE = AssumptionId("A-hope")
DECIDED = DecisionId("go")


def branches(**tables: object) -> Mission:
    """Work that has begun, two options of one work each, and a rule that stops the north."""
    cited = (Citation("A-hope"),)
    stated: dict[str, object] = {
        "activities": (
            activity(ADVISE, began=AS_OF),
            activity(NORTH, option=TO_NORTH, decisions=(DECIDED,)),
            activity(SOUTH, option=TO_SOUTH, window=Window(first_day(3))),
        ),
        "options": (
            Option(id=TO_NORTH, name="North"),
            Option(id=TO_SOUTH, name="South"),
            Option(id=OptionId("past"), name="What was chosen long ago"),
        ),
        "modes": (mode(ADVISE), mode(NORTH), mode(SOUTH)),
        "posts": (post(ADVISE, 10), post(NORTH, 10), post(SOUTH, 10)),
        "pledges": (pledge(ADVISE), offer(NORTH), offer(SOUTH, belief=0.6, sources=cited)),
        "assumptions": (
            Assumption(
                id=HOPE,
                statement="Six in ten come.",
                value=Range(0.2, 0.6, 0.9),
                unit="share of futures",
            ),
        ),
        "decisions": (
            DecisionPoint(
                id=DECIDED,
                name="Go north",
                body="Council",
                belief=0.6,
                meetings=(first_day(2), first_day(9)),
                sources=cited,
            ),
        ),
        "partners": (
            Partner(
                id=PARTNER,
                name="Coalition",
                leaves=DateRange(first_day(5), first_day(10), first_day(20)),
                leave_belief=0.3,
            ),
        ),
        "shocks": (
            Shock(
                id=ShockId("attack"),
                kind=ShockKind.ATTACK,
                name="Attack",
                site=SITE,
                per_year=exact(2),
                weeks=Range(1, 2, 4),
            ),
        ),
        "hindrances": (Hindrance(id="threat", cause=Cause.THREAT, share=0.3),),
        "scenarios": (Scenario(id=LEAVES, name="The coalition leaves"),),
        "changes": (
            Change(
                id=ChangeId("c"),
                scenario=LEAVES,
                kind=Verb.PROVIDER_LEAVES,
                subject=SubjectId(PARTNER),
                window=Window(first_day(6)),
            ),
        ),
        "triggers": (
            Trigger(
                id=STOP,
                name="North stops when the coalition is gone.",
                signal=Signal.PROVIDER_GONE,
                subject=SignalId(PARTNER),
                action=Action.STOP,
                target=TargetId(NORTH),
            ),
        ),
        "institutions": (Institution(id=InstitutionId("army"), name="Army"),),
        "needs": (
            Need(id=NeedId("staff"), institution=InstitutionId("army"), name="Staff", weight=3),
            Need(id=NeedId("stores"), institution=InstitutionId("army"), name="Stores"),
        ),
        "effects": (
            _effect(ADVISE, "staff", 0.25),
            _effect(NORTH, "staff", 0.5),
            _effect(SOUTH, "stores", 0.5),
        ),
        "milestones": (
            Milestone(
                id=MilestoneId("both"),
                name="North at work",
                kind=MilestoneKind.FOC,
                by=first_day(12) - timedelta(days=1),
            ),
            Milestone(id=MilestoneId("strong"), name="Strong", kind=MilestoneKind.STAGE),
        ),
        "criteria": (
            Criterion(
                id=CriterionId("c1"),
                milestone=MilestoneId("both"),
                measure=Measure.RUNNING,
                subject=MeasuredId(NORTH),
            ),
            Criterion(
                id=CriterionId("c2"),
                milestone=MilestoneId("strong"),
                measure=Measure.PEOPLE,
                at_least=18,
            ),
        ),
        "levels": (
            Level(id=LevelId("twenty"), name="Twenty", kind=FigureKind.PLANNED, people=20),
            Level(id=LevelId("most"), name="Most", kind=FigureKind.CEILING, people=25),
        ),
    }
    return small(**(stated | tables))


def offer(key: ActivityId, **fields: object) -> Pledge:
    """People who are offered, and may come late and weak."""
    stated: dict[str, object] = {
        "rung": Rung.OFFERED,
        "belief": 0.8,
        "delay": Range(0, 2, 6),
        "strength": Range(0.5, 0.9, 1.0),
    }
    return pledge(key, **(stated | fields))


def plan_of(mission: Mission) -> Plan:
    """A plan made without a planner: all work that no red line forbids."""
    forbidden = {key for line in mission.red_lines for key in line.forbids}
    works = tuple(one for one in mission.activities if one.id not in forbidden)
    return plain_plan(replace(mission, activities=works))


def _effect(work: ActivityId, need: str, strength: float) -> Effect:
    return Effect(
        id=EffectId(f"{work}.{need}"), work=WorkId(work), need=NeedId(need), strength=strength
    )


def day(week: float) -> date:
    """The day so many weeks after the first."""
    return AS_OF + timedelta(days=round(7 * week))


HERE = SiteId(SITE)
