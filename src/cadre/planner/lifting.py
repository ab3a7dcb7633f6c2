"""Lifting: a mission as it would be if single rules didn't stand in the way of some work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from cadre.mission.activities import Activity
from cadre.mission.authorities import RedLine
from cadre.mission.enablers import Support
from cadre.mission.giving import LENDER, given, giver
from cadre.mission.ids import ActivityId, BedSpaceId, SupportId
from cadre.mission.mission import Mission
from cadre.mission.rearranged import untimed
from cadre.mission.sites import BedSpace
from cadre.mission.weeks import Window

PLENTY = 100_000
"""People of each skill, and beds at each site, once the rule is lifted."""

Works = frozenset[ActivityId]


def lifted(mission: Mission, works: Works, rules: Iterable[str]) -> Mission:
    """The mission in which `rules`, of `RULES`, don't stand in the way of `works`.

    What is of all work, as people, beds and money, is lifted for all of it.
    """
    for rule in rules:
        mission = LIFTS[rule](mission, works)
    return mission


def _each(
    mission: Mission, works: Works, change: Callable[[Activity], Mapping[str, Any]]
) -> Mission:
    rows = tuple(
        replace(one, **change(one)) if one.id in works else one for one in mission.activities
    )
    return replace(mission, activities=rows)


def _cover(mission: Mission, works: Works) -> Mission:
    return _each(mission, works, lambda _: {"cover": ()})


def _gates(mission: Mission, works: Works) -> Mission:
    gone = {"conditions": (), "decisions": (), "notice_weeks": 0}
    return _each(mission, works, lambda _: gone)


def _window(mission: Mission, works: Works) -> Mission:
    rows = tuple(untimed(mission, one) if one.id in works else one for one in mission.activities)
    return replace(mission, activities=rows)


def _paused(mission: Mission, works: Works) -> Mission:
    del works
    return replace(mission, pauses=())


def _site(mission: Mission, works: Works) -> Mission:
    used = {mode.site for key in works for mode in mission.modes_of(key)}
    sites = tuple(replace(one, window=Window()) if one.id in used else one for one in mission.sites)
    return replace(mission, sites=sites)


def _red_lines(mission: Mission, works: Works) -> Mission:
    def without(line: RedLine) -> RedLine:
        return replace(line, forbids=tuple(key for key in line.forbids if key not in works))

    return replace(mission, red_lines=tuple(map(without, mission.red_lines)))


def _negotiations(mission: Mission, works: Works) -> Mission:
    return _each(mission, works, lambda _: {"option": None})


def _lead(mission: Mission, works: Works) -> Mission:
    modes = tuple(
        replace(one, lead=None) if one.activity in works else one for one in mission.modes
    )
    return replace(mission, modes=modes)


def _hand_over(mission: Mission, works: Works) -> Mission:
    del works
    turns = tuple(replace(one, handover_weeks=0) for one in mission.lead_rotations)
    return replace(mission, lead_rotations=turns)


def _increment(mission: Mission, works: Works) -> Mission:
    return _each(mission, works, lambda _: {"increment_of": None})


def _after(mission: Mission, works: Works) -> Mission:
    return _each(mission, works, lambda _: {"after": (), "after_end": (), "lag_weeks": 0})


def _exclusion(mission: Mission, works: Works) -> Mission:
    rows = tuple(
        replace(
            one,
            excludes=()
            if one.id in works
            else tuple(key for key in one.excludes if key not in works),
        )
        for one in mission.activities
    )
    return replace(mission, activities=rows)


def _trainees(mission: Mission, works: Works) -> Mission:
    del works
    rows = tuple(replace(one, supply=0) for one in mission.institutions)
    return replace(mission, institutions=rows)


def _budget(mission: Mission, works: Works) -> Mission:
    del works
    return replace(mission, budgets=())


def _stock(mission: Mission, works: Works) -> Mission:
    del works
    return replace(mission, draws=())


def _posts(mission: Mission, works: Works) -> Mission:
    del works
    pledges = tuple(given(mission, one.id, PLENTY) for one in mission.skills)
    nations = tuple(one for one in mission.nations if one != giver())
    return replace(mission, nations=(*nations, giver()), pledges=(*mission.pledges, *pledges))


def _support(mission: Mission, works: Works) -> Mission:
    del works
    lent = tuple(
        Support(
            id=SupportId(f"+{site.id}{kind.id}"), enabler=kind.id, provider=LENDER, site=site.id
        )
        for site in mission.sites
        for kind in mission.enablers
    )
    return replace(mission, supports=(*mission.supports, *lent))


def _beds(mission: Mission, works: Works) -> Mission:
    del works
    limited = dict.fromkeys(one.site for one in mission.bed_spaces)
    more = tuple(BedSpace(id=BedSpaceId(f"+{key}"), site=key, beds=PLENTY) for key in limited)
    return replace(mission, bed_spaces=(*mission.bed_spaces, *more))


LIFTS: dict[str, Callable[[Mission, Works], Mission]] = {
    "paused": _paused,
    "cover": _cover,
    "gates": _gates,
    "site": _site,
    "window": _window,
    "red lines": _red_lines,
    "negotiations": _negotiations,
    "lead": _lead,
    "hand-over": _hand_over,
    "increment": _increment,
    "after": _after,
    "exclusion": _exclusion,
    "trainees": _trainees,
    "budget": _budget,
    "stock": _stock,
    "posts": _posts,
    "support": _support,
    "beds": _beds,
}
RULES = tuple(LIFTS)
"""The rules that can be lifted, by the names that explanations use."""
