"""Tables: a mission and a plan as flat arrays of integers; all chances become thresholds here."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import ceil, isinf

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Pledge, Rung
from cadre.mission.halts import halted_weeks, halting, open_windows
from cadre.mission.ids import (
    ActivityId,
    NationId,
    PartnerActivityId,
    PledgeId,
    SiteId,
    SkillId,
)
from cadre.mission.mission import Mission
from cadre.mission.pipeline import kept_a_week, standing, trainees
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.quantities import Range
from cadre.mission.scenarios import Cause, ShockKind
from cadre.mission.training import Course
from cadre.mission.transfers import lent
from cadre.mission.weeks import Window
from cadre.simulator.binding import lay_ties
from cadre.simulator.criteria import lay_criteria, weekly
from cadre.simulator.law import cover_set, lay_gates, lay_law, own_set, pieces
from cadre.simulator.laying import Laying, grid, ints, pairs, skills_asked, slices
from cadre.simulator.layout import (
    COUNT,
    MILLION,
    NEVER,
    SETTLE,
    Goals,
    People,
    Places,
    Starts,
    Tables,
    Teaching,
    Weather,
)
from cadre.simulator.outcomes import HeldBackBy
from cadre.simulator.streams import (
    CERTAIN,
    binomial,
    rounded,
    threshold,
    waiting,
)

_CAUSE_OF = {
    ShockKind.CONSENT: HeldBackBy.CONSENT,
    ShockKind.PANDEMIC: HeldBackBy.PANDEMIC,
    ShockKind.ELECTION: HeldBackBy.ELECTION,
    ShockKind.ATTACK: HeldBackBy.ATTACK,
}


def lay(mission: Mission, plan: Plan, levels: Sequence[int]) -> Tables:
    """Lay a mission, a plan and the levels asked about as tables.

    Raises:
        CadreError: The plan names activities, modes or posts that the mission doesn't hold, has
            people for an activity that it doesn't start, or activities wait for each other.
    """
    laying = Laying(mission=mission, plan=plan)
    laying.starts = {start.activity: number for number, start in enumerate(plan.starts)}
    named_sites = [one.site for one in plan.starts] + [one.site for one in plan.assignments]
    laying.sites = {site: number for number, site in enumerate(dict.fromkeys(named_sites))}
    laying.kinds = {one.id: number for number, one in enumerate(mission.enablers)}
    laying.partners = {one.id: number for number, one in enumerate(mission.partners)}
    opening = lay_gates(laying)
    laying.pieces = pieces(laying)
    starts = _starts(laying)
    people = _people(laying)
    places = _places(laying)
    weather = _weather(laying)
    teaching = _teaching(laying)
    goals = _goals(laying, levels)
    asked = lay_criteria(laying, courses_of(mission, plan))
    ties = lay_ties(laying, [one for group in _by_pledge(plan).values() for one in group])
    weeks = plan.horizon.weeks
    law = lay_law(laying)
    sizes = (
        weeks,
        len(nations_of(mission, plan)),
        len(laying.kinds),
        most_people(plan),
        len(Cause),
        len(mission.hindrances),
        len(laying.rows),
        len(laying.sets),
        int(weekly(asked)),
    )
    return Tables(
        size=ints(sizes),
        changes=ints(_change(laying, week) for week in range(weeks + 1)),
        odds=laying.chances.odds(),
        gates=opening,
        law=law,
        starts=starts,
        people=people,
        places=places,
        weather=weather,
        teaching=teaching,
        goals=goals,
        asked=asked,
        ties=ties,
    )


def _change(laying: Laying, week: int) -> int:
    """What is known to change in a week."""
    return SETTLE | COUNT if week in laying.counts else SETTLE if week in laying.changes else 0


def nations_of(mission: Mission, plan: Plan) -> tuple[NationId, ...]:
    """Nations with people in the plan, in the order of the plan."""
    pledges = {one.id: one for one in mission.pledges}
    used = [pledges[one.pledge].nation for one in plan.assignments if one.pledge in pledges]
    return tuple(dict.fromkeys(used))


def courses_of(mission: Mission, plan: Plan) -> tuple[Course, ...]:
    """Courses that the plan's activities teach, in the order of the table."""
    planned = {start.activity for start in plan.starts}
    return tuple(course for course in mission.courses if course.activity in planned)


def most_people(plan: Plan) -> int:
    """The most people that can be there at once: what each pledge gives at most, added up."""
    return sum(
        max(
            sum(one.people for one in group if one.week <= week < one.week + one.weeks)
            for week in {one.week for one in group}
        )
        for group in _by_pledge(plan).values()
    )


def _by_pledge(plan: Plan) -> dict[PledgeId, list[Assignment]]:
    """The assignments of each pledge, in the order of the plan."""
    found: dict[PledgeId, list[Assignment]] = {}
    for one in plan.assignments:
        found.setdefault(one.pledge, []).append(one)
    return found


def _starts(laying: Laying) -> Starts:
    mission, plan = laying.mission, laying.plan
    works = [mission.activity(start.activity) for start in plan.starts]
    for work in works:
        for kind in work.enablers:
            mission.enabler(kind)
    laying.changes.update(start.week for start in plan.starts)
    gate_at, waits = slices([[laying.gates[one] for one in s.waits_for] for s in plan.starts])
    after = [_after(laying, work) for work in works]
    after_at, befores = slices([[before for before, _ in some] for some in after])
    kind_at, kinds = slices([[laying.kinds[kind] for kind in work.enablers] for work in works])
    slot_at, _ = slices([list(skills_asked(mission, start).values()) for start in plan.starts])
    return Starts(
        name=pairs(work.id for work in works),
        week=ints(start.week for start in plan.starts),
        weeks=ints(start.weeks for start in plan.starts),
        fixed=ints(mission.mode(start.mode).weeks > 0 for start in plan.starts),
        cap=ints(min(plan.horizon.weeks, laying.weeks(work.window)[1]) for work in works),
        latest=ints(_latest(laying, work) for work in works),
        notice=ints(0 if mission.has_begun(work) else work.notice_weeks for work in works),
        lag=ints(work.lag_weeks for work in works),
        site=ints(laying.sites[start.site] for start in plan.starts),
        law=ints(
            cover_set(laying, work, s.site) for work, s in zip(works, plan.starts, strict=True)
        ),
        hosted=ints(AuthorityKind.CONSENT in work.cover for work in works),
        cost=ints(rounded(work.cost) for work in works),
        halted=grid([_halted(laying, start) for start in plan.starts], plan.horizon.weeks),
        gate_at=gate_at,
        gates=waits,
        after_at=after_at,
        after=befores,
        over=ints(over for some in after for _, over in some),
        kind_at=kind_at,
        kinds=kinds,
        slot_at=slot_at,
        order=ints(_order([[b for b, _ in some] for some in after], [work.id for work in works])),
    )


def _halted(laying: Laying, start: Start) -> list[int]:
    """By week: 2 when a stated pause halts the work, 1 when one only takes its law; else 0."""
    mission, horizon = laying.mission, laying.plan.horizon
    activity = mission.activity(start.activity)
    softly = halted_weeks(mission, activity, start.site)
    halts = halting(mission, activity.programme, start.site)
    hard = {week for one in halts for week in horizon.overlapped(one.window)}
    found = [2 if w in hard else int(w in softly) for w in range(horizon.weeks)]
    laying.changes.update(w for w in range(1, horizon.weeks) if found[w] != found[w - 1])
    return found


def _latest(laying: Laying, activity: Activity) -> int:
    if activity.latest_start is None or laying.mission.has_begun(activity):
        return NEVER
    return laying.day(activity.latest_start) // 7


def _after(laying: Laying, activity: Activity) -> list[tuple[int, bool]]:
    """The starts that work comes after, and whether each must be over; -1 for what isn't planned.

    Begun work that isn't planned any more is over, and holds nothing back.
    """
    mission, found = laying.mission, list[tuple[int, bool]]()
    if mission.has_begun(activity):
        return found
    for keys, over in ((activity.after, False), (activity.after_end, True)):
        for key in keys:
            there = laying.starts.get(key, -1)
            if not mission.has_begun(mission.activity(key)) or (over and there >= 0):
                found.append((there, over))
    return found


def _order(after: Sequence[Sequence[int]], names: Sequence[str]) -> list[int]:
    """Starts, each after those it comes after."""
    ordered: list[int] = []
    left = list(range(len(after)))
    while left:
        ready = [one for one in left if all(b < 0 or b in ordered for b in after[one])]
        if not ready:
            circle = ", ".join(sorted(names[one] for one in left))
            raise CadreError(
                circle, "come after each other", "no circle", "Remove one `after` or `after_end`."
            )
        ordered += ready
        left = [one for one in left if one not in ready]
    return ordered


def least_heads(min_fill: float, people: int) -> int:
    """Heads without which work doesn't run: min_fill x people, rounded up to whole people."""
    # The tolerance keeps 0.7 x 10 from becoming 8 people by rounding of binary fractions.
    return ceil(min_fill * people - 1e-9)


def _people(laying: Laying) -> People:
    mission, plan = laying.mission, laying.plan
    slots = [
        (number, skill, asked, mission.activity(start.activity).min_fill)
        for number, start in enumerate(plan.starts)
        for skill, asked in skills_asked(mission, start).items()
    ]
    slot_of = {(number, skill): slot for slot, (number, skill, _, _) in enumerate(slots)}
    by_pledge = _by_pledge(plan)
    flat = [one for group in by_pledge.values() for one in group]
    pledges = {one.id: one for one in mission.pledges}
    serving = [pledges.get(key) for key in by_pledge]
    nations = {nation: number for number, nation in enumerate(nations_of(mission, plan))}
    works = [_work_of(laying, one) for one in flat]
    at, _ = slices([[0] * len(group) for group in by_pledge.values()])
    spans = [_span(laying, pledges.get(one.pledge), one, by_pledge[one.pledge]) for one in flat]
    delays = [_delay(laying, pledge) for pledge in serving]
    strengths = [
        laying.steps(Range(0, 0, 0) if pledge is None else pledge.strength, 1000)
        for pledge in serving
    ]
    of_nation = [nations[p.nation] if (p := pledges.get(a.pledge)) else 0 for a in flat]
    kinds = [-1 if one.enabler is None else laying.kinds[one.enabler] for one in flat]
    skills = [mission.skill(skill) for _, skill, _, _ in slots]
    return People(
        name=pairs(by_pledge),
        sender=pairs("" if pledge is None else pledge.nation for pledge in serving),
        belief=ints(_belief(pledge) for pledge in serving),
        promised=ints(min(one.week for one in group) for group in by_pledge.values()),
        delay_first=ints(first for first, _ in delays),
        delay=ints(table for _, table in delays),
        strength_first=ints(first for first, _ in strengths),
        strength=ints(table for _, table in strengths),
        law=ints(own_set(laying, pledge) for pledge in serving),
        at=at,
        start=ints(start for start, _ in works),
        slot=ints(-1 if skill is None else slot_of[start, skill] for start, skill in works),
        kind=ints(kinds),
        site=ints(laying.sites[one.site] for one in flat),
        nation=ints(of_nation),
        people=ints(one.people for one in flat),
        week=ints(week for week, _, _ in spans),
        end=ints(end for _, end, _ in spans),
        reach=ints(reach for _, _, reach in spans),
        slot_least=ints(least_heads(share, asked) for _, _, asked, share in slots),
        slot_kind=ints(laying.kinds[s.enabler] if s.enabler else -1 for s in skills),
    )


def _belief(pledge: Pledge | None) -> int:
    if pledge is None:
        return 0
    return CERTAIN if pledge.rung is Rung.ARRIVED else threshold(pledge.belief)


def _delay(laying: Laying, pledge: Pledge | None) -> tuple[int, int]:
    if pledge is None or pledge.rung is Rung.ARRIVED:
        return laying.steps(Range(0, 0, 0))
    return laying.steps(pledge.delay)


def _work_of(laying: Laying, one: Assignment) -> tuple[int, SkillId | None]:
    """Start and skill of an assignment to a post; -1 and None for brought support."""
    if one.post is None:
        if one.enabler is None:
            raise CadreError(
                f"assignment of {one.pledge}",
                "has neither post nor enabler",
                "one of them",
                "Say what its people do.",
            )
        laying.mission.enabler(one.enabler)
        return -1, None
    post = laying.mission.post(one.post)
    if post.activity not in laying.starts:
        raise CadreError(
            f"assignment of {one.pledge}",
            f"serves {post.activity}, which the plan doesn't start",
            ", ".join(sorted(laying.starts)) or "no assignment: the plan starts nothing",
            "Start the activity, or leave the assignment out.",
        )
    return laying.starts[post.activity], post.skill


def _span(
    laying: Laying, pledge: Pledge | None, one: Assignment, all_of: Sequence[Assignment]
) -> tuple[int, int, int]:
    """First week, end, and the end to which a late start may stretch an assignment."""
    since, until = laying.weeks(Window() if pledge is None else pledge.window)
    planned = one.week + one.weeks
    later = [other.week for other in all_of if other.week >= planned]
    return max(one.week, since), min(planned, until), min([until, *later])


def _places(laying: Laying) -> Places:
    mission, horizon = laying.mission, laying.plan.horizon
    known = {one.id: one for one in mission.sites}
    is_open = [
        horizon.covered(open_windows(mission, site) if site in known else [])
        for site in laying.sites
    ]
    beds = [_beds(laying, site) for site in laying.sites]
    for row in (*is_open, *beds):
        laying.changes.update(w for w in range(1, horizon.weeks) if row[w] != row[w - 1])
    ranks = [mission.activity(start.activity).rank for start in laying.plan.starts]
    ranked_at, ranked = slices(
        [
            sorted(
                (n for n, start in enumerate(laying.plan.starts) if start.site == site),
                key=lambda n: (ranks[n], n),
            )
            for site in laying.sites
        ]
    )
    loans = [
        [(one, days, n) for one in mission.supports_at(site) for days, n in lent(mission, one)]
        for site in laying.sites
    ]
    flat = [row for group in loans for row in group]
    for one, *_ in flat:
        mission.partner(one.provider)
        mission.enabler(one.enabler)
    spans = [laying.weeks(days) for _, days, _ in flat]
    lent_at, _ = slices([[0] * len(group) for group in loans])
    return Places(
        open=grid(is_open, horizon.weeks),
        beds=grid(beds, horizon.weeks),
        ranked_at=ranked_at,
        ranked=ranked,
        per_person=ints(_millionths(one.per_person) for one in mission.enablers),
        fixed=ints(_millionths(one.fixed) for one in mission.enablers),
        lent_at=lent_at,
        lent_kind=ints(laying.kinds[one.enabler] for one, *_ in flat),
        lent_by=ints(laying.partners[one.provider] for one, *_ in flat),
        lent_people=ints(NEVER if isinf(people) else int(people) for *_, people in flat),
        lent_from=ints(since for since, _ in spans),
        lent_to=ints(until for _, until in spans),
    )


def _millionths(range_: Range) -> int:
    return rounded(Fraction(range_.likely) * MILLION)


def _beds(laying: Laying, site: SiteId) -> list[int]:
    """Beds at a site by week; NEVER in all weeks when the dossier states none."""
    horizon = laying.plan.horizon
    rows = [one for one in laying.mission.bed_spaces if one.site == site]
    if not rows:
        return [NEVER] * horizon.weeks
    flags = [(one.beds, horizon.covered([one.window])) for one in rows]
    return [sum(beds for beds, there in flags if there[w]) for w in range(horizon.weeks)]


def _weather(laying: Laying) -> Weather:
    weeks = laying.plan.horizon.weeks
    shocks = [one for one in laying.mission.shocks if one.site is None or one.site in laying.sites]
    lengths = [laying.steps(one.weeks, least=1) for one in shocks]
    partners = laying.mission.partners
    never = (0, laying.chances.add((CERTAIN,)))
    days = [never if one.leaves is None else laying.dates(one.leaves) for one in partners]
    leave = [0.0 if one.leaves is None else one.leave_belief for one in partners]
    chances = [min(1.0, one.per_year.likely / 52) for one in shocks]
    return Weather(
        name=pairs(one.id for one in shocks),
        cause=ints(_CAUSE_OF[one.kind] for one in shocks),
        site=ints(-1 if one.site is None else laying.sites[one.site] for one in shocks),
        wait=ints(laying.chances.add(waiting(chance, weeks)) for chance in chances),
        first=ints(first for first, _ in lengths),
        length=ints(table for _, table in lengths),
        good=ints(threshold(one.for_good.likely) for one in shocks),
        partner=pairs(one.id for one in partners),
        leaves=ints(threshold(belief) for belief in leave),
        day_first=ints(first for first, _ in days),
        day=ints(table for _, table in days),
    )


def _teaching(laying: Laying) -> Teaching:
    courses = courses_of(laying.mission, laying.plan)
    shares = [laying.steps(course.pass_share, 1000) for course in courses]
    highest = [rounded(Fraction(course.pass_share.high) * 1000) for course in courses]
    passed = [
        laying.chances.block(binomial(trainees(course), share) for share in range(low, high + 1))
        for course, (low, _), high in zip(courses, shares, highest, strict=True)
    ]
    hindrances = laying.mission.hindrances
    parts = accumulate(Fraction(one.share) for one in hindrances)
    causes = list(Cause)
    return Teaching(
        name=pairs(course.id for course in courses),
        start=ints(laying.starts[course.activity] for course in courses),
        weeks=ints(course.weeks for course in courses),
        pause=ints(course.break_weeks for course in courses),
        keep=ints(course.keep_weeks for course in courses),
        share=ints(table for _, table in shares),
        passed=ints(passed),
        begun=grid([_begun(laying.mission, course) for course in courses], 3),
        stay=ints(_stay(course) for course in courses),
        hinder=ints(threshold(min(Fraction(1), part)) for part in parts),
        cause=ints(causes.index(one.cause) for one in hindrances),
    )


def _begun(mission: Mission, course: Course) -> tuple[int, int, int]:
    before = standing(mission, course)
    return before.grown, before.rest, before.idle


def _stay(course: Course) -> int:
    """Millionths of its graduates who stay for a week; 0 when they don't teach."""
    return rounded(kept_a_week(course) * MILLION) if course.trains is not None else 0


def _goals(laying: Laying, levels: Sequence[int]) -> Goals:
    mission = laying.mission
    theirs = {one.id: one for one in mission.partner_activities}
    for one in theirs.values():
        mission.partner(one.partner)
    rows: list[list[tuple[int, int, int, int, int]]] = []
    for need in mission.needs:
        rows.append([])
        for effect in mission.effects:
            work = theirs.get(PartnerActivityId(effect.work))
            if effect.need != need.id:
                continue
            left = 1000 - rounded(Fraction(effect.strength) * 1000)
            ours = laying.starts.get(ActivityId(effect.work))
            if ours is not None:
                rows[-1].append((ours, -1, 0, 0, left))
            elif work is not None:
                span = laying.weeks(work.window)
                rows[-1].append((-1, laying.partners[work.partner], *span, left))
    flat = [row for group in rows for row in group]
    effect_at, _ = slices([[0] * len(group) for group in rows])
    return Goals(
        effect_at=effect_at,
        by_start=ints(row[0] for row in flat),
        by_partner=ints(row[1] for row in flat),
        since=ints(row[2] for row in flat),
        until=ints(row[3] for row in flat),
        left=ints(row[4] for row in flat),
        level=ints(levels),
    )
