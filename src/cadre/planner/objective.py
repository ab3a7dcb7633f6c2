"""Objective: what a plan is worth, by its parts, from its starts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.mission.conditions import Milestone
from cadre.mission.halts import halted_weeks
from cadre.mission.ids import ActivityId, CourseId, MilestoneId
from cadre.mission.milestones import Dates, weighed
from cadre.mission.mission import Mission
from cadre.mission.pipeline import Standing, graduating, lessons, standing
from cadre.mission.plans import Plan, Start
from cadre.mission.required import finished, finishing
from cadre.mission.stages import stages
from cadre.mission.training import Course
from cadre.planner.reached import Count, Wanted, fillable, fills
from cadre.planner.result import Term

Floats = NDArray[np.float64]


SIGNS = {"footprint": -1}
"""What counts against a plan."""


class Span(NamedTuple):
    """The weeks that one activity runs.

    Attributes:
        week: First week.
        end: First week in which it no longer runs.
        idle: Weeks between them that a pause takes.
    """

    week: int
    end: int
    idle: frozenset[int] = frozenset()

    @property
    def worked(self) -> slice | list[int]:
        """The weeks in which work is done, as an index."""
        if not self.idle:
            return slice(self.week, self.end)
        return [week for week in range(self.week, self.end) if week not in self.idle]


@dataclass(frozen=True)
class Objective:
    """What counts in plans of one mission.

    Attributes:
        mission: The mission.
    """

    mission: Mission

    def terms(self, plan: Plan) -> tuple[Term, ...]:
        """The worth of a plan by its parts, as the mission weighs them; posts as they are filled.

        A plan for which posts must be filled can be worth less than its starts alone promise.
        """
        found = stages(self.mission, plan) if self.filled else ()
        won = {
            one.milestone: 0 if one.week is None else self.weeks - one.week
            for one in found
            if one.milestone in self.filled
        }
        return self.parts({start.activity: self._span(start) for start in plan.starts}, won)

    def _span(self, start: Start) -> Span:
        activity = self.mission.activity(start.activity)
        return Span(start.week, start.end, halted_weeks(self.mission, activity, start.site))

    def worth(self, spans: Mapping[ActivityId, Span]) -> float:
        """The worth of a plan."""
        return sum(term.worth for term in self.parts(spans))

    def parts(
        self, spans: Mapping[ActivityId, Span], won: Mapping[MilestoneId, int] | None = None
    ) -> tuple[Term, ...]:
        """The worth by its parts of what runs in `spans`.

        Args:
            spans: What runs.
            won: Weeks of the horizon left when milestones are reached, where they are known.
        """
        weights, known = self.mission.profile.weights, won or {}
        reached = [
            known[one.id] if one.id in known else self.gained(one, spans) for one in self.weighed
        ]
        amounts = {
            "needs": self._needs(spans),
            "milestones": sum(reached),
            "output": sum(
                self.taught(course, spans[course.activity])
                for course in self.mission.courses
                if course.activity in spans
            ),
            "early": sum(
                self.weeks - span.week for key, span in spans.items() if not self.begun[key]
            ),
            "footprint": sum(
                self.asked[key] * (span.end - span.week) for key, span in spans.items()
            ),
        }
        if finishing(self.mission):
            amounts = {"finish": self.finished_early(spans), **amounts}
        return tuple(
            Term(
                name=name,
                weight=getattr(weights, name),
                amount=float(amount),
                worth=float(SIGNS.get(name, 1) * getattr(weights, name) * amount),
            )
            for name, amount in amounts.items()
        )

    def finished_early(self, spans: Mapping[ActivityId, Span]) -> int:
        """Weeks of the horizon left when the last required work is over; 0 when some lacks."""
        end = finished(self.mission, {key: span.end for key, span in spans.items()})
        return 0 if end is None else self.weeks - end

    @cached_property
    def weeks(self) -> int:
        """Weeks of the horizon."""
        return self.mission.horizon.weeks

    @cached_property
    def asked(self) -> dict[ActivityId, int]:
        """People that the posts of each activity ask for."""
        found = {activity.id: 0 for activity in self.mission.activities}
        for post in self.mission.posts:
            found[post.activity] += post.people
        return found

    @cached_property
    def begun(self) -> dict[ActivityId, bool]:
        """Whether each activity is at work already."""
        return {one.id: self.mission.has_begun(one) for one in self.mission.activities}

    @cached_property
    def weighed(self) -> tuple[Milestone, ...]:
        """The milestones that count: those that somebody can judge."""
        return weighed(self.mission)

    @cached_property
    def dated(self) -> dict[MilestoneId, NDArray[np.bool_]]:
        """(weeks,) for each milestone, whether conditions and authorities that it asks for hold."""
        dates = Dates(self.mission)
        return {one.id: np.array(dates.weeks(one), dtype=bool) for one in self.weighed}

    @cached_property
    def filled(self) -> frozenset[MilestoneId]:
        """The milestones that ask for posts to be filled."""
        return frozenset(one.id for one in self.weighed if fills(self.mission, one))

    @cached_property
    def opened(self) -> dict[MilestoneId, NDArray[np.bool_]]:
        """(weeks,) for each milestone, whether its days hold and its posts could be filled."""
        return {
            one.id: self.dated[one.id] & fillable(self.mission, one)
            if one.id in self.filled
            else self.dated[one.id]
            for one in self.weighed
        }

    @cached_property
    def asked_for(self) -> dict[MilestoneId, Wanted]:
        """What each milestone asks for beside days."""
        return {one.id: Wanted.of(self.mission, one) for one in self.weighed}

    @cached_property
    def underway(self) -> dict[CourseId, Standing]:
        """How each course of begun work stands on the as-of day."""
        begun = (one for one in self.mission.courses if self.begun[one.activity])
        return {course.id: standing(self.mission, course) for course in begun}

    @cached_property
    def need_weights(self) -> Floats:
        """(needs,) weight of each need, critical ones doubled."""
        return np.array([n.weight * (2 if n.critical else 1) for n in self.mission.needs])

    @cached_property
    def strengths(self) -> dict[str, dict[int, float]]:
        """For each work, the share of each need (by number) that it meets alone."""
        number = {need.id: n for n, need in enumerate(self.mission.needs)}
        found: dict[str, dict[int, float]] = {}
        for effect in self.mission.effects:
            mine = found.setdefault(effect.work, {})
            need = number[effect.need]
            mine[need] = 1 - (1 - mine.get(need, 0.0)) * (1 - effect.strength)
        return found

    @cached_property
    def left_by_partners(self) -> Floats:
        """(needs, weeks) share of each need that partners leave unmet."""
        left = np.ones((len(self.mission.needs), self.weeks))
        for partner in self.mission.partner_activities:
            there = np.array(self.mission.horizon.covered([partner.window]))
            for need, strength in self.strengths.get(partner.id, {}).items():
                left[need, there] *= 1 - strength
        return left

    def covered(self, need: int, spans: Mapping[ActivityId, Span]) -> Floats:
        """(weeks,) share of a need that is met when the activities run in `spans`."""
        left = self.left_by_partners[need].copy()
        for key, span in spans.items():
            if need in self.strengths.get(key, {}):
                left[span.worked] *= 1 - self.strengths[key][need]
        met: Floats = 1 - left
        return met

    def left(self, spans: Mapping[ActivityId, Span]) -> Floats:
        """(needs, weeks) share of each need left unmet when the activities run in `spans`."""
        left = self.left_by_partners.copy()
        for key, span in spans.items():
            for need, strength in self.strengths.get(key, {}).items():
                left[need, span.worked] *= 1 - strength
        return left

    def _needs(self, spans: Mapping[ActivityId, Span]) -> float:
        return float(self.need_weights @ (1 - self.left(spans)).sum(axis=1))

    def gained(self, milestone: Milestone, spans: Mapping[ActivityId, Span]) -> int:
        """Weeks of the horizon left when a weighed milestone is reached; 0 when it isn't.

        Posts count as filled wherever their work runs: who fills them, only the whole plan tells.
        """
        held, asked = self.opened[milestone.id].copy(), self.asked_for[milestone.id]
        for key in asked.works:
            held &= self.runs(spans.get(key))
        if asked.people:
            held &= self._heads(spans) >= asked.people
        for count in asked.counts:
            held &= self._counted(count, spans) >= count.least
        return int(self.weeks - held.argmax()) if held.any() else 0

    def runs(self, span: Span | None) -> NDArray[np.bool_]:
        """(weeks,) whether work is done."""
        runs = np.zeros(self.weeks, dtype=bool)
        if span is not None:
            runs[span.worked] = True
        return runs

    def _counted(self, count: Count, spans: Mapping[ActivityId, Span]) -> Floats:
        """(weeks,) how much there is of what a milestone counts."""
        if count.need is not None:
            return self.covered(count.need, spans)
        there = np.zeros(self.weeks)
        for line in count.lines:
            there += line.series(self.runs(spans.get(line.course.activity)).tolist())
        return there

    def taught(self, course: Course, span: Span) -> float:
        """Graduates of a course whose work runs in `span`; begun work goes on with its cohort."""
        before = self.underway.get(course.id)
        if before is None:
            return graduates(course, span)
        runs = (span.week <= week and week not in span.idle for week in range(span.end))
        done = sum(week.finished for week in lessons(course, runs, before))
        return done * graduating(course)

    def _heads(self, spans: Mapping[ActivityId, Span]) -> NDArray[np.int64]:
        """(weeks,) people asked for by posts of running work; they stay while it pauses."""
        heads = np.zeros(self.weeks, dtype=np.int64)
        for key, span in spans.items():
            heads[span.week : span.end] += self.asked[key]
        return heads


def cohorts(course: Course, weeks: int) -> int:
    """Cohorts that a run of `weeks` completes; the last needs no break behind it."""
    return (weeks + course.break_weeks) // (course.weeks + course.break_weeks)


def completed(course: Course, span: Span) -> int:
    """Cohorts that a run completes, those lost to its pauses left out."""
    if span.idle.isdisjoint(range(span.week, span.end)):
        return cohorts(course, span.end - span.week)
    runs = (week not in span.idle for week in range(span.week, span.end))
    return sum(week.finished for week in lessons(course, runs))


def completions(course: Course, weeks: int, idle: frozenset[int]) -> NDArray[np.int64]:
    """(weeks, weeks + 1) what `completed` says of a run from each week up to each end.

    A run is as if it began anew once a cohort and the break behind it are over, or it was lost.
    """
    found = np.zeros((weeks + 1, weeks + 1), np.int64)
    for start in reversed(range(weeks)):
        done, anew = _first_cohort(course, start, weeks, idle)
        found[start] = found[anew]
        found[start, done + 1 :] += 1
    return found[:weeks]


def _first_cohort(course: Course, start: int, weeks: int, idle: frozenset[int]) -> tuple[int, int]:
    """In which week the first cohort of a run ends, and when it is as if the run began anew.

    The horizon's end stands for what doesn't come.
    """
    done = weeks
    runs = (week not in idle for week in range(start, weeks))
    for week, lesson in enumerate(lessons(course, runs), start):
        done = week if lesson.finished else done
        if lesson.standing == Standing():
            return done, week + 1
    return done, weeks


def graduates(course: Course, span: Span) -> float:
    """Graduates of a run: of completed cohorts, as far as the host releases people."""
    return completed(course, span) * graduating(course)
