"""Manning: the people of a plan as tables, who they are, when they come and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cadre.errors import CadreError
from cadre.mission.activities import least
from cadre.mission.authorities import AuthorityKind
from cadre.mission.forces import Pledge, Rung
from cadre.mission.ids import (
    PledgeId,
    SkillId,
)
from cadre.mission.plans import Assignment, Plan
from cadre.mission.quantities import Range, exact
from cadre.mission.standby import StandIn
from cadre.mission.weeks import Window
from cadre.simulator.dormant import Wide, groups_of, may_serve
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One assignment as it is laid.

    Attributes:
        assignment: Who is where, and when; for people who are called up the whole horizon.
        row: The row of `Starts`; -1 for brought support.
        skill: The skill of the post; None for brought support.
        group: The group of `Orders` with which they are called up; -1 for the plan's own.
        source: The seat whose people these are after a MOVE; their own for all others.
    """

    assignment: Assignment
    row: int
    skill: SkillId | None
    group: int
    source: int


def seats(laying: Laying, wide: Wide) -> tuple[Seat, ...]:
    """All assignments, pledge by pledge; those of a pledge in other modes come after its own."""
    groups, own = groups_of(wide), len(wide.plan.assignments) - len(wide.called)
    keys = [-1] * own + [
        groups[one.pledge] if begins is None else laying.starts[begins]
        for one, begins in zip(wide.plan.assignments[own:], wide.called, strict=True)
    ]
    by: dict[PledgeId, list[tuple[Assignment, int]]] = {}
    for one, key in zip(wide.plan.assignments, keys, strict=True):
        by.setdefault(one.pledge, []).append((one, key))
    found: list[Seat] = []
    for group in by.values():
        mine = [
            Seat(assignment=one, row=row, skill=skill, group=key, source=len(found) + number)
            for number, (one, key) in enumerate(group)
            for row, skill in (_work_of(laying, one),)
        ]
        found += [*mine, *(two for one in mine for two in _elsewhere(laying, wide, one))]
    for waiting in _standing_by(laying).values():
        for one in waiting:
            found.append(Seat(assignment=one, row=-1, skill=None, group=-1, source=len(found)))
    return tuple(found)


def _elsewhere(laying: Laying, wide: Wide, one: Seat) -> Iterator[Seat]:
    """The same people where a MOVE may have their work go on, if it has posts for them there."""
    pledges = {pledge.id: pledge for pledge in laying.mission.pledges}
    for number, start in enumerate(wide.modes, len(wide.plan.starts)):
        same = one.row >= 0 and start.activity == wide.plan.starts[one.row].activity
        pledge = pledges.get(one.assignment.pledge)
        wanted = same and one.skill in skills_asked(laying.mission, start)
        if wanted and pledge and may_serve(laying.mission, pledge, start.activity, start.site):
            moved = replace(one.assignment, site=start.site)
            yield replace(one, assignment=moved, row=number)


def lay_people(laying: Laying, wide: Wide, seated: Sequence[Seat]) -> People:
    """Lay pledges and their assignments, and what posts ask for at least."""
    mission, plan = laying.mission, laying.plan
    slots = [
        (number, skill, asked, mission.activity(start.activity).min_fill)
        for number, start in enumerate(wide.rows)
        for skill, asked in skills_asked(mission, start).items()
    ]
    slot_of = {(number, skill): slot for slot, (number, skill, _, _) in enumerate(slots)}
    own = by_pledge(plan)
    groups = own | _standing_by(laying)
    flat = [one.assignment for one in seated]
    pledges = {one.id: one for one in mission.pledges}
    serving = [pledges.get(key) for key in groups]
    known = nations_of(mission, plan, laying.standby)
    nations = {nation: number for number, nation in enumerate(known)}
    number_of = Counter(one.pledge for one in flat)
    at, _ = slices([[0] * number_of[key] for key in groups])
    spans = [_span(laying, pledges.get(one.pledge), one, groups[one.pledge]) for one in flat]
    delays = [_delay(laying, pledge) for pledge in serving]
    strengths = [laying.steps(_strength(pledge), 1000) for pledge in serving]
    of_nation = [nations[p.nation] if (p := pledges.get(a.pledge)) else 0 for a in flat]
    leads = [(0, -1)] * len(own) + [_lead(laying, key) for key in list(groups)[len(own) :]]
    callers = [-1] * (len(seated) - len(laying.standby))
    callers += [laying.partners[one.partner] for one in _in_reserve(laying)]
    kinds = [-1 if one.enabler is None else laying.kinds[one.enabler] for one in flat]
    skills = [mission.skill(skill) for _, skill, _, _ in slots]
    hosted = {one.id for one in mission.activities if AuthorityKind.CONSENT in one.cover}
    guests = dict.fromkeys(
        (laying.sites[one.assignment.site], nation)
        for one, nation in zip(seated, of_nation, strict=True)
        if one.row >= 0 and wide.rows[one.row].activity in hosted
    )
    guest_at, guest = slices(
        [[nation for at, nation in guests if at == site] for site in laying.sites.values()]
    )
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
        start=ints(one.row for one in seated),
        slot=ints(-1 if s.skill is None else slot_of[s.row, s.skill] for s in seated),
        kind=ints(kinds),
        partner=ints(callers),
        site=ints(laying.sites[one.site] for one in flat),
        nation=ints(of_nation),
        people=ints(one.people for one in flat),
        week=ints(week for week, _, _ in spans),
        end=ints(end for _, end, _ in spans),
        reach=ints(reach for _, _, reach in spans),
        slot_least=ints(least(asked, share) for _, _, asked, share in slots),
        slot_kind=ints(laying.kinds[s.enabler] if s.enabler else -1 for s in skills),
        guest_at=guest_at,
        guests=guest,
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
