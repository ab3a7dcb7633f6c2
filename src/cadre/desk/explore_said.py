"""How choices, values and ranges of an exploration are printed."""

from __future__ import annotations

from cadre.brief.explored_pictures import fine
from cadre.brief.words import short_day, short_name
from cadre.explorer.said import quantity
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.weeks import DAY, Horizon

AS_STATED = "as stated"
NONE, WITHOUT, TRIGGERS = "none", " without ", "triggers"


def label_of(choice: str) -> str:
    """A choice's short name, from its id: "Services + kurdistan, without classes-stop"."""
    mix, _, off = choice.partition(WITHOUT)
    name = " + ".join(mix.split("+")).replace("-", " ")
    name = "No option" if mix == NONE else name[:1].upper() + name[1:]
    return f"{name}, without {off.replace('+', ' and ')}" if off else name


def unit_of(unit: str) -> str:
    """The unit of a measure as rows have it: shares are percentages."""
    return "%" if unit.split(" ", maxsplit=1)[0] == "share" else unit


def said(value: float, unit: str) -> str:
    """A value of a measure as printed, without the name of its unit."""
    return fine(value, unit_of(unit))


def name_of(one: Uncertainty) -> str:
    """What is uncertain, in short: up to the first comma, unless that says too little."""
    short = short_name(one.name)
    return short if len(short) > 20 else one.name


def value_of(one: Uncertainty, value: float, horizon: Horizon) -> str:
    """A value of an uncertainty as printed: days as days, shares as percentages."""
    if one.kind is Kind.SHOCK and value >= horizon.weeks:
        return "never"
    if one.kind in (Kind.DAY, Kind.SHOCK):
        return short_day(horizon.start + round(7 * value) * DAY)
    return quantity(value, one.unit)
