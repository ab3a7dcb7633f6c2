"""Fill along time: people asked for by work that runs, and people pledged for it."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import ORANGE, SKY, chart, days, marker, rows
from cadre.brief.sections import Spec

SERIES = ("pledged", "asked for")


def fill_over_time(points: list[dict[str, Any]], as_of: str, domain: tuple[str, str]) -> Spec:
    """People asked for and people pledged who may serve, in steps.

    Args:
        points: For each day on which either changes its `from`, `to`, `asked` and `offered`.
        as_of: The day looked at.
        domain: First and last day drawn.
    """
    across = days(scale={"domain": list(domain)})
    up = {"type": "quantitative", "title": "People", "axis": {"tickMinStep": 1}}
    steps = {"interpolate": "step-after", "clip": True}
    colour = {
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(SERIES), "range": [SKY, ORANGE]},
    }
    pledged: Spec = {
        "data": rows(points),
        "mark": {"type": "area", **steps, "color": SKY, "opacity": 0.3},
        "encoding": {"x": across, "y": {"field": "offered", **up}},
    }
    asked: Spec = {
        "data": rows(points),
        "mark": {"type": "line", **steps, "strokeWidth": 2},
        "encoding": {
            "x": across,
            "y": {"field": "asked", **up},
            "color": {"datum": SERIES[1], **colour},
        },
    }
    named: Spec = {
        "data": rows(points),
        "mark": {"type": "line", **steps, "strokeWidth": 1.5},
        "encoding": {
            "x": across,
            "y": {"field": "offered", **up},
            "color": {"datum": SERIES[0], **colour},
        },
    }
    layers = [pledged, named, asked, *marker(as_of, "day shown")]
    return chart({"height": 220, "layer": layers}, width=900)
