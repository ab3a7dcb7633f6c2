"""What-ifs at the desk: what changes, re-planned near the plan in force, and what that does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.desk.desk import Desk, Effort, Progress, Stop
from cadre.desk.force import in_force
from cadre.dossier.fingerprint import fingerprint
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.edits import Edit, edited, musts
from cadre.mission.ids import ActivityId, ModeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.plans import LeftOut, MadeFrom, Plan, Start
from cadre.planner.clash import Clash, clash
from cadre.planner.objective import Objective
from cadre.planner.replan import replan
from cadre.planner.result import PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Work that both plans hold, but not in the same way.

    Attributes:
        activity: What it is.
        week_before: Its first week in the plan in force.
        week_after: Its first week in the new one.
        day_before: The first day of that week in force.
        day_after: The first day of the new one.
        weeks_before: How long it ran.
        weeks_after: How long it runs.
        mode_before: In which way it ran.
        mode_after: In which way it runs.
    """

    activity: ActivityId
    week_before: int
    week_after: int
    day_before: date
    day_after: date
    weeks_before: int
    weeks_after: int
    mode_before: ModeId
    mode_after: ModeId

    @property
    def moved(self) -> bool:
        """Whether it starts in another week or runs in another way, not only for longer or less."""
        before = (self.week_before, self.mode_before)
        return before != (self.week_after, self.mode_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """Work of the plan in force that the new one leaves out.

    Attributes:
        activity: What it is.
        week: Its first week in the plan in force.
        reason: Why it is left out.
        unlock: What would let it in.
    """

    activity: ActivityId
    week: int
    reason: str
    unlock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Work that only the new plan holds.

    Attributes:
        activity: What it is.
        week: Its first week.
        day: The first day of that week.
        weeks: How long it runs.
        site: Where.
    """

    activity: ActivityId
    week: int
    day: date
    weeks: int
    site: SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One figure of both plans.

    Attributes:
        what: What is counted, with its unit.
        before: In the plan in force.
        after: In the new one.
    """

    what: str
    before: float
    after: float

    @property
    def more(self) -> float:
        """By how much it is more; negative for what is saved."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one what-if does, or several at once.

    Attributes:
        asked: The texts.
        worth_before: Worth of the plan in force, recomputed from it.
        worth_after: Worth of the new plan.
        unchanged: Share of the starts in force that stay in their week and way.
        moved: Work that starts in another week or runs in another way.
        resized: Work that starts as it did and runs longer or shorter.
        dropped: Work that falls.
        came: Work that is new.
        costs: People, support, beds and money of both plans.
        unmet: Work that must be in the plan and isn't.
        clash: Why not all of it can be; empty when all is.
        result: The new plan, with its status, bound and seconds.
    """

    asked: tuple[str, ...]
    worth_before: float
    worth_after: float
    unchanged: float
    moved: tuple[Shift, ...]
    resized: tuple[Shift, ...]
    dropped: tuple[Fallen, ...]
    came: tuple[Came, ...]
    costs: tuple[Cost, ...]
    unmet: tuple[ActivityId, ...]
    clash: Clash | None
    result: PlanResult


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfAnswer:
    """What-ifs side by side.

    Attributes:
        made_from: What the plan in force was made from.
        replies: One for each what-if, or one for all together.
    """

    made_from: MadeFrom
    replies: tuple[Reply, ...]


def what_if(  # noqa: PLR0913 - the door: each is a choice of the reader
    desk: Desk,
    texts: Iterable[str],
    plan: Plan | None = None,
    *,
    effort: Effort,
    together: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WhatIfAnswer:
    """Re-plan for each text alone, or for all at once.

    Args:
        desk: The desk.
        texts: What-ifs, each in one of the forms of `mission.asking`.
        plan: The plan in force; None makes one first.
        effort: Seconds count for each re-plan.
        together: Whether all apply at once.
        progress: Told how many what-ifs are done.
        stop: Asked from time to time whether to end each with the best so far.

    Raises:
        CadreError: A text isn't understood or can't be applied, the plan is of another dossier,
            or the reader may not see all of the mission.
    """
    desk.known_whole("what-ifs")
    mission = desk.weighed
    edits = [asked(mission, text) for text in texts]
    groups = [edits] if together else [[one] for one in edits]
    # All is understood before anything is worked out.
    changed = [edited(mission, group) for group in groups]
    force = in_force(desk, plan, effort, stop)
    replies = []
    for number, (group, then) in enumerate(zip(groups, changed, strict=True)):
        replies.append(_reply(desk, force, group, then, effort, stop))
        if progress is not None:
            progress(number + 1, len(groups))
    answer = WhatIfAnswer(made_from=force.made_from, replies=tuple(replies))
    return desk.released("what-if", answer, 0)


def _reply(
    desk: Desk, force: Plan, group: list[Edit], then: Mission, effort: Effort, stop: Stop | None
) -> Reply:
    wanted = musts(group)
    texts = tuple(one.text for one in group)
    made_from = replace(desk.made_from, dossier=fingerprint(then), seed=effort.seed, changes=texts)
    result = replan(
        then,
        force,
        made_from=made_from,
        seed=effort.seed,
        seconds=effort.seconds,
        wanted=wanted,
        stop=stop,
    )
    return compared(desk.weighed, then, force, result, wanted=wanted)


def compared(
    mission: Mission,
    then: Mission,
    force: Plan,
    result: PlanResult,
    *,
    wanted: tuple[ActivityId, ...] = (),
) -> Reply:
    """A new plan beside the one in force.

    Args:
        mission: The mission as it was.
        then: The mission as it is changed.
        force: The plan in force.
        result: The new plan.
        wanted: The work that must be in it.
    """
    plan = result.plan
    before = {one.activity: one for one in force.starts}
    after = {one.activity: one for one in plan.starts}
    shifts = [_shift(force, plan, one, after[key]) for key, one in before.items() if key in after]
    unmet = tuple(key for key in wanted if key not in after)
    moved = tuple(one for one in shifts if one.moved)
    staying = len(shifts) - len(moved)
    return Reply(
        asked=result.plan.made_from.changes,
        worth_before=sum(term.worth for term in Objective(mission).terms(force.starts)),
        worth_after=result.objective,
        unchanged=staying / len(before) if before else 1.0,
        moved=moved,
        resized=tuple(
            one for one in shifts if not one.moved and one.weeks_before != one.weeks_after
        ),
        dropped=tuple(_fallen(one, plan) for key, one in before.items() if key not in after),
        came=tuple(_came(one, plan) for key, one in after.items() if key not in before),
        costs=tuple(_costs(mission, then, force, plan)),
        unmet=unmet,
        clash=clash(then, wanted) if unmet else None,
        result=result,
    )


def _shift(force: Plan, plan: Plan, before: Start, after: Start) -> Shift:
    return Shift(
        activity=before.activity,
        week_before=before.week,
        week_after=after.week,
        day_before=force.horizon.day(before.week),
        day_after=plan.horizon.day(after.week),
        weeks_before=before.weeks,
        weeks_after=after.weeks,
        mode_before=before.mode,
        mode_after=after.mode,
    )


def _fallen(start: Start, plan: Plan) -> Fallen:
    nothing = LeftOut(activity=start.activity, rule="", reason="", unlock="")
    left = next((one for one in plan.left_out if one.activity == start.activity), nothing)
    return Fallen(activity=start.activity, week=start.week, reason=left.reason, unlock=left.unlock)


def _came(start: Start, plan: Plan) -> Came:
    return Came(
        activity=start.activity,
        week=start.week,
        day=plan.horizon.day(start.week),
        weeks=start.weeks,
        site=start.site,
    )


# What it costs -----------------------------------------------------------------------------


def _costs(mission: Mission, then: Mission, force: Plan, plan: Plan) -> Iterator[Cost]:
    """People, brought support, beds and money; kinds that neither plan has are left out."""
    before, after = _figures(mission, force), _figures(then, plan)
    for what in dict.fromkeys((*before, *after)):
        if before[what] or after[what]:
            yield Cost(what=what, before=before[what], after=after[what])


def _figures(mission: Mission, plan: Plan) -> Counter[str]:
    """What a plan takes: sums over weeks, and of people and beds the most in any week."""
    found: Counter[str] = Counter()
    present: Counter[int] = Counter()
    at: dict[SiteId, Counter[int]] = {}
    for one in plan.assignments:
        name = (
            "people in posts" if one.enabler is None else f"brought {_named(mission, one.enabler)}"
        )
        found[f"{name}, person-weeks"] += one.people * one.weeks
        for week in range(one.week, one.week + one.weeks):
            present[week] += one.people
            at.setdefault(one.site, Counter())[week] += one.people
    found["most people present, people"] = max(present.values(), default=0)
    for site in mission.sites:
        if mission.beds_at(site.id):
            found[f"most beds used at {site.name}, beds"] = max(
                at.get(site.id, Counter()).values(), default=0
            )
    return found + _money(mission, plan)


def _money(mission: Mission, plan: Plan) -> Counter[str]:
    works = ((mission.activity(one.activity), one) for one in plan.starts)
    spent = sum(
        work.cost * one.weeks + (0 if mission.has_begun(work) else work.start_cost)
        for work, one in works
    )
    return Counter({f"cost, thousands of {mission.profile.currency}": spent})


def _named(mission: Mission, enabler: str) -> str:
    return next((one.name for one in mission.enablers if one.id == enabler), enabler)


def refuse_several(number: int) -> None:
    """Refuse to write the plans of several what-ifs to one file.

    Raises:
        CadreError: Always.
    """
    raise CadreError(
        "--out",
        f"{number} what-ifs side by side are as many plans",
        "one what-if, or `--together`",
        "Ask for one at a time, or for all at once.",
    )
