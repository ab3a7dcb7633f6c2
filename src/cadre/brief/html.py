"""A brief as one HTML page that needs nothing else: no network, no script, prints on A4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from cadre.brief.sections import Brief, Chart, Cite, Number, Paragraph, Part, Piece, Table, Text
from cadre.brief.shown import readable
from cadre.mission.markings import OPEN, Marking

_DAY = re.compile(r"\b(\d{1,2} [A-Z][a-z]{2} \d{4}|\d{4}-\d{2}(?:-\d{2})?)\b")
"""A short day, which must not be broken over two lines."""
Draw = Callable[[Chart], str]


def render(brief: Brief) -> str:
    """The whole page, charts drawn."""
    from cadre.brief.render import svg  # noqa: PLC0415 - the drawing library is heavy

    return page(brief, svg)


def page(brief: Brief, draw: Draw) -> str:
    """The whole page.

    Args:
        brief: What to show.
        draw: Makes the SVG of a chart.
    """
    brief = readable(brief)
    return _template().render(
        brief=brief,
        blocks=_blocks,
        kind=_kind,
        show=_Shower(brief),
        draw=lambda chart: Markup(draw(chart)),  # noqa: S704 - escaped where it is drawn
        portion=portion if brief.marking != OPEN else (lambda _: ""),
        header=_css_text(f"{brief.marking}  -  {brief.title}"),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("cadre.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("brief.html.j2")


def portion(marking: Marking) -> str:
    """The portion mark of a paragraph: (U), (R), (S REL NATO)."""
    limit = marking.releasable_to
    rel = "" if limit is None else f" REL {', '.join(sorted(limit)) or 'NOBODY'}"
    return f"({marking.classification.value[0]}{rel})"


def _css_text(text: str) -> str:
    """A text that can't end a CSS string: all but plain letters, figures and signs left out."""
    return re.sub(r"[^\w .,:()/-]", "", text)


def _kind(part: Part) -> str:
    return type(part).__name__.lower()


def _blocks(parts: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    """The parts, with neighbouring lines of a list put together."""
    found: list[tuple[str, list[Part]]] = []
    for part in parts:
        item = isinstance(part, Paragraph) and part.role == "item"
        if item and found and found[-1][0] == "list":
            found[-1][1].append(part)
        else:
            found.append(("list" if item else _kind(part), [part]))
    return found


def _unbroken(text: str) -> Markup:
    """A text, escaped, in which no line ends inside a day."""
    parts = _DAY.split(text)
    span = Markup('<span class="d">{}</span>')
    return Markup("").join(
        span.format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


class _Shower:
    """Shows texts with links to those lines of the brief that are there to be led to."""

    def __init__(self, brief: Brief) -> None:
        tables = (part for part in brief.leaves() if isinstance(part, Table))
        self._anchors = {line.anchor for table in tables for line in table.lines if line.anchor}

    def __call__(self, text: Text) -> Markup:
        return Markup("").join(self._piece(piece) for piece in text)

    def _piece(self, piece: Piece) -> Markup:
        if isinstance(piece, str):
            return _unbroken(piece)
        if isinstance(piece, Number):
            return self._link(f"n-{piece.id}", piece.text, "n", piece.label)
        if isinstance(piece, Cite):
            return self._link(f"e-{piece.citation.ref}", str(piece.citation), "c", "")
        return self._link(f"r-{piece.row.table}-{piece.row.id}", piece.text, "r", "")

    def _link(self, anchor: str, text: str, style: str, title: str) -> Markup:
        if anchor not in self._anchors:
            return Markup('<span class="{}">{}</span>').format(style, text)
        hint = Markup(' title="{}"').format(title) if title else Markup("")
        return Markup('<a class="{}" href="#{}"{}>{}</a>').format(style, anchor, hint, text)
