"""Manning: the people of a plan as tables, who they are, when they come and how many."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from cadre.errors import CadreError
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import (
    PledgeId,
    SkillId,
)
from cadre.mission.plans import Assignment, Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.standby import StandIn
from cadre.mission.weeks import Window
from cadre.simulator.law import own_set
from cadre.simulator.laying import Laying, ints, nations_of, pairs, skills_asked, slices
from cadre.simulator.layout import (
    People,
)
from cadre.simulator.streams import (
    CERTAIN,
    threshold,
)


def by_pledge(plan: Plan) -> dict[PledgeId, list[Assignment]]:
    """The assignments of each pledge, in the order of the plan."""
    found: dict[PledgeId, list[Assignment]] = {}
    for one in plan.assignments:
        found.setdefault(one.pledge, []).append(one)
    return found


def assigned(laying: Laying) -> list[Assignment]:
    """The assignments of the plan by pledge, then what the reserve stands in for by pledge."""
    groups = [*by_pledge(laying.plan).values(), *_standing_by(laying).values()]
    return [one for group in groups for one in group]


def _standing_by(laying: Laying) -> dict[PledgeId, list[Assignment]]:
    """What each pledge of the reserve stands in for, as if it were there all the time."""
    found: dict[PledgeId, list[Assignment]] = {}
    for one in _in_reserve(laying):
        found.setdefault(one.pledge, []).append(
            Assignment(
                pledge=one.pledge,
                enabler=one.enabler,
                site=one.site,
                people=one.people,
                week=0,
                weeks=laying.plan.horizon.weeks,
            )
        )
    return found


def _in_reserve(laying: Laying) -> list[StandIn]:
    """Who stands in, by pledge."""
    order = list(dict.fromkeys(one.pledge for one in laying.standby))
    return sorted(laying.standby, key=lambda one: order.index(one.pledge))


def most_people(plan: Plan, standby: Sequence[StandIn] = ()) -> int:
    """The most people that can be there at once: what each pledge gives at most, added up."""
    return sum(one.people for one in standby) + sum(
        max(
            sum(one.people for one in group if one.week <= week < one.week + one.weeks)
            for week in {one.week for one in group}
        )
        for group in by_pledge(plan).values()
    )


def least_heads(min_fill: float, people: int) -> int:
    """Heads without which work doesn't run: min_fill x people, rounded up to whole people."""
    # The tolerance keeps 0.7 x 10 from becoming 8 people by rounding of binary fractions.
    return ceil(min_fill * people - 1e-9)


def lay_people(laying: Laying) -> People:
    """Lay pledges and their assignments, and what posts ask for at least."""
    mission, plan = laying.mission, laying.plan
    slots = [
        (number, skill, asked, mission.activity(start.activity).min_fill)
        for number, start in enumerate(plan.starts)
        for skill, asked in skills_asked(mission, start).items()
    ]
    slot_of = {(number, skill): slot for slot, (number, skill, _, _) in enumerate(slots)}
    own = by_pledge(plan)
    groups = own | _standing_by(laying)
    flat = [one for group in groups.values() for one in group]
    pledges = {one.id: one for one in mission.pledges}
    serving = [pledges.get(key) for key in groups]
    known = nations_of(mission, plan, laying.standby)
    nations = {nation: number for number, nation in enumerate(known)}
    works = [_work_of(laying, one) for one in flat]
    at, _ = slices([[0] * len(group) for group in groups.values()])
    spans = [_span(laying, pledges.get(one.pledge), one, groups[one.pledge]) for one in flat]
    delays = [_delay(laying, pledge) for pledge in serving]
    strengths = [laying.steps(_strength(pledge), 1000) for pledge in serving]
    of_nation = [nations[p.nation] if (p := pledges.get(a.pledge)) else 0 for a in flat]
    leads = [(0, -1)] * len(own) + [_lead(laying, key) for key in list(groups)[len(own) :]]
    callers = [-1] * len(plan.assignments)
    callers += [laying.partners[one.partner] for one in _in_reserve(laying)]
    kinds = [-1 if one.enabler is None else laying.kinds[one.enabler] for one in flat]
    skills = [mission.skill(skill) for _, skill, _, _ in slots]
    return People(
        name=pairs(groups),
        sender=pairs("" if pledge is None else pledge.nation for pledge in serving),
        belief=ints(_belief(pledge) for pledge in serving),
        promised=ints(min(one.week for one in group) for group in groups.values()),
        delay_first=ints(first for first, _ in delays),
        delay=ints(table for _, table in delays),
        strength_first=ints(first for first, _ in strengths),
        strength=ints(table for _, table in strengths),
        law=ints(own_set(laying, pledge) for pledge in serving),
        lead_first=ints(first for first, _ in leads),
        lead=ints(table for _, table in leads),
        at=at,
        start=ints(start for start, _ in works),
        slot=ints(-1 if skill is None else slot_of[start, skill] for start, skill in works),
        kind=ints(kinds),
        partner=ints(callers),
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


def _strength(pledge: Pledge | None) -> Range:
    """Who has arrived has been counted, and is as strong as that."""
    if pledge is None or pledge.rung is Rung.ARRIVED:
        return exact(1)
    return pledge.strength


def _delay(laying: Laying, pledge: Pledge | None) -> tuple[int, int]:
    if pledge is None or pledge.rung is Rung.ARRIVED:
        return laying.steps(Range(0, 0, 0))
    return laying.steps(pledge.delay)


def _lead(laying: Laying, key: PledgeId) -> tuple[int, int]:
    """First cell and table of the weeks until a pledge of the reserve stands in."""
    one = next(one for one in laying.standby if one.pledge == key)
    return laying.steps(laying.mission.enabler(one.enabler).lead_weeks)


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
