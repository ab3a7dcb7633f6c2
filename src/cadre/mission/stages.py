"""Stages: when a plan reaches each milestone on planning dates, criterion by criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from cadre.mission.authorities import Authority
from cadre.mission.conditions import Criterion, Measure, Milestone
from cadre.mission.cover import with_bases
from cadre.mission.halts import halted_weeks
from cadre.mission.ids import ActivityId, CourseId, CriterionId, MilestoneId, NeedId, SkillId
from cadre.mission.milestones import (
    ROUNDING,
    SUBJECTS,
    Dates,
    courses_counted,
    criteria_of,
    misfit,
    unjudged,
    wanted,
)
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Pipeline, pipelines
from cadre.mission.plans import Plan, Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One criterion against a plan.

    Attributes:
        criterion: The criterion.
        week: First week in which it holds; None when it holds in none.
        day: First day of that week.
        why: Why it never holds, as part of a sentence; empty when it does.
    """

    criterion: CriterionId
    week: int | None = None
    day: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One milestone against a plan.

    Attributes:
        milestone: The milestone.
        week: First week in which all its criteria hold together; None when they never do.
        day: First day of that week.
        why: Why it is never reached, as part of a sentence; empty when it is.
        criteria: Its criteria, in the order of the table.
        made_of: Ids of the other rows that this was worked out from.
    """

    milestone: MilestoneId
    week: int | None = None
    day: date | None = None
    why: str = ""
    criteria: tuple[Judged, ...] = ()
    made_of: tuple[str, ...] = ()


def stages(mission: Mission, plan: Plan) -> tuple[Stage, ...]:
    """When `plan` reaches each milestone of `mission`, or why it never does.

    All is taken on planning dates and likely values: people are those that posts of running work
    ask for, posts are filled by the plan's own assignments, authorities count when they may be
    relied on.

    Raises:
        CadreError: Conditions wait for each other in a circle.
    """
    book = _Book(mission, plan)
    return tuple(_stage(book, one) for one in mission.milestones)


def _stage(book: _Book, milestone: Milestone) -> Stage:
    criteria = criteria_of(book.mission, milestone)
    reason = unjudged(book.mission, milestone)
    held = [book.held(one) for one in criteria]
    judged = tuple(book.judged(one, weeks) for one, weeks in zip(criteria, held, strict=True))
    stage = Stage(
        milestone=milestone.id,
        why=f"nobody can judge it: {reason}",
        criteria=judged,
        made_of=tuple(dict.fromkeys(key for one in criteria for key in book.made_of(one))),
    )
    if reason:
        return stage
    week = next((w for w, all_of in enumerate(zip(*held, strict=True)) if all(all_of)), None)
    if week is not None:
        return replace(stage, why="", week=week, day=book.plan.horizon.day(week))
    never = [one.why for one in judged if one.why]
    return replace(stage, why="; ".join(never) or "its criteria never hold in the same week")


@dataclass(frozen=True)
class _Book:
    """What is worked out once for one plan.

    Attributes:
        mission: The mission.
        plan: The plan.
    """

    mission: Mission
    plan: Plan

    @property
    def weeks(self) -> range:
        return range(self.plan.horizon.weeks)

    def judged(self, one: Criterion, held: Sequence[bool]) -> Judged:
        week = next((w for w in self.weeks if held[w]), None)
        if week is not None:
            return Judged(criterion=one.id, week=week, day=self.plan.horizon.day(week))
        why = misfit(self.mission, one) or _NEVER[one.measure](self, one)
        return Judged(criterion=one.id, why=why)

    def held(self, one: Criterion) -> Sequence[bool]:
        """For each week, whether a criterion holds; in none when it doesn't fit its measure."""
        if misfit(self.mission, one):
            return [False] * len(self.weeks)
        if one.measure in (Measure.CONDITION, Measure.AUTHORITY):
            return self.plan.horizon.covered(self.dates.windows(one))
        if one.measure is Measure.RUNNING:
            return [ActivityId(one.subject or "") in self.working[week] for week in self.weeks]
        least = wanted(self.mission, one)
        return [there is not None and there >= least for there in self.amounts(one)]

    def amounts(self, one: Criterion) -> Sequence[float | None]:
        """How much of a counted measure there is, by week; None where there is nothing to count."""
        return _AMOUNTS[one.measure](self, one)

    def most(self, one: Criterion) -> float | None:
        """The most of a counted measure in any week; None when there never is anything to count."""
        return max((some for some in self.amounts(one) if some is not None), default=None)

    @cached_property
    def dates(self) -> Dates:
        return Dates(self.mission)

    @cached_property
    def running(self) -> tuple[frozenset[ActivityId], ...]:
        """What runs in each week, paused or not."""
        return tuple(
            frozenset(one.activity for one in self.plan.starts if one.week <= week < one.end)
            for week in self.weeks
        )

    @cached_property
    def working(self) -> tuple[frozenset[ActivityId], ...]:
        """What runs in each week and isn't paused."""
        halted = {one.activity: self._halted(one) for one in self.plan.starts}
        return tuple(
            frozenset(key for key in self.running[week] if week not in halted[key])
            for week in self.weeks
        )

    def _halted(self, start: Start) -> frozenset[int]:
        return halted_weeks(self.mission, self.mission.activity(start.activity), start.site)

    @cached_property
    def asked(self) -> Mapping[ActivityId, Counter[SkillId]]:
        """People asked for by the posts of each activity, by skill."""
        found: dict[ActivityId, Counter[SkillId]] = {}
        for post in self.mission.posts:
            found.setdefault(post.activity, Counter())[post.skill] += post.people
        return found

    @cached_property
    def lines(self) -> Mapping[CourseId, Pipeline]:
        return pipelines(self.mission, self.plan)

    def people(self, _: Criterion) -> Sequence[float]:
        heads = {key: some.total() for key, some in self.asked.items()}
        return [sum(heads.get(key, 0) for key in self.running[week]) for week in self.weeks]

    def fill(self, one: Criterion) -> Sequence[float | None]:
        """Share of posts filled, by skill, of one work or of all that runs in a week."""
        return [self._fill(one, week) for week in self.weeks]

    def _fill(self, one: Criterion, week: int) -> float | None:
        some = [key for key in self.working[week] if one.subject is None or str(key) == one.subject]
        asked = sum(self.asked.get(key, Counter()).total() for key in some)
        if not asked:
            return None
        there: Counter[tuple[ActivityId, SkillId]] = Counter()
        for seat in self.plan.assignments:
            if seat.post is not None and seat.week <= week < seat.week + seat.weeks:
                post = self.mission.post(seat.post)
                there[post.activity, post.skill] += seat.people
        filled = (
            min(there[key, skill], people)
            for key in some
            for skill, people in self.asked.get(key, Counter()).items()
        )
        return sum(filled) / asked

    def made_of(self, one: Criterion) -> Iterator[str]:
        """Ids of the rows that a criterion was judged by."""
        if one.subject is not None:
            yield one.subject
        yield from (base.id for base in self._bases(one))
        for activity in self._works(one):
            yield activity
            yield from (post.id for post in self.mission.posts_of(activity))
        for out in self.plan.left_out:
            if str(out.activity) == one.subject:
                yield from out.blockers
        for course in courses_counted(self.mission, one):
            yield from (course.id, course.activity)
        for effect in self.mission.effects:
            if str(effect.need) == one.subject:
                yield from (effect.id, effect.work)

    def _bases(self, one: Criterion) -> tuple[Authority, ...]:
        if one.measure is not Measure.AUTHORITY:
            return ()
        rows = (row for row in self.mission.authorities if str(row.id) == one.subject)
        return tuple(base for row in rows for base in with_bases(self.mission, row))

    def _works(self, one: Criterion) -> Iterator[ActivityId]:
        """Planned work whose posts count."""
        if one.measure in (Measure.PEOPLE, Measure.FILL):
            for start in self.plan.starts:
                if one.subject is None or str(start.activity) == one.subject:
                    yield start.activity

    def graduates(self, one: Criterion) -> Sequence[float]:
        """Graduates of a programme's courses since they began, at the end of each week."""
        lines = [self.lines[course.id] for course in courses_counted(self.mission, one)]
        return [sum(line.graduated(week + 1) for line in lines) for week in self.weeks]

    def host_instructors(self, one: Criterion) -> Sequence[float]:
        line = self.lines.get(CourseId(one.subject or ""))
        if line is None:
            return [0.0] * len(self.weeks)
        return line.host_instructors[-line.first :]

    def coverage(self, one: Criterion) -> Sequence[float]:
        """Share of a need that running work and partners meet, by week."""
        need = NeedId(one.subject or "")
        left = [1.0] * len(self.weeks)
        for effect in self.mission.effects:
            if effect.need == need:
                for week in self._at_work(effect.work):
                    left[week] *= 1 - effect.strength
        return [1 - share for share in left]

    def _at_work(self, work: str) -> list[int]:
        theirs = [one.window for one in self.mission.partner_activities if str(one.id) == work]
        there = self.plan.horizon.covered(theirs)
        return [week for week in self.weeks if there[week] or work in self.working[week]]


_Amounts = Callable[[_Book, Criterion], Sequence[float | None]]

_AMOUNTS: dict[Measure, _Amounts] = {
    Measure.PEOPLE: _Book.people,
    Measure.FILL: _Book.fill,
    Measure.GRADUATES: _Book.graduates,
    Measure.HOST_INSTRUCTORS: _Book.host_instructors,
    Measure.COVERAGE: _Book.coverage,
}


def _name(book: _Book, one: Criterion) -> str:
    """The subject as a sentence has it."""
    kind, key = SUBJECTS[one.measure][0], one.subject or ""
    rows = (row for row in book.mission.named(key) if isinstance(row, kind))
    return str(getattr(next(rows, None), "name", key)).rstrip(".")


def _few_people(book: _Book, one: Criterion) -> str:
    return f"running work asks for {book.most(one) or 0:,.0f} people at most"


def _no_work(book: _Book, one: Criterion) -> str:
    left = next((o.reason for o in book.plan.left_out if str(o.activity) == one.subject), "")
    return f"{_name(book, one)} isn't planned" + (f" ({left.rstrip('.')})" if left else "")


def _few_filled(book: _Book, one: Criterion) -> str:
    most, what = book.most(one), _name(book, one) if one.subject else "running work"
    if most is None:
        return f"{what} has no posts to fill while it runs"
    return f"{100 * most:.0f}% of the posts of {what} are filled at most"


def _few_graduates(book: _Book, one: Criterion) -> str:
    return f"{_name(book, one)} has {book.most(one) or 0:,.0f} graduates by the end of the horizon"


def _few_instructors(book: _Book, one: Criterion) -> str:
    there = f"{_name(book, one)} has {book.most(one) or 0:,.0f} host instructors at most"
    return f"{there}, of {wanted(book.mission, one) + ROUNDING:,.0f}"


def _little_covered(book: _Book, one: Criterion) -> str:
    return f"{100 * (book.most(one) or 0):.0f}% of {_name(book, one)} is covered at most"


def _no_condition(book: _Book, one: Criterion) -> str:
    days = book.dates.windows(one)
    if not days:
        return f"no day can be planned for {_name(book, one)}"
    return f"{_name(book, one)} is planned for {days[0].start}, after the horizon"


def _no_authority(book: _Book, one: Criterion) -> str:
    days = [day for day in book.dates.windows(one) if day.overlaps(book.plan.horizon.window)]
    if not days:
        return f"{_name(book, one)} holds on no day that plans may rely on"
    return f"{_name(book, one)} holds for no whole week"


_NEVER: dict[Measure, Callable[[_Book, Criterion], str]] = {
    Measure.PEOPLE: _few_people,
    Measure.RUNNING: _no_work,
    Measure.FILL: _few_filled,
    Measure.GRADUATES: _few_graduates,
    Measure.HOST_INSTRUCTORS: _few_instructors,
    Measure.COVERAGE: _little_covered,
    Measure.CONDITION: _no_condition,
    Measure.AUTHORITY: _no_authority,
}
