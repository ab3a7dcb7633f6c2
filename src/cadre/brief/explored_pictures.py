"""The pictures of an exploration: each title says the finding, each figure bears its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cadre.brief.charts.boxes import boxes
from cadre.brief.charts.pathways import pathways
from cadre.brief.charts.regret import regret
from cadre.brief.charts.robustness import robustness
from cadre.brief.charts.tornado import tornado
from cadre.brief.explored import Behind, Explored, Fails, Judge, Lines
from cadre.brief.sections import Spec
from cadre.brief.words import day_text, figure, listed, percent, short_day

MOST_SWINGS, MOST_FAILS = 10, 3
"""Bars of the tornado, and boxes drawn, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of an exploration.

    Attributes:
        id: Its name; also that of its file.
        title: The finding.
        description: What it shows, for those who can't see it.
        spec: The picture as Vega-Lite.
    """

    id: str
    title: str
    description: str
    spec: Spec


def pictures(explored: Explored) -> tuple[Picture, ...]:
    """All pictures that there is something to draw for, in the order of reading."""
    made: tuple[Callable[[Explored], Picture | None], ...] = (
        regret_map,
        robustness_lines,
        assumptions,
        failures,
        pathways_map,
    )
    return tuple(one for one in (make(explored) for make in made) if one is not None)


def worth(value: float, unit: str) -> str:
    """A value as printed: shares as percentages, without the unit's name otherwise."""
    return percent(value) if unit == "%" else figure(value)


def with_unit(value: float, judge: Judge) -> str:
    """A value with its unit."""
    told = worth(value, judge.unit)
    return told if judge.unit in ("%", "") else f"{told} {judge.unit}"


def form_of(unit: str) -> str:
    """How axes print values, as d3 writes it."""
    return ".0%" if unit == "%" else ",~r" if unit == "" else ",.3~r"


def regret_map(explored: Explored) -> Picture | None:
    """How much each choice falls behind the best one in the same cases."""
    if len(explored.choices) < 2 or not explored.behind:
        return None
    lead = explored.lead
    cells = [
        {
            "choice": explored.label(one.choice),
            "case": one.name,
            "regret": one.mean,
            "text": "best" if one.mean <= 0 else worth(one.mean, lead.unit),
        }
        for choice in explored.choices
        for one in explored.behind
        if one.choice == choice.id
    ]
    title = f"Behind the best choice of the same cases, mean: {lead.name}"
    title += f", {lead.unit}" if lead.unit not in ("", "%") else ""
    return Picture(
        id="regret",
        title=_regret_title(explored),
        description="; ".join(f"{one['choice']}, {one['case']}: {one['text']}" for one in cells),
        spec=regret(cells, title, explored.label(explored.best)),
    )


def most_behind(explored: Explored) -> dict[str, Behind]:
    """For each choice the cases in which it falls furthest behind."""
    found: dict[str, Behind] = {}
    for one in explored.behind:
        if one.choice not in found or one.most > found[one.choice].most:
            found[one.choice] = one
    return found


def _regret_title(explored: Explored) -> str:
    worst = most_behind(explored)
    own = worst[explored.best]
    least = f"{explored.label(explored.best)} is never more than "
    least += f"{with_unit(own.most, explored.lead)} behind the best choice"
    others = [one for key, one in worst.items() if key != explored.best]
    far = max(others, key=lambda one: one.most)
    return f"{least}; {explored.label(far.choice)} is up to {worth(far.most, explored.lead.unit)}"


def robustness_lines(explored: Explored) -> Picture | None:
    """How each choice fares as what is uncertain moves away from what plans use."""
    lines = explored.lines
    if lines is None or not lines.points:
        return None
    best = explored.label(explored.best)
    points = [
        {"choice": explored.label(one.choice), "at": one.at, "value": one.value}
        for one in lines.points
    ]
    return Picture(
        id="robustness",
        title=_lines_title(explored, lines),
        description=f"{lines.upward}, against: {lines.along}.",
        spec=robustness(
            points,
            (lines.along, form_of(lines.along_unit)),
            (lines.upward, form_of(lines.upward_unit)),
            accent=best,
        ),
    )


def _lines_title(explored: Explored, lines: Lines) -> str:
    right = max(one.at for one in lines.points)
    ends = {one.choice: one.value for one in lines.points if one.at == right}
    top = max(ends, key=lambda key: (round(ends[key], 9), key == explored.best))
    name, end = explored.label(top), worth(ends[top], lines.upward_unit)
    if top == explored.best:
        return f"{name} holds up best as far as the ranges go: {end} at their ends"
    over = worth(ends[explored.best], lines.upward_unit)
    first = f"{name} is ahead at the ends of the ranges, with {end}; "
    return f"{first}{explored.label(explored.best)} has {over} there"


def assumptions(explored: Explored) -> Picture | None:
    """What each assumption does to the choice that holds up."""
    lead = explored.lead
    stated = next(
        (
            one.stated
            for one in explored.came
            if one.choice == explored.best and one.measure == lead.id
        ),
        None,
    )
    swings = [one for one in explored.swings if one.span > 0][:MOST_SWINGS]
    if not swings or stated is None:
        return None
    bars = [
        {
            "name": one.name,
            "low": one.at_low,
            "high": one.at_high,
            "low_text": one.low,
            "high_text": one.high,
        }
        for one in swings
    ]
    first = swings[0]
    ends = sorted((first.at_low, first.at_high))
    low, high = (worth(end, lead.unit) for end in ends)
    title = f"{lead.name}, {explored.label(explored.best)}"
    title += f" ({lead.unit})" if lead.unit not in ("", "%") else ""
    return Picture(
        id="assumptions",
        title=f"Most hangs on this: {first.name} ({lead.name.lower()} from {low} to {high})",
        description="; ".join(
            f"{one.name}: {worth(one.at_low, lead.unit)} at {one.low}, "
            f"{worth(one.at_high, lead.unit)} at {one.high}"
            for one in swings
        ),
        spec=tornado(bars, title, form_of(lead.unit), stated),
    )


def failures(explored: Explored) -> Picture | None:
    """When choices fail, as parts of the ranges of what decides it."""
    shown = [one for one in explored.fails if one.limits][:MOST_FAILS]
    if not shown:
        return None
    limits = [
        {
            "box": _box(explored, one),
            "name": limit.name,
            "low": limit.low,
            "high": limit.high,
            "likely": limit.likely,
            "low_text": limit.whole[0],
            "high_text": limit.whole[1],
            "words": limit.words,
        }
        for one in shown
        for limit in one.limits
    ]
    return Picture(
        id="failures",
        title=f"{explored.label(shown[0].choice)}: {_low(shown[0].words)}",
        description=" ".join(f"{explored.label(one.choice)}: {one.words}" for one in shown),
        spec=boxes(limits),
    )


def _low(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")


def _box(explored: Explored, one: Fails) -> str:
    return (
        f"{explored.label(one.choice)} fails in {percent(one.density)} of these cases, against "
        f"{percent(one.failing)} of all; they hold {percent(one.coverage)} of its failures"
    )


def pathways_map(explored: Explored) -> Picture | None:
    """How long each choice works, and where one can change to another."""
    if not explored.tracks:
        return None
    until = {one.choice: one for one in explored.tracks}
    end = explored.ends.isoformat()
    shown = [one for one in explored.choices if one.id in until]
    lines = [
        {
            "choice": one.label,
            "from": explored.begins.isoformat(),
            "to": (until[one.id].until or explored.ends).isoformat(),
            "whole": until[one.id].until is None,
            "text": until[one.id].why,
        }
        for one in shown
    ]
    changes = [
        {
            "at": one.at.isoformat(),
            "from": explored.label(one.since),
            "to": explored.label(one.to),
            "stop": str(number),
            "day": short_day(one.at),
            "sign": None if one.shown is None else one.shown.isoformat(),
        }
        for number, one in enumerate(explored.changes, start=1)
    ]
    return Picture(
        id="pathways",
        title=_pathways_title(explored),
        description=" ".join(_told(explored)),
        spec=pathways(
            lines, changes, (explored.begins.isoformat(), end), explored.label(explored.best)
        ),
    )


def _pathways_title(explored: Explored) -> str:
    best = next((one for one in explored.tracks if one.choice == explored.best), None)
    name = explored.label(explored.best)
    if best is None or best.until is None:
        failing = [one for one in explored.tracks if one.until is not None]
        whole = f"{name} works to the end of the plan"
        if not failing:
            return f"{whole}, and so do all others"
        others = listed((explored.label(one.choice) for one in failing), 3)
        return f"{whole}; {others} {'stops' if len(failing) == 1 else 'stop'} working before"
    change = next((one for one in explored.changes if one.since == explored.best), None)
    stops = f"{name} stops working on {day_text(best.until)}"
    if change is None:
        return f"{stops}, and nothing else takes over"
    return f"{stops}: change to {explored.label(change.to)} by {day_text(change.at)}"


def _told(explored: Explored) -> Iterator[str]:
    for track in explored.tracks:
        end = "to the end" if track.until is None else f"until {day_text(track.until)}"
        yield f"{explored.label(track.choice)} works {end}."
    for number, one in enumerate(explored.changes, start=1):
        yield (
            f"{number}: from {explored.label(one.since)} to {explored.label(one.to)} by "
            f"{day_text(one.at)}. {one.sign}"
        )
