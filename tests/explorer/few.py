"""Few: missions with one or two things that decide, so that what foretells is known by hand."""

from __future__ import annotations

from dataclasses import replace

from cadre.mission.activities import Activity, Option
from cadre.mission.conditions import Condition, Criterion, Milestone, MilestoneKind
from cadre.mission.conditions import Measure as Measured
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Nation, Pledge
from cadre.mission.ids import (
    ActivityId,
    AssumptionId,
    ConditionId,
    CriterionId,
    MeasuredId,
    MilestoneId,
    NationId,
    OptionId,
    SupportId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation
from cadre.mission.sources import Assumption
from cadre.mission.weeks import DateRange, Window
from tests.simulator.chance import AS_OF
from tests.simulator.small import (
    ADVISE,
    EXTRA,
    GUARD,
    PARTNER,
    SITE,
    activity,
    consent,
    first_day,
    mode,
    pledge,
    post,
    small,
)

OTHER = ActivityId("other")
AWAITED, GONE = 4, 10
"""The week in which consent comes, if it does, and that in which the partner leaves."""
AGREED = ConditionId("agreed")
A_CONSENT, A_STAYS = AssumptionId("A-consent"), AssumptionId("A-stays")


def cited(*keys: str) -> tuple[Citation, ...]:
    return tuple(Citation(key) for key in keys)


def assumption(key: str, **fields: object) -> Assumption:
    stated: dict[str, object] = {"statement": f"{key} is so."}
    return Assumption(id=AssumptionId(key), **(stated | fields))  # type: ignore[arg-type]


def few(**tables: object) -> Mission:
    """One site, ten advisers of Canada in place for work that has begun."""
    return small(**({"nations": (Nation(id=NationId("CAN"), name="Canada"),)} | tables))


def waiting(belief: float = 0.5, **tables: object) -> Mission:
    """New work that waits for a consent: it comes in week 4, or never."""
    row = consent(belief, DateRange.exactly(first_day(AWAITED)), sources=cited(A_CONSENT))
    stated: dict[str, object] = {
        "activities": (activity(ADVISE, began=AS_OF), activity(EXTRA)),
        "authorities": (row,),
        "assumptions": (
            assumption(
                A_CONSENT,
                value=Range(min(0.1, belief), belief, max(0.9, belief)),
                unit="share of futures",
                signpost="A letter.",
            ),
        ),
    }
    return few(**(stated | tables))


def leaned_on(belief: float = 0.3) -> Mission:
    """New work in week 15 that needs guards of the partner, who leaves in week 10, or never."""
    leaves = DateRange.exactly(first_day(GONE))
    return few(
        activities=(
            activity(ADVISE, began=AS_OF),
            activity(EXTRA, enablers=(GUARD,), window=Window(first_day(15))),
        ),
        enablers=(Enabler(id=GUARD, name="guards", per_person=exact(0), fixed=exact(5)),),
        supports=(
            Support(id=SupportId("s"), enabler=GUARD, site=SITE, provider=PARTNER, people=5),
        ),
        partners=(
            Partner(
                id=PARTNER,
                name="Coalition",
                leaves=leaves,
                leave_belief=belief,
                sources=cited(A_STAYS),
            ),
        ),
        assumptions=(assumption(A_STAYS, signpost="A date for the end."),),
    )


def two_options(latest: int = 12, notice: int = 2) -> Mission:
    """Work of option a waits for a condition, met in week 4 or never, that of b for nothing."""
    late: dict[str, object] = {
        "latest_start": first_day(latest),
        "notice_weeks": notice,
        "option": OptionId("b"),
    }
    works: tuple[Activity, ...] = (
        activity(ADVISE, began=AS_OF),
        activity(EXTRA, option=OptionId("a"), conditions=(AGREED,)),
        activity(OTHER, **late),
    )
    when = DateRange.exactly(first_day(AWAITED))
    agreed = Condition(id=AGREED, name="The host agrees.", when=when, belief=0.5)
    mission = few(activities=works, conditions=(agreed,))
    people: tuple[Pledge, ...] = (*mission.pledges, pledge(OTHER))
    return replace(
        mission,
        options=(Option(id=OptionId("a"), name="A"), Option(id=OptionId("b"), name="B")),
        modes=(*mission.modes, mode(OTHER)),
        posts=(*mission.posts, post(OTHER, 10)),
        pledges=people,
    )


def with_milestone(mission: Mission, key: ActivityId, week: int = 20) -> Mission:
    """The mission with a milestone that is reached when some work runs, wanted by a week."""
    milestone = Milestone(
        id=MilestoneId("m"), name="It runs", kind=MilestoneKind.IOC, by=first_day(week)
    )
    criterion = Criterion(
        id=CriterionId("c"),
        milestone=milestone.id,
        measure=Measured.RUNNING,
        subject=MeasuredId(key),
    )
    return replace(mission, milestones=(milestone,), criteria=(criterion,))
