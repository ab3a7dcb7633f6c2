"""What can be started, in which ways, and what each start needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Funding
from cadre.mission.ids import (
    ActivityId,
    ConditionId,
    DecisionId,
    EnablerId,
    InstitutionId,
    ModeId,
    NationId,
    NegotiationId,
    OptionId,
    ProgrammeId,
    SiteId,
)
from cadre.mission.quantities import Count, Money, Share, Weeks
from cadre.mission.rows import Row
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Row):
    """One of the choices before the mission.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        preference: 1 for the option that the documents like best; 0 when they don't rank.
        negotiations: Negotiations that it needs.
        by: Day by which it must be in place; empty when there is none.
    """

    id: OptionId
    name: str
    preference: Count = 0
    negotiations: tuple[NegotiationId, ...] = ()
    by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Row):
    """Work that the mission can start.

    Attributes:
        id: Name within the dossier.
        name: Name as printed.
        programme: The programme it belongs to.
        institution: For whom it works; empty for the mission's own headquarters and support.
        option: The option it is part of; empty for work that goes on whatever is chosen.
        required: Whether every plan must hold it, such as the steps of setting up or handing over.
        rank: 1 for the work that is kept longest when support or beds run short.
        began: Day on which it started, for work already running.
        window: First day on which it may start, and last day on which it may still run.
        latest_start: Last day on which it may start; empty when there is none.
        cover: Kinds of authority it needs on every day it runs.
        enablers: Enablers without which it stops.
        conditions: Conditions that must be met before it starts.
        decisions: Decisions that must be taken before it starts.
        after: Activities that must have started before it starts.
        after_end: Activities that must be over before it starts; work over by the as-of day is.
        lag_weeks: Weeks that must lie between their starts, or ends, and its own start.
        excludes: Activities of which not both can be chosen.
        increment_of: The activity that it makes greater: it runs only where and while that one
            runs; empty for work of its own.
        notice_weeks: Weeks of preparation from the last gate to the start.
        min_fill: Share of its posts, of each skill, rank and language, below which it doesn't run.
        cost: Cost a week while it runs, paused or not.
        start_cost: What its start costs, once.
        funding: Who pays both.
    """

    id: ActivityId
    name: str
    programme: ProgrammeId
    institution: InstitutionId | None = None
    option: OptionId | None = None
    required: bool = False
    rank: Count = 100
    began: date | None = None
    window: Window = Window()
    latest_start: date | None = None
    cover: tuple[AuthorityKind, ...] = (
        AuthorityKind.MANDATE,
        AuthorityKind.CONSENT,
        AuthorityKind.STATUS,
    )
    enablers: tuple[EnablerId, ...] = ()
    conditions: tuple[ConditionId, ...] = ()
    decisions: tuple[DecisionId, ...] = ()
    after: tuple[ActivityId, ...] = ()
    after_end: tuple[ActivityId, ...] = ()
    lag_weeks: Weeks = 0
    excludes: tuple[ActivityId, ...] = ()
    increment_of: ActivityId | None = None
    notice_weeks: Weeks = 0
    min_fill: Share = 0.5
    cost: Money = 0.0
    start_cost: Money = 0.0
    funding: Funding = Funding.COMMON


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode(Row):
    """One way to run an activity.

    Attributes:
        id: Name within the dossier.
        activity: The activity.
        site: Where.
        lead: Lead nation: it runs only in weeks in which that nation has people there of a skill
            that its posts ask for; empty when none is needed.
        weeks: How long it runs; 0 is until its cover, its site or the horizon ends.
        at_least: Weeks it must be able to run from its start, or it isn't worth starting; not
            asked of work that has begun, nor beyond the horizon.
    """

    id: ModeId
    activity: ActivityId
    site: SiteId
    lead: NationId | None = None
    weeks: Weeks = 0
    at_least: Weeks = 0


def least(people: int, min_fill: float) -> int:
    """The fewest of so many people asked for with whom work runs; 0.5 of 5 is 3."""
    # The tolerance keeps 0.6 x 5 from becoming 4 by rounding of binary fractions.
    return ceil(min_fill * people - 1e-9)
