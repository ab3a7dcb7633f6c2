"""Tiny missions, built in a line or two each."""

# ruff: noqa: ANN401, S311 - fields go through to the dataclasses; dice make tiny missions
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.conditions import (
    Condition,
    Criterion,
    Measure,
    Milestone,
    MilestoneKind,
)
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import (
    Caveat,
    CaveatKind,
    Contingent,
    Nation,
    Pledge,
    Post,
    Priority,
    Skill,
    Transfer,
)
from cadre.mission.ids import (
    ActivityId,
    AuthorityId,
    BedSpaceId,
    CaveatId,
    ConditionId,
    ContingentId,
    CourseId,
    EffectId,
    EnablerId,
    InstitutionId,
    MilestoneId,
    ModeId,
    NationId,
    NeedId,
    PartnerActivityId,
    PartnerId,
    PauseId,
    PledgeId,
    PostId,
    ProgrammeId,
    SiteId,
    SkillId,
    SupportId,
    TransferId,
    WorkId,
)
from cadre.mission.mission import Mission, Profile, Weights
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.pauses import Pause, PauseCause
from cadre.mission.plans import MadeFrom
from cadre.mission.quantities import exact
from cadre.mission.sites import BedSpace, Site
from cadre.mission.training import Course, Programme
from cadre.mission.weeks import DateRange, Window
from tests.forces import with_forces
from tests.planner.trades import with_trades
from tests.stages import criteria, criterion

MONDAY = date(2021, 3, 1)
FROM = MadeFrom(dossier="0" * 64, as_of="2021-03-01")


def day(week: int) -> date:
    """First day of a week."""
    return MONDAY + timedelta(weeks=week)


def span(first: int, end: int) -> Window:
    """The days of weeks `first` to `end` - 1."""
    return Window(day(first), day(end))


def mission(weeks: int = 12, weights: Weights | None = None, **tables: Any) -> Mission:
    """A mission with one host, one site, one skill, one nation, full law, and nothing to do."""
    profile = Profile(
        id="tiny",
        name="Tiny",
        host="IRQ",
        lead_body="Council",
        as_of=MONDAY,
        until=day(weeks) - timedelta(days=1),
        weights=weights or Weights(),
    )
    rows: dict[str, Any] = {
        "sites": (site("base"),),
        "institutions": (Institution(id=InstitutionId("ministry"), name="Ministry"),),
        "programmes": (Programme(id=ProgrammeId("advice"), name="Advice"),),
        "skills": (skill("adviser"),),
        "nations": (nation("CAN"),),
        "authorities": tuple(authority(kind) for kind in ("mandate", "consent", "status")),
        "needs": (need("reform"),),
    }
    return Mission(profile=profile, **(rows | tables))


def site(key: str, **fields: Any) -> Site:
    return Site(id=SiteId(key), name=key.title(), country=fields.pop("country", "IRQ"), **fields)


def skill(key: str, enabler: str | None = None) -> Skill:
    return Skill(id=SkillId(key), name=key, enabler=None if enabler is None else EnablerId(enabler))


def nation(key: str) -> Nation:
    return Nation(id=NationId(key), name=key)


def authority(kind: str, **fields: Any) -> Authority:
    key = fields.pop("id", kind)
    return Authority(id=AuthorityId(key), name=key, kind=AuthorityKind(kind), **fields)


def need(key: str, **fields: Any) -> Need:
    return Need(id=NeedId(key), institution=InstitutionId("ministry"), name=key, **fields)


def effect(work: str, strength: float, serves: str = "reform") -> Effect:
    return Effect(
        id=EffectId(f"{work}-{serves}"), work=WorkId(work), need=NeedId(serves), strength=strength
    )


def activity(key: str, **fields: Any) -> Activity:
    return Activity(id=ActivityId(key), name=key, programme=ProgrammeId("advice"), **fields)


def mode(work: str, where: str = "base", weeks: int = 0, **fields: Any) -> Mode:
    return Mode(
        id=ModeId(f"{work}@{where}"),
        activity=ActivityId(work),
        site=SiteId(where),
        weeks=weeks,
        **fields,
    )


def post(work: str, people: int, asks: str = "adviser", **fields: Any) -> Post:
    return Post(
        id=PostId(f"{work}-{asks}{fields.get('priority', '')}"),
        activity=ActivityId(work),
        skill=SkillId(asks),
        people=people,
        **fields,
    )


def pledge(people: int, of: str = "CAN", offers: str = "adviser", **fields: Any) -> Pledge:
    key = fields.pop("id", f"{of}-{offers}")
    return Pledge(
        id=PledgeId(key), nation=NationId(of), skill=SkillId(offers), people=people, **fields
    )


def caveat(of: str, kind: CaveatKind, **fields: Any) -> Caveat:
    return Caveat(
        id=CaveatId(f"{of}-{kind.value}"),
        nation=NationId(of),
        kind=kind,
        statement=f"{of}: {kind.value}",
        **fields,
    )


def beds(number: int, where: str = "base", **fields: Any) -> BedSpace:
    key = fields.pop("id", f"{where}-beds")
    return BedSpace(id=BedSpaceId(key), site=SiteId(where), beds=number, **fields)


def enabler(key: str, per_person: float, fixed: float = 0, step: int = 1) -> Enabler:
    return Enabler(
        id=EnablerId(key), name=key, per_person=exact(per_person), fixed=exact(fixed), step=step
    )


def support(kind: str, people: int | None, where: str = "base", **fields: Any) -> Support:
    return Support(
        id=SupportId(f"{kind}-{where}"),
        enabler=EnablerId(kind),
        provider=PartnerId("coalition"),
        site=SiteId(where),
        people=people,
        **fields,
    )


def changing_over(lent: str, people: int, on: date) -> dict[str, Any]:
    """Some of six of the partner's people, who lend support, join a pledge of people on a day."""
    lending = Contingent(
        id=ContingentId("lending"),
        partner=PartnerId("coalition"),
        nation=NationId("CAN"),
        skill=SkillId("adviser"),
        people=6,
        support=SupportId(lent),
    )
    joining = Transfer(
        id=TransferId("joining"),
        contingent=lending.id,
        pledge=PledgeId("CAN-adviser"),
        people=people,
        day=on,
    )
    return {
        "partners": (Partner(id=PartnerId("coalition"), name="Coalition"),),
        "contingents": (lending,),
        "transfers": (joining,),
    }


def course(work: str, weeks: int, seats: int, **fields: Any) -> Course:
    return Course(
        id=CourseId(f"{work}-course"),
        activity=ActivityId(work),
        name="Course",
        weeks=weeks,
        seats=seats,
        **fields,
    )


def milestone(*asked: Criterion) -> dict[str, Any]:
    """One milestone and its criteria."""
    stage = Milestone(id=MilestoneId("ioc"), name="IOC", kind=MilestoneKind.IOC)
    return {"milestones": (stage,), "criteria": asked}


def partner(strength_window: Window) -> dict[str, Any]:
    """A partner at work for the ministry."""
    return {
        "partners": (Partner(id=PartnerId("coalition"), name="Coalition"),),
        "partner_activities": (
            PartnerActivity(
                id=PartnerActivityId("theirs"),
                partner=PartnerId("coalition"),
                name="Theirs",
                institution=InstitutionId("ministry"),
                window=strength_window,
            ),
        ),
    }


def random_mission(seed: int) -> Mission:
    """A tiny mission in which law, people, support and beds all may bind."""
    dice = Random(seed)
    weeks = dice.randint(5, 7)
    works = ["a", "b", "c"][: dice.randint(2, 3)]
    places = ["base", "camp"][: dice.randint(1, 2)]
    kinds = ["defence", "medical"][: dice.randint(0, 2)]
    made = mission(
        weeks,
        Weights(
            milestones=dice.choice([0, 20]),
            early=dice.choice([0, 1, 5]),
            footprint=dice.choice([0.05, 1.5, 4]),
            needs=dice.choice([20, 100]),
        ),
        sites=tuple(site(key, window=_some(dice, weeks, 0.8)) for key in places),
        skills=(skill("adviser"), skill("trainer"), *(skill(f"{k}-unit", k) for k in kinds)),
        nations=(nation("CAN"), nation("DNK")),
        needs=(need("reform"), need("schools", critical=dice.random() < 0.5)),
        effects=tuple(
            effect(work, dice.choice([0.2, 0.5, 0.9]), serves)
            for work in (*works, "theirs")
            for serves in ("reform", "schools")
            if dice.random() < 0.7
        ),
        activities=_settled([_random_activity(dice, work, works, kinds, weeks) for work in works]),
        modes=tuple(
            mode(work, where, dice.choice([0, 0, 2, 3]), at_least=dice.choice([0, 0, 2, 4]))
            for work in works
            for where in places[: dice.randint(1, 2)]
        ),
        posts=tuple(_random_posts(dice, works, kinds)),
        pledges=tuple(_random_pledges(dice, kinds, weeks)),
        caveats=tuple(_random_caveats(dice, works, places, weeks)),
        bed_spaces=tuple(
            beds(dice.randint(4, 20), where, window=_some(dice, weeks, 0.8))
            for where in places
            if dice.random() < 0.6
        ),
        enablers=tuple(
            enabler(k, dice.choice([0.1, 0.3, 0.5]), dice.choice([0, 0, 2]), dice.choice([1, 1, 3]))
            for k in kinds
        ),
        supports=tuple(
            support(kind, dice.choice([None, 1, 3]), where, window=_some(dice, weeks, 0.3))
            for kind in kinds
            for where in places
            if dice.random() < 0.7
        ),
        courses=(course("a", 2, 8, break_weeks=1),) if dice.random() < 0.5 else (),
        **_random_milestone(dice, works[0], weeks),
        pauses=_random_pauses(Random(seed + 1_000_000), places, weeks),
        **partner(_some(dice, weeks, 0.3)),
    )
    return with_trades(Random(seed + 2_000_000), with_forces(made, seed))


def _random_pauses(dice: Random, places: list[str], weeks: int) -> tuple[Pause, ...]:
    """Pauses of law, a site, the programme or all work; some overlap, some have no end."""
    scopes: list[dict[str, Any]] = [
        {"authorities": (AuthorityId("consent"),)},
        {"authorities": (AuthorityId("status"),), "sites": (SiteId(places[-1]),)},
        {"sites": (SiteId(places[0]),)},
        {"programmes": (ProgrammeId("advice"),)},
        {},
    ]
    found = []
    for number in range(dice.choice([0, 0, 1, 1, 2])):
        first = MONDAY + timedelta(days=dice.randint(-9, 7 * weeks))
        last = first + timedelta(days=dice.choice([0, 2, 6, 9, 16]))
        found.append(
            pause(
                f"pause-{number}",
                Window.of_days(first, None if dice.random() < 0.15 else last),
                **dice.choice(scopes),
            )
        )
    return tuple(found)


def pause(key: str, window: Window, **scope: Any) -> Pause:
    return Pause(id=PauseId(key), name=key, cause=PauseCause.ORDER, window=window, **scope)


def _random_milestone(dice: Random, work: str, weeks: int) -> dict[str, Any]:
    """A milestone with criteria of several measures; now and then one that planning can't weigh."""
    if dice.random() >= 0.6:
        return {}
    asked = [*criteria("ioc", dice.choice([0, 6]), [work])]
    laws = [authority(kind) for kind in ("mandate", "consent", "status")]
    laws.append(authority("national", id="vote", window=_some(dice, weeks, 0.2), nations=("XXX",)))
    if dice.random() < 0.4:
        asked.append(criterion("ioc", Measure.AUTHORITY, "vote"))
    if dice.random() < 0.4:
        asked.append(criterion("ioc", Measure.CONDITION, dice.choice(["met", "dated", "open"])))
    if dice.random() < 0.15:
        asked.append(criterion("ioc", Measure.COVERAGE, "reform", 0.1))
    conditions = (
        Condition(id=ConditionId("met"), name="met", met=day(-3)),
        Condition(
            id=ConditionId("dated"),
            name="dated",
            when=DateRange.exactly(day(1) + timedelta(days=dice.randint(0, 20))),
        ),
        Condition(id=ConditionId("open"), name="open"),
    )
    return milestone(*asked) | {"conditions": conditions, "authorities": tuple(laws)}


def _some(dice: Random, weeks: int, whole: float) -> Window:
    if dice.random() < whole:
        return Window()
    first = dice.randint(-1, weeks - 1)
    return span(first, dice.randint(first + 1, weeks + 1))


def _random_activity(
    dice: Random, work: str, works: list[str], kinds: list[str], weeks: int
) -> Activity:
    earlier = [other for other in works if other < work]
    return activity(
        work,
        rank=dice.randint(1, 3),
        began=day(dice.choice([-2, -1, 0])) if dice.random() < 0.25 else None,
        window=_some(dice, weeks, 0.7),
        after=tuple(ActivityId(one) for one in earlier if dice.random() < 0.25),
        lag_weeks=dice.randint(0, 2),
        excludes=tuple(ActivityId(one) for one in earlier if dice.random() < 0.2),
        enablers=tuple(EnablerId(kind) for kind in kinds if dice.random() < 0.7),
        min_fill=dice.choice([0.5, 1.0]),
    )


def _settled(works: list[Activity]) -> tuple[Activity, ...]:
    """The same works; what runs already doesn't exclude what runs already too."""
    begun = {one.id for one in works if one.began is not None}
    return tuple(
        replace(one, excludes=tuple(o for o in one.excludes if o not in begun))
        if one.id in begun
        else one
        for one in works
    )


def _random_posts(dice: Random, works: list[str], kinds: list[str]) -> list[Post]:
    skills = ["adviser", "trainer", *(f"{kind}-unit" for kind in kinds)]
    return [
        post(work, dice.randint(1, 6), asked, priority=dice.choice(list(Priority)))
        for work in works
        for asked in skills
        if dice.random() < (0.6 if asked in ("adviser", "trainer") else 0.25)
    ]


def _random_pledges(dice: Random, kinds: list[str], weeks: int) -> list[Pledge]:
    skills = ["adviser", "trainer", *(f"{kind}-unit" for kind in kinds)]
    return [
        pledge(dice.randint(2, 9), of, offered, window=_some(dice, weeks, 0.6))
        for of in ("CAN", "DNK")
        for offered in skills
        if dice.random() < 0.9
    ]


def _random_caveats(dice: Random, works: list[str], places: list[str], weeks: int) -> list[Caveat]:
    kind = dice.choice(list(CaveatKind))
    people = dice.randint(2, 9) if kind is CaveatKind.HEADCOUNT_CAP else None
    if dice.random() < 0.4:
        return []
    return [
        caveat(
            "CAN",
            kind,
            sites=(SiteId(dice.choice(places)),),
            activities=(ActivityId(dice.choice(works)),),
            institutions=(InstitutionId("ministry"),),
            people=people,
            window=_some(dice, weeks, 0.6),
        )
    ]


def two_works() -> Mission:
    """Two open-ended works that may both start at once."""
    return mission(
        activities=(activity("a"), activity("b")),
        modes=(mode("a"), mode("b")),
        posts=(post("a", 4), post("b", 4)),
        pledges=(pledge(8),),
        effects=(effect("a", 0.5), effect("b", 0.3)),
    )
