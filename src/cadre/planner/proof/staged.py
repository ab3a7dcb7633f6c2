"""Staged: milestones in a model of intervals, reached in a week in which all they ask for is so."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor, log

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from cadre.planner.core.layout import Floats, Ints
from cadre.planner.proof.choices import Choices, Terms, domain, scaled, total
from cadre.planner.reached import Count, Line

FINE = 1_000_000_000
"""Logarithms of shares are counted in billionths, as whole numbers."""
PEOPLE = 1_000_000
"""People taught are counted in millionths, as whole numbers."""
MOST_LOG = 40.0
"""Logarithm of a share so small that it is none."""
ROWS = 300_000
"""Entries of a table, at most; of what would need more, less is asked than there must be."""


class Staged:
    """Milestones reached sooner than running work alone reaches them.

    Args:
        of: What may be chosen.

    Attributes:
        terms: Weeks sooner, each with the worth of one of it, as whole numbers.
        exact: Whether no milestone is reached sooner here than plans reach it.
    """

    def __init__(self, of: Choices) -> None:
        self.of, self.terms, self.exact = of, Terms(), True
        self._ahead: dict[tuple[int, int], cp_model.IntVar] = {}
        for stage in range(len(of.aims.stages.people)):
            self._stage(stage)

    def _stage(self, stage: int) -> None:
        """A milestone: the week in which it is reached, before running work alone reaches it."""
        of, stages, running = self.of, self.of.aims.stages, self.of.laid.running
        objective = of.laid.objective
        milestone = objective.weighed[stage]
        wanted = stages.work[stages.work_from[stage] : stages.work_from[stage + 1]].tolist()
        settled = of.laid.layout.weeks - objective.gained(milestone, of.laid.spans(running))
        weeks = np.flatnonzero(stages.open[stage][:settled])
        never = any(one not in of.present and one not in running for one in wanted)
        if never or not weeks.size or not of.aims.stage_worth:
            return
        reached = of.model.new_bool_var("")
        week = of.model.new_int_var_from_domain(domain(weeks), "")
        for work in wanted:
            self._worked(work, week, reached)
        if stages.people[stage]:
            self._heads(int(stages.people[stage]), week, reached)
        for count in objective.asked_for[milestone.id].counts:
            if count.need is None:
                self._taught(stage, count, week, reached)
            else:
                self._covered(count.need, count.least, week, reached)
        sooner = of.model.new_int_var(0, settled, "")
        of.model.add(sooner <= settled - week)
        of.model.add(sooner == 0).only_enforce_if(~reached)
        self.terms.append((sooner, scaled(of.aims.stage_worth)))

    # Work and people -----------------------------------------------------------------------

    def _worked(self, work: int, week: cp_model.IntVar, when: cp_model.IntVar) -> None:
        """A work is done in a week."""
        idle, model = self.of.laid.layout.idle, self.of.model
        if work in self.of.laid.running:
            run = self.of.laid.running[work]
            weeks = np.arange(run.week, run.end)
            there = domain(weeks[~idle[run.track, run.week : run.end]])
            model.add_linear_expression_in_domain(week, there).only_enforce_if(when)
            return
        self._runs(work, week, when)
        for track in self.of.tracks(work):
            pauses = domain(np.flatnonzero(idle[track]))
            if track in self.of.chosen and not pauses.is_empty():
                both = [when, self.of.chosen[track]]
                apart = pauses.complement()
                model.add_linear_expression_in_domain(week, apart).only_enforce_if(both)

    def _runs(self, work: int, week: cp_model.IntVar, when: cp_model.IntVar) -> None:
        """A work that may be chosen runs in a week."""
        self.of.model.add_implication(when, self.of.present[work])
        self.of.model.add(self.of.start[work] <= week).only_enforce_if(when)
        self.of.model.add(self.of.end[work] > week).only_enforce_if(when)

    def _heads(self, people: int, week: cp_model.IntVar, when: cp_model.IntVar) -> None:
        """Posts of what runs in a week ask for so many people."""
        terms: Terms = [(self._at(week, self.of.settled.asked.tolist()), 1)]
        for work in self.of.present:
            if self.of.aims.asked[work]:
                there = self.of.model.new_bool_var("")
                self._runs(work, week, there)
                terms.append((there, int(self.of.aims.asked[work])))
        self.of.model.add(total(terms) >= people).only_enforce_if(when)

    def _at(self, index: cp_model.LinearExprT, table: list[int]) -> cp_model.IntVar:
        """What stands in a table at an index."""
        place = self.of.model.new_int_var(0, len(table) - 1, "")
        found = self.of.model.new_int_var(min(table), max(table), "")
        self.of.model.add(place == index)
        self.of.model.add_element(place, table, found)
        return found

    # Needs covered -------------------------------------------------------------------------

    def _covered(
        self, need: int, least: float, week: cp_model.IntVar, when: cp_model.IntVar
    ) -> None:
        """So much of a need is met in a week: what each work leaves unmet multiplies."""
        aims, board = self.of.aims, self.of.settled
        terms = Terms()
        for n in range(aims.served_from[need], aims.served_from[need + 1]):
            work = int(aims.served_by[n])
            if work in self.of.present:
                there = self.of.model.new_bool_var("")
                self._worked(work, week, there)
                terms.append((there, ceil(FINE * -_log(1 - aims.served_how[n]))))
        short = [floor(FINE * (_log(left) - log(1 - least))) for left in board.left[need].tolist()]
        lacking = self._at(week, [max(0, one) for one in short])
        self.of.model.add(total(terms) >= lacking).only_enforce_if(when)

    # People taught -------------------------------------------------------------------------

    def _taught(
        self, stage: int, count: Count, week: cp_model.IntVar, when: cp_model.IntVar
    ) -> None:
        """Courses have given so many people by the end of a week."""
        of, index = self.of, self.of.laid.problem.index_of
        spans = of.laid.spans(of.laid.running)
        there, terms = np.zeros(of.laid.layout.weeks), Terms()
        for line in count.lines:
            work = index[line.course.activity]
            if work in of.present:
                terms += self._line(stage, work, line, week)
            else:
                runs = of.laid.objective.runs(spans.get(line.course.activity))
                there += line.series(runs.tolist())
        lacking = np.maximum(0.0, count.least - there)
        short = [floor(PEOPLE * one) for one in lacking.tolist()]
        of.model.add(total(terms) >= self._at(week, short)).only_enforce_if(when)

    def _line(self, stage: int, work: int, line: Line, week: cp_model.IntVar) -> Terms:
        """People whom a course of work that may be chosen has given by the end of a week."""
        tables = _Tables(line, self.of.laid.layout.weeks)
        done = self._done(stage, work, week)
        found, terms = dict[int, cp_model.IntVar](), Terms()
        for track in self.of.tracks(work):
            if track not in self.of.chosen:
                continue
            idle = self.of.laid.layout.idle[track]
            key = track if idle.any() else -1
            if key not in found:
                found[key] = self._given(work, tables, idle, done, week)
            most = tables.most
            mine = self.of.model.new_int_var(0, most, "")
            self.of.model.add(mine <= found[key])
            self.of.model.add(mine == 0).only_enforce_if(~self.of.chosen[track])
            terms.append((mine, 1))
        return terms

    def _given(
        self,
        work: int,
        tables: _Tables,
        idle: NDArray[np.bool_],
        done: cp_model.IntVar,
        week: cp_model.IntVar,
    ) -> cp_model.IntVar:
        """What a table of people given says of a run on a track with such pauses."""
        of, wide = self.of, self.of.laid.layout.weeks + 1
        if not idle.any():
            cohorts = self._at(done, tables.cohorts(np.zeros(wide - 1, np.bool_), 0).tolist())
            if not tables.leave:
                return self._at(cohorts, tables.given())
            return self._at(self._since(work, week) * tables.wide + cohorts, tables.aged())
        ends = np.stack([tables.cohorts(idle, start) for start in range(wide - 1)])
        begin = of.start[work]
        cohorts = self._at(begin * wide + done, ends.ravel().tolist())
        if not tables.leave:
            return self._at(cohorts, tables.given())
        if (wide - 1) ** 2 * tables.wide > ROWS:
            self.exact = False
            return self._at(cohorts, tables.given())
        place = (begin * (wide - 1) + week) * tables.wide + cohorts
        return self._at(place, tables.aged_by_start(idle))

    def _done(self, stage: int, work: int, week: cp_model.IntVar) -> cp_model.IntVar:
        """Weeks of a run by the end of a week, pauses among them; 0 for one that isn't so far."""
        model, weeks = self.of.model, self.of.laid.layout.weeks
        if (stage, work) not in self._ahead:
            until = model.new_int_var(0, weeks, "")
            model.add_min_equality(until, [week + 1, self.of.end[work]])
            done = self._ahead[stage, work] = model.new_int_var(0, weeks, "")
            model.add_max_equality(done, [until - self.of.start[work], 0])
        return self._ahead[stage, work]

    def _since(self, work: int, week: cp_model.IntVar) -> cp_model.IntVar:
        """Weeks since the start of a run, over by now or not; 0 for one that isn't so far."""
        model, weeks = self.of.model, self.of.laid.layout.weeks
        since = model.new_int_var(0, weeks - 1, "")
        model.add_max_equality(since, [week - self.of.start[work], 0])
        return since


class _Tables:
    """What a course gives, by runs of its work that hasn't begun.

    Args:
        line: The course.
        weeks: Weeks of the horizon.
    """

    def __init__(self, line: Line, weeks: int) -> None:
        self.line, self.weeks = line, weeks
        self.one = replace(line, gives=1.0, kept=1.0, there=0.0)
        cycle = line.course.weeks + line.course.break_weeks
        self.wide = 1 + (weeks + line.course.break_weeks) // cycle
        self.leave = line.kept < 1
        self.most = self._people(self.wide * line.gives)

    def cohorts(self, idle: NDArray[np.bool_], start: int) -> Ints:
        """(weeks + 1,) cohorts that are through after so many weeks of a run, pauses among them."""
        ends: Ints = np.cumsum(self._finished(idle, start)[start:], dtype=np.int64)
        return np.pad(np.pad(ends, (1, 0)), (0, start), mode="edge")

    def given(self) -> list[int]:
        """People by cohorts that are through, all of whom stay."""
        return [self._people(number * self.line.gives) for number in range(self.wide)]

    def aged(self) -> list[int]:
        """People by weeks since the start x cohorts that are through, without pauses."""
        ends = np.flatnonzero(self._finished(np.zeros(self.weeks, np.bool_), 0))
        return [one for age in range(self.weeks) for one in self._stayed(ends, age)]

    def aged_by_start(self, idle: NDArray[np.bool_]) -> list[int]:
        """People by first week x week x cohorts that are through."""
        found: list[int] = []
        for start in range(self.weeks):
            ends = np.flatnonzero(self._finished(idle, start))
            for week in range(self.weeks):
                found += self._stayed(ends, week)
        return found

    def _stayed(self, ends: Ints, week: int) -> list[int]:
        """People who are there in a week, by how many cohorts are through; weeks of their ends."""
        left = [self.line.kept ** (week - end) for end in ends.tolist() if end <= week]
        sums: Floats = np.cumsum([0.0, *left]) * self.line.gives
        sums = np.pad(sums, (0, self.wide - len(sums)), mode="edge")
        return [self._people(one) for one in sums.tolist()]

    def _finished(self, idle: NDArray[np.bool_], start: int) -> NDArray[np.bool_]:
        """(weeks,) weeks at whose end a cohort is through, when work runs on from a week."""
        runs = ~idle & (np.arange(self.weeks) >= start)
        return np.diff(self.one.series(runs.tolist()), prepend=0.0) > 0.5

    @staticmethod
    def _people(number: float) -> int:
        return ceil(number * PEOPLE - 1e-3)


def _log(share: float) -> float:
    """The logarithm of a share; of none, that of one too small to count."""
    return max(-MOST_LOG, log(share)) if share > 0 else -MOST_LOG
