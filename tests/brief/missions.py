"""A small mission: everything that a brief tells occurs in it once."""

from __future__ import annotations

from datetime import date

from cadre.mission.activities import Activity, Mode, Option
from cadre.mission.authorities import Authority, AuthorityKind, AuthorityState
from cadre.mission.conditions import DecisionPoint, Milestone, MilestoneKind
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Level, Nation, Pledge, Post, Priority, Skill
from cadre.mission.ids import (
    ActivityId,
    AssumptionId,
    AudienceId,
    AuthorityId,
    BedSpaceId,
    ClaimId,
    ConflictId,
    CourseId,
    DecisionId,
    EffectId,
    EnablerId,
    InstitutionId,
    LevelId,
    MilestoneId,
    ModeId,
    NationId,
    NeedId,
    OptionId,
    PartnerActivityId,
    PartnerId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
    SourceId,
    SupportId,
    WorkId,
)
from cadre.mission.markings import Classification, Marking
from cadre.mission.mission import Mission, Profile
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.quantities import Range, exact
from cadre.mission.rows import Citation
from cadre.mission.scenarios import Cause, Hindrance
from cadre.mission.sites import BedSpace, Site
from cadre.mission.sources import (
    Assumption,
    Audience,
    Claim,
    Conflict,
    FigureKind,
    Qualifier,
    Source,
)
from cadre.mission.training import Course, Programme
from cadre.mission.weeks import DateRange, PartialDate, Window
from tests.stages import criteria

AS_OF = date(2021, 3, 15)
UNTIL = date(2021, 12, 31)
FUTURES = 1000
YEAR = Window(date(2021, 1, 1), date(2022, 1, 1))
RESTRICTED = Marking(Classification.RESTRICTED)
STAFF = Audience(id=AudienceId("staff"), name="The staff", clearance=Classification.SECRET)


def cite(*refs: str) -> tuple[Citation, ...]:
    return tuple(Citation.parse(ref) for ref in refs)


def make_sources() -> tuple[Source, ...]:
    open_news = Source(
        id=SourceId("news"),
        title="Mission may grow <fast>",
        publisher="An agency",
        date=PartialDate.parse("2021-02-18"),
        address="https://example.org/news",
        reliability="Good.",
    )
    cable = Source(
        id=SourceId("cable"), title="A message", marking=RESTRICTED, reliability="First hand."
    )
    copy = Source(id=SourceId("copy"), title="A rewrite", derived_from=SourceId("news"))
    return (open_news, cable, copy)


def make_claim(
    key: str, subject: str, quantity: float | None, source: str, **more: object
) -> Claim:
    values: dict[str, object] = {"kind": FigureKind.DEPLOYED, "unit": "people", **more}
    return Claim(
        id=ClaimId(key),
        topic="force",
        subject=subject,
        quantity=quantity,
        reported_on=PartialDate.parse("2021-02-18"),
        source=SourceId(source),
        locator="para 2",
        **values,  # type: ignore[arg-type]
    )


def make_claims() -> tuple[Claim, ...]:
    return (
        make_claim("F1", "People in the mission", 500, "news"),
        make_claim("F2", "People really present", 320, "copy"),
        make_claim("F3", "People at the most", 4000, "news", qualifier=Qualifier.UP_TO),
        make_claim("F4", "People lent for defence", 120, "cable"),
        make_claim("F5", "Whether the host asked", None, "news"),
    )


def make_authorities() -> tuple[Authority, ...]:
    def authority(key: str, kind: AuthorityKind, **more: object) -> Authority:
        values: dict[str, object] = {"window": YEAR, "sources": cite("news:para 4"), **more}
        return Authority(id=AuthorityId(key), name=f"The {key}", kind=kind, **values)  # type: ignore[arg-type]

    return (
        authority("mandate", AuthorityKind.MANDATE),
        authority("consent", AuthorityKind.CONSENT),
        authority("status", AuthorityKind.STATUS, window=Window(YEAR.start, date(2021, 10, 4))),
        authority(
            "new-status",
            AuthorityKind.STATUS,
            state=AuthorityState.EXPECTED,
            belief=0.85,
            granted=DateRange.exactly(date(2021, 9, 20)),
            window=Window(date(2021, 9, 20), date(2022, 9, 20)),
        ),
    )


def make_activities() -> tuple[Activity, ...]:
    def activity(key: str, name: str, **more: object) -> Activity:
        values: dict[str, object] = {
            "programme": ProgrammeId("advice"),
            "institution": InstitutionId("ministry"),
            "enablers": (EnablerId("defence"),),
            **more,
        }
        return Activity(id=ActivityId(key), name=name, **values)  # type: ignore[arg-type]

    return (
        activity("advice", "Advice to the ministry", began=date(2020, 1, 6), cost=10.0),
        activity("school", "Staff school", programme=ProgrammeId("advice")),
        activity("academy", "Academy", decisions=(DecisionId("summit"),), option=OptionId("grow")),
        activity("far", "School in the north"),
    )


def make_posts() -> tuple[Post, ...]:
    def post(key: str, activity: str, skill: str, people: int, priority: Priority) -> Post:
        return Post(
            id=PostId(key),
            activity=ActivityId(activity),
            skill=SkillId(skill),
            people=people,
            priority=priority,
            sources=cite("A1"),
        )

    return (
        post("advice-1", "advice", "adviser", 60, Priority.CRITICAL),
        post("school-1", "school", "instructor", 150, Priority.ESSENTIAL),
        post("academy-1", "academy", "instructor", 70, Priority.CRITICAL),
        post("far-1", "far", "instructor", 40, Priority.DESIRED),
    )


def make_levels() -> tuple[Level, ...]:
    def level(key: str, name: str, kind: FigureKind, people: int | None, claim: str) -> Level:
        return Level(
            id=LevelId(key),
            name=name,
            kind=kind,
            people=people,
            window=YEAR,
            sources=cite(claim),
            claim=ClaimId(claim),
        )

    return (
        level("strength", "Reported strength", FigureKind.DEPLOYED, 500, "F1"),
        level("present", "Really present", FigureKind.DEPLOYED, 320, "F2"),
        level("allowed", "Authorised strength", FigureKind.AUTHORISED, 800, "F1"),
        level("ceiling", "Ceiling named by ministers", FigureKind.CEILING, 4000, "F3"),
        level("unsaid", "Figure of the host", FigureKind.PLANNED, None, "F5"),
    )


def make_mission() -> Mission:
    return Mission(
        profile=Profile(
            id="small",
            name="A small mission",
            host="IRQ",
            lead_body="the council",
            question="Ministers ask how the mission can grow from summer",
            as_of=AS_OF,
            until=UNTIL,
        ),
        sources=make_sources(),
        claims=make_claims(),
        conflicts=(
            Conflict(
                id=ConflictId("strength"),
                about="How many are there",
                claims=(ClaimId("F1"), ClaimId("F2")),
                preferred=(ClaimId("F1"),),
                reason="One counts posts, the other people.",
            ),
        ),
        assumptions=(
            Assumption(
                id=AssumptionId("A1"),
                statement="Posts by skill follow the usual shape",
                value=Range(10, 20, 30),
                unit="people",
                load_bearing=True,
                vulnerable=True,
                sources=cite("F1"),
            ),
            Assumption(id=AssumptionId("A2"), statement="The weather holds"),
        ),
        institutions=(Institution(id=InstitutionId("ministry"), name="Ministry of Defence"),),
        needs=(
            Need(
                id=NeedId("plans"),
                institution=InstitutionId("ministry"),
                name="Planning",
                critical=True,
                weight=2.0,
                sources=cite("news"),
            ),
            Need(id=NeedId("pay"), institution=InstitutionId("ministry"), name="Pay"),
        ),
        effects=(
            Effect(id=EffectId("e1"), work=WorkId("advice"), need=NeedId("plans"), strength=0.4),
            Effect(id=EffectId("e2"), work=WorkId("theirs"), need=NeedId("plans"), strength=0.5),
        ),
        authorities=make_authorities(),
        decisions=(
            DecisionPoint(
                id=DecisionId("summit"),
                name="The summit agrees to grow",
                body="Heads of state",
                meetings=(date(2021, 6, 14), date(2021, 12, 1)),
                belief=0.7,
                sources=cite("news:para 6"),
            ),
        ),
        milestones=(Milestone(id=MilestoneId("ioc"), name="First stage", kind=MilestoneKind.IOC),),
        criteria=criteria("ioc", 200),
        programmes=(Programme(id=ProgrammeId("advice"), name="Advice"),),
        options=(Option(id=OptionId("grow"), name="Grow in steps", preference=1),),
        activities=make_activities(),
        modes=tuple(
            Mode(id=ModeId(f"{key}-1"), activity=ActivityId(key), site=SiteId(site))
            for key, site in (
                ("advice", "camp"),
                ("school", "camp"),
                ("academy", "town"),
                ("far", "north"),
            )
        ),
        courses=(
            Course(
                id=CourseId("staff"),
                activity=ActivityId("school"),
                name="Staff course",
                weeks=8,
                seats=30,
                pass_share=exact(0.9),
            ),
        ),
        skills=(
            Skill(id=SkillId("adviser"), name="Adviser"),
            Skill(id=SkillId("instructor"), name="Instructor"),
            Skill(id=SkillId("guard"), name="Guard", enabler=EnablerId("defence")),
        ),
        nations=(
            Nation(id=NationId("CAN"), name="Canada"),
            Nation(id=NationId("DNK"), name="Denmark"),
        ),
        posts=make_posts(),
        pledges=(
            Pledge(
                id=PledgeId("can-1"),
                nation=NationId("CAN"),
                skill=SkillId("adviser"),
                people=40,
                sources=cite("F1"),
            ),
            Pledge(
                id=PledgeId("dnk-1"),
                nation=NationId("DNK"),
                skill=SkillId("instructor"),
                people=200,
                sources=cite("F1"),
            ),
        ),
        levels=make_levels(),
        sites=(
            Site(id=SiteId("camp"), name="Camp", country="IRQ", latitude=33.30, longitude=44.39),
            Site(id=SiteId("town"), name="Town", country="IRQ", latitude=33.31, longitude=44.40),
            Site(id=SiteId("north"), name="North", country="IRQ"),
        ),
        bed_spaces=(
            BedSpace(id=BedSpaceId("b1"), site=SiteId("camp"), beds=260, sources=cite("A1")),
        ),
        enablers=(Enabler(id=EnablerId("defence"), name="Base defence", per_person=exact(0.2)),),
        supports=(
            Support(
                id=SupportId("s1"),
                enabler=EnablerId("defence"),
                provider=PartnerId("coalition"),
                site=SiteId("camp"),
                people=120,
                sources=cite("F4"),
            ),
        ),
        partners=(
            Partner(id=PartnerId("coalition"), name="Coalition", kind="coalition"),
            Partner(id=PartnerId("union"), name="Union", kind="union"),
        ),
        partner_activities=(
            PartnerActivity(
                id=PartnerActivityId("theirs"),
                partner=PartnerId("union"),
                name="Advice on planning",
                institution=InstitutionId("ministry"),
                window=Window(date(2021, 1, 1), date(2021, 7, 1)),
            ),
        ),
        hindrances=(Hindrance(id="h1", cause=Cause.THREAT, share=0.1),),
    )
