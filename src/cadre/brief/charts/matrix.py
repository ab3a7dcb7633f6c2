"""Heat maps: who provides what, posts filled over time, needs against bodies."""

from __future__ import annotations

from typing import Any

from cadre.brief.charts.style import BLUES, CELL_INK, PALE, PAPER, chart, rows
from cadre.brief.sections import Spec

PROVISION = ("nobody", "one provider", "several providers")


def _axis(field: str, order: list[str], *, top: bool) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelPadding": 5}
    if top:
        longest = max((len(name) for name in order), default=0)
        angle = 0 if longest * 6.5 < _width(len(order)) / len(order) else -35
        axis |= {"orient": "top", "labelAngle": angle, "labelLimit": 260}
        axis |= {"labelAlign": "left" if angle else "center"}
    else:
        axis |= {"labelLimit": 420}
    return {"field": field, "type": "nominal", "sort": order, "axis": axis}


def _order(cells: list[dict[str, Any]], field: str) -> list[str]:
    return list(dict.fromkeys(cell[field] for cell in cells))


def _width(columns: int) -> int:
    if columns <= 3:
        return 240 * columns
    return 90 * columns if columns <= 6 else min(600, 54 * columns)


def providers(cells: list[dict[str, Any]]) -> Spec:
    """Kinds of support by site: how many provide it, and who.

    Args:
        cells: For each pair its `enabler`, `site`, `provision` and `text`.
    """
    sites, kinds = _order(cells, "site"), _order(cells, "enabler")
    place = {"x": _axis("site", sites, top=True), "y": _axis("enabler", kinds, top=False)}
    color = {
        "field": "provision",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(PROVISION), "range": ["#f4c9cf", "#fbe3ab", PALE]},
    }
    return chart(
        {
            "data": rows(cells),
            "height": {"step": 26},
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 2},
                    "encoding": {**place, "color": color},
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold"},
                    "encoding": {
                        **place,
                        "text": {"field": "text"},
                        "color": {"value": CELL_INK},
                    },
                },
            ],
        },
        width=_width(len(sites)),
    )


def _shares(cells: list[dict[str, Any]], place: dict[str, Any], title: str, columns: int) -> Spec:
    """A heat map of shares, each printed in its cell, dark for much."""
    color = {
        # What nobody serves is paper, on screens that turn paper for the dark too.
        "condition": {"test": "datum.share == 0", "value": PAPER},
        "field": "share",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [0, 1], "range": list(BLUES)},
        "legend": {"format": ".0%", "gradientLength": 180, "gradientThickness": 10},
    }
    ink = {"condition": {"test": "datum.share > 0.5", "value": "white"}, "value": CELL_INK}
    return chart(
        {
            "data": rows(cells),
            "height": {"step": 24},
            "layer": [
                {
                    "mark": {"type": "rect", "stroke": PAPER, "strokeWidth": 1.5},
                    "encoding": {**place, "color": color},
                },
                {
                    "data": rows([cell for cell in cells if cell["text"]]),
                    "mark": {"type": "text", "fontSize": 11},
                    "encoding": {**place, "text": {"field": "text"}, "color": ink},
                },
            ],
        },
        width=_width(columns),
    )


def needs(cells: list[dict[str, Any]]) -> Spec:
    """How strongly each body serves each need.

    Args:
        cells: For each pair its `need`, `body`, `share` 0 to 1 and `text`.
    """
    bodies, names = _order(cells, "body"), _order(cells, "need")
    place = {"x": _axis("body", bodies, top=True), "y": _axis("need", names, top=False)}
    return _shares(cells, place, "Share of the need met", len(bodies))


def fill(cells: list[dict[str, Any]], quarters: list[str]) -> Spec:
    """Share of the posts of each skill that is filled, by quarter.

    Args:
        cells: For each pair its `skill`, `quarter`, `share` 0 to 1 and `text`.
        quarters: The quarters in order of time.
    """
    skills = _order(cells, "skill")
    place = {"x": _axis("quarter", quarters, top=True), "y": _axis("skill", skills, top=False)}
    return _shares(cells, place, "Share of posts filled", len(quarters))
