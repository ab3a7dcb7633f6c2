"""Timeline: days as places along a line, in percent of its width, for pictures made of links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cadre.mission.weeks import Window

LEAST = 0.35
"""Least width of a stretch in percent, so that a single day of years can still be pointed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A day named below a line.

    Attributes:
        at: Its place, as 12.5%.
        label: What is written there; empty for a line alone.
    """

    at: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A line of days.

    Attributes:
        span: The days.
    """

    span: Window

    def at(self, day: date) -> str:
        """The place of a day's first hour; days outside stand at the ends."""
        inside = min(max(day, self.span.start), self.span.end)
        return f"{100 * (inside - self.span.start).days / self.span.days:.3f}%"

    def holds(self, day: date) -> bool:
        """Whether a day is on the line."""
        return day in self.span

    def within(self, window: Window) -> Window | None:
        """The part of a window that is on the line."""
        return window.common(self.span)

    def wide(self, window: Window) -> str:
        """How wide a window is drawn."""
        days = 0 if (inside := window.common(self.span)) is None else inside.days
        return f"{max(100 * days / self.span.days, LEAST):.3f}%"

    def ticks(self) -> tuple[Tick, ...]:
        """Years, and quarters or months between them where there is room."""
        return tuple(self._ticks())

    def _ticks(self) -> Iterator[Tick]:
        years = self.span.days / 365.25
        step = 12 if years > 7 else 6 if years > 4 else 3 if years > 1.2 else 1
        for month in range(self.span.start.year * 12, self.span.end.year * 12 + 12, step):
            day = date(month // 12, month % 12 + 1, 1)
            share = (day - self.span.start).days / self.span.days
            if day in self.span and share < 0.97:
                yield Tick(at=self.at(day), label=self._label(day, years))

    def _label(self, day: date, years: float) -> str:
        if day.month == 1:
            return str(day.year)
        if years > 4:
            return ""
        if years > 2.2 and day.month != 7:
            return ""
        return f"{day:%b}"
