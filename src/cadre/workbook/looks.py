"""How the workbook looks: one palette, and the formats made from it."""

from __future__ import annotations

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
FAINT: Looks = {"font_color": GREY, "text_wrap": True}
HEAD: Looks = {
    **{"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"},
    **{"border": 1, "border_color": "#FFFFFF", "num_format": TEXT_FORMAT},
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
        return BOOK | {"num_format": "General"}
    if column.kind is Kind.DAY:
        return BOOK | {"num_format": DAY_FORMAT, "align": "left"}
    if column.kind is Kind.ID:
        return BOOK | {"num_format": TEXT_FORMAT, "bold": True, "bg_color": PALE}
    return BOOK | {"num_format": TEXT_FORMAT, "text_wrap": column.kind is Kind.TEXT}


def width(name: str, longest: int) -> float:
    """The width of a column by its name, beside which a button stands, and its longest cell."""
    return min(max(NARROW, len(name) + 4.0, longest + 1.5), WIDE)
