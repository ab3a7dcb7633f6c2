"""Why at the desk: what a planned work rests on and what breaks it; what keeps another out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.desk.desk import Desk, Effort, Stop
from cadre.desk.force import in_force
from cadre.desk.what_if import Moves, moves_of
from cadre.dossier.fingerprint import fingerprint
from cadre.mission.cover import planned_window
from cadre.mission.edits import Edit
from cadre.mission.gates import planning_dates
from cadre.mission.ids import ActivityId, GateId, PostId
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut, MadeFrom, Plan, Start
from cadre.mission.spelling import no_such
from cadre.mission.talks import due_by, in_time, needed_talks
from cadre.mission.transfers import lent_in_turn
from cadre.mission.verbs import Verb
from cadre.mission.weeks import Window
from cadre.planner.breaking import Break, breaks, serving
from cadre.planner.clash import Clash
from cadre.planner.explain import why_not
from cadre.planner.letting_in import let_in
from cadre.planner.objective import Objective
from cadre.planner.result import PlanResult
from cadre.planner.unlocking import Question, alone, in_the_way, unlocking

PEOPLE = (Verb.PEOPLE_ADDED, Verb.PEOPLE_FOR, Verb.PEOPLE_SENT)
"""What-ifs that add people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorised:
    """An authority that a work rests on.

    Attributes:
        id: Its id.
        name: Its name.
        kind: Mandate, consent, status or a nation's own.
        state: How far it has come.
        belief: Share of futures in which it comes; 1 when it is in force.
        window: Days on which it holds, or would hold on planning dates.
    """

    id: str
    name: str
    kind: str
    state: str
    belief: float
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A condition or decision that a work waited or waits for.

    Attributes:
        id: Its id.
        name: Its name.
        open: Whether it is met or taken already.
        day: When that was, or is on planning dates; empty when nobody can say.
        belief: Share of futures in which it comes at all.
    """

    id: str
    name: str
    open: bool
    day: date | None
    belief: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """Talks that a work waits for.

    Attributes:
        id: Their id.
        name: Their name.
        agreed: Whether it is settled that they take place.
        window: Days on which the host can carry them, beside all others that the plan needs, so
            that each is over in time; None where it can't.
    """

    id: str
    name: str
    agreed: bool
    window: Window | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """People of a pledge in a work's posts, or in brought support at its site.

    Attributes:
        pledge: The pledge.
        nation: Whose it is.
        what: The skill, or the kind of support brought.
        brought: Whether it is brought support.
        people: The most at a time.
        first: First day served.
        last: Last day served.
        rung: How far the pledge has come.
    """

    pledge: str
    nation: str
    what: str
    brought: bool
    people: int
    first: date
    last: date
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """Support lent at a work's site while it runs, as long as it is the same.

    Attributes:
        support: The row.
        kind: The kind of support.
        provider: Who lends it.
        people: People's worth, less those who have changed over; empty is as many as are needed.
        window: Days on which it is lent.
    """

    support: str
    kind: str
    provider: str
    people: int | None
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """What a planned work rests on.

    Attributes:
        start: Its start.
        first: Its first day.
        last: Its last day.
        authorities: Its law.
        gates: Conditions and decisions.
        talks: The talks that its option needs.
        after: Work that must have started, or be over, before.
        served: Who fills its posts, and who brings support.
        lent: Who lends support.
        beds: Beds stated at its site, the fewest while it runs; empty when none are stated.
        used: The most people at its site while it runs.
        breaks: Losses that alone stop it, the soonest first.
    """

    start: Start
    first: date
    last: date
    authorities: tuple[Authorised, ...]
    gates: tuple[Opened, ...]
    talks: tuple[Talked, ...]
    after: tuple[ActivityId, ...]
    served: tuple[Served, ...]
    lent: tuple[Lent, ...]
    beds: int | None
    used: int
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """What lets a work in, proven by planning again with it.

    Attributes:
        changes: What-ifs that must all be so; without any one of them it has no place.
        who: For each of these, skill, rank and language of people named by a line of posts; empty
            for the others.
        people: People that they add.
        beds: Beds that they add.
        week: The week in which the work then starts.
        weeks: How many weeks it then runs within the plan.
        to_the_end: Whether it runs until the plan ends, and may go on then.
        worth_before: Worth of the plan in force.
        worth_after: Worth of the new plan.
        chosen: Whether the work is chosen for what it is worth; else it was asked for.
        others: What other work does otherwise than in the plan in force.
        result: The new plan.
    """

    changes: tuple[str, ...]
    who: tuple[str, ...]
    people: int
    beds: int
    week: int
    weeks: int
    to_the_end: bool
    worth_before: float
    worth_after: float
    chosen: bool
    others: Moves
    result: PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """Why a work isn't in the plan.

    Attributes:
        left_out: The reason, as the plan tells it.
        rules: The fewest rules in its way beside the plan; none when it would fit.
        alone: Why it can't be in any plan, with running work alone beside it; empty when it can.
        unlock: What lets it in; empty when no what-ifs do.
    """

    left_out: LeftOut
    rules: tuple[str, ...]
    alone: Clash | None
    unlock: Unlock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAnswer:
    """Why a work is in a plan, or isn't.

    Attributes:
        made_from: What the plan was made from.
        activity: The work.
        name: Its name.
        rests: What it rests on; empty when it isn't in the plan.
        kept_out: Why it isn't in the plan; empty when it is.
    """

    made_from: MadeFrom
    activity: ActivityId
    name: str
    rests: Rests | None
    kept_out: KeptOut | None


def why(
    desk: Desk, activity: str, plan: Plan | None, *, effort: Effort, stop: Stop | None = None
) -> WhyAnswer:
    """Why `activity` is in a plan, or isn't.

    Args:
        desk: The desk.
        activity: Its id.
        plan: The plan; None makes one first.
        effort: Its seed counts; its seconds where a plan is made first.
        stop: Asked from time to time whether to end a search with the best so far.

    Raises:
        CadreError: The dossier has no such activity, the plan is of another dossier, or the
            reader may not see all of the mission.
    """
    desk.known_whole("why")
    mission = desk.weighed
    known = {str(one.id): one.id for one in mission.activities}
    if activity not in known:
        raise no_such("activity", activity, sorted(known))
    key = known[activity]
    force = in_force(desk, plan, effort, stop)
    start = force.start_of(key)
    rests = None if start is None else _rests(mission, force, start)
    out = _kept_out(desk, force, key, effort.seed) if start is None else None
    answer = WhyAnswer(
        made_from=force.made_from,
        activity=key,
        name=mission.activity(key).name,
        rests=rests,
        kept_out=out,
    )
    return desk.released("why", answer, 0)


# What runs ---------------------------------------------------------------------------------


def _rests(mission: Mission, plan: Plan, start: Start) -> Rests:
    activity = mission.activity(start.activity)
    days = start.window(plan.horizon)
    weeks = range(start.week, start.end)
    beds = [
        sum(one.beds for one in mission.beds_at(start.site) if one.window.covers(span))
        for span in map(plan.horizon.span, weeks)
    ]
    at = [one for one in plan.assignments if one.site == start.site]
    used = [sum(o.people for o in at if o.week <= week < o.week + o.weeks) for week in weeks]
    return Rests(
        start=start,
        first=days.start,
        last=plan.horizon.span(start.end - 1).last or days.start,
        authorities=tuple(_authorised(mission, start)),
        gates=tuple(_gates(mission, start)),
        talks=tuple(_talks(mission, plan, start)),
        after=tuple(dict.fromkeys((*activity.after, *activity.after_end))),
        served=tuple(_served(mission, plan, start)),
        lent=tuple(
            Lent(
                support=one.id,
                kind=mission.enabler(one.enabler).name,
                provider=mission.partner(one.provider).name,
                people=people,
                window=window,
            )
            for one in mission.supports_at(start.site)
            if one.enabler in activity.enablers
            for window, people in lent_in_turn(mission, one)
            if window.overlaps(days)
        ),
        beds=min(beds) if mission.beds_at(start.site) else None,
        used=max(used),
        breaks=breaks(mission, plan, start.activity),
    )


def _authorised(mission: Mission, start: Start) -> Iterator[Authorised]:
    for one in map(mission.authority, start.rests_on):
        yield Authorised(
            id=one.id,
            name=one.name,
            kind=one.kind.value,
            state=one.state.value,
            belief=1.0 if one.in_force else one.belief,
            window=planned_window(one) or one.window,
        )


def _gates(mission: Mission, start: Start) -> Iterator[Opened]:
    activity, dates = mission.activity(start.activity), planning_dates(mission)
    for condition in map(mission.condition, activity.conditions):
        yield Opened(
            id=condition.id,
            name=condition.name,
            open=condition.met is not None,
            day=condition.met or dates.get(GateId(condition.id)),
            belief=1.0 if condition.met else condition.belief,
        )
    for decision in map(mission.decision, activity.decisions):
        yield Opened(
            id=decision.id,
            name=decision.name,
            open=decision.taken is not None,
            day=decision.taken or dates.get(GateId(decision.id)),
            belief=1.0 if decision.taken else decision.belief,
        )


def _talks(mission: Mission, plan: Plan, start: Start) -> Iterator[Talked]:
    waiting = (
        (plan.horizon.day(one.week), needed_talks(mission, mission.activity(one.activity)))
        for one in plan.starts
    )
    held = {one.id: days for days, one in in_time(mission, due_by(waiting)) or ()}
    needed = needed_talks(mission, mission.activity(start.activity))
    for one in mission.negotiations:
        if one.id in needed:
            yield Talked(id=one.id, name=one.name, agreed=one.agreed, window=held.get(one.id))


def _served(mission: Mission, plan: Plan, start: Start) -> Iterator[Served]:
    """One line for each pledge and what it does, over all its weeks."""
    groups: dict[tuple[str, str, bool], list[tuple[int, int, int]]] = {}
    for one in serving(plan, start):
        pledge = mission.pledge(one.pledge)
        brought = one.enabler is not None
        what = (
            mission.skill(pledge.skill).name
            if one.enabler is None
            else mission.enabler(one.enabler).name
        )
        spans = groups.setdefault((one.pledge, what, brought), [])
        spans.append((one.week, one.week + one.weeks, one.people))
    for (key, what, brought), spans in groups.items():
        pledge = next(one for one in mission.pledges if one.id == key)
        first, end = min(one[0] for one in spans), max(one[1] for one in spans)
        yield Served(
            pledge=pledge.id,
            nation=mission.nation(pledge.nation).name,
            what=what,
            brought=brought,
            people=max(_together(spans, week) for week in range(first, end)),
            first=plan.horizon.day(first),
            last=plan.horizon.span(end - 1).last or plan.horizon.day(end),
            rung=pledge.rung.value,
        )


def _together(spans: list[tuple[int, int, int]], week: int) -> int:
    return sum(people for first, end, people in spans if first <= week < end)


# What doesn't ------------------------------------------------------------------------------


def _kept_out(desk: Desk, plan: Plan, key: ActivityId, seed: int) -> KeptOut:
    question = Question(desk.weighed, plan, key)
    stand = question.stand
    work = stand.search.problem.works[question.work(stand)]
    return KeptOut(
        left_out=why_not(stand, work),
        rules=in_the_way(question),
        alone=alone(question),
        unlock=_unlock(desk, question, seed),
    )


def _unlock(desk: Desk, question: Question, seed: int) -> Unlock | None:
    """What lets it in, tried by planning again; None when nothing does."""
    texts = unlocking(question)
    if texts is None:
        return None
    then = question.with_texts(texts)
    made_from = replace(desk.made_from, dossier=fingerprint(then), seed=seed, changes=texts)
    found = let_in(question, texts, made_from, seed)
    start = None if found is None else found.result.plan.start_of(question.activity)
    if found is None or start is None:
        return None
    before = Objective(desk.weighed).terms(question.plan)
    edits = [question.edit(text) for text in texts]
    return Unlock(
        changes=texts,
        who=tuple(_who(desk.weighed, one) for one in edits),
        people=sum(int(one.amount) for one in edits if one.verb in PEOPLE),
        beds=sum(int(one.amount) for one in edits if one.verb is Verb.BEDS_ADDED),
        week=start.week,
        weeks=start.weeks,
        to_the_end=start.end == found.result.plan.horizon.weeks,
        worth_before=sum(term.worth for term in before),
        worth_after=found.result.objective,
        chosen=found.chosen,
        others=moves_of(question.plan, found.result.plan).without(question.activity),
        result=found.result,
    )


def _who(mission: Mission, edit: Edit) -> str:
    """Skill, rank and language of people whom an edit names by a line of posts."""
    if edit.verb is not Verb.PEOPLE_FOR:
        return ""
    post = mission.post(PostId(edit.subject))
    return ", ".join(filter(None, (mission.skill(post.skill).name, post.rank, post.language)))
