"""Same futures: two plans in the same futures, with what differs and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cadre.brief.charts.bars import lines
from cadre.brief.context import Context
from cadre.brief.sections import Chart, Line, Number, Origin, Table, columns_of
from cadre.desk.desk import Desk
from cadre.desk.fared import basis_of
from cadre.desk.made_of import digest
from cadre.desk.played import Played
from cadre.desk.summary import Summary
from cadre.mission.manned import trimmed
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.simulator.estimates import Estimate
from cadre.simulator.outcomes import Outcomes

PAIRED = 400
"""Futures in which both plans are played one by one, to learn how much their difference varies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One answer of two plans.

    Attributes:
        what: What is compared, with its unit.
        unit: The unit.
        ours: Of the plan that is looked at.
        theirs: Of the other.
        difference: Ours less theirs; its error is that of the difference in the same futures.
    """

    what: str
    unit: str
    ours: Estimate
    theirs: Estimate
    difference: Estimate

    @property
    def sure(self) -> bool:
        """Whether luck alone hardly makes such a difference: more than two standard errors."""
        return abs(self.difference.value) > 2 * self.difference.error


@dataclass(frozen=True, slots=True, kw_only=True)
class SameFutures:
    """Two plans in the same futures.

    Attributes:
        paired: Futures in which the difference was looked at one by one.
        chart: People present in both.
        table: What comes out of both, with the differences.
        surely: What differs more than luck alone would make it.
    """

    paired: int
    chart: Chart
    table: Table
    surely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    what: str
    unit: str
    mean: Callable[[Summary], Estimate | None]
    one: Callable[[Outcomes], float]


def compared(
    desk: Desk, plans: tuple[Plan, Plan], played: tuple[Played, Played]
) -> tuple[Compared, ...]:
    """What comes out of two plans that were played in the same futures.

    A future of a number and a seed draws the same for any plan, so that much of what luck does is
    in both and cancels. How much the rest varies is learnt from the first futures, one by one.

    Args:
        desk: The desk of both.
        plans: The plan that is looked at, and the other.
        played: Their futures: as many, and with the same seed.
    """
    mission = desk.mission
    ours, theirs = (one.summary for one in played)
    number = min(PAIRED, ours.futures, theirs.futures)
    asked = _answers(mission, ours, theirs)
    pairs = [_each(desk, plan, number, played[0].seed, asked) for plan in plans]
    spread = (pairs[0] - pairs[1]).std(axis=0, ddof=1) if number > 1 else np.zeros(len(asked))
    futures = min(ours.futures, theirs.futures)
    found = []
    for answer, deviation in zip(asked, spread.tolist(), strict=True):
        a, b = answer.mean(ours), answer.mean(theirs)
        if a is not None and b is not None:
            apart = _apart(a.value - b.value, deviation / sqrt(futures))
            found.append(
                Compared(what=answer.what, unit=answer.unit, ours=a, theirs=b, difference=apart)
            )
    return tuple(found)


def same_futures(
    desk: Desk, contexts: tuple[Context, Context], played: tuple[Played, Played]
) -> SameFutures:
    """Two plans in the same futures, as parts of a page; the arguments as for `compared`."""
    found = compared(desk, (contexts[0].plan, contexts[1].plan), played)
    return SameFutures(
        paired=min(PAIRED, played[0].summary.futures, played[1].summary.futures),
        chart=_chart(contexts[0], played),
        table=_table(contexts[0], played[0], found),
        surely=tuple(one.what for one in found if one.sure),
    )


def _each(
    desk: Desk, plan: Plan, number: int, seed: int, asked: Sequence[_Answer]
) -> NDArray[np.float64]:
    """(futures, answers) what is asked of each future of a plan."""
    from cadre.simulator.run import each_future  # noqa: PLC0415 - compiles the rules

    def make() -> tuple[tuple[tuple[float, ...], ...], int]:
        one_by_one = each_future(
            desk.mission, trimmed(plan, desk.mission), futures=number, seed=seed
        )
        return tuple(tuple(answer.one(one) for answer in asked) for one in one_by_one), 0

    names = "; ".join(answer.what for answer in asked)
    return np.array(desk.once(f"each future {digest(plan)} {number} {seed} {names}", make))


def _answers(mission: Mission, ours: Summary, theirs: Summary) -> tuple[_Answer, ...]:
    last = ours.force[-1].week
    fixed = (
        _Answer(
            "People present at the end",
            "people",
            lambda one: Estimate(one.force[-1].mean, one.force[-1].errors["mean"]),
            lambda one: float(one.force[last].argmax()),
        ),
        _Answer(
            "Weeks in which anything is held back",
            "weeks",
            lambda one: one.any_pause_weeks,
            lambda one: float(one.paused[-1]),
        ),
        _Answer(
            "Work done (activity-weeks)",
            "activity-weeks",
            lambda one: _added(tuple(x.ran for x in one.activities)),
            lambda one: float(one.running.sum()),
        ),
        _Answer(
            "Graduates",
            "graduates",
            lambda one: _added(tuple(x.graduates for x in one.courses)),
            lambda one: float(one.graduates.sum()),
        ),
    )
    cost = _Answer(
        f"Cost (thousand {mission.profile.currency})",
        f"thousand {mission.profile.currency}",
        lambda one: one.cost,
        lambda one: float(one.cost[-1, 0]),
    )
    paid = (cost,) if ours.cost.value or theirs.cost.value else ()
    names = {str(one.id): one.name for one in mission.milestones}
    common = [one.id for one in ours.milestones if one.id in {x.id for x in theirs.milestones}]
    return (*fixed, *paid, *(_milestone(key, names[key]) for key in common))


def _apart(difference: float, error: float) -> Estimate:
    """A difference; where it is too rare to be met one by one, it is no surer than one future."""
    return Estimate(difference, error or abs(difference))


def _milestone(key: str, name: str) -> _Answer:
    def mean(one: Summary) -> Estimate | None:
        return next((x.ever for x in one.milestones if x.id == key), None)

    def reached(one: Outcomes) -> float:
        return float(one.reached[[str(x) for x in one.milestones].index(key), :-1].sum())

    return _Answer(f"Reached: {name}", "%", mean, reached)


def _added(parts: tuple[Estimate, ...]) -> Estimate:
    """The sum of means; its error is the most that it can be, whatever hangs together."""
    return Estimate(sum(one.value for one in parts), sum(one.error for one in parts))


def _chart(context: Context, played: tuple[Played, Played]) -> Chart:
    points = [
        {"from": week.day.isoformat(), "name": name, "value": getattr(week, quantile)}
        for one, whose in zip(played, ("this plan", "the other"), strict=True)
        for quantile, name in (
            ("p50", f"{whose}: median"),
            ("p05", f"{whose}: 5% of futures"),
        )
        for week in one.summary.force
    ]
    return Chart(
        id="beside-chart",
        title="People present in both plans",
        description="The median and the 5% of futures with fewest people, for each plan.",
        spec=lines(points, "People present", ",d"),
        marking=basis_of(context, played[0]).marking,
    )


def _table(context: Context, played: Played, found: Sequence[Compared]) -> Table:
    columns = ("What comes out", "This plan", "The other", "Difference (± one standard error)")
    basis = basis_of(context, played)
    rows = []
    for place, one in enumerate(found):
        figures = (
            ("ours", one.ours, "here"),
            ("theirs", one.theirs, "in the other plan"),
            ("apart", one.difference, "difference"),
        )
        cells = (
            _number(context, basis.id, f"beside-{place}.{key}", mean, f"{one.what}, {words}", one)
            for key, mean, words in figures
        )
        rows.append(Line.of((one.what, *cells), basis.marking, "strong" if one.sure else ""))
    return Table(
        id="beside-table",
        title="The same futures met by both plans",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(rows),
    )


def _number(
    context: Context, basis: str, key: str, found: Estimate, label: str, one: Compared
) -> Number:
    words = "Mean over the futures that both plans met."
    made = context.estimate(key, found, label, Origin(words=words), one.unit)
    marking = context.bases["plan"].marking
    return replace(made, origin=replace(made.origin, basis=basis), marking=marking)
