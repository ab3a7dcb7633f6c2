"""Timetable: a plan as bars along time, the law behind each, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cadre.brief.context import Context
from cadre.brief.sections import Number, Origin
from cadre.brief.steps import posts_number, standing
from cadre.brief.words import listed
from cadre.desk.cover import WorkCover, shown
from cadre.desk.desk import Desk
from cadre.desk.made_of import digest
from cadre.desk.numbers import context_of
from cadre.mission.days import LawState
from cadre.mission.markings import Marking
from cadre.mission.plans import LeftOut, MadeFrom, Start
from cadre.mission.weeks import DAY, Window
from cadre.planner.result import PlanResult
from cadre.release.redact import redact

BANDS = {
    "in force": "full",
    "may be relied on": "expected",
    "only hoped for": "hoped",
    LawState.PERMITTED.value: "partly",
    LawState.PARTIAL.value: "partly",
    LawState.PAUSED.value: "paused",
    LawState.NONE.value: "none",
}
"""How far law holds behind a bar, by what `cover.shown` calls it."""
STANDINGS = {
    "runs today": "runs",
    "can be ordered today": "firm",
    "prepared: waits for a gate": "waits",
    "has begun, paused today": "paused",
}
"""What colours a bar, by what the brief calls it."""
NAMES = {
    "finish": "Finishing early",
    "needs": "Needs met",
    "milestones": "Milestones early",
    "output": "Graduates",
    "early": "Starting early",
    "footprint": "People asked for",
}
"""The parts of a plan's worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A work of a plan.

    Attributes:
        activity: Its id.
        name: Name as printed.
        programme: Its programme, as printed.
        site: Where, as printed.
        week: First week.
        first: Its first day.
        last: Its last day.
        standing: How it stands today, in words.
        tone: The same in one word: runs, firm, waits or paused.
        waits: What it waits for, in words.
        posts: People that its posts ask for; none where it has no posts.
        movable: Whether it is still to start.
        marking: Who may see it.
    """

    activity: str
    name: str
    programme: str
    site: str
    week: int
    first: date
    last: date
    standing: str
    tone: str
    waits: str
    posts: tuple[Number, ...]
    movable: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Days on end on which law holds in the same way behind a work.

    Attributes:
        activity: The work.
        window: The days.
        state: full, expected, hoped, partly, paused or none; of consent full, expected or none.
        said: The same as a sentence.
        consent: Whether it tells of the host's consent alone.
        marking: Who may see it.
    """

    activity: str
    window: Window
    state: str
    said: str
    consent: bool
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A milestone and when the plan reaches it.

    Attributes:
        milestone: Its id.
        name: Name as printed.
        by: The day it is wanted by; None when none is stated.
        day: The day on which the plan reaches it; None when it never does.
        why: Why it never does; empty when it does.
        marking: Who may see it.
    """

    milestone: str
    name: str
    by: date | None
    day: date | None
    why: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A work that the plan leaves out.

    Attributes:
        activity: Its id.
        name: Name as printed.
        rule: The rule in its way.
        reason: Why, as a sentence.
        unlock: What would let it in, as a sentence.
        marking: Who may see it.
    """

    activity: str
    name: str
    rule: str
    reason: str
    unlock: str
    marking: Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A part of what a plan is worth.

    Attributes:
        name: What counts.
        worth: How much of the worth it is; negative for what counts against.
    """

    name: str
    worth: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A plan along time.

    Attributes:
        made_from: What the plan was made from.
        window: The days planned.
        as_of: The day as of which things are known.
        status: How far the search came.
        figures: Worth, gap, starts, people at most.
        worth: The worth by its parts.
        bars: Its work, by programme.
        bands: Law behind each.
        milestones: Milestones with the day on which they are reached.
        left_out: What isn't in it.
        withheld: Parts that this reader may not see; None when even that isn't told.
    """

    made_from: MadeFrom
    window: Window
    as_of: date
    status: str
    figures: tuple[Number, ...]
    worth: tuple[Worth, ...]
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    milestones: tuple[Reached, ...]
    left_out: tuple[Out, ...]
    withheld: int | None


def timetable(desk: Desk, result: PlanResult) -> Timetable:
    """A plan along time, for the desk's reader.

    Raises:
        CadreError: The plan names what the mission doesn't hold.
    """
    return desk.once(f"timetable {digest(result.plan)}", lambda: _timetable(desk, result))


def _timetable(desk: Desk, result: PlanResult) -> tuple[Timetable, int]:
    laid = _Laid(desk, result)
    whole = Timetable(
        made_from=result.plan.made_from,
        window=result.plan.horizon.window,
        as_of=desk.mission.profile.as_of,
        status=result.status.value,
        figures=tuple(laid.figures()),
        worth=tuple(laid.worth()),
        bars=tuple(sorted(laid.bars(), key=lambda one: (one.programme, one.first, one.name))),
        bands=tuple(laid.bands()),
        milestones=tuple(laid.milestones()),
        left_out=tuple(map(laid.out, result.plan.left_out)),
        withheld=None,
    )
    seen, withheld = redact(whole, desk.audience)
    return replace(seen, withheld=withheld if desk.audience.told_of_more else None), withheld


class _Laid:
    """A plan, laid along time."""

    def __init__(self, desk: Desk, result: PlanResult) -> None:
        self.desk, self.result = desk, result
        self.mission, self.plan = desk.mission, result.plan
        self.context: Context = context_of(desk, result)

    def figures(self) -> Iterator[Number]:
        """Worth, gap, work, and the most people at a time."""
        number, plan = self.context.number, self.plan
        words = "Recomputed from the plan's starts by the weights of the mission."
        origin = Origin(basis="plan", words=words)
        yield number("plan.worth", self.result.objective, "Worth of the plan", origin, "points")
        if self.result.gap is not None:
            words = "The most that a plan can be worth, less this one's worth, over the larger."
            origin = Origin(basis="plan", words=words)
            yield number(
                "plan.gap", self.result.gap, "At most so far from the best plan", origin, "%"
            )
        origin = Origin(
            rows=self.context.refs("activities", (one.activity for one in plan.starts)),
            words="Counted over the starts of the plan.",
        )
        yield number("plan.works", len(plan.starts), "Pieces of work in the plan", origin)
        origin = Origin(
            rows=self.context.refs("activities", (one.activity for one in plan.left_out)),
            words="Counted over what the plan leaves out.",
        )
        yield number("plan.left-out", len(plan.left_out), "Pieces of work left out", origin)
        pledges = dict.fromkeys(one.pledge for one in plan.assignments)
        origin = Origin(
            rows=self.context.refs("pledges", pledges),
            words="The most people assigned in any one week, in posts and in brought support.",
        )
        yield number("plan.people", self._most_people(), "People at most", origin, "people")

    def _most_people(self) -> int:
        weeks = [0] * self.plan.horizon.weeks
        for one in self.plan.assignments:
            for week in range(one.week, one.week + one.weeks):
                weeks[week] += one.people
        return max(weeks, default=0)

    def worth(self) -> Iterator[Worth]:
        """The worth by its parts, those that count nothing left out."""
        for one in self.result.terms:
            if one.worth:
                name = NAMES.get(one.name, one.name)
                words = f"Weight {one.weight:,.6g} times {one.amount:,.6g}."
                origin = Origin(basis="plan", words=words)
                number = self.context.number(
                    f"plan.worth.{one.name}", one.worth, f"Worth: {name.lower()}", origin, "points"
                )
                yield Worth(name=name, worth=number)

    def bars(self) -> Iterator[Bar]:
        """The work of the plan."""
        for start in self.plan.starts:
            yield self._bar(start)

    def _bar(self, start: Start) -> Bar:
        mission, context = self.mission, self.context
        activity, site = mission.activity(start.activity), mission.site(start.site)
        days = start.window(self.plan.horizon)
        said = standing(context, start)
        rows = [mission.authority(key) for key in start.rests_on]
        gates = [context.gate(key) for key in start.waits_for]
        return Bar(
            activity=start.activity,
            name=activity.name,
            programme=context.name(activity.programme, "programmes"),
            site=context.short(site.id, "sites"),
            week=start.week,
            first=days.start,
            last=days.end - DAY,
            standing=said,
            tone=STANDINGS[said],
            waits=listed(context.gate_name(one) for one in start.waits_for),
            posts=(posts_number(context, start),) if mission.posts_of(start.activity) else (),
            movable=not mission.has_begun(activity),
            marking=context.mark(activity, site, *rows, *gates),
        )

    def bands(self) -> Iterator[Band]:
        """Law and consent behind each work, along the days planned."""
        sites = {str(one.activity): str(one.site) for one in self.plan.starts}
        window = self.plan.horizon.window
        found = self.desk.cover(window.start, window.end - DAY, list(sites))
        for work in found.works if sites else ():
            if sites.get(work.activity) == work.site:
                yield from _law(work)
                yield from _consent(work, window)

    def milestones(self) -> Iterator[Reached]:
        """The milestones, with the day on which the plan reaches each."""
        known = {one.id: one for one in self.mission.milestones}
        for stage in self.result.stages:
            one = known.get(stage.milestone)
            if one is not None:
                yield Reached(
                    milestone=one.id,
                    name=one.name,
                    by=one.by,
                    day=stage.day,
                    why=stage.why,
                    marking=self.context.mark(one),
                )

    def out(self, left: LeftOut) -> Out:
        """A work that is left out."""
        activity = self.mission.activity(left.activity)
        return Out(
            activity=activity.id,
            name=activity.name,
            rule=left.rule,
            reason=left.reason,
            unlock=left.unlock,
            marking=self.context.mark(activity, *self.context.found(left.blockers)),
        )


def _law(work: WorkCover) -> Iterator[Band]:
    for one in work.days:
        said = shown(one)
        missing = listed(kind.value for kind in one.missing)
        pauses = listed(halt.name for halt in one.pauses)
        words = f"Law {one.window}: {said}"
        words += f"; missing: {missing}" if missing else ""
        words += f"; halted by {pauses}" if pauses else ""
        yield Band(
            activity=work.activity,
            window=one.window,
            state=BANDS[said],
            said=f"{words}.",
            consent=False,
            marking=one.marking,
        )


def _consent(work: WorkCover, window: Window) -> Iterator[Band]:
    for kind in work.kinds:
        if kind.kind.value != "consent":
            continue
        known = [*kind.firm, *kind.relied, *kind.hoped]
        parts = (
            ("full", "in force", kind.firm),
            ("expected", "may be relied on", _less(kind.relied, kind.firm)),
            ("hoped", "only hoped for", _less(kind.hoped, (*kind.relied, *kind.firm))),
            ("none", "none", window.without(known)),
        )
        for state, words, windows in parts:
            for one in windows:
                inside = one.common(window)
                if inside is not None:
                    yield Band(
                        activity=work.activity,
                        window=inside,
                        state=state,
                        said=f"Consent {inside}: {words}.",
                        consent=True,
                        marking=kind.marking,
                    )


def _less(days: tuple[Window, ...], others: tuple[Window, ...]) -> Iterator[Window]:
    for day in days:
        yield from day.without(others)
