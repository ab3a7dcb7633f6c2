"""What-ifs at the desk: what changes, re-planned near the plan in force, and what that does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from cadre.desk.desk import Desk, Effort, Progress, Stop
from cadre.desk.force import in_force
from cadre.dossier.fingerprint import Prints
from cadre.errors import CadreError
from cadre.mission.asking import asked
from cadre.mission.drawing import draws_of_modes
from cadre.mission.edits import Edit, edited, musts
from cadre.mission.ids import ActivityId, ModeId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.outside import said_outside
from cadre.mission.plans import LeftOut, MadeFrom, Plan, Start
from cadre.planner.clash import Clash, clash
from cadre.planner.in_force import Answer, InForce
from cadre.planner.objective import Objective
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
class Moves:
    """What one plan does otherwise than another.

    Attributes:
        moved: Work that starts in another week or runs in another way.
        resized: Work that starts as it did and runs longer or shorter.
        dropped: Work that falls.
        came: Work that is new.
    """

    moved: tuple[Shift, ...]
    resized: tuple[Shift, ...]
    dropped: tuple[Fallen, ...]
    came: tuple[Came, ...]

    def unchanged(self, force: Plan) -> float:
        """Share of the starts in force that stay in their week and way; 1 where there are none."""
        starts = len(force.starts)
        return (starts - len(self.dropped) - len(self.moved)) / starts if starts else 1.0

    def without(self, activity: ActivityId) -> Moves:
        """The same of all other work."""
        return replace(self, came=tuple(one for one in self.came if one.activity != activity))


def moves_of(force: Plan, plan: Plan) -> Moves:
    """What `plan` does otherwise than the one in force; they needn't be of the same dossier."""
    before = {one.activity: one for one in force.starts}
    after = {one.activity: one for one in plan.starts}
    shifts = [shift_of(force, plan, one, after[key]) for key, one in before.items() if key in after]
    return Moves(
        moved=tuple(one for one in shifts if one.moved),
        resized=tuple(
            one for one in shifts if not one.moved and one.weeks_before != one.weeks_after
        ),
        dropped=tuple(fallen_of(one, plan) for key, one in before.items() if key not in after),
        came=tuple(came_of(one, plan) for key, one in after.items() if key not in before),
    )


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
        soon: Seconds to the first plan checked by all rules; the result's seconds count all.
        gained: Worth that searching on has added to that first plan; None when it didn't.
        result: The new plan, with its status and seconds; its bound when it searched on.
        notes: What to know beside, a sentence each: of changes whose days no plan looks at.
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
    soon: float
    gained: float | None
    result: PlanResult
    notes: tuple[str, ...] = ()


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
    longer: bool = False,
    together: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WhatIfAnswer:
    """Re-plan for each text alone, or for all at once, each near the plan in force.

    The first checked plan is the answer. Only work that must be in it, isn't, and isn't known to
    clash with what rules say is searched for as long as `effort` says.

    Args:
        desk: The desk.
        texts: What-ifs, each in one of the forms of `mission.asking`.
        plan: The plan in force; None makes one first.
        effort: The seed; the seconds in which a plan in force is made where none is given.
        longer: Whether the search goes on from each first plan for as many seconds.
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
    asking = _Asking(desk, force, effort, stop)
    replies = []
    for number, (group, then) in enumerate(zip(groups, changed, strict=True)):
        replies.append(asking.reply(group, then, longer=longer))
        if progress is not None:
            progress(number + 1, len(groups))
    answer = WhatIfAnswer(made_from=force.made_from, replies=tuple(replies))
    return desk.released("what-if", answer, 0)


class _Asking:
    """A plan in force with all of it that every what-if is held against, worked out once."""

    def __init__(self, desk: Desk, force: Plan, effort: Effort, stop: Stop | None) -> None:
        mission = desk.weighed
        self.made_from, self.effort, self.stop = desk.made_from, effort, stop
        self.force = InForce(mission, force, seed=effort.seed)
        self.worth = sum(term.worth for term in Objective(mission).terms(force))
        self.figures = _figures(mission, force)
        self.prints = Prints()
        self.prints.of(mission)

    def reply(self, group: list[Edit], then: Mission, *, longer: bool) -> Reply:
        """What some changes, which make `then` of the mission, do to the plan."""
        wanted = musts(group)
        answer = self._after(group, then, self.effort.seconds if longer else None)
        unmet = _unmet(answer, wanted)
        why = clash(then, wanted) if unmet else None
        if unmet and not longer and (why is None or not why.sure):
            answer = self._after(group, then, self.effort.seconds)
            unmet = _unmet(answer, wanted)
        reply = self._compared(then, answer, unmet, why if unmet else None)
        return replace(reply, notes=tuple(said_outside(then.horizon, group)))

    def _after(self, group: list[Edit], then: Mission, seconds: float | None) -> Answer:
        made_from = replace(
            self.made_from,
            dossier=self.prints.of(then),
            seed=self.effort.seed,
            changes=tuple(one.text for one in group),
        )
        return self.force.after(
            then, made_from=made_from, wanted=musts(group), seconds=seconds, stop=self.stop
        )

    def _compared(
        self, then: Mission, answer: Answer, unmet: tuple[ActivityId, ...], why: Clash | None
    ) -> Reply:
        """A new plan beside the one in force."""
        force, result = self.force.plan, answer.result
        plan = result.plan
        found = moves_of(force, plan)
        return Reply(
            asked=plan.made_from.changes,
            worth_before=self.worth,
            worth_after=result.objective,
            unchanged=found.unchanged(force),
            moved=found.moved,
            resized=found.resized,
            dropped=found.dropped,
            came=found.came,
            costs=tuple(_costs(self.figures, _figures(then, plan))),
            unmet=unmet,
            clash=why,
            soon=answer.soon,
            gained=answer.gained,
            result=result,
        )


def _unmet(answer: Answer, wanted: Iterable[ActivityId]) -> tuple[ActivityId, ...]:
    """The work that must be in a plan and isn't."""
    chosen = {one.activity for one in answer.result.plan.starts}
    return tuple(key for key in wanted if key not in chosen)


def shift_of(force: Plan, plan: Plan, before: Start, after: Start) -> Shift:
    """Work that two plans hold, beside each other."""
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


def fallen_of(start: Start, plan: Plan) -> Fallen:
    """Work that a plan doesn't hold any more, and why."""
    nothing = LeftOut(activity=start.activity, rule="", reason="", unlock="")
    left = next((one for one in plan.left_out if one.activity == start.activity), nothing)
    return Fallen(activity=start.activity, week=start.week, reason=left.reason, unlock=left.unlock)


def came_of(start: Start, plan: Plan) -> Came:
    """Work that only a plan holds."""
    return Came(
        activity=start.activity,
        week=start.week,
        day=plan.horizon.day(start.week),
        weeks=start.weeks,
        site=start.site,
    )


# What it costs -----------------------------------------------------------------------------


def _costs(before: Counter[str], after: Counter[str]) -> Iterator[Cost]:
    """People, brought support, beds and money; kinds that neither plan has are left out."""
    for what in dict.fromkeys((*before, *after)):
        if before[what] or after[what]:
            yield Cost(what=what, before=before[what], after=after[what])


def _figures(mission: Mission, plan: Plan) -> Counter[str]:
    """What a plan takes: sums over weeks, and of people and beds the most in any week."""
    names = {one.id: f"brought {one.name}" for one in mission.enablers}
    found: Counter[str] = Counter()
    # People who come in each week, less those who go: added up, they are the people there.
    change: Counter[int] = Counter()
    at: dict[SiteId, Counter[int]] = {}
    for one in plan.assignments:
        kind = one.enabler
        name = "people in posts" if kind is None else names.get(kind, f"brought {kind}")
        found[f"{name}, person-weeks"] += one.people * one.weeks
        for some in (change, at.setdefault(one.site, Counter())):
            some[one.week] += one.people
            some[one.week + one.weeks] -= one.people
    found["most people present, people"] = _most(change)
    for site in mission.sites:
        if mission.beds_at(site.id):
            found[f"most beds used at {site.name}, beds"] = _most(at.get(site.id, Counter()))
    return found + _drawn(mission, plan) + _money(mission, plan)


def _most(change: Counter[int]) -> int:
    """The most people in any week, by how many more there are in each than in the one before."""
    return max(accumulate(change[week] for week in sorted(change)), default=0)


def _drawn(mission: Mission, plan: Plan) -> Counter[str]:
    """What the starts of a plan take from each stock."""
    draws, names = draws_of_modes(mission), {one.id: one.name for one in mission.stocks}
    found: Counter[str] = Counter()
    for start in plan.starts:
        for key, amount in draws.get(start.mode, Counter()).items():
            found[f"drawn from {names[key]}"] += amount
    return found


def _money(mission: Mission, plan: Plan) -> Counter[str]:
    works = ((mission.activity(one.activity), one) for one in plan.starts)
    spent = sum(
        work.cost * one.weeks + (0 if mission.has_begun(work) else work.start_cost)
        for work, one in works
    )
    return Counter({f"cost, thousands of {mission.profile.currency}": spent})


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
