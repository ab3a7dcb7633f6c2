"""Bars and lines: posts by skill, nations, what held work back, graduates."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import BLUE, INK, NATIONS, RED, SKY, chart, days, rows
from cadre.brief.sections import Spec

FILLS = ("critical, filled", "critical, unfilled", "other, filled", "other, unfilled")
LEAST_TOP = 0.05
"""The lowest top of an axis of shares: marks of a whole hundredth each stay apart."""


def posts(parts: list[dict[str, Any]]) -> Spec:
    """Posts by skill in its busiest week, filled and unfilled, critical ones apart.

    Args:
        parts: Pieces of each bar: `skill`, `part` (one of FILLS), its place in the bar `order`,
            and `people`.
    """
    skills = list(dict.fromkeys(part["skill"] for part in parts))
    return chart(
        {
            "data": rows(parts),
            "height": {"step": 24},
            "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.6, "height": 16},
            "encoding": {
                "y": {"field": "skill", "type": "nominal", "sort": skills, "title": None},
                "x": {
                    "field": "people",
                    "type": "quantitative",
                    "title": "People in the week with most posts",
                    "axis": {"tickMinStep": 1},
                },
                "color": {
                    "field": "part",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(FILLS), "range": [BLUE, RED, SKY, "#ffffff"]},
                },
                "order": {"field": "order"},
            },
        },
        width=600,
    )


def nations(parts: list[dict[str, Any]], most: int = 8) -> Spec:
    """Who fills the posts of each skill, as shares of the people-weeks filled.

    Args:
        parts: Pieces of each bar: `skill`, `nation`, `weeks` (person-weeks).
        most: Nations drawn apart; the smallest of more are one colour.
    """
    totals: dict[str, int] = {}
    for part in parts:
        totals[part["nation"]] = totals.get(part["nation"], 0) + part["weeks"]
    largest = sorted(totals, key=lambda nation: (-totals[nation], nation))
    shown = largest if len(largest) <= most + 1 else largest[:most]
    others = [] if shown == largest else ["others"]
    drawn = [
        {**part, "nation": part["nation"] if part["nation"] in shown else "others"}
        for part in parts
    ]
    skills = list(dict.fromkeys(part["skill"] for part in parts))
    domain = [*shown, *others]
    return chart(
        {
            "data": rows(drawn),
            "height": {"step": 22},
            "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.8, "height": 15},
            "encoding": {
                "y": {"field": "skill", "type": "nominal", "sort": skills, "title": None},
                "x": {
                    "field": "weeks",
                    "type": "quantitative",
                    "aggregate": "sum",
                    "stack": "normalize",
                    "title": "Share of filled person-weeks",
                    "axis": {"format": ".0%"},
                },
                "color": {
                    "field": "nation",
                    "type": "nominal",
                    "title": None,
                    "sort": domain,
                    "scale": {"domain": domain, "range": list(NATIONS[: len(domain)])},
                    "legend": {"columns": 5},
                },
            },
        },
        width=600,
    )


def causes(parts: list[dict[str, Any]], title: str) -> Spec:
    """One bar a cause, its share from 0 to 1, longest first, each with its figure.

    Args:
        parts: For each cause its `cause`, `value` and `text`.
        title: What the shares are of.
    """
    place = {
        "y": {"field": "cause", "type": "nominal", "title": None}
        | {"sort": [part["cause"] for part in parts]},
        "x": {"field": "value", "type": "quantitative", "title": title}
        | {"scale": {"domain": [0, 1]}, "axis": {"format": ".0%"}},
    }
    return chart(
        {
            "data": rows(parts),
            "height": {"step": 24},
            "layer": [
                {"mark": {"type": "bar", "color": BLUE, "height": 15}, "encoding": place},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
                    "encoding": {**place, "text": {"field": "text"}},
                },
            ],
        },
        width=520,
    )


def lines(points: list[dict[str, Any]], title: str, form: str) -> Spec:
    """One line a name along time, told apart by colour and dash, named at its end by the legend.

    Args:
        points: For each week its `from`, `name` and `value`.
        title: Unit of the values.
        form: How values are printed, as d3 writes it.
    """
    names = list(dict.fromkeys(point["name"] for point in points))
    # Marks closer than what is printed would be two of one number.
    step = 0.01 if "%" in form else 1
    # An axis of nothing but noughts would be marked once, half-way up.
    flat = "%" in form and all(0 <= point["value"] < LEAST_TOP for point in points)
    scale = {"scale": {"domain": [0, LEAST_TOP]}} if flat else {}
    dashes = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [1, 3]]
    color = {"field": "name", "type": "nominal", "title": None, "legend": {"columns": 2}}
    color_scale = [NATIONS[index % len(NATIONS)] for index, _ in enumerate(names)]
    dash_scale = [dashes[index % len(dashes)] for index, _ in enumerate(names)]
    return chart(
        {
            "data": rows(points),
            "height": 240,
            "mark": {"type": "line", "strokeWidth": 2.2},
            "encoding": {
                "x": days(),
                "y": {"field": "value", "type": "quantitative", "title": title}
                | {"axis": {"format": form, "tickMinStep": step}}
                | scale,
                "color": {**color, "scale": {"domain": names, "range": color_scale}},
                "strokeDash": {**color, "scale": {"domain": names, "range": dash_scale}},
            },
        },
        width=760,
    )
