"""How dates, numbers and lists are written in a brief."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from math import floor

from cadre.mission.weeks import NO_DAY, Horizon, Window

UNKNOWN = "unknown"


def day_text(day: date | None) -> str:
    """15 March 2021; "unknown" for None."""
    return UNKNOWN if day is None else f"{day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """15 Mar 2021, for tables and charts."""
    return f"{day.day} {day:%b %Y}"


_WRITTEN = re.compile(r"\b(\d{1,2} [A-Z][a-z]+ \d{4})\b")


def days_in(text: str) -> list[date]:
    """The days that a text names as 15 March 2021; what only looks like one is passed over."""
    found: list[date] = []
    for written in _WRITTEN.findall(text):
        with suppress(ValueError):
            found.append(datetime.strptime(written, "%d %B %Y").replace(tzinfo=UTC).date())
    return found


def window_text(window: Window) -> str:
    """15 Mar 2021 to 2 May 2021; an open end is said in words."""
    first, last = window.first, window.last
    if window == NO_DAY:
        return str(window)
    if first is None and last is None:
        return "no dates stated"
    if first is None:
        return f"until {short_day(window.end - timedelta(days=1))}"
    if last is None:
        return f"from {short_day(first)}, no end stated"
    return short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"


def figure(value: float) -> str:
    """1,234; 12.5; 0.25: no more places than a reader needs."""
    if abs(value - round(value)) < 1e-9 or abs(value) >= 100:
        return f"{round(value):,}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:z.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """37%; what is neither nothing nor all is never printed as 0% or 100%."""
    return _percentage(share, 100 * share, 0)


def percents(shares: Sequence[float], places: int = 0) -> list[str]:
    """The same, so rounded that they add up as the shares do: those that lose most go up."""
    fine = 100 * 10**places
    whole = [floor(fine * share) for share in shares]
    left = round(fine * sum(shares)) - sum(whole)
    rest = sorted(range(len(shares)), key=lambda n: whole[n] - fine * shares[n])
    for place in rest[:left]:
        whole[place] += 1
    return [
        _percentage(share, number / 10**places, places)
        for share, number in zip(shares, whole, strict=True)
    ]


def _percentage(share: float, rounded: float, places: int) -> str:
    told, least = f"{rounded:.{places}f}%", 10.0**-places
    if share > 0 and told == f"{0:.{places}f}%":
        return f"<{least:.{places}f}%"
    if share < 1 and told == f"{100:.{places}f}%":
        return f">{100 - least:.{places}f}%"
    return told


def plural(count: float, one: str, many: str = "") -> str:
    """The noun for a count: person, people."""
    return one if count == 1 else many or f"{one}s"


def listed(words: Iterable[str], most: int = 0) -> str:
    """`a, b and c`; more than `most` are counted (0 lists all)."""
    found = list(words)
    if most and len(found) > most:
        rest = len(found) - most
        found = [*found[:most], f"{rest} more"]
    if len(found) <= 1:
        return "".join(found)
    return ", ".join(found[:-1]) + " and " + found[-1]


def short_name(name: str) -> str:
    """What stands before the first comma, colon, semicolon or bracket; all if that is nothing."""
    return re.split(r"[,;:] | \(", name, maxsplit=1)[0].rstrip(".") or name


def sentence(text: str) -> str:
    """The text with a capital at its start and a full stop at its end."""
    stripped = text.strip()
    if not stripped:
        return ""
    ended = stripped if stripped[-1] in ".!?" else f"{stripped}."
    return ended[0].upper() + ended[1:]


def quarter_weeks(horizon: Horizon) -> tuple[int, ...]:
    """The weeks that hold the last day of a quarter, and the last week of the horizon."""
    weeks: list[int] = []
    for week in range(horizon.weeks):
        after = horizon.day(week + 1)
        begins = date(after.year, 3 * ((after.month - 1) // 3) + 1, 1)
        if horizon.day(week) < begins <= after:
            weeks.append(week)
    last = horizon.weeks - 1
    return tuple(weeks) if weeks and weeks[-1] == last else (*weeks, last)


def some_of(weeks: Sequence[int], most: int) -> tuple[int, ...]:
    """At most `most` of the weeks, evenly spread, the last one always among them."""
    if len(weeks) <= most:
        return tuple(weeks)
    step = -(-len(weeks) // most)
    return tuple(reversed(tuple(reversed(weeks))[::step]))
