"""What was foretold against what came: bars of futures with the record, and how often it fits."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import (
    BLUE,
    FAINT,
    GOLD,
    INK,
    ORANGE,
    QUIET,
    RED,
    SKY,
    chart,
    rows,
)
from cadre.brief.sections import Spec

WIDTH, SMALL, ROW = 620, 290, 15
MOST = 2.0
"""Bars of numbers end here, as shares of what came."""
LATEST = 548
"""Bars of days end here, in days from the day on which it came; never lies beyond."""
NEVER = LATEST + 60
SOONEST = -365
_COLOURS = {"people": BLUE, "graduates": ORANGE, "days": GOLD}
_SCALE = {"domain": [*_COLOURS, "all"], "range": [*_COLOURS.values(), INK]}


def calibration(
    forecasts: list[dict[str, Any]],
    curves: list[dict[str, Any]],
    middles: list[dict[str, Any]],
) -> Spec:
    """Bars a forecast, the reliability curves, and where in the futures history fell.

    Args:
        forecasts: For each its `name`, `unit` and `inside`, the ends `low` and `high` of the
            record, `median` of the futures and the ends `low50`, `high50`, `low90`, `high90`;
            None is never.
        curves: Points: `unit` or `all`, the share `asked` and the share `inside`.
        middles: For each forecast its `unit` and `middle`.
    """
    numbers = [_shares(one) for one in forecasts if one["unit"] != "days"]
    dates = [_days(one) for one in forecasts if one["unit"] == "days"]
    panels: list[Spec] = []
    if numbers:
        axis = {"format": ".0%", "values": [0, 0.5, 1, 1.5, MOST]}
        title = "Number foretold, as a share of what came"
        panels.append(_bars(numbers, title, (0, MOST), axis))
    if dates:
        axis = {"values": [-365, -182, 0, 182, 365, NEVER], "labelExpr": _DAY_LABELS}
        title = "Day foretold, in days from the day on which it came"
        panels.append(_bars(dates, title, (SOONEST, NEVER), axis))
    below = {"hconcat": [_reliability(curves), _middles(middles)], "spacing": 60}
    return chart({"vconcat": [*panels, below], "spacing": 28})


_DAY_LABELS = f"datum.value == {NEVER} ? 'never' : (datum.value > 0 ? '+' : '') + datum.value"


def _shares(one: dict[str, Any]) -> dict[str, Any]:
    """A forecast of a number, in shares of the number that came.

    Where nobody came, a forecast of nobody lies on it, and any other at the edge.
    """
    whole: float = (one["low"] + one["high"]) / 2

    def share(number: float) -> float:
        if not whole:
            return MOST if number else 1.0
        return min(MOST, number / whole)

    return {**one, **{key: share(one[key]) for key in _ENDS}, "at": 1.0}


def _days(one: dict[str, Any]) -> dict[str, Any]:
    """A forecast of a day; what never comes lies at the edge."""
    ends = {key: _placed(one[key]) for key in _ENDS}
    return {**one, **ends, "at": (ends["low"] + ends["high"]) / 2}


_ENDS = ("low", "high", "median", "low50", "high50", "low90", "high90")


def _placed(days: float | None) -> float:
    return NEVER if days is None else max(SOONEST, min(LATEST, days))


def _bars(
    values: list[dict[str, Any]], title: str, domain: tuple[float, float], axis: dict[str, Any]
) -> Spec:
    names = [one["name"] for one in values]
    across = {"field": "name", "type": "nominal", "sort": names, "title": None}

    def along(field: str) -> dict[str, Any]:
        scale = {"domain": list(domain), "nice": False}
        full = {**axis, "title": title, "orient": "top", "gridColor": FAINT}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": full}

    def bar(share: int, colour: str, height: int) -> Spec:
        mark = {"type": "bar", "height": height, "color": colour}
        # A bar whose ends are one value would not be seen.
        mark |= {"stroke": colour, "strokeWidth": 1.5}
        ends = {"x": along(f"low{share}"), "x2": {"field": f"high{share}"}}
        return {"mark": mark, "encoding": {"y": across, **ends}}

    record = {"type": "bar", "height": 4, "color": INK, "stroke": INK, "strokeWidth": 1}
    dot = {"type": "point", "filled": True, "size": 48, "opacity": 1}
    seen = {
        "condition": {"test": "datum.inside", "value": INK},
        "value": RED,
    }
    return {
        "data": rows(values),
        "width": WIDTH,
        "height": ROW * len(values),
        "layer": [
            bar(90, "#c6d9ea", 9),
            bar(50, SKY, 9),
            {
                "mark": {"type": "tick", "thickness": 2, "size": 11, "color": BLUE},
                "encoding": {"y": across, "x": along("median")},
            },
            {"mark": record, "encoding": {"y": across, "x": along("low"), "x2": {"field": "high"}}},
            {"mark": dot, "encoding": {"y": across, "x": along("at"), "color": seen}},
        ],
    }


def _reliability(curves: list[dict[str, Any]]) -> Spec:
    def share(field: str, title: str) -> dict[str, Any]:
        axis = {"format": ".0%", "tickCount": 5, "title": title}
        scale = {"domain": [0, 1]}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    place = {
        "x": share("asked", "Middle share of the futures"),
        "y": share("inside", "Share of forecasts with history inside"),
    }
    ends = [one for one in curves if one["asked"] == max(other["asked"] for other in curves)]
    colour = {"field": "unit", "type": "nominal", "scale": _SCALE, "legend": None}
    right = [{"asked": end, "inside": end} for end in (0, 1)]
    return {
        "width": SMALL,
        "height": SMALL,
        "layer": [
            {
                "data": rows(right),
                "mark": {"type": "line", "color": QUIET, "strokeDash": [5, 4]},
                "encoding": place,
            },
            {
                "data": rows(curves),
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {**place, "color": colour},
            },
            {
                "data": rows(ends),
                "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": "bold"},
                "encoding": {**place, "text": {"field": "unit"}, "color": colour},
            },
        ],
    }


def _middles(middles: list[dict[str, Any]]) -> Spec:
    even = [{"even": len(middles) / 10}]
    across = {"field": "middle", "type": "quantitative", "bin": {"extent": [0, 1], "step": 0.1}}
    axis = {"title": "Where history fell: share of futures below it", "format": ".0%"}
    up = {"aggregate": "count", "type": "quantitative", "title": "Forecasts"}
    legend = {"title": None, "values": list(_COLOURS), "symbolType": "square"}
    colour = {"field": "unit", "type": "nominal", "scale": _SCALE, "legend": legend}
    order = {"field": "unit", "type": "nominal"}
    return {
        "width": SMALL,
        "height": SMALL,
        "layer": [
            {
                "data": rows(middles),
                "mark": {"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.5},
                "encoding": {
                    "x": {**across, "axis": axis},
                    "y": up,
                    "color": colour,
                    "order": order,
                },
            },
            {
                "data": rows(even),
                "mark": {"type": "rule", "color": QUIET, "strokeDash": [5, 4], "strokeWidth": 1.5},
                "encoding": {"y": {"field": "even", "type": "quantitative"}},
            },
        ],
    }
