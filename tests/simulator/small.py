"""Small missions whose answers can be worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.forces import Pledge, Post, Rung, Skill
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    EnablerId,
    GateId,
    ModeId,
    NationId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    ShockId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Mission
from cadre.mission.partners import Partner
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.quantities import exact
from cadre.mission.scenarios import (
    Shock,
)
from cadre.mission.sites import Site
from cadre.mission.weeks import DateRange
from cadre.simulator.outcomes import HeldBackBy, Outcomes
from tests.simulator.chance import AS_OF, MADE, profile

WEEKS = 30
SITE, GUARD, PARTNER = SiteId("base"), EnablerId("guard"), PartnerId("coalition")
ADVISE, EXTRA = ActivityId("advise"), ActivityId("extra")
CONSENT = AuthorityId("consent")


def first_day(week: int) -> date:
    return date.fromordinal(AS_OF.toordinal() + 7 * week)


def small(**tables: object) -> Mission:
    """One site, and ten advisers in place for work that has begun."""
    stated: dict[str, object] = {
        "profile": profile(WEEKS),
        "activities": (activity(ADVISE, began=AS_OF),),
        "modes": (mode(ADVISE), mode(EXTRA)),
        "skills": (Skill(id=SkillId("adviser"), name="adviser"),),
        "posts": (post(ADVISE, 10), post(EXTRA, 10)),
        "pledges": (pledge(ADVISE), pledge(EXTRA)),
        "sites": (Site(id=SITE, name="Base", country="IRQ"),),
        "partners": (Partner(id=PARTNER, name="Coalition"),),
    }
    return Mission(**(stated | tables))  # type: ignore[arg-type]


def activity(key: ActivityId, **fields: object) -> Activity:
    stated: dict[str, object] = {"name": key, "programme": ProgrammeId("p"), "cover": ()}
    return Activity(id=key, **(stated | fields))  # type: ignore[arg-type]


def mode(key: ActivityId, weeks: int = 0) -> Mode:
    return Mode(id=ModeId(key), activity=key, site=SITE, weeks=weeks)


def post(key: ActivityId, people: int) -> Post:
    return Post(id=PostId(key), activity=key, skill=SkillId("adviser"), people=people)


def pledge(key: ActivityId, **fields: object) -> Pledge:
    stated: dict[str, object] = {"people": 10, "rung": Rung.ARRIVED}
    return Pledge(
        id=PledgeId(key),
        nation=NationId("CAN"),
        skill=SkillId("adviser"),
        **(stated | fields),  # type: ignore[arg-type]
    )


def start(key: ActivityId, week: int = 0, weeks: int = WEEKS, *waits: str) -> Start:
    gates = tuple(GateId(gate) for gate in waits)
    return Start(activity=key, mode=ModeId(key), site=SITE, week=week, weeks=weeks, waits_for=gates)


def planned(*starts: Start, people: int = 10) -> Plan:
    """A plan that gives each start its own pledge's people for as long as it runs."""
    return Plan(
        horizon=small().horizon,
        starts=starts,
        assignments=tuple(
            Assignment(
                pledge=PledgeId(one.activity),
                activity=one.activity,
                post=PostId(one.activity),
                site=SITE,
                people=people,
                week=one.week,
                weeks=one.weeks,
            )
            for one in starts
        ),
        made_from=MADE,
    )


def ran(outcomes: Outcomes, row: int = 0) -> list[int]:
    """Weeks in which work ran in every future."""
    return [int(week) for week in np.flatnonzero(outcomes.running[row] == outcomes.futures)]


def held(outcomes: Outcomes, cause: HeldBackBy, row: int = 0) -> list[int]:
    """Weeks in which a cause held work back in every future."""
    return [int(w) for w in np.flatnonzero(outcomes.held_back[row, cause] == outcomes.futures)]


def consent(belief: float, when: DateRange | None = None, **fields: object) -> Authority:
    return Authority(
        id=CONSENT,
        name="Consent",
        kind=AuthorityKind.CONSENT,
        state=AuthorityState.EXPECTED,
        belief=belief,
        granted=when or DateRange.exactly(first_day(4)),
        **fields,  # type: ignore[arg-type]
    )


def shock(**fields: object) -> Shock:
    stated: dict[str, object] = {"per_year": exact(5.2), "weeks": exact(1)}
    return Shock(id=ShockId("s"), name="s", **(stated | fields))  # type: ignore[arg-type]
