"""A tornado of assumptions: what each does to a measure, from its low to its high figure."""

from __future__ import annotations

import json
from typing import Any

from cadre.brief.charts.style import BLUE, GOLD, INK, broken, chart, rows
from cadre.brief.sections import Spec

ENDS = ("at its low figure", "at its high figure")
LETTERS = 46
"""Letters of a name that go on one line beside a bar."""
PLANNED = "all as plans use it"
WIDTH, ROOM = 440, 0.22
"""Width of the bars, and the share of it that is left free on both sides for their figures."""


def tornado(bars: list[dict[str, Any]], title: str, form: str, likely: float) -> Spec:
    """What a measure comes to with each assumption at its low and at its high figure.

    Args:
        bars: For each assumption its `name`, the measure `low` with it at its low figure and
            `high` at its high figure, and these figures as `low_text` and `high_text`; the
            widest bar first.
        title: The measure, with its unit.
        form: How its values are printed, as d3 writes it.
        likely: The measure with all at what plans use.
    """
    names = [bar["name"] for bar in bars]
    parts = [
        {
            "name": bar["name"],
            "end": ENDS[place],
            "likely": likely,
            "value": bar[key],
            "text": bar[f"{key}_text"],
            "left": (bar[key], place) < (bar["high" if place == 0 else "low"], 1 - place),
        }
        for bar in bars
        for place, key in enumerate(("low", "high"))
    ]
    shown = [part["value"] for part in parts] + [likely]
    room = ROOM * ((max(shown) - min(shown)) or 1.0)
    scale = {"domain": [min(shown) - room, max(shown) + room], "nice": False}
    across: dict[str, Any] = {"field": "name", "type": "nominal", "sort": names, "title": None}
    across |= {
        "axis": {
            "labelLimit": 400,
            "ticks": False,
            "domain": False,
            "labelPadding": 8,
            "labelLineHeight": 13,
            "labelExpr": f"({json.dumps({name: broken(name, LETTERS, 2) for name in names})})"
            "[datum.value]",
        }
    }
    along = {"type": "quantitative", "scale": scale}
    axis = {"title": title, "format": form, "tickCount": 6}
    color = {
        "field": "end",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(ENDS), "range": [GOLD, BLUE]},
    }
    ends: list[Spec] = [
        {
            "transform": [{"filter": f"datum.left == {str(left).lower()}"}],
            "mark": {"type": "text", "fontSize": 11, "align": "right" if left else "left"}
            | {"dx": -5 if left else 5},
            "encoding": {
                "y": across,
                "x": {"field": "value", **along, "axis": axis},
                "text": {"field": "text"},
            },
        }
        for left in (True, False)
    ]
    return chart(
        {
            "data": rows(parts),
            "height": {"step": 32},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 15, "stroke": INK, "strokeWidth": 0.5},
                    "encoding": {
                        "y": across,
                        "x": {"field": "likely", **along, "axis": axis},
                        "x2": {"field": "value"},
                        "color": color,
                    },
                },
                *ends,
                {
                    "data": rows([{"likely": likely}]),
                    "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                    "encoding": {"x": {"field": "likely", **along, "axis": axis}},
                },
                {
                    "data": rows([{"likely": likely, "text": PLANNED}]),
                    "mark": {"type": "text", "fontSize": 11, "baseline": "bottom", "dy": -3},
                    "encoding": {
                        "x": {"field": "likely", **along, "axis": axis},
                        "y": {"value": 0},
                        "text": {"field": "text"},
                    },
                },
            ],
        },
        width=WIDTH,
    )
