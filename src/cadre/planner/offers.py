"""Offers: which nations offer people who are missing, and which caveats or law keep these away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from cadre.mission.activities import Activity
from cadre.mission.authorities import Authority, AuthorityKind
from cadre.mission.caveats import barred
from cadre.mission.cover import own_law, service_windows
from cadre.mission.forces import Caveat, CaveatKind, Pledge
from cadre.mission.giving import GIVER
from cadre.mission.halts import naming_law_of, unpaused
from cadre.mission.ids import EnablerId, NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from cadre.mission.pauses import Pause
from cadre.mission.trades import Trade, has
from cadre.planner.additions import Additions
from cadre.planner.problem import Problem
from cadre.planner.stand import Stand
from cadre.planner.works import Run

Place = tuple[Activity | None, SiteId]
"""Work at a site; no activity stands for brought support, which serves a whole site."""
Keeping = Caveat | Pause | Authority
"""What keeps a nation's people away: a caveat, its own law, or a pause of that."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Nations that offer people of the kinds that are missing.

    Attributes:
        free: Nations that may send some to where they are missing.
        barred: The others, each with what keeps them away.
    """

    free: tuple[NationId, ...] = ()
    barred: Mapping[NationId, tuple[Keeping, ...]] = field(default_factory=dict)

    @property
    def keeping(self) -> tuple[str, ...]:
        """Ids of what keeps people away."""
        return tuple(str(one.id) for some in self.barred.values() for one in some)


def offers(stand: Stand, run: Run, short: Additions) -> Offers:
    """Who offers people of whom a run is short, whenever they come.

    A nation is free when its caveats and its own law leave its people a week, of those in which
    anything is missing, at one of the places that go short of such people.

    Args:
        stand: The plan.
        run: The run.
        short: What is missing, of people by trade, with the duties that go short.
    """
    problem = stand.search.problem
    place = problem.tracks[run.track].place
    weeks = (np.flatnonzero(stand.short(place)[run.week : run.end]) + run.week).tolist()
    free: dict[NationId, None] = {}
    held: dict[NationId, dict[str, Keeping]] = {}
    for nation, skill in _fitting(problem, short):
        some = [_keeping(problem, nation, where, weeks) for where in _places(problem, short, skill)]
        if all(some):
            held.setdefault(nation, {}).update({one.id: one for found in some for one in found})
        else:
            free[nation] = None
    return Offers(
        tuple(free),
        {nation: tuple(some.values()) for nation, some in held.items() if nation not in free},
    )


def trades_of(problem: Problem, short: Additions, skill: SkillId) -> tuple[Trade, ...]:
    """The trades that posts which go short of people of a skill ask for."""
    asked = (problem.duties[number].trade for number in short.duties.get(skill, ()))
    return tuple(dict.fromkeys(one for one in asked if one is not None))


def kinds_of(problem: Problem, short: Additions, skill: SkillId) -> list[EnablerId]:
    """The kinds of brought support that go short of people of a skill."""
    duties = (problem.duties[number] for number in short.duties.get(skill, ()))
    return sorted({one.enabler for one in duties if one.work is None and one.enabler is not None})


def _fitting(problem: Problem, short: Additions) -> Iterator[tuple[NationId, SkillId]]:
    """The nations that offer such people, and of which missing skill, in the pledges' order."""
    mission, skills = problem.mission, dict.fromkeys((*short.people, *_skills(short.trades)))
    for pledge in mission.pledges:
        for skill in skills:
            if pledge.nation != GIVER and _fits(problem, short, skill, pledge):
                yield pledge.nation, skill


def _skills(trades: Iterable[Trade]) -> Iterator[SkillId]:
    return (one.skill for one in trades)


def _fits(problem: Problem, short: Additions, skill: SkillId, pledge: Pledge) -> bool:
    if problem.mission.skill(pledge.skill).enabler in kinds_of(problem, short, skill):
        return True
    able = [one for one in short.trades if one.skill == skill]
    if short.people[skill]:
        able += trades_of(problem, short, skill)
    return any(has(pledge, one) for one in able)


def _places(problem: Problem, short: Additions, skill: SkillId) -> list[Place]:
    duties = [problem.duties[number] for number in short.duties.get(skill, ())]
    works = [None if one.work is None else problem.works[one.work].activity for one in duties]
    return list(zip(works, (one.site for one in duties), strict=True))


def _keeping(
    problem: Problem, nation: NationId, place: Place, weeks: list[int]
) -> tuple[Keeping, ...]:
    """The caveats and law that together keep a nation's people from a place in all of these weeks.

    None when there is a week in which nothing does.
    """
    rows: list[tuple[Keeping, set[int]]] = [
        (one, set(weeks).intersection(_weeks(problem, one, place)))
        for one in problem.mission.caveats_of(nation)
    ]
    rows += _by_law(problem.mission, nation, weeks)
    shut = set[int]().union(*(some for _, some in rows))
    return tuple(one for one, some in rows if some) if shut.issuperset(weeks) else ()


def _by_law(
    mission: Mission, nation: NationId, weeks: list[int]
) -> Iterator[tuple[Keeping, set[int]]]:
    """The pauses of a nation's own law, and that law, with the weeks in which it serves nowhere.

    A week that the law would hold without any pause is lost to the pauses.
    """
    held, free = (
        mission.horizon.covered(service_windows(one, nation, mission.profile.rely_on))
        for one in (mission, unpaused(mission))
    )
    halted = [week for week in weeks if free[week] and not held[week]]
    for pause in naming_law_of(mission, [nation]):
        yield pause, {one for one in halted if mission.horizon.span(one).overlaps(pause.window)}
    for one in own_law(mission, nation):
        if nation in one.nations and one.kind is AuthorityKind.NATIONAL:
            yield one, {week for week in weeks if not free[week]}


def _weeks(problem: Problem, caveat: Caveat, place: Place) -> Iterator[int]:
    """The weeks in which a caveat lets nobody, or nobody more, serve at a place."""
    horizon = problem.mission.horizon
    if caveat.kind is not CaveatKind.HEADCOUNT_CAP:
        for days in barred(problem.mission, caveat, *place):
            yield from horizon.overlapped(days)
        return
    offered = [n for n, one in enumerate(problem.mission.pledges) if one.nation == caveat.nation]
    for week in horizon.overlapped(caveat.window):
        period = problem.periods[problem.period_of[week]]
        most = period.caps.get(caveat.nation)
        if most == caveat.people and sum(period.people[one] for one in offered) > (most or 0):
            yield week
