"""Asked: what was typed into a field of a form, what it means, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cadre.brief.words import day_text
from cadre.mission.weeks import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDay:
    """A day that a form asks for.

    Attributes:
        name: Name of the field.
        typed: What stands in it, as it was typed.
        day: The day that is meant; None when it is empty or nothing can be made of it.
        fault: What is wrong with it, as a sentence; empty when nothing is.
    """

    name: str
    typed: str
    day: date | None
    fault: str = ""


def day_asked(name: str, typed: str, within: Window | None = None) -> AskedDay:
    """What was typed as a day, which must lie within some days where these are given."""
    if not typed.strip():
        return AskedDay(name=name, typed="", day=None)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        fault = f"“{typed[:40]}” is no day. Write it as 2021-03-15."
        return AskedDay(name=name, typed=typed, day=None, fault=fault)
    if within is not None and day not in within:
        return AskedDay(name=name, typed=typed, day=None, fault=_outside(day, within))
    return AskedDay(name=name, typed=typed, day=day)


def _outside(day: date, within: Window) -> str:
    said = f"{day_text(day)} lies outside the days that are looked at"
    if within.first is None:
        return f"{said}: choose one up to {day_text(within.last)}."
    return f"{said}: choose one from {day_text(within.first)} to {day_text(within.last)}."
