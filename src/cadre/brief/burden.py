"""Burden: which nation's people carry how much, in the week in which most are there."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.sections import Line, Number, Origin, Table, columns_of
from cadre.brief.words import short_day
from cadre.mission.burden import Burden, burden
from cadre.mission.ids import NationId

_COUNTED = ("People", "Share", "In support", "In critical posts")


def table(context: Context) -> Table:
    """Each nation with people in the plan, the largest first, and all together."""
    load = busiest(context)
    day = short_day(load.day)
    return Table(
        id="posts-burden",
        title=f"Who carries how much, in the week of {day}, in which most people are there",
        columns=columns_of(("Nation", *_COUNTED), _COUNTED),
        lines=tuple(_line(context, load, nation) for nation in load.people),
    )


def busiest(context: Context) -> Burden:
    """The burden in the week to which the plan assigns most people; the first such week."""
    weeks = [0] * context.horizon.weeks
    for one in context.plan.assignments:
        for week in range(one.week, min(one.week + one.weeks, len(weeks))):
            weeks[week] += one.people
    week = max(range(len(weeks)), key=lambda number: (weeks[number], -number))
    return burden(context.mission, context.plan, context.horizon.day(week))


def _line(context: Context, load: Burden, nation: NationId) -> Line:
    figures = {
        "people": (load.people[nation], "people"),
        "share": (load.share(nation), "%"),
        "support": (load.support.get(nation, 0), "people"),
        "critical": (load.critical.get(nation, 0), "people"),
    }
    numbers = (_number(context, load, nation, key, *one) for key, one in figures.items())
    return Line.of((context.name(nation, "nations"), *numbers))


def _number(
    context: Context, load: Burden, nation: NationId, which: str, value: float, unit: str
) -> Number:
    week = context.horizon.week(load.day)
    used = (
        one.pledge
        for one in context.plan.assignments
        if one.week <= week < one.week + one.weeks
        and context.mission.pledge(one.pledge).nation == nation
    )
    return context.number(
        f"burden.{nation}.{which}",
        value,
        f"{context.name(nation, 'nations')}, {which}, week of {short_day(load.day)}",
        Origin(
            rows=context.refs("pledges", dict.fromkeys(used)),
            basis="plan",
            words="Counted over the people whom the plan assigns in that week.",
        ),
        unit,
    )
