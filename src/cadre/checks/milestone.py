"""Milestone checks, part of the decision checks: criteria that fit, and a way to meet them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cadre.checks.course import best_case
from cadre.checks.words import cited, ids, listed
from cadre.checks.work import span, wanted
from cadre.errors import CadreError
from cadre.mission.conditions import Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.cover import holding
from cadre.mission.findings import Finding, Rule, Severity
from cadre.mission.gates import planning_dates
from cadre.mission.ids import ActivityId, AuthorityId, CourseId, GateId
from cadre.mission.milestones import criteria_of, instructors_wanted, misfit, work_wanted
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Pipeline
from cadre.mission.plans import Plan
from cadre.mission.rows import Row
from cadre.mission.sources import FigureKind
from cadre.mission.weeks import DAY, Window

NO_CRITERIA = Rule("DEC-05", Severity.NOTE, "A milestone has no criteria")
LATE_MILESTONE = Rule("DEC-06", Severity.WARNING, "A milestone's work can't begin in time")
NO_PATH = Rule("DEC-08", Severity.WARNING, "No plan can reach a milestone")
MISFIT = Rule("DEC-09", Severity.WARNING, "A criterion can't be judged")
NOBODY_TAKES_OVER = Rule("DEC-10", Severity.WARNING, "An end state doesn't ask who takes over")

RULES = (NO_CRITERIA, LATE_MILESTONE, NO_PATH, MISFIT, NOBODY_TAKES_OVER)

SHOWN_BY = (Measure.HOST_INSTRUCTORS, Measure.CONDITION)
"""Measures that say that the host can do without the mission."""


def milestones_without_criteria(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find milestones that state no criteria, so that nobody can say when they are reached."""
    for one in mission.milestones:
        if not criteria_of(mission, one):
            yield NO_CRITERIA.broken(
                about=one.id,
                message=f"{one.name} states no criteria: nobody can say when it is reached, and "
                "plans and futures leave it out.",
                remedy="State what must be so on the day it is declared.",
                sources=cited([one]),
            )


def late_milestones(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find milestones wanted before their work may start."""
    known = {one.id: one for one in mission.activities}
    for one in mission.milestones:
        works = [known[key] for key in work_wanted(mission, one) if key in known]
        late = [work for work in works if one.by is not None and work.window.start > one.by]
        if late:
            yield LATE_MILESTONE.broken(
                about=one.id,
                window=Window.of_days(None, one.by),
                message=f"{one.name} is wanted by {one.by}, but {listed(x.name for x in late)} "
                "may start only later.",
                remedy="Move the day, or let the work start earlier.",
                sources=cited([one, *late]),
                related=ids([*late, *criteria_of(mission, one)]),
            )


def criteria_that_do_not_fit(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find criteria whose measure, subject and number don't go together.

    A milestone with such a criterion is never counted as reached.
    """
    names = {one.id: one.name for one in mission.milestones}
    for one in mission.criteria:
        reason = misfit(mission, one)
        if reason:
            yield MISFIT.broken(
                about=one.id,
                message=f"{names.get(one.milestone, one.milestone)} can't be judged by {one.id}: "
                f"{reason}.",
                remedy="Name what is measured, and how much of it is wanted.",
                sources=cited([one]),
                related=(one.milestone,),
            )


def end_states_without_a_host(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find end states that ask for nothing that the host can do alone.

    Host instructors or a condition can say so; people, work and days can't.
    """
    for one in mission.milestones:
        criteria = criteria_of(mission, one)
        end = one.kind is MilestoneKind.END_STATE
        if end and criteria and all(other.measure not in SHOWN_BY for other in criteria):
            yield NOBODY_TAKES_OVER.broken(
                about=one.id,
                message=f"{one.name} is an end state, but it asks neither for host instructors "
                "nor for a condition: it would be reached though nobody can take over.",
                remedy="State what the host must be able to do on that day, and who judges it.",
                sources=cited([one, *criteria]),
                related=ids(criteria),
            )


def milestones_without_a_path(mission: Mission, _plan: Plan | None) -> Iterator[Finding]:
    """Find milestones with a criterion that no plan can meet, at best, by the day wanted.

    Each criterion is looked at alone. A day outside the horizon isn't looked at, and without a
    day only what can't come at all is found.
    """
    best = _Best(mission)
    for one in mission.milestones:
        barred = {
            criterion: reason
            for criterion in criteria_of(mission, one)
            if not misfit(mission, criterion) and (reason := best.barred(one, criterion))
        }
        if barred:
            by = f" by {one.by}" if best.deadline(one) else ""
            yield NO_PATH.broken(
                about=one.id,
                window=Window.of_days(None, one.by) if by else None,
                message=f"No plan can reach {one.name}{by}: {listed(barred.values())}.",
                remedy="Lower what is asked for, move the day, or open a way to it.",
                sources=cited([one, *barred]),
                related=ids([*barred, *(_counted(mission) if _of_people(barred) else ())]),
            )


def _of_people(barred: Iterable[Criterion]) -> bool:
    return any(one.measure is Measure.PEOPLE for one in barred)


def _counted(mission: Mission) -> tuple[Row, ...]:
    """The rows that say how many people there could be at most."""
    return (*mission.posts, *mission.levels)


@dataclass(frozen=True)
class _Best:
    """The most that any plan could reach, worked out once.

    Attributes:
        mission: The mission.
    """

    mission: Mission

    def deadline(self, milestone: Milestone) -> date | None:
        """The day wanted, when it lies within the horizon."""
        by = milestone.by
        return by if by is not None and by in self.mission.horizon.window else None

    def barred(self, milestone: Milestone, one: Criterion) -> str:
        """Why no plan can meet a criterion, as part of a sentence; empty when one may."""
        return _BARRED[one.measure](self, one, self.deadline(milestone))

    @cached_property
    def lines(self) -> Mapping[CourseId, Pipeline]:
        return best_case(self.mission)

    @cached_property
    def dates(self) -> Mapping[GateId, date | None]:
        try:
            return planning_dates(self.mission)
        except CadreError:
            # Conditions in a circle are found by a check of their own.
            return {}

    @cached_property
    def hoped(self) -> Mapping[AuthorityId, tuple[Window, ...]]:
        return holding(self.mission, 0.0)

    def until(self, day: date | None) -> Window:
        """The days that are left."""
        first, end = self.mission.profile.as_of, self.mission.horizon.window.end
        return Window(first, end if day is None else day + DAY)

    def end(self, day: date | None) -> int:
        """First week that begins after `day`."""
        return self.mission.horizon.first_whole_week(self.until(day).end)

    def people(self, one: Criterion, day: date | None) -> str:
        wanted_now = one.at_least or 0
        asked = sum(
            post.people
            for work, days in wanted(self.mission)
            if days.overlaps(self.until(day))
            for post in self.mission.posts_of(work.id)
        )
        if wanted_now > asked:
            return f"it asks for {wanted_now:,.0f} people, and all work has posts for {asked:,}"
        ceiling = self._ceiling(self.until(day))
        if ceiling is not None and wanted_now > ceiling:
            return f"it asks for {wanted_now:,.0f} people, and the ceiling is {ceiling:,}"
        return ""

    def _ceiling(self, days: Window) -> int | None:
        """The highest ceiling on these days; None when there is none on some of them."""
        levels = [
            one
            for one in self.mission.levels
            if one.kind is FigureKind.CEILING and one.people is not None
        ]
        some = [one for one in levels if one.window.overlaps(days)]
        if days.without(one.window for one in some):
            return None
        return max((one.people or 0 for one in some), default=None)

    def running(self, one: Criterion, _: date | None) -> str:
        work = self.mission.activity(ActivityId(one.subject or ""))
        if span(self.mission, work) is None:
            return f"{work.name} is over"
        rivals = [
            other
            for other in self.mission.activities
            if other.id in work.excludes or work.id in other.excludes
        ]
        asked = [
            ActivityId(other.subject or "")
            for other in self.mission.criteria
            if other.milestone == one.milestone and other.measure is Measure.RUNNING
        ]
        for other in rivals:
            if other.id in asked:
                return f"{work.name} and {other.name} exclude each other"
        return ""

    def fill(self, one: Criterion, _: date | None) -> str:
        if one.subject is None or self.mission.posts_of(ActivityId(one.subject)):
            return ""
        return f"{self._name(one)} has no posts to fill"

    def graduates(self, one: Criterion, day: date | None) -> str:
        works = {w.id for w in self.mission.activities if str(w.programme) == one.subject}
        courses = [course for course in self.mission.courses if course.activity in works]
        if not courses:
            return f"{self._name(one)} teaches no course"
        most = sum(self.lines[course.id].graduated(self.end(day)) for course in courses)
        if day is None or most >= (one.at_least or 0) - 0.5:
            return ""
        return f"its courses give {most:,.0f} of {one.at_least:,.0f} graduates at best"

    def host_instructors(self, one: Criterion, day: date | None) -> str:
        key = CourseId(one.subject or "")
        trained = any(course.trains == key for course in self.mission.courses)
        line = self.lines[key]
        there = max(line.host_instructors[-line.first :][: self.end(day)], default=0.0)
        least = instructors_wanted(self.mission, one)
        if there >= least - 0.5 or (trained and day is None):
            return ""
        return f"{self._name(one)} has {there:,.0f} of {least:,.0f} host instructors at best"

    def coverage(self, one: Criterion, _: date | None) -> str:
        left = 1.0
        works = {str(work.id) for work, _ in wanted(self.mission)}
        works |= {str(theirs.id) for theirs in self.mission.partner_activities}
        for effect in self.mission.effects:
            if str(effect.need) == one.subject and str(effect.work) in works:
                left *= 1 - effect.strength
        if 1 - left >= (one.at_least or 0) - 1e-3:
            return ""
        most = f"{100 * (1 - left):.0f}%"
        return f"all work together covers {most} of {self._name(one)}, of {one.at_least:.0%}"

    def condition(self, one: Criterion, day: date | None) -> str:
        row = next((c for c in self.mission.conditions if str(c.id) == one.subject), None)
        if row is None or row.met is not None or GateId(row.id) not in self.dates:
            return ""
        comes = self.dates[GateId(row.id)]
        what = row.name.rstrip(".")
        if comes is None:
            return f'no day can be planned for "{what}"'
        return f'"{what}" is planned for {comes}' if day is not None and comes > day else ""

    def authority(self, one: Criterion, day: date | None) -> str:
        windows = self.hoped.get(AuthorityId(one.subject or ""), ())
        if any(window.overlaps(self.until(day)) for window in windows):
            return ""
        return f"{self._name(one)} isn't in force on any day left"

    def _name(self, one: Criterion) -> str:
        rows: tuple[Row, ...] = self.mission.named(one.subject or "")
        return str(getattr(rows[0], "name", one.subject)) if rows else str(one.subject)


_BARRED: dict[Measure, Callable[[_Best, Criterion, date | None], str]] = {
    Measure.PEOPLE: _Best.people,
    Measure.RUNNING: _Best.running,
    Measure.FILL: _Best.fill,
    Measure.GRADUATES: _Best.graduates,
    Measure.HOST_INSTRUCTORS: _Best.host_instructors,
    Measure.COVERAGE: _Best.coverage,
    Measure.CONDITION: _Best.condition,
    Measure.AUTHORITY: _Best.authority,
}

CHECKS = (
    milestones_without_criteria,
    late_milestones,
    milestones_without_a_path,
    criteria_that_do_not_fit,
    end_states_without_a_host,
)
