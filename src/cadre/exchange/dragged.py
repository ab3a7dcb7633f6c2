"""Days that were dragged: a spreadsheet counts up a day that is pulled down over several cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cadre.exchange.grid import row_ranges
from cadre.exchange.records import Record
from cadre.exchange.rules import DRAGGED, Noted
from cadre.mission.weeks import DAY, Window

FEWEST = 4
"""Days in a row from which they are taken for dragged; three may be chance."""


def undragged(records: Iterable[Record], noted: Noted) -> list[Record]:
    """Records in which a series of first days that was dragged is its earliest day.

    A series is dragged when rows of one body, sector, activity and province have as many first
    days as follow one another without a gap, and the same last day.
    """
    every = list(records)
    series: dict[tuple[object, ...], dict[date, list[Record]]] = {}
    for one in every:
        if one.window is not None and one.window.first is not None and not one.by_month:
            whose = (one.name, one.acronym, one.sector, one.activity, one.beneficiary, one.place)
            days = series.setdefault((*whose, one.window.end), {})
            days.setdefault(one.window.start, []).append(one)
    first_of: dict[int, date] = {}
    for days in series.values():
        first, last = min(days), max(days)
        if len(days) >= FEWEST and last - first == (len(days) - 1) * DAY:
            first_of |= {one.row: first for found in days.values() for one in found}
            _tell([one for found in days.values() for one in found], first, last, noted)
    return [_from(one, first_of[one.row]) if one.row in first_of else one for one in every]


def _from(one: Record, first: date) -> Record:
    end = Window().end if one.window is None else one.window.end
    return replace(one, window=Window(first, end))


def _tell(found: list[Record], first: date, last: date, noted: Noted) -> None:
    one = found[0]
    noted.add(
        DRAGGED,
        f"{row_ranges(one.row for one in found)} of {one.name or one.acronym} are the same but for "
        f"their first days, which follow one another from {first} to {last}, as when a cell is "
        "pulled down. The earliest is taken for all.",
        "Correct the days in the file.",
    )
