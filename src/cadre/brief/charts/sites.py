"""The map of the sites: outlines, points, and labels in a column that can't overlap."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import BLUE, FAINT, GOLD, GREY, INK, QUIET, chart, rows
from cadre.brief.geography import Frame, corners, outlines
from cadre.brief.sections import Spec

WIDTH = 520
_STEP = 21
STATUS = ("used today", "used by the plan later", "not used")


def sites(points: list[dict[str, Any]], home: tuple[float, float]) -> Spec:
    """Sites on a map of the countries around them.

    Args:
        points: For each site `name`, `longitude`, `latitude`, `status` (one of STATUS) and
            `people`, the most people at a time, which sizes its point.
        home: Longitude and latitude of a place in the host country.
    """
    places = [(point["longitude"], point["latitude"]) for point in points]
    frame = Frame.around([*places, *corners(home)], least=0.4, margin=0.03)
    height = max(300.0, min(560.0, frame.height(WIDTH)), _STEP * len(points) + 20.0)
    frame = _taller(frame, height)
    placed = _labelled(points, frame, height)
    projection = {
        "type": "mercator",
        "scale": frame.scale(WIDTH),
        "translate": list(frame.translate(WIDTH)),
    }
    land = {
        "data": {"values": outlines(frame, home)},
        "projection": projection,
        "mark": {"type": "geoshape", "stroke": GREY, "strokeWidth": 0.8, "clip": True},
        "encoding": {
            "color": {
                "condition": {"test": "datum.properties.home", "value": "#fffdf5"},
                "value": "#eef1f3",
            }
        },
    }
    labels = 30 + 6.3 * max(len(point["label"]) for point in points)
    layers: list[Spec] = [land, *_marks(placed, height)]
    body = {"height": height, "layer": layers, "padding": {"right": labels, "left": 4}}
    return chart({**body, "view": {"stroke": FAINT}, "resolve": _OWN_COLORS}, width=WIDTH)


_OWN_COLORS = {"scale": {"color": "independent"}}


def _taller(frame: Frame, height: float) -> Frame:
    """The frame stretched to the north and south alike until it fills `height`."""
    while frame.height(WIDTH) < height and frame.south > -80 and frame.north < 80:
        frame = Frame(frame.west, frame.south - 0.02, frame.east, frame.north + 0.02)
    return frame


def _labelled(points: list[dict[str, Any]], frame: Frame, height: float) -> list[dict[str, Any]]:
    """The points in pixels, each with its own line in the column of labels, from north to south."""
    found = []
    for point in points:
        x, y = frame.place((point["longitude"], point["latitude"]), WIDTH)
        found.append({**point, "x": round(x, 1), "y": round(y, 1), "label_x": WIDTH + 14})
    found.sort(key=lambda point: (point["y"], point["x"], point["name"]))
    low = 0.0
    for index, point in enumerate(found):
        room_below = _STEP * (len(found) - 1 - index)
        wanted = max(point["y"], low + 12)
        point["label_y"] = round(min(wanted, height - 10 - room_below), 1)
        low = point["label_y"] + _STEP - 12
    return found


def _marks(placed: list[dict[str, Any]], height: float) -> list[Spec]:
    def across(field: str) -> dict[str, Any]:
        scale = {"domain": [0, WIDTH], "range": [0, WIDTH], "zero": False, "nice": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}

    def down(field: str) -> dict[str, Any]:
        scale = {"domain": [0, height], "range": [0, height], "zero": False, "nice": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}

    color = {
        "field": "status",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(STATUS), "range": [BLUE, GOLD, "#ffffff"]},
    }
    size = {
        "field": "people",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, 500], "range": [50, 420], "clamp": True},
    }
    return [
        {
            "data": rows(placed),
            "mark": {"type": "rule", "color": QUIET, "strokeWidth": 0.8, "clip": False},
            "encoding": {
                "x": across("x"),
                "y": down("y"),
                "x2": {"field": "label_x"},
                "y2": {"field": "label_y"},
            },
        },
        {
            "data": rows(placed),
            "mark": {"type": "circle", "opacity": 0.95, "stroke": INK, "strokeWidth": 1},
            "encoding": {"x": across("x"), "y": down("y"), "color": color, "size": size},
        },
        {
            "data": rows(placed),
            "mark": {"type": "text", "align": "left", "dx": 4, "clip": False},
            "encoding": {
                "x": across("label_x"),
                "y": down("label_y"),
                "text": {"field": "label"},
            },
        },
    ]
