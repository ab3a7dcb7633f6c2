"""Moving: work of a plan put into other weeks by hand, judged at once by every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from cadre.checks.plan import judge
from cadre.desk.desk import Desk
from cadre.errors import CadreError
from cadre.mission.cover import covering, covers
from cadre.mission.findings import Finding, Severity
from cadre.mission.ids import ActivityId
from cadre.mission.markings import Marking
from cadre.mission.mission import Mission
from cadre.mission.money import accounts
from cadre.mission.plans import Assignment, Plan, Start
from cadre.mission.provenance import marking_of_finding
from cadre.mission.stages import stages
from cadre.mission.weeks import Horizon
from cadre.planner.law import Law
from cadre.planner.objective import Objective
from cadre.planner.result import PlanResult, SolveStatus
from cadre.release.redact import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A work that is to start in another week.

    Attributes:
        activity: What starts.
        week: The week in which it starts then.
    """

    activity: ActivityId
    week: int

    def __str__(self) -> str:
        return f"{self.activity}:{self.week}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A plan with some of its work moved by hand, beside the plan that it comes from.

    Attributes:
        moves: What was moved, each work once, those left out that moved nothing.
        plan: The plan as moved.
        new: What the moved plan breaks that the plan it comes from didn't.
        gone: What that plan breaks and the moved one doesn't.
        worth_before: Worth of the plan that it comes from.
        worth_after: Worth of the moved plan, should nothing stand in its way.
        withheld: Findings that this reader may not see; None when even that isn't told.
    """

    moves: tuple[Move, ...]
    plan: Plan
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    worth_before: float
    worth_after: float
    withheld: int | None

    @property
    def allowed(self) -> bool:
        """Whether no rule stands in its way that didn't stand in that of the plan before."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The rules that stand in its way."""
        return tuple(one for one in self.new if one.severity is Severity.ERROR)


def read_move(text: str, horizon: Horizon) -> Move:
    """The move that a text says: `ACTIVITY:WEEK` or `ACTIVITY:DAY`, of which the week counts.

    Raises:
        CadreError: It says no move, or one out of the weeks planned.
    """
    name, _, when = text.rpartition(":")
    try:
        week = int(when) if when.isdecimal() else horizon.week(date.fromisoformat(when))
    except ValueError as error:
        raise CadreError(
            "move",
            f"is {text[:60]!r}",
            "ACTIVITY:WEEK or ACTIVITY:DAY, such as hq:12 or hq:2021-06-07",
            "Correct it.",
        ) from error
    if not name or not 0 <= week < horizon.weeks:
        last = horizon.day(horizon.weeks - 1)
        raise CadreError(
            f"move {text[:60]}",
            "lies outside the weeks planned",
            f"week 0 to {horizon.weeks - 1}, or a day from {horizon.start} to {last}",
            "Choose another week.",
        )
    return Move(activity=ActivityId(name), week=week)


def moved(desk: Desk, result: PlanResult, moves: Iterable[Move]) -> Moved:
    """A plan with some work in other weeks, and what that breaks, mends and is worth.

    People who serve in the posts of the work go with it, as far as their pledges last; nobody
    else is asked, and all other work stays. Each start names the law that it then rests on, and
    what it then waits for.

    Args:
        desk: The desk.
        result: The plan.
        moves: What to move; of several moves of one work the last counts.

    Raises:
        CadreError: The plan is of another dossier, or doesn't hold the work.
    """
    desk.refuse_unless_fitting(result.plan)
    mission, plan = desk.weighed, result.plan
    wanted = {one.activity: one.week for one in moves}
    real = tuple(
        Move(activity=key, week=week)
        for key, week in wanted.items()
        if _start(plan, key).week != week
    )
    then = with_moves(mission, plan, real)
    before, after = judge(mission, plan), judge(mission, then)
    known, left = set(map(_told, before.findings)), set(map(_told, after.findings))
    mark = partial(_mark, mission)
    came = (one for one in after.findings if _told(one) not in known)
    went = (one for one in before.findings if _told(one) not in left)
    kept_new, kept_gone = keep(came, desk.audience, mark), keep(went, desk.audience, mark)
    withheld = kept_new.withheld + kept_gone.withheld
    answer = Moved(
        moves=real,
        plan=then,
        new=tuple(sorted(kept_new.things, key=lambda one: one.severity.rank)),
        gone=kept_gone.things,
        worth_before=before.objective,
        worth_after=after.objective,
        withheld=withheld if desk.audience.told_of_more else None,
    )
    return desk.released("move", answer, withheld)


def drafted(desk: Desk, result: PlanResult, draft: Moved) -> PlanResult:
    """A moved plan as a result that can be kept, with all that is told of it counted anew.

    Raises:
        CadreError: A rule stands in its way.
    """
    refuse_broken(draft)
    mission = desk.weighed
    terms = Objective(mission).terms(draft.plan)
    worth = sum(term.worth for term in terms)
    return PlanResult(
        status=SolveStatus.FEASIBLE,
        objective=worth,
        bound=None if result.bound is None else max(worth, result.bound),
        seconds=0.0,
        seed=result.seed,
        plan=draft.plan,
        terms=terms,
        stages=stages(mission, draft.plan),
        accounts=accounts(mission, draft.plan),
    )


def refuse_broken(draft: Moved) -> None:
    """Refuse a moved plan in whose way a rule stands.

    Raises:
        CadreError: The first such rule, as it tells it.
    """
    for one in draft.errors:
        raise CadreError(
            f"draft, {one.about}",
            f"can't be put in force: {one.message}",
            "a draft that breaks no rule which the plan in force keeps",
            one.remedy,
        )


def with_moves(mission: Mission, plan: Plan, moves: Iterable[Move]) -> Plan:
    """The plan with some work in other weeks, its people with it."""
    wanted = {one.activity: one.week for one in moves}
    if not wanted:
        return plan
    law = Law(mission=mission)
    starts = {
        one.activity: _at(mission, law, plan.horizon, one, wanted[one.activity])
        for one in plan.starts
        if one.activity in wanted
    }
    shifted = (starts.get(one.activity, one) for one in plan.starts)
    return replace(
        plan,
        starts=tuple(sorted(shifted, key=lambda one: (one.week, one.activity))),
        assignments=tuple(_with_people(mission, plan, starts)),
    )


def _start(plan: Plan, key: ActivityId) -> Start:
    start = plan.start_of(key)
    if start is None:
        planned = ", ".join(one.activity for one in plan.starts)
        raise CadreError(
            f"move of {key}", "isn't in the plan", planned, "Move work that is planned."
        )
    return start


def _at(mission: Mission, law: Law, horizon: Horizon, start: Start, week: int) -> Start:
    """A start in another week: work without a length of its own still ends when it ended."""
    activity, mode = mission.activity(start.activity), mission.mode(start.mode)
    open_ended = mode.weeks == 0 and week < start.end
    weeks = start.end - week if open_ended else min(start.weeks, horizon.weeks - week)
    span = horizon.span(week, weeks)
    return replace(
        start,
        week=week,
        weeks=weeks,
        rests_on=covering(mission, covers(mission, activity, start.site), span),
        waits_for=law.gates(activity, mode, week),
    )


def _with_people(
    mission: Mission, plan: Plan, starts: dict[ActivityId, Start]
) -> Iterator[Assignment]:
    """All assignments; people of moved work serve in its weeks, as far as their pledges last."""
    for one in plan.assignments:
        start = None if one.activity is None else starts.get(one.activity)
        if start is None:
            yield one
            continue
        before = _start(plan, start.activity)
        first, end = _shifted(one, before, start)
        held = plan.horizon.covered([mission.pledge(one.pledge).window])
        for week, weeks in _runs(held, first, end):
            yield replace(one, week=week, weeks=weeks)


def _shifted(one: Assignment, before: Start, after: Start) -> tuple[int, int]:
    """First week, and first no longer served: who served to an edge of the work still does."""
    by = after.week - before.week
    end = one.week + one.weeks
    if after.end == before.end:
        return (after.week if one.week == before.week else max(one.week, after.week)), end
    return one.week + by, min(end + by, after.end)


def _runs(held: Sequence[bool], first: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of weeks from `first` to before `end` in which `held` says yes."""
    began: int | None = None
    for week in range(max(0, first), min(end, len(held))):
        if held[week] and began is None:
            began = week
        if not held[week] and began is not None:
            yield began, week - began
            began = None
    if began is not None:
        yield began, min(end, len(held)) - began


def _told(one: Finding) -> tuple[str, str, str]:
    return one.code, one.about, one.message


def _mark(mission: Mission, thing: object) -> Marking | None:
    return marking_of_finding(mission, thing) if isinstance(thing, Finding) else None
