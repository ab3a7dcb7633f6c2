"""The pictures of an exploration: each title says the finding, each figure bears its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from cadre.brief.charts.boxes import boxes
from cadre.brief.charts.pathways import pathways
from cadre.brief.charts.regret import regret
from cadre.brief.charts.robustness import robustness
from cadre.brief.charts.tornado import tornado
from cadre.brief.explored import Behind, Explored, Fails, Judge, Lines, Sign
from cadre.brief.sections import Spec
from cadre.brief.words import day_text, figure, percent

MOST_SWINGS, MOST_FAILS, MOST_SIGNS = 8, 3, 2
"""Bars of a tornado, boxes, and signs of a choice that are drawn at most."""
FINE = 0.3
"""Shares below this are printed with a place more."""


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
        ahead,
        assumptions,
        failures,
        pathways_map,
    )
    return tuple(one for one in (make(explored) for make in made) if one is not None)


def worth(value: float, unit: str) -> str:
    """A value as printed: shares as percentages, without the unit's name otherwise."""
    return percent(value) if unit == "%" else figure(value)


def fine(value: float, unit: str) -> str:
    """A value of a measure as printed: small shares with a place more, since they lie close."""
    if unit == "%" and 0 < abs(value) < FINE:
        return f"{100 * value:.1f}%" if abs(value) >= 0.0005 else "<0.1%"
    return worth(value, unit)


def with_unit(value: float, judge: Judge) -> str:
    """A value with its unit."""
    told = fine(value, judge.unit)
    return told if judge.unit in ("%", "") else f"{told} {judge.unit}"


def form_of(unit: str) -> str:
    """How axes print values, as d3 writes it."""
    return ".1~%" if unit == "%" else ",~r" if unit == "" else ",.3~r"


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
            "text": "best" if one.mean <= 0 else fine(one.mean, lead.unit),
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
        spec=regret(cells, title, form_of(lead.unit), explored.label(explored.best)),
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
    own, name = worst[explored.best], explored.label(explored.best)
    least = f"{name} is never more than {with_unit(own.most, explored.lead)} behind"
    if own.most <= 0:
        least = f"{name} is behind in no case"
    others = [one for key, one in worst.items() if key != explored.best]
    far = max(others, key=lambda one: one.most)
    up = f"{explored.label(far.choice)} is behind by up to {with_unit(far.most, explored.lead)}"
    return f"{least}; {up}" if far.most > 0 else f"{least}, and neither is any other"


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
    low, high = (fine(end, lead.unit) for end in ends)
    title = f"{lead.name}, {explored.label(explored.best)}"
    title += f" ({lead.unit})" if lead.unit not in ("", "%") else ""
    return Picture(
        id="assumptions",
        title=f"{lead.name}: {low} to {high} on this alone: “{first.name}”",
        description="; ".join(
            f"{one.name}: {worth(one.at_low, lead.unit)} at {one.low}, "
            f"{worth(one.at_high, lead.unit)} at {one.high}"
            for one in swings
        ),
        spec=tornado(bars, title, form_of(lead.unit), stated),
    )


def ahead(explored: Explored) -> Picture | None:
    """What decides how far the choice that holds up is ahead of the next."""
    lead, second = explored.lead, explored.label(explored.second)
    turning = sorted((one for one in explored.swings if one.turn > 0), key=lambda one: -one.turn)
    shown = turning[: MOST_SWINGS - 2]
    if not shown or not explored.second:
        return None
    bars = [
        {
            "name": one.name,
            "low": one.ahead_low or 0.0,
            "high": one.ahead_high or 0.0,
            "low_text": one.low,
            "high_text": one.high,
        }
        for one in shown
    ]
    best, first = explored.label(explored.best), shown[0]
    ends = sorted((first.ahead_low or 0.0, first.ahead_high or 0.0))
    low, high = (points(end, lead.unit) for end in ends)
    unit = "points" if lead.unit == "%" else lead.unit
    return Picture(
        id="ahead",
        title=f"What decides between {best} and {second}: “{first.name}” ({low} to {high} {unit})",
        description="; ".join(
            f"{one.name}: {points(one.ahead_low or 0.0, lead.unit)} at {one.low}, "
            f"{points(one.ahead_high or 0.0, lead.unit)} at {one.high}"
            for one in shown
        ),
        spec=tornado(
            bars,
            f"{best} ahead of {second}: {lead.name.lower()}",
            form_of(lead.unit),
            explored.ahead,
        ),
    )


def points(value: float, unit: str) -> str:
    """A difference as printed; of shares in points."""
    return f"{100 * value:.1f}" if unit == "%" else figure(value)


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
            "text": f"enough in {percent(until[one.id].met)} of futures",
        }
        for one in shown
    ]
    changes = [
        {
            "at": one.at.isoformat(),
            "from": explored.label(one.since),
            "to": explored.label(one.to),
            "stop": str(number),
        }
        for number, one in enumerate(explored.changes, start=1)
    ]
    signs = [
        {
            "choice": explored.label(one.choice),
            "at": one.day.isoformat(),
            "letter": letter,
        }
        for letter, one in lettered(explored)
        if one.day is not None
    ]
    return Picture(
        id="pathways",
        title=_pathways_title(explored),
        description=" ".join(_told(explored)),
        spec=pathways(
            lines, changes, signs, (explored.begins.isoformat(), end), explored.label(explored.best)
        ),
    )


def lettered(explored: Explored) -> list[tuple[str, Sign]]:
    """The signs that are drawn, each with its letter: the first of each choice."""
    shown = [
        one
        for choice in explored.choices
        for one in [each for each in explored.signs if each.choice == choice.id][:MOST_SIGNS]
    ]
    return list(zip(ascii_lowercase, shown, strict=False))


def _pathways_title(explored: Explored) -> str:
    best = next((one for one in explored.tracks if one.choice == explored.best), None)
    name = explored.label(explored.best)
    if best is not None and best.until is not None:
        return f"{name} no longer works in half of the futures from {day_text(best.until)} on"
    gains = [one for one in explored.changes if one.to == explored.best and one.worth_it]
    whole = f"{name} works to the end of the plan in most futures"
    if not gains:
        return whole
    last = max(gains, key=lambda one: one.at)
    return f"{whole}; it can be taken up until {day_text(last.at)}"


def _told(explored: Explored) -> Iterator[str]:
    for track in explored.tracks:
        end = "to the end" if track.until is None else f"until {day_text(track.until)}"
        yield f"{explored.label(track.choice)} works {end} in half of the futures or more."
    for letter, sign in lettered(explored):
        yield f"{letter}: {sign.text}"
    for number, one in enumerate(explored.changes, start=1):
        since, to = explored.label(one.since), explored.label(one.to)
        yield f"{number}: from {since} to {to}, ordered by {day_text(one.at)}."
