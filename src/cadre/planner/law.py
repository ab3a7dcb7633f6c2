"""When work may start and run: law, site, window, gates and the host's own limits, by the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations

from cadre.mission.activities import Activity, Mode
from cadre.mission.authorities import Negotiation
from cadre.mission.cover import Cover, covering, covers, full_cover, holding, with_bases
from cadre.mission.gates import awaited, planning_dates
from cadre.mission.ids import ActivityId, AuthorityId, GateId, NegotiationId
from cadre.mission.mission import Mission
from cadre.mission.weeks import NEVER, WEEK, Window

RULES = ("cover", "gates", "site", "window", "red lines", "negotiations")
"""The rules of this module, by the names that explanations use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Weeks on end in which one mode may run.

    Attributes:
        weeks: The weeks.
        starts: Those of them in which it may start, in order.
    """

    weeks: range
    starts: tuple[int, ...]


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
        """The stretches of weeks in which `mode` may run, those without a start left out."""
        allowed = self.allowed(activity, mode)
        first = self.ready(activity)
        found = []
        for weeks in _runs(allowed):
            starts = tuple(
                week
                for week in weeks
                if self._may_start(activity, mode, week) and self.mission.horizon.day(week) >= first
            )
            if self.mission.has_begun(activity):
                starts = (0,) if 0 in weeks else ()
            if starts:
                found.append(Stretch(weeks=weeks, starts=starts))
        return tuple(found)

    def allowed(self, activity: Activity, mode: Mode) -> tuple[bool, ...]:
        """For each week, whether law, site and window let `mode` run; gates aren't asked."""
        horizon = self.mission.horizon
        flags = [not self._forbidden(activity)] * horizon.weeks
        if self._counts("cover", activity):
            law = horizon.covered(full_cover(self.covers(activity, mode), "hoped"))
            flags = [flag and lawful for flag, lawful in zip(flags, law, strict=True)]
        if self._counts("site", activity):
            site = horizon.covered([self.mission.site(mode.site).window])
            flags = [flag and here for flag, here in zip(flags, site, strict=True)]
        if self._counts("window", activity):
            # The day on which running work might have started is past.
            begun = self.mission.has_begun(activity)
            window = Window(end=activity.window.end) if begun else activity.window
            own = horizon.covered([window])
            flags = [flag and here for flag, here in zip(flags, own, strict=True)]
        return tuple(flags)

    def covers(self, activity: Activity, mode: Mode) -> tuple[Cover, ...]:
        """How each kind of authority covers `mode`, worked out once."""
        key = (activity.id, mode.site)
        if key not in self._covers:
            self._covers[key] = covers(self.mission, activity, mode.site)
        return self._covers[key]

    def pending(self, activity: Activity, mode: Mode, week: int) -> tuple[GateId, ...]:
        """Authorities not to be relied on yet without which the work isn't covered in `week`."""
        span = self.mission.horizon.span(week)
        by_kind = self.covers(activity, mode)
        if not span.without(full_cover(by_kind, "relied")):
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
            opened = [self._opens(key) for key in (*activity.conditions, *activity.decisions)]
            first = max([first, *(_later(day, activity.notice_weeks) for day in opened)])
        if self._counts("negotiations", activity):
            first = max(first, self._talked(activity))
        return first

    def _opens(self, gate: str) -> date:
        day = self._days.get(GateId(gate))
        return NEVER if day is None else day

    def _talked(self, activity: Activity) -> date:
        """The day on which the talks that its option needs are over."""
        ends = [self.talks[key].end for key in self.needed_talks(activity) if key in self.talks]
        short = len(ends) < len(self.needed_talks(activity))
        return NEVER if short else max(ends, default=self.mission.profile.as_of)

    def _may_start(self, activity: Activity, mode: Mode, week: int) -> bool:
        day = self.mission.horizon.day(week)
        late = activity.latest_start is not None and day > activity.latest_start
        if (late and self._counts("window", activity)) or day < self.mission.profile.as_of:
            return False
        if not (self._counts("cover", activity) and self._counts("gates", activity)):
            return True
        gates = self.pending(activity, mode, week)
        return all(_later(self._opens(gate), activity.notice_weeks) <= day for gate in gates)

    def gates(self, activity: Activity, mode: Mode, week: int) -> tuple[GateId, ...]:
        """What a start in `week` still waits for; nothing for work that runs already."""
        if self.mission.has_begun(activity):
            return ()
        pending = self.pending(activity, mode, week)
        return tuple(dict.fromkeys((*pending, *awaited(self.mission, activity))))

    def _forbidden(self, activity: Activity) -> bool:
        return self._counts("red lines", activity) and any(
            activity.id in line.forbids for line in self.mission.red_lines
        )

    def needed_talks(self, activity: Activity) -> tuple[NegotiationId, ...]:
        """The negotiations that the option of `activity` needs; none for running work."""
        if self.mission.has_begun(activity) or activity.option is None:
            return ()
        chosen = (one for one in self.mission.options if one.id == activity.option)
        return next((option.negotiations for option in chosen), ())

    @cached_property
    def talks(self) -> dict[NegotiationId, Window]:
        """When each negotiation can take place at the earliest, around those agreed.

        One whose sides' red lines on a point have nothing in common isn't in it, nor one that
        finds no time in the horizon.
        """
        agreed = [one for one in self.mission.negotiations if one.agreed]
        taken = [(self._slot(one, []), one.load) for one in agreed]
        loads = [(slot, load) for slot, load in taken if slot is not None]
        slots = {one.id: slot for one, (slot, _) in zip(agreed, taken, strict=True)}
        for one in self.mission.negotiations:
            if one.id not in slots and not self._hopeless(one):
                slots[one.id] = self._slot(one, loads)
        return {key: slot for key, slot in slots.items() if slot is not None}

    def _slot(self, talks: Negotiation, loads: Sequence[tuple[Window, int]]) -> Window | None:
        horizon, limit = self.mission.horizon, self.mission.profile.negotiating_capacity
        day = max(talks.earliest, self.mission.profile.as_of)
        weeks = max(1, round(talks.weeks.likely))
        while horizon.week(day) < horizon.weeks:
            slot = Window(day, day + weeks * WEEK)
            if not limit or talks.load + _peak(loads, slot) <= limit:
                return slot
            day += WEEK
        return None

    def _hopeless(self, talks: Negotiation) -> bool:
        lines = [line for line in self.mission.red_lines if talks.id in line.negotiations]
        return any(
            one.side != other.side
            and one.point == other.point
            and not set(one.accepts) & set(other.accepts)
            for one, other in combinations([line for line in lines if line.accepts], 2)
        )

    @cached_property
    def _days(self) -> dict[GateId, date | None]:
        days = planning_dates(self.mission)
        for condition in self.mission.conditions:
            days.setdefault(GateId(condition.id), condition.met)
        for decision in self.mission.decisions:
            days.setdefault(GateId(decision.id), decision.taken)
        return days

    @cached_property
    def _holding(self) -> dict[AuthorityId, tuple[Window, ...]]:
        return holding(self.mission.authorities, 0.0)

    @cached_property
    def _covers(self) -> dict[tuple[str, str], tuple[Cover, ...]]:
        return {}

    @cached_property
    def _coverings(self) -> dict[tuple[str, str, tuple[str, ...]], tuple[AuthorityId, ...]]:
        return {}


def _later(day: date, weeks: int) -> date:
    return NEVER if day == NEVER or (NEVER - day) <= weeks * WEEK else day + weeks * WEEK


def _peak(loads: Iterable[tuple[Window, int]], slot: Window) -> int:
    """The highest load met within `slot`: it can only rise where a negotiation begins."""
    meeting = [(window, load) for window, load in loads if window.overlaps(slot)]
    days = {max(window.start, slot.start) for window, _ in meeting}
    return max((sum(load for w, load in meeting if day in w) for day in days), default=0)


def _runs(flags: Sequence[bool]) -> list[range]:
    """The maximal ranges of weeks whose flags are set."""
    found, start = [], None
    for week, flag in enumerate((*flags, False)):
        if flag and start is None:
            start = week
        elif not flag and start is not None:
            found.append(range(start, week))
            start = None
    return found
