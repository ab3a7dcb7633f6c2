"""Tables: a mission and a plan as flat arrays of integers; all chances become thresholds here."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cadre.errors import CadreError
from cadre.mission.activities import Activity
from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Funding
from cadre.mission.halts import halted_weeks, halting
from cadre.mission.ids import (
    ActivityId,
    PartnerActivityId,
)
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan, Start
from cadre.mission.scenarios import Cause
from cadre.mission.standby import stand_ins
from cadre.simulator.attrition import EXACT
from cadre.simulator.binding import lay_ties
from cadre.simulator.courses import courses_of, lay_teaching
from cadre.simulator.criteria import lay_criteria
from cadre.simulator.deciding import draws, lay_deciders
from cadre.simulator.dormant import widened
from cadre.simulator.law import cover_set, lay_gates, lay_law, pieces
from cadre.simulator.laying import Laying, grid, ints, nations_of, pairs, skills_asked, slices
from cadre.simulator.layout import (
    NEVER,
    Goals,
    Starts,
    Tables,
)
from cadre.simulator.leaving import lay_attrition
from cadre.simulator.manning import lay_people, most_people, seats
from cadre.simulator.negotiating import lay_talks
from cadre.simulator.shocks import lay_weather
from cadre.simulator.sites import lay_places
from cadre.simulator.streams import (
    rounded,
)
from cadre.simulator.triggers import lay_orders


def lay(mission: Mission, plan: Plan, levels: Sequence[int], attrition: str = EXACT) -> Tables:
    """Lay a mission, a plan and the levels asked about as tables; attrition as in `simulate`.

    Raises:
        CadreError: The plan names activities, modes or posts that the mission doesn't hold, has
            people for an activity that it doesn't start, or activities wait for each other.
    """
    standby = stand_ins(mission, plan)
    deciders = lay_deciders(draws(mission, plan))
    wide = widened(mission, plan)
    plan = wide.plan
    laying = Laying(mission=mission, plan=plan, own=wide.own, standby=standby)
    laying.starts = {start.activity: number for number, start in enumerate(plan.starts)}
    named_sites = [one.site for one in wide.rows] + [one.site for one in plan.assignments]
    laying.sites = {site: number for number, site in enumerate(dict.fromkeys(named_sites))}
    laying.kinds = {one.id: number for number, one in enumerate(mission.enablers)}
    laying.partners = {one.id: number for number, one in enumerate(mission.partners)}
    opening = lay_gates(laying)
    talks = lay_talks(laying)
    laying.pieces = pieces(laying)
    starts = _starts(laying, wide.rows)
    seated = seats(laying, wide)
    people = lay_people(laying, wide, seated)
    places = lay_places(laying, wide.rows)
    weather = lay_weather(laying)
    teaching = lay_teaching(laying)
    goals = _goals(laying, levels)
    courses = courses_of(mission, plan)
    asked, watched = lay_criteria(laying, courses, wide.rows)
    ties = lay_ties(laying, [one.assignment for one in seated])
    weeks = plan.horizon.weeks
    law = lay_law(laying)
    sizes = (
        weeks,
        len(nations_of(mission, plan, laying.standby)),
        len(laying.kinds),
        most_people(plan, laying.standby),
        len(Cause),
        len(mission.hindrances),
        len(laying.rows),
        len(laying.sets),
        len(plan.starts),
    )
    return Tables(
        size=ints(sizes),
        odds=laying.chances.odds(),
        gates=opening,
        law=law,
        starts=starts,
        people=people,
        places=places,
        weather=weather,
        teaching=teaching,
        attrition=lay_attrition(courses, weeks, attrition),
        goals=goals,
        asked=asked,
        ties=ties,
        talks=talks,
        deciders=deciders,
        orders=lay_orders(laying, wide, watched, seated),
    )


def _starts(laying: Laying, rows: Sequence[Start]) -> Starts:
    mission, plan = laying.mission, laying.plan
    works = [mission.activity(start.activity) for start in rows]
    own = [mission.activity(start.activity) for start in plan.starts]
    for work in works:
        for kind in work.enablers:
            mission.enabler(kind)
    gate_at, waits = slices([[laying.gates[one] for one in s.waits_for] for s in rows])
    after = [_after(laying, work) for work in works]
    after_at, befores = slices([[before for before, _ in some] for some in after])
    kind_at, kinds = slices([[laying.kinds[kind] for kind in work.enablers] for work in works])
    slot_at, _ = slices([list(skills_asked(mission, start).values()) for start in rows])
    return Starts(
        name=pairs(work.id for work in works),
        week=ints(start.week for start in rows),
        weeks=ints(start.weeks for start in rows),
        fixed=ints(mission.mode(start.mode).weeks > 0 for start in rows),
        cap=ints(min(plan.horizon.weeks, laying.weeks(work.window)[1]) for work in works),
        latest=ints(_latest(laying, work) for work in works),
        notice=ints(0 if mission.has_begun(work) else work.notice_weeks for work in works),
        lag=ints(work.lag_weeks for work in works),
        site=ints(laying.sites[start.site] for start in rows),
        law=ints(cover_set(laying, work, s.site) for work, s in zip(works, rows, strict=True)),
        hosted=ints(AuthorityKind.CONSENT in work.cover for work in works),
        cost=ints(rounded(work.cost) for work in works),
        start_cost=ints(0 if mission.has_begun(one) else rounded(one.start_cost) for one in works),
        funding=ints(list(Funding).index(work.funding) for work in works),
        halted=grid([_halted(laying, start) for start in rows], plan.horizon.weeks),
        gate_at=gate_at,
        gates=waits,
        after_at=after_at,
        after=befores,
        over=ints(over for some in after for _, over in some),
        kind_at=kind_at,
        kinds=kinds,
        slot_at=slot_at,
        order=ints(
            _order([[b for b, _ in some] for some in after[: len(own)]], [one.id for one in own])
        ),
    )


def _halted(laying: Laying, start: Start) -> list[int]:
    """By week: 2 when a stated pause halts the work, 1 when one only takes its law; else 0."""
    mission, horizon = laying.mission, laying.plan.horizon
    activity = mission.activity(start.activity)
    softly = halted_weeks(mission, activity, start.site)
    halts = halting(mission, activity.programme, start.site)
    hard = {week for one in halts for week in horizon.overlapped(one.window)}
    return [2 if w in hard else int(w in softly) for w in range(horizon.weeks)]


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
            planned = 0 <= there < laying.own
            if not mission.has_begun(mission.activity(key)) or (over and planned):
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
