"""Bodies that do the same: who serves one need at the same institution and place on one day.

What a dossier doesn't say is never taken for no: an overlap that hangs on an institution or a
place that nobody has written down is told as one that may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from cadre.checks.serving import Serving, Where, at_work, serving, strengths
from cadre.checks.work import may_begin
from cadre.mission.activities import Activity
from cadre.mission.ids import InstitutionId, NeedId, WorkId
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.spelling import spelling_key
from cadre.mission.weeks import NEVER, Window, common_to_all, union


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Several bodies that serve one need at one institution and place on the same days.

    Attributes:
        need: The need.
        institution: Whose; None when some body doesn't say for whom it works.
        where: The place; None when some body doesn't say where it works.
        works: Their work, in the order of the dossier.
        window: From the first to the last day on which two of them work side by side.
        certain: Whether institution and place are both known to be the same; else they may be.
    """

    need: NeedId
    institution: InstitutionId | None
    where: Where | None
    works: tuple[Serving, ...]
    window: Window
    certain: bool

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies, each once."""
        return tuple(dict.fromkeys(one.body for one in self.works))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Presence:
    """All that one body does for one need at one institution and place: what is compared.

    Attributes:
        body: The body.
        institution: For whom; None when nobody says.
        where: Where; nothing in it when nobody says.
        works: Its work there.
        days: The days on which any of it runs.
    """

    body: str
    institution: InstitutionId | None
    where: Where
    works: tuple[Serving, ...]
    days: tuple[Window, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """Two presences side by side.

    Attributes:
        both: The two.
        institution: Whose; None when one of them doesn't say.
        where: The place; None when one of them doesn't say.
        days: Days on which both are there.
    """

    both: tuple[_Presence, _Presence]
    institution: InstitutionId | None
    where: Where | None
    days: tuple[Window, ...]

    @property
    def certain(self) -> bool:
        return self.institution is not None and self.where is not None

    @property
    def bodies(self) -> frozenset[str]:
        return frozenset(one.body for one in self.both)

    @property
    def key(self) -> tuple[str, str]:
        """What pairs of one overlap have in common."""
        place = "" if self.where is None else self.where.site or spelling_key(self.where.place)
        return self.institution or "", place


def overlaps(
    mission: Mission, plan: Plan | None = None, day: date | None = None
) -> tuple[Overlap, ...]:
    """All overlaps within the horizon, or on `day`; those that are certain first, need by need.

    Without a plan, work of the mission that hasn't begun counts from the day on which it may begin
    on planning dates, and not at all when nobody can say.

    Institutions are the same only when they are one: who advises a ministry isn't beside who
    teaches at its academy. Two bodies that certainly overlap aren't told to perhaps overlap too.
    """
    works = serving(mission, plan) if day is None else at_work(mission, day, plan)
    if plan is None:
        works = dict(_from_their_start(mission, works, day))
    found: list[Overlap] = []
    for need, served in strengths(mission, works).items():
        found.extend(_of_need(need, [one for one, _ in served]))
    order = {need.id: number for number, need in enumerate(mission.needs)}
    return tuple(sorted(found, key=lambda one: (not one.certain, order.get(one.need, 0))))


def _from_their_start(
    mission: Mission, works: dict[WorkId, Serving], day: date | None
) -> Iterator[tuple[WorkId, Serving]]:
    """The works, those that wait only from the day on which they may begin."""
    for key, one in works.items():
        inside: Window | None = one.window
        if isinstance(one.row, Activity) and not one.begun:
            first = may_begin(mission, one.row)
            inside = None if first is None else one.window.common(Window(first, NEVER))
        if inside is not None and (day is None or day in inside):
            yield key, replace(one, window=inside)


def _of_need(need: NeedId, served: list[Serving]) -> Iterator[Overlap]:
    pairs = list(side_by_side(served))
    settled = {one.bodies for one in pairs if one.certain}
    groups: dict[tuple[bool, str, str], list[_Beside]] = {}
    for one in pairs:
        if one.certain or one.bodies not in settled:
            groups.setdefault((one.certain, *one.key), []).append(one)
    for group in groups.values():
        days = [window for one in group for window in one.days]
        yield Overlap(
            need=need,
            institution=group[0].institution,
            where=group[0].where,
            works=_works(group),
            window=Window(min(one.start for one in days), max(one.end for one in days)),
            certain=group[0].certain,
        )


def _works(group: Iterable[_Beside]) -> tuple[Serving, ...]:
    every = (work for one in group for presence in one.both for work in presence.works)
    return tuple({one.work: one for one in every}.values())


def side_by_side(works: Iterable[Serving]) -> Iterator[_Beside]:
    """The pairs of bodies that are, or may be, at one institution and place on some day.

    What one body does twice is no overlap. Only presences of one place are compared with each
    other, and those of an unknown place with all, so that thousands of rows take no time.
    """
    by_place: dict[str, list[_Presence]] = {}
    for one in _presences(works):
        by_place.setdefault(spelling_key(one.where.place), []).append(one)
    unknown = by_place.pop("", [])
    for there in by_place.values():
        yield from _met(combinations(there, 2))
        yield from _met((one, other) for one in there for other in unknown)
    yield from _met(combinations(unknown, 2))


def _presences(works: Iterable[Serving]) -> Iterator[_Presence]:
    found: dict[tuple[str, InstitutionId | None, Where], list[Serving]] = {}
    for one in works:
        for where in one.places or (Where(),):
            found.setdefault((one.body, one.institution, where), []).append(one)
    for (body, institution, where), own in found.items():
        yield _Presence(
            body=body,
            institution=institution,
            where=where,
            works=tuple(own),
            days=union(one.window for one in own),
        )


def _met(pairs: Iterable[tuple[_Presence, _Presence]]) -> Iterator[_Beside]:
    for one, other in pairs:
        known = one.institution is not None and other.institution is not None
        if one.body == other.body or (known and one.institution != other.institution):
            continue
        met = one.where.meets(other.where)
        days = common_to_all([one.days, other.days]) if met is not False else ()
        if days:
            yield _Beside(
                both=(one, other),
                institution=one.institution if known else None,
                where=one.where.shared(other.where) if met else None,
                days=days,
            )
