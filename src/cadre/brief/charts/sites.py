"""The map of the sites: one panel of the country, and one for each crowd of sites, enlarged."""

from __future__ import annotations

from math import cos, radians
from string import ascii_uppercase
from typing import Any, NamedTuple

from cadre.brief.charts.style import BLUE, GOLD, GREY, INK, QUIET, chart, rows
from cadre.brief.geography import Frame, Point, corners, outlines
from cadre.brief.sections import Spec

WIDTH = 480
INSET_WIDTH = 440
STATUS = ("used today", "used by the plan later", "not used", "not open today")
_COLORS = (BLUE, GOLD, "#ffffff", "#ffffff")
_SHAPES = ("circle", "diamond", "square", "cross")
_CROWD = 28
"""Pixels within which two sites are too near each other to be told apart."""
_LABEL = 17
"""Pixels that two labels keep between their middles."""
_LETTER = 6.6
"""Pixels that a letter of a label takes, on average."""
_KM_PER_DEGREE = 111.2


def sites(points: list[dict[str, Any]], home: Point) -> Spec:
    """Sites on a map of the countries around them; sites too near each other get a panel.

    Args:
        points: For each site `label`, `longitude`, `latitude` and `status` (one of STATUS).
        home: Longitude and latitude of a place in the host country.
    """
    frame = Frame.around([*map(_place, points), *corners(home)], least=0.4, margin=0.03)
    groups = crowds(points, frame)
    alone = [group[0] for group in groups if len(group) == 1]
    crowded = [group for group in groups if len(group) > 1]
    lettered = [(_letter(number), group) for number, group in enumerate(crowded)]
    signs = [_sign(group, letter) for letter, group in lettered]
    panels = [_panel([*alone, *signs], frame, home, WIDTH, "")]
    if crowded:
        insets = [
            _panel(group, Frame.around(map(_place, group), least=0.02), home, INSET_WIDTH, letter)
            for letter, group in lettered
        ]
        panels.append({"vconcat": insets, "spacing": 14})
    return chart({"hconcat": panels, "spacing": 18})


def _letter(number: int) -> str:
    """A to Z, then AA to ZZ, and so on."""
    return ascii_uppercase[number % 26] * (number // 26 + 1)


def _place(point: dict[str, Any]) -> Point:
    return point["longitude"], point["latitude"]


def crowds(points: list[dict[str, Any]], frame: Frame) -> list[list[dict[str, Any]]]:
    """The points in groups, in which each is within some pixels of another one of its group."""
    groups: list[list[dict[str, Any]]] = []
    for point in points:
        near = [group for group in groups if any(_near(point, one, frame) for one in group)]
        joined = [one for group in near for one in group]
        groups = [group for group in groups if group not in near] + [[*joined, point]]
    return sorted(groups, key=lambda group: points.index(group[0]))


def _near(one: dict[str, Any], other: dict[str, Any], frame: Frame) -> bool:
    (x1, y1), (x2, y2) = (frame.place(_place(point), WIDTH) for point in (one, other))
    return max(abs(x1 - x2), abs(y1 - y2)) < _CROWD


def _sign(group: list[dict[str, Any]], letter: str) -> dict[str, Any]:
    """What stands for a crowd on the panel of the country: it is used if one of its sites is."""
    middle = [sum(values) / len(group) for values in zip(*map(_place, group), strict=True)]
    return {
        "label": f"{letter}: {len(group)} sites",
        "longitude": middle[0],
        "latitude": middle[1],
        "status": min((point["status"] for point in group), key=STATUS.index),
        "frame": 1,
    }


def _panel(
    points: list[dict[str, Any]], frame: Frame, home: Point, width: int, letter: str
) -> Spec:
    least = 320.0 if not letter else 220.0
    height = max(least, min(460.0, frame.height(width)), _LABEL * len(points) + 30.0)
    frame = _filled(frame, width, height)
    land = {
        "data": {"values": _in_pixels(outlines(frame, home), frame, width)},
        # Panels of one chart share a projection, so each draws its own pixels.
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": {"type": "geoshape", "stroke": GREY, "strokeWidth": 0.8, "clip": True},
        "encoding": {
            "color": {
                "condition": {"test": "datum.properties.home", "value": "#fffdf5"},
                "value": "#eef1f3",
            }
        },
    }
    body = {
        "width": width,
        "height": height,
        "layer": [land, *_marks(_labelled(points, frame, width, height), width, height)],
        "view": {"stroke": None},
    }
    if letter:
        across = round(_km(frame))
        body["title"] = {"text": f"{letter}, enlarged: {across:,} km across"} | {
            "anchor": "start",
            "fontSize": 12,
            "color": INK,
        }
    return body


def _in_pixels(features: list[dict[str, Any]], frame: Frame, width: int) -> list[dict[str, Any]]:
    """Outlines with their points as places on the panel."""
    return [
        {
            **feature,
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[round(part, 1) for part in frame.place((x, y), width)] for x, y in ring]]
                    for polygon in feature["geometry"]["coordinates"]
                    for ring in polygon
                ],
            },
        }
        for feature in features
    ]


def _km(frame: Frame) -> float:
    """Kilometres from the left to the right edge, half-way up."""
    middle = radians((frame.south + frame.north) / 2)
    return _KM_PER_DEGREE * (frame.east - frame.west) * cos(middle)


def _filled(frame: Frame, width: int, height: float) -> Frame:
    """The frame stretched on two sides alike until it has the shape of the panel."""
    step = max(1e-4, (frame.east - frame.west) / 500)
    while frame.height(width) < height and frame.south > -80 and frame.north < 80:
        frame = Frame(frame.west, frame.south - step, frame.east, frame.north + step)
    while frame.height(width) > height and frame.east - frame.west < 360:
        frame = Frame(frame.west - step, frame.south, frame.east + step, frame.north)
    return frame


def _labelled(
    points: list[dict[str, Any]], frame: Frame, width: int, height: float
) -> list[dict[str, Any]]:
    """The points in pixels, each with a label near it that meets no other label and no point."""
    found = []
    for point in points:
        x, y = frame.place(_place(point), width)
        found.append({**point, "x": round(x, 1), "y": round(y, 1)})
    found.sort(key=lambda point: (point["y"], point["x"], point["label"]))
    taken = [_Box(one["x"] - 9, one["y"] - 9, one["x"] + 9, one["y"] + 9) for one in found]
    return [{**point, **_beside(point, width, height, taken)} for point in found]


class _Box(NamedTuple):
    """A part of a panel, in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        """Whether they have a part in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def _beside(point: dict[str, Any], width: int, height: float, taken: list[_Box]) -> dict[str, Any]:
    """Where the label of a point stands: the nearest free place; that place is taken then."""
    long = min(width - 4.0, _LETTER * len(point["label"]) + 8)
    for step in range(int(height / _LABEL) * 2):
        # 0, 1, -1, 2, -2, ... lines below the point.
        down = _LABEL * ((step + 1) // 2) * (1 if step % 2 else -1)
        for left in (point["x"] + 16, point["x"] - 16 - long, width - long - 2):
            box = _Box(left, point["y"] + down - 8, left + long, point["y"] + down + 8)
            inside = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                return _anchored(point, box)
    return _anchored(point, _Box(2, point["y"] - 8, 2 + long, point["y"] + 8))


def _anchored(point: dict[str, Any], box: _Box) -> dict[str, Any]:
    """A label in its box, tied to its point at the nearest place of its edge."""
    near_left = abs(box.left - point["x"]) <= abs(box.right - point["x"])
    return {
        "label_x": round(box.left if near_left else box.right, 1),
        "label_y": round((box.top + box.bottom) / 2, 1),
        "tie_x": round(min(max(point["x"], box.left), box.right), 1),
        "tie_y": round(min(max(point["y"], box.top), box.bottom), 1),
        "side": "left" if near_left else "right",
    }


def _pixels(field: str, length: float) -> dict[str, Any]:
    """A channel that is a place on a panel of `length` pixels."""
    scale = {"domain": [0, length], "range": [0, length], "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _marks(placed: list[dict[str, Any]], width: float, height: float) -> list[Spec]:
    status = {"field": "status", "type": "nominal", "title": None}
    legend = {"legend": {"symbolSize": 110, "symbolStrokeColor": INK}}
    color = {**status, **legend, "scale": {"domain": list(STATUS), "range": list(_COLORS)}}
    shape = {**status, **legend, "scale": {"domain": list(STATUS), "range": list(_SHAPES)}}
    place = {"x": _pixels("x", width), "y": _pixels("y", height)}
    leader = {**place, "x2": {"field": "tie_x"}, "y2": {"field": "tie_y"}}
    layers: list[Spec] = [
        {
            "data": rows(placed),
            "mark": {"type": "rule", "color": QUIET, "strokeWidth": 0.8, "clip": False},
            "encoding": leader,
        }
    ]
    framed = [point for point in placed if point.get("frame")]
    if framed:
        box = {"type": "point", "shape": "square", "size": 900, "filled": False, "color": INK}
        layers.append({"data": rows(framed), "mark": {**box, "opacity": 1}, "encoding": place})
    layers.append(
        {
            "data": rows(placed),
            "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": INK, "size": 110}
            | {"strokeWidth": 1.2},
            "encoding": {**place, "color": color, "shape": shape},
        }
    )
    edge = {"type": "rect", "filled": False, "stroke": GREY, "strokeWidth": 1}
    around = {
        "x": {"value": 0},
        "x2": {"value": width},
        "y": {"value": 0},
        "y2": {"value": height},
    }
    layers.append({"data": rows([{}]), "mark": edge, "encoding": around})
    return [*layers, *_texts(placed, _pixels("label_x", width), _pixels("label_y", height))]


def _texts(placed: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any]) -> list[Spec]:
    """Labels twice: first a pale halo that keeps them legible on lines, then the words."""
    layers: list[Spec] = []
    for side in ("left", "right"):
        own = [point for point in placed if point["side"] == side]
        text = {"type": "text", "align": side, "dx": 4 if side == "left" else -4, "clip": False}
        halo = {"stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round", "fontSize": 13}
        place = {"x": x, "y": y, "text": {"field": "label"}}
        if own:
            layers.append({"data": rows(own), "mark": {**text, **halo}, "encoding": place})
            layers.append({"data": rows(own), "mark": {**text, "fontSize": 13}, "encoding": place})
    return layers
