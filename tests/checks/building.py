"""A small mission in which nothing is wrong, and a plan for it that keeps every rule.

Week 0 begins on Monday 4 January 2021, the as-of day; there are 51 weeks. Tests change one thing.
"""

from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from cadre.mission.activities import Activity, Mode, Option
from cadre.mission.authorities import Authority, AuthorityKind, Negotiation
from cadre.mission.communications import Announcement, Told
from cadre.mission.conditions import Condition, DecisionPoint, Milestone, MilestoneKind
from cadre.mission.enablers import Enabler, Support
from cadre.mission.findings import Finding
from cadre.mission.forces import (
    Caveat,
    CaveatKind,
    LeadRotation,
    Level,
    Nation,
    Pledge,
    Post,
    Priority,
    Rung,
    Skill,
)
from cadre.mission.ids import (
    ActivityId,
    AnnouncementId,
    AssumptionId,
    AuthorityId,
    BedSpaceId,
    CaveatId,
    ClaimId,
    ConditionId,
    DecisionId,
    EffectId,
    EnablerId,
    InstitutionId,
    LevelId,
    MilestoneId,
    ModeId,
    NationId,
    NeedId,
    NegotiationId,
    OptionId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    RotationId,
    SiteId,
    SkillId,
    SourceId,
    SupportId,
    WorkId,
)
from cadre.mission.mission import Mission, Profile
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner
from cadre.mission.plans import Assignment, MadeFrom, Plan, Start
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation, Row
from cadre.mission.sites import BedSpace, Site
from cadre.mission.sources import Assumption, Claim, FigureKind, Source
from cadre.mission.training import Programme
from cadre.mission.weeks import DateRange, Horizon, PartialDate, Window
from tests.stages import criteria

AS_OF = date(2021, 1, 4)
DOC = (Citation("doc"),)

R = TypeVar("R", bound=Row)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(first: str | None = None, last: str | None = None) -> Window:
    """The window of the days from `first` to `last`, both inside."""
    return Window.of_days(day(first) if first else None, day(last) if last else None)


def week_span(first: int, weeks: int) -> Window:
    return Horizon(AS_OF, 51).span(first, weeks)


def authority(key: str, kind: AuthorityKind, **fields: Any) -> Authority:  # noqa: ANN401
    given: dict[str, Any] = {"window": days("2020-01-01"), "sources": DOC} | fields
    return Authority(id=AuthorityId(key), name=key, kind=kind, **given)


def profile() -> Profile:
    return Profile(
        id="m",
        name="Mission",
        host="HST",
        lead_body="Council",
        as_of=AS_OF,
        until=day("2021-12-26"),
        negotiating_capacity=2,
    )


def law() -> dict[str, Any]:
    talks = Negotiation(
        id=NegotiationId("talks"),
        name="talks",
        brings=(AuthorityId("status"),),
        earliest=day("2021-01-11"),
        weeks=exact(4),
        sources=DOC,
    )
    option = Option(
        id=OptionId("grow"),
        name="grow",
        preference=1,
        negotiations=(talks.id,),
        by=day("2021-06-01"),
        sources=DOC,
    )
    return {
        "authorities": (
            authority("mandate", AuthorityKind.MANDATE),
            authority("consent", AuthorityKind.CONSENT),
            authority("status", AuthorityKind.STATUS),
        ),
        "negotiations": (talks,),
        "options": (option,),
        "conditions": (
            Condition(
                id=ConditionId("calm"), name="It is calm", met=day("2020-12-01"), sources=DOC
            ),
        ),
        "decisions": (
            DecisionPoint(
                id=DecisionId("approval"),
                name="approval",
                body="Council",
                taken=day("2020-12-15"),
                meetings=(day("2020-12-15"), day("2021-06-15")),
                sources=DOC,
            ),
        ),
    }


def work() -> dict[str, Any]:
    hq = Activity(
        id=ActivityId("hq"),
        name="headquarters",
        programme=ProgrammeId("advice"),
        rank=1,
        began=day("2020-01-06"),
        enablers=(EnablerId("guarding"),),
        sources=DOC,
    )
    advice = Activity(
        id=ActivityId("advice"),
        name="advice",
        programme=ProgrammeId("advice"),
        institution=InstitutionId("mod"),
        rank=10,
        window=days("2021-03-01"),
        enablers=(EnablerId("guarding"),),
        conditions=(ConditionId("calm"),),
        decisions=(DecisionId("approval"),),
        after=(hq.id,),
        notice_weeks=2,
        sources=DOC,
    )
    return {
        "programmes": (Programme(id=ProgrammeId("advice"), name="advice"),),
        "activities": (hq, advice),
        "modes": (
            Mode(id=ModeId("hq-camp"), activity=hq.id, site=SiteId("camp"), sources=DOC),
            Mode(
                id=ModeId("advice-camp"),
                activity=advice.id,
                site=SiteId("camp"),
                weeks=12,
                sources=DOC,
            ),
        ),
        "institutions": (Institution(id=InstitutionId("mod"), name="ministry", sources=DOC),),
        "needs": (
            Need(
                id=NeedId("budgets"),
                institution=InstitutionId("mod"),
                name="budgets",
                weight=2.0,
                critical=True,
                sources=DOC,
            ),
        ),
        "effects": (
            Effect(
                id=EffectId("advice-budgets"),
                work=WorkId("advice"),
                need=NeedId("budgets"),
                strength=0.5,
                sources=DOC,
            ),
        ),
        "milestones": (
            Milestone(
                id=MilestoneId("foc"),
                name="full capability",
                kind=MilestoneKind.FOC,
                by=day("2021-09-01"),
                sources=DOC,
            ),
        ),
        "criteria": criteria("foc", 18, [hq.id, advice.id], sources=DOC),
    }


def pledge(key: str, nation: str, skill: str, people: int, **fields: Any) -> Pledge:  # noqa: ANN401
    return Pledge(
        id=PledgeId(key),
        nation=NationId(nation),
        skill=SkillId(skill),
        people=people,
        **({"sources": DOC} | fields),
    )


def post(key: str, activity: str, skill: str, people: int, **fields: Any) -> Post:  # noqa: ANN401
    return Post(
        id=PostId(key),
        activity=ActivityId(activity),
        skill=SkillId(skill),
        people=people,
        **({"sources": DOC} | fields),
    )


def support(key: str, provider: str, **fields: Any) -> Support:  # noqa: ANN401
    given = {"site": SiteId("camp"), "sources": DOC} | fields
    return Support(
        id=SupportId(key), enabler=EnablerId("guarding"), provider=PartnerId(provider), **given
    )


def caveat(kind: CaveatKind, nation: str = "BBB", **fields: Any) -> Caveat:  # noqa: ANN401
    return Caveat(
        id=CaveatId("limit"),
        nation=NationId(nation),
        kind=kind,
        statement="So far and no further.",
        **({"sources": DOC} | fields),
    )


def force() -> dict[str, Any]:
    return {
        "skills": (
            Skill(id=SkillId("staff"), name="staff"),
            Skill(id=SkillId("adviser"), name="advisers"),
            Skill(id=SkillId("guard"), name="guards", enabler=EnablerId("guarding")),
        ),
        "nations": tuple(Nation(id=NationId(key), name=key) for key in ("AAA", "BBB")),
        "posts": (
            post("hq-staff", "hq", "staff", 10, priority=Priority.CRITICAL),
            post("advice-adviser", "advice", "adviser", 8),
        ),
        "pledges": (
            pledge("a-staff", "AAA", "staff", 10, rung=Rung.ARRIVED),
            pledge("b-adviser", "BBB", "adviser", 8, sources=(*DOC, Citation("a1"))),
        ),
        "caveats": (caveat(CaveatKind.HEADCOUNT_CAP, people=20),),
        "lead_rotations": (
            LeadRotation(
                id=RotationId("a-lead"),
                nation=NationId("AAA"),
                window=days("2020-06-01"),
                sources=DOC,
            ),
        ),
        "levels": (
            Level(
                id=LevelId("deployed"),
                name="deployed",
                kind=FigureKind.DEPLOYED,
                people=10,
                claim=ClaimId("c1"),
            ),
        ),
    }


def places() -> dict[str, Any]:
    return {
        "sites": (
            Site(id=SiteId("camp"), name="Camp", country="HST", sources=DOC),
            Site(id=SiteId("school"), name="School", country="HST", sources=DOC),
        ),
        "bed_spaces": (BedSpace(id=BedSpaceId("beds"), site=SiteId("camp"), beds=50, sources=DOC),),
        "enablers": (
            Enabler(
                id=EnablerId("guarding"),
                name="guarding",
                per_person=exact(0.1),
                fixed=exact(2),
                sources=DOC,
            ),
        ),
        "partners": (
            Partner(
                id=PartnerId("ally"),
                name="ally",
                leaves=DateRange.exactly(day("2022-06-01")),
                leave_belief=0.1,
                sources=DOC,
            ),
            Partner(id=PartnerId("friend"), name="friend", sources=DOC),
        ),
        "supports": (support("by-ally", "ally"), support("by-friend", "friend")),
    }


def evidence() -> dict[str, Any]:
    return {
        "sources": (Source(id=SourceId("doc"), title="Document"),),
        "claims": (claim("c1", 10),),
        "assumptions": (
            Assumption(
                id=AssumptionId("a1"),
                statement="The host stays friendly.",
                value=Range(0.5, 0.7, 0.9),
                load_bearing=True,
                vulnerable=True,
                signpost="Speeches in parliament.",
                hedging="Advice from home.",
            ),
        ),
        "announcements": (
            announcement("to-host", Told.HOST, "2021-01-05"),
            announcement("to-public", Told.PUBLIC, "2021-01-06", people=10, claim=ClaimId("c1")),
        ),
    }


def claim(key: str, quantity: float | None, **fields: Any) -> Claim:  # noqa: ANN401
    given: dict[str, Any] = {
        "kind": FigureKind.DEPLOYED,
        "reported_on": PartialDate.parse("2020-12-01"),
        "source": SourceId("doc"),
    } | fields
    return Claim(
        id=ClaimId(key),
        topic="force",
        subject="strength",
        quantity=quantity,
        unit="people",
        **given,
    )


def announcement(key: str, told: Told, on: str, **fields: Any) -> Announcement:  # noqa: ANN401
    return Announcement(
        id=AnnouncementId(key),
        subject="growth",
        name=key,
        told=told,
        day=day(on),
        **({"sources": DOC} | fields),
    )


def sound(**tables: Any) -> Mission:  # noqa: ANN401
    """The mission in which nothing is wrong, with the tables given in place of its own."""
    given = law() | work() | force() | places() | evidence() | tables
    return Mission(**({"profile": profile()} | given))


def altered(mission: Mission, table: str, key: str, **fields: Any) -> Mission:  # noqa: ANN401
    """The mission with fields of one row changed."""
    rows = tuple(
        replace(row, **fields) if row.id == key else row for row in getattr(mission, table)
    )
    assert any(row.id == key for row in rows)
    edited: dict[str, Any] = {table: rows}
    return replace(mission, **edited)


def added(mission: Mission, table: str, *rows: Row) -> Mission:
    """The mission with rows added to one table."""
    edited: dict[str, Any] = {table: (*getattr(mission, table), *rows)}
    return replace(mission, **edited)


def serve(key: str, activity: str, where: str, week: int, weeks: int, people: int) -> Assignment:
    return Assignment(
        pledge=PledgeId(key),
        activity=ActivityId(activity),
        post=PostId(where),
        site=SiteId("camp"),
        people=people,
        week=week,
        weeks=weeks,
    )


RESTS_ON = (AuthorityId("mandate"), AuthorityId("consent"), AuthorityId("status"))


def start(activity: str, week: int, weeks: int, **fields: Any) -> Start:  # noqa: ANN401
    given = {"site": SiteId("camp"), "mode": ModeId(f"{activity}-camp"), "rests_on": RESTS_ON}
    return Start(activity=ActivityId(activity), week=week, weeks=weeks, **(given | fields))


def good_plan(**fields: Any) -> Plan:  # noqa: ANN401
    """A plan for the sound mission that keeps every rule."""
    given: dict[str, Any] = {
        "horizon": Horizon(AS_OF, 51),
        "starts": (start("hq", 0, 51), start("advice", 9, 12)),
        "assignments": (
            serve("a-staff", "hq", "hq-staff", 0, 51, 10),
            serve("b-adviser", "advice", "advice-adviser", 9, 12, 8),
        ),
        "made_from": MadeFrom(dossier="", as_of="2021-01-04"),
    }
    return Plan(**(given | fields))


def of_code(found: tuple[Finding, ...], code: str) -> list[Finding]:
    return [one for one in found if one.code == code]
