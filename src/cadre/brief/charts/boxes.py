"""Boxes of scenario discovery: within which part of each range a choice fails."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import FAINT, INK, QUIET, RED, chart, rows
from cadre.brief.sections import Spec

WIDTH, LETTER = 300, 6
"""Width of a whole range, and of a small letter at most, in pixels."""


def boxes(limits: list[dict[str, Any]]) -> Spec:
    """The part of each range that a box takes, within the whole of it; words beside.

    Args:
        limits: For each dimension of a box its `box` (a headline, which holds for all its
            dimensions), `name`, shares of the whole range `low`, `high` and `likely` (None where
            there is none), the ends of the whole range `low_text` and `high_text`, and `words`.
    """
    headlines = list(dict.fromkeys(one["box"] for one in limits))
    panels = [
        _panel(headline, [one for one in limits if one["box"] == headline])
        for headline in headlines
    ]
    return chart({"vconcat": panels, "spacing": 26})


def _panel(headline: str, limits: list[dict[str, Any]]) -> Spec:
    names = [one["name"] for one in limits]
    left = 16 + LETTER * max(len(one["low_text"]) for one in limits)
    right = 20 + LETTER * max(len(one["high_text"]) for one in limits)
    across: dict[str, Any] = {"field": "name", "type": "nominal", "sort": names, "title": None}
    across |= {"axis": {"labelLimit": 300, "ticks": False, "domain": False, "labelPadding": left}}
    along = {"type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": None}
    small = {"type": "text", "fontSize": 11, "color": QUIET}
    likely = [one for one in limits if one["likely"] is not None]
    title = {"text": headline, "anchor": "start", "fontSize": 12, "fontWeight": "bold"}
    return {
        "title": {**title, "color": INK, "offset": 8, "frame": "group"},
        "data": rows(limits),
        "width": WIDTH,
        "height": {"step": 28},
        "layer": [
            {
                "mark": {"type": "bar", "height": 12, "color": FAINT},
                "encoding": {"y": across, "x": {"datum": 0, **along}, "x2": {"datum": 1}},
            },
            {
                "mark": {"type": "bar", "height": 12, "color": RED},
                "encoding": {"y": across, "x": {"field": "low", **along}, "x2": {"field": "high"}},
            },
            {
                "data": rows(likely),
                "mark": {"type": "tick", "thickness": 2.5, "size": 20, "color": INK},
                "encoding": {"y": across, "x": {"field": "likely", **along}},
            },
            {
                "mark": {**small, "align": "right", "dx": -6},
                "encoding": {
                    "y": across,
                    "x": {"datum": 0, **along},
                    "text": {"field": "low_text"},
                },
            },
            {
                "mark": {**small, "align": "left", "dx": 6},
                "encoding": {
                    "y": across,
                    "x": {"datum": 1, **along},
                    "text": {"field": "high_text"},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "fontSize": 12,
                    "align": "left",
                    "dx": right,
                    "limit": 360,
                },
                "encoding": {"y": across, "x": {"datum": 1, **along}, "text": {"field": "words"}},
            },
        ],
    }
