"""Aims: what a choice must come to in a single future, and by which week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cadre.errors import CadreError
from cadre.explorer.measures import Measure
from cadre.mission.mission import Mission
from cadre.simulator.outcomes import Outcomes

REACHED, BEGUN, STRENGTH = "reached.", "begun.", "strength"
GRADUATES, COVERAGE = "graduates", "coverage"
KINDS = (f"{REACHED}<milestone>", f"{BEGUN}<activity>", STRENGTH, GRADUATES, COVERAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Something that either comes true in a future or doesn't.

    Attributes:
        id: "reached.<milestone>"; "begun.<activity>"; "strength", people present in the week in
            which it is due; "graduates", of all courses by then; "coverage", mean share of all
            needs and weeks up to then, or "coverage.<need>" of one.
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

    Of a milestone's share of futures, enough in one future is that it is reached by its day.
    """
    single = measure.id.startswith((REACHED, BEGUN))
    known = single or measure.id in (STRENGTH, GRADUATES) or measure.id.startswith(COVERAGE)
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


def value(aim: Aim, outcomes: Outcomes) -> float:
    """What a future came to, by the end of the week in which the aim is due.

    Args:
        aim: What is asked.
        outcomes: Outcomes of one future.

    Raises:
        CadreError: Nobody knows such an aim, or the mission has no such milestone or need.
    """
    due = aim.due + 1
    if aim.id.startswith(REACHED):
        row = _at(outcomes.milestones, aim.id, REACHED)
        return float(outcomes.reached[row, :due].sum())
    if aim.id.startswith(BEGUN):
        # Work that the plan leaves out never begins.
        rows = [str(one) for one in outcomes.activities]
        key = aim.id.removeprefix(BEGUN)
        return float(outcomes.begun[rows.index(key), :due].sum()) if key in rows else 0.0
    if aim.id == STRENGTH:
        return float(outcomes.force[aim.due].argmax())
    if aim.id == GRADUATES:
        return float(outcomes.graduates[:, :due].sum())
    if aim.id == COVERAGE:
        return float(outcomes.coverage[:, :due].mean()) / 1000 if len(outcomes.needs) else 0.0
    if aim.id.startswith(f"{COVERAGE}."):
        row = _at(outcomes.needs, aim.id, f"{COVERAGE}.")
        return float(outcomes.coverage[row, :due].mean()) / 1000
    raise _unknown(aim.id, KINDS)


def stopped_in(aim: Aim, outcomes: Outcomes) -> int:
    """The week from which on a future no longer does what is asked; the number of weeks if it does.

    Of strength it is the week after the last that had enough, when the week in which it is due
    has too little. All else is lost only when it is due.
    """
    if value(aim, outcomes) >= aim.enough:
        return outcomes.horizon.weeks
    if aim.id != STRENGTH:
        return aim.due
    people = outcomes.force[: aim.due + 1].argmax(axis=1)
    enough = np.flatnonzero(people >= aim.enough)
    return int(enough[-1]) + 1 if len(enough) else 0


def _at(keys: Sequence[str], aim: str, prefix: str) -> int:
    names = [f"{prefix}{key}" for key in keys]
    if aim not in names:
        raise _unknown(aim, names)
    return names.index(aim)


def _unknown(aim: str, known: Sequence[str]) -> CadreError:
    allowed = ", ".join(known) or "none: the mission states none"
    return CadreError("aim", f"is {aim!r}, which this mission doesn't have", allowed, "Name one.")
