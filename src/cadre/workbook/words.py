"""What columns say of themselves: values and units above them, notes on their headers."""

from __future__ import annotations

from dataclasses import MISSING
from enum import Enum

from cadre.dossier.package import PART_SAYS
from cadre.dossier.tables import CITED, Column, Kind
from cadre.mission.quantities import Range, Unstated
from cadre.mission.weeks import Window

ENDS = ("_low", "_high", "_earliest", "_latest")
"""Parts of a field that may be blank when its likely value isn't."""
_SAYS = {
    Kind.TEXT: "text",
    Kind.ID: "id: no blanks, `;` or `:`",
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
    Kind.TRUTH: "true or false",
    Kind.DAY: "day",
    Kind.PARTIAL_DATE: "2021-02-18, 2021-02, 2021-Q1, 2021",
    Kind.CHOICE: "from the list",
    Kind.MARKING: "mark, as RESTRICTED REL MISSION",
}


def default_says(default: object) -> str:
    """What a default is, as plain words; nothing for none."""
    if default in (MISSING, None, "", (), Window()):
        return ""
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, tuple):
        return ", ".join(default_says(one) for one in default)
    if isinstance(default, Unstated):
        return f"the [prior](priors.md) in force, or {default.likely:g}"
    if isinstance(default, Range | float):
        return f"{default.likely if isinstance(default, Range) else default:g}"
    return str(default.value if isinstance(default, Enum) else default)


def blank_says(column: Column) -> str:
    """What a blank cell stands for; nothing when it stands for nothing."""
    return "as the likely value" if column.part in ENDS else default_says(column.default)


def values_say(column: Column) -> str:
    """What may stand in a cell of a column: unit and bounds, or what kind of value."""
    if column.kind is Kind.CITATION:
        text = f"id of {', '.join(CITED[:-1])} or {CITED[-1]}, with `:place`"
    elif column.refers_to:
        text = f"id of {' or '.join(column.refers_to)}"
    elif column.unit is not None:
        text = str(column.unit)
    else:
        text = _SAYS[column.kind]
    return f"{text}; several, parted by `; `" if column.many else text


def help_says(column: Column) -> str:
    """The line above a column's name: its values, whether it is needed, what blank means."""
    blank = blank_says(column).replace("[prior](priors.md)", "prior")
    more = "needed" if column.required else f"blank: {blank}" if blank else ""
    return f"{values_say(column)}\n{more}" if more else values_say(column)


def note_says(column: Column) -> str:
    """The note on a column's name: what it means, and which values are allowed."""
    part = f" {PART_SAYS[column.part]}." if column.part else ""
    allowed = f"\n\nAllowed: {', '.join(column.allowed)}." if column.allowed else ""
    return f"{column.help}{part}\n\n{help_says(column)}{allowed}".replace("`", "")
