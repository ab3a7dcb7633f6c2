"""Dormant: the starts and people that triggers may call up, laid after a plan's own (rule 15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cadre.mission.caveats import ON_SUPPORT, barred
from cadre.mission.forces import CaveatKind, Pledge
from cadre.mission.gates import awaited
from cadre.mission.ids import ActivityId, ModeId, OptionId, PledgeId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.once import once_a_plan
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.standby import reserve, stand_ins
from cadre.mission.triggers import Action, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dormant:
    """People whom an order may call up.

    Attributes:
        assignment: Who, in which post or support, for the whole horizon.
        begins: The work whose beginning calls them; None when a CALL of their pledge does.
    """

    assignment: Assignment
    begins: ActivityId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """A plan, and after its own rows those that only an order of a trigger brings to life.

    Attributes:
        plan: The plan's starts, then those that a START or SWITCH may begin, as of the first week
            to the last; the plan's assignments, then those of the people whom orders call up.
        own: How many of the starts are the plan's own.
        modes: Starts in other modes, into which a MOVE may bring one of the starts.
        called: For each assignment beyond the plan's own, whose beginning calls it up.
    """

    plan: Plan
    own: int
    modes: tuple[Start, ...]
    called: tuple[ActivityId | None, ...]

    @property
    def rows(self) -> tuple[Start, ...]:
        """All starts: of each activity one, then those in other modes."""
        return (*self.plan.starts, *self.modes)


@once_a_plan
def widened(mission: Mission, plan: Plan) -> Wide:
    """The plan with all that triggers may begin or call up.

    Raises:
        CadreError: A trigger's target isn't in the table that its action acts on.
    """
    begun = tuple(_start(mission, plan, key) for key in _startable(mission, plan))
    starts = (*plan.starts, *begun)
    people = [*_surge(mission, plan), *_reserve(mission, plan, begun)]
    wide = replace(
        plan,
        starts=starts,
        assignments=(*plan.assignments, *(one.assignment for one in people)),
    )
    return Wide(
        plan=wide,
        own=len(plan.starts),
        modes=tuple(_moved(mission, starts, plan)),
        called=tuple(one.begins for one in people),
    )


def groups_of(wide: Wide) -> dict[PledgeId, int]:
    """Numbers of the groups of those whom a CALL calls up, by pledge: after those of the works."""
    own = len(wide.plan.assignments) - len(wide.called)
    called = [
        one.pledge
        for one, begins in zip(wide.plan.assignments[own:], wide.called, strict=True)
        if begins is None
    ]
    first = len(wide.plan.starts)
    return {key: first + number for number, key in enumerate(dict.fromkeys(called))}


def targets(mission: Mission, action: Action) -> tuple[str, ...]:
    """What triggers of an action act on, in their order, each once."""
    return tuple(dict.fromkeys(str(t.target) for t in mission.triggers if t.action is action))


def _startable(mission: Mission, plan: Plan) -> Iterator[ActivityId]:
    """Work that a START or SWITCH may begin and the plan doesn't start, in the table's order."""
    named = {mission.activity(ActivityId(key)).id for key in targets(mission, Action.START)}
    options = {OptionId(key) for key in targets(mission, Action.SWITCH)}
    for one in mission.activities:
        asked = one.id in named or one.option in options
        if asked and plan.start_of(one.id) is None and mission.modes_of(one.id):
            yield one.id


def _start(mission: Mission, plan: Plan, key: ActivityId) -> Start:
    mode, weeks = mission.modes_of(key)[0], plan.horizon.weeks
    return Start(
        activity=key,
        mode=mode.id,
        site=mode.site,
        week=0,
        weeks=mode.weeks or weeks,
        waits_for=awaited(mission, mission.activity(key)),
    )


def _moved(mission: Mission, starts: Sequence[Start], plan: Plan) -> Iterator[Start]:
    """The starts in the modes of MOVEs, in which none of the starts stands by itself."""
    by_activity = {one.activity: one for one in starts}
    for key in targets(mission, Action.MOVE):
        mode = mission.mode(ModeId(key))
        start = by_activity.get(mode.activity)
        if start is not None and start.mode != mode.id:
            open_ended = mission.mode(start.mode).weeks == 0
            weeks = mode.weeks or (start.weeks if open_ended else plan.horizon.weeks)
            yield replace(start, mode=mode.id, site=mode.site, weeks=weeks)


def may_serve(mission: Mission, pledge: Pledge, activity: ActivityId | None, site: SiteId) -> bool:
    """Whether no caveat keeps a pledge's people from work, or brought support, at a site.

    Of caveats that bar on a day of the horizon; an approval is got, and caveats that hang on lent
    support are looked at week by week.
    """
    work = None if activity is None else mission.activity(activity)
    days = mission.horizon.window
    return not any(
        window.overlaps(days)
        for one in mission.caveats_of(pledge.nation)
        if one.kind not in (*ON_SUPPORT, CaveatKind.APPROVAL)
        for window in barred(mission, one, work, site)
    )


def _unused(mission: Mission, plan: Plan) -> dict[PledgeId, Pledge]:
    used = {one.pledge for one in plan.assignments}
    return {one.id: one for one in mission.pledges if one.id not in used}


def _surge(mission: Mission, plan: Plan) -> Iterator[Dormant]:
    """The people of pledges that CALLs name, where the plan lacks them most, or others may."""
    unused, taken = _unused(mission, plan), dict[tuple[ActivityId, SkillId], int]()
    for key in targets(mission, Action.CALL):
        pledge = mission.pledge(PledgeId(key))
        if pledge.id in unused:
            left = pledge.people
            for start in plan.starts:
                place = start.activity, pledge.skill
                gap = _gap(mission, plan, start, pledge.skill) - taken.get(place, 0)
                people = min(left, gap)
                if people > 0 and may_serve(mission, pledge, start.activity, start.site):
                    left -= people
                    taken[place] = taken.get(place, 0) + people
                    yield Dormant(
                        assignment=_post(mission, plan, pledge, start, people), begins=None
                    )
            for one in _standing_in(mission, plan, pledge, left):
                left -= one.assignment.people
                yield one
            if left == pledge.people:
                yield from _support(mission, plan, pledge)


def _standing_in(mission: Mission, plan: Plan, pledge: Pledge, people: int) -> Iterator[Dormant]:
    """Some of a called pledge in the posts whose fill calls them, where others stay away."""
    watched = [
        None if one.subject is None else str(one.subject)
        for one in mission.triggers
        if one.action is Action.CALL and str(one.target) == pledge.id
        if one.signal is Signal.FILL_BELOW
    ]
    for start in plan.starts:
        posts = mission.posts_at(start.activity, start.site)
        heads = min(people, sum(post.people for post in posts if post.skill == pledge.skill))
        wanted = heads > 0 and (None in watched or str(start.activity) in watched)
        if wanted and may_serve(mission, pledge, start.activity, start.site):
            people -= heads
            yield Dormant(assignment=_post(mission, plan, pledge, start, heads), begins=None)


def _gap(mission: Mission, plan: Plan, start: Start, skill: SkillId) -> int:
    """People of a skill whom a start lacks in the week in which the plan gives it fewest."""
    posts = {post.id: post for post in mission.posts_at(start.activity, start.site)}
    asked = sum(post.people for post in posts.values() if post.skill == skill)
    there = [
        one
        for one in plan.assignments
        if one.post is not None and one.activity == start.activity
        if mission.post(one.post).skill == skill
    ]
    weeks = range(start.week, max(start.end, start.week + 1))
    fewest = min(
        sum(one.people for one in there if one.week <= week < one.week + one.weeks)
        for week in weeks
    )
    return asked - fewest


def _post(mission: Mission, plan: Plan, pledge: Pledge, start: Start, people: int) -> Assignment:
    """People in the posts of a start that ask for their skill, for as long as it may last."""
    posts = mission.posts_at(start.activity, start.site)
    return Assignment(
        pledge=pledge.id,
        activity=start.activity,
        post=next(one.id for one in posts if one.skill == pledge.skill),
        site=start.site,
        people=people,
        week=0,
        weeks=plan.horizon.weeks,
    )


def _support(mission: Mission, plan: Plan, pledge: Pledge) -> Iterator[Dormant]:
    """What a called pledge brings where no post lacks its people."""
    kind = mission.skill(pledge.skill).enabler
    for start in plan.starts:
        needs = kind is not None and any(
            kind in mission.activity(one.activity).enablers
            for one in plan.starts
            if one.site == start.site
        )
        if needs and may_serve(mission, pledge, None, start.site):
            brought = Assignment(
                pledge=pledge.id,
                enabler=kind,
                site=start.site,
                people=pledge.people,
                week=0,
                weeks=plan.horizon.weeks,
            )
            yield Dormant(assignment=brought, begins=None)
            return


def _reserve(mission: Mission, plan: Plan, begun: Iterable[Start]) -> Iterator[Dormant]:
    """Who fills the posts of work that a START or SWITCH may begin."""
    standing = {one.pledge for one in stand_ins(mission, plan)}
    free = [one for one in reserve(mission, plan) if one.id not in standing]
    left = {one.id: one.people for one in free}
    for start in begun:
        for post in mission.posts_at(start.activity, start.site):
            wanted = post.people
            for pledge in free:
                people = min(wanted, left[pledge.id]) if pledge.skill == post.skill else 0
                if people > 0 and may_serve(mission, pledge, start.activity, start.site):
                    wanted -= people
                    left[pledge.id] -= people
                    line = replace(_post(mission, plan, pledge, start, people), post=post.id)
                    yield Dormant(assignment=line, begins=start.activity)
