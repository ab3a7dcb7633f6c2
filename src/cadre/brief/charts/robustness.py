"""Robustness against range: how each choice fares as what is uncertain moves through its range."""

from __future__ import annotations

import json
from typing import Any

from cadre.brief.charts.style import BLUE, GREY, INK, QUIET, RED, chart, rows
from cadre.brief.sections import Spec

WIDTH, HEIGHT, LINE = 560, 300, 17
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [1, 3])
"""Lines that aren't the accent's are told apart by dash and by the name at their end."""


def robustness(
    points: list[dict[str, Any]],
    along: tuple[str, str],
    upward: tuple[str, str],
    *,
    accent: str = "",
    marks: list[dict[str, Any]] | None = None,
) -> Spec:
    """A line a choice, each named at its right end.

    Args:
        points: For each point of a line its `choice`, `at` and `value`.
        along: Title of the range, and how its values are printed, as d3 writes it.
        upward: Title of the values, and how they are printed.
        accent: The choice whose line stands out; empty for none.
        marks: Levels to be drawn across: `value` and `text`, such as what is enough; and places
            along the range: `at` and `text`, such as what plans use.
    """
    names = list(dict.fromkeys(point["choice"] for point in points))
    others = [name for name in names if name != accent]
    dash = [[1, 0] if name == accent else DASHES[others.index(name) % 6] for name in names]
    color = [BLUE if name == accent else QUIET for name in names]
    place = {
        "x": _axis("at", *along),
        # From zero: a hundredth less must not look like a fall.
        "y": _axis("value", *upward, zero=True),
    }
    line = {
        **place,
        "color": {"field": "choice", "type": "nominal", "legend": None}
        | {"scale": {"domain": names, "range": color}},
        "strokeDash": {"field": "choice", "type": "nominal", "legend": None}
        | {"scale": {"domain": names, "range": dash}},
        "strokeWidth": {"field": "choice", "type": "nominal", "legend": None}
        | {"scale": {"domain": names, "range": [3.5 if one == accent else 1.8 for one in names]}},
    }
    layers: list[Spec] = [
        *_marks(marks or [], place),
        {"data": rows(points), "mark": {"type": "line"}, "encoding": line},
        *_names(points, place, accent),
    ]
    return chart({"height": HEIGHT, "layer": layers}, width=WIDTH)


def _axis(field: str, title: str, form: str, *, zero: bool = False) -> dict[str, Any]:
    axis = {"title": title, "format": form, "tickCount": 6}
    scale = {"zero": zero, "nice": True}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": scale}


def _names(points: list[dict[str, Any]], place: dict[str, Any], accent: str) -> list[Spec]:
    """Names at the ends of lines; those of ends that lie close are pushed apart."""
    right = max(point["at"] for point in points)
    last = {point["choice"]: point for point in points if point["at"] == right}
    values = [point["value"] for point in points]
    step = LINE * ((max(values) - min(0.0, *values)) or 1.0) / HEIGHT
    placed: list[dict[str, Any]] = []
    floor = float("-inf")
    for point in sorted(last.values(), key=lambda one: one["value"]):
        floor = max(point["value"], floor + step)
        placed.append({**point, "label": floor})
    across = {"x": place["x"], "y": {**place["y"], "field": "label"}}
    ink = {
        "condition": {"test": f"datum.choice == {json.dumps(accent)}", "value": BLUE},
        "value": INK,
    }
    weight = {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "limit": 260}
    return [
        {
            "data": rows([one for one in placed if (one["choice"] == accent) is strong]),
            "mark": {**weight, "fontWeight": "bold" if strong else "normal"},
            "encoding": {**across, "text": {"field": "choice"}, "color": ink},
        }
        for strong in (True, False)
    ]


def _marks(marks: list[dict[str, Any]], place: dict[str, Any]) -> list[Spec]:
    """Levels across and places along, each with its words."""
    across = [one for one in marks if "value" in one]
    along = [one for one in marks if "at" in one]
    rule = {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5}
    text = {"type": "text", "align": "left", "fontSize": 11}
    layers: list[Spec] = []
    if across:
        layers += [
            {
                "data": rows(across),
                "mark": {**rule, "color": RED},
                "encoding": {"y": place["y"]},
            },
            {
                "data": rows(across),
                "mark": {**text, "dx": 4, "dy": -6, "color": RED, "fontWeight": "bold"},
                "encoding": {"x": {"value": 0}, "y": place["y"], "text": {"field": "text"}},
            },
        ]
    if along:
        layers += [
            {"data": rows(along), "mark": {**rule, "color": GREY}, "encoding": {"x": place["x"]}},
            {
                "data": rows(along),
                "mark": {**text, "dx": 4, "dy": 8, "color": QUIET},
                "encoding": {"x": place["x"], "y": {"value": 0}, "text": {"field": "text"}},
            },
        ]
    return layers
