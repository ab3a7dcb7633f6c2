"""Regret as a heat map: how much each choice falls behind the best, in which futures."""

from __future__ import annotations

import json
from typing import Any

from cadre.brief.charts.style import BLUES, CELL_INK, INK, PAPER, broken, chart, rows
from cadre.brief.sections import Spec

CELL, MOST, LINE = 108, 600, 14
"""Width of a cell, of all cells together at most, and height of a line of a name, in pixels."""
LETTERS = 14
"""Letters of a name that go on one line above a cell."""
_HALF = 0.5
"""Share of the largest regret above which letters are white."""


def regret(cells: list[dict[str, Any]], title: str, form: str, accent: str = "") -> Spec:
    """How much each choice falls behind the best one in the same futures; dark is much.

    Args:
        cells: For each pair its `choice`, `case`, `regret` (never below 0) and `text`, choices
            and cases in the order of drawing.
        title: What the numbers are, with their unit.
        form: How they are printed, as d3 writes it.
        accent: The choice whose name stands out; empty for none.
    """
    choices = list(dict.fromkeys(cell["choice"] for cell in cells))
    cases = list(dict.fromkeys(cell["case"] for cell in cells))
    most = max((cell["regret"] for cell in cells), default=0.0) or 1.0
    drawn = [{**cell, "share": cell["regret"] / most} for cell in cells]
    place = {"x": _cases(cases), "y": _choices(choices, accent)}
    # Where nothing is lost the cell is paper: what stays white is what one wants.
    color = {
        "condition": {"test": "datum.share == 0", "value": PAPER},
        "field": "regret",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, most], "range": list(BLUES)},
        "legend": {"gradientLength": 180, "gradientThickness": 10, "tickCount": 4, "format": form},
    }
    ink = {"condition": {"test": f"datum.share > {_HALF}", "value": "white"}, "value": CELL_INK}
    return chart(
        {
            "data": rows(drawn),
            "height": {"step": 34},
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": "#c3ccd3", "strokeWidth": 1},
                    "encoding": {**place, "color": color},
                },
                {
                    "mark": {"type": "text", "fontSize": 12},
                    "encoding": {**place, "text": {"field": "text"}, "color": ink},
                },
            ],
        },
        width=min(MOST, CELL * len(cases)),
    )


def _cases(cases: list[str]) -> dict[str, Any]:
    whole = {name: broken(name, LETTERS) for name in cases}
    tall = max((len(lines) for lines in whole.values()), default=1)
    # Vega-Lite hangs the lines of a label from its place: short ones are filled up from above.
    filled = {name: [" "] * (tall - len(lines)) + lines for name, lines in whole.items()}
    axis = {
        "title": None,
        "orient": "top",
        "domain": False,
        "ticks": False,
        "labelAngle": 0,
        "labelBaseline": "bottom",
        "labelPadding": 6 + LINE * (tall - 1),
        "labelLineHeight": LINE,
        "labelExpr": f"({json.dumps(filled)})[datum.value]",
    }
    return {"field": "case", "type": "nominal", "sort": cases, "axis": axis}


def _choices(choices: list[str], accent: str) -> dict[str, Any]:
    weight = {"condition": {"test": f"datum.value == {json.dumps(accent)}", "value": "bold"}}
    axis = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "labelLimit": 300,
        "labelColor": INK,
        "labelFontWeight": {**weight, "value": "normal"},
    }
    return {"field": "choice", "type": "nominal", "sort": choices, "axis": axis}
