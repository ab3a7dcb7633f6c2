"""Outlines of countries around some places, from the Natural Earth data that ships with Cadre."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import log, pi, radians, tan
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the earth, and how it lies on a picture in Mercator's projection.

    Attributes:
        west: Degrees east of its left edge.
        south: Degrees north of its lower edge.
        east: Degrees east of its right edge.
        north: Degrees north of its upper edge.
    """

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[Point], margin: float = 0.12, least: float = 1.0) -> Frame:
        """The frame of all points (longitude, latitude) with a margin on each side.

        Args:
            points: At least one.
            margin: Share of the longer side that is left free.
            least: Smallest margin in degrees.
        """
        found = list(points)
        wests, souths = [one[0] for one in found], [one[1] for one in found]
        free = max(least, margin * max(max(wests) - min(wests), max(souths) - min(souths)))
        return cls(
            min(wests) - free,
            max(-80.0, min(souths) - free),
            max(wests) + free,
            min(80.0, max(souths) + free),
        )

    def scale(self, width: float) -> float:
        """Mercator's scale, in pixels a radian, at which the frame is `width` pixels wide."""
        return width / radians(self.east - self.west)

    def height(self, width: float) -> float:
        """Pixels from the upper to the lower edge when the frame is `width` pixels wide."""
        return self.scale(width) * (_mercator(self.north) - _mercator(self.south))

    def place(self, point: Point, width: float) -> Point:
        """Pixels from the left and from the upper edge of the picture."""
        scale = self.scale(width)
        return (
            scale * radians(point[0] - self.west),
            scale * (_mercator(self.north) - _mercator(point[1])),
        )

    def translate(self, width: float) -> Point:
        """Where longitude 0, latitude 0 lies, in pixels, as a Vega projection asks for it."""
        return self.place((0.0, 0.0), width)


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))


@dataclass(frozen=True, slots=True)
class Country:
    """The outline of a country.

    Attributes:
        name: Name in the data.
        rings: Rings of its polygons, outer and inner, as (longitude, latitude).
    """

    name: str
    rings: tuple[tuple[Point, ...], ...]

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside: a ray from it crosses the outline an odd number of times."""
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in pairwise(ring):
                crosses = (y1 > point[1]) != (y2 > point[1])
                if crosses and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
                    inside = not inside
        return inside


@cache
def countries() -> tuple[Country, ...]:
    """All countries of the earth."""
    text = files("cadre.brief").joinpath("data/countries-50m.json").read_text("utf-8")
    atlas = json.loads(text)
    arcs = [_decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    return tuple(
        Country(shape["properties"]["name"], tuple(_rings(shape, arcs)))
        for shape in atlas["objects"]["countries"]["geometries"]
        if shape["type"] in ("Polygon", "MultiPolygon")
    )


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """An arc of TopoJSON, whose points are steps on a grid, in degrees."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    points: Ring = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + move_x, y * scale_y + move_y))
    return points


def _rings(shape: dict[str, Any], arcs: list[Ring]) -> Iterable[tuple[Point, ...]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        for ring in polygon:
            points: Ring = []
            for index in ring:
                # A negative index is the arc ~index, walked backwards.
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                points.extend(arc[1:] if points else arc)
            yield tuple(points)


def outlines(frame: Frame, home: Point) -> list[dict[str, Any]]:
    """The countries inside a frame as GeoJSON features, cut off a little outside its edges.

    Args:
        frame: The part of the earth wanted.
        home: A point of the country that gets the property `home`.
    """
    wide = Frame(frame.west - 0.5, frame.south - 0.5, frame.east + 0.5, frame.north + 0.5)
    features = []
    for country in countries():
        rings = [cut for ring in country.rings if len(cut := _clipped(ring, wide)) >= 3]
        if rings:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": country.name, "home": country.holds(home)},
                    # Each ring is a polygon of its own: holes matter only for enclaves, which
                    # are drawn as countries on top.
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [[_closed(ring)] for ring in rings],
                    },
                }
            )
    return features


def corners(home: Point) -> list[Point]:
    """The south-west and north-east corners of the country that holds `home`; none at sea."""
    held = [country for country in countries() if country.holds(home)]
    points = [point for country in held for ring in country.rings for point in ring]
    if not points:
        return []
    wests, souths = [one[0] for one in points], [one[1] for one in points]
    return [(min(wests), min(souths)), (max(wests), max(souths))]


def _closed(ring: Ring) -> list[list[float]]:
    """A ring for GeoJSON on a sphere: clockwise, so that it holds the small side; 2 decimals."""
    area = sum(
        (b[0] - a[0]) * (b[1] + a[1]) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    turned = ring if area > 0 else ring[::-1]
    return [[round(x, 2), round(y, 2)] for x, y in [*turned, turned[0]]]


def _clipped(ring: Iterable[Point], frame: Frame) -> Ring:
    """The part of a ring inside a frame, by Sutherland and Hodgman's method."""
    points = list(ring)
    for axis, bound, sign in (
        (0, frame.west, 1),
        (0, frame.east, -1),
        (1, frame.south, 1),
        (1, frame.north, -1),
    ):
        points = _cut(points, axis, bound, sign)
    return points


def _cut(points: Ring, axis: int, bound: float, sign: int) -> Ring:
    kept: Ring = []
    for before, after in zip([points[-1], *points[:-1]] if points else [], points, strict=True):
        was, now = sign * (before[axis] - bound) >= 0, sign * (after[axis] - bound) >= 0
        if was != now:
            share = (bound - before[axis]) / (after[axis] - before[axis])
            other = before[1 - axis] + share * (after[1 - axis] - before[1 - axis])
            kept.append((bound, other) if axis == 0 else (other, bound))
        if now:
            kept.append(after)
    return kept
