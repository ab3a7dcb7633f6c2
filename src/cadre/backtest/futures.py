"""Questions about the futures of the plan."""

from __future__ import annotations

import re

from cadre.backtest import training
from cadre.backtest.answers import Answer
from cadre.backtest.foretelling import graduates_by
from cadre.backtest.spread import Spread
from cadre.backtest.world import World
from cadre.errors import CadreError, UnknownIdError
from cadre.mission.cases import Case
from cadre.simulator.outcomes import Counts, Outcomes


def _week(world: World, case: Case) -> int:
    """The week of the day asked about."""
    horizon, day = world.outcomes.horizon, world.day(case)
    if day not in horizon.window:
        raise CadreError(
            f"case {case.id}",
            f"asks about {day}, which futures don't reach",
            f"a day of {horizon.window}",
            "Ask about another day, or move `until` in mission.toml.",
        )
    return horizon.week(day)


def strength(world: World, case: Case) -> Answer:
    """People present in the week of a day: the mean, or the quantile that `kind` names (`p10`)."""
    week, outcomes = _week(world, case), world.outcomes
    if case.kind in ("", "mean"):
        return Answer(float(outcomes.force_mean()[week]), _spread(outcomes, week))
    share = _share(case, case.kind.removeprefix("p"))
    return Answer(float(outcomes.force_quantiles((share,))[0, week]), _spread(outcomes, week))


def holds(world: World, case: Case) -> Answer:
    """Whether the middle share `kind` of futures (`80`) holds the strength `level` on a day."""
    week, share = _week(world, case), _share(case, case.kind or "80")
    low, high = world.outcomes.force_quantiles(((1 - share) / 2, (1 + share) / 2))[:, week]
    inside = low <= _level(case) <= high
    return Answer(bool(inside), f"{share:.0%} of futures lie between {low} and {high}")


def graduates(world: World, case: Case) -> Answer:
    """Graduates of courses by a day, from the first or from `from` on; `kind` low, likely or high.

    `kind` `mean` or a quantile (`p10`) is of the futures, each with its own luck; the others are
    one reckoning. `subject` names courses, or activities or programmes that teach.
    """
    if case.kind != "mean" and not _QUANTILE.fullmatch(case.kind):
        return training.graduates(world, case)
    counts = _graduates(world, case)
    because = f"80% of futures between {' and '.join(map(str, _central(counts, 0.8)))}"
    if case.kind == "mean":
        return Answer(float(counts.mean()), because)
    share = _share(case, case.kind.removeprefix("p"))
    return Answer(float(Spread.of_values(counts).quantile(share)), because)


_QUANTILE = re.compile(r"p[0-9]+(\.[0-9]+)?")


def graduates_hold(world: World, case: Case) -> Answer:
    """Whether the middle share `kind` of futures (`80`) holds so many graduates by a day.

    The number is `level`; `subject` and `from` are as with graduates.
    """
    share = _share(case, case.kind or "80")
    counts = _graduates(world, case)
    low, high = _central(counts, share)
    inside = low <= _level(case) <= high
    return Answer(bool(inside), f"{share:.0%} of futures lie between {low} and {high}")


def _graduates(world: World, case: Case) -> Counts:
    """(futures,) graduates by the day asked about."""
    world.week_after(case)  # refuses a day that futures don't reach
    return graduates_by(world, case.subject, case.window.first, world.day(case))


def _central(counts: Counts, share: float) -> tuple[int, int]:
    return Spread.of_values(counts).central(share)


def above(world: World, case: Case) -> Answer:
    """Share of futures in which more than `level` people are present in the week of a day."""
    week, outcomes = _week(world, case), world.outcomes
    more = outcomes.force[week, int(_level(case)) + 1 :].sum()
    return Answer(float(more) / outcomes.futures, _spread(outcomes, week))


def chance(world: World, case: Case) -> Answer:
    """Share of futures that reach a strength, reach a milestone or begin an activity by a day."""
    week, outcomes = _week(world, case), world.outcomes
    found = outcomes.share_by(_first(world, case), week)
    return Answer(found.value, f"standard error {found.error:.3f}")


def _first(world: World, case: Case) -> Counts:
    """Futures by the first week in which what the case asks about was so."""
    outcomes = world.outcomes
    by_name: dict[str, Counts] = {
        **dict(zip(map(str, outcomes.activities), outcomes.begun, strict=True)),
        **dict(zip(map(str, outcomes.milestones), outcomes.reached, strict=True)),
    }
    if not case.subject:
        level, levels = _level(case), [people for _, people in outcomes.levels]
        if level not in levels:
            raise CadreError(
                f"case {case.id}",
                f"has the level {level:g}",
                "a whole number of people, at least 1",
                "Correct the cell.",
            )
        first: Counts = outcomes.level_reached[levels.index(int(level))]
        return first
    if case.subject[0] not in by_name:
        raise UnknownIdError("milestone or planned activity", case.subject[0], sorted(by_name))
    return by_name[case.subject[0]]


def _spread(outcomes: Outcomes, week: int) -> str:
    low, high = outcomes.force_quantiles((0.1, 0.9))[:, week]
    return f"80% of futures between {low} and {high}"


def _level(case: Case) -> float:
    if case.level is None:
        raise CadreError(
            f"case {case.id}", "states no `level`", "a number of people", "Fill the cell."
        )
    return case.level


def _share(case: Case, text: str) -> float:
    try:
        share = float(text.rstrip("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 < share < 1:
        raise CadreError(
            f"case {case.id}", f"has the kind {case.kind!r}", "p10, p50, 80%", "Correct the cell."
        )
    return share
