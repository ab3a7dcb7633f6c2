"""Bars along time: what legally holds, and the plan as a Gantt chart."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import (
    BLUE,
    GOLD,
    GREY,
    INK,
    PALE,
    RED,
    SKY,
    chart,
    days,
    marker,
    rows,
)
from cadre.brief.sections import Spec

STATES = ("in force", "expected", "proposed", "refused", "lapsed")
STANDINGS = ("runs today", "can be ordered today", "prepared: waits for a gate")


def authorities(bars: list[dict[str, Any]], domain: tuple[str, str], as_of: str) -> Spec:
    """What legally holds, by kind and state.

    Args:
        bars: For each authority its `name`, `kind`, `state`, and days `from` and `to`.
        domain: First and last day drawn.
        as_of: The as-of day.
    """
    names = [bar["name"] for bar in bars]
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
                "scale": {"domain": list(STATES), "range": [BLUE, GOLD, PALE, GREY, "#ffffff"]},
            },
        },
    }
    rule = {
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": RED, "strokeWidth": 1.5},
        "encoding": {"x": days("as_of")},
    }
    header = {"labelOrient": "top", "labelAnchor": "start", "labelFontWeight": "bold"}
    return chart(
        {
            "data": rows([{**bar, "as_of": as_of} for bar in bars]),
            "facet": {
                "row": {
                    "field": "kind",
                    "type": "nominal",
                    "title": None,
                    "sort": list(dict.fromkeys(bar["kind"] for bar in bars)),
                    "header": {**header, "labelPadding": 2},
                }
            },
            "spacing": 10,
            "spec": {"width": 600, "height": {"step": 19}, "layer": [bar_layer, rule]},
            "resolve": {"scale": {"y": "independent"}},
        }
    )


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
                    "scale": {"domain": list(STANDINGS), "range": [BLUE, SKY, "#fbe9c3"]},
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
