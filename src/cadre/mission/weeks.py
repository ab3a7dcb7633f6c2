"""Windows exact to the day, and the grid of weeks that plans are made on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from cadre.errors import FigureError
from cadre.mission.partial import days_meant

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
ALWAYS = date.min
"""Start of a window that has no known beginning."""
NEVER = date.max
"""End of a window that has no known end."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from `start` up to, not including, `end`.

    Files write both days as days that count, as legal texts do: `from` 2021-01-01 `to`
    2021-01-31 is Window(2021-01-01, 2021-02-01). A window is never empty.

    Attributes:
        start: First day inside; `ALWAYS` when no beginning is known.
        end: First day no longer inside; `NEVER` when no end is known.
    """

    start: date = ALWAYS
    end: date = NEVER

    def __post_init__(self) -> None:
        """Refuse a window that ends before it begins."""
        if self.start >= self.end:
            met = f"{self.start} to {self.end - DAY if self.end > ALWAYS else self.end}"
            raise FigureError("window", "from and to", met, "a `to` not before `from`")

    @classmethod
    def of_days(cls, first: date | None, last: date | None) -> Window:
        """The window of all days from `first` to `last`, both inside; None leaves an end open."""
        end = NEVER if last is None or last == NEVER else last + DAY
        return cls(ALWAYS if first is None else first, end)

    @property
    def first(self) -> date | None:
        """First day inside; None when no beginning is known."""
        return None if self.start == ALWAYS else self.start

    @property
    def last(self) -> date | None:
        """Last day inside; None when no end is known."""
        return None if self.end == NEVER else self.end - DAY

    @property
    def days(self) -> int:
        """Number of days inside; very large when an end is open."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        if self == NO_DAY:
            return "on no day"
        if self.first is None and self.last is None:
            return "at all times"
        if self.first is None:
            return f"until {self.last}"
        if self.last is None:
            return f"from {self.first} on"
        return f"{self.first} to {self.last}"

    def covers(self, other: Window) -> bool:
        """Whether every day of `other` lies inside this window."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Window) -> bool:
        """Whether the two windows share a day; windows that only touch don't."""
        return self.start < other.end and other.start < self.end

    def common(self, other: Window) -> Window | None:
        """The days inside both; None when there are none."""
        if not self.overlaps(other):
            return None
        return Window(max(self.start, other.start), min(self.end, other.end))

    def without(self, others: Iterable[Window]) -> tuple[Window, ...]:
        """The gaps: the days of this window that none of `others` covers, in order of time."""
        gaps, start = [], self.start
        for other in sorted(others, key=_START):
            if other.end <= start:
                continue
            if other.start >= self.end:
                break
            if other.start > start:
                gaps.append(Window(start, other.start))
            start = other.end
            if start >= self.end:
                return tuple(gaps)
        gaps.append(Window(start, self.end))
        return tuple(gaps)


NO_DAY = Window(ALWAYS, ALWAYS + DAY)
"""The window of what never is: nothing that is planned or played falls into it."""

# The order of windows with one start doesn't matter, and comparing whole ones is slow.
_START = attrgetter("start")


def union(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The days inside any of `windows`, as windows that neither overlap nor touch, in order."""
    joined: list[Window] = []
    for window in sorted(windows, key=_START):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return tuple(joined)


def days_in(windows: Iterable[Window]) -> int:
    """Days inside any of `windows`; days inside several count once."""
    return sum(window.days for window in union(windows))


def common_to_all(groups: Iterable[Iterable[Window]]) -> tuple[Window, ...]:
    """The days inside some window of every group, in order; no group at all is all of time."""
    left: tuple[Window, ...] = (Window(),)
    for group in groups:
        joined = union(group)
        pairs = (one.common(other) for one in left for other in joined)
        left = tuple(shared for shared in pairs if shared is not None)
    return left


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as a document gives it, as exact as it gives it: always a window of days.

    Read are, with or without a capital:

    - `2021-02-18`, `2021-02`, `2021`, `February 2021`;
    - `2021-Q3`, `Q3 2021`, `third quarter of 2021`; `2021-H1`, `H1 2021`, `first half of 2021`;
    - `spring 2021` (March to May), `summer 2021` (June to August), `autumn 2021` or `fall 2021`
      (September to November), `winter 2020/21` (December to February): the meteorological
      seasons of the northern hemisphere; `winter 2021` alone is either of the winters that
      touch the year, so 2020-12-01 to 2022-02-28;
    - `early 2021` (January to April), `mid-2021` (May to August), `late 2021` (September to
      December); `early March 2021` (to the 10th), `mid-March 2021` (11th to 20th), `late March
      2021` (from the 21st on);
    - spans of any of these, from the first day of one to the last day of the other:
      `2018 to 2020`, `2018/2021`, `2020-03/2020-05`, `autumn 2020 to mid-2021`. A stroke right
      after a winter belongs to the winter.

    Attributes:
        text: As written.
        window: All the days that may be meant.
    """

    text: str
    window: Window

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a date in one of the forms above; raise ValueError for anything else."""
        return cls(text, Window.of_days(*days_meant(text)))

    @property
    def earliest(self) -> date:
        """The first day that may be meant."""
        return self.window.start

    @property
    def latest(self) -> date:
        """The last day that may be meant."""
        return self.window.end - DAY

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class DateRange:
    """A day in the future that is known only roughly.

    Attributes:
        earliest: First day thought possible.
        likely: The day that plans use.
        latest: Last day thought possible.
    """

    earliest: date
    likely: date
    latest: date

    def __post_init__(self) -> None:
        """Refuse a range whose days are in disorder."""
        if not self.earliest <= self.likely <= self.latest:
            met = f"{self.earliest} / {self.likely} / {self.latest}"
            raise FigureError("dates", "earliest / planned / latest", met, "in order of time")

    @classmethod
    def exactly(cls, day: date) -> DateRange:
        """A day that is taken as known."""
        return cls(day, day, day)

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return str(self.likely)
        return f"{self.likely} ({self.earliest} to {self.latest})"


@dataclass(frozen=True, slots=True)
class Horizon:
    """The weeks that a plan looks at, numbered from 0.

    Attributes:
        start: First day of week 0.
        weeks: Number of weeks.
    """

    start: date
    weeks: int

    def __post_init__(self) -> None:
        """Refuse a horizon without a week, or so long that nobody can mean it."""
        if not 1 <= self.weeks <= 2600:
            raise FigureError("horizon", "weeks", self.weeks, "1 to 2600 (fifty years)")

    @classmethod
    def between(cls, first: date, last: date) -> Horizon:
        """The whole weeks from `first` on that end by `last`: week 0 begins on `first` itself."""
        return cls(first, ((last - first).days + 1) // 7)

    @property
    def window(self) -> Window:
        """All the days of the horizon."""
        return Window(self.start, self.start + self.weeks * WEEK)

    def day(self, week: int) -> date:
        """First day of `week`; weeks outside the horizon are counted on."""
        return self.start + week * WEEK

    def week(self, day: date) -> int:
        """Number of the week that holds `day`: negative before the horizon, >= weeks after it."""
        return (day - self.start).days // 7

    def first_whole_week(self, day: date) -> int:
        """Number of the first week that begins on `day` or later."""
        return -((self.start - day).days // 7)

    def span(self, week: int, weeks: int = 1) -> Window:
        """The days of `weeks` weeks from `week` on."""
        return Window(self.day(week), self.day(week + weeks))

    def covered(self, windows: Iterable[Window]) -> tuple[bool, ...]:
        """For each week, whether `windows` together hold all its seven days."""
        flags = [False] * self.weeks
        for window in union(windows):
            inside = window.common(self.window)
            if inside is None:
                continue
            for week in range(self.first_whole_week(inside.start), self.week(inside.end)):
                flags[week] = True
        return tuple(flags)

    def overlapped(self, window: Window) -> range:
        """The weeks of the horizon of which `window` holds at least one day."""
        inside = window.common(self.window)
        if inside is None:
            return range(0)
        return range(self.week(inside.start), self.week(inside.end - DAY) + 1)
