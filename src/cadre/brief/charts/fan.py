"""The force over time: a fan of futures beside the paths, the authorised figure and ceilings."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import BLUE, GREEN, INK, ORANGE, PALE, RED, SKY, chart, days, rows
from cadre.brief.sections import Spec

_HEIGHT = 330
_STRIP = 24


def force(
    weeks: list[dict[str, Any]],
    paths: list[dict[str, Any]],
    levels: list[dict[str, Any]],
    ceilings: list[dict[str, Any]],
) -> Spec:
    """People present by week in the futures, with what was planned and what is allowed.

    Ceilings stand in a strip of their own above, without a scale: they are never a plan.

    Args:
        weeks: For each week `from` and people `p05`, `p25`, `p50`, `p75`, `p95`.
        paths: Steps `from`, `people` of each planned path, with its `name`.
        levels: Authorised and planned figures: `name`, `people`, days `from` and `to`.
        ceilings: Ceilings: `name`, days `from` and `to`.
    """
    stated = [row["people"] for row in (*paths, *levels)]
    top = max([*(week["p95"] for week in weeks), *stated, 1])
    layers: list[Spec] = [*_fan(weeks, top), *_paths(paths), *_levels(levels)]
    for layer in layers:
        # Room above the highest figure for its label.
        layer["encoding"]["y"]["scale"] = {"domain": [0, 1.08 * top], "nice": False}
    main = {"width": 760, "height": _HEIGHT, "layer": layers}
    if not ceilings:
        return chart(main, width=760)
    return chart({"vconcat": [_strip(ceilings), main], "spacing": 6})


def _people(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": "People"}


def _fan(weeks: list[dict[str, Any]], top: float) -> list[Spec]:
    bands = [
        {
            "data": rows(weeks),
            "mark": {"type": "area", "interpolate": "step-after", "color": color, "opacity": 1},
            "encoding": {"x": days(), "y": _people(low), "y2": {"field": high}},
        }
        for low, high, color in (("p05", "p95", PALE), ("p25", "p75", SKY))
    ]
    middle = {
        "data": rows(weeks),
        "mark": {"type": "line", "interpolate": "step-after", "color": BLUE, "strokeWidth": 2.5},
        "encoding": {"x": days(), "y": _people("p50")},
    }
    last = weeks[-1:]
    notes = [
        {
            "data": rows(last),
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": INK},
            "encoding": {"x": days(), "y": _people(field), "text": {"value": label}},
        }
        for field, label in _apart(last[0] if last else {}, top)
    ]
    return [*bands, middle, *notes]


def _apart(week: dict[str, Any], top: float) -> list[tuple[str, str]]:
    """The quantiles to label at the right edge: those so close that words would meet share one."""
    if not week:
        return []
    room = top / 20
    if min(week["p95"] - week["p50"], week["p50"] - week["p05"]) < room:
        return [("p50", "futures: 5% to 95%")]
    return [("p05", "5%"), ("p50", "median of the futures"), ("p95", "95%")]


def _paths(paths: list[dict[str, Any]]) -> list[Spec]:
    names = list(dict.fromkeys(row["name"] for row in paths))
    colors = [ORANGE, GREEN, RED, INK][: max(1, len(names))]
    if not paths:
        return []
    return [
        {
            "data": rows(paths),
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
            "encoding": {
                "x": days(),
                "y": _people("people"),
                "color": {
                    "field": "name",
                    "type": "nominal",
                    "title": "Planned establishment from each reported baseline",
                    "scale": {"domain": names, "range": colors},
                    "legend": {"columns": 1},
                },
                "strokeDash": {
                    "field": "name",
                    "type": "nominal",
                    "title": "Planned establishment from each reported baseline",
                    "scale": {"domain": names, "range": [[7, 3], [2, 2], [9, 3, 2, 3], [1, 3]]},
                },
            },
        }
    ]


def _levels(levels: list[dict[str, Any]]) -> list[Spec]:
    if not levels:
        return []
    return [
        {
            "data": rows(levels),
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [10, 4]},
            "encoding": {"x": days(), "x2": {"field": "to"}, "y": _people("people")},
        },
        {
            "data": rows(levels),
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": -6, "fontSize": 11},
            "encoding": {"x": days(), "y": _people("people"), "text": {"field": "name"}},
        },
    ]


def _strip(ceilings: list[dict[str, Any]]) -> Spec:
    """Ceilings, each in a line of its own, set off from the scale of people."""
    place = {"field": "name", "type": "nominal", "axis": None}
    return {
        "width": 760,
        "height": _STRIP * len(ceilings),
        "title": {
            "text": "Ceilings: highest figures named; no plans; not to scale",
            "fontSize": 12,
        }
        | {"anchor": "start", "color": RED},
        "layer": [
            {
                "data": rows(ceilings),
                "mark": {"type": "bar", "height": 18, "fill": "#fbeef0", "stroke": RED}
                | {"strokeDash": [5, 3]},
                "encoding": {
                    "x": {**days(), "axis": None},
                    "x2": {"field": "to"},
                    "y": place,
                },
            },
            {
                "data": rows(ceilings),
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11},
                "encoding": {
                    "x": {**days(), "axis": None},
                    "y": place,
                    "text": {"field": "name"},
                },
            },
        ],
    }
