"""Law by the day: which kinds hold on which days, what is missing, and what is only permitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import pairwise

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.cover import Cover, covers, holding, with_bases
from cadre.mission.halts import halting, unpaused
from cadre.mission.ids import AuthorityId, PauseId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.weeks import Window, union

PERMITTING = (AuthorityKind.MANDATE, AuthorityKind.CONSENT, AuthorityKind.NATIONAL)
"""Kinds that may let an agreement on the status of the people be concluded, and aren't one."""


class LawState(Enum):
    """How far law covers a piece of work on a day."""

    FULL = "full"
    PERMITTED = "permission without agreement"
    PAUSED = "paused"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Days on end on which law covers a piece of work in the same way.

    Attributes:
        window: The days.
        state: How far it is covered by what is in force.
        missing: Kinds that nothing in force covers; none when only a pause halts the work.
        relied: Of these, kinds that authorities believed enough to plan on would cover.
        hoped: Of these, kinds that would be covered if all that may come did, as planned.
        coming: Authorities of missing kinds that may come and would hold on these days.
        pauses: Pauses that take something from the work on these days.
    """

    window: Window
    state: LawState
    missing: tuple[AuthorityKind, ...] = ()
    relied: tuple[AuthorityKind, ...] = ()
    hoped: tuple[AuthorityKind, ...] = ()
    coming: tuple[AuthorityId, ...] = ()
    pauses: tuple[PauseId, ...] = ()


def spells(
    mission: Mission,
    activity: Activity,
    site: SiteId,
    span: Window,
    kind: AuthorityKind | None = None,
) -> tuple[Spell, ...]:
    """How law covers `activity` at `site` on each day of `span`; each day is in one spell.

    A day is

    - full: authorities in force cover every kind that the work needs, and nothing is paused;
    - paused: they would, but for a pause;
    - permission without agreement: only the status of the people is missing, an agreement on it
      is still to come, and the host's consent, or what that agreement rests on, is in force;
    - partial: some kinds are covered and others aren't;
    - none: no kind is.

    Args:
        mission: The mission.
        activity: The work.
        site: Where.
        span: The days asked about.
        kind: The only kind looked at; None looks at all that the work needs.
    """
    asked = activity if kind is None else replace(activity, cover=(kind,))
    law = _Law(mission, asked, site)
    return tuple(_joined(law.spell(part) for part in law.parts(span)))


def days_of(some: Iterable[Spell], *states: LawState) -> tuple[Window, ...]:
    """The days of the spells in one of `states`, as windows that don't touch."""
    return union(one.window for one in some if one.state in states)


def gap_days(some: Iterable[Spell]) -> tuple[Window, ...]:
    """The days that aren't fully covered, for whatever reason, as windows that don't touch."""
    return union(one.window for one in some if one.state is not LawState.FULL)


Windows = tuple[Window, ...]


@dataclass(frozen=True)
class _Law:
    """What is looked up for one piece of work at one site, worked out once.

    Attributes:
        mission: The mission.
        activity: The work.
        site: Where.
    """

    mission: Mission
    activity: Activity
    site: SiteId

    @cached_property
    def held(self) -> tuple[Cover, ...]:
        """Cover by kind, on days without a pause."""
        return covers(self.mission, self.activity, self.site)

    @cached_property
    def free(self) -> tuple[Cover, ...]:
        """Cover by kind as it would be without any pause."""
        return covers(unpaused(self.mission), self.activity, self.site)

    @cached_property
    def firm(self) -> Mapping[AuthorityId, tuple[Window, ...]]:
        """Days on which each authority in force holds."""
        return holding(self.mission)

    @cached_property
    def hoped(self) -> Mapping[AuthorityId, tuple[Window, ...]]:
        """Days on which each authority would hold if all that may come did."""
        return holding(self.mission, 0.0)

    @cached_property
    def direct(self) -> tuple[Pause, ...]:
        """Pauses that halt the work whatever law says."""
        return halting(self.mission, self.activity.programme, self.site)

    @cached_property
    def leaned_on(self) -> dict[AuthorityKind, frozenset[AuthorityId]]:
        """For each kind, the authorities that cover the work, with all they rest on."""
        return {
            cover.kind: frozenset(
                base.id for one in cover.authorities for base in with_bases(self.mission, one)
            )
            for cover in self.held
        }

    @cached_property
    def awaited(self) -> tuple[tuple[AuthorityKind, tuple[AuthorityId, ...], Windows], ...]:
        """What is pending, and the days on which there would be cover of a kind if it came.

        What is in force and rests on what isn't comes with that.
        """
        found = (
            (cover.kind, pending, self.hoped[one.id])
            for cover in self.held
            for one in cover.authorities
            for pending in [tuple(x.id for x in with_bases(self.mission, one) if x.pending)]
        )
        return tuple(one for one in found if one[1])

    def parts(self, span: Window) -> Iterator[Window]:
        """`span` cut wherever anything that a day's state is made from begins or ends."""
        windows = [one.window for one in self.mission.pauses]
        for cover in (*self.held, *self.free):
            windows += [*cover.firm, *cover.relied, *cover.hoped]
        for key in {key for keys in self.leaned_on.values() for key in keys}:
            windows += [*self.firm[key], *self.hoped[key], self.mission.authority(key).window]
        edges = {span.start, span.end}
        for window in windows:
            edges.update(day for day in (window.start, window.end) if span.start < day < span.end)
        yield from (Window(first, end) for first, end in pairwise(sorted(edges)))

    def spell(self, part: Window) -> Spell:
        """The spell of days within which nothing changes."""
        day = part.start
        missing = _missing(self.held, "firm", day)
        lost = set(missing) - set(_missing(self.free, "firm", day))
        pauses = tuple(one for one in self.mission.pauses if day in one.window)
        taking = tuple(one for one in pauses if one in self.direct or self._takes(one, lost))
        return Spell(
            window=part,
            state=self._state(day, missing, lost, halted=any(one in self.direct for one in pauses)),
            missing=missing,
            relied=self._covered(missing, "relied", day),
            hoped=self._covered(missing, "hoped", day),
            coming=tuple(dict.fromkeys(self._coming(missing, day))),
            pauses=tuple(one.id for one in taking),
        )

    def _takes(self, pause: Pause, lost: Iterable[AuthorityKind]) -> bool:
        return any(not self.leaned_on[kind].isdisjoint(pause.authorities) for kind in lost)

    def _state(
        self,
        day: date,
        missing: tuple[AuthorityKind, ...],
        lost: set[AuthorityKind],
        *,
        halted: bool,
    ) -> LawState:
        if set(missing) == lost:
            return LawState.PAUSED if missing or halted else LawState.FULL
        if missing == (AuthorityKind.STATUS,) and self._permitted(day):
            return LawState.PERMITTED
        return LawState.PARTIAL if len(missing) < len(self.held) else LawState.NONE

    def _permitted(self, day: date) -> bool:
        """Whether an agreement on status is to come, and what lets it come is in force."""
        covers_by_kind = {cover.kind: cover for cover in self.held}
        to_come = [
            one
            for one in covers_by_kind[AuthorityKind.STATUS].authorities
            if one.pending or (one.in_force and one.window.start > day)
        ]
        consent = covers_by_kind.get(AuthorityKind.CONSENT)
        allowed = consent is not None and any(day in window for window in consent.firm)
        return bool(to_come) and (allowed or any(self._let(one, day) for one in to_come))

    def _let(self, authority: Authority, day: date) -> bool:
        known = {one.id: one for one in self.mission.authorities}
        bases = [known[key] for key in authority.rests_on if key in known]
        return any(
            base.kind in PERMITTING and any(day in window for window in self.firm[base.id])
            for base in bases
        )

    def _covered(
        self, kinds: tuple[AuthorityKind, ...], level: str, day: date
    ) -> tuple[AuthorityKind, ...]:
        still = _missing(self.held, level, day)
        return tuple(kind for kind in kinds if kind not in still)

    def _coming(self, kinds: tuple[AuthorityKind, ...], day: date) -> Iterator[AuthorityId]:
        for kind, pending, days in self.awaited:
            if kind in kinds and any(day in window for window in days):
                yield from pending


def _missing(some: Iterable[Cover], level: str, day: date) -> tuple[AuthorityKind, ...]:
    return tuple(
        cover.kind for cover in some if not any(day in window for window in getattr(cover, level))
    )


def _joined(some: Iterable[Spell]) -> Iterator[Spell]:
    """The same spells, those that go on unchanged joined."""
    last: Spell | None = None
    for one in some:
        if last is not None and replace(one, window=last.window) == last:
            last = replace(last, window=Window(last.window.start, one.window.end))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
