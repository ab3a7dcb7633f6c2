"""When work may start and run: law, site, window, gates and the host's own limits, by the week."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cadre.mission.activities import Activity, Mode
from cadre.mission.cover import Cover, covering, covers, full_cover, holding, naming, with_bases
from cadre.mission.gates import awaited, planning_dates
from cadre.mission.halts import halting, open_windows, unpaused
from cadre.mission.ids import ActivityId, AuthorityId, GateId, NegotiationId, SiteId
from cadre.mission.increments import base_of, modes_beside
from cadre.mission.leads import changing_over, led
from cadre.mission.mission import Mission
from cadre.mission.talks import Held, clashes, laid, needed_talks
from cadre.mission.weeks import ALWAYS, NEVER, WEEK, Window

Flags = NDArray[np.bool_]

RULES = (
    *("paused", "cover", "gates", "site", "window", "red lines", "negotiations"),
    *("lead", "hand-over", "increment"),
)
"""The rules of this module, by the names that explanations use."""
UNDATED = "undated gates"
"""What may be lifted in place of "gates": those alone of which nobody can say when they open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Weeks on end in which one mode may run, or is only paused.

    Attributes:
        weeks: The weeks; work may be done in the first and in the last of them.
        starts: Those of them in which it may start, in order.
        idle: Those of them that a pause takes.
    """

    weeks: range
    starts: tuple[int, ...]
    idle: frozenset[int] = frozenset()


class _Part(NamedTuple):
    """Weeks on end in which law and site let one mode run, or only pause it.

    Attributes:
        weeks: The weeks.
        worked: Those of them in which work may be done.
        starts: Those of them in which new work may start.
    """

    weeks: range
    worked: Sequence[int]
    starts: Sequence[int]


def worked_to(end: int, idle: frozenset[int]) -> int:
    """The week after the last one before `end` that isn't idle."""
    while end - 1 in idle:
        end -= 1
    return end


@dataclass(frozen=True, kw_only=True)
class Law:
    """What the mission's law and gates allow.

    Attributes:
        mission: The mission.
        lifted: Rules taken as kept, to learn what they stand in the way of.
        only: The activity for which they are lifted; None is all.
    """

    mission: Mission
    lifted: frozenset[str] = field(default=frozenset())
    only: ActivityId | None = None

    def _counts(self, rule: str, activity: Activity) -> bool:
        return rule not in self.lifted or self.only not in (None, activity.id)

    def stretches(self, activity: Activity, mode: Mode) -> tuple[Stretch, ...]:
        """The stretches of weeks in which `mode` may run, those without a start left out.

        Work goes on after a pause, but none starts in one. New work of a fixed length isn't
        planned over a pause either: it would end short of its length.
        """
        if mode.lead is not None or activity.increment_of is not None:
            return self._clipped(activity, self._parts(activity, mode))
        whole, kind = mode.weeks > 0, self._kind(activity)
        key = (whole, kind, self._kind_of_site(mode.site))
        if key not in self._known:
            alike = (whole, kind[0], key[2])
            if alike not in self._known_parts:
                self._known_parts[alike] = self._parts(activity, mode)
            self._known[key] = self._clipped(activity, self._known_parts[alike])
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[bool, tuple[int, int], int], tuple[Stretch, ...]]:
        """The stretches of modes with and without length, by kind of work and of site."""
        return {}

    @cached_property
    def _known_parts(self) -> dict[tuple[bool, int, int], tuple[_Part, ...]]:
        """The parts that they were cut from, by what of work tells them."""
        return {}

    def _kind(self, activity: Activity) -> tuple[int, int]:
        """Numbers of what of work its parts hang on, and of what its stretches do.

        That is all that this module looks at, but for leads and bases.
        """
        lifted = self.lifted if self.only in (None, activity.id) else frozenset[str]()
        key = (activity.id, lifted)
        if key not in self._kinds:
            mission, programme = self.mission, activity.programme
            parts = self._number(
                lifted,
                mission.has_begun(activity),
                self._forbidden(activity),
                activity.cover,
                naming(mission, "programmes").get(programme),
                programme if mission.pauses else None,
                activity.notice_weeks,
            )
            own = (activity.window, activity.latest_start, activity.began)
            gates = (activity.conditions, activity.decisions, needed_talks(self.mission, activity))
            self._kinds[key] = parts, self._number(parts, own, gates)
        return self._kinds[key]

    def _kind_of_site(self, site: SiteId) -> int:
        """Number of all that this module looks at in a site."""
        if site not in self._kinds_of_sites:
            mission = self.mission
            self._kinds_of_sites[site] = self._number(
                mission.site(site).window,
                naming(mission, "sites").get(site),
                site if mission.pauses else None,
            )
        return self._kinds_of_sites[site]

    @cached_property
    def _kinds(self) -> dict[tuple[ActivityId, frozenset[str]], tuple[int, int]]:
        """The kinds of work asked for so far, by the rules lifted for it."""
        return {}

    @cached_property
    def _kinds_of_sites(self) -> dict[SiteId, int]:
        """The kinds of sites asked for so far."""
        return {}

    def _number(self, *looked_at: object) -> int:
        return self._numbers.setdefault(looked_at, len(self._numbers))

    @cached_property
    def _numbers(self) -> dict[tuple[object, ...], int]:
        """The number of each kind met so far."""
        return {}

    def _clipped(self, activity: Activity, parts: Iterable[_Part]) -> tuple[Stretch, ...]:
        """The stretches of work in parts of its law: what lies in its own window."""
        own = self._own_weeks(activity)
        begun = self.mission.has_begun(activity)
        span = own if begun else self._start_span(activity)
        found = []
        for part in parts:
            first, stop = max(part.weeks.start, own.start), min(part.weeks.stop, own.stop)
            worked = _between(part.worked, first, stop)
            # Work that runs goes on in the first week that isn't paused.
            resumed = worked[: 1 if first == 0 else 0]
            begins = max(first, span.start), min(stop, span.stop)
            starts = resumed if begun else _between(part.starts, *begins)
            if starts:
                weeks = range(worked[0], worked[-1] + 1)
                whole = len(weeks) == len(worked)
                idle = frozenset[int]() if whole else frozenset(weeks).difference(worked)
                found.append(Stretch(weeks=weeks, starts=tuple(starts), idle=idle))
        return tuple(found)

    def _parts(self, activity: Activity, mode: Mode) -> tuple[_Part, ...]:
        """Weeks on end in which law and site let `mode` run, or only pause it, own window aside."""
        worked = self._working(activity, mode)
        whole = mode.weeks > 0 and not self.mission.has_begun(activity)
        may_start = self._relied(activity, mode, worked)
        return tuple(
            _Part(weeks, weeks if whole else _set(worked, weeks), _set(may_start, weeks))
            for weeks in _runs(worked if whole else self._unpaused(activity, mode))
        )

    def _relied(self, activity: Activity, mode: Mode, worked: Flags) -> Flags:
        """(weeks,) in which of those that are worked new work may start, as far as law goes."""
        found = worked.copy()
        if self.mission.has_begun(activity):
            return found
        if self._counts("hand-over", activity):
            found[list(changing_over(self.mission))] = False
        if self._counts("cover", activity) and self._counts("gates", activity):
            waiting = found & ~_lawful(self.mission, activity, mode, "relied")
            for week in waiting.nonzero()[0].tolist():
                found[week] = self._opened(activity, mode, week)
        return found

    def _own_weeks(self, activity: Activity) -> range:
        """The weeks that lie whole in the work's own window, none before the day it begins on."""
        horizon = self.mission.horizon
        if not self._counts("window", activity):
            return range(horizon.weeks)
        own, first = activity.window, activity.began or ALWAYS
        # The day on which running work might have started is past; other work may have its own.
        start = ALWAYS if self.mission.has_begun(activity) else max(own.start, first)
        inside = Window(start, own.end).common(horizon.window) if start < own.end else None
        if inside is None:
            return range(0)
        return range(horizon.first_whole_week(inside.start), horizon.week(inside.end))

    def _start_span(self, activity: Activity) -> range:
        """The weeks that begin when all it waits for has come, and by its latest start."""
        horizon, latest = self.mission.horizon, activity.latest_start
        late = latest is not None and self._counts("window", activity)
        stop = horizon.week(latest) + 1 if late and latest is not None else horizon.weeks
        return range(horizon.first_whole_week(self.ready(activity)), stop)

    def _opened(self, activity: Activity, mode: Mode, week: int) -> bool:
        """Whether the law that a start in `week` would wait for has come, and notice is given."""
        gates = self.pending(activity, mode, week)
        first, notice = self.mission.horizon.day(week), activity.notice_weeks
        return all(later(self._opens(gate, activity), notice) <= first for gate in gates)

    def allowed(self, activity: Activity, mode: Mode) -> tuple[bool, ...]:
        """For each week, whether law, site and window let `mode` run; gates aren't asked."""
        return tuple(self._within(activity, self._working(activity, mode)).tolist())

    def _within(self, activity: Activity, flags: Flags) -> Flags:
        """Those of the weeks flagged that lie in the work's own window."""
        own, found = self._own_weeks(activity), np.zeros_like(flags)
        found[own.start : own.stop] = flags[own.start : own.stop]
        return found

    def _working(self, activity: Activity, mode: Mode) -> Flags:
        """For each week, whether law and site let `mode` run, own window aside."""
        if not self._counts("paused", activity):
            return self._unpaused(activity, mode)
        site = open_windows(self.mission, mode.site)
        found = self._weeks(activity, mode, self.mission, site)
        halts = halting(self.mission, activity.programme, mode.site)
        if halts:
            free = Window().without(one.window for one in halts)
            found = found & self._covered(free)
        return found

    def _unpaused(self, activity: Activity, mode: Mode) -> Flags:
        site = (self.mission.site(mode.site).window,)
        return self._weeks(activity, mode, unpaused(self.mission), site)

    def _weeks(
        self, activity: Activity, mode: Mode, mission: Mission, site: Iterable[Window]
    ) -> Flags:
        """For each week, whether the rules of law and site that count let `mode` run.

        It is the law of `mission`; the work's own window is left aside.
        """
        found = np.full(self.mission.horizon.weeks, fill_value=not self._forbidden(activity))
        if self._counts("cover", activity):
            found &= _lawful(mission, activity, mode, "hoped")
        if self._counts("site", activity):
            found &= self._covered(site)
        if mode.lead is not None and self._counts("lead", activity):
            # A nation whose own law is paused has nobody there: without pauses it has.
            whole = self._counts("paused", activity)
            by = self.mission if whole else unpaused(self.mission)
            found &= np.array(led(by, activity, mode))
        if activity.increment_of is not None and self._counts("increment", activity):
            found &= self._beside(activity, mode)
        return found

    def _covered(self, windows: Iterable[Window]) -> Flags:
        """(weeks,) whether windows together hold all days of each week; worked out once."""
        key = tuple(windows)
        if key not in self._flags:
            self._flags[key] = np.array(self.mission.horizon.covered(key))
        return self._flags[key]

    @cached_property
    def _flags(self) -> dict[tuple[Window, ...], Flags]:
        """The flags of windows asked for so far."""
        return {}

    def _beside(self, activity: Activity, mode: Mode) -> Flags:
        """For each week, whether the work that `activity` makes greater might run at its site.

        A pause of that work is none of its own: people of both stay.
        """
        found, base = self._covered(()), base_of(self.mission, activity)
        if base is not None:
            for one in modes_beside(self.mission, activity, mode):
                found = found | self._within(base, self._unpaused(base, one))
        return found

    def covers(self, activity: Activity, mode: Mode) -> tuple[Cover, ...]:
        """How each kind of authority covers `mode`."""
        return covers(self.mission, activity, mode.site)

    def pending(self, activity: Activity, mode: Mode, week: int) -> tuple[GateId, ...]:
        """Authorities not to be relied on yet without which the work isn't covered in `week`."""
        if _lawful(self.mission, activity, mode, "relied")[week]:
            return ()
        used = self._used(activity, mode, week)
        rely_on = self.mission.profile.rely_on
        found = [
            one
            for key in used
            for one in with_bases(self.mission, self.mission.authority(key))
            if one.pending and one.belief < rely_on
        ]
        return tuple(dict.fromkeys(GateId(one.id) for one in found))

    def _used(self, activity: Activity, mode: Mode, week: int) -> tuple[AuthorityId, ...]:
        """The authorities that cover `week`; weeks held by the same ones are worked out once."""
        span = self.mission.horizon.span(week)
        by_kind = self.covers(activity, mode)
        scope = [one.id for cover in by_kind for one in cover.authorities]
        held = tuple(key for key in scope if not span.without(self._holding[key]))
        key = (activity.id, mode.site, held)
        if not held:
            return covering(self.mission, by_kind, span)
        if key not in self._coverings:
            self._coverings[key] = covering(self.mission, by_kind, span)
        return self._coverings[key]

    def ready(self, activity: Activity) -> date:
        """First day on which conditions, decisions and talks let it start; NEVER if none do.

        Gates that opened in the past count with their day, so that notice runs from it.
        """
        first = self.mission.profile.as_of
        if self._counts("gates", activity):
            gates = (*activity.conditions, *activity.decisions)
            opened = [self._opens(key, activity) for key in gates]
            first = max([first, *(later(day, activity.notice_weeks) for day in opened)])
        if self._counts("negotiations", activity):
            first = max(first, self._talked(activity))
        return first

    def _opens(self, gate: str, activity: Activity) -> date:
        day = self._days.get(GateId(gate))
        never = NEVER if self._counts(UNDATED, activity) else self.mission.profile.as_of
        return never if day is None else day

    def _talked(self, activity: Activity) -> date:
        """The day on which the talks that its option needs are over."""
        ends = [days.end for days, _ in self.talks(activity)]
        short = len(ends) < len(frozenset(needed_talks(self.mission, activity)))
        return NEVER if short else max(ends, default=self.mission.profile.as_of)

    def gates(self, activity: Activity, mode: Mode, week: int) -> tuple[GateId, ...]:
        """What a start in `week` still waits for; nothing for work that runs already.

        Work that goes on after a pause waits for law that isn't there yet, and for nothing else.
        """
        begun = self.mission.has_begun(activity)
        pending = () if begun and week == 0 else self.pending(activity, mode, week)
        if begun:
            return pending
        return tuple(dict.fromkeys((*pending, *awaited(self.mission, activity))))

    def _forbidden(self, activity: Activity) -> bool:
        return self._counts("red lines", activity) and any(
            activity.id in line.forbids for line in self.mission.red_lines
        )

    def talks(self, activity: Activity) -> tuple[Held, ...]:
        """When the negotiations that `activity` needs take place, one after another if need be.

        They are laid beside those agreed and each other, as the checks of options lay them; those
        of other options don't count yet. One whose sides' red lines on a point have nothing in
        common isn't in it, nor one that finds no time in the horizon.
        """
        mission, needed = self.mission, frozenset(needed_talks(self.mission, activity))
        return mission.once(("talks", needed), lambda: _laid(mission, needed)) if needed else ()

    @cached_property
    def _days(self) -> dict[GateId, date | None]:
        days = planning_dates(self.mission)
        for condition in self.mission.conditions:
            days.setdefault(GateId(condition.id), condition.met)
        for decision in self.mission.decisions:
            days.setdefault(GateId(decision.id), decision.taken)
        return days

    @cached_property
    def _holding(self) -> Mapping[AuthorityId, tuple[Window, ...]]:
        return holding(self.mission, 0.0)

    @cached_property
    def _coverings(self) -> dict[tuple[str, str, tuple[str, ...]], tuple[AuthorityId, ...]]:
        return {}


def later(day: date, weeks: int) -> date:
    """The day so many weeks after another; NEVER for a day so late that nobody counts on it."""
    return NEVER if day == NEVER or (NEVER - day) <= weeks * WEEK else day + weeks * WEEK


def _laid(mission: Mission, needed: frozenset[NegotiationId]) -> tuple[Held, ...]:
    end = mission.horizon.window.end
    rows = [one for one in mission.negotiations if one.id in needed]
    hopeful = [one for one in rows if one.agreed or not clashes(mission, one.id)]
    return tuple(row for row in laid(mission, hopeful) if row[1].agreed or row[0].start < end)


def _lawful(mission: Mission, activity: Activity, mode: Mode, level: str) -> Flags:
    """(weeks,) whether all kinds of law that work needs hold on all days of each week.

    Args:
        mission: The mission.
        activity: The work.
        mode: Where it runs.
        level: How far law must be there: `relied` or `hoped`.
    """
    named = (
        naming(mission, "programmes").get(activity.programme),
        naming(mission, "sites").get(mode.site),
    )
    key = ("lawful", activity.cover, named, level)

    def worked_out() -> Flags:
        windows = full_cover(covers(mission, activity, mode.site), level)
        return np.array(mission.horizon.covered(windows))

    return mission.once(key, worked_out)


def _runs(flags: Flags) -> list[range]:
    """The maximal ranges of weeks whose flags are set."""
    edges: list[int] = (1 + (flags[1:] != flags[:-1]).nonzero()[0]).tolist()
    edges = [*([0] if flags[0] else []), *edges, *([len(flags)] if flags[-1] else [])]
    return [range(*pair) for pair in zip(edges[::2], edges[1::2], strict=True)]


def _between(weeks: Sequence[int], first: int, stop: int) -> Sequence[int]:
    """Those of some weeks in order that lie from `first` up to `stop`."""
    return weeks[bisect_left(weeks, first) : bisect_left(weeks, stop)]


def _set(flags: Flags, weeks: range) -> list[int]:
    """Those of some weeks whose flags are set."""
    found: list[int] = (flags[weeks.start : weeks.stop].nonzero()[0] + weeks.start).tolist()
    return found
