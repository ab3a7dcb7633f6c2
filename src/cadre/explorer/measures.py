"""Measures: what a combination is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from cadre.errors import CadreError
from cadre.mission.forces import Level
from cadre.mission.ids import LevelId
from cadre.mission.mission import Mission
from cadre.mission.sources import FigureKind
from cadre.simulator.estimates import Estimate
from cadre.simulator.matters import Answer
from cadre.simulator.outcomes import Outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is wanted of a mission, as a number a combination.

    Attributes:
        id: "coverage", "graduates", "cost", "reached.<milestone>", "strength.<level>" ...
        name: As printed.
        unit: Unit of the number.
        more: Whether more of it is better.
        enough: What satisfies: at least this, or at most where less is better; None where nobody
            has said what is enough.
        origin: Where `enough` comes from, as a sentence.
    """

    id: str
    name: str
    unit: str
    more: bool
    enough: float | None = None
    origin: str = ""


SHARE = "share of futures"


def measures(
    mission: Mission,
    thresholds: Mapping[str, float] | None = None,
    asked: Sequence[str] = (),
) -> tuple[Measure, ...]:
    """The measures that a mission has.

    A milestone wanted by a day is reached by that day or not; any other is reached ever or not.
    Enough is, for a milestone wanted by a day, the belief from which the dossier lets plans rely
    on something (`rely_on`); for all else what the caller says.

    Args:
        mission: What is known.
        thresholds: What is enough, by the id of a measure; comes before what the dossier says.
        asked: Ids of those wanted; none takes all.

    Raises:
        CadreError: The mission has no measure of that id, or nothing can come to so much or little.
    """
    found = {one.id: one for one in _all(mission)}
    own = thresholds or {}
    for key in (*own, *asked):
        if key not in found:
            raise CadreError(
                f"measure {key!r}", "isn't one of the mission's", ", ".join(found), "Name another."
            )
    for key, enough in own.items():
        most = 1.0 if found[key].unit.split(" ", maxsplit=1)[0] == "share" else inf
        if not 0 <= enough <= most:
            raise CadreError(
                f"enough of {key!r}",
                f"is {enough:g}",
                "a share from 0 to 1" if most == 1 else "a number, at least 0",
                "Give what a choice can come to.",
            )
        said = "Whoever asked for the exploration said so."
        found[key] = replace(found[key], enough=enough, origin=said)
    return tuple(one for one in found.values() if not asked or one.id in asked)


def _all(mission: Mission) -> list[Measure]:
    found = []
    if any(one.weight for one in mission.needs):
        found.append(
            Measure(id="coverage", name="Needs covered, by weight", unit="share", more=True)
        )
    if mission.courses:
        found.append(Measure(id="graduates", name="Graduates", unit="graduates", more=True))
    for milestone in mission.milestones:
        by = milestone.by
        day = "" if by is None else f" by {by.isoformat()}"
        found.append(
            Measure(
                id=f"reached.{milestone.id}",
                name=f"{milestone.name}: reached{day}",
                unit=SHARE,
                more=True,
                enough=None if by is None else mission.profile.rely_on,
                origin=""
                if by is None
                else f"The dossier wants it by {by.isoformat()}, and lets plans rely on what comes "
                f"in at least {mission.profile.rely_on:.0%} of futures (`rely_on`).",
            )
        )
    for level in wanted_levels(mission):
        people = f"{level.name}: {level.people:,} people"
        found.append(
            Measure(id=f"strength.{level.id}", name=f"{people} at any time", unit=SHARE, more=True)
        )
        found.append(
            Measure(id=f"end.{level.id}", name=f"{people} at the end", unit=SHARE, more=True)
        )
    found.append(
        Measure(id="presence", name="People-weeks present", unit="people-weeks", more=False)
    )
    found.append(
        Measure(id="held", name="Weeks in which anything is held back", unit="weeks", more=False)
    )
    if _costs(mission):
        unit = f"thousand {mission.profile.currency}"
        found.append(Measure(id="cost", name="Cost", unit=unit, more=False))
    return found


def wanted_levels(mission: Mission) -> tuple[Level, ...]:
    """The levels that a force may reach within the horizon: a figure each, and no ceilings."""
    found: dict[int, Level] = {}
    for level in mission.levels:
        meant = level.kind is not FigureKind.CEILING and level.people
        if meant and level.window.overlaps(mission.horizon.window):
            found.setdefault(meant, level)
    return tuple(found.values())


def _costs(mission: Mission) -> bool:
    works = any(one.cost or one.start_cost for one in mission.activities)
    return works or any(one.cost for one in mission.triggers)


def levels_of(mission: Mission) -> tuple[tuple[LevelId, int], ...]:
    """The levels as `simulate` is asked about them."""
    return tuple((one.id, one.people or 0) for one in wanted_levels(mission))


def read(
    measures: Sequence[Measure], mission: Mission, outcomes: Outcomes
) -> tuple[list[float], list[float]]:
    """What futures tell of measures: their means, and the standard errors of these.

    Args:
        measures: Measures of the mission.
        mission: The mission that was played.
        outcomes: Its futures, asked about `levels_of` the mission as stated.

    Returns:
        NaN for what the mission that was played doesn't have.
    """
    found = []
    for one in measures:
        kind, _, key = one.id.partition(".")
        found.append(_READINGS[kind](mission, outcomes, key))
    return [one.value for one in found], [one.error for one in found]


def _nothing() -> Estimate:
    return Estimate(float("nan"), float("nan"))


def _coverage(mission: Mission, outcomes: Outcomes, _key: str) -> Estimate:
    """The mean of what is covered, needs by weight; the error is the most that it can be."""
    weights = [float(one.weight) for one in mission.needs]
    whole = sum(weights)
    if not whole:
        return _nothing()
    parts = [outcomes.coverage_of(number) for number in range(len(weights))]
    pairs = list(zip(weights, parts, strict=True))
    value = sum(weight * one.value for weight, one in pairs) / whole
    return Estimate(value, sum(weight * one.error for weight, one in pairs) / whole)


def _answer(place: str) -> Callable[[Mission, Outcomes, str], Estimate]:
    def told(_mission: Mission, outcomes: Outcomes, _key: str) -> Estimate:
        total, squares = outcomes.matters.totals[Answer[place]]
        return Estimate.of_sums(total, squares, outcomes.futures)

    return told


def _reached(mission: Mission, outcomes: Outcomes, key: str) -> Estimate:
    keys = [str(one) for one in outcomes.milestones]
    if key not in keys:
        return _nothing()
    place = keys.index(key)
    by = mission.milestones[place].by
    first = outcomes.reached[place]
    if by is None:
        return outcomes.share_ever(first)
    return outcomes.share_by(first, outcomes.horizon.week(by))


def _strength(_mission: Mission, outcomes: Outcomes, key: str) -> Estimate:
    keys = [str(one) for one, _ in outcomes.levels]
    return outcomes.share_ever(outcomes.level_reached[keys.index(key)])


def _end(_mission: Mission, outcomes: Outcomes, key: str) -> Estimate:
    people = next(people for one, people in outcomes.levels if str(one) == key)
    return Estimate.of_share(int(outcomes.force[-1][people:].sum()), outcomes.futures)


def _held(_mission: Mission, outcomes: Outcomes, _key: str) -> Estimate:
    return outcomes.weeks_held_back()


_READINGS: dict[str, Callable[[Mission, Outcomes, str], Estimate]] = {
    "coverage": _coverage,
    "graduates": _answer("GRADUATES"),
    "cost": _answer("COST"),
    "presence": _answer("PEOPLE_WEEKS"),
    "reached": _reached,
    "strength": _strength,
    "end": _end,
    "held": _held,
}
