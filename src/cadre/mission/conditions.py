"""Events that plans wait for: conditions, decisions of bodies, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cadre.mission.ids import ConditionId, CriterionId, DecisionId, MeasuredId, MilestoneId
from cadre.mission.quantities import Amount, Share
from cadre.mission.rows import Row
from cadre.mission.weeks import DateRange


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPoint(Row):
    """A decision that a body takes when it meets.

    Attributes:
        id: Name within the dossier.
        name: What is decided.
        body: Who decides: ministers, a summit, a parliament.
        taken: Day on which it was taken; empty while it is open.
        meetings: Days on which the body meets; an open decision falls only on one of them.
        belief: Share of futures in which it is taken at all, while open.
    """

    id: DecisionId
    name: str
    body: str
    taken: date | None = None
    meetings: tuple[date, ...] = ()
    belief: Share = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Row):
    """Something that must be so before work may start.

    Attributes:
        id: Name within the dossier.
        name: The condition as a sentence.
        met: Day since which it is met; empty while it isn't.
        when: When it is expected to be met, while it isn't; empty when nobody can say.
        belief: Share of futures in which it is met at all, while it isn't.
        all_of: Conditions that must all be met first.
        any_of: Conditions of which one must be met first.
    """

    id: ConditionId
    name: str
    met: date | None = None
    when: DateRange | None = None
    belief: Share = 1.0
    all_of: tuple[ConditionId, ...] = ()
    any_of: tuple[ConditionId, ...] = ()


class MilestoneKind(Enum):
    """The milestones of a mission."""

    IOC = "IOC"
    FOC = "FOC"
    STAGE = "stage"
    END_STATE = "end state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Row):
    """A stage of the mission: reached in the first week in which all its criteria hold.

    Attributes:
        id: Name within the dossier.
        name: Name as people say it.
        kind: Initial or full operational capability, another stage, or the end state.
        by: Day by which it is wanted; empty when there is none.
        declared_by: Who declares it.
    """

    id: MilestoneId
    name: str
    kind: MilestoneKind
    by: date | None = None
    declared_by: str = ""


class Measure(Enum):
    """What a criterion measures, and in what unit."""

    PEOPLE = "people present"
    RUNNING = "work running"
    FILL = "share of posts filled"
    GRADUATES = "graduates"
    HOST_INSTRUCTORS = "host instructors"
    COVERAGE = "share of a need covered"
    CONDITION = "condition met"
    AUTHORITY = "authority in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Row):
    """One thing that must be so before a milestone is reached.

    Attributes:
        id: Name within the dossier.
        milestone: The milestone it belongs to.
        measure: What is measured.
        subject: Of what: the activity that runs or is filled, the programme of the graduates, the
            course of the host instructors, the need, condition or authority; empty for people
            present, and for the fill of all running work.
        at_least: How many people, graduates or instructors, or which share; empty for what
            is either so or not.
    """

    id: CriterionId
    milestone: MilestoneId
    measure: Measure
    subject: MeasuredId | None = None
    at_least: Amount | None = None
