"""Small missions with a bit of everything, made by chance from a number, and plans for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import AuthorityKind
from cadre.mission.conditions import (
    Criterion,
    Measure,
    Milestone,
    MilestoneKind,
)
from cadre.mission.enablers import Enabler, Support
from cadre.mission.forces import Funding, Level, Nation, Pledge, Post, Rung, Skill
from cadre.mission.ids import (
    ActivityId,
    BedSpaceId,
    CourseId,
    CriterionId,
    EffectId,
    GateId,
    LevelId,
    MilestoneId,
    ModeId,
    NationId,
    NeedId,
    PartnerActivityId,
    PledgeId,
    PostId,
    ShockId,
    SupportId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.partners import Partner, PartnerActivity
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.quantities import exact
from cadre.mission.scenarios import Cause, Hindrance, Shock, ShockKind
from cadre.mission.sites import BedSpace, Site
from cadre.mission.sources import FigureKind
from cadre.mission.training import Course, Programme
from tests.forces import with_forces
from tests.simulator.chance import (
    ENABLERS,
    INSTITUTION,
    MADE,
    NATIONS,
    PARTNERS,
    PROGRAMMES,
    SITES,
    SKILLS,
    Chance,
    profile,
)
from tests.simulator.laws import authorities, conditions, decisions, pauses
from tests.simulator.weather import stormy, with_talks
from tests.stages import criteria, criterion


def work(
    chance: Chance, works: int
) -> tuple[tuple[Activity, ...], tuple[Mode, ...], tuple[Post, ...]]:
    activities: list[Activity] = []
    modes: list[Mode] = []
    posts: list[Post] = []
    kinds = (AuthorityKind.MANDATE, AuthorityKind.CONSENT, AuthorityKind.STATUS)
    for number in range(works):
        key = ActivityId(f"work-{number}")
        late = chance.random.random() < 0.3
        activities.append(
            Activity(
                id=key,
                name=f"work {number}",
                programme=chance.one(PROGRAMMES),
                institution=INSTITUTION,
                rank=chance.random.randint(1, 4),
                began=chance.day(-90, 0) if chance.random.random() < 0.3 else None,
                window=chance.window(0.85),
                latest_start=chance.day(0) if late else None,
                cover=kinds[: chance.random.randint(0, 3)],
                enablers=chance.some(ENABLERS, 2),
                after=chance.some([one.id for one in activities], 1) if number > 4 else (),
                lag_weeks=chance.random.randint(0, 3),
                notice_weeks=chance.random.randint(0, 4),
                min_fill=chance.one((0.0, 0.5, 0.7)),
                cost=chance.one((0.0, 12.5, 40.0)),
            )
        )
        length = chance.one((0, 0, 12, 20))
        site = chance.one(SITES)
        modes.append(Mode(id=ModeId(f"m-{number}"), activity=key, site=site, weeks=length))
        posts += [
            Post(
                id=PostId(f"post-{number}-{place}"),
                activity=key,
                skill=chance.one(SKILLS),
                people=chance.random.randint(1, 12),
            )
            for place in range(chance.random.randint(1, 3))
        ]
    return tuple(activities), tuple(modes), tuple(posts)


def pledges(chance: Chance) -> tuple[Pledge, ...]:
    return tuple(
        Pledge(
            id=PledgeId(f"offer-{number}"),
            nation=chance.one(NATIONS),
            skill=chance.one(SKILLS),
            people=40,
            window=chance.window(0.8),
            rung=chance.one(list(Rung)),
            belief=chance.share(),
            delay=chance.range(0, 8),
            strength=chance.range(0.6, 1.0),
        )
        for number in range(10)
    )


def shocks(chance: Chance) -> tuple[Shock, ...]:
    kinds = [*ShockKind, ShockKind.ATTACK, ShockKind.ATTACK]
    return tuple(
        Shock(
            id=ShockId(f"shock-{number}"),
            kind=kind,
            name=str(number),
            site=SITES[number % 3] if kind is ShockKind.ATTACK else None,
            per_year=chance.range(0.1, 1.5),
            weeks=chance.range(0, 9),
            for_good=exact(chance.one((0.0, 0.1))),
        )
        for number, kind in enumerate(kinds)
    )


def effects(chance: Chance, works: Sequence[WorkId], needs: Sequence[NeedId]) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            id=EffectId(f"effect-{number}"),
            work=chance.one(works),
            need=chance.one(needs),
            strength=chance.one((0.15, 0.333, 0.5, 0.9)),
        )
        for number in range(12)
    )


def courses(chance: Chance, activities: Sequence[Activity]) -> tuple[Course, ...]:
    return tuple(
        Course(
            id=CourseId(f"course-{number}"),
            activity=chance.one(activities).id,
            name="course",
            weeks=chance.random.randint(1, 6),
            break_weeks=chance.random.randint(0, 3),
            seats=chance.random.randint(5, 30),
            supply=chance.one((0, 0, 60, 200)),
            pass_share=chance.range(0.7, 1.0),
            keep_weeks=chance.random.randint(0, 3),
        )
        for number in range(4)
    )


def supports(chance: Chance) -> tuple[Support, ...]:
    return tuple(
        Support(
            id=SupportId(f"loan-{number}"),
            enabler=chance.one(ENABLERS),
            provider=chance.one(PARTNERS),
            site=chance.one(SITES),
            people=None if chance.random.random() < 0.3 else chance.random.randint(1, 20),
            window=chance.window(0.6),
        )
        for number in range(12)
    )


def schooled(seed: int, courses: Sequence[Course]) -> tuple[Course, ...]:
    """The courses, some of which train instructors for others and lose graduates."""
    chance = Chance(seed + 2_000_000, 1)
    keys = [one.id for one in courses]
    return tuple(
        replace(
            one,
            trains=chance.one([None, None, *(key for key in keys if key != one.id)]),
            loss_a_month=chance.range(0, 0.2) if chance.random.random() < 0.5 else exact(0),
            instructors=chance.one((0, 5, 20)),
            host_instructors=chance.one((0, 0, 3)),
        )
        for one in courses
    )


def more_criteria(seed: int, given: Mission) -> tuple[Criterion, ...]:
    """What three more stages ask for, of any measure; the last stage asks for nothing."""
    chance = Chance(seed + 3_000_000, 1)
    rows: list[Criterion] = []
    for stage, most in (("stage-2", 1), ("stage-3", 1), ("stage-4", 3)):
        for measure in chance.random.sample(list(Measure), most):
            subject, least = _asked(chance, given, measure)
            row = criterion(stage, measure, subject, least)
            rows.append(replace(row, id=CriterionId(f"{stage}-{len(rows)}")))
    return tuple(rows)


def _asked(chance: Chance, given: Mission, measure: Measure) -> tuple[str | None, float | None]:
    """What a criterion of a measure is about, and how much it asks for; now and then it's unfit."""
    of: dict[Measure, tuple[Sequence[str | None], Sequence[float | None]]] = {
        Measure.PEOPLE: ([None], (0, 7.5, 20, 35, 0, 10)),
        Measure.RUNNING: ([one.id for one in given.activities], (None,)),
        Measure.FILL: ([None, *(one.id for one in given.activities)], (0.3, 0.5, 0.8, 1, 0.25)),
        Measure.GRADUATES: ([one.id for one in given.programmes], (5, 20, 60, 12.5)),
        Measure.HOST_INSTRUCTORS: ([one.id for one in given.courses], (None, 1, 4.5, 9)),
        Measure.COVERAGE: ([one.id for one in given.needs], (0.2, 0.5, 0.75)),
        Measure.CONDITION: ([one.id for one in given.conditions], (None,)),
        Measure.AUTHORITY: ([one.id for one in given.authorities], (None,)),
    }
    subjects, least = of[measure]
    if chance.random.random() < 0.03:
        return "no-such-thing", None
    return chance.one(subjects), chance.one(least)


def mission(seed: int, weeks: int = 40, works: int = 8) -> Mission:
    """A mission with a bit of everything, always the same for one number."""
    given = _mission(seed, weeks, works)
    given = replace(given, courses=schooled(seed, given.courses), shocks=stormy(seed, given.shocks))
    given = with_talks(given, seed)
    given = replace(given, criteria=given.criteria + more_criteria(seed, given))
    return with_people(with_forces(given, seed), seed)


def with_people(given: Mission, seed: int) -> Mission:
    """The mission with a reserve, with starts that cost something, and with those who pay."""
    chance = Chance(seed + 4_000_000, given.horizon.weeks)
    reserve = tuple(
        Pledge(
            id=PledgeId(f"reserve-{number}"),
            nation=chance.one([*NATIONS, NationId("XAA")]),
            skill=chance.one(SKILLS[1:3]),
            people=chance.random.randint(1, 15),
            window=chance.window(0.6),
            rung=chance.one(list(Rung)),
            belief=chance.share(),
            delay=chance.range(0, 8),
            strength=chance.range(0.6, 1.0),
        )
        for number in range(4)
    )
    return replace(
        given,
        pledges=given.pledges + reserve,
        nations=(*given.nations, Nation(id=NationId("XAA"), name="XAA")),
        enablers=tuple(replace(one, lead_weeks=chance.range(0, 6)) for one in given.enablers),
        activities=tuple(
            replace(one, start_cost=chance.one((0.0, 7.5, 90.0)), funding=chance.one(list(Funding)))
            for one in given.activities
        ),
    )


def _mission(seed: int, weeks: int, works: int) -> Mission:
    chance = Chance(seed, weeks)
    activities, modes, posts = work(chance, works)
    needs = [NeedId(f"need-{number}") for number in range(3)]
    theirs = [PartnerActivityId(f"theirs-{number}") for number in range(2)]
    serving = [WorkId(key) for key in (*(one.id for one in activities), *theirs)]
    people = [chance.random.randint(0, 40) for _ in range(2)]
    return Mission(
        profile=profile(weeks),
        institutions=(Institution(id=INSTITUTION, name="Ministry"),),
        needs=tuple(Need(id=key, institution=INSTITUTION, name=key) for key in needs),
        effects=effects(chance, serving, needs),
        authorities=authorities(chance),
        conditions=conditions(chance),
        decisions=decisions(chance),
        milestones=tuple(
            Milestone(
                id=MilestoneId(f"stage-{number}"),
                name="stage",
                kind=MilestoneKind.IOC,
            )
            for number in range(6)
        ),
        criteria=tuple(
            one
            for number, least in enumerate(people)
            for one in criteria(
                f"stage-{number}", least, chance.some([work.id for work in activities], 1)
            )
        ),
        programmes=tuple(Programme(id=key, name=key) for key in PROGRAMMES),
        activities=activities,
        modes=modes,
        posts=posts,
        courses=courses(chance, activities),
        skills=(
            Skill(id=SKILLS[0], name="adviser"),
            Skill(id=SKILLS[1], name="guards", enabler=ENABLERS[0]),
            Skill(id=SKILLS[2], name="medics", enabler=ENABLERS[1]),
            Skill(id=SKILLS[3], name="staff"),
        ),
        nations=tuple(Nation(id=key, name=key) for key in NATIONS),
        pledges=pledges(chance),
        levels=(
            Level(id=LevelId("now"), name="now", kind=FigureKind.DEPLOYED, people=30),
            Level(id=LevelId("cap"), name="cap", kind=FigureKind.CEILING, people=60),
            Level(id=LevelId("unsaid"), name="unsaid", kind=FigureKind.DEPLOYED),
        ),
        sites=tuple(
            Site(id=key, name=key, country="IRQ", window=chance.window(0.7)) for key in SITES
        ),
        bed_spaces=tuple(
            BedSpace(
                id=BedSpaceId(f"beds-{number}"),
                site=SITES[number % 2],
                beds=chance.random.randint(5, 40),
                window=chance.window(0.6),
            )
            for number in range(4)
        ),
        enablers=(
            Enabler(id=ENABLERS[0], name="guard", per_person=exact(0.3), fixed=exact(2)),
            Enabler(id=ENABLERS[1], name="medic", per_person=exact(1 / 15), fixed=exact(1)),
            Enabler(id=ENABLERS[2], name="signal", per_person=exact(0.0625)),
        ),
        supports=supports(chance),
        partners=(
            Partner(id=PARTNERS[0], name="c", leaves=chance.dates(), leave_belief=0.6),
            Partner(id=PARTNERS[1], name="u"),
        ),
        partner_activities=tuple(
            PartnerActivity(
                id=key,
                partner=PARTNERS[number],
                name="t",
                institution=INSTITUTION,
                window=chance.window(0.4),
            )
            for number, key in enumerate(theirs)
        ),
        shocks=shocks(chance),
        pauses=pauses(seed, weeks),
        hindrances=(
            Hindrance(id="threat", cause=Cause.THREAT, share=0.04),
            Hindrance(id="routes", cause=Cause.ROUTES, share=0.1),
            Hindrance(id="again", cause=Cause.THREAT, share=0.02),
        ),
    )


def plan(of: Mission, seed: int) -> Plan:
    """A plan that starts most of the work; it needn't be a good one."""
    chance = Chance(seed, of.horizon.weeks)
    pledges = [one for one in of.pledges if one.id.startswith("offer")]
    gates = [GateId(key) for key in ("if-0", "if-1", "if-2", "if-3", "minister", "summit", "law-1")]
    starts: list[Start] = []
    assignments: list[Assignment] = []
    for mode in of.modes:
        if chance.random.random() < 0.1:
            continue
        week = chance.random.randint(0, of.horizon.weeks // 2)
        weeks = mode.weeks or chance.random.randint(10, of.horizon.weeks - week)
        waits = chance.some(gates, 2) if chance.random.random() < 0.3 else ()
        starts.append(
            Start(
                activity=mode.activity,
                mode=mode.id,
                site=mode.site,
                week=week,
                weeks=weeks,
                waits_for=waits,
            )
        )
        for post in of.posts_of(mode.activity):
            left = post.people
            while left > 0:
                heads = chance.random.randint(1, left)
                left -= heads
                half = chance.random.randint(1, weeks)
                pledge = chance.one(pledges).id
                spans = [(week, half), (week + half, weeks - half)]
                assignments += [
                    Assignment(
                        pledge=pledge,
                        activity=mode.activity,
                        post=post.id,
                        site=mode.site,
                        people=heads,
                        week=first,
                        weeks=length,
                    )
                    for first, length in spans
                    if length > 0
                ]
    assignments += [
        Assignment(
            pledge=chance.one(pledges).id,
            enabler=chance.one(ENABLERS[:2]),
            site=chance.one(SITES),
            people=chance.random.randint(1, 9),
            week=chance.random.randint(0, of.horizon.weeks // 2),
            weeks=chance.random.randint(5, of.horizon.weeks),
        )
        for _ in range(4)
    ]
    assignments.append(
        Assignment(
            pledge=PledgeId("withdrawn"),
            activity=starts[0].activity,
            post=of.posts_of(starts[0].activity)[0].id,
            site=starts[0].site,
            people=3,
            week=0,
            weeks=9,
        )
    )
    return Plan(
        horizon=of.horizon,
        starts=tuple(starts),
        assignments=tuple(assignments),
        made_from=MADE,
    )
