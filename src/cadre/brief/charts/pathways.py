"""A map of pathways, as of a metro: choices as lines over days, changes as stops between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from cadre.brief.charts.style import BLUE, GOLD, GREY, INK, PAPER, RED, chart, days, rows
from cadre.brief.sections import Spec

WIDTH, STEP = 640, 54
SAID = {"type": "text", "fontSize": 11, "dy": -11, "color": INK}
SIGN = "a sign that it fails, on the day it shows"


def pathways(
    lines: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    signs: list[dict[str, Any]],
    domain: tuple[str, str],
    accent: str = "",
) -> Spec:
    """Choices as lines for as long as they work, and where one can change to another.

    Args:
        lines: For each choice its `choice`, days `from` and `to` between which it works, `whole`
            (whether it works to the end) and `text` said at its end; in the order of drawing.
        changes: For each change its day `at`, the choices `from` and `to`, and its number `stop`.
        signs: For each sign of failure its `choice`, the day `at` on which it shows, and its
            `letter`.
        domain: First and last day drawn.
        accent: The choice that one begins with; empty for none.
    """
    names = list(dict.fromkeys(line["choice"] for line in lines))
    drawn = [
        {**line, "begins": line["choice"] == accent, "domain_end": domain[1]} for line in lines
    ]
    return chart(
        {
            "height": {"step": STEP},
            "layer": [
                *_tracks(drawn, names, domain),
                *_changes(changes, names),
                *_signs(signs, names),
            ],
        },
        width=WIDTH,
    )


def _across(names: list[str], field: str = "choice") -> dict[str, Any]:
    axis = {"labelLimit": 220, "ticks": False, "domain": False, "labelPadding": 12, "grid": False}
    axis |= {"labelFontSize": 12}
    return {"field": field, "type": "nominal", "sort": names, "title": None, "axis": axis}


def _tracks(lines: list[dict[str, Any]], names: list[str], domain: tuple[str, str]) -> list[Spec]:
    scale = {"domain": list(domain), "nice": False}
    along = days(scale=scale)
    across = _across(names)
    colour = {"condition": {"test": "datum.begins", "value": BLUE}, "value": GREY}
    done = [line for line in lines if not line["whole"]]
    said = {"y": across, "x": days("to", scale=scale), "text": {"field": "text"}}
    return [
        {
            # What is past its end stays as a thin line: the choice is there, and it doesn't work.
            "data": rows(done),
            "mark": {"type": "rule", "strokeWidth": 1.5, "strokeDash": [2, 4], "color": GREY},
            "encoding": {"y": across, "x": days("to", scale=scale), "x2": {"field": "domain_end"}},
        },
        {
            "data": rows(lines),
            "mark": {"type": "rule", "strokeWidth": 8, "strokeCap": "round"},
            "encoding": {"y": across, "x": along, "x2": {"field": "to"}, "color": colour},
        },
        {
            "data": rows(done),
            "mark": {"type": "tick", "thickness": 5, "size": 26, "color": RED},
            "encoding": {"y": across, "x": days("to", scale=scale)},
        },
        {
            "data": rows([line for line in lines if line["text"] and _early(line, domain)]),
            "mark": {**SAID, "align": "left", "dx": 18},
            "encoding": said,
        },
        {
            "data": rows([line for line in lines if line["text"] and not _early(line, domain)]),
            "mark": {**SAID, "align": "right", "dx": -18},
            "encoding": said,
        },
    ]


def _early(line: dict[str, Any], domain: tuple[str, str]) -> bool:
    """Whether there is room for words to the right of a line's end."""
    first, last, end = (date.fromisoformat(day) for day in (*domain, line["to"]))
    return (end - first) < 0.6 * (last - first)


def _changes(changes: list[dict[str, Any]], names: list[str]) -> list[Spec]:
    if not changes:
        return []
    ends = [
        {"at": one["at"], "choice": one[end], "stop": one["stop"], "end": end}
        for one in changes
        for end in ("from", "to")
    ]
    across = _across(names)
    return [
        {
            "data": rows(ends),
            "mark": {"type": "line", "strokeWidth": 4, "color": INK},
            "encoding": {
                "x": days("at"),
                "y": across,
                "detail": {"field": "stop", "type": "nominal"},
            },
        },
        {
            "data": rows(ends),
            "mark": {"type": "point", "shape": "circle", "filled": True, "size": 330}
            | {"color": PAPER, "stroke": INK, "strokeWidth": 2.5, "opacity": 1},
            "encoding": {"x": days("at"), "y": across},
        },
        {
            "data": rows(ends),
            "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "color": INK},
            "encoding": {"x": days("at"), "y": across, "text": {"field": "stop"}},
        },
    ]


def _signs(signs: list[dict[str, Any]], names: list[str]) -> list[Spec]:
    if not signs:
        return []
    across = _across(names)
    drawn = [{**one, "what": SIGN} for one in signs]
    shape = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [SIGN], "range": ["triangle-up"]},
        "legend": {"symbolFillColor": GOLD, "symbolStrokeColor": INK},
    }
    return [
        {
            "data": rows(drawn),
            "mark": {"type": "point", "filled": True, "size": 190, "color": GOLD}
            | {"stroke": INK, "strokeWidth": 1.2, "opacity": 1},
            "encoding": {"x": days("at"), "y": across, "shape": shape},
        },
        {
            "data": rows(drawn),
            "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "dy": 17},
            "encoding": {"x": days("at"), "y": across, "text": {"field": "letter"}},
        },
    ]
