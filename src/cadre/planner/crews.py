"""Crews: pledges that may do the same and duties that the same may do, thrown together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cadre.mission.activities import Activity
from cadre.mission.caveats import ON_SUPPORT, barred
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.ids import NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.trades import Trade, has
from cadre.mission.weeks import Window
from cadre.planner.core.flow import Net, net
from cadre.planner.core.heads import There
from cadre.planner.core.layout import Bools, Ints
from cadre.planner.supply import Period

Who = tuple[NationId, str, tuple[str, ...], tuple[str, ...]]
"""Nation, skill, ranks, languages: pledges that agree in them may serve in the same duties."""
Weeks = frozenset[int]


class Asked(NamedTuple):
    """What duties of one place ask of people, as far as it tells who may serve.

    Attributes:
        people: Of each duty the trade, and the kind of support; no trade for brought support.
        activity: The work; None for brought support.
        site: Where.
    """

    people: Sequence[tuple[Trade | None, str | None]]
    activity: Activity | None
    site: SiteId


@dataclass
class Bars:
    """The weeks in which caveats of a nation bar its people, looked up once for all that is alike.

    Attributes:
        mission: The mission.
    """

    mission: Mission

    def __post_init__(self) -> None:
        self._known: dict[tuple[object, ...], Weeks] = {}
        kinds = (CaveatKind.ACTIVITY_DENY, CaveatKind.AUDIENCE_DENY, CaveatKind.APPROVAL)
        self._on_work = [one for one in self.mission.caveats if one.kind in kinds]
        self._on_support = any(one.kind in ON_SUPPORT for one in self.mission.caveats)
        self._naming: dict[SiteId, list[int]] = {}
        for number, one in enumerate(self.mission.caveats):
            for site in one.sites:
                self._naming.setdefault(site, []).append(number)
        self._kinds: dict[SiteId, object] = {}
        self._unions: dict[tuple[Weeks, ...], Weeks] = {}
        self._in: dict[Window, Weeks] = {}
        self._barring: dict[NationId, list[Caveat]] = {}
        for one in self.mission.caveats:
            if one.kind not in _NEVER:
                self._barring.setdefault(one.nation, []).append(one)

    @property
    def nations(self) -> Iterable[NationId]:
        """The nations whose people some caveat may bar."""
        return self._barring

    def place(self, activity: Activity | None, site: SiteId) -> tuple[object, ...]:
        """What of a place caveats look at: places of which it is the same are barred alike."""
        alike = (self._like(one, activity, site) for one in self._on_work)
        return (self._kind(site), activity is None, *alike)

    def _kind(self, site: SiteId) -> object:
        """What of a site caveats look at: those that name it, ways there, country, what is lent."""
        if site not in self._kinds:
            there = self.mission.site(site)
            named = tuple(self._naming.get(site, ()))
            self._kinds[site] = (
                site if self._on_support else (named, there.reached_by, there.country)
            )
        return self._kinds[site]

    def weeks(self, nation: NationId, activity: Activity | None, site: SiteId) -> Weeks:
        """The weeks on some day of which caveats bar; no activity stands for brought support."""
        some = self._barring.get(nation)
        if some is None:
            return _NO_WEEKS
        parts = tuple([self._of(one, activity, site) for one in some])
        if parts not in self._unions:
            self._unions[parts] = frozenset().union(*parts)
        return self._unions[parts]

    def _of(self, caveat: Caveat, activity: Activity | None, site: SiteId) -> Weeks:
        key = (caveat.id, *self._like(caveat, activity, site))
        if key not in self._known:
            days = barred(self.mission, caveat, activity, site)
            self._known[key] = _NO_WEEKS.union(*map(self._touched, days))
        return self._known[key]

    def _touched(self, days: Window) -> Weeks:
        """The weeks that share a day with `days`."""
        if days not in self._in:
            self._in[days] = frozenset(self.mission.horizon.overlapped(days))
        return self._in[days]

    def _like(self, caveat: Caveat, activity: Activity | None, site: SiteId) -> tuple[object, ...]:
        """What of a place the caveat looks at."""
        if caveat.kind is CaveatKind.ACTIVITY_DENY:
            return (activity is not None and activity.id in caveat.activities,)
        if caveat.kind is CaveatKind.AUDIENCE_DENY:
            return (None if activity is None else activity.institution,)
        if caveat.kind is CaveatKind.APPROVAL:
            return (activity is not None and not self.mission.has_begun(activity),)
        return (site,)


_NO_WEEKS: Weeks = frozenset()
_NEVER = (CaveatKind.HEADCOUNT_CAP, CaveatKind.TOUR_MAX)
"""Kinds that bar nobody from anywhere."""


@dataclass(frozen=True)
class Crews:
    """Who may serve in what, in classes of duties and groups of pledges.

    Attributes:
        class_of: (duties,) the class of each duty.
        group_of: (pledges,) the group of each pledge; -1 for one that may serve nowhere.
        web: The classes, groups, and nations with a cap.
        open: (periods, arcs) whether an arc may be taken.
        supply: (periods, groups) people there.
        people: (periods, pledges) people there.
        caps: (periods, nations) the most people of each; -1 for no cap.
        whos: Who is pledged, each once.
        group_of_who: (whos,) the group of each; -1 for who may serve nowhere.
        barred: (arcs,) the weeks in which caveats shut each arc.
        capped: The nations that have a cap at some time.
    """

    class_of: Ints
    group_of: Ints
    web: Net
    open: Bools
    supply: Ints
    people: Ints
    caps: Ints
    whos: tuple[Who, ...]
    group_of_who: Ints
    barred: tuple[Weeks, ...]
    capped: tuple[NationId, ...]

    @cached_property
    def there(self) -> There:
        """What is there in each period."""
        periods = np.arange(len(self.open))
        turned = np.zeros(len(self.open), np.bool_)
        turned[1:] = (self.open[1:] != self.open[:-1]).any(axis=1)
        since = np.maximum.accumulate(np.where(turned, periods, 0)).astype(np.int64)
        return There(self.open, since, self.supply, self.caps)

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """The pledges of each group."""
        found: list[list[int]] = [[] for _ in self.web.nation]
        for pledge, group in enumerate(self.group_of.tolist()):
            if group >= 0:
                found[group].append(pledge)
        return tuple(tuple(some) for some in found)

    def options(self, period: int) -> tuple[tuple[int, ...], ...]:
        """Of each duty, the pledges that may serve in a period, least flexible first."""
        sizes = np.bincount(self.class_of, minlength=len(self.web.arcs_from) - 1)
        there = self.people[period]
        groups: list[list[int]] = [[] for _ in sizes]
        choice = np.zeros(len(self.web.nation), np.int64)
        for arc in np.flatnonzero(self.open[period]).tolist():
            groups[self.web.owner[arc]].append(int(self.web.group[arc]))
            choice[self.web.group[arc]] += sizes[self.web.owner[arc]]
        by_class = [
            tuple(
                sorted(
                    (one for group in some for one in self.members[group] if there[one]),
                    key=lambda one: (int(choice[self.group_of[one]]), one),
                )
            )
            for some in groups
        ]
        return tuple(by_class[one] for one in self.class_of.tolist())


def crews(mission: Mission, asked: Iterable[Asked], periods: tuple[Period, ...]) -> Crews:
    """The crews of a mission for duties that ask so much of people."""
    whos = _whos(mission)
    laying = _Laying(mission, whos, periods)
    class_of = np.array([number for one in asked for number in laying.classes_of(one)], np.int64)
    people = np.array([one.people for one in periods], np.int64).reshape(len(periods), -1)
    return laying.crews(class_of, list(whos.values()), people)


def again(before: Crews, mission: Mission, periods: tuple[Period, ...]) -> Crews | None:
    """The crews of a mission of which only how many are there, and when, isn't as it was.

    Duties, caveats and all that caveats look at must be the same.

    Returns:
        None when people of another kind are offered, or not the same nations have a cap. People
        who aren't offered any more are none.
    """
    offered, capped = _whos(mission), tuple(_capped(periods))
    if not offered.keys() <= set(before.whos) or capped != before.capped:
        return None
    whos = {who: offered.get(who, []) for who in before.whos}
    people = np.array([one.people for one in periods], np.int64).reshape(len(periods), -1)
    group_of = _placed(list(whos.values()), before.group_of_who, people.shape[1])
    return replace(
        before,
        group_of=group_of,
        open=_open(periods, before.barred),
        supply=_there(group_of, people, len(before.web.nation)),
        people=people,
        caps=_most(periods, capped),
    )


def _placed(pledges: list[list[int]], group_of_who: Ints, size: int) -> Ints:
    """(pledges,) the group of each pledge; -1 for one that may serve nowhere."""
    found = np.full(size, -1, np.int64)
    for who, some in enumerate(pledges):
        found[some] = group_of_who[who]
    return found


def _there(group_of: Ints, people: Ints, groups: int) -> Ints:
    """(periods, groups) people there."""
    supply = np.zeros((len(people), groups), np.int64)
    placed = np.flatnonzero(group_of >= 0)
    np.add.at(supply.T, group_of[placed], people.T[placed])
    return supply


def _most(periods: tuple[Period, ...], capped: Iterable[NationId]) -> Ints:
    """(periods, nations) the most people of each; -1 for no cap."""
    nations = list(capped)
    rows = [[one.caps.get(key, -1) for key in nations] for one in periods]
    return np.array(rows, np.int64).reshape(len(periods), len(nations))


def _open(periods: tuple[Period, ...], barred: Sequence[Weeks]) -> Bools:
    """(periods, arcs) whether an arc may be taken."""
    kinds = {weeks: n for n, weeks in enumerate(dict.fromkeys(barred))}
    masks = np.array(
        [[one.weeks.start not in weeks for one in periods] for weeks in kinds], np.bool_
    ).reshape(len(kinds), len(periods))
    which = np.array([kinds[weeks] for weeks in barred], np.int64)
    return np.ascontiguousarray(np.take(masks.T, which, axis=1))


def _whos(mission: Mission) -> dict[Who, list[int]]:
    found: dict[Who, list[int]] = {}
    for number, pledge in enumerate(mission.pledges):
        key = (pledge.nation, str(pledge.skill), pledge.ranks, pledge.languages)
        found.setdefault(key, []).append(number)
    return found


class _Laying:
    """Classes and who may serve in them, while they are being found."""

    def __init__(
        self, mission: Mission, whos: dict[Who, list[int]], periods: tuple[Period, ...]
    ) -> None:
        self.mission, self.whos, self.periods = mission, tuple(whos), periods
        self.bars = Bars(mission)
        self.first = [mission.pledges[some[0]] for some in whos.values()]
        self.skilled: dict[SkillId, list[int]] = {}
        for number, pledge in enumerate(self.first):
            self.skilled.setdefault(pledge.skill, []).append(number)
        self.capped = {key: n for n, key in enumerate(_capped(periods))}
        self.classes: dict[tuple[tuple[int, Weeks], ...], int] = {}
        self._held: dict[tuple[object, ...], dict[NationId, Weeks]] = {}
        self._alike: dict[tuple[Weeks, ...], dict[NationId, Weeks]] = {}
        self._of: dict[int, dict[tuple[Trade | None, str | None], int]] = {}

    def classes_of(self, one: Asked) -> list[int]:
        """The number of the class of each duty of a place."""
        held = self._held_at(one)
        if id(held) not in self._of:
            self._of[id(held)] = {}
        known = self._of[id(held)]
        found = []
        for duty in one.people:
            number = known.get(duty)
            if number is None:
                fitting = self._fitting(*duty)
                serving = tuple((who, held.get(self.whos[who][0], _NO_WEEKS)) for who in fitting)
                number = known[duty] = self.classes.setdefault(serving, len(self.classes))
            found.append(number)
        return found

    def _held_at(self, one: Asked) -> dict[NationId, Weeks]:
        """The weeks in which nations are barred from a place; one object where alike."""
        place = self.bars.place(one.activity, one.site)
        if place not in self._held:
            held = {
                nation: self.bars.weeks(nation, one.activity, one.site)
                for nation in self.bars.nations
            }
            self._held[place] = self._alike.setdefault(tuple(held.values()), held)
        return self._held[place]

    def _fitting(self, trade: Trade | None, enabler: str | None) -> tuple[int, ...]:
        """Who has what a duty asks for, wherever it is."""
        skills = self.skilled if trade is None else [trade.skill]
        some = (n for skill in skills for n in self.skilled.get(skill, ()))
        return tuple(sorted(n for n in some if self._fits(self.first[n], trade, enabler)))

    def _fits(self, pledge: Pledge, trade: Trade | None, enabler: str | None) -> bool:
        if trade is not None:
            return has(pledge, trade)
        return self.mission.skill(pledge.skill).enabler == enabler

    def crews(self, class_of: Ints, pledges: list[list[int]], people: Ints) -> Crews:
        """All that was found, as arrays."""
        group_of_who, nation = self._groups()
        group_of = _placed(pledges, group_of_who, people.shape[1])
        sizes = np.bincount(class_of, minlength=len(self.classes))
        arcs_from, group, weeks = self._arcs(group_of_who, sizes, len(nation))
        return Crews(
            class_of=class_of,
            group_of=group_of,
            web=net(arcs_from, group, nation, len(self.capped)),
            open=_open(self.periods, weeks),
            supply=_there(group_of, people, len(nation)),
            people=people,
            caps=_most(self.periods, self.capped),
            whos=self.whos,
            group_of_who=group_of_who,
            barred=tuple(weeks),
            capped=tuple(self.capped),
        )

    def _groups(self) -> tuple[Ints, Ints]:
        """The group of each who, and the nation of each group; whoever serves nowhere has -1."""
        served: list[list[tuple[int, Weeks]]] = [[] for _ in self.whos]
        for serving, number in self.classes.items():
            for who, weeks in serving:
                served[who].append((number, weeks))
        groups: dict[tuple[object, ...], int] = {}
        found, nation = np.full(len(self.whos), -1, np.int64), []
        for who, some in enumerate(served):
            if some:
                capped = self.capped.get(self.whos[who][0], -1)
                key = (capped, tuple(some))
                if key not in groups:
                    groups[key] = len(groups)
                    nation.append(capped)
                found[who] = groups[key]
        return found, np.array(nation, np.int64)

    def _arcs(self, group_of: Ints, sizes: Ints, groups: int) -> tuple[Ints, Ints, list[Weeks]]:
        """The arcs by class, those to groups that serve least elsewhere first, and when barred."""
        choice = np.zeros(groups, np.int64)
        rows: list[dict[int, Weeks]] = []
        for serving, number in self.classes.items():
            rows.append({int(group_of[who]): weeks for who, weeks in serving})
            choice[list(rows[-1])] += sizes[number]
        arcs = [
            (group, row[group])
            for row in rows
            for group in sorted(row, key=lambda one: (int(choice[one]), one))
        ]
        starts = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
        return starts, np.array([one for one, _ in arcs], np.int64), [weeks for _, weeks in arcs]


def _capped(periods: tuple[Period, ...]) -> Iterator[NationId]:
    """The nations that have a cap at some time."""
    yield from dict.fromkeys(nation for one in periods for nation in one.caps)
