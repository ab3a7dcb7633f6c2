"""The trade between what work gives and how many people it takes, as points."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import BLUES, INK, PAPER, QUIET, RED, chart, rows
from cadre.brief.sections import Spec

OWN = "by the mission's own weights"
OTHER = "by other weights"


def _axis(field: str, title: str) -> dict[str, Any]:
    """An axis that shows the points, not the way from nothing to them."""
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "axis": {"tickCount": 6},
        "scale": {"zero": False, "nice": True, "padding": 24},
    }


def trade(points: list[dict[str, Any]]) -> Spec:
    """Plans that no other betters, by people and by what their work gives.

    Args:
        points: For each plan its `label`, `footprint` in person-weeks, `output`, `early` in weeks,
            and `whose`: `OWN` or `OTHER`.
    """
    place = {
        "x": _axis("footprint", "people: person-weeks in posts asked for"),
        "y": _axis("output", "work: worth of needs, milestones and graduates"),
    }
    color = {
        "field": "early",
        "type": "quantitative",
        "title": "weeks that new work starts before the plan's end: darker is sooner",
        "scale": {"range": list(BLUES[1:])},
        "legend": {"format": ",.0f"},
    }
    shape = {
        "field": "whose",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [OWN, OTHER], "range": ["diamond", "circle"]},
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "color": QUIET, "strokeDash": [3, 3], "strokeWidth": 1},
            "encoding": {**place, "order": {"field": "footprint", "type": "quantitative"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 190, "stroke": INK, "opacity": 1},
            "encoding": {**place, "color": color, "shape": shape},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 10, "dy": -9, "fontWeight": "bold"},
            "encoding": {
                **place,
                "text": {"field": "label", "type": "nominal"},
                "color": {
                    "condition": {"test": f'datum.whose == "{OWN}"', "value": RED},
                    "value": INK,
                },
            },
        },
    ]
    return chart(
        {"data": rows(points), "height": 360, "background": PAPER, "layer": layers}, width=620
    )
