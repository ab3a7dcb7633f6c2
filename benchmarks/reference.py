"""The reference mission of the simulator's benchmark, "mission-week", and its plan.

Made once from a seed and the same ever since: nothing in it is drawn when it is built. It holds
every process that a future knows: law that moves, gates, late and weak pledges, partners who
leave, sites hit, courses that pause and lapse, milestones. 260 weeks, 20 activities with a course
each, 8 sites, 12 nations, 3 partners who lend three kinds of support.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from benchmarks.surroundings import (
    ADVICE,
    FIRST,
    GUARD,
    GUARDS,
    INTERPRETER,
    MEDIC,
    MEDICS,
    NATION_IDS,
    PROGRAMMES,
    SITE_IDS,
    SITES,
    WEEKS,
    WORDS,
    Dice,
    monday,
    programme,
    surroundings,
    weeks,
)
from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import AuthorityKind
from cadre.mission.conditions import Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.forces import Funding, Pledge, Post, Rung
from cadre.mission.gates import awaited
from cadre.mission.ids import (
    ActivityId,
    BedSpaceId,
    ConditionId,
    CourseId,
    CriterionId,
    DecisionId,
    EffectId,
    EnablerId,
    InstitutionId,
    MeasuredId,
    MilestoneId,
    ModeId,
    NeedId,
    PledgeId,
    PostId,
    SignalId,
    SiteId,
    TargetId,
    TriggerId,
    WorkId,
)
from cadre.mission.mission import Mission
from cadre.mission.needs import Effect, Institution, Need
from cadre.mission.plans import Assignment, MadeFrom, Plan, Start
from cadre.mission.quantities import Range
from cadre.mission.sites import BedSpace
from cadre.mission.training import Course
from cadre.mission.triggers import Action, Signal, Trigger
from cadre.mission.weeks import Window

SEED, WORKS = 7, 20
WORK_IDS = tuple(ActivityId(f"work-{n:02d}") for n in range(WORKS))
FIXED = {6: 110, 9: 140, 13: 120, 17: 96}
"""Work of a fixed length, in weeks; all other work goes on to the end of its window."""
AFTER = {10: (2, 8), 12: (5, 2), 18: (1, 12)}
"""Work that starts so many weeks after another's start."""
AFTER_END = {15: (6, 4)}
"""Work that starts so many weeks after another's end."""
CONDITIONS = {3: (0,), 5: (1,), 7: (2,), 11: (0,), 14: (3,), 19: (4,)}
DECISIONS = {8: 0, 13: 1, 16: 0}
UNHOSTED = (4, 11, 16)
"""Work that doesn't need the host's consent."""
RESERVE = 12
"""The last of the pledges: the plan leaves them for lenders that go, and for work on call."""
ON_CALL = ActivityId("surge")
TURN = 130
"""Week in which other pledges may take over."""
Span = tuple[int, int]
"""First week, and the first week no longer."""


def reference() -> tuple[Mission, Plan]:
    """The reference mission and its plan."""
    dice = Dice(SEED)
    mission = surroundings(dice)
    spans = _spans(dice)
    mission = _with_work(mission, dice, spans)
    mission = _with_goals(_with_triggers(mission), dice)
    mission = replace(mission, pledges=_pledges(mission, dice))
    plan = _plan(mission, spans)
    return replace(mission, bed_spaces=_beds(plan)), plan


def _spans(dice: Dice) -> list[Span]:
    """The weeks that each activity is planned for."""
    found: list[Span] = []
    for work in range(WORKS):
        first = dice.whole(0, 29)
        if work in AFTER:
            first = max(first, found[AFTER[work][0]][0] + AFTER[work][1])
        if work in AFTER_END:
            first = max(first, found[AFTER_END[work][0]][1] + AFTER_END[work][1])
        length = FIXED.get(work, dice.whole(190, 299))
        found.append((first, min(WEEKS, first + length)))
    return found


def _with_work(mission: Mission, dice: Dice, spans: list[Span]) -> Mission:
    """The mission with its activities, their modes, posts and courses."""
    works, posts, courses = [], [], []
    for number, key in enumerate(WORK_IDS):
        lines = _posts(dice, key)
        posts += lines
        courses.append(_course(dice, number))
        words = any(one.skill == INTERPRETER for one in lines)
        works.append(_work(dice, number, spans[number], words=words))
    modes = tuple(
        Mode(id=ModeId(key), activity=key, site=SITE_IDS[n % SITES], weeks=FIXED.get(n, 0))
        for n, key in enumerate(WORK_IDS)
    )
    return replace(
        mission,
        activities=tuple(works),
        modes=modes,
        posts=tuple(posts),
        courses=tuple(courses),
    )


def _with_triggers(mission: Mission) -> Mission:
    """The mission with rules that act inside a future, and work that only one of them starts."""
    posts = tuple(
        Post(id=PostId(f"{ON_CALL}/{skill}"), activity=ON_CALL, skill=skill, people=6)
        for skill in ADVICE[:3]
    )
    course = replace(mission.courses[1], id=CourseId(ON_CALL), activity=ON_CALL, trains=None)
    few = Trigger(
        id=TriggerId("few"),
        name="Too few graduates: a second school",
        signal=Signal.GRADUATES_BELOW,
        subject=SignalId(programme(2)),
        below=500,
        weeks=60,
        action=Action.START,
        target=TargetId(ON_CALL),
        delay_weeks=6,
        cost=300,
    )
    weak = Trigger(
        id=TriggerId("weak"),
        name="Too few people: the least work waits",
        signal=Signal.STRENGTH_BELOW,
        below=230,
        weeks=6,
        action=Action.PAUSE,
        target=TargetId(WORK_IDS[16]),
        delay_weeks=1,
        cost=10,
        times=0,
    )
    stuck = Trigger(
        id=TriggerId("stuck"),
        name="It stood still for half a year: given up",
        signal=Signal.WORK_STOPPED,
        subject=SignalId(WORK_IDS[12]),
        weeks=26,
        action=Action.STOP,
        target=TargetId(WORK_IDS[12]),
        delay_weeks=4,
        cost=50,
    )
    work = replace(mission.activities[1], id=ON_CALL, window=Window(), cost=25, start_cost=400)
    return replace(
        mission,
        activities=(*mission.activities, work),
        modes=(*mission.modes, Mode(id=ModeId(ON_CALL), activity=ON_CALL, site=SITE_IDS[3])),
        posts=(*mission.posts, *posts),
        courses=(*mission.courses, course),
        triggers=(few, weak, stuck),
    )


def _posts(dice: Dice, key: ActivityId) -> list[Post]:
    """Three lines of posts, each of another skill."""
    skills = [*ADVICE, INTERPRETER]
    return [
        Post(
            id=PostId(f"{key}/{line}"),
            activity=key,
            skill=skills[skill],
            people=dice.whole(4, 12) if skill < len(ADVICE) else dice.whole(2, 5),
        )
        for line, skill in enumerate(dice.some(3, len(skills)))
    ]


def _course(dice: Dice, number: int) -> Course:
    low, loss = dice.share(0.65, 0.8), dice.share(0.004, 0.012)
    seats = dice.whole(20, 40)
    return Course(
        id=CourseId(WORK_IDS[number]),
        activity=WORK_IDS[number],
        name=WORK_IDS[number],
        weeks=dice.whole(4, 7) if number % 3 else dice.whole(6, 14),
        break_weeks=dice.whole(0, 2),
        seats=seats,
        supply=150 if number % 7 == 3 else 0,
        pass_share=Range(low, round(low + 0.1, 3), round(low + 0.15, 3)),
        loss_a_month=Range(round(loss / 2, 4), loss, round(2 * loss, 4)),
        instructors=30,
        trains=CourseId(WORK_IDS[number + 1]) if number in (0, 3) else None,
        keep_weeks=dice.whole(2, 8),
    )


def _work(dice: Dice, number: int, span: Span, *, words: bool) -> Activity:
    fixed = number in FIXED
    kinds: tuple[AuthorityKind, ...] = (
        AuthorityKind.MANDATE,
        AuthorityKind.CONSENT,
        AuthorityKind.STATUS,
    )
    if number in UNHOSTED:
        kinds = (AuthorityKind.MANDATE, AuthorityKind.STATUS)
    follows = AFTER.get(number), AFTER_END.get(number)
    return Activity(
        id=WORK_IDS[number],
        name=WORK_IDS[number],
        programme=programme(number % PROGRAMMES),
        rank=1 + dice.whole(0, 9),
        window=Window() if fixed else weeks(None, span[1]),
        latest_start=monday(span[0] + 70) if number in (3, 13) else None,
        cover=kinds,
        enablers=(GUARDS, MEDICS, WORDS) if words else (GUARDS, MEDICS),
        conditions=tuple(ConditionId(f"condition-{n}") for n in CONDITIONS.get(number, ())),
        decisions=(DecisionId(f"decision-{DECISIONS[number]}"),) if number in DECISIONS else (),
        after=(WORK_IDS[follows[0][0]],) if follows[0] else (),
        after_end=(WORK_IDS[follows[1][0]],) if follows[1] else (),
        lag_weeks=follows[0][1] if follows[0] else follows[1][1] if follows[1] else 0,
        notice_weeks=dice.whole(0, 4),
        min_fill=(0.3, 0.35, 0.4)[number % 3],
        cost=dice.whole(10, 60),
        start_cost=dice.whole(20, 200),
        funding=list(Funding)[number % 3],
    )


# Goals ----------------------------------------------------------------------------------------


def _with_goals(mission: Mission, dice: Dice) -> Mission:
    """The mission with needs, what serves them, and milestones."""
    host = InstitutionId("ministry")
    needs = tuple(Need(id=NeedId(f"need-{n}"), institution=host, name=f"n{n}") for n in range(6))
    served = [
        (str(key), (number + turn * 3) % len(needs))
        for number, key in enumerate(WORK_IDS)
        for turn in range(1 + number % 2)
    ]
    served += [(str(one.id), n) for n, one in enumerate(mission.partner_activities)]
    return replace(
        mission,
        institutions=(Institution(id=host, name="Ministry"),),
        needs=needs,
        effects=tuple(
            Effect(
                id=EffectId(f"{work}/{need}"),
                work=WorkId(work),
                need=needs[need].id,
                strength=dice.share(0.15, 0.5),
            )
            for work, need in served
        ),
        **_milestones(),
    )


def _milestones() -> dict[str, Any]:
    """IOC and FOC as staffs write them, and two stages that hang on host instructors and law."""
    asked: dict[str, list[tuple[Measure, str | None, float | None]]] = {
        "ioc": [
            (Measure.PEOPLE, None, 240),
            (Measure.RUNNING, WORK_IDS[0], None),
            (Measure.RUNNING, WORK_IDS[2], None),
            (Measure.CONDITION, "condition-0", None),
        ],
        "foc": [
            (Measure.PEOPLE, None, 280),
            (Measure.FILL, None, 0.78),
            (Measure.RUNNING, WORK_IDS[7], None),
            (Measure.GRADUATES, programme(2), 300),
        ],
        "hand-over": [(Measure.HOST_INSTRUCTORS, WORK_IDS[1], 130)],
        "renewed": [
            (Measure.AUTHORITY, "mandate-2", None),
            (Measure.COVERAGE, "need-1", 0.4),
            (Measure.FILL, WORK_IDS[10], 0.6),
        ],
    }
    kinds = {"ioc": MilestoneKind.IOC, "foc": MilestoneKind.FOC}
    return {
        "milestones": tuple(
            Milestone(id=MilestoneId(key), name=key, kind=kinds.get(key, MilestoneKind.STAGE))
            for key in asked
        ),
        "criteria": tuple(
            Criterion(
                id=CriterionId(f"{key}/{number}"),
                milestone=MilestoneId(key),
                measure=measure,
                subject=None if subject is None else MeasuredId(subject),
                at_least=least,
            )
            for key, rows in asked.items()
            for number, (measure, subject, least) in enumerate(rows)
        ),
    }


# People ---------------------------------------------------------------------------------------


def _pledges(mission: Mission, dice: Dice) -> tuple[Pledge, ...]:
    """Twice as many people as the posts ask for, by skill from half the nations; and support."""
    wanted = Counter[str]()
    for post in mission.posts:
        wanted[post.skill] += post.people
    rows = []
    for skill in (*ADVICE, INTERPRETER):
        givers = dice.some(len(NATION_IDS) // 2, len(NATION_IDS))
        parts = [dice.share(0.5, 1.5) for _ in givers]
        for giver, part in zip(givers, parts, strict=True):
            people = max(2, round(2 * wanted[skill] * part / sum(parts)))
            rows.append((giver, skill, people))
    rows += [(giver, GUARD, dice.whole(14, 24)) for giver in dice.some(6, len(NATION_IDS))]
    rows += [(giver, MEDIC, 4) for giver in dice.some(2, len(NATION_IDS))]
    reserve = [(GUARD, 20)] * 3 + [(MEDIC, 8)] * 2 + [(INTERPRETER, 4)]
    reserve += [(skill, 8) for skill in ADVICE[:3] for _ in range(2)]
    rows += [(dice.whole(0, len(NATION_IDS) - 1), skill, people) for skill, people in reserve]
    return tuple(_pledge(dice, number, *row) for number, row in enumerate(rows))


def _pledge(dice: Dice, number: int, giver: int, skill: str, people: int) -> Pledge:
    ends = number % 6
    low = 0.75 + 0.02 * (giver % 6)
    return Pledge(
        id=PledgeId(f"pledge-{number:02d}"),
        nation=NATION_IDS[giver],
        skill=skill,  # type: ignore[arg-type]
        people=people,
        window=weeks(None, TURN + 40) if ends == 1 else weeks(TURN - 60) if ends == 2 else Window(),
        rung=Rung.ARRIVED if number % 9 == 0 else Rung.OFFERED,
        belief=dice.share(0.88, 0.99),
        delay=Range(0, dice.whole(1, 6), dice.whole(8, 26)),
        strength=Range(round(low, 3), round(low + 0.15, 3), round(min(1.0, low + 0.25), 3)),
    )


def _plan(mission: Mission, spans: list[Span]) -> Plan:
    """Each activity in its span; posts filled from pledges in the order of the tables."""
    starts = tuple(
        Start(
            activity=mode.activity,
            mode=mode.id,
            site=mode.site,
            week=spans[n][0],
            weeks=spans[n][1] - spans[n][0],
            waits_for=awaited(mission, mission.activity(mode.activity)),
        )
        for n, mode in enumerate(mission.modes[:WORKS])
    )
    book = _Book(mission)
    for start in starts:
        for post in mission.posts_of(start.activity):
            for span in _shifts(start.week, start.end):
                book.fill(post.skill, post.people, span, start.site, post)
    for n, site in enumerate(SITE_IDS):
        book.fill(GUARD, 8 + n % 3, (0, WEEKS), site, None)
    for site in SITE_IDS[6:]:
        book.fill(MEDIC, 2, (0, WEEKS), site, None)
    order = sorted(starts, key=lambda one: (one.week, one.activity))
    return Plan(
        horizon=mission.horizon,
        starts=tuple(order),
        assignments=tuple(book.assignments),
        made_from=MadeFrom(dossier="", as_of=FIRST.isoformat()),
    )


def _shifts(first: int, end: int) -> list[Span]:
    """A span, cut where other people may take over."""
    return [(first, TURN), (TURN, end)] if first < TURN < end else [(first, end)]


class _Book:
    """Who is promised where, while a plan is filled."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.pledges = mission.pledges[:-RESERVE]
        self.used = {one.id: [0] * WEEKS for one in mission.pledges}
        self.assignments: list[Assignment] = []

    def fill(self, skill: str, people: int, span: Span, site: SiteId, post: Post | None) -> None:
        """Take people of a skill for a span, half of those asked for from a pledge at a time."""
        share = -(-people // 2)
        while people > 0:
            free = {
                one.id: self._free(one, span, site) for one in self.pledges if one.skill == skill
            }
            key = max(free, key=lambda one: free[one])
            some = min(people, share, free[key])
            if some == 0:
                return
            people -= some
            for week in range(*span):
                self.used[key][week] += some
            kind: EnablerId | None = GUARDS if skill == GUARD else MEDICS
            self.assignments.append(
                Assignment(
                    pledge=key,
                    activity=post.activity if post else None,
                    post=post.id if post else None,
                    enabler=None if post else kind,
                    site=site,
                    people=some,
                    week=span[0],
                    weeks=span[1] - span[0],
                )
            )

    def _free(self, one: Pledge, span: Span, site: SiteId) -> int:
        """People of a pledge that are free in all weeks of a span, and may serve at the site."""
        away = one.nation == NATION_IDS[5] and site in SITE_IDS[6:]
        days = self.mission.horizon.span(span[0], span[1] - span[0])
        if away or not one.window.covers(days):
            return 0
        return one.people - max(self.used[one.id][span[0] : span[1]])


def _beds(plan: Plan) -> tuple[BedSpace, ...]:
    """Beds for nearly all who are planned; some are there for half the time only."""
    found = []
    for n, site in enumerate(SITE_IDS):
        most = max(
            sum(
                one.people
                for one in plan.assignments
                if one.site == site and one.week <= week < one.week + one.weeks
            )
            for week in range(WEEKS)
        )
        some = (most * (90 + n)) // 100
        found.append(BedSpace(id=BedSpaceId(f"{site}/huts"), site=site, beds=some - 4))
        found.append(
            BedSpace(id=BedSpaceId(f"{site}/tents"), site=site, beds=4, window=weeks(None, 150))
        )
    return tuple(found)
