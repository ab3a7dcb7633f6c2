"""The force over time: a fan of futures, the planned paths and the stated figures, all named."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import INK, ORANGE, RED, chart, days, marker, rows
from cadre.brief.sections import Spec

WIDTH = 690
_HEIGHT = 380
_LINE = 20
_ROOM = 15
"""Pixels that two labels beside each other keep between their middles."""
_DASHES = ([8, 4], [2, 3], [10, 3, 2, 3], [4, 2])
_NAMES = {"p95": "95%", "p75": "75%", "p50": "median", "p25": "25%", "p05": "5%"}


def force(
    weeks: list[dict[str, Any]],
    paths: list[dict[str, Any]],
    levels: list[dict[str, Any]],
    above: list[str],
    reach: float = 1,
) -> Spec:
    """People present by week in the futures, with what was planned and what is allowed.

    Every line bears its name at its right end, so that neither colour nor legend is needed.

    Args:
        weeks: For each week `from` and people `p05`, `p25`, `p50`, `p75`, `p95`; none where no
            futures were played.
        paths: Each planned path: its `name`, and `points` with `from` and `people`.
        levels: Authorised and planned figures: `name`, `people`, days `from` and `to`.
        above: Lines above the scale: unknown figures and ceilings, which are never a plan.
        reach: The scale goes at least so high, for what else is drawn on it.
    """
    stated = [point["people"] for path in paths for point in path["points"]]
    stated += [level["people"] for level in levels]
    top = 1.08 * max([*(week["p95"] for week in weeks), *stated, reach])
    layers = [*_fan(weeks), *_paths(paths), *_levels(levels)]
    layers += _labels(weeks, paths, top)
    for layer in layers:
        if "field" in layer["encoding"]["y"]:
            # Room above the highest figure for its label.
            layer["encoding"]["y"]["scale"] = {"domain": [0, top], "nice": False}
    layers += marker(weeks[0]["from"], "") if weeks else []
    main = {"width": WIDTH, "height": _HEIGHT, "layer": layers}
    # A page that is narrower scrolls it: made to fit, names at fixed places would leave no room.
    parts = [_strip(above), main] if above else [main]
    return chart({"vconcat": parts, "spacing": 8})


def _people(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": "People"}


def _fan(weeks: list[dict[str, Any]]) -> list[Spec]:
    bands: list[Spec] = [
        {
            "data": rows(weeks),
            "mark": {"type": "area", "interpolate": "step-after", "color": color, "opacity": 1},
            "encoding": {"x": days(), "y": _people(low), "y2": {"field": high}},
        }
        for low, high, color in (("p05", "p95", "#c6d9ea"), ("p25", "p75", "#7fb0d6"))
    ]
    middle = {
        "data": rows(weeks),
        "mark": {"type": "line", "interpolate": "step-after", "color": INK, "strokeWidth": 2.5},
        "encoding": {"x": days(), "y": _people("p50")},
    }
    return [*bands, middle]


def _paths(paths: list[dict[str, Any]]) -> list[Spec]:
    layers: list[Spec] = []
    for index, path in enumerate(paths):
        line = {"type": "line", "interpolate": "step-after", "strokeWidth": 2.2, "color": ORANGE}
        dash = {"strokeDash": _DASHES[index % len(_DASHES)]}
        place = {"x": days(), "y": _people("people")}
        layers.append({"data": rows(path["points"]), "mark": line | dash, "encoding": place})
        text = {"type": "text", "align": "left", "dx": 4, "dy": -8, "fontWeight": "bold"}
        layers.append(
            {
                "data": rows(_turns(path["points"])),
                "mark": {**text, "fontSize": 12, "color": INK},
                "encoding": {**place, "text": {"field": "people", "format": ",d"}},
            }
        )
    return layers


def _turns(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points at which the figure changes; the last one is named at the right edge."""
    return [
        point
        for before, point in zip([None, *points], points, strict=False)
        if before is None or point["people"] != before["people"]
    ]


def _levels(levels: list[dict[str, Any]]) -> list[Spec]:
    if not levels:
        return []
    return [
        {
            "data": rows(levels),
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [12, 5]},
            "encoding": {"x": days(), "x2": {"field": "to"}, "y": _people("people")},
        },
        {
            "data": rows(levels),
            "mark": {"type": "text", "align": "left", "dx": 4, "dy": -7, "fontSize": 12},
            "encoding": {"x": days(), "y": _people("people"), "text": {"field": "name"}},
        },
    ]


def _bands(last: dict[str, Any]) -> list[tuple[int, str]]:
    """The figures of the futures in the last week, with their names."""
    if last["p05"] == last["p95"]:
        return [(last["p50"], f"all bands of futures: {last['p50']:,}")]
    return [(last[key], f"{name} of futures: {last[key]:,}") for key, name in _NAMES.items()]


def _labels(weeks: list[dict[str, Any]], paths: list[dict[str, Any]], top: float) -> list[Spec]:
    """The name and figure of every line at the right edge, moved apart where they would meet."""
    wanted = _bands(weeks[-1]) if weeks else []
    ends = [(path["points"][-1]["people"], path["name"]) for path in paths]
    wanted += [(people, f"{name}: {people:,}") for people, name in ends]
    wanted.sort(key=lambda one: -one[0])
    middles = spread([_HEIGHT * (1 - people / top) for people, _ in wanted], _ROOM, _HEIGHT)
    mark = {"type": "text", "align": "left", "fontSize": 12, "clip": False, "color": INK}
    return [
        {
            "data": rows([{"text": text}]),
            "mark": mark,
            "encoding": {
                "x": {"value": WIDTH + 8},
                "y": {"value": round(middle, 1)},
                "text": {"field": "text"},
            },
        }
        for middle, (_, text) in zip(middles, wanted, strict=True)
    ]


def spread(wanted: list[float], room: float, height: float) -> list[float]:
    """Places in rising order, as near as can be to `wanted`, at least `room` apart, in `height`."""
    placed: list[float] = []
    for index, place in enumerate(wanted):
        least = placed[-1] + room if placed else 0.0
        most = height - room * (len(wanted) - 1 - index)
        placed.append(max(least, min(place, most)))
    # What was pushed down by a crowd above it may rise again by half of the push.
    for index in range(len(placed) - 2, -1, -1):
        highest = placed[index - 1] + room if index else 0.0
        midway = (placed[index] + min(wanted[index], placed[index + 1] - room)) / 2
        placed[index] = max(highest, min(placed[index], midway))
    return placed


def _strip(above: list[str]) -> Spec:
    """What has no place on the scale of people: each in a line of its own, boxed."""
    values = [{"name": text} for text in above]
    place = {"field": "name", "type": "nominal", "sort": above, "axis": None}
    box = {"type": "rect", "fill": "#ffffff", "stroke": RED, "strokeDash": [5, 3]}
    return {
        "width": WIDTH,
        "height": _LINE * len(above),
        "layer": [
            {
                "data": rows(values),
                "mark": box,
                "encoding": {"y": place, "x": {"value": 0}, "x2": {"value": WIDTH}},
            },
            {
                "data": rows(values),
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "color": INK},
                "encoding": {"y": place, "x": {"value": 0}, "text": {"field": "name"}},
            },
        ],
    }
