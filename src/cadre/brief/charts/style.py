"""One look for every chart: told apart by colour-blind readers and in black-and-white print."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from cadre.brief.sections import Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.json"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH = 860
"""Width of a chart's whole picture in pixels, as far as its labels allow."""

INK = "#1b2733"
CELL_INK = "#16202b"
"""Ink on coloured cells: where a page turns ink and paper for the dark, cells keep theirs."""
QUIET = "#66737f"
FAINT = "#d9dfe4"
PAPER = "#ffffff"

BLUE = "#0b4f8a"
SKY = "#6aaed6"
PALE = "#d6e6f2"
ORANGE = "#d9730d"
GOLD = "#f0b840"
RED = "#a3263a"
GREY = "#aab4bd"

NATIONS = (
    "#0b4f8a",
    "#f0b840",
    "#2a7f62",
    "#d9730d",
    "#6aaed6",
    "#7a4b94",
    "#a3263a",
    "#8c9a3c",
    "#b8c4ce",
)
BLUES = ("#f3f7fa", "#c6dbec", "#85b6d9", "#3a80b5", "#0b4f8a", "#06304f")


def chart(body: Spec, width: int = WIDTH) -> Spec:
    """A whole chart from its marks: with schema, size and the look all share."""
    size = {} if body.keys() & {"facet", "hconcat", "vconcat"} else {"width": width}
    return {"$schema": SCHEMA, "background": PAPER, **size, **body, "config": _config()}


def _config() -> dict[str, Any]:
    labels = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 330,
        "titleColor": QUIET,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "font": FONT,
        # One title and description tell the picture; a label a mark would tell it twice.
        "aria": False,
        "axis": {**labels, "gridColor": FAINT, "domainColor": QUIET, "tickColor": QUIET},
        "legend": {"orient": "top", **labels, "titleLimit": 700},
        "header": {"labelFontSize": 12, "labelColor": INK},
        "text": {"color": INK, "fontSize": 12, "font": FONT},
        "view": {"stroke": None},
    }


def broken(name: str, letters: int, most: int = 3) -> list[str]:
    """A name in at most `most` lines of at most so many letters; what is left over is cut."""
    lines = wrap(name, letters) or [name]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1][: letters - 2].rstrip()} …"]


def rows(values: list[dict[str, Any]]) -> dict[str, Any]:
    """Data of a chart or a layer."""
    return {"values": values}


def days(field: str = "from", title: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Vega-Lite's own words
    """A channel of days; they are read as UTC so that no time zone moves a bar."""
    axis: dict[str, Any] = {"title": title, "format": "%b %Y", "tickCount": 8, "grid": True}
    # A last label pushed inwards would stand on the one before it; those too near are left out.
    axis |= {"labelFlush": False, "labelOverlap": "greedy", "labelSeparation": 8}
    scale = {"type": "utc", **more.pop("scale", {})}
    return {"field": field, "type": "temporal", "scale": scale, "axis": axis, **more}


def marker(day: str, label: str) -> list[Spec]:
    """A dashed line on a day, with its label above the chart."""
    data = rows([{"from": day, "label": label}])
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [4, 3], "color": RED, "strokeWidth": 1.5},
            "encoding": {"x": days()},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 4, "baseline": "bottom", "dy": -3}
            | {"color": RED, "fontWeight": "bold"},
            "encoding": {"x": days(), "y": {"value": 0}, "text": {"field": "label"}},
        },
    ]
