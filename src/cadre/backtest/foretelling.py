"""Foretelling: how the futures of a world spread what a record tells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from math import ceil, floor

import numpy as np

from cadre.backtest.spread import Place, Spread
from cadre.backtest.training import courses_named
from cadre.backtest.world import World
from cadre.errors import CadreError
from cadre.mission.conditions import Condition, Criterion, Measure, Milestone, MilestoneKind
from cadre.mission.ids import ConditionId, CriterionId, DecisionId, MeasuredId, MilestoneId
from cadre.mission.mission import Mission
from cadre.mission.pipeline import pipelines
from cadre.mission.records import Record, Recorded
from cadre.mission.weeks import DAY
from cadre.simulator.outcomes import Counts, Outcomes
from cadre.simulator.streams import rounded

TABLES = {
    Recorded.GRADUATES: "activities",
    Recorded.BEGUN: "activities",
    Recorded.REACHED: "milestones",
    Recorded.MET: "conditions",
    Recorded.TAKEN: "decisions",
    Recorded.IN_FORCE: "authorities",
}
"""The table that the subject of each kind of record is a row of."""
ASKED = "asked of the record"
"""Id of the milestone that stands for a gate or an authority whose day is asked for."""


def foretell(world: World, record: Record) -> tuple[Spread, Place]:
    """How the world's futures spread what a record tells, and where in it history fell.

    Raises:
        CadreError: The futures don't reach the day, or the world doesn't know the subject.
    """
    week = _week(world, record)
    if record.what is Recorded.STRENGTH:
        _refuse_no_work(world, record)
        return _numbered(Spread(world.outcomes.force[week]), record)
    if record.what is Recorded.GRADUATES:
        return _numbered(Spread.of_values(_graduates(world, record)), record)
    return _dated(world, record)


def _week(world: World, record: Record) -> int:
    horizon = world.mission.horizon
    for day in (record.on, record.latest or record.on):
        if day not in horizon.window:
            raise CadreError(
                f"record {record.id}", f"tells of {day}", f"a day of {horizon.window}", "Leave it."
            )
    return horizon.week(record.on)


def _refuse_no_work(world: World, record: Record) -> None:
    """Refuse to foretell a strength where no work is known: nobody would be foretold."""
    if not world.plan.starts:
        raise CadreError(
            f"record {record.id}",
            "tells of a strength",
            "work known on the day",
            "Leave it, or ask as of a later day.",
        )


def _numbered(spread: Spread, record: Record) -> tuple[Spread, Place]:
    figure = record.figure
    if figure is None:
        raise CadreError(f"record {record.id}", "states no `figure`", "a number", "Fill the cell.")
    return spread, Place(spread.up_to(ceil(figure.low) - 1), spread.up_to(floor(figure.high)))


def _known(world: World, record: Record) -> list[str]:
    """The ids of the subject that the world knows, in the order of the record."""
    table = TABLES[record.what]
    world.refuse_strangers(record.subject, (table,))
    there = {row.id for row in getattr(world.mission, table)}
    known = [key for key in record.subject if key in there]
    if not known:
        raise CadreError(
            f"record {record.id}",
            f"tells of {', '.join(record.subject) or 'nothing'}",
            f"{table} known on {world.mission.profile.as_of}",
            "Leave it, or name the rows that stood for it then.",
        )
    return known


# Graduates -----------------------------------------------------------------------------------


def _graduates(world: World, record: Record) -> Counts:
    """(futures,) graduates of the work in `subject` by a day."""
    return graduates_by(world, _known(world, record), record.since, record.on)


def graduates_by(world: World, names: Collection[str], since: date | None, on: date) -> Counts:
    """(futures,) graduates by the end of a day of the courses that `names` name.

    Cohorts that ended before the first week count as they are projected on likely values.

    Args:
        world: The world.
        names: Ids of courses, or of activities or programmes that teach; all without any.
        since: First day from which graduates count; None is from the first of the work.
        on: The day.
    """
    mission, taught = world.mission, world.taught
    horizon = mission.horizon
    courses = courses_named(mission, names)
    first = None if since is None else horizon.first_whole_week(since)
    lines = pipelines(mission, world.plan)
    end = horizon.week(on + DAY)
    before = sum(lines[one.id].graduated(min(0, end), first) for one in courses)
    rows = [taught.courses.index(one.id) for one in courses if one.id in taught.courses]
    weeks = slice(max(0, first or 0), max(0, end))
    played: Counts = taught.graduates[:, rows, weeks].sum(axis=(1, 2), dtype=np.int64)
    return played + rounded(before)


# What is told by its day ---------------------------------------------------------------------


def _dated(world: World, record: Record) -> tuple[Spread, Place]:
    """Spread over first weeks; the last value is never within the horizon."""
    key = _known(world, record)[0]
    spread = Spread(_first_weeks(world, record.what, key), open_end=True)
    first, last = (week_of(world, record.what, day) for day in days_of(record))
    if record.came:
        return spread, Place(spread.up_to(first - 1), spread.up_to(last))
    return spread, Place(spread.up_to(last), 1.0)


def days_of(record: Record) -> tuple[date, date]:
    """The first and the last day on which it may have been."""
    return record.on, record.latest or record.on


def week_of(world: World, what: Recorded, day: date) -> int:
    """The first week in which futures would count what came on a day.

    What happens in a week counts in it; what must hold from a week's first day on counts in the
    first week that begins on the day or later.
    """
    horizon = world.mission.horizon
    at_once = what in (Recorded.BEGUN, Recorded.REACHED)
    return horizon.week(day) if at_once else horizon.first_whole_week(day)


def _first_weeks(world: World, what: Recorded, key: str) -> Counts:
    """(weeks + 1,) futures by the first week in which it was so; last: never."""
    outcomes = world.outcomes
    if what is Recorded.BEGUN:
        return _named(outcomes, key, list(map(str, outcomes.activities)), outcomes.begun)
    if what is Recorded.REACHED:
        return _named(outcomes, key, list(map(str, outcomes.milestones)), outcomes.reached)
    asked = world.played(_asking(world.mission, what, key), world.plan)
    return _named(asked, ASKED, list(map(str, asked.milestones)), asked.reached)


def _named(outcomes: Outcomes, key: str, names: list[str], rows: Counts) -> Counts:
    """The row of `rows` under a name; never, where a plan has left it out."""
    if key in names:
        row: Counts = rows[names.index(key)]
        return row
    never = np.zeros(outcomes.horizon.weeks + 1, dtype=np.int64)
    never[-1] = outcomes.futures
    return never


def _asking(mission: Mission, what: Recorded, key: str) -> Mission:
    """The mission with one more milestone: that a gate has opened, or that an authority holds."""
    conditions = mission.conditions
    if what is Recorded.TAKEN:
        # Criteria ask for conditions. One of the decision's own id stands for the decision's gate,
        # which takes the place of its own.
        taken = mission.decision(DecisionId(key)).taken
        conditions = (*conditions, Condition(id=ConditionId(key), name="", met=taken))
    measure = Measure.AUTHORITY if what is Recorded.IN_FORCE else Measure.CONDITION
    milestone = Milestone(id=MilestoneId(ASKED), name="", kind=MilestoneKind.STAGE)
    criterion = Criterion(
        id=CriterionId(ASKED),
        milestone=milestone.id,
        measure=measure,
        subject=MeasuredId(key),
    )
    return replace(
        mission,
        conditions=conditions,
        milestones=(*mission.milestones, milestone),
        criteria=(*mission.criteria, criterion),
    )
