"""Bars along time: what legally holds, day by day too, and the plan as a Gantt chart."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import (
    BLUE,
    GOLD,
    GREY,
    INK,
    ORANGE,
    PALE,
    RED,
    SKY,
    chart,
    days,
    marker,
    rows,
)
from cadre.brief.sections import Spec

STATES = ("in force", "expected", "proposed", "refused", "lapsed", "paused")
COVER_STATES = {
    "in force": BLUE,
    "may be relied on": GOLD,
    "only hoped for": PALE,
    "paused": ORANGE,
    "permission without agreement": "#7a4b94",
    "partial": GREY,
    "none": RED,
}
"""How law covers work on a day, by the colour that shows it."""
STANDINGS = (
    "runs today",
    "can be ordered today",
    "prepared: waits for a gate",
    "has begun, paused today",
)


def authorities(bars: list[dict[str, Any]], domain: tuple[str, str], as_of: str) -> Spec:
    """What legally holds, by kind and state.

    Args:
        bars: For each authority its `name`, `kind`, `state`, and days `from` and `to`; those of
            a pause are a bar of their own.
        domain: First and last day drawn.
        as_of: The as-of day.
    """
    names = list(dict.fromkeys(bar["name"] for bar in bars))
    bar_layer = {
        "mark": {"type": "bar", "height": 13, "cornerRadius": 2, "stroke": INK, "clip": True}
        | {"strokeWidth": 0.6},
        "encoding": {
            "x": days(scale={"domain": list(domain)}),
            "x2": {"field": "to"},
            "y": {"field": "name", "type": "nominal", "sort": names, "title": None},
            "color": {
                "field": "state",
                "type": "nominal",
                "title": "State",
                "scale": {
                    "domain": list(STATES),
                    "range": [BLUE, GOLD, PALE, GREY, "#ffffff", ORANGE],
                },
            },
        },
    }
    spec = _by_group(bars, "kind", bar_layer, as_of, (600, 19))
    return chart({**spec, "resolve": {"scale": {"y": "independent"}}})


def _by_group(
    bars: list[dict[str, Any]],
    group: str,
    layer: dict[str, Any],
    as_of: str,
    size: tuple[int, int],
) -> dict[str, Any]:
    """Bars in one panel for each value of the field `group`, with a line at the as-of day.

    Args:
        bars: The bars.
        group: The field that parts them.
        layer: How a bar is drawn.
        as_of: The as-of day.
        size: Width of a panel and height of a line in it, in pixels.
    """
    width, step = size
    # Red is a state of law here.
    rule = {
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": INK, "strokeWidth": 1.5},
        "encoding": {"x": days("as_of")},
    }
    header = {"labelOrient": "top", "labelAnchor": "start", "labelFontWeight": "bold"}
    return {
        "data": rows([{**bar, "as_of": as_of} for bar in bars]),
        "facet": {
            "row": {
                "field": group,
                "type": "nominal",
                "title": None,
                "sort": list(dict.fromkeys(bar[group] for bar in bars)),
                "header": {**header, "labelPadding": 2},
            }
        },
        "spacing": 10,
        "spec": {"width": width, "height": {"step": step}, "layer": [layer, rule]},
    }


def cover(bars: list[dict[str, Any]], domain: tuple[str, str], as_of: str) -> Spec:
    """How law covers work by kind and in all, day by day.

    Args:
        bars: For each stretch of days its `work`, its `line` (a kind, or all), its `state`, one
            of `COVER_STATES`, and its days `from` and `to`.
        domain: First and last day drawn.
        as_of: The as-of day.
    """
    lines = list(dict.fromkeys(bar["line"] for bar in bars))
    bar_layer = {
        "mark": {"type": "bar", "height": 12, "clip": True},
        "encoding": {
            "x": days(scale={"domain": list(domain)}),
            "x2": {"field": "to"},
            "y": {"field": "line", "type": "nominal", "sort": lines, "title": None},
            "color": {
                "field": "state",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(COVER_STATES), "range": list(COVER_STATES.values())},
            },
        },
    }
    return chart(_by_group(bars, "work", bar_layer, as_of, (640, 16)))


def gantt(bars: list[dict[str, Any]], domain: tuple[str, str], as_of: str) -> Spec:
    """The plan: a bar for each start.

    Args:
        bars: For each start its `name`, `standing`, days `from` and `to`, and a short `text`
            for its bar.
        domain: First and last day drawn.
        as_of: The as-of day.
    """
    names = [bar["name"] for bar in bars]
    place = {"field": "name", "type": "nominal", "sort": names, "title": None}
    layers: list[Spec] = [
        {
            "data": rows(bars),
            "mark": {"type": "bar", "height": 15, "cornerRadius": 2, "stroke": INK}
            | {"strokeWidth": 0.6},
            "encoding": {
                "x": days(scale={"domain": list(domain)}),
                "x2": {"field": "to"},
                "y": place,
                "color": {
                    "field": "standing",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(STANDINGS), "range": [BLUE, SKY, "#fbe9c3", ORANGE]},
                },
            },
        },
        {
            "data": rows(bars),
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
            "encoding": {
                "x": days(),
                "y": place,
                "text": {"field": "text"},
                "color": {
                    "condition": {"test": f"datum.standing == '{STANDINGS[0]}'", "value": "white"},
                    "value": INK,
                },
            },
        },
        *marker(as_of, "as of"),
    ]
    return chart({"height": {"step": 23}, "layer": layers}, width=600)
