"""Charts as pictures: Vega-Lite to SVG, without a network."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap

import vl_convert

from cadre.brief.sections import Chart, Spec

TITLE = 110
"""Letters of a title that go on one line."""
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_OWN_ID = re.compile(r'\bid="([^"]+)"')
_SAID_ID = re.compile(r'(\bid="|url\(#|"#)([^")]+)')


def svg(chart: Chart) -> str:
    """The picture of a chart, for use inside a page: its ids bear the chart's own as a prefix.

    It scales down with the page, and tells its title and description to those who can't see it.
    """
    return _for_page(drawn(chart.spec), chart)


def picture_file(spec: Spec, title: str, description: str) -> str:
    """The picture of a specification for a file of its own; its title is there for all readers."""
    shown = _titled(spec, title)
    told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return _ROOT.sub(lambda root: f'{root[0][:-1]} role="img">{told}', drawn(shown), count=1)


def png_file(spec: Spec, title: str) -> bytes:
    """The picture of a specification as PNG, at twice its size for sharp print."""
    picture: bytes = vl_convert.vegalite_to_png(
        _titled(spec, title), vl_version="6.4", scale=2, allowed_base_urls=[]
    )
    return picture


def _titled(spec: Spec, title: str) -> Spec:
    """The specification with its title above; a long one goes over several lines."""
    lines = wrap(title, TITLE)
    text = title if len(lines) < 2 else lines
    return {**spec, "title": {"text": text, "anchor": "start", "fontSize": 14, "offset": 14}}


def drawn(spec: Spec) -> str:
    """The picture of a specification by itself, the same text each time it is drawn."""
    picture: str = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[])
    return _with_ids(picture, "part")


def _with_ids(picture: str, prefix: str) -> str:
    """Its ids counted from 0: the library counts them on through the life of a process."""
    ids = {own: f"{prefix}-{i}" for i, own in enumerate(dict.fromkeys(_OWN_ID.findall(picture)))}
    return _SAID_ID.sub(lambda said: said[1] + ids.get(said[2], said[2]), picture)


def _for_page(picture: str, chart: Chart) -> str:
    prefix = f"c-{chart.id}"
    size = _SIZE.search(picture)
    width, height = size.groups() if size else ("860", "400")
    root = (
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {width} {height}" style="max-width:{float(width):.0f}px" '
        f'role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(chart.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(chart.description)}</desc>'
    )
    return _ROOT.sub(lambda _: root, _with_ids(picture, prefix), count=1)
