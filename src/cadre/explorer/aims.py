"""Aims: what a choice must come to in a single future, and by which week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.measures import Measure
from cadre.mission.mission import Mission
from cadre.simulator.outcomes import Outcomes

REACHED, BEGUN, STRENGTH, END = "reached.", "begun.", "strength.", "end."
PEOPLE, GRADUATES, COVERAGE = "people", "graduates", "coverage"
SINGLE = (REACHED, BEGUN, STRENGTH, END)
"""What is either so or not in a single future."""
KINDS = (
    f"{REACHED}<milestone>",
    f"{BEGUN}<activity>",
    f"{STRENGTH}<level>",
    f"{END}<level>",
    PEOPLE,
    GRADUATES,
    COVERAGE,
    f"{COVERAGE}.<need>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Something that either comes true in a future or doesn't.

    Attributes:
        id: "reached.<milestone>"; "begun.<activity>"; "strength.<level>", so many people at any
            time up to the week in which it is due, "end.<level>", in that week; "people", present
            in that week; "graduates", of all courses by then; "coverage", mean share of needs by
            weight up to then, or "coverage.<need>" of one.
        name: As printed.
        enough: What the number must come to, at least; 1 for what is either so or not.
        due: Week at whose end it is judged: the one that holds a milestone's day, else the last.
    """

    id: str
    name: str
    enough: float
    due: int


def aim_of(mission: Mission, measure: Measure) -> Aim | None:
    """A measure as an aim of single futures; None for one that has no number that is enough.

    Of a share of futures, as in which a milestone is reached, enough in one future is that it is.
    """
    single = measure.id.startswith(SINGLE)
    known = single or measure.id in (GRADUATES, COVERAGE)
    if not known or not measure.more or (measure.enough is None and not single):
        return None
    return Aim(
        id=measure.id,
        name=measure.name,
        enough=1.0 if single else float(measure.enough or 0),
        due=due_week(mission, measure.id),
    )


def reached(mission: Mission, key: str) -> Aim:
    """The aim that a milestone is reached by its day, or by the last week where it has none."""
    row = next((one for one in mission.milestones if str(one.id) == key), None)
    if row is None:
        raise _unknown(f"{REACHED}{key}", [f"{REACHED}{one.id}" for one in mission.milestones])
    found = f"{REACHED}{key}"
    return Aim(id=found, name=row.name, enough=1.0, due=due_week(mission, found))


def due_week(mission: Mission, key: str) -> int:
    """The week in which an aim is due: of a milestone that which holds its day, else the last."""
    last = mission.horizon.weeks - 1
    days = {f"{REACHED}{one.id}": one.by for one in mission.milestones}
    day = days.get(key)
    return last if day is None else max(0, min(last, mission.horizon.week(day)))


def value(aim: Aim, mission: Mission, outcomes: Outcomes) -> float:
    """What a future came to, by the end of the week in which the aim is due.

    Args:
        aim: What is asked.
        mission: The mission that was played.
        outcomes: Outcomes of one future.

    Raises:
        CadreError: Nobody knows such an aim, or the mission has no such milestone, level or need.
    """
    kind, due = next((one for one in SINGLE if aim.id.startswith(one)), ""), aim.due + 1
    if kind == REACHED:
        row = _at(outcomes.milestones, aim.id, kind)
        return float(outcomes.reached[row, :due].sum())
    if kind == BEGUN:
        # Work that the plan leaves out never begins.
        rows = [str(one) for one in outcomes.activities]
        key = aim.id.removeprefix(kind)
        return float(outcomes.begun[rows.index(key), :due].sum()) if key in rows else 0.0
    if kind in (STRENGTH, END):
        weeks = outcomes.force[:due] if kind == STRENGTH else outcomes.force[aim.due : due]
        return float(weeks.argmax(axis=1).max() >= _wanted(aim, mission))
    if aim.id == PEOPLE:
        return float(outcomes.force[aim.due].argmax())
    if aim.id == GRADUATES:
        return float(outcomes.graduates[:, :due].sum())
    return _covered(aim, mission, outcomes)


def _covered(aim: Aim, mission: Mission, outcomes: Outcomes) -> float:
    due = aim.due + 1
    if aim.id == COVERAGE:
        weights = np.array([float(one.weight) for one in mission.needs])
        covered = outcomes.coverage[:, :due].sum(axis=1) / (1000 * due)
        return float(weights @ covered / weights.sum()) if weights.sum() else 0.0
    if aim.id.startswith(f"{COVERAGE}."):
        row = _at(outcomes.needs, aim.id, f"{COVERAGE}.")
        return float(outcomes.coverage[row, :due].sum()) / (1000 * due)
    raise _unknown(aim.id, KINDS)


def stopped_in(aim: Aim, mission: Mission, outcomes: Outcomes) -> int:
    """The week from which on a future no longer does what is asked; the number of weeks if it does.

    Of people present it is the week after the last that had enough, when the week in which it is
    due has too few. All else is lost only when it is due.
    """
    if value(aim, mission, outcomes) >= aim.enough:
        return outcomes.horizon.weeks
    if aim.id != PEOPLE and not aim.id.startswith(END):
        return aim.due
    wanted = aim.enough if aim.id == PEOPLE else _wanted(aim, mission)
    people = outcomes.force[: aim.due + 1].argmax(axis=1)
    enough = np.flatnonzero(people >= wanted)
    return int(enough[-1]) + 1 if len(enough) else 0


def _wanted(aim: Aim, mission: Mission) -> int:
    """The people of the level that an aim is about."""
    levels = {str(one.id): one.people for one in mission.levels if one.people}
    key = aim.id.partition(".")[2]
    if key not in levels:
        raise _unknown(aim.id, [f"{aim.id.partition('.')[0]}.{one}" for one in levels])
    return levels[key]


def _at(keys: Sequence[str], aim: str, prefix: str) -> int:
    names = [f"{prefix}{key}" for key in keys]
    if aim not in names:
        raise _unknown(aim, names)
    return names.index(aim)


def _unknown(aim: str, known: Sequence[str]) -> CadreError:
    allowed = ", ".join(known) or "none: the mission states none"
    return CadreError("aim", f"is {aim!r}, which this mission doesn't have", allowed, "Name one.")
