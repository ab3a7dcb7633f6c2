"""How choices, values and ranges of an exploration are printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from cadre.brief.explored_pictures import fine
from cadre.brief.words import day_text, short_day, short_name
from cadre.explorer.said import quantity
from cadre.explorer.uncertainties import Kind, Uncertainty
from cadre.mission.weeks import DAY, Horizon

AS_STATED = "as stated"
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
NONE, WITHOUT, TRIGGERS = "none", " without ", "triggers"


def labels_of(choices: Iterable[str]) -> dict[str, str]:
    """The short name of each choice, from its id; choices that would be called alike keep it."""
    names = {choice: label_of(choice) for choice in choices}
    alike = Counter(name.casefold() for name in names.values())
    return {key: name if alike[name.casefold()] == 1 else key for key, name in names.items()}


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


def with_days(text: str) -> str:
    """A text with its days written as people do: 19 July 2021."""
    return _ISO.sub(lambda found: day_text(date.fromisoformat(found[0])), text)
