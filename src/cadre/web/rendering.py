"""Rendering: templates, and the pieces of a brief as links of this desk."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from cadre.brief.html import portion
from cadre.brief.sections import Cite, Number, Piece, Text
from cadre.brief.words import day_text, figure, percent, plural, short_day, window_text
from cadre.desk.roles import Role
from cadre.mission.markings import OPEN


def rendered(template: str, **context: object) -> str:
    """A template as text."""
    return environment().get_template(template).render(**context)


@cache
def environment() -> Environment:
    """The templates, with what they may call."""
    made = Environment(
        loader=PackageLoader("cadre.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": lambda day: "" if day is None else day_text(day),
        "short_day": short_day,
        "figure": figure,
        "percent": percent,
        "window": window_text,
        "iso": lambda day: day.isoformat() if isinstance(day, date) else "",
        "data": in_script,
        "portion": lambda mark: portion(mark) if mark != OPEN else "",
    }
    made.globals |= {"text": shown, "plural": plural, "Role": Role}
    return made


def in_script(value: object) -> Markup:
    """A value as JSON that may stand inside a script element."""
    told = json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
    # Neither the end of the script nor the start of a comment may stand inside it.
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        told = told.replace(sign, written)
    return Markup(told)  # noqa: S704 - escaped above


@pass_context
def shown(context: Context, text: Text) -> Markup:
    """A text of a brief, its numbers and references as links into the evidence."""
    visit: Any = context["visit"]
    page = str(context.get("page_name", ""))
    return Markup("").join(_piece(piece, visit, page) for piece in text)


def _piece(piece: Piece, visit: Any, page: str) -> Markup:  # noqa: ANN401 - a Visit, which renders
    if isinstance(piece, str):
        return escape(piece)
    anchor = Markup('<a class="{}" href="{}" title="{}">{}</a>')
    if isinstance(piece, Number):
        address = visit.chain(page, piece.id)
        return anchor.format("number", address, piece.label, piece.text)
    if isinstance(piece, Cite):
        address = visit.link(f"/cited/{piece.citation.ref}")
        return anchor.format("cite", address, "Where this is written down", str(piece.citation))
    address = visit.link(f"/evidence/{piece.row.table}/{piece.row.id}")
    return anchor.format("row", address, str(piece.row), piece.text)
