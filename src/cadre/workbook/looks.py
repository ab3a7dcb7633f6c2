"""How the workbook looks: one palette, and the formats made from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cadre.dossier.tables import Column, Kind

NAVY, STEEL, GREY, PALE = "#17365D", "#44688F", "#7A8594", "#F3F6FA"
RED, PINK = "#9C0006", "#FCE4E4"
FONT = "Calibri"

TEXT_FORMAT, DAY_FORMAT = "@", "yyyy-mm-dd"
"""How cells are shown: as typed, so that `007` and `2021-02` stay; and days without doubt."""

Looks = dict[str, Any]

BOOK: Looks = {"font_name": FONT, "font_size": 10, "valign": "top"}
TITLE: Looks = {"bold": True, "font_size": 15, "font_color": NAVY, "valign": "vcenter"}
SAYS: Looks = {"font_color": GREY, "valign": "vcenter", "italic": True}
HELP: Looks = {"font_size": 8, "font_color": GREY, "text_wrap": True, "valign": "bottom"}
MARK: Looks = {"bold": True, "font_color": RED, "valign": "vcenter"}
LINK: Looks = {"font_color": STEEL, "underline": 1}
PLAIN: Looks = {"text_wrap": True}
STRONG: Looks = {"bold": True, "text_wrap": True}
COUNT: Looks = {"font_color": GREY, "align": "right", "indent": 2}
FAINT: Looks = {"font_color": GREY, "text_wrap": True}
HEAD: Looks = {
    "bold": True,
    "font_color": "#FFFFFF",
    "valign": "vcenter",
    "border": 1,
    "border_color": "#FFFFFF",
    "num_format": TEXT_FORMAT,
}
NEEDED = HEAD | {"bg_color": NAVY}
OPTIONAL = HEAD | {"bg_color": STEEL, "bold": False}
SHARED = HEAD | {"bg_color": GREY, "bold": False}
MISSING: Looks = {"bg_color": PINK}
TWICE: Looks = {"font_color": RED, "bg_color": PINK}

NUMBERS = (Kind.INTEGER, Kind.NUMBER)
NARROW, WIDE = 9.0, 46.0
"""Least and largest width of a column, in characters."""


def cell_looks(column: Column) -> Looks:
    """How the cells of a column look, blank ones too: numbers, days, and all else as text."""
    if column.many:
        return BOOK | {"num_format": TEXT_FORMAT, "text_wrap": True}
    if column.kind in NUMBERS:
        return BOOK | {"num_format": "General", "align": "right", "indent": 1}
    if column.kind is Kind.DAY:
        return BOOK | {"num_format": DAY_FORMAT, "align": "left"}
    if column.kind is Kind.ID:
        return BOOK | {"num_format": TEXT_FORMAT, "bold": True, "bg_color": PALE}
    return BOOK | {"num_format": TEXT_FORMAT, "text_wrap": column.kind is Kind.TEXT}


LINE, TALLEST = 13.5, 12
"""Points that a line of a cell takes, and the lines that are shown of a longer one."""


def height(cells: Iterable[tuple[str, float]]) -> float | None:
    """Points that a row takes by its cells and the widths of these; None for a single line.

    Excel works it out when it opens a workbook, other programs don't.
    """
    lines = max((_lines(text, wide) for text, wide in cells if text), default=1)
    return None if lines == 1 else LINE * min(lines, TALLEST)


def _lines(text: str, wide: float) -> int:
    # More letters go into a line than its width says: few are as wide as a digit.
    return sum(1 + int((len(line) - 1) / (1.12 * wide)) if line else 1 for line in text.split("\n"))


def width(name: str, longest: int) -> float:
    """The width of a column by its name, beside which a button stands, and its longest cell."""
    return min(max(NARROW, len(name) + 4.0, longest + 1.5), WIDE)
